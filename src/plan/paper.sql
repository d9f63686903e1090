-- paper.sql: what papers lines have. $1 one package, or $2 $3 the open packages of an agency and year.

-- name: paper_attached
SELECT l.code AS line_code, f.kind, f.expires, f.at_ms
FROM line l JOIN attachment f ON f.subject = 'line:' || l.code
WHERE l.removed = 0 AND l.package_id IN (SELECT CAST($1 AS BIGINT) UNION ALL SELECT q.id FROM package q
                WHERE CAST($1 AS BIGINT) <= 0 AND q.agency_id = $2 AND q.year = $3
                  AND ((CAST($1 AS BIGINT) = 0 AND q.state IN ('DRAFT', 'RETURNED'))
                       OR (CAST($1 AS BIGINT) = -1 AND q.state NOT IN ('DRAFT', 'WITHDRAWN', 'EXECUTION'))))
  AND NOT EXISTS (SELECT 1 FROM attachment_withdrawn w WHERE w.attachment_id = f.id)
ORDER BY f.id DESC LIMIT 50000;

-- Lines with a point on the map.
-- name: paper_points
SELECT DISTINCT l.code AS line_code, '' AS line_name, l.package_id
FROM line l JOIN line_place p ON p.line_id = l.id
WHERE p.lat_micro <> 0 AND l.removed = 0 AND l.package_id IN (SELECT CAST($1 AS BIGINT) UNION ALL SELECT q.id FROM package q
                WHERE CAST($1 AS BIGINT) <= 0 AND q.agency_id = $2 AND q.year = $3
                  AND ((CAST($1 AS BIGINT) = 0 AND q.state IN ('DRAFT', 'RETURNED'))
                       OR (CAST($1 AS BIGINT) = -1 AND q.state NOT IN ('DRAFT', 'WITHDRAWN', 'EXECUTION'))))
ORDER BY line_code;

-- Lines whose years are not the request.
-- name: paper_tranches
SELECT l.code AS line_code, l.name AS line_name, l.package_id
FROM line l JOIN tranche t ON t.line_id = l.id AND t.year = l.year
WHERE l.removed = 0 AND l.package_id IN (SELECT CAST($1 AS BIGINT) UNION ALL SELECT q.id FROM package q
                WHERE CAST($1 AS BIGINT) <= 0 AND q.agency_id = $2 AND q.year = $3
                  AND ((CAST($1 AS BIGINT) = 0 AND q.state IN ('DRAFT', 'RETURNED'))
                       OR (CAST($1 AS BIGINT) = -1 AND q.state NOT IN ('DRAFT', 'WITHDRAWN', 'EXECUTION'))))
  AND t.amount_satang <> COALESCE((SELECT x.amount_satang FROM line_amount x
                                   WHERE x.line_id = l.id AND x.stage = 0), 0)
ORDER BY l.code LIMIT 1000;
