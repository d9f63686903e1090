-- reading.sql: results that were reported. $ of "today" decides how late a reading is that did not come yet (reading.c).

-- part: reading_columns(r, p, v, g, t, y)
r.id, r.indicator_id, r.year, r.period, r.agency_id, COALESCE(g.division, 0) AS division, r.version, p.code, p.number, v.name_th,
       v.name_en, g.code AS agency_code, g.name_th AS agency_name, p.collect, v.unit_word, r.due, r.state, r.kind, r.value,
       r.numerator_satang, r.denominator_satang, r.steps, r.reported, r.reported_in, r.has_result, r.result, r.flags, r.said, r.details,
       r.project, r.late_days, r.first_sent, r.made_by, r.sent_by, r.verified_by, r.made_ms, r.sent_ms, r.verified_ms, r.mark21,
       r.mark22, r.verify_note, p.places, p.paper,
       CASE WHEN t.indicator_id IS NULL AND y.indicator_id IS NULL THEN 0 ELSE 1 END AS has_target, COALESCE(t.target, y.target, 0) AS target

-- The target of the period's quarter, else of the year.
-- part: reading_from(r, p, v, g, t, y)
FROM reading r JOIN indicator_profile p ON p.indicator_id = r.indicator_id AND p.year = r.year JOIN agency g ON g.id = r.agency_id
JOIN indicator_version v ON v.id = COALESCE(
    (SELECT w.id FROM indicator_version w JOIN indicator_decision d ON d.version_id = w.id
     WHERE w.indicator_id = p.indicator_id AND d.approved = 1 AND w.from_date <= p.last_day
     ORDER BY w.from_date DESC, w.no DESC LIMIT 1),
    (SELECT w.id FROM indicator_version w WHERE w.indicator_id = p.indicator_id AND w.no = 1))
LEFT JOIN indicator_target t ON t.indicator_id = r.indicator_id AND t.year = r.year AND t.quarter = ((r.period % 100 + 2) / 3) % 4 + 1
LEFT JOIN indicator_target y ON y.indicator_id = r.indicator_id AND y.year = r.year AND y.quarter = 0

-- $1 year, $2 agency or 0, $3 all late sent flagged, $4 today, after ($5 due, $6 id).
-- name: reading_list
SELECT {reading_columns r p v g t y}
{reading_from r p v g t y}
WHERE r.year = $1 AND (CAST($2 AS BIGINT) = 0 OR r.agency_id = $2)
  AND (CAST($3 AS TEXT) <> 'late' OR (r.due < $4 AND r.state IN ('due', 'draft', 'ready', 'returned')))
  AND (CAST($3 AS TEXT) <> 'sent' OR r.state = 'sent') AND (CAST($3 AS TEXT) <> 'flagged' OR r.flags <> '')
  AND (r.due > $5 OR (r.due = $5 AND r.id > $6))
ORDER BY r.due, r.id LIMIT 101;

-- name: reading_of
SELECT {reading_columns r p v g t y}
{reading_from r p v g t y}
WHERE r.indicator_id = $1 AND r.year = $2 ORDER BY r.period;

-- name: reading_get
SELECT {reading_columns r p v g t y}
{reading_from r p v g t y}
WHERE p.year = $1 AND p.code = $2 AND r.period = $3;

-- name: reading_history
SELECT id, event, state, reported, content, flags, reason, by_user, capacity, mark21, mark22, at_ms
FROM reading_event WHERE reading_id = $1 ORDER BY id DESC LIMIT 500;

-- name: reading_notes
SELECT id, period, body, by_user, at_ms FROM reading_note WHERE indicator_id = $1 AND year = $2 ORDER BY id DESC LIMIT 500;

-- name: reading_counts
SELECT (SELECT COUNT(*) FROM indicator_profile p WHERE p.year = $1 AND (CAST($2 AS BIGINT) = 0 OR p.agency_id = $2)) AS indicators,
       COUNT(*) AS readings,
       CAST(COALESCE(SUM(CASE WHEN r.state = 'due' THEN 1 ELSE 0 END), 0) AS BIGINT) AS due,
       CAST(COALESCE(SUM(CASE WHEN r.state IN ('draft', 'ready', 'returned') THEN 1 ELSE 0 END), 0) AS BIGINT) AS draft,
       CAST(COALESCE(SUM(CASE WHEN r.state = 'sent' THEN 1 ELSE 0 END), 0) AS BIGINT) AS sent,
       CAST(COALESCE(SUM(CASE WHEN r.state = 'verified' THEN 1 ELSE 0 END), 0) AS BIGINT) AS verified,
       CAST(COALESCE(SUM(CASE WHEN r.due < $3 AND r.state IN ('due', 'draft', 'ready', 'returned') THEN 1 ELSE 0 END), 0) AS BIGINT) AS late,
       CAST(COALESCE(SUM(CASE WHEN r.flags <> '' THEN 1 ELSE 0 END), 0) AS BIGINT) AS flagged,
       COUNT(DISTINCT CASE WHEN r.due < $3 AND r.state IN ('due', 'draft', 'ready', 'returned') THEN r.agency_id ELSE NULL END) AS agencies_late
FROM reading r WHERE r.year = $1 AND (CAST($2 AS BIGINT) = 0 OR r.agency_id = $2);

-- name: reading_late_list
SELECT g.code AS agency_code, g.name_th AS agency_name,
       CAST(SUM(CASE WHEN r.due < $2 AND r.state IN ('due', 'draft', 'ready', 'returned') THEN 1 ELSE 0 END) AS BIGINT) AS missing,
       MIN(CASE WHEN r.due < $2 AND r.state IN ('due', 'draft', 'ready', 'returned') THEN r.due ELSE NULL END) AS oldest,
       CAST(SUM(CASE WHEN r.late_days > 0 THEN 1 ELSE 0 END) AS BIGINT) AS sent_late,
       CAST(SUM(r.late_days) AS BIGINT) AS late_days
FROM reading r JOIN agency g ON g.id = r.agency_id
WHERE r.year = $1 AND ((r.due < $2 AND r.state IN ('due', 'draft', 'ready', 'returned')) OR r.late_days > 0)
GROUP BY g.id, g.code, g.name_th, g.print_order ORDER BY missing DESC, late_days DESC, g.print_order, g.id LIMIT 500;

-- name: reading_save
UPDATE reading SET state = $3, kind = $4, value = $5, numerator_satang = $6, denominator_satang = $7, steps = $8, reported = $9,
       reported_in = $10, has_result = $11, result = $12, flags = $13, said = $14, details = $15, project = $16, made_by = $17,
       made_ms = $18, version = version + 1
WHERE id = $1 AND version = $2;

-- name: reading_send
UPDATE reading SET state = 'sent', sent_by = $3, sent_ms = $4, flags = $5, late_days = $6, first_sent = $7, version = version + 1
WHERE id = $1 AND version = $2;

-- name: reading_back
UPDATE reading SET state = $3, version = version + 1 WHERE id = $1 AND version = $2;

-- name: reading_verify
UPDATE reading SET state = $3, verified_by = $4, verified_ms = $5, mark21 = $6, mark22 = $7, verify_note = $8, flags = $9,
       version = version + 1
WHERE id = $1 AND version = $2;

-- name: reading_event_insert
INSERT INTO reading_event (reading_id, event, state, reported, content, flags, mark21, mark22, reason, by_user, capacity, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: reading_note_insert
INSERT INTO reading_note (indicator_id, year, period, body, by_user, at_ms) VALUES ($1, $2, $3, $4, $5, $6);

-- $1 year, $2 agency or 0, $3 the newest period that has ended, $4 1 = verified readings only, with the
-- files that their verifier could see.
-- name: reading_facts
SELECT p.indicator_id, COALESCE(r.id, 0) AS reading_id, COALESCE(r.kind, '') AS kind, COALESCE(r.value, 0) AS value,
       r.numerator_satang, r.denominator_satang, COALESCE(r.steps, '') AS steps, p.paper,
       CAST(COALESCE((SELECT SUM(s.bit) FROM step_proved s WHERE s.indicator_id = p.indicator_id AND s.year = p.year
                        AND (CAST($4 AS INTEGER) = 0
                             OR EXISTS (SELECT 1 FROM step_documented d WHERE d.indicator_id = s.indicator_id AND d.year = s.year AND d.step = s.step)
                             OR EXISTS (SELECT 1 FROM attachment t
                                        WHERE t.subject = 'reading:' || CAST(p.year AS TEXT) || ':' || p.code || ':step' || CAST(s.step AS TEXT)
                                          AND t.at_ms <= r.verified_ms
                                          AND NOT EXISTS (SELECT 1 FROM attachment_withdrawn w WHERE w.attachment_id = t.id)))), 0) AS BIGINT) AS proved,
       CASE WHEN EXISTS (SELECT 1 FROM attachment t
                  WHERE t.subject = 'reading:' || CAST(p.year AS TEXT) || ':' || p.code || ':step0:' || CAST(r.period AS TEXT)
                    AND (CAST($4 AS INTEGER) = 0 OR t.at_ms <= r.verified_ms)
                    AND NOT EXISTS (SELECT 1 FROM attachment_withdrawn w WHERE w.attachment_id = t.id))
            THEN 1 ELSE 0 END AS has_paper
FROM indicator_profile p
LEFT JOIN reading r ON r.id = (SELECT x.id FROM reading x WHERE x.indicator_id = p.indicator_id AND x.year = p.year AND x.period <= $3
                                 AND (x.state = 'verified' OR (CAST($4 AS INTEGER) = 0 AND x.state = 'sent'))
                               ORDER BY x.period DESC LIMIT 1)
WHERE p.year = $1 AND (CAST($2 AS BIGINT) = 0 OR p.agency_id = $2) AND p.collect IN ('value', 'ratio', 'steps')
ORDER BY p.indicator_id;

-- Agencies that owe results due on a day from $1 to $2.
-- name: reading_owed
SELECT r.agency_id, r.year, r.due, COUNT(*) AS readings
FROM reading r WHERE r.due >= $1 AND r.due <= $2 AND r.state IN ('due', 'draft', 'ready', 'returned')
GROUP BY r.agency_id, r.year, r.due ORDER BY r.due, r.agency_id LIMIT 5000;
