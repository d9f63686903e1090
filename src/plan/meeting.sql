-- meeting.sql: meetings of the bodies that decide.

-- part: meeting_columns(m)
m.id, m.year, m.version, m.code, m.number, m.body, m.state, m.place, m.subject, m.on_date,
       (SELECT COUNT(*) FROM meeting_item i WHERE i.meeting_id = m.id) AS items,
       (SELECT COUNT(*) FROM meeting_person p WHERE p.meeting_id = m.id AND p.voice = 'decides') AS people,
       (SELECT COUNT(*) FROM meeting_person p WHERE p.meeting_id = m.id AND p.voice = 'decides' AND p.present = 1)
           AS present,
       (SELECT COUNT(*) FROM resolution r WHERE r.meeting_id = m.id AND r.state <> 'cancelled') AS resolutions,
       m.quorum, m.made_by, m.made_at_ms

-- name: meeting_list
SELECT {meeting_columns m} FROM meeting m WHERE m.year = $1 ORDER BY m.on_date DESC, m.id DESC LIMIT 500;

-- name: meeting_get
SELECT {meeting_columns m} FROM meeting m WHERE m.year = $1 AND m.code = $2;

-- name: meeting_items
SELECT i.id, i.no, i.version, i.kind, i.title, i.detail, COALESCE(r.code, '') AS run_code, i.minutes,
       (SELECT COUNT(*) FROM meeting_item_agency a WHERE a.item_id = i.id) AS agencies,
       CASE WHEN r.id IS NULL THEN (SELECT COUNT(*) FROM meeting_item_package k WHERE k.item_id = i.id)
            ELSE r.packages END AS packages,
       (SELECT COUNT(*) FROM resolution s WHERE s.item_id = i.id AND s.state <> 'cancelled') AS resolutions,
       CAST(CASE WHEN r.id IS NOT NULL THEN r.used_satang
            ELSE COALESCE((SELECT SUM(x.amount_satang) FROM meeting_item_package k JOIN line l ON l.package_id = k.package_id
                           JOIN line_amount x ON x.line_id = l.id AND x.stage = 0 WHERE k.item_id = i.id), 0)
            END AS BIGINT) AS requested_satang
FROM meeting_item i LEFT JOIN scenario_run r ON r.id = i.run_id
WHERE i.meeting_id = $1 ORDER BY i.no;

-- name: meeting_people
SELECT p.id, p.full_name, p.post, COALESCE(m.role, '') AS role, COALESCE(g.name_th, '') AS agency_name, p.voice, p.present
FROM meeting_person p LEFT JOIN committee_member m ON m.id = p.member_id LEFT JOIN agency g ON g.id = p.agency_id
WHERE p.meeting_id = $1
ORDER BY CASE p.voice WHEN 'decides' THEN 0 WHEN 'secretary' THEN 1 ELSE 2 END,
         CASE m.role WHEN 'chair' THEN 0 WHEN 'vice' THEN 1 ELSE 2 END, p.id;

-- name: meeting_subjects
SELECT i.no, 'agency' AS kind, g.code, g.name_th AS name, g.name_th AS agency_name, '' AS state,
       CAST(0 AS BIGINT) AS requested_satang, CAST(0 AS BIGINT) AS now_satang
FROM meeting_item i JOIN meeting_item_agency a ON a.item_id = i.id JOIN agency g ON g.id = a.agency_id
WHERE i.meeting_id = $1
UNION ALL
SELECT i.no, 'package', p.code, p.title, g.name_th, p.state,
       CAST(COALESCE((SELECT SUM(x.amount_satang) FROM line l JOIN line_amount x ON x.line_id = l.id AND x.stage = 0
                      WHERE l.package_id = p.id), 0) AS BIGINT),
       CAST(COALESCE((SELECT SUM((SELECT y.amount_satang FROM line_amount y WHERE y.line_id = l.id
                                  ORDER BY y.stage DESC LIMIT 1)) FROM line l WHERE l.package_id = p.id), 0) AS BIGINT)
FROM meeting_item i JOIN meeting_item_package k ON k.item_id = i.id JOIN package p ON p.id = k.package_id
JOIN agency g ON g.id = p.agency_id
WHERE i.meeting_id = $1
ORDER BY 1, 2, 3 LIMIT 2000;

-- ---- writing ----

-- name: meeting_count
SELECT COUNT(*) FROM meeting WHERE year = $1 AND body = $2;

-- name: meeting_insert
INSERT INTO meeting (year, code, body, number, on_date, place, subject, state, made_by, made_at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'draft', $8, $9) RETURNING id;

-- name: meeting_event_insert
INSERT INTO meeting_event (meeting_id, event, from_state, to_state, by_user, at_ms, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: meeting_touch
UPDATE meeting SET version = version + 1 WHERE id = $1 AND version = $2;

-- name: meeting_state_set
UPDATE meeting SET state = $4, quorum = $5, version = version + 1 WHERE id = $1 AND version = $2 AND state = $3;

-- name: meeting_item_insert
INSERT INTO meeting_item (meeting_id, no, kind, title, detail, run_id)
VALUES ($1, (SELECT COALESCE(MAX(no), 0) + 1 FROM meeting_item WHERE meeting_id = $1), $2, $3, $4, $5) RETURNING id;

-- name: meeting_item_agency_insert
INSERT INTO meeting_item_agency (item_id, agency_id) SELECT CAST($1 AS BIGINT), g.id FROM agency g WHERE g.code = $2
ON CONFLICT DO NOTHING;

-- name: meeting_item_package_insert
INSERT INTO meeting_item_package (item_id, package_id)
SELECT CAST($1 AS BIGINT), p.id FROM package p WHERE p.year = $2 AND p.code = $3 AND {competes p}
ON CONFLICT DO NOTHING;

-- name: meeting_minutes_set
UPDATE meeting_item SET minutes = $4, version = version + 1 WHERE meeting_id = $1 AND no = $2 AND version = $3;

-- The members of the body on the day of the meeting; those listed already stay.
-- name: meeting_members
INSERT INTO meeting_person (meeting_id, member_id, full_name, post, agency_id, voice)
SELECT g.id, m.id, m.full_name, m.post, m.agency_id, CASE WHEN m.role = 'secretary' THEN 'secretary' ELSE 'decides' END
FROM meeting g JOIN committee_member m ON m.body = g.body
WHERE g.id = $1 AND m.from_date <= g.on_date AND (m.to_date IS NULL OR m.to_date >= g.on_date)
  AND NOT EXISTS (SELECT 1 FROM meeting_person p WHERE p.meeting_id = g.id AND p.member_id = m.id)
ORDER BY m.id;

-- Its people who have an account.
-- name: meeting_accounts
SELECT DISTINCT u.name FROM meeting_person p JOIN committee_member m ON m.id = p.member_id
JOIN app_user u ON u.name = m.user_name WHERE p.meeting_id = $1 ORDER BY u.name;

-- name: meeting_guest_insert
INSERT INTO meeting_person (meeting_id, full_name, post, agency_id, voice, present) VALUES ($1, $2, $3, $4, 'speaks', 1);

-- name: meeting_absent
UPDATE meeting_person SET present = 0 WHERE meeting_id = $1 AND present = 1;

-- name: meeting_present
UPDATE meeting_person SET present = 1 WHERE meeting_id = $1 AND id = $2;

-- name: meeting_without_minutes
SELECT COALESCE(MIN(no), 0) FROM meeting_item WHERE meeting_id = $1 AND minutes = '';

-- name: meeting_held
SELECT COUNT(*) FROM meeting WHERE code = $1 AND state IN ('held', 'confirmed');
