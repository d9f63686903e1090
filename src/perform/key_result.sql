-- key_result.sql: objectives of agencies.

-- name: objective_list
SELECT o.id, o.year, COALESCE(o.agency_id, 0) AS agency_id, COALESCE(o.node_id, 0) AS node_id,
       o.version, o.code, o.name_th, o.name_en, COALESCE(g.code, '') AS agency_code,
       COALESCE(g.name_th, '') AS agency_name, COALESCE(n.code, '') AS node_code,
       COALESCE(n.name_th, '') AS node_name, o.status,
       (SELECT COUNT(*) FROM indicator i
        WHERE i.objective_id = o.id AND i.level = 'key_result') AS key_results,
       (SELECT COUNT(*) FROM indicator k JOIN indicator i ON i.id = k.parent_id
        WHERE i.objective_id = o.id) AS kpis
FROM objective o
LEFT JOIN agency g ON g.id = o.agency_id
LEFT JOIN class_node n ON n.id = o.node_id
WHERE o.year = $1
  AND (CAST($2 AS BIGINT) = 0 OR o.agency_id = $2)
  AND (CAST($3 AS BIGINT) = 0 OR o.node_id = $3)
  AND (CAST($4 AS TEXT) = '' OR o.code = $4)
ORDER BY COALESCE(g.print_order, 0), o.code, o.id
LIMIT 5000;

-- name: objective_insert
INSERT INTO objective (year, code, agency_id, node_id, name_th, name_en, status, made_by, made_at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (year, code) DO NOTHING RETURNING id;

-- name: objective_update
UPDATE objective SET agency_id = $3, node_id = $4, name_th = $5, name_en = $6, version = version + 1
WHERE id = $1 AND version = $2;

-- name: objective_delete
DELETE FROM objective WHERE id = $1 AND version = $2;

-- name: objective_users
SELECT (SELECT COUNT(*) FROM indicator WHERE objective_id = $1) +
       (SELECT COUNT(*) FROM relink_objective WHERE objective_id = $1);

-- name: objective_node_in_year
SELECT COUNT(*) FROM class_node n JOIN year_class y ON y.version_id = n.version_id
WHERE n.id = $1 AND y.year = $2 AND y.kind = 'strategy';
