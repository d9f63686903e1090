-- circular.sql: circulars, their receivers, who has read.

-- part: circular_columns(c)
c.id, c.year, c.version, c.code, c.title, c.body, c.due, c.to_kind, c.to_text,
       COALESCE((SELECT o.code FROM circular o WHERE o.id = c.replaces), '') AS replaces,
       COALESCE((SELECT n.code FROM circular n WHERE n.replaces = c.id AND n.state <> 'draft' ORDER BY n.id LIMIT 1), '') AS replaced_by,
       c.state, c.made_by, c.capacity, c.made_ms, c.sent_ms, c.ended_by, c.ended_ms, c.ended_why,
       (SELECT COUNT(*) FROM circular_to t WHERE t.circular_id = c.id) AS receivers,
       (SELECT COUNT(*) FROM circular_to t WHERE t.circular_id = c.id
          AND EXISTS (SELECT 1 FROM circular_read r WHERE r.circular_id = c.id AND r.kind = t.kind AND r.ref_id = t.ref_id)) AS "read",
       CASE WHEN EXISTS (SELECT 1 FROM circular_to t WHERE t.circular_id = c.id
          AND CAST($1 AS TEXT) LIKE '%,' || t.kind || CAST(t.ref_id AS TEXT) || ',%') THEN 1 ELSE 0 END AS mine,
       CASE WHEN EXISTS (SELECT 1 FROM circular_read r WHERE r.circular_id = c.id AND r.user_name = $2) THEN 1 ELSE 0 END AS mine_read

-- $1 the reader's places (,agency12,division3,), $2 name, $3 may send: drafts too.
-- name: circular_list
SELECT {circular_columns c}
FROM circular c
WHERE c.year = $4 AND (c.state <> 'draft' OR CAST($3 AS BIGINT) = 1) AND (CAST($5 AS BIGINT) = 0 OR c.id < $5)
ORDER BY c.id DESC LIMIT 50;

-- name: circular_get
SELECT {circular_columns c}
FROM circular c WHERE c.code = $4 AND (c.state <> 'draft' OR CAST($3 AS BIGINT) = 1);

-- name: circular_receivers
SELECT COALESCE(g.code, CAST(t.ref_id AS TEXT)) AS code, COALESCE(g.name_th, '') AS name, t.kind,
       COALESCE(r.user_name, '') AS user_name, COALESCE(r.full_name, '') AS full_name, COALESCE(r.capacity, '') AS capacity, r.at_ms
FROM circular_to t
LEFT JOIN agency g ON t.kind = 'agency' AND g.id = t.ref_id
LEFT JOIN circular_read r ON r.circular_id = t.circular_id AND r.kind = t.kind AND r.ref_id = t.ref_id
WHERE t.circular_id = $1
ORDER BY CASE WHEN r.at_ms IS NULL THEN 0 ELSE 1 END, t.kind, COALESCE(g.print_order, t.ref_id), t.ref_id, r.at_ms, r.user_name LIMIT 2000;

-- name: circular_waiting
SELECT COUNT(*) FROM circular c
WHERE c.state = 'sent'
  AND EXISTS (SELECT 1 FROM circular_to t WHERE t.circular_id = c.id
              AND CAST($1 AS TEXT) LIKE '%,' || t.kind || CAST(t.ref_id AS TEXT) || ',%')
  AND NOT EXISTS (SELECT 1 FROM circular_read r WHERE r.circular_id = c.id AND r.user_name = $2);

-- name: circular_insert
INSERT INTO circular (code, year, title, body, due, to_kind, to_text, replaces, made_by, capacity, made_ms)
VALUES ('C' || CAST($1 AS TEXT) || '-' || CAST((SELECT COUNT(*) + 1 FROM circular x WHERE x.year = $2) AS TEXT),
        $2, $3, $4, $5, $6, $7, (SELECT o.id FROM circular o WHERE o.code = $8), $9, $10, $11)
RETURNING id;

-- name: circular_code
SELECT code FROM circular WHERE id = $1;

-- name: circular_edit
UPDATE circular SET title = $3, body = $4, due = $5, to_kind = $6, to_text = $7,
    replaces = (SELECT o.id FROM circular o WHERE o.code = $8), version = version + 1
WHERE code = $1 AND version = $2 AND state = 'draft';

-- name: circular_sent
UPDATE circular SET state = 'sent', sent_ms = $3, made_by = $4, capacity = $5, version = version + 1
WHERE code = $1 AND version = $2 AND state = 'draft';

-- name: circular_end
UPDATE circular SET state = $3, ended_by = $4, ended_ms = $5, ended_why = $6, version = version + 1
WHERE code = $1 AND (CAST($2 AS BIGINT) = 0 OR version = $2) AND state IN ('draft', 'sent');

-- name: circular_to_all
INSERT INTO circular_to (circular_id, kind, ref_id)
SELECT CAST($1 AS BIGINT), 'agency', g.id FROM agency g
WHERE g.kind IN ('bureau', 'district', 'supervised', 'commercial') AND g.valid_from <= $2 AND (g.valid_to IS NULL OR g.valid_to >= $2)
  AND (CAST($3 AS TEXT) = 'all' OR g.kind = $3);

-- name: circular_to_agency
INSERT INTO circular_to (circular_id, kind, ref_id)
SELECT CAST($1 AS BIGINT), 'agency', g.id FROM agency g WHERE g.code = $2
ON CONFLICT (circular_id, kind, ref_id) DO NOTHING;

-- name: circular_to_division
INSERT INTO circular_to (circular_id, kind, ref_id) VALUES ($1, 'division', $2)
ON CONFLICT (circular_id, kind, ref_id) DO NOTHING;

-- name: circular_unread
SELECT t.kind, t.ref_id FROM circular_to t
WHERE t.circular_id = $1
  AND NOT EXISTS (SELECT 1 FROM circular_read r WHERE r.circular_id = t.circular_id AND r.kind = t.kind AND r.ref_id = t.ref_id)
ORDER BY t.kind, t.ref_id LIMIT 2000;

-- name: circular_read_insert
INSERT INTO circular_read (circular_id, kind, ref_id, user_name, full_name, capacity, at_ms)
SELECT t.circular_id, t.kind, t.ref_id, CAST($4 AS TEXT), CAST($5 AS TEXT), CAST($6 AS TEXT), CAST($7 AS BIGINT)
FROM circular_to t WHERE t.circular_id = $1 AND t.kind = $2 AND t.ref_id = $3
ON CONFLICT (circular_id, kind, ref_id, user_name) DO NOTHING;

-- name: circular_near
SELECT c.id, c.code, c.year, c.due FROM circular c
WHERE c.state = 'sent' AND c.due >= $1 AND c.due <= $2 AND (c.reminded_ms IS NULL OR c.reminded_ms < CAST($3 AS BIGINT))
ORDER BY c.due, c.id LIMIT 100;

-- name: circular_reminded
UPDATE circular SET reminded_ms = $2 WHERE id = $1;
