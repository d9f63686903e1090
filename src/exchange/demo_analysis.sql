-- demo_analysis.sql: recommendations, forms and clearances of the demonstration city.

-- name: demo_analysis_done
SELECT COUNT(*) FROM check_run WHERE year = $1;

-- name: demo_analysis_lines
SELECT l.id, l.package_id, p.code AS package_code, g.code AS agency_code, g.division, i.code AS item_code,
       l.unit_word, l.quantity_milli, l.times, l.months, l.unit_price_satang,
       CAST(COALESCE((SELECT x.amount_satang FROM line_amount x
                      WHERE x.line_id = l.id AND x.stage = 0), 0) AS BIGINT) AS asked_satang,
       CAST(COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id AND x.stage <= 1
                      ORDER BY x.stage DESC LIMIT 1), 0) AS BIGINT) AS given_satang,
       COALESCE((SELECT c.reason FROM line_change c WHERE c.line_id = l.id AND c.stage = 1
                 ORDER BY c.seq DESC LIMIT 1), '') AS reason
FROM package p
JOIN line l ON l.package_id = p.id AND l.removed = 0
JOIN agency g ON g.id = p.agency_id
JOIN class_node i ON i.id = l.item_id
WHERE p.year = $1 AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN', 'EXECUTION')
ORDER BY p.id, l.id;

-- name: demo_recommendation
INSERT INTO recommendation (package_id, year, division, class, word, asked_satang, amount_satang, reason,
                            sent_ms, version, by_user, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $11);

-- name: demo_recommendation_event
INSERT INTO recommendation_event (package_id, version, word, asked_satang, amount_satang, reason, by_user, at_ms)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7);

-- name: demo_analysed_line
INSERT INTO analysed_line (line_id, year, package_id, division, class, item_code, unit_word, unit_satang,
                           asked_satang, given_satang, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: demo_analysis_form
INSERT INTO analysis (package_id, line_id, class, form_version, state, version, by_user, at_ms)
VALUES ($1, $2, $3, 0, 'done', 1, $4, $5) RETURNING id;

-- name: demo_analysis_answer
INSERT INTO analysis_answer (analysis_id, n, version, form_version, value, by_user, at_ms)
VALUES ($1, $2, 1, 0, $3, $4, $5);

-- name: demo_clearances
SELECT c.code, c.version, c.id FROM clearance c WHERE c.year = $1 AND c.state = 'open' ORDER BY c.id LIMIT 30;
