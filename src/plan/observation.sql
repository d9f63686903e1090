-- observation.sql: observations and what became of them.

-- part: observation_columns(o, $today)
o.id, o.version, o.year, o.ordinance, o.number, o.code, o.source, o.committee, o.body, o.state, o.vote_code, o.reason, o.made_by,
       o.made_ms, o.decided_ms,
       (SELECT COUNT(*) FROM observation_part p WHERE p.observation_id = o.id) AS agencies,
       (SELECT COUNT(*) FROM observation_part p WHERE p.observation_id = o.id AND p.state = 'open') AS open,
       (SELECT COUNT(*) FROM observation_part p WHERE p.observation_id = o.id AND p.state = 'doing') AS doing,
       (SELECT COUNT(*) FROM observation_part p WHERE p.observation_id = o.id AND p.state = 'done') AS done,
       (SELECT COUNT(*) FROM observation_part p WHERE p.observation_id = o.id AND p.state = 'not_done') AS not_done,
       CASE WHEN o.state = 'adopted' THEN (SELECT COUNT(*) FROM observation_part p WHERE p.observation_id = o.id AND p.state IN ('open', 'doing')
                                           AND p.due IS NOT NULL AND p.due < CAST($today AS INTEGER)) ELSE 0 END AS late

-- part: observation_part_columns(o, p, g, $today)
p.observation_id, p.agency_id, COALESCE(g.division, 0) AS division, p.version, o.year, o.code, o.body, g.code AS agency_code,
       g.name_th AS agency_name, p.owner_user, p.state, p.due,
       CASE WHEN o.state = 'adopted' AND p.state IN ('open', 'doing') AND p.due IS NOT NULL AND p.due < CAST($today AS INTEGER) THEN 1 ELSE 0 END AS late,
       COALESCE((SELECT x.body FROM observation_progress x WHERE x.observation_id = p.observation_id AND x.agency_id = p.agency_id
                 ORDER BY x.id DESC LIMIT 1), '') AS newest,
       (SELECT MAX(x.at_ms) FROM observation_progress x WHERE x.observation_id = p.observation_id AND x.agency_id = p.agency_id) AS at_ms

-- $3 agency or 0, $4 a state, 'open' or '', $5 after this number, $6 today.
-- name: observation_list
SELECT {observation_columns o $6}
FROM observation o
WHERE o.year = $1 AND (CAST($2 AS BIGINT) < 0 OR o.ordinance = $2)
  AND (CAST($3 AS BIGINT) = 0 OR EXISTS (SELECT 1 FROM observation_part p WHERE p.observation_id = o.id AND p.agency_id = $3))
  AND (CAST($4 AS TEXT) = '' OR o.state = $4
       OR (CAST($4 AS TEXT) = 'open' AND o.state = 'adopted'
           AND EXISTS (SELECT 1 FROM observation_part p WHERE p.observation_id = o.id AND p.state IN ('open', 'doing'))))
  AND o.number > $5
ORDER BY o.number, o.id LIMIT 51;

-- name: observation_get
SELECT {observation_columns o $2} FROM observation o WHERE o.code = $1;

-- name: observation_parts
SELECT {observation_part_columns o p g $2}
FROM observation_part p JOIN observation o ON o.id = p.observation_id JOIN agency g ON g.id = p.agency_id
WHERE p.observation_id = $1 ORDER BY g.print_order, g.code;

-- name: observation_notes
SELECT g.code AS agency_code, g.name_th AS agency_name, x.state, x.body, x.by_user,
       COALESCE((SELECT u.full_name FROM app_user u WHERE u.name = x.by_user), '') AS full_name, x.capacity, x.at_ms
FROM observation_progress x JOIN agency g ON g.id = x.agency_id
WHERE x.observation_id = $1 ORDER BY x.id DESC LIMIT 500;

-- name: observation_report_rows
SELECT {observation_part_columns o p g $3}
FROM observation o JOIN observation_part p ON p.observation_id = o.id JOIN agency g ON g.id = p.agency_id
WHERE o.year = $1 AND o.ordinance = $2 AND o.state = 'adopted' ORDER BY o.number, g.print_order, g.code LIMIT 5000;

-- $1 the year whose request answers to them, $2 agency, $3 today.
-- name: observation_carried
SELECT {observation_part_columns o p g $3}
FROM observation_part p JOIN observation o ON o.id = p.observation_id JOIN agency g ON g.id = p.agency_id
WHERE p.agency_id = $2 AND o.state = 'adopted' AND o.year < $1 AND o.year >= $1 - 3
ORDER BY CASE p.state WHEN 'open' THEN 0 WHEN 'doing' THEN 1 WHEN 'not_done' THEN 2 ELSE 3 END, o.year DESC, o.number LIMIT 100;

-- name: observation_next
SELECT COALESCE(MAX(number), 0) + 1 FROM observation WHERE year = $1 AND ordinance = $2;

-- name: observation_insert
INSERT INTO observation (year, ordinance, number, code, source, committee, body, state, made_by, made_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'proposed', $8, $9) RETURNING id;

-- name: observation_part_insert
INSERT INTO observation_part (observation_id, agency_id, due) VALUES ($1, $2, $3) ON CONFLICT (observation_id, agency_id) DO NOTHING;

-- name: observation_decide
UPDATE observation SET state = $3, vote_code = $4, decided_by = $5, decided_ms = $6, version = version + 1
WHERE id = $1 AND version = $2;

-- $4 due day or NULL.
-- name: observation_part_assign
UPDATE observation_part SET owner_user = $4, due = CAST($5 AS INTEGER), version = version + 1
WHERE observation_id = $1 AND agency_id = $2 AND version = $3;

-- name: observation_part_state
UPDATE observation_part SET state = $4, version = version + 1
WHERE observation_id = $1 AND agency_id = $2 AND version = $3;

-- name: observation_progress_insert
INSERT INTO observation_progress (observation_id, agency_id, state, body, by_user, capacity, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- Parts that are due by $2, or were.
-- name: observation_near
SELECT o.code, o.year, p.agency_id, p.owner_user, p.due
FROM observation_part p JOIN observation o ON o.id = p.observation_id
WHERE p.state IN ('open', 'doing') AND p.due IS NOT NULL AND p.due >= $1 AND p.due <= $2 AND o.state = 'adopted'
ORDER BY p.due, o.id, p.agency_id LIMIT 2000;
