-- consult.sql: questions and answers.

-- $1 the reader's agencies (,12,), $2 divisions (,3,), $3 answers for the office, $4 name.
-- part: consult_inside(c)
(CAST($3 AS BIGINT) = 1 OR c.asked_by = $4
 OR CAST($1 AS TEXT) LIKE '%,' || CAST(COALESCE(c.agency_id, 0) AS TEXT) || ',%'
 OR CAST($2 AS TEXT) LIKE '%,' || CAST(c.to_division AS TEXT) || ',%')

-- part: consult_columns(c)
c.id, c.version, c.code, c.title, c.about, c.about_code, c.law, c.state, c.to_division,
       COALESCE(g.code, '') AS agency_code, COALESCE(g.name_th, '') AS agency_name, c.asked_by, c.asked_ms, c.answered_ms,
       c.published, c.hidden, CASE WHEN (CAST($3 AS BIGINT) = 1 OR c.asked_by = $4
 OR CAST($1 AS TEXT) LIKE '%,' || CAST(COALESCE(c.agency_id, 0) AS TEXT) || ',%'
 OR CAST($2 AS TEXT) LIKE '%,' || CAST(c.to_division AS TEXT) || ',%') THEN 1 ELSE 0 END AS inside,
       COALESCE((SELECT t.body FROM consult_text t WHERE t.consult_id = c.id AND t.kind = 'question' ORDER BY t.number DESC LIMIT 1), '') AS question,
       COALESCE((SELECT t.body FROM consult_text t WHERE t.consult_id = c.id AND t.kind = 'answer' ORDER BY t.number DESC LIMIT 1), '') AS answer,
       COALESCE((SELECT t.by_user FROM consult_text t WHERE t.consult_id = c.id AND t.kind = 'answer' ORDER BY t.number DESC LIMIT 1), '') AS answered_by,
       (SELECT COUNT(*) FROM consult_text t WHERE t.consult_id = c.id AND t.kind = 'answer') AS answers

-- name: consult_list
SELECT {consult_columns c}
FROM consult c LEFT JOIN agency g ON g.id = c.agency_id
WHERE (c.published = 1 OR {consult_inside c})
  AND (CAST($5 AS TEXT) = 'all' OR (CAST($5 AS TEXT) = 'open' AND c.state = 'open')
       OR (CAST($5 AS TEXT) = 'published' AND c.published = 1)
       OR (CAST($5 AS TEXT) = 'mine' AND (c.asked_by = $4 OR CAST($1 AS TEXT) LIKE '%,' || CAST(COALESCE(c.agency_id, 0) AS TEXT) || ',%')))
  AND (CAST($6 AS BIGINT) = 0 OR c.id < $6)
ORDER BY c.id DESC LIMIT 50;

-- name: consult_get
SELECT {consult_columns c}
FROM consult c LEFT JOIN agency g ON g.id = c.agency_id
WHERE c.code = $5 AND (c.published = 1 OR {consult_inside c});

-- name: consult_find
SELECT {consult_columns c}
FROM search_gram x JOIN consult c ON c.id = x.ref_id LEFT JOIN agency g ON g.id = c.agency_id
WHERE x.gram = $5 AND x.kind = 'consult' AND (c.published = 1 OR {consult_inside c})
  AND EXISTS (SELECT 1 FROM search_gram y WHERE y.gram = $6 AND y.kind = 'consult' AND y.ref_id = x.ref_id)
  AND EXISTS (SELECT 1 FROM search_gram y WHERE y.gram = $7 AND y.kind = 'consult' AND y.ref_id = x.ref_id)
ORDER BY c.id DESC LIMIT 200;

-- name: consult_texts
SELECT kind, number, body, law, by_user, capacity, at_ms FROM consult_text
WHERE consult_id = $1 ORDER BY id DESC LIMIT 200;

-- name: consult_open_of
SELECT COUNT(*) FROM consult WHERE asked_by = $1 AND state = 'open';

-- name: consult_insert
INSERT INTO consult (code, agency_id, asked_by, title, about, about_code, law, to_division, asked_ms)
VALUES ('Q' || CAST((SELECT COUNT(*) + 1 FROM consult x) AS TEXT), $1, $2, $3, $4, $5, $6, $7, $8) RETURNING id;

-- name: consult_code
SELECT code FROM consult WHERE id = $1;

-- name: consult_text_insert
INSERT INTO consult_text (consult_id, kind, number, body, law, by_user, capacity, at_ms)
VALUES ($1, $2, (SELECT COALESCE(MAX(t.number), 0) + 1 FROM consult_text t WHERE t.consult_id = $1 AND t.kind = $2), $3, $4, $5, $6, $7);

-- name: consult_change
UPDATE consult SET state = $3, version = version + 1,
    published = $4, hidden = $5, law = $6, answered_ms = CAST($7 AS BIGINT)
WHERE id = $1 AND version = $2;
