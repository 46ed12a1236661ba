-- Selection: a filter.
CREATE MATERIALIZED VIEW nexmark_q2 AS
SELECT auction, price FROM bid WHERE MOD(auction, 123) = 0
