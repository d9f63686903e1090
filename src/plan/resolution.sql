-- resolution.sql: resolutions: drafted, confirmed, read.

-- Packages that compete for money: an allocation chooses among them.
-- part: competes(p)
p.state IN ('ANALYST_ACCEPTED', 'SUITABLE', 'FUNDED', 'PARTLY_FUNDED', 'UNFUNDED')

-- Packages that have, or may still have, their place in the ordinance: what is not decided goes in as it stands.
-- part: enacts(p)
p.state IN ('SUBMITTED', 'ANALYST_ACCEPTED', 'SUITABLE', 'FUNDED', 'PARTLY_FUNDED', 'CUT_BY_COUNCIL', 'RESTORED_BY_AMENDMENT')

-- part: ordained(p)
p.state IN ('SUBMITTED', 'ANALYST_ACCEPTED', 'SUITABLE', 'FUNDED', 'PARTLY_FUNDED', 'CUT_BY_COUNCIL', 'RESTORED_BY_AMENDMENT',
            'ENACTED')

-- Packages that were given money by a body.
-- part: granted(p)
p.state IN ('FUNDED', 'PARTLY_FUNDED', 'CUT_BY_COUNCIL', 'RESTORED_BY_AMENDMENT', 'ENACTED')

-- part: resolution_columns(r)
r.id, r.year, r.version, r.code, r.number, r.body,
       CASE r.stage WHEN 2 THEN 'suitability' WHEN 3 THEN 'permsec' WHEN 4 THEN 'governor' WHEN 5 THEN 'tabled'
            WHEN 6 THEN 'committee' ELSE 'amended' END AS stage_word,
       r.kind, r.rule, r.title, r.reason, r.condition_text, r.state,
       COALESCE(m.code, '') AS meeting_code, COALESCE(m.number, '') AS meeting_number, COALESCE(i.no, 0) AS item_no,
       COALESCE(s.code, '') AS run_code, COALESCE(o.code, '') AS replaces_code,
       COALESCE((SELECT n.code FROM resolution n WHERE n.year = r.year AND n.stage = r.stage AND n.replaces_id = r.id
                   AND n.state IN ('confirmed', 'replaced') ORDER BY n.id DESC LIMIT 1), '') AS replaced_by,
       r.packages, r.lines, r.above,
       (SELECT COUNT(*) FROM resolution_recusal q WHERE q.resolution_id = r.id) AS recused,
       (SELECT COUNT(*) FROM resolution_departure d WHERE d.resolution_id = r.id) AS departures,
       r.cut_bp AS cut, r.before_satang, r.total_satang, r.total_satang - r.before_satang AS change_satang, r.corrects,
       r.made_by, r.made_at_ms, r.ended_by, r.ended_at_ms, r.ended_why, r.capacity

-- part: resolution_tables(r)
resolution r LEFT JOIN meeting m ON m.id = r.meeting_id LEFT JOIN meeting_item i ON i.id = r.item_id
LEFT JOIN scenario_run s ON s.id = r.run_id LEFT JOIN resolution o ON o.id = r.replaces_id

-- ---- reading ----

-- name: resolution_list
SELECT {resolution_columns r}
FROM {resolution_tables r}
WHERE r.year = $1 AND (CAST($2 AS BIGINT) < 0 OR r.stage = $2) AND (CAST($3 AS TEXT) = '' OR r.state = $3)
  AND (CAST($4 AS BIGINT) = 0 OR r.meeting_id = $4) AND (CAST($5 AS BIGINT) = 0 OR r.id < $5)
ORDER BY r.id DESC LIMIT $6;

-- name: resolution_of_package
SELECT {resolution_columns r}
FROM {resolution_tables r}
WHERE r.year = $1 AND (CAST($2 AS BIGINT) < 0 OR r.stage = $2) AND (CAST($3 AS TEXT) = '' OR r.state = $3)
  AND r.id IN (SELECT k.resolution_id FROM resolution_package k WHERE k.package_id = $4)
ORDER BY r.id DESC LIMIT $5;

-- name: resolution_get
SELECT {resolution_columns r}
FROM {resolution_tables r}
WHERE r.year = $1 AND r.code = $2;

-- name: resolution_lines
SELECT k.line_id, l.code, l.name, p.code AS package_code, p.title AS package_title, g.name_th AS agency_name,
       n.name_th AS item_name,
       COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = k.line_id AND x.stage = 0), 0)
           AS requested_satang,
       k.before_satang, k.amount_satang, k.amount_satang - k.before_satang AS change_satang, k.above, k.reason
FROM resolution_line k JOIN line l ON l.id = k.line_id JOIN package p ON p.id = k.package_id
JOIN agency g ON g.id = l.agency_id JOIN class_node n ON n.id = l.item_id
WHERE k.resolution_id = $1 AND k.line_id > $2
ORDER BY k.line_id LIMIT $3;

-- name: resolution_packages
SELECT k.package_id, p.code, p.title, g.code AS agency_code, g.name_th AS agency_name, k.from_state, k.to_state,
       k.before_satang, k.amount_satang, k.amount_satang - k.before_satang AS change_satang, k.reason
FROM resolution_package k JOIN package p ON p.id = k.package_id JOIN agency g ON g.id = p.agency_id
WHERE k.resolution_id = $1 AND k.package_id > $2
ORDER BY k.package_id LIMIT $3;

-- name: resolution_recusals
SELECT m.full_name, m.post, m.role, g.name_th AS agency_name
FROM resolution_recusal q JOIN committee_member m ON m.id = q.member_id JOIN agency g ON g.id = q.agency_id
WHERE q.resolution_id = $1 ORDER BY m.id, g.code;

-- ---- drafting ----

-- name: resolution_count
SELECT COUNT(*) FROM resolution WHERE year = $1;

-- name: resolution_meeting
SELECT id, state FROM meeting WHERE year = $1 AND code = $2 AND body = $3;

-- name: resolution_item
SELECT id FROM meeting_item WHERE meeting_id = $1 AND no = $2;

-- name: resolution_run
SELECT r.id FROM scenario_run r JOIN scenario s ON s.id = r.scenario_id WHERE s.year = $1 AND r.code = $2;

-- name: resolution_insert
INSERT INTO resolution (year, code, number, body, stage, kind, rule, cut_bp, title, reason, condition_text, state,
                        meeting_id, item_id, run_id, corrects, replaces_id, made_by, made_at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'drafted', $12, $13, $14, $15, $16, $17, $18)
RETURNING id;

-- name: resolution_package_named
INSERT INTO resolution_package (resolution_id, package_id, from_state, to_state)
SELECT CAST($1 AS BIGINT), p.id, p.state, p.state FROM package p WHERE p.year = $2 AND p.code = $3
ON CONFLICT (resolution_id, package_id) DO NOTHING;

-- name: resolution_package_id
INSERT INTO resolution_package (resolution_id, package_id, from_state, to_state)
SELECT CAST($1 AS BIGINT), p.id, p.state, p.state FROM package p WHERE p.id = $2
ON CONFLICT (resolution_id, package_id) DO NOTHING;

-- name: resolution_package_known
SELECT COUNT(*) FROM package WHERE year = $1 AND code = $2;

-- All that wait for this stage's decision and that the filter leaves: $3 agency, $4 state, $5 output's beginning,
-- $6 kind of level, $7 the stage, $8 those decided too.
-- name: resolution_package_filtered
INSERT INTO resolution_package (resolution_id, package_id, from_state, to_state)
SELECT CAST($1 AS BIGINT), p.id, p.state, p.state
FROM package p JOIN class_node n ON n.id = p.output_id
WHERE p.year = $2 AND {competes p}
  AND (CAST($3 AS BIGINT) = 0 OR p.agency_id = $3) AND (CAST($4 AS TEXT) = '' OR p.state = $4)
  AND substr(n.code, 1, length(CAST($5 AS TEXT))) = CAST($5 AS TEXT)
  AND (CAST($6 AS TEXT) = '' OR p.level_kind = $6)
  AND (CAST($8 AS BIGINT) = 1
       OR NOT EXISTS (SELECT 1 FROM line l JOIN line_amount x ON x.line_id = l.id AND x.stage = $7
                      WHERE l.package_id = p.id AND x.resolution_id IS NOT NULL));

-- name: resolution_standing
SELECT l.id AS line_id, l.version, l.code, l.package_id,
       COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id AND x.stage = 0), 0)
           AS requested_satang,
       COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id AND x.stage < $2
                 ORDER BY x.stage DESC LIMIT 1), 0) AS before_satang,
       COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id AND x.stage = 1), -1)
           AS analyst_satang,
       COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id AND x.stage <= 2
                 ORDER BY x.stage DESC LIMIT 1), 0) AS suitable_satang,
       COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id AND x.stage = $2), -1)
           AS at_satang,
       COALESCE((SELECT r.code FROM line_amount x JOIN resolution r ON r.id = x.resolution_id
                 WHERE x.line_id = l.id AND x.stage = $2 AND r.stage = $2), '') AS decided_by
FROM resolution_package k JOIN line l ON l.package_id = k.package_id
WHERE k.resolution_id = $1 AND l.removed = 0
ORDER BY l.package_id, l.id;

-- name: resolution_chosen
SELECT k.package_id, p.code, p.state, p.agency_id, k.from_state, k.to_state
FROM resolution_package k JOIN package p ON p.id = k.package_id
WHERE k.resolution_id = $1 ORDER BY k.package_id;

-- name: resolution_line_codes
SELECT id AS line_id, code, package_id, year FROM line WHERE year = $1 AND removed = 0 ORDER BY id;

-- name: resolution_line_code
SELECT id AS line_id, code, package_id, year FROM line WHERE code = $1 AND removed = 0;

-- name: resolution_line_insert
INSERT INTO resolution_line (resolution_id, line_id, package_id, line_version, before_satang, amount_satang, above, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: resolution_line_drop
DELETE FROM resolution_line WHERE resolution_id = $1;

-- name: resolution_line_given
SELECT line_id, package_id, amount_satang, reason FROM resolution_line WHERE resolution_id = $1 ORDER BY line_id;

-- name: resolution_package_set
UPDATE resolution_package SET to_state = $3, before_satang = $4, amount_satang = $5
WHERE resolution_id = $1 AND package_id = $2;

-- name: resolution_sums
UPDATE resolution SET packages = $2, lines = $3, above = $4, before_satang = $5, total_satang = $6 WHERE id = $1;

-- name: resolution_touch
UPDATE resolution SET version = version + 1 WHERE id = $1 AND version = $2 AND state = 'drafted';

-- ---- confirming ----

-- name: resolution_writing
SELECT k.line_id, l.code, l.version, k.line_version, k.package_id, k.before_satang, k.amount_satang, k.reason,
       COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = k.line_id AND x.stage = 3), -1)
           AS permsec_satang,
       COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = k.line_id AND x.stage = 4), -1)
           AS governor_satang,
       COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = k.line_id AND x.stage = 5), -1)
           AS tabled_satang
FROM resolution_line k JOIN line l ON l.id = k.line_id
WHERE k.resolution_id = $1 ORDER BY k.line_id;

-- name: resolution_agencies
SELECT DISTINCT p.agency_id AS id FROM resolution_package k JOIN package p ON p.id = k.package_id
WHERE k.resolution_id = $1 ORDER BY p.agency_id;

-- name: resolution_recuse
INSERT INTO resolution_recusal (resolution_id, member_id, agency_id)
SELECT CAST($1 AS BIGINT), m.id, m.agency_id FROM committee_member m
WHERE m.body = $2 AND m.role <> 'secretary' AND m.agency_id IS NOT NULL
  AND m.from_date <= $3 AND (m.to_date IS NULL OR m.to_date >= $3)
  AND EXISTS (SELECT 1 FROM resolution_package k JOIN package p ON p.id = k.package_id
              WHERE k.resolution_id = $1 AND p.agency_id = m.agency_id)
  AND (CAST($4 AS TEXT) = ''
       OR EXISTS (SELECT 1 FROM meeting_person mp JOIN meeting g ON g.id = mp.meeting_id
                  WHERE g.code = $4 AND mp.member_id = m.id AND mp.present = 1));

-- name: resolution_state_set
UPDATE package SET state = $3, version = version + 1,
       place = CASE WHEN CAST($3 AS TEXT) = 'RETURNED' THEN 'collector' ELSE place END
WHERE id = $1 AND state = $2;

-- name: resolution_event_insert
INSERT INTO package_event (package_id, event, from_state, to_state, by_user, at_ms, reason, resolution_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: resolution_end
UPDATE resolution SET state = $3, ended_by = $4, ended_at_ms = $5, ended_why = $6, capacity = $7, version = version + 1
WHERE id = $1 AND version = $2 AND state = 'drafted';

-- One that a later resolution decided anew, whole.
-- name: resolution_replaced
UPDATE resolution SET state = 'replaced', version = version + 1
WHERE id = (SELECT n.replaces_id FROM resolution n WHERE n.id = $1) AND state = 'confirmed'
  AND NOT EXISTS (SELECT 1 FROM resolution_line k WHERE k.resolution_id = resolution.id
                    AND k.line_id NOT IN (SELECT m.line_id FROM resolution_line m WHERE m.resolution_id = $1))
  AND NOT EXISTS (SELECT 1 FROM resolution_package k WHERE k.resolution_id = resolution.id
                    AND k.package_id NOT IN (SELECT m.package_id FROM resolution_package m WHERE m.resolution_id = $1));

-- ---- a record without a draft: the council's stages ----

-- name: resolution_record
INSERT INTO resolution (year, code, number, body, stage, kind, rule, title, state, corrects, packages, lines,
                        before_satang, total_satang, made_by, made_at_ms, ended_by, ended_at_ms)
VALUES ($1, $2, $3, $4, $5, 'approve', 'lines', $3, 'confirmed', 1, 0, $6, 0, $7, $8, $9, $8, $9)
RETURNING id;

-- name: resolution_record_line
INSERT INTO resolution_line (resolution_id, line_id, package_id, line_version, before_satang, amount_satang, reason)
SELECT CAST($1 AS BIGINT), l.id, l.package_id, l.version, CAST($4 AS BIGINT), CAST($3 AS BIGINT), CAST($5 AS TEXT)
FROM line l WHERE l.id = $2;
