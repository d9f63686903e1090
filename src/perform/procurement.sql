-- procurement.sql: the procurement plan of capital lines in force.

-- part: procurement_base(b)
(b.unallotted_satang + b.allotted_satang + b.reserved_satang + b.obligated_satang + b.disbursed_satang + b.carried_a_satang
 + b.carried_b_satang + b.lapsed_satang)

-- part: procurement_taken(b)
(b.obligated_satang + b.disbursed_satang + b.carried_a_satang)

-- part: procurement_columns(l, i, g, b, p)
l.id AS line_id, l.year, l.agency_id, COALESCE(g.division, 0) AS division, COALESCE(p.version, 0) AS version, l.code, l.name, l.origin,
       g.code AS agency_code, g.name_th AS agency_name, i.code AS item_code,
       (b.unallotted_satang + b.allotted_satang + b.reserved_satang + b.obligated_satang + b.disbursed_satang + b.carried_a_satang
        + b.carried_b_satang + b.lapsed_satang) AS base_satang, (b.obligated_satang + b.disbursed_satang + b.carried_a_satang) AS taken_satang,
       COALESCE(p.method, '') AS method, COALESCE(p.contract, '') AS contract, p.tor_plan, p.tor_real, p.price_plan, p.price_real,
       p.announce_plan, p.announce_real, p.bids_plan, p.bids_real, p.sign_plan, p.sign_real, p.deliver_plan, p.deliver_real,
       p.accept_plan, p.accept_real

-- $1 year, $2 agency or 0, $3 'all' or 'none', $4 after this line.
-- name: procurement_list
SELECT {procurement_columns l i g b p}
FROM line l JOIN balance b ON b.line_id = l.id JOIN class_node i ON i.id = l.item_id JOIN agency g ON g.id = l.agency_id
LEFT JOIN procurement p ON p.line_id = l.id
WHERE l.year = $1 AND l.id > $4 AND (CAST($2 AS BIGINT) = 0 OR l.agency_id = $2) AND substr(i.code, 1, 2) = '05'
  AND {procurement_base b} > 0
  AND (CAST($3 AS TEXT) <> 'none' OR (p.line_id IS NULL AND {procurement_taken b} < {procurement_base b}))
ORDER BY l.id LIMIT 51;

-- Past their planned day: $3 today, after ($4 day, $5 line).
-- name: procurement_late
SELECT {procurement_columns l i g b p}
FROM procurement p JOIN line l ON l.id = p.line_id JOIN balance b ON b.line_id = l.id JOIN class_node i ON i.id = l.item_id
JOIN agency g ON g.id = l.agency_id
WHERE p.year = $1 AND p.next_day IS NOT NULL AND p.next_day < $3 AND (CAST($2 AS BIGINT) = 0 OR l.agency_id = $2)
  AND (p.next_day > $4 OR (p.next_day = $4 AND p.line_id > $5))
ORDER BY p.next_day, p.line_id LIMIT 51;

-- name: procurement_get
SELECT {procurement_columns l i g b p}
FROM line l JOIN balance b ON b.line_id = l.id JOIN class_node i ON i.id = l.item_id JOIN agency g ON g.id = l.agency_id
LEFT JOIN procurement p ON p.line_id = l.id WHERE l.code = $1;

-- name: procurement_counts
SELECT COUNT(*) AS lines, COUNT(p.line_id) AS planned,
       CAST(COALESCE(SUM(CASE WHEN p.next_day < $3 THEN 1 ELSE 0 END), 0) AS BIGINT) AS late,
       CAST(COALESCE(SUM(CASE WHEN p.next_step > 4 OR {procurement_taken b} >= {procurement_base b} THEN 1 ELSE 0 END), 0) AS BIGINT) AS signed_lines,
       CAST(COALESCE(SUM({procurement_base b}), 0) AS BIGINT) AS base_satang,
       CAST(COALESCE(SUM({procurement_taken b}), 0) AS BIGINT) AS taken_satang
FROM line l JOIN balance b ON b.line_id = l.id JOIN class_node i ON i.id = l.item_id LEFT JOIN procurement p ON p.line_id = l.id
WHERE l.year = $1 AND (CAST($2 AS BIGINT) = 0 OR l.agency_id = $2) AND substr(i.code, 1, 2) = '05' AND {procurement_base b} > 0;

-- name: procurement_history
SELECT id, version, step, kind, old_value, new_value, reason, by_user, capacity, at_ms
FROM procurement_change WHERE line_id = $1 ORDER BY id DESC LIMIT 500;

-- name: procurement_insert
INSERT INTO procurement (line_id, year, method, contract, tor_plan, tor_real, price_plan, price_real, announce_plan, announce_real, bids_plan,
                         bids_real, sign_plan, sign_real, deliver_plan, deliver_real, accept_plan, accept_real, next_step, next_day, made_by,
                         made_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22) ON CONFLICT (line_id) DO NOTHING;

-- name: procurement_update
UPDATE procurement SET method = $3, contract = $4, tor_plan = $5, tor_real = $6, price_plan = $7, price_real = $8, announce_plan = $9,
       announce_real = $10, bids_plan = $11, bids_real = $12, sign_plan = $13, sign_real = $14, deliver_plan = $15, deliver_real = $16,
       accept_plan = $17, accept_real = $18, next_step = $19, next_day = $20, version = version + 1
WHERE line_id = $1 AND version = $2;

-- name: procurement_change_insert
INSERT INTO procurement_change (line_id, version, step, kind, old_value, new_value, reason, by_user, capacity, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- Agencies with steps planned on one of the days from $2 to $3, and how many.
-- name: procurement_near
SELECT l.agency_id, p.year, p.next_day AS due, COUNT(*) AS lines
FROM procurement p JOIN line l ON l.id = p.line_id
WHERE p.year >= $1 AND p.next_day IS NOT NULL AND p.next_day >= $2 AND p.next_day <= $3
GROUP BY l.agency_id, p.year, p.next_day ORDER BY p.next_day, l.agency_id LIMIT 2000;
