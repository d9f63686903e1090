-- agreement.sql: performance agreements: their texts, the negotiation, what was frozen and signed, assessments.

-- part: agreement_row(x, g, s)
x.id, x.year, x.agency_id, COALESCE(g.division, 0) AS division, x.number, x.version, x.code, g.code AS agency_code, g.name_th AS agency_name, x.state,
       (SELECT COUNT(*) FROM agreement_item i WHERE i.agreement_id = x.id AND i.removed = 0) AS items,
       (SELECT COUNT(*) FROM agreement_item i WHERE i.agreement_id = x.id AND (i.agency_ok = 0 OR i.city_ok = 0)) AS open,
       (SELECT CAST(COALESCE(SUM(i.weight_bp), 0) AS BIGINT) FROM agreement_item i WHERE i.agreement_id = x.id AND i.removed = 0) AS weight,
       CASE WHEN x.state <> 'drafted' AND EXISTS (SELECT 1 FROM agreement_version v JOIN agreement_signature z ON z.version_id = v.id
            WHERE v.agreement_id = x.id AND v.number = x.number AND z.side = 'agency') THEN 1 ELSE 0 END AS agency_signed,
       CASE WHEN x.state <> 'drafted' AND EXISTS (SELECT 1 FROM agreement_version v JOIN agreement_signature z ON z.version_id = v.id
            WHERE v.agreement_id = x.id AND v.number = x.number AND z.side = 'city') THEN 1 ELSE 0 END AS city_signed,
       COALESCE(s.kind, '') AS kind, COALESCE(s.total, 0) AS total, '' AS total_text, COALESCE(s.scored, 0) AS scored, COALESCE(s.items, 0) AS assessed,
       COALESCE(s.number, 0) AS score_number, COALESCE(s.at_ms, 0) AS scored_at_ms,
       (SELECT COUNT(*) FROM agreement_appeal p WHERE p.agreement_id = x.id AND p.state = 'open') AS appeals,
       x.made_by, x.made_ms

-- part: agreement_from(x, g, s)
FROM agreement x JOIN agency g ON g.id = x.agency_id
LEFT JOIN agreement_score s ON s.id = (SELECT MAX(z.id) FROM agreement_score z WHERE z.agreement_id = x.id)

-- $1 year or 0, $2 agency or 0, $3 state or '', $4 after this agency's code, $5 limit.
-- name: agreement_list
SELECT {agreement_row x g s} {agreement_from x g s}
WHERE x.year = $1 AND (CAST($2 AS BIGINT) = 0 OR x.agency_id = $2) AND (CAST($3 AS TEXT) = '' OR x.state = $3) AND g.code > $4
ORDER BY g.code LIMIT $5;

-- name: agreement_get
SELECT {agreement_row x g s} {agreement_from x g s} WHERE x.code = $1;

-- name: agreement_by_agency
SELECT {agreement_row x g s} {agreement_from x g s} WHERE x.agency_id = $1 ORDER BY x.year DESC LIMIT 50;

-- name: agreement_insert
INSERT INTO agreement (year, agency_id, code, state, made_by, made_ms) VALUES ($1, $2, $3, 'drafted', $4, $5)
ON CONFLICT (year, agency_id) DO NOTHING RETURNING id;

-- name: agreement_move
UPDATE agreement SET state = $3, number = $4, version = version + 1 WHERE id = $1 AND version = $2;

-- name: agreement_event_insert
INSERT INTO agreement_event (agreement_id, event, from_state, to_state, reason, by_user, capacity, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: agreement_events
SELECT event, from_state, to_state, reason, by_user, capacity, at_ms FROM agreement_event WHERE agreement_id = $1 ORDER BY id DESC LIMIT 200;

-- ---- components ----

-- name: agreement_component_insert
INSERT INTO agreement_component (agreement_id, component, title, weight_bp) VALUES ($1, $2, $3, $4);

-- The frame of the agency's newest earlier agreement.
-- name: agreement_component_past
SELECT c.component, c.title, c.weight_bp AS weight
FROM agreement_component c
WHERE c.agreement_id = (SELECT x.id FROM agreement x WHERE x.agency_id = $1 AND x.year < $2 ORDER BY x.year DESC LIMIT 1) ORDER BY c.component;

-- name: agreement_component_update
UPDATE agreement_component SET title = $3, weight_bp = $4 WHERE agreement_id = $1 AND component = $2;

-- name: agreement_components
SELECT c.component, c.title, c.weight_bp AS weight, CAST(COALESCE(SUM(i.weight_bp), 0) AS BIGINT) AS items, COUNT(i.id) AS item_count,
       COUNT(k.weighted) AS scored, CAST(COALESCE(SUM(k.weighted), 0) AS BIGINT) AS total, '' AS total_text
FROM agreement_component c
LEFT JOIN agreement_item i ON i.agreement_id = c.agreement_id AND i.component = c.component AND i.removed = 0
LEFT JOIN agreement_score_item k ON k.item_id = i.id AND k.score_id = (SELECT MAX(z.id) FROM agreement_score z WHERE z.agreement_id = i.agreement_id)
WHERE c.agreement_id = $1 GROUP BY c.component, c.title, c.weight_bp ORDER BY c.component;

-- name: agreement_components_frozen
SELECT c.component, c.title, c.weight_bp AS weight, CAST(COALESCE(SUM(i.weight_bp), 0) AS BIGINT) AS items, COUNT(i.item_id) AS item_count,
       COUNT(k.weighted) AS scored, CAST(COALESCE(SUM(k.weighted), 0) AS BIGINT) AS total, '' AS total_text
FROM agreement_version v JOIN agreement_frozen_component c ON c.version_id = v.id
LEFT JOIN agreement_frozen i ON i.version_id = v.id AND i.component = c.component
LEFT JOIN agreement_score_item k ON k.item_id = i.item_id AND k.score_id = (SELECT MAX(z.id) FROM agreement_score z WHERE z.agreement_id = $1)
WHERE v.agreement_id = $1 AND v.number = $2 GROUP BY c.component, c.title, c.weight_bp ORDER BY c.component;

-- ---- items ----

-- part: agreement_item_texts(t)
t.component, t.tables, t.number, t.name, t.weight_bp AS weight, t.target, t.definition, t.method, t.evidence, t.measure, t.project, t.unit_name

-- part: agreement_item_score(k)
'' AS places, COALESCE(k.kind, '') AS kind, COALESCE(k.percent, 0) AS percent, COALESCE(k.weighted, 0) AS weighted, COALESCE(k.why, '') AS why,
       CASE WHEN k.weighted IS NULL THEN 0 ELSE 1 END AS has_score, '' AS percent_text, '' AS weighted_text

-- name: agreement_items
SELECT i.id, i.agreement_id, i.indicator_id, COALESCE(y.code, n.code) AS indicator, i.version, i.agency_ok, i.city_ok, i.removed, {agreement_item_texts i}, {agreement_item_score k}
FROM agreement x JOIN agreement_item i ON i.agreement_id = x.id JOIN indicator n ON n.id = i.indicator_id
LEFT JOIN indicator_profile y ON y.indicator_id = i.indicator_id AND y.year = x.year
LEFT JOIN agreement_score_item k ON k.item_id = i.id AND k.score_id = (SELECT MAX(z.id) FROM agreement_score z WHERE z.agreement_id = $1)
WHERE x.id = $1 AND (i.removed = 0 OR i.agency_ok = 0 OR i.city_ok = 0) ORDER BY i.component, i.number, i.id LIMIT 200;

-- $2: the version's number, 0 = the newest.
-- name: agreement_frozen
SELECT f.item_id AS id, v.agreement_id, f.indicator_id, COALESCE(y.code, n.code) AS indicator, CAST(1 AS BIGINT) AS version, 1 AS agency_ok, 1 AS city_ok, 0 AS removed,
       {agreement_item_texts f}, {agreement_item_score k}
FROM agreement x JOIN agreement_version v ON v.agreement_id = x.id JOIN agreement_frozen f ON f.version_id = v.id
JOIN indicator n ON n.id = f.indicator_id LEFT JOIN indicator_profile y ON y.indicator_id = f.indicator_id AND y.year = x.year
LEFT JOIN agreement_score_item k ON k.item_id = f.item_id AND k.score_id = (SELECT MAX(z.id) FROM agreement_score z WHERE z.agreement_id = $1)
WHERE x.id = $1
  AND v.number = CASE WHEN CAST($2 AS BIGINT) = 0 THEN (SELECT MAX(w.number) FROM agreement_version w WHERE w.agreement_id = $1) ELSE $2 END
ORDER BY f.component, f.number, f.item_id LIMIT 200;

-- name: agreement_item_insert
INSERT INTO agreement_item (agreement_id, indicator_id, component, tables, number, name, weight_bp, target, definition, method, evidence, measure, project,
                            unit_name, agency_ok, city_ok)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
ON CONFLICT (agreement_id, indicator_id) DO NOTHING RETURNING id;

-- Other words for an item, also for one that was taken out.
-- name: agreement_item_write
UPDATE agreement_item SET component = $3, tables = $4, number = $5, name = $6, weight_bp = $7, target = $8, definition = $9, method = $10, evidence = $11,
       measure = $12, project = $13, unit_name = $14, agency_ok = $15, city_ok = $16, removed = 0, version = version + 1
WHERE id = $1 AND version = $2;

-- name: agreement_item_gone
SELECT id, version FROM agreement_item WHERE agreement_id = $1 AND indicator_id = $2 AND removed = 1;

-- The same indicator, or another id of the same one, in the agreement.
-- name: agreement_twice
SELECT i.name FROM agreement x JOIN agreement_item i ON i.agreement_id = x.id
WHERE x.id = $1 AND i.removed = 0
  AND (i.indicator_id = $2 OR EXISTS (SELECT 1 FROM indicator_profile p JOIN indicator_profile q ON q.stable = p.stable AND q.year = p.year
                                      WHERE p.indicator_id = i.indicator_id AND p.year = x.year AND q.indicator_id = $2)) LIMIT 1;

-- What the agency's newest earlier agreement held, under the indicator of this year with the same stable name, unless it is in already.
-- name: agreement_past_items
SELECT q.indicator_id, t.component, t.tables, o.code, CASE WHEN q.number <> '' THEN q.number ELSE t.number END AS number, t.name, t.weight_bp AS weight,
       t.target, t.definition, t.method, t.evidence, t.measure, t.project, t.unit_name
FROM agreement o JOIN agreement_item t ON t.agreement_id = o.id AND t.removed = 0
JOIN indicator_profile p ON p.indicator_id = t.indicator_id AND p.year = o.year JOIN indicator_profile q ON q.stable = p.stable AND q.year = $3 AND q.agency_id = p.agency_id
WHERE o.id = (SELECT z.id FROM agreement z WHERE z.agency_id = $2 AND z.year < $3 ORDER BY z.year DESC LIMIT 1)
  AND NOT EXISTS (SELECT 1 FROM agreement_item i WHERE i.agreement_id = $1 AND i.indicator_id = q.indicator_id AND i.removed = 0)
ORDER BY t.component, t.number, q.indicator_id LIMIT 60;

-- name: agreement_item_ok
UPDATE agreement_item SET agency_ok = $3, city_ok = $4, removed = $5, version = version + 1 WHERE id = $1 AND version = $2;

-- name: agreement_turn_insert
INSERT INTO agreement_turn (agreement_id, item_id, side, act, field, old_value, new_value, reason, by_user, capacity, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- $2 before this id, or 0.
-- name: agreement_turns
SELECT t.id, COALESCE(t.item_id, 0) AS item_id, COALESCE(i.number, '') AS number, COALESCE(i.name, '') AS name, t.side, t.act, t.field, t.old_value, t.new_value,
       t.reason, t.by_user, t.capacity, t.at_ms
FROM agreement_turn t LEFT JOIN agreement_item i ON i.id = t.item_id
WHERE t.agreement_id = $1 AND (CAST($2 AS BIGINT) = 0 OR t.id < $2) ORDER BY t.id DESC LIMIT $3;

-- ---- versions and signatures ----

-- name: agreement_version_insert
INSERT INTO agreement_version (agreement_id, number, items, weight_bp, sha, reason, by_user, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id;

-- name: agreement_freeze_components
INSERT INTO agreement_frozen_component (version_id, component, title, weight_bp)
SELECT $2, component, title, weight_bp FROM agreement_component WHERE agreement_id = $1;

-- name: agreement_freeze_items
INSERT INTO agreement_frozen (version_id, item_id, indicator_id, component, tables, number, name, weight_bp, target, definition, method, evidence, measure,
                              project, unit_name)
SELECT $2, id, indicator_id, component, tables, number, name, weight_bp, target, definition, method, evidence, measure, project, unit_name
FROM agreement_item WHERE agreement_id = $1 AND removed = 0;

-- name: agreement_versions
SELECT v.id, v.number, v.items, v.weight_bp AS weight, v.sha, v.reason, v.by_user, v.at_ms,
       COALESCE(p.by_user, '') AS agency_by, COALESCE(p.full_name, '') AS agency_name, COALESCE(p.capacity, '') AS agency_capacity, COALESCE(p.at_ms, 0) AS agency_at_ms,
       COALESCE(q.by_user, '') AS city_by, COALESCE(q.full_name, '') AS city_name, COALESCE(q.capacity, '') AS city_capacity, COALESCE(q.role, '') AS city_role,
       COALESCE(q.at_ms, 0) AS city_at_ms
FROM agreement_version v LEFT JOIN agreement_signature p ON p.version_id = v.id AND p.side = 'agency'
LEFT JOIN agreement_signature q ON q.version_id = v.id AND q.side = 'city'
WHERE v.agreement_id = $1 ORDER BY v.number DESC LIMIT 50;

-- name: agreement_signature_insert
INSERT INTO agreement_signature (version_id, side, by_user, full_name, role, capacity, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (version_id, side) DO NOTHING;

-- ---- assessments, appeals ----

-- name: agreement_score_insert
INSERT INTO agreement_score (agreement_id, version_id, kind, number, items, scored, total, weight_bp, reason, by_user, at_ms)
VALUES ($1, $2, $3, (SELECT COALESCE(MAX(s.number), 0) + 1 FROM agreement_score s WHERE s.agreement_id = $1 AND s.kind = $3), $4, $5, $6, $7, $8, $9, $10) RETURNING id;

-- name: agreement_score_item_insert
INSERT INTO agreement_score_item (score_id, item_id, from_id, kind, percent, points, weighted, why) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: agreement_appeals
SELECT p.id, p.item_id, p.version, p.code, i.number, i.name, p.reason, p.evidence, p.asked, p.state, p.decision, p.decided_by, p.capacity,
       p.decided_ms, p.made_by, p.made_ms
FROM agreement_appeal p JOIN agreement_item i ON i.id = p.item_id WHERE p.agreement_id = $1 ORDER BY p.id DESC LIMIT 100;

-- name: agreement_appeal_find
SELECT p.id, p.agreement_id, p.item_id, p.version, p.state, p.made_by, x.code
FROM agreement_appeal p JOIN agreement x ON x.id = p.agreement_id WHERE p.code = $1;

-- name: agreement_appeal_count
SELECT COUNT(*) FROM agreement_appeal WHERE agreement_id = $1;

-- name: agreement_appeal_insert
INSERT INTO agreement_appeal (agreement_id, item_id, code, reason, evidence, asked, state, made_by, made_ms) VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, $8);

-- name: agreement_appeal_open
SELECT COUNT(*) FROM agreement_appeal WHERE agreement_id = $1 AND state = 'open' AND (CAST($2 AS BIGINT) = 0 OR item_id = $2);

-- name: agreement_appeal_decide
UPDATE agreement_appeal SET state = $3, decision = $4, decided_by = $5, capacity = $6, decided_ms = $7, score_id = $8, version = version + 1
WHERE id = $1 AND version = $2;

-- Which score of the newest assessment an item had, who made that assessment and who that score.
-- name: agreement_assessed
SELECT COALESCE(k.from_id, 0) AS from_id, s.by_user, COALESCE(z.by_user, '') AS scored_by
FROM agreement_score s JOIN agreement_score_item k ON k.score_id = s.id LEFT JOIN score z ON z.id = k.from_id
WHERE s.id = (SELECT MAX(z.id) FROM agreement_score z WHERE z.agreement_id = $1 AND z.kind = 'final') AND k.item_id = $2;

-- Agencies of the year with their agreement and its newest final assessment.
-- name: agreement_ranking
SELECT g.id AS agency_id, g.code AS agency_code, g.name_th AS agency_name, COALESCE(x.code, '') AS code, COALESCE(x.state, '') AS state,
       COALESCE(s.total, 0) AS total,
       CASE WHEN x.id IS NULL THEN 'no_agreement' WHEN x.state IN ('drafted', 'negotiated') THEN 'not_signed' WHEN x.state = 'appealed' THEN 'appealed'
            WHEN s.id IS NULL OR x.state NOT IN ('final', 'closed') THEN 'not_final' ELSE '' END AS why
FROM agency g LEFT JOIN agreement x ON x.agency_id = g.id AND x.year = $1
LEFT JOIN agreement_score s ON s.id = (SELECT MAX(z.id) FROM agreement_score z WHERE z.agreement_id = x.id AND z.kind = 'final')
WHERE g.kind <> 'unit' AND g.valid_from <= $1 AND (g.valid_to IS NULL OR g.valid_to >= $1)
ORDER BY CASE WHEN s.id IS NOT NULL AND x.state IN ('final', 'closed') THEN 0 ELSE 1 END, total DESC, g.code LIMIT 500;

-- The items of a frozen version with the score that counts now. $2 the version's number, $3 the year.
-- name: agreement_scores_now
SELECT v.id AS version_id, f.item_id, f.name, f.weight_bp AS weight, COALESCE(s.id, 0) AS from_id, COALESCE(s.kind, '') AS kind,
       COALESCE(s.percent, 0) AS percent, COALESCE(s.points, 0) AS points, COALESCE(s.why, 'no_score') AS why, COALESCE(s.by_user, '') AS by_user
FROM agreement_version v JOIN agreement_frozen f ON f.version_id = v.id LEFT JOIN score_now s ON s.indicator_id = f.indicator_id AND s.year = $3
WHERE v.agreement_id = $1 AND v.number = $2 ORDER BY f.component, f.number, f.item_id;

-- How the items' indicators are scored: by what was collected or measured, or by their owner.
-- name: agreement_scored_by
SELECT i.indicator_id, p.collect, p.owner
FROM agreement x JOIN agreement_item i ON i.agreement_id = x.id JOIN indicator_profile p ON p.indicator_id = i.indicator_id AND p.year = x.year
WHERE x.id = $1 AND i.removed = 0;

-- Indicators of the year that the agency has and its agreement does not; $1 agreement.
-- name: agreement_choices
SELECT p.indicator_id AS id, p.code, p.number, w.name_th, w.unit_word, w.target1, p.work, p.definition, p.formula
FROM agreement x JOIN indicator_profile p ON p.year = x.year AND p.agency_id = x.agency_id
JOIN indicator_version w ON w.id = (SELECT MAX(z.id) FROM indicator_version z JOIN indicator_decision d ON d.version_id = z.id AND d.approved = 1
                                    WHERE z.indicator_id = p.indicator_id)
WHERE x.id = $1 AND NOT EXISTS (SELECT 1 FROM agreement_item i WHERE i.agreement_id = x.id AND i.indicator_id = p.indicator_id AND i.removed = 0)
ORDER BY p.indicator_id LIMIT 200;
