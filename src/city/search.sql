-- search.sql: three-code-point grams.

-- name: search_insert
INSERT INTO search_gram (gram, kind, ref_id) VALUES ($1, $2, $3)
ON CONFLICT (gram, kind, ref_id) DO NOTHING;

-- What holds all six grams (a shorter text repeats one); the text itself is compared afterwards.
-- name: search_packages
SELECT p.code, p.title, g.name_th AS agency, CAST(0 AS BIGINT) AS amount_satang,
       'package' AS kind, p.id
FROM search_gram a
JOIN package p ON p.id = a.ref_id AND p.year = $7
JOIN agency g ON g.id = p.agency_id
WHERE a.gram = $1 AND a.kind = 'package'
  AND EXISTS (SELECT 1 FROM search_gram x WHERE x.gram = $2 AND x.kind = 'package' AND x.ref_id = a.ref_id)
  AND EXISTS (SELECT 1 FROM search_gram x WHERE x.gram = $3 AND x.kind = 'package' AND x.ref_id = a.ref_id)
  AND EXISTS (SELECT 1 FROM search_gram x WHERE x.gram = $4 AND x.kind = 'package' AND x.ref_id = a.ref_id)
  AND EXISTS (SELECT 1 FROM search_gram x WHERE x.gram = $5 AND x.kind = 'package' AND x.ref_id = a.ref_id)
  AND EXISTS (SELECT 1 FROM search_gram x WHERE x.gram = $6 AND x.kind = 'package' AND x.ref_id = a.ref_id)
  AND {seen p $8}
ORDER BY p.id LIMIT 400;

-- name: search_agencies
SELECT g.code, g.name_th AS title, g.name_en AS agency, CAST(0 AS BIGINT) AS amount_satang,
       'agency' AS kind, g.id
FROM agency g
WHERE g.kind <> 'unit' AND g.valid_from <= $1 AND (g.valid_to IS NULL OR g.valid_to >= $1)
ORDER BY g.print_order, g.code;

-- name: search_package_codes
SELECT p.code, p.title, g.name_th AS agency, CAST(0 AS BIGINT) AS amount_satang,
       'package' AS kind, p.id
FROM package p JOIN agency g ON g.id = p.agency_id
WHERE p.year = $1 AND p.code >= $2 AND p.code < $3
  AND {seen p $4}
ORDER BY p.code LIMIT 50;

-- name: search_line_codes
SELECT p.code, l.name AS title, g.name_th AS agency, CAST(0 AS BIGINT) AS amount_satang,
       'package' AS kind, p.id
FROM line l JOIN package p ON p.id = l.package_id JOIN agency g ON g.id = l.agency_id
WHERE l.year = $1 AND l.code >= $2 AND l.code < $3
  AND {seen p $4}
ORDER BY l.code LIMIT 50;

-- name: search_package_amount
SELECT CAST(COALESCE(SUM((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id
                          ORDER BY x.stage DESC LIMIT 1)), 0) AS BIGINT)
FROM line l WHERE l.package_id = $1;
