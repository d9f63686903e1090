-- score.sql: scores of indicators. What counts now: score_newest (0042). Names: the approved wording in force on the year's last day.

-- part: score_columns(p, g, v, s, t)
p.indicator_id, p.year, p.agency_id, COALESCE(g.division, 0) AS division, p.code, p.stable, p.number, v.name_th AS name, g.code AS agency_code,
       g.name_th AS agency_name, v.unit_word AS unit, p.work, p.owner, p.collect, p.places, CASE WHEN t.indicator_id IS NULL THEN 0 ELSE 1 END AS has_target,
       COALESCE(t.target, 0) AS target_value, p.target_in, COALESCE(s.id, 0) AS id, COALESCE(s.kind, '') AS kind, COALESCE(s.basis, '') AS basis,
       COALESCE(s.why, 'not_scored') AS why, COALESCE(s.value, 0) AS value, COALESCE(s.level, 0) AS level,
       COALESCE(s.percent, 0) AS percent, COALESCE(s.points, 0) AS points, COALESCE(s.fact, 0) AS fact,
       COALESCE(s.numerator, 0) AS numerator, COALESCE(s.denominator, 0) AS denominator, COALESCE(s.steps, '') AS steps,
       COALESCE(s.measure, p.measure) AS measure, COALESCE(s.rule_version, 0) AS rule_version,
       COALESCE(s.reading_id, 0) AS reading_id, COALESCE(s.has_other, 0) AS has_other, COALESCE(s.other_base, 0) AS other_base,
       COALESCE(s.other_value, 0) AS other_value, COALESCE(s.other_level, 0) AS other_level,
       COALESCE(s.other_points, 0) AS other_points, COALESCE(s.no_rule, 0) AS no_rule, COALESCE(s.source, '') AS source,
       COALESCE(s.by_user, '') AS by_user, COALESCE(u.code, '') AS run, s.as_of, s.at_ms

-- part: score_wording(v, p)
JOIN indicator_version v ON v.id = COALESCE(
    (SELECT w.id FROM indicator_version w JOIN indicator_decision d ON d.version_id = w.id
     WHERE w.indicator_id = p.indicator_id AND d.approved = 1 AND w.from_date <= p.last_day
     ORDER BY w.from_date DESC, w.no DESC LIMIT 1),
    (SELECT w.id FROM indicator_version w WHERE w.indicator_id = p.indicator_id AND w.no = 1))
LEFT JOIN indicator_target t ON t.indicator_id = p.indicator_id AND t.year = p.year AND t.quarter = 0

-- $1 year, $2 agency or 0, $3 all scored unscored final given, $4 after this indicator, $5 most.
-- name: score_list
SELECT {score_columns p g v s t}
FROM indicator_profile p JOIN agency g ON g.id = p.agency_id {score_wording v p}
LEFT JOIN score_newest n ON n.indicator_id = p.indicator_id AND n.year = p.year LEFT JOIN score s ON s.id = n.score_id
LEFT JOIN score_run u ON u.id = s.run_id
WHERE p.year = $1 AND p.indicator_id > $4 AND (CAST($2 AS BIGINT) = 0 OR p.agency_id = $2)
  AND (CAST($3 AS TEXT) <> 'scored' OR s.why = '') AND (CAST($3 AS TEXT) <> 'unscored' OR s.id IS NULL OR s.why <> '')
  AND (CAST($3 AS TEXT) NOT IN ('final', 'given') OR s.kind = $3)
ORDER BY p.indicator_id LIMIT $5;

-- name: score_get
SELECT {score_columns p g v s t}
FROM indicator_profile p JOIN agency g ON g.id = p.agency_id {score_wording v p}
LEFT JOIN score_newest n ON n.indicator_id = p.indicator_id AND n.year = p.year LEFT JOIN score s ON s.id = n.score_id
LEFT JOIN score_run u ON u.id = s.run_id
WHERE p.indicator_id = $1 AND p.year = $2;

-- By the code of the year.
-- name: score_find
SELECT {score_columns p g v s t}
FROM indicator_profile p JOIN agency g ON g.id = p.agency_id {score_wording v p}
LEFT JOIN score_newest n ON n.indicator_id = p.indicator_id AND n.year = p.year LEFT JOIN score s ON s.id = n.score_id
LEFT JOIN score_run u ON u.id = s.run_id
WHERE p.year = $1 AND p.code = $2;

-- name: score_trail
SELECT {score_columns p g v s t}
FROM score s JOIN indicator_profile p ON p.indicator_id = s.indicator_id AND p.year = s.year JOIN agency g ON g.id = p.agency_id
{score_wording v p} LEFT JOIN score_run u ON u.id = s.run_id
WHERE s.indicator_id = $1 AND s.year = $2 ORDER BY s.id DESC LIMIT 200;

-- $1 stable, $2 agency or 0.
-- name: score_history
SELECT {score_columns p g v s t}
FROM indicator_profile p JOIN agency g ON g.id = p.agency_id {score_wording v p}
LEFT JOIN score_newest n ON n.indicator_id = p.indicator_id AND n.year = p.year LEFT JOIN score s ON s.id = n.score_id
LEFT JOIN score_run u ON u.id = s.run_id
WHERE p.stable = $1 AND (CAST($2 AS BIGINT) = 0 OR p.agency_id = $2) ORDER BY p.year, p.indicator_id LIMIT 200;

-- name: score_parts
SELECT no, name, amount FROM score_part WHERE score_id = $1 ORDER BY no;

-- name: score_agencies
SELECT p.agency_id, COALESCE(g.division, 0) AS division, g.code AS agency_code, g.name_th AS agency_name, COUNT(*) AS indicators,
       CAST(SUM(CASE WHEN s.why = '' THEN 1 ELSE 0 END) AS BIGINT) AS scored,
       CAST(SUM(CASE WHEN s.why = '' AND s.kind = 'final' THEN 1 ELSE 0 END) AS BIGINT) AS final_scores,
       CAST(SUM(CASE WHEN s.kind = 'given' THEN 1 ELSE 0 END) AS BIGINT) AS given,
       CAST(SUM(CASE WHEN s.why IN ('no_data', 'no_reading', 'no_base', 'no_evidence') THEN 1 ELSE 0 END) AS BIGINT) AS no_data,
       CAST(SUM(CASE WHEN s.why IN ('no_rule', 'not_in_document', 'rule_gap', 'rule_fact') THEN 1 ELSE 0 END) AS BIGINT) AS no_rule,
       CAST(SUM(CASE WHEN s.id IS NULL OR s.why IN ('not_yet', 'awaits_owner') THEN 1 ELSE 0 END) AS BIGINT) AS other_open
FROM indicator_profile p JOIN agency g ON g.id = p.agency_id
LEFT JOIN score_newest n ON n.indicator_id = p.indicator_id AND n.year = p.year LEFT JOIN score s ON s.id = n.score_id
WHERE p.year = $1 AND (CAST($2 AS BIGINT) = 0 OR p.agency_id = $2)
GROUP BY p.agency_id, g.division, g.code, g.name_th, g.print_order ORDER BY g.print_order, g.code;

-- name: score_runs
SELECT u.id, u.year, u.code, u.kind, COALESCE(g.code, '') AS agency_code, COALESCE(g.name_th, '') AS agency_name, u.as_of, u.scored,
       u.unscored, u.kept, u.entry_seq, u.by_user, u.capacity, u.at_ms
FROM score_run u LEFT JOIN agency g ON g.id = u.agency_id WHERE u.year = $1 ORDER BY u.id DESC LIMIT $2;

-- ---- computing ----

-- What is scored: the indicators of the year, with how they are collected. given: their owner gave a score.
-- name: score_indicators
SELECT p.indicator_id, p.agency_id, p.collect, p.measure, p.owner,
       CASE WHEN n.place = 2 THEN 1 ELSE 0 END AS given
FROM indicator_profile p LEFT JOIN score_newest n ON n.indicator_id = p.indicator_id AND n.year = p.year
WHERE p.year = $1 AND (CAST($2 AS BIGINT) = 0 OR p.agency_id = $2) ORDER BY p.indicator_id;

-- name: score_one
SELECT p.indicator_id, p.agency_id, p.collect, p.measure, p.owner, g.name_th AS agency_name,
       CASE WHEN n.place = 2 THEN 1 ELSE 0 END AS given,
       CASE WHEN EXISTS (SELECT 1 FROM rule_book b JOIN rule_version w ON w.book_id = b.id WHERE b.indicator_id = p.indicator_id AND b.year = p.year
                           AND w.no = (SELECT MAX(x.no) FROM rule_version x WHERE x.book_id = b.id)
                           AND NOT EXISTS (SELECT 1 FROM rule_withdrawal d WHERE d.version_id = w.id)) THEN 1 ELSE 0 END AS ruled
FROM indicator_profile p JOIN agency g ON g.id = p.agency_id LEFT JOIN score_newest n ON n.indicator_id = p.indicator_id AND n.year = p.year
WHERE p.year = $1 AND p.indicator_id = $2;

-- name: score_entry_seq
SELECT COALESCE((SELECT MAX(seq) FROM entry), 0);

-- name: score_flags_waiting
SELECT COUNT(*) FROM carry_flag WHERE year = $1 AND state = 'proposed';

-- ---- writing ----

-- name: score_run_next
SELECT COUNT(*) + 1 FROM score_run WHERE year = $1;

-- name: score_run_insert
INSERT INTO score_run (code, year, agency_id, as_of, kind, scored, unscored, kept, entry_seq, by_user, capacity, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id;

-- name: score_insert
INSERT INTO score (run_id, indicator_id, year, agency_id, as_of, kind, basis, value, level, percent, points, fact, numerator,
                   denominator, steps, measure, rule_version, reading_id, why, has_other, other_base, other_value, other_level,
                   other_points, no_rule, source, by_user, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28);

-- name: score_of_run
SELECT MAX(id) FROM score WHERE run_id = $1;

-- name: score_part_insert
INSERT INTO score_part (score_id, no, name, amount) VALUES ($1, $2, $3, $4);

-- The scores of a run count from now on, but for an indicator where a stronger kind stands. $2: 1 final, 2 given, 3 interim. A final
-- run that only says "waits for its owner" is no obstacle to the owner's score.
-- name: score_newest_set
INSERT INTO score_newest (indicator_id, year, place, score_id)
SELECT s.indicator_id, s.year, CAST($2 AS BIGINT), s.id FROM score s WHERE s.run_id = $1
ON CONFLICT (indicator_id, year) DO UPDATE SET place = EXCLUDED.place, score_id = EXCLUDED.score_id
WHERE EXCLUDED.place <= score_newest.place
   OR (EXCLUDED.place = 2 AND EXISTS (SELECT 1 FROM score x WHERE x.id = score_newest.score_id AND x.why = 'awaits_owner'));

-- Final scores with the rule they name; what was not scored has nothing to compute.
-- name: score_finals
SELECT s.id, s.year, i.code, s.basis, s.why, s.steps, COALESCE(v.content, '') AS content, s.value, s.level, s.percent, s.points, s.fact,
       s.numerator, s.denominator, s.rule_version
FROM score s JOIN indicator i ON i.id = s.indicator_id
LEFT JOIN rule_book b ON b.indicator_id = s.indicator_id AND b.year = s.year
LEFT JOIN rule_version v ON v.book_id = b.id AND v.no = s.rule_version
WHERE s.kind = 'final' AND s.why = '' ORDER BY s.id;
