# Queries with OVER, compared with DuckDB's as those of oracle.sql are.
SELECT order_id, amount, SUM(amount) OVER (PARTITION BY customer ORDER BY at) AS total, COUNT(*) OVER (PARTITION BY customer ORDER BY at) AS n, COUNT(price) OVER (PARTITION BY customer ORDER BY at) AS priced FROM orders
=
SELECT order_id, amount, SUM(amount) OVER (PARTITION BY customer ORDER BY "at"), COUNT(*) OVER (PARTITION BY customer ORDER BY "at"), COUNT(price) OVER (PARTITION BY customer ORDER BY "at") FROM orders
;
SELECT order_id, SUM(amount) OVER w AS total, MIN(price) OVER w AS low, MAX(price) OVER w AS high, AVG(price) OVER w AS mean FROM orders WINDOW w AS (PARTITION BY customer ORDER BY at, order_id ROWS 2 PRECEDING)
=
SELECT order_id, SUM(amount) OVER w, MIN(price) OVER w, MAX(price) OVER w, AVG(price) OVER w FROM orders WINDOW w AS (PARTITION BY customer ORDER BY "at", order_id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)
;
SELECT order_id, COUNT(*) OVER w AS n, SUM(amount) OVER w AS total, MAX(price) OVER w AS high FROM orders WINDOW w AS (PARTITION BY paid ORDER BY at RANGE BETWEEN INTERVAL '2' MINUTE PRECEDING AND CURRENT ROW)
=
SELECT order_id, COUNT(*) OVER w, SUM(amount) OVER w, MAX(price) OVER w FROM orders WINDOW w AS (PARTITION BY paid ORDER BY "at" RANGE BETWEEN INTERVAL '2 minutes' PRECEDING AND CURRENT ROW)
;
SELECT order_id, LAG(amount) OVER w AS prev, LAG(order_id, 2, 'none') OVER w AS earlier, LEAD(amount) OVER w AS later, LEAD(price, 2, 7) OVER w AS further FROM orders WINDOW w AS (PARTITION BY customer ORDER BY at, order_id)
=
SELECT order_id, LAG(amount) OVER w, LAG(order_id, 2, 'none') OVER w, LEAD(amount) OVER w, LEAD(price, 2, 7) OVER w FROM orders WINDOW w AS (PARTITION BY customer ORDER BY "at", order_id)
;
SELECT order_id, FIRST_VALUE(amount) OVER w AS f, LAST_VALUE(order_id) OVER w AS l, NTH_VALUE(price, 3) OVER w AS n FROM orders WINDOW w AS (PARTITION BY customer ORDER BY at)
=
SELECT order_id, FIRST_VALUE(amount) OVER w, LAST_VALUE(order_id) OVER w, NTH_VALUE(price, 3) OVER w FROM orders WINDOW w AS (PARTITION BY customer ORDER BY "at")
;
SELECT order_id, FIRST_VALUE(amount) OVER w AS f, LAST_VALUE(amount) OVER w AS l, NTH_VALUE(amount, 2) OVER w AS n, COUNT(*) OVER w AS m FROM orders WINDOW w AS (PARTITION BY customer ORDER BY at, order_id ROWS BETWEEN 1 PRECEDING AND 2 FOLLOWING)
=
SELECT order_id, FIRST_VALUE(amount) OVER w, LAST_VALUE(amount) OVER w, NTH_VALUE(amount, 2) OVER w, COUNT(*) OVER w FROM orders WINDOW w AS (PARTITION BY customer ORDER BY "at", order_id ROWS BETWEEN 1 PRECEDING AND 2 FOLLOWING)
;
SELECT order_id, ROW_NUMBER() OVER (PARTITION BY customer ORDER BY at, order_id) AS n, RANK() OVER (PARTITION BY paid ORDER BY at) AS r, DENSE_RANK() OVER (PARTITION BY amount ORDER BY at) AS d FROM orders
=
SELECT order_id, ROW_NUMBER() OVER (PARTITION BY customer ORDER BY "at", order_id), RANK() OVER (PARTITION BY paid ORDER BY "at"), DENSE_RANK() OVER (PARTITION BY amount ORDER BY "at") FROM orders
;
WITH (retention = '3650 days')
SELECT order_id, customer, RANK() OVER w AS r, DENSE_RANK() OVER w AS d, SUM(amount) OVER w AS total, COUNT(*) OVER (PARTITION BY customer) AS n FROM orders WINDOW w AS (PARTITION BY customer ORDER BY amount DESC)
=
SELECT order_id, customer, RANK() OVER w, DENSE_RANK() OVER w, SUM(amount) OVER w, COUNT(*) OVER (PARTITION BY customer) FROM orders WINDOW w AS (PARTITION BY customer ORDER BY amount DESC NULLS LAST)
;
WITH (retention = '5 minutes')
SELECT order_id, RANK() OVER (PARTITION BY paid ORDER BY price) AS r, SUM(amount) OVER (PARTITION BY paid ORDER BY price, order_id, at ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS rest FROM orders
=
SELECT order_id, RANK() OVER (PARTITION BY paid ORDER BY price NULLS FIRST), SUM(amount) OVER (PARTITION BY paid ORDER BY price NULLS FIRST, order_id, "at" ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM orders
WHERE COALESCE("at" > (SELECT watermark FROM watermarks WHERE stream = 'orders') - INTERVAL '5 minutes', true)
;
WITH (retention = '5 minutes')
SELECT order_id, SUM(amount) OVER (PARTITION BY paid ORDER BY at) AS total, LEAD(amount) OVER (PARTITION BY paid ORDER BY at, order_id) AS later FROM orders
=
SELECT order_id, total, later FROM (SELECT order_id, "at", SUM(amount) OVER (PARTITION BY paid ORDER BY "at") AS total, LEAD(amount) OVER (PARTITION BY paid ORDER BY "at", order_id) AS later FROM orders)
WHERE COALESCE("at" > (SELECT watermark FROM watermarks WHERE stream = 'orders') - INTERVAL '5 minutes', true)
;
SELECT customer, n, RANK() OVER (ORDER BY n DESC) AS r, SUM(n) OVER (ORDER BY n, customer ROWS UNBOUNDED PRECEDING) AS running, SUM(n) OVER () AS whole, COUNT(*) OVER (ORDER BY n RANGE BETWEEN 1 PRECEDING AND 2 FOLLOWING) AS near
FROM (SELECT customer, COUNT(*) AS n FROM orders GROUP BY customer) AS t
=
SELECT customer, n, RANK() OVER (ORDER BY n DESC), SUM(n) OVER (ORDER BY n, customer NULLS FIRST ROWS UNBOUNDED PRECEDING), SUM(n) OVER (), COUNT(*) OVER (ORDER BY n RANGE BETWEEN 1 PRECEDING AND 2 FOLLOWING)
FROM (SELECT customer, COUNT(*) AS n FROM orders GROUP BY customer) AS t
;
SELECT customer, total, COUNT(*) OVER (ORDER BY total DESC RANGE 3 PRECEDING) AS near, MAX(total) OVER (ORDER BY total NULLS LAST RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS below, LAST_VALUE(customer) OVER (ORDER BY total, customer) AS l
FROM (SELECT customer, SUM(amount) AS total FROM orders GROUP BY customer) AS t
=
SELECT customer, total, COUNT(*) OVER (ORDER BY total DESC NULLS LAST RANGE BETWEEN 3 PRECEDING AND CURRENT ROW), MAX(total) OVER (ORDER BY total NULLS LAST RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), LAST_VALUE(customer) OVER (ORDER BY total NULLS FIRST, customer NULLS FIRST)
FROM (SELECT customer, SUM(amount) AS total FROM orders GROUP BY customer) AS t
;
SELECT customer, COUNT(*) AS changes, SUM(amount - prev) AS moved FROM (SELECT customer, amount, LAG(amount) OVER (PARTITION BY customer ORDER BY at, order_id) AS prev FROM orders) AS t WHERE prev IS NULL OR prev <> amount GROUP BY customer
=
SELECT customer, COUNT(*), SUM(amount - prev) FROM (SELECT customer, amount, LAG(amount) OVER (PARTITION BY customer ORDER BY "at", order_id) AS prev FROM orders) AS t WHERE prev IS NULL OR prev <> amount GROUP BY customer
;
SELECT order_id, SUM(amount) OVER (PARTITION BY customer ORDER BY at RANGE BETWEEN INTERVAL '3' MINUTE PRECEDING AND INTERVAL '1' MINUTE FOLLOWING) AS around,
COUNT(*) OVER (PARTITION BY customer ORDER BY at RANGE BETWEEN INTERVAL '4' MINUTE PRECEDING AND INTERVAL '2' MINUTE PRECEDING) AS earlier FROM orders
=
SELECT order_id, SUM(amount) OVER (PARTITION BY customer ORDER BY "at" RANGE BETWEEN INTERVAL '3 minutes' PRECEDING AND INTERVAL '1 minute' FOLLOWING),
COUNT(*) OVER (PARTITION BY customer ORDER BY "at" RANGE BETWEEN INTERVAL '4 minutes' PRECEDING AND INTERVAL '2 minutes' PRECEDING) FROM orders
;
SELECT window_start, paid, n, n - LAG(n, 1, 0) OVER (PARTITION BY paid ORDER BY window_start) AS more, AVG(n) OVER (PARTITION BY paid ORDER BY window_start ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING) AS smooth
FROM (SELECT window_start, window_end, paid, COUNT(*) AS n FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(at), INTERVAL '2' MINUTE)) GROUP BY window_start, window_end, paid) AS t
=
SELECT s, paid, n, n - LAG(n, 1, 0) OVER (PARTITION BY paid ORDER BY s), CAST(trunc(AVG(n) OVER (PARTITION BY paid ORDER BY s ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING)) AS BIGINT)
FROM (SELECT time_bucket(INTERVAL '2 minutes', "at") AS s, paid, COUNT(*) AS n FROM orders GROUP BY s, paid) AS t
;
SELECT order_id, COUNT(*) OVER w AS n, SUM(amount) OVER w AS total, FIRST_VALUE(customer) OVER w AS first_customer FROM orders WINDOW w AS (PARTITION BY order_id ORDER BY at)
=
SELECT order_id, COUNT(*) OVER w, SUM(amount) OVER w, FIRST_VALUE(customer) OVER w FROM orders WINDOW w AS (PARTITION BY order_id ORDER BY "at")
;
SELECT a.order_id, a.total, p.payment_id FROM (SELECT order_id, at, SUM(amount) OVER (PARTITION BY customer ORDER BY at) AS total FROM orders) AS a
LEFT JOIN payments AS p ON a.order_id = p.order_id AND p.at BETWEEN a.at - INTERVAL '5' MINUTE AND a.at + INTERVAL '10' MINUTE AND p.amount >= a.total
=
SELECT a.order_id, a.total, p.payment_id FROM (SELECT order_id, "at", SUM(amount) OVER (PARTITION BY customer ORDER BY "at") AS total FROM orders) AS a
LEFT JOIN payments AS p ON a.order_id = p.order_id AND p."at" BETWEEN a."at" - INTERVAL '5' MINUTE AND a."at" + INTERVAL '10' MINUTE AND p.amount >= a.total
WHERE p.payment_id IS NOT NULL OR a."at" + INTERVAL '10' MINUTE < (SELECT CASE WHEN COUNT(*) = 2 THEN MIN(watermark) END FROM watermarks WHERE stream IN ('orders', 'payments'))
;
SELECT o.order_id, p.payment_id, SUM(p.amount) OVER (PARTITION BY o.customer ORDER BY o.at RANGE BETWEEN INTERVAL '5' MINUTE PRECEDING AND CURRENT ROW) AS paid
FROM orders AS o JOIN payments AS p ON o.order_id = p.order_id AND p.at BETWEEN o.at - INTERVAL '5' MINUTE AND o.at + INTERVAL '10' MINUTE
=
SELECT o.order_id, p.payment_id, SUM(p.amount) OVER (PARTITION BY o.customer ORDER BY o."at" RANGE BETWEEN INTERVAL '5 minutes' PRECEDING AND CURRENT ROW)
FROM orders AS o JOIN payments AS p ON o.order_id = p.order_id AND p."at" BETWEEN o."at" - INTERVAL '5' MINUTE AND o."at" + INTERVAL '10' MINUTE
;
WITH (retention = '3650 days')
SELECT k, v, SUM(v) OVER (PARTITION BY k ORDER BY at) AS total FROM (SELECT customer AS k, amount AS v, at FROM orders UNION ALL SELECT order_id, amount, at FROM payments) AS u
=
SELECT k, v, SUM(v) OVER (PARTITION BY k ORDER BY "at") FROM (SELECT customer AS k, amount AS v, "at" FROM orders UNION ALL SELECT order_id, amount, "at" FROM payments) AS u
;
SELECT order_id, n FROM (SELECT order_id, COUNT(*) OVER (ORDER BY at) AS n FROM orders) AS t WHERE n > 5 AND MOD(n, 2) = 0
=
SELECT order_id, n FROM (SELECT order_id, COUNT(*) OVER (ORDER BY "at") AS n FROM orders) AS t WHERE n > 5 AND n % 2 = 0
;
SELECT order_id, customer, running, LAG(running) OVER (PARTITION BY paid ORDER BY at, order_id) AS prev FROM (SELECT order_id, customer, paid, at, SUM(amount) OVER (PARTITION BY customer ORDER BY at) AS running FROM orders) AS t QUALIFY ROW_NUMBER() OVER (PARTITION BY customer ORDER BY at, order_id) > 2
=
SELECT order_id, customer, running, prev FROM (SELECT order_id, customer, running, LAG(running) OVER (PARTITION BY paid ORDER BY "at", order_id) AS prev, ROW_NUMBER() OVER (PARTITION BY customer ORDER BY "at", order_id) AS rn FROM (SELECT order_id, customer, paid, "at", SUM(amount) OVER (PARTITION BY customer ORDER BY "at") AS running FROM orders)) WHERE rn > 2
;
SELECT order_id, BOOL_AND(paid) OVER w AS a, BOOL_OR(paid) OVER w AS o, BIT_OR(amount) OVER w AS b, ANY_VALUE(customer) OVER w AS c FROM orders WINDOW w AS (PARTITION BY customer ORDER BY at RANGE BETWEEN INTERVAL '90' SECOND PRECEDING AND CURRENT ROW)
=
SELECT order_id, BOOL_AND(paid) OVER w AS a, BOOL_OR(paid) OVER w AS o, BIT_OR(amount) OVER w AS b, ANY_VALUE(customer) OVER w AS c FROM orders WINDOW w AS (PARTITION BY customer ORDER BY "at" RANGE BETWEEN INTERVAL '90' SECOND PRECEDING AND CURRENT ROW)
;
WITH (retention = '3650 days')
SELECT c.region, o.order_id, o.amount, SUM(o.amount) OVER (PARTITION BY c.region ORDER BY o.at) AS total FROM orders AS o JOIN (SELECT customer, region FROM customers QUALIFY ROW_NUMBER() OVER (PARTITION BY customer ORDER BY at DESC, region DESC) = 1) AS c ON o.customer = c.customer
=
SELECT c.region, o.order_id, o.amount, SUM(o.amount) OVER (PARTITION BY c.region ORDER BY o."at") FROM orders AS o JOIN (SELECT customer, region FROM customers QUALIFY ROW_NUMBER() OVER (PARTITION BY customer ORDER BY "at" DESC, region DESC NULLS LAST) = 1) AS c ON o.customer = c.customer
;
SELECT basket_id, buyer.name AS who, LAG(buyer.address) OVER (PARTITION BY buyer.name ORDER BY at) AS before_address, COUNT(buyer.address.floor) OVER (PARTITION BY buyer.address.city ORDER BY at) AS n FROM baskets
=
SELECT basket_id, buyer.name, LAG(buyer.address) OVER (PARTITION BY buyer.name ORDER BY "at"), COUNT(buyer.address.floor) OVER (PARTITION BY buyer.address.city ORDER BY "at") FROM baskets
;
SELECT order_id, COUNT(DISTINCT amount) OVER w AS n, SUM(DISTINCT amount) OVER w AS total, AVG(DISTINCT price) OVER w AS mean, MAX(DISTINCT price) OVER w AS high, COUNT(*) OVER w AS events FROM orders WINDOW w AS (PARTITION BY customer ORDER BY at)
=
SELECT order_id, COUNT(DISTINCT amount) OVER w, SUM(DISTINCT amount) OVER w, AVG(DISTINCT price) OVER w, MAX(DISTINCT price) OVER w, COUNT(*) OVER w FROM orders WINDOW w AS (PARTITION BY customer ORDER BY "at")
;
SELECT order_id, COUNT(DISTINCT customer) OVER w AS n, SUM(DISTINCT amount) OVER w AS total, SUM(amount) OVER w AS whole FROM orders WINDOW w AS (PARTITION BY paid ORDER BY at RANGE BETWEEN INTERVAL '2' MINUTE PRECEDING AND CURRENT ROW)
=
SELECT order_id, COUNT(DISTINCT customer) OVER w, SUM(DISTINCT amount) OVER w, SUM(amount) OVER w FROM orders WINDOW w AS (PARTITION BY paid ORDER BY "at" RANGE BETWEEN INTERVAL '2 minutes' PRECEDING AND CURRENT ROW)
;
SELECT order_id, COUNT(DISTINCT amount) OVER w AS n, COUNT(DISTINCT CASE WHEN paid THEN amount END) OVER w AS paid_for, LEAD(amount) OVER (PARTITION BY customer ORDER BY at, order_id) AS later FROM orders WINDOW w AS (PARTITION BY customer ORDER BY at, order_id ROWS BETWEEN 3 PRECEDING AND 1 FOLLOWING)
=
SELECT order_id, COUNT(DISTINCT amount) OVER w, COUNT(DISTINCT CASE WHEN paid THEN amount END) OVER w, LEAD(amount) OVER (PARTITION BY customer ORDER BY "at", order_id) FROM orders WINDOW w AS (PARTITION BY customer ORDER BY "at", order_id ROWS BETWEEN 3 PRECEDING AND 1 FOLLOWING)
;
SELECT order_id, COUNT(DISTINCT customer) OVER (PARTITION BY paid ORDER BY at RANGE BETWEEN UNBOUNDED PRECEDING AND INTERVAL '1' MINUTE PRECEDING) AS before, COUNT(DISTINCT customer) OVER (ORDER BY at) AS n FROM orders
=
SELECT order_id, COUNT(DISTINCT customer) OVER (PARTITION BY paid ORDER BY "at" RANGE BETWEEN UNBOUNDED PRECEDING AND INTERVAL '1 minute' PRECEDING), COUNT(DISTINCT customer) OVER (ORDER BY "at") FROM orders
;
WITH (retention = '5 minutes')
SELECT order_id, COUNT(DISTINCT customer) OVER (PARTITION BY paid ORDER BY price, order_id, at ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS rest, SUM(DISTINCT amount) OVER (PARTITION BY paid) AS whole FROM orders
=
SELECT order_id, COUNT(DISTINCT customer) OVER (PARTITION BY paid ORDER BY price NULLS FIRST, order_id, "at" ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING), SUM(DISTINCT amount) OVER (PARTITION BY paid) FROM orders
WHERE COALESCE("at" > (SELECT watermark FROM watermarks WHERE stream = 'orders') - INTERVAL '5 minutes', true)
;
SELECT customer, total, COUNT(DISTINCT n) OVER (ORDER BY total, customer ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING) AS near, SUM(DISTINCT n) OVER (ORDER BY total DESC RANGE 3 PRECEDING) AS high, AVG(DISTINCT n) OVER () AS mean
FROM (SELECT customer, COUNT(*) AS n, SUM(amount) AS total FROM orders GROUP BY customer) AS t
=
SELECT customer, total, COUNT(DISTINCT n) OVER (ORDER BY total NULLS FIRST, customer NULLS FIRST ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING), SUM(DISTINCT n) OVER (ORDER BY total DESC NULLS LAST RANGE BETWEEN 3 PRECEDING AND CURRENT ROW), CAST(trunc(AVG(DISTINCT n) OVER ()) AS BIGINT)
FROM (SELECT customer, COUNT(*) AS n, SUM(amount) AS total FROM orders GROUP BY customer) AS t
;
SELECT basket_id, COUNT(DISTINCT buyer.address) OVER (PARTITION BY buyer.name ORDER BY at) AS addresses FROM baskets
=
SELECT basket_id, COUNT(DISTINCT buyer.address) OVER (PARTITION BY buyer.name ORDER BY "at") FROM baskets
;
