-- The demonstration city's own questions. $1 year, $2 code of a type or an agency.

-- name: demo_count_lines
SELECT COUNT(*) FROM line WHERE year = $1;

-- name: demo_members
SELECT COUNT(*) FROM committee_member;

-- name: demo_count_accounts
SELECT COUNT(*) FROM app_user WHERE demo = 1;

-- Funded packages have a governor's amount (stage 4) on each line once a run is applied.
-- name: demo_sum_of_type
WITH RECURSIVE up(item_id, parent_id, code, level) AS (
  SELECT n.id, n.parent_id, n.code, n.level FROM class_node n
  UNION ALL
  SELECT up.item_id, n.parent_id, n.code, n.level FROM up JOIN class_node n ON n.id = up.parent_id)
SELECT CAST(COALESCE(SUM(v.amount_satang), 0) AS BIGINT) AS total
FROM line l JOIN line_amount v ON v.line_id = l.id AND v.stage = 4
JOIN package p ON p.id = l.package_id
WHERE l.year = $1 AND {granted p}
  AND l.item_id IN (SELECT up.item_id FROM up WHERE up.level = 'type' AND up.code = CAST($2 AS TEXT));

-- name: demo_top_of_type
WITH RECURSIVE up(item_id, parent_id, code, level) AS (
  SELECT n.id, n.parent_id, n.code, n.level FROM class_node n
  UNION ALL
  SELECT up.item_id, n.parent_id, n.code, n.level FROM up JOIN class_node n ON n.id = up.parent_id)
SELECT l.id AS line_id, l.version AS version, l.code AS code, CAST($2 AS TEXT) AS key, v.amount_satang AS now_satang
FROM line l JOIN line_amount v ON v.line_id = l.id AND v.stage = 4
JOIN package p ON p.id = l.package_id
WHERE l.year = $1 AND {granted p}
  AND l.item_id IN (SELECT up.item_id FROM up WHERE up.level = 'type' AND up.code = CAST($2 AS TEXT))
ORDER BY v.amount_satang DESC, l.id LIMIT 1;

-- name: demo_sum_of_agency
SELECT CAST(COALESCE(SUM(v.amount_satang), 0) AS BIGINT) AS total
FROM line l JOIN line_amount v ON v.line_id = l.id AND v.stage = 4
JOIN agency g ON g.id = l.agency_id
JOIN package p ON p.id = l.package_id
WHERE l.year = $1 AND g.code = $2 AND {granted p};

-- name: demo_top_of_agency
SELECT l.id AS line_id, l.version AS version, l.code AS code, CAST($2 AS TEXT) AS key, v.amount_satang AS now_satang
FROM line l JOIN line_amount v ON v.line_id = l.id
JOIN package p ON p.id = l.package_id
JOIN agency g ON g.id = l.agency_id
WHERE l.year = $1 AND g.code = $2 AND {granted p} AND v.stage = 4
ORDER BY v.amount_satang DESC, l.id LIMIT 1;

-- name: demo_summary
SELECT 1 AS made,
  (SELECT COUNT(*) FROM package WHERE year = $1 AND state <> 'EXECUTION') AS packages,
  (SELECT COUNT(*) FROM line l WHERE l.year = $1 AND l.origin NOT IN ('central', 'carry_a', 'carry_b')) AS lines,
  (SELECT COUNT(*) FROM package p WHERE p.year = $1 AND {granted p}) AS funded,
  (SELECT CAST(COALESCE(SUM(v.amount_satang), 0) AS BIGINT) FROM line l JOIN line_amount v ON v.line_id = l.id
   WHERE l.year = $1 AND v.stage = 0) AS asked_satang,
  (SELECT CAST(COALESCE(MAX(c.max_satang), 0) AS BIGINT) FROM scenario_ceiling c JOIN scenario s ON s.id = c.scenario_id
   WHERE s.year = $1 AND s.name = 'main' AND c.dim = 'total') AS ceiling_satang,
  (SELECT CAST(COALESCE(SUM(v.amount_satang), 0) AS BIGINT) FROM line l JOIN line_amount v ON v.line_id = l.id
   WHERE l.year = $1 AND v.stage = 4
     AND EXISTS (SELECT 1 FROM package p WHERE p.id = l.package_id AND {granted p})) AS now_satang;

-- The agencies that are written out. $2 agency: its lines that are no increments, by code.
-- name: demo_deep_lines
WITH RECURSIVE up(item_id, parent_id, code, level) AS (
  SELECT n.id, n.parent_id, n.code, n.level FROM class_node n
  UNION ALL
  SELECT up.item_id, n.parent_id, n.code, n.level FROM up JOIN class_node n ON n.id = up.parent_id)
SELECT l.agency_id, o.code AS output_code, i.code AS item_code, up.code AS type_code, l.name,
  v.amount_satang AS requested_satang
FROM line l JOIN agency g ON g.id = l.agency_id
JOIN package p ON p.id = l.package_id
JOIN class_node o ON o.id = l.output_id JOIN class_node i ON i.id = l.item_id
JOIN up ON up.item_id = l.item_id AND up.level = 'type'
JOIN line_amount v ON v.line_id = l.id AND v.stage = 0
WHERE l.year = $1 AND g.code = $2 AND p.level_kind <> 'increment'
ORDER BY l.code;

-- name: demo_past_done
SELECT COUNT(*) FROM past_line WHERE year = $1;

-- Packages for an integrated plan. $2 agency, $3 output, $4 how many, $5 what their titles hold.
-- name: demo_house_packages
SELECT p.code FROM package p JOIN agency g ON g.id = p.agency_id JOIN class_node n ON n.id = p.output_id
WHERE p.year = $1 AND g.code = $2 AND n.code = $3 AND p.state NOT IN ('DRAFT', 'WITHDRAWN', 'EXECUTION')
  AND p.title LIKE '%' || CAST($5 AS TEXT) || '%'
  AND NOT EXISTS (SELECT 1 FROM integrated_package k WHERE k.package_id = p.id)
ORDER BY p.code LIMIT $4;

-- What a year's ordinance gave each line, an agency's types together: the plan of a played year.
-- name: demo_play_lines
WITH RECURSIVE up(item_id, parent_id, code, level) AS (
  SELECT n.id, n.parent_id, n.code, n.level FROM class_node n
  UNION ALL
  SELECT up.item_id, n.parent_id, n.code, n.level FROM up JOIN class_node n ON n.id = up.parent_id)
SELECT l.id, l.agency_id, l.output_id, l.item_id, l.fund_id, l.code, g.code AS agency_code, i.code AS item_code, up.code AS type_code, l.name,
  v.amount_satang
FROM line l JOIN agency g ON g.id = l.agency_id
JOIN class_node i ON i.id = l.item_id
JOIN up ON up.item_id = l.item_id AND up.level = 'type'
JOIN line_amount v ON v.line_id = l.id AND v.stage = 8
WHERE l.year = $1 AND l.ordinance = 0 AND v.amount_satang > 0
ORDER BY g.code, up.code, i.code, l.id;

-- What a played year's results are named for: one package of each agency's output in the years $1..$2.
-- name: demo_play_packages
SELECT p.year AS year, g.code AS agency_code, n.code AS output_code, MIN(p.code) AS code
FROM package p JOIN agency g ON g.id = p.agency_id JOIN class_node n ON n.id = p.output_id
WHERE p.year BETWEEN $1 AND $2 AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN', 'EXECUTION')
GROUP BY p.year, g.code, n.code ORDER BY g.code, p.year, n.code;

-- What the lines of districts paid, by output.
-- name: demo_play_paid
SELECT g.code AS agency_code, n.code AS output_code, CAST(SUM(b.disbursed_satang) AS BIGINT) AS paid_satang
FROM line l JOIN balance b ON b.line_id = l.id JOIN agency g ON g.id = l.agency_id JOIN class_node n ON n.id = l.output_id
WHERE l.year = $1 AND g.kind = 'district'
GROUP BY g.code, n.code ORDER BY g.code, n.code;

-- Projects that could be evaluated: those that a later year goes on with first, then the dearest.
-- name: demo_play_projects
SELECT p.code AS code, g.code AS agency_code,
       MAX(CASE WHEN EXISTS (SELECT 1 FROM line_link_now k WHERE k.from_line_id = l.id) THEN 1 ELSE 0 END) AS goes_on,
       CAST(SUM(b.disbursed_satang) AS BIGINT) AS paid_satang
FROM line l JOIN balance b ON b.line_id = l.id JOIN package p ON p.id = l.package_id JOIN agency g ON g.id = p.agency_id
WHERE l.year = $1 AND g.kind <> 'district'
GROUP BY p.id, p.code, g.code HAVING SUM(b.disbursed_satang) > 0
ORDER BY 3 DESC, 4 DESC, p.code LIMIT 200;

-- The last level of a unit of an agency that law does not bind: something that a person may hold out by hand.
-- name: demo_scenario_pin
SELECT p.code AS code FROM package p JOIN agency g ON g.id = p.agency_id
WHERE p.year = $1 AND g.code = $2 AND p.mandatory = 0 AND p.level > 1 AND {competes p}
  AND NOT EXISTS (SELECT 1 FROM package q WHERE q.unit_id = p.unit_id AND q.year = p.year AND q.level > p.level)
ORDER BY p.id LIMIT 1;

-- name: demo_scenario_frame
SELECT CAST(COALESCE(MAX(c.max_satang), 0) AS BIGINT) FROM scenario_ceiling c JOIN scenario s ON s.id = c.scenario_id
WHERE s.year = $1 AND s.name = $2 AND c.dim = 'agency' AND c.code = $3;
