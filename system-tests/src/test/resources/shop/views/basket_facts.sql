-- What is in each basket, and how long it took to fill.
CREATE MATERIALIZED VIEW basket_facts AS
SELECT basket_id, customer, items['pen'] AS pens, items, CARDINALITY(items) AS kinds, MAP_KEYS(items) AS names,
       seal, (bought_at - opened_at) DAY TO SECOND AS took
FROM baskets;
