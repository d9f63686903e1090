-- checkin.sql: check-ins, the nodes of the cascade, stated shares, scores of quarters.

-- name: checkin_list
SELECT id, on_date, value, COALESCE(confidence, -1) AS confidence, light, note, by_user, capacity, at_ms
FROM checkin WHERE indicator_id = $1 AND year = $2 ORDER BY on_date DESC, id DESC LIMIT 200;

-- name: checkin_insert
INSERT INTO checkin (indicator_id, year, on_date, value, confidence, light, note, by_user, capacity, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: checkin_plan_find
SELECT version, cadence, next_due FROM checkin_plan WHERE indicator_id = $1 AND year = $2;

-- name: checkin_plan_insert
INSERT INTO checkin_plan (indicator_id, year, cadence, next_due, by_user, at_ms) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (indicator_id, year) DO NOTHING;

-- name: checkin_plan_update
UPDATE checkin_plan SET cadence = $4, next_due = $5, by_user = $6, at_ms = $7, version = version + 1
WHERE indicator_id = $1 AND year = $2 AND version = $3;

-- name: checkin_newest_day
SELECT COALESCE(MAX(on_date), 0) FROM checkin WHERE indicator_id = $1 AND year = $2;

-- Indicators of a year that should have a check-in, without those that are made of parts.
-- name: checkin_due_list
SELECT COALESCE(i.agency_id, o.agency_id, 0) AS agency_id, p.next_due AS due
FROM indicator i
LEFT JOIN objective o ON o.id = i.objective_id
LEFT JOIN checkin_plan p ON p.indicator_id = i.id AND p.year = i.year
WHERE i.scope_id = 0 AND i.year = $1 AND (i.level = 'key_result' OR i.parent_id IS NOT NULL)
  AND COALESCE(i.agency_id, o.agency_id) IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM rollup_now r WHERE r.year = i.year AND r.parent_kind = 'indicator' AND r.parent_id = i.id)
ORDER BY i.id LIMIT 20000;

-- ---- the cascade ----

-- name: okr_goals
SELECT n.id, n.code, n.name_th, n.name_en, n.sort
FROM class_node n
WHERE n.id IN (SELECT o.node_id FROM objective o WHERE o.year = $1 AND o.node_id IS NOT NULL
               UNION SELECT r.parent_id FROM rollup_now r WHERE r.year = $1 AND r.parent_kind = 'goal'
               UNION SELECT r.child_id FROM rollup_now r WHERE r.year = $1 AND r.child_kind = 'goal')
ORDER BY n.sort, n.code, n.id LIMIT 5000;

-- $1 year, $2 the day: the wording in force then, the newest value and the newest check-in until then.
-- name: okr_indicators
SELECT i.id, i.code, i.level, v.name_th, v.name_en, COALESCE(i.objective_id, 0) AS objective_id,
       COALESCE(i.parent_id, 0) AS parent_id, COALESCE(g.id, 0) AS agency_id, COALESCE(g.division, 0) AS division,
       COALESCE(g.code, '') AS agency_code, COALESCE(g.name_th, '') AS agency_name, v.unit_word, v.direction, v.base_value,
       CASE i.year - v.first_year WHEN 0 THEN v.target1 WHEN 1 THEN v.target2 WHEN 2 THEN v.target3 ELSE '' END AS target,
       COALESCE(w.value, '') AS value, w.on_date AS value_on, COALESCE(c.confidence, -1) AS confidence,
       COALESCE(c.light, '') AS light, c.on_date AS said_on, p.next_due AS due
FROM indicator i
LEFT JOIN objective o ON o.id = i.objective_id
LEFT JOIN agency g ON g.id = COALESCE(i.agency_id, o.agency_id)
JOIN indicator_version v ON v.id = COALESCE(
    (SELECT x.id FROM indicator_version x JOIN indicator_decision d ON d.version_id = x.id
     WHERE x.indicator_id = i.id AND d.approved = 1 AND x.from_date <= $2
     ORDER BY x.from_date DESC, x.no DESC LIMIT 1),
    (SELECT x.id FROM indicator_version x WHERE x.indicator_id = i.id AND x.no = 1))
LEFT JOIN checkin w ON w.id = (SELECT x.id FROM checkin x WHERE x.indicator_id = i.id AND x.year = i.year AND x.on_date <= $2
                                AND x.value <> '' ORDER BY x.on_date DESC, x.id DESC LIMIT 1)
LEFT JOIN checkin c ON c.id = (SELECT x.id FROM checkin x WHERE x.indicator_id = i.id AND x.year = i.year AND x.on_date <= $2
                                ORDER BY x.on_date DESC, x.id DESC LIMIT 1)
LEFT JOIN checkin_plan p ON p.indicator_id = i.id AND p.year = i.year
WHERE i.scope_id = 0 AND i.year = $1
  AND (i.level = 'key_result' OR i.parent_id IS NOT NULL
       OR i.id IN (SELECT r.parent_id FROM rollup_now r WHERE r.year = $1 AND r.parent_kind = 'indicator')
       OR i.id IN (SELECT r.child_id FROM rollup_now r WHERE r.year = $1 AND r.child_kind = 'indicator'))
ORDER BY COALESCE(g.print_order, 0), i.code, i.id LIMIT 20000;

-- name: okr_edges
SELECT r.no, r.mode, r.parent_kind, r.parent_id, r.child_kind, r.child_id, r.share_bp
FROM rollup_now r WHERE r.year = $1
ORDER BY r.parent_kind, r.parent_id, r.share_bp DESC, r.child_kind, r.child_id LIMIT 50000;

-- ---- shares ----

-- name: rollup_set_newest
SELECT COALESCE(MAX(no), 0) FROM rollup_set WHERE year = $1 AND parent_kind = $2 AND parent_id = $3;

-- name: rollup_set_insert
INSERT INTO rollup_set (year, parent_kind, parent_id, no, mode, reason, by_user, capacity, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (year, parent_kind, parent_id, no) DO NOTHING RETURNING id;

-- name: rollup_share_insert
INSERT INTO rollup_share (set_id, child_kind, child_id, share_bp) VALUES ($1, $2, $3, $4);

-- name: rollup_history
SELECT s.no, s.mode, h.child_kind, COALESCE(n.code, o.code, i.code, '') AS child_code,
       COALESCE(n.name_th, o.name_th,
                (SELECT v.name_th FROM indicator_version v WHERE v.indicator_id = i.id ORDER BY v.no DESC LIMIT 1), '') AS child_name,
       h.share_bp AS share, s.reason, s.by_user, s.at_ms
FROM rollup_set s JOIN rollup_share h ON h.set_id = s.id
LEFT JOIN class_node n ON h.child_kind = 'goal' AND n.id = h.child_id
LEFT JOIN objective o ON h.child_kind = 'objective' AND o.id = h.child_id
LEFT JOIN indicator i ON h.child_kind = 'indicator' AND i.id = h.child_id
WHERE s.year = $1 AND s.parent_kind = $2 AND s.parent_id = $3
ORDER BY s.no DESC, h.share_bp DESC, h.child_kind, h.child_id LIMIT 500;

-- ---- quarters ----

-- name: okr_close_next
SELECT COALESCE(MAX(run), 0) + 1 FROM okr_close WHERE year = $1 AND quarter = $2;

-- name: okr_close_insert
INSERT INTO okr_close (year, quarter, run, as_of, reason, by_user, capacity, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id;

-- name: okr_score_insert
INSERT INTO okr_score (close_id, kind, node_id, progress, covered_bp, why) VALUES ($1, $2, $3, $4, $5, $6);

-- name: okr_scores
SELECT c.quarter, c.run, c.as_of, CASE WHEN s.progress IS NULL THEN 0 ELSE 1 END AS known,
       COALESCE(s.progress, 0) AS percent, s.covered_bp AS covered, s.why, c.by_user, c.at_ms
FROM okr_score s JOIN okr_close c ON c.id = s.close_id
WHERE s.kind = $2 AND s.node_id = $3 AND c.year = $1
ORDER BY c.quarter DESC, c.run DESC LIMIT 100;

-- The newest run of each quarter of a year.
-- name: okr_closes
SELECT c.quarter, c.run, c.as_of, c.reason, c.by_user, c.at_ms,
       (SELECT COUNT(*) FROM okr_score s WHERE s.close_id = c.id) AS nodes
FROM okr_close c
WHERE c.year = $1 AND c.run = (SELECT MAX(d.run) FROM okr_close d WHERE d.year = c.year AND d.quarter = c.quarter)
ORDER BY c.quarter LIMIT 4;
