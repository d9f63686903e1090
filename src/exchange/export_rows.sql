-- export_rows.sql: lines and requests as files carry them; an amount that is not there is NULL.

-- name: export_lines
WITH RECURSIVE typed (id, type) AS (
    SELECT t.id, t.code FROM class_node t WHERE t.level = 'type'
    UNION ALL
    SELECT c.id, typed.type FROM class_node c JOIN typed ON c.parent_id = typed.id)
SELECT l.code AS line, l.year, l.ordinance, f.code AS fund, g.code AS agency, n.code AS output,
       p.code AS package, i.code AS item, COALESCE(y.type, '') AS type, l.name,
       v.requested_satang, v.analyst_satang, v.suitability_satang, v.permsec_satang,
       v.governor_satang, v.tabled_satang, v.committee_satang, v.amended_satang, v.enacted_satang
FROM line l
JOIN (SELECT x.line_id,
             MAX(x.amount_satang) FILTER (WHERE x.stage = 0) AS requested_satang,
             MAX(x.amount_satang) FILTER (WHERE x.stage = 1) AS analyst_satang,
             MAX(x.amount_satang) FILTER (WHERE x.stage = 2) AS suitability_satang,
             MAX(x.amount_satang) FILTER (WHERE x.stage = 3) AS permsec_satang,
             MAX(x.amount_satang) FILTER (WHERE x.stage = 4) AS governor_satang,
             MAX(x.amount_satang) FILTER (WHERE x.stage = 5) AS tabled_satang,
             MAX(x.amount_satang) FILTER (WHERE x.stage = 6) AS committee_satang,
             MAX(x.amount_satang) FILTER (WHERE x.stage = 7) AS amended_satang,
             MAX(x.amount_satang) FILTER (WHERE x.stage = 8) AS enacted_satang
      FROM line_amount x JOIN line y ON y.id = x.line_id
      WHERE y.year = $1 GROUP BY x.line_id) v ON v.line_id = l.id
JOIN package p ON p.id = l.package_id
JOIN agency g ON g.id = l.agency_id
JOIN class_node n ON n.id = l.output_id
JOIN class_node i ON i.id = l.item_id
JOIN class_node f ON f.id = l.fund_id
LEFT JOIN typed y ON y.id = l.item_id
WHERE l.year = $1 AND l.removed = 0 AND {in_city l} AND (CAST($2 AS TEXT) = '' OR g.code = $2)
ORDER BY l.code;

-- name: export_requests
SELECT p.code AS package, p.year, g.code AS agency, u.code AS unit, p.level, p.level_kind, p.title,
       n.code AS output, COALESCE(k.code, '') AS goal, p.state, p.integrated, p.mandatory,
       p.value_score, p.justification,
       (SELECT COUNT(*) FROM line l WHERE l.package_id = p.id AND l.removed = 0) AS lines,
       CAST(COALESCE((SELECT SUM(x.amount_satang) FROM line l JOIN line_amount x ON x.line_id = l.id
                      WHERE l.package_id = p.id AND x.stage = 0), 0) AS BIGINT) AS requested_satang,
       CAST(COALESCE((SELECT SUM((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id
                                  ORDER BY x.stage DESC LIMIT 1))
                      FROM line l WHERE l.package_id = p.id), 0) AS BIGINT) AS now_satang,
       (SELECT CAST(COALESCE(MAX(z.days), 0) AS BIGINT) FROM submit_late z WHERE z.package_id = p.id) AS late_days
FROM package p
JOIN unit u ON u.id = p.unit_id
JOIN agency g ON g.id = p.agency_id
JOIN class_node n ON n.id = p.output_id
LEFT JOIN class_node k ON k.id = p.goal_id
WHERE p.year = $1 AND (CAST($2 AS TEXT) = '' OR g.code = $2)
ORDER BY p.code;
