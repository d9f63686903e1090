-- subsidy.sql: government subsidies and their calendar.

-- name: subsidy_count
SELECT COUNT(*) FROM subsidy WHERE year = $1;

-- name: subsidy_add
INSERT INTO subsidy (code, year, agency_id, fund_code, name, purpose, conditions, matching_bp, status, made_by, made_at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: subsidy_list
SELECT s.id, s.version, s.code, g.code AS agency_code, g.name_th AS agency_name, s.fund_code, s.name, s.purpose,
       s.conditions, s.matching_bp AS matching, s.requested_satang, s.approved_satang, s.received_satang, s.spent_satang,
       s.returned_satang, s.received_satang - s.spent_satang - s.returned_satang AS left_satang,
       CAST(0 AS BIGINT) AS matching_money_satang, s.reported, s.status, s.made_by
FROM subsidy s JOIN agency g ON g.id = s.agency_id WHERE s.year = $1 ORDER BY s.id LIMIT 1000;

-- name: subsidy_get
SELECT s.id, s.version, s.code, g.code AS agency_code, g.name_th AS agency_name, s.fund_code, s.name, s.purpose,
       s.conditions, s.matching_bp AS matching, s.requested_satang, s.approved_satang, s.received_satang, s.spent_satang,
       s.returned_satang, s.received_satang - s.spent_satang - s.returned_satang AS left_satang,
       CAST(0 AS BIGINT) AS matching_money_satang, s.reported, s.status, s.made_by
FROM subsidy s JOIN agency g ON g.id = s.agency_id WHERE s.code = $1;

-- name: subsidy_set
UPDATE subsidy SET requested_satang = $3, approved_satang = $4, received_satang = $5, spent_satang = $6,
  returned_satang = $7, reported = $8, version = version + 1
WHERE id = $1 AND version = $2;

-- name: subsidy_event_add
INSERT INTO subsidy_event (subsidy_id, seq, event, on_date, amount_satang, note, by_user, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: subsidy_events
SELECT s.code, v.event, v.on_date AS "on", v.amount_satang, v.note, v.by_user, v.at_ms
FROM subsidy_event v JOIN subsidy s ON s.id = v.subsidy_id WHERE s.year = $1 ORDER BY v.id DESC LIMIT 1000;

-- name: subsidy_steps
SELECT step, '' AS name, due, done, note, 0 AS late FROM subsidy_step WHERE year = $1 ORDER BY due, step;

-- name: subsidy_step_set
INSERT INTO subsidy_step (year, step, due, done, note) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (year, step) DO UPDATE SET due = excluded.due, done = excluded.done, note = excluded.note;
