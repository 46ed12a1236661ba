# Queries whose results over random events are compared with DuckDB's. Behind a line of = stands the query as DuckDB reads it,
# where it differs; that has a table of the streams' watermarks, too: a window's row that comes when it closes, and a row
# without a partner in time, come when the watermark has passed. A first line of WITH holds the view's options.
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
SELECT customer, APPROX_PERCENTILE(amount, 0.5) AS middle, APPROX_PERCENTILE(amount, 0.9) FILTER (WHERE amount > 1) AS high FROM orders GROUP BY customer
=
SELECT customer, CAST(quantile_disc(amount, 0.5) AS DOUBLE), CAST(quantile_disc(amount, 0.9) FILTER (WHERE amount > 1) AS DOUBLE) FROM orders GROUP BY customer
;
SELECT APPROX_PERCENTILE(n, 0.25) AS low, LISTAGG(customer, '; ') FILTER (WHERE n > 2) AS many FROM (SELECT customer, COUNT(*) AS n FROM orders GROUP BY customer) AS t
=
SELECT CAST(quantile_disc(n, 0.25) AS DOUBLE), STRING_AGG(customer, '; ' ORDER BY customer) FILTER (WHERE n > 2) FROM (SELECT customer, COUNT(*) AS n FROM orders GROUP BY customer) AS t
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
# Joins of groups, subqueries and sets; then windows, sessions and intervals.
SELECT o.customer, o.n, c.regions, t.tier, t.m FROM (SELECT customer, COUNT(*) AS n, SUM(amount) AS total FROM orders GROUP BY customer) AS o
LEFT JOIN (SELECT customer, COUNT(DISTINCT region) AS regions FROM customers GROUP BY customer) AS c ON o.customer = c.customer AND o.n > c.regions
RIGHT JOIN (SELECT tier, COUNT(*) AS m FROM customers GROUP BY tier) AS t ON o.n = t.m AND c.regions IS DISTINCT FROM t.tier
;
SELECT o.customer, c.customer AS other, p.amount, o.n, c.tiers, p.payments FROM (SELECT customer, COUNT(*) AS n, SUM(amount) AS total FROM orders GROUP BY customer) AS o
FULL JOIN (SELECT customer, SUM(tier) AS tiers FROM customers GROUP BY customer) AS c ON o.customer = c.customer AND o.n >= c.tiers
FULL JOIN (SELECT amount, COUNT(*) AS payments FROM payments GROUP BY amount) AS p ON p.amount = COALESCE(o.total, c.tiers) AND p.payments < 9
;
WITH (retention = '3650 days')
SELECT o.customer, COUNT(*) AS n, COUNT(p.payment_id) AS payments, SUM(p.amount) AS paid FROM orders AS o
LEFT JOIN payments AS p ON o.order_id = p.order_id AND p.amount > o.amount GROUP BY o.customer
;
WITH (retention = '3650 days')
SELECT customer, COUNT(*) AS n FROM orders
WHERE order_id NOT IN (SELECT order_id FROM payments WHERE order_id IS NOT NULL AND amount > 1) GROUP BY customer
;
WITH (retention = '3650 days')
SELECT order_id, amount, at FROM orders AS o WHERE EXISTS (SELECT 1 FROM payments AS p WHERE p.order_id = o.order_id AND p.amount > o.amount AND p.at > o.at)
=
SELECT order_id, amount, "at" FROM orders AS o WHERE EXISTS (SELECT 1 FROM payments AS p WHERE p.order_id = o.order_id AND p.amount > o.amount AND p."at" > o."at")
;
SELECT o.customer, o.n, (SELECT COUNT(*) FROM customers AS c WHERE c.customer = o.customer AND c.tier > 0) AS upper,
(SELECT MAX(amount) FROM payments) AS top FROM (SELECT customer, COUNT(*) AS n, SUM(amount) AS total FROM orders GROUP BY customer) AS o
;
SELECT o.customer, o.total FROM (SELECT customer, COUNT(*) AS n, SUM(amount) AS total FROM orders GROUP BY customer) AS o WHERE o.total > (SELECT MIN(p.amount) FROM payments AS p WHERE p.amount + 3 = o.n)
OR EXISTS (SELECT 1 FROM customers AS c WHERE c.customer = o.customer AND c.tier = 2)
;
SELECT customer AS k FROM orders UNION SELECT order_id FROM payments UNION SELECT region FROM customers
;
(SELECT customer AS k FROM orders UNION SELECT order_id FROM payments) EXCEPT SELECT customer FROM customers WHERE tier > 0
;
SELECT amount FROM orders INTERSECT SELECT amount FROM payments INTERSECT SELECT tier FROM customers
;
SELECT order_id, customer, amount FROM orders QUALIFY ROW_NUMBER() OVER (PARTITION BY order_id ORDER BY at DESC, customer, amount DESC) = 1
=
SELECT order_id, customer, amount FROM orders QUALIFY ROW_NUMBER() OVER (PARTITION BY order_id ORDER BY "at" DESC, customer NULLS FIRST, amount DESC NULLS LAST) = 1
;
SELECT customer, rn, amount FROM (SELECT customer, amount, ROW_NUMBER() OVER (PARTITION BY customer ORDER BY amount DESC) AS rn FROM orders) AS t WHERE rn <= 3
=
SELECT customer, rn, amount FROM (SELECT customer, amount, ROW_NUMBER() OVER (PARTITION BY customer ORDER BY amount DESC NULLS LAST) AS rn FROM orders) AS t WHERE rn <= 3
;
SELECT region, rn, customer, total FROM (SELECT c.region, o.customer, o.total, ROW_NUMBER() OVER (PARTITION BY c.region ORDER BY o.total DESC, o.customer) AS rn
FROM (SELECT customer, SUM(amount) AS total FROM orders GROUP BY customer) AS o
JOIN (SELECT customer, region FROM customers QUALIFY ROW_NUMBER() OVER (PARTITION BY customer ORDER BY at DESC, region DESC) = 1) AS c ON o.customer = c.customer) AS t WHERE rn <= 2
=
SELECT region, rn, customer, total FROM (SELECT c.region, o.customer, o.total, ROW_NUMBER() OVER (PARTITION BY c.region ORDER BY o.total DESC NULLS LAST, o.customer NULLS FIRST) AS rn
FROM (SELECT customer, SUM(amount) AS total FROM orders GROUP BY customer) AS o
JOIN (SELECT customer, region FROM customers QUALIFY ROW_NUMBER() OVER (PARTITION BY customer ORDER BY "at" DESC, region DESC NULLS LAST) = 1) AS c ON o.customer = c.customer) AS t WHERE rn <= 2
;
WITH (retention = '3650 days')
SELECT c.region, COUNT(DISTINCT o.customer) AS customers, SUM(DISTINCT p.amount) AS amounts, COUNT(DISTINCT p.order_id) FILTER (WHERE p.amount > 0) AS paid, COUNT(*) AS n
FROM orders AS o JOIN payments AS p ON o.order_id = p.order_id JOIN customers AS c ON o.customer = c.customer GROUP BY c.region
;
SELECT h.window_start, h.customer, h.n, c.m FROM
(SELECT window_start, window_end, customer, COUNT(*) AS n FROM TABLE(HOP(TABLE orders, DESCRIPTOR(at), INTERVAL '5' MINUTE, INTERVAL '10' MINUTE)) GROUP BY window_start, window_end, customer) AS h
JOIN (SELECT window_start, window_end, amount, COUNT(*) AS m FROM TABLE(CUMULATE(TABLE payments, DESCRIPTOR(at), INTERVAL '5' MINUTE, INTERVAL '10' MINUTE)) GROUP BY window_start, window_end, amount) AS c
ON h.window_start = c.window_start AND h.window_end = c.window_end AND h.n = c.amount
=
SELECT h.s, h.customer, h.n, c.m FROM
(SELECT s, customer, COUNT(*) AS n FROM (SELECT customer, time_bucket(INTERVAL '5 minutes', "at") - k * INTERVAL '5 minutes' AS s FROM orders, range(0, 2) AS ks(k)) GROUP BY s, customer) AS h
JOIN (SELECT s, e, amount, COUNT(*) AS m FROM (SELECT amount, time_bucket(INTERVAL '10 minutes', "at") AS s, time_bucket(INTERVAL '5 minutes', "at") + INTERVAL '5 minutes' + k * INTERVAL '5 minutes' AS e FROM payments, range(0, 2) AS ks(k)) WHERE e <= s + INTERVAL '10 minutes' GROUP BY s, e, amount) AS c
ON h.s = c.s AND h.s + INTERVAL '10 minutes' = c.e AND h.n = c.amount
;
SELECT h.window_start, h.customer, h.n, c.m FROM
(SELECT window_start, window_end, customer, COUNT(*) AS n FROM TABLE(HOP(TABLE orders, DESCRIPTOR(at), INTERVAL '5' MINUTE, INTERVAL '10' MINUTE)) GROUP BY window_start, window_end, customer) AS h
LEFT JOIN (SELECT window_start, window_end, amount, COUNT(*) AS m FROM TABLE(CUMULATE(TABLE payments, DESCRIPTOR(at), INTERVAL '5' MINUTE, INTERVAL '10' MINUTE)) GROUP BY window_start, window_end, amount) AS c
ON h.window_start = c.window_start AND h.window_end = c.window_end AND h.n = c.amount
=
SELECT h.s, h.customer, h.n, c.m FROM
(SELECT s, customer, COUNT(*) AS n FROM (SELECT customer, time_bucket(INTERVAL '5 minutes', "at") - k * INTERVAL '5 minutes' AS s FROM orders, range(0, 2) AS ks(k)) GROUP BY s, customer) AS h
LEFT JOIN (SELECT s, e, amount, COUNT(*) AS m FROM (SELECT amount, time_bucket(INTERVAL '10 minutes', "at") AS s, time_bucket(INTERVAL '5 minutes', "at") + INTERVAL '5 minutes' + k * INTERVAL '5 minutes' AS e FROM payments, range(0, 2) AS ks(k)) WHERE e <= s + INTERVAL '10 minutes' GROUP BY s, e, amount) AS c
ON h.s = c.s AND h.s + INTERVAL '10 minutes' = c.e AND h.n = c.amount
;
SELECT window_start, window_end, SUM(amount) AS total, COUNT(DISTINCT order_id) AS n FROM TABLE(CUMULATE(TABLE payments, DESCRIPTOR(at), INTERVAL '5' MINUTE, INTERVAL '15' MINUTE)) GROUP BY window_start, window_end
=
SELECT s, e, SUM(amount), COUNT(DISTINCT order_id) FROM (SELECT *, time_bucket(INTERVAL '15 minutes', "at", TIMESTAMP '2001-01-01') AS s, time_bucket(INTERVAL '5 minutes', "at") + INTERVAL '5 minutes' + k * INTERVAL '5 minutes' AS e
FROM payments, range(0, 3) AS ks(k)) WHERE e <= s + INTERVAL '15 minutes' GROUP BY s, e
;
SELECT window_start, customer, COUNT(*) AS n, SUM(amount) AS total FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(at), INTERVAL '5' MINUTE)) GROUP BY window_start, window_end, customer EMIT ON WINDOW CLOSE
=
SELECT time_bucket(INTERVAL '5 minutes', "at") AS s, customer, COUNT(*) AS n, SUM(amount) AS total FROM orders GROUP BY s, customer
HAVING s + INTERVAL '5 minutes' <= (SELECT watermark FROM watermarks WHERE stream = 'orders')
;
SELECT customer, window_start, window_end, COUNT(*) AS n, MAX(amount) AS most FROM TABLE(SESSION(TABLE orders, DESCRIPTOR(at), DESCRIPTOR(customer), INTERVAL '1' MINUTE)) GROUP BY customer, window_start, window_end
=
WITH marked AS (SELECT *, COALESCE("at" > LAG("at") OVER (PARTITION BY customer ORDER BY "at") + INTERVAL '1 minute', true)::INT AS first FROM orders),
numbered AS (SELECT *, SUM(first) OVER (PARTITION BY customer ORDER BY "at" ROWS UNBOUNDED PRECEDING) AS session FROM marked)
SELECT customer, MIN("at"), MAX("at") + INTERVAL '1 minute', COUNT(*), MAX(amount) FROM numbered GROUP BY customer, session
;
SELECT customer, window_start, window_end, COUNT(*) AS n, MAX(amount) AS most FROM TABLE(SESSION(TABLE orders, DESCRIPTOR(at), DESCRIPTOR(customer), INTERVAL '1' MINUTE)) GROUP BY customer, window_start, window_end EMIT ON WINDOW CLOSE
=
WITH marked AS (SELECT *, COALESCE("at" > LAG("at") OVER (PARTITION BY customer ORDER BY "at") + INTERVAL '1 minute', true)::INT AS first FROM orders),
numbered AS (SELECT *, SUM(first) OVER (PARTITION BY customer ORDER BY "at" ROWS UNBOUNDED PRECEDING) AS session FROM marked)
SELECT customer, MIN("at"), MAX("at") + INTERVAL '1 minute', COUNT(*), MAX(amount) FROM numbered GROUP BY customer, session HAVING MAX("at") + INTERVAL '1 minute' < (SELECT watermark FROM watermarks WHERE stream = 'orders')
;
SELECT o.order_id, o.customer, o.amount, p.payment_id FROM orders AS o
LEFT JOIN payments AS p ON o.order_id = p.order_id AND p.at BETWEEN o.at - INTERVAL '5' MINUTE AND o.at + INTERVAL '10' MINUTE AND p.amount >= o.amount
=
SELECT o.order_id, o.customer, o.amount, p.payment_id FROM orders AS o
LEFT JOIN payments AS p ON o.order_id = p.order_id AND p."at" BETWEEN o."at" - INTERVAL '5' MINUTE AND o."at" + INTERVAL '10' MINUTE AND p.amount >= o.amount
WHERE p.payment_id IS NOT NULL OR o."at" + INTERVAL '10' MINUTE < (SELECT CASE WHEN COUNT(*) = 2 THEN MIN(watermark) END FROM watermarks WHERE stream IN ('orders', 'payments'))
;
SELECT o.order_id, o.customer, o.amount, p.payment_id FROM orders AS o
FULL JOIN payments AS p ON o.order_id = p.order_id AND p.at BETWEEN o.at - INTERVAL '5' MINUTE AND o.at + INTERVAL '10' MINUTE AND p.amount >= o.amount
=
SELECT o.order_id, o.customer, o.amount, p.payment_id FROM orders AS o
FULL JOIN payments AS p ON o.order_id = p.order_id AND p."at" BETWEEN o."at" - INTERVAL '5' MINUTE AND o."at" + INTERVAL '10' MINUTE AND p.amount >= o.amount
WHERE p.payment_id IS NOT NULL AND o.order_id IS NOT NULL OR o."at" + INTERVAL '10' MINUTE < (SELECT CASE WHEN COUNT(*) = 2 THEN MIN(watermark) END FROM watermarks WHERE stream IN ('orders', 'payments'))
OR p."at" + INTERVAL '5' MINUTE < (SELECT CASE WHEN COUNT(*) = 2 THEN MIN(watermark) END FROM watermarks WHERE stream IN ('orders', 'payments')) OR o.order_id IS NULL AND p.order_id IS NULL
;
SELECT a.order_id, b.order_id AS other, a.amount FROM orders AS a
JOIN orders AS b ON a.customer = b.customer AND a.order_id < b.order_id AND b.at BETWEEN a.at AND a.at + INTERVAL '10' MINUTE
=
SELECT a.order_id, b.order_id AS other, a.amount FROM orders AS a
JOIN orders AS b ON a.customer = b.customer AND a.order_id < b.order_id AND b."at" BETWEEN a."at" AND a."at" + INTERVAL '10' MINUTE
;
WITH (retention = '3650 days')
SELECT a.order_id, a.amount, b.n FROM orders AS a
JOIN (SELECT amount, COUNT(*) AS n FROM orders WHERE customer IN (SELECT customer FROM customers WHERE tier = 1) GROUP BY amount) AS b ON a.amount = b.amount
;
SELECT window_start, customer, n FROM (SELECT window_start, customer, n, ROW_NUMBER() OVER (PARTITION BY window_start, window_end ORDER BY n DESC, customer) AS rn FROM
(SELECT window_start, window_end, customer, COUNT(*) AS n FROM TABLE(HOP(TABLE orders, DESCRIPTOR(at), INTERVAL '5' MINUTE, INTERVAL '10' MINUTE)) GROUP BY window_start, window_end, customer) AS w) AS t WHERE rn <= 2
=
SELECT s, customer, n FROM (SELECT s, customer, COUNT(*) AS n FROM (SELECT customer, time_bucket(INTERVAL '5 minutes', "at") - k * INTERVAL '5 minutes' AS s FROM orders, range(0, 2) AS ks(k)) GROUP BY s, customer) AS w QUALIFY ROW_NUMBER() OVER (PARTITION BY s ORDER BY n DESC, customer NULLS FIRST) <= 2
;
SELECT window_start, window_end, COUNT(*) AS n FROM (SELECT window_start, window_end, customer, n FROM
(SELECT window_start, window_end, customer, COUNT(*) AS n FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(at), INTERVAL '5' MINUTE)) GROUP BY window_start, window_end, customer) AS w
QUALIFY ROW_NUMBER() OVER (PARTITION BY customer ORDER BY n DESC, window_start DESC) = 1) AS best GROUP BY window_start, window_end
=
SELECT s, s + INTERVAL '5 minutes', COUNT(*) FROM (SELECT s, customer, n FROM (SELECT time_bucket(INTERVAL '5 minutes', "at") AS s, customer, COUNT(*) AS n FROM orders GROUP BY s, customer) AS w
QUALIFY ROW_NUMBER() OVER (PARTITION BY customer ORDER BY n DESC, s DESC) = 1) AS best GROUP BY s
;
SELECT window_start, window_end, COUNT(*) AS customers, SUM(n) AS n FROM
(SELECT window_start, window_end, customer, COUNT(*) AS n FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(at), INTERVAL '5' MINUTE)) GROUP BY window_start, window_end, customer) AS w
WHERE customer IN (SELECT customer FROM customers GROUP BY customer HAVING COUNT(*) > 1) GROUP BY window_start, window_end
=
SELECT s, s + INTERVAL '5 minutes', COUNT(*), SUM(n) FROM (SELECT time_bucket(INTERVAL '5 minutes', "at") AS s, customer, COUNT(*) AS n FROM orders GROUP BY s, customer) AS w
WHERE customer IN (SELECT customer FROM customers GROUP BY customer HAVING COUNT(*) > 1) GROUP BY s
;
SELECT region, tier, COUNT(DISTINCT customer) AS customers, GROUPING(region) AS r, GROUPING(tier) AS t FROM customers GROUP BY CUBE (region, tier)
;
WITH (retention = '3650 days')
SELECT k, COUNT(*) AS n, SUM(v) AS total FROM (SELECT o.customer AS k, p.amount AS v FROM orders AS o JOIN payments AS p ON o.order_id = p.order_id
UNION ALL SELECT customer, tier FROM customers UNION ALL SELECT order_id, amount FROM payments) AS u GROUP BY k HAVING COUNT(*) > 1
;
SELECT customer, BOOL_AND(paid) AS every_paid, BOOL_OR(paid) AS any_paid, BIT_OR(amount) AS bits, MIN(order_id) AS low, COUNT(price) AS prices FROM orders GROUP BY customer
;
WITH (retention = '3650 days')
SELECT DISTINCT o.customer, c.region FROM orders AS o LEFT JOIN customers AS c ON o.customer = c.customer AND c.tier > 0 WHERE o.amount > 0
;
# Branches of different types, whose keys can be equal in the common one.
SELECT amount AS x, COUNT(*) AS n FROM orders GROUP BY amount UNION ALL SELECT x, COUNT(*) FROM (SELECT CAST(amount AS DECIMAL(10, 2)) AS x FROM payments) AS p GROUP BY x
;
SELECT 9007199254740992 + amount AS x, COUNT(*) AS n FROM orders GROUP BY 9007199254740992 + amount UNION ALL SELECT price, COUNT(*) FROM orders GROUP BY price
;
SELECT 9007199254740992 + amount AS x FROM orders INTERSECT SELECT price FROM orders
;
SELECT o.customer, o.n, (SELECT MAX(c.m) FROM (SELECT tier, COUNT(*) AS m FROM customers GROUP BY tier) AS c WHERE c.tier = o.n) AS most
FROM (SELECT customer, COUNT(*) AS n FROM orders GROUP BY customer) AS o
;
