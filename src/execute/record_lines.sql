-- record_lines.sql: lines with an account, for files of other systems.

-- name: record_lines
SELECT l.id, l.code, l.source_key, l.agency_id, l.output_id, l.item_id, l.fund_id, '' AS output_code, '' AS group_code,
       '' AS fund_code, '' AS item_code, 0 AS central
FROM line l JOIN balance b ON b.line_id = l.id WHERE l.year = $1 ORDER BY l.id;
