-- check.sql: machine checks. $1 the year, $2..$3 a range of package ids: one package, or all of them.

-- name: check_packages
SELECT p.id, p.code, p.unit_id, p.agency_id, p.output_id, o.code AS output_code, u.kind AS unit_kind,
       CASE WHEN p.goal_id IS NOT NULL THEN 1 ELSE 0 END AS has_goal,
       p.text_key
FROM package p
JOIN unit u ON u.id = p.unit_id
JOIN class_node o ON o.id = p.output_id
WHERE p.year = $1 AND p.id BETWEEN $2 AND $3 AND (p.state NOT IN ('DRAFT', 'WITHDRAWN', 'EXECUTION') OR $2 = $3)
ORDER BY p.id;

-- name: check_lines
SELECT l.id, l.package_id, l.code, l.quantity_milli, l.times, l.months, l.unit_price_satang, i.code AS item_code,
       CAST(COALESCE((SELECT x.amount_satang FROM line_amount x
                      WHERE x.line_id = l.id AND x.stage = 0), 0) AS BIGINT) AS requested_satang,
       CAST(COALESCE(s.price_satang, 0) AS BIGINT) AS standard_satang,
       COALESCE(c.price_reason, '') AS price_reason,
       (SELECT t.amount_satang FROM tranche t WHERE t.line_id = l.id AND t.year = l.year) AS tranche_satang,
       CASE WHEN EXISTS (SELECT 1 FROM running_cost r WHERE r.line_id = l.id) THEN 1 ELSE 0 END AS running,
       l.text_key,
       CAST(COALESCE(v.lines, 0) AS BIGINT) AS peers, CAST(COALESCE(v.agencies, 0) AS BIGINT) AS peer_agencies,
       CAST(COALESCE(v.quarter_satang, 0) AS BIGINT) AS quarter_satang,
       CAST(COALESCE(v.median_satang, 0) AS BIGINT) AS median_satang,
       CAST(COALESCE(v.three_satang, 0) AS BIGINT) AS three_satang
FROM package p
JOIN line l ON l.package_id = p.id AND l.removed = 0
JOIN class_node i ON i.id = l.item_id
LEFT JOIN line_cost c ON c.line_id = l.id
LEFT JOIN price s ON s.year = l.year AND s.code = c.price_code AND s.state = 'approved'
LEFT JOIN peer_price v ON v.year = l.year AND v.item_id = l.item_id AND v.unit_word = l.unit_word
WHERE p.year = $1 AND p.id BETWEEN $2 AND $3 AND (p.state NOT IN ('DRAFT', 'WITHDRAWN', 'EXECUTION') OR $2 = $3)
ORDER BY p.id, l.id;

-- Texts that stand in several units' packages (kind 0) or several packages' lines (1), last year and this.
-- name: check_texts
SELECT 0 AS kind, p.text_key
FROM package p WHERE p.text_key <> 0 AND p.year BETWEEN $1 - 1 AND $1 AND p.state NOT IN ('DRAFT', 'EXECUTION')
GROUP BY p.text_key HAVING MIN(p.unit_id) <> MAX(p.unit_id)
UNION ALL
SELECT 1 AS kind, l.text_key
FROM line l JOIN package p ON p.id = l.package_id
WHERE l.text_key <> 0 AND l.removed = 0 AND l.year BETWEEN $1 - 1 AND $1 AND p.state NOT IN ('DRAFT', 'EXECUTION')
GROUP BY l.text_key HAVING MIN(l.package_id) <> MAX(l.package_id)
ORDER BY 1, 2;

-- Pairs that nobody has settled.
-- name: check_overlaps
SELECT p.id AS package_id, o.likeness_bp, o.number, r.code AS other
FROM package p JOIN overlap o ON o.left_id = p.unit_id JOIN unit r ON r.id = o.right_id
WHERE p.year = $1 AND p.id BETWEEN $2 AND $3 AND o.gone = 0
  AND NOT EXISTS (SELECT 1 FROM overlap_settled s WHERE s.overlap_id = o.id)
UNION ALL
SELECT p.id AS package_id, o.likeness_bp, o.number, l.code AS other
FROM package p JOIN overlap o ON o.right_id = p.unit_id JOIN unit l ON l.id = o.left_id
WHERE p.year = $1 AND p.id BETWEEN $2 AND $3 AND o.gone = 0
  AND NOT EXISTS (SELECT 1 FROM overlap_settled s WHERE s.overlap_id = o.id)
ORDER BY 1, 2 DESC, 3;

-- Three years of an agency's outputs ($2..$3 a range of agencies): what there was after transfers, obligated,
-- paid, carried without obligation last year. Outside facts stand beside what lives here.
-- name: check_past
SELECT h.agency_id, h.output_code, CAST(COALESCE(SUM(h.after_transfers_satang), 0) AS BIGINT) AS had_satang,
       CAST(0 AS BIGINT) AS obligated_satang, CAST(COALESCE(SUM(h.paid_satang), 0) AS BIGINT) AS paid_satang,
       CAST(0 AS BIGINT) AS carried_satang
FROM past_line h
WHERE h.agency_id BETWEEN $2 AND $3 AND h.year BETWEEN $1 - 3 AND $1 - 1
  AND h.after_transfers_satang IS NOT NULL AND h.paid_satang IS NOT NULL
GROUP BY h.agency_id, h.output_code
UNION ALL
SELECT l.agency_id, o.code AS output_code,
       CAST(COALESCE(SUM(b.unallotted_satang + b.allotted_satang + b.reserved_satang + b.obligated_satang
                         + b.disbursed_satang + b.carried_a_satang + b.carried_b_satang + b.lapsed_satang), 0) AS BIGINT),
       CAST(COALESCE(SUM(b.obligated_satang + b.disbursed_satang + b.carried_a_satang), 0) AS BIGINT),
       CAST(COALESCE(SUM(b.disbursed_satang), 0) AS BIGINT),
       CAST(COALESCE(SUM(CASE WHEN l.year = $1 - 1 THEN b.carried_b_satang ELSE 0 END), 0) AS BIGINT)
FROM line l JOIN balance b ON b.line_id = l.id JOIN class_node o ON o.id = l.output_id
WHERE l.agency_id BETWEEN $2 AND $3 AND l.year BETWEEN $1 - 3 AND $1 - 1
  AND NOT EXISTS (SELECT 1 FROM past_line h WHERE h.year = l.year AND h.agency_id = l.agency_id AND h.key = l.code)
GROUP BY l.agency_id, o.code
UNION ALL
SELECT f.agency_id, f.output_code, CAST(0 AS BIGINT),
       CAST(COALESCE(SUM(CASE WHEN f.kind = 'obligated' THEN f.value_satang ELSE 0 END), 0) AS BIGINT),
       CAST(0 AS BIGINT),
       CAST(COALESCE(SUM(CASE WHEN f.kind = 'carried_b' AND f.year = $1 - 1 THEN f.value_satang ELSE 0 END), 0) AS BIGINT)
FROM fact f
WHERE f.agency_id BETWEEN $2 AND $3 AND f.year BETWEEN $1 - 3 AND $1 - 1 AND f.kind IN ('obligated', 'carried_b')
GROUP BY f.agency_id, f.output_code
ORDER BY 1, 2;

-- What falls due in the year of contracts and commitments that go on.
-- name: check_contracts
SELECT c.agency_id, COUNT(*) AS contracts, CAST(COALESCE(SUM(y.amount_satang), 0) AS BIGINT) AS due_satang
FROM committed c JOIN committed_year y ON y.committed_id = c.id AND y.year = $1
WHERE c.agency_id BETWEEN $2 AND $3 AND c.ended = 0 AND c.kind IN ('contract', 'tranche')
GROUP BY c.agency_id ORDER BY c.agency_id;

-- name: check_clearances
SELECT c.package_id, c.class, c.state, c.due
FROM package p JOIN clearance c ON c.package_id = p.id
WHERE p.year = $1 AND p.id BETWEEN $2 AND $3 AND c.state <> 'dropped'
ORDER BY c.package_id, c.class;

-- name: check_agency_of
SELECT agency_id FROM package WHERE id = $1 AND year = $2;

-- ---- kept ----

-- name: check_flags_clear
DELETE FROM package_flag WHERE package_id IN (SELECT p.id FROM package p WHERE p.year = $1 AND p.id BETWEEN $2 AND $3);

-- name: check_counts_clear
DELETE FROM package_check WHERE year = $1 AND package_id BETWEEN $2 AND $3;

-- name: check_flag_insert
INSERT INTO package_flag (package_id, n, code, severity, line_id, figure, compare, detail)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: check_counts_insert
INSERT INTO package_check (package_id, year, infos, warns, stops, at_ms) VALUES ($1, $2, $3, $4, $5, $6);

-- name: check_run_insert
INSERT INTO check_run (year, packages, flags, peers, by_user, at_ms) VALUES ($1, $2, $3, $4, $5, $6);

-- name: check_run_last
SELECT packages, flags, peers, at_ms, by_user FROM check_run WHERE year = $1 ORDER BY id DESC LIMIT 1;

-- ---- peers ----

-- name: peer_lines
SELECT l.item_id, l.unit_word, l.agency_id, l.unit_price_satang
FROM line l JOIN package p ON p.id = l.package_id
WHERE l.year = $1 AND l.removed = 0 AND l.unit_price_satang > 0 AND p.state NOT IN ('DRAFT', 'WITHDRAWN', 'EXECUTION')
ORDER BY l.item_id, l.unit_word, l.unit_price_satang, l.id;

-- name: peer_clear
DELETE FROM peer_price WHERE year = $1;

-- name: peer_insert
INSERT INTO peer_price (year, item_id, unit_word, lines, agencies, low_satang, quarter_satang, median_satang,
                        three_satang, high_satang)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: peer_get
SELECT v.lines, v.agencies, v.low_satang, v.quarter_satang, v.median_satang, v.three_satang, v.high_satang
FROM line l JOIN peer_price v ON v.year = l.year AND v.item_id = l.item_id AND v.unit_word = l.unit_word
WHERE l.id = $1;

-- ---- shown ----

-- name: check_flags
SELECT f.code, f.severity, COALESCE(l.code, '') AS line_code, COALESCE(l.name, '') AS line_name, f.figure, f.compare,
       f.detail, p.code AS package_code, g.code AS agency_code, p.year
FROM package_flag f
JOIN package p ON p.id = f.package_id
JOIN agency g ON g.id = p.agency_id
LEFT JOIN line l ON l.id = f.line_id
WHERE f.package_id = $1
ORDER BY CASE f.severity WHEN 'stop' THEN 0 WHEN 'warn' THEN 1 ELSE 2 END, f.n LIMIT 1000;

-- name: check_counts
SELECT package_id, infos, warns, stops, at_ms FROM package_check WHERE package_id = $1;

-- name: check_counts_year
SELECT package_id, infos, warns, stops, at_ms FROM package_check WHERE year = $1 ORDER BY package_id;

-- name: check_summary
SELECT f.code, f.severity, COUNT(DISTINCT f.package_id) AS packages, COUNT(*) AS flags
FROM package_check c JOIN package_flag f ON f.package_id = c.package_id
WHERE c.year = $1
GROUP BY f.code, f.severity ORDER BY f.severity, 3 DESC, f.code;

-- name: package_marks
SELECT COALESCE(k.infos, 0) AS infos, COALESCE(k.warns, 0) AS warns, COALESCE(k.stops, 0) AS stops, k.at_ms,
       COALESCE(r.word, 'none') AS word, CAST(COALESCE(r.amount_satang, 0) AS BIGINT) AS amount_satang,
       (SELECT COUNT(*) FROM clearance c WHERE c.package_id = p.id AND c.state = 'open') AS open,
       (SELECT COUNT(*) FROM clearance c WHERE c.package_id = p.id AND c.state = 'open' AND c.due < $2) AS late,
       (SELECT COUNT(*) FROM clearance c WHERE c.package_id = p.id AND c.state = 'refused') AS refused,
       (SELECT COUNT(*) FROM clearance c WHERE c.package_id = p.id AND c.state IN ('cleared', 'condition')) AS cleared
FROM package p
LEFT JOIN package_check k ON k.package_id = p.id
LEFT JOIN recommendation r ON r.package_id = p.id
WHERE p.id = $1;
