-- contract.sql: contracts, their changes and instalments, and what their references hold (contract.h).

-- d: today.
-- part: contract_columns(c, g, d)
c.id, c.year, c.agency_id, g.division, c.code, c.ref, g.code AS agency_code, g.name_th AS agency_name, c.kind,
c.title, c.vendor, c.tax_id, c.egp_no, c.signed_on, c.ends_on, c.next_due, c.total_satang,
CAST(COALESCE((SELECT SUM(h.obligated_satang) FROM contract_part p JOIN holding h ON h.line_id = p.line_id AND h.ref = c.ref
               WHERE p.change_id = c.current_id), 0) AS BIGINT) AS obligated_satang,
CAST(COALESCE((SELECT SUM(h.disbursed_satang) FROM contract_part p JOIN holding h ON h.line_id = p.line_id AND h.ref = c.ref
               WHERE p.change_id = c.current_id), 0) AS BIGINT) AS paid_satang,
c.state, COALESCE((SELECT x.state FROM contract_change x WHERE x.id = c.open_id), '') AS change_state,
COALESCE(c.open_id, 0) AS open_id, COALESCE(c.current_id, 0) AS current_id,
CASE WHEN c.state = 'active' AND c.next_due < CAST(d AS BIGINT) THEN 1 ELSE 0 END AS late,
CASE WHEN c.state = 'active' AND c.ends_on < CAST(d AS BIGINT) THEN 1 ELSE 0 END AS over, c.made_by, c.version

-- $3 state, $4 care, $5 words (%...%), $6 before, $7 today, $8 most.
-- name: contract_list
SELECT {contract_columns c g $7}
FROM contract c JOIN agency g ON g.id = c.agency_id
WHERE c.year = $1 AND (CAST($2 AS BIGINT) = 0 OR c.agency_id = $2) AND (CAST($3 AS TEXT) = '' OR c.state = $3)
  AND (CAST($4 AS TEXT) = ''
       OR (CAST($4 AS TEXT) = 'late' AND c.state = 'active' AND c.next_due < CAST($7 AS BIGINT))
       OR (CAST($4 AS TEXT) = 'over' AND c.state = 'active' AND c.ends_on < CAST($7 AS BIGINT))
       OR (CAST($4 AS TEXT) = 'waiting' AND EXISTS (SELECT 1 FROM contract_change x WHERE x.id = c.open_id AND x.state = 'sent')))
  AND (CAST($5 AS TEXT) = '' OR c.ref LIKE $5 OR c.title LIKE $5 OR c.vendor LIKE $5 OR c.code LIKE $5)
  AND (CAST($6 AS BIGINT) = 0 OR c.id < $6)
ORDER BY c.id DESC LIMIT $8;

-- name: contract_count
SELECT COUNT(*) AS n,
       CAST(COALESCE(SUM(CASE WHEN c.state = 'active' AND c.next_due < CAST($3 AS BIGINT) THEN 1 ELSE 0 END), 0) AS BIGINT) AS late,
       CAST(COALESCE(SUM(CASE WHEN c.state = 'active' AND c.ends_on < CAST($3 AS BIGINT) THEN 1 ELSE 0 END), 0) AS BIGINT) AS over,
       CAST(COALESCE(SUM(CASE WHEN c.open_id IS NOT NULL AND EXISTS (SELECT 1 FROM contract_change x WHERE x.id = c.open_id AND x.state = 'sent')
                              THEN 1 ELSE 0 END), 0) AS BIGINT) AS waiting,
       CAST(COALESCE(SUM(CASE WHEN c.state IN ('active', 'done', 'terminated') THEN c.total_satang END), 0) AS BIGINT) AS total_satang
FROM contract c WHERE c.year = $1 AND (CAST($2 AS BIGINT) = 0 OR c.agency_id = $2);

-- name: contract_get
SELECT {contract_columns c g $2} FROM contract c JOIN agency g ON g.id = c.agency_id WHERE c.code = $1;

-- name: contract_by_ref
SELECT {contract_columns c g $3} FROM contract c JOIN agency g ON g.id = c.agency_id WHERE c.agency_id = $1 AND c.ref = $2;

-- part: change_columns(x)
x.id, x.number, x.change_kind, x.state, x.on_date, x.doc_no, x.reason, x.days, x.kind, x.title, x.vendor, x.tax_id, x.egp_no,
x.signed_on, x.starts_on, x.ends_on, x.total_satang, x.advance_satang, x.advance_bp AS advance_rate, x.retention_bp AS retention_rate,
x.penalty_day_satang, x.k_formula, x.made_by, x.made_at_ms, x.sent_by, x.sent_at_ms, x.decided_by, x.decided_at_ms, x.decided_why,
x.version

-- name: contract_change_get
SELECT {change_columns x} FROM contract_change x WHERE x.id = $1;

-- name: contract_changes
SELECT {change_columns x} FROM contract_change x WHERE x.contract_id = $1 ORDER BY x.number;

-- name: contract_parts
SELECT l.code AS line_code, l.name AS line_name, l.id AS line_id, l.year AS line_year, p.amount_satang,
       COALESCE(h.obligated_satang, 0) AS obligated_satang, COALESCE(h.disbursed_satang, 0) AS paid_satang,
       COALESCE(b.allotted_satang, 0) AS free_satang
FROM contract_part p JOIN line l ON l.id = p.line_id LEFT JOIN holding h ON h.line_id = p.line_id AND h.ref = $2
LEFT JOIN balance b ON b.line_id = p.line_id
WHERE p.change_id = $1 ORDER BY l.code;

-- name: contract_years
SELECT y.year, y.amount_satang FROM contract_year y WHERE y.change_id = $1 ORDER BY y.year;

-- $3 today.
-- name: contract_instalments
SELECT i.number, i.due_on, i.amount_satang, i.delivers, a.accepted_on, COALESCE(a.doc_no, '') AS accept_no,
       CAST(COALESCE((SELECT SUM(w.amount_satang) FROM warrant_instalment w JOIN warrant v ON v.id = w.warrant_id
                      WHERE w.contract_id = $1 AND w.number = i.number AND v.state <> 'refused'), 0) AS BIGINT) AS claimed_satang,
       CAST(COALESCE((SELECT SUM(w.amount_satang) FROM warrant_instalment w JOIN warrant v ON v.id = w.warrant_id
                      WHERE w.contract_id = $1 AND w.number = i.number AND v.state = 'paid'), 0) AS BIGINT) AS paid_satang,
       CASE WHEN a.accepted_on IS NULL AND i.due_on < CAST($3 AS BIGINT) THEN 1 ELSE 0 END AS late
FROM contract_instalment i LEFT JOIN contract_accept a ON a.contract_id = $1 AND a.number = i.number
WHERE i.change_id = $2 ORDER BY i.number;

-- name: contract_events
SELECT v.number, v.event, v.to_state, v.by_user, v.reason, v.at_ms FROM contract_event v WHERE v.contract_id = $1 ORDER BY v.id DESC;

-- ---- references without particulars ----

-- part: bare_from(l, h, g)
line l JOIN agency g ON g.id = l.agency_id JOIN holding h ON h.line_id = l.id
WHERE h.ref <> '' AND h.obligated_satang + h.disbursed_satang > 0
  AND NOT EXISTS (SELECT 1 FROM contract c WHERE c.agency_id = l.agency_id AND c.ref = h.ref)

-- $3 after the line of this id.
-- name: contract_bare_list
SELECT h.ref, g.code AS agency_code, g.name_th AS agency_name, l.code AS line_code, l.id AS line_id, l.agency_id,
       h.obligated_satang, h.disbursed_satang
FROM {bare_from l h g} AND l.year = $1 AND (CAST($2 AS BIGINT) = 0 OR l.agency_id = $2) AND l.id > $3
ORDER BY l.id, h.ref LIMIT 200;

-- name: contract_bare_count
SELECT COUNT(*) FROM {bare_from l h g} AND l.year = $1 AND (CAST($2 AS BIGINT) = 0 OR l.agency_id = $2);

-- name: contract_bare_parts
SELECT l.code AS line_code, l.name AS line_name, l.id AS line_id, l.year AS line_year,
       h.obligated_satang + h.disbursed_satang AS amount_satang, h.obligated_satang, h.disbursed_satang AS paid_satang,
       COALESCE(b.allotted_satang, 0) AS free_satang
FROM line l JOIN holding h ON h.line_id = l.id AND h.ref = $3 LEFT JOIN balance b ON b.line_id = l.id
WHERE l.agency_id = $2 AND l.year = $1 AND h.obligated_satang + h.disbursed_satang > 0 ORDER BY l.code;

-- ---- writing ----

-- name: contract_add
INSERT INTO contract (code, year, agency_id, ref, state, kind, title, vendor, tax_id, egp_no, signed_on, ends_on, total_satang,
                      made_by, made_at_ms)
VALUES ($1, $2, $3, $4, 'draft', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id;

-- name: contract_change_add
INSERT INTO contract_change (contract_id, number, change_kind, state, on_date, doc_no, reason, days, kind, title, vendor, tax_id,
                             egp_no, signed_on, starts_on, ends_on, total_satang, advance_satang, advance_bp, retention_bp,
                             penalty_day_satang, k_formula, made_by, made_at_ms)
VALUES ($1, $2, $3, 'draft', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)
RETURNING id;

-- name: contract_change_set
UPDATE contract_change SET change_kind = $3, state = 'draft', on_date = $4, doc_no = $5, reason = $6, days = $7, kind = $8, title = $9,
       vendor = $10, tax_id = $11, egp_no = $12, signed_on = $13, starts_on = $14, ends_on = $15, total_satang = $16,
       advance_satang = $17, advance_bp = $18, retention_bp = $19, penalty_day_satang = $20, k_formula = $21, made_by = $22,
       version = version + 1
WHERE id = $1 AND version = $2 AND state IN ('draft', 'returned');

-- The text of a draft goes before it is written again; what was approved never does.
-- name: contract_parts_clear
DELETE FROM contract_part WHERE change_id = (SELECT x.id FROM contract_change x WHERE x.id = $1 AND x.state = 'draft');
-- name: contract_years_clear
DELETE FROM contract_year WHERE change_id = (SELECT x.id FROM contract_change x WHERE x.id = $1 AND x.state = 'draft');
-- name: contract_instalments_clear
DELETE FROM contract_instalment WHERE change_id = (SELECT x.id FROM contract_change x WHERE x.id = $1 AND x.state = 'draft');
-- name: contract_part_add
INSERT INTO contract_part (change_id, line_id, amount_satang) VALUES ($1, $2, $3);
-- name: contract_year_add
INSERT INTO contract_year (change_id, year, amount_satang) VALUES ($1, $2, $3);
-- name: contract_instalment_add
INSERT INTO contract_instalment (change_id, number, due_on, amount_satang, delivers) VALUES ($1, $2, $3, $4, $5);

-- The draft's words stand in the list while the contract itself is not in force.
-- name: contract_set_draft
UPDATE contract SET open_id = $3, state = $4, ref = $5, kind = $6, title = $7, vendor = $8, tax_id = $9, egp_no = $10, signed_on = $11,
       ends_on = $12, total_satang = $13, version = version + 1
WHERE id = $1 AND version = $2;

-- name: contract_set_open
UPDATE contract SET open_id = $3, state = $4, version = version + 1 WHERE id = $1 AND version = $2;

-- name: contract_set_current
UPDATE contract SET current_id = $3, open_id = NULL, state = $4, kind = $5, title = $6, vendor = $7, tax_id = $8, egp_no = $9,
       signed_on = $10, ends_on = $11, total_satang = $12, next_due = $13, version = version + 1
WHERE id = $1 AND version = $2;

-- name: contract_change_state
UPDATE contract_change SET state = $3, sent_by = $4, sent_at_ms = $5, decided_by = $6, decided_at_ms = $7, decided_why = $8,
       version = version + 1
WHERE id = $1 AND version = $2;

-- name: contract_set_due
UPDATE contract SET next_due = $3, state = $4, version = version + 1 WHERE id = $1 AND version = $2;

-- name: contract_set_committed
UPDATE contract SET committed_code = $3, version = version + 1 WHERE id = $1 AND version = $2;

-- name: contract_committed
SELECT committed_code AS code FROM contract WHERE id = $1;

-- name: contract_accept_add
INSERT INTO contract_accept (contract_id, number, accepted_on, doc_no, note, by_user, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- The first instalment that was not accepted; 0 when all were.
-- name: contract_next_due
SELECT COALESCE((SELECT i.due_on FROM contract_instalment i
                 WHERE i.change_id = $2 AND i.due_on IS NOT NULL
                   AND NOT EXISTS (SELECT 1 FROM contract_accept a WHERE a.contract_id = $1 AND a.number = i.number)
                 ORDER BY i.due_on, i.number LIMIT 1), 0);

-- name: contract_event_add
INSERT INTO contract_event (contract_id, number, event, to_state, by_user, at_ms, reason) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: contract_line
SELECT l.id AS line_id, l.year AS line_year, l.agency_id, l.name AS line_name FROM line l WHERE l.code = $1;

-- The expenditure type of the largest line of a change.
-- name: contract_type
WITH RECURSIVE up (id, parent_id, code, level) AS (
    SELECT n.id, n.parent_id, n.code, n.level FROM class_node n
    WHERE n.id = (SELECT l.item_id FROM contract_part p JOIN line l ON l.id = p.line_id WHERE p.change_id = $1
                  ORDER BY p.amount_satang DESC, p.line_id LIMIT 1)
    UNION ALL
    SELECT n.id, n.parent_id, n.code, n.level FROM class_node n JOIN up ON n.id = up.parent_id)
SELECT up.code FROM up WHERE up.level = 'type';
