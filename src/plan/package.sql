-- package.sql: decision units, packages, lines: reading and making. The amount now of a line is that
-- of its newest stage.

-- name: package_list
SELECT p.id, p.code, p.title, g.code AS agency_code, g.name_th AS agency_name,
       n.code AS output_code, n.name_th AS output_name, p.level_kind, p.state, p.level,
       CAST(0 AS BIGINT) AS lines, CAST(0 AS BIGINT) AS requested_satang,
       CAST(0 AS BIGINT) AS now_satang, -- filled in from the mirror
       p.value_score
FROM package p
JOIN agency g ON g.id = p.agency_id
JOIN class_node n ON n.id = p.output_id
WHERE p.year = $1 AND p.id > $5
  AND (CAST($2 AS BIGINT) = 0 OR p.agency_id = $2)
  AND (CAST($3 AS TEXT) = '' OR p.state = $3)
  AND substr(n.code, 1, length(CAST($4 AS TEXT))) = CAST($4 AS TEXT)
  AND (CAST($7 AS TEXT) = '' OR p.level_kind = $7)
  AND {seen p $8}
ORDER BY p.id LIMIT $6;

-- name: package_count
SELECT COUNT(*)
FROM package p
WHERE p.year = $1
  AND (CAST($2 AS BIGINT) = 0 OR p.agency_id = $2)
  AND (CAST($3 AS TEXT) = '' OR p.state = $3)
  AND (CAST($4 AS TEXT) = ''
       OR EXISTS (SELECT 1 FROM class_node n
                  WHERE n.id = p.output_id
                    AND substr(n.code, 1, length(CAST($4 AS TEXT))) = CAST($4 AS TEXT)))
  AND (CAST($5 AS TEXT) = '' OR p.level_kind = $5)
  AND {seen p $6};

-- name: package_count_year
SELECT COUNT(*) FROM package WHERE year = $1;

-- name: package_count_agency
SELECT COUNT(*) FROM package WHERE year = $1 AND agency_id = $2;

-- name: package_levels
SELECT p.id, p.code, p.title, g.code AS agency_code, g.name_th AS agency_name,
       n.code AS output_code, n.name_th AS output_name, p.level_kind, p.state, p.level,
       CAST(0 AS BIGINT) AS lines, CAST(0 AS BIGINT) AS requested_satang,
       CAST(0 AS BIGINT) AS now_satang, -- filled in from the mirror
       p.value_score
FROM package p
JOIN agency g ON g.id = p.agency_id
JOIN class_node n ON n.id = p.output_id
WHERE p.unit_id = $1
  AND {seen p $2}
ORDER BY p.level;

-- name: package_get
SELECT p.id, p.year, p.unit_id, p.agency_id, p.output_id, p.goal_id, p.level, p.version, p.code,
       u.code AS unit_code, p.title, p.level_kind, p.justification, p.state,
       g.code AS agency_code, g.name_th AS agency_name_th, g.name_en AS agency_name_en,
       n.code AS output_code, n.name_th AS output_name_th, n.name_en AS output_name_en,
       COALESCE(k.code, '') AS goal_code, COALESCE(k.name_th, '') AS goal_name_th,
       COALESCE(k.name_en, '') AS goal_name_en,
       p.integrated, p.mandatory, p.value_score, p.made_by,
       COALESCE((SELECT o.user_name FROM package_owner o WHERE o.package_id = p.id), p.made_by) AS officer,
       p.made_at_ms, g.division, p.place,
       COALESCE(p.section_id, 0) AS section_id, COALESCE(s.name_th, '') AS section_name,
       (SELECT CAST(COALESCE(MAX(z.days), 0) AS BIGINT) FROM submit_late z WHERE z.package_id = p.id) AS late_days
FROM package p
JOIN unit u ON u.id = p.unit_id
JOIN agency g ON g.id = p.agency_id
JOIN class_node n ON n.id = p.output_id
LEFT JOIN class_node k ON k.id = p.goal_id
LEFT JOIN agency_section s ON s.id = p.section_id
WHERE p.year = $1 AND p.code = $2;

-- name: package_get_id
SELECT p.id, p.year, p.unit_id, p.agency_id, p.output_id, p.goal_id, p.level, p.version, p.code,
       u.code AS unit_code, p.title, p.level_kind, p.justification, p.state,
       g.code AS agency_code, g.name_th AS agency_name_th, g.name_en AS agency_name_en,
       n.code AS output_code, n.name_th AS output_name_th, n.name_en AS output_name_en,
       COALESCE(k.code, '') AS goal_code, COALESCE(k.name_th, '') AS goal_name_th,
       COALESCE(k.name_en, '') AS goal_name_en,
       p.integrated, p.mandatory, p.value_score, p.made_by,
       COALESCE((SELECT o.user_name FROM package_owner o WHERE o.package_id = p.id), p.made_by) AS officer,
       p.made_at_ms, g.division, p.place,
       COALESCE(p.section_id, 0) AS section_id, COALESCE(s.name_th, '') AS section_name,
       (SELECT CAST(COALESCE(MAX(z.days), 0) AS BIGINT) FROM submit_late z WHERE z.package_id = p.id) AS late_days
FROM package p
JOIN unit u ON u.id = p.unit_id
JOIN agency g ON g.id = p.agency_id
JOIN class_node n ON n.id = p.output_id
LEFT JOIN class_node k ON k.id = p.goal_id
LEFT JOIN agency_section s ON s.id = p.section_id
WHERE p.id = $1;

-- name: package_lines
SELECT l.id, l.version, l.code, l.name, i.code AS item_code, i.name_th AS item_name,
       COALESCE((WITH RECURSIVE up (id, parent_id, code, level) AS (
                     SELECT n.id, n.parent_id, n.code, n.level FROM class_node n WHERE n.id = l.item_id
                     UNION ALL
                     SELECT n.id, n.parent_id, n.code, n.level FROM class_node n
                     JOIN up ON n.id = up.parent_id)
                 SELECT up.code FROM up WHERE up.level = 'type'), '') AS type_code,
       f.code AS fund_code, l.quantity_milli, l.times, l.months, l.unit_word, l.drawn_from,
       l.unit_price_satang,
       CAST(COALESCE((SELECT x.amount_satang FROM line_amount x
                      WHERE x.line_id = l.id AND x.stage = 0), 0) AS BIGINT) AS requested_satang,
       CAST(COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id
                      ORDER BY x.stage DESC LIMIT 1), 0) AS BIGINT) AS now_satang,
       l.justification,
       CASE WHEN EXISTS (SELECT 1 FROM line_cost c
                         JOIN price s ON s.year = l.year AND s.code = c.price_code AND s.state = 'approved'
                         WHERE c.line_id = l.id AND l.unit_price_satang > s.price_satang)
            THEN 1 ELSE 0 END AS above_standard
FROM line l
JOIN class_node i ON i.id = l.item_id
JOIN class_node f ON f.id = l.fund_id
WHERE l.package_id = $1 AND l.removed = 0
ORDER BY i.sort, l.sort, l.id;

-- name: package_events
SELECT e.at_ms, e.by_user, e.event, e.from_state, e.to_state, e.reason, COALESCE(r.number, '') AS resolution,
       COALESCE(r.code, '') AS resolution_code
FROM package_event e LEFT JOIN resolution r ON r.id = e.resolution_id
WHERE e.package_id = $1 ORDER BY e.id;

-- name: package_changes
SELECT c.at_ms, l.code AS line_code, l.name AS line_name, c.by_user,
       CASE c.stage WHEN 0 THEN 'requested' WHEN 1 THEN 'analyst' WHEN 2 THEN 'suitability'
            WHEN 3 THEN 'permsec' WHEN 4 THEN 'governor' WHEN 5 THEN 'tabled'
            WHEN 6 THEN 'committee' WHEN 7 THEN 'amended' ELSE 'enacted' END AS stage_word,
       c.reason, c.resolution, c.old_satang, c.new_satang, c.seq, COALESCE(r.code, '') AS resolution_code
FROM line_change c JOIN line l ON l.id = c.line_id LEFT JOIN resolution r ON r.id = c.resolution_id
WHERE l.package_id = $1
ORDER BY c.id DESC LIMIT 1000;

-- ---- making ----

-- name: number_take
INSERT INTO line_number (year, ordinance, prefix, next) VALUES ($1, $2, $3, $4)
ON CONFLICT (year, ordinance, prefix) DO UPDATE SET next = line_number.next + $4
RETURNING next;

-- name: unit_insert
INSERT INTO unit (year, code, agency_id, output_id, title, kind)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (year, code) DO NOTHING RETURNING id;

-- name: unit_get
SELECT u.id, u.year, u.code, u.agency_id, u.output_id, u.title, u.kind, g.division
FROM unit u JOIN agency g ON g.id = u.agency_id WHERE u.id = $1;

-- name: package_insert
INSERT INTO package (year, code, unit_id, agency_id, output_id, goal_id, level, level_kind, title,
                     justification, integrated, mandatory, state, value_score, made_by, made_at_ms,
                     section_id, place, text_key)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
ON CONFLICT DO NOTHING RETURNING id;

-- name: package_top_level
SELECT COALESCE(MAX(level), 0) FROM package WHERE unit_id = $1;

-- Points by the criteria that are in use stay: an edit by its agency does not replace them.
-- name: package_update
UPDATE package SET title = $3, justification = $4, goal_id = $5, integrated = $6, mandatory = $7,
                   value_score = CASE WHEN EXISTS (SELECT 1 FROM rating_final f WHERE f.package_id = package.id AND f.applied = 1)
                                      THEN value_score ELSE $8 END,
                   text_key = $9, version = version + 1
WHERE id = $1 AND version = $2;

-- name: package_state_set
UPDATE package SET state = $4, version = version + 1,
       place = CASE WHEN CAST($4 AS TEXT) = 'RETURNED' THEN 'collector' ELSE place END
WHERE id = $1 AND state = $3 AND version = $2;

-- name: package_event_insert
INSERT INTO package_event (package_id, event, from_state, to_state, by_user, at_ms, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: line_insert
INSERT INTO line (year, ordinance, code, package_id, agency_id, output_id, item_id, fund_id, name,
                  quantity_milli, unit_word, unit_price_satang, justification, source_key, origin,
                  sort, version, times, months, drawn_from, text_key)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
ON CONFLICT (code) DO NOTHING RETURNING id;

-- name: line_find
SELECT l.id, l.year, l.package_id, l.agency_id, l.version, p.state, g.division,
       p.made_by, y.stage AS cycle, p.place, COALESCE(p.section_id, 0) AS section_id,
       p.code AS package_code, l.text_key,
       COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id AND x.stage = 0), -1)
           AS asked_satang
FROM line l
JOIN package p ON p.id = l.package_id
JOIN agency g ON g.id = l.agency_id
JOIN fiscal_year y ON y.year = l.year
WHERE l.code = $1 AND l.removed = 0;

-- name: line_texts_set
UPDATE line SET name = $2, unit_word = $3, justification = $4, quantity_milli = $5,
                unit_price_satang = $6, times = $7, months = $8, version = version + 1
WHERE id = $1 AND version = $9;

-- Its own statement: an index is rewritten for each column that a statement names.
-- name: line_text_key_set
UPDATE line SET text_key = $2 WHERE id = $1;

-- name: line_removed_set
UPDATE line SET removed = 1, version = version + 1 WHERE id = $1 AND version = $2;

-- name: node_in_year
SELECT COUNT(*) FROM class_node n JOIN year_class y ON y.version_id = n.version_id
WHERE n.id = $1 AND y.year = $2 AND y.kind = $3;

-- name: package_states
SELECT id, version, state FROM package WHERE year = $1 ORDER BY id;
