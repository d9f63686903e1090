-- invariants_activity.sql: what must hold of activity plans and their progress.

-- The steps of every plan weigh 100.00 together and are numbered without a gap.
-- name: invariant_activity_weights
SELECT a.code || ': plan ' || CAST(p.no AS TEXT) || ' weighs ' || CAST(COALESCE(x.weight, 0) AS TEXT) AS problem
FROM activity a JOIN activity_plan p ON p.activity_id = a.id
LEFT JOIN (SELECT activity_id, plan_no, SUM(weight_bp) AS weight, COUNT(*) AS steps, MAX(n) AS top FROM activity_step
           GROUP BY activity_id, plan_no) x ON x.activity_id = a.id AND x.plan_no = p.no
WHERE COALESCE(x.weight, 0) <> 10000 OR x.steps <> x.top
ORDER BY problem LIMIT 20;

-- Progress and what is due next are those of the plan in force and the newest records.
-- name: invariant_activity_progress
SELECT a.code || ': ' || CAST(a.done_bp AS TEXT) || ', due ' || CAST(a.due AS TEXT) AS problem
FROM activity a
JOIN (SELECT s.activity_id, s.plan_no, (CAST(SUM(s.weight_bp * COALESCE(q.done_bp, 0)) AS BIGINT) + 5000) / 10000 AS done,
             COALESCE(MIN(CASE WHEN COALESCE(q.done_bp, 0) < 10000 THEN s.due END), 20991231) AS due
      FROM activity_step s
      LEFT JOIN activity_progress q ON q.id = (SELECT z.id FROM activity_progress z
                                               WHERE z.activity_id = s.activity_id AND z.step_key = s.step_key
                                               ORDER BY z.on_day DESC, z.id DESC LIMIT 1)
      GROUP BY s.activity_id, s.plan_no) x ON x.activity_id = a.id AND x.plan_no = a.plan_no
WHERE a.state = 'approved' AND (a.done_bp <> x.done OR a.due <> x.due)
UNION ALL
SELECT a.code || ': progress without a plan' AS problem
FROM activity a WHERE a.plan_no = 0 AND (a.due <> 20991231 OR a.done_bp <> 0)
ORDER BY problem LIMIT 20;

-- A plan in force was approved by somebody who did not make it; what is prepared is not decided.
-- name: invariant_activity_plan
SELECT a.code || ': plan ' || CAST(a.plan_no AS TEXT) AS problem
FROM activity a LEFT JOIN activity_plan p ON p.activity_id = a.id AND p.no = a.plan_no
WHERE a.plan_no > 0 AND (p.id IS NULL OR p.state <> 'approved' OR p.decided_on IS NULL
                         OR (p.decided_by <> 'system' AND (p.decided_by = p.made_by OR p.decided_by = p.sent_by)))
UNION ALL
SELECT a.code || ': plan ' || CAST(a.open_no AS TEXT) || ' is open' AS problem
FROM activity a LEFT JOIN activity_plan p ON p.activity_id = a.id AND p.no = a.open_no
WHERE a.open_no > 0 AND (p.id IS NULL OR p.state = 'approved' OR (p.state = 'dropped' AND a.state <> 'dropped') OR a.open_no = a.plan_no)
UNION ALL
SELECT a.code || ': no plan' AS problem FROM activity a WHERE a.plan_no = 0 AND a.open_no = 0
ORDER BY problem LIMIT 20;
