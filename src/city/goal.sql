-- goal.sql: versions of trees, what is known of them, links between nodes.

-- name: tree_versions
SELECT v.id, v.kind, v.code, v.label_th, v.label_en, v.source, v.published,
       (SELECT COUNT(*) FROM class_node n WHERE n.version_id = v.id) AS nodes,
       CAST(COALESCE((SELECT MIN(y.year) FROM year_class y
                      WHERE y.version_id = v.id), 0) AS BIGINT) AS first_year,
       CAST(COALESCE((SELECT MAX(y.year) FROM year_class y
                      WHERE y.version_id = v.id), 0) AS BIGINT) AS last_year
FROM class_version v
WHERE v.kind IN ('strategy', 'policy') AND (CAST($1 AS TEXT) = '' OR v.kind = $1)
ORDER BY v.kind DESC, v.id;

-- name: tree_version_get
SELECT v.id, v.kind, v.code, v.label_th, v.label_en, v.source, v.published,
       (SELECT COUNT(*) FROM class_node n WHERE n.version_id = v.id) AS nodes,
       CAST(COALESCE((SELECT MIN(y.year) FROM year_class y
                      WHERE y.version_id = v.id), 0) AS BIGINT) AS first_year,
       CAST(COALESCE((SELECT MAX(y.year) FROM year_class y
                      WHERE y.version_id = v.id), 0) AS BIGINT) AS last_year
FROM class_version v WHERE v.kind = $1 AND v.code = $2;

-- name: tree_nodes
SELECT id, version_id, parent_id, code, level, name_th, name_en, sort
FROM class_node WHERE version_id = $1 ORDER BY sort, id;

-- name: tree_node
SELECT id, version_id, parent_id, code, level, name_th, name_en, sort
FROM class_node WHERE id = $1;

-- name: tree_use
INSERT INTO year_class (year, kind, version_id)
SELECT CAST($1 AS BIGINT), v.kind, v.id FROM class_version v
WHERE v.id = $3 AND v.kind = $2 AND v.published = 1
ON CONFLICT (year, kind) DO UPDATE SET version_id = excluded.version_id;

-- name: tree_users
SELECT (SELECT COUNT(*) FROM year_class WHERE version_id = $1) +
       (SELECT COUNT(*) FROM package p JOIN class_node n ON n.id = p.goal_id
        WHERE n.version_id = $1) +
       (SELECT COUNT(*) FROM package_goal g JOIN class_node n ON n.id = g.node_id
        WHERE n.version_id = $1) +
       (SELECT COUNT(*) FROM objective o JOIN class_node n ON n.id = o.node_id
        WHERE n.version_id = $1) +
       (SELECT COUNT(*) FROM indicator i WHERE i.scope_id = $1) +
       (SELECT COUNT(*) FROM crosswalk x JOIN class_node n ON n.id = x.from_id OR n.id = x.to_id
        WHERE n.version_id = $1) +
       (SELECT COUNT(*) FROM relink r WHERE r.from_version_id = $1 OR r.to_version_id = $1);

-- name: tree_nodes_unparent
UPDATE class_node SET parent_id = NULL WHERE version_id = $1;

-- name: tree_nodes_delete
DELETE FROM class_node WHERE version_id = $1;

-- name: tree_counts_delete
DELETE FROM class_count WHERE version_id = $1;

-- name: tree_version_delete
DELETE FROM class_version WHERE id = $1;

-- name: tree_counts
SELECT v.id AS version_id, v.code AS version_code, n.level, COUNT(*) AS known,
       CAST(COALESCE(SUM(CASE WHEN substr(n.status, 1, 7) = 'sourced' THEN 1 ELSE 0 END), 0) AS BIGINT) AS sourced,
       COALESCE((SELECT c.published FROM class_count c
                 WHERE c.version_id = v.id AND c.level = n.level), 0) AS published,
       COALESCE((SELECT c.note_th FROM class_count c
                 WHERE c.version_id = v.id AND c.level = n.level), '') AS note_th,
       COALESCE((SELECT c.note_en FROM class_count c
                 WHERE c.version_id = v.id AND c.level = n.level), '') AS note_en
FROM class_node n JOIN class_version v ON v.id = n.version_id
WHERE n.version_id = $1 OR n.version_id = $2
GROUP BY v.id, v.code, n.level
ORDER BY v.id, MIN(n.sort), n.level;

-- name: tree_count_set
INSERT INTO class_count (version_id, level, published, note_th, note_en)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (version_id, level) DO UPDATE
SET published = excluded.published, note_th = excluded.note_th, note_en = excluded.note_en;

-- name: node_links
SELECT x.from_id, x.to_id, x.share_bp, x.status
FROM crosswalk x
JOIN class_node f ON f.id = x.from_id
JOIN class_node t ON t.id = x.to_id
WHERE f.version_id = $1 AND t.version_id = $2
ORDER BY f.sort, f.id, t.sort, t.id;

-- name: node_links_delete
DELETE FROM crosswalk WHERE from_id = $1
  AND to_id IN (SELECT id FROM class_node WHERE version_id = $2);

-- name: node_link_insert
INSERT INTO crosswalk (from_id, to_id, share_bp, status) VALUES ($1, $2, $3, $4);

-- name: node_version_code
SELECT v.id, v.kind, v.code, v.label_th, v.label_en, v.source, v.published,
       CAST(0 AS BIGINT) AS nodes, CAST(0 AS BIGINT) AS first_year, CAST(0 AS BIGINT) AS last_year
FROM class_node n JOIN class_version v ON v.id = n.version_id WHERE n.id = $1;
