# As oracle.sql, over lengths of time.
SELECT o.order_id, p.payment_id FROM orders AS o JOIN payments AS p ON o.order_id = p.order_id AND p.at BETWEEN o.at - INTERVAL '5' MINUTE AND o.at + INTERVAL '5' MINUTE
WHERE (p.at - o.at) DAY TO SECOND > INTERVAL '1' MINUTE OR (p.at - o.at) DAY TO SECOND * 2 < INTERVAL '-1' MINUTE
=
SELECT o.order_id, p.payment_id FROM orders AS o JOIN payments AS p ON o.order_id = p.order_id AND p."at" BETWEEN o."at" - INTERVAL 5 MINUTE AND o."at" + INTERVAL 5 MINUTE
WHERE p."at" - o."at" > INTERVAL 1 MINUTE OR 2 * (epoch_ms(p."at") - epoch_ms(o."at")) < -60000
;
SELECT customer, TIMESTAMP '2001-01-01 00:00:00' + least AS l, TIMESTAMP '2001-01-01 00:00:00' + most AS m, n
FROM (SELECT customer, MIN((at - TIMESTAMP '2001-01-01 00:00:00') DAY TO SECOND) AS least, MAX((at - TIMESTAMP '2001-01-01 00:00:00') DAY TO SECOND) AS most,
COUNT((at - TIMESTAMP '2001-01-01 00:00:00') DAY TO SECOND) AS n FROM orders GROUP BY customer)
=
SELECT customer, MIN("at"), MAX("at"), COUNT(*) FROM orders GROUP BY customer
;
SELECT TIMESTAMP '2001-01-01 00:00:00' + took AS t, n FROM (SELECT (FLOOR(at TO MINUTE) - TIMESTAMP '2001-01-01 00:00:00') DAY TO SECOND AS took, COUNT(*) AS n FROM payments
GROUP BY (FLOOR(at TO MINUTE) - TIMESTAMP '2001-01-01 00:00:00') DAY TO SECOND) WHERE took > INTERVAL '0' SECOND
=
SELECT date_trunc('minute', "at") AS t, COUNT(*) FROM payments WHERE date_trunc('minute', "at") > TIMESTAMP '2001-01-01' GROUP BY t
;
