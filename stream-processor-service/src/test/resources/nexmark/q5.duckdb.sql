WITH counts AS (
    SELECT auction, window_start, COUNT(*) AS num
    FROM (SELECT *, time_bucket(INTERVAL '2 seconds', dateTime) - k * INTERVAL '2 seconds' AS window_start
        FROM bid, range(0, 5) AS steps(k))
    GROUP BY auction, window_start
)
SELECT auction, num FROM counts QUALIFY num = MAX(num) OVER (PARTITION BY window_start)
