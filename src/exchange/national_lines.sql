-- national_lines.sql: rows of a national budget, in a store of their own.

-- name: national_line_insert
INSERT INTO national_line (year, item_key, ref_doc, page, agency_id, node_id, category_id,
                           cross_func, name, tranche_year, amount_satang, obliged, note, row_no)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- name: national_line_find
SELECT name, tranche_year, amount_satang FROM national_line
WHERE item_key = $1 AND year = $2;

-- name: national_version
SELECT id FROM class_version WHERE kind = $1 AND code = $2;

-- name: national_agencies
SELECT id, code, kind, name_th FROM agency WHERE kind IN ('ministry', 'unit') ORDER BY code;
