-- delta.sql: deltas of a bill: read, moved, decided.

-- What a line had in the draft that was tabled.
-- part: line_tabled(l)
CAST(COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id AND x.stage <= 5 ORDER BY x.stage DESC LIMIT 1), 0)
     AS BIGINT)

-- part: line_now(l)
CAST(COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id ORDER BY x.stage DESC LIMIT 1), 0) AS BIGINT)

-- part: delta_tables(d, l)
council_delta d JOIN line l ON l.id = d.line_id JOIN package p ON p.id = d.package_id JOIN agency g ON g.id = d.agency_id
JOIN class_node f ON f.id = l.fund_id LEFT JOIN council_member m ON m.id = d.member_id
LEFT JOIN council_committee c ON c.id = d.committee_id LEFT JOIN agency o ON o.id = d.mover_agency_id

-- part: delta_who(d)
d.mover_kind,
CASE d.mover_kind WHEN 'member' THEN m.code WHEN 'committee' THEN c.code WHEN 'agency' THEN o.code ELSE '' END AS mover_code,
CASE d.mover_kind WHEN 'member' THEN m.full_name WHEN 'committee' THEN c.name WHEN 'agency' THEN o.name_th ELSE '' END AS mover

-- part: delta_columns(d)
d.id, d.version, d.code, d.kind, d.state, l.code AS line_code, l.name AS line_name, p.code AS package_code,
g.code AS agency_code, g.name_th AS agency_name, f.code AS fund_code, d.amount_satang, d.accepted_satang, d.reason,
d.made_by, d.made_at_ms, d.confirmed_by, d.vote_code, d.report_ref, d.decided_by, d.decided_why, d.decided_at_ms,
CASE WHEN g.kind = 'commercial' THEN 1 ELSE 0 END AS commerce, d.year, d.ordinance, d.line_id, d.package_id, d.agency_id,
COALESCE(d.member_id, 0) AS member_id, COALESCE(d.committee_id, 0) AS committee_id

-- ---- reading ----

-- $3 cut or add, $4 kind, $5 state, $6 agency, $7 committee, $8 before, $9 most.
-- name: delta_list
SELECT {delta_columns d}, {line_tabled l} AS tabled_satang, {line_now l} AS now_satang, {delta_who d}
FROM {delta_tables d l}
WHERE d.year = $1 AND d.ordinance = $2
  AND (CAST($3 AS TEXT) = '' OR (CAST($3 AS TEXT) = 'cut') = (d.kind <> 'executive'))
  AND (CAST($4 AS TEXT) = '' OR d.kind = $4) AND (CAST($5 AS TEXT) = '' OR d.state = $5)
  AND (CAST($6 AS TEXT) = '' OR g.code = $6) AND (CAST($7 AS TEXT) = '' OR c.code = $7)
  AND (CAST($8 AS BIGINT) = 0 OR d.id < $8)
ORDER BY d.id DESC LIMIT $9;

-- name: delta_of_line
SELECT {delta_columns d}, {line_tabled l} AS tabled_satang, {line_now l} AS now_satang, {delta_who d}
FROM {delta_tables d l}
WHERE d.line_id = (SELECT k.id FROM line k WHERE k.code = $1) ORDER BY d.id DESC LIMIT $2;

-- name: delta_of_package
SELECT {delta_columns d}, {line_tabled l} AS tabled_satang, {line_now l} AS now_satang, {delta_who d}
FROM {delta_tables d l}
WHERE d.package_id = (SELECT k.id FROM package k WHERE k.year = $1 AND k.code = $2) ORDER BY d.id DESC LIMIT $3;

-- name: delta_get
SELECT {delta_columns d}, {line_tabled l} AS tabled_satang, {line_now l} AS now_satang, {delta_who d}
FROM {delta_tables d l}
WHERE d.code = $1;

-- name: delta_by_id
SELECT {delta_columns d}, {line_tabled l} AS tabled_satang, {line_now l} AS now_satang, {delta_who d}
FROM {delta_tables d l}
WHERE d.id = $1 AND d.year = $2 AND d.ordinance = $3;

-- name: delta_events
SELECT at_ms, event, to_state, amount_satang, by_user, reason, basis FROM council_delta_event WHERE delta_id = $1 ORDER BY id;

-- name: delta_choices
SELECT DISTINCT 'agency' AS kind, g.code, g.name_th AS name
FROM council_delta d JOIN agency g ON g.id = d.agency_id WHERE d.year = $1 AND d.ordinance = $2
UNION
SELECT DISTINCT 'committee', c.code, c.name
FROM council_delta d JOIN council_committee c ON c.id = d.committee_id WHERE d.year = $1 AND d.ordinance = $2
ORDER BY 1, 2;

-- name: delta_lines_by_code
SELECT l.code, l.name, p.title AS package_title, g.name_th AS agency_name, {line_tabled l} AS tabled_satang,
       {line_now l} AS now_satang
FROM line l JOIN package p ON p.id = l.package_id JOIN agency g ON g.id = l.agency_id
WHERE l.code >= $3 AND l.code < CAST($3 AS TEXT) || '~' AND l.year = $1 AND l.ordinance = $2 AND l.removed = 0
  AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN', 'EXECUTION', 'UNSUITABLE')
ORDER BY l.code LIMIT 50;

-- name: delta_lines_by_package
SELECT l.code, l.name, p.title AS package_title, g.name_th AS agency_name, {line_tabled l} AS tabled_satang,
       {line_now l} AS now_satang
FROM line l JOIN package p ON p.id = l.package_id JOIN agency g ON g.id = l.agency_id
WHERE l.package_id IN ($3, $4, $5, $6, $7, $8) AND l.year = $1 AND l.ordinance = $2 AND l.removed = 0
  AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN', 'EXECUTION', 'UNSUITABLE')
ORDER BY l.package_id, l.id LIMIT 50;

-- name: delta_sums
SELECT d.kind, d.state, COUNT(*) AS count, CAST(SUM(d.amount_satang) AS BIGINT) AS amount_satang,
       CAST(SUM(d.accepted_satang) AS BIGINT) AS accepted_satang
FROM council_delta d WHERE d.year = $1 AND d.ordinance = $2 GROUP BY d.kind, d.state ORDER BY d.kind, d.state;

-- name: delta_rooms
SELECT CASE WHEN g.kind = 'commercial' THEN 'commerce' ELSE 'bma' END AS part, f.id AS fund_id, f.code AS fund_code,
       f.name_th AS fund_name,
       CAST(SUM(CASE WHEN d.kind IN ('cut', 'floor_cut') AND d.state = 'accepted' THEN d.accepted_satang ELSE 0 END) AS BIGINT)
           AS cut_satang,
       CAST(SUM(CASE WHEN d.kind IN ('restore', 'floor_restore') AND d.state = 'accepted' THEN d.accepted_satang ELSE 0 END)
            AS BIGINT) AS restored_satang,
       CAST(SUM(CASE WHEN d.kind = 'executive' AND d.state = 'accepted' THEN d.accepted_satang ELSE 0 END) AS BIGINT)
           AS amended_satang,
       CAST(SUM(CASE WHEN d.kind = 'executive' AND d.state IN ('proposed', 'confirmed') THEN d.amount_satang ELSE 0 END)
            AS BIGINT) AS waiting_satang,
       SUM(CASE WHEN d.kind = 'executive' AND d.state IN ('proposed', 'confirmed') THEN 1 ELSE 0 END) AS waiting_n,
       CAST(SUM(CASE WHEN d.state <> 'accepted' THEN 0 WHEN d.kind IN ('cut', 'floor_cut') THEN d.accepted_satang
                     ELSE -d.accepted_satang END) AS BIGINT) AS room_satang
FROM council_delta d JOIN line l ON l.id = d.line_id JOIN agency g ON g.id = d.agency_id JOIN class_node f ON f.id = l.fund_id
WHERE d.year = $1 AND d.ordinance = $2
GROUP BY CASE WHEN g.kind = 'commercial' THEN 'commerce' ELSE 'bma' END, f.id, f.code, f.name_th, f.sort
ORDER BY part, f.sort, f.id;

-- ---- a line as the Council sees it ----

-- name: delta_line
SELECT l.id, l.year, l.ordinance, l.code, l.name, l.package_id, l.agency_id, l.fund_id, p.code AS package_code, p.state,
       g.code AS agency_code, CASE WHEN g.kind = 'commercial' THEN 1 ELSE 0 END AS commerce, f.code AS fund_code,
       n.code AS item_code, u.code AS output_code, {line_tabled l} AS tabled_satang, {line_now l} AS now_satang,
       CAST(COALESCE((SELECT t.amount_satang FROM tranche t WHERE t.line_id = l.id AND t.year = l.year), 0) AS BIGINT)
           AS tranche_satang,
       CAST(COALESCE((SELECT SUM(d.accepted_satang) FROM council_delta d WHERE d.line_id = l.id AND d.state = 'accepted'
                        AND d.kind IN ('cut', 'floor_cut')), 0) AS BIGINT) AS cut_satang,
       CAST(COALESCE((SELECT SUM(d.accepted_satang) FROM council_delta d WHERE d.line_id = l.id AND d.state = 'accepted'
                        AND d.kind IN ('restore', 'floor_restore')), 0) AS BIGINT) AS restored_satang,
       COALESCE((WITH RECURSIVE up (id, parent_id, level) AS (
                     SELECT k.id, k.parent_id, k.level FROM class_node k WHERE k.id = l.item_id
                     UNION ALL
                     SELECT k.id, k.parent_id, k.level FROM class_node k JOIN up ON k.id = up.parent_id)
                 SELECT up.id FROM up WHERE up.level = 'type'), 0) AS type_id
FROM line l JOIN package p ON p.id = l.package_id JOIN agency g ON g.id = l.agency_id JOIN class_node n ON n.id = l.item_id
JOIN class_node u ON u.id = l.output_id JOIN class_node f ON f.id = l.fund_id
WHERE l.code = $1 AND l.removed = 0;

-- Contracts and tranches of the agency's type that fall due in the year.
-- name: delta_bound
SELECT CAST(COALESCE(SUM(y.amount_satang), 0) AS BIGINT) FROM committed k JOIN committed_year y ON y.committed_id = k.id
JOIN class_node t ON t.id = $3
WHERE k.agency_id = $1 AND y.year = $2 AND k.ended = 0 AND k.kind <> 'running' AND k.type_code = t.code;

-- What the agency's lines of that type hold now.
-- name: delta_type_now
WITH RECURSIVE down (id) AS (
    SELECT k.id FROM class_node k WHERE k.id = $3
    UNION ALL
    SELECT k.id FROM class_node k JOIN down ON k.parent_id = down.id)
SELECT CAST(COALESCE(SUM({line_now l}), 0) AS BIGINT)
FROM line l JOIN package p ON p.id = l.package_id
WHERE l.agency_id = $1 AND l.year = $2 AND l.removed = 0 AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN', 'EXECUTION')
  AND l.item_id IN (SELECT down.id FROM down);

-- name: delta_open_of_mover
SELECT code FROM council_delta
WHERE line_id = $1 AND kind = $2 AND state IN ('proposed', 'confirmed') AND mover_kind = $3
  AND COALESCE(member_id, 0) = $4 AND COALESCE(committee_id, 0) = $5 AND COALESCE(mover_agency_id, 0) = $6
ORDER BY id LIMIT 1;

-- ---- moving ----

-- name: delta_count
SELECT COUNT(*) FROM council_delta WHERE year = $1 AND ordinance = $2;

-- name: delta_insert
INSERT INTO council_delta (year, ordinance, code, kind, state, line_id, package_id, agency_id, amount_satang, mover_kind,
                           member_id, committee_id, mover_agency_id, reason, made_by, made_at_ms)
VALUES ($1, $2, $3, $4, 'proposed', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING id;

-- name: delta_confirm
UPDATE council_delta SET state = 'confirmed', confirmed_by = $3, confirmed_at_ms = $4, version = version + 1
WHERE id = $1 AND version = $2 AND state = 'proposed';

-- name: delta_withdraw
UPDATE council_delta SET state = 'withdrawn', decided_by = $3, decided_at_ms = $4, decided_why = $5, version = version + 1
WHERE id = $1 AND version = $2 AND state IN ('proposed', 'confirmed');

-- name: delta_decide
UPDATE council_delta SET state = $3, accepted_satang = $4, before_satang = $5, after_satang = $6, change_seq = $7,
                         decided_by = $8, decided_at_ms = $9, decided_why = $10, vote_code = $11, report_ref = $12,
                         version = version + 1
WHERE id = $1 AND version = $2 AND state IN ('proposed', 'confirmed');

-- name: delta_event
INSERT INTO council_delta_event (delta_id, event, from_state, to_state, amount_satang, by_user, at_ms, reason, basis)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- The newest change of a line: what an accepted delta was written as.
-- name: delta_line_version
SELECT version FROM line WHERE id = $1;

-- ---- who ----

-- Interests of those who voted for or against, on the day of the vote.
-- name: delta_vote_interests
SELECT m.full_name, COALESCE(i.agency_id, 0) AS agency_id, COALESCE(i.line_id, 0) AS line_id, i.reason
FROM council_vote v JOIN council_ballot b ON b.vote_id = v.id JOIN council_member m ON m.id = b.member_id
JOIN council_interest i ON i.member_id = b.member_id
WHERE v.code = $1 AND b.choice <> 'abstain' AND i.from_date <= v.on_date AND (i.to_date IS NULL OR i.to_date >= v.on_date)
ORDER BY m.id, i.id;

-- name: delta_agency_by_code
SELECT id, code, name_th AS name FROM agency WHERE code = $1;

-- ---- states of packages ----

-- What a package's lines in this bill had in the tabled draft, what they hold now, and whether anything was added.
-- name: delta_package
SELECT p.id, p.version, p.state,
       CAST(COALESCE((SELECT SUM({line_tabled l}) FROM line l WHERE l.package_id = p.id AND l.ordinance = $2 AND l.removed = 0), 0)
            AS BIGINT) AS tabled_satang,
       CAST(COALESCE((SELECT SUM({line_now l}) FROM line l WHERE l.package_id = p.id AND l.ordinance = $2 AND l.removed = 0), 0)
            AS BIGINT) AS now_satang
FROM package p WHERE p.id = $1;

-- ---- the limit passed: all as tabled ----

-- name: delta_void_lines
SELECT DISTINCT l.id AS line_id, {line_tabled l} AS tabled_satang, {line_now l} AS now_satang
FROM council_delta d JOIN line l ON l.id = d.line_id
WHERE d.year = $1 AND d.ordinance = $2 AND d.state = 'accepted' ORDER BY l.id;

-- name: delta_void_packages
SELECT DISTINCT p.id, p.version, p.state,
       (SELECT v.from_state FROM package_event v WHERE v.package_id = p.id AND v.to_state IN ('CUT_BY_COUNCIL', 'RESTORED_BY_AMENDMENT')
          AND v.from_state NOT IN ('CUT_BY_COUNCIL', 'RESTORED_BY_AMENDMENT') ORDER BY v.id DESC LIMIT 1) AS was
FROM council_delta d JOIN package p ON p.id = d.package_id
WHERE d.year = $1 AND d.ordinance = $2 AND d.state = 'accepted' AND p.state IN ('CUT_BY_COUNCIL', 'RESTORED_BY_AMENDMENT')
ORDER BY p.id;

-- name: delta_void_events
INSERT INTO council_delta_event (delta_id, event, from_state, to_state, amount_satang, by_user, at_ms, reason, basis)
SELECT d.id, 'void', d.state, 'void', d.accepted_satang, CAST($3 AS TEXT), CAST($4 AS BIGINT), CAST($5 AS TEXT), ''
FROM council_delta d WHERE d.year = $1 AND d.ordinance = $2 AND d.state IN ('proposed', 'confirmed', 'accepted');

-- name: delta_void
UPDATE council_delta SET state = 'void', decided_why = $3, version = version + 1
WHERE year = $1 AND ordinance = $2 AND state IN ('proposed', 'confirmed', 'accepted');
