-- volume_agency.sql: what the book of one agency says beside its lines. $1 year, $2 agency.

-- name: agency_works
SELECT u.id AS unit_id, u.code, u.title, u.kind, k.id AS package_id, k.level, k.justification,
       COALESCE(k.goal_id, 0) AS goal_id, COALESCE(g.code, '') AS goal_code, COALESCE(g.name_th, '') AS goal_name,
       COALESCE(y.name, '') AS yield_name, COALESCE(y.quantity_milli, 0) AS yield_milli,
       COALESCE(y.unit_word, '') AS yield_unit
FROM package k
JOIN unit u ON u.id = k.unit_id
LEFT JOIN class_node g ON g.id = k.goal_id
LEFT JOIN level_output y ON y.package_id = k.id
WHERE k.year = $1 AND k.agency_id = $2 AND {ordained k}
ORDER BY u.code, u.id, k.level, k.id;

-- The newest answers to why the work is there (1, 3) and what is lost without it (5).
-- name: agency_answers
SELECT w.unit_id, w.question, w.words
FROM unit u
JOIN answer w ON w.unit_id = u.id AND w.level = 0
WHERE u.year = $1 AND u.agency_id = $2 AND w.question IN (1, 3, 5) AND w.words <> ''
  AND w.version = (SELECT MAX(n.version) FROM answer n
                   WHERE n.unit_id = w.unit_id AND n.level = w.level AND n.question = w.question)
ORDER BY w.unit_id, w.question;

-- name: agency_tranches
SELECT t.line_id, t.year, t.amount_satang
FROM line l JOIN tranche t ON t.line_id = l.id
WHERE l.year = $1 AND l.agency_id = $2
ORDER BY t.line_id, t.year;

-- name: agency_posts
SELECT p.kind, p.title, p.grade, CAST(COUNT(*) AS BIGINT) AS posts,
       CAST(SUM(p.salary_satang + p.position_satang + p.monthly_satang + p.living_satang) AS BIGINT) AS monthly_satang
FROM post p
WHERE p.year = $1 AND p.agency_id = $2
GROUP BY p.kind, p.title, p.grade
ORDER BY CASE p.kind WHEN 'official' THEN 1 WHEN 'permanent' THEN 2 ELSE 3 END, p.kind, p.title, p.grade;

-- Indicators in force on the day $3: the agency's own key results and KPIs of the year, and those of the goals that
-- its packages serve.
-- name: agency_indicators
SELECT i.level, i.code, v.name_th AS name, v.unit_word, v.base_value, v.target1, v.target2, v.target3, v.first_year,
       COALESCE(i.node_id, 0) AS goal_id, COALESCE(o.code, '') AS objective_code, COALESCE(o.name_th, '') AS objective_name
FROM indicator i
LEFT JOIN objective o ON o.id = i.objective_id
JOIN indicator_version v ON v.id = (
    SELECT w.id FROM indicator_version w JOIN indicator_decision d ON d.version_id = w.id
    WHERE w.indicator_id = i.id AND d.approved = 1 AND w.from_date <= $3
    ORDER BY w.from_date DESC, w.no DESC LIMIT 1)
WHERE (i.year = $1 AND COALESCE(i.agency_id, o.agency_id) = $2)
   OR i.level = 'plan' AND i.node_id IN (SELECT k.goal_id FROM package k WHERE k.year = $1 AND k.agency_id = $2 AND {ordained k})
ORDER BY CASE i.level WHEN 'key_result' THEN 1 WHEN 'kpi' THEN 2 ELSE 3 END, COALESCE(o.code, ''), i.code, i.id;
