-- council_member.sql: members of the Council's register and their interests.

-- part: council_member_columns(m, $1)
m.id, m.code, m.kind, m.full_name, m.post, m.district, m.user_name, m.from_date, m.to_date, m.ended_why,
       (SELECT COUNT(*) FROM council_interest i WHERE i.member_id = m.id AND i.from_date <= $1
          AND (i.to_date IS NULL OR i.to_date >= $1)) AS interests,
       CASE WHEN m.from_date <= $1 AND (m.to_date IS NULL OR m.to_date >= $1) THEN 1 ELSE 0 END AS now, m.version

-- $1 the day, $2 the kind, $3 only those in office, $4 after this id, $5 how many.
-- name: council_members
SELECT {council_member_columns m $1}
FROM council_member m
WHERE (CAST($2 AS TEXT) = '' OR m.kind = $2) AND m.id > $4
  AND (CAST($3 AS BIGINT) = 0 OR (m.from_date <= $1 AND (m.to_date IS NULL OR m.to_date >= $1)))
ORDER BY m.id LIMIT $5;

-- name: council_member_get
SELECT {council_member_columns m $1} FROM council_member m WHERE m.code = $2;

-- name: council_member_of_user
SELECT {council_member_columns m $1}
FROM council_member m
WHERE m.user_name = $2 AND m.user_name <> '' AND m.from_date <= $1 AND (m.to_date IS NULL OR m.to_date >= $1)
ORDER BY m.id LIMIT 1;

-- name: council_size
SELECT COUNT(*) FROM council_member m
WHERE m.kind = 'councillor' AND m.from_date <= $1 AND (m.to_date IS NULL OR m.to_date >= $1);

-- name: council_member_next
SELECT COUNT(*) + 1 FROM council_member;

-- Taken on a day: the code, the name, or a councillor's district. $1 code, $2 name, $3 kind, $4 district, $5 from.
-- name: council_member_taken
SELECT COUNT(*) FROM council_member m
WHERE m.code = $1
   OR ((m.to_date IS NULL OR m.to_date >= $5)
       AND (m.full_name = $2 OR (CAST($3 AS TEXT) = 'councillor' AND m.kind = 'councillor'
                                 AND m.district = $4 AND m.district <> '')));

-- name: council_member_insert
INSERT INTO council_member (code, kind, full_name, post, district, user_name, from_date, to_date, made_by, made_at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: council_member_end
UPDATE council_member SET to_date = $3, ended_why = $4, version = version + 1 WHERE code = $1 AND version = $2;

-- ---- interests ----

-- $1 the member (0: all), $2 the day.
-- name: council_interests
SELECT i.id, i.member_id, m.code AS member_code, m.full_name AS member_name, COALESCE(i.agency_id, 0) AS agency_id,
       COALESCE(g.code, '') AS agency_code, COALESCE(g.name_th, '') AS agency_name, COALESCE(i.line_id, 0) AS line_id,
       COALESCE(l.code, '') AS line_code, COALESCE(l.name, '') AS line_name, i.reason, i.from_date, i.to_date,
       i.ended_why, CASE WHEN i.from_date <= $2 AND (i.to_date IS NULL OR i.to_date >= $2) THEN 1 ELSE 0 END AS now,
       i.version
FROM council_interest i JOIN council_member m ON m.id = i.member_id
LEFT JOIN agency g ON g.id = i.agency_id LEFT JOIN line l ON l.id = i.line_id
WHERE CAST($1 AS BIGINT) = 0 OR i.member_id = $1
ORDER BY CASE WHEN i.from_date <= $2 AND (i.to_date IS NULL OR i.to_date >= $2) THEN 0 ELSE 1 END, i.id LIMIT 500;

-- name: council_interest_line
SELECT id FROM line WHERE code = $1;

-- name: council_interest_same
SELECT COUNT(*) FROM council_interest i
WHERE i.member_id = $1 AND COALESCE(i.agency_id, 0) = $2 AND COALESCE(i.line_id, 0) = $3
  AND (i.to_date IS NULL OR i.to_date >= $4);

-- name: council_interest_insert
INSERT INTO council_interest (member_id, agency_id, line_id, reason, from_date, made_by, made_at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: council_interest_owner
SELECT m.user_name FROM council_interest i JOIN council_member m ON m.id = i.member_id WHERE i.id = $1;

-- name: council_interest_end
UPDATE council_interest SET to_date = $3, ended_why = $4, version = version + 1 WHERE id = $1 AND version = $2;

-- Of a member, on a day ($4), in an agency's money ($2) or a line's ($3), whose agency counts too.
-- name: council_interest_in
SELECT i.reason FROM council_interest i
WHERE i.member_id = $1 AND i.from_date <= $4 AND (i.to_date IS NULL OR i.to_date >= $4)
  AND ((CAST($2 AS BIGINT) > 0 AND i.agency_id = $2)
       OR (CAST($3 AS BIGINT) > 0 AND (i.line_id = $3 OR i.agency_id = (SELECT l.agency_id FROM line l WHERE l.id = $3))))
ORDER BY i.id LIMIT 1;

-- How many of those who may vote have one: of the Council ($4 = 0) or of a committee. $1 agency, $2 line, $3 day.
-- name: council_interest_count
SELECT COUNT(*) FROM council_member m
WHERE EXISTS (SELECT 1 FROM council_interest i
              WHERE i.member_id = m.id AND i.from_date <= $3 AND (i.to_date IS NULL OR i.to_date >= $3)
                AND ((CAST($1 AS BIGINT) > 0 AND i.agency_id = $1)
                     OR (CAST($2 AS BIGINT) > 0
                         AND (i.line_id = $2 OR i.agency_id = (SELECT l.agency_id FROM line l WHERE l.id = $2)))))
  AND CASE WHEN CAST($4 AS BIGINT) = 0
           THEN CASE WHEN m.kind = 'councillor' AND m.from_date <= $3 AND (m.to_date IS NULL OR m.to_date >= $3)
                     THEN 1 ELSE 0 END
           ELSE (SELECT COUNT(*) FROM council_seat s WHERE s.committee_id = $4 AND s.member_id = m.id
                   AND s.role <> 'secretary' AND s.from_date <= $3 AND (s.to_date IS NULL OR s.to_date >= $3)) END > 0;
