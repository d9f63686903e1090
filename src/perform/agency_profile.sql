-- agency_profile.sql: what an agency says of itself.

-- part: profile_columns(p, g, $1)
COALESCE(p.id, 0) AS id, COALESCE(p.version, 0) AS version, $1 AS year, g.id AS agency_id, g.division, g.code AS agency_code,
       g.name_th AS agency_name, COALESCE(p.state, 'none') AS state, COALESCE(p.published, 0) AS published,
       COALESCE(p.source, '') AS source,
       CAST(COALESCE((SELECT COUNT(*) FROM profile_part t WHERE t.profile_id = p.id AND t.removed = 0), 0) AS BIGINT) AS parts,
       CAST(0 AS BIGINT) AS missing,
       CAST(COALESCE((SELECT COUNT(*) FROM agency_profile b JOIN profile_part t ON t.profile_id = b.id AND t.removed = 0
                      WHERE b.agency_id = g.id AND b.year = $1 - 1), 0) AS BIGINT) AS before, COALESCE(p.changed_by, '') AS changed_by, p.changed_ms,
       COALESCE(p.approved_by, '') AS approved_by, COALESCE(p.capacity, '') AS capacity, p.approved_ms

-- name: profile_list
SELECT {profile_columns p g $1}
FROM agency g LEFT JOIN agency_profile p ON p.agency_id = g.id AND p.year = $1
WHERE g.kind NOT IN ('unit', 'ministry') AND g.valid_from <= $1 AND (g.valid_to IS NULL OR g.valid_to >= $1)
  AND (CAST($2 AS BIGINT) = 0 OR g.id = $2)
ORDER BY g.print_order, g.id;

-- name: profile_kinds
SELECT p.agency_id, t.kind, COUNT(*) AS n
FROM agency_profile p JOIN profile_part t ON t.profile_id = p.id AND t.removed = 0
WHERE p.year = $1 AND (CAST($2 AS BIGINT) = 0 OR p.agency_id = $2)
GROUP BY p.agency_id, t.kind ORDER BY p.agency_id, t.kind;

-- name: profile_parts
SELECT id, version, number, kind, code, title, body, first, second, third, amount_satang
FROM profile_part WHERE profile_id = $1 AND removed = 0 ORDER BY kind, number LIMIT 400;

-- name: profile_part_get
SELECT id, version, number, kind, code, title, body, first, second, third, amount_satang
FROM profile_part WHERE profile_id = $1 AND kind = $2 AND number = $3 AND removed = 0;

-- name: profile_part_next
SELECT CAST(COALESCE(MAX(number), 0) + 1 AS BIGINT) FROM profile_part WHERE profile_id = $1 AND kind = $2;

-- name: profile_part_count
SELECT COUNT(*) FROM profile_part WHERE profile_id = $1 AND removed = 0;

-- name: profile_history
SELECT id, number, version, kind, what, code, title, body, more, by_user, at_ms
FROM profile_change WHERE profile_id = $1 AND (CAST($2 AS BIGINT) = 0 OR id < $2) ORDER BY id DESC LIMIT 100;

-- name: profile_insert
INSERT INTO agency_profile (year, agency_id, source, published, made_by, made_ms, changed_by, changed_ms)
VALUES ($1, $2, $3, $4, $5, $6, $5, $6) ON CONFLICT DO NOTHING RETURNING id;

-- name: profile_touch
UPDATE agency_profile SET version = version + 1, changed_by = $3, changed_ms = $4 WHERE id = $1 AND version = $2 AND state = 'draft';

-- name: profile_part_insert
INSERT INTO profile_part (profile_id, kind, number, code, title, body, first, second, third, amount_satang)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING RETURNING id;

-- name: profile_part_update
UPDATE profile_part SET code = $4, title = $5, body = $6, first = $7, second = $8, third = $9, amount_satang = $10,
       version = version + 1
WHERE id = $1 AND version = $2 AND removed = 0 AND kind = $3;

-- name: profile_part_remove
UPDATE profile_part SET removed = 1, version = version + 1 WHERE id = $1 AND version = $2 AND removed = 0;

-- name: profile_change_insert
INSERT INTO profile_change (profile_id, kind, number, version, what, code, title, body, more, by_user, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: profile_approve
UPDATE agency_profile SET state = 'approved', approved_by = $3, capacity = $4, approved_ms = $5, version = version + 1
WHERE id = $1 AND version = $2 AND state = 'draft';

-- name: profile_reopen
UPDATE agency_profile SET state = 'draft', approved_by = '', capacity = '', approved_ms = NULL, version = version + 1,
       changed_by = $3, changed_ms = $4
WHERE id = $1 AND version = $2 AND state = 'approved';
