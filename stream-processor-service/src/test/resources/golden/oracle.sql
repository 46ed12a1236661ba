# Queries whose results over random events are compared with DuckDB's. Behind a line of = stands the query as DuckDB reads it,
# where it differs. A first line of WITH holds the view's options.
SELECT customer, COUNT(*) AS n, SUM(amount) AS total, MIN(price) AS low, MAX(price) AS high FROM orders GROUP BY customer
=
SELECT customer, COUNT(*), SUM(amount), MIN(price), MAX(price) FROM orders GROUP BY customer
;
SELECT n, COUNT(*) AS customers FROM (SELECT customer, COUNT(*) AS n FROM orders GROUP BY customer) AS t GROUP BY n
;
SELECT MAX(n) AS most, MIN(n) AS least FROM (SELECT customer, COUNT(*) AS n FROM orders GROUP BY customer) AS t
;
WITH (retention = '3650 days')
SELECT o.order_id, o.customer, p.payment_id, p.amount FROM orders AS o JOIN payments AS p ON o.order_id = p.order_id
;
WITH (retention = '3650 days')
SELECT o.order_id, o.customer, p.payment_id FROM orders AS o JOIN payments AS p ON o.order_id = p.order_id AND o.amount < p.amount
;
WITH (retention = '3650 days')
SELECT o.order_id, o.customer, p.payment_id FROM orders AS o, payments AS p WHERE o.order_id = p.order_id AND p.amount > 1
;
SELECT o.customer, o.n, c.tiers FROM (SELECT customer, COUNT(*) AS n FROM orders GROUP BY customer) AS o
JOIN (SELECT customer, SUM(tier) AS tiers FROM customers GROUP BY customer) AS c ON o.customer = c.customer
;
SELECT o.customer, o.n, c.customer AS other, c.tiers FROM (SELECT customer, COUNT(*) AS n FROM orders GROUP BY customer) AS o
LEFT JOIN (SELECT customer, SUM(tier) AS tiers FROM customers GROUP BY customer) AS c ON o.customer = c.customer
;
SELECT o.customer, o.n, c.customer AS other, c.tiers FROM (SELECT customer, COUNT(*) AS n FROM orders GROUP BY customer) AS o
FULL JOIN (SELECT customer, SUM(tier) AS tiers FROM customers GROUP BY customer) AS c ON o.customer = c.customer AND o.n > c.tiers
;
SELECT DISTINCT region, tier FROM customers
;
SELECT region, COUNT(DISTINCT tier) AS tiers, COUNT(*) FILTER (WHERE tier > 0) AS upper FROM customers GROUP BY region
;
WITH a AS (SELECT customer, SUM(amount) AS total FROM orders GROUP BY customer)
SELECT x.total, COUNT(*) AS n FROM a AS x JOIN a AS y ON x.total = y.total GROUP BY x.total
;
SELECT customer, region FROM customers UNION SELECT customer, order_id FROM orders
;
SELECT customer FROM customers INTERSECT SELECT customer FROM orders
;
SELECT customer FROM customers EXCEPT SELECT customer FROM orders
;
SELECT COUNT(*) AS n, SUM(amount) AS total FROM (SELECT amount FROM orders UNION ALL SELECT amount FROM payments) AS u
;
SELECT customer, total FROM (SELECT customer, total, ROW_NUMBER() OVER (ORDER BY total DESC, customer) AS rn FROM (SELECT customer, SUM(amount) AS total FROM orders WHERE customer IS NOT NULL AND amount IS NOT NULL GROUP BY customer) AS t) AS r WHERE rn <= 3
;
WITH (retention = '3650 days')
SELECT customer, COUNT(*) AS n FROM orders WHERE customer IN (SELECT customer FROM customers WHERE tier > 0) GROUP BY customer
;
WITH (retention = '3650 days')
SELECT customer, COUNT(*) AS n FROM orders AS o WHERE NOT EXISTS (SELECT 1 FROM customers AS c WHERE c.customer = o.customer) GROUP BY customer
;
SELECT customer, SUM(amount) AS total FROM orders GROUP BY customer HAVING SUM(amount) > (SELECT COUNT(*) FROM customers WHERE tier = 1)
;
SELECT window_start, customer, COUNT(*) AS n FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(at), INTERVAL '10' MINUTE)) GROUP BY window_start, window_end, customer
=
SELECT time_bucket(INTERVAL '10 minutes', "at") AS w, customer, COUNT(*) FROM orders GROUP BY w, customer
;
SELECT window_start, COUNT(*) AS n FROM TABLE(HOP(TABLE orders, DESCRIPTOR(at), INTERVAL '5' MINUTE, INTERVAL '10' MINUTE)) GROUP BY window_start, window_end
=
SELECT w, COUNT(*) FROM (SELECT time_bucket(INTERVAL '5 minutes', "at") AS w FROM orders UNION ALL SELECT time_bucket(INTERVAL '5 minutes', "at") - INTERVAL '5 minutes' FROM orders) GROUP BY w
;
WITH (retention = '3650 days')
SELECT window_start, window_end, customer, COUNT(*) AS n FROM TABLE(SESSION(TABLE orders, DESCRIPTOR(at), DESCRIPTOR(customer), INTERVAL '3' MINUTE)) GROUP BY window_start, window_end, customer
=
SELECT MIN("at"), MAX("at") + INTERVAL '3 minutes', customer, COUNT(*) FROM (SELECT *, SUM(fresh) OVER (PARTITION BY customer ORDER BY "at", order_id ROWS UNBOUNDED PRECEDING) AS s FROM (SELECT *, CASE WHEN "at" - LAG("at") OVER (PARTITION BY customer ORDER BY "at", order_id) <= INTERVAL '3 minutes' THEN 0 ELSE 1 END AS fresh FROM orders)) GROUP BY customer, s
;
