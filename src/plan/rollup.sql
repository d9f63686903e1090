-- rollup.sql: what the column mirror holds.

-- name: rollup_newest
SELECT COALESCE((SELECT MAX(id) FROM line_change), 0) AS change,
       COALESCE((SELECT MAX(id) FROM package_event), 0) AS event;

-- name: rollup_agencies
SELECT id, code, name_th, name_en, division, district_group FROM agency ORDER BY print_order, code;

-- name: rollup_lines
SELECT l.id AS line_id, l.code, l.name, l.agency_id, l.output_id, l.item_id, l.fund_id,
       l.ordinance, l.removed, l.package_id, p.code AS package_code, p.title AS package_title,
       p.state
FROM line l JOIN package p ON p.id = l.package_id
WHERE l.year = $1 AND p.state <> 'EXECUTION' ORDER BY l.package_id, l.id;

-- name: rollup_amounts
SELECT x.line_id, x.stage, x.amount_satang
FROM line l JOIN line_amount x ON x.line_id = l.id WHERE l.year = $1;

-- name: rollup_changed_lines
SELECT l.id AS line_id, l.code, l.name, l.agency_id, l.output_id, l.item_id, l.fund_id,
       l.ordinance, l.removed, l.package_id, p.code AS package_code, p.title AS package_title,
       p.state
FROM line l JOIN package p ON p.id = l.package_id
WHERE l.year = $1 AND l.id IN (SELECT c.line_id FROM line_change c WHERE c.id > $2 AND c.id <= $3)
ORDER BY l.package_id, l.id;

-- name: rollup_changed_amounts
SELECT c.line_id, c.stage, c.new_satang AS amount_satang
FROM line_change c JOIN line l ON l.id = c.line_id
WHERE l.year = $1 AND c.id > $2 AND c.id <= $3 ORDER BY c.id;

-- name: rollup_states
SELECT e.package_id, e.to_state AS state
FROM package_event e JOIN package p ON p.id = e.package_id
WHERE p.year = $1 AND e.id > $2 AND e.id <= $3 ORDER BY e.id;
