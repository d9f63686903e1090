-- committee.sql: members of the bodies that decide.

-- $2 the day; those of that day first.
-- name: committee_members
SELECT m.id, m.body, m.full_name, m.user_name, m.post, m.role, COALESCE(g.name_th, '') AS agency_name, m.order_no,
       m.from_date, m.to_date, m.ended_why, COALESCE(m.agency_id, 0) AS agency_id, m.version,
       CASE WHEN m.from_date <= $2 AND (m.to_date IS NULL OR m.to_date >= $2) THEN 1 ELSE 0 END AS now
FROM committee_member m LEFT JOIN agency g ON g.id = m.agency_id
WHERE CAST($1 AS TEXT) = '' OR m.body = $1
ORDER BY CASE m.body WHEN 'suitability' THEN 0 WHEN 'request' THEN 1 WHEN 'governor' THEN 2 ELSE 3 END,
         CASE WHEN m.from_date <= $2 AND (m.to_date IS NULL OR m.to_date >= $2) THEN 0 ELSE 1 END,
         CASE m.role WHEN 'chair' THEN 0 WHEN 'vice' THEN 1 WHEN 'member' THEN 2 ELSE 3 END, m.id
LIMIT 1000;

-- Who may confirm for a body on a day: its chair and vice chairs with this account.
-- name: committee_deciding
SELECT m.id, m.body, m.full_name, m.user_name, m.post, m.role, COALESCE(g.name_th, '') AS agency_name, m.order_no,
       m.from_date, m.to_date, m.ended_why, COALESCE(m.agency_id, 0) AS agency_id, m.version, CAST(1 AS BIGINT) AS now
FROM committee_member m LEFT JOIN agency g ON g.id = m.agency_id
WHERE m.body = $1 AND m.user_name = $2 AND m.role IN ('chair', 'vice')
  AND m.from_date <= $3 AND (m.to_date IS NULL OR m.to_date >= $3)
ORDER BY CASE m.role WHEN 'chair' THEN 0 ELSE 1 END, m.id LIMIT 1;

-- Accounts of those who may confirm on a day.
-- name: committee_chair_accounts
SELECT DISTINCT u.name FROM committee_member m JOIN app_user u ON u.name = m.user_name
WHERE m.body = $1 AND m.role IN ('chair', 'vice') AND m.from_date <= $2 AND (m.to_date IS NULL OR m.to_date >= $2)
ORDER BY u.name;

-- name: committee_seated
SELECT COUNT(*) FROM committee_member m
WHERE m.body = $1 AND m.full_name = $2 AND (m.to_date IS NULL OR m.to_date >= $3);

-- name: committee_account
SELECT COUNT(*) FROM app_user WHERE name = $1;

-- name: committee_member_insert
INSERT INTO committee_member (body, user_name, full_name, post, role, agency_id, order_no, from_date, to_date, made_by,
                              made_at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: committee_member_end
UPDATE committee_member SET to_date = $3, ended_why = $4, version = version + 1 WHERE id = $1 AND version = $2;
