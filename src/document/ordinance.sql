-- ordinance.sql: what an ordinance prints ($2: its number, 0 = the annual one), from the newest stage of each of its
-- lines whose package stands in the draft: the states that enactment takes
-- (execute/enact.sql), and what it made of them. Groups and sums are counted by the store, lines are added up again by the
-- program while it prints: the two must agree.

-- name: ordinance_year
SELECT year, stage, demo, partial, revenue_satang, note_th FROM fiscal_year WHERE year = $1;

-- name: ordinance_facts
SELECT CAST(COALESCE(SUM(g.stands), 0) AS BIGINT) AS lines,
       CAST(COUNT(*) - COALESCE(SUM(g.stands), 0) AS BIGINT) AS left_out,
       CAST(COALESCE(SUM(CASE WHEN g.amount = 0 THEN g.stands ELSE 0 END), 0) AS BIGINT) AS zero_lines,
       CAST(COALESCE(SUM(CASE WHEN g.amount % 100 <> 0 THEN g.stands ELSE 0 END), 0) AS BIGINT)
           AS satang_lines,
       CAST(COALESCE(SUM(CASE WHEN g.unit_word <> '' AND g.amount > 0 THEN g.stands ELSE 0 END), 0)
           AS BIGINT) AS unit_lines,
       CAST(COALESCE(SUM(g.stands * g.amount), 0) AS BIGINT) AS total_satang,
       CAST(COALESCE(SUM(CASE WHEN g.kind = 'commercial' THEN g.stands * g.amount ELSE 0 END), 0)
           AS BIGINT) AS commercial_satang,
       CAST(COALESCE(SUM(CASE WHEN g.fund = 'ACC' THEN g.stands * g.amount ELSE 0 END), 0) AS BIGINT)
           AS special_satang,
       CAST(COALESCE(SUM(CASE WHEN g.fund = 'ACC' AND g.kind = 'commercial' THEN g.stands * g.amount ELSE 0 END), 0)
           AS BIGINT) AS special_commercial_satang,
       (SELECT CAST(COALESCE(MAX(c.id), 0) AS BIGINT) FROM line_change c) AS change_id
FROM (SELECT CASE WHEN {ordained k} THEN 1 ELSE 0 END
                 AS stands,
             l.unit_word AS unit_word, a.kind AS kind, f.code AS fund, m.amount_satang AS amount
      FROM line l
      JOIN package k ON k.id = l.package_id
      JOIN agency a ON a.id = l.agency_id
      JOIN class_node f ON f.id = l.fund_id
      JOIN line_amount m ON m.line_id = l.id
          AND m.stage = (SELECT MAX(x.stage) FROM line_amount x WHERE x.line_id = l.id)
      WHERE l.year = $1 AND l.ordinance = $2) g;

-- name: ordinance_stages
SELECT m.stage AS stage, CAST(COUNT(*) AS BIGINT) AS lines
FROM line l
JOIN package k ON k.id = l.package_id
    AND {ordained k}
JOIN line_amount m ON m.line_id = l.id
    AND m.stage = (SELECT MAX(x.stage) FROM line_amount x WHERE x.line_id = l.id)
WHERE l.year = $1 AND l.ordinance = $2 AND m.amount_satang > 0
GROUP BY m.stage ORDER BY m.stage;

-- name: ordinance_agencies
SELECT a.id AS agency_id, a.code AS code, a.name_th AS name, a.kind AS kind,
       CAST(COUNT(*) AS BIGINT) AS lines, CAST(SUM(m.amount_satang) AS BIGINT) AS total_satang
FROM line l
JOIN package k ON k.id = l.package_id
    AND {ordained k}
JOIN line_amount m ON m.line_id = l.id
    AND m.stage = (SELECT MAX(x.stage) FROM line_amount x WHERE x.line_id = l.id)
JOIN agency a ON a.id = l.agency_id
WHERE l.year = $1 AND l.ordinance = $2 AND m.amount_satang > 0
GROUP BY a.id, a.code, a.name_th, a.kind, a.print_order
ORDER BY a.print_order, a.id;

-- name: ordinance_plans
SELECT s.code AS side_code, s.name_th AS side_name, p.code AS code, p.name_th AS name,
       p.id AS plan_id, CAST(SUM(g.lines) AS BIGINT) AS lines,
       CAST(SUM(g.total) AS BIGINT) AS total_satang
FROM (SELECT CASE WHEN o.level IN ('side', 'plan') THEN o.id
                  WHEN o1.level IN ('side', 'plan') THEN o1.id ELSE o.id END AS plan_id,
             CASE WHEN o.level = 'side' THEN o.id WHEN o1.level = 'side' THEN o1.id
                  WHEN o2.level = 'side' THEN o2.id ELSE o.id END AS side_id,
             COUNT(*) AS lines, SUM(m.amount_satang) AS total
      FROM line l
      JOIN package k ON k.id = l.package_id
          AND {ordained k}
      JOIN line_amount m ON m.line_id = l.id
          AND m.stage = (SELECT MAX(x.stage) FROM line_amount x WHERE x.line_id = l.id)
      JOIN class_node o ON o.id = l.output_id
      LEFT JOIN class_node o1 ON o1.id = o.parent_id
      LEFT JOIN class_node o2 ON o2.id = o1.parent_id
      WHERE l.year = $1 AND l.ordinance = $2 AND m.amount_satang > 0
      GROUP BY 1, 2) g
JOIN class_node p ON p.id = g.plan_id
JOIN class_node s ON s.id = g.side_id
GROUP BY s.id, s.code, s.name_th, s.sort, p.id, p.code, p.name_th, p.sort
ORDER BY s.sort, s.id, p.sort, p.id;

-- name: ordinance_types
SELECT t.id AS type_id, t.code AS code, t.name_th AS name, CAST(SUM(g.lines) AS BIGINT) AS lines,
       CAST(SUM(g.total) AS BIGINT) AS total_satang
FROM (SELECT CASE WHEN i.level = 'type' THEN i.id WHEN i1.level = 'type' THEN i1.id
                  WHEN i2.level = 'type' THEN i2.id WHEN i3.level = 'type' THEN i3.id
                  ELSE i.id END AS type_id,
             COUNT(*) AS lines, SUM(m.amount_satang) AS total
      FROM line l
      JOIN package k ON k.id = l.package_id
          AND {ordained k}
      JOIN line_amount m ON m.line_id = l.id
          AND m.stage = (SELECT MAX(x.stage) FROM line_amount x WHERE x.line_id = l.id)
      JOIN class_node i ON i.id = l.item_id
      LEFT JOIN class_node i1 ON i1.id = i.parent_id
      LEFT JOIN class_node i2 ON i2.id = i1.parent_id
      LEFT JOIN class_node i3 ON i3.id = i2.parent_id
      WHERE l.year = $1 AND l.ordinance = $2 AND m.amount_satang > 0
      GROUP BY 1) g
JOIN class_node t ON t.id = g.type_id
GROUP BY t.id, t.code, t.name_th, t.sort
ORDER BY t.sort, t.id;

-- name: ordinance_groups
SELECT a.id AS agency_id, p.id AS plan_id, p.code AS plan_code, p.name_th AS plan_name,
       s.name_th AS side_name, o.id AS output_id, o.code AS output_code, o.name_th AS output_name,
       t.id AS type_id, t.name_th AS type_name,
       CAST(SUM(g.lines) AS BIGINT) AS lines, CAST(SUM(g.total) AS BIGINT) AS total_satang
FROM (SELECT l.agency_id AS agency_id, l.output_id AS output_id,
             CASE WHEN o.level IN ('side', 'plan') THEN o.id
                  WHEN o1.level IN ('side', 'plan') THEN o1.id ELSE o.id END AS plan_id,
             CASE WHEN o.level = 'side' THEN o.id WHEN o1.level = 'side' THEN o1.id
                  WHEN o2.level = 'side' THEN o2.id ELSE o.id END AS side_id,
             CASE WHEN i.level = 'type' THEN i.id WHEN i1.level = 'type' THEN i1.id
                  WHEN i2.level = 'type' THEN i2.id WHEN i3.level = 'type' THEN i3.id
                  ELSE i.id END AS type_id,
             COUNT(*) AS lines, SUM(m.amount_satang) AS total
      FROM line l
      JOIN package k ON k.id = l.package_id
          AND {ordained k}
      JOIN line_amount m ON m.line_id = l.id
          AND m.stage = (SELECT MAX(x.stage) FROM line_amount x WHERE x.line_id = l.id)
      JOIN class_node o ON o.id = l.output_id
      LEFT JOIN class_node o1 ON o1.id = o.parent_id
      LEFT JOIN class_node o2 ON o2.id = o1.parent_id
      JOIN class_node i ON i.id = l.item_id
      LEFT JOIN class_node i1 ON i1.id = i.parent_id
      LEFT JOIN class_node i2 ON i2.id = i1.parent_id
      LEFT JOIN class_node i3 ON i3.id = i2.parent_id
      WHERE l.year = $1 AND l.ordinance = $2 AND m.amount_satang > 0
      GROUP BY 1, 2, 3, 4, 5) g
JOIN agency a ON a.id = g.agency_id
JOIN class_node o ON o.id = g.output_id
JOIN class_node p ON p.id = g.plan_id
JOIN class_node s ON s.id = g.side_id
JOIN class_node t ON t.id = g.type_id
GROUP BY a.id, a.print_order, s.id, s.sort, s.name_th, p.id, p.sort, p.code, p.name_th, o.id, o.sort,
         o.code, o.name_th, t.id, t.sort, t.name_th
ORDER BY a.print_order, a.id, s.sort, s.id, p.sort, p.id, o.sort, o.id, t.sort, t.id;

-- name: ordinance_lines
SELECT l.code AS code, l.name AS name, u.id AS unit_id, u.title AS project,
       CAST(COUNT(*) OVER (PARTITION BY l.agency_id, l.output_id, g.type_id, u.id) AS BIGINT)
           AS unit_lines,
       CAST(SUM(g.amount_satang) OVER (PARTITION BY l.agency_id, l.output_id, g.type_id, u.id)
           AS BIGINT) AS unit_total_satang,
       a.id AS agency_id, a.code AS agency_code,
       a.name_th AS agency_name, s.code AS side_code, s.name_th AS side_name, p.code AS plan_code,
       p.name_th AS plan_name, o.id AS output_id, o.code AS output_code, o.name_th AS output_name,
       t.id AS type_id, t.name_th AS type_name, i.code AS item_code, i.name_th AS item_name,
       f.code AS fund_code, l.quantity_milli AS quantity_milli, l.unit_word AS unit_word,
       g.stage AS stage, g.amount_satang AS amount_satang
FROM (SELECT l.id AS line_id,
             CASE WHEN o.level IN ('side', 'plan') THEN o.id
                  WHEN o1.level IN ('side', 'plan') THEN o1.id ELSE o.id END AS plan_id,
             CASE WHEN o.level = 'side' THEN o.id WHEN o1.level = 'side' THEN o1.id
                  WHEN o2.level = 'side' THEN o2.id ELSE o.id END AS side_id,
             CASE WHEN i.level = 'type' THEN i.id WHEN i1.level = 'type' THEN i1.id
                  WHEN i2.level = 'type' THEN i2.id WHEN i3.level = 'type' THEN i3.id
                  ELSE i.id END AS type_id,
             m.stage AS stage, m.amount_satang AS amount_satang
      FROM line l
      JOIN package k ON k.id = l.package_id
          AND {ordained k}
      JOIN line_amount m ON m.line_id = l.id
          AND m.stage = (SELECT MAX(x.stage) FROM line_amount x WHERE x.line_id = l.id)
      JOIN class_node o ON o.id = l.output_id
      LEFT JOIN class_node o1 ON o1.id = o.parent_id
      LEFT JOIN class_node o2 ON o2.id = o1.parent_id
      JOIN class_node i ON i.id = l.item_id
      LEFT JOIN class_node i1 ON i1.id = i.parent_id
      LEFT JOIN class_node i2 ON i2.id = i1.parent_id
      LEFT JOIN class_node i3 ON i3.id = i2.parent_id
      WHERE l.year = $1 AND l.ordinance = $2 AND m.amount_satang > 0) g
JOIN line l ON l.id = g.line_id
JOIN package k ON k.id = l.package_id
JOIN unit u ON u.id = k.unit_id
JOIN agency a ON a.id = l.agency_id
JOIN class_node o ON o.id = l.output_id
JOIN class_node p ON p.id = g.plan_id
JOIN class_node s ON s.id = g.side_id
JOIN class_node t ON t.id = g.type_id
JOIN class_node i ON i.id = l.item_id
JOIN class_node f ON f.id = l.fund_id
ORDER BY a.print_order, a.id, s.sort, s.id, p.sort, p.id, o.sort, o.id, t.sort, t.id, u.code, u.id,
         i.sort, i.id, l.code;
