-- year.sql: fiscal years.

-- name: year_get
SELECT year, stage, demo, partial, revenue_satang, note_th, note_en, version
FROM fiscal_year WHERE year = $1;

-- name: year_list
SELECT year, stage, demo, partial, revenue_satang, note_th, note_en, version
FROM fiscal_year ORDER BY year DESC;

-- name: year_insert
INSERT INTO fiscal_year (year, stage) VALUES ($1, 'SETUP') ON CONFLICT (year) DO NOTHING;

-- name: year_mark
UPDATE fiscal_year SET demo = $2, partial = $3, version = version + 1 WHERE year = $1;

-- name: year_revenue
UPDATE fiscal_year SET revenue_satang = $2, version = version + 1 WHERE year = $1;

-- name: year_move
UPDATE fiscal_year SET stage = $3, version = version + 1 WHERE year = $1 AND stage = $2;

-- name: year_event
INSERT INTO cycle_event (year, event, from_stage, to_stage, by_user, at_ms, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id;

-- name: year_demo_count
SELECT COUNT(*) FROM fiscal_year WHERE demo = 1;

-- name: year_closed
SELECT COUNT(*) FROM fiscal_year WHERE year = $1 AND stage = 'CLOSED';
