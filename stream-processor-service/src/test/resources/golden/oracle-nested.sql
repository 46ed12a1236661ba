# As oracle.sql, over objects and arrays. A basket's last event counts in a projection, so that these aggregate, or read events with their place.
SELECT buyer.address.city AS city, COUNT(*) AS n, COUNT(buyer) AS buyers, COUNT(buyer.address) AS addresses,
  MAX(buyer.address.floor) AS top FROM baskets WHERE buyer.name IS NOT NULL OR buyer IS NULL GROUP BY buyer.address.city
=
SELECT buyer.address.city, COUNT(*), COUNT(buyer), COUNT(buyer.address), MAX(buyer.address.floor)
FROM baskets WHERE buyer.name IS NOT NULL OR buyer IS NULL GROUP BY buyer.address.city
;
SELECT buyer.address AS address, COUNT(*) AS n FROM baskets GROUP BY buyer.address
;
SELECT DISTINCT scores FROM baskets
;
SELECT scores, items, COUNT(DISTINCT buyer) AS n FROM baskets GROUP BY scores, items
;
WITH (retention = '3650 days')
SELECT b.basket_id, o.order_id, b.buyer.address.city AS city FROM baskets AS b JOIN orders AS o ON b.buyer.name = o.customer
WHERE b.buyer.address.floor > 0 AND o.amount > 1
=
SELECT b.basket_id, o.order_id, b.buyer.address.city FROM baskets AS b JOIN orders AS o ON b.buyer.name = o.customer
WHERE b.buyer.address.floor > 0 AND o.amount > 1
;
SELECT a.address, a.n, c.n AS others FROM
(SELECT buyer.address AS address, COUNT(*) AS n FROM baskets GROUP BY buyer.address) AS a JOIN
(SELECT buyer.address AS address, COUNT(*) AS n FROM baskets WHERE buyer.name > 'c4' GROUP BY buyer.address) AS c ON a.address = c.address
;
SELECT scores[1] AS one, COUNT(*) AS n, SUM(CARDINALITY(scores)) AS s, COUNT(ARRAY_MAX(scores)) AS m FROM baskets GROUP BY scores[1]
=
SELECT scores[1], COUNT(*), SUM(len(scores)), COUNT(list_max(scores)) FROM baskets GROUP BY scores[1]
;
SELECT ARRAY_CONTAINS(scores, 2) AS two, items[1].sku AS sku, COUNT(*) AS n, MAX(items[2].price) AS price FROM baskets
GROUP BY ARRAY_CONTAINS(scores, 2), items[1].sku
=
SELECT list_contains(scores, 2), items[1].sku, COUNT(*), MAX(items[2].price) FROM baskets GROUP BY list_contains(scores, 2), items[1].sku
;
SELECT customer, ARRAY_AGG(amount) AS a, ARRAY_AGG(DISTINCT amount) AS d, ARRAY_AGG(price) FILTER (WHERE paid) AS f FROM orders GROUP BY customer
=
SELECT customer, ARRAY_AGG(amount ORDER BY amount NULLS FIRST), ARRAY_AGG(DISTINCT amount ORDER BY amount NULLS FIRST),
ARRAY_AGG(price ORDER BY price NULLS FIRST) FILTER (WHERE paid) FROM orders GROUP BY customer
;
SELECT n, ARRAY_AGG(customer) AS who, ARRAY_AGG(DISTINCT total)[1] AS least
FROM (SELECT customer, COUNT(*) AS n, SUM(amount) AS total FROM orders GROUP BY customer) AS t GROUP BY n
=
SELECT n, ARRAY_AGG(customer ORDER BY customer NULLS FIRST), ARRAY_AGG(DISTINCT total ORDER BY total NULLS FIRST)[1]
FROM (SELECT customer, COUNT(*) AS n, SUM(amount) AS total FROM orders GROUP BY customer) AS t GROUP BY n
;
SELECT buyer.name AS name, ARRAY_AGG(buyer.address) AS addresses FROM baskets GROUP BY buyer.name
=
SELECT buyer.name, ARRAY_AGG(buyer.address ORDER BY buyer.address IS NOT NULL, buyer.address.city NULLS FIRST, buyer.address.floor NULLS FIRST)
FROM baskets GROUP BY buyer.name
;
SELECT b.at, x.score, COUNT(*) AS n FROM baskets AS b CROSS JOIN UNNEST(b.scores) AS x (score) GROUP BY b.at, x.score
=
SELECT "at", score, COUNT(*) FROM (SELECT "at", UNNEST(scores) AS score FROM baskets) GROUP BY "at", score
;
SELECT basket_id, at, x.sku, x.price, x.n FROM baskets CROSS JOIN UNNEST(items) WITH ORDINALITY AS x (sku, price, n) WHERE x.price > 0 AND buyer.name IS NOT NULL
=
SELECT basket_id, "at", items[n].sku, items[n].price, n FROM (SELECT *, UNNEST(range(1, len(items) + 1)) AS n FROM baskets)
WHERE items[n].price > 0 AND buyer.name IS NOT NULL
;
SELECT basket_id, at, x.score, x.n FROM baskets LEFT JOIN UNNEST(scores) WITH ORDINALITY AS x (score, n) ON TRUE
=
SELECT basket_id, "at", scores[n], n FROM (SELECT *, UNNEST(CASE WHEN len(scores) > 0 THEN range(1, len(scores) + 1) ELSE [NULL] END) AS n FROM baskets)
;
SELECT x.sku, COUNT(*) AS n, SUM(x.price) AS total FROM baskets LEFT JOIN UNNEST(items) AS x ON TRUE GROUP BY x.sku
=
SELECT sku, COUNT(*), SUM(price) FROM
(SELECT items[n].sku AS sku, items[n].price AS price FROM (SELECT *, UNNEST(CASE WHEN len(items) > 0 THEN range(1, len(items) + 1) ELSE [NULL] END) AS n FROM baskets))
GROUP BY sku
;
SELECT t.n, x.customer FROM (SELECT n, ARRAY_AGG(customer) AS customers FROM
(SELECT customer, COUNT(*) AS n FROM orders GROUP BY customer) AS c GROUP BY n) AS t CROSS JOIN UNNEST(t.customers) AS x (customer)
=
SELECT COUNT(*), customer FROM orders GROUP BY customer
;
SELECT a.score AS a, b.score AS b, COUNT(*) AS n FROM baskets CROSS JOIN UNNEST(scores) AS a (score) CROSS JOIN UNNEST(ARRAY_DISTINCT(scores)) AS b (score) GROUP BY a.score, b.score
=
SELECT a, b, COUNT(*) FROM (SELECT a, UNNEST(list_distinct(scores) || CASE WHEN len(scores) > list_count(scores) THEN [NULL] ELSE [] END) AS b FROM (SELECT UNNEST(scores) AS a, scores FROM baskets)) GROUP BY a, b
;
WITH (retention = '3650 days')
SELECT x.sku, o.order_id, b.basket_id FROM baskets AS b CROSS JOIN UNNEST(b.items) AS x JOIN orders AS o ON o.customer = b.buyer.name WHERE x.sku > 's1'
=
SELECT x.sku, o.order_id, x.basket_id FROM (SELECT UNNEST(items).sku AS sku, basket_id, buyer FROM baskets) AS x JOIN orders AS o ON o.customer = x.buyer.name WHERE x.sku > 's1'
;
WITH (retention = '3650 days')
SELECT b.basket_id, b.buyer.name AS name, c.buyer.address.city AS city, c.buyer.address.floor AS floor
FROM baskets AS b LEFT JOIN baskets AS c ON b.buyer.address.city = c.buyer.address.city AND c.buyer.name < b.buyer.name
WHERE b.buyer.address.floor > 1
=
SELECT b.basket_id, b.buyer.name, c.buyer.address.city, c.buyer.address.floor
FROM baskets AS b LEFT JOIN baskets AS c ON b.buyer.address.city = c.buyer.address.city AND c.buyer.name < b.buyer.name
WHERE b.buyer.address.floor > 1
;
SELECT r, COUNT(*) AS n, MAX(amount) AS top FROM (SELECT ROW(customer, paid) AS r, amount FROM orders) AS t GROUP BY r
=
SELECT r, COUNT(*), MAX(amount) FROM (SELECT row(customer, paid) AS r, amount FROM orders) GROUP BY r
;
SELECT customer, COUNT(*) AS n FROM orders WHERE (customer, amount) IN (('c1', 2), ('c2', 3), ('c3', 4)) OR (customer, paid) = ('c4', TRUE) GROUP BY customer
=
SELECT customer, COUNT(*) FROM orders
WHERE customer = 'c1' AND amount = 2 OR customer = 'c2' AND amount = 3 OR customer = 'c3' AND amount = 4 OR customer = 'c4' AND paid GROUP BY customer
;
SELECT buyer.address AS a, COUNT(*) AS n FROM baskets WHERE buyer.address = ROW('Rom', 1) OR buyer.address <> ROW('Rom', 2) GROUP BY buyer.address
=
SELECT buyer.address, COUNT(*) FROM baskets
WHERE buyer.address IS NOT DISTINCT FROM {'city': 'Rom', 'floor': 1} OR buyer.address IS NOT NULL AND buyer.address IS DISTINCT FROM {'city': 'Rom', 'floor': 2}
GROUP BY buyer.address
;
SELECT customer, ARRAY_AGG(CAST(ROW(amount, paid) AS ROW<a VARCHAR, b BOOLEAN>)) AS a FROM orders WHERE amount IS NOT NULL AND paid IS NOT NULL GROUP BY customer
=
SELECT customer, ARRAY_AGG(row(CAST(amount AS VARCHAR), paid) ORDER BY CAST(amount AS VARCHAR), paid) FROM orders WHERE amount IS NOT NULL AND paid IS NOT NULL GROUP BY customer
