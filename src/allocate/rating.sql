-- rating.sql: what scorers gave packages, what both gave together, and how it becomes a package's score.

-- part: rateable(p)
p.state IN ('SUBMITTED', 'ANALYST_ACCEPTED', 'SUITABLE', 'FUNDED', 'PARTLY_FUNDED', 'UNFUNDED')

-- part: rating_state(f)
CASE WHEN f.package_id IS NULL THEN 'open' WHEN f.applied = 1 THEN 'applied' ELSE f.state END

-- part: rating_seats(p, $2)
(SELECT COUNT(*) FROM rating t WHERE t.set_id = $2 AND t.package_id = p.id)

-- part: rating_sent(p, $2)
(SELECT COUNT(*) FROM rating t WHERE t.set_id = $2 AND t.package_id = p.id AND t.state = 'sent')

-- $1 year, $2 set, $3 division or 0, $4 agency or 0, $5 which, $6 who asks, $7 after, $8 rows, $9 language.
-- name: rating_list
SELECT p.id AS id, p.code AS code, p.title AS title, g.code AS agency_code, {in_words g $9} AS agency_name,
       p.level_kind AS level_kind, p.state AS package_state, g.division AS division, {rating_seats p $2} AS seats,
       {rating_sent p $2} AS sent, COALESCE(f.differing, 0) AS differing, COALESCE(m.state, '') AS mine,
       {rating_state f} AS state, COALESCE(f.points, 0) AS points, COALESCE(f.spread, 0) AS spread,
       CASE WHEN f.points IS NULL THEN 0 ELSE 1 END AS has_points
FROM package p JOIN agency g ON g.id = p.agency_id
LEFT JOIN rating_final f ON f.set_id = $2 AND f.package_id = p.id
LEFT JOIN rating m ON m.set_id = $2 AND m.package_id = p.id AND m.scorer = $6
WHERE p.year = $1 AND p.id > $7 AND {rateable p} AND (CAST($3 AS BIGINT) = 0 OR g.division = $3)
  AND (CAST($4 AS BIGINT) = 0 OR p.agency_id = $4)
  AND (CAST($5 AS TEXT) IN ('', 'all') OR f.state = $5
       OR (CAST($5 AS TEXT) = 'mine' AND m.id IS NOT NULL)
       OR (CAST($5 AS TEXT) = 'half' AND f.package_id IS NULL AND {rating_seats p $2} > 0)
       OR (CAST($5 AS TEXT) = 'todo' AND f.package_id IS NULL AND COALESCE(m.state, 'draft') = 'draft'
           AND (m.id IS NOT NULL OR {rating_seats p $2} < 2)))
ORDER BY p.id LIMIT $8;

-- name: rating_progress
SELECT g.division AS division, COUNT(*) AS packages,
       CAST(SUM(CASE WHEN COALESCE(t.sent, 0) = 0 THEN 1 ELSE 0 END) AS BIGINT) AS none,
       CAST(SUM(CASE WHEN t.sent = 1 THEN 1 ELSE 0 END) AS BIGINT) AS one,
       CAST(SUM(CASE WHEN t.sent = 2 THEN 1 ELSE 0 END) AS BIGINT) AS both,
       CAST(SUM(CASE WHEN f.state = 'disagreed' THEN 1 ELSE 0 END) AS BIGINT) AS disagreed,
       CAST(SUM(CASE WHEN f.state = 'settled' THEN 1 ELSE 0 END) AS BIGINT) AS settled,
       CAST(SUM(CASE WHEN f.applied = 1 THEN 1 ELSE 0 END) AS BIGINT) AS applied
FROM package p JOIN agency g ON g.id = p.agency_id
LEFT JOIN (SELECT x.package_id AS package_id, COUNT(*) AS sent FROM rating x WHERE x.set_id = $2 AND x.state = 'sent'
           GROUP BY x.package_id) t ON t.package_id = p.id
LEFT JOIN rating_final f ON f.set_id = $2 AND f.package_id = p.id
WHERE p.year = $1 AND {rateable p}
GROUP BY g.division ORDER BY g.division;

-- $1 year, $2 set, $3 code, $4 who, $5 language.
-- name: rating_sheet_get
SELECT p.id AS package_id, p.year AS year, p.agency_id AS agency_id, g.division AS division, p.code AS code, p.title AS title,
       {in_words g $5} AS agency_name, p.state AS package_state, p.justification AS justification,
       COALESCE(m.state, '') AS mine, COALESCE(m.version, 0) AS version, {rating_seats p $2} AS seats, {rating_sent p $2} AS sent,
       COALESCE(f.state, '') AS final_state, CASE WHEN f.points IS NULL THEN 0 ELSE 1 END AS has_points,
       COALESCE(f.applied, 0) AS applied, COALESCE(f.points, 0) AS points, COALESCE(f.spread, 0) AS spread,
       COALESCE(f.version, 0) AS final_version
FROM package p JOIN agency g ON g.id = p.agency_id
LEFT JOIN rating_final f ON f.set_id = $2 AND f.package_id = p.id
LEFT JOIN rating m ON m.set_id = $2 AND m.package_id = p.id AND m.scorer = $4
WHERE p.year = $1 AND p.code = $3 AND {rateable p};

-- $1 set, $2 package, $3 who, $4 1 = both have sent: then both are shown. $5 language.
-- name: rating_score_rows
SELECT c.word AS criterion, {in_words c $5} AS name, c.source AS source, c.weight_bp AS weight, c.has_data AS has_data,
       c.no_data_why AS no_data_why, COALESCE(m.score, -1) AS mine, COALESCE(m.evidence_kind, '') AS evidence_kind,
       COALESCE(m.evidence, '') AS evidence, COALESCE(m.note, '') AS note,
       COALESCE(x.score, -1) AS first, COALESCE(y.score, -1) AS second, COALESCE(z.score, -1) AS settled,
       COALESCE(t.scorer, '') AS first_by, COALESCE(x.evidence_kind || ' ' || x.evidence, '') AS first_evidence,
       COALESCE(u.scorer, '') AS second_by, COALESCE(y.evidence_kind || ' ' || y.evidence, '') AS second_evidence,
       COALESCE(z.by_user, '') AS settled_by, COALESCE(z.reason, '') AS settled_why,
       CASE WHEN CAST($5 AS TEXT) = 'en' AND c.anchors_en <> '' THEN c.anchors_en ELSE c.anchors_th END AS anchors
FROM criterion c
LEFT JOIN rating o ON o.set_id = c.set_id AND o.package_id = $2 AND o.scorer = $3
LEFT JOIN rating_score m ON m.rating_id = o.id AND m.criterion = c.word
LEFT JOIN rating t ON t.set_id = c.set_id AND t.package_id = $2 AND t.seat = 1 AND CAST($4 AS BIGINT) = 1
LEFT JOIN rating_score x ON x.rating_id = t.id AND x.criterion = c.word
LEFT JOIN rating u ON u.set_id = c.set_id AND u.package_id = $2 AND u.seat = 2 AND CAST($4 AS BIGINT) = 1
LEFT JOIN rating_score y ON y.rating_id = u.id AND y.criterion = c.word
LEFT JOIN rating_settle z ON z.set_id = c.set_id AND z.package_id = $2 AND z.criterion = c.word
WHERE c.set_id = $1 ORDER BY c.sort, c.word;

-- Both scores of every criterion of a package that has data.
-- name: rating_pairs
SELECT c.word AS criterion, c.source AS source, c.direction AS direction, c.weight_bp AS weight, x.score AS first, y.score AS second,
       COALESCE(z.score, -1) AS settled
FROM criterion c
JOIN rating t ON t.set_id = c.set_id AND t.package_id = $2 AND t.seat = 1
JOIN rating_score x ON x.rating_id = t.id AND x.criterion = c.word
JOIN rating u ON u.set_id = c.set_id AND u.package_id = $2 AND u.seat = 2
JOIN rating_score y ON y.rating_id = u.id AND y.criterion = c.word
LEFT JOIN rating_settle z ON z.set_id = c.set_id AND z.package_id = $2 AND z.criterion = c.word
WHERE c.set_id = $1 AND c.has_data = 1 ORDER BY c.sort, c.word;

-- ---- evidence ----

-- part: rating_files($1)
FROM attachment f JOIN package p ON p.id = $1
WHERE (f.subject = 'package:' || CAST(p.year AS TEXT) || ':' || p.code
       OR f.subject IN (SELECT 'line:' || l.code FROM line l WHERE l.package_id = $1))
  AND NOT EXISTS (SELECT 1 FROM attachment_withdrawn w WHERE w.attachment_id = f.id)

-- part: rating_indicators($1)
FROM indicator i
WHERE i.id IN (SELECT n.indicator_id FROM package_indicator n WHERE n.package_id = $1
               UNION SELECT k.id FROM package_goal_now q JOIN indicator k ON k.node_id = q.node_id WHERE q.package_id = $1)

-- name: rating_evidence_list
SELECT x.kind AS kind, x.code AS code, x.name AS name FROM (
  SELECT 1 AS sort, 'form' AS kind, 'justification' AS code, SUBSTR(p.justification, 1, 80) AS name
  FROM package p WHERE p.id = $1 AND p.justification <> ''
  UNION ALL
  SELECT DISTINCT 2, 'form', 'q' || CAST(w.question AS TEXT), '' FROM package p JOIN answer w ON w.unit_id = p.unit_id
  WHERE p.id = $1 AND w.level IN (0, p.level) AND w.words <> ''
  UNION ALL
  SELECT 3, 'file', f.code, f.name {rating_files $1}
  UNION ALL
  SELECT 4, 'indicator', i.code, COALESCE((SELECT v.name_th FROM indicator_version v WHERE v.indicator_id = i.id
                                           ORDER BY v.no DESC LIMIT 1), '') {rating_indicators $1}
  UNION ALL
  SELECT 5, 'reading', i.code || ':' || CAST(r.period AS TEXT), r.reported FROM reading r JOIN indicator i ON i.id = r.indicator_id
  WHERE r.state IN ('sent', 'verified') AND r.indicator_id IN (SELECT i.id {rating_indicators $1})
  UNION ALL
  SELECT 6, 'document', d.code, d.subject_name FROM issued d JOIN package p ON p.id = $1
  WHERE d.year = p.year AND d.agency_id = p.agency_id) x
ORDER BY x.sort, x.code LIMIT 200;

-- name: rating_has_file
SELECT COUNT(*) {rating_files $1} AND f.code = $2;

-- name: rating_has_indicator
SELECT COUNT(*) {rating_indicators $1} AND i.code = $2;

-- name: rating_has_reading
SELECT COUNT(*) FROM reading r JOIN indicator i ON i.id = r.indicator_id
WHERE i.code = $2 AND r.period = $3 AND r.state IN ('sent', 'verified') AND r.indicator_id IN (SELECT i.id {rating_indicators $1});

-- name: rating_has_document
SELECT COUNT(*) FROM issued d WHERE d.code = $1 AND NOT EXISTS (SELECT 1 FROM issued_withdrawn w WHERE w.issued_id = d.id);

-- name: rating_has_answer
SELECT COUNT(*) FROM package p JOIN answer w ON w.unit_id = p.unit_id
WHERE p.id = $1 AND w.question = $2 AND w.level IN (0, p.level) AND w.words <> '';

-- name: rating_has_why
SELECT COUNT(*) FROM package p WHERE p.id = $1 AND p.justification <> '';

-- ---- writing ----

-- name: rating_add
INSERT INTO rating (set_id, package_id, seat, scorer, state, made_ms)
SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT), CAST($3 AS BIGINT), CAST($4 AS TEXT), 'draft', CAST($5 AS BIGINT)
WHERE NOT EXISTS (SELECT 1 FROM rating t WHERE t.set_id = $1 AND t.package_id = $2 AND t.scorer = $4);

-- name: rating_free_seat
SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM rating t WHERE t.set_id = $1 AND t.package_id = $2 AND t.seat = 1) THEN 1
            WHEN NOT EXISTS (SELECT 1 FROM rating t WHERE t.set_id = $1 AND t.package_id = $2 AND t.seat = 2) THEN 2
            ELSE 0 END AS seat;

-- name: rating_own
SELECT t.id AS id FROM rating t WHERE t.set_id = $1 AND t.package_id = $2 AND t.scorer = $3;

-- name: rating_touch
UPDATE rating SET version = version + 1, state = $3, sent_ms = CAST($4 AS BIGINT) WHERE id = $1 AND version = $2 AND state = 'draft';

-- name: rating_score_put
INSERT INTO rating_score (rating_id, criterion, score, evidence_kind, evidence, note) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (rating_id, criterion) DO UPDATE SET score = excluded.score, evidence_kind = excluded.evidence_kind,
  evidence = excluded.evidence, note = excluded.note;

-- name: rating_score_drop
DELETE FROM rating_score WHERE rating_id = $1 AND criterion = $2;

-- name: rating_final_put
INSERT INTO rating_final (set_id, package_id, state, differing, points, spread, mandate, settled_ms)
VALUES ($1, $2, $3, $4, CAST($5 AS BIGINT), $6, $7, CAST($8 AS BIGINT));

-- name: rating_final_settle
UPDATE rating_final SET state = $4, points = CAST($5 AS BIGINT), spread = $6, mandate = $7, settled_ms = CAST($8 AS BIGINT),
  version = version + 1
WHERE set_id = $1 AND package_id = $2 AND version = $3 AND state = 'disagreed';

-- name: rating_settle_add
INSERT INTO rating_settle (set_id, package_id, criterion, score, reason, by_user, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: rating_scored_by
SELECT COUNT(*) FROM rating t WHERE t.set_id = $1 AND t.package_id = $2 AND t.scorer = $3;

-- name: rating_apply_keep
UPDATE rating_final SET score_before = (SELECT p.value_score FROM package p WHERE p.id = rating_final.package_id)
WHERE set_id = $1 AND state = 'settled' AND applied = 0;

-- name: rating_apply_package
UPDATE package SET value_score = (SELECT f.points FROM rating_final f WHERE f.set_id = $1 AND f.package_id = package.id),
  version = version + 1
WHERE id IN (SELECT f.package_id FROM rating_final f WHERE f.set_id = $1 AND f.state = 'settled' AND f.applied = 0);

-- name: rating_apply_done
UPDATE rating_final SET applied = 1, version = version + 1 WHERE set_id = $1 AND state = 'settled' AND applied = 0;

-- ---- together ----

-- $1 set, $2 run or 0, $3 language.
-- name: rating_final_list
SELECT f.package_id AS package_id, p.code AS code, p.title AS title, {in_words g $3} AS agency_name, p.level_kind AS level_kind,
       f.points AS points, f.spread AS spread, f.mandate AS mandate,
       CAST(COALESCE((SELECT SUM(v.amount_satang) FROM line l JOIN line_amount v ON v.line_id = l.id
                      WHERE l.package_id = p.id AND l.removed = 0
                        AND v.stage = (SELECT MAX(w.stage) FROM line_amount w WHERE w.line_id = l.id)), 0) AS BIGINT) AS amount_satang,
       CASE WHEN k.package_id IS NULL THEN 0 ELSE 1 END AS has_run, COALESCE(k.funded, 0) AS funded
FROM rating_final f JOIN package p ON p.id = f.package_id JOIN agency g ON g.id = p.agency_id
LEFT JOIN run_package k ON k.run_id = $2 AND k.package_id = f.package_id
WHERE f.set_id = $1 AND f.state = 'settled' ORDER BY f.package_id LIMIT 60000;

-- name: rating_newest_run
SELECT CAST(COALESCE((SELECT x.id FROM scenario_run x JOIN scenario y ON y.id = x.scenario_id WHERE y.year = $1
                        AND y.shared = 'all' AND y.state = 'active'
                      ORDER BY CASE y.name WHEN 'main' THEN 0 ELSE 1 END, x.id DESC LIMIT 1), 0) AS BIGINT) AS id;

-- A settled package's score by criterion. Weights of criteria that have data.
-- name: rating_part_list
SELECT {in_words c $2} AS name, c.direction AS direction, c.weight_bp AS weight, x.score AS first, y.score AS second,
       COALESCE(z.score, -1) AS settled, f.points AS points, f.applied AS applied
FROM rating_final f
JOIN criteria_set s ON s.id = f.set_id AND s.state = 'published'
JOIN criterion c ON c.set_id = f.set_id AND c.has_data = 1
JOIN rating t ON t.set_id = f.set_id AND t.package_id = f.package_id AND t.seat = 1
JOIN rating_score x ON x.rating_id = t.id AND x.criterion = c.word
JOIN rating u ON u.set_id = f.set_id AND u.package_id = f.package_id AND u.seat = 2
JOIN rating_score y ON y.rating_id = u.id AND y.criterion = c.word
LEFT JOIN rating_settle z ON z.set_id = f.set_id AND z.package_id = f.package_id AND z.criterion = c.word
WHERE f.package_id = $1 AND f.state = 'settled' ORDER BY c.sort, c.word;

-- name: rating_value_list
SELECT f.package_id AS package_id, f.points AS points
FROM rating_final f JOIN criteria_set s ON s.id = f.set_id
WHERE s.year = $1 AND s.state = 'published' AND f.state = 'settled' AND f.applied = 1 ORDER BY f.package_id;

-- Both scores of every settled package by criterion, for other weights.
-- name: rating_all_pairs
SELECT f.package_id AS package_id, c.word AS criterion, c.direction AS direction, x.score AS first, y.score AS second,
       COALESCE(z.score, -1) AS settled
FROM rating_final f
JOIN criterion c ON c.set_id = f.set_id AND c.has_data = 1
JOIN rating t ON t.set_id = f.set_id AND t.package_id = f.package_id AND t.seat = 1
JOIN rating_score x ON x.rating_id = t.id AND x.criterion = c.word
JOIN rating u ON u.set_id = f.set_id AND u.package_id = f.package_id AND u.seat = 2
JOIN rating_score y ON y.rating_id = u.id AND y.criterion = c.word
LEFT JOIN rating_settle z ON z.set_id = f.set_id AND z.package_id = f.package_id AND z.criterion = c.word
WHERE f.set_id = $1 AND f.state = 'settled' ORDER BY f.package_id, c.sort, c.word;
