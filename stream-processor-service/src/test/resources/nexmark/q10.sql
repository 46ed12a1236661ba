-- Log to a file system: formatted times. Rewritten: the rows go to the view, there are no files by dt and hm.
CREATE MATERIALIZED VIEW nexmark_q10 AS
SELECT auction, bidder, price, `dateTime`, extra, DATE_FORMAT(`dateTime`, 'yyyy-MM-dd') AS dt, DATE_FORMAT(`dateTime`, 'HH:mm') AS hm
FROM bid
