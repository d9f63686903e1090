-- What would bring a package of a run in or push it out.

-- name: run_explain_add
INSERT INTO run_explain (run_id, gap_text, samples, exact, at_ms) VALUES ($1, $2, $3, $4, $5);

-- name: run_ceiling_name_add
INSERT INTO run_ceiling_name (run_id, dim, code, name_th, name_en) VALUES ($1, $2, $3, $4, $5);

-- name: run_why_add
INSERT INTO run_why (run_id, package_id, value_lo, value_hi, swaps, seen, always, never)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: run_why_ceiling_add
INSERT INTO run_why_ceiling (run_id, package_id, dim, code, short_satang, more_lo_satang, more_hi_satang)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: run_why_swap_add
INSERT INTO run_why_swap (run_id, package_id, other_id, comes) VALUES ($1, $2, $3, $4);

-- name: run_step_add
INSERT INTO run_step (run_id, dim, code, step_satang, solved, gain_lo, gain_hi) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: run_why_get
SELECT rp.package_id AS package_id, rp.cut_rank AS cut_rank, r.packages AS packages, p.code AS package_code,
  p.title AS title, g.name_th AS agency_name, p.level_kind AS level_kind, rp.reason AS reason, rp.why_th AS why_th,
  rp.why_en AS why_en, rp.funded AS funded, rp.amount_satang AS amount_satang, rp.value_score AS value_score,
  CASE WHEN w.run_id IS NULL THEN 0 ELSE 1 END AS explained, w.value_lo AS value_lo, w.value_hi AS value_hi,
  COALESCE(w.swaps, 0) AS swaps, COALESCE(w.seen, 0) AS seen, COALESCE(w.always, 0) AS always,
  COALESCE(w.never, 0) AS never, COALESCE(x.samples, 0) AS samples, COALESCE(x.exact, 0) AS exact,
  COALESCE(x.gap_text, '') AS gap_text
FROM package p JOIN run_package rp ON rp.package_id = p.id AND rp.run_id = $1
JOIN scenario_run r ON r.id = rp.run_id JOIN agency g ON g.id = p.agency_id
LEFT JOIN run_why w ON w.run_id = rp.run_id AND w.package_id = rp.package_id
LEFT JOIN run_explain x ON x.run_id = rp.run_id
WHERE p.code = $2;

-- name: run_why_ceilings
SELECT c.dim AS dim, c.code AS code, CASE $3 WHEN 'en' THEN n.name_en ELSE n.name_th END AS name,
  c.price_text AS price_text, c.max_satang AS max_satang, c.max_satang - c.used_satang AS left_satang,
  w.short_satang AS missing_satang, w.more_lo_satang AS more_lo_satang, w.more_hi_satang AS more_hi_satang
FROM run_why_ceiling w JOIN run_ceiling c ON c.run_id = w.run_id AND c.dim = w.dim AND c.code = w.code
JOIN run_ceiling_name n ON n.run_id = w.run_id AND n.dim = w.dim AND n.code = w.code
WHERE w.run_id = $1 AND w.package_id = $2
ORDER BY w.short_satang DESC, c.dim, c.code;

-- name: run_why_swaps
SELECT p.code AS package_code, p.title AS title, g.name_th AS agency_name, rp.funded AS funded, s.comes AS comes,
  rp.cut_rank AS cut_rank, rp.amount_satang AS amount_satang, rp.value_score AS value_score
FROM run_why_swap s JOIN run_package rp ON rp.run_id = s.run_id AND rp.package_id = s.other_id
JOIN package p ON p.id = s.other_id JOIN agency g ON g.id = p.agency_id
WHERE s.run_id = $1 AND s.package_id = $2 ORDER BY s.comes DESC, rp.value_score DESC, p.code;

-- The nearest of its agency by rank, at most 400 ranks away.
-- name: run_why_neighbours
SELECT q.package_code AS package_code, q.title AS title, q.agency_name AS agency_name, q.funded AS funded,
  q.comes AS comes, q.cut_rank AS cut_rank, q.amount_satang AS amount_satang, q.value_score AS value_score
FROM (SELECT p.code AS package_code, p.title AS title, g.name_th AS agency_name, rp.funded AS funded, 0 AS comes,
        rp.cut_rank AS cut_rank, rp.amount_satang AS amount_satang, rp.value_score AS value_score
      FROM run_package me JOIN package mp ON mp.id = me.package_id
      JOIN run_package rp ON rp.run_id = me.run_id AND rp.cut_rank BETWEEN me.cut_rank - 400 AND me.cut_rank + 400
      JOIN package p ON p.id = rp.package_id AND p.agency_id = mp.agency_id JOIN agency g ON g.id = p.agency_id
      WHERE me.run_id = $1 AND me.package_id = $2
      ORDER BY ABS(rp.cut_rank - me.cut_rank), rp.cut_rank LIMIT 11) q
ORDER BY q.cut_rank;

-- name: run_steps
SELECT s.dim AS dim, s.code AS code, CASE $2 WHEN 'en' THEN n.name_en ELSE n.name_th END AS name,
  c.price_text AS price_text, c.max_satang AS max_satang, s.step_satang AS step_satang, s.solved AS solved, s.gain_lo AS gain_lo,
  s.gain_hi AS gain_hi
FROM run_step s JOIN run_ceiling c ON c.run_id = s.run_id AND c.dim = s.dim AND c.code = s.code
JOIN run_ceiling_name n ON n.run_id = s.run_id AND n.dim = s.dim AND n.code = s.code
WHERE s.run_id = $1 ORDER BY s.gain_lo DESC, s.dim, s.code LIMIT 500;
