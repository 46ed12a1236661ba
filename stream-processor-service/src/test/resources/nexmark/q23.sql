-- Bids, their bidder and what the bidder sells: a join of three streams.
CREATE MATERIALIZED VIEW nexmark_q23 WITH (retention = '3650 days') AS
SELECT
    B.bidder, B.price, B.channel, B.url, B.extra AS bid_extra,
    P.id AS person_id, name, emailAddress, creditCard, city, state, P.extra AS person_extra,
    itemName, description, initialBid, reserve, A.`dateTime` AS auction_dateTime, expires, seller, category,
    A.extra AS auction_extra
FROM bid B
JOIN person P ON P.id = B.bidder
JOIN auction A ON A.seller = B.bidder
