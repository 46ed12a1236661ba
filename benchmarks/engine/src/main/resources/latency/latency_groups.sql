-- A row for each auction, with the time at which the newest bid was sent; the stream has no key, so that bids are exchanged.
CREATE MATERIALIZED VIEW latency_groups AS
SELECT auction, COUNT(*) AS bids, MAX(`dateTime`) AS `last` FROM bid GROUP BY auction
