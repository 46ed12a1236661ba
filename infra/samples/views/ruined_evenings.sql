-- Flights that left three hours late or more, as they happen.
CREATE MATERIALIZED VIEW ruined_evenings WITH (freshness = '1 second') AS
SELECT flight_id, departed_at, origin, destination, delay, delay / 60 AS hours_late
FROM flights
WHERE delay >= 180;
