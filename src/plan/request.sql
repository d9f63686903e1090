-- request.sql: an agency's request: what is missing, its order, signatures, how far agencies are.

-- The packages to ask: one ($1), or of an agency and year ($2, $3) the open ones ($1 = 0), the sent ones (-1).
-- name: missing_packages
SELECT p.id, p.code, p.title, p.unit_id, p.level, p.level_kind, p.justification, p.year,
       u.kind AS unit_kind, u.code AS unit_code, g.code AS agency_code,
       COALESCE(r.past_code, '') AS past_code, COALESCE(r.disposition, '') AS disposition,
       (SELECT COUNT(*) FROM unit_option o WHERE o.unit_id = p.unit_id AND o.removed = 0) AS options,
       (SELECT COUNT(*) FROM unit_option o WHERE o.unit_id = p.unit_id AND o.removed = 0
          AND o.chosen = 1) AS chosen,
       (SELECT COUNT(*) FROM level_output o WHERE o.package_id = p.id) AS outputs,
       (SELECT COUNT(*) FROM freed_to f WHERE f.unit_id = p.unit_id) AS moves
FROM package p
JOIN unit u ON u.id = p.unit_id
JOIN agency g ON g.id = p.agency_id
LEFT JOIN unit_review r ON r.unit_id = p.unit_id
WHERE p.id IN (SELECT CAST($1 AS BIGINT) UNION ALL SELECT q.id FROM package q
                WHERE CAST($1 AS BIGINT) <= 0 AND q.agency_id = $2 AND q.year = $3
                  AND ((CAST($1 AS BIGINT) = 0 AND q.state IN ('DRAFT', 'RETURNED'))
                       OR (CAST($1 AS BIGINT) = -1 AND q.state NOT IN ('DRAFT', 'WITHDRAWN', 'EXECUTION'))))
ORDER BY p.code;

-- name: missing_lines
SELECT l.package_id, l.code, l.name,
       CASE WHEN l.justification = '' AND NOT EXISTS (SELECT 1 FROM justify_line j
                                                      WHERE j.line_id = l.id)
            THEN 1 ELSE 0 END AS unreasoned,
       CAST(COALESCE((SELECT x.amount_satang FROM line_amount x
                      WHERE x.line_id = l.id AND x.stage = 0), 0) AS BIGINT) AS asked_satang
FROM line l JOIN package p ON p.id = l.package_id
WHERE l.removed = 0
  AND l.package_id IN (SELECT CAST($1 AS BIGINT) UNION ALL SELECT q.id FROM package q
                WHERE CAST($1 AS BIGINT) <= 0 AND q.agency_id = $2 AND q.year = $3
                  AND ((CAST($1 AS BIGINT) = 0 AND q.state IN ('DRAFT', 'RETURNED'))
                       OR (CAST($1 AS BIGINT) = -1 AND q.state NOT IN ('DRAFT', 'WITHDRAWN', 'EXECUTION'))))
ORDER BY l.package_id, l.code;

-- name: missing_answers
SELECT DISTINCT x.unit_id, x.level, x.question
FROM answer x JOIN package p ON p.unit_id = x.unit_id
WHERE x.words <> ''
  AND x.version = (SELECT MAX(y.version) FROM answer y
                   WHERE y.unit_id = x.unit_id AND y.level = x.level AND y.question = x.question)
  AND p.id IN (SELECT CAST($1 AS BIGINT) UNION ALL SELECT q.id FROM package q
                WHERE CAST($1 AS BIGINT) <= 0 AND q.agency_id = $2 AND q.year = $3
                  AND ((CAST($1 AS BIGINT) = 0 AND q.state IN ('DRAFT', 'RETURNED'))
                       OR (CAST($1 AS BIGINT) = -1 AND q.state NOT IN ('DRAFT', 'WITHDRAWN', 'EXECUTION'))));

-- name: request_packages
SELECT p.id AS package_id, p.unit_id, p.level, COALESCE(k.rank, 0) AS rank, p.code, p.title,
       p.level_kind, p.state, p.place, COALESCE(s.name_th, '') AS section_name, u.code AS unit_code,
       u.kind AS unit_kind, COALESCE(r.disposition, '') AS disposition, n.name_th AS output_name,
       COALESCE(r.past_code, '') AS drawn,
       (SELECT COUNT(*) FROM line l WHERE l.package_id = p.id AND l.removed = 0) AS lines,
       (SELECT COUNT(*) FROM line l WHERE l.package_id = p.id AND l.removed = 0
          AND COALESCE((SELECT x.amount_satang FROM line_amount x
                        WHERE x.line_id = l.id AND x.stage = 0), 0) = 0) AS empty_lines,
       p.version, COALESCE(p.section_id, 0) AS section_id,
       CAST(COALESCE((SELECT SUM(x.amount_satang) FROM line l JOIN line_amount x ON x.line_id = l.id
                      WHERE l.package_id = p.id AND x.stage = 0), 0) AS BIGINT) AS requested_satang,
       0 AS zero
FROM package p
JOIN unit u ON u.id = p.unit_id
JOIN class_node n ON n.id = p.output_id
LEFT JOIN package_rank k ON k.package_id = p.id
LEFT JOIN agency_section s ON s.id = p.section_id
LEFT JOIN unit_review r ON r.unit_id = p.unit_id
WHERE p.year = $1 AND p.agency_id = $2 AND p.state NOT IN ('WITHDRAWN', 'EXECUTION')
  AND {seen p $3}
ORDER BY COALESCE(k.rank, 1000000000), p.code;

-- name: rank_version
SELECT COALESCE((SELECT version FROM agency_ranking WHERE year = $1 AND agency_id = $2), 0);

-- name: rank_of
SELECT COALESCE((SELECT rank FROM package_rank WHERE package_id = $1), 0);

-- name: rank_clear
DELETE FROM package_rank WHERE agency_id = $1 AND year = $2;

-- name: rank_put
INSERT INTO package_rank (package_id, year, agency_id, rank) VALUES ($1, $2, $3, $4);

-- name: rank_first
INSERT INTO agency_ranking (year, agency_id, by_user, at_ms) VALUES ($1, $2, $3, $4)
ON CONFLICT (year, agency_id) DO NOTHING;

-- name: rank_next
UPDATE agency_ranking SET by_user = $4, at_ms = $5, version = version + 1
WHERE year = $1 AND agency_id = $2 AND version = $3;

-- name: sign_insert
INSERT INTO package_sign (package_id, event, by_user, capacity, order_no, order_on, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: sign_list
SELECT s.at_ms, s.by_user,
       COALESCE((SELECT u.full_name FROM app_user u WHERE u.name = s.by_user), '') AS full_name,
       s.event, s.capacity, s.order_no, s.order_on
FROM package_sign s WHERE s.package_id = $1 ORDER BY s.id;

-- The state of each agency's request; drafts count for who may see them ($2 sight).
-- name: request_agencies
SELECT g.code, g.name_th, g.name_en, g.kind, g.division, g.id,
       CAST(COALESCE(SUM(CASE WHEN p.state = 'DRAFT' THEN 1 ELSE 0 END), 0) AS BIGINT) AS draft,
       CAST(COALESCE(SUM(CASE WHEN p.state = 'RETURNED' THEN 1 ELSE 0 END), 0) AS BIGINT) AS returned,
       CAST(COALESCE(SUM(CASE WHEN p.state = 'SUBMITTED' THEN 1 ELSE 0 END), 0) AS BIGINT) AS submitted,
       CAST(COALESCE(SUM(CASE WHEN p.state NOT IN ('DRAFT', 'RETURNED', 'SUBMITTED') THEN 1 ELSE 0 END), 0)
            AS BIGINT) AS accepted,
       CAST(COALESCE(SUM(CASE WHEN p.state NOT IN ('DRAFT', 'EXECUTION') THEN 1 ELSE 0 END), 0) AS BIGINT) AS packages,
       CAST(0 AS BIGINT) AS asked_satang, CAST(0 AS BIGINT) AS ceiling_satang,
       CAST(0 AS BIGINT) AS room_satang, '' AS stage,
       (SELECT CAST(COALESCE(MAX(z.days), 0) AS BIGINT) FROM submit_late z JOIN package q ON q.id = z.package_id
        WHERE q.agency_id = g.id AND q.year = $1) AS late_days,
       CAST(MAX(CASE WHEN p.state NOT IN ('DRAFT', 'EXECUTION')
                     THEN (SELECT MAX(v.at_ms) FROM package_event v WHERE v.package_id = p.id)
                     ELSE NULL END) AS BIGINT) AS last_ms
FROM agency g
LEFT JOIN package p ON p.agency_id = g.id AND p.year = $1 AND p.state NOT IN ('WITHDRAWN', 'EXECUTION')
  AND {seen p $2}
WHERE g.kind NOT IN ('unit', 'ministry') AND g.valid_from <= $1
  AND (g.valid_to IS NULL OR g.valid_to >= $1)
GROUP BY g.id, g.code, g.name_th, g.name_en, g.kind, g.division, g.print_order
ORDER BY g.print_order, g.code;

-- name: request_asked
SELECT l.agency_id AS id, CAST(SUM(x.amount_satang) AS BIGINT) AS amount_satang
FROM line l JOIN package p ON p.id = l.package_id
JOIN line_amount x ON x.line_id = l.id AND x.stage = 0
WHERE l.year = $1 AND p.state NOT IN ('DRAFT', 'WITHDRAWN', 'EXECUTION')
GROUP BY l.agency_id ORDER BY l.agency_id;
