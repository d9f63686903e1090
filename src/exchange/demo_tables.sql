-- demo_tables.sql: the written agencies' rows beside their amounts. $1 year.

-- name: demo_tables_done
SELECT COUNT(*) FROM answer a JOIN unit u ON u.id = a.unit_id WHERE u.year = $1;

-- name: demo_tables_units
SELECT u.id, u.agency_id, u.code, u.title, g.code AS agency_code,
  COALESCE((SELECT n.name_th FROM package p JOIN class_node n ON n.id = p.goal_id
            WHERE p.unit_id = u.id AND p.level = 1), '') AS goal_name,
  CAST(COALESCE((SELECT SUM(v.amount_satang) FROM package p JOIN line l ON l.package_id = p.id
    JOIN line_amount v ON v.line_id = l.id AND v.stage = 0 WHERE p.unit_id = u.id), 0) AS BIGINT) AS asked_satang,
  CAST(COALESCE((SELECT SUM(v.amount_satang) FROM package p JOIN line l ON l.package_id = p.id
    JOIN line_amount v ON v.line_id = l.id AND v.stage = 0
    WHERE p.unit_id = u.id AND p.level_kind <> 'increment'), 0) AS BIGINT) AS base_satang,
  CAST(COALESCE((SELECT SUM(h.after_transfers_satang) FROM past_line h WHERE h.year = u.year - 1 AND h.agency_id = u.agency_id
    AND h.output_code = o.code AND EXISTS (SELECT 1 FROM line l JOIN package p ON p.id = l.package_id
      WHERE p.unit_id = u.id AND l.name = h.name)), 0) AS BIGINT) AS after_satang,
  CAST(COALESCE((SELECT SUM(h.paid_satang) FROM past_line h WHERE h.year = u.year - 1 AND h.agency_id = u.agency_id
    AND h.output_code = o.code AND EXISTS (SELECT 1 FROM line l JOIN package p ON p.id = l.package_id
      WHERE p.unit_id = u.id AND l.name = h.name)), 0) AS BIGINT) AS paid_satang
FROM unit u JOIN agency g ON g.id = u.agency_id JOIN class_node o ON o.id = u.output_id
WHERE u.year = $1 AND g.code IN ('50140000', '11000000', '07000000') ORDER BY u.id;

-- name: demo_tables_packages
SELECT p.id, p.unit_id, p.level, p.code,
  CAST(COALESCE((SELECT SUM(v.amount_satang) FROM line l JOIN line_amount v ON v.line_id = l.id AND v.stage = 0
                 WHERE l.package_id = p.id), 0) AS BIGINT) AS requested_satang
FROM package p JOIN agency g ON g.id = p.agency_id
WHERE p.year = $1 AND g.code IN ('50140000', '11000000', '07000000') ORDER BY p.id;

-- name: demo_tables_lines
SELECT l.id, l.package_id, p.unit_id, p.level, l.quantity_milli, l.code, l.name, i.code AS item_code,
  l.unit_price_satang, v.amount_satang AS requested_satang
FROM line l JOIN package p ON p.id = l.package_id JOIN agency g ON g.id = l.agency_id
JOIN class_node i ON i.id = l.item_id JOIN line_amount v ON v.line_id = l.id AND v.stage = 0
WHERE l.year = $1 AND g.code IN ('50140000', '11000000', '07000000') ORDER BY l.id;

-- name: demo_put_answer
INSERT INTO answer (unit_id, level, question, version, words, by_user, at_ms) VALUES ($1, $2, $3, 1, $4, $5, $6);

-- name: demo_put_option
INSERT INTO unit_option (unit_id, number, kind, title, cost_satang, outcome, chosen, why)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: demo_put_output
INSERT INTO level_output (package_id, name, quantity_milli, unit_word) VALUES ($1, $2, $3, $4);

-- name: demo_put_review
INSERT INTO unit_review (unit_id, past_year, past_code, disposition, reason, resolution, decided_by, decided_at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: demo_put_freed
INSERT INTO freed_to (unit_id, package_id, amount_satang) VALUES ($1, $2, $3);

-- name: demo_put_goal
INSERT INTO package_goal (package_id, node_id, share_bp) VALUES ($1, $2, $3);

-- name: demo_put_section
UPDATE package SET section_id = (SELECT s.id FROM agency_section s WHERE s.agency_id = package.agency_id AND s.code = $2)
WHERE unit_id = $1;

-- How many units of the year share the unit's output.
-- name: demo_output_units
SELECT COUNT(*) FROM unit u WHERE u.year = $1 AND u.agency_id = $2
  AND u.output_id = (SELECT x.output_id FROM unit x WHERE x.id = $3);

-- name: demo_put_cost
INSERT INTO line_cost (line_id, price_code, price_reason, first_year, last_year, motion, engineer)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: demo_put_tranche
INSERT INTO tranche (line_id, year, amount_satang, phase) VALUES ($1, $2, $3, $4);

-- name: demo_put_running
INSERT INTO running_cost (line_id, n, from_year, amount_satang, what) VALUES ($1, 1, $2, $3, $4);

-- name: demo_put_replacement
INSERT INTO replacement (line_id, n, asset_number, bought_year, condition, repair_satang, disposal)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: demo_put_place
INSERT INTO line_place (line_id, n, district_code, subdistrict, lat_micro, lon_micro, note, share_bp)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: demo_put_post
INSERT INTO post (year, agency_id, number, title, kind, grade, salary_satang, position_satang, monthly_satang,
                  living_satang, born, vacant_from)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: demo_put_post_share
INSERT INTO post_share (post_id, output_code, share_bp)
SELECT id, $4, 10000 FROM post WHERE year = $1 AND agency_id = $2 AND number = $3;

-- Years of capital lines that fall due in $1, of agency $2.
-- name: demo_tranches_due
SELECT CAST(COALESCE(SUM(t.amount_satang), 0) AS BIGINT) FROM tranche t JOIN line l ON l.id = t.line_id
WHERE t.year = $1 AND l.agency_id = $2;

-- name: demo_put_group
INSERT INTO justify_group (year, agency_id, code, title, formula, driver, quantity_milli, unit_word, rate_satang,
                           reason, made_by, made_at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: demo_put_group_line
INSERT INTO justify_line (line_id, group_id) SELECT CAST($1 AS BIGINT), g.id FROM justify_group g WHERE g.year = $2 AND g.code = $3;

-- name: demo_put_rank
INSERT INTO package_rank (package_id, year, agency_id, rank) VALUES ($1, $2, $3, $4);

-- name: demo_put_ranking
INSERT INTO agency_ranking (year, agency_id, by_user, at_ms) VALUES ($1, $2, $3, $4)
ON CONFLICT (year, agency_id) DO NOTHING;
