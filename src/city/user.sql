-- user.sql: people and their roles.

-- name: user_insert
INSERT INTO app_user (name, full_name, password, demo, created_ms, temp_until_ms)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (name) DO NOTHING RETURNING id;

-- name: user_role_insert
INSERT INTO user_role (user_id, role, scope_kind, scope_id) VALUES ($1, $2, $3, $4)
ON CONFLICT (user_id, role, scope_kind, scope_id) DO NOTHING;

-- name: user_password_set
UPDATE app_user SET password = $2, temp_until_ms = 0, fails = 0, locked_until_ms = 0, version = version + 1
WHERE name = $1;

-- name: user_disabled_set
UPDATE app_user SET disabled = $2, version = version + 1 WHERE name = $1;

-- name: user_lang_set
UPDATE app_user SET lang = $2 WHERE id = $1;

-- name: user_list
SELECT u.id, u.name, u.full_name, r.role,
       CASE r.scope_kind WHEN 'city' THEN '' WHEN 'division' THEN CAST(r.scope_id AS TEXT)
            ELSE COALESCE(g.code, '') END AS scope_code,
       r.scope_kind, COALESCE(g.name_th, '') AS scope_name, u.disabled, u.demo, u.created_ms
FROM app_user u
JOIN user_role r ON r.user_id = u.id
LEFT JOIN agency g ON r.scope_kind = 'agency' AND g.id = r.scope_id
ORDER BY u.name, r.role, r.scope_kind, r.scope_id LIMIT 5000;

-- name: user_find
SELECT id, name, full_name, password, disabled, demo, lang, locked_until_ms, temp_until_ms
FROM app_user WHERE name = $1;

-- name: user_by_id
SELECT id, name, full_name, password, disabled, demo, lang, locked_until_ms, temp_until_ms
FROM app_user WHERE id = $1;

-- name: user_grants
-- A person's own roles, then those they hold on $2 for somebody who still has them.
SELECT g.role, g.scope_kind, g.scope_id, g.code, g.kind, g.from_user, g.from_name, g.order_no,
       g.order_on, g.from_date, g.to_date
FROM (SELECT 0 AS given, r.role, r.scope_kind, r.scope_id, '' AS code, '' AS kind, '' AS from_user,
             '' AS from_name, '' AS order_no, CAST(NULL AS INTEGER) AS order_on,
             CAST(NULL AS INTEGER) AS from_date, CAST(NULL AS INTEGER) AS to_date
      FROM user_role r WHERE r.user_id = $1
      UNION ALL
      SELECT 1, d.role, d.scope_kind, d.scope_id, d.code, d.kind, d.from_user, f.full_name,
             d.order_no, d.order_on, d.from_date, d.to_date
      FROM app_user u JOIN delegation d ON d.to_user = u.name
           JOIN app_user f ON f.name = d.from_user
           JOIN user_role o ON o.user_id = f.id AND o.role = d.role
                AND o.scope_kind = d.scope_kind AND o.scope_id = d.scope_id
      WHERE u.id = $1 AND d.state = 'confirmed'
        AND d.from_date <= CAST($2 AS INTEGER) AND d.to_date >= CAST($2 AS INTEGER)) g
ORDER BY g.given, g.role, g.scope_kind, g.scope_id, g.code LIMIT 12;

-- name: user_failed
UPDATE app_user SET fails = fails + 1,
    locked_until_ms = CASE WHEN fails + 1 < 10 THEN locked_until_ms
                           WHEN fails + 1 < 20 THEN CAST($2 AS BIGINT) + 30000 * (fails - 8)
                           ELSE CAST($2 AS BIGINT) + 900000 END
WHERE id = $1 RETURNING fails;

-- name: user_signed_in
UPDATE app_user SET fails = 0, locked_until_ms = 0 WHERE id = $1;

-- name: session_insert
INSERT INTO session (token_hash, ref, user_id, csrf, created_ms, seen_ms, address, agent, must)
VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8);

-- name: session_find
SELECT s.ref, s.csrf, s.must, s.created_ms, s.seen_ms, s.user_id, u.name, u.full_name, u.lang, u.demo
FROM session s JOIN app_user u ON u.id = s.user_id
WHERE s.token_hash = $1 AND s.ended = 0 AND u.disabled = 0
  AND s.seen_ms >= $2 AND s.created_ms >= $3;

-- name: session_seen
UPDATE session SET seen_ms = CAST($2 AS BIGINT)
WHERE token_hash = $1 AND ended = 0 AND seen_ms < CAST($2 AS BIGINT) - 60000;

-- name: session_close
UPDATE session SET ended = 1 WHERE token_hash = $1 AND ended = 0;

-- name: session_close_user
UPDATE session SET ended = 1
WHERE user_id = (SELECT id FROM app_user WHERE name = $1) AND ended = 0;
