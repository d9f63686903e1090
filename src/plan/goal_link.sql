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

-- ---- a year moved to another strategy ----

-- name: relink_year_version
SELECT v.id, v.kind, v.code, v.label_th, v.label_en, v.source, v.published,
       CAST(0 AS BIGINT) AS nodes, CAST(0 AS BIGINT) AS first_year, CAST(0 AS BIGINT) AS last_year
FROM year_class y JOIN class_version v ON v.id = y.version_id
WHERE y.year = $1 AND y.kind = 'strategy';

-- name: relink_objective_counts
SELECT node_id, COUNT(*) AS share_bp FROM objective
WHERE year = $1 AND node_id IS NOT NULL GROUP BY node_id ORDER BY node_id;

-- name: relink_insert
INSERT INTO relink (code, year, from_version_id, to_version_id, undoes_id, packages, lost, reason,
                    by_user, at_ms)
VALUES ((SELECT 'RL-' || CAST(CAST($1 AS BIGINT) AS TEXT) || '-' || CAST(COUNT(*) + 1 AS TEXT) FROM relink
         WHERE year = $1), $1, $2, $3, $4, $5, $6, $7, $8, $9)
RETURNING id;

-- name: relink_code
SELECT code, CAST('' AS TEXT) AS from_code, CAST('' AS TEXT) AS to_code, CAST('' AS TEXT) AS undoes,
       reason, by_user, packages, lost, at_ms, CAST(0 AS BIGINT) AS newest
FROM relink WHERE id = $1;

-- name: relink_map_insert
INSERT INTO relink_map (relink_id, from_id, to_id, share_bp) VALUES ($1, $2, $3, $4);

-- name: relink_link_insert
INSERT INTO relink_link (relink_id, package_id, after, node_id, share_bp)
VALUES ($1, $2, $3, $4, $5);

-- name: relink_before
INSERT INTO relink_link (relink_id, package_id, after, node_id, share_bp)
SELECT $1, v.package_id, 0, v.node_id, v.share_bp FROM package_goal_now v WHERE v.year = $2;

-- A package of one goal takes its map as it is; those of several are split and joined in C.
-- name: relink_single
INSERT INTO relink_link (relink_id, package_id, after, node_id, share_bp)
SELECT l.relink_id, l.package_id, 1, m.to_id, m.share_bp
FROM relink_link l JOIN relink_map m ON m.relink_id = l.relink_id AND m.from_id = l.node_id
WHERE l.relink_id = $1 AND l.after = 0 AND l.share_bp = 10000;

-- name: relink_back
INSERT INTO relink_link (relink_id, package_id, after, node_id, share_bp)
SELECT $1, l.package_id, 1, l.node_id, l.share_bp FROM relink_link l
WHERE l.relink_id = $2 AND l.after = 0;

-- name: relink_goals_delete
DELETE FROM package_goal WHERE package_id IN (SELECT id FROM package WHERE year = $1);

-- name: relink_goals_insert
INSERT INTO package_goal (package_id, node_id, share_bp)
SELECT l.package_id, l.node_id, l.share_bp FROM relink_link l
WHERE l.relink_id = $1 AND l.after = 1 AND l.share_bp < 10000;

-- name: relink_goals_main
UPDATE package SET version = version + 1,
    goal_id = (SELECT l.node_id FROM relink_link l
               WHERE l.relink_id = $1 AND l.package_id = package.id AND l.after = 1
               ORDER BY l.share_bp DESC, l.node_id LIMIT 1)
WHERE year = $2
  AND id IN (SELECT l.package_id FROM relink_link l WHERE l.relink_id = $1);

-- name: relink_objectives_forward
INSERT INTO relink_objective (relink_id, objective_id, before_id, after_id)
SELECT $1, o.id, o.node_id,
       (SELECT m.to_id FROM relink_map m WHERE m.relink_id = $1 AND m.from_id = o.node_id
        ORDER BY m.share_bp DESC, m.to_id LIMIT 1)
FROM objective o WHERE o.year = $2 AND o.node_id IS NOT NULL;

-- name: relink_objectives_back
INSERT INTO relink_objective (relink_id, objective_id, before_id, after_id)
SELECT $1, r.objective_id, COALESCE(r.after_id, r.before_id), r.before_id
FROM relink_objective r WHERE r.relink_id = $2;

-- name: relink_objectives_set
UPDATE objective SET version = version + 1,
    node_id = (SELECT r.after_id FROM relink_objective r
               WHERE r.relink_id = $1 AND r.objective_id = objective.id)
WHERE id IN (SELECT r.objective_id FROM relink_objective r WHERE r.relink_id = $1);

-- name: relink_list
SELECT r.code, f.code AS from_code, t.code AS to_code,
       COALESCE((SELECT u.code FROM relink u WHERE u.id = r.undoes_id), '') AS undoes,
       r.reason, r.by_user, r.packages, r.lost, r.at_ms,
       CASE WHEN r.undoes_id IS NULL AND r.id = (SELECT MAX(x.id) FROM relink x WHERE x.year = $1)
            THEN 1 ELSE 0 END AS newest
FROM relink r
JOIN class_version f ON f.id = r.from_version_id
JOIN class_version t ON t.id = r.to_version_id
WHERE r.year = $1 ORDER BY r.id DESC;

-- name: relink_newest
SELECT r.id, r.from_version_id, r.to_version_id, COALESCE(r.undoes_id, 0) AS undoes_id, r.code,
       r.packages
FROM relink r WHERE r.year = $1 ORDER BY r.id DESC LIMIT 1;
