CREATE MATERIALIZED VIEW nexmark_q14 AS
SELECT auction, count_char(extra, 'c') AS c_counts FROM bid
