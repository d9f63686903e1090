-- year_end.sql: what is open at the end of a year, lapse, closing.

-- What is open, step by step. -1: the amount is no money.
-- name: year_end_carry
SELECT 'carry' AS step, '' AS label, '' AS path, COUNT(*) AS count, CAST(COALESCE(SUM(c.amount_satang), 0) AS BIGINT) AS amount_satang, 1 AS must
FROM carry c WHERE c.year = $1 AND c.state IN ('draft', 'submitted', 'sent', 'listed')
UNION ALL
SELECT 'carry_post', '', '', COUNT(*), CAST(COALESCE(SUM(c.approved_satang), 0) AS BIGINT), 1
FROM carry c WHERE c.year = $1 AND c.state = 'approved'
UNION ALL
SELECT 'flags', '', '', COUNT(*), CAST(COALESCE(SUM(x.amount_satang), 0) AS BIGINT), 0
FROM carry_flag x WHERE x.year = $1 AND x.state = 'proposed'
UNION ALL
SELECT 'orders', '', '', COUNT(*), CAST(NULL AS BIGINT), 1
FROM spend_order o WHERE o.year = $1 AND o.state IN ('DRAFT', 'SENT', 'APPROVED', 'RETURNED')
UNION ALL
SELECT 'warrants', '', '', COUNT(*), CAST(NULL AS BIGINT), 1
FROM warrant w WHERE w.year = $1 AND w.state IN ('draft', 'sent', 'approved', 'returned')
UNION ALL
SELECT 'differences', '', '', COUNT(*), CAST(NULL AS BIGINT), 0
FROM record_difference d WHERE d.year = $1 AND d.state = 'open'
UNION ALL
SELECT 'lapse', '', '', COUNT(*), CAST(COALESCE(SUM(p.total_satang), 0) AS BIGINT), 1
FROM year_lapse p WHERE p.year = $1 AND p.state IN ('proposed', 'approved')
UNION ALL
SELECT 'periods', '', '', 12 - COUNT(*), CAST(NULL AS BIGINT), 1
FROM ledger_period m WHERE m.year = $1 AND m.closed = 1;

-- Lines with an open obligation, and lines with a rest.
-- name: year_end_money
SELECT CAST(COALESCE(SUM(CASE WHEN b.obligated_satang > 0 THEN 1 ELSE 0 END), 0) AS BIGINT) AS obligated_n,
       CAST(COALESCE(SUM(b.obligated_satang), 0) AS BIGINT) AS obligated_satang,
       CAST(COALESCE(SUM(CASE WHEN b.unallotted_satang + b.allotted_satang + b.reserved_satang > 0 THEN 1 ELSE 0 END), 0) AS BIGINT) AS rest_n,
       CAST(COALESCE(SUM(b.unallotted_satang + b.allotted_satang + b.reserved_satang), 0) AS BIGINT) AS rest_satang
FROM line l JOIN balance b ON b.line_id = l.id WHERE l.year = $1;

-- ---- lapse ----

-- The rest of each line: what no reference holds ('' ), and what each reference has reserved. In order, for the fingerprint.
-- name: lapse_rows
SELECT l.id AS line_id, l.code, '' AS ref,
       b.unallotted_satang + b.allotted_satang + b.reserved_satang
         - CAST(COALESCE((SELECT SUM(h.reserved_satang) FROM holding h WHERE h.line_id = l.id AND h.ref <> ''), 0) AS BIGINT)
         AS amount_satang
FROM line l JOIN balance b ON b.line_id = l.id
WHERE l.year = $1 AND b.unallotted_satang + b.allotted_satang + b.reserved_satang > 0
UNION ALL
SELECT l.id, l.code, h.ref, h.reserved_satang
FROM line l JOIN balance b ON b.line_id = l.id JOIN holding h ON h.line_id = l.id
WHERE l.year = $1 AND b.reserved_satang > 0 AND h.ref <> '' AND h.reserved_satang > 0
ORDER BY 1, 3;

-- By agency (1), type (2) or fund (3): the rest, and what of it is asked to be carried (B, on its way).
-- name: lapse_parts
SELECT CASE CAST($2 AS BIGINT) WHEN 1 THEN g.code WHEN 2 THEN t.code ELSE f.code END AS code,
       CASE CAST($2 AS BIGINT) WHEN 1 THEN g.name_th WHEN 2 THEN t.name_th ELSE f.name_th END AS name,
       COUNT(*) AS lines, CAST(SUM(b.unallotted_satang) AS BIGINT) AS unallotted_satang,
       CAST(SUM(b.allotted_satang) AS BIGINT) AS allotted_satang, CAST(SUM(b.reserved_satang) AS BIGINT) AS reserved_satang,
       CAST(SUM(b.unallotted_satang + b.allotted_satang + b.reserved_satang) AS BIGINT) AS total_satang,
       CAST(SUM(COALESCE((SELECT SUM(CASE WHEN c.state = 'approved' THEN c.approved_satang ELSE c.amount_satang END)
                          FROM carry c WHERE c.line_id = l.id AND c.kind = 'B'
                            AND c.state IN ('draft', 'submitted', 'sent', 'listed', 'approved')), 0)) AS BIGINT) AS waiting_satang
FROM line l JOIN balance b ON b.line_id = l.id JOIN agency g ON g.id = l.agency_id JOIN class_node f ON f.id = l.fund_id
JOIN class_node i ON i.id = l.item_id
LEFT JOIN class_node i1 ON i1.id = i.parent_id
LEFT JOIN class_node i2 ON i2.id = i1.parent_id
LEFT JOIN class_node i3 ON i3.id = i2.parent_id
LEFT JOIN class_node t ON t.id = CASE WHEN i.level = 'type' THEN i.id WHEN i1.level = 'type' THEN i1.id
                                      WHEN i2.level = 'type' THEN i2.id ELSE i3.id END
WHERE l.year = $1 AND b.unallotted_satang + b.allotted_satang + b.reserved_satang > 0
GROUP BY 1, 2 ORDER BY 1 LIMIT 1000;

-- part: lapse_row(p)
SELECT p.id, p.version, p.year, p.run, p.state, p.lines, p.total_satang, p.sha256, p.doc_no, p.note, p.made_by,
       p.made_at_ms AS made_ms, p.approved_by, p.approved_ms, p.posted_by, p.posted_ms, p.posted_on
FROM year_lapse p

-- name: lapse_list
{lapse_row p} WHERE p.year = $1 ORDER BY p.run DESC LIMIT 100;

-- name: lapse_get
{lapse_row p} WHERE p.year = $1 AND p.run = $2;

-- name: lapse_waiting
SELECT COUNT(*) FROM year_lapse WHERE year = $1 AND state IN ('proposed', 'approved');

-- name: lapse_next
SELECT COALESCE(MAX(run), 0) + 1 FROM year_lapse WHERE year = $1;

-- Requests to carry that are not decided, or not posted.
-- name: lapse_carry_open
SELECT COUNT(*) FROM carry WHERE year = $1 AND state IN ('draft', 'submitted', 'sent', 'listed', 'approved');

-- name: lapse_insert
INSERT INTO year_lapse (year, run, state, lines, total_satang, sha256, note, made_by, made_at_ms)
VALUES ($1, $2, 'proposed', $3, $4, $5, $6, $7, $8);

-- name: lapse_approve
UPDATE year_lapse SET state = 'approved', doc_no = $3, approved_by = $4, approved_ms = $5, version = version + 1
WHERE id = $1 AND version = $2 AND state = 'proposed';

-- name: lapse_drop
UPDATE year_lapse SET state = 'dropped', note = $3, version = version + 1
WHERE id = $1 AND version = $2 AND state IN ('proposed', 'approved');

-- name: lapse_done
UPDATE year_lapse SET state = 'posted', posted_by = $3, posted_ms = $4, posted_on = $5, version = version + 1
WHERE id = $1 AND version = $2 AND state = 'approved';

-- ---- closing ----

-- name: year_closing_find
SELECT year, lines, reason, by_user, at_ms FROM year_closing WHERE year = $1;

-- name: year_closing_insert
INSERT INTO year_closing (year, lines, reason, by_user, at_ms)
SELECT $1, COUNT(*), $2, $3, $4 FROM line l JOIN balance b ON b.line_id = l.id WHERE l.year = $1;

-- As it is now, by agency and type.
-- part: year_given(b)
b.unallotted_satang + b.allotted_satang + b.reserved_satang + b.obligated_satang + b.disbursed_satang + b.carried_a_satang
  + b.carried_b_satang + b.lapsed_satang

-- part: year_type_joins(l)
JOIN class_node i ON i.id = l.item_id
LEFT JOIN class_node i1 ON i1.id = i.parent_id
LEFT JOIN class_node i2 ON i2.id = i1.parent_id
LEFT JOIN class_node i3 ON i3.id = i2.parent_id
LEFT JOIN class_node t ON t.id = CASE WHEN i.level = 'type' THEN i.id WHEN i1.level = 'type' THEN i1.id
                                      WHEN i2.level = 'type' THEN i2.id ELSE i3.id END

-- name: year_closing_parts_insert
INSERT INTO year_closing_part (year, agency_id, type_code, lines, given_satang, disbursed_satang, carried_a_satang,
                               carried_b_satang, lapsed_satang, open_satang)
SELECT CAST($1 AS BIGINT), l.agency_id, COALESCE(t.code, ''), COUNT(*), CAST(SUM({year_given b}) AS BIGINT),
       CAST(SUM(b.disbursed_satang) AS BIGINT), CAST(SUM(b.carried_a_satang) AS BIGINT), CAST(SUM(b.carried_b_satang) AS BIGINT),
       CAST(SUM(b.lapsed_satang) AS BIGINT),
       CAST(SUM(b.unallotted_satang + b.allotted_satang + b.reserved_satang + b.obligated_satang) AS BIGINT)
FROM line l JOIN balance b ON b.line_id = l.id {year_type_joins l}
WHERE l.year = $1 GROUP BY l.agency_id, COALESCE(t.code, '');

-- name: year_closing_parts
SELECT g.code AS agency_code, g.name_th AS agency_name, p.type_code, p.lines, p.given_satang, p.disbursed_satang,
       p.carried_a_satang, p.carried_b_satang, p.lapsed_satang, p.open_satang
FROM year_closing_part p JOIN agency g ON g.id = p.agency_id WHERE p.year = $1
ORDER BY g.print_order, g.id, p.type_code LIMIT 2000;

-- name: year_parts_now
SELECT g.code AS agency_code, g.name_th AS agency_name, COALESCE(t.code, '') AS type_code, COUNT(*) AS lines,
       CAST(SUM({year_given b}) AS BIGINT) AS given_satang, CAST(SUM(b.disbursed_satang) AS BIGINT) AS disbursed_satang,
       CAST(SUM(b.carried_a_satang) AS BIGINT) AS carried_a_satang, CAST(SUM(b.carried_b_satang) AS BIGINT) AS carried_b_satang,
       CAST(SUM(b.lapsed_satang) AS BIGINT) AS lapsed_satang,
       CAST(SUM(b.unallotted_satang + b.allotted_satang + b.reserved_satang + b.obligated_satang) AS BIGINT) AS open_satang
FROM line l JOIN balance b ON b.line_id = l.id JOIN agency g ON g.id = l.agency_id {year_type_joins l}
WHERE l.year = $1 GROUP BY g.code, g.name_th, g.print_order, g.id, COALESCE(t.code, '')
ORDER BY g.print_order, g.id, 3 LIMIT 2000;
