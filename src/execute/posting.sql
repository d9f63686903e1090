-- posting.sql: what a posting reads. Tables stay narrow and every row is found by its key.

-- Line, year, balance, period $2, what ref $3 holds on the line, key $4: all that a single posting asks.
-- name: posting_look
SELECT l.id AS line_id, l.year, l.ordinance, l.agency_id, g.division, l.output_id, l.item_id, l.fund_id, l.code,
       y.stage, i.code AS item_code, l.origin,
       COALESCE(b.line_id, 0) AS there, COALESCE(b.source_satang, 0) AS source_satang,
       COALESCE(b.unallotted_satang, 0) AS unallotted_satang, COALESCE(b.allotted_satang, 0) AS allotted_satang,
       COALESCE(b.reserved_satang, 0) AS reserved_satang, COALESCE(b.obligated_satang, 0) AS obligated_satang,
       COALESCE(b.disbursed_satang, 0) AS disbursed_satang, COALESCE(b.carried_a_satang, 0) AS carried_a_satang,
       COALESCE(b.carried_b_satang, 0) AS carried_b_satang, COALESCE(b.lapsed_satang, 0) AS lapsed_satang,
       COALESCE(w.closed, 0) AS closed, COALESCE(h.line_id, 0) AS held_there,
       COALESCE(h.reserved_satang, 0) AS held_reserved_satang, COALESCE(h.obligated_satang, 0) AS held_obligated_satang,
       COALESCE(h.disbursed_satang, 0) AS held_disbursed_satang, COALESCE(k.seq, 0) AS key_seq,
       COALESCE(k.type, '') AS key_type, COALESCE(k.line_id, 0) AS key_line_id,
       COALESCE(k.to_line_id, 0) AS key_to_line_id, COALESCE(k.from_bucket, 0) AS key_from,
       COALESCE(k.to_bucket, 0) AS key_to, COALESCE(k.amount_satang, 0) AS key_amount_satang, k.on_date AS key_on,
       COALESCE(k.ref, '') AS key_ref, COALESCE(k.authority, '') AS key_authority
FROM line l JOIN agency g ON g.id = l.agency_id JOIN fiscal_year y ON y.year = l.year
JOIN class_node i ON i.id = l.item_id
LEFT JOIN balance b ON b.line_id = l.id
LEFT JOIN ledger_period w ON w.period = $2
LEFT JOIN holding h ON h.line_id = l.id AND h.ref = $3
LEFT JOIN entry k ON k.key = $4
WHERE l.id = $1;

-- The line and its balance alone: the second line of an act, lines of a batch.
-- name: posting_account
SELECT l.id AS line_id, l.year, l.ordinance, l.agency_id, g.division, l.output_id, l.item_id, l.fund_id, l.code,
       y.stage, i.code AS item_code, l.origin, COALESCE(b.line_id, 0) AS there, COALESCE(b.source_satang, 0) AS source_satang,
       COALESCE(b.unallotted_satang, 0) AS unallotted_satang, COALESCE(b.allotted_satang, 0) AS allotted_satang,
       COALESCE(b.reserved_satang, 0) AS reserved_satang, COALESCE(b.obligated_satang, 0) AS obligated_satang,
       COALESCE(b.disbursed_satang, 0) AS disbursed_satang, COALESCE(b.carried_a_satang, 0) AS carried_a_satang,
       COALESCE(b.carried_b_satang, 0) AS carried_b_satang, COALESCE(b.lapsed_satang, 0) AS lapsed_satang
FROM line l JOIN agency g ON g.id = l.agency_id JOIN fiscal_year y ON y.year = l.year
JOIN class_node i ON i.id = l.item_id LEFT JOIN balance b ON b.line_id = l.id
WHERE l.id = $1;

-- name: posting_held
SELECT reserved_satang, obligated_satang, disbursed_satang FROM holding WHERE line_id = $1 AND ref = $2;

-- name: posting_key
SELECT seq, key, type, line_id, COALESCE(to_line_id, 0) AS to_line_id, from_bucket, to_bucket, amount_satang, on_date,
       ref, authority
FROM entry WHERE key = $1;

-- Which of these keys are taken.
-- name: posting_keys
SELECT key FROM entry
WHERE key IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16);

-- name: posting_entry
SELECT seq, key, type, line_id, COALESCE(to_line_id, 0) AS to_line_id, from_bucket, to_bucket, amount_satang, on_date,
       ref, authority
FROM entry WHERE seq = $1;

-- name: posting_reversed
SELECT COUNT(*) FROM entry_reversal WHERE seq = $1;

-- name: posting_reversal
INSERT INTO entry_reversal (seq, by_seq) VALUES ($1, $2);

-- The nearest node of level 'group' above an item (or the item).
-- name: posting_item_group
SELECT CASE WHEN i.level = 'group' THEN i.id WHEN p.level = 'group' THEN p.id WHEN q.level = 'group' THEN q.id
            WHEN r.level = 'group' THEN r.id ELSE i.id END
FROM class_node i LEFT JOIN class_node p ON p.id = i.parent_id LEFT JOIN class_node q ON q.id = p.parent_id
LEFT JOIN class_node r ON r.id = q.parent_id
WHERE i.id = $1;
