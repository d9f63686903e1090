-- notice.sql: notices inside PBIS.

-- name: notice_user
SELECT id, disabled FROM app_user WHERE name = $1;

-- name: notice_insert
INSERT INTO notice (user_id, kind, year, subject, path, th, en, once, made_by, made_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (user_id, once) DO NOTHING;

-- Roles of the people of one place; the caller picks those that hold the permission.
-- name: notice_people
SELECT u.id, r.role AS kind
FROM user_role r JOIN app_user u ON u.id = r.user_id
WHERE r.scope_kind = $1 AND r.scope_id = $2 AND u.disabled = 0
ORDER BY u.id, r.role LIMIT 4000;

-- name: notice_list
SELECT id, kind, subject, path, th, en, year, made_by, made_ms, read_ms
FROM notice
WHERE user_id = $1 AND (CAST($2 AS TEXT) = '' OR kind = $2)
  AND (CAST($4 AS BIGINT) = 0
       OR (read_ms IS NULL AND CAST($3 AS BIGINT) = 0 AND id < $4)
       OR (read_ms IS NOT NULL AND (CAST($3 AS BIGINT) = 0 OR id < $4)))
ORDER BY CASE WHEN read_ms IS NULL THEN 0 ELSE 1 END, id DESC LIMIT 50;

-- name: notice_unread
SELECT COUNT(*) FROM notice WHERE user_id = $1 AND read_ms IS NULL;

-- name: notice_kind_counts
SELECT kind, CAST(SUM(CASE WHEN read_ms IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS unread
FROM notice WHERE user_id = $1 GROUP BY kind ORDER BY kind LIMIT 100;

-- name: notice_get
SELECT id, kind, subject, path, th, en, year, made_by, made_ms, read_ms
FROM notice WHERE id = $1 AND user_id = $2;

-- name: notice_read
UPDATE notice SET read_ms = $3 WHERE id = $1 AND user_id = $2 AND read_ms IS NULL;

-- name: notice_read_all
UPDATE notice SET read_ms = $4
WHERE user_id = $1 AND read_ms IS NULL AND (CAST($2 AS TEXT) = '' OR kind = $2) AND id <= $3;

-- ---- how a person is reached ----

-- name: notice_person_get
SELECT email, verified, hook, day_hour, week_day, asked, version, token_ms
FROM notice_person WHERE user_id = $1;

-- name: notice_person_put
INSERT INTO notice_person (user_id, email, verified, hook, day_hour, week_day, version)
VALUES ($1, $2, $3, $4, $5, $6, 1)
ON CONFLICT (user_id) DO UPDATE SET email = $2, verified = $3, hook = $4, day_hour = $5, week_day = $6,
    version = notice_person.version + 1
WHERE notice_person.version = CAST($7 AS BIGINT);

-- A day's fifth link is the last of that day.
-- name: notice_person_token
UPDATE notice_person SET token_hash = $2, token_ms = CAST($3 AS BIGINT),
    asked = CASE WHEN token_ms < CAST($3 AS BIGINT) - 86400000 THEN 1 ELSE asked + 1 END
WHERE user_id = $1 AND (asked < 5 OR token_ms < CAST($3 AS BIGINT) - 86400000);

-- name: notice_person_verified
UPDATE notice_person SET verified = 1, token_hash = NULL
WHERE user_id = $1 AND token_hash = $2 AND token_ms >= CAST($3 AS BIGINT);

-- name: notice_choices
SELECT kind, how FROM notice_choice WHERE user_id = $1 ORDER BY kind;

-- name: notice_choice_put
INSERT INTO notice_choice (user_id, kind, how) VALUES ($1, $2, $3)
ON CONFLICT (user_id, kind) DO UPDATE SET how = $3;

-- name: notice_choice_drop
DELETE FROM notice_choice WHERE user_id = $1 AND kind = $2;
