-- paper.sql: what papers a line has.

-- name: paper_attached
SELECT f.kind, f.expires, f.at_ms
FROM attachment f
WHERE f.subject = 'line:' || $1
  AND NOT EXISTS (SELECT 1 FROM attachment_withdrawn w WHERE w.attachment_id = f.id)
ORDER BY f.id DESC LIMIT 2000;

-- name: paper_points
SELECT COUNT(*) FROM line_place WHERE line_id = $1 AND lat_micro <> 0;

-- Of a package's lines: those whose years are not the request.
-- name: paper_tranches
SELECT l.code AS line_code, l.name AS line_name
FROM line l JOIN tranche t ON t.line_id = l.id AND t.year = l.year
WHERE l.package_id = $1 AND l.removed = 0
  AND t.amount_satang <> COALESCE((SELECT x.amount_satang FROM line_amount x
                                   WHERE x.line_id = l.id AND x.stage = 0), 0)
ORDER BY l.id LIMIT 1000;
