# As oracle.sql, over maps, which DuckDB has with their keys in order.
SELECT counts['apple'] AS apples, COUNT(*) AS n, SUM(counts['b']) AS b, COUNT(counts) AS maps, SUM(CARDINALITY(counts)) AS size,
  MAX(prices['']) AS top FROM carts GROUP BY counts['apple']
=
SELECT counts['apple'], COUNT(*), SUM(counts['b']), COUNT(counts), SUM(cardinality(counts)), MAX(prices['']) FROM carts GROUP BY counts['apple']
;
SELECT cart_id, counts, prices, extra.tags AS tags FROM carts
;
SELECT cart_id, MAP_KEYS(counts) AS k, MAP_VALUES(counts) AS v, extra.tags['ä€'] AS tag FROM carts WHERE counts IS NOT NULL AND extra.tags['b'] IS NULL
=
SELECT cart_id, map_keys(counts), map_values(counts), extra.tags['ä€'] FROM carts WHERE counts IS NOT NULL AND extra.tags['b'] IS NULL
;
SELECT MAP_KEYS(counts) AS k, MAP_VALUES(counts) AS v, COUNT(*) AS n FROM carts GROUP BY MAP_KEYS(counts), MAP_VALUES(counts)
=
SELECT map_keys(counts), map_values(counts), COUNT(*) FROM carts GROUP BY counts
;
SELECT cart_id, counts = MAP['b', 1, 'apple', 2] AS two, counts = MAP['b', CAST(1 AS BIGINT)] AS one, counts <> MAP['apple', CAST(NULL AS BIGINT)] AS other FROM carts
=
SELECT cart_id, CASE WHEN counts IS NOT NULL THEN counts IS NOT DISTINCT FROM MAP {'apple': 2, 'b': 1} END,
CASE WHEN counts IS NOT NULL THEN counts IS NOT DISTINCT FROM MAP {'b': 1} END,
CASE WHEN counts IS NOT NULL THEN counts IS DISTINCT FROM MAP {'apple': NULL::BIGINT} END FROM carts
;
SELECT customer, MAP['n', COUNT(*), 'carts', COUNT(DISTINCT cart_id), 'least', MIN(counts['b'])] AS m FROM carts GROUP BY customer
=
SELECT customer, MAP {'carts': COUNT(DISTINCT cart_id), 'least': MIN(counts['b']), 'n': COUNT(*)} FROM carts GROUP BY customer
;
SELECT k, COUNT(*) AS n, SUM(v) AS total FROM carts CROSS JOIN UNNEST(counts) AS c (k, v) GROUP BY k
=
SELECT k, COUNT(*), SUM(v) FROM (SELECT UNNEST(map_keys(counts)) AS k, UNNEST(map_values(counts)) AS v FROM carts) GROUP BY k
;
SELECT cart_id, k, v, n FROM carts LEFT JOIN UNNEST(prices) WITH ORDINALITY AS c (k, v, n) ON TRUE
=
SELECT cart_id, map_keys(prices)[n], map_values(prices)[n], n
FROM (SELECT *, UNNEST(CASE WHEN cardinality(prices) > 0 THEN range(1, CAST(cardinality(prices) AS BIGINT) + 1) ELSE [NULL] END) AS n FROM carts)
;
SELECT t.customer, k, MAX(v) AS v FROM (SELECT customer, MAP[IFNULL(customer, 'none'), COUNT(*), '', SUM(counts['b'])] AS m FROM carts GROUP BY customer) AS t
CROSS JOIN UNNEST(t.m) AS c (k, v) GROUP BY t.customer, k
=
SELECT customer, COALESCE(customer, 'none'), COUNT(*) FROM carts GROUP BY customer UNION ALL SELECT customer, '', SUM(counts['b']) FROM carts GROUP BY customer
;
SELECT cart_id, customer, prices, counts FROM carts QUALIFY ROW_NUMBER() OVER (PARTITION BY customer ORDER BY at DESC, cart_id) = 1
=
SELECT cart_id, customer, prices, counts FROM carts QUALIFY ROW_NUMBER() OVER (PARTITION BY customer ORDER BY "at" DESC, cart_id) = 1
;
WITH (retention = '3650 days')
SELECT a.cart_id, o.order_id, a.counts FROM carts AS a LEFT JOIN orders AS o ON a.customer = o.customer AND a.counts['b'] = o.amount
;
SELECT customer, counts['b'] AS b, LAG(counts) OVER (PARTITION BY customer ORDER BY at) AS earlier FROM carts WHERE customer > 'c4'
=
SELECT customer, counts['b'], LAG(counts) OVER (PARTITION BY customer ORDER BY "at") FROM carts WHERE customer > 'c4'
;
SELECT x.apples, COUNT(*) AS n FROM (SELECT counts['apple'] AS apples FROM carts UNION ALL SELECT MAP['apple', amount]['apple'] FROM orders) AS x GROUP BY x.apples
=
SELECT apples, COUNT(*) FROM (SELECT counts['apple'] AS apples FROM carts UNION ALL SELECT amount FROM orders) GROUP BY apples
