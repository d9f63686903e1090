-- redline.sql: what stands behind the changes between two versions of a bill.

-- Deltas that were accepted after one moment up to another: of each line, oldest first.
-- name: redline_deltas
SELECT l.code AS line_code, d.code, d.kind, d.reason,
       COALESCE((SELECT m.full_name FROM council_member m WHERE m.id = d.member_id), d.made_by) AS mover
FROM council_delta d JOIN line l ON l.id = d.line_id
WHERE d.year = $1 AND d.ordinance = $2 AND d.state = 'accepted' AND d.decided_at_ms > $3 AND d.decided_at_ms <= $4
ORDER BY l.code, d.id;

-- name: redline_commercial
SELECT a.code FROM agency a WHERE a.kind = 'commercial' ORDER BY a.code;
