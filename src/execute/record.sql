-- record.sql: files of other systems and their documents (record.h).

-- part: record_file_columns(f)
f.id, f.year, f.code, f.system, f.kind, f.filename, f.at_ms, f.by_user, f.rows_read, f.fresh, f.known, f.refused,
f.posted, f.waiting, f.total_satang, f.first_on, f.last_on, f.sha256

-- name: record_files
SELECT {record_file_columns f} FROM record_file f
WHERE f.year = $1 AND (CAST($2 AS BIGINT) = 0 OR f.id < $2) ORDER BY f.id DESC LIMIT $3;

-- name: record_file_get
SELECT {record_file_columns f} FROM record_file f WHERE f.code = $1;

-- name: record_file_next
SELECT COUNT(*) + 1 FROM record_file WHERE year = $1;

-- name: record_file_insert
INSERT INTO record_file (code, year, system, kind, sha256, filename, rows_read, fresh, known, refused, posted, waiting,
                         total_satang, first_on, last_on, by_user, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) RETURNING id;

-- The files of a year by system and kind, with their differences that are open.
-- name: record_states
SELECT x.kind, x.system, '' AS main, x.files, x.docs, COALESCE(w.n, 0) AS waiting, x.total_satang, x.last_on,
       n.code AS last_file, n.at_ms AS last_at_ms, COALESCE(d.n, 0) AS open,
       CAST(COALESCE(d.first_on, 0) AS BIGINT) AS oldest, COALESCE(d.gap, 0) AS gap_satang
FROM (SELECT f.system, f.kind, COUNT(*) AS files, CAST(SUM(f.fresh) AS BIGINT) AS docs,
             CAST(SUM(f.total_satang) AS BIGINT) AS total_satang, MAX(f.last_on) AS last_on, MAX(f.id) AS last_id
      FROM record_file f WHERE f.year = $1 GROUP BY f.system, f.kind) x
JOIN record_file n ON n.id = x.last_id
LEFT JOIN (SELECT o.system, o.kind, COUNT(*) AS n FROM outside_entry o
           WHERE o.year = $1 AND o.state = 'waiting' GROUP BY o.system, o.kind) w ON w.system = x.system AND w.kind = x.kind
LEFT JOIN (SELECT d.system, d.kind, COUNT(*) AS n, MIN(d.first_on) AS first_on,
                  CAST(SUM(ABS(d.ours_satang - d.theirs_satang)) AS BIGINT) AS gap
           FROM record_difference d WHERE d.year = $1 AND d.state = 'open' GROUP BY d.system, d.kind) d
       ON d.system = x.system AND d.kind = x.kind
ORDER BY x.system, x.kind;

-- part: outside_columns(o)
o.id, o.doc, o.part, o.on_date AS "on", g.code AS agency_code, g.name_th AS agency_name, o.output_code, o.group_code,
o.fund_code, COALESCE(l.code, '') AS line_code, o.amount_satang, o.ref, o.payee, o.state, o.why, o.entry_key

-- name: record_entries
SELECT {outside_columns o} FROM outside_entry o JOIN agency g ON g.id = o.agency_id LEFT JOIN line l ON l.id = o.line_id
WHERE o.file_id = $1 AND o.id > $2 ORDER BY o.id LIMIT $3;

-- name: record_waiting
SELECT {outside_columns o} FROM outside_entry o JOIN agency g ON g.id = o.agency_id LEFT JOIN line l ON l.id = o.line_id
WHERE o.year = $1 AND o.state = 'waiting' AND o.id > $2 ORDER BY o.id LIMIT $3;

-- name: outside_find
SELECT on_date, agency_id, output_code, group_code, fund_code, line_id, amount_satang, ref, state
FROM outside_entry WHERE year = $1 AND system = $2 AND kind = $3 AND doc = $4 AND part = $5;

-- name: outside_insert
INSERT INTO outside_entry (file_id, year, system, kind, doc, part, on_date, agency_id, output_code, group_code, fund_code,
                           line_id, amount_satang, ref, payee, state, entry_key, why)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18);

-- What waits to be posted, and the key that it will have.
-- name: outside_waiting
SELECT o.id, o.system, o.kind, o.doc, o.part, o.on_date, o.line_id, o.amount_satang, o.ref, f.code AS file_code
FROM outside_entry o JOIN record_file f ON f.id = o.file_id
WHERE o.year = $1 AND o.state = 'waiting' AND o.line_id IS NOT NULL ORDER BY o.id LIMIT 5000;

-- name: outside_posted
UPDATE outside_entry SET state = 'posted', entry_key = $2, why = '' WHERE id = $1 AND state = 'waiting';

-- name: outside_why
UPDATE outside_entry SET why = $2 WHERE id = $1 AND state = 'waiting';

-- name: outside_waiting_count
SELECT COUNT(*) FROM outside_entry WHERE year = $1 AND state = 'waiting';

-- name: record_map_get
SELECT columns FROM record_map WHERE system = $1 AND kind = $2 AND fingerprint = $3;

-- name: record_map_put
INSERT INTO record_map (system, kind, fingerprint, headers, columns, made_by, made_at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (system, kind, fingerprint)
DO UPDATE SET columns = excluded.columns, made_by = excluded.made_by, made_at_ms = excluded.made_at_ms;
