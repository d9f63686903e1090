-- evaluation.sql: value-for-money evaluations.

-- part: evaluation_columns(v, p, g)
v.id AS id, v.version AS version, v.package_id AS package_id, v.agency_id AS agency_id, v.code AS code, v.year AS year,
       p.year AS project_year, p.code AS package_code, p.title AS title, g.code AS agency_code, g.name_th AS agency_name,
       v.state AS state, v.evaluator AS evaluator, v.ended_on AS ended_on, v.planned_end AS planned_end,
       v.plan_cost_satang AS plan_cost_satang, v.real_cost_satang AS real_cost_satang,
       COALESCE(v.plan_output_milli, -1) AS plan_output_milli, COALESCE(v.real_output_milli, -1) AS real_output_milli,
       COALESCE(v.plan_outcome_milli, -1) AS plan_outcome_milli, COALESCE(v.real_outcome_milli, -1) AS real_outcome_milli,
       v.output_unit AS output_unit, v.outcome_unit AS outcome_unit, v.plan_benefit_satang AS plan_benefit_satang,
       v.real_benefit_satang AS real_benefit_satang, v.benefit_note AS benefit_note, v.lessons AS lessons,
       CASE WHEN v.total IS NULL THEN 0 ELSE 1 END AS scored, COALESCE(v.total, 0) AS total,
       v.made_by AS made_by, v.reviewed_by AS reviewed_by, v.published_by AS published_by, v.made_ms AS made_ms,
       v.reviewed_ms AS reviewed_ms, v.published_ms AS published_ms

-- name: evaluation_get
SELECT {evaluation_columns v p g}
FROM evaluation v JOIN package p ON p.id = v.package_id JOIN agency g ON g.id = v.agency_id WHERE v.code = $1;

-- $1 year or 0, $2 agency or 0, $3 state or '', $4 before this id (0 = from the newest).
-- name: evaluation_list
SELECT {evaluation_columns v p g}
FROM evaluation v JOIN package p ON p.id = v.package_id JOIN agency g ON g.id = v.agency_id
WHERE (CAST($1 AS BIGINT) = 0 OR v.year = $1) AND (CAST($2 AS BIGINT) = 0 OR v.agency_id = $2)
  AND ((CAST($3 AS TEXT) = '' AND v.state <> 'dropped') OR v.state = $3) AND (CAST($4 AS BIGINT) = 0 OR v.id < $4)
ORDER BY v.id DESC LIMIT 51;

-- name: evaluation_of_package
SELECT {evaluation_columns v p g}
FROM evaluation v JOIN package p ON p.id = v.package_id JOIN agency g ON g.id = v.agency_id
WHERE v.package_id = $1 AND v.state <> 'dropped' ORDER BY v.id DESC;

-- name: evaluation_scores
SELECT s.criterion AS criterion, CASE WHEN CAST($2 AS TEXT) = 'en' AND s.name_en <> '' THEN s.name_en ELSE s.name_th END AS name,
       s.weight_bp AS weight, CASE WHEN s.percent IS NULL THEN 0 ELSE 1 END AS has, COALESCE(s.percent, 0) AS percent, s.evidence AS evidence
FROM evaluation_score s WHERE s.evaluation_id = $1 ORDER BY s.sort, s.criterion;

-- name: evaluation_events
SELECT x.at_ms AS at_ms, x.event AS event, x.to_state AS to_state, x.by_user AS by_user, x.reason AS reason
FROM evaluation_event x WHERE x.evaluation_id = $1 ORDER BY x.id DESC;

-- Requests of later years that remember a line of the project, are linked to one, or were reviewed against its unit.
-- name: evaluation_followers
SELECT DISTINCT p.year AS year, p.code AS code, p.title AS title, p.state AS state
FROM (SELECT l.package_id AS id FROM line o JOIN line_link_now k ON k.from_line_id = o.id JOIN line l ON l.id = k.to_line_id
      WHERE o.package_id = $1
      UNION
      SELECT l.package_id FROM line o JOIN package q ON q.id = o.package_id JOIN line l ON l.agency_id = o.agency_id AND l.year = q.year + 1 AND l.drawn_from = o.code
      WHERE o.package_id = $1
      UNION
      SELECT x.id FROM package q JOIN unit u ON u.id = q.unit_id JOIN unit w ON w.agency_id = u.agency_id AND w.year = u.year + 1
      JOIN unit_review v ON v.unit_id = w.id AND v.past_year = u.year AND v.past_code = u.code JOIN package x ON x.unit_id = w.id
      WHERE q.id = $1) f
JOIN package p ON p.id = f.id
WHERE p.state NOT IN ('DRAFT', 'WITHDRAWN', 'EXECUTION') AND p.id <> $1
ORDER BY 1, 2 LIMIT 50;

-- name: evaluation_candidates
SELECT p.id AS package_id, p.code AS code, p.title AS title, g.code AS agency_code, g.name_th AS agency_name, x.paid_satang AS paid_satang
FROM (SELECT l.package_id AS id, CAST(SUM(b.disbursed_satang) AS BIGINT) AS paid_satang
      FROM line l JOIN balance b ON b.line_id = l.id WHERE l.year = $1 GROUP BY l.package_id) x
JOIN package p ON p.id = x.id JOIN agency g ON g.id = p.agency_id
WHERE x.paid_satang > 0 AND NOT EXISTS (SELECT 1 FROM evaluation v WHERE v.package_id = p.id AND v.state <> 'dropped')
ORDER BY x.paid_satang DESC, p.id LIMIT $2;

-- The package with what was planned for it (enacted, else after transfers) and paid.
-- name: evaluation_project
SELECT p.id AS id, p.year AS year, p.agency_id AS agency_id, p.state AS state,
       CAST(COALESCE((SELECT SUM(v.amount_satang) FROM line l JOIN line_amount v ON v.line_id = l.id AND v.stage = 8 WHERE l.package_id = p.id), -1) AS BIGINT) AS plan_satang,
       CAST(COALESCE((SELECT SUM(b.disbursed_satang) FROM line l JOIN balance b ON b.line_id = l.id WHERE l.package_id = p.id), -1) AS BIGINT) AS paid_satang,
       CAST(COALESCE((SELECT q.quantity_milli FROM level_output q WHERE q.package_id = p.id), -1) AS BIGINT) AS plan_output,
       COALESCE((SELECT q.unit_word FROM level_output q WHERE q.package_id = p.id), '') AS output_unit
FROM package p WHERE p.year = $1 AND p.code = $2;

-- name: evaluation_open_count
SELECT COUNT(*) FROM evaluation v WHERE v.package_id = $1 AND v.state <> 'dropped';

-- Did $2 open it or write in it?
-- name: evaluation_wrote
SELECT COUNT(*) FROM evaluation_event x WHERE x.evaluation_id = $1 AND x.by_user = $2 AND x.event IN ('open', 'save');

-- The agencies that the project's lines were moved to.
-- name: evaluation_heirs
SELECT DISTINCT n.agency_id AS id
FROM line l JOIN reorganise_line r ON r.old_line_id = l.id JOIN line n ON n.id = r.new_line_id WHERE l.package_id = $1 ORDER BY 1;

-- name: evaluation_number
SELECT COALESCE(MAX(v.number), 0) + 1 FROM evaluation v WHERE v.year = $1;

-- name: evaluation_insert
INSERT INTO evaluation (code, year, number, agency_id, package_id, state, evaluator, plan_cost_satang, real_cost_satang, plan_output_milli,
  output_unit, made_by, made_ms)
VALUES ($1, $2, $3, $4, $5, 'draft', $6, $7, $8, $9, $10, $11, $12) RETURNING id;

-- name: evaluation_score_insert
INSERT INTO evaluation_score (evaluation_id, criterion, sort, name_th, name_en, weight_bp) VALUES ($1, $2, $3, $4, $5, $6);

-- name: evaluation_score_set
UPDATE evaluation_score SET percent = $3, evidence = $4 WHERE evaluation_id = $1 AND criterion = $2;

-- name: evaluation_save
UPDATE evaluation SET evaluator = $3, ended_on = $4, planned_end = $5, plan_cost_satang = $6, real_cost_satang = $7, plan_output_milli = $8,
  real_output_milli = $9, plan_outcome_milli = $10, real_outcome_milli = $11, output_unit = $12, outcome_unit = $13, plan_benefit_satang = $14,
  real_benefit_satang = $15, benefit_note = $16, lessons = $17, total = $18, version = version + 1
WHERE id = $1 AND version = $2 AND state = 'draft';

-- name: evaluation_state
UPDATE evaluation SET state = $4, version = version + 1,
  reviewed_by = CASE WHEN $4 = 'reviewed' THEN $5 WHEN $4 = 'draft' THEN '' ELSE reviewed_by END,
  reviewed_ms = CASE WHEN $4 = 'reviewed' THEN CAST($6 AS BIGINT) WHEN $4 = 'draft' THEN NULL ELSE reviewed_ms END,
  published_by = CASE WHEN $4 = 'published' THEN $5 ELSE published_by END,
  published_ms = CASE WHEN $4 = 'published' THEN CAST($6 AS BIGINT) ELSE published_ms END
WHERE id = $1 AND version = $2 AND state = $3;

-- name: evaluation_event_insert
INSERT INTO evaluation_event (evaluation_id, event, from_state, to_state, reason, by_user, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7);
