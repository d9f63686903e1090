-- council_question.sql: the register of the Council's questions.

-- part: council_question_columns(q, $now)
q.id, q.version, q.year, q.ordinance, q.number, q.round, q.code, q.asker_kind, q.asker, q.asker_user, q.subject_kind,
       CASE q.subject_kind WHEN 'line' THEN (SELECT l.code FROM line l WHERE l.id = q.line_id)
            WHEN 'unit' THEN (SELECT u.code FROM unit u WHERE u.id = q.unit_id)
            WHEN 'agency' THEN (SELECT g.code FROM agency g WHERE g.id = q.agency_id) ELSE '' END AS subject_code,
       CASE q.subject_kind WHEN 'line' THEN (SELECT l.name FROM line l WHERE l.id = q.line_id)
            WHEN 'unit' THEN (SELECT u.title FROM unit u WHERE u.id = q.unit_id)
            WHEN 'agency' THEN (SELECT g.name_th FROM agency g WHERE g.id = q.agency_id) ELSE '' END AS subject_name,
       COALESCE(q.owner_id, 0) AS owner_id, COALESCE(o.division, 0) AS division, COALESCE(o.code, '') AS owner_code,
       COALESCE(o.name_th, '') AS owner_name, q.owner_user, q.urgent,
       COALESCE((SELECT t.body FROM council_question_turn t WHERE t.question_id = q.id AND t.kind IN ('ask', 'follow')
                 ORDER BY t.number DESC LIMIT 1), '') AS question,
       COALESCE((SELECT t.body FROM council_question_turn t WHERE t.question_id = q.id AND t.kind = 'answer'
                 ORDER BY t.number DESC LIMIT 1), '') AS answer,
       COALESCE((SELECT t.body FROM council_question_turn t WHERE t.question_id = q.id AND t.kind = 'draft' AND t.round = q.round
                 ORDER BY t.number DESC LIMIT 1), '') AS draft,
       COALESCE((SELECT t.by_user FROM council_question_turn t WHERE t.question_id = q.id AND t.kind = 'draft' AND t.round = q.round
                 ORDER BY t.number DESC LIMIT 1), '') AS draft_by,
       q.asked_ms, q.due_ms, q.answered_ms, q.state,
       CASE WHEN q.state NOT IN ('answered', 'withdrawn') AND q.due_ms < CAST($now AS BIGINT) THEN 1 ELSE 0 END AS late

-- $1 year, $2 ordinance or -1, $3 agency that answers or 0, $4 a state, 'open', 'late' or '', $5 line id, $6 unit id or 0,
-- $7 asker's account or '', $8 before this id or 0, $9 now, $10 most rows.
-- name: council_question_list
SELECT {council_question_columns q $9}
FROM council_question q LEFT JOIN agency o ON o.id = q.owner_id
WHERE q.year = $1 AND (CAST($2 AS BIGINT) < 0 OR q.ordinance = $2)
  AND (CAST($3 AS BIGINT) = 0 OR q.owner_id = $3)
  AND (CAST($4 AS TEXT) = '' OR q.state = $4
       OR (CAST($4 AS TEXT) = 'open' AND q.state NOT IN ('answered', 'withdrawn'))
       OR (CAST($4 AS TEXT) = 'late' AND q.state NOT IN ('answered', 'withdrawn') AND q.due_ms < CAST($9 AS BIGINT)))
  AND (CAST($5 AS BIGINT) = 0 OR q.line_id = $5) AND (CAST($6 AS BIGINT) = 0 OR q.unit_id = $6)
  AND (CAST($7 AS TEXT) = '' OR q.asker_user = $7)
  AND (CAST($8 AS BIGINT) = 0 OR q.id < $8)
ORDER BY q.id DESC LIMIT $10;

-- name: council_question_get
SELECT {council_question_columns q $2}
FROM council_question q LEFT JOIN agency o ON o.id = q.owner_id
WHERE q.code = $1;

-- Those that hold three grams of the text; the text itself is compared afterwards.
-- name: council_question_find
SELECT {council_question_columns q $5}
FROM search_gram x JOIN council_question q ON q.id = x.ref_id LEFT JOIN agency o ON o.id = q.owner_id
WHERE x.gram = $2 AND x.kind = 'council_question' AND q.year = $1
  AND EXISTS (SELECT 1 FROM search_gram y WHERE y.gram = $3 AND y.kind = 'council_question' AND y.ref_id = x.ref_id)
  AND EXISTS (SELECT 1 FROM search_gram y WHERE y.gram = $4 AND y.kind = 'council_question' AND y.ref_id = x.ref_id)
ORDER BY q.id DESC LIMIT 200;

-- $2: 1 = with drafts, approvals and returns.
-- name: council_question_turns
SELECT t.number, t.round, t.kind, t.body, t.by_user, COALESCE((SELECT u.full_name FROM app_user u WHERE u.name = t.by_user), '') AS full_name,
       t.capacity, t.at_ms
FROM council_question_turn t
WHERE t.question_id = $1 AND (CAST($2 AS BIGINT) = 1 OR t.kind IN ('ask', 'assign', 'answer', 'follow', 'withdraw'))
ORDER BY t.number LIMIT 500;

-- name: council_question_count
SELECT COUNT(*) AS "all", CAST(COALESCE(SUM(CASE WHEN state NOT IN ('answered', 'withdrawn') THEN 1 ELSE 0 END), 0) AS BIGINT) AS open,
       CAST(COALESCE(SUM(CASE WHEN state NOT IN ('answered', 'withdrawn') AND due_ms < CAST($4 AS BIGINT) THEN 1 ELSE 0 END), 0) AS BIGINT) AS late,
       CAST(COALESCE(SUM(CASE WHEN state = 'asked' THEN 1 ELSE 0 END), 0) AS BIGINT) AS unowned,
       CAST(COALESCE(SUM(CASE WHEN state = 'approved' THEN 1 ELSE 0 END), 0) AS BIGINT) AS approved,
       CAST(COALESCE(SUM(CASE WHEN state = 'answered' THEN 1 ELSE 0 END), 0) AS BIGINT) AS answered
FROM council_question
WHERE year = $1 AND (CAST($2 AS BIGINT) < 0 OR ordinance = $2) AND (CAST($3 AS BIGINT) = 0 OR owner_id = $3);

-- name: council_question_next
SELECT COALESCE(MAX(number), 0) + 1 FROM council_question WHERE year = $1 AND ordinance = $2;

-- name: council_question_insert
INSERT INTO council_question (year, ordinance, number, code, asker_kind, asker, asker_user, subject_kind, line_id, unit_id,
                              agency_id, owner_id, urgent, state, asked_ms, due_ms, due_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12, $13, $14, $15, $16) RETURNING id;

-- name: council_question_turn_insert
INSERT INTO council_question_turn (question_id, number, round, kind, body, by_user, capacity, at_ms)
VALUES ($1, (SELECT COALESCE(MAX(t.number), 0) + 1 FROM council_question_turn t WHERE t.question_id = $1), $2, $3, $4, $5, $6, $7);

-- $4 round, $5 due, $6 answered at or NULL, $7 the day of $5.
-- name: council_question_move
UPDATE council_question SET state = $3, round = $4, due_ms = $5, due_on = $7, answered_ms = CAST($6 AS BIGINT), version = version + 1
WHERE id = $1 AND version = $2;

-- name: council_question_assign
UPDATE council_question SET state = $3, owner_id = $4, owner_user = $5, due_ms = $6, due_on = $7, version = version + 1
WHERE id = $1 AND version = $2;

-- Is this person one of the agency's people?
-- name: council_question_person
SELECT COUNT(*) FROM app_user u JOIN user_role r ON r.user_id = u.id
WHERE u.name = $1 AND u.disabled = 0 AND r.scope_kind = 'agency' AND r.scope_id = $2;

-- What is due before $2, or was.
-- name: council_question_near
SELECT q.code, q.year, COALESCE(q.owner_id, 0) AS owner_id, q.owner_user, q.round,
       CASE WHEN q.due_ms < CAST($1 AS BIGINT) THEN 1 ELSE 0 END AS late
FROM council_question q
WHERE q.state IN ('asked', 'assigned', 'drafted', 'approved') AND q.due_ms < CAST($2 AS BIGINT) ORDER BY q.due_ms, q.id LIMIT 2000;

-- name: council_line_id
SELECT id FROM line WHERE year = $1 AND code = $2 AND removed = 0;

-- name: council_unit_id
SELECT id FROM unit WHERE year = $1 AND code = $2;
