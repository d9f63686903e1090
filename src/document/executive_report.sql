-- executive_report.sql: reports to the executive and their frozen figures.

-- part: executive_columns(r)
r.id, r.code, r.year, r.kind, r.period, r.number, r.as_of, r.entry_seq, r.decision, r.state, r.sha, r.made_by,
r.made_ms, r.reviewed_by, r.reviewed_ms, r.signed_by, r.signed_at_ms, r.capacity, r.version

-- name: executive_list
SELECT {executive_columns r} FROM executive_report r WHERE r.year = $1 ORDER BY r.id DESC LIMIT 100;

-- name: executive_get
SELECT {executive_columns r} FROM executive_report r WHERE r.code = $1;

-- name: executive_next
SELECT COALESCE((SELECT MAX(number) FROM executive_report WHERE year = $1 AND kind = $2 AND period = $3), 0) + 1;

-- name: executive_add
INSERT INTO executive_report (code, year, kind, period, number, as_of, entry_seq, decision, state, sha, made_by, made_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'draft', $9, $10, $11) RETURNING id;

-- name: executive_row_add
INSERT INTO executive_report_row (report_id, dim, sort, code, name, approved_satang, current_satang, allotted_satang,
                                  obligated_satang, disbursed_satang, planned_satang)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: executive_rows
SELECT dim, code, name, approved_satang, current_satang, allotted_satang, obligated_satang, disbursed_satang, planned_satang
FROM executive_report_row WHERE report_id = $1
ORDER BY CASE dim WHEN 'total' THEN 0 WHEN 'agency' THEN 1 WHEN 'type' THEN 2 ELSE 3 END, sort;

-- name: executive_review
UPDATE executive_report SET state = 'reviewed', reviewed_by = $3, reviewed_ms = $4, version = version + 1
WHERE code = $1 AND version = $2 AND state = 'draft';

-- name: executive_sign
UPDATE executive_report SET state = 'signed', signed_by = $3, signed_at_ms = $4, capacity = $5, version = version + 1
WHERE code = $1 AND version = $2 AND state = 'reviewed';

-- name: executive_drop
UPDATE executive_report SET state = 'dropped', version = version + 1
WHERE code = $1 AND version = $2 AND state IN ('draft', 'reviewed');
