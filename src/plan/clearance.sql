-- clearance.sql: technical clearance of packages by class.

-- part: clearance_columns(c)
SELECT c.id, c.year, c.package_id, p.agency_id, c.code, c.class, c.state, p.code AS package_code,
       p.title AS package_title, g.name_th AS agency_name, g.division, c.lines, c.amount_satang, c.opened_by,
       c.opened_ms, c.due, c.words, c.answered_by, c.answered_ms, c.version, 0 AS late
FROM clearance c
JOIN package p ON p.id = c.package_id
JOIN agency g ON g.id = p.agency_id

-- name: clearance_list
{clearance_columns c}
WHERE c.year = $1 AND (CAST($2 AS TEXT) = '' OR c.state = $2) AND (CAST($3 AS TEXT) = '' OR c.class = $3)
  AND (c.due > $4 OR (c.due = $4 AND c.id > $5))
ORDER BY c.due, c.id LIMIT $6;

-- name: clearance_of_package
{clearance_columns c}
WHERE c.package_id = $1 ORDER BY c.class;

-- name: clearance_get
{clearance_columns c}
WHERE c.code = $1;

-- name: clearance_history
SELECT version, event, words, by_user, at_ms FROM clearance_event WHERE clearance_id = $1
ORDER BY version DESC LIMIT 200;

-- name: clearance_counts
SELECT class, CAST(COALESCE(SUM(CASE WHEN state = 'open' THEN 1 ELSE 0 END), 0) AS BIGINT) AS open,
       CAST(COALESCE(SUM(CASE WHEN state = 'open' AND due < $2 THEN 1 ELSE 0 END), 0) AS BIGINT) AS late,
       CAST(COALESCE(SUM(CASE WHEN state = 'cleared' THEN 1 ELSE 0 END), 0) AS BIGINT) AS cleared,
       CAST(COALESCE(SUM(CASE WHEN state = 'condition' THEN 1 ELSE 0 END), 0) AS BIGINT) AS condition,
       CAST(COALESCE(SUM(CASE WHEN state = 'refused' THEN 1 ELSE 0 END), 0) AS BIGINT) AS refused
FROM clearance WHERE year = $1 GROUP BY class ORDER BY class;

-- name: clearance_lines
SELECT i.code AS item_code, CAST(COALESCE((SELECT x.amount_satang FROM line_amount x
                                          WHERE x.line_id = l.id AND x.stage = 0), 0) AS BIGINT) AS asked_satang
FROM line l JOIN class_node i ON i.id = l.item_id
WHERE l.package_id = $1 AND l.removed = 0 ORDER BY l.id;

-- name: clearance_insert
INSERT INTO clearance (code, year, package_id, class, state, amount_satang, lines, opened_by, opened_ms, due, words)
VALUES ($1, $2, $3, $4, 'open', $5, $6, $7, $8, $9, $10)
ON CONFLICT (package_id, class) DO NOTHING;

-- name: clearance_again
UPDATE clearance SET state = 'open', amount_satang = $3, lines = $4, opened_by = $5, opened_ms = $6, due = $7,
                     words = $8, answered_by = '', answered_ms = NULL, version = version + 1
WHERE id = $1 AND version = $2;

-- name: clearance_close
UPDATE clearance SET state = $3, words = $4, answered_by = $5, answered_ms = $6, version = version + 1
WHERE id = $1 AND version = $2 AND state = 'open';

-- name: clearance_event_insert
INSERT INTO clearance_event (clearance_id, version, event, words, by_user, at_ms)
SELECT c.id, c.version, $2, $3, $4, $5 FROM clearance c WHERE c.code = $1;

-- name: clearance_people
SELECT x.class, x.user_name, u.full_name, x.by_user, x.at_ms
FROM clearance_person x JOIN app_user u ON u.name = x.user_name
ORDER BY x.class, x.user_name LIMIT 500;

-- name: clearance_person_of
SELECT COUNT(*) FROM clearance_person WHERE class = $1 AND user_name = $2;

-- name: clearance_user
SELECT COUNT(*) FROM app_user WHERE name = $1 AND disabled = 0;

-- name: clearance_person_put
INSERT INTO clearance_person (class, user_name, by_user, at_ms) VALUES ($1, $2, $3, $4)
ON CONFLICT (class, user_name) DO NOTHING;

-- name: clearance_person_drop
DELETE FROM clearance_person WHERE class = $1 AND user_name = $2;
