-- council_committee.sql: the extraordinary committee of a draft and its sub-committees.

-- part: council_committee_columns(c)
c.id, c.code, c.kind, c.name, COALESCE((SELECT q.code FROM council_committee q WHERE q.id = c.parent_id), '') AS parent_code,
       c.order_no, c.from_date, c.due_date, c.whole,
       (SELECT COUNT(*) FROM council_committee_agency k WHERE k.committee_id = c.id) AS agencies,
       (SELECT COUNT(*) FROM council_seat s WHERE s.committee_id = c.id AND s.to_date IS NULL) AS seats,
       COALESCE((SELECT m.full_name FROM council_seat s JOIN council_member m ON m.id = s.member_id
                 WHERE s.committee_id = c.id AND s.role = 'chair' AND s.to_date IS NULL
                 ORDER BY s.id DESC LIMIT 1), '') AS chair,
       c.report_no, c.report_date, c.report_text, c.report_by, c.year, c.ordinance, COALESCE(c.parent_id, 0) AS parent_id,
       c.version

-- name: council_committees
SELECT {council_committee_columns c}
FROM council_committee c WHERE c.year = $1 AND c.ordinance = $2
ORDER BY CASE c.kind WHEN 'extraordinary' THEN 0 ELSE 1 END, c.id LIMIT 200;

-- name: council_committee_get
SELECT {council_committee_columns c} FROM council_committee c WHERE c.code = $1;

-- name: council_committee_covers
SELECT COUNT(*) FROM council_committee c
WHERE c.id = $1 AND (c.whole = 1 OR EXISTS (SELECT 1 FROM council_committee_agency k
                                            WHERE k.committee_id = c.id AND k.agency_id = $2));

-- name: council_committee_scope
SELECT g.id AS agency_id, g.code AS agency_code, g.name_th AS agency_name
FROM council_committee_agency k JOIN agency g ON g.id = k.agency_id
WHERE k.committee_id = $1 ORDER BY g.print_order, g.code;

-- $1 the committee, $2 the day.
-- part: council_seat_columns(s, m, $2)
s.id, s.member_id, s.version, m.code AS member_code, m.full_name, m.kind, s.role, m.post, m.district, m.user_name,
       s.from_date, s.to_date, s.ended_why,
       CASE WHEN s.from_date <= $2 AND (s.to_date IS NULL OR s.to_date >= $2) THEN 1 ELSE 0 END AS now

-- name: council_seats
SELECT {council_seat_columns s m $2}
FROM council_seat s JOIN council_member m ON m.id = s.member_id
WHERE s.committee_id = $1
ORDER BY CASE WHEN s.to_date IS NULL THEN 0 ELSE 1 END,
         CASE s.role WHEN 'chair' THEN 0 WHEN 'vice' THEN 1 WHEN 'member' THEN 2 ELSE 3 END, s.id LIMIT 300;

-- name: council_seat_of
SELECT {council_seat_columns s m $2}
FROM council_seat s JOIN council_member m ON m.id = s.member_id
WHERE s.committee_id = $1 AND s.member_id = $3 AND s.from_date <= $2 AND (s.to_date IS NULL OR s.to_date >= $2)
ORDER BY s.id LIMIT 1;

-- name: council_committee_number
SELECT COUNT(*) FROM council_committee WHERE year = $1 AND ordinance = $2 AND kind = $3;

-- name: council_committee_insert
INSERT INTO council_committee (code, year, ordinance, kind, parent_id, name, order_no, from_date, due_date, whole,
                               made_by, made_at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id;

-- name: council_committee_agency_insert
INSERT INTO council_committee_agency (committee_id, agency_id) VALUES ($1, $2) ON CONFLICT (committee_id, agency_id) DO NOTHING;

-- Who sits there from a day on ($3): this member, or (for a chair) any chair.
-- name: council_seat_taken
SELECT COUNT(*) FROM council_seat s
WHERE s.committee_id = $1 AND (s.to_date IS NULL OR s.to_date >= $3)
  AND (s.member_id = $2 OR (CAST($4 AS TEXT) = 'chair' AND s.role = 'chair'));

-- name: council_seat_insert
INSERT INTO council_seat (committee_id, member_id, role, from_date, made_by, made_at_ms)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: council_seat_end
UPDATE council_seat SET to_date = $3, ended_why = $4, version = version + 1
WHERE id = $1 AND version = $2 AND from_date <= $3;

-- name: council_report_set
UPDATE council_committee SET report_no = $3, report_date = $4, report_text = $5, report_by = $6, version = version + 1
WHERE id = $1 AND version = $2;
