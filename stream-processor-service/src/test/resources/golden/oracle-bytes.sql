# As oracle.sql, over bytes.
SELECT head, COUNT(*) AS n, MIN(tail) AS a, MAX(tail) AS b, COUNT(DISTINCT tail) AS c FROM files GROUP BY head
=
SELECT head, COUNT(*), MIN(tail), MAX(tail), COUNT(DISTINCT tail) FROM files GROUP BY head
;
SELECT head, tail, COUNT(*) AS n FROM files WHERE head > X'00' AND tail <> X'7F' GROUP BY head, tail
=
SELECT head, tail, COUNT(*) FROM files WHERE head > unhex('00') AND tail <> unhex('7F') GROUP BY head, tail
;
SELECT HEX(head || tail) AS x, OCTET_LENGTH(head || tail) AS n, MD5(tail) AS h, COUNT(*) AS c FROM files GROUP BY HEX(head || tail), OCTET_LENGTH(head || tail), MD5(tail)
=
SELECT hex(head || tail) AS x, octet_length(head || tail) AS n, md5(tail) AS h, COUNT(*) FROM files GROUP BY x, n, h
;
SELECT CAST(name AS VARBINARY) AS x, SHA256(name) AS h, COUNT(*) AS n FROM files GROUP BY CAST(name AS VARBINARY), SHA256(name)
=
SELECT encode(name) AS x, sha256(name) AS h, COUNT(*) FROM files GROUP BY x, h
;
SELECT GREATEST(head, tail) AS g, COALESCE(tail, head) AS c, COUNT(*) AS n FROM files GROUP BY GREATEST(head, tail), COALESCE(tail, head)
=
SELECT CASE WHEN head IS NOT NULL AND tail IS NOT NULL THEN GREATEST(head, tail) END AS g, COALESCE(tail, head) AS c, COUNT(*) FROM files GROUP BY g, c
;
SELECT head AS x FROM files UNION SELECT tail FROM files
;
SELECT head AS x FROM files INTERSECT SELECT tail FROM files WHERE tail <> X''
=
SELECT head FROM files INTERSECT SELECT tail FROM files WHERE tail <> ''::BLOB
;
SELECT a.digest, b.digest AS other FROM files AS a JOIN files AS b ON a.head = b.tail AND b.at BETWEEN a.at - INTERVAL '2' MINUTE AND a.at
=
SELECT a.digest, b.digest FROM files AS a JOIN files AS b ON a.head = b.tail AND b."at" BETWEEN a."at" - INTERVAL 2 MINUTE AND a."at"
;
SELECT a.digest, b.name FROM files AS a JOIN files AS b ON a.head = CAST(b.name AS VARBINARY) AND b.at BETWEEN a.at - INTERVAL '2' MINUTE AND a.at
=
SELECT a.digest, b.name FROM files AS a JOIN files AS b ON a.head = encode(b.name) AND b."at" BETWEEN a."at" - INTERVAL 2 MINUTE AND a."at"
;
SELECT window_start, head, COUNT(*) AS n, MAX(digest) AS d FROM TABLE(TUMBLE(TABLE files, DESCRIPTOR(at), INTERVAL '7' MINUTE)) GROUP BY window_start, window_end, head
=
SELECT time_bucket(INTERVAL 7 MINUTE, "at", TIMESTAMP '1970-01-01') AS w, head, COUNT(*), MAX(digest) FROM files GROUP BY w, head
;
SELECT head, tail, n FROM (SELECT head, tail, COUNT(*) AS n FROM files GROUP BY head, tail) QUALIFY ROW_NUMBER() OVER (PARTITION BY head ORDER BY tail DESC) <= 2
=
SELECT head, tail, n FROM (SELECT head, tail, COUNT(*) AS n FROM files GROUP BY head, tail) QUALIFY ROW_NUMBER() OVER (PARTITION BY head ORDER BY tail DESC NULLS LAST) <= 2
