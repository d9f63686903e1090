-- cycle.sql: what is open before an event of the cycle ($1 the year, $2 the amount stage open there; of drafts in
-- the Council: bill.sql), the trail of events, and stages opened again.

-- name: guard_calendar
SELECT CASE WHEN EXISTS (SELECT 1 FROM calendar_step s WHERE s.year = $1 AND s.step = 'request'
                         AND s.to_date IS NOT NULL) OR CAST($2 AS BIGINT) < 0 THEN 0 ELSE 1 END;

-- name: guard_submitted
SELECT COUNT(*) FROM agency g
WHERE {unsent g $1} AND CAST($2 AS BIGINT) >= 0
  AND COALESCE((SELECT m.mark FROM agency_mark m WHERE m.year = $1 AND m.agency_id = g.id
                ORDER BY m.id DESC LIMIT 1), 'none') = 'none';

-- name: guard_extensions
SELECT COUNT(*) FROM extension x WHERE x.year = $1 AND x.state = 'asked' AND CAST($2 AS BIGINT) >= 0;

-- name: guard_analysed
SELECT COUNT(*) FROM package p
WHERE p.year = $1 AND p.state IN ('SUBMITTED', 'RETURNED') AND CAST($2 AS BIGINT) >= 0;

-- Packages that still compete with a line that has money and no amount at this stage.
-- name: guard_decided
SELECT COUNT(*) FROM package p
WHERE p.year = $1
  AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN', 'EXECUTION', 'UNSUITABLE', 'UNFUNDED')
  AND EXISTS (SELECT 1 FROM line l JOIN line_amount a ON a.line_id = l.id AND a.stage = 0
              WHERE l.package_id = p.id AND l.removed = 0 AND a.amount_satang > 0
                AND NOT EXISTS (SELECT 1 FROM line_amount x WHERE x.line_id = l.id AND x.stage = $2));

-- The sum of the newest amounts of what is asked of the city, up to a stage.
-- part: city_sum($1, $2)
(SELECT COALESCE(SUM(x.amount_satang), 0) FROM package p JOIN line l ON l.package_id = p.id
 JOIN line_amount x ON x.line_id = l.id
 WHERE p.year = $1 AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN', 'EXECUTION')
   AND x.stage = (SELECT MAX(y.stage) FROM line_amount y WHERE y.line_id = l.id AND y.stage <= $2))

-- name: guard_balanced
SELECT COUNT(*) FROM fiscal_year f
WHERE f.year = $1 AND f.revenue_satang > 0 AND {city_sum $1 $2} > f.revenue_satang;

-- name: guard_open_money
SELECT COUNT(*) FROM balance b JOIN line l ON l.id = b.line_id
WHERE l.year = $1 AND CAST($2 AS BIGINT) >= 0
  AND (b.unallotted_satang > 0 OR b.allotted_satang > 0 OR b.reserved_satang > 0 OR b.obligated_satang > 0);

-- name: guard_carry_open
SELECT COUNT(*) FROM carry c
WHERE c.year = $1 AND CAST($2 AS BIGINT) >= 0 AND c.state IN ('draft', 'submitted', 'sent', 'listed', 'approved');

-- name: guard_orders_open
SELECT COUNT(*) FROM spend_order o
WHERE o.year = $1 AND CAST($2 AS BIGINT) >= 0 AND o.state IN ('DRAFT', 'SENT', 'APPROVED', 'RETURNED');

-- name: guard_warrants_open
SELECT COUNT(*) FROM warrant w
WHERE w.year = $1 AND CAST($2 AS BIGINT) >= 0 AND w.state IN ('draft', 'sent', 'approved', 'returned');

-- name: guard_periods
SELECT 12 - COUNT(*) FROM ledger_period m WHERE m.year = $1 AND CAST($2 AS BIGINT) >= 0 AND m.closed = 1;

-- name: guard_closing
SELECT 1 - COUNT(*) FROM year_closing c WHERE c.year = $1 AND CAST($2 AS BIGINT) >= 0;

-- ---- the trail ----

-- name: cycle_open_insert
INSERT INTO cycle_open (event_id, guard, count) VALUES ($1, $2, $3);

-- name: cycle_trail
SELECT e.id, e.at_ms, e.event, e.from_stage, e.to_stage, e.by_user, e.reason,
       COALESCE((SELECT r.number FROM reopening r WHERE r.event_id = e.id), 0) AS reopening,
       CAST(COALESCE((SELECT SUM(o.count) FROM cycle_open o WHERE o.event_id = e.id), 0) AS BIGINT) AS open_count,
       COALESCE((SELECT MIN(o.guard) FROM cycle_open o WHERE o.event_id = e.id), '') AS guard
FROM cycle_event e WHERE e.year = $1
ORDER BY e.id DESC LIMIT 200;

-- ---- stages opened again ----

-- name: reopening_locked
SELECT COUNT(*) AS lines, CAST(COALESCE(SUM(x.amount_satang), 0) AS BIGINT) AS total_satang,
       COALESCE((SELECT MAX(c.id) FROM line_change c), 0) AS change_id
FROM line l JOIN line_amount x ON x.line_id = l.id AND x.stage = $2
WHERE l.year = $1;

-- name: reopening_insert
INSERT INTO reopening (event_id, year, number, stage, lines, total_satang, change_id)
VALUES ($1, $2, (SELECT COALESCE(MAX(number), 0) + 1 FROM reopening WHERE year = $2), $3, $4, $5, $6);

-- name: reopening_close
INSERT INTO reopening_end (reopening_id, event_id, total_satang, change_id)
SELECT r.id, $2, $4, $5 FROM reopening r JOIN cycle_event e ON e.id = r.event_id
WHERE r.year = $1 AND e.to_stage = $3
  AND NOT EXISTS (SELECT 1 FROM reopening_end d WHERE d.reopening_id = r.id);

-- name: reopening_open_count
SELECT COUNT(*) FROM reopening r JOIN cycle_event e ON e.id = r.event_id
WHERE r.year = $1 AND e.to_stage = $2
  AND NOT EXISTS (SELECT 1 FROM reopening_end d WHERE d.reopening_id = r.id);

-- name: reopening_list
SELECT r.number, e.at_ms AS opened_ms, e.by_user, e.reason, e.from_stage, e.to_stage, r.stage, r.lines,
       r.total_satang, r.change_id AS first_change, COALESCE(d.change_id, 0) AS last_change,
       z.at_ms AS closed_ms, COALESCE(z.by_user, '') AS closed_by, d.total_satang AS total_then_satang
FROM reopening r JOIN cycle_event e ON e.id = r.event_id
LEFT JOIN reopening_end d ON d.reopening_id = r.id
LEFT JOIN cycle_event z ON z.id = d.event_id
WHERE r.year = $1 AND (CAST($2 AS BIGINT) = 0 OR r.number = $2)
ORDER BY r.number DESC LIMIT 200;

-- Changes of amounts of the year between two changes, oldest first, paged by $4.
-- name: reopening_changes
SELECT c.id, c.at_ms, l.code AS line_code, l.name AS line_name, p.code AS package_code, c.by_user,
       CAST(c.stage AS BIGINT) AS stage,
       CASE c.stage WHEN 0 THEN 'requested' WHEN 1 THEN 'analyst' WHEN 2 THEN 'suitability'
            WHEN 3 THEN 'permsec' WHEN 4 THEN 'governor' WHEN 5 THEN 'tabled'
            WHEN 6 THEN 'committee' WHEN 7 THEN 'amended' ELSE 'enacted' END AS stage_word,
       c.old_satang, c.new_satang, c.reason, c.resolution
FROM line_change c JOIN line l ON l.id = c.line_id JOIN package p ON p.id = l.package_id
WHERE c.id > $2 AND c.id <= $3 AND c.id > $4 AND l.year = $1
ORDER BY c.id LIMIT $5;

-- name: reopening_changed
SELECT COUNT(DISTINCT c.line_id) FROM line_change c JOIN line l ON l.id = c.line_id
WHERE c.id > $2 AND c.id <= $3 AND l.year = $1;
