WITH winning AS (
    SELECT A.id, A.seller, B.price, B.dateTime
    FROM auction AS A, bid AS B
    WHERE A.id = B.auction AND B.dateTime BETWEEN A.dateTime AND A.expires
    QUALIFY ROW_NUMBER() OVER (PARTITION BY A.id, A.seller ORDER BY B.price DESC, B.dateTime) = 1
)
SELECT seller, SUM(price) OVER w // COUNT(price) OVER w AS avg_price FROM winning
WINDOW w AS (PARTITION BY seller ORDER BY dateTime, id ROWS BETWEEN 10 PRECEDING AND CURRENT ROW)
