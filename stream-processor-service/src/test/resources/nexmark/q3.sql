-- Local item suggestion: a join of two streams, which nothing but the retention bounds.
CREATE MATERIALIZED VIEW nexmark_q3 WITH (retention = '3650 days') AS
SELECT
    P.name, P.city, P.state, A.id
FROM
    auction AS A INNER JOIN person AS P ON A.seller = P.id
WHERE
    A.category = 10 AND (P.state = 'OR' OR P.state = 'ID' OR P.state = 'CA')
