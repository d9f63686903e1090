-- order.sql: orders of execution (order.h).

-- part: order_columns(o, g)
o.id, o.version, o.year, COALESCE(o.agency_id, 0) AS agency_id, COALESCE(g.division, 0) AS division, o.quarter, o.code, o.kind,
o.title, o.state, o.desk, o.role, COALESCE(g.code, '') AS agency_code, COALESCE(g.name_th, '') AS agency_name, o.row_count,
0 AS days, (SELECT COUNT(*) FROM order_flag_part fp JOIN order_flag f ON f.id = fp.flag_id WHERE fp.order_id = o.id AND f.state = 'open') AS flags,
o.total_satang, o.on_date, o.reason, o.doc_no, o.authority,
COALESCE((SELECT x.code FROM spend_order x WHERE x.id = o.reverses), '') AS reverses,
COALESCE((SELECT x.code FROM spend_order x WHERE x.reverses = o.id AND x.state NOT IN ('REFUSED', 'WITHDRAWN')), '') AS reversed_by,
o.made_by, o.made_at_ms, o.since_ms, o.sent_ms, o.approved_by, o.approved_ms, o.posted_by, o.posted_ms

-- On whose desk it is: who made it; or who holds the role, in its agency or the city, and is none of its persons.
-- part: order_waits(o, who, day)
((o.state IN ('DRAFT', 'RETURNED') AND o.made_by = CAST(who AS TEXT))
 OR (o.state IN ('SENT', 'APPROVED') AND o.made_by <> CAST(who AS TEXT) AND o.approved_by <> CAST(who AS TEXT)
     AND (EXISTS (SELECT 1 FROM app_user hu JOIN user_role h ON h.user_id = hu.id
                  WHERE hu.name = CAST(who AS TEXT) AND h.role = o.desk AND (h.scope_kind = 'city' OR (h.scope_kind = 'agency' AND h.scope_id = o.agency_id)))
          OR EXISTS (SELECT 1 FROM delegation h WHERE h.to_user = CAST(who AS TEXT) AND h.role = o.desk AND h.state = 'confirmed'
                     AND h.from_date <= CAST(day AS INTEGER) AND h.to_date >= CAST(day AS INTEGER)
                     AND (h.scope_kind = 'city' OR (h.scope_kind = 'agency' AND h.scope_id = o.agency_id))))))

-- part: order_level(o)
CASE o.role WHEN 'HEAD' THEN 2 WHEN 'BUDGET' THEN 3 WHEN 'PERMSEC' THEN 4 WHEN 'GOVERNOR' THEN 5 WHEN 'COUNCIL' THEN 6 ELSE 0 END

-- What a row's line has in the bucket $2; of RESERVED what its reference holds.
-- part: order_left(b, r)
CASE CAST($2 AS BIGINT) WHEN 1 THEN COALESCE(b.unallotted_satang, 0) WHEN 2 THEN COALESCE(b.allotted_satang, 0)
     ELSE COALESCE((SELECT h.reserved_satang FROM holding h WHERE h.line_id = r.take_line_id AND h.ref = r.ref), 0) END

-- name: order_list
SELECT {order_columns o g} FROM spend_order o LEFT JOIN agency g ON g.id = o.agency_id
WHERE o.year = $1 AND (CAST($2 AS TEXT) = '' OR o.kind = $2) AND (CAST($3 AS TEXT) = '' OR o.state = $3)
  AND (CAST($4 AS TEXT) = '' OR g.code = $4) AND (CAST($5 AS BIGINT) = 0 OR o.id < $5)
ORDER BY o.id DESC LIMIT $6;

-- name: order_waiting
SELECT {order_columns o g} FROM spend_order o LEFT JOIN agency g ON g.id = o.agency_id
WHERE o.year = $1 AND o.desk <> '' AND {order_waits o $2 $3}
ORDER BY o.since_ms, o.id LIMIT $4;

-- name: order_get
SELECT {order_columns o g} FROM spend_order o LEFT JOIN agency g ON g.id = o.agency_id WHERE o.code = $1;

-- name: order_sums
SELECT kind, state, desk, COUNT(*) AS count, CAST(SUM(total_satang) AS BIGINT) AS total_satang, MIN(since_ms) AS oldest_ms
FROM spend_order WHERE year = $1 GROUP BY kind, state, desk ORDER BY kind, state, desk LIMIT 100;

-- $2 the bucket, $3 1 = posted: what is there now; rows of $1 after $4, at most $5.
-- name: order_rows
SELECT x.n, l.code AS line, x.amount_satang, COALESCE(t.code, '') AS to_line, COALESCE(CASE WHEN t.id IS NULL THEN ta.code END, '') AS agency,
       COALESCE(CASE WHEN t.id IS NULL THEN o2.code END, '') AS output, COALESCE(CASE WHEN t.id IS NULL THEN i2.code END, '') AS item,
       x.to_name AS name, x.ref, x.note, l.name AS line_name, g.name_th AS agency_name,
       COALESCE(t.name, NULLIF(x.to_name, ''), l.name) AS to_name,
       CASE WHEN CAST($3 AS BIGINT) = 1 THEN x.have ELSE x.have - x.sofar + x.amount_satang END AS before_satang,
       CASE WHEN CAST($3 AS BIGINT) = 1 THEN x.have ELSE x.have - x.sofar END AS after_satang,
       (SELECT tb.unallotted_satang FROM balance tb WHERE tb.line_id = t.id) AS to_before_satang,
       CAST(COALESCE((SELECT SUM(w.amount_satang) FROM spend_order_row w JOIN spend_order wo ON wo.id = w.order_id
                      WHERE w.take_line_id = x.take_line_id AND w.order_id <> x.order_id AND wo.state IN ('SENT', 'APPROVED')), 0) AS BIGINT) AS waiting_satang,
       x.entry_seq, x.line_id, COALESCE(x.to_line_id, 0) AS to_line_id, x.take_line_id, COALESCE(x.to_agency_id, 0) AS to_agency_id,
       COALESCE(x.to_output_id, 0) AS to_output_id, COALESCE(x.to_item_id, 0) AS to_item_id
FROM (SELECT y.* FROM (SELECT r.*, {order_left b r} AS have,
                              CAST(SUM(r.amount_satang) OVER (PARTITION BY r.take_line_id, CASE WHEN CAST($2 AS BIGINT) = 3 THEN r.ref ELSE '' END ORDER BY r.n) AS BIGINT) AS sofar
                       FROM spend_order_row r LEFT JOIN balance b ON b.line_id = r.take_line_id WHERE r.order_id = $1) y
      WHERE y.n > $4 ORDER BY y.n LIMIT $5) x
JOIN line l ON l.id = x.line_id JOIN agency g ON g.id = l.agency_id
LEFT JOIN line t ON t.id = x.to_line_id LEFT JOIN agency ta ON ta.id = x.to_agency_id
LEFT JOIN class_node o2 ON o2.id = x.to_output_id LEFT JOIN class_node i2 ON i2.id = x.to_item_id
ORDER BY x.n;

-- The first line that has less in the bucket $2 than the order takes.
-- name: order_short
SELECT y.n, y.take_line_id AS line_id, y.need AS need_satang, y.have AS left_satang
FROM (SELECT MIN(x.n) AS n, x.take_line_id, x.have, CAST(SUM(x.amount_satang) AS BIGINT) AS need
      FROM (SELECT r.n, r.take_line_id, r.amount_satang, CASE WHEN CAST($2 AS BIGINT) = 3 THEN r.ref ELSE '' END AS part, {order_left b r} AS have
            FROM spend_order_row r LEFT JOIN balance b ON b.line_id = r.take_line_id WHERE r.order_id = $1) x
      GROUP BY x.take_line_id, x.part, x.have) y
WHERE y.need > y.have ORDER BY y.n LIMIT 1;

-- Rows that move money between the same two lines, as one; `to` is the line itself where one is opened later.
-- name: order_moves
SELECT MIN(r.n) AS n, r.line_id, COALESCE(r.to_line_id, r.line_id) AS to_line_id, CAST(SUM(r.amount_satang) AS BIGINT) AS amount_satang
FROM spend_order_row r WHERE r.order_id = $1
GROUP BY r.line_id, r.to_line_id, r.to_agency_id, r.to_output_id ORDER BY n;

-- name: order_events
SELECT n, event, from_state, to_state, desk, by_user, at_ms, reason, 0 AS days
FROM spend_order_event WHERE order_id = $1 ORDER BY n LIMIT 500;

-- name: order_line
SELECT l.id, l.year, l.agency_id, g.division, l.output_id, l.code, g.code AS agency_code
FROM line l JOIN agency g ON g.id = l.agency_id WHERE l.code = $1;

-- name: order_insert
INSERT INTO spend_order (code, year, kind, agency_id, reverses, title, reason, doc_no, on_date, quarter, state, desk, role,
                         made_by, made_at_ms, since_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'DRAFT', 'maker', '', $11, $12, $12) RETURNING id;

-- name: order_change
UPDATE spend_order SET agency_id = $3, title = $4, reason = $5, doc_no = $6, on_date = $7, quarter = $8, version = version + 1
WHERE id = $1 AND version = $2;

-- What its rows make of it, in the write that put them.
-- name: order_total
UPDATE spend_order SET role = $3, row_count = (SELECT COUNT(*) FROM spend_order_row r WHERE r.order_id = spend_order.id),
    total_satang = CAST(COALESCE((SELECT SUM(r.amount_satang) FROM spend_order_row r WHERE r.order_id = spend_order.id), 0) AS BIGINT)
WHERE id = $1 AND version = $2;

-- name: order_rows_drop
DELETE FROM spend_order_row WHERE order_id = $1;

-- name: order_row_insert
INSERT INTO spend_order_row (order_id, n, line_id, to_line_id, take_line_id, to_agency_id, to_output_id, to_item_id, to_name, amount_satang, ref, note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: order_rows_reverse
INSERT INTO spend_order_row (order_id, n, line_id, to_line_id, take_line_id, to_agency_id, to_output_id, amount_satang, ref, note)
SELECT $1, r.n, r.line_id, r.to_line_id, COALESCE(r.to_line_id, r.line_id), r.to_agency_id, r.to_output_id, r.amount_satang,
       r.ref, 'entry:' || CAST(r.entry_seq AS TEXT)
FROM spend_order_row r WHERE r.order_id = $2;

-- name: order_event_insert
INSERT INTO spend_order_event (order_id, n, event, from_state, to_state, desk, by_user, at_ms, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: order_move
UPDATE spend_order SET state = $3, desk = $4, since_ms = $5, sent_ms = $6, approved_by = $7, approved_ms = $8, authority = $9,
    doc_no = $10, on_date = $11, posted_by = $12, posted_ms = $13, version = version + 1
WHERE id = $1 AND version = $2;

-- Who prepared it, as often as they changed it.
-- name: order_maker
SELECT COUNT(*) FROM spend_order_event WHERE order_id = $1 AND by_user = $2 AND event IN ('make', 'change', 'send');

-- name: order_row_open
UPDATE spend_order_row SET to_line_id = $3 WHERE order_id = $1 AND n = $2;

-- name: order_row_entry
UPDATE spend_order_row SET entry_seq = $3 WHERE order_id = $1 AND n = $2;

-- People on whose desk it comes: of a role in the city, or in one agency.
-- name: order_people
SELECT u.name FROM user_role r JOIN app_user u ON u.id = r.user_id
WHERE r.role = $1 AND u.disabled = 0 AND (r.scope_kind = 'city' OR (r.scope_kind = 'agency' AND r.scope_id = $2))
ORDER BY u.name LIMIT 50;

-- ---- allotment ----

-- Lines of a year with what is not allotted, what was in all, and what other open orders of allotment ask.
-- name: order_allot_lines
SELECT l.id AS line_id, l.agency_id, l.item_id, i.code AS item_code, b.unallotted_satang,
       b.allotted_satang + b.reserved_satang + b.obligated_satang + b.disbursed_satang + b.carried_a_satang + b.carried_b_satang AS allotted_satang,
       COALESCE(p.asked, 0) AS asked_satang
FROM line l JOIN balance b ON b.line_id = l.id JOIN class_node i ON i.id = l.item_id
LEFT JOIN (SELECT r.take_line_id, CAST(SUM(r.amount_satang) AS BIGINT) AS asked
           FROM spend_order o JOIN spend_order_row r ON r.order_id = o.id
           WHERE o.year = $1 AND o.kind = 'allot' AND o.reverses IS NULL AND o.state IN ('DRAFT', 'SENT', 'APPROVED', 'RETURNED')
           GROUP BY r.take_line_id) p ON p.take_line_id = l.id
WHERE l.year = $1 AND (CAST($2 AS BIGINT) = 0 OR l.agency_id = $2) AND b.unallotted_satang > 0
ORDER BY l.id;

-- ---- transfers split to stay below a limit ----

-- Targets of order $1 that other orders since $2 gave to as well: $3 1 = by line, 0 = by output as a whole.
-- name: order_split
SELECT m.to_agency_id, m.to_output_id, m.to_line_id, m.line_id, m.any_to, m.own + CAST(SUM(r.amount_satang) AS BIGINT) AS total_satang,
       COUNT(DISTINCT o.id) + 1 AS orders, MAX({order_level o}) AS level
FROM (SELECT k.kind, k.year, x.to_agency_id, x.to_output_id, CASE WHEN CAST($3 AS BIGINT) = 1 THEN COALESCE(x.to_line_id, 0) ELSE 0 END AS to_line_id,
             MIN(x.line_id) AS line_id, MIN(COALESCE(x.to_line_id, x.line_id)) AS any_to, CAST(SUM(x.amount_satang) AS BIGINT) AS own
      FROM spend_order_row x JOIN spend_order k ON k.id = x.order_id
      WHERE x.order_id = $1 AND x.to_output_id IS NOT NULL AND (CAST($3 AS BIGINT) = 0 OR x.to_line_id IS NOT NULL)
      GROUP BY k.kind, k.year, x.to_agency_id, x.to_output_id, CASE WHEN CAST($3 AS BIGINT) = 1 THEN COALESCE(x.to_line_id, 0) ELSE 0 END) m
JOIN spend_order_row r ON r.to_agency_id = m.to_agency_id AND r.to_output_id = m.to_output_id AND (CAST($3 AS BIGINT) = 0 OR r.to_line_id = m.to_line_id)
JOIN spend_order o ON o.id = r.order_id
WHERE o.id <> $1 AND o.kind = m.kind AND o.year = m.year AND o.reverses IS NULL AND o.state IN ('SENT', 'APPROVED', 'POSTED') AND o.sent_ms >= CAST($2 AS BIGINT)
GROUP BY m.to_agency_id, m.to_output_id, m.to_line_id, m.line_id, m.any_to, m.own
ORDER BY m.to_agency_id, m.to_output_id, m.to_line_id LIMIT 1000;

-- name: order_flag_open
SELECT COALESCE((SELECT MIN(f.id) FROM order_flag f WHERE f.to_agency_id = $1 AND f.to_output_id = $2 AND f.year = $3 AND f.kind = $4
                 AND COALESCE(f.to_line_id, 0) = CAST($5 AS BIGINT) AND f.state = 'open'), 0);

-- name: order_flag_insert
INSERT INTO order_flag (code, year, kind, to_agency_id, to_output_id, to_line_id, role, days, orders, total_satang, state, raised_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 'open', $9) RETURNING id;

-- Orders to the target of flag $1 since $2, and order $3, with what each gives there.
-- name: order_flag_fill
INSERT INTO order_flag_part (flag_id, order_id, amount_satang)
SELECT f.id, o.id, CAST(SUM(r.amount_satang) AS BIGINT)
FROM order_flag f JOIN spend_order_row r ON r.to_agency_id = f.to_agency_id AND r.to_output_id = f.to_output_id
     AND (f.to_line_id IS NULL OR r.to_line_id = f.to_line_id)
JOIN spend_order o ON o.id = r.order_id
WHERE f.id = $1 AND o.kind = f.kind AND o.year = f.year AND o.reverses IS NULL
  AND (o.id = $3 OR (o.state IN ('SENT', 'APPROVED', 'POSTED') AND o.sent_ms >= CAST($2 AS BIGINT)))
GROUP BY f.id, o.id
ON CONFLICT (flag_id, order_id) DO UPDATE SET amount_satang = excluded.amount_satang;

-- name: order_flag_total
UPDATE order_flag SET role = $2, version = version + 1,
    orders = (SELECT COUNT(*) FROM order_flag_part p WHERE p.flag_id = order_flag.id),
    total_satang = (SELECT CAST(SUM(p.amount_satang) AS BIGINT) FROM order_flag_part p WHERE p.flag_id = order_flag.id)
WHERE id = $1;

-- part: order_flag_columns(f)
f.id, f.version, f.year, f.days, f.orders, f.code, f.kind, f.state, f.role, g.name_th AS agency_name, n.code AS output_code,
n.name_th AS output_name, COALESCE(l.code, '') AS line, COALESCE(l.name, '') AS line_name, f.total_satang, f.raised_ms, f.cleared_by, f.cleared_ms, f.cleared_why

-- name: order_flag_list
SELECT {order_flag_columns f} FROM order_flag f JOIN agency g ON g.id = f.to_agency_id JOIN class_node n ON n.id = f.to_output_id
LEFT JOIN line l ON l.id = f.to_line_id
WHERE f.year = $1 AND (CAST($2 AS TEXT) = '' OR f.state = $2) AND (CAST($3 AS BIGINT) = 0 OR f.id < $3)
ORDER BY f.id DESC LIMIT $4;

-- name: order_flag_get
SELECT {order_flag_columns f} FROM order_flag f JOIN agency g ON g.id = f.to_agency_id JOIN class_node n ON n.id = f.to_output_id
LEFT JOIN line l ON l.id = f.to_line_id WHERE f.code = $1;

-- part: order_flag_part_columns(p)
f.code AS flag, o.code AS "order", o.title, o.state, o.role, o.made_by, o.approved_by, o.posted_by, p.amount_satang, o.sent_ms

-- name: order_flag_parts
SELECT {order_flag_part_columns p} FROM order_flag_part p JOIN order_flag f ON f.id = p.flag_id JOIN spend_order o ON o.id = p.order_id
WHERE p.flag_id = $1 ORDER BY o.id LIMIT 500;

-- name: order_flags_of
SELECT {order_flag_columns f} FROM order_flag_part p JOIN order_flag f ON f.id = p.flag_id JOIN agency g ON g.id = f.to_agency_id
JOIN class_node n ON n.id = f.to_output_id LEFT JOIN line l ON l.id = f.to_line_id
WHERE p.order_id = $1 ORDER BY f.id DESC LIMIT 50;

-- An order of the flag in which the person had a part; none when they had not.
-- name: order_flag_person
SELECT COALESCE((SELECT MIN(o.code) FROM order_flag_part p JOIN spend_order o ON o.id = p.order_id JOIN spend_order_event v ON v.order_id = o.id
                 WHERE p.flag_id = $1 AND v.by_user = $2), '') AS code;

-- name: order_flag_clear
UPDATE order_flag SET state = 'cleared', cleared_by = $3, cleared_ms = $4, cleared_why = $5, version = version + 1
WHERE id = $1 AND version = $2 AND state = 'open';

-- An open flag of an order whose sum would have needed more than level $2.
-- name: order_flag_stops
SELECT COALESCE((SELECT MIN(f.code) FROM order_flag_part p JOIN order_flag f ON f.id = p.flag_id
                 WHERE p.order_id = $1 AND f.state = 'open' AND {order_level f} > CAST($2 AS BIGINT)), '') AS code;

-- ---- registers ----

-- name: order_register
SELECT o.code AS "order", o.role AS authority_role, o.authority, o.on_date, l.code AS line, l.name AS line_name, g.name_th AS from_agency,
       COALESCE(t.code, '') AS to_line, COALESCE(t.name, r.to_name) AS to_name, COALESCE(tg.name_th, '') AS to_agency, r.amount_satang,
       o.reason, CASE WHEN o.reverses IS NULL THEN 0 ELSE 1 END AS reversed, o.id AS order_id, r.n, i.code AS item_code, i.name_th AS item_name
FROM spend_order o JOIN spend_order_row r ON r.order_id = o.id JOIN line l ON l.id = r.line_id JOIN agency g ON g.id = l.agency_id
JOIN class_node i ON i.id = l.item_id LEFT JOIN line t ON t.id = r.to_line_id LEFT JOIN agency tg ON tg.id = r.to_agency_id
WHERE o.year = $1 AND o.kind = $2 AND o.state = 'POSTED' AND (CAST($3 AS TEXT) = '' OR o.authority LIKE CAST($3 AS TEXT) || ':%')
  AND (o.id > CAST($4 AS BIGINT) OR (o.id = CAST($4 AS BIGINT) AND r.n > CAST($5 AS BIGINT)))
ORDER BY o.id, r.n LIMIT $6;

-- Items of the central fund: what was appropriated, what left their lines, what was allotted on them, what is left.
-- name: order_central
SELECT i.code AS item_code, i.name_th AS item_name, CAST(SUM(-b.source_satang) AS BIGINT) AS had_satang,
       CAST(SUM(-b.source_satang - b.unallotted_satang - b.allotted_satang - b.reserved_satang - b.obligated_satang - b.disbursed_satang
                - b.carried_a_satang - b.carried_b_satang - b.lapsed_satang) AS BIGINT) AS given_satang,
       CAST(SUM(b.allotted_satang + b.reserved_satang + b.obligated_satang + b.disbursed_satang + b.carried_a_satang
                + b.carried_b_satang + b.lapsed_satang) AS BIGINT) AS direct_satang,
       CAST(SUM(b.unallotted_satang) AS BIGINT) AS left_satang,
       (SELECT COUNT(*) FROM spend_order o JOIN spend_order_row r ON r.order_id = o.id JOIN line x ON x.id = r.line_id
        WHERE o.year = $1 AND o.kind = 'central' AND o.state = 'POSTED' AND o.reverses IS NULL AND x.item_id = i.id) AS transfers
FROM line l JOIN balance b ON b.line_id = l.id JOIN class_node i ON i.id = l.item_id
WHERE l.year = $1 AND i.code LIKE '08%' AND b.source_satang < 0
GROUP BY i.id, i.code, i.name_th ORDER BY i.code LIMIT 100;

-- Entries from a line of the central fund to an agency's, and back: m has both sides as they were given.
-- name: order_central_given
WITH m AS (
    SELECT n.seq, n.line_id AS from_id, n.to_line_id AS to_id, 0 AS reversed
    FROM class_node i JOIN line l ON l.item_id = i.id AND l.year = $1 JOIN entry n ON n.line_id = l.id AND n.type = 'CENTRAL'
    WHERE i.code LIKE '08%'
    UNION ALL
    SELECT n.seq, n.to_line_id, n.line_id, 1
    FROM class_node i JOIN line l ON l.item_id = i.id AND l.year = $1
    JOIN entry n ON n.to_line_id = l.id AND n.to_line_id IS NOT NULL AND n.type = 'REVERSE'
    WHERE i.code LIKE '08%')
SELECT COALESCE(o.code, '') AS "order", COALESCE(r.n, 0) AS n, n.on_date, COALESCE(o.role, '') AS authority_role, n.authority,
       l.code AS line, l.name AS line_name, g.name_th AS from_agency, t.code AS to_line, t.name AS to_name, tg.name_th AS to_agency,
       n.amount_satang, COALESCE(o.reason, n.note) AS reason, m.reversed, COALESCE(o.id, 0) AS order_id, i.code AS item_code,
       i.name_th AS item_name
FROM m JOIN entry n ON n.seq = m.seq JOIN line l ON l.id = m.from_id JOIN agency g ON g.id = l.agency_id
JOIN class_node i ON i.id = l.item_id JOIN line t ON t.id = m.to_id JOIN agency tg ON tg.id = t.agency_id
LEFT JOIN spend_order_row r ON r.line_id = m.from_id AND r.entry_seq = m.seq
LEFT JOIN spend_order o ON o.id = r.order_id
ORDER BY m.seq LIMIT $2;

-- name: order_source
SELECT i.code AS item_code, l.fund_id, l.ordinance FROM line l JOIN class_node i ON i.id = l.item_id WHERE l.id = $1;
