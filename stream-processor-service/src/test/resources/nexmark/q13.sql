-- Bounded side input. Rewritten: the file is a stream of the latest value of each key, and rows follow it, since the value as
-- of a processing time would be another one each time it is read.
CREATE MATERIALIZED VIEW nexmark_q13 WITH (retention = '3650 days') AS
SELECT
    B.auction,
    B.bidder,
    B.price,
    B.`dateTime`,
    S.`value`
FROM bid AS B
JOIN (
    SELECT key, `value` FROM side_input QUALIFY ROW_NUMBER() OVER (PARTITION BY key ORDER BY `dateTime` DESC) = 1
) AS S
ON MOD(B.auction, 10000) = S.key
