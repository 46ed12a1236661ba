-- Windows of processing time. Rewritten by event time: a view is a function of the log, and a clock would give other rows each
-- time it is read.
CREATE MATERIALIZED VIEW nexmark_q12 AS
SELECT
    bidder,
    COUNT(*) AS bid_count,
    window_start AS starttime,
    window_end AS endtime
FROM TABLE(
    TUMBLE(TABLE bid, DESCRIPTOR(`dateTime`), INTERVAL '10' SECOND))
GROUP BY bidder, window_start, window_end
