-- ceiling.sql: issued ceilings and what was asked under them.

-- name: ceiling_issues
SELECT i.id, i.year, i.version, i.state, i.reason, i.made_by, i.made_at_ms, i.issued_by, i.issued_at_ms,
       COALESCE(p.code, '') AS position_code, p.as_of AS position_as_of, i.edits,
       (SELECT COUNT(*) FROM ceiling_item x WHERE x.issue_id = i.id) AS items,
       (SELECT x.amount_satang FROM ceiling_item x WHERE x.issue_id = i.id AND x.dim = 'total') AS total_satang
FROM ceiling_issue i LEFT JOIN fiscal_position p ON p.id = i.position_id
WHERE i.year = $1 ORDER BY i.version DESC LIMIT 200;

-- name: ceiling_items
SELECT c.dim, c.code, c.agency_code,
       COALESCE(n.name_th, g.name_th, '') AS name, COALESCE(n.name_en, g.name_en, '') AS name_en,
       COALESCE(h.name_th, '') AS agency_name, COALESCE(h.name_en, '') AS agency_name_en,
       CASE WHEN c.dim = 'agency' THEN c.code ELSE c.agency_code END AS room_of, c.amount_satang,
       (SELECT b.amount_satang FROM ceiling_item b
        WHERE b.dim = c.dim AND b.code = c.code AND b.agency_code = c.agency_code
          AND b.issue_id = (SELECT MAX(i.id) FROM ceiling_issue i
                            WHERE i.year = $2 AND i.state = 'issued' AND i.id < $1)) AS before_satang,
       CAST(0 AS BIGINT) AS committed_satang,
       CAST(0 AS BIGINT) AS asked_satang, CAST(0 AS BIGINT) AS room_satang
FROM ceiling_item c
LEFT JOIN class_node n ON n.code = c.code AND c.dim IN ('type', 'side', 'fund')
  AND n.version_id = (SELECT yc.version_id FROM year_class yc
                      WHERE yc.year = $2 AND yc.kind = CASE c.dim WHEN 'type' THEN 'item' WHEN 'side' THEN 'programme' ELSE 'fund' END)
LEFT JOIN agency g ON g.code = c.code AND c.dim = 'agency'
LEFT JOIN agency h ON h.code = c.agency_code AND c.agency_code <> ''
WHERE c.issue_id = $1
ORDER BY CASE WHEN c.agency_code <> '' THEN 6 ELSE CASE c.dim WHEN 'total' THEN 0 WHEN 'type' THEN 1 WHEN 'side' THEN 2
              WHEN 'fund' THEN 3 ELSE 4 END END,
         COALESCE(g.print_order, h.print_order, 0), c.dim, c.code, c.agency_code LIMIT 2000;

-- What agencies are bound to in a year by type; tranches of lines funded the year before are capital.
-- name: ceiling_committed
SELECT a.code AS agency_code, k.type_code, CAST(SUM(y.amount_satang) AS BIGINT) AS committed_satang
FROM committed_year y JOIN committed k ON k.id = y.committed_id JOIN agency a ON a.id = k.agency_id
WHERE y.year = $1 AND k.ended = 0 AND k.kind <> 'running' GROUP BY a.code, k.type_code
UNION ALL
SELECT a.code, '3', CAST(SUM(t.amount_satang) AS BIGINT)
FROM tranche t JOIN line l ON l.id = t.line_id JOIN package p ON p.id = l.package_id JOIN agency a ON a.id = l.agency_id
WHERE t.year = $1 AND l.year = $1 - 1 AND l.removed = 0 AND {granted p}
GROUP BY a.code ORDER BY 1, 2;

-- $3 = 1: also what the agency has not sent. Its lines once, summed by item, output and fund; then
-- each ceiling takes what is under its node.
-- name: ceiling_room
WITH RECURSIVE asked (item_id, output_id, fund, amount) AS (
  SELECT l.item_id, l.output_id, f.code, SUM(x.amount_satang)
  FROM line l JOIN package p ON p.id = l.package_id JOIN line_amount x ON x.line_id = l.id AND x.stage = 0
  JOIN class_node f ON f.id = l.fund_id
  WHERE l.agency_id = $2 AND l.year = $1 AND l.ordinance = 0 AND p.state NOT IN ('WITHDRAWN', 'EXECUTION')
    AND (CAST($3 AS BIGINT) = 1 OR p.state NOT IN ('DRAFT', 'RETURNED', 'EXECUTION'))
  GROUP BY l.item_id, l.output_id, f.code),
up (leaf, parent_id, level, code) AS (
  SELECT n.id, n.parent_id, n.level, n.code FROM class_node n
  WHERE n.id IN (SELECT item_id FROM asked UNION SELECT output_id FROM asked)
  UNION ALL
  SELECT up.leaf, n.parent_id, n.level, n.code FROM up JOIN class_node n ON n.id = up.parent_id),
mine (dim, code, issued, name, name_en) AS (
  SELECT c.dim, c.code, c.amount_satang, COALESCE(n.name_th, g.name_th), COALESCE(n.name_en, g.name_en)
  FROM ceiling_item c JOIN agency g ON g.id = $2
  LEFT JOIN class_node n ON n.code = c.code AND c.dim IN ('type', 'side', 'fund')
    AND n.version_id = (SELECT yc.version_id FROM year_class yc
                        WHERE yc.year = $1 AND yc.kind = CASE c.dim WHEN 'type' THEN 'item' WHEN 'side' THEN 'programme' ELSE 'fund' END)
  WHERE c.issue_id = (SELECT MAX(i.id) FROM ceiling_issue i WHERE i.year = $1 AND i.state = 'issued')
    AND ((c.dim = 'agency' AND c.code = g.code) OR c.agency_code = g.code)),
used (dim, code, asked) AS (
  SELECT m.dim, m.code, COALESCE((SELECT SUM(a.amount) FROM asked a
    WHERE (m.dim = 'fund' AND a.fund = m.code)
       OR (m.dim <> 'fund' AND a.fund NOT IN ('SUBG', 'SUBS')
           AND (m.dim = 'agency'
                OR EXISTS (SELECT 1 FROM up WHERE up.code = m.code AND up.level = m.dim
                             AND up.leaf = CASE m.dim WHEN 'type' THEN a.item_id ELSE a.output_id END)))), 0)
  FROM mine m)
SELECT m.dim, m.code, m.name, m.name_en, m.issued AS issued_satang, CAST(u.asked AS BIGINT) AS asked_satang,
       CAST(m.issued - u.asked AS BIGINT) AS room_satang, CASE WHEN u.asked > m.issued THEN 1 ELSE 0 END AS over
FROM mine m JOIN used u ON u.dim = m.dim AND u.code = m.code
ORDER BY CASE m.dim WHEN 'agency' THEN 0 WHEN 'type' THEN 1 WHEN 'side' THEN 2 ELSE 3 END, m.code;

-- name: ceiling_draft_add
INSERT INTO ceiling_issue (year, version, state, reason, made_by, made_at_ms)
VALUES ($1, (SELECT COALESCE(MAX(i.version), 0) + 1 FROM ceiling_issue i WHERE i.year = $1), 'draft', $2, $3, $4)
RETURNING id;

-- name: ceiling_copy
INSERT INTO ceiling_item (issue_id, dim, code, agency_code, amount_satang)
SELECT $2, c.dim, c.code, c.agency_code, c.amount_satang FROM ceiling_item c
WHERE c.issue_id = (SELECT MAX(i.id) FROM ceiling_issue i WHERE i.year = $1 AND i.state = 'issued');

-- name: ceiling_put
INSERT INTO ceiling_item (issue_id, dim, code, agency_code, amount_satang) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (issue_id, dim, code, agency_code) DO UPDATE SET amount_satang = excluded.amount_satang;

-- name: ceiling_take
DELETE FROM ceiling_item WHERE issue_id = $1 AND dim = $2 AND code = $3 AND agency_code = $4;

-- name: ceiling_touch
UPDATE ceiling_issue SET edits = edits + 1 WHERE id = $1 AND state = 'draft' AND (CAST($2 AS BIGINT) < 0 OR edits = $2);

-- name: ceiling_close
UPDATE ceiling_issue SET state = $2, issued_by = $3, issued_at_ms = $4, position_id = $5, edits = edits + 1
WHERE id = $1 AND state = 'draft';
