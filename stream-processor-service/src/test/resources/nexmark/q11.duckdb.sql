WITH marked AS (
    SELECT *, COALESCE(dateTime > LAG(dateTime) OVER w + INTERVAL '10 seconds', true)::INT AS first
    FROM bid WINDOW w AS (PARTITION BY bidder ORDER BY dateTime)
), numbered AS (
    SELECT *, SUM(first) OVER (PARTITION BY bidder ORDER BY dateTime ROWS UNBOUNDED PRECEDING) AS session FROM marked
)
SELECT bidder, COUNT(*) AS bid_count, MIN(dateTime) AS starttime, MAX(dateTime) + INTERVAL '10 seconds' AS endtime
FROM numbered
GROUP BY bidder, session
