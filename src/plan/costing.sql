-- costing.sql: what a line costs beyond its amount.

-- A line with what it costs beyond its amount, for a WHERE.
-- part: costed_line(l)
SELECT l.id, l.year, l.version, l.package_id, l.agency_id, g.division, l.code, l.name, l.unit_word,
       l.justification, l.drawn_from, l.quantity_milli, l.times, l.months, l.unit_price_satang,
       CAST(COALESCE((SELECT x.amount_satang FROM line_amount x
                      WHERE x.line_id = l.id AND x.stage = 0), 0) AS BIGINT) AS requested_satang,
       CAST(COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id
                      ORDER BY x.stage DESC LIMIT 1), 0) AS BIGINT) AS now_satang,
       i.code AS item_code, i.name_th AS item_name,
       COALESCE((WITH RECURSIVE up (id, parent_id, code, level) AS (
                     SELECT n.id, n.parent_id, n.code, n.level FROM class_node n WHERE n.id = l.item_id
                     UNION ALL
                     SELECT n.id, n.parent_id, n.code, n.level FROM class_node n
                     JOIN up ON n.id = up.parent_id)
                 SELECT up.code FROM up WHERE up.level = 'type'), '') AS type_code,
       f.code AS fund_code, p.code AS package_code, p.title AS package_title, p.state,
       g.code AS agency_code, o.code AS output_code, l.removed,
       COALESCE(c.version, 0) AS cost_version, COALESCE(c.first_year, 0) AS first_year,
       COALESCE(c.last_year, 0) AS last_year,
       COALESCE(c.price_code, '') AS price_code, COALESCE(c.price_reason, '') AS price_reason,
       COALESCE(c.motion, '') AS motion, COALESCE(c.engineer, '') AS engineer,
       COALESCE(c.assumed, 0) AS assumed,
       CAST(COALESCE(s.price_satang, 0) AS BIGINT) AS standard_satang,
       COALESCE(s.unit_word, '') AS standard_unit
FROM line l
JOIN package p ON p.id = l.package_id
JOIN agency g ON g.id = l.agency_id
JOIN class_node i ON i.id = l.item_id
JOIN class_node f ON f.id = l.fund_id
JOIN class_node o ON o.id = l.output_id
LEFT JOIN line_cost c ON c.line_id = l.id
LEFT JOIN price s ON s.year = l.year AND s.code = c.price_code AND s.state = 'approved'

-- name: costing_get
{costed_line l}
WHERE l.code = $1;

-- name: costing_list
{costed_line l}
WHERE l.package_id = $1 AND l.removed = 0
ORDER BY i.sort, l.sort, l.id;

-- Lines that can need papers: capital ones, and those with a standard price.
-- name: costing_of_papers
{costed_line l}
WHERE l.removed = 0 AND (substr(i.code, 1, 2) = '05' OR c.price_code <> '')
  AND l.package_id IN (SELECT CAST($1 AS BIGINT) UNION ALL SELECT q.id FROM package q
                WHERE CAST($1 AS BIGINT) <= 0 AND q.agency_id = $2 AND q.year = $3
                  AND ((CAST($1 AS BIGINT) = 0 AND q.state IN ('DRAFT', 'RETURNED'))
                       OR (CAST($1 AS BIGINT) = -1 AND q.state NOT IN ('DRAFT', 'WITHDRAWN', 'EXECUTION'))))
ORDER BY l.package_id, i.sort, l.sort, l.id;

-- The row comes with its first fact.
-- name: line_cost_ensure
INSERT INTO line_cost (line_id, version) VALUES ($1, 0) ON CONFLICT (line_id) DO NOTHING;

-- name: line_cost_touch
UPDATE line_cost SET version = version + 1 WHERE line_id = $1 AND version = $2;

-- name: line_cost_price
UPDATE line_cost SET price_code = $2, price_reason = $3, version = version + 1 WHERE line_id = $1;

-- name: line_cost_years
UPDATE line_cost SET first_year = $2, last_year = $3, motion = $4, assumed = $5 WHERE line_id = $1;

-- name: line_cost_engineer
UPDATE line_cost SET engineer = $2 WHERE line_id = $1;

-- name: tranche_clear
DELETE FROM tranche WHERE line_id = $1;

-- name: tranche_insert
INSERT INTO tranche (line_id, year, amount_satang, phase) VALUES ($1, $2, $3, $4);

-- name: tranche_list
SELECT year, amount_satang, phase FROM tranche WHERE line_id = $1 ORDER BY year;

-- name: running_clear
DELETE FROM running_cost WHERE line_id = $1;

-- name: running_insert
INSERT INTO running_cost (line_id, n, from_year, amount_satang, what) VALUES ($1, $2, $3, $4, $5);

-- name: running_list
SELECT from_year, amount_satang, what FROM running_cost WHERE line_id = $1 ORDER BY n;

-- name: replacement_clear
DELETE FROM replacement WHERE line_id = $1;

-- name: replacement_insert
INSERT INTO replacement (line_id, n, asset_number, bought_year, condition, repair_satang, disposal)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: replacement_list
SELECT r.asset_number, r.bought_year, l.year - r.bought_year AS age, r.condition, r.repair_satang,
       r.disposal
FROM replacement r JOIN line l ON l.id = r.line_id WHERE r.line_id = $1 ORDER BY r.n;

-- name: standard_price
SELECT price_satang FROM price
WHERE year = $1 AND code = $2 AND state = 'approved' AND (valid_to IS NULL OR valid_to >= $3);
