-- enact.sql: what becomes the ordinance. $1 the year, $2 its number: 0 = the annual one.

-- name: enact_lines
SELECT l.id AS line_id, l.code, p.id AS package_id,
       COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id
                 ORDER BY x.stage DESC LIMIT 1), 0) AS amount_satang,
       CASE WHEN f.code = 'ACC' THEN 1 ELSE 0 END AS special,
       CASE WHEN g.kind = 'commercial' THEN 1 ELSE 0 END AS commercial
FROM line l JOIN package p ON p.id = l.package_id JOIN class_node f ON f.id = l.fund_id
JOIN agency g ON g.id = l.agency_id
WHERE l.year = $1 AND l.ordinance = $2 AND l.removed = 0 AND {enacts p}
ORDER BY l.code;

-- name: enact_left_out
SELECT COUNT(*) FROM package p
WHERE p.year = $1 AND NOT ({ordained p})
  AND ((CAST($2 AS BIGINT) = 0 AND {annual p})
       OR EXISTS (SELECT 1 FROM line l WHERE l.package_id = p.id AND l.ordinance = $2 AND l.ordinance > 0));

-- name: enactment_insert
INSERT INTO enactment (year, number, lines, packages, left_out, linked, total_satang, regular_satang, special_satang,
                       commercial_satang, on_date, authority, by_user, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- name: enactment_list
SELECT year, number, lines, packages, left_out, linked, total_satang, regular_satang, special_satang,
       commercial_satang, on_date, authority, by_user, at_ms
FROM enactment WHERE year = $1 ORDER BY number;
