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
  AND p.state NOT IN ('ENACTED', 'WITHDRAWN', 'EXECUTION', 'UNSUITABLE', 'UNFUNDED') AND y.stage <> 'CLOSED'
ORDER BY CASE p.state WHEN 'RETURNED' THEN 0 WHEN 'DRAFT' THEN 1 ELSE 2 END, p.year DESC, p.code LIMIT 5000;

-- name: open_work_ids
SELECT p.id, p.state, COALESCE((SELECT o.user_name FROM package_owner o WHERE o.package_id = p.id), p.made_by) AS from_user
FROM package p JOIN fiscal_year y ON y.year = p.year
WHERE p.id IN (SELECT o.package_id FROM package_owner o WHERE o.user_name = $1
               UNION ALL
               SELECT m.id FROM package m
               WHERE m.made_by = $1 AND NOT EXISTS (SELECT 1 FROM package_owner o WHERE o.package_id = m.id))
  AND p.agency_id = $2
  AND p.state NOT IN ('ENACTED', 'WITHDRAWN', 'EXECUTION', 'UNSUITABLE', 'UNFUNDED') AND y.stage <> 'CLOSED'
ORDER BY p.id;

-- name: handover_items
SELECT p.year, p.code, p.title, i.state, i.from_user AS user_name,
       CAST(COALESCE((SELECT SUM(x.amount_satang) FROM line l JOIN line_amount x ON x.line_id = l.id
                      WHERE l.package_id = p.id AND x.stage = 0), 0) AS BIGINT) AS requested_satang
FROM handover_item i JOIN handover h ON h.id = i.handover_id JOIN package p ON p.id = i.package_id
WHERE h.code = $1 ORDER BY p.year DESC, p.code LIMIT 5000;

-- $1 who, $2 'all' or the agency whose head asks (0 = none).
-- name: handover_list
SELECT h.id, h.agency_id, CASE WHEN h.division > 0 THEN h.division ELSE g.division END AS division, h.code, g.code AS agency_code, g.name_th AS agency_name, h.from_user,
       COALESCE((SELECT u.full_name FROM app_user u WHERE u.name = h.from_user), '') AS from_name, h.to_user,
       COALESCE((SELECT u.full_name FROM app_user u WHERE u.name = h.to_user), '') AS to_name,
       h.reason, h.order_no, h.order_on, h.state, h.made_by, h.made_ms, h.ended_by, h.ended_ms, h.ended_why,
       (SELECT COUNT(*) FROM handover_item i WHERE i.handover_id = h.id) AS packages,
       (SELECT COUNT(*) FROM handover_more m WHERE m.handover_id = h.id) AS more,
       CASE WHEN h.division > 0 THEN 1 ELSE 0 END AS analysis
FROM handover h JOIN agency g ON g.id = h.agency_id
WHERE (CAST($4 AS TEXT) = '' OR h.code = $4)
  AND (h.from_user = $1 OR h.to_user = $1 OR h.made_by = $1 OR CAST($2 AS BIGINT) = 1 OR (h.agency_id = $3 AND h.division = 0)
       OR (h.division > 0 AND h.division = $5))
ORDER BY CASE h.state WHEN 'waiting' THEN 0 ELSE 1 END, h.id DESC LIMIT 500;

-- name: handover_people
SELECT u.id, u.name, u.full_name, r.role, g.code AS scope_code, r.scope_kind, g.name_th AS scope_name,
       u.disabled, u.demo, u.created_ms
FROM user_role r JOIN app_user u ON u.id = r.user_id JOIN agency g ON g.id = r.scope_id
WHERE r.scope_kind = 'agency' AND r.scope_id = $1
ORDER BY u.name, r.role LIMIT 500;

-- name: handover_insert
INSERT INTO handover (code, agency_id, from_user, to_user, reason, order_no, order_on, state, made_by, made_ms, division)
VALUES ('H' || CAST((SELECT COUNT(*) + 1 FROM handover) AS TEXT), $1, $2, $3, $4, $5, $6, 'waiting', $7, $8, $9)
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

-- name: handover_division_of
SELECT r.scope_id AS id FROM user_role r JOIN app_user u ON u.id = r.user_id
WHERE u.name = $1 AND r.scope_kind = 'division' AND r.role IN ('analyst', 'division_head')
ORDER BY r.scope_id LIMIT 1;

-- name: handover_analysts
SELECT u.id, u.name, u.full_name, MIN(r.role) AS role, CAST(r.scope_id AS TEXT) AS scope_code, r.scope_kind, '' AS scope_name,
       u.disabled, u.demo, u.created_ms
FROM user_role r JOIN app_user u ON u.id = r.user_id
WHERE r.scope_kind = 'division' AND r.scope_id = $1 AND r.role IN ('analyst', 'division_head')
GROUP BY u.id, u.name, u.full_name, r.scope_id, r.scope_kind, u.disabled, u.demo, u.created_ms
ORDER BY u.name LIMIT 500;

-- A person's open things beside packages; years that are closed are left alone.
-- name: open_more
SELECT 'agency' AS kind, CAST(d.year AS TEXT) || ':' || g.code AS code, g.name_th AS title
FROM agency_analyst d JOIN agency g ON g.id = d.agency_id JOIN fiscal_year y ON y.year = d.year
WHERE d.user_name = $1 AND y.stage <> 'CLOSED'
UNION ALL
SELECT 'package', CAST(p.year AS TEXT) || ':' || p.code, p.title
FROM package_analyst o JOIN package p ON p.id = o.package_id JOIN fiscal_year y ON y.year = p.year
WHERE o.user_name = $1 AND y.stage <> 'CLOSED' AND p.state NOT IN ('ENACTED', 'WITHDRAWN', 'EXECUTION')
UNION ALL
SELECT 'info', q.code, p.title FROM info_request q JOIN package p ON p.id = q.package_id
WHERE q.asker = $1 AND q.state IN ('open', 'answered')
UNION ALL
SELECT 'mention', c.code, p.title FROM comment_mention m JOIN comment c ON c.id = m.comment_id JOIN package p ON p.id = c.package_id
WHERE m.user_name = $1 AND m.seen = 0 AND c.withdrawn = 0
UNION ALL
SELECT 'delegation', d.code, d.from_user || ' → ' || d.to_user FROM delegation d
WHERE d.to_user = $1 AND d.state IN ('waiting', 'confirmed') AND d.to_date >= CAST($2 AS INTEGER)
ORDER BY 1, 2 LIMIT 5000;

-- name: handover_more_list
SELECT m.kind, m.code, '' AS title FROM handover_more m JOIN handover h ON h.id = m.handover_id
WHERE h.code = $1 ORDER BY m.kind, m.code LIMIT 5000;

-- name: handover_more_insert
INSERT INTO handover_more (handover_id, kind, code) VALUES ($1, $2, $3);

-- name: handover_agencies
UPDATE agency_analyst SET user_name = $2, version = version + 1
WHERE user_name = $1 AND year IN (SELECT y.year FROM fiscal_year y WHERE y.stage <> 'CLOSED');

-- name: handover_packages
UPDATE package_analyst SET user_name = $2, version = version + 1
WHERE user_name = $1 AND package_id IN
  (SELECT p.id FROM package p JOIN fiscal_year y ON y.year = p.year
   WHERE y.stage <> 'CLOSED' AND p.state NOT IN ('ENACTED', 'WITHDRAWN', 'EXECUTION'));

-- name: handover_questions
UPDATE info_request SET asker = $2, version = version + 1 WHERE asker = $1 AND state IN ('open', 'answered');

-- The successor is told of what the other had not read; the comment still says whom it named.
-- name: handover_mentions
INSERT INTO comment_mention (comment_id, user_name, at_ms)
SELECT m.comment_id, CAST($2 AS TEXT), m.at_ms FROM comment_mention m JOIN comment c ON c.id = m.comment_id
WHERE m.user_name = $1 AND m.seen = 0 AND c.withdrawn = 0
ON CONFLICT (comment_id, user_name) DO NOTHING;

-- name: handover_mentions_seen
UPDATE comment_mention SET seen = 1 WHERE user_name = $1 AND seen = 0;
