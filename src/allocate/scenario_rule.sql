-- Rules of a scenario; what a problem reads for them.

-- part: scenario_rule_columns(r)
r.id AS id, r.code AS code, r.kind AS kind, r.packages AS packages, r.others AS others,
  COALESCE(CAST(r.least AS TEXT), '') AS least, COALESCE(CAST(r.most AS TEXT), '') AS most,
  r.amount_satang AS amount_satang, '' AS share, CAST(COALESCE(r.share_bp, -1) AS BIGINT) AS bp,
  r.target AS target, r.reason AS reason, r.made_by AS made_by, r.made_at_ms AS made_at_ms, r.version AS version

-- name: scenario_rule_list
SELECT {scenario_rule_columns r} FROM scenario_rule r WHERE r.scenario_id = $1 ORDER BY r.code LIMIT 2001;

-- name: scenario_rule_get
SELECT {scenario_rule_columns r} FROM scenario_rule r WHERE r.scenario_id = $1 AND r.code = $2;

-- name: scenario_rule_add
INSERT INTO scenario_rule (scenario_id, code, kind, packages, others, least, most, amount_satang, share_bp, target, reason,
  made_by, made_at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (scenario_id, code) DO NOTHING;

-- name: scenario_rule_change
UPDATE scenario_rule SET kind = $3, packages = $4, others = $5, least = $6, most = $7, amount_satang = $8, share_bp = $9,
  target = $10, reason = $11, made_by = $12, made_at_ms = $13, version = version + 1
WHERE scenario_id = $1 AND code = $2 AND version = $14;

-- name: scenario_rule_drop
DELETE FROM scenario_rule WHERE scenario_id = $1 AND code = $2 AND version = $3;

-- name: scenario_rule_count
SELECT COUNT(*) FROM scenario_rule WHERE scenario_id = $1;

-- Whole lines of packages that a rule divides, the largest quantity of a package first.
-- name: scenario_rule_unit_lines
SELECT p.id AS package_id, l.id AS line_id, l.code AS code, l.quantity_milli AS quantity_milli
FROM scenario_rule r JOIN scenario s ON s.id = r.scenario_id
JOIN package p ON p.year = s.year AND p.code = r.packages JOIN line l ON l.package_id = p.id
WHERE r.scenario_id = $1 AND r.kind = 'units' AND l.ordinance = 0
ORDER BY p.id, l.quantity_milli DESC, l.code;

-- Money of each line at its newest stage before stage $2.
-- name: problem_lines
SELECT l.package_id AS package_id, l.id AS line_id, l.item_id AS item_id, l.fund_id AS fund_id, v.amount_satang AS amount_satang
FROM line l JOIN line_amount v ON v.line_id = l.id
WHERE l.year = $1 AND l.ordinance = 0
  AND v.stage = (SELECT MAX(w.stage) FROM line_amount w WHERE w.line_id = l.id AND w.stage < $2)
ORDER BY l.package_id, l.id;

-- What lines ask of forward years: parts of a work that takes years, and running costs from a year on.
-- name: problem_forward
SELECT l.package_id AS package_id, l.id AS line_id, l.item_id AS item_id, l.fund_id AS fund_id, t.year AS year, 0 AS running,
  t.amount_satang AS amount_satang
FROM tranche t JOIN line l ON l.id = t.line_id WHERE l.year = $1 AND l.ordinance = 0 AND t.year > $1
UNION ALL
SELECT l.package_id AS package_id, l.id AS line_id, l.item_id AS item_id, l.fund_id AS fund_id, c.from_year AS year, 1 AS running,
  c.amount_satang AS amount_satang
FROM running_cost c JOIN line l ON l.id = c.line_id WHERE l.year = $1 AND l.ordinance = 0
ORDER BY 1, 2, 5;

-- name: problem_places
SELECT l.id AS line_id, q.district_code AS district_code, q.share_bp AS share_bp
FROM line_place q JOIN line l ON l.id = q.line_id WHERE l.year = $1 AND l.ordinance = 0
ORDER BY l.id, q.n;

-- name: problem_districts
SELECT SUBSTR(code, 1, 4) AS code, district_group FROM agency
WHERE kind = 'district' AND valid_from <= $1 AND (valid_to IS NULL OR valid_to >= $1) ORDER BY code;

-- name: run_units_add
INSERT INTO run_units (run_id, package_id, line_id, units, asked, unit_satang) VALUES ($1, $2, $3, $4, $5, $6);
