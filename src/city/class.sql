-- class.sql: versioned classifications.

-- name: class_nodes
SELECT n.id, n.version_id, n.parent_id, n.code, n.level, n.name_th, n.name_en, n.sort
FROM year_class y JOIN class_node n ON n.version_id = y.version_id
WHERE y.year = $1 AND y.kind = $2
ORDER BY n.sort, n.id;

-- name: class_version_find
SELECT id, published FROM class_version WHERE kind = $1 AND code = $2;

-- name: class_version_insert
INSERT INTO class_version (kind, code, label_th, label_en, published, source)
VALUES ($1, $2, $3, $4, 0, $5) RETURNING id;

-- name: class_version_published
SELECT published FROM class_version WHERE id = $1;

-- name: class_node_insert
INSERT INTO class_node (version_id, code, parent_id, level, name_th, name_en, sort, status)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id;

-- name: class_version_publish
UPDATE class_version SET published = 1 WHERE id = $1 AND published = 0;

-- name: class_year_set
INSERT INTO year_class (year, kind, version_id) VALUES ($1, $2, $3)
ON CONFLICT (year, kind) DO UPDATE SET version_id = excluded.version_id;

-- name: class_year_keep
INSERT INTO year_class (year, kind, version_id) VALUES ($1, $2, $3)
ON CONFLICT (year, kind) DO NOTHING;

-- name: class_year_used
SELECT COUNT(*) FROM line l JOIN class_node n ON n.id = l.output_id
WHERE l.year = $1 AND CAST($2 AS TEXT) = 'programme' AND n.version_id <> $3;

-- name: class_node_id
SELECT n.id FROM class_node n JOIN class_version v ON v.id = n.version_id
WHERE v.kind = $1 AND v.code = $2 AND n.code = $3;

-- name: crosswalk_insert
INSERT INTO crosswalk (from_id, to_id, share_bp, status) VALUES ($1, $2, $3, $4)
ON CONFLICT (from_id, to_id) DO NOTHING;
