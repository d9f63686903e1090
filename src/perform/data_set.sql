-- data_set.sql: the register of data sets, paper forms, and what the five steps count.

-- part: data_set_lacks(s)
COALESCE((SELECT x.lacks FROM data_set_lint x WHERE x.data_set_id = s.id ORDER BY x.id DESC LIMIT 1), 1)

-- The newest run up to a day and from a day on: 1 = every check passed, 0 = not, NULL = none.
-- part: data_set_sound(s, upto, since)
(SELECT MIN(c.passed) FROM data_set_check c
 WHERE c.data_set_id = s.id AND c.run = (SELECT MAX(d.run) FROM data_set_check d
                                         WHERE d.data_set_id = s.id AND d.on_date <= upto AND d.on_date >= since))

-- part: data_set_columns(s, g)
s.id, s.agency_id, COALESCE(g.division, 0) AS division, s.version, s.code, s.title, g.code AS agency_code,
       g.name_th AS agency_name, s.unit, s.data_type, s.contact, s.email, s.keywords, s.description, s.purpose,
       s.cycle_unit, s.cycle_count, s.place, s.source, s.format, s.category, s.licence, s.access, s.own_rows,
       CASE WHEN s.withdrawn_on IS NOT NULL THEN 'withdrawn' WHEN s.approved_on IS NOT NULL THEN 'approved' ELSE 'drafted' END AS state, COALESCE((SELECT x.lacks FROM data_set_lint x WHERE x.data_set_id = s.id ORDER BY x.id DESC LIMIT 1), 1) AS lacks,
       (SELECT COUNT(*) FROM data_set_field f WHERE f.data_set_id = s.id) AS fields,
       (SELECT COUNT(*) FROM data_set_field f WHERE f.data_set_id = s.id AND f.personal = 'yes') AS personal,
       s.made_on, s.approved_on, s.withdrawn_on, s.last_update, s.next_due,
       COALESCE((SELECT MIN(c.passed) FROM data_set_check c
                 WHERE c.data_set_id = s.id AND c.run = (SELECT MAX(d.run) FROM data_set_check d WHERE d.data_set_id = s.id)), -1) AS sound,
       (SELECT MAX(c.on_date) FROM data_set_check c WHERE c.data_set_id = s.id) AS checked_on,
       s.made_by, s.approved_by

-- $1 agency or 0, $2 what to show, $3 after this id, $4 the day.
-- name: data_set_list
SELECT {data_set_columns s g}
FROM data_set s JOIN agency g ON g.id = s.agency_id
WHERE s.id > $3 AND (CAST($1 AS BIGINT) = 0 OR s.agency_id = $1)
  AND CASE CAST($2 AS TEXT)
      WHEN 'all' THEN 1
      WHEN 'withdrawn' THEN CASE WHEN s.withdrawn_on IS NOT NULL THEN 1 ELSE 0 END
      ELSE CASE WHEN s.withdrawn_on IS NULL THEN 1 ELSE 0 END END = 1
  AND (CAST($2 AS TEXT) <> 'late' OR s.next_due < $4)
  AND (CAST($2 AS TEXT) <> 'drafted' OR s.approved_on IS NULL)
  AND (CAST($2 AS TEXT) <> 'lacking' OR {data_set_lacks s} > 0)
  AND (CAST($2 AS TEXT) <> 'faulty' OR COALESCE({data_set_sound s 99999999 0}, 0) = 0)
ORDER BY s.id LIMIT 101;

-- name: data_set_get
SELECT {data_set_columns s g}
FROM data_set s JOIN agency g ON g.id = s.agency_id WHERE s.code = $1;

-- name: data_set_counts
SELECT COUNT(*) AS sets, COALESCE(SUM(CASE WHEN s.approved_on IS NOT NULL THEN 1 ELSE 0 END), 0) AS approved,
       COALESCE(SUM(CASE WHEN s.next_due < $2 THEN 1 ELSE 0 END), 0) AS late,
       COALESCE(SUM(CASE WHEN {data_set_lacks s} > 0 THEN 1 ELSE 0 END), 0) AS lacking,
       COALESCE(SUM(CASE WHEN {data_set_sound s 99999999 0} = 0 THEN 1 ELSE 0 END), 0) AS faulty
FROM data_set s WHERE s.withdrawn_on IS NULL AND (CAST($1 AS BIGINT) = 0 OR s.agency_id = $1);

-- name: data_set_fields
SELECT no, name, type, meaning, example, codes, personal, needed, is_key
FROM data_set_field WHERE data_set_id = $1 ORDER BY no;

-- name: data_set_updates
SELECT id, on_date, due, next_due, CASE WHEN due IS NOT NULL AND on_date > due THEN 1 ELSE 0 END AS late, records, note, by_user, at_ms
FROM data_set_update WHERE data_set_id = $1 ORDER BY id DESC LIMIT 200;

-- name: data_set_checks
SELECT id, run, on_date, kind, checked, faults, passed, example, by_user, at_ms
FROM data_set_check WHERE data_set_id = $1 ORDER BY id DESC LIMIT 200;

-- ---- the five steps: $1 the day, $2 the first day of the fiscal year ----

-- name: data_set_step_counts
SELECT x.agency_id, CAST(SUM(x.forms) AS BIGINT) AS forms, CAST(SUM(x.decided) AS BIGINT) AS decided,
       CAST(SUM(x.sets) AS BIGINT) AS sets, CAST(SUM(x.approved) AS BIGINT) AS approved,
       CAST(SUM(x.described) AS BIGINT) AS described, CAST(SUM(x.loaded) AS BIGINT) AS loaded,
       CAST(SUM(x.sound) AS BIGINT) AS sound
FROM (SELECT f.agency_id AS agency_id, 1 AS forms,
             CASE WHEN EXISTS (SELECT 1 FROM paper_form_decision d WHERE d.form_id = f.id AND d.on_date <= $1)
                  THEN 1 ELSE 0 END AS decided, 0 AS sets, 0 AS approved, 0 AS described, 0 AS loaded, 0 AS sound
      FROM paper_form f WHERE f.on_date <= $1
      UNION ALL
      SELECT s.agency_id, 0, 0, 1, CASE WHEN s.approved_on <= $1 THEN 1 ELSE 0 END,
             CASE WHEN s.approved_on <= $1
                       AND (SELECT l.lacks FROM data_set_lint l WHERE l.data_set_id = s.id AND l.on_date <= $1
                            ORDER BY l.id DESC LIMIT 1) = 0 THEN 1 ELSE 0 END,
             CASE WHEN s.approved_on <= $1
                       AND EXISTS (SELECT 1 FROM data_set_update u
                                   WHERE u.data_set_id = s.id AND u.on_date <= $1 AND u.on_date >= $2) THEN 1 ELSE 0 END,
             CASE WHEN s.approved_on <= $1 AND {data_set_sound s $1 $2} = 1
                       AND (SELECT u.next_due FROM data_set_update u WHERE u.data_set_id = s.id AND u.on_date <= $1
                            ORDER BY u.on_date DESC, u.id DESC LIMIT 1) >= $1 THEN 1 ELSE 0 END
      FROM data_set s WHERE s.made_on <= $1 AND (s.withdrawn_on IS NULL OR s.withdrawn_on > $1)) x
GROUP BY x.agency_id ORDER BY x.agency_id;

-- ---- writing ----

-- name: data_set_insert
INSERT INTO data_set (agency_id, code, title, unit, data_type, contact, email, keywords, description, purpose, cycle_unit,
                      cycle_count, place, source, format, category, licence, access, made_on, made_by, made_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21) RETURNING id;

-- name: data_set_update_row
UPDATE data_set SET title = $3, unit = $4, data_type = $5, contact = $6, email = $7, keywords = $8, description = $9,
       purpose = $10, cycle_unit = $11, cycle_count = $12, place = $13, source = $14, format = $15, category = $16,
       licence = $17, access = $18, version = version + 1
WHERE id = $1 AND version = $2;

-- name: data_set_touch
UPDATE data_set SET own_rows = $3, version = version + 1 WHERE id = $1 AND version = $2;

-- name: data_set_approved
UPDATE data_set SET approved_on = $3, approved_by = $4, version = version + 1 WHERE id = $1 AND version = $2;

-- name: data_set_withdrawn
UPDATE data_set SET withdrawn_on = $3, next_due = NULL, version = version + 1 WHERE id = $1 AND version = $2;

-- name: data_set_updated
UPDATE data_set SET last_update = $3, next_due = $4, version = version + 1 WHERE id = $1 AND version = $2;

-- name: data_set_update_insert
INSERT INTO data_set_update (data_set_id, on_date, due, next_due, records, note, by_user, capacity, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: data_set_field_delete
DELETE FROM data_set_field WHERE data_set_id = $1;

-- name: data_set_field_insert
INSERT INTO data_set_field (data_set_id, no, name, type, meaning, example, codes, personal, needed, is_key)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- Only when the number of what is missing changed.
-- name: data_set_lint_insert
INSERT INTO data_set_lint (data_set_id, lacks, on_date, by_user, at_ms)
SELECT $1, $2, $3, $4, $5 WHERE COALESCE((SELECT x.lacks FROM data_set_lint x WHERE x.data_set_id = $1 ORDER BY x.id DESC LIMIT 1), -1) <> $2;

-- name: data_set_run_next
SELECT COALESCE(MAX(run), 0) + 1 FROM data_set_check WHERE data_set_id = $1;

-- name: data_set_check_insert
INSERT INTO data_set_check (data_set_id, run, kind, on_date, checked, faults, passed, example, by_user, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- Data sets that are due within days or late: $1 from, $2 until.
-- name: data_set_near
SELECT s.code, s.agency_id, s.next_due AS due FROM data_set s
WHERE s.next_due >= $1 AND s.next_due <= $2 AND s.withdrawn_on IS NULL ORDER BY s.next_due, s.id LIMIT 5000;

-- ---- paper forms ----

-- part: paper_form_columns(f, g, d, i, s)
f.id, f.agency_id, COALESCE(g.division, 0) AS division, f.version, f.decisions, f.code, f.number, f.name,
       g.code AS agency_code, g.name_th AS agency_name, f.used_for, f.copies, f.used_by,
       COALESCE(d.decision, 'undecided') AS decision, COALESCE(i.code, '') AS into_code,
       COALESCE(s.code, '') AS data_set_code, COALESCE(d.page, '') AS page, COALESCE(d.reason, '') AS reason,
       COALESCE(d.by_user, '') AS decided_by, f.on_date, d.on_date AS decided_on, f.made_by

-- part: paper_form_from(f, g, d, i, s)
paper_form f JOIN agency g ON g.id = f.agency_id
LEFT JOIN paper_form_decision d ON d.form_id = f.id AND d.no = f.decisions
LEFT JOIN paper_form i ON i.id = d.into_id
LEFT JOIN data_set s ON s.id = d.data_set_id

-- name: paper_form_list
SELECT {paper_form_columns f g d i s}
FROM {paper_form_from f g d i s}
WHERE f.id > $3 AND (CAST($1 AS BIGINT) = 0 OR f.agency_id = $1)
  AND (CAST($2 AS TEXT) IN ('', 'all') OR COALESCE(d.decision, 'undecided') = $2)
ORDER BY f.id LIMIT 101;

-- name: paper_form_get
SELECT {paper_form_columns f g d i s}
FROM {paper_form_from f g d i s}
WHERE f.code = $1;

-- name: paper_form_counts
SELECT COUNT(*) AS forms, COALESCE(SUM(CASE WHEN d.decision IS NULL THEN 1 ELSE 0 END), 0) AS undecided,
       COALESCE(SUM(CASE WHEN d.decision = 'kept' THEN 1 ELSE 0 END), 0) AS kept,
       COALESCE(SUM(CASE WHEN d.decision = 'merged' THEN 1 ELSE 0 END), 0) AS merged,
       COALESCE(SUM(CASE WHEN d.decision = 'replaced' THEN 1 ELSE 0 END), 0) AS replaced,
       CAST(COALESCE(SUM(f.copies), 0) AS BIGINT) AS copies,
       CAST(COALESCE(SUM(CASE WHEN d.decision IN ('merged', 'replaced') THEN f.copies ELSE 0 END), 0) AS BIGINT) AS copies_gone
FROM paper_form f LEFT JOIN paper_form_decision d ON d.form_id = f.id AND d.no = f.decisions
WHERE (CAST($1 AS BIGINT) = 0 OR f.agency_id = $1);

-- name: paper_form_decisions
SELECT d.no, d.decision, COALESCE(i.code, '') AS into_code, COALESCE(s.code, '') AS data_set_code, d.page, d.reason,
       d.on_date, d.by_user, d.capacity, d.at_ms
FROM paper_form_decision d LEFT JOIN paper_form i ON i.id = d.into_id LEFT JOIN data_set s ON s.id = d.data_set_id
WHERE d.form_id = $1 ORDER BY d.no DESC LIMIT 200;

-- name: paper_form_insert
INSERT INTO paper_form (agency_id, code, number, name, used_for, copies, used_by, on_date, made_by, made_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id;

-- name: paper_form_update
UPDATE paper_form SET number = $3, name = $4, used_for = $5, copies = $6, used_by = $7, version = version + 1
WHERE id = $1 AND version = $2;

-- name: paper_form_decided
UPDATE paper_form SET decisions = decisions + 1, version = version + 1 WHERE id = $1 AND version = $2;

-- name: paper_form_decision_insert
INSERT INTO paper_form_decision (form_id, no, decision, into_id, data_set_id, page, reason, on_date, by_user, capacity, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- A form and into which one it is merged now; id 0 = it is not merged.
-- name: paper_form_goes
SELECT COALESCE(d.into_id, 0) AS id, f.code
FROM paper_form f LEFT JOIN paper_form_decision d ON d.form_id = f.id AND d.no = f.decisions AND d.decision = 'merged'
WHERE f.id = $1;
