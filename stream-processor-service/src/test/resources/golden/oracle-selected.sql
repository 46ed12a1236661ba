SELECT a.x, a.y, a.z, (SELECT COUNT(*) FROM payments AS p WHERE p.amount = a.z) AS n
FROM (SELECT least AS x, least AS y, amount AS z FROM (SELECT amount, MIN(order_id) AS least FROM orders GROUP BY amount) AS b) AS a
;
SELECT a.z, a.x, (SELECT SUM(b.n) FROM (SELECT amount, COUNT(*) AS n FROM payments GROUP BY amount) AS b WHERE b.amount = a.z AND b.n = a.z) AS s
FROM (SELECT customer AS x, amount AS z FROM (SELECT customer, MAX(amount) AS amount FROM orders GROUP BY customer) AS c) AS a
;
