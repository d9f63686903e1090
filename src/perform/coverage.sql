-- coverage.sql: what stands at the nodes of a tree.

-- name: node_work
SELECT n.id AS node_id,
       (SELECT COUNT(*) FROM indicator i WHERE i.node_id = n.id AND i.level = 'plan') AS indicators,
       (SELECT COUNT(*) FROM objective o WHERE o.node_id = n.id AND o.year = $1) AS objectives,
       (SELECT COUNT(*) FROM indicator k JOIN objective o ON o.id = k.objective_id
        WHERE o.node_id = n.id AND o.year = $1 AND k.level = 'key_result') AS key_results
FROM class_node n WHERE n.version_id = $2 ORDER BY n.sort, n.id;
