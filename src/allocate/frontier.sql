-- The frontier of a scenario: value against money.

-- name: frontier_count
SELECT COUNT(*) FROM frontier;

-- name: frontier_add
INSERT INTO frontier (scenario_id, code, points, scenario_version, change_id, instance_sha, total_ms, made_by, made_at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id;

-- name: frontier_point_add
INSERT INTO frontier_point (frontier_id, no, ceiling_satang, status, is_now, value_score, bound_score, gap_text,
  used_satang, funded)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: frontier_move_add
INSERT INTO frontier_move (frontier_id, no, package_id, funded, amount_satang, value_score) VALUES ($1, $2, $3, $4, $5, $6);

-- name: frontier_agency_add
INSERT INTO frontier_agency (frontier_id, no, agency_code, used_satang) VALUES ($1, $2, $3, $4);

-- name: frontier_version
SELECT s.version FROM scenario s WHERE s.id = $1;

-- name: frontier_newest
SELECT f.id AS id, f.code AS code, s.name AS scenario, f.points AS points, f.scenario_version AS scenario_version,
  f.change_id AS change_id, f.total_ms AS total_ms, f.made_by AS made_by, f.made_at_ms AS made_at_ms
FROM frontier f JOIN scenario s ON s.id = f.scenario_id WHERE f.scenario_id = $1 ORDER BY f.id DESC LIMIT 1;

-- What entered and left is counted once for all points; at the first with an answer everything enters: not counted.
-- name: frontier_points
SELECT p.no AS no, p.ceiling_satang AS ceiling_satang, p.used_satang AS used_satang, p.value_score AS value_score,
  p.bound_score AS bound_score, p.status AS status, p.gap_text AS gap_text, p.funded AS funded,
  CAST(COALESCE(m.entered, 0) AS BIGINT) AS entered, CAST(COALESCE(m.went, 0) AS BIGINT) AS went, p.is_now AS is_now
FROM frontier_point p
LEFT JOIN (SELECT q.no AS no, SUM(CASE WHEN q.funded = 1 THEN 1 ELSE 0 END) AS entered,
             SUM(CASE WHEN q.funded = 1 THEN 0 ELSE 1 END) AS went
           FROM frontier_move q WHERE q.frontier_id = $1 GROUP BY q.no) m ON m.no = p.no
WHERE p.frontier_id = $1 ORDER BY p.no;

-- name: frontier_moves
SELECT x.no AS no, g.code AS package_code, g.title AS title, y.name_th AS agency_name, x.funded AS funded,
  x.amount_satang AS amount_satang, x.value_score AS value_score
FROM (SELECT m.no AS no, m.package_id AS package_id, m.funded AS funded, m.amount_satang AS amount_satang,
        m.value_score AS value_score,
        ROW_NUMBER() OVER (PARTITION BY m.no, m.funded ORDER BY m.amount_satang DESC, m.package_id) AS place
      FROM frontier_move m
      WHERE m.frontier_id = $1
        AND m.no > (SELECT MIN(f.no) FROM frontier_point f WHERE f.frontier_id = $1 AND f.status NOT IN ('infeasible', 'unknown'))) x
JOIN package g ON g.id = x.package_id JOIN agency y ON y.id = g.agency_id
WHERE x.place <= $2 ORDER BY x.no, x.funded DESC, x.amount_satang DESC, g.code;

-- name: frontier_moves_at
SELECT x.no AS no, g.code AS package_code, g.title AS title, y.name_th AS agency_name, x.funded AS funded,
  x.amount_satang AS amount_satang, x.value_score AS value_score
FROM frontier_move x JOIN package g ON g.id = x.package_id JOIN agency y ON y.id = g.agency_id
WHERE x.frontier_id = $1 AND x.no = $2 ORDER BY x.funded DESC, x.amount_satang DESC, g.code LIMIT 2000;

-- name: frontier_agencies
SELECT x.no AS no, x.agency_code AS agency_code,
  COALESCE((SELECT MAX(y.name_th) FROM agency y WHERE y.code = x.agency_code), x.agency_code) AS agency_name,
  x.used_satang AS used_satang
FROM frontier_agency x WHERE x.frontier_id = $1 ORDER BY x.agency_code, x.no;
