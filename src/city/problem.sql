-- problem.sql: the register of problems.

-- part: problem_columns(p, $1)
p.id, p.year, p.version, p.code, p.division, COALESCE(g.code, '') AS agency_code, COALESCE(g.name_th, '') AS agency_name,
       COALESCE((SELECT s.code FROM survey s WHERE s.id = p.survey_id), '') AS survey, p.what, p.detail, p.weight, p.state,
       p.action, p.owner, p.due, p.done, p.made_by, p.made_ms,
       CASE WHEN p.due < $1 AND p.state IN ('open', 'solving') THEN 1 ELSE 0 END AS late

-- name: problem_list
SELECT {problem_columns p $1}
FROM problem p LEFT JOIN agency g ON g.id = p.agency_id
WHERE p.year = $2 AND (CAST($3 AS BIGINT) < 0 OR p.division = $3) AND (CAST($4 AS TEXT) = '' OR p.state = $4)
ORDER BY CASE WHEN p.state IN ('open', 'solving') THEN 0 ELSE 1 END, p.weight DESC, p.id LIMIT 500;

-- name: problem_get
SELECT {problem_columns p $1}
FROM problem p LEFT JOIN agency g ON g.id = p.agency_id WHERE p.code = $2;

-- name: problem_events
SELECT state, note, by_user, at_ms FROM problem_event WHERE problem_id = $1 ORDER BY id DESC LIMIT 200;

-- name: problem_counts
SELECT p.division, COUNT(*) AS problems,
       CAST(SUM(CASE WHEN p.state = 'open' THEN 1 ELSE 0 END) AS BIGINT) AS open,
       CAST(SUM(CASE WHEN p.state = 'solving' THEN 1 ELSE 0 END) AS BIGINT) AS solving,
       CAST(SUM(CASE WHEN p.state = 'solved' THEN 1 ELSE 0 END) AS BIGINT) AS solved,
       CAST(SUM(CASE WHEN p.state = 'kept' THEN 1 ELSE 0 END) AS BIGINT) AS kept,
       CAST(SUM(CASE WHEN p.due < $2 AND p.state IN ('open', 'solving') THEN 1 ELSE 0 END) AS BIGINT) AS late
FROM problem p WHERE p.year = $1 GROUP BY p.division ORDER BY p.division;

-- name: problem_of_division
SELECT COUNT(*) FROM problem WHERE year = $1 AND division = $2;

-- name: problem_insert
INSERT INTO problem (code, year, division, agency_id, survey_id, what, detail, weight, made_by, made_ms)
VALUES ('P' || CAST($1 AS TEXT) || '-' || CAST((SELECT COUNT(*) + 1 FROM problem x WHERE x.year = $2) AS TEXT),
        $2, $3, $4, (SELECT s.id FROM survey s WHERE s.code = $5), $6, $7, $8, $9, $10) RETURNING id;

-- name: problem_code
SELECT code FROM problem WHERE id = $1;

-- name: problem_change
UPDATE problem SET weight = $3, state = $4, action = $5, owner = $6, due = $7, done = $8, version = version + 1
WHERE id = $1 AND version = $2;

-- name: problem_event_insert
INSERT INTO problem_event (problem_id, state, note, by_user, at_ms) VALUES ($1, $2, $3, $4, $5);
