-- bulk.sql: many rows in one write; identities are read back by code after each kind is in.

-- name: bulk_unit
INSERT INTO unit (year, code, agency_id, output_id, title, kind) VALUES ($1, $2, $3, $4, $5, $6);

-- name: bulk_package
INSERT INTO package (year, code, unit_id, agency_id, output_id, goal_id, level, level_kind, title,
                     justification, integrated, mandatory, state, value_score, made_by, made_at_ms,
                     text_key)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17);

-- name: bulk_line
INSERT INTO line (year, ordinance, code, package_id, agency_id, output_id, item_id, fund_id, name,
                  quantity_milli, unit_word, unit_price_satang, justification, source_key, origin,
                  sort, version, times, months, drawn_from, text_key)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
        $21);

-- name: bulk_amount
INSERT INTO line_amount (line_id, stage, amount_satang) VALUES ($1, $2, $3);

-- name: bulk_unit_max
SELECT COALESCE(MAX(id), 0) FROM unit;

-- name: bulk_package_max
SELECT COALESCE(MAX(id), 0) FROM package;

-- name: bulk_line_max
SELECT COALESCE(MAX(id), 0) FROM line;

-- name: bulk_unit_ids
SELECT id, code FROM unit WHERE id > $1 ORDER BY id;

-- name: bulk_package_ids
SELECT id, code FROM package WHERE id > $1 ORDER BY id;

-- name: bulk_line_ids
SELECT id, code FROM line WHERE id > $1 ORDER BY id;

-- The planner's figures, so that the next questions about the new rows find their indexes.
-- Table by table: a whole ANALYZE waits for the catalogs that PostgreSQL's databases share.
-- name: bulk_analyze_unit
ANALYZE unit;

-- name: bulk_analyze_package
ANALYZE package;

-- name: bulk_analyze_line
ANALYZE line;

-- name: bulk_analyze_line_amount
ANALYZE line_amount;

-- name: bulk_analyze_line_change
ANALYZE line_change;
