-- Pass through: what reading and writing cost.
CREATE MATERIALIZED VIEW nexmark_q0 AS
SELECT auction, bidder, price, `dateTime`, extra FROM bid
