-- User sessions. Rewritten: Flink's older GROUP BY SESSION(…) is written as the table function, which means the same.
CREATE MATERIALIZED VIEW nexmark_q11 AS
SELECT
    bidder,
    COUNT(*) AS bid_count,
    window_start AS starttime,
    window_end AS endtime
FROM TABLE(
    SESSION(TABLE bid, DESCRIPTOR(`dateTime`), DESCRIPTOR(bidder), INTERVAL '10' SECOND))
GROUP BY bidder, window_start, window_end
