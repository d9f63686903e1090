-- carry.sql: requests to carry money over the year's end, and their steps. Lists: carry_list.sql.

-- part: carry_row(c)
SELECT c.id, c.version, c.year, c.code, c.kind, c.extension, c.agency_id, g.division, c.line_id, g.code AS agency_code,
       g.name_th AS agency_name, l.code AS line_code, l.name AS line_name, COALESCE((WITH RECURSIVE up (id, parent_id, code, level) AS (
           SELECT n.id, n.parent_id, n.code, n.level FROM class_node n WHERE n.id = l.item_id
           UNION ALL
           SELECT n.id, n.parent_id, n.code, n.level FROM class_node n JOIN up ON n.id = up.parent_id)
        SELECT up.code FROM up WHERE up.level = 'type'), '') AS type_code,
       c.ref, c.amount_satang, c.approved_satang, c.reason, c.status, c.sign_on, c.deliver_on, c.pay_on, c.state,
       COALESCE(k.code, '') AS list_code, c.decision, c.problem,
       COALESCE((SELECT x.code FROM line_origin o JOIN line x ON x.id = o.line_id
                 WHERE o.carried_from = c.line_id AND o.kind = CASE c.kind WHEN 'A' THEN 'carry_a' ELSE 'carry_b' END
                   AND c.state = 'posted'), '') AS next_line,
       c.posted_seq, c.posted_on, c.made_by, c.sent_by,
       c.made_at_ms AS made_ms,
       COALESCE((SELECT v.at_ms FROM carry_event v WHERE v.carry_id = c.id AND v.to_state = c.state ORDER BY v.id DESC LIMIT 1),
                c.made_at_ms) AS since_ms
FROM carry c JOIN agency g ON g.id = c.agency_id JOIN line l ON l.id = c.line_id LEFT JOIN carry_list k ON k.id = c.list_id

-- name: carry_get
{carry_row c} WHERE c.code = $1;

-- Of a year: kind, state, agency (0, '' = all), after id $5; $6 rows.
-- name: carry_rows
{carry_row c}
WHERE c.year = $1 AND (CAST($2 AS TEXT) = '' OR c.kind = $2) AND (CAST($3 AS TEXT) = '' OR c.state = $3)
  AND (CAST($4 AS BIGINT) = 0 OR c.agency_id = $4) AND c.id > $5
ORDER BY c.id LIMIT $6;

-- name: carry_of_list
{carry_row c} WHERE c.list_id = $1 ORDER BY c.id LIMIT 20000;

-- name: carry_of_lines
{carry_row c} WHERE c.line_id = $1 ORDER BY c.id LIMIT 200;

-- What others ask of the same money; $4 is not counted.
-- name: carry_asked
SELECT CAST(COALESCE(SUM(CASE WHEN c.state IN ('approved') THEN c.approved_satang ELSE c.amount_satang END), 0) AS BIGINT)
FROM carry c
WHERE c.line_id = $1 AND c.kind = $2 AND c.ref = $3 AND c.id <> $4
  AND c.state IN ('draft', 'submitted', 'sent', 'listed', 'approved');

-- name: carry_papers
SELECT COUNT(*) FROM attachment f
WHERE f.subject = $1 AND NOT EXISTS (SELECT 1 FROM attachment_withdrawn w WHERE w.attachment_id = f.id);

-- name: carry_insert
INSERT INTO carry (code, year, kind, extension, agency_id, line_id, ref, amount_satang, reason, status, sign_on,
                   deliver_on, pay_on, state, made_by, made_at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'draft', $14, $15) RETURNING id;

-- name: carry_set
UPDATE carry SET amount_satang = $3, reason = $4, status = $5, sign_on = $6, deliver_on = $7, pay_on = $8,
  version = version + 1
WHERE id = $1 AND version = $2 AND state = 'draft';

-- name: carry_move
UPDATE carry SET state = $3, sent_by = $4, version = version + 1 WHERE id = $1 AND version = $2;

-- name: carry_cut
UPDATE carry SET approved_satang = $3, problem = '', version = version + 1
WHERE id = $1 AND version = $2 AND state = 'approved' AND approved_satang > $3;

-- name: carry_event_add
INSERT INTO carry_event (carry_id, event, from_state, to_state, note, by_user, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: carry_events
SELECT id, event, from_state, to_state, note, by_user, at_ms FROM carry_event WHERE carry_id = $1 ORDER BY id LIMIT 500;

-- name: carry_acted
SELECT COUNT(*) FROM carry_event v WHERE v.carry_id = $1 AND v.by_user = $2 AND v.event IN ('make', 'edit', 'submit');

-- What an agency could ask for: obligations that are open (A), and what is allotted and free (B).
-- name: carry_choices
SELECT 'A' AS kind, l.code AS line_code, l.name AS line_name, h.ref, h.obligated_satang AS left_satang,
       CAST(COALESCE((SELECT SUM(c.amount_satang) FROM carry c WHERE c.line_id = l.id AND c.kind = 'A' AND c.ref = h.ref
                      AND c.state NOT IN ('refused', 'withdrawn', 'posted')), 0) AS BIGINT) AS asked_satang,
       'A:' || l.code || ':' || h.ref AS key
FROM line l JOIN holding h ON h.line_id = l.id
WHERE l.agency_id = $1 AND l.year = $2 AND h.obligated_satang > 0
UNION ALL
SELECT 'B', l.code, l.name, '', b.allotted_satang,
       CAST(COALESCE((SELECT SUM(c.amount_satang) FROM carry c WHERE c.line_id = l.id AND c.kind = 'B'
                      AND c.state NOT IN ('refused', 'withdrawn', 'posted')), 0) AS BIGINT), 'B:' || l.code || ':'
FROM line l JOIN balance b ON b.line_id = l.id
WHERE l.agency_id = $1 AND l.year = $2 AND b.allotted_satang > 0
ORDER BY 1, 5 DESC, 2, 4 LIMIT 2000;

-- By agency: what was asked, approved and carried, what is left; not_asked: money left and no request.
-- name: carry_agencies
SELECT g.code AS agency_code, g.name_th AS agency_name, m.requests, m.asked_a AS asked_a_satang, m.asked_b AS asked_b_satang,
       m.approved AS approved_satang, m.posted AS posted_satang, m.obligated AS obligated_satang, m.free AS free_satang,
       CASE WHEN m.requests = 0 AND m.obligated + m.free > 0 THEN 1 ELSE 0 END AS not_asked
FROM (SELECT x.agency_id, CAST(SUM(x.requests) AS BIGINT) AS requests, CAST(SUM(x.asked_a) AS BIGINT) AS asked_a,
             CAST(SUM(x.asked_b) AS BIGINT) AS asked_b, CAST(SUM(x.approved) AS BIGINT) AS approved,
             CAST(SUM(x.posted) AS BIGINT) AS posted, CAST(SUM(x.obligated) AS BIGINT) AS obligated,
             CAST(SUM(x.free) AS BIGINT) AS free
      FROM (SELECT c.agency_id AS agency_id, COUNT(*) AS requests,
                   SUM(CASE WHEN c.kind = 'A' THEN c.amount_satang ELSE 0 END) AS asked_a,
                   SUM(CASE WHEN c.kind = 'B' THEN c.amount_satang ELSE 0 END) AS asked_b,
                   SUM(CASE WHEN c.state IN ('approved', 'posted') THEN c.approved_satang ELSE 0 END) AS approved,
                   SUM(CASE WHEN c.state = 'posted' THEN c.approved_satang ELSE 0 END) AS posted,
                   0 AS obligated, 0 AS free
            FROM carry c WHERE c.year = $1 AND c.state <> 'withdrawn' GROUP BY c.agency_id
            UNION ALL
            SELECT l.agency_id, 0, 0, 0, 0, 0, SUM(b.obligated_satang),
                   SUM(b.unallotted_satang + b.allotted_satang + b.reserved_satang)
            FROM line l JOIN balance b ON b.line_id = l.id WHERE l.year = $1 GROUP BY l.agency_id) x
      GROUP BY x.agency_id) m
JOIN agency g ON g.id = m.agency_id
WHERE m.requests > 0 OR m.obligated + m.free > 0
ORDER BY g.print_order, g.id LIMIT 1000;

-- How many stand where.
-- name: carry_states
SELECT c.state, c.kind, COUNT(*) AS requests, CAST(SUM(c.amount_satang) AS BIGINT) AS amount_satang,
       CAST(SUM(c.approved_satang) AS BIGINT) AS approved_satang
FROM carry c WHERE c.year = $1 GROUP BY c.state, c.kind ORDER BY c.state, c.kind;

-- name: carry_line
SELECT l.id, l.year, l.agency_id, g.division, l.code, g.code AS agency_code, y.stage, f.code AS fund_code
FROM line l JOIN agency g ON g.id = l.agency_id JOIN fiscal_year y ON y.year = l.year JOIN class_node f ON f.id = l.fund_id
WHERE l.code = $1 AND l.removed = 0;

-- Agencies with money left and no request.
-- name: carry_silent
SELECT g.id FROM agency g
WHERE EXISTS (SELECT 1 FROM line l JOIN balance b ON b.line_id = l.id
              WHERE l.agency_id = g.id AND l.year = $1
                AND b.obligated_satang + b.allotted_satang + b.reserved_satang + b.unallotted_satang > 0)
  AND NOT EXISTS (SELECT 1 FROM carry c WHERE c.agency_id = g.id AND c.year = $1 AND c.state <> 'withdrawn')
ORDER BY g.id LIMIT 500;
