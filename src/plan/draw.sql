-- draw.sql: last year's structure. $1 agency, $2 the year before, $3 the new year, $4 the person's sight.

-- name: draw_units
SELECT u.code, u.title, u.kind, n.code AS output_code
FROM unit u JOIN class_node n ON n.id = u.output_id
WHERE u.agency_id = $1 AND u.year = $2
  AND EXISTS (SELECT 1 FROM package p WHERE p.unit_id = u.id
                AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN', 'EXECUTION') AND {annual p}
                AND (CAST($4 AS TEXT) = 'all'
                     OR CAST($4 AS TEXT) LIKE '%,c' || CAST(p.agency_id AS TEXT) || ',%'
                     OR CAST($4 AS TEXT) LIKE '%,s' || CAST(p.section_id AS TEXT) || ',%'))
  AND NOT EXISTS (SELECT 1 FROM unit_review r JOIN unit w ON w.id = r.unit_id
                  WHERE w.year = $3 AND w.agency_id = $1 AND r.past_year = $2 AND r.past_code = u.code)
ORDER BY u.id;

-- name: draw_packages
SELECT p.code, u.code AS unit_code, p.level_kind, p.title, p.mandatory, p.integrated,
       COALESCE(s.id, 0) AS section_id
FROM package p JOIN unit u ON u.id = p.unit_id
LEFT JOIN agency_section s ON s.id = p.section_id AND s.closed = 0
WHERE p.agency_id = $1 AND p.year = $2 AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN', 'EXECUTION') AND {annual p}
ORDER BY u.id, p.level;

-- name: draw_lines
SELECT l.code, p.code AS package_code, i.code AS item_code, f.code AS fund_code, l.name,
       l.unit_word, l.sort
FROM line l
JOIN package p ON p.id = l.package_id
JOIN unit u ON u.id = p.unit_id
JOIN class_node i ON i.id = l.item_id
JOIN class_node f ON f.id = l.fund_id
WHERE l.agency_id = $1 AND l.year = $2 AND l.removed = 0 AND l.ordinance = 0
  AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN', 'EXECUTION')
ORDER BY u.id, p.level, l.id;

-- name: draw_past
SELECT h.key AS code, h.output_code AS package_code, h.item_code, 'OWN' AS fund_code, h.name,
       '' AS unit_word, CAST(0 AS BIGINT) AS sort
FROM past_line h
WHERE h.agency_id = $1 AND h.year = $2
  AND NOT EXISTS (SELECT 1 FROM unit_review r JOIN unit w ON w.id = r.unit_id
                  WHERE w.year = $3 AND w.agency_id = $1 AND r.past_year = $2
                    AND r.past_code = 'output:' || h.output_code)
ORDER BY h.output_code, h.item_code, h.id;

-- name: draw_review
INSERT INTO unit_review (unit_id, past_year, past_code)
SELECT id, $3, $4 FROM unit WHERE year = $1 AND code = $2;

-- name: draw_section
UPDATE package SET section_id = $3,
       place = CASE WHEN EXISTS (SELECT 1 FROM section_member m WHERE m.section_id = $3)
                    THEN 'section' ELSE 'collector' END
WHERE year = $1 AND code = $2;
