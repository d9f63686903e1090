-- attach.sql: files attached to a subject.

-- name: attach_insert
INSERT INTO attachment (code, subject, kind, name, media, size_bytes, sha256, expires, by_user, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (code) DO NOTHING;

-- name: attach_same
SELECT f.id, f.code, f.subject, f.kind, f.name, f.media, f.sha256, f.size_bytes, f.expires, f.by_user,
       f.at_ms, 0 AS withdrawn, '' AS withdrawn_reason
FROM attachment f
WHERE f.subject = $1 AND f.kind = $2 AND f.sha256 = $3 AND f.name = $4
  AND NOT EXISTS (SELECT 1 FROM attachment_withdrawn w WHERE w.attachment_id = f.id)
ORDER BY f.id DESC LIMIT 1;

-- name: attach_list
SELECT f.id, f.code, f.subject, f.kind, f.name, f.media, f.sha256, f.size_bytes, f.expires, f.by_user,
       f.at_ms, CASE WHEN w.attachment_id IS NULL THEN 0 ELSE 1 END AS withdrawn,
       COALESCE(w.reason, '') AS withdrawn_reason
FROM attachment f LEFT JOIN attachment_withdrawn w ON w.attachment_id = f.id
WHERE f.subject = $1 ORDER BY f.id DESC LIMIT 1000;

-- name: attach_list_package
SELECT f.id, f.code, f.subject, f.kind, f.name, f.media, f.sha256, f.size_bytes, f.expires, f.by_user,
       f.at_ms, CASE WHEN w.attachment_id IS NULL THEN 0 ELSE 1 END AS withdrawn,
       COALESCE(w.reason, '') AS withdrawn_reason
FROM line l JOIN attachment f ON f.subject = 'line:' || l.code
LEFT JOIN attachment_withdrawn w ON w.attachment_id = f.id
WHERE l.package_id = $1 ORDER BY f.id DESC LIMIT 20000;

-- name: attach_get
SELECT f.id, f.code, f.subject, f.kind, f.name, f.media, f.sha256, f.size_bytes, f.expires, f.by_user,
       f.at_ms, CASE WHEN w.attachment_id IS NULL THEN 0 ELSE 1 END AS withdrawn,
       COALESCE(w.reason, '') AS withdrawn_reason
FROM attachment f LEFT JOIN attachment_withdrawn w ON w.attachment_id = f.id
WHERE f.code = $1;

-- name: attach_withdraw
INSERT INTO attachment_withdrawn (attachment_id, reason, by_user, at_ms) VALUES ($1, $2, $3, $4)
ON CONFLICT (attachment_id) DO NOTHING;

-- name: attach_line_home
SELECT p.agency_id, g.division, p.state
FROM line l JOIN package p ON p.id = l.package_id JOIN agency g ON g.id = p.agency_id
WHERE l.code = $1;

-- name: attach_package_home
SELECT p.agency_id, g.division, p.state
FROM package p JOIN agency g ON g.id = p.agency_id
WHERE p.year = $1 AND p.code = $2;

-- name: attach_agency_home
SELECT id AS agency_id, division, '' AS state FROM agency WHERE code = $1;

-- name: attach_circular_home
SELECT CAST(0 AS BIGINT) AS agency_id, CAST(0 AS BIGINT) AS division,
       CASE c.state WHEN 'draft' THEN 'circular_draft' ELSE 'circular' END AS state
FROM circular c WHERE c.code = $1;

-- name: attach_document_home
SELECT COALESCE(d.agency_id, 0) AS agency_id, COALESCE(g.division, 0) AS division,
       CASE WHEN d.draft = 1 THEN 'DRAFT' ELSE '' END AS state
FROM issued d LEFT JOIN agency g ON g.id = d.agency_id
WHERE d.code = $1;

-- A request to carry money takes papers until it is decided, a flag until it is confirmed.
-- name: attach_carry_home
SELECT c.agency_id, g.division, CASE WHEN c.state IN ('draft', 'submitted', 'sent', 'listed') THEN '' ELSE c.state END AS state
FROM carry c JOIN agency g ON g.id = c.agency_id
WHERE c.code = $1;

-- name: attach_carry_flag_home
SELECT l.agency_id, g.division, CASE x.state WHEN 'proposed' THEN '' ELSE x.state END AS state
FROM carry_flag x JOIN line l ON l.id = x.line_id JOIN agency g ON g.id = l.agency_id
WHERE x.code = $1;

-- name: attach_reading_home
SELECT p.agency_id, g.division, '' AS state
FROM indicator_profile p JOIN agency g ON g.id = p.agency_id
WHERE p.year = $1 AND p.code = $2;

-- Evidence of a step's progress: activity:CODE:stepN.
-- name: attach_activity_home
SELECT a.agency_id, g.division, CASE WHEN a.state = 'draft' THEN 'DRAFT' ELSE '' END AS state
FROM activity a JOIN agency g ON g.id = a.agency_id
WHERE a.code = $1;
