-- maker.sql: who made a request, whatever their role is today.

-- name: maker_of_package
SELECT COUNT(*) AS n FROM line l JOIN line_change c ON c.line_id = l.id
WHERE l.package_id = $1 AND c.stage = 0 AND c.by_user = $2;

-- Who signed it for the agency is of its making too, for those who judge it.
-- name: signer_of_package
SELECT COUNT(*) AS n FROM package_event e
WHERE e.package_id = $1 AND e.event = 'submit' AND e.by_user = $2;

-- name: maker_of_line
SELECT COUNT(*) AS n FROM line_change c WHERE c.line_id = $1 AND c.stage = 0 AND c.by_user = $2;

-- name: maker_of_resolution
SELECT COUNT(*) AS n FROM resolution_line r JOIN line_change c ON c.line_id = r.line_id
WHERE r.resolution_id = $1 AND c.stage = 0 AND c.by_user = $2;
