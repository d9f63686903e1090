-- invariants_dataset.sql: what must hold of paper forms, data sets, check-ins and stated shares.

-- A form's number of decisions is that of its rows, a merged one names a form of its own agency and does not end in itself.
-- name: invariant_paper_form
SELECT f.code AS problem
FROM paper_form f
WHERE f.decisions <> (SELECT COUNT(*) FROM paper_form_decision d WHERE d.form_id = f.id)
   OR f.decisions <> COALESCE((SELECT MAX(d.no) FROM paper_form_decision d WHERE d.form_id = f.id), 0)
UNION ALL
SELECT f.code || ': ' || d.decision
FROM paper_form_decision d JOIN paper_form f ON f.id = d.form_id LEFT JOIN paper_form i ON i.id = d.into_id
WHERE (d.decision = 'merged' AND (i.id IS NULL OR i.agency_id <> f.agency_id))
   OR (d.decision <> 'merged' AND d.into_id IS NOT NULL)
   OR (d.decision = 'replaced' AND d.page = '' AND d.data_set_id IS NULL)
UNION ALL
SELECT x.code || ': merged in a circle'
FROM (WITH RECURSIVE goes (top_id, id) AS (
          SELECT f.id, d.into_id FROM paper_form f JOIN paper_form_decision d ON d.form_id = f.id AND d.no = f.decisions
          WHERE d.into_id IS NOT NULL
          UNION
          SELECT g.top_id, d.into_id FROM goes g JOIN paper_form f ON f.id = g.id
          JOIN paper_form_decision d ON d.form_id = f.id AND d.no = f.decisions WHERE d.into_id IS NOT NULL)
      SELECT f.code AS code FROM goes g JOIN paper_form f ON f.id = g.top_id WHERE g.top_id = g.id) x
LIMIT 20;

-- A data set stands at its newest update, is due as that says, and was approved by another person; a run has its four
-- checks, each passed when it found nothing.
-- name: invariant_data_set
SELECT s.code AS problem
FROM data_set s LEFT JOIN data_set_update u ON u.id = (SELECT MAX(x.id) FROM data_set_update x WHERE x.data_set_id = s.id)
WHERE COALESCE(s.last_update, 0) <> COALESCE(u.on_date, 0)
   OR (s.next_due IS NOT NULL AND s.next_due <> COALESCE(u.next_due, 0))
   OR (s.approved_on IS NOT NULL AND (s.approved_by = '' OR s.approved_by = s.made_by))
   OR NOT EXISTS (SELECT 1 FROM data_set_lint l WHERE l.data_set_id = s.id)
UNION ALL
SELECT s.code || ': run ' || CAST(c.run AS TEXT)
FROM data_set_check c JOIN data_set s ON s.id = c.data_set_id
GROUP BY s.code, c.run
HAVING COUNT(*) <> 4 OR SUM(CASE WHEN c.passed <> CASE WHEN c.faults = 0 THEN 1 ELSE 0 END THEN 1 ELSE 0 END) <> 0
LIMIT 20;

-- name: invariant_rollup_sum
SELECT CAST(s.year AS TEXT) || ' ' || s.parent_kind || ' ' || CAST(s.parent_id AS TEXT) || ': ' || CAST(COALESCE(SUM(h.share_bp), 0) AS TEXT) AS problem
FROM rollup_set s LEFT JOIN rollup_share h ON h.set_id = s.id
GROUP BY s.id, s.year, s.parent_kind, s.parent_id HAVING COALESCE(SUM(h.share_bp), 0) <> 10000
LIMIT 20;

-- name: invariant_rollup_circle
SELECT x.problem AS problem
FROM (WITH RECURSIVE reach (year, top_kind, top_id, kind, id) AS (
          SELECT r.year, r.parent_kind, r.parent_id, r.child_kind, r.child_id FROM rollup_now r
          UNION
          SELECT p.year, p.top_kind, p.top_id, r.child_kind, r.child_id
          FROM reach p JOIN rollup_now r ON r.year = p.year AND r.parent_kind = p.kind AND r.parent_id = p.id)
      SELECT CAST(year AS TEXT) || ' ' || kind || ' ' || CAST(id AS TEXT) AS problem
      FROM reach WHERE top_kind = kind AND top_id = id) x
LIMIT 20;

-- A check-in says something and lies in its year; a kept score that is known covers something.
-- name: invariant_checkin
SELECT i.code || ': ' || CAST(c.on_date AS TEXT) AS problem
FROM checkin c JOIN indicator i ON i.id = c.indicator_id
WHERE (c.value = '' AND c.confidence IS NULL AND c.light = '') OR (i.year <> 0 AND i.year <> c.year)
UNION ALL
SELECT s.kind || ' ' || CAST(s.node_id AS TEXT)
FROM okr_score s WHERE (s.progress IS NULL) <> (s.why <> '') OR (s.progress IS NOT NULL AND s.covered_bp = 0)
LIMIT 20;
