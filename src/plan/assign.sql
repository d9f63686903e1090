-- assign.sql: who analyses what.

-- Open: sent and not decided on yet.
-- part: open_for_analysis(p)
p.state IN ('SUBMITTED', 'ANALYST_ACCEPTED')

-- part: assigned_columns(p)
p.id, p.version, CAST(0 AS BIGINT) AS lines, p.code, p.title, g.code AS agency_code, g.name_th AS agency_name, p.state,
       COALESCE(o.user_name, d.user_name, '') AS user_name, CASE WHEN o.package_id IS NULL THEN 0 ELSE 1 END AS own,
       (SELECT MAX(v.at_ms) FROM package_event v WHERE v.package_id = p.id AND v.to_state = p.state
        AND v.from_state <> v.to_state) AS since_ms,
       CAST(0 AS BIGINT) AS asked_satang,
       (SELECT COUNT(*) FROM info_request q WHERE q.package_id = p.id AND q.state = 'open') AS questions,
       (SELECT COUNT(*) FROM package_flag f WHERE f.package_id = p.id AND f.severity <> 'info') AS flags,
       CASE WHEN p.state <> 'SUBMITTED' OR EXISTS (SELECT 1 FROM analysis n WHERE n.package_id = p.id)
                 OR EXISTS (SELECT 1 FROM info_request q WHERE q.package_id = p.id) THEN 1 ELSE 0 END AS begun,
       CASE WHEN EXISTS (SELECT 1 FROM recommendation m WHERE m.package_id = p.id) THEN 1 ELSE 0 END AS recommended

-- name: assignee_of
SELECT user_name AS code FROM package_assignee WHERE package_id = $1;

-- $1 year, $2 division (0 = all), $3 whose ('' = all, '-' = nobody's), $4 agency (0 = all), $5 after, $6 most.
-- name: assigned_list
SELECT {assigned_columns p}
FROM package p JOIN agency g ON g.id = p.agency_id
LEFT JOIN package_analyst o ON o.package_id = p.id
LEFT JOIN agency_analyst d ON d.year = p.year AND d.agency_id = p.agency_id
WHERE p.year = $1 AND {open_for_analysis p} AND (CAST($2 AS BIGINT) = 0 OR g.division = $2)
  AND (CAST($3 AS TEXT) = '' OR COALESCE(o.user_name, d.user_name, '') = CASE WHEN $3 = '-' THEN '' ELSE $3 END)
  AND (CAST($4 AS BIGINT) = 0 OR p.agency_id = $4) AND p.id > $5
ORDER BY p.id LIMIT $6;

-- name: workload_people
SELECT u.name AS user_name, u.full_name, MIN(r.role) AS role, r.scope_id AS division,
       CAST(0 AS BIGINT) AS packages, CAST(0 AS BIGINT) AS lines, CAST(0 AS BIGINT) AS asked_satang,
       CAST(0 AS BIGINT) AS unseen, CAST(0 AS BIGINT) AS recommended, CAST(0 AS BIGINT) AS flags,
       (SELECT COUNT(*) FROM info_request q WHERE q.asker = u.name AND q.state = 'open' AND q.year = $1) AS questions,
       (SELECT COUNT(*) FROM info_request q WHERE q.asker = u.name AND q.state = 'open' AND q.year = $1
               AND q.due < CAST($3 AS INTEGER)) AS late,
       CAST(0 AS BIGINT) AS days,
       (SELECT COUNT(*) FROM package_analyst o JOIN package p ON p.id = o.package_id
        WHERE o.user_name = u.name AND p.year = $1 AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN', 'EXECUTION', 'SUBMITTED', 'ANALYST_ACCEPTED'))
     + (SELECT COUNT(*) FROM agency_analyst d JOIN package p ON p.agency_id = d.agency_id AND p.year = d.year
        WHERE d.user_name = u.name AND d.year = $1 AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN', 'EXECUTION', 'SUBMITTED', 'ANALYST_ACCEPTED')
          AND NOT EXISTS (SELECT 1 FROM package_analyst o WHERE o.package_id = p.id)) AS settled
FROM user_role r JOIN app_user u ON u.id = r.user_id
WHERE r.role IN ('analyst', 'division_head') AND r.scope_kind = 'division' AND u.disabled = 0
  AND (CAST($2 AS BIGINT) = 0 OR r.scope_id = $2)
GROUP BY u.id, u.name, u.full_name, r.scope_id
ORDER BY r.scope_id, role, u.name LIMIT 500;

-- name: agency_assign_list
SELECT g.id AS agency_id, COALESCE(d.version, 0) AS version,
       (SELECT COUNT(*) FROM package p WHERE p.agency_id = g.id AND p.year = $1 AND p.state NOT IN ('DRAFT', 'WITHDRAWN', 'EXECUTION')) AS packages,
       g.code AS agency_code, g.name_th AS agency_name, COALESCE(d.user_name, '') AS user_name
FROM agency g LEFT JOIN agency_analyst d ON d.agency_id = g.id AND d.year = $1
WHERE (CAST($2 AS BIGINT) = 0 OR g.division = $2) AND g.division > 0
  AND g.valid_from <= $1 AND (g.valid_to IS NULL OR g.valid_to >= $1)
ORDER BY g.print_order, g.id LIMIT 500;

-- name: assign_history
SELECT e.at_ms, b.code AS batch, g.name_th AS agency_name, COALESCE(p.code, '') AS package_code,
       COALESCE(p.title, '') AS package_title, e.from_user, e.to_user, b.by_user, b.reason,
       CASE WHEN b.undone_ms IS NULL THEN 0 ELSE 1 END AS undone
FROM assign_batch b JOIN assign_event e ON e.batch_id = b.id JOIN agency g ON g.id = e.agency_id
LEFT JOIN package p ON p.id = e.package_id
WHERE b.year = $1 AND (CAST($2 AS BIGINT) = 0 OR b.division = $2)
ORDER BY b.id DESC, e.number LIMIT $3;

-- name: assign_package
SELECT p.id, p.code, p.state, COALESCE(o.user_name, d.user_name, '') AS user_name,
       CASE WHEN o.package_id IS NULL THEN 0 ELSE 1 END AS own, p.agency_id, g.division
FROM package p JOIN agency g ON g.id = p.agency_id
LEFT JOIN package_analyst o ON o.package_id = p.id
LEFT JOIN agency_analyst d ON d.year = p.year AND d.agency_id = p.agency_id
WHERE p.year = $1 AND p.code = $2;

-- name: assign_agency_now
SELECT d.user_name AS code FROM agency_analyst d WHERE d.year = $1 AND d.agency_id = $2;

-- name: assign_agency_insert
INSERT INTO agency_analyst (year, agency_id, user_name) VALUES ($1, $2, $3)
ON CONFLICT (year, agency_id) DO NOTHING RETURNING agency_id AS id;

-- name: assign_agency_update
UPDATE agency_analyst SET user_name = $3, version = version + 1 WHERE year = $1 AND agency_id = $2 AND version = $4;

-- name: assign_agency_put
UPDATE agency_analyst SET user_name = $3, version = version + 1 WHERE year = $1 AND agency_id = $2;

-- name: assign_own_put
INSERT INTO package_analyst (package_id, user_name) VALUES ($1, $2)
ON CONFLICT (package_id) DO UPDATE SET user_name = $2, version = package_analyst.version + 1;

-- name: assign_own_drop
DELETE FROM package_analyst WHERE package_id = $1;

-- name: assign_batch_insert
INSERT INTO assign_batch (code, year, division, to_user, reason, by_user, at_ms)
VALUES ('A' || CAST((SELECT COALESCE(MAX(id), 0) + 1 FROM assign_batch) AS TEXT), $1, $2, $3, $4, $5, $6)
RETURNING id;

-- name: assign_batch_code
SELECT code FROM assign_batch WHERE id = $1;

-- name: assign_event_insert
INSERT INTO assign_event (batch_id, number, agency_id, package_id, had_own, from_user, to_user, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: assign_batch_get
SELECT b.id, b.year, b.division, b.by_user, b.at_ms, CASE WHEN b.undone_ms IS NULL THEN 0 ELSE 1 END AS undone
FROM assign_batch b WHERE b.code = $1;

-- What an act moved, and whether work on it has begun since: an act of the receiver, or a later assignment.
-- name: assign_batch_items
SELECT e.agency_id, COALESCE(e.package_id, 0) AS package_id, e.had_own, e.from_user, e.to_user,
       COALESCE(p.code, g.code) AS code,
       CASE WHEN EXISTS (SELECT 1 FROM assign_event x WHERE x.batch_id > e.batch_id AND x.agency_id = e.agency_id
                           AND (x.package_id = e.package_id OR (x.package_id IS NULL AND e.package_id IS NULL)))
              OR EXISTS (SELECT 1 FROM package_event v WHERE v.package_id = e.package_id AND v.by_user = e.to_user AND v.at_ms >= e.at_ms)
              OR EXISTS (SELECT 1 FROM info_request q WHERE q.package_id = e.package_id AND q.asker = e.to_user AND q.asked_ms >= e.at_ms)
              OR EXISTS (SELECT 1 FROM comment c WHERE c.package_id = e.package_id AND c.by_user = e.to_user AND c.at_ms >= e.at_ms)
              OR EXISTS (SELECT 1 FROM analysis n WHERE n.package_id = e.package_id AND n.by_user = e.to_user AND n.at_ms >= e.at_ms)
              OR EXISTS (SELECT 1 FROM recommendation m WHERE m.package_id = e.package_id AND m.by_user = e.to_user AND m.at_ms >= e.at_ms)
            THEN 1 ELSE 0 END AS begun
FROM assign_event e JOIN agency g ON g.id = e.agency_id LEFT JOIN package p ON p.id = e.package_id
WHERE e.batch_id = $1 ORDER BY e.number;

-- name: assign_batch_undo
UPDATE assign_batch SET undone_by = $2, undone_ms = $3 WHERE id = $1 AND undone_ms IS NULL;

-- name: assign_newest
SELECT b.id FROM assign_batch b
WHERE b.id = (SELECT MAX(x.id) FROM assign_batch x WHERE x.year = $1 AND x.by_user = $2) AND b.undone_ms IS NULL;
