-- volume_front.sql: what documents 1 to 6 print beside the loaded budget. $1 year, $2 ordinance (0 = annual).

-- Projects and works (decision units) of each output and agency. prior: the enacted amounts of the lines of the year before
-- that its lines were drawn from, else of past lines of the same agency, output, item and name; each counts once.
-- name: volume_projects
SELECT g.output_id, g.agency_id, u.code, u.title, u.kind, CAST(COUNT(*) AS BIGINT) AS lines,
       CAST(SUM(g.amount_satang) AS BIGINT) AS amount_satang, CAST(SUM(g.special_satang) AS BIGINT) AS special_satang,
       CAST(COUNT(g.prior_satang) AS BIGINT) AS linked, CAST(COALESCE(SUM(g.prior_satang), 0) AS BIGINT) AS prior_satang
FROM (SELECT l.output_id, l.agency_id, k.unit_id, m.amount_satang,
             CASE WHEN f.code = 'ACC' THEN m.amount_satang ELSE 0 END AS special_satang,
             CASE WHEN ROW_NUMBER() OVER (PARTITION BY l.agency_id, l.output_id, l.item_id, l.drawn_from, l.name
                                          ORDER BY l.id) > 1 THEN NULL
                  WHEN d.id IS NOT NULL THEN x.amount_satang
                  ELSE (SELECT SUM(h.enacted_satang) FROM past_line h
                        WHERE h.agency_id = l.agency_id AND h.year = $1 - 1 AND h.output_code = o.code
                          AND h.item_code = i.code AND h.name = l.name) END AS prior_satang
      FROM line l
      JOIN package k ON k.id = l.package_id AND {ordained k}
      JOIN line_amount m ON m.line_id = l.id
          AND m.stage = (SELECT MAX(y.stage) FROM line_amount y WHERE y.line_id = l.id)
      JOIN class_node f ON f.id = l.fund_id
      JOIN class_node o ON o.id = l.output_id
      JOIN class_node i ON i.id = l.item_id
      LEFT JOIN line d ON d.code = l.drawn_from AND d.year = $1 - 1
      LEFT JOIN line_amount x ON x.line_id = d.id AND x.stage = 8
      WHERE l.year = $1 AND l.ordinance = $2 AND m.amount_satang > 0) g
JOIN unit u ON u.id = g.unit_id
GROUP BY g.output_id, g.agency_id, u.id, u.code, u.title, u.kind
ORDER BY g.output_id, g.agency_id, u.code;

-- Items of the central fund the year before ($1 - 1), by agency and item; source 1 = enacted
-- lines, 2 = past lines, 3 = outside facts: of each agency the one that the budget took. $2: the code of the type.
-- name: volume_central_prior
SELECT l.agency_id, 1 AS source, i.code, i.name_th AS name, CAST(SUM(m.amount_satang) AS BIGINT) AS amount_satang
FROM line l
JOIN line_amount m ON m.line_id = l.id AND m.stage = 8
JOIN class_node i ON i.id = l.item_id
LEFT JOIN class_node i1 ON i1.id = i.parent_id
LEFT JOIN class_node i2 ON i2.id = i1.parent_id
LEFT JOIN class_node i3 ON i3.id = i2.parent_id
WHERE l.year = $1 - 1 AND l.ordinance = 0 AND m.amount_satang > 0
  AND $2 IN (CASE WHEN i.level = 'type' THEN i.code ELSE '' END, CASE WHEN i1.level = 'type' THEN i1.code ELSE '' END,
             CASE WHEN i2.level = 'type' THEN i2.code ELSE '' END, CASE WHEN i3.level = 'type' THEN i3.code ELSE '' END)
GROUP BY l.agency_id, i.code, i.name_th
UNION ALL
SELECT h.agency_id, 2, h.item_code, MAX(h.name), CAST(SUM(h.enacted_satang) AS BIGINT)
FROM past_line h
WHERE h.year = $1 - 1 AND h.enacted_satang > 0
  AND h.item_code IN (SELECT i.code FROM class_node i JOIN year_class y ON y.version_id = i.version_id
                      JOIN class_node i1 ON i1.id = i.parent_id LEFT JOIN class_node i2 ON i2.id = i1.parent_id
                      LEFT JOIN class_node i3 ON i3.id = i2.parent_id
                      WHERE y.year = $1 AND y.kind = 'item'
                        AND $2 IN (CASE WHEN i1.level = 'type' THEN i1.code ELSE '' END,
                                   CASE WHEN i2.level = 'type' THEN i2.code ELSE '' END,
                                   CASE WHEN i3.level = 'type' THEN i3.code ELSE '' END))
GROUP BY h.agency_id, h.item_code
UNION ALL
SELECT t.agency_id, 3, SUBSTR(t.kind, 9), SUBSTR(t.kind, 9), CAST(SUM(t.value_satang) AS BIGINT)
FROM fact t
WHERE t.year = $1 - 1 AND t.kind LIKE 'enacted:%' AND t.value_satang > 0
  AND SUBSTR(t.kind, 9) IN (SELECT i.code FROM class_node i JOIN year_class y ON y.version_id = i.version_id
                      JOIN class_node i1 ON i1.id = i.parent_id LEFT JOIN class_node i2 ON i2.id = i1.parent_id
                      LEFT JOIN class_node i3 ON i3.id = i2.parent_id
                      WHERE y.year = $1 AND y.kind = 'item'
                        AND $2 IN (CASE WHEN i1.level = 'type' THEN i1.code ELSE '' END,
                                   CASE WHEN i2.level = 'type' THEN i2.code ELSE '' END,
                                   CASE WHEN i3.level = 'type' THEN i3.code ELSE '' END))
GROUP BY t.agency_id, t.kind
ORDER BY 1, 2, 3;
