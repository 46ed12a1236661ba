# As oracle.sql, over times of microseconds.
SELECT at, COUNT(*) AS n, MAX(booked) AS b FROM ticks GROUP BY at
=
SELECT "at", COUNT(*), MAX(booked) FROM ticks GROUP BY "at"
;
SELECT booked, COUNT(*) AS n, MIN(at) AS a FROM ticks WHERE booked >= TIMESTAMP '2000-12-31 23:59:59.999455' GROUP BY booked
=
SELECT booked, COUNT(*), MIN("at") FROM ticks WHERE booked >= TIMESTAMP '2000-12-31 23:59:59.999455' GROUP BY booked
;
SELECT symbol, COUNT(*) AS n FROM ticks WHERE booked > seen OR seen = TIMESTAMP '2001-01-01 00:00:00.000001' GROUP BY symbol
;
SELECT CAST(booked AS TIMESTAMP(3)) AS b, MAX(GREATEST(booked, seen)) AS g, COUNT(*) AS n FROM ticks GROUP BY CAST(booked AS TIMESTAMP(3))
=
SELECT date_trunc('millisecond', booked), MAX(CASE WHEN booked IS NOT NULL AND seen IS NOT NULL THEN GREATEST(booked, seen) END), COUNT(*)
FROM ticks GROUP BY date_trunc('millisecond', booked)
;
SELECT booked AS t FROM ticks UNION SELECT seen FROM ticks
;
SELECT booked AS t FROM ticks INTERSECT SELECT seen FROM ticks
;
SELECT COALESCE(booked, seen) AS t, COUNT(*) AS n FROM ticks GROUP BY COALESCE(booked, seen)
;
SELECT window_start, symbol, COUNT(*) AS n, MAX(at) AS last FROM TABLE(TUMBLE(TABLE ticks, DESCRIPTOR(at), INTERVAL '7' MINUTE))
GROUP BY window_start, window_end, symbol
=
SELECT time_bucket(INTERVAL 7 MINUTE, "at", TIMESTAMP '1970-01-01') AS w, symbol, COUNT(*), MAX("at") FROM ticks GROUP BY w, symbol
;
SELECT a.tick_id, b.tick_id AS other FROM ticks AS a JOIN ticks AS b ON a.symbol = b.symbol AND b.at > a.at AND b.at <= a.at + INTERVAL '3' MINUTE
=
SELECT a.tick_id, b.tick_id FROM ticks AS a JOIN ticks AS b ON a.symbol = b.symbol AND b."at" > a."at" AND b."at" <= a."at" + INTERVAL 3 MINUTE
;
SELECT a.tick_id, b.tick_id AS other FROM ticks AS a JOIN ticks AS b ON a.seen = b.booked AND b.at BETWEEN a.at - INTERVAL '9' MINUTE AND a.at + INTERVAL '9' MINUTE
=
SELECT a.tick_id, b.tick_id FROM ticks AS a JOIN ticks AS b ON a.seen = b.booked AND b."at" BETWEEN a."at" - INTERVAL 9 MINUTE AND a."at" + INTERVAL 9 MINUTE
;
SELECT tick_id, SUM(price) OVER (PARTITION BY symbol ORDER BY CAST(at AS TIMESTAMP(3)) RANGE BETWEEN INTERVAL '5' MINUTE PRECEDING AND CURRENT ROW) AS total FROM ticks
=
SELECT tick_id, CAST(SUM(price) OVER (PARTITION BY symbol ORDER BY date_trunc('millisecond', "at") RANGE BETWEEN INTERVAL 5 MINUTE PRECEDING AND CURRENT ROW) AS BIGINT) FROM ticks
;
WITH (retention = '3650 days')
SELECT tick_id, COUNT(*) OVER (PARTITION BY symbol ORDER BY booked RANGE BETWEEN INTERVAL '0.001' SECOND PRECEDING AND CURRENT ROW) AS n FROM ticks
=
SELECT tick_id, COUNT(*) OVER (PARTITION BY symbol ORDER BY booked NULLS FIRST RANGE BETWEEN INTERVAL 1 MILLISECOND PRECEDING AND CURRENT ROW) FROM ticks
;
SELECT symbol, tick_id, at FROM ticks QUALIFY ROW_NUMBER() OVER (PARTITION BY symbol ORDER BY at DESC, tick_id) <= 2
=
SELECT symbol, tick_id, "at" FROM ticks QUALIFY ROW_NUMBER() OVER (PARTITION BY symbol ORDER BY "at" DESC, tick_id) <= 2
;
