-- weight_study.sql: what a scenario funds when weights of criteria move by a fifth.

-- name: weight_study_count
SELECT COUNT(*) FROM weight_study;

-- name: weight_study_version
SELECT s.version FROM scenario s WHERE s.id = $1;

-- name: weight_study_in_use
SELECT COUNT(*) FROM rating_final f WHERE f.set_id = $1 AND f.state = 'settled' AND f.applied = 1;

-- name: weight_study_add
INSERT INTO weight_study (scenario_id, set_id, code, scenario_version, rated, in_use, total, funded, stays, made_by, made_at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id;

-- name: weight_study_set_add
INSERT INTO weight_study_set (study_id, no, criterion, up, weight_bp, solved, funded, enter, leave, value_score, gap_text)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: weight_study_package_add
INSERT INTO weight_study_package (study_id, no, package_id, funded, sets, amount_satang, value_score)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: weight_study_newest
SELECT w.id AS id, w.code AS code, s.number AS number, w.scenario_version AS scenario_version, w.rated AS rated,
       w.in_use AS in_use, w.total AS total, w.funded AS funded, w.stays AS stays, w.made_by AS made_by, w.made_at_ms AS made_at_ms
FROM weight_study w JOIN criteria_set s ON s.id = w.set_id WHERE w.scenario_id = $1 ORDER BY w.id DESC LIMIT 1;

-- name: weight_study_sets
SELECT x.no AS no, x.criterion AS criterion, COALESCE({in_words c $2}, '') AS name, x.up AS up, x.solved AS solved,
       x.weight_bp AS weight, x.funded AS funded, x.enter AS enter, x.leave AS leave, x.value_score AS value_score,
       x.gap_text AS gap_text
FROM weight_study_set x JOIN weight_study w ON w.id = x.study_id
LEFT JOIN criterion c ON c.set_id = w.set_id AND c.word = x.criterion
WHERE x.study_id = $1 ORDER BY x.no;

-- $1 study, $2 1: only those that come or go, $3 after, $4 rows.
-- name: weight_study_packages
SELECT x.no AS no, p.code AS package_code, p.title AS title, g.name_th AS agency_name, x.funded AS funded, x.sets AS sets,
       w.total AS total,
       CASE WHEN x.sets = w.total THEN 'all' WHEN x.sets = 0 THEN 'none' WHEN 2 * x.sets >= w.total THEN 'most' ELSE 'few' END AS robust,
       x.amount_satang AS amount_satang, x.value_score AS value_score
FROM weight_study_package x JOIN weight_study w ON w.id = x.study_id
JOIN package p ON p.id = x.package_id JOIN agency g ON g.id = p.agency_id
WHERE x.study_id = $1 AND x.no > $3 AND (CAST($2 AS BIGINT) = 0 OR (x.sets > 0 AND x.sets < w.total))
ORDER BY x.no LIMIT $4;
