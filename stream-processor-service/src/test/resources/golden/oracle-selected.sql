SELECT a.x, a.y, a.z, (SELECT COUNT(*) FROM payments AS p WHERE p.amount = a.z) AS n
FROM (SELECT least AS x, least AS y, amount AS z FROM (SELECT amount, MIN(order_id) AS least FROM orders GROUP BY amount) AS b) AS a
;
SELECT a.z, a.x, (SELECT SUM(b.n) FROM (SELECT amount, COUNT(*) AS n FROM payments GROUP BY amount) AS b WHERE b.amount = a.z AND b.n = a.z) AS s
FROM (SELECT customer AS x, amount AS z FROM (SELECT customer, MAX(amount) AS amount FROM orders GROUP BY customer) AS c) AS a
;
SELECT a.customer, a.n, (SELECT COUNT(b.ids) FROM (SELECT LISTAGG(order_id, ',') FILTER (WHERE amount < 0 AND amount > 0) AS ids FROM orders) AS b) AS m
FROM (SELECT customer, COUNT(*) AS n FROM orders GROUP BY customer) AS a
;
SELECT COUNT(b.ids) AS n FROM (SELECT customer, LISTAGG(order_id, ',') FILTER (WHERE amount > 2) AS ids FROM orders GROUP BY customer) AS b
;
SELECT o.amount, o.customer FROM orders AS o LEFT JOIN payments AS p ON o.order_id = p.order_id AND p.at BETWEEN o.at AND o.at + INTERVAL '1' MINUTE
WHERE p.payment_id IS NULL EXCEPT SELECT SUM(amount), MIN(order_id) FROM returns
=
SELECT DISTINCT o.amount, o.customer FROM orders AS o WHERE NOT EXISTS
  (SELECT * FROM payments AS p WHERE o.order_id = p.order_id AND p.at BETWEEN o.at AND o.at + INTERVAL '1' MINUTE)
AND (o.order_id IS NULL OR o.at + INTERVAL '1' MINUTE < (SELECT MIN(watermark) FROM watermarks WHERE stream IN ('orders', 'payments')))
;
