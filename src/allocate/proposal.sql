-- proposal.sql: a run as a proposal to a body, and where the body left it.

-- Every line of the packages that the run chose among: what the run gives it of what it had before stage $3. Units that a
-- divisible package does not get are taken from the line that they are units of, and from no other.
-- name: proposal_lines
SELECT l.code AS code,
       CAST(CASE WHEN k.funded = 0 THEN 0 ELSE v.amount_satang - COALESCE((u.asked - u.units) * u.unit_satang, 0) END AS BIGINT) AS granted_satang
FROM run_package k JOIN package p ON p.id = k.package_id JOIN line l ON l.package_id = p.id
JOIN line_amount v ON v.line_id = l.id
LEFT JOIN run_units u ON u.run_id = k.run_id AND u.package_id = k.package_id AND u.line_id = l.id
WHERE k.run_id = $1 AND p.year = $2 AND l.removed = 0
  AND v.stage = (SELECT MAX(w.stage) FROM line_amount w WHERE w.line_id = l.id AND w.stage < $3)
ORDER BY l.id;

-- What the packages get, without costs that several share: those are no line's.
-- name: proposal_granted
SELECT CAST(COALESCE(SUM(amount_satang), 0) AS BIGINT) FROM run_package WHERE run_id = $1 AND funded = 1;

-- name: proposal_package
SELECT k.package_id, p.code, k.funded, k.value_score, k.amount_satang AS cost_satang
FROM run_package k JOIN package p ON p.id = k.package_id
WHERE k.run_id = $1 AND p.year = $2 AND p.code = $3;

-- name: proposal_package_lines
WITH RECURSIVE up (id, parent_id, code, level, leaf) AS (
  SELECT n.id, n.parent_id, n.code, n.level, n.id FROM class_node n
  WHERE n.id IN (SELECT l.item_id FROM line l WHERE l.package_id = $1
                 UNION SELECT q.output_id FROM package q WHERE q.id = $1)
  UNION ALL
  SELECT n.id, n.parent_id, n.code, n.level, up.leaf FROM class_node n JOIN up ON n.id = up.parent_id)
SELECT l.code, v.amount_satang AS before_satang,
       CAST(v.amount_satang - COALESCE((d.asked - d.units) * d.unit_satang, 0) AS BIGINT) AS granted_satang, g.code AS agency_code, f.code AS fund_code,
       COALESCE((SELECT up.code FROM up WHERE up.leaf = l.item_id AND up.level = 'type'), '') AS type_code,
       COALESCE((SELECT up.code FROM up WHERE up.leaf = l.output_id AND up.level = 'side'), '') AS side_code
FROM line l JOIN line_amount v ON v.line_id = l.id JOIN agency g ON g.id = l.agency_id
JOIN class_node f ON f.id = l.fund_id
LEFT JOIN run_units d ON d.run_id = $3 AND d.package_id = l.package_id AND d.line_id = l.id
WHERE l.package_id = $1 AND l.removed = 0
  AND v.stage = (SELECT MAX(w.stage) FROM line_amount w WHERE w.line_id = l.id AND w.stage < $2)
ORDER BY l.id;

-- name: proposal_prices
SELECT dim, code, price_text FROM run_ceiling WHERE run_id = $1 AND price_text <> '' ORDER BY dim, code;

-- name: proposal_depart
INSERT INTO resolution_departure (resolution_id, package_id, proposed_satang, amount_satang, value_score, room_score, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (resolution_id, package_id)
DO UPDATE SET proposed_satang = excluded.proposed_satang, amount_satang = excluded.amount_satang,
              value_score = excluded.value_score, room_score = excluded.room_score, reason = excluded.reason,
              loss_state = 'none', loss_low_score = 0, loss_high_score = 0;

-- name: proposal_return
DELETE FROM resolution_departure WHERE resolution_id = $1 AND package_id = $2;

-- name: proposal_departures
SELECT p.code, p.title, g.name_th AS agency_name, d.proposed_satang, d.amount_satang,
       d.amount_satang - d.proposed_satang AS change_satang, d.value_score AS value, d.room_score AS room,
       d.value_score - d.room_score AS net, d.loss_state, d.loss_low_score AS loss_low, d.loss_high_score AS loss_high, d.reason
FROM resolution_departure d JOIN package p ON p.id = d.package_id JOIN agency g ON g.id = p.agency_id
WHERE d.resolution_id = $1
ORDER BY d.value_score - d.room_score, p.code LIMIT 5000;

-- ---- what departures cost, found by solving again ----

-- name: proposal_held
SELECT d.package_id, p.code, d.amount_satang, k.amount_satang AS cost_satang,
       COALESCE(u.units, 0) AS units
FROM resolution_departure d JOIN resolution r ON r.id = d.resolution_id JOIN package p ON p.id = d.package_id
JOIN run_package k ON k.run_id = r.run_id AND k.package_id = d.package_id
LEFT JOIN run_units u ON u.run_id = k.run_id AND u.package_id = k.package_id
WHERE d.resolution_id = $1 ORDER BY d.package_id LIMIT 200;

-- name: proposal_loss_set
UPDATE resolution_departure SET loss_state = $4, loss_low_score = $5, loss_high_score = $6
WHERE resolution_id = $1 AND package_id = $2 AND amount_satang = $3;

-- name: proposal_loss_all_set
INSERT INTO resolution_loss (resolution_id, departures, change_satang, loss_state, loss_low_score, loss_high_score, by_user, at_ms)
SELECT CAST($1 AS BIGINT), COUNT(*), CAST(COALESCE(SUM(d.amount_satang - d.proposed_satang), 0) AS BIGINT),
       CAST($2 AS TEXT), CAST($3 AS BIGINT), CAST($4 AS BIGINT), CAST($5 AS TEXT), CAST($6 AS BIGINT)
FROM resolution_departure d WHERE d.resolution_id = $1
ON CONFLICT (resolution_id)
DO UPDATE SET departures = excluded.departures, change_satang = excluded.change_satang, loss_state = excluded.loss_state,
              loss_low_score = excluded.loss_low_score, loss_high_score = excluded.loss_high_score,
              by_user = excluded.by_user, at_ms = excluded.at_ms;

-- Only while the departures are those that it was found for.
-- name: proposal_loss_all
SELECT x.loss_state AS state, x.loss_low_score AS low, x.loss_high_score AS high, x.at_ms
FROM resolution_loss x
WHERE x.resolution_id = $1
  AND x.departures = (SELECT COUNT(*) FROM resolution_departure d WHERE d.resolution_id = $1)
  AND x.change_satang = (SELECT COALESCE(SUM(d.amount_satang - d.proposed_satang), 0) FROM resolution_departure d WHERE d.resolution_id = $1)
  AND NOT EXISTS (SELECT 1 FROM resolution_departure d WHERE d.resolution_id = $1 AND d.loss_state = 'none');
