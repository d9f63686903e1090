-- Runs side by side.

-- name: run_part_add
INSERT INTO run_part (run_id, dim, code, asked_satang, used_satang, value_score, packages, funded)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: run_rank_add
INSERT INTO run_rank (run_id, mode, kept, value_score, used_satang, funded) VALUES ($1, $2, $3, $4, $5, $6);

-- name: run_rank_package_add
INSERT INTO run_rank_package (run_id, mode, package_id, funded) VALUES ($1, $2, $3, $4);

-- name: run_part_list
SELECT x.code AS code, x.used_satang AS used_satang, x.value_score AS value_score, x.funded AS funded
FROM run_part x WHERE x.run_id = $1 AND x.dim = $2 ORDER BY x.code;

-- Packages of both runs, decided differently.
-- name: compare_packages
SELECT a.cut_rank AS cut_rank, p.code AS package_code, p.title AS title, g.name_th AS agency_name,
  p.level_kind AS level_kind, a.funded AS funded_1, b.funded AS funded_2, a.amount_satang AS amount_satang,
  a.value_score AS value_score
FROM run_package a JOIN run_package b ON b.run_id = $2 AND b.package_id = a.package_id
JOIN package p ON p.id = a.package_id JOIN agency g ON g.id = p.agency_id
WHERE a.run_id = $1 AND a.cut_rank > $3 AND b.funded <> a.funded ORDER BY a.cut_rank LIMIT $4;

-- name: run_rank_list
SELECT k.mode AS mode, k.kept AS kept, k.value_score AS value_score, r.value_score - k.value_score AS lost,
  k.used_satang AS used_satang, k.funded AS funded,
  (SELECT COUNT(*) FROM run_rank_package d WHERE d.run_id = k.run_id AND d.mode = k.mode) AS differ
FROM run_rank k JOIN scenario_run r ON r.id = k.run_id WHERE k.run_id = $1
ORDER BY CASE k.mode WHEN 'strict' THEN 0 ELSE 1 END;

-- name: run_rank_packages
SELECT a.cut_rank AS cut_rank, p.code AS package_code, p.title AS title, g.name_th AS agency_name,
  p.level_kind AS level_kind, a.funded AS funded_1, d.funded AS funded_2, a.amount_satang AS amount_satang,
  a.value_score AS value_score
FROM run_rank_package d JOIN run_package a ON a.run_id = d.run_id AND a.package_id = d.package_id
JOIN package p ON p.id = d.package_id JOIN agency g ON g.id = p.agency_id
WHERE d.run_id = $1 AND d.mode = $2 AND a.cut_rank > $3 ORDER BY a.cut_rank LIMIT $4;

-- What a run gives by place, with what was asked.
-- name: run_part_rows
SELECT x.code AS code, x.asked_satang AS asked_satang, x.used_satang AS used_satang, x.value_score AS value_score,
  x.packages AS packages, x.funded AS funded
FROM run_part x WHERE x.run_id = $1 AND x.dim = $2 ORDER BY x.code;

-- Money of each line at its newest stage before stage $2.
-- name: run_part_lines
SELECT l.package_id AS package_id, l.id AS line_id, l.item_id AS item_id, v.amount_satang AS amount_satang
FROM line l JOIN line_amount v ON v.line_id = l.id
WHERE l.year = $1 AND l.ordinance = 0
  AND v.stage = (SELECT MAX(w.stage) FROM line_amount w WHERE w.line_id = l.id AND w.stage < $2)
ORDER BY l.package_id, l.id;
