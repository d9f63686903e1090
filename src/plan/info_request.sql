-- info_request.sql: questions to an agency about a package or a line, with a due day.

-- part: info_columns(r, $today)
r.id, r.version, r.year, r.agency_id, g.division, r.turns, r.code, p.code AS package_code,
       p.title AS package_title, COALESCE(l.code, '') AS line_code, COALESCE(l.name, '') AS line_name,
       g.code AS agency_code, g.name_th AS agency_name, r.asker,
       COALESCE((SELECT u.full_name FROM app_user u WHERE u.name = r.asker), '') AS asker_name,
       r.asked_ms, r.due, r.state,
       CASE WHEN r.late = 1 OR (r.state = 'open' AND r.due < CAST($today AS INTEGER)) THEN 1 ELSE 0 END AS late,
       COALESCE((SELECT t.text FROM info_turn t WHERE t.request_id = r.id AND t.kind IN ('ask', 'again')
                 ORDER BY t.number DESC LIMIT 1), '') AS question,
       COALESCE((SELECT t.text FROM info_turn t WHERE t.request_id = r.id AND t.kind = 'answer'
                 ORDER BY t.number DESC LIMIT 1), '') AS answer

-- name: info_list
SELECT {info_columns r $2}
FROM info_request r JOIN package p ON p.id = r.package_id JOIN agency g ON g.id = r.agency_id
LEFT JOIN line l ON l.id = r.line_id
WHERE r.package_id = $1
ORDER BY CASE r.state WHEN 'open' THEN 0 WHEN 'answered' THEN 1 ELSE 2 END, r.due, r.id LIMIT 500;

-- name: info_get
SELECT {info_columns r $2}
FROM info_request r JOIN package p ON p.id = r.package_id JOIN agency g ON g.id = r.agency_id
LEFT JOIN line l ON l.id = r.line_id
WHERE r.code = $1;

-- name: info_turns
SELECT t.number, t.kind, t.text, t.due, t.attach_code,
       COALESCE((SELECT f.name FROM attachment f WHERE f.code = t.attach_code), '') AS attach_name, t.late, t.by_user,
       COALESCE((SELECT u.full_name FROM app_user u WHERE u.name = t.by_user), '') AS full_name, t.at_ms
FROM info_turn t WHERE t.request_id = $1 ORDER BY t.number LIMIT 500;

-- name: info_open_count
SELECT COUNT(*) FROM info_request WHERE package_id = $1 AND state = 'open';

-- name: info_insert
INSERT INTO info_request (code, year, package_id, line_id, agency_id, asker, asked_ms, due, state)
VALUES ('Q' || CAST((SELECT COALESCE(MAX(id), 0) + 1 FROM info_request) AS TEXT), $1, $2, $3, $4, $5, $6, $7, 'open')
RETURNING id;

-- name: info_code
SELECT code FROM info_request WHERE id = $1;

-- name: info_turn_insert
INSERT INTO info_turn (request_id, number, kind, text, due, attach_code, late, by_user, at_ms)
VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM info_turn WHERE request_id = $1), $2, $3, $4, $5, $6, $7, $8);

-- $4 due day, none = as it was; $5 1 = it came late.
-- name: info_move
UPDATE info_request SET state = $3, due = COALESCE(CAST($4 AS INTEGER), due),
       late = CASE WHEN CAST($5 AS BIGINT) = 1 THEN 1 ELSE late END, turns = turns + 1, version = version + 1
WHERE id = $1 AND version = $2;

-- What moves a package's clock, in order of time: its events, the turns of its questions; then what is said.
-- name: package_clock
SELECT 'event' AS kind, e.to_state AS word, e.at_ms, e.id AS number, CAST(0 AS BIGINT) AS request_id, CAST(NULL AS INTEGER) AS due
FROM package_event e WHERE e.package_id = $1 AND e.from_state <> e.to_state
UNION ALL
SELECT 'turn', t.kind, t.at_ms, t.number, t.request_id, t.due
FROM info_request r JOIN info_turn t ON t.request_id = r.id WHERE r.package_id = $1
UNION ALL
SELECT 'comment', c.visibility, MAX(c.at_ms), COUNT(*), CAST(0 AS BIGINT), CAST(NULL AS INTEGER)
FROM comment c WHERE c.package_id = $1 AND c.withdrawn = 0 GROUP BY c.visibility
UNION ALL
SELECT 'assignee', s.user_name, CAST(0 AS BIGINT), CAST(0 AS BIGINT), CAST(0 AS BIGINT), CAST(NULL AS INTEGER)
FROM package_assignee s WHERE s.package_id = $1
ORDER BY 3, 1, 4 LIMIT 3000;
