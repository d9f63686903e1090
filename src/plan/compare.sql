-- compare.sql: what lines had at a point of the past, and who set it.

-- part: compare_until(c)
c.stage <= $2 AND c.at_ms <= $3 AND c.id <= $4 AND c.seq <= $5

-- Each change up to a point, of a year; the last of a line is what it has there.
-- name: compare_amounts
SELECT c.line_id, c.new_satang
FROM line l JOIN line_change c ON c.line_id = l.id
WHERE l.year = $1 AND {compare_until c} ORDER BY c.line_id, c.stage, c.id;

-- What a frozen version of a bill sealed, and which it is.
-- name: compare_sealed
SELECT v.line_id, v.amount_satang AS new_satang FROM bill_version_line v
WHERE v.version_id = $1 ORDER BY v.line_id;

-- name: compare_version
SELECT v.id, v.no, v.kind, v.change_id FROM bill_version v
WHERE v.year = $1 AND v.number = $2 AND v.no = $3;

-- The version whose lines are before the Council: tabled, and not withdrawn.
-- name: compare_tabled
SELECT v.id, v.no, v.kind, v.change_id FROM bill_version v
WHERE v.year = $1 AND v.number = $2 AND v.kind = 'tabled'
  AND NOT EXISTS (SELECT 1 FROM bill_withdrawn w WHERE w.version_id = v.id)
ORDER BY v.no DESC LIMIT 1;

-- Those lines' newest amounts up to a stage.
-- name: compare_bill
SELECT v.line_id, m.amount_satang AS new_satang
FROM bill_version_line v JOIN line_amount m ON m.line_id = v.line_id
    AND m.stage = (SELECT MAX(x.stage) FROM line_amount x WHERE x.line_id = v.line_id AND x.stage <= $2)
WHERE v.version_id = $1 ORDER BY v.line_id;

-- name: compare_states
SELECT e.package_id, e.to_state AS state
FROM package p JOIN package_event e ON e.package_id = p.id
WHERE p.year = $1 AND e.at_ms <= $2 ORDER BY e.package_id, e.id;

-- name: compare_deeds
SELECT c.line_id, c.stage, c.new_satang, c.by_user, c.at_ms, c.reason, c.resolution
FROM line l JOIN line_change c ON c.line_id = l.id
WHERE l.year = $1 AND {compare_until c} AND c.stage > $6 ORDER BY c.line_id, c.stage, c.id;

-- The same of the lines of one page.
-- name: compare_deeds_of
SELECT c.line_id, c.stage, c.new_satang, c.by_user, c.at_ms, c.reason, c.resolution
FROM line_change c
WHERE c.line_id IN ($6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
                    $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38,
                    $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54,
                    $55)
  AND {compare_until c} AND c.stage > $1 ORDER BY c.line_id, c.stage, c.id;

-- Lines that were drawn from a line of the other year.
-- name: compare_links
SELECT l.id AS line_id, k.id AS from_id
FROM line l JOIN line k ON k.code = l.drawn_from
WHERE l.year = $1 AND l.drawn_from <> '' AND k.year = $2 ORDER BY l.id;

-- name: compare_run
SELECT r.change_id, r.made_at_ms
FROM scenario_run r JOIN scenario s ON s.id = r.scenario_id WHERE s.year = $1 AND r.code = $2;

-- Every change of a line between two points: not yet known at the one, known at the other.
-- name: compare_changes
SELECT c.at_ms, l.code AS line_code, l.name AS line_name, c.by_user,
       CASE c.stage WHEN 0 THEN 'requested' WHEN 1 THEN 'analyst' WHEN 2 THEN 'suitability'
            WHEN 3 THEN 'permsec' WHEN 4 THEN 'governor' WHEN 5 THEN 'tabled'
            WHEN 6 THEN 'committee' WHEN 7 THEN 'amended' ELSE 'enacted' END AS stage_word,
       c.reason, c.resolution, c.old_satang, c.new_satang, c.seq,
       COALESCE((SELECT r.code FROM resolution r WHERE r.id = c.resolution_id), '') AS resolution_code
FROM line l JOIN line_change c ON c.line_id = l.id
WHERE l.code = $1 AND {compare_until c}
  AND NOT (c.stage <= $6 AND c.at_ms <= $7 AND c.id <= $8 AND c.seq <= $9)
ORDER BY c.id LIMIT 1000;
