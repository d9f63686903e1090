-- Decisions taken by hand in a scenario.

-- name: pin_list
SELECT g.id AS package_id, g.code AS package_code, g.title AS title, y.name_th AS agency_name, x.way AS way,
  x.reason AS reason, x.by_user AS by_user, x.at_ms AS at_ms, x.version AS version
FROM scenario_pin x JOIN package g ON g.id = x.package_id JOIN agency y ON y.id = g.agency_id
WHERE x.scenario_id = $1 ORDER BY x.at_ms, g.id LIMIT 500;

-- name: pin_find_package
SELECT p.id AS id, p.code AS code, p.unit_id AS unit_id, p.level AS level, p.mandatory AS mandatory
FROM package p WHERE p.year = $1 AND p.code = $2 AND {competes p};

-- name: pin_put
INSERT INTO scenario_pin (scenario_id, package_id, way, reason, by_user, at_ms) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (scenario_id, package_id) DO UPDATE SET way = excluded.way, reason = excluded.reason,
  by_user = excluded.by_user, at_ms = excluded.at_ms, version = scenario_pin.version + 1;

-- name: pin_drop
DELETE FROM scenario_pin WHERE scenario_id = $1 AND version = $3
  AND package_id IN (SELECT g.id FROM package g
    WHERE g.year = (SELECT s.year FROM scenario s WHERE s.id = $1) AND g.code = CAST($2 AS TEXT));

-- name: pin_there
SELECT COUNT(*) FROM scenario_pin x JOIN package g ON g.id = x.package_id WHERE x.scenario_id = $1 AND g.code = CAST($2 AS TEXT);

-- Pins that contradict: a package held in above a level of its unit that is held out; one held out that is mandatory.
-- name: pin_clash
SELECT h.code AS package, l.code AS other, 0 AS mandatory
FROM scenario_pin a JOIN package h ON h.id = a.package_id
JOIN scenario_pin b ON b.scenario_id = a.scenario_id JOIN package l ON l.id = b.package_id
WHERE a.scenario_id = $1 AND a.way = 'in' AND b.way = 'out' AND l.unit_id = h.unit_id AND l.year = h.year AND l.level < h.level
UNION ALL
SELECT h.code AS package, l.code AS other, 1 AS mandatory
FROM scenario_pin a JOIN package l ON l.id = a.package_id
JOIN package h ON h.unit_id = l.unit_id AND h.year = l.year AND h.level >= l.level
WHERE a.scenario_id = $1 AND a.way = 'out' AND h.mandatory = 1
ORDER BY mandatory DESC, package, other LIMIT 1;

-- name: pin_ways
SELECT x.package_id AS package_id, x.way AS way, x.reason AS reason, x.by_user AS by_user
FROM scenario_pin x WHERE x.scenario_id = $1 ORDER BY x.package_id;

-- name: run_pin_add
INSERT INTO run_pin (run_id, package_id, way, reason, by_user, cost_score, spread_score) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: run_pin_list
SELECT g.code AS package_code, g.title AS title, y.name_th AS agency_name, x.way AS way, x.reason AS reason,
  x.by_user AS by_user, CASE WHEN x.cost_score IS NULL THEN 0 ELSE 1 END AS priced,
  CAST(COALESCE(x.cost_score, 0) AS BIGINT) AS cost, CAST(COALESCE(x.spread_score, 0) AS BIGINT) AS spread
FROM run_pin x JOIN package g ON g.id = x.package_id JOIN agency y ON y.id = g.agency_id
WHERE x.run_id = $1 ORDER BY COALESCE(x.cost_score, 0) DESC, g.code LIMIT 500;
