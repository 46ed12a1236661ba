-- Average selling price by seller. Rewritten: AVG(…) OVER (… ROWS BETWEEN 10 PRECEDING AND CURRENT ROW) numbers every row of
-- an unbounded table again and again. This is its newest row of each seller: the average of the seller's 11 newest winning bids.
CREATE MATERIALIZED VIEW nexmark_q6 WITH (retention = '3650 days') AS
SELECT
    seller,
    AVG(price) AS avg_price
FROM (
    SELECT
        Q.seller,
        Q.price,
        ROW_NUMBER() OVER (PARTITION BY Q.seller ORDER BY Q.`dateTime` DESC) AS age
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
)
WHERE age <= 11
GROUP BY seller
