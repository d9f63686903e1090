-- invariants_score.sql: what must hold of stored scores. That final ones recompute is told by score_verify (perform/score.h).

-- What counts now is the newest of the strongest kind there is; every scored indicator has one row of it.
-- name: invariant_score_newest
SELECT CAST(n.year AS TEXT) || ': ' || i.code AS problem
FROM score_newest n JOIN indicator i ON i.id = n.indicator_id LEFT JOIN score s ON s.id = n.score_id
WHERE s.id IS NULL OR s.indicator_id <> n.indicator_id OR s.year <> n.year
   OR n.place <> CASE s.kind WHEN 'final' THEN 1 WHEN 'given' THEN 2 ELSE 3 END
   OR EXISTS (SELECT 1 FROM score x WHERE x.indicator_id = n.indicator_id AND x.year = n.year
                AND CASE x.kind WHEN 'final' THEN 1 WHEN 'given' THEN 2 ELSE 3 END < n.place
                AND NOT (n.place = 2 AND x.why = 'awaits_owner' AND x.id < s.id))
   OR s.id < (SELECT MAX(x.id) FROM score x WHERE x.indicator_id = n.indicator_id AND x.year = n.year AND x.kind = s.kind)
UNION ALL
SELECT CAST(s.year AS TEXT) || ': ' || i.code AS problem
FROM score s JOIN indicator i ON i.id = s.indicator_id
WHERE NOT EXISTS (SELECT 1 FROM score_newest n WHERE n.indicator_id = s.indicator_id AND n.year = s.year)
LIMIT 20;

-- A run's counts are those of its rows; the parts of a given score add up to it.
-- name: invariant_score_run
SELECT u.code AS problem
FROM score_run u LEFT JOIN (SELECT run_id, SUM(CASE WHEN why = '' THEN 1 ELSE 0 END) AS scored, SUM(CASE WHEN why <> '' THEN 1 ELSE 0 END) AS unscored
                            FROM score GROUP BY run_id) x ON x.run_id = u.id
WHERE u.scored <> COALESCE(x.scored, 0) OR u.unscored <> COALESCE(x.unscored, 0)
UNION ALL
SELECT u.code AS problem
FROM score s JOIN score_run u ON u.id = s.run_id
WHERE s.percent <> COALESCE((SELECT SUM(p.amount) FROM score_part p WHERE p.score_id = s.id), s.percent)
LIMIT 20;
