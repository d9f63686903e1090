-- statement_note.sql: what statements are about, and the agency's own words in them.

-- $2: a sight (section.h).
-- name: statement_subject_line
SELECT 'line' AS kind, l.code, l.name, g.code AS agency_code, g.name_th AS agency_name, l.year, l.ordinance, l.id AS line_id,
       p.unit_id, l.agency_id, COALESCE(g.division, 0) AS division, p.id AS package_id,
       CASE WHEN p.state IN ('DRAFT', 'RETURNED', 'WITHDRAWN') THEN 0 ELSE 1 END AS sent
FROM line l JOIN package p ON p.id = l.package_id JOIN agency g ON g.id = l.agency_id
WHERE l.code = $1 AND l.removed = 0 AND {seen p $2};

-- name: statement_subject_unit
SELECT 'unit' AS kind, u.code, u.title AS name, g.code AS agency_code, g.name_th AS agency_name, u.year,
       CAST(COALESCE((SELECT MIN(l.ordinance) FROM package p JOIN line l ON l.package_id = p.id WHERE p.unit_id = u.id), 0) AS BIGINT) AS ordinance,
       CAST(0 AS BIGINT) AS line_id, u.id AS unit_id, u.agency_id, COALESCE(g.division, 0) AS division,
       CAST(0 AS BIGINT) AS package_id,
       CASE WHEN EXISTS (SELECT 1 FROM package p WHERE p.unit_id = u.id AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN', 'EXECUTION')) THEN 1 ELSE 0 END AS sent
FROM unit u JOIN agency g ON g.id = u.agency_id
WHERE u.year = $3 AND u.code = $1 AND EXISTS (SELECT 1 FROM package p WHERE p.unit_id = u.id AND {seen p $2});

-- name: statement_note_get
SELECT n.id, n.version, n.newest, n.approved, n.state,
       COALESCE((SELECT t.body FROM statement_text t WHERE t.note_id = n.id AND t.kind = 'draft' AND t.number = n.newest), '') AS words,
       COALESCE((SELECT t.by_user FROM statement_text t WHERE t.note_id = n.id AND t.kind = 'draft' AND t.number = n.newest), '') AS words_by,
       (SELECT t.at_ms FROM statement_text t WHERE t.note_id = n.id AND t.kind = 'draft' AND t.number = n.newest) AS words_at_ms,
       COALESCE((SELECT t.body FROM statement_text t WHERE t.note_id = n.id AND t.kind = 'draft' AND t.number = n.approved), '') AS said,
       COALESCE((SELECT t.by_user FROM statement_text t WHERE t.note_id = n.id AND t.kind = 'draft' AND t.number = n.approved), '') AS said_by,
       COALESCE((SELECT t.by_user FROM statement_text t WHERE t.note_id = n.id AND t.kind = 'approve' AND t.number = n.approved ORDER BY t.id DESC LIMIT 1), '') AS approved_by,
       (SELECT t.at_ms FROM statement_text t WHERE t.note_id = n.id AND t.kind = 'approve' AND t.number = n.approved ORDER BY t.id DESC LIMIT 1) AS approved_at_ms
FROM statement_note n WHERE n.subject = $1;

-- $2 1 = with drafts and returns.
-- name: statement_texts
SELECT t.number, t.kind, t.body, t.by_user, COALESCE((SELECT u.full_name FROM app_user u WHERE u.name = t.by_user), '') AS full_name,
       t.capacity, t.at_ms
FROM statement_note n JOIN statement_text t ON t.note_id = n.id
WHERE n.subject = $1 AND (CAST($2 AS BIGINT) = 1 OR (t.kind = 'draft' AND t.number = n.approved))
ORDER BY t.id DESC LIMIT 200;

-- name: statement_note_insert
INSERT INTO statement_note (subject, year, agency_id, line_id, unit_id, state) VALUES ($1, $2, $3, $4, $5, 'drafted')
ON CONFLICT (subject) DO NOTHING RETURNING id;

-- name: statement_note_change
UPDATE statement_note SET state = $3, newest = $4, approved = $5, version = version + 1 WHERE id = $1 AND version = $2;

-- name: statement_text_insert
INSERT INTO statement_text (note_id, number, kind, body, by_user, capacity, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: statement_note_list
SELECT n.id, CASE WHEN n.line_id IS NULL THEN 'unit' ELSE 'line' END AS subject_kind,
       COALESCE((SELECT l.code FROM line l WHERE l.id = n.line_id), (SELECT u.code FROM unit u WHERE u.id = n.unit_id), '') AS code,
       COALESCE((SELECT l.name FROM line l WHERE l.id = n.line_id), (SELECT u.title FROM unit u WHERE u.id = n.unit_id), '') AS name,
       g.code AS agency_code, g.name_th AS agency_name, n.state, n.approved,
       (SELECT MAX(t.at_ms) FROM statement_text t WHERE t.note_id = n.id) AS at_ms
FROM statement_note n JOIN agency g ON g.id = n.agency_id
WHERE n.year = $1 AND (CAST($2 AS BIGINT) = 0 OR n.agency_id = $2) AND (CAST($3 AS TEXT) = '' OR n.state = $3)
  AND (CAST($4 AS BIGINT) = 0 OR n.id < $4)
ORDER BY n.id DESC LIMIT 50;
