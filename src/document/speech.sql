-- speech.sql: the figures, the text, the versions of the budget speech.

-- Sums of the lines that the ordinance prints (the part `ordained`, as budget.sql), with the names of their places.
-- name: speech_groups
SELECT a.id AS agency_id, a.code AS agency_code, a.name_th AS agency_name, a.kind AS agency_kind,
       s.code AS side_code, s.name_th AS side_name, s.sort AS side_sort, p.code AS plan_code, p.name_th AS plan_name,
       t.code AS type_code, t.name_th AS type_name, t.sort AS type_sort, f.code AS fund_code, f.name_th AS fund_name,
       g.lines, g.total AS total_satang
FROM (SELECT l.agency_id AS agency_id, l.fund_id AS fund_id,
             CASE WHEN o.level IN ('side', 'plan') THEN o.id
                  WHEN o1.level IN ('side', 'plan') THEN o1.id ELSE o.id END AS plan_id,
             CASE WHEN o.level = 'side' THEN o.id WHEN o1.level = 'side' THEN o1.id
                  WHEN o2.level = 'side' THEN o2.id ELSE o.id END AS side_id,
             CASE WHEN i.level = 'type' THEN i.id WHEN i1.level = 'type' THEN i1.id
                  WHEN i2.level = 'type' THEN i2.id WHEN i3.level = 'type' THEN i3.id
                  ELSE i.id END AS type_id,
             CAST(COUNT(*) AS BIGINT) AS lines, CAST(SUM(m.amount_satang) AS BIGINT) AS total
      FROM line l
      JOIN package k ON k.id = l.package_id
          AND {ordained k}
      JOIN line_amount m ON m.line_id = l.id
          AND m.stage = (SELECT MAX(x.stage) FROM line_amount x WHERE x.line_id = l.id)
      JOIN class_node o ON o.id = l.output_id
      LEFT JOIN class_node o1 ON o1.id = o.parent_id
      LEFT JOIN class_node o2 ON o2.id = o1.parent_id
      JOIN class_node i ON i.id = l.item_id
      LEFT JOIN class_node i1 ON i1.id = i.parent_id
      LEFT JOIN class_node i2 ON i2.id = i1.parent_id
      LEFT JOIN class_node i3 ON i3.id = i2.parent_id
      WHERE l.year = $1 AND l.ordinance = $2 AND m.amount_satang > 0
      GROUP BY 1, 2, 3, 4, 5) g
JOIN agency a ON a.id = g.agency_id
JOIN class_node p ON p.id = g.plan_id
JOIN class_node s ON s.id = g.side_id
JOIN class_node t ON t.id = g.type_id
JOIN class_node f ON f.id = g.fund_id
ORDER BY a.print_order, a.id, s.sort, s.id, p.sort, p.id, t.sort, t.id, f.sort, f.id;

-- The year before by agency and source, as budget.sql has it: 1 = enacted lines, 2 = past lines, 3 = outside facts.
-- name: speech_prior
SELECT x.agency_id, x.source, CAST(SUM(x.total) AS BIGINT) AS total_satang
FROM (SELECT l.agency_id AS agency_id, 1 AS source, m.amount_satang AS total
      FROM line l JOIN line_amount m ON m.line_id = l.id AND m.stage = 8
      WHERE l.year = $1 - 1 AND l.ordinance = 0 AND m.amount_satang > 0
      UNION ALL
      SELECT h.agency_id, 2, h.enacted_satang FROM past_line h WHERE h.year = $1 - 1 AND h.enacted_satang > 0
      UNION ALL
      SELECT t.agency_id, 3, t.value_satang FROM fact t
      WHERE t.year = $1 - 1 AND (t.kind = 'enacted' OR t.kind LIKE 'enacted:%') AND t.value_satang > 0) x
GROUP BY x.agency_id, x.source ORDER BY x.agency_id, x.source;

-- name: speech_facts
SELECT y.stage, y.demo, y.partial, y.revenue_satang, p.as_of AS position_day,
       (SELECT i.amount_satang FROM fiscal_position_item i WHERE i.position_id = p.id AND i.kind = 'free') AS free_satang,
       (SELECT i.amount_satang FROM fiscal_position_item i WHERE i.position_id = p.id AND i.kind = 'cash') AS cash_satang,
       (SELECT i.amount_satang FROM fiscal_position_item i WHERE i.position_id = p.id AND i.kind = 'debt') AS debt_satang,
       (SELECT v.total_satang FROM bill_version v
        WHERE v.year = $1 AND v.number = $2 AND v.kind = 'tabled'
          AND NOT EXISTS (SELECT 1 FROM bill_withdrawn w WHERE w.version_id = v.id)
        ORDER BY v.no DESC LIMIT 1) AS tabled_satang,
       (SELECT CAST(COALESCE(MAX(c.id), 0) AS BIGINT) FROM line_change c) AS change_id
FROM fiscal_year y
LEFT JOIN fiscal_position p ON p.id = (SELECT q.id FROM fiscal_position q WHERE q.year = y.year
                                       ORDER BY q.as_of DESC, q.version DESC LIMIT 1)
WHERE y.year = $1;

-- name: speech_sources
SELECT i.source_code, i.amount_satang
FROM revenue_forecast_item i JOIN revenue_forecast f ON f.id = i.forecast_id
WHERE f.year = $1 AND f.state = 'adopted' ORDER BY i.source_code;

-- A name that has no money in this bill: is it one of the year's?
-- name: speech_node
SELECT n.name_th AS name FROM class_node n JOIN year_class y ON y.version_id = n.version_id
WHERE y.year = $1 AND y.kind = $2 AND n.code = $3 AND (CAST($4 AS TEXT) = '' OR n.level = $4) LIMIT 1;
-- name: speech_agency
SELECT a.name_th AS name FROM agency a WHERE a.code = $1 LIMIT 1;

-- ---- the text ----

-- name: speech_get
SELECT id, year, ordinance, version, approved, approved_by, approved_at_ms FROM speech WHERE year = $1 AND ordinance = $2;

-- name: speech_paragraphs
SELECT no, sort, version, kind, body, by_user, at_ms FROM speech_paragraph
WHERE speech_id = $1 AND gone = 0 ORDER BY sort, no LIMIT 500;

-- name: speech_one
SELECT no, sort, version, kind, body, by_user, at_ms FROM speech_paragraph
WHERE speech_id = $1 AND no = $2 AND gone = 0;

-- name: speech_begin
INSERT INTO speech (year, ordinance) VALUES ($1, $2) ON CONFLICT (year, ordinance) DO NOTHING;
-- name: speech_count
SELECT CAST(COALESCE(MAX(no), 0) AS BIGINT) FROM speech_paragraph WHERE speech_id = $1;
-- name: speech_insert
INSERT INTO speech_paragraph (speech_id, no, sort, kind, body, by_user, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7);
-- name: speech_room
UPDATE speech_paragraph SET sort = sort + 1 WHERE speech_id = $1 AND sort > $2;
-- name: speech_update
UPDATE speech_paragraph SET kind = $4, body = $5, by_user = $6, at_ms = $7, version = version + 1
WHERE speech_id = $1 AND no = $2 AND version = $3 AND gone = 0;
-- name: speech_remove
UPDATE speech_paragraph SET gone = 1, by_user = $4, at_ms = $5, version = version + 1
WHERE speech_id = $1 AND no = $2 AND version = $3 AND gone = 0;
-- name: speech_place
UPDATE speech_paragraph SET sort = $3 WHERE speech_id = $1 AND no = $2 AND gone = 0;
-- name: speech_next_version
UPDATE speech SET version = version + 1 WHERE id = $1 AND version = $2;
-- name: speech_approve
UPDATE speech SET approved = version, approved_by = $3, approved_at_ms = $4 WHERE id = $1 AND version = $2;

-- name: speech_change_add
INSERT INTO speech_change (speech_id, version, act, no, old_body, body, by_user, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);
-- name: speech_changes
SELECT id, version, no, act, old_body, body, by_user, at_ms FROM speech_change
WHERE speech_id = $1 AND (CAST($2 AS BIGINT) = 0 OR id < $2) ORDER BY id DESC LIMIT $3;
-- Who wrote since the version that was approved last.
-- name: speech_wrote
SELECT COUNT(*) FROM speech_change WHERE speech_id = $1 AND version > $2 AND act <> 'approve' AND by_user = $3;

-- ---- what issued versions said ----

-- name: speech_said_add
INSERT INTO speech_said (code, what, name, value) VALUES ($1, $2, $3, $4) ON CONFLICT (code, what, name) DO NOTHING;
-- The newest that is no draft.
-- name: speech_said
SELECT s.code, s.what, s.name, s.value FROM speech_said s
WHERE s.code = (SELECT i.code FROM issued i WHERE i.kind = 'speech' AND i.subject = $1 AND i.draft = 0
                  AND NOT EXISTS (SELECT 1 FROM issued_withdrawn w WHERE w.issued_id = i.id)
                ORDER BY i.version DESC LIMIT 1)
ORDER BY s.what, s.name LIMIT 2000;
