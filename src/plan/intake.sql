-- intake.sql: what was sent to a division. $1 year, $2 division (0 = all), $3 agency code, $4 submitted or silent
-- (open, without a recommendation), $5 assigned to.

-- part: intake_where(p)
p.year = $1 AND (CAST($2 AS BIGINT) = 0 OR g.division = $2) AND (CAST($3 AS TEXT) = '' OR g.code = $3)
  AND (p.state = 'SUBMITTED' OR (p.state = 'ANALYST_ACCEPTED' AND CAST($4 AS TEXT) = 'silent'))
  AND (CAST($4 AS TEXT) <> 'silent' OR NOT EXISTS (SELECT 1 FROM recommendation m WHERE m.package_id = p.id))
  AND (CAST($5 AS TEXT) = '' OR (SELECT s.user_name FROM package_assignee s WHERE s.package_id = p.id) = $5)

-- $6 who asks, $7 after, $8 most.
-- name: intake_list
SELECT p.id, p.version, p.agency_id, g.division, p.code, p.title, g.code AS agency_code, g.name_th AS agency_name, p.state,
       COALESCE((SELECT s.user_name FROM package_assignee s WHERE s.package_id = p.id), '') AS user_name,
       CASE WHEN p.made_by = $6 OR (SELECT o.user_name FROM package_owner o WHERE o.package_id = p.id) = $6
              OR EXISTS (SELECT 1 FROM package_event v WHERE v.package_id = p.id AND v.event = 'submit' AND v.by_user = $6)
              OR EXISTS (SELECT 1 FROM line l JOIN line_change c ON c.line_id = l.id
                         WHERE l.package_id = p.id AND c.stage = 0 AND c.by_user = $6) THEN 1 ELSE 0 END AS made,
       CASE WHEN EXISTS (SELECT 1 FROM recommendation m WHERE m.package_id = p.id) THEN 1 ELSE 0 END AS recommended,
       (SELECT COUNT(*) FROM package_flag f WHERE f.package_id = p.id AND f.severity <> 'info') AS flags,
       CAST(0 AS BIGINT) AS asked_satang
FROM package p JOIN agency g ON g.id = p.agency_id
WHERE {intake_where p} AND p.id > $7
ORDER BY p.id LIMIT $8;

-- name: intake_count
SELECT COUNT(*) FROM package p JOIN agency g ON g.id = p.agency_id WHERE {intake_where p};
