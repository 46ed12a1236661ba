-- How many of each item customers of each tier bought.
CREATE MATERIALIZED VIEW items_per_tier WITH (retention = '365 days') AS
SELECT p.tier, i.item, SUM(i.n) AS n
FROM baskets AS b
JOIN people AS p ON p.name = b.customer
CROSS JOIN UNNEST(b.items) AS i (item, n)
GROUP BY p.tier, i.item;
