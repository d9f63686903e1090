-- issued.sql: the register of issued documents.

-- part: issued_columns(d)
d.id, d.year, d.version, COALESCE(d.agency_id, 0) AS agency_id, d.code, d.kind, d.number, d.subject,
       d.subject_name, d.data_sha256, d.draft, d.issued_on, d.by_user, d.capacity, d.at_ms,
       COALESCE((SELECT n.code FROM issued n
                 WHERE n.kind = d.kind AND n.subject = d.subject AND n.version > d.version AND n.draft = 0
                   AND NOT EXISTS (SELECT 1 FROM issued_withdrawn x WHERE x.issued_id = n.id)
                 ORDER BY n.version DESC LIMIT 1), '') AS replaced_by,
       CASE WHEN w.issued_id IS NULL THEN 0 ELSE 1 END AS withdrawn,
       COALESCE(w.reason, '') AS withdrawn_reason,
       TRIM(COALESCE((SELECT 'pdf ' FROM issued_file f WHERE f.issued_id = d.id AND f.format = 'pdf'), '')
            || COALESCE((SELECT 'docx ' FROM issued_file f WHERE f.issued_id = d.id AND f.format = 'docx'), '')
            || COALESCE((SELECT 'xlsx ' FROM issued_file f WHERE f.issued_id = d.id AND f.format = 'xlsx'), ''))
           AS formats

-- name: issued_same
SELECT {issued_columns d}
FROM issued d LEFT JOIN issued_withdrawn w ON w.issued_id = d.id
WHERE d.kind = $1 AND d.subject = $2
  AND d.version = (SELECT MAX(m.version) FROM issued m WHERE m.kind = $1 AND m.subject = $2)
  AND d.data_sha256 = $3 AND d.draft = $4 AND w.issued_id IS NULL;

-- name: issued_newest
SELECT COALESCE(MAX(version), 0) FROM issued WHERE kind = $1 AND subject = $2;

-- name: issued_insert
INSERT INTO issued (code, kind, subject, subject_name, year, agency_id, number, version, draft, data_sha256,
                    issued_on, by_user, capacity, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT DO NOTHING;

-- name: issued_id
SELECT id FROM issued WHERE code = $1;

-- name: issued_file_insert
INSERT INTO issued_file (issued_id, format, sha256, name, size_bytes, pages, by_user, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (issued_id, format) DO NOTHING;

-- name: issued_withdraw
INSERT INTO issued_withdrawn (issued_id, reason, by_user, at_ms) VALUES ($1, $2, $3, $4)
ON CONFLICT (issued_id) DO NOTHING;

-- name: issued_get
SELECT {issued_columns d}
FROM issued d LEFT JOIN issued_withdrawn w ON w.issued_id = d.id
WHERE d.code = $1;

-- name: issued_files
SELECT format, name, sha256, size_bytes, pages, by_user, at_ms
FROM issued_file WHERE issued_id = $1 ORDER BY format DESC;

-- $1 year, $2 agency or 0, $3 kind or '', $4 reader, $5 before or 0, $6 most.
-- name: issued_list
SELECT {issued_columns d}
FROM issued d LEFT JOIN issued_withdrawn w ON w.issued_id = d.id
WHERE d.year = $1 AND (CAST($2 AS BIGINT) = 0 OR d.agency_id = $2)
  AND (CAST($3 AS TEXT) = '' OR d.kind = $3)
  AND (d.draft = 0 OR d.by_user = $4)
  AND (CAST($5 AS BIGINT) = 0 OR d.id < $5)
ORDER BY d.id DESC LIMIT $6;

-- name: issued_division
SELECT division FROM agency WHERE id = $1;

-- name: issued_bytes
SELECT CAST(COALESCE(SUM(LENGTH(bytes)), 0) AS BIGINT) FROM blob_part WHERE sha256 = $1;
