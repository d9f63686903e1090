-- question.sql: answers, options, outputs of a unit.

-- name: answer_newest
SELECT x.level, x.question, x.version, x.words, x.by_user, x.at_ms
FROM answer x
WHERE x.unit_id = $1 AND (CAST($2 AS BIGINT) < 0 OR x.level = 0 OR x.level = $2)
  AND x.version = (SELECT MAX(y.version) FROM answer y
                   WHERE y.unit_id = x.unit_id AND y.level = x.level AND y.question = x.question)
ORDER BY x.question, x.level;

-- name: answer_history
SELECT level, question, version, words, by_user, at_ms FROM answer
WHERE unit_id = $1 AND (level = 0 OR level = $2) ORDER BY id DESC LIMIT 500;

-- name: answer_version
SELECT COALESCE(MAX(version), 0) FROM answer WHERE unit_id = $1 AND level = $2 AND question = $3;

-- name: answer_insert
INSERT INTO answer (unit_id, level, question, version, words, by_user, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: option_list
SELECT number, version, kind, title, cost_satang, outcome, chosen, why
FROM unit_option WHERE unit_id = $1 AND removed = 0 ORDER BY number;

-- name: option_insert
INSERT INTO unit_option (unit_id, number, kind, title, cost_satang, outcome, chosen, why)
VALUES ($1, (SELECT COALESCE(MAX(o.number), 0) + 1 FROM unit_option o WHERE o.unit_id = $1),
        $2, $3, $4, $5, $6, $7)
RETURNING number;

-- name: option_update
UPDATE unit_option SET kind = $4, title = $5, cost_satang = $6, outcome = $7, chosen = $8, why = $9,
                       version = version + 1
WHERE unit_id = $1 AND number = $2 AND version = $3 AND removed = 0;

-- name: option_unchoose
UPDATE unit_option SET chosen = 0, version = version + 1
WHERE unit_id = $1 AND number <> $2 AND chosen = 1;

-- name: option_remove
UPDATE unit_option SET removed = 1, chosen = 0, version = version + 1
WHERE unit_id = $1 AND number = $2 AND version = $3 AND removed = 0;

-- name: level_output_get
SELECT name, quantity_milli, unit_word, version FROM level_output WHERE package_id = $1;

-- name: level_output_insert
INSERT INTO level_output (package_id, name, quantity_milli, unit_word) VALUES ($1, $2, $3, $4)
ON CONFLICT (package_id) DO NOTHING;

-- name: level_output_update
UPDATE level_output SET name = $3, quantity_milli = $4, unit_word = $5, version = version + 1
WHERE package_id = $1 AND version = $2;

-- name: level_list
SELECT p.level, p.code, p.level_kind, p.state, p.title,
       CAST(COALESCE((SELECT SUM(x.amount_satang) FROM line l JOIN line_amount x ON x.line_id = l.id
                      WHERE l.package_id = p.id AND x.stage = 0), 0) AS BIGINT) AS cost_satang,
       CAST(0 AS BIGINT) AS cumulative_satang,
       COALESCE(o.name, '') AS output, COALESCE(o.quantity_milli, 0) AS quantity_milli,
       CAST(0 AS BIGINT) AS cumulative_milli, COALESCE(o.unit_word, '') AS unit_word,
       CAST(0 AS BIGINT) AS unit_cost_satang,
       COALESCE((SELECT w.words FROM answer w
                 WHERE w.unit_id = p.unit_id AND w.level = p.level AND w.question = 5
                 ORDER BY w.version DESC LIMIT 1), '') AS at_zero
FROM package p LEFT JOIN level_output o ON o.package_id = p.id
WHERE p.unit_id = $1
  AND {seen p $2}
ORDER BY p.level;
