-- activity.sql: activity plans and their progress.

-- A line's money: after transfers once it is in force, else its newest amount.
-- part: activity_line_money(l)
COALESCE((SELECT b.unallotted_satang + b.allotted_satang + b.reserved_satang + b.obligated_satang + b.disbursed_satang
                 + b.carried_a_satang + b.carried_b_satang + b.lapsed_satang FROM balance b WHERE b.line_id = l.id),
         (SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id ORDER BY x.stage DESC LIMIT 1), 0)

-- The record of progress of a step that counts on the day d.
-- part: activity_newest(s, d)
(SELECT z.id FROM activity_progress z WHERE z.activity_id = s.activity_id AND z.step_key = s.step_key AND z.on_day <= d
 ORDER BY z.on_day DESC, z.id DESC LIMIT 1)

-- part: activity_columns(a, p, g, o, n, i, day)
a.id, a.year, a.agency_id, g.division, a.number, a.plan_no, a.open_no, p.no AS shown_no,
(SELECT COUNT(*) FROM activity_step s WHERE s.activity_id = a.id AND s.plan_no = p.no) AS steps, a.version, a.code, p.name, a.kind, p.work, p.unit,
g.code AS agency_code, g.name_th AS agency_name, COALESCE(n.code, '') AS goal_code, COALESCE(n.name_th, '') AS goal_name,
COALESCE(i.code, '') AS indicator_code,
COALESCE((SELECT v.name_th FROM indicator_version v WHERE v.indicator_id = p.indicator_id AND v.from_date <= day
          ORDER BY v.from_date DESC, v.no DESC LIMIT 1),
         (SELECT v.name_th FROM indicator_version v WHERE v.indicator_id = p.indicator_id ORDER BY v.no LIMIT 1), '') AS indicator_name,
COALESCE(p.goal_id, 0) AS goal_id, COALESCE(p.indicator_id, 0) AS indicator_id, p.amount_satang AS typed_satang,
(SELECT COUNT(*) FROM activity_money m WHERE m.activity_id = a.id AND m.plan_no = p.no) AS sources,
p.source, p.basis, a.state, COALESCE(o.state, '') AS change, a.done_bp AS done,
(SELECT CAST(COALESCE(SUM(s.weight_bp), 0) AS BIGINT) FROM activity_step s WHERE s.activity_id = a.id AND s.plan_no = p.no AND s.due <= day) AS planned,
(SELECT CAST(COALESCE(SUM(s.weight_bp), 0) AS BIGINT) FROM activity_step s WHERE s.activity_id = a.id AND s.plan_no = p.no AND s.to_day IS NULL) AS unstated,
a.due, p.stop

-- part: activity_tables(a, p, g, o, n, i)
activity a JOIN activity_plan p ON p.activity_id = a.id AND p.no = CASE WHEN a.plan_no > 0 THEN a.plan_no ELSE a.open_no END
JOIN agency g ON g.id = a.agency_id
LEFT JOIN activity_plan o ON o.activity_id = a.id AND a.plan_no > 0 AND o.no = a.open_no
LEFT JOIN class_node n ON n.id = p.goal_id LEFT JOIN indicator i ON i.id = p.indicator_id

-- $1 year, $2 agency or 0, $3 what is shown, $4 with drafts, $5 today, after ($6 due, $7 id).
-- name: activity_list
SELECT {activity_columns a p g o n i $5}
FROM {activity_tables a p g o n i}
WHERE a.year = $1 AND (CAST($2 AS BIGINT) = 0 OR a.agency_id = $2) AND a.state <> 'dropped'
  AND (CAST($4 AS BIGINT) = 1 OR a.state NOT IN ('draft', 'returned'))
  AND (CAST($3 AS TEXT) <> 'late' OR a.due < $5)
  AND (CAST($3 AS TEXT) <> 'sent' OR a.state = 'sent' OR o.state = 'sent')
  AND (CAST($3 AS TEXT) <> 'done' OR (a.plan_no > 0 AND a.done_bp = 10000))
  AND (a.due > $6 OR (a.due = $6 AND a.id > $7))
ORDER BY a.due, a.id LIMIT 51;

-- name: activity_of_agency
SELECT {activity_columns a p g o n i $4}
FROM {activity_tables a p g o n i}
WHERE a.agency_id = $2 AND a.year = $1 AND a.state <> 'dropped' AND (CAST($3 AS BIGINT) = 1 OR a.state = 'approved')
ORDER BY a.number LIMIT 2000;

-- name: activity_get
SELECT {activity_columns a p g o n i $2}
FROM {activity_tables a p g o n i}
WHERE a.code = $1;

-- The activity that a file's row means: agency, year and number.
-- name: activity_by_number
SELECT a.code FROM agency g JOIN activity a ON a.agency_id = g.id AND a.year = $2 AND a.number = $3 WHERE g.code = $1;

-- Lines of the plan shown: its own and those of its packages.
-- part: activity_lines(a)
(SELECT m.line_id AS id FROM activity_money m WHERE m.activity_id = a.id AND m.line_id IS NOT NULL
   AND m.plan_no = CASE WHEN a.plan_no > 0 THEN a.plan_no ELSE a.open_no END
 UNION
 SELECT k.id FROM activity_money m JOIN line k ON k.package_id = m.package_id WHERE m.activity_id = a.id
   AND m.plan_no = CASE WHEN a.plan_no > 0 THEN a.plan_no ELSE a.open_no END)

-- Money of the plan shown of one activity.
-- name: activity_line_sum
SELECT a.id AS activity_id, CAST((SELECT COALESCE(SUM({activity_line_money l}), 0) FROM line l WHERE l.id IN {activity_lines a}) AS BIGINT) AS amount_satang
FROM activity a WHERE a.id = $1;

-- The same of a year ($1), of an agency ($2) or all (0).
-- name: activity_line_sums
SELECT a.id AS activity_id, CAST((SELECT COALESCE(SUM({activity_line_money l}), 0) FROM line l WHERE l.id IN {activity_lines a}) AS BIGINT) AS amount_satang
FROM activity a
WHERE a.year = $1 AND (CAST($2 AS BIGINT) = 0 OR a.agency_id = $2)
  AND EXISTS (SELECT 1 FROM activity_money m WHERE m.activity_id = a.id)
ORDER BY a.id;

-- part: activity_step_columns(a, s, q)
s.activity_id, s.plan_no, s.n, s.step_key, s.months, a.code, s.name, s.weight_bp AS weight, s.from_day, s.to_day, s.due,
COALESCE(q.done_bp, 0) AS done, q.on_day AS done_on, COALESCE(q.note, '') AS note, COALESCE(q.evidence, '') AS evidence,
COALESCE(q.by_user, '') AS by_user,
(SELECT COUNT(*) FROM attachment f WHERE f.subject = 'activity:' || a.code || ':step' || CAST(s.step_key AS TEXT)
   AND NOT EXISTS (SELECT 1 FROM attachment_withdrawn w WHERE w.attachment_id = f.id)) AS files

-- name: activity_steps
SELECT {activity_step_columns a s q}
FROM activity_step s JOIN activity a ON a.id = s.activity_id LEFT JOIN activity_progress q ON q.id = {activity_newest s $3}
WHERE s.activity_id = $1 AND s.plan_no = $2 ORDER BY s.n;

-- name: activity_steps_of
SELECT {activity_step_columns a s q}
FROM activity a JOIN activity_step s ON s.activity_id = a.id AND s.plan_no = a.plan_no
LEFT JOIN activity_progress q ON q.id = {activity_newest s $3}
WHERE a.agency_id = $2 AND a.year = $1 AND a.state = 'approved' ORDER BY a.number, s.n LIMIT 5000;

-- part: activity_line_paid(l)
COALESCE((SELECT b.disbursed_satang FROM balance b WHERE b.line_id = l.id), 0)

-- name: activity_sources
SELECT m.n, 'line' AS kind, l.code, l.name, CAST({activity_line_money l} AS BIGINT) AS amount_satang,
       CAST({activity_line_paid l} AS BIGINT) AS paid_satang
FROM activity_money m JOIN line l ON l.id = m.line_id WHERE m.activity_id = $1 AND m.plan_no = $2
UNION ALL
SELECT m.n, 'package' AS kind, CAST(k.year AS TEXT) || ':' || k.code AS code, k.title AS name,
       CAST((SELECT COALESCE(SUM({activity_line_money l}), 0) FROM line l WHERE l.package_id = k.id) AS BIGINT) AS amount_satang,
       CAST((SELECT COALESCE(SUM({activity_line_paid l}), 0) FROM line l WHERE l.package_id = k.id) AS BIGINT) AS paid_satang
FROM activity_money m JOIN package k ON k.id = m.package_id WHERE m.activity_id = $1 AND m.plan_no = $2
ORDER BY n;

-- What was paid from a plan's lines, by month (5 = paid, execute/ledger.h).
-- name: activity_paid
SELECT e.period, CAST(SUM(CASE WHEN e.to_bucket = 5 THEN e.amount_satang ELSE 0 END
                          - CASE WHEN e.from_bucket = 5 THEN e.amount_satang ELSE 0 END) AS BIGINT) AS paid_satang
FROM (SELECT m.line_id AS id FROM activity_money m WHERE m.activity_id = $1 AND m.plan_no = $2 AND m.line_id IS NOT NULL
      UNION
      SELECT l.id FROM activity_money m JOIN line l ON l.package_id = m.package_id WHERE m.activity_id = $1 AND m.plan_no = $2) x
JOIN entry e ON e.line_id = x.id
WHERE e.on_date <= $3 AND (e.to_bucket = 5 OR e.from_bucket = 5)
GROUP BY e.period ORDER BY e.period;

-- name: activity_plans
SELECT p.id, p.no, (SELECT COUNT(*) FROM activity_step s WHERE s.activity_id = p.activity_id AND s.plan_no = p.no) AS steps, p.version,
       p.state, p.name, p.unit, p.work, p.source, p.basis, p.reason, p.amount_satang, p.stop, p.made_by, p.sent_by, p.decided_by,
       p.capacity, p.answer, p.made_ms, p.decided_ms, p.decided_on
FROM activity_plan p WHERE p.activity_id = $1 ORDER BY p.no DESC LIMIT 200;

-- name: activity_plan_one
SELECT p.id, p.no, (SELECT COUNT(*) FROM activity_step s WHERE s.activity_id = p.activity_id AND s.plan_no = p.no) AS steps, p.version,
       p.state, p.name, p.unit, p.work, p.source, p.basis, p.reason, p.amount_satang, p.stop, p.made_by, p.sent_by, p.decided_by,
       p.capacity, p.answer, p.made_ms, p.decided_ms, p.decided_on
FROM activity_plan p WHERE p.activity_id = $1 AND p.no = $2;

-- name: activity_plan_links
SELECT COALESCE(goal_id, 0) AS goal_id, COALESCE(indicator_id, 0) AS indicator_id FROM activity_plan WHERE activity_id = $1 AND no = $2;

-- name: activity_notes
SELECT p.id, p.step_key,
       COALESCE((SELECT s.name FROM activity_step s WHERE s.activity_id = p.activity_id AND s.step_key = p.step_key
                 ORDER BY s.plan_no DESC LIMIT 1), '') AS step,
       p.on_day, p.done_bp AS done, p.note, p.evidence, p.by_user, p.capacity, p.at_ms
FROM activity_progress p WHERE p.activity_id = $1 ORDER BY p.id DESC LIMIT 500;

-- In the order of days: of one day the newest record is the last.
-- name: activity_progress_days
SELECT step_key, on_day, done_bp AS done FROM activity_progress WHERE activity_id = $1 AND on_day <= $2 ORDER BY on_day, id LIMIT 20000;

-- part: activity_mean(x, n)
CASE WHEN n > 0 THEN (2 * x + n) / (2 * n) ELSE 0 END

-- name: activity_counts
SELECT y.activities, y.in_force, y.sent, y.drafts, y.late, y.finished, y.changes, y.free, y.typed_satang,
       {activity_mean done_sum in_force} AS done, {activity_mean plan_sum in_force} AS planned, y.first_due
FROM (SELECT COUNT(*) AS activities, CAST(COALESCE(SUM(x.in_force), 0) AS BIGINT) AS in_force, CAST(COALESCE(SUM(x.sent), 0) AS BIGINT) AS sent,
             CAST(COALESCE(SUM(x.draft), 0) AS BIGINT) AS drafts, CAST(COALESCE(SUM(x.late), 0) AS BIGINT) AS late,
             CAST(COALESCE(SUM(x.finished), 0) AS BIGINT) AS finished, CAST(COALESCE(SUM(x.changing), 0) AS BIGINT) AS changes,
             CAST(COALESCE(SUM(x.free), 0) AS BIGINT) AS free, CAST(COALESCE(SUM(x.typed), 0) AS BIGINT) AS typed_satang,
             CAST(COALESCE(SUM(x.in_force * x.done_bp), 0) AS BIGINT) AS done_sum, CAST(COALESCE(SUM(x.in_force * x.planned), 0) AS BIGINT) AS plan_sum,
             MIN(x.due) AS first_due
      FROM (SELECT CASE WHEN a.state = 'approved' THEN 1 ELSE 0 END AS in_force, CASE WHEN a.state = 'sent' OR o.state = 'sent' THEN 1 ELSE 0 END AS sent,
                   CASE WHEN a.state IN ('draft', 'returned') THEN 1 ELSE 0 END AS draft, CASE WHEN a.due < $3 THEN 1 ELSE 0 END AS late,
                   CASE WHEN a.state = 'approved' AND a.done_bp = 10000 THEN 1 ELSE 0 END AS finished,
                   CASE WHEN o.id IS NULL THEN 0 ELSE 1 END AS changing, a.done_bp, a.due,
                   CASE WHEN p.amount_satang = 0 AND NOT EXISTS (SELECT 1 FROM activity_money m WHERE m.activity_id = a.id AND m.plan_no = p.no)
                        THEN 1 ELSE 0 END AS free,
                   CASE WHEN EXISTS (SELECT 1 FROM activity_money m WHERE m.activity_id = a.id AND m.plan_no = p.no) THEN 0
                        ELSE p.amount_satang END AS typed,
                   (SELECT COALESCE(SUM(s.weight_bp), 0) FROM activity_step s WHERE s.activity_id = a.id AND s.plan_no = p.no AND s.due <= $3) AS planned
            FROM {activity_tables a p g o n i}
            WHERE a.year = $1 AND (CAST($2 AS BIGINT) = 0 OR a.agency_id = $2) AND a.state <> 'dropped'
              AND (CAST($4 AS BIGINT) = 1 OR a.state NOT IN ('draft', 'returned'))) x) y;

-- name: activity_agencies
SELECT g.code, g.name_th AS name, y.agency_id, y.in_force, y.sent, y.late, y.finished,
       {activity_mean done_sum in_force} AS done, {activity_mean plan_sum in_force} AS planned, y.first_due
FROM (SELECT x.agency_id, CAST(SUM(x.in_force) AS BIGINT) AS in_force, CAST(SUM(x.sent) AS BIGINT) AS sent, CAST(SUM(x.late) AS BIGINT) AS late,
             CAST(SUM(x.finished) AS BIGINT) AS finished, CAST(SUM(x.in_force * x.done_bp) AS BIGINT) AS done_sum,
             CAST(SUM(x.in_force * x.planned) AS BIGINT) AS plan_sum, MIN(x.due) AS first_due
      FROM (SELECT a.agency_id, CASE WHEN a.state = 'approved' THEN 1 ELSE 0 END AS in_force,
                   CASE WHEN a.state = 'sent' OR o.state = 'sent' THEN 1 ELSE 0 END AS sent, CASE WHEN a.due < $2 THEN 1 ELSE 0 END AS late,
                   CASE WHEN a.state = 'approved' AND a.done_bp = 10000 THEN 1 ELSE 0 END AS finished, a.done_bp, a.due,
                   (SELECT COALESCE(SUM(s.weight_bp), 0) FROM activity_step s WHERE s.activity_id = a.id AND s.plan_no = a.plan_no AND s.due <= $2) AS planned
            FROM activity a LEFT JOIN activity_plan o ON o.activity_id = a.id AND a.plan_no > 0 AND o.no = a.open_no
            WHERE a.year = $1 AND a.state IN ('sent', 'approved')) x
      GROUP BY x.agency_id) y
JOIN agency g ON g.id = y.agency_id
ORDER BY g.print_order, g.id LIMIT 400;

-- The plan that was in force on the day d; before the first one was approved, the first. 0: none.
-- part: activity_plan_on(a, d)
COALESCE((SELECT MAX(z.no) FROM activity_plan z WHERE z.activity_id = a.id AND z.state = 'approved' AND z.decided_on <= d),
         (SELECT MIN(z.no) FROM activity_plan z WHERE z.activity_id = a.id AND z.state = 'approved'), 0)

-- No evidence, no progress: neither named with the record that counts, nor a file attached to the step and not withdrawn.
-- part: activity_evidenced(a, s, q)
CASE WHEN TRIM(COALESCE(q.evidence, '')) NOT IN ('', '-') OR EXISTS (
    SELECT 1 FROM attachment f WHERE f.subject = 'activity:' || a.code || ':step' || CAST(s.step_key AS TEXT)
      AND NOT EXISTS (SELECT 1 FROM attachment_withdrawn w WHERE w.attachment_id = f.id))
THEN COALESCE(q.done_bp, 0) ELSE 0 END

-- Progress that has its evidence, by the plans that were in force on one day: $2.
-- name: activity_progress_of
SELECT x.indicator_id, x.agency_id, CAST(SUM(x.done) AS BIGINT) AS numerator, COUNT(*) * 10000 AS denominator
FROM (SELECT c.indicator_id, c.agency_id, (CAST(SUM(c.weight_bp * c.done_bp) AS BIGINT) + 5000) / 10000 AS done
      FROM (SELECT a.id, p.indicator_id, a.agency_id, s.weight_bp, {activity_evidenced a s q} AS done_bp
            FROM activity a JOIN activity_plan p ON p.activity_id = a.id AND p.no = {activity_plan_on a $2}
            JOIN activity_step s ON s.activity_id = a.id AND s.plan_no = p.no
            LEFT JOIN activity_progress q ON q.id = {activity_newest s $2}
            WHERE a.year = $1 AND a.state IN ('approved', 'stopped') AND p.stop = 0 AND p.indicator_id IS NOT NULL) c
      GROUP BY c.id, c.indicator_id, c.agency_id) x
GROUP BY x.indicator_id, x.agency_id ORDER BY x.indicator_id, x.agency_id;

-- Weights and last days of every plan that was approved, and of the one shown ($2).
-- name: activity_curve_steps
SELECT s.plan_no, p.decided_on, s.step_key, s.weight_bp AS weight, s.due
FROM activity_step s JOIN activity_plan p ON p.activity_id = s.activity_id AND p.no = s.plan_no
WHERE s.activity_id = $1 AND (p.state = 'approved' OR s.plan_no = $2) ORDER BY s.plan_no, s.n LIMIT 6000;

-- ---- what codes mean ----

-- name: activity_goal_id
SELECT n.id FROM year_class y JOIN class_node n ON n.version_id = y.version_id AND n.code = $2
WHERE y.year = $1 AND y.kind IN ('strategy', 'policy') ORDER BY y.kind DESC LIMIT 1;

-- An indicator of the year, else one of a plan that the year uses.
-- name: activity_indicator_id
SELECT x.id FROM (SELECT i.id, 0 AS k FROM indicator i WHERE i.scope_id = 0 AND i.year = $1 AND i.code = $2
                  UNION ALL
                  SELECT i.id, 1 AS k FROM year_class y JOIN indicator i ON i.scope_id = y.version_id AND i.year = 0 AND i.code = $2
                  WHERE y.year = $1) x
ORDER BY x.k, x.id LIMIT 1;

-- name: activity_line_id
SELECT id, year, agency_id FROM line WHERE code = $1;

-- name: activity_package_id
SELECT id, year, agency_id FROM package WHERE year = $1 AND code = $2;

-- ---- writing ----

-- name: activity_next_number
SELECT COALESCE(MAX(number), 0) + 1 FROM activity WHERE agency_id = $1 AND year = $2;

-- name: activity_insert
INSERT INTO activity (year, agency_id, number, code, kind, state, open_no, made_by, made_ms) VALUES ($1, $2, $3, $4, $5, 'draft', 1, $6, $7)
ON CONFLICT (agency_id, year, number) DO NOTHING RETURNING id;

-- name: activity_next_plan
SELECT COALESCE(MAX(no), 0) + 1 FROM activity_plan WHERE activity_id = $1;

-- name: activity_plan_insert
INSERT INTO activity_plan (activity_id, no, state, name, unit, work, goal_id, indicator_id, amount_satang, source, basis, stop, reason, made_by, made_ms)
VALUES ($1, $2, 'draft', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- The activity's version was asked for by activity_touch in the same write.
-- name: activity_plan_update
UPDATE activity_plan SET name = $3, unit = $4, work = $5, goal_id = $6, indicator_id = $7, amount_satang = $8, source = $9, basis = $10, stop = $11,
       reason = $12, made_by = $13, made_ms = $14, state = 'draft', version = version + 1
WHERE activity_id = $1 AND no = $2 AND state IN ('draft', 'returned') AND version = $15;

-- name: activity_steps_clear
DELETE FROM activity_step WHERE activity_id = $1 AND plan_no = $2;

-- name: activity_step_insert
INSERT INTO activity_step (activity_id, plan_no, n, step_key, name, weight_bp, months, from_day, to_day, due)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: activity_next_key
SELECT COALESCE(MAX(step_key), 0) FROM activity_step WHERE activity_id = $1;

-- name: activity_money_clear
DELETE FROM activity_money WHERE activity_id = $1 AND plan_no = $2;

-- name: activity_money_insert
INSERT INTO activity_money (activity_id, plan_no, n, line_id, package_id) VALUES ($1, $2, $3, $4, $5);

-- name: activity_touch
UPDATE activity SET state = $3, plan_no = $4, open_no = $5, version = version + 1 WHERE id = $1 AND version = $2;

-- name: activity_plan_send
UPDATE activity_plan SET state = 'sent', sent_by = $4, sent_ms = $5, version = version + 1 WHERE activity_id = $1 AND no = $2 AND version = $3;

-- name: activity_plan_decide
UPDATE activity_plan SET state = $4, decided_by = $5, decided_ms = $6, decided_on = $7, capacity = $8, answer = $9, version = version + 1
WHERE activity_id = $1 AND no = $2 AND version = $3;

-- name: activity_progress_insert
INSERT INTO activity_progress (activity_id, step_key, on_day, done_bp, note, evidence, by_user, capacity, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- What follows from a plan or from progress.
-- name: activity_settle
UPDATE activity SET done_bp = $2, due = $3 WHERE id = $1;
