-- acceleration.sql: rates of capital, rounds, their frozen lists, the committee's meetings and resolutions.

-- part: acceleration_rate_columns(l, i, g)
l.agency_id, COALESCE(g.division, 0) AS division, g.code AS agency_code, g.name_th AS agency_name, i.code AS item,
       CASE WHEN l.origin IN ('carry_a', 'carry_b') THEN 1 ELSE 0 END AS carried

-- part: acceleration_rate_tail(l, i, g)
GROUP BY l.agency_id, g.division, g.code, g.name_th, g.print_order, i.code, CASE WHEN l.origin IN ('carry_a', 'carry_b') THEN 1 ELSE 0 END
ORDER BY g.print_order, g.code, i.code, carried

-- As it stands now.
-- name: acceleration_rates_now
SELECT {acceleration_rate_columns l i g}, COUNT(*) AS lines,
       CAST(SUM({procurement_base b}) AS BIGINT) AS base_satang, CAST(SUM({procurement_taken b}) AS BIGINT) AS taken_satang,
       CAST(SUM(b.disbursed_satang) AS BIGINT) AS paid_satang
FROM line l JOIN balance b ON b.line_id = l.id JOIN class_node i ON i.id = l.item_id JOIN agency g ON g.id = l.agency_id
WHERE l.year = $1 AND (CAST($2 AS BIGINT) = 0 OR l.agency_id = $2)
  AND (substr(i.code, 1, 2) = '05' OR l.origin IN ('carry_a', 'carry_b'))
{acceleration_rate_tail l i g};

-- By the entries up to a day: what came to a line's buckets and what left them (0 SOURCE, 4 OBLIGATED, 5 DISBURSED, 6 CARRIED_A).
-- name: acceleration_rates_then
SELECT {acceleration_rate_columns l i g}, COUNT(DISTINCT l.id) AS lines,
       CAST(SUM(x.base) AS BIGINT) AS base_satang, CAST(SUM(x.taken) AS BIGINT) AS taken_satang, CAST(SUM(x.paid) AS BIGINT) AS paid_satang
FROM (SELECT e.line_id,
             e.amount_satang * (CASE WHEN e.to_line_id IS NULL AND e.to_bucket <> 0 THEN 1 ELSE 0 END
                                - CASE WHEN e.from_bucket <> 0 THEN 1 ELSE 0 END) AS base,
             e.amount_satang * (CASE WHEN e.to_line_id IS NULL AND e.to_bucket IN (4, 5, 6) THEN 1 ELSE 0 END
                                - CASE WHEN e.from_bucket IN (4, 5, 6) THEN 1 ELSE 0 END) AS taken,
             e.amount_satang * (CASE WHEN e.to_line_id IS NULL AND e.to_bucket = 5 THEN 1 ELSE 0 END
                                - CASE WHEN e.from_bucket = 5 THEN 1 ELSE 0 END) AS paid
      FROM line k JOIN entry e ON e.line_id = k.id WHERE k.year = $1 AND e.on_date <= $3
      UNION ALL
      SELECT e.to_line_id,
             e.amount_satang * CASE WHEN e.to_bucket <> 0 THEN 1 ELSE 0 END,
             e.amount_satang * CASE WHEN e.to_bucket IN (4, 5, 6) THEN 1 ELSE 0 END,
             e.amount_satang * CASE WHEN e.to_bucket = 5 THEN 1 ELSE 0 END
      FROM line k JOIN entry e ON e.to_line_id = k.id WHERE k.year = $1 AND e.on_date <= $3) x
JOIN line l ON l.id = x.line_id JOIN class_node i ON i.id = l.item_id JOIN agency g ON g.id = l.agency_id
WHERE (CAST($2 AS BIGINT) = 0 OR l.agency_id = $2)
  AND (substr(i.code, 1, 2) = '05' OR l.origin IN ('carry_a', 'carry_b'))
{acceleration_rate_tail l i g};

-- part: acceleration_columns(r, f, $today)
r.id, r.year, r.quarter, r.number, r.version, r.code, r.state, r.as_of, r.letter_no, r.letter_on,
       COALESCE(f.goal_bp, 0) AS goal_bp, COALESCE(f.floor_bp, 0) AS floor_bp, COALESCE(f.entry_seq, 0) AS entry_seq, f.sha, COALESCE(f.agencies, 0) AS agencies,
       COALESCE(f.targets, 0) AS targets, COALESCE(f.base_satang, 0) AS base_satang, COALESCE(f.taken_satang, 0) AS taken_satang,
       COALESCE(f.paid_satang, 0) AS paid_satang, COALESCE(f.by_user, '') AS frozen_by, f.at_ms AS frozen_ms,
       (SELECT COUNT(*) FROM acceleration_meeting m WHERE m.round_id = r.id) AS meetings,
       (SELECT COUNT(*) FROM acceleration_resolution x WHERE x.round_id = r.id) AS resolutions,
       (SELECT COUNT(*) FROM acceleration_resolution x WHERE x.round_id = r.id AND x.state IN ('open', 'doing')) AS open,
       (SELECT COUNT(*) FROM acceleration_resolution x WHERE x.round_id = r.id AND x.state IN ('open', 'doing') AND x.due < CAST($today AS INTEGER)) AS late,
       r.closing, r.closed_by, r.closed_ms, r.made_by, r.made_ms

-- name: acceleration_list
SELECT {acceleration_columns r f $2}
FROM acceleration r LEFT JOIN acceleration_freeze f ON f.round_id = r.id
WHERE r.year = $1 ORDER BY r.quarter, r.number LIMIT 100;

-- name: acceleration_get
SELECT {acceleration_columns r f $2}
FROM acceleration r LEFT JOIN acceleration_freeze f ON f.round_id = r.id WHERE r.code = $1;

-- name: acceleration_next
SELECT COALESCE(MAX(number), 0) + 1 FROM acceleration WHERE year = $1 AND quarter = $2;

-- name: acceleration_insert
INSERT INTO acceleration (year, quarter, number, code, as_of, letter_no, letter_on, state, made_by, made_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $9) RETURNING id;

-- name: acceleration_letter
UPDATE acceleration SET letter_no = $3, letter_on = $4, version = version + 1 WHERE id = $1 AND version = $2;

-- name: acceleration_state
UPDATE acceleration SET state = $3, closing = $4, closed_by = $5, closed_ms = $6, version = version + 1 WHERE id = $1 AND version = $2;

-- name: acceleration_freeze_insert
INSERT INTO acceleration_freeze (round_id, goal_bp, floor_bp, entry_seq, agencies, targets, base_satang, taken_satang, paid_satang, sha, by_user, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: acceleration_row_insert
INSERT INTO acceleration_row (round_id, agency_id, class, lines, base_satang, taken_satang, paid_satang, target, behind)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- $2 agency or 0; $3 only those of the target list.
-- name: acceleration_frozen
SELECT x.agency_id, COALESCE(g.division, 0) AS division, g.code AS agency_code, g.name_th AS agency_name, x.class, x.lines,
       x.base_satang, x.taken_satang, x.paid_satang, x.target, x.behind
FROM acceleration_row x JOIN agency g ON g.id = x.agency_id
WHERE x.round_id = $1 AND (CAST($2 AS BIGINT) = 0 OR x.agency_id = $2)
  AND (CAST($3 AS INTEGER) = 0 OR EXISTS (SELECT 1 FROM acceleration_row t WHERE t.round_id = x.round_id AND t.agency_id = x.agency_id
                                          AND t.class = 'all' AND t.target = 1))
ORDER BY g.code, CASE x.class WHEN 'all' THEN 0 ELSE 1 END, x.class LIMIT 1000;

-- name: acceleration_is_target
SELECT COUNT(*) FROM acceleration_row WHERE round_id = $1 AND agency_id = $2 AND class = 'all' AND target = 1;

-- name: acceleration_advisers
SELECT v.agency_id, v.adviser_id, v.version, g.code AS agency_code, g.name_th AS agency_name, d.code AS adviser_code,
       d.name_th AS adviser_name, v.note, v.by_user, v.at_ms
FROM acceleration_adviser v JOIN agency g ON g.id = v.agency_id JOIN agency d ON d.id = v.adviser_id
WHERE v.round_id = $1 AND v.ended = 0 ORDER BY g.code, d.code LIMIT 500;

-- name: acceleration_adviser_insert
INSERT INTO acceleration_adviser (round_id, agency_id, adviser_id, note, by_user, at_ms) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (round_id, agency_id, adviser_id) DO UPDATE SET ended = 0, note = EXCLUDED.note, by_user = EXCLUDED.by_user,
       at_ms = EXCLUDED.at_ms, version = acceleration_adviser.version + 1
WHERE acceleration_adviser.ended = 1;

-- name: acceleration_adviser_end
UPDATE acceleration_adviser SET ended = 1, version = version + 1
WHERE round_id = $1 AND agency_id = $2 AND adviser_id = $3 AND version = $4 AND ended = 0;

-- name: acceleration_meetings
SELECT m.id, m.number, m.version, m.on_date, m.at_time, m.place, m.subject, m.state, m.present, m.minutes,
       (SELECT COUNT(*) FROM acceleration_invited v WHERE v.meeting_id = m.id) AS agencies,
       (SELECT COUNT(*) FROM acceleration_resolution x WHERE x.round_id = m.round_id AND x.meeting_id = m.id) AS resolutions,
       m.made_by, m.made_ms, m.held_ms
FROM acceleration_meeting m WHERE m.round_id = $1 ORDER BY m.number LIMIT 100;

-- name: acceleration_invited
SELECT m.number, g.id AS agency_id, g.code AS agency_code, g.name_th AS agency_name
FROM acceleration_meeting m JOIN acceleration_invited v ON v.meeting_id = m.id JOIN agency g ON g.id = v.agency_id
WHERE m.round_id = $1 ORDER BY m.number, g.code LIMIT 5000;

-- name: acceleration_meeting_next
SELECT COALESCE(MAX(number), 0) + 1 FROM acceleration_meeting WHERE round_id = $1;

-- name: acceleration_meeting_insert
INSERT INTO acceleration_meeting (round_id, number, on_date, at_time, place, subject, state, made_by, made_ms)
VALUES ($1, $2, $3, $4, $5, $6, 'called', $7, $8) RETURNING id;

-- name: acceleration_invite
INSERT INTO acceleration_invited (meeting_id, agency_id) VALUES ($1, $2) ON CONFLICT (meeting_id, agency_id) DO NOTHING;

-- name: acceleration_minutes
UPDATE acceleration_meeting SET state = 'held', present = $3, minutes = $4, held_ms = COALESCE(held_ms, $5), version = version + 1
WHERE id = $1 AND version = $2;

-- part: acceleration_resolution_columns(x, r, m, g, $today)
x.id, x.number, m.number AS meeting, x.agency_id, COALESCE(g.division, 0) AS division, x.version, x.code, r.code AS round,
       g.code AS agency_code, g.name_th AS agency_name, x.person, x.body, x.state, x.due,
       CASE WHEN x.state IN ('open', 'doing') AND x.due < CAST($today AS INTEGER) THEN 1 ELSE 0 END AS late,
       COALESCE((SELECT n.body FROM acceleration_note n WHERE n.resolution_id = x.id ORDER BY n.id DESC LIMIT 1), '') AS newest,
       (SELECT MAX(n.at_ms) FROM acceleration_note n WHERE n.resolution_id = x.id) AS at_ms

-- $1 year, $2 round or 0, $3 agency or 0, $4 today.
-- name: acceleration_resolutions
SELECT {acceleration_resolution_columns x r m g $4}
FROM acceleration r JOIN acceleration_resolution x ON x.round_id = r.id JOIN acceleration_meeting m ON m.id = x.meeting_id
JOIN agency g ON g.id = x.agency_id
WHERE r.year = $1 AND (CAST($2 AS BIGINT) = 0 OR r.id = $2) AND (CAST($3 AS BIGINT) = 0 OR x.agency_id = $3)
ORDER BY CASE WHEN x.state IN ('open', 'doing') THEN 0 ELSE 1 END, x.due, x.id LIMIT 500;

-- name: acceleration_resolution_get
SELECT {acceleration_resolution_columns x r m g $2}
FROM acceleration_resolution x JOIN acceleration r ON r.id = x.round_id JOIN acceleration_meeting m ON m.id = x.meeting_id
JOIN agency g ON g.id = x.agency_id WHERE x.code = $1;

-- name: acceleration_resolution_next
SELECT COALESCE(MAX(number), 0) + 1 FROM acceleration_resolution WHERE round_id = $1;

-- name: acceleration_resolution_insert
INSERT INTO acceleration_resolution (round_id, meeting_id, number, code, agency_id, person, body, due, made_by, made_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id;

-- name: acceleration_resolution_state
UPDATE acceleration_resolution SET state = $3, version = version + 1 WHERE id = $1 AND version = $2;

-- name: acceleration_note_insert
INSERT INTO acceleration_note (resolution_id, state, body, by_user, capacity, at_ms) VALUES ($1, $2, $3, $4, $5, $6);

-- name: acceleration_notes
SELECT n.resolution_id, n.state, n.body, n.by_user, n.capacity, n.at_ms
FROM acceleration_resolution x JOIN acceleration_note n ON n.resolution_id = x.id
WHERE x.round_id = $1 ORDER BY n.id DESC LIMIT 1000;

-- Resolutions due from $1 to $2.
-- name: acceleration_near
SELECT x.code, r.code AS round, r.year, x.agency_id, x.person, x.due
FROM acceleration_resolution x JOIN acceleration r ON r.id = x.round_id
WHERE x.state IN ('open', 'doing') AND x.due >= $1 AND x.due <= $2 ORDER BY x.due, x.id LIMIT 2000;

-- What stands behind the five steps of a year.
-- name: acceleration_evidence
SELECT (SELECT COUNT(*) FROM acceleration r WHERE r.year = $1) AS rounds,
       (SELECT COUNT(*) FROM acceleration r WHERE r.year = $1 AND r.letter_no <> '') AS letters,
       COALESCE((SELECT r.letter_no FROM acceleration r WHERE r.year = $1 AND r.letter_no <> '' ORDER BY r.id LIMIT 1), '') AS letter_no,
       (SELECT COUNT(*) FROM acceleration r WHERE r.year = $1 AND r.quarter = 1 AND r.state <> 'open') AS frozen_1,
       (SELECT COUNT(*) FROM acceleration r WHERE r.year = $1 AND r.quarter = 2 AND r.state <> 'open') AS frozen_2,
       (SELECT COUNT(*) FROM acceleration r JOIN acceleration_adviser v ON v.round_id = r.id WHERE r.year = $1 AND v.ended = 0) AS advisers,
       (SELECT COUNT(*) FROM problem p JOIN spending_problem s ON s.problem_id = p.id WHERE p.year = $1) AS problems,
       (SELECT COUNT(*) FROM acceleration r JOIN acceleration_meeting m ON m.round_id = r.id WHERE r.year = $1) AS called,
       (SELECT COUNT(*) FROM acceleration r JOIN acceleration_meeting m ON m.round_id = r.id WHERE r.year = $1 AND m.minutes <> '') AS minuted,
       (SELECT COUNT(*) FROM acceleration r JOIN acceleration_resolution x ON x.round_id = r.id WHERE r.year = $1) AS resolutions,
       (SELECT COUNT(*) FROM acceleration r JOIN acceleration_resolution x ON x.round_id = r.id WHERE r.year = $1
          AND EXISTS (SELECT 1 FROM acceleration_note n WHERE n.resolution_id = x.id)) AS followed,
       (SELECT COUNT(*) FROM acceleration r WHERE r.year = $1 AND r.state = 'closed') AS closed;
