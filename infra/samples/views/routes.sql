-- The routes of the country: how busy, how punctual, how far.
CREATE MATERIALIZED VIEW routes WITH (freshness = '1 second') AS
SELECT origin,
       destination,
       COUNT(*) AS flights,
       SUM(CASE WHEN delay > 15 THEN 1 ELSE 0 END) AS delayed,
       AVG(CAST(delay AS DOUBLE)) AS avg_delay,
       MAX(distance) AS miles
FROM flights
GROUP BY origin, destination;
