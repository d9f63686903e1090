-- warrant.sql: payment warrants and refunds (warrant.h).

-- part: warrant_columns(w, g)
w.id, w.year, w.agency_id, g.division, COALESCE(w.contract_id, 0) AS contract_id, COALESCE(w.refund_of, 0) AS refund_of_id, w.code,
w.number, w.kind, w.state, g.code AS agency_code, g.name_th AS agency_name, w.on_date, w.title, w.payee, w.tax_id,
COALESCE((SELECT c.code FROM contract c WHERE c.id = w.contract_id), '') AS contract_code, w.ref, w.control_no, w.change_number,
w.accepted_on, w.gross_satang, w.advance_less_satang, w.retention_less_satang, w.adjust_satang, w.k_value, w.charge_satang,
w.penalty_satang, w.penalty_days, w.tax_satang, w.net_satang, w.loan_no, w.loan_satang,
COALESCE((SELECT o.code FROM warrant o WHERE o.id = w.refund_of), '') AS refund_of, w.receipt_no, w.receipt_on, w.reason, w.made_by,
w.made_at_ms, w.approved_by, w.paid_by, w.paid_on, w.desk_since_ms, w.version

-- $3 contract, $4 state, $5 kind, $6 words, $7 before, $8 most.
-- name: warrant_list
SELECT {warrant_columns w g} FROM warrant w JOIN agency g ON g.id = w.agency_id
WHERE w.year = $1 AND (CAST($2 AS BIGINT) = 0 OR w.agency_id = $2) AND (CAST($3 AS BIGINT) = 0 OR w.contract_id = $3)
  AND (CAST($4 AS TEXT) = '' OR w.state = $4) AND (CAST($5 AS TEXT) = '' OR w.kind = $5)
  AND (CAST($6 AS TEXT) = '' OR w.number LIKE $6 OR w.code LIKE $6 OR w.payee LIKE $6 OR w.ref LIKE $6 OR w.title LIKE $6)
  AND (CAST($7 AS BIGINT) = 0 OR w.id < $7)
ORDER BY w.id DESC LIMIT $8;

-- name: warrant_of_contract
SELECT {warrant_columns w g} FROM warrant w JOIN agency g ON g.id = w.agency_id
WHERE w.contract_id = $1 ORDER BY w.id DESC LIMIT 500;

-- name: warrant_get
SELECT {warrant_columns w g} FROM warrant w JOIN agency g ON g.id = w.agency_id WHERE w.code = $1;

-- name: warrant_count
SELECT CAST(COALESCE(SUM(CASE WHEN w.state IN ('draft', 'returned') THEN 1 ELSE 0 END), 0) AS BIGINT) AS drafts,
       CAST(COALESCE(SUM(CASE WHEN w.state = 'sent' THEN 1 ELSE 0 END), 0) AS BIGINT) AS sent,
       CAST(COALESCE(SUM(CASE WHEN w.state = 'approved' THEN 1 ELSE 0 END), 0) AS BIGINT) AS approved,
       CAST(COALESCE(SUM(CASE WHEN w.state = 'paid' THEN 1 ELSE 0 END), 0) AS BIGINT) AS paid,
       CAST(COALESCE(SUM(CASE WHEN w.state = 'sent' THEN w.charge_satang END), 0) AS BIGINT) AS sent_sum_satang,
       CAST(COALESCE(SUM(CASE WHEN w.state = 'approved' THEN w.charge_satang END), 0) AS BIGINT) AS approved_sum_satang,
       CAST(COALESCE(SUM(CASE WHEN w.state = 'paid' AND w.kind <> 'refund' THEN w.charge_satang
                              WHEN w.state = 'paid' THEN -w.charge_satang END), 0) AS BIGINT) AS paid_sum_satang
FROM warrant w WHERE w.year = $1 AND (CAST($2 AS BIGINT) = 0 OR w.agency_id = $2);

-- name: warrant_parts
SELECT l.code AS line_code, l.name AS line_name, l.id AS line_id, p.amount_satang,
       CASE WHEN CAST($2 AS TEXT) = '' THEN COALESCE(b.allotted_satang, 0) ELSE COALESCE(h.obligated_satang, 0) END AS left_satang
FROM warrant_part p JOIN line l ON l.id = p.line_id LEFT JOIN balance b ON b.line_id = l.id
LEFT JOIN holding h ON h.line_id = l.id AND h.ref = $2
WHERE p.warrant_id = $1 ORDER BY l.code;

-- name: warrant_instalments
SELECT i.number, i.amount_satang FROM warrant_instalment i WHERE i.warrant_id = $1 ORDER BY i.number;

-- Days at the desk that it left: since the event before.
-- name: warrant_events
SELECT v.event, v.from_state, v.to_state, v.by_user, v.reason, v.at_ms,
       CAST((v.at_ms - COALESCE((SELECT x.at_ms FROM warrant_event x WHERE x.warrant_id = v.warrant_id AND x.id < v.id ORDER BY x.id DESC LIMIT 1),
                                v.at_ms)) / 86400000 AS BIGINT) AS days
FROM warrant_event v WHERE v.warrant_id = $1 ORDER BY v.id DESC;

-- What a contract's warrants took and gave, but those refused and $2 itself.
-- name: warrant_sums
SELECT CAST(COALESCE(SUM(CASE WHEN w.kind = 'advance' THEN w.gross_satang END), 0) AS BIGINT) AS advance_paid_satang,
       CAST(COALESCE(SUM(w.advance_less_satang), 0) AS BIGINT) AS advance_back_satang,
       CAST(COALESCE(SUM(w.retention_less_satang), 0) AS BIGINT) AS retained_satang,
       CAST(COALESCE(SUM(CASE WHEN w.kind = 'retention' THEN w.gross_satang END), 0) AS BIGINT) AS released_satang,
       CAST(COALESCE(SUM(CASE WHEN w.state = 'paid' THEN w.penalty_satang END), 0) AS BIGINT) AS penalty_satang,
       CAST(COALESCE(SUM(CASE WHEN w.state = 'paid' AND w.kind <> 'refund' THEN w.charge_satang
                              WHEN w.state = 'paid' THEN -w.charge_satang END), 0) AS BIGINT) AS paid_satang
FROM warrant w WHERE w.contract_id = $1 AND w.id <> $2 AND w.state <> 'refused';

-- What was claimed of an instalment by other warrants than $3.
-- name: warrant_claimed
SELECT CAST(COALESCE(SUM(i.amount_satang), 0) AS BIGINT) FROM warrant_instalment i JOIN warrant w ON w.id = i.warrant_id
WHERE i.contract_id = $1 AND i.number = $2 AND w.id <> $3 AND w.state <> 'refused';

-- What refunds of warrant $1 but $3 took of line $2.
-- name: warrant_refunded
SELECT CAST(COALESCE(SUM(p.amount_satang), 0) AS BIGINT) FROM warrant w JOIN warrant_part p ON p.warrant_id = w.id AND p.line_id = $2
WHERE w.refund_of = $1 AND w.id <> $3 AND w.state <> 'refused';

-- name: warrant_number
SELECT COALESCE((SELECT w.id FROM warrant w WHERE w.agency_id = $1 AND w.year = $2 AND w.number = $3), 0);

-- Steps of the other desks by this person.
-- name: warrant_did
SELECT COUNT(*) FROM warrant_event v WHERE v.warrant_id = $1 AND v.by_user = $2
  AND (v.event IN ('make', 'save', 'send') OR (CAST($3 AS BIGINT) = 1 AND v.event = 'approve'));

-- ---- writing ----

-- name: warrant_add
INSERT INTO warrant (code, year, agency_id, number, kind, state, on_date, title, payee, tax_id, contract_id, change_number, ref, control_no,
                     accepted_on, gross_satang, advance_less_satang, retention_less_satang, adjust_satang, k_value, charge_satang,
                     penalty_satang, penalty_days, tax_satang, net_satang, loan_no, loan_satang, refund_of, receipt_no, receipt_on,
                     reason, made_by, made_at_ms, desk_since_ms)
VALUES ($1, $2, $3, $4, $5, 'draft', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25,
        $26, $27, $28, $29, $30, $31, $32, $32) RETURNING id;

-- name: warrant_set
UPDATE warrant SET number = $3, state = 'draft', on_date = $4, title = $5, payee = $6, tax_id = $7, control_no = $8, accepted_on = $9,
       gross_satang = $10, advance_less_satang = $11, retention_less_satang = $12, adjust_satang = $13, k_value = $14,
       charge_satang = $15, penalty_satang = $16, penalty_days = $17, tax_satang = $18, net_satang = $19, loan_no = $20,
       loan_satang = $21, receipt_no = $22, receipt_on = $23, reason = $24, made_by = $25, version = version + 1
WHERE id = $1 AND version = $2 AND state IN ('draft', 'returned');

-- name: warrant_state
UPDATE warrant SET state = $3, approved_by = $4, paid_by = $5, paid_on = $6, desk_since_ms = $7, version = version + 1
WHERE id = $1 AND version = $2;

-- name: warrant_parts_clear
DELETE FROM warrant_part WHERE warrant_id = (SELECT w.id FROM warrant w WHERE w.id = $1 AND w.state = 'draft');
-- name: warrant_instalments_clear
DELETE FROM warrant_instalment WHERE warrant_id = (SELECT w.id FROM warrant w WHERE w.id = $1 AND w.state = 'draft');
-- name: warrant_part_add
INSERT INTO warrant_part (warrant_id, line_id, amount_satang) VALUES ($1, $2, $3);
-- name: warrant_instalment_add
INSERT INTO warrant_instalment (warrant_id, contract_id, number, amount_satang) VALUES ($1, $2, $3, $4);
-- name: warrant_event_add
INSERT INTO warrant_event (warrant_id, event, from_state, to_state, by_user, at_ms, reason) VALUES ($1, $2, $3, $4, $5, $6, $7);
