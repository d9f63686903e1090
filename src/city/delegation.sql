-- delegation.sql: who acts for whom, under which order.

-- part: delegation_columns(d, $today)
d.id, d.version, d.scope_id, d.code, d.kind, d.from_user,
       COALESCE((SELECT u.full_name FROM app_user u WHERE u.name = d.from_user), '') AS from_name,
       d.to_user, COALESCE((SELECT u.full_name FROM app_user u WHERE u.name = d.to_user), '') AS to_name,
       d.role, d.scope_kind,
       COALESCE((SELECT g.name_th FROM agency g WHERE d.scope_kind = 'agency' AND g.id = d.scope_id),
                CASE WHEN d.scope_kind = 'division' THEN CAST(d.scope_id AS TEXT) ELSE '' END) AS scope_name,
       d.order_no, d.order_on, d.from_date, d.to_date, d.reason, d.state,
       CASE WHEN d.state <> 'confirmed' THEN d.state
            WHEN d.from_date > CAST($today AS INTEGER) THEN 'ahead'
            WHEN d.to_date < CAST($today AS INTEGER) THEN 'ended' ELSE 'in_force' END AS phase,
       d.made_by, d.made_ms, d.confirmed_by, d.confirmed_ms, d.ended_by, d.ended_ms, d.ended_why

-- $1 who, $2 1 = sees all, $3 code or '', $4 before this id (0 = from the newest), $5 most, $6 today.
-- name: delegation_list
SELECT {delegation_columns d $6}
FROM delegation d
WHERE (CAST($2 AS BIGINT) = 1 OR d.from_user = $1 OR d.to_user = $1 OR d.made_by = $1)
  AND (CAST($3 AS TEXT) = '' OR d.code = $3) AND (CAST($4 AS BIGINT) = 0 OR d.id < $4)
ORDER BY d.id DESC LIMIT $5;

-- name: delegation_of
SELECT {delegation_columns d $3}
FROM delegation d
WHERE ((CAST($2 AS BIGINT) = 1 AND d.to_user = $1) OR (CAST($2 AS BIGINT) = 0 AND d.from_user = $1))
  AND d.state = 'confirmed' AND d.from_date <= CAST($3 AS INTEGER) AND d.to_date >= CAST($3 AS INTEGER)
ORDER BY d.id LIMIT 100;

-- name: delegation_roles
SELECT r.scope_id, u.name AS user_name, u.full_name, r.role, r.scope_kind,
       COALESCE((SELECT g.name_th FROM agency g WHERE r.scope_kind = 'agency' AND g.id = r.scope_id),
                CASE WHEN r.scope_kind = 'division' THEN CAST(r.scope_id AS TEXT) ELSE '' END) AS scope_name
FROM user_role r JOIN app_user u ON u.id = r.user_id
WHERE CAST($1 AS TEXT) = '' OR u.name = $1
ORDER BY u.name, r.role, r.scope_kind, r.scope_id LIMIT 2000;

-- The same role to the same person, waiting or running on one of those days.
-- name: delegation_same
SELECT COUNT(*) FROM delegation
WHERE to_user = $1 AND from_user = $2 AND role = $3 AND scope_kind = $4 AND scope_id = $5
  AND state IN ('waiting', 'confirmed') AND from_date <= CAST($7 AS INTEGER) AND to_date >= CAST($6 AS INTEGER);

-- name: delegation_insert
INSERT INTO delegation (code, kind, from_user, to_user, role, scope_kind, scope_id, order_no, order_on, from_date,
                        to_date, reason, state, made_by, made_ms)
VALUES ('D' || CAST((SELECT COUNT(*) + 1 FROM delegation) AS TEXT), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
        'waiting', $12, $13)
RETURNING id;

-- name: delegation_code
SELECT code FROM delegation WHERE id = $1;

-- name: delegation_confirm
UPDATE delegation SET state = 'confirmed', confirmed_by = $3, confirmed_ms = $4, version = version + 1
WHERE id = $1 AND version = $2 AND state = 'waiting';

-- name: delegation_end
UPDATE delegation SET state = $3, ended_by = $4, ended_ms = $5, ended_why = $6, version = version + 1
WHERE id = $1 AND version = $2 AND state IN ('waiting', 'confirmed');
