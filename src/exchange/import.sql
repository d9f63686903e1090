-- import.sql: what was imported; rows are never changed.

-- name: import_run_next
SELECT COUNT(*) + 1 FROM import_run;

-- name: import_run_insert
INSERT INTO import_run (code, kind, sha256, year, rows_read, accepted, unchanged, refused, repaired,
                        total_text, report, by_user, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: import_city_lines
SELECT COUNT(*) FROM (SELECT id FROM line LIMIT 1) AS l;

-- name: import_national_lines
SELECT COUNT(*) FROM (SELECT id FROM national_line LIMIT 1) AS l;
