-- Scenarios, their ceilings, their runs.

-- name: scenario_find
SELECT s.id AS id FROM scenario s WHERE s.year = $1 AND s.name = $2;

-- name: scenario_add
INSERT INTO scenario (year, name, note, made_by, made_at_ms, shared) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id;

-- name: scenario_touch
UPDATE scenario SET version = version + 1 WHERE id = $1;

-- name: scenario_ceiling_set
INSERT INTO scenario_ceiling (scenario_id, dim, code, max_satang, min_satang) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (scenario_id, dim, code) DO UPDATE SET max_satang = excluded.max_satang, min_satang = excluded.min_satang;

-- name: scenario_ceiling_drop
DELETE FROM scenario_ceiling WHERE scenario_id = $1 AND dim = $2 AND code = $3;

-- name: scenario_ceiling_list
SELECT dim, code, CASE WHEN max_satang IS NULL THEN 0 ELSE 1 END AS has_max,
  CASE WHEN min_satang IS NULL THEN 0 ELSE 1 END AS has_min,
  CAST(COALESCE(max_satang, 0) AS BIGINT) AS max_satang, CAST(COALESCE(min_satang, 0) AS BIGINT) AS min_satang
FROM scenario_ceiling WHERE scenario_id = $1
ORDER BY CASE dim WHEN 'total' THEN 0 WHEN 'type' THEN 1 WHEN 'side' THEN 2 WHEN 'fund' THEN 3 WHEN 'agency' THEN 4
  WHEN 'personnel' THEN 5 WHEN 'label' THEN 6 WHEN 'group' THEN 7 ELSE 8 END, code;

-- name: scenario_agency_known
SELECT COUNT(*) FROM agency WHERE code = $2 AND valid_from <= $1 AND (valid_to IS NULL OR valid_to >= $1);

-- name: scenario_district_known
SELECT COUNT(*) FROM agency WHERE kind = 'district' AND valid_from <= $1 AND (valid_to IS NULL OR valid_to >= $1)
  AND CASE CAST($2 AS TEXT) WHEN 'group' THEN district_group ELSE SUBSTR(code, 1, 4) END = CAST($3 AS TEXT) AND CAST($3 AS TEXT) <> '';

-- Packages that compete in a year; a unit's levels follow one another.
-- name: scenario_packages
SELECT p.id AS id, p.code AS code, p.unit_id AS unit_id, p.level AS level, p.mandatory AS mandatory,
  p.value_score AS value_score, g.code AS agency_code, p.output_id AS output_id
FROM package p JOIN agency g ON g.id = p.agency_id
WHERE p.year = $1 AND {competes p} AND {annual p}
ORDER BY p.unit_id, p.level;

-- Money of each line at its newest stage before stage $2.
-- name: scenario_lines
SELECT l.package_id AS package_id, l.item_id AS item_id, l.fund_id AS fund_id, v.amount_satang AS amount_satang
FROM line l JOIN line_amount v ON v.line_id = l.id
WHERE l.year = $1 AND l.ordinance = 0
  AND v.stage = (SELECT MAX(w.stage) FROM line_amount w WHERE w.line_id = l.id AND w.stage < $2)
ORDER BY l.package_id, l.id;

-- name: scenario_newest_change
SELECT CAST(COALESCE(MAX(id), 0) AS BIGINT) FROM line_change;

-- name: run_add
INSERT INTO scenario_run (scenario_id, code, mode, status, value_score, bound_score, gap_text, funded, packages,
  used_satang, asked_satang, solve_ms, total_ms, instance_sha, result_sha, change_id, made_by, made_at_ms,
  bound_proved)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) RETURNING id;

-- name: run_count
SELECT COUNT(*) FROM scenario_run;

-- name: run_ceiling_add
INSERT INTO run_ceiling (run_id, dim, code, max_satang, min_satang, used_satang, asked_satang, price_text)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: run_package_add
INSERT INTO run_package (run_id, package_id, funded, reason, resources, why_th, why_en, cut_rank, value_score, amount_satang, cumulative_satang)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: run_newest
SELECT r.id AS id, r.code AS code, s.name AS scenario, r.mode AS mode, r.status AS status, r.gap_text AS gap_text,
  r.value_score AS value_score, r.bound_score AS bound_score, r.funded AS funded, r.packages AS packages,
  r.solve_ms AS solve_ms, r.total_ms AS total_ms, r.used_satang AS used_satang, r.asked_satang AS asked_satang,
  r.made_by AS made_by, r.made_at_ms AS made_at_ms
FROM scenario_run r JOIN scenario s ON s.id = r.scenario_id
WHERE s.year = $1 AND s.name = $2 ORDER BY r.id DESC LIMIT 1;

-- name: run_by_code
SELECT r.id AS id, r.code AS code, s.name AS scenario, r.mode AS mode, r.status AS status, r.gap_text AS gap_text,
  r.value_score AS value_score, r.bound_score AS bound_score, r.funded AS funded, r.packages AS packages,
  r.solve_ms AS solve_ms, r.total_ms AS total_ms, r.used_satang AS used_satang, r.asked_satang AS asked_satang,
  r.made_by AS made_by, r.made_at_ms AS made_at_ms
FROM scenario_run r JOIN scenario s ON s.id = r.scenario_id
WHERE s.year = $1 AND r.code = $2;

-- name: run_list
SELECT r.id AS id, r.code AS code, s.name AS scenario, r.mode AS mode, r.status AS status, r.gap_text AS gap_text,
  r.value_score AS value_score, r.bound_score AS bound_score, r.funded AS funded, r.packages AS packages,
  r.solve_ms AS solve_ms, r.total_ms AS total_ms, r.used_satang AS used_satang, r.asked_satang AS asked_satang,
  r.made_by AS made_by, r.made_at_ms AS made_at_ms
FROM scenario_run r JOIN scenario s ON s.id = r.scenario_id
WHERE s.year = $1 AND {sees_scenario s $2 $3} ORDER BY r.id DESC LIMIT 50;

-- name: run_ceilings
SELECT dim, code, used_satang, asked_satang, price_text FROM run_ceiling WHERE run_id = $1 ORDER BY dim, code;

-- name: run_packages
SELECT rp.cut_rank AS cut_rank, p.code AS package_code, p.title AS title, g.name_th AS agency_name,
  p.level_kind AS level_kind, rp.reason AS reason, rp.why_th AS why_th, rp.why_en AS why_en, rp.funded AS funded,
  rp.amount_satang AS amount_satang, rp.cumulative_satang AS cumulative_satang, rp.value_score AS value_score,
  w.value_lo AS value_lo, w.value_hi AS value_hi,
  CASE WHEN w.run_id IS NULL THEN '' WHEN w.always = 1 THEN 'all_proved' WHEN w.never = 1 THEN 'none_proved'
       WHEN w.seen = x.samples THEN 'all' WHEN w.seen = 0 THEN 'none' WHEN 2 * w.seen >= x.samples THEN 'most'
       ELSE 'few' END AS robust
FROM run_package rp JOIN package p ON p.id = rp.package_id JOIN agency g ON g.id = p.agency_id
LEFT JOIN run_why w ON w.run_id = rp.run_id AND w.package_id = rp.package_id
LEFT JOIN run_explain x ON x.run_id = rp.run_id
WHERE rp.run_id = $1 AND rp.cut_rank > $2 ORDER BY rp.cut_rank LIMIT $3;

-- The newest run of the city's scenario decides what a package page says; else one that everybody may see.
-- name: run_package_reason
SELECT rp.funded AS funded, s.name AS scenario, r.code AS run_code, rp.reason AS reason, rp.why_th AS th,
  rp.why_en AS en, rp.cut_rank AS cut_rank, CASE WHEN w.run_id IS NULL THEN 0 ELSE 1 END AS explained,
  w.value_lo AS value_lo, w.value_hi AS value_hi
FROM run_package rp JOIN scenario_run r ON r.id = rp.run_id JOIN scenario s ON s.id = r.scenario_id
LEFT JOIN run_why w ON w.run_id = rp.run_id AND w.package_id = rp.package_id
WHERE rp.package_id = $1 AND s.shared = 'all' AND s.state = 'active' ORDER BY CASE s.name WHEN 'main' THEN 0 ELSE 1 END, r.id DESC LIMIT 1;

-- What people call a ceiling: agencies of the year, expenditure types, sides, funds.
-- name: ceiling_names
SELECT 'agency' AS dim, g.code, g.name_th, g.name_en, g.print_order AS sort
FROM agency g WHERE g.kind <> 'unit' AND g.valid_from <= $1 AND (g.valid_to IS NULL OR g.valid_to >= $1)
UNION ALL
SELECT n.level, n.code, n.name_th, n.name_en, n.sort
FROM year_class y JOIN class_node n ON n.version_id = y.version_id
WHERE y.year = $1 AND y.kind IN ('item', 'programme', 'fund') AND n.level IN ('type', 'side', 'fund')
ORDER BY 1, 5, 2;
