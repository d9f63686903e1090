-- service_cost.sql: services, what they cost, what they served.

-- name: cost_service_list
SELECT s.id AS id, s.version AS version, s.code AS code, CASE WHEN CAST($1 AS TEXT) = 'en' AND s.name_en <> '' THEN s.name_en ELSE s.name_th END AS name,
       s.name_th AS name_th, s.name_en AS name_en, s.unit_word AS unit_word, s.stable AS stable, s.readings AS readings, s.closed AS closed
FROM service s ORDER BY s.code LIMIT 2000;

-- name: cost_service_get
SELECT s.id AS id, s.version AS version, s.code AS code, CASE WHEN CAST($2 AS TEXT) = 'en' AND s.name_en <> '' THEN s.name_en ELSE s.name_th END AS name,
       s.name_th AS name_th, s.name_en AS name_en, s.unit_word AS unit_word, s.stable AS stable, s.readings AS readings, s.closed AS closed
FROM service s WHERE s.code = $1;

-- name: cost_service_insert
INSERT INTO service (code, name_th, name_en, unit_word, stable, readings, closed, made_by, made_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (code) DO NOTHING;

-- name: cost_service_update
UPDATE service SET name_th = $3, name_en = $4, unit_word = $5, stable = $6, readings = $7, closed = $8, version = version + 1
WHERE code = $1 AND version = $2;

-- What was paid in a year by agency and output; a line that goes elsewhere than its output stands alone.
-- name: cost_paid
SELECT l.agency_id AS agency_id, g.code AS agency_code, g.name_th AS agency_name, n.code AS output_code, n.name_th AS output_name,
       COALESCE(x.line_id, 0) AS line_id, COALESCE(MAX(CASE WHEN x.line_id IS NOT NULL THEN l.code END), '') AS line_code,
       COALESCE(MAX(CASE WHEN x.line_id IS NOT NULL THEN l.name END), '') AS line_name, CAST(SUM(b.disbursed_satang) AS BIGINT) AS paid_satang
FROM line l JOIN balance b ON b.line_id = l.id JOIN agency g ON g.id = l.agency_id JOIN class_node n ON n.id = l.output_id
LEFT JOIN cost_source x ON x.line_id = l.id
WHERE l.year = $1
GROUP BY l.agency_id, g.code, g.name_th, g.print_order, n.code, n.name_th, COALESCE(x.line_id, 0)
HAVING SUM(b.disbursed_satang) > 0 OR COALESCE(x.line_id, 0) > 0
ORDER BY g.print_order, g.code, n.code, 6;

-- name: cost_sources
SELECT x.id AS id, x.agency_id AS agency_id, x.output_code AS output_code, COALESCE(x.line_id, 0) AS line_id,
       COALESCE(x.service_id, 0) AS service_id, COALESCE(x.pool_id, 0) AS pool_id, x.version AS version
FROM cost_source x WHERE x.year = $1 ORDER BY x.agency_id, x.output_code, 4;

-- A verified reading of the indicator that counts a service ($1 year): of every period when each is its period's own, else of
-- the newest. A share or steps are no volume.
-- part: service_readings(s, y, r, $1)
service s JOIN indicator_profile y ON y.stable = s.stable AND y.year = $1
JOIN reading r ON r.indicator_id = y.indicator_id AND r.year = y.year AND r.state = 'verified' AND r.has_result = 1 AND r.kind = 'value'
 AND s.stable <> ''
 AND (s.readings = 'sum' OR NOT EXISTS (SELECT 1 FROM reading z WHERE z.indicator_id = r.indicator_id AND z.year = r.year AND z.period > r.period
                                          AND z.state = 'verified' AND z.has_result = 1 AND z.kind = 'value'))

-- Of a year by service and agency: what was typed (thousandths), what readings say (millionths), what shared cost is split by.
-- name: cost_service_measures
SELECT v.service_id AS service_id, v.agency_id AS agency_id, 'typed' AS kind, CAST(SUM(v.quantity_milli) AS BIGINT) AS number, 0 AS area, 0 AS version
FROM service_volume v JOIN service s ON s.id = v.service_id WHERE v.year = $1 AND s.stable = '' GROUP BY v.service_id, v.agency_id
UNION ALL
SELECT s.id, y.agency_id, 'reading', CAST(SUM(r.result) AS BIGINT), 0, 0
FROM {service_readings s y r $1} GROUP BY s.id, y.agency_id
UNION ALL
SELECT w.service_id, w.agency_id, 'weight', w.posts_milli, w.area_milli, w.version FROM service_weight w WHERE w.year = $1
ORDER BY 1, 2, 3;

-- name: cost_pools
SELECT o.id AS id, o.version AS version, COALESCE(o.agency_id, 0) AS agency_id, o.code AS code, o.name AS name, COALESCE(g.name_th, '') AS agency_name,
       COALESCE((SELECT k.split_key FROM cost_pool_key k JOIN cost_pool_key_decision d ON d.key_id = k.id
                 WHERE k.pool_id = o.id AND d.approved = 1 ORDER BY k.number DESC LIMIT 1), '') AS split_key,
       (SELECT COUNT(*) FROM cost_pool_key k WHERE k.pool_id = o.id
          AND NOT EXISTS (SELECT 1 FROM cost_pool_key_decision d WHERE d.key_id = k.id)) AS waiting
FROM cost_pool o LEFT JOIN agency g ON g.id = o.agency_id WHERE o.year = $1 ORDER BY o.code LIMIT 500;

-- name: cost_service_agencies
SELECT g.id AS id, g.code AS code, g.name_th AS name FROM agency g WHERE g.kind <> 'ministry' ORDER BY g.print_order, g.code;

-- By month: typed, or read from the indicator that counts the service.
-- name: cost_service_volume_list
SELECT x.month AS month, x.version AS version, s.code AS service_code, CASE WHEN CAST($3 AS TEXT) = 'en' AND s.name_en <> '' THEN s.name_en ELSE s.name_th END AS service_name,
       g.code AS agency_code, g.name_th AS agency_name, s.unit_word AS unit_word, x.quantity AS quantity, x.volume_from AS volume_from,
       CASE WHEN x.volume_from = 'typed' THEN s.code || '.' || g.code || '.' || CAST(x.month AS TEXT) ELSE '' END AS key, x.by_user AS by_user, x.at_ms AS at_ms
FROM (SELECT v.service_id AS service_id, v.agency_id AS agency_id, v.month AS month, v.version AS version, v.quantity_milli * 1000 AS quantity,
             'typed' AS volume_from, v.by_user AS by_user, v.at_ms AS at_ms
      FROM service_volume v JOIN service t ON t.id = v.service_id WHERE v.year = $1 AND t.stable = ''
      UNION ALL
      SELECT t.id, y.agency_id, r.period % 100, 0, r.result, 'reading', r.verified_by, COALESCE(r.verified_ms, 0)
      FROM {service_readings t y r $1}) x
JOIN service s ON s.id = x.service_id JOIN agency g ON g.id = x.agency_id
WHERE CAST($2 AS TEXT) = '' OR s.code = $2
ORDER BY s.code, g.print_order, g.code, CASE WHEN x.month >= 10 THEN x.month - 12 ELSE x.month END LIMIT 5000;

-- Rows of the other kind (months against the whole year).
-- name: volume_other_kind
SELECT COUNT(*) FROM service_volume v
WHERE v.year = $1 AND v.service_id = $2 AND v.agency_id = $3 AND ((CAST($4 AS BIGINT) = 0) <> (v.month = 0));

-- name: volume_insert
INSERT INTO service_volume (service_id, agency_id, year, month, quantity_milli, by_user, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (year, service_id, agency_id, month) DO NOTHING;

-- name: volume_update
UPDATE service_volume SET quantity_milli = $5, by_user = $6, at_ms = $7, version = version + 1
WHERE service_id = $1 AND agency_id = $2 AND year = $3 AND month = $4 AND version = $8;

-- name: weight_insert
INSERT INTO service_weight (service_id, agency_id, year, posts_milli, area_milli, by_user, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (year, service_id, agency_id) DO NOTHING;

-- name: weight_update
UPDATE service_weight SET posts_milli = $4, area_milli = $5, by_user = $6, at_ms = $7, version = version + 1
WHERE service_id = $1 AND agency_id = $2 AND year = $3 AND version = $8;

-- The ids behind a source's words; 0 = there is no such thing.
-- name: cost_source_place
SELECT COALESCE((SELECT l.id FROM line l WHERE l.code = $1 AND l.year = $2), 0) AS line_id,
       COALESCE((SELECT g.code FROM line l JOIN agency g ON g.id = l.agency_id WHERE l.code = $1), '') AS line_agency,
       COALESCE((SELECT n.code FROM line l JOIN class_node n ON n.id = l.output_id WHERE l.code = $1), '') AS line_output,
       COALESCE((SELECT s.id FROM service s WHERE s.code = $3 AND s.closed = 0), 0) AS service_id,
       COALESCE((SELECT o.id FROM cost_pool o WHERE o.year = $2 AND o.code = $4), 0) AS pool_id,
       COALESCE((SELECT o.agency_id FROM cost_pool o WHERE o.year = $2 AND o.code = $4), 0) AS pool_agency;

-- name: cost_source_insert
INSERT INTO cost_source (year, agency_id, output_code, line_id, service_id, pool_id, by_user, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT DO NOTHING;

-- name: cost_source_update
UPDATE cost_source SET service_id = $5, pool_id = $6, by_user = $7, at_ms = $8, version = version + 1
WHERE year = $1 AND agency_id = $2 AND output_code = $3 AND COALESCE(line_id, 0) = $4 AND version = $9;

-- name: cost_source_drop
DELETE FROM cost_source WHERE year = $1 AND agency_id = $2 AND output_code = $3 AND COALESCE(line_id, 0) = $4 AND version = $5;

-- name: cost_pool_insert
INSERT INTO cost_pool (year, code, agency_id, name, made_by, made_ms) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (year, code) DO NOTHING;

-- name: cost_pool_id
SELECT COALESCE((SELECT o.id FROM cost_pool o WHERE o.year = $1 AND o.code = $2), 0);

-- name: cost_pool_key_insert
INSERT INTO cost_pool_key (pool_id, number, split_key, reason, by_user, at_ms)
VALUES ($1, (SELECT COALESCE(MAX(k.number), 0) + 1 FROM cost_pool_key k WHERE k.pool_id = $1), $2, $3, $4, $5) RETURNING id;

-- name: cost_pool_key_get
SELECT k.by_user AS by_user, k.split_key AS split_key, o.year AS year, o.code AS code,
       CASE WHEN EXISTS (SELECT 1 FROM cost_pool_key_decision d WHERE d.key_id = k.id) THEN 1 ELSE 0 END AS decided
FROM cost_pool_key k JOIN cost_pool o ON o.id = k.pool_id WHERE k.id = $1;

-- name: cost_pool_key_decide
INSERT INTO cost_pool_key_decision (key_id, approved, reason, by_user, at_ms) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (key_id) DO NOTHING;

-- name: cost_pool_keys
SELECT k.id AS id, k.number AS number, o.code AS pool_code, k.split_key AS split_key, k.reason AS reason, k.by_user AS by_user,
       CASE WHEN d.key_id IS NULL THEN 'waiting' WHEN d.approved = 1 THEN 'approved' ELSE 'refused' END AS state,
       COALESCE(d.by_user, '') AS decided_by, COALESCE(d.reason, '') AS decided_reason, k.at_ms AS at_ms, d.at_ms AS decided_ms
FROM cost_pool o JOIN cost_pool_key k ON k.pool_id = o.id LEFT JOIN cost_pool_key_decision d ON d.key_id = k.id
WHERE o.year = $1 ORDER BY o.code, k.number DESC LIMIT 500;
