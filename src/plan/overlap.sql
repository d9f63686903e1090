-- overlap.sql: work of different agencies that looks the same.

-- name: overlap_units
SELECT u.id, u.agency_id, g.kind, g.code, u.title, n.code AS output_code
FROM unit u JOIN agency g ON g.id = u.agency_id JOIN class_node n ON n.id = u.output_id
WHERE u.year = $1
  AND EXISTS (SELECT 1 FROM package p WHERE p.unit_id = u.id AND p.state NOT IN ('DRAFT', 'WITHDRAWN', 'EXECUTION', 'UNSUITABLE', 'UNFUNDED'))
ORDER BY u.id;

-- name: overlap_goals
SELECT DISTINCT p.unit_id AS id, n.node_id AS other
FROM package_goal_now n JOIN package p ON p.id = n.package_id
WHERE n.year = $1 ORDER BY 1, 2;

-- name: overlap_places
SELECT DISTINCT p.unit_id AS id, x.district_code AS code
FROM line l JOIN line_place x ON x.line_id = l.id JOIN package p ON p.id = l.package_id
WHERE l.year = $1 ORDER BY 1, 2;

-- name: overlap_all_gone
UPDATE overlap SET gone = 1 WHERE year = $1 AND gone = 0;

-- name: overlap_put
INSERT INTO overlap (year, number, left_id, right_id, likeness_bp, same_goal, same_place, gone, found_ms)
VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM overlap WHERE year = $1), $2, $3, $4, $5, $6, 0, $7)
ON CONFLICT (left_id, right_id) DO UPDATE SET likeness_bp = $4, same_goal = $5, same_place = $6, gone = 0, found_ms = $7;

-- name: overlap_searched
INSERT INTO overlap_search (year, units, found, by_user, at_ms) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (year) DO UPDATE SET units = $2, found = $3, by_user = $4, at_ms = $5;

-- $2: 'open' those not settled, 'settled' the others. What goes is the unit that does not stay.
-- name: overlap_list
SELECT o.number, o.likeness_bp, o.left_id, o.right_id, o.same_goal, o.same_place,
       l.code AS left_code, l.title AS left_title, lg.name_th AS left_agency, lg.code AS left_agency_code,
       CAST(COALESCE((SELECT SUM((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = n.id
                                  ORDER BY x.stage DESC LIMIT 1))
                      FROM package p JOIN line n ON n.package_id = p.id
                      WHERE p.unit_id = l.id AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN', 'EXECUTION')), 0) AS BIGINT) AS left_now_satang,
       r.code AS right_code, r.title AS right_title, rg.name_th AS right_agency, rg.code AS right_agency_code,
       CAST(COALESCE((SELECT SUM((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = n.id
                                  ORDER BY x.stage DESC LIMIT 1))
                      FROM package p JOIN line n ON n.package_id = p.id
                      WHERE p.unit_id = r.id AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN', 'EXECUTION')), 0) AS BIGINT) AS right_now_satang,
       COALESCE(s.decision, '') AS decision, COALESCE((SELECT u.code FROM unit u WHERE u.id = s.stays_id), '') AS stays,
       COALESCE(s.reason, '') AS reason, COALESCE(s.by_user, '') AS by_user, s.at_ms,
       CAST(0 AS BIGINT) AS still_satang -- by overlap.c
FROM overlap o
JOIN unit l ON l.id = o.left_id JOIN agency lg ON lg.id = l.agency_id
JOIN unit r ON r.id = o.right_id JOIN agency rg ON rg.id = r.agency_id
LEFT JOIN overlap_settled s ON s.overlap_id = o.id
     AND s.number = (SELECT MAX(x.number) FROM overlap_settled x WHERE x.overlap_id = o.id)
WHERE o.year = $1
  AND ((CAST($2 AS TEXT) = 'open' AND o.gone = 0 AND s.number IS NULL)
       OR (CAST($2 AS TEXT) = 'settled' AND s.number IS NOT NULL))
  AND (CAST($3 AS BIGINT) = 0 OR o.number = $3)
ORDER BY o.same_goal DESC, o.likeness_bp DESC, o.number LIMIT $4;

-- name: overlap_get
SELECT o.id FROM overlap o WHERE o.year = $1 AND o.number = $2;

-- name: overlap_units_of
SELECT u.id, u.agency_id, g.division AS other, u.code
FROM overlap o JOIN unit u ON u.id IN (o.left_id, o.right_id) JOIN agency g ON g.id = u.agency_id
WHERE o.year = $1 AND o.number = $2 ORDER BY u.id;

-- name: overlap_settle
INSERT INTO overlap_settled (overlap_id, number, decision, stays_id, reason, by_user, at_ms)
VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM overlap_settled WHERE overlap_id = $1), $2, $3, $4, $5, $6);

-- name: overlap_counts
SELECT (SELECT COUNT(*) FROM overlap o WHERE o.year = $1 AND o.gone = 0
        AND NOT EXISTS (SELECT 1 FROM overlap_settled s WHERE s.overlap_id = o.id)) AS open,
       (SELECT COUNT(*) FROM overlap o WHERE o.year = $1
        AND EXISTS (SELECT 1 FROM overlap_settled s WHERE s.overlap_id = o.id)) AS settled,
       (SELECT COUNT(*) FROM overlap o JOIN overlap_settled s ON s.overlap_id = o.id
            AND s.number = (SELECT MAX(x.number) FROM overlap_settled x WHERE x.overlap_id = o.id)
        WHERE o.year = $1 AND s.decision <> 'keep'
          AND EXISTS (SELECT 1 FROM package p
                      WHERE p.unit_id = CASE WHEN s.stays_id = o.left_id THEN o.right_id ELSE o.left_id END
                        AND p.state NOT IN ('WITHDRAWN', 'EXECUTION', 'UNSUITABLE', 'UNFUNDED'))) AS following,
       CAST(COALESCE((SELECT units FROM overlap_search WHERE year = $1), 0) AS BIGINT) AS units,
       CAST(COALESCE((SELECT found FROM overlap_search WHERE year = $1), 0) AS BIGINT) AS found,
       (SELECT at_ms FROM overlap_search WHERE year = $1) AS at_ms,
       COALESCE((SELECT by_user FROM overlap_search WHERE year = $1), '') AS by_user;
