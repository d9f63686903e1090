-- calendar.sql: the calendar of a year, extensions by name, late agencies and packages.

-- name: calendar_list
SELECT s.id, s.year, s.sort, s.version, s.step, s.name_th, s.name_en, s.from_date, s.to_date,
       x.from_date AS actual_from, x.to_date AS actual_to, s.deadline, s.responsible_th,
       s.responsible_en, s.source, s.begins, s.ends, COALESCE(x.source, '') AS actual_source
FROM calendar_step s
LEFT JOIN calendar_actual x
       ON x.id = (SELECT MAX(y.id) FROM calendar_actual y WHERE y.step_id = s.id)
WHERE s.year = $1 AND (CAST($2 AS TEXT) = '' OR s.step = $2)
ORDER BY s.sort, s.step LIMIT 200;

-- name: calendar_insert
INSERT INTO calendar_step (year, step, sort, name_th, name_en, responsible_th, responsible_en, source,
                           begins, ends, deadline, from_date, to_date)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
ON CONFLICT (year, step) DO NOTHING;

-- name: calendar_update
UPDATE calendar_step SET from_date = $3, to_date = $4, responsible_th = $5, source = $6,
       version = version + 1
WHERE id = $1 AND version = $2;

-- name: calendar_actual_insert
INSERT INTO calendar_actual (step_id, event, from_date, to_date, source, by_user, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- The day that holds for an agency: the plan's, or a later one that was allowed by name.
-- name: calendar_due
SELECT CAST(CASE WHEN COALESCE(t.until, 0) > t.to_date THEN t.until ELSE t.to_date END AS BIGINT) AS due
FROM (SELECT s.to_date,
             (SELECT MAX(x.until) FROM extension x
              WHERE x.year = s.year AND x.step = s.step AND x.agency_id = $3
                AND x.state = 'allowed') AS until
      FROM calendar_step s
      WHERE s.year = $1 AND s.step = $2 AND s.deadline = 1 AND s.to_date IS NOT NULL) t;

-- ---- extensions ----

-- part: extension_row(x)
x.id, x.year, x.agency_id, g.division, x.version, x.code, x.step, s.name_th AS step_th,
       s.name_en AS step_en, g.code AS agency_code, g.name_th AS agency_th, g.name_en AS agency_en,
       x.until, x.reason, x.asked_by, x.state, x.asked_ms, x.decided_by, x.decided_why, x.decided_ms

-- name: extension_list
SELECT {extension_row x}
FROM extension x JOIN agency g ON g.id = x.agency_id
JOIN calendar_step s ON s.year = x.year AND s.step = x.step
WHERE x.year = $1 AND (CAST($2 AS BIGINT) = 0 OR x.agency_id = $2)
ORDER BY x.id DESC LIMIT 500;

-- name: extension_get
SELECT {extension_row x}
FROM extension x JOIN agency g ON g.id = x.agency_id
JOIN calendar_step s ON s.year = x.year AND s.step = x.step
WHERE x.code = $1;

-- name: extension_count
SELECT COUNT(*) FROM extension WHERE year = $1;

-- name: extension_insert
INSERT INTO extension (code, year, step, agency_id, until, reason, asked_by, asked_ms, state)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'asked')
ON CONFLICT DO NOTHING;

-- name: extension_decide
UPDATE extension SET state = $3, decided_by = $4, decided_ms = $5, decided_why = $6,
       version = version + 1
WHERE id = $1 AND version = $2 AND state = 'asked';

-- ---- agencies and packages that are late ----

-- name: agency_mark_insert
INSERT INTO agency_mark (year, agency_id, mark, reason, by_user, at_ms) VALUES ($1, $2, $3, $4, $5, $6);

-- name: late_insert
INSERT INTO submit_late (package_id, due, came, days, by_user, at_ms) VALUES ($1, $2, $3, $4, $5, $6);

-- name: late_days
SELECT CAST(COALESCE(MAX(days), 0) AS BIGINT) FROM submit_late WHERE package_id = $1;

-- Agencies of a year that have not sent everything: nothing sent, or a draft or a returned one left.
-- part: unsent(g, $1)
(EXISTS (SELECT 1 FROM package p WHERE p.agency_id = g.id AND p.year = $1
         AND p.state IN ('DRAFT', 'RETURNED'))
     OR NOT EXISTS (SELECT 1 FROM package p WHERE p.agency_id = g.id AND p.year = $1
                    AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN', 'EXECUTION')))
  AND g.kind NOT IN ('unit', 'ministry', 'pseudo') AND g.valid_from <= $1
  AND (g.valid_to IS NULL OR g.valid_to >= $1)

-- name: unsent_agencies
SELECT g.id AS agency_id, g.code AS agency_code
FROM agency g
WHERE {unsent g $1}
ORDER BY g.id LIMIT 1000;

-- name: years_asking
SELECT y.year FROM fiscal_year y WHERE y.stage IN ('CALL', 'REQUEST') ORDER BY y.year;
