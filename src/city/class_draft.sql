-- class_draft.sql: versions of classifications drafted from files (class_draft.h).

-- name: class_versions
SELECT v.kind || '/' || v.code AS ref, v.kind, v.code, v.label_th, v.label_en, v.source,
       CASE WHEN v.published = 1 THEN 'published' ELSE 'draft' END AS state,
       (SELECT COUNT(*) FROM class_node n WHERE n.version_id = v.id) AS nodes,
       COALESCE(b.code, '') AS base, COALESCE(d.reason, '') AS reason, COALESCE(d.by_user, '') AS by_user,
       COALESCE(d.published_by, '') AS published_by,
       (SELECT CASE WHEN COUNT(*) = 0 THEN '' WHEN MIN(y.year) = MAX(y.year) THEN CAST(MIN(y.year) AS TEXT)
               ELSE CAST(MIN(y.year) AS TEXT) || '-' || CAST(MAX(y.year) AS TEXT) END
        FROM year_class y WHERE y.version_id = v.id) AS years
FROM class_version v
LEFT JOIN class_draft d ON d.version_id = v.id
LEFT JOIN class_version b ON b.id = d.base_id
WHERE v.kind IN ('programme', 'item', 'fund')
ORDER BY v.kind, v.id;

-- name: class_lines
SELECT n.code, COALESCE(p.code, '') AS parent, n.level, n.name_th, n.name_en
FROM class_version v JOIN class_node n ON n.version_id = v.id
LEFT JOIN class_node p ON p.id = n.parent_id
WHERE v.kind = $1 AND v.code = $2
ORDER BY n.sort, n.id;

-- name: class_draft_get
SELECT v.id, v.published, b.code AS base, d.by_user
FROM class_version v JOIN class_draft d ON d.version_id = v.id JOIN class_version b ON b.id = d.base_id
WHERE v.kind = $1 AND v.code = $2;

-- name: class_draft_insert
INSERT INTO class_draft (version_id, base_id, reason, by_user, at_ms) VALUES ($1, $2, $3, $4, $5);

-- name: class_draft_publish
UPDATE class_draft SET published_by = $2, published_ms = $3 WHERE version_id = $1 AND published_by = '';

-- name: class_draft_delete
DELETE FROM class_draft WHERE version_id = $1;

-- name: class_draft_nodes_delete
DELETE FROM class_node WHERE version_id = $1;

-- name: class_draft_version_delete
DELETE FROM class_version WHERE id = $1 AND published = 0;
