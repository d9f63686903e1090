-- statement.sql: what an explanatory statement of a line or a unit says.

-- The largest lines first. $1 unit, $2 a line or 0, $3 sight.
-- name: statement_lines
SELECT l.code, l.name, i.code AS item_code, i.name_th AS item_name, l.unit_word, l.justification, COALESCE(c.price_code, '') AS price_code,
       COALESCE(c.price_reason, '') AS price_reason, l.quantity_milli, l.times, l.months, COALESCE(c.first_year, 0) AS first_year,
       COALESCE(c.last_year, 0) AS last_year, l.unit_price_satang,
       CAST(COALESCE((SELECT s.price_satang FROM price s WHERE s.year = l.year AND s.code = c.price_code AND s.state = 'approved'), 0) AS BIGINT) AS standard_satang,
       CAST(COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id ORDER BY x.stage DESC LIMIT 1), 0) AS BIGINT) AS now_satang,
       CAST(COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id AND x.stage = 0), 0) AS BIGINT) AS asked_satang,
       COUNT(*) OVER () AS lines_all,
       CAST(SUM(COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id ORDER BY x.stage DESC LIMIT 1), 0)) OVER () AS BIGINT) AS now_all_satang,
       CAST(SUM(COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id AND x.stage = 0), 0)) OVER () AS BIGINT) AS asked_all_satang
FROM package p
JOIN line l ON l.package_id = p.id AND l.removed = 0
JOIN class_node i ON i.id = l.item_id
LEFT JOIN line_cost c ON c.line_id = l.id
WHERE p.unit_id = $1 AND (CAST($2 AS BIGINT) = 0 OR l.id = $2) AND {seen p $3}
ORDER BY 16 DESC, l.code LIMIT 200;

-- All else, piece by piece: $1 unit, $2 a line or 0, $3 its package or 0, $4 sight, $5 today.
-- name: statement_words
SELECT 'output' AS kind, n.code, CAST(0 AS BIGINT) AS number, n.name_th AS title, '' AS body, '' AS extra, CAST(0 AS BIGINT) AS amount_satang
FROM unit u JOIN class_node n ON n.id = u.output_id WHERE u.id = $1
UNION ALL
SELECT 'package', p.code, p.level, p.title, p.justification, p.state, CAST(0 AS BIGINT)
FROM package p WHERE p.unit_id = $1 AND (CAST($3 AS BIGINT) = 0 OR p.id = $3) AND {seen p $4}
UNION ALL
SELECT DISTINCT 'goal', n.code, CAST(0 AS BIGINT), n.name_th, '', '', CAST(0 AS BIGINT)
FROM package p JOIN class_node n ON n.id = p.goal_id
WHERE p.unit_id = $1 AND (CAST($3 AS BIGINT) = 0 OR p.id = $3) AND {seen p $4}
UNION ALL
SELECT 'answer', '', w.question, '', w.words, '', CAST(0 AS BIGINT)
FROM answer w
WHERE w.unit_id = $1 AND w.words <> ''
  AND (w.level = 0 OR w.level = (SELECT MIN(p.level) FROM package p WHERE p.unit_id = $1 AND (CAST($3 AS BIGINT) = 0 OR p.id = $3) AND {seen p $4}))
  AND NOT EXISTS (SELECT 1 FROM answer y WHERE y.unit_id = w.unit_id AND y.level = w.level AND y.question = w.question AND y.version > w.version)
UNION ALL
SELECT 'yield', p.code, y.quantity_milli, y.name, y.unit_word, '', CAST(0 AS BIGINT)
FROM package p JOIN level_output y ON y.package_id = p.id
WHERE p.unit_id = $1 AND (CAST($3 AS BIGINT) = 0 OR p.id = $3) AND {seen p $4}
UNION ALL
SELECT 'stage', '', x.stage, '', '', CAST(COUNT(*) AS TEXT), CAST(SUM(x.amount_satang) AS BIGINT)
FROM package p JOIN line l ON l.package_id = p.id AND l.removed = 0 JOIN line_amount x ON x.line_id = l.id
WHERE p.unit_id = $1 AND (CAST($2 AS BIGINT) = 0 OR l.id = $2) AND {seen p $4}
GROUP BY x.stage
UNION ALL
SELECT 'tranche', '', t.year, '', '', '', CAST(SUM(t.amount_satang) AS BIGINT)
FROM package p JOIN line l ON l.package_id = p.id AND l.removed = 0 JOIN tranche t ON t.line_id = l.id
WHERE p.unit_id = $1 AND (CAST($2 AS BIGINT) = 0 OR l.id = $2) AND {seen p $4}
GROUP BY t.year
UNION ALL
SELECT DISTINCT 'result', d.code, CASE d.level WHEN 'key_result' THEN 0 WHEN 'kpi' THEN 1 ELSE 2 END, v.name_th, v.unit_word,
       v.base_value || '|' || v.target1 || '|' || v.target2 || '|' || v.target3, CAST(v.first_year AS BIGINT)
FROM package p
JOIN indicator d ON (d.node_id = p.goal_id OR d.objective_id IN (SELECT o.id FROM objective o WHERE o.node_id = p.goal_id AND o.year = p.year
                                                                 AND (o.agency_id IS NULL OR o.agency_id = p.agency_id)))
JOIN indicator_version v ON v.indicator_id = d.id
JOIN indicator_decision s ON s.version_id = v.id AND s.approved = 1
WHERE p.unit_id = $1 AND (CAST($3 AS BIGINT) = 0 OR p.id = $3) AND {seen p $4}
  AND (d.year = 0 OR d.year = p.year) AND v.from_date <= $5
  AND NOT EXISTS (SELECT 1 FROM indicator_version w JOIN indicator_decision z ON z.version_id = w.id AND z.approved = 1
                  WHERE w.indicator_id = d.id AND w.from_date <= $5
                    AND (w.from_date > v.from_date OR (w.from_date = v.from_date AND w.no > v.no)))
ORDER BY 1, 3, 2 LIMIT 200;

-- What the Council did to it, oldest first: $1 unit, $2 a line or 0, $3 sight.
-- name: statement_cuts
SELECT d.code, d.kind, l.code AS line_code, l.name AS line_name,
       CASE d.mover_kind WHEN 'member' THEN m.full_name WHEN 'committee' THEN c.name WHEN 'agency' THEN o.name_th ELSE '' END AS mover,
       d.state, d.reason, d.vote_code, d.report_ref, d.decided_why, d.amount_satang, d.accepted_satang,
       COALESCE(v.yes, 0) AS yes, COALESCE(v.no, 0) AS no, COALESCE(v.abstain, 0) AS abstain
FROM package p
JOIN council_delta d ON d.package_id = p.id AND d.state <> 'withdrawn'
JOIN line l ON l.id = d.line_id
LEFT JOIN council_member m ON m.id = d.member_id
LEFT JOIN council_committee c ON c.id = d.committee_id
LEFT JOIN agency o ON o.id = d.mover_agency_id
LEFT JOIN council_vote v ON v.code = d.vote_code
WHERE p.unit_id = $1 AND (CAST($2 AS BIGINT) = 0 OR d.line_id = $2) AND {seen p $3}
ORDER BY d.id LIMIT 200;
