-- Only the states that wait: few rows of the index, whatever the year holds.
-- name: page_waiting
SELECT CAST(COUNT(*) AS BIGINT) FROM package
WHERE year = $1 AND state IN ('DRAFT', 'RETURNED', 'SUBMITTED', 'ANALYST_ACCEPTED')

-- name: page_imports
SELECT id, code, kind, sha256, year, rows_read, accepted, unchanged, refused, repaired, total_text, by_user, at_ms
FROM import_run WHERE (CAST($1 AS BIGINT) = 0 OR id < $1) ORDER BY id DESC LIMIT $2

-- name: page_package_code
SELECT code FROM package WHERE id = $1

-- name: page_unit
SELECT u.id AS id, u.code AS code, u.title AS title, p.code AS package_code, p.agency_id AS agency_id, p.output_id AS output_id,
       a.code AS agency_code,
       (SELECT CAST(MAX(q.level) AS BIGINT) FROM package q WHERE q.unit_id = u.id) AS level
FROM package p JOIN unit u ON u.id = p.unit_id JOIN agency a ON a.id = p.agency_id
WHERE p.year = $1 AND p.code = $2

-- name: page_line
SELECT l.id AS id, l.code AS code, l.name AS name, l.quantity_milli AS quantity_milli,
       l.times AS times, l.months AS months, l.unit_word AS unit_word,
       l.unit_price_satang AS unit_price_satang, l.justification AS justification, l.version AS version, l.year AS year,
       p.code AS package_code, p.title AS package_title, p.agency_id AS agency_id, a.division AS division,
       p.state AS state,
       COALESCE((SELECT m.amount_satang FROM line_amount m WHERE m.line_id = l.id ORDER BY m.stage DESC LIMIT 1), 0) AS now_satang
FROM line l JOIN package p ON p.id = l.package_id JOIN agency a ON a.id = l.agency_id
WHERE l.code = $1 AND l.removed = 0

-- Prices of the ceilings of the year's newest run: of the city's scenario, else of one that everybody may see.
-- name: page_prices
SELECT c.dim, c.code, c.price_text FROM run_ceiling c
WHERE c.run_id = (SELECT r.id FROM scenario_run r JOIN scenario s ON s.id = r.scenario_id
                  WHERE s.year = $1 AND s.shared = 'all' AND s.state = 'active'
                  ORDER BY CASE s.name WHEN 'main' THEN 0 ELSE 1 END, r.id DESC LIMIT 1)
  AND c.price_text <> ''
ORDER BY c.dim, c.code

-- name: page_unit_kind
SELECT kind FROM unit WHERE id = $1

-- name: page_zero
SELECT u.kind, COALESCE((SELECT k.rank FROM package_rank k WHERE k.package_id = p.id), 0) AS rank,
       (SELECT COUNT(*) FROM unit_option o WHERE o.unit_id = p.unit_id AND o.removed = 0) AS options,
       (SELECT COUNT(*) FROM freed_to f WHERE f.package_id = p.id) AS freed,
       (SELECT COUNT(*) FROM package_sign s WHERE s.package_id = p.id) AS signs
FROM package p JOIN unit u ON u.id = p.unit_id WHERE p.id = $1
