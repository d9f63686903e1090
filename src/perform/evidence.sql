-- evidence.sql: what proves the steps of an indicator in a year.

-- name: evidence_list
SELECT x.step, x.period, x.source, x.code, x.title, x.path, x.on_date, x.by_user, x.withdrawn FROM (
SELECT s.step, CAST(0 AS BIGINT) AS period, 'file' AS source, t.code, t.name AS title, '/attachments/' || t.code AS path, CAST(NULL AS INTEGER) AS on_date,
       t.by_user, CASE WHEN w.attachment_id IS NULL THEN 0 ELSE 1 END AS withdrawn, t.id AS sort
FROM indicator_step s JOIN indicator_profile p ON p.indicator_id = s.indicator_id AND p.year = s.year
JOIN attachment t ON t.subject = 'reading:' || CAST(s.year AS TEXT) || ':' || p.code || ':step' || CAST(s.step AS TEXT)
LEFT JOIN attachment_withdrawn w ON w.attachment_id = t.id
WHERE s.indicator_id = $1 AND s.year = $2
UNION ALL
SELECT 0, r.period, 'file', t.code, t.name, '/attachments/' || t.code, CAST(NULL AS INTEGER), t.by_user,
       CASE WHEN w.attachment_id IS NULL THEN 0 ELSE 1 END, t.id
FROM reading r JOIN indicator_profile p ON p.indicator_id = r.indicator_id AND p.year = r.year
JOIN attachment t ON t.subject = 'reading:' || CAST(p.year AS TEXT) || ':' || p.code || ':step0:' || CAST(r.period AS TEXT)
LEFT JOIN attachment_withdrawn w ON w.attachment_id = t.id
WHERE r.indicator_id = $1 AND r.year = $2
UNION ALL
SELECT s.step, 0, s.source, v.doc_no, v.title, '/integrated/' || i.code || '?year=' || CAST(i.year AS TEXT), v.doc_date, v.by_user, 0, v.id
FROM indicator_step s JOIN integrated i ON i.year = s.year + 1 JOIN integrated_evidence v ON v.integrated_id = i.id AND CAST(v.step AS TEXT) = s.arg
WHERE s.indicator_id = $1 AND s.year = $2 AND s.source = 'integrated'
  AND NOT EXISTS (SELECT 1 FROM integrated_withdrawn w WHERE w.evidence_id = v.id)
UNION ALL
SELECT s.step, 0, s.source, c.code, c.title, '/circulars/' || c.code, CAST(NULL AS INTEGER), c.made_by, 0, c.id
FROM indicator_step s JOIN circular c ON c.year BETWEEN s.year AND s.year + 1 AND c.state IN ('sent', 'replaced') AND c.title LIKE '%' || s.arg || '%'
WHERE s.indicator_id = $1 AND s.year = $2 AND s.source = 'circular'
UNION ALL
SELECT s.step, 0, s.source, c.code, c.title, '/surveys/' || c.code, c.closes, c.made_by, 0, c.id
FROM indicator_step s JOIN survey c ON c.year = s.year AND c.state IN ('open', 'closed') AND c.title LIKE '%' || s.arg || '%'
WHERE s.indicator_id = $1 AND s.year = $2 AND s.source = 'survey'
UNION ALL
SELECT s.step, 0, s.source, c.code, c.code, '/executive-reports/' || c.code, c.as_of, c.signed_by, 0, c.id
FROM indicator_step s JOIN executive_report c ON c.year = s.year AND c.state = 'signed'
WHERE s.indicator_id = $1 AND s.year = $2 AND s.source = 'executive_report'
UNION ALL
SELECT s.step, 0, s.source, c.code, c.letter_no, '/acceleration/' || c.code, c.as_of, c.closed_by, 0, c.id
FROM indicator_step s JOIN acceleration c ON c.year = s.year AND c.state = 'closed'
WHERE s.indicator_id = $1 AND s.year = $2 AND s.source = 'acceleration'
UNION ALL
SELECT s.step, 0, s.source, d.code, d.subject_name || ' ' || d.number, '/documents/issued/' || d.code, d.issued_on, d.by_user, 0, d.id
FROM indicator_step s JOIN indicator_profile p ON p.indicator_id = s.indicator_id AND p.year = s.year
JOIN issued d ON d.year = s.year AND d.kind = s.arg AND d.draft = 0 AND (d.agency_id IS NULL OR d.agency_id = p.agency_id)
WHERE s.indicator_id = $1 AND s.year = $2 AND s.source = 'issued'
  AND NOT EXISTS (SELECT 1 FROM issued_withdrawn w WHERE w.issued_id = d.id)
) x ORDER BY x.step, x.withdrawn, x.sort DESC LIMIT 500;
