-- survey.sql: surveys of the agencies.

-- part: survey_columns(s)
s.id, s.year, s.version, s.code, s.title, s.intro, s.closes, s.state, s.to_kind, s.made_by, s.made_ms, s.opened_ms, s.closed_ms,
       (SELECT COUNT(*) FROM survey_question q WHERE q.survey_id = s.id) AS questions,
       (SELECT COUNT(*) FROM survey_to t WHERE t.survey_id = s.id) AS receivers,
       (SELECT COUNT(*) FROM survey_reply r WHERE r.survey_id = s.id) AS replies

-- name: survey_list
SELECT {survey_columns s} FROM survey s
WHERE s.year = $1 AND (s.state <> 'draft' OR CAST($2 AS BIGINT) = 1) ORDER BY s.id DESC LIMIT 100;

-- name: survey_get
SELECT {survey_columns s} FROM survey s
WHERE s.code = $1 AND (s.state <> 'draft' OR CAST($2 AS BIGINT) = 1);

-- name: survey_questions
SELECT number, kind, body, choices FROM survey_question WHERE survey_id = $1 ORDER BY number;

-- name: survey_insert
INSERT INTO survey (code, year, title, intro, closes, to_kind, made_by, made_ms)
VALUES ('S' || CAST($1 AS TEXT) || '-' || CAST((SELECT COUNT(*) + 1 FROM survey x WHERE x.year = $2) AS TEXT),
        $2, $3, $4, $5, $6, $7, $8) RETURNING id;

-- name: survey_code
SELECT code FROM survey WHERE id = $1;

-- name: survey_question_insert
INSERT INTO survey_question (survey_id, number, kind, body, choices)
VALUES ($1, (SELECT COALESCE(MAX(q.number), 0) + 1 FROM survey_question q WHERE q.survey_id = $1), $2, $3, $4);

-- name: survey_question_delete
DELETE FROM survey_question WHERE survey_id = $1 AND number = $2;

-- name: survey_touch
UPDATE survey SET version = version + 1 WHERE id = $1 AND state = 'draft';

-- name: survey_opened
UPDATE survey SET state = 'open', opened_ms = $3, version = version + 1 WHERE id = $1 AND version = $2 AND state = 'draft';

-- name: survey_closed
UPDATE survey SET state = 'closed', closed_ms = $3, version = version + 1 WHERE id = $1 AND version = $2 AND state = 'open';

-- name: survey_to_insert
INSERT INTO survey_to (survey_id, agency_id)
SELECT CAST($1 AS BIGINT), g.id FROM agency g
WHERE g.kind IN ('bureau', 'district', 'supervised', 'commercial') AND g.valid_from <= $2 AND (g.valid_to IS NULL OR g.valid_to >= $2)
  AND (CAST($3 AS TEXT) = 'all' OR g.kind = $3);

-- name: survey_unanswered_ids
SELECT t.agency_id AS id FROM survey_to t
WHERE t.survey_id = $1 AND NOT EXISTS (SELECT 1 FROM survey_reply r WHERE r.survey_id = t.survey_id AND r.agency_id = t.agency_id)
ORDER BY t.agency_id LIMIT 500;

-- name: survey_unanswered
SELECT g.code, g.name_th AS name FROM survey_to t JOIN agency g ON g.id = t.agency_id
WHERE t.survey_id = $1 AND NOT EXISTS (SELECT 1 FROM survey_reply r WHERE r.survey_id = t.survey_id AND r.agency_id = t.agency_id)
ORDER BY g.print_order, g.code LIMIT 500;

-- $2 the reader's agencies: ,12,
-- name: survey_mine
SELECT t.agency_id, g.name_th AS agency_name, COALESCE(r.version, 0) AS version, COALESCE(r.by_user, '') AS by_user, r.at_ms
FROM survey_to t JOIN agency g ON g.id = t.agency_id
LEFT JOIN survey_reply r ON r.survey_id = t.survey_id AND r.agency_id = t.agency_id
WHERE t.survey_id = $1 AND CAST($2 AS TEXT) LIKE '%,' || CAST(t.agency_id AS TEXT) || ',%'
ORDER BY t.agency_id LIMIT 1;

-- name: survey_values
SELECT number, value FROM survey_answer WHERE survey_id = $1 AND agency_id = $2 ORDER BY number;

-- name: survey_reply_put
INSERT INTO survey_reply (survey_id, agency_id, by_user, at_ms, version) VALUES ($1, $2, $3, $4, 1)
ON CONFLICT (survey_id, agency_id) DO UPDATE SET by_user = $3, at_ms = $4, version = survey_reply.version + 1
WHERE survey_reply.version = CAST($5 AS BIGINT);

-- name: survey_answer_drop
DELETE FROM survey_answer WHERE survey_id = $1 AND agency_id = $2;

-- name: survey_answer_insert
INSERT INTO survey_answer (survey_id, agency_id, number, value) VALUES ($1, $2, $3, $4);

-- name: survey_counts
SELECT number, value, COUNT(*) AS agencies FROM survey_answer
WHERE survey_id = $1 GROUP BY number, value ORDER BY number, value LIMIT 2000;

-- name: survey_texts
SELECT v.number, q.body, g.code AS agency_code, g.name_th AS agency_name, v.value
FROM survey_answer v JOIN survey_question q ON q.survey_id = v.survey_id AND q.number = v.number JOIN agency g ON g.id = v.agency_id
WHERE v.survey_id = $1 AND q.kind = 'text' ORDER BY v.number, g.print_order, g.code LIMIT 3000;

-- name: survey_near
SELECT s.id, s.code, s.year, s.closes AS due FROM survey s
WHERE s.state = 'open' AND s.closes >= $1 AND s.closes <= $2 AND (s.reminded_ms IS NULL OR s.reminded_ms < CAST($3 AS BIGINT))
ORDER BY s.closes, s.id LIMIT 50;

-- name: survey_reminded
UPDATE survey SET reminded_ms = $2 WHERE id = $1;
