-- action_plan.sql: what the action plan counts beside the rows of its owners.

-- name: action_plan_posts
SELECT COUNT(*) FROM post WHERE year = $1 AND agency_id = $2;

-- What was reported last and what counts as score, of each indicator that the agency reports in the year.
-- name: action_plan_results
SELECT p.indicator_id, p.agency_id, p.stable, COALESCE(r.reported, '') AS reported, COALESCE(r.project, '') AS project,
       COALESCE(r.details, '') AS detail, '' AS remark, '' AS target,
       CASE WHEN s.id IS NOT NULL AND s.why = '' THEN 1 ELSE 0 END AS scored, COALESCE(s.percent, 0) AS percent, COALESCE(s.value, 0) AS value,
       COALESCE(s.points, 0) AS weighted
FROM indicator_profile p
LEFT JOIN reading r ON r.indicator_id = p.indicator_id AND r.year = p.year
     AND r.period = (SELECT MAX(x.period) FROM reading x WHERE x.indicator_id = p.indicator_id AND x.year = p.year
                     AND x.state IN ('sent', 'verified'))
LEFT JOIN score_now s ON s.indicator_id = p.indicator_id AND s.year = p.year
WHERE p.year = $1 AND p.agency_id = $2 ORDER BY p.indicator_id;
