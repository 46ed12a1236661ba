-- Currency conversion: a decimal product.
CREATE MATERIALIZED VIEW nexmark_q1 AS
SELECT
    auction,
    bidder,
    0.908 * price AS price,
    `dateTime`,
    extra
FROM bid
