-- Average price of the last eleven winning bids of a seller: OVER rows of a table that change. DuckDB's averages of integers are no integers.
CREATE MATERIALIZED VIEW nexmark_q6 WITH (retention = '3650 days') AS
SELECT
    Q.seller,
    AVG(Q.price) OVER
        (PARTITION BY Q.seller ORDER BY Q.`dateTime` ROWS BETWEEN 10 PRECEDING AND CURRENT ROW) AS avg_price
FROM (
    SELECT *
    FROM (
        SELECT A.id, A.seller, B.price, B.`dateTime`,
            ROW_NUMBER() OVER (PARTITION BY A.id, A.seller ORDER BY B.price DESC) AS rownum
        FROM auction AS A, bid AS B
        WHERE A.id = B.auction AND B.`dateTime` BETWEEN A.`dateTime` AND A.expires
    )
    WHERE rownum <= 1
) AS Q
