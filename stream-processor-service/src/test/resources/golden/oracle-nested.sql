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
