-- rollup.sql: what the column mirror holds.

-- name: rollup_newest
SELECT COALESCE(MAX(id), 0) FROM line_change;

-- name: rollup_newest_event
SELECT COALESCE(MAX(id), 0) FROM package_event;

-- name: rollup_agencies
SELECT id, code, name_th, name_en, division, district_group FROM agency ORDER BY print_order, code;

-- name: rollup_lines
SELECT l.id AS line_id, l.code, l.name, l.agency_id, l.output_id, l.item_id, l.fund_id,
       l.ordinance, l.package_id, p.code AS package_code, p.title AS package_title,
       CASE WHEN p.state IN ('DRAFT', 'RETURNED', 'WITHDRAWN') THEN 0 ELSE 1 END AS package_counts
FROM line l JOIN package p ON p.id = l.package_id
WHERE l.year = $1 ORDER BY l.package_id, l.id;

-- name: rollup_amounts
SELECT x.line_id, x.stage, x.amount_satang
FROM line l JOIN line_amount x ON x.line_id = l.id WHERE l.year = $1;

-- name: rollup_changed_lines
SELECT l.id AS line_id, l.code, l.name, l.agency_id, l.output_id, l.item_id, l.fund_id,
       l.ordinance, l.package_id, p.code AS package_code, p.title AS package_title,
       CASE WHEN p.state IN ('DRAFT', 'RETURNED', 'WITHDRAWN') THEN 0 ELSE 1 END AS package_counts
FROM line l JOIN package p ON p.id = l.package_id
WHERE l.year = $1 AND l.id IN (SELECT c.line_id FROM line_change c WHERE c.id > $2 AND c.id <= $3)
ORDER BY l.package_id, l.id;

-- name: rollup_changed_amounts
SELECT c.line_id, c.stage, c.new_satang AS amount_satang
FROM line_change c JOIN line l ON l.id = c.line_id
WHERE l.year = $1 AND c.id > $2 AND c.id <= $3 ORDER BY c.id;

-- name: rollup_changed_packages
SELECT p.id AS package_id, CASE WHEN p.state IN ('DRAFT', 'RETURNED', 'WITHDRAWN') THEN 0 ELSE 1 END AS counts
FROM package p
WHERE p.year = $1 AND p.id IN (SELECT v.package_id FROM package_event v WHERE v.id > $2 AND v.id <= $3)
ORDER BY p.id;
