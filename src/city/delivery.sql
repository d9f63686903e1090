-- delivery.sql: notices outside PBIS.

-- name: delivery_verify
INSERT INTO delivery (user_id, channel, purpose, due_ms, next_ms, secret, made_ms)
VALUES ($1, 'email', 'verify', $3, $3, $2, $3);

-- What nobody has planned yet, with how its person is reached.
-- name: notice_unplanned
SELECT n.id, n.user_id, n.kind, u.disabled,
       COALESCE((SELECT c.how FROM notice_choice c WHERE c.user_id = n.user_id AND c.kind = n.kind), '') AS how,
       COALESCE(p.verified, 0) AS verified, COALESCE(p.hook, 0) AS hook,
       COALESCE(p.day_hour, 8) AS day_hour, COALESCE(p.week_day, 1) AS week_day
FROM notice n JOIN app_user u ON u.id = n.user_id
LEFT JOIN notice_person p ON p.user_id = n.user_id
WHERE n.planned = 0 ORDER BY n.id LIMIT 2000;

-- name: notice_planned
UPDATE notice SET planned = 1 WHERE id = $1;

-- name: delivery_open
SELECT id FROM delivery
WHERE user_id = $1 AND channel = $2 AND due_ms = $3 AND state = 'waiting' AND purpose = 'notices' AND tries = 0
  AND held_ms < CAST($4 AS BIGINT)
ORDER BY id LIMIT 1;

-- name: delivery_insert
INSERT INTO delivery (user_id, channel, due_ms, next_ms, made_ms) VALUES ($1, $2, $3, $3, $4) RETURNING id;

-- name: delivery_notice_insert
INSERT INTO delivery_notice (delivery_id, notice_id) VALUES ($1, $2) ON CONFLICT (delivery_id, notice_id) DO NOTHING;

-- name: notice_due_any
SELECT CAST((SELECT COUNT(*) FROM (SELECT id FROM notice WHERE planned = 0 LIMIT 1) x) AS BIGINT)
     + CAST((SELECT COUNT(*) FROM (SELECT id FROM delivery WHERE state = 'waiting' AND next_ms <= CAST($1 AS BIGINT) LIMIT 1) y) AS BIGINT);

-- name: delivery_due
SELECT d.id, d.channel, d.purpose, d.secret, d.tries, d.user_id, u.name AS user_name, u.full_name, u.lang, u.disabled,
       COALESCE(p.email, '') AS email, COALESCE(p.verified, 0) AS verified, COALESCE(p.hook, 0) AS hook
FROM delivery d JOIN app_user u ON u.id = d.user_id LEFT JOIN notice_person p ON p.user_id = d.user_id
WHERE d.state = 'waiting' AND d.next_ms <= CAST($1 AS BIGINT) AND d.held_ms < CAST($1 AS BIGINT)
  AND (d.channel = $2 OR d.channel = $3)
ORDER BY d.next_ms, d.id LIMIT 50;

-- name: delivery_hold
UPDATE delivery SET held_ms = $2 WHERE id = $1 AND state = 'waiting';

-- name: delivery_try_insert
INSERT INTO delivery_try (delivery_id, at_ms, result, answer) VALUES ($1, $2, $3, $4);

-- name: delivery_end
UPDATE delivery SET state = $2, done_ms = $3, tries = tries + 1, held_ms = 0, secret = ''
WHERE id = $1 AND state = 'waiting';

-- name: delivery_again
UPDATE delivery SET next_ms = $2, tries = tries + 1, held_ms = 0 WHERE id = $1 AND state = 'waiting';

-- One link a page, however many notices point there.
-- name: delivery_links
SELECT n.kind, n.path, n.year
FROM delivery_notice d JOIN notice n ON n.id = d.notice_id
WHERE d.delivery_id = $1
GROUP BY n.kind, n.path, n.year ORDER BY MIN(n.id) LIMIT 51;

-- name: delivery_list
SELECT d.id, u.name AS user_name, d.channel, d.purpose, d.state, d.made_ms, d.due_ms, d.next_ms, d.done_ms,
       (SELECT COUNT(*) FROM delivery_notice x WHERE x.delivery_id = d.id) AS notices, d.tries,
       COALESCE((SELECT t.answer FROM delivery_try t WHERE t.delivery_id = d.id ORDER BY t.id DESC LIMIT 1), '') AS answer
FROM delivery d JOIN app_user u ON u.id = d.user_id
WHERE (CAST($1 AS TEXT) = '' OR d.state = $1) AND (CAST($2 AS BIGINT) = 0 OR d.id < $2)
ORDER BY d.id DESC LIMIT 50;

-- name: delivery_tries
SELECT id, at_ms, result, answer FROM delivery_try WHERE delivery_id = $1 ORDER BY id LIMIT 100;

-- name: delivery_counts
SELECT CAST(COALESCE(SUM(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END), 0) AS BIGINT) AS waiting,
       CAST(COALESCE(SUM(CASE WHEN state = 'waiting' AND tries > 0 THEN 1 ELSE 0 END), 0) AS BIGINT) AS late,
       CAST(COALESCE(SUM(CASE WHEN state = 'given_up' THEN 1 ELSE 0 END), 0) AS BIGINT) AS given_up,
       CAST(COALESCE(SUM(CASE WHEN state = 'sent' THEN 1 ELSE 0 END), 0) AS BIGINT) AS sent
FROM delivery WHERE made_ms >= $1;
