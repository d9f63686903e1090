-- indicator.sql: indicators and their versions. $1 of the lists is the day (yyyymmdd): the approved
-- version with the newest from_date holds; without one the first version is shown.

-- name: indicator_list
SELECT i.id, i.code, i.level, i.kind, v.name_th, v.name_en,
       COALESCE(n.code, '') AS node_code, COALESCE(n.name_th, '') AS node_name,
       COALESCE(o.code, '') AS objective_code, COALESCE(o.name_th, '') AS objective_name,
       COALESCE(u.code, '') AS parent_code,
       COALESCE(g.code, '') AS agency_code, COALESCE(g.name_th, '') AS agency_name,
       v.unit_word, v.direction, v.base_value, v.target1, v.target2, v.target3, v.first_year, v.no,
       v.from_date,
       (SELECT COUNT(*) FROM indicator_version w
        WHERE w.indicator_id = i.id
          AND NOT EXISTS (SELECT 1 FROM indicator_decision d WHERE d.version_id = w.id)) AS waiting,
       (SELECT COUNT(*) FROM indicator c WHERE c.parent_id = i.id) AS kpis,
       CASE WHEN EXISTS (SELECT 1 FROM indicator_decision d
                         WHERE d.version_id = v.id AND d.approved = 1)
                 AND v.from_date <= $1 THEN 1 ELSE 0 END AS in_force,
       i.status, i.year, COALESCE(g.id, 0) AS agency_id, COALESCE(g.division, 0) AS division
FROM indicator i
LEFT JOIN objective o ON o.id = i.objective_id
LEFT JOIN class_node n ON n.id = COALESCE(i.node_id, o.node_id)
LEFT JOIN agency g ON g.id = COALESCE(i.agency_id, o.agency_id)
LEFT JOIN indicator u ON u.id = i.parent_id
JOIN indicator_version v ON v.id = COALESCE(
    (SELECT w.id FROM indicator_version w JOIN indicator_decision d ON d.version_id = w.id
     WHERE w.indicator_id = i.id AND d.approved = 1 AND w.from_date <= $1
     ORDER BY w.from_date DESC, w.no DESC LIMIT 1),
    (SELECT w.id FROM indicator_version w WHERE w.indicator_id = i.id AND w.no = 1))
WHERE (CAST($2 AS BIGINT) = 0 OR i.scope_id = $2)
  AND (CAST($3 AS BIGINT) = 0 OR i.year = $3)
  AND (CAST($4 AS BIGINT) = 0 OR COALESCE(i.agency_id, o.agency_id) = $4)
  AND (CAST($5 AS BIGINT) = 0 OR COALESCE(i.node_id, o.node_id) = $5)
  AND (CAST($6 AS BIGINT) = 0 OR i.objective_id = $6)
  AND (CAST($7 AS TEXT) = '' OR i.level = $7)
  AND (CAST($8 AS TEXT) = '' OR i.code = $8)
ORDER BY COALESCE(g.print_order, 0), COALESCE(o.code, ''), COALESCE(n.sort, 0), i.code, i.id
LIMIT 5000;

-- name: indicator_versions
SELECT v.no,
       CASE WHEN d.version_id IS NULL THEN 'proposed' WHEN d.approved = 1 THEN 'approved'
            ELSE 'refused' END AS state,
       v.from_date, v.name_th, v.name_en, v.unit_word, v.direction, v.base_value, v.first_year,
       v.target1, v.target2, v.target3, v.reason, v.source, v.made_by, v.made_at_ms,
       COALESCE(d.resolution, '') AS resolution, COALESCE(d.reason, '') AS decision_reason,
       COALESCE(d.by_user, '') AS decided_by, COALESCE(d.at_ms, 0) AS decided_at_ms
FROM indicator_version v LEFT JOIN indicator_decision d ON d.version_id = v.id
WHERE v.indicator_id = $1 ORDER BY v.no DESC;

-- name: indicator_insert
INSERT INTO indicator (scope_id, year, code, level, node_id, objective_id, parent_id, agency_id,
                       kind, status)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (scope_id, year, code) DO NOTHING RETURNING id;

-- name: indicator_version_insert
INSERT INTO indicator_version (indicator_id, no, from_date, name_th, name_en, unit_word, direction,
                               base_value, first_year, target1, target2, target3, reason, source,
                               made_by, made_at_ms)
VALUES ($1, (SELECT COALESCE(MAX(w.no), 0) + 1 FROM indicator_version w WHERE w.indicator_id = $1),
        $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
RETURNING id;

-- name: indicator_decision_insert
INSERT INTO indicator_decision (version_id, approved, resolution, reason, by_user, at_ms)
SELECT v.id, $3, $4, $5, $6, $7 FROM indicator_version v
WHERE v.indicator_id = $1 AND v.no = $2
ON CONFLICT (version_id) DO NOTHING;
