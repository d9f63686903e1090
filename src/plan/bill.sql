-- bill.sql: drafts of ordinances in the Council. $1 the year, $2 the number (in guards: $2 the open stage, $3 the
-- number).

-- Votes on the draft as it was tabled last: those on a withdrawn version count no more.
-- part: vote_live(v, $1, $2)
v.year = $1 AND v.ordinance = $2
  AND v.tabled_id = COALESCE((SELECT MAX(b.id) FROM bill_version b
                              WHERE b.year = $1 AND b.number = $2 AND b.kind = 'tabled'), 0)

-- The agencies with money in the draft, each a section of it (มาตรา), with its vote's subject.
-- part: bill_sections($1, $2)
SELECT g.id, g.code, g.name_th, g.name_en, g.print_order, 'section:' || g.code AS subject
FROM agency g
WHERE EXISTS (SELECT 1 FROM line l JOIN package p ON p.id = l.package_id JOIN line_amount x ON x.line_id = l.id
              WHERE l.agency_id = g.id AND l.year = $1 AND l.ordinance = $2 AND l.removed = 0
                AND x.amount_satang > 0 AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN', 'EXECUTION', 'UNSUITABLE', 'UNFUNDED'))

-- name: bill_find
SELECT f.year, COALESCE(b.number, 0) AS number, COALESCE(b.version, 0) AS version,
       COALESCE(b.code, CAST(f.year AS TEXT) || '-0') AS code, COALESCE(b.title, '') AS title,
       COALESCE(b.principle, '') AS principle, COALESCE(b.reason, '') AS reason,
       CASE WHEN COALESCE(b.number, 0) = 0 THEN f.stage ELSE b.stage END AS stage,
       (SELECT COUNT(*) FROM bill_version v WHERE v.year = $1 AND v.number = $2) AS versions,
       (SELECT v.at_ms FROM bill_version v WHERE v.id = t.id) AS tabled_at_ms,
       COALESCE((SELECT v.total_satang FROM bill_version v WHERE v.id = t.id), 0) AS tabled_satang,
       COALESCE((SELECT v.total_satang FROM bill_version v WHERE v.year = $1 AND v.number = $2
                 ORDER BY v.no DESC LIMIT 1), 0) AS total_satang,
       COALESCE(b.made_by, '') AS made_by
FROM fiscal_year f LEFT JOIN bill b ON b.year = f.year AND b.number = $2
LEFT JOIN bill_version t ON t.id = (SELECT MAX(v.id) FROM bill_version v
                                    WHERE v.year = $1 AND v.number = $2 AND v.kind = 'tabled'
                                      AND NOT EXISTS (SELECT 1 FROM bill_withdrawn w WHERE w.version_id = v.id))
WHERE f.year = $1 AND (b.number IS NOT NULL OR CAST($2 AS BIGINT) = 0);

-- name: bill_list
SELECT f.year, n.number, COALESCE(b.version, 0) AS version,
       COALESCE(b.code, CAST(f.year AS TEXT) || '-0') AS code, COALESCE(b.title, '') AS title,
       COALESCE(b.principle, '') AS principle, COALESCE(b.reason, '') AS reason,
       CASE WHEN n.number = 0 THEN f.stage ELSE b.stage END AS stage,
       (SELECT COUNT(*) FROM bill_version v WHERE v.year = $1 AND v.number = n.number) AS versions,
       (SELECT v.at_ms FROM bill_version v WHERE v.id = t.id) AS tabled_at_ms,
       COALESCE((SELECT v.total_satang FROM bill_version v WHERE v.id = t.id), 0) AS tabled_satang,
       COALESCE((SELECT v.total_satang FROM bill_version v WHERE v.year = $1 AND v.number = n.number
                 ORDER BY v.no DESC LIMIT 1), 0) AS total_satang,
       COALESCE(b.made_by, '') AS made_by
FROM fiscal_year f
JOIN (SELECT 0 AS number UNION SELECT s.number FROM bill s WHERE s.year = $1) n ON f.year = $1
LEFT JOIN bill b ON b.year = f.year AND b.number = n.number
LEFT JOIN bill_version t ON t.id = (SELECT MAX(v.id) FROM bill_version v
                                    WHERE v.year = $1 AND v.number = n.number AND v.kind = 'tabled'
                                      AND NOT EXISTS (SELECT 1 FROM bill_withdrawn w WHERE w.version_id = v.id))
WHERE f.year = $1 ORDER BY n.number;

-- name: bill_insert
INSERT INTO bill (year, number, code, title, principle, reason, stage, made_by, made_at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (year, number) DO NOTHING;

-- name: bill_next
SELECT COALESCE(MAX(number), 0) + 1 FROM bill WHERE year = $1;

-- name: bill_drafting
SELECT COUNT(*) FROM bill WHERE year = $1 AND stage = 'DRAFT';

-- name: bill_edit
UPDATE bill SET title = $4, principle = $5, reason = $6, version = version + 1
WHERE year = $1 AND number = $2 AND version = $3 AND stage = 'DRAFT';

-- name: bill_move
UPDATE bill SET stage = $4, version = version + 1 WHERE year = $1 AND number = $2 AND stage = $3 AND version = $5;

-- name: bill_event_insert
INSERT INTO bill_event (year, number, event, from_stage, to_stage, by_user, at_ms, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id;

-- name: bill_open_insert
INSERT INTO bill_open (event_id, guard, count) VALUES ($1, $2, $3);

-- name: bill_trail
SELECT e.id, e.at_ms, e.event, e.from_stage, e.to_stage, e.by_user, e.reason, CAST(0 AS BIGINT) AS reopening,
       CAST(COALESCE((SELECT SUM(o.count) FROM bill_open o WHERE o.event_id = e.id), 0) AS BIGINT) AS open_count,
       COALESCE((SELECT MIN(o.guard) FROM bill_open o WHERE o.event_id = e.id), '') AS guard
FROM bill_event e WHERE e.year = $1 AND e.number = $2
ORDER BY e.id DESC LIMIT 200;

-- ---- what is open before a step ----

-- name: guard_draft_money
SELECT CASE WHEN EXISTS (SELECT 1 FROM line l JOIN package p ON p.id = l.package_id JOIN line_amount x ON x.line_id = l.id
                         WHERE l.year = $1 AND l.ordinance = $3 AND l.removed = 0 AND x.amount_satang > 0
                           AND {ordained p}) OR CAST($2 AS BIGINT) < 0 THEN 0 ELSE 1 END;

-- name: guard_principle
SELECT CASE WHEN COALESCE((SELECT v.result FROM council_vote v WHERE {vote_live v $1 $3} AND v.subject = 'principle'
                           ORDER BY v.id DESC LIMIT 1), '') = 'passed' OR CAST($2 AS BIGINT) < 0 THEN 0 ELSE 1 END;

-- name: guard_approved
SELECT CASE WHEN COALESCE((SELECT v.result FROM council_vote v WHERE {vote_live v $1 $3} AND v.subject = 'final'
                           ORDER BY v.id DESC LIMIT 1), '') = 'passed' OR CAST($2 AS BIGINT) < 0 THEN 0 ELSE 1 END;

-- name: guard_committee
SELECT CASE WHEN EXISTS (SELECT 1 FROM council_committee c WHERE c.year = $1 AND c.ordinance = $3
                         AND c.kind = 'extraordinary') OR CAST($2 AS BIGINT) < 0 THEN 0 ELSE 1 END;

-- name: guard_report
SELECT CASE WHEN EXISTS (SELECT 1 FROM council_committee c WHERE c.year = $1 AND c.ordinance = $3
                         AND c.kind = 'extraordinary' AND c.report_date IS NOT NULL)
              OR CAST($2 AS BIGINT) < 0 THEN 0 ELSE 1 END;

-- A section is open without a vote that passed; `the rest en bloc` stands for those that had none of their own.
-- name: guard_sections
SELECT COUNT(*) FROM ({bill_sections $1 $3}) s
WHERE CAST($2 AS BIGINT) >= 0
  AND COALESCE((SELECT v.result FROM council_vote v WHERE {vote_live v $1 $3} AND v.subject = s.subject
                ORDER BY v.id DESC LIMIT 1),
               (SELECT v.result FROM council_vote v WHERE {vote_live v $1 $3} AND v.subject = 'sections:rest'
                ORDER BY v.id DESC LIMIT 1), '') <> 'passed';

-- name: guard_gazette
SELECT CASE WHEN EXISTS (SELECT 1 FROM bill_gazette g WHERE g.year = $1 AND g.number = $3)
              OR CAST($2 AS BIGINT) < 0 THEN 0 ELSE 1 END;

-- The sum of the newest amounts of a draft, up to a stage.
-- part: bill_sum($1, $2, $3)
(SELECT COALESCE(SUM(x.amount_satang), 0) FROM line l JOIN package p ON p.id = l.package_id
 JOIN line_amount x ON x.line_id = l.id
 WHERE l.year = $1 AND l.ordinance = $3 AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN', 'EXECUTION')
   AND x.stage = (SELECT MAX(y.stage) FROM line_amount y WHERE y.line_id = l.id AND y.stage <= $2))

-- name: guard_not_above
SELECT CASE WHEN {bill_sum $1 $2 $3} > {bill_sum $1 5 $3} THEN 1 ELSE 0 END;

-- name: guard_enacted
SELECT CASE WHEN EXISTS (SELECT 1 FROM line l JOIN line_amount x ON x.line_id = l.id
                         WHERE l.year = $1 AND l.ordinance = $3 AND x.stage = 8) OR CAST($2 AS BIGINT) < 0 THEN 0
            ELSE (SELECT COUNT(*) FROM package p WHERE p.year = $1 AND p.state <> 'WITHDRAWN'
                  AND EXISTS (SELECT 1 FROM line l JOIN line_amount x ON x.line_id = l.id
                              WHERE l.package_id = p.id AND l.ordinance = $3 AND l.removed = 0
                                AND x.amount_satang > 0)) END;

-- ---- versions ----

-- The lines that stand in the draft, each with its newest amount up to a stage.
-- name: bill_standing
SELECT l.id AS line_id, l.code,
       COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id AND x.stage <= $3
                 ORDER BY x.stage DESC LIMIT 1), 0) AS amount_satang
FROM line l JOIN package p ON p.id = l.package_id
WHERE l.year = $1 AND l.ordinance = $2 AND l.removed = 0 AND {ordained p}
ORDER BY l.code;

-- name: bill_version_insert
INSERT INTO bill_version (year, number, no, kind, change_id, total_satang, lines, sha256, by_user, at_ms)
VALUES ($1, $2, (SELECT COALESCE(MAX(v.no), 0) + 1 FROM bill_version v WHERE v.year = $1 AND v.number = $2), $3,
        (SELECT COALESCE(MAX(c.id), 0) FROM line_change c), $4, $5, $6, $7, $8)
RETURNING id;

-- name: bill_version_line_insert
INSERT INTO bill_version_line (version_id, line_id, amount_satang) VALUES ($1, $2, $3);

-- name: bill_withdrawn_insert
INSERT INTO bill_withdrawn (version_id, reason, by_user, at_ms) VALUES ($1, $2, $3, $4);

-- part: bill_version_columns(v, w)
v.id, v.no, v.kind, v.at_ms, v.by_user, v.lines, v.total_satang, v.change_id, v.sha256,
       COALESCE(w.reason, '') AS withdrawn_why, CASE WHEN w.version_id IS NULL THEN 0 ELSE 1 END AS withdrawn

-- name: bill_versions
SELECT {bill_version_columns v w}
FROM bill_version v LEFT JOIN bill_withdrawn w ON w.version_id = v.id
WHERE v.year = $1 AND v.number = $2 ORDER BY v.no LIMIT 200;

-- name: bill_version_get
SELECT {bill_version_columns v w}
FROM bill_version v LEFT JOIN bill_withdrawn w ON w.version_id = v.id
WHERE v.year = $1 AND v.number = $2 AND v.no = $3;

-- name: bill_version_find
SELECT {bill_version_columns v w}
FROM bill_version v LEFT JOIN bill_withdrawn w ON w.version_id = v.id
WHERE v.year = $1 AND v.number = $2 AND w.version_id IS NULL AND (CAST($3 AS TEXT) = '' OR v.kind = $3)
ORDER BY v.no DESC LIMIT 1;

-- name: bill_version_lines
SELECT t.line_id, l.code, l.name, g.code AS agency_code, t.amount_satang AS amount_satang
FROM bill_version_line t JOIN line l ON l.id = t.line_id JOIN agency g ON g.id = l.agency_id
WHERE t.version_id = $1 AND l.code > $2 ORDER BY l.code LIMIT $3;

-- Lines whose amount is not the tabled one any more.
-- name: bill_changed_lines
SELECT t.line_id, l.code, t.amount_satang
FROM bill_version_line t JOIN line l ON l.id = t.line_id
WHERE t.version_id = $1
  AND t.amount_satang <> (SELECT x.amount_satang FROM line_amount x WHERE x.line_id = t.line_id AND x.stage <= 7
                          ORDER BY x.stage DESC LIMIT 1)
ORDER BY l.code;

-- ---- money ----

-- The draft's lines by part and fund: tabled, the newest up to the committee, the newest.
-- name: bill_money_parts
SELECT m.commerce, m.special, CAST(SUM(m.tabled) AS BIGINT) AS tabled_satang,
       CAST(SUM(m.committee) AS BIGINT) AS committee_satang, CAST(SUM(m.newest) AS BIGINT) AS newest_satang
FROM (SELECT CASE WHEN g.kind = 'commercial' THEN 1 ELSE 0 END AS commerce,
             CASE WHEN n.code = 'ACC' THEN 1 ELSE 0 END AS special,
             COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id AND x.stage <= 5
                       ORDER BY x.stage DESC LIMIT 1), 0) AS tabled,
             COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id AND x.stage <= 6
                       ORDER BY x.stage DESC LIMIT 1), 0) AS committee,
             COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id
                       ORDER BY x.stage DESC LIMIT 1), 0) AS newest
      FROM line l JOIN package p ON p.id = l.package_id JOIN agency g ON g.id = l.agency_id
      JOIN class_node n ON n.id = l.fund_id
      WHERE l.year = $1 AND l.ordinance = $2 AND l.removed = 0 AND {ordained p}) m
GROUP BY m.commerce, m.special ORDER BY m.commerce, m.special;

-- Agencies of the city's commerce, and those that the second reading cut: by how much.
-- name: bill_agencies
SELECT g.code, CASE WHEN g.kind = 'commercial' THEN 1 ELSE 0 END AS commerce, CAST(COALESCE(d.floor, 0) AS BIGINT) AS floor_satang
FROM agency g
LEFT JOIN (SELECT x.agency_id, SUM(x.accepted_satang) AS floor FROM council_delta x
           WHERE x.year = $1 AND x.ordinance = $2 AND x.state = 'accepted' AND x.kind = 'floor_cut'
           GROUP BY x.agency_id) d ON d.agency_id = g.id
WHERE g.kind = 'commercial' OR d.floor > 0
ORDER BY g.code;

-- ---- clock ----

-- The parameter's value that holds for the year on the store's day, as in param_now (city/param.sql); empty: the default.
-- part: param_held(kn, $1, $3)
COALESCE((SELECT v.value FROM param_value v
          WHERE v.code = kn AND v.from_year <= $1 AND v.from_date <= $3
            AND EXISTS (SELECT 1 FROM param_event x WHERE x.value_id = v.id AND x.event = 'approve')
            AND NOT EXISTS (SELECT 1 FROM param_event x WHERE x.value_id = v.id AND x.event = 'withdraw')
          ORDER BY v.from_year DESC, v.from_date DESC, v.number DESC LIMIT 1), '')

-- The day of the vote of principle (null: none passed), the moment of the first reading, and the parameters of the clock.
-- name: bill_first_reading
SELECT (SELECT v.on_date FROM council_vote v WHERE {vote_live v $1 $2} AND v.subject = 'principle'
          AND v.result = 'passed' ORDER BY v.id DESC LIMIT 1) AS voted_on,
       COALESCE(CASE WHEN CAST($2 AS BIGINT) = 0
                     THEN (SELECT MAX(e.at_ms) FROM cycle_event e WHERE e.year = $1 AND e.event = 'reading1')
                     ELSE (SELECT MAX(e.at_ms) FROM bill_event e WHERE e.year = $1 AND e.number = $2
                             AND e.event = 'reading1') END, 0) AS begun,
       COALESCE(CASE WHEN CAST($2 AS BIGINT) = 0
                     THEN (SELECT MAX(e.at_ms) FROM cycle_event e WHERE e.year = $1 AND e.event = 'deemed')
                     ELSE (SELECT MAX(e.at_ms) FROM bill_event e WHERE e.year = $1 AND e.number = $2
                             AND e.event = 'deemed') END, 0) AS deemed,
       COALESCE((SELECT v.result FROM council_vote v WHERE {vote_live v $1 $2} AND v.subject = 'principle'
                 ORDER BY v.id DESC LIMIT 1), '') AS principle,
       COALESCE((SELECT v.result FROM council_vote v WHERE {vote_live v $1 $2} AND v.subject = 'final'
                 ORDER BY v.id DESC LIMIT 1), '') AS final,
       {param_held k1 $1 $3} AS committee_days, {param_held k2 $1 $3} AS amend_days,
       {param_held k3 $1 $3} AS fallback, {param_held k4 $1 $3} AS no_ordinance
FROM (SELECT 'council.committee_days' AS k1, 'council.amend_days' AS k2, 'council.fallback' AS k3,
             'council.no_ordinance' AS k4) k;

-- ---- gazette ----

-- name: gazette_insert
INSERT INTO bill_gazette (year, number, volume, part, page, on_date, by_user, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: gazette_find
SELECT g.volume, g.part, g.page, g.on_date, g.by_user, g.at_ms
FROM bill_gazette g WHERE g.year = $1 AND g.number = $2 ORDER BY g.id DESC LIMIT 1;

-- ---- sections ----

-- name: bill_section_rows
SELECT s.code AS agency_code, s.name_th AS agency_name, s.subject,
       COALESCE((SELECT v.code FROM council_vote v WHERE {vote_live v $1 $2} AND v.subject = s.subject
                 ORDER BY v.id DESC LIMIT 1), '') AS own_code,
       COALESCE((SELECT v.result FROM council_vote v WHERE {vote_live v $1 $2} AND v.subject = s.subject
                 ORDER BY v.id DESC LIMIT 1), '') AS own_result,
       COALESCE((SELECT v.code FROM council_vote v WHERE {vote_live v $1 $2} AND v.subject = 'sections:rest'
                 ORDER BY v.id DESC LIMIT 1), '') AS rest_code,
       COALESCE((SELECT v.result FROM council_vote v WHERE {vote_live v $1 $2} AND v.subject = 'sections:rest'
                 ORDER BY v.id DESC LIMIT 1), '') AS rest_result,
       (SELECT COUNT(*) FROM council_reserved q WHERE q.year = $1 AND q.ordinance = $2
          AND q.state IN ('registered', 'spoken') AND q.agency_id = s.id) AS reserved,
       CAST(COALESCE((SELECT SUM(d.accepted_satang) FROM council_delta d WHERE d.agency_id = s.id AND d.year = $1
                      AND d.ordinance = $2 AND d.state = 'accepted' AND d.kind = 'floor_cut'), 0) AS BIGINT) AS floor_satang
FROM ({bill_sections $1 $2}) s
ORDER BY s.print_order, s.code;

-- name: bill_section_sums
SELECT m.agency_code, CAST(SUM(m.tabled) AS BIGINT) AS tabled_satang, CAST(SUM(m.committee) AS BIGINT) AS committee_satang,
       CAST(SUM(m.newest) AS BIGINT) AS newest_satang
FROM (SELECT g.code AS agency_code,
             COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id AND x.stage <= 5
                       ORDER BY x.stage DESC LIMIT 1), 0) AS tabled,
             COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id AND x.stage <= 6
                       ORDER BY x.stage DESC LIMIT 1), 0) AS committee,
             COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id
                       ORDER BY x.stage DESC LIMIT 1), 0) AS newest
      FROM line l JOIN package p ON p.id = l.package_id JOIN agency g ON g.id = l.agency_id
      WHERE l.year = $1 AND l.ordinance = $2 AND l.removed = 0 AND {ordained p}) m
GROUP BY m.agency_code ORDER BY m.agency_code;
