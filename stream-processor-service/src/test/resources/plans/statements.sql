CREATE MATERIALIZED VIEW projected AS
SELECT id, UPPER(customer) AS customer, amount FROM orders WHERE amount > 3;
CREATE MATERIALIZED VIEW without_key AS
SELECT method, amount FROM payments;
CREATE MATERIALIZED VIEW grouped AS
SELECT customer, COUNT(*) AS n, SUM(amount) AS total, MIN(amount) AS least, MAX(amount) AS most, AVG(amount) AS mean FROM orders GROUP BY customer;
CREATE MATERIALIZED VIEW aggregates AS
SELECT customer, COUNT(DISTINCT amount) AS amounts, STDDEV_POP(amount) AS spread, BOOL_AND(amount > 2) AS large, BIT_XOR(amount) AS bits,
  LISTAGG(id) AS ids, ARRAY_AGG(amount) AS all_amounts, APPROX_COUNT_DISTINCT(id) AS about, SUM(amount) FILTER (WHERE amount > 5) AS much
FROM orders GROUP BY customer;
CREATE MATERIALIZED VIEW whole AS
SELECT COUNT(*) AS n, SUM(CAST(amount AS DOUBLE)) AS total FROM payments;
CREATE MATERIALIZED VIEW grouped_twice AS
SELECT n, COUNT(*) AS customers FROM (SELECT customer, COUNT(*) AS n FROM orders GROUP BY customer) GROUP BY n;
CREATE MATERIALIZED VIEW distinct_rows AS
SELECT DISTINCT method, amount FROM payments;
CREATE MATERIALIZED VIEW rolled_up AS
SELECT customer, amount, COUNT(*) AS n, GROUPING(amount) AS total FROM orders GROUP BY ROLLUP (customer, amount);
CREATE MATERIALIZED VIEW tumbled WITH (retention = '10000 days') AS
SELECT window_start, customer, COUNT(*) AS n FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(placed_at), INTERVAL '1' HOUR)) GROUP BY window_start, window_end, customer;
CREATE MATERIALIZED VIEW hopped WITH (retention = '10000 days') AS
SELECT window_start, window_end, SUM(amount) AS total FROM TABLE(HOP(TABLE orders, DESCRIPTOR(placed_at), INTERVAL '30' MINUTE, INTERVAL '2' HOUR)) GROUP BY window_start, window_end;
CREATE MATERIALIZED VIEW cumulated WITH (retention = '10000 days') AS
SELECT window_start, window_end, COUNT(*) AS n FROM TABLE(CUMULATE(TABLE payments, DESCRIPTOR(paid_at), INTERVAL '1' HOUR, INTERVAL '3' HOUR)) GROUP BY window_start, window_end;
CREATE MATERIALIZED VIEW sessions WITH (retention = '10000 days') AS
SELECT customer, window_start, window_end, COUNT(*) AS n FROM TABLE(SESSION(TABLE orders, DESCRIPTOR(placed_at), DESCRIPTOR(customer), INTERVAL '10' MINUTE)) GROUP BY customer, window_start, window_end;
CREATE MATERIALIZED VIEW closed_windows WITH (retention = '10000 days') AS
SELECT window_start, COUNT(*) AS n FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(placed_at), INTERVAL '1' HOUR)) GROUP BY window_start, window_end EMIT ON WINDOW CLOSE;
CREATE MATERIALIZED VIEW joined AS
SELECT o.id, o.customer, p.amount FROM orders o JOIN payments p ON o.id = p.order_id AND p.paid_at BETWEEN o.placed_at - INTERVAL '3' HOUR AND o.placed_at + INTERVAL '3' HOUR;
CREATE MATERIALIZED VIEW left_joined WITH (retention = '10000 days') AS
SELECT o.id, o.customer, p.amount FROM orders o LEFT JOIN payments p ON o.id = p.order_id;
CREATE MATERIALIZED VIEW fully_joined WITH (retention = '10000 days') AS
SELECT o.id, p.method, p.amount FROM orders o FULL JOIN payments p ON o.id = p.order_id;
CREATE MATERIALIZED VIEW joined_with_groups WITH (retention = '10000 days') AS
SELECT o.id, a.n FROM orders o JOIN (SELECT method, COUNT(*) AS n FROM payments GROUP BY method) a ON a.method = o.customer;
CREATE MATERIALIZED VIEW half_joined WITH (retention = '10000 days') AS
SELECT o.id, o.amount FROM orders o WHERE EXISTS (SELECT 1 FROM payments p WHERE p.order_id = o.id);
CREATE MATERIALIZED VIEW not_joined WITH (retention = '10000 days') AS
SELECT o.id, o.amount FROM orders o WHERE NOT EXISTS (SELECT 1 FROM payments p WHERE p.order_id = o.id AND p.amount > o.amount);
CREATE MATERIALIZED VIEW scalar WITH (retention = '10000 days') AS
SELECT o.id, (SELECT COUNT(*) FROM payments p WHERE p.order_id = o.id) AS payments FROM orders o;
CREATE MATERIALIZED VIEW first_three AS
SELECT customer, id, amount, ROW_NUMBER() OVER (PARTITION BY customer ORDER BY amount DESC, placed_at, id) AS place FROM orders QUALIFY place <= 3;
CREATE MATERIALIZED VIEW latest AS
SELECT order_id, amount FROM payments QUALIFY ROW_NUMBER() OVER (PARTITION BY order_id ORDER BY paid_at DESC, amount) = 1;
CREATE MATERIALIZED VIEW running WITH (retention = '10000 days') AS
SELECT customer, id, SUM(amount) OVER (PARTITION BY customer ORDER BY placed_at ROWS BETWEEN 3 PRECEDING AND CURRENT ROW) AS last_four,
  LAG(amount) OVER (PARTITION BY customer ORDER BY placed_at) AS former FROM orders;
CREATE MATERIALIZED VIEW ranked AS
SELECT customer, n, RANK() OVER (ORDER BY n DESC) AS place FROM (SELECT customer, COUNT(*) AS n FROM orders GROUP BY customer);
CREATE MATERIALIZED VIEW united AS
SELECT id, amount FROM orders UNION ALL SELECT order_id, amount FROM payments;
CREATE MATERIALIZED VIEW intersected AS
SELECT id FROM orders INTERSECT SELECT order_id FROM payments;
CREATE MATERIALIZED VIEW excepted AS
SELECT id FROM orders EXCEPT SELECT order_id FROM payments;
CREATE MATERIALIZED VIEW percentiles AS
SELECT customer, APPROX_PERCENTILE(amount, 0.5) AS middle FROM orders GROUP BY customer;
CREATE MATERIALIZED VIEW computed_once AS
SELECT a.customer, a.n FROM (SELECT customer, COUNT(*) AS n FROM orders GROUP BY customer) AS a
JOIN (SELECT MAX(n) AS most FROM (SELECT customer, COUNT(*) AS n FROM orders GROUP BY customer)) AS b ON a.n = b.most;
