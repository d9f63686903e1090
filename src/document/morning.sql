-- morning.sql: what a director reads each morning. Every query: $1 year, $2 agency or 0, $3 today. n: how many there are.

-- part: morning_left(b)
(b.unallotted_satang + b.allotted_satang + b.reserved_satang)

-- $4 the last day of contracts that end soon, $5 a week from today; $6 1 = also what those who work on spending see.
-- name: morning_items
SELECT * FROM (SELECT 'late' AS kind, '/procurement/' || l.code AS path, l.name AS title, g.name_th AS agency_name,
       CAST(p.next_step AS TEXT) AS note, {morning_left b} AS amount_satang, p.next_day AS day, COUNT(*) OVER () AS n
FROM procurement p JOIN line l ON l.id = p.line_id JOIN agency g ON g.id = l.agency_id JOIN balance b ON b.line_id = l.id
WHERE p.year = $1 AND p.next_day IS NOT NULL AND p.next_day < $3 AND (CAST($2 AS BIGINT) = 0 OR l.agency_id = $2)
ORDER BY p.next_day, p.line_id LIMIT 6) late
UNION ALL
SELECT * FROM (SELECT 'open' AS kind, '/position/lines/' || l.code AS path, l.name AS title, g.name_th AS agency_name, '' AS note,
       b.allotted_satang AS amount_satang, CAST(NULL AS INTEGER) AS day, COUNT(*) OVER () AS n
FROM line l JOIN balance b ON b.line_id = l.id JOIN agency g ON g.id = l.agency_id
WHERE l.year = $1 AND (CAST($2 AS BIGINT) = 0 OR l.agency_id = $2) AND b.allotted_satang > 0
ORDER BY b.allotted_satang DESC, l.id LIMIT 6) open
UNION ALL
SELECT * FROM (SELECT 'contract' AS kind, '/contracts/' || c.code AS path, c.title, g.name_th AS agency_name, c.ref AS note,
       c.total_satang AS amount_satang, c.ends_on AS day, COUNT(*) OVER () AS n
FROM contract c JOIN agency g ON g.id = c.agency_id
WHERE c.year = $1 AND c.state = 'active' AND c.ends_on IS NOT NULL AND c.ends_on <= $4 AND (CAST($2 AS BIGINT) = 0 OR c.agency_id = $2)
ORDER BY c.ends_on, c.id LIMIT 6) ends
UNION ALL
SELECT * FROM (SELECT 'resolution' AS kind, '/acceleration/' || r.code AS path, x.body AS title, g.name_th AS agency_name, x.state AS note,
       CAST(0 AS BIGINT) AS amount_satang, x.due AS day, COUNT(*) OVER () AS n
FROM acceleration r JOIN acceleration_resolution x ON x.round_id = r.id JOIN agency g ON g.id = x.agency_id
WHERE r.year = $1 AND x.state IN ('open', 'doing') AND x.due <= $5 AND (CAST($2 AS BIGINT) = 0 OR x.agency_id = $2)
  AND CAST($6 AS INTEGER) = 1
ORDER BY x.due, x.id LIMIT 6) due
UNION ALL
SELECT * FROM (SELECT 'problem' AS kind, '/problems/' || p.code AS path, p.what AS title, COALESCE(g.name_th, '') AS agency_name, s.kind AS note,
       CAST(0 AS BIGINT) AS amount_satang, p.due AS day, COUNT(*) OVER () AS n
FROM problem p JOIN spending_problem s ON s.problem_id = p.id LEFT JOIN agency g ON g.id = p.agency_id
WHERE CAST($6 AS INTEGER) = 1 AND p.year = $1 AND p.state IN ('open', 'solving') AND (CAST($2 AS BIGINT) = 0 OR p.agency_id = $2)
ORDER BY p.weight DESC, p.due NULLS LAST, p.id LIMIT 6) problem
UNION ALL
SELECT 'order' AS kind, '/orders' AS path, '' AS title, '' AS agency_name, o.desk AS note, CAST(SUM(o.total_satang) AS BIGINT) AS amount_satang,
       CAST(NULL AS INTEGER) AS day, COUNT(*) AS n
FROM spend_order o WHERE CAST($6 AS INTEGER) = 1 AND o.year = $1 AND o.desk <> '' AND (CAST($2 AS BIGINT) = 0 OR o.agency_id = $2) GROUP BY o.desk
UNION ALL
SELECT 'warrant' AS kind, '/warrants' AS path, '' AS title, '' AS agency_name, w.state AS note, CAST(SUM(w.charge_satang) AS BIGINT) AS amount_satang,
       CAST(NULL AS INTEGER) AS day, COUNT(*) AS n
FROM warrant w WHERE CAST($6 AS INTEGER) = 1 AND w.year = $1 AND w.state IN ('draft', 'sent', 'approved', 'returned') AND (CAST($2 AS BIGINT) = 0 OR w.agency_id = $2)
GROUP BY w.state;

-- Capital lines with money that is not obligated and no signature, the largest first.
-- name: morning_unsigned
SELECT l.code, l.name, g.name_th AS agency_name, COALESCE(p.method, '') AS method, COALESCE(p.next_step, 0) AS next_step,
       {morning_left b} AS left_satang
FROM line l JOIN balance b ON b.line_id = l.id JOIN class_node i ON i.id = l.item_id JOIN agency g ON g.id = l.agency_id
LEFT JOIN procurement p ON p.line_id = l.id
WHERE l.year = $1 AND (CAST($2 AS BIGINT) = 0 OR l.agency_id = $2) AND substr(i.code, 1, 2) = '05' AND {morning_left b} > 0
  AND COALESCE(p.next_step, 0) <= 4
ORDER BY {morning_left b} DESC, l.id LIMIT 300;
