-- reconcile.sql: both sides of the book of record (reconcile.h).

-- What the entries of a year's lines moved up to a day, by line and bucket.
-- name: reconcile_moved
SELECT e.line_id, COALESCE(e.to_line_id, e.line_id) AS to_line_id, e.from_bucket, e.to_bucket,
       CAST(SUM(e.amount_satang) AS BIGINT) AS amount_satang
FROM line l JOIN entry e ON e.line_id = l.id
WHERE l.year = $1 AND e.on_date <= $2 AND e.type <> 'LAPSE'
GROUP BY e.line_id, COALESCE(e.to_line_id, e.line_id), e.from_bucket, e.to_bucket ORDER BY e.line_id;

-- name: reconcile_theirs
SELECT o.system, o.kind, o.agency_id, o.output_code, o.group_code, o.fund_code,
       CAST(SUM(o.amount_satang) AS BIGINT) AS amount_satang
FROM outside_entry o WHERE o.year = $1 AND o.on_date <= $2
GROUP BY o.system, o.kind, o.agency_id, o.output_code, o.group_code, o.fund_code
ORDER BY o.system, o.kind, o.agency_id, o.output_code, o.group_code, o.fund_code;

-- Up to which day each system and kind said something.
-- name: reconcile_until
SELECT f.system, f.kind, MAX(f.last_on) AS last_on FROM record_file f WHERE f.year = $1
GROUP BY f.system, f.kind ORDER BY f.system, f.kind;

-- name: reconcile_known
SELECT d.id, d.system, d.kind, d.agency_id, d.output_code, d.group_code, d.fund_code, d.ours_satang, d.theirs_satang, d.state
FROM record_difference d WHERE d.year = $1
ORDER BY d.system, d.kind, d.agency_id, d.output_code, d.group_code, d.fund_code;

-- name: reconcile_count
SELECT COUNT(*) FROM record_difference WHERE year = $1;

-- name: reconcile_add
INSERT INTO record_difference (code, year, system, kind, agency_id, output_code, group_code, fund_code, ours_satang,
                               theirs_satang, state, first_on, last_on, until_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'open', $11, $11, $12) RETURNING id;

-- name: reconcile_seen
UPDATE record_difference SET last_on = $2, ours_satang = $3, theirs_satang = $4, until_on = $5 WHERE id = $1;

-- name: reconcile_changed
UPDATE record_difference
SET ours_satang = $2, theirs_satang = $3, last_on = $4, state = $5, until_on = $6, version = version + 1,
    first_on = CASE WHEN state <> 'open' AND $5 = 'open' THEN $4 ELSE first_on END,
    settled_by = CASE WHEN $5 = 'open' THEN '' ELSE settled_by END,
    settled_on = CASE WHEN $5 = 'open' THEN NULL ELSE settled_on END
WHERE id = $1;

-- name: reconcile_event
INSERT INTO record_difference_event (difference_id, event, gap_satang, note, by_user, at_ms)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: reconcile_run_add
INSERT INTO record_run (year, as_of, groups, differing, fresh, gone, gap_satang, by_user, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: reconcile_runs
SELECT id, year, as_of, groups, differing, fresh, gone, gap_satang, by_user, at_ms
FROM record_run WHERE year = $1 ORDER BY id DESC LIMIT $2;

-- name: reconcile_open
SELECT COUNT(*) FROM record_difference WHERE year = $1 AND state = 'open';

-- part: difference_columns(d)
d.id, d.version, d.year, d.agency_id, g.division, d.code, d.kind, d.system, g.code AS agency_code, g.name_th AS agency_name,
d.output_code, d.group_code, d.fund_code, d.ours_satang, d.theirs_satang, d.theirs_satang - d.ours_satang AS gap_satang,
d.state, CAST(0 AS BIGINT) AS days, d.first_on, d.last_on, d.until_on,
d.owner, d.explanation, d.explained_by, d.settled_by, d.settled_on

-- name: difference_list
SELECT {difference_columns d} FROM record_difference d JOIN agency g ON g.id = d.agency_id
WHERE d.year = $1 AND (CAST($2 AS TEXT) = '' OR d.state = $2) AND d.id > $3 ORDER BY d.id LIMIT $4;

-- name: difference_get
SELECT {difference_columns d} FROM record_difference d JOIN agency g ON g.id = d.agency_id WHERE d.code = $1;

-- Days as differences of dates are made in C: the days before which each age begins come as $2, $3, $4.
-- name: difference_ages
SELECT d.kind, d.system, CAST(SUM(CASE WHEN d.first_on >= $2 THEN 1 ELSE 0 END) AS BIGINT) AS today,
       CAST(SUM(CASE WHEN d.first_on < $2 AND d.first_on >= $3 THEN 1 ELSE 0 END) AS BIGINT) AS week,
       CAST(SUM(CASE WHEN d.first_on < $3 AND d.first_on >= $4 THEN 1 ELSE 0 END) AS BIGINT) AS month,
       CAST(SUM(CASE WHEN d.first_on < $4 THEN 1 ELSE 0 END) AS BIGINT) AS older, COUNT(*) AS n,
       CAST(SUM(ABS(d.theirs_satang - d.ours_satang)) AS BIGINT) AS gap_satang
FROM record_difference d WHERE d.year = $1 AND d.state = 'open' GROUP BY d.kind, d.system ORDER BY d.kind, d.system;

-- name: difference_events
SELECT at_ms, event, by_user, note, gap_satang FROM record_difference_event WHERE difference_id = $1 ORDER BY id DESC LIMIT 500;

-- name: difference_assign
UPDATE record_difference SET owner = $3, version = version + 1 WHERE id = $1 AND version = $2;

-- name: difference_explain
UPDATE record_difference SET explanation = $3, explained_by = $4, version = version + 1 WHERE id = $1 AND version = $2;

-- name: difference_settle
UPDATE record_difference SET state = 'settled', settled_by = $3, settled_on = $4, version = version + 1
WHERE id = $1 AND version = $2 AND state = 'open';

-- The documents of the other side in one group; e-GP's group is an agency.
-- name: difference_theirs
SELECT o.doc, o.ref, o.entry_key, o.on_date AS "on", o.amount_satang, COALESCE(l.code, '') AS line_code, o.payee AS what,
       CAST(0 AS BIGINT) AS entry
FROM outside_entry o LEFT JOIN line l ON l.id = o.line_id
WHERE o.year = $1 AND o.system = $2 AND o.kind = $3 AND o.agency_id = $4
  AND (o.system = 'egp' OR (o.output_code = $5 AND o.group_code = $6 AND o.fund_code = $7)) AND o.on_date <= $8
ORDER BY o.doc, o.id LIMIT 5000;

-- The entries of an agency's lines of which one kind of document may be the other side.
-- name: difference_ours
SELECT e.key AS entry_key, e.ref, e.line_id, COALESCE(e.to_line_id, e.line_id) AS to_line_id, e.from_bucket, e.to_bucket,
       e.amount_satang, e.on_date AS "on", e.note AS what, l.code AS line_code, e.seq AS entry
FROM line l JOIN entry e ON e.line_id = l.id
WHERE l.year = $1 AND l.agency_id = $2 AND e.on_date <= $3 AND e.type <> 'LAPSE' ORDER BY e.line_id, e.seq;

-- name: difference_user
SELECT COUNT(*) FROM app_user WHERE name = $1 AND disabled = 0;
