-- posting_file.sql: the line that a code names.

-- name: posting_line
SELECT COALESCE((SELECT l.id FROM line l WHERE l.code = $1), 0);
