-- protect.sql: lines that the Council may not touch.

-- name: protected_list
SELECT t.id, t.version, l.code AS line_code, l.name AS line_name, g.code AS agency_code, g.name_th AS agency_name, t.law,
       t.article, COALESCE((SELECT w.title_th FROM law_entry w JOIN law_event v ON v.entry_id = w.id AND v.event = 'approve'
                            WHERE w.law = t.law AND w.article = t.article ORDER BY w.number DESC LIMIT 1), '') AS article_title,
       t.reason, t.made_by, t.made_at_ms, {line_now l} AS now_satang, t.ended_by, t.ended_why
FROM council_protected t JOIN line l ON l.id = t.line_id JOIN agency g ON g.id = l.agency_id
WHERE t.year = $1 AND t.ended_by = '' AND t.id > $2 ORDER BY t.id LIMIT $3;

-- name: protected_of_line
SELECT t.law, t.article, t.reason FROM council_protected t WHERE t.line_id = $1 AND t.ended_by = '';

-- name: protected_insert
INSERT INTO council_protected (line_id, year, law, article, reason, made_by, made_at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: protected_end
UPDATE council_protected SET ended_by = $3, ended_at_ms = $4, ended_why = $5, version = version + 1
WHERE line_id = (SELECT l.id FROM line l WHERE l.code = $1) AND version = $2 AND ended_by = '';
