-- section.sql: sections inside an agency, and who sees what lies there.

-- A package that was never sent is seen where it lies: by its section, its collector, its director
-- ($2: the reader's sight, ",a7,c7,s3," or "all"). One that was sent and withdrawn stays seen.
-- What execution opened (execute/origin.h) is no request: nobody sees it among them.
-- part: seen(p, $2)
p.state <> 'EXECUTION' AND
(p.state NOT IN ('DRAFT', 'WITHDRAWN') OR CAST($2 AS TEXT) = 'all'
     OR (p.state = 'WITHDRAWN' AND EXISTS (SELECT 1 FROM package_event v
                                           WHERE v.package_id = p.id AND v.event = 'submit'))
     OR (p.place = 'director' AND CAST($2 AS TEXT) LIKE '%,a' || CAST(p.agency_id AS TEXT) || ',%')
     OR (p.place = 'collector' AND CAST($2 AS TEXT) LIKE '%,c' || CAST(p.agency_id AS TEXT) || ',%')
     OR CAST($2 AS TEXT) LIKE '%,s' || CAST(p.section_id AS TEXT) || ',%')

-- name: sight_sections
SELECT s.id, s.agency_id FROM section_member m JOIN agency_section s ON s.id = m.section_id
WHERE (m.user_name = $1
       OR m.user_name IN (SELECT d.from_user FROM delegation d
                          WHERE d.to_user = $1 AND d.state = 'confirmed' AND d.scope_kind = 'agency'
                            AND d.scope_id = s.agency_id AND d.from_date <= CAST($2 AS INTEGER)
                            AND d.to_date >= CAST($2 AS INTEGER)))
  AND s.closed = 0
ORDER BY s.id;

-- name: package_seen
SELECT COUNT(*) FROM package p
WHERE p.id = $1
  AND {seen p $2};

-- name: package_place_set
UPDATE package SET place = $4, version = version + 1
WHERE id = $1 AND version = $2 AND place = $3;

-- name: section_list
SELECT s.id, s.agency_id, s.version, s.code, s.name_th, s.name_en, s.kind, s.closed,
       (SELECT COUNT(*) FROM section_member m WHERE m.section_id = s.id) AS members,
       (SELECT COUNT(*) FROM package p
        WHERE p.agency_id = s.agency_id AND p.year = $1 AND p.section_id = s.id
          AND p.place = 'section' AND p.state IN ('DRAFT', 'RETURNED')) AS packages
FROM agency_section s WHERE s.agency_id = $2 ORDER BY s.closed, s.code;

-- name: section_people
SELECT s.id AS section_id, s.code AS section_code, m.user_name,
       COALESCE((SELECT u.full_name FROM app_user u WHERE u.name = m.user_name), '') AS full_name
FROM section_member m JOIN agency_section s ON s.id = m.section_id
WHERE s.agency_id = $1 ORDER BY s.code, m.user_name;

-- name: section_insert
INSERT INTO agency_section (agency_id, code, name_th, name_en, kind) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (agency_id, code) DO NOTHING RETURNING id;

-- name: section_find
SELECT id FROM agency_section WHERE agency_id = $1 AND code = $2 AND closed = 0;

-- name: section_member_in
INSERT INTO section_member (section_id, user_name) VALUES ($1, $2)
ON CONFLICT (section_id, user_name) DO NOTHING;

-- name: section_member_out
DELETE FROM section_member WHERE section_id = $1 AND user_name = $2;

-- name: section_person_of_agency
SELECT COUNT(*) FROM user_role r JOIN app_user u ON u.id = r.user_id
WHERE u.name = $1 AND r.scope_kind = 'agency' AND r.scope_id = $2;

-- name: section_staff
SELECT COUNT(*) FROM section_member WHERE section_id = $1;

-- name: section_close
UPDATE agency_section SET closed = 1, version = version + 1 WHERE id = $1 AND closed = 0;

-- name: section_release
UPDATE package SET place = 'collector', version = version + 1
WHERE section_id = $1 AND place = 'section' AND state IN ('DRAFT', 'RETURNED');
