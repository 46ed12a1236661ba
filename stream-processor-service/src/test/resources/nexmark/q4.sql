-- Average price of a category: an average over maxima over a join. DuckDB's averages of integers are no integers.
CREATE MATERIALIZED VIEW nexmark_q4 WITH (retention = '3650 days') AS
SELECT
    Q.category,
    AVG(Q.final) AS final
FROM (
    SELECT MAX(B.price) AS final, A.category
    FROM auction A, bid B
    WHERE A.id = B.auction AND B.`dateTime` BETWEEN A.`dateTime` AND A.expires
    GROUP BY A.id, A.category
) Q
GROUP BY Q.category
