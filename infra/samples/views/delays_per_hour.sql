-- How late flights left each airport, hour by hour.
CREATE MATERIALIZED VIEW delays_per_hour WITH (freshness = '5 seconds', retention = '3650 days') AS
SELECT window_start, origin, COUNT(*) AS flights, AVG(CAST(delay AS DOUBLE)) AS avg_delay, MAX(delay) AS worst
FROM TABLE(TUMBLE(TABLE flights, DESCRIPTOR(departed_at), INTERVAL '1' HOUR))
GROUP BY window_start, window_end, origin;
