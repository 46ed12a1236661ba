SELECT B.auction, B.bidder, B.price, B.dateTime, S.value
FROM bid AS B
JOIN (
    SELECT key, value FROM side_input QUALIFY ROW_NUMBER() OVER (PARTITION BY key ORDER BY dateTime DESC, value) = 1
) AS S
ON MOD(B.auction, 10000) = S.key
