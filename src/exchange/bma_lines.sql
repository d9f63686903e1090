-- bma_lines.sql: what of the file is in the store already.

-- name: bma_lines_known
SELECT l.code, l.agency_id, l.source_key, l.name, a.amount_satang
FROM line l JOIN line_amount a ON a.line_id = l.id AND a.stage = 0
WHERE l.year = $1 AND l.source_key <> ''
ORDER BY l.id;
