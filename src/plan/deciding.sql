-- deciding.sql: what the body whose turn it is has left to decide. $1 year, $2 stage.

-- Each package that competes: decided at the stage or not, and its money: what stands, what was decided.
-- part: deciding_package($1, $2)
SELECT p.id, p.agency_id, p.output_id,
       CASE WHEN EXISTS (SELECT 1 FROM resolution_package k JOIN resolution r ON r.id = k.resolution_id
                         WHERE k.package_id = p.id AND r.stage = $2 AND r.state IN ('confirmed', 'replaced')
                           AND r.kind IN ('approve', 'conditional', 'reject')) THEN 1 ELSE 0 END AS done,
       COALESCE((SELECT SUM(COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id AND x.stage <= $2
                                      ORDER BY x.stage DESC LIMIT 1), 0))
                 FROM line l WHERE l.package_id = p.id AND l.removed = 0), 0) AS money,
       COALESCE((SELECT SUM(x.amount_satang) FROM line l JOIN line_amount x ON x.line_id = l.id AND x.stage = 0
                 WHERE l.package_id = p.id AND l.removed = 0), 0) AS asked
FROM package p
WHERE p.year = $1 AND p.state IN ('ANALYST_ACCEPTED', 'SUITABLE', 'UNSUITABLE', 'FUNDED', 'PARTLY_FUNDED', 'UNFUNDED')

-- name: deciding_agencies
SELECT g.code, g.name_th AS name, g.division,
       COUNT(*) - SUM(d.done) AS packages_left,
       CAST(SUM(CASE WHEN d.done = 1 THEN 0 ELSE d.money END) AS BIGINT) AS left_satang,
       CAST(SUM(d.done) AS BIGINT) AS packages_done,
       CAST(SUM(CASE WHEN d.done = 1 THEN d.money ELSE 0 END) AS BIGINT) AS done_satang,
       CAST(SUM(d.asked) AS BIGINT) AS requested_satang,
       CAST(COALESCE(MAX(c.max_satang), 0) AS BIGINT) AS ceiling_satang
FROM ({deciding_package $1 $2}) d JOIN agency g ON g.id = d.agency_id
LEFT JOIN scenario s ON s.year = $1 AND s.name = 'main'
LEFT JOIN scenario_ceiling c ON c.scenario_id = s.id AND c.dim = 'agency' AND c.code = g.code
GROUP BY g.id, g.code, g.name_th, g.division, g.print_order
ORDER BY g.print_order, g.code;

-- name: deciding_sides
WITH RECURSIVE up (leaf, id, parent_id, code, level, name_th) AS (
  SELECT n.id, n.id, n.parent_id, n.code, n.level, n.name_th FROM class_node n
  JOIN year_class y ON y.version_id = n.version_id AND y.year = $1 AND y.kind = 'programme'
  UNION ALL
  SELECT up.leaf, n.id, n.parent_id, n.code, n.level, n.name_th FROM class_node n JOIN up ON n.id = up.parent_id)
SELECT up.code, up.name_th AS name, CAST(0 AS BIGINT) AS division,
       COUNT(*) - SUM(d.done) AS packages_left,
       CAST(SUM(CASE WHEN d.done = 1 THEN 0 ELSE d.money END) AS BIGINT) AS left_satang,
       CAST(SUM(d.done) AS BIGINT) AS packages_done,
       CAST(SUM(CASE WHEN d.done = 1 THEN d.money ELSE 0 END) AS BIGINT) AS done_satang,
       CAST(SUM(d.asked) AS BIGINT) AS requested_satang,
       CAST(COALESCE(MAX(c.max_satang), 0) AS BIGINT) AS ceiling_satang
FROM ({deciding_package $1 $2}) d JOIN up ON up.leaf = d.output_id AND up.level = 'side'
LEFT JOIN scenario s ON s.year = $1 AND s.name = 'main'
LEFT JOIN scenario_ceiling c ON c.scenario_id = s.id AND c.dim = 'side' AND c.code = up.code
GROUP BY up.code, up.name_th
ORDER BY up.code;

-- Packages that wait for the stage's decision: $2 stage, $3 agency, $4 output's beginning, $5 kind of level, $6 those
-- decided at the stage too, $7 after this id, $8 how many.
-- name: deciding_packages
SELECT p.id, p.code, p.title, g.name_th AS agency_name, p.level_kind, p.state,
       CAST(COALESCE((SELECT SUM(x.amount_satang) FROM line l JOIN line_amount x ON x.line_id = l.id AND x.stage = 0
                      WHERE l.package_id = p.id AND l.removed = 0), 0) AS BIGINT) AS requested_satang,
       CAST(COALESCE((SELECT SUM(COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id AND x.stage < $2
                                           ORDER BY x.stage DESC LIMIT 1), 0))
                      FROM line l WHERE l.package_id = p.id AND l.removed = 0), 0) AS BIGINT) AS before_satang
FROM package p JOIN agency g ON g.id = p.agency_id JOIN class_node n ON n.id = p.output_id
WHERE p.year = $1 AND p.id > $7 AND {competes p}
  AND (CAST($3 AS BIGINT) = 0 OR p.agency_id = $3)
  AND substr(n.code, 1, length(CAST($4 AS TEXT))) = CAST($4 AS TEXT)
  AND (CAST($5 AS TEXT) = '' OR p.level_kind = $5)
  AND (CAST($6 AS BIGINT) = 1
       OR NOT EXISTS (SELECT 1 FROM line l JOIN line_amount x ON x.line_id = l.id AND x.stage = $2
                      WHERE l.package_id = p.id AND x.resolution_id IS NOT NULL))
ORDER BY p.id LIMIT $8;
