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
