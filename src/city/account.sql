-- account.sql: accounts as administrators and their owners keep them; the second factor.

-- name: account_get
SELECT u.id, u.name, u.full_name, u.disabled, u.demo, u.created_ms, u.locked_until_ms, u.temp_until_ms,
       CASE WHEN EXISTS (SELECT 1 FROM user_totp t WHERE t.user_id = u.id AND t.confirmed = 1)
            THEN 1 ELSE 0 END AS second
FROM app_user u WHERE u.name = $1;

-- name: account_roles
SELECT r.role, r.scope_kind,
       CASE r.scope_kind WHEN 'city' THEN '' WHEN 'division' THEN CAST(r.scope_id AS TEXT)
            ELSE COALESCE(g.code, '') END AS scope_code, COALESCE(g.name_th, '') AS scope_name
FROM user_role r LEFT JOIN agency g ON r.scope_kind = 'agency' AND g.id = r.scope_id
WHERE r.user_id = $1 ORDER BY r.role, r.scope_kind, r.scope_id LIMIT 50;

-- name: account_page
SELECT u.id, u.name, u.full_name, r.role,
       CASE r.scope_kind WHEN 'city' THEN '' WHEN 'division' THEN CAST(r.scope_id AS TEXT)
            ELSE COALESCE(g.code, '') END AS scope_code,
       r.scope_kind, COALESCE(g.name_th, '') AS scope_name, u.disabled, u.demo, u.created_ms
FROM app_user u
JOIN user_role r ON r.user_id = u.id
LEFT JOIN agency g ON r.scope_kind = 'agency' AND g.id = r.scope_id
WHERE u.id IN (SELECT p.id FROM app_user p WHERE p.name > $1 AND p.name >= $2 AND p.name < $3
               ORDER BY p.name LIMIT $4)
ORDER BY u.name, r.role, r.scope_kind, r.scope_id LIMIT 1000;

-- name: account_count
SELECT COUNT(*) AS n FROM app_user;

-- name: account_disabled_count
SELECT COUNT(*) AS n FROM app_user WHERE disabled = 1;

-- name: user_role_count
SELECT COUNT(*) AS n FROM user_role WHERE user_id = $1;

-- name: user_role_delete
DELETE FROM user_role WHERE user_id = $1 AND role = $2 AND scope_kind = $3 AND scope_id = $4;

-- name: user_temporary_set
UPDATE app_user SET password = $2, temp_until_ms = $3, fails = 0, locked_until_ms = 0, version = version + 1
WHERE name = $1;

-- name: user_temporary_use
UPDATE app_user SET temp_until_ms = 1 WHERE id = $1 AND temp_until_ms > $2;

-- name: session_list
SELECT ref, address, agent, created_ms, seen_ms,
       CASE WHEN ref = CAST($4 AS TEXT) THEN 1 ELSE 0 END AS this_one
FROM session
WHERE user_id = $1 AND ended = 0 AND seen_ms >= $2 AND created_ms >= $3
ORDER BY seen_ms DESC, ref LIMIT 200;

-- name: session_end
UPDATE session SET ended = 1 WHERE ref = $2 AND user_id = $1 AND ended = 0;

-- name: session_end_others
UPDATE session SET ended = 1 WHERE user_id = $1 AND ref <> $2 AND ended = 0;

-- name: totp_get
SELECT secret, confirmed, last_step, locked_until_ms FROM user_totp WHERE user_id = $1;

-- name: totp_put
INSERT INTO user_totp (user_id, secret, made_ms) VALUES ($1, $2, $3)
ON CONFLICT (user_id) DO UPDATE SET secret = EXCLUDED.secret, confirmed = 0, last_step = 0, fails = 0,
    locked_until_ms = 0, made_ms = EXCLUDED.made_ms;

-- name: totp_confirm
UPDATE user_totp SET confirmed = 1, last_step = $2 WHERE user_id = $1 AND confirmed = 0;

-- name: totp_used
UPDATE user_totp SET last_step = $2, fails = 0, locked_until_ms = 0
WHERE user_id = $1 AND last_step < $2 AND confirmed = 1;

-- name: totp_failed
UPDATE user_totp SET fails = fails + 1,
    locked_until_ms = CASE WHEN fails + 1 < 5 THEN locked_until_ms
                           WHEN fails + 1 < 15 THEN CAST($2 AS BIGINT) + 30000 * (fails - 3)
                           ELSE CAST($2 AS BIGINT) + 900000 END
WHERE user_id = $1;

-- name: totp_cleared
UPDATE user_totp SET fails = 0, locked_until_ms = 0 WHERE user_id = $1;

-- name: totp_delete
DELETE FROM user_totp WHERE user_id = $1;

-- name: recovery_insert
INSERT INTO recovery_code (user_id, code_hash) VALUES ($1, $2);

-- name: recovery_use
UPDATE recovery_code SET used_ms = $3 WHERE user_id = $1 AND code_hash = $2 AND used_ms = 0;

-- name: recovery_left
SELECT COUNT(*) AS n FROM recovery_code WHERE user_id = $1 AND used_ms = 0;

-- name: recovery_delete
DELETE FROM recovery_code WHERE user_id = $1;

-- name: login_step_insert
INSERT INTO login_step (token_hash, user_id, made_ms) VALUES ($1, $2, $3);

-- name: login_step_get
SELECT user_id FROM login_step
WHERE token_hash = $1 AND ended = 0 AND tries < 5 AND made_ms >= $2;

-- name: login_step_try
UPDATE login_step SET tries = tries + 1
WHERE token_hash = $1 AND ended = 0 AND tries < 5 AND made_ms >= $2;

-- name: login_step_end
UPDATE login_step SET ended = 1 WHERE token_hash = $1;

-- name: login_step_sweep
DELETE FROM login_step WHERE user_id = $1 AND made_ms < $2;
