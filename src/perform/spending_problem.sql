-- spending_problem.sql: problems of spending in the register of problems.

-- part: spending_problem_columns(p, s, g, $1)
p.id, p.year, p.weight, p.code, COALESCE(g.code, '') AS agency_code, COALESCE(g.name_th, '') AS agency_name,
       COALESCE((SELECT l.code FROM line l WHERE l.id = s.line_id), '') AS line_code,
       COALESCE((SELECT l.name FROM line l WHERE l.id = s.line_id), '') AS line_name, s.contract,
       COALESCE((SELECT r.code FROM acceleration r WHERE r.id = s.round_id), '') AS round, s.kind, p.what, s.cause, s.help, p.state, p.owner,
       p.action, p.due, CASE WHEN p.due < $1 AND p.state IN ('open', 'solving') THEN 1 ELSE 0 END AS late, p.made_by, p.made_ms

-- $2 year, $3 agency or 0, $4 round or 0, $5 line or 0, $6 before this id (0 = from the start).
-- name: spending_problem_list
SELECT {spending_problem_columns p s g $1}
FROM problem p JOIN spending_problem s ON s.problem_id = p.id LEFT JOIN agency g ON g.id = p.agency_id
WHERE p.year = $2 AND (CAST($3 AS BIGINT) = 0 OR p.agency_id = $3) AND (CAST($4 AS BIGINT) = 0 OR s.round_id = $4)
  AND (CAST($5 AS BIGINT) = 0 OR s.line_id = $5) AND (CAST($6 AS BIGINT) = 0 OR p.id < $6)
ORDER BY p.id DESC LIMIT 51;

-- name: spending_problem_place
SELECT COALESCE((SELECT l.id FROM line l WHERE l.code = $1), 0) AS line_id,
       COALESCE((SELECT g.code FROM line l JOIN agency g ON g.id = l.agency_id WHERE l.code = $1), '') AS agency_code,
       COALESCE((SELECT r.id FROM acceleration r WHERE r.code = $2), 0) AS round_id;

-- name: spending_problem_insert
INSERT INTO spending_problem (problem_id, round_id, line_id, contract, kind, cause, help)
VALUES ((SELECT p.id FROM problem p WHERE p.code = $1), $2, $3, $4, $5, $6, $7);
