-- comment.sql: comments on packages and lines, their versions and mentions.

-- $1 package, $2 line code or '', $3 1 = internal ones too, $4 1 = what was withdrawn too, $5 the reader.
-- name: comment_list
SELECT c.id, c.version, c.code, p.code AS package_code, COALESCE(l.code, '') AS line_code,
       COALESCE(l.name, '') AS line_name, COALESCE(o.code, '') AS reply_to, c.visibility, c.by_user,
       COALESCE((SELECT u.full_name FROM app_user u WHERE u.name = c.by_user), '') AS full_name, c.at_ms,
       CASE WHEN c.withdrawn = 1 AND CAST($4 AS BIGINT) = 0 THEN '' ELSE t.text END AS text, t.number AS texts,
       CASE WHEN t.number > 1 THEN t.at_ms END AS edited_ms, c.withdrawn,
       CASE WHEN EXISTS (SELECT 1 FROM comment_mention m WHERE m.comment_id = c.id AND m.user_name = $5 AND m.seen = 0) THEN 1 ELSE 0 END AS unread
FROM comment c
JOIN package p ON p.id = c.package_id
JOIN comment_text t ON t.comment_id = c.id
     AND t.number = (SELECT MAX(x.number) FROM comment_text x WHERE x.comment_id = c.id)
LEFT JOIN line l ON l.id = c.line_id
LEFT JOIN comment o ON o.id = c.reply_to
WHERE c.package_id = $1 AND (CAST($2 AS TEXT) = '' OR l.code = $2)
  AND (c.visibility = 'shared' OR CAST($3 AS BIGINT) = 1)
ORDER BY c.id LIMIT 600;

-- name: comment_count
SELECT COUNT(*) FROM comment WHERE package_id = $1;

-- name: comment_find
SELECT c.id, c.version, c.code, c.package_id, p.year, p.code AS package_code, p.agency_id,
       COALESCE(l.code, '') AS line_code, c.visibility, c.by_user, c.withdrawn
FROM comment c JOIN package p ON p.id = c.package_id LEFT JOIN line l ON l.id = c.line_id
WHERE c.code = $1;

-- name: comment_insert
INSERT INTO comment (code, year, package_id, line_id, reply_to, visibility, by_user, at_ms)
VALUES ('C' || CAST((SELECT COALESCE(MAX(id), 0) + 1 FROM comment) AS TEXT), $1, $2, $3, $4, $5, $6, $7)
RETURNING id;

-- name: comment_code
SELECT code FROM comment WHERE id = $1;

-- name: comment_text_insert
INSERT INTO comment_text (comment_id, number, text, by_user, at_ms)
VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM comment_text WHERE comment_id = $1), $2, $3, $4);

-- name: comment_texts
SELECT t.number, t.text, t.by_user, t.at_ms FROM comment_text t WHERE t.comment_id = $1 ORDER BY t.number;

-- name: comment_touch
UPDATE comment SET version = version + 1 WHERE id = $1 AND version = $2 AND withdrawn = 0;

-- name: comment_withdraw
UPDATE comment SET withdrawn = 1, withdrawn_ms = $3, version = version + 1
WHERE id = $1 AND version = $2 AND withdrawn = 0;

-- name: mention_insert
INSERT INTO comment_mention (comment_id, user_name, at_ms) VALUES ($1, $2, $3)
ON CONFLICT (comment_id, user_name) DO NOTHING;

-- name: mentions_seen
UPDATE comment_mention SET seen = 1
WHERE user_name = $2 AND seen = 0 AND comment_id IN (SELECT c.id FROM comment c WHERE c.package_id = $1);

-- name: comment_line
SELECT l.id FROM line l WHERE l.package_id = $1 AND l.code = $2 AND l.removed = 0;
