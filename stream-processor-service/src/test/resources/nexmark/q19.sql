-- The ten highest bids of each auction with their numbers. Ties, which the published query leaves open, go by the other columns.
CREATE MATERIALIZED VIEW nexmark_q19 AS
SELECT *
FROM (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY auction ORDER BY price DESC) AS rank_number
    FROM bid
)
WHERE rank_number <= 10
