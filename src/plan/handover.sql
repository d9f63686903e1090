-- handover.sql: open work of an officer, handed over to a successor.

-- name: open_work
SELECT p.year, p.code, p.title, p.state, CAST($1 AS TEXT) AS user_name,
       CAST(COALESCE((SELECT SUM(x.amount_satang) FROM line l JOIN line_amount x ON x.line_id = l.id
                      WHERE l.package_id = p.id AND x.stage = 0), 0) AS BIGINT) AS requested_satang
FROM package p JOIN fiscal_year y ON y.year = p.year
WHERE p.id IN (SELECT o.package_id FROM package_owner o WHERE o.user_name = $1
               UNION ALL
               SELECT m.id FROM package m
               WHERE m.made_by = $1 AND NOT EXISTS (SELECT 1 FROM package_owner o WHERE o.package_id = m.id))
  AND p.state NOT IN ('ENACTED', 'WITHDRAWN', 'UNSUITABLE', 'UNFUNDED') AND y.stage <> 'CLOSED'
ORDER BY CASE p.state WHEN 'RETURNED' THEN 0 WHEN 'DRAFT' THEN 1 ELSE 2 END, p.year DESC, p.code LIMIT 5000;

-- name: open_work_ids
SELECT p.id, p.state, COALESCE((SELECT o.user_name FROM package_owner o WHERE o.package_id = p.id), p.made_by) AS from_user
FROM package p JOIN fiscal_year y ON y.year = p.year
WHERE p.id IN (SELECT o.package_id FROM package_owner o WHERE o.user_name = $1
               UNION ALL
               SELECT m.id FROM package m
               WHERE m.made_by = $1 AND NOT EXISTS (SELECT 1 FROM package_owner o WHERE o.package_id = m.id))
  AND p.agency_id = $2
  AND p.state NOT IN ('ENACTED', 'WITHDRAWN', 'UNSUITABLE', 'UNFUNDED') AND y.stage <> 'CLOSED'
ORDER BY p.id;

-- name: handover_items
SELECT p.year, p.code, p.title, i.state, i.from_user AS user_name,
       CAST(COALESCE((SELECT SUM(x.amount_satang) FROM line l JOIN line_amount x ON x.line_id = l.id
                      WHERE l.package_id = p.id AND x.stage = 0), 0) AS BIGINT) AS requested_satang
FROM handover_item i JOIN handover h ON h.id = i.handover_id JOIN package p ON p.id = i.package_id
WHERE h.code = $1 ORDER BY p.year DESC, p.code LIMIT 5000;

-- $1 who, $2 'all' or the agency whose head asks (0 = none).
-- name: handover_list
SELECT h.id, h.agency_id, g.division, h.code, g.code AS agency_code, g.name_th AS agency_name, h.from_user,
       COALESCE((SELECT u.full_name FROM app_user u WHERE u.name = h.from_user), '') AS from_name, h.to_user,
       COALESCE((SELECT u.full_name FROM app_user u WHERE u.name = h.to_user), '') AS to_name,
       h.reason, h.order_no, h.order_on, h.state, h.made_by, h.made_ms, h.ended_by, h.ended_ms, h.ended_why,
       (SELECT COUNT(*) FROM handover_item i WHERE i.handover_id = h.id) AS packages
FROM handover h JOIN agency g ON g.id = h.agency_id
WHERE (CAST($4 AS TEXT) = '' OR h.code = $4)
  AND (h.from_user = $1 OR h.to_user = $1 OR h.made_by = $1 OR CAST($2 AS BIGINT) = 1 OR h.agency_id = $3)
ORDER BY CASE h.state WHEN 'waiting' THEN 0 ELSE 1 END, h.id DESC LIMIT 500;

-- name: handover_people
SELECT u.id, u.name, u.full_name, r.role, g.code AS scope_code, r.scope_kind, g.name_th AS scope_name,
       u.disabled, u.demo, u.created_ms
FROM user_role r JOIN app_user u ON u.id = r.user_id JOIN agency g ON g.id = r.scope_id
WHERE r.scope_kind = 'agency' AND r.scope_id = $1
ORDER BY u.name, r.role LIMIT 500;

-- name: handover_insert
INSERT INTO handover (code, agency_id, from_user, to_user, reason, order_no, order_on, state, made_by, made_ms)
VALUES ('H' || CAST((SELECT COUNT(*) + 1 FROM handover) AS TEXT), $1, $2, $3, $4, $5, $6, 'waiting', $7, $8)
ON CONFLICT DO NOTHING RETURNING id;

-- name: handover_by_id
SELECT code FROM handover WHERE id = $1;

-- name: handover_end
UPDATE handover SET state = $2, ended_by = $3, ended_ms = $4, ended_why = $5 WHERE id = $1 AND state = 'waiting';

-- name: handover_item_insert
INSERT INTO handover_item (handover_id, package_id, state, from_user) VALUES ($1, $2, $3, $4);

-- name: package_owner_set
INSERT INTO package_owner (package_id, user_name, handover_id) VALUES ($1, $2, $3)
ON CONFLICT (package_id) DO UPDATE SET user_name = $2, handover_id = $3;

-- name: handover_sections_in
INSERT INTO section_member (section_id, user_name)
SELECT m.section_id, CAST($3 AS TEXT) FROM section_member m JOIN agency_section s ON s.id = m.section_id
WHERE m.user_name = $1 AND s.agency_id = $2
ON CONFLICT (section_id, user_name) DO NOTHING;

-- name: handover_sections_out
DELETE FROM section_member WHERE user_name = $1
  AND section_id IN (SELECT s.id FROM agency_section s WHERE s.agency_id = $2);

-- name: handover_agency_of
SELECT r.scope_id AS id FROM user_role r JOIN app_user u ON u.id = r.user_id
WHERE u.name = $1 AND r.scope_kind = 'agency' AND r.role IN ('officer', 'collector')
ORDER BY r.scope_id LIMIT 1;

-- name: handover_sections
SELECT COUNT(*) FROM section_member m JOIN agency_section s ON s.id = m.section_id
WHERE m.user_name = $1 AND s.agency_id = $2;
