-- A row for each bid, with the time at which it was sent.
CREATE MATERIALIZED VIEW latency_rows AS
SELECT auction, bidder, price, `dateTime` AS `last`, extra FROM bid
