WITH winning AS (
    SELECT A.id, A.seller, B.price, B.dateTime
    FROM auction AS A, bid AS B
    WHERE A.id = B.auction AND B.dateTime BETWEEN A.dateTime AND A.expires
    QUALIFY ROW_NUMBER() OVER (PARTITION BY A.id, A.seller ORDER BY B.price DESC, B.dateTime) = 1
), newest AS (
    SELECT seller, price FROM winning QUALIFY ROW_NUMBER() OVER (PARTITION BY seller ORDER BY dateTime DESC, price) <= 11
)
SELECT seller, SUM(price) // COUNT(price) AS avg_price FROM newest GROUP BY seller
