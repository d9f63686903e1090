-- goal_link.sql: the goals of packages.

-- name: package_goals
SELECT n.id AS node_id, n.code, n.name_th, n.name_en, n.level, v.share_bp AS weight,
       CASE WHEN p.goal_id = n.id THEN 1 ELSE 0 END AS main
FROM package_goal_now v
JOIN package p ON p.id = v.package_id
JOIN class_node n ON n.id = v.node_id
WHERE v.package_id = $1
ORDER BY v.share_bp DESC, n.sort, n.id;

-- name: package_goals_delete
DELETE FROM package_goal WHERE package_id = $1;

-- name: package_goal_insert
INSERT INTO package_goal (package_id, node_id, share_bp) VALUES ($1, $2, $3);

-- name: package_goal_main
UPDATE package SET goal_id = $3, version = version + 1 WHERE id = $1 AND version = $2;

-- name: package_links
SELECT p.id AS package_id, p.agency_id, COALESCE(v.node_id, 0) AS node_id,
       COALESCE(v.share_bp, 0) AS share_bp, COALESCE(p.goal_id, 0) AS main_id, p.code, p.state,
       p.mandatory
FROM package p
LEFT JOIN package_goal_now v ON v.package_id = p.id
WHERE p.year = $1
ORDER BY p.id, v.share_bp DESC, v.node_id;
