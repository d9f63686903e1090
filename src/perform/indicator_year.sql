-- indicator_year.sql: indicators in a year. The wording is the approved one in force on the year's last day, else the first.

-- part: indicator_wording(p)
COALESCE(
    (SELECT w.id FROM indicator_version w JOIN indicator_decision d ON d.version_id = w.id
     WHERE w.indicator_id = p.indicator_id AND d.approved = 1 AND w.from_date <= p.last_day
     ORDER BY w.from_date DESC, w.no DESC LIMIT 1),
    (SELECT w.id FROM indicator_version w WHERE w.indicator_id = p.indicator_id AND w.no = 1))

-- part: indicator_late(p, today)
(SELECT COUNT(*) FROM reading r WHERE r.indicator_id = p.indicator_id AND r.year = p.year AND r.due < today
   AND r.state IN ('due', 'draft', 'ready', 'returned'))

-- part: indicator_flagged(p)
(SELECT COUNT(*) FROM reading r WHERE r.indicator_id = p.indicator_id AND r.year = p.year AND r.flags <> '')

-- part: indicator_waiting(p)
(SELECT COUNT(*) FROM reading r WHERE r.indicator_id = p.indicator_id AND r.year = p.year AND r.state = 'sent')

-- part: indicator_year_columns(p, i, v, g, today)
p.indicator_id, p.year, p.agency_id, COALESCE(g.division, 0) AS division, p.version, p.code, p.number, p.stable, i.level, i.kind,
       v.name_th, v.name_en, v.unit_word, v.direction, g.code AS agency_code, g.name_th AS agency_name, p.work, p.collect, p.measure,
       p.cycle, p.owner, p.definition, p.formula, p.source, p.target_in, p.paper, p.places,
       CASE WHEN t.indicator_id IS NULL THEN 0 ELSE 1 END AS has_target, t.target,
       COALESCE(n.state, '') AS last_state, COALESCE(n.period, 0) AS last_period,
       (SELECT COUNT(*) FROM reading r WHERE r.indicator_id = p.indicator_id AND r.year = p.year AND r.due < today
   AND r.state IN ('due', 'draft', 'ready', 'returned')) AS late, (SELECT COUNT(*) FROM reading r WHERE r.indicator_id = p.indicator_id AND r.year = p.year AND r.flags <> '') AS flagged, (SELECT COUNT(*) FROM reading r WHERE r.indicator_id = p.indicator_id AND r.year = p.year AND r.state = 'sent') AS waiting

-- part: indicator_year_from(p, i, v, g)
FROM indicator_profile p JOIN indicator i ON i.id = p.indicator_id JOIN agency g ON g.id = p.agency_id
JOIN indicator_version v ON v.id = COALESCE(
    (SELECT w.id FROM indicator_version w JOIN indicator_decision d ON d.version_id = w.id
     WHERE w.indicator_id = p.indicator_id AND d.approved = 1 AND w.from_date <= p.last_day
     ORDER BY w.from_date DESC, w.no DESC LIMIT 1),
    (SELECT w.id FROM indicator_version w WHERE w.indicator_id = p.indicator_id AND w.no = 1))
LEFT JOIN indicator_target t ON t.indicator_id = p.indicator_id AND t.year = p.year AND t.quarter = 0
LEFT JOIN reading n ON n.id = COALESCE((SELECT r.id FROM reading r WHERE r.indicator_id = p.indicator_id AND r.year = p.year AND r.state <> 'due'
          ORDER BY r.period DESC LIMIT 1),
         (SELECT r.id FROM reading r WHERE r.indicator_id = p.indicator_id AND r.year = p.year ORDER BY r.period LIMIT 1))

-- $1 year, $2 agency or 0, $3 work, $4 owner, $5 all late flagged waiting missing, $6 part of name, code or number, $7 today,
-- $8 after this indicator, $9 most.
-- name: indicator_year_list
SELECT {indicator_year_columns p i v g $7}
{indicator_year_from p i v g}
WHERE p.year = $1 AND p.indicator_id > $8 AND (CAST($2 AS BIGINT) = 0 OR p.agency_id = $2)
  AND (CAST($3 AS TEXT) = '' OR p.work = $3) AND (CAST($4 AS TEXT) = '' OR p.owner = $4)
  AND (CAST($5 AS TEXT) <> 'late' OR {indicator_late p $7} > 0)
  AND (CAST($5 AS TEXT) <> 'flagged' OR {indicator_flagged p} > 0)
  AND (CAST($5 AS TEXT) <> 'waiting' OR {indicator_waiting p} > 0)
  AND (CAST($5 AS TEXT) <> 'missing' OR n.state = 'due')
  AND (CAST($6 AS TEXT) = '' OR v.name_th LIKE '%' || $6 || '%' OR v.name_en LIKE '%' || $6 || '%' OR p.code LIKE '%' || $6 || '%' OR p.number = $6)
ORDER BY p.indicator_id LIMIT $9;

-- $1 year, $2 code, $3 today.
-- name: indicator_year_get
SELECT {indicator_year_columns p i v g $3}
{indicator_year_from p i v g}
WHERE p.year = $1 AND p.code = $2;

-- $1 stable, $2 agency, $3 today.
-- name: indicator_year_history
SELECT {indicator_year_columns p i v g $3}
{indicator_year_from p i v g}
WHERE p.stable = $1 AND p.agency_id = $2 ORDER BY p.year LIMIT 50;

-- The same, of the indicator with this code in a year: $1 year, $2 code, $3 today.
-- name: indicator_year_alike
SELECT {indicator_year_columns p i v g $3}
{indicator_year_from p i v g}
WHERE EXISTS (SELECT 1 FROM indicator_profile q WHERE q.year = $1 AND q.code = $2 AND q.stable = p.stable AND q.agency_id = p.agency_id)
ORDER BY p.year LIMIT 50;

-- name: indicator_targets
SELECT indicator_id, year, quarter, target FROM indicator_target
WHERE indicator_id = $1 AND year = $2 ORDER BY quarter;

-- name: indicator_steps
SELECT s.step, s.name_th, s.name_en, s.needs, s.source, s.arg,
       CASE WHEN EXISTS (SELECT 1 FROM step_proved v WHERE v.indicator_id = s.indicator_id AND v.year = s.year AND v.step = s.step)
            THEN 1 ELSE 0 END AS proved
FROM indicator_step s WHERE s.indicator_id = $1 AND s.year = $2 ORDER BY s.step;

-- The indicator itself, for a new profile: its agency (its own or its objective's) and what the year's profile is.
-- name: indicator_year_base
SELECT i.id AS indicator_id, i.code, i.year, COALESCE(i.agency_id, o.agency_id, 0) AS agency_id,
       COALESCE(p.version, 0) AS version, COALESCE(p.agency_id, 0) AS profile_agency, COALESCE(p.cycle, '') AS cycle
FROM indicator i LEFT JOIN objective o ON o.id = i.objective_id
LEFT JOIN indicator_profile p ON p.indicator_id = i.id AND p.year = $2
WHERE i.id = $1;

-- name: indicator_profile_insert
INSERT INTO indicator_profile (indicator_id, year, agency_id, stable, code, number, work, collect, measure, cycle, owner,
                               definition, formula, source, target_in, paper, places, last_day, copied_from, made_by, made_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
ON CONFLICT DO NOTHING;

-- name: indicator_profile_update
UPDATE indicator_profile SET agency_id = $4, stable = $5, number = $6, work = $7, collect = $8, measure = $9, cycle = $10, owner = $11,
       definition = $12, formula = $13, source = $14, target_in = $15, paper = $16, places = $17, version = version + 1
WHERE indicator_id = $1 AND year = $2 AND version = $3;

-- Is the stable identity or the code of that year another indicator's?
-- name: indicator_profile_other
SELECT CASE WHEN code = $2 THEN 1 ELSE 2 END AS number FROM indicator_profile
WHERE year = $1 AND indicator_id <> $5 AND (code = $2 OR (stable = $3 AND agency_id = $4)) LIMIT 1;

-- name: indicator_target_delete
DELETE FROM indicator_target WHERE indicator_id = $1 AND year = $2;

-- name: indicator_target_insert
INSERT INTO indicator_target (indicator_id, year, quarter, target) VALUES ($1, $2, $3, $4);

-- name: indicator_step_delete
DELETE FROM indicator_step WHERE indicator_id = $1 AND year = $2;

-- name: indicator_step_insert
INSERT INTO indicator_step (indicator_id, year, step, bit, name_th, name_en, needs, source, arg)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- Readings that nobody has begun: they follow the profile.
-- name: reading_due_delete
DELETE FROM reading WHERE indicator_id = $1 AND year = $2 AND state = 'due';

-- name: reading_due_insert
INSERT INTO reading (indicator_id, year, period, agency_id, due) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (indicator_id, year, period) DO NOTHING;

-- Of a year, for the copy: $1 from, $2 to, $3 agency or 0; those whose identity the other year has not.
-- name: indicator_year_source
SELECT p.indicator_id, i.level, i.scope_id, i.year AS own_year, i.code, i.kind, COALESCE(i.node_id, 0) AS node_id, i.status,
       p.agency_id, p.stable, p.number, p.work, p.collect, p.measure, p.cycle, p.owner, p.definition, p.formula, p.source, p.target_in,
       p.paper, p.places, v.name_th, v.name_en, v.unit_word, v.direction, v.base_value, v.first_year, v.target1, v.target2, v.target3
FROM indicator_profile p JOIN indicator i ON i.id = p.indicator_id
JOIN indicator_version v ON v.id = {indicator_wording p}
WHERE p.year = $1 AND (CAST($3 AS BIGINT) = 0 OR p.agency_id = $3)
  AND NOT EXISTS (SELECT 1 FROM indicator_profile q WHERE q.year = $2 AND q.stable = p.stable AND q.agency_id = p.agency_id)
ORDER BY p.indicator_id LIMIT 20000;

-- name: indicator_step_copy
INSERT INTO indicator_step (indicator_id, year, step, bit, name_th, name_en, needs, source, arg)
SELECT CAST($3 AS BIGINT), CAST($4 AS BIGINT), step, bit, name_th, name_en, needs, source, arg FROM indicator_step
WHERE indicator_id = $1 AND year = $2;

-- name: indicator_of_code
SELECT id FROM indicator WHERE scope_id = 0 AND year = $1 AND code = $2;
