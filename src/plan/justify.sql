-- justify.sql: groups of lines with one justification; texts that were copied.

-- The lines that the sight ($4) sees; a group without one is seen by its agency's people only.
-- name: justify_list
SELECT g.id, g.year, g.agency_id, g.version, g.code, g.title, g.formula, g.driver,
       g.quantity_milli, g.unit_word, g.rate_satang, g.reason, g.made_by,
       (SELECT COUNT(*) FROM justify_line j JOIN line l ON l.id = j.line_id
        JOIN package p ON p.id = l.package_id
        WHERE j.group_id = g.id AND l.removed = 0
  AND {seen p $4}) AS lines,
       CAST(0 AS BIGINT) AS product_satang,
       CAST(COALESCE((SELECT SUM(x.amount_satang) FROM justify_line j
                      JOIN line l ON l.id = j.line_id JOIN package p ON p.id = l.package_id
                      JOIN line_amount x ON x.line_id = j.line_id AND x.stage = 0
                      WHERE j.group_id = g.id
  AND {seen p $4}), 0) AS BIGINT) AS asked_satang
FROM justify_group g
WHERE g.year = $1 AND (CAST($2 AS BIGINT) = 0 OR g.agency_id = $2)
  AND (CAST($3 AS TEXT) = '' OR g.code = $3)
  AND (CAST($4 AS TEXT) = 'all' OR CAST($4 AS TEXT) LIKE '%,a' || CAST(g.agency_id AS TEXT) || ',%'
       OR EXISTS (SELECT 1 FROM justify_line j JOIN line l ON l.id = j.line_id
                  JOIN package p ON p.id = l.package_id
                  WHERE j.group_id = g.id AND p.state NOT IN ('DRAFT', 'WITHDRAWN', 'EXECUTION')))
ORDER BY g.code;

-- name: justify_insert
INSERT INTO justify_group (year, agency_id, code, title, formula, driver, quantity_milli, unit_word,
                           rate_satang, reason, made_by, made_at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: justify_update
UPDATE justify_group SET title = $3, formula = $4, driver = $5, quantity_milli = $6, unit_word = $7,
                         rate_satang = $8, reason = $9, version = version + 1
WHERE id = $1 AND version = $2;

-- name: justify_leave
DELETE FROM justify_line WHERE line_id = $1;

-- name: justify_enter
INSERT INTO justify_line (line_id, group_id) VALUES ($1, $2)
ON CONFLICT (line_id) DO UPDATE SET group_id = excluded.group_id;

-- name: justify_lines
SELECT l.code, l.name, i.code AS item_code, i.name_th AS item_name, p.code AS package_code,
       p.title AS package_title, COALESCE(g.code, '') AS group_code, l.justification,
       l.quantity_milli, l.unit_word,
       CAST(COALESCE((SELECT x.amount_satang FROM line_amount x
                      WHERE x.line_id = l.id AND x.stage = 0), 0) AS BIGINT) AS asked_satang
FROM line l
JOIN package p ON p.id = l.package_id
JOIN class_node i ON i.id = l.item_id
LEFT JOIN justify_line j ON j.line_id = l.id
LEFT JOIN justify_group g ON g.id = j.group_id
WHERE l.agency_id = $2 AND l.year = $1 AND l.removed = 0 AND p.state IN ('DRAFT', 'RETURNED')
  AND (CAST($3 AS TEXT) = 'all'
       OR (p.place = 'director' AND CAST($3 AS TEXT) LIKE '%,a' || CAST(p.agency_id AS TEXT) || ',%')
       OR (p.place = 'collector' AND CAST($3 AS TEXT) LIKE '%,c' || CAST(p.agency_id AS TEXT) || ',%')
       OR CAST($3 AS TEXT) LIKE '%,s' || CAST(p.section_id AS TEXT) || ',%')
ORDER BY i.sort, p.code, l.id LIMIT 5000;

-- The reasons of a package and its lines that stand word for word elsewhere.
-- name: copied_texts
SELECT m.code AS subject, p.code AS from_code, p.title AS from_title, p.year AS from_year
FROM package m JOIN package p ON p.text_key = m.text_key AND p.id <> m.id
WHERE m.id = $1 AND m.text_key <> 0 AND p.text_key <> 0 AND p.year BETWEEN m.year - 1 AND m.year AND p.unit_id <> m.unit_id
  AND {seen p $2}
UNION ALL
SELECT k.code AS subject, l.code AS from_code, l.name AS from_title, l.year AS from_year
FROM line k JOIN line l ON l.text_key = k.text_key AND l.id <> k.id
JOIN package p ON p.id = l.package_id
WHERE k.package_id = $1 AND k.text_key <> 0 AND l.text_key <> 0 AND k.removed = 0 AND l.removed = 0
  AND l.year BETWEEN k.year - 1 AND k.year AND l.package_id <> k.package_id
  AND {seen p $2}
ORDER BY 1, 4, 2 LIMIT 200;
