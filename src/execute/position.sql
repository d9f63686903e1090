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

-- With what stands on each line, what of its allotted money lapsed (entry_lapsed), and the newest entry in all that:
-- one statement, so one moment.
-- name: pos_lines
SELECT {pos_line l p g o},
       b.source_satang AS source, b.unallotted_satang AS unallotted, b.allotted_satang AS allotted,
       b.reserved_satang AS reserved, b.obligated_satang AS obligated, b.disbursed_satang AS disbursed,
       b.carried_a_satang AS carried_a, b.carried_b_satang AS carried_b, b.lapsed_satang AS lapsed,
       COALESCE(z.satang, 0) AS lapsed_allotted, (SELECT COALESCE(MAX(seq), 0) FROM entry) AS newest
FROM balance b JOIN line l ON l.id = b.line_id JOIN package p ON p.id = l.package_id
JOIN agency g ON g.id = l.agency_id LEFT JOIN line_origin o ON o.line_id = l.id
LEFT JOIN (SELECT line_id, CAST(SUM(CASE WHEN to_bucket = 8 THEN amount_satang ELSE -amount_satang END) AS BIGINT) AS satang
           FROM entry WHERE (to_bucket = 8 OR from_bucket = 8) AND from_bucket <> 1 AND to_bucket <> 1
           GROUP BY line_id) z ON z.line_id = b.line_id
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

-- Of a line that has an account: a draft is nobody else's.
-- name: pos_line_id
SELECT l.id AS line_id FROM line l JOIN balance b ON b.line_id = l.id WHERE l.code = $1;

-- Every entry of one line, oldest first: its own and those that gave it money.
-- name: story_entries
SELECT e.seq, e.key, e.type, e.line_id, e.to_line_id, e.from_bucket, e.to_bucket, e.amount_satang, e.on_date,
       e.ref, e.authority, e.note, e.by_user, e.at_ms, COALESCE(l.code, '') AS other_code,
       COALESCE(r.by_seq, 0) AS reversed_by
FROM (SELECT seq, key, type, line_id, to_line_id, from_bucket, to_bucket, amount_satang, on_date, ref, authority, note,
             by_user, at_ms FROM entry WHERE line_id = $1
      UNION ALL
      SELECT seq, key, type, line_id, to_line_id, from_bucket, to_bucket, amount_satang, on_date, ref, authority, note,
             by_user, at_ms FROM entry WHERE to_line_id = $1) e
LEFT JOIN line l ON l.id = CASE WHEN e.line_id = $1 THEN e.to_line_id ELSE e.line_id END
LEFT JOIN entry_reversal r ON r.seq = e.seq
ORDER BY e.seq;

-- name: entry_one
SELECT e.seq, e.key, e.type, l.code AS line_code, l.name AS line_name, l.year, COALESCE(t.code, '') AS to_line_code,
       COALESCE(t.name, '') AS to_line_name, e.from_bucket, e.to_bucket, e.amount_satang, e.on_date, e.period, e.ref,
       e.authority, e.note, e.by_user, e.at_ms, COALESCE(r.by_seq, 0) AS reversed_by, e.hash,
       COALESCE(v.seq, 0) AS reverses
FROM entry e JOIN line l ON l.id = e.line_id LEFT JOIN line t ON t.id = e.to_line_id
LEFT JOIN entry_reversal r ON r.seq = e.seq LEFT JOIN entry_reversal v ON v.by_seq = e.seq
WHERE e.seq = $1;

-- name: curve_plans
SELECT line_id, accept_plan FROM procurement WHERE year = $1 AND accept_plan IS NOT NULL ORDER BY line_id;

-- Instalments of contracts in force that were not paid whole, by month of their due day; one row a day.
-- name: cash_due
SELECT i.due_on, CAST(SUM(i.amount_satang - COALESCE((SELECT SUM(w.amount_satang) FROM warrant_instalment w
           JOIN warrant v ON v.id = w.warrant_id
           WHERE w.contract_id = c.id AND w.number = i.number AND v.state = 'paid'), 0)) AS BIGINT) AS amount_satang
FROM contract c JOIN contract_instalment i ON i.change_id = c.current_id
WHERE c.year = $1 AND c.state = 'active' AND i.due_on IS NOT NULL AND i.due_on <= $2
GROUP BY i.due_on ORDER BY i.due_on;
