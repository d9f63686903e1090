-- position.sql: what the column mirror of the ledger holds.

-- name: pos_newest
SELECT COALESCE((SELECT MAX(seq) FROM entry), 0);

-- name: pos_entries
SELECT seq, line_id, to_line_id, from_bucket, to_bucket, amount_satang, on_date, at_ms
FROM entry WHERE seq > $1 AND seq <= $2 ORDER BY seq;

-- part: pos_line(l, p, g, o)
l.id AS line_id, l.code, l.name, l.year, l.ordinance, l.output_id, l.item_id, l.fund_id,
p.code AS package_code, p.title AS package_title, g.code AS agency_code, g.name_th AS agency_th,
g.name_en AS agency_en, g.print_order, g.division, g.district_group,
COALESCE(o.kind, CASE WHEN l.ordinance > 0 THEN 'supplementary' ELSE 'annual' END) AS origin

-- name: pos_lines
SELECT {pos_line l p g o}
FROM balance b JOIN line l ON l.id = b.line_id JOIN package p ON p.id = l.package_id
JOIN agency g ON g.id = l.agency_id LEFT JOIN line_origin o ON o.line_id = l.id
ORDER BY l.id;

-- name: pos_line
SELECT {pos_line l p g o}
FROM line l JOIN package p ON p.id = l.package_id
JOIN agency g ON g.id = l.agency_id LEFT JOIN line_origin o ON o.line_id = l.id
WHERE l.id = $1;

-- name: pos_nodes
SELECT n.id, n.parent_id, n.code, n.level, n.name_th, n.name_en, n.sort
FROM class_version v JOIN class_node n ON n.version_id = v.id
WHERE v.kind IN ('programme', 'item', 'fund') ORDER BY n.id;

-- name: pos_balances
SELECT line_id, source_satang, unallotted_satang, allotted_satang, reserved_satang,
       obligated_satang, disbursed_satang, carried_a_satang, carried_b_satang, lapsed_satang
FROM balance ORDER BY line_id;

-- name: pos_agency
SELECT code FROM agency WHERE id = $1;
