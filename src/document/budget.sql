-- budget.sql: the budget of one draft ordinance for its set of documents. $1 year, $2 ordinance (0 = annual). What
-- stands in the draft is the part `ordained`; amounts are the newest stage of a line, above zero.

-- name: budget_year
SELECT year, stage, demo, partial, revenue_satang, note_th FROM fiscal_year WHERE year = $1;

-- name: budget_facts
SELECT CAST(COUNT(*) AS BIGINT) AS lines,
       (SELECT CAST(COUNT(*) AS BIGINT) FROM line q JOIN package p ON p.id = q.package_id
        WHERE q.year = $1 AND q.ordinance = $2 AND NOT ({ordained p})) AS left_out,
       (SELECT CAST(COALESCE(MAX(c.id), 0) AS BIGINT) FROM line_change c) AS change_id,
       (SELECT CAST(COALESCE(MAX(v.id), 0) AS BIGINT) FROM package_event v) AS event_id,
       CAST(COALESCE(SUM(CASE WHEN m.amount_satang % 100 <> 0 THEN 1 ELSE 0 END), 0) AS BIGINT) AS satang_lines,
       CAST(COALESCE(SUM(m.amount_satang), 0) AS BIGINT) AS total_satang,
       CAST(COALESCE(SUM(CASE WHEN l.fund_id IN (SELECT f.id FROM class_node f JOIN class_version w ON w.id = f.version_id
                                                 WHERE w.kind = 'fund' AND f.code = 'ACC')
                              THEN m.amount_satang ELSE 0 END), 0) AS BIGINT) AS special_satang
FROM line l
JOIN package k ON k.id = l.package_id AND {ordained k}
JOIN line_amount m ON m.line_id = l.id
    AND m.stage = (SELECT MAX(x.stage) FROM line_amount x WHERE x.line_id = l.id)
WHERE l.year = $1 AND l.ordinance = $2 AND m.amount_satang > 0;

-- name: budget_stages
SELECT m.stage AS stage, CAST(COUNT(*) AS BIGINT) AS lines
FROM line l
JOIN package k ON k.id = l.package_id AND {ordained k}
JOIN line_amount m ON m.line_id = l.id
    AND m.stage = (SELECT MAX(x.stage) FROM line_amount x WHERE x.line_id = l.id)
WHERE l.year = $1 AND l.ordinance = $2 AND m.amount_satang > 0
GROUP BY m.stage ORDER BY m.stage;

-- All agencies of the year with their place in the printed order; those of the city first.
-- name: budget_agencies
SELECT a.id, CAST(6 + ROW_NUMBER() OVER (ORDER BY CASE WHEN a.kind IN ('bureau', 'district', 'supervised', 'commercial')
                                                       THEN 0 ELSE 1 END, a.print_order, a.id) AS BIGINT) AS number,
       a.code, a.name_th AS name, a.kind
FROM agency a
WHERE (a.valid_from <= $1 AND (a.valid_to IS NULL OR a.valid_to >= $1))
   OR a.id IN (SELECT l.agency_id FROM line l WHERE l.year = $1)
ORDER BY 2;

-- name: budget_groups
SELECT l.agency_id, l.output_id, l.item_id, l.fund_id, CAST(COUNT(*) AS BIGINT) AS lines,
       CAST(SUM(m.amount_satang) AS BIGINT) AS total_satang
FROM line l
JOIN package k ON k.id = l.package_id AND {ordained k}
JOIN line_amount m ON m.line_id = l.id
    AND m.stage = (SELECT MAX(x.stage) FROM line_amount x WHERE x.line_id = l.id)
WHERE l.year = $1 AND l.ordinance = $2 AND m.amount_satang > 0
GROUP BY l.agency_id, l.output_id, l.item_id, l.fund_id
ORDER BY l.agency_id, l.output_id, l.item_id, l.fund_id;

-- The year before ($1 is this year): 1 = enacted lines, 2 = past lines, 3 = outside facts. Of each agency only the
-- best source counts.
-- name: budget_prior
SELECT l.agency_id, 1 AS source, o.code AS output_code, i.code AS item_code, f.code AS fund_code,
       CAST(SUM(m.amount_satang) AS BIGINT) AS total_satang
FROM line l
JOIN line_amount m ON m.line_id = l.id AND m.stage = 8
JOIN class_node o ON o.id = l.output_id
JOIN class_node i ON i.id = l.item_id
JOIN class_node f ON f.id = l.fund_id
WHERE l.year = $1 - 1 AND l.ordinance = 0 AND m.amount_satang > 0
GROUP BY l.agency_id, o.code, i.code, f.code
UNION ALL
SELECT h.agency_id, 2, h.output_code, h.item_code, '', CAST(SUM(h.enacted_satang) AS BIGINT)
FROM past_line h
WHERE h.year = $1 - 1 AND h.enacted_satang > 0
GROUP BY h.agency_id, h.output_code, h.item_code
UNION ALL
SELECT t.agency_id, 3, t.output_code, SUBSTR(t.kind, 9), '', t.value_satang
FROM fact t
WHERE t.year = $1 - 1 AND (t.kind = 'enacted' OR t.kind LIKE 'enacted:%') AND t.value_satang > 0
ORDER BY 1, 2, 3, 4, 5;

-- $3 agency. The order of the sides, plans, outputs, types; then of the items.
-- name: budget_agency_lines
SELECT l.id, u.id AS unit_id, l.package_id, l.output_id, l.item_id, l.fund_id, l.code, l.name, u.code AS unit_code, u.title AS unit_title,
       u.kind AS unit_kind, k.code AS package_code, k.title AS package_title, l.justification,
       i.code AS item_code, i.name_th AS item_name,
       CASE WHEN i.level = 'item' AND i1.id IS NOT NULL AND i1.level <> 'type' THEN i1.code ELSE '' END AS group_code,
       CASE WHEN i.level = 'item' AND i1.id IS NOT NULL AND i1.level <> 'type' THEN i1.name_th ELSE '' END AS group_name,
       l.quantity_milli, l.times, l.months, m.stage, l.unit_word, l.unit_price_satang, m.amount_satang,
       CAST(COALESCE((SELECT r.amount_satang FROM line_amount r WHERE r.line_id = l.id AND r.stage = 0), 0) AS BIGINT)
           AS requested_satang,
       COALESCE(c.first_year, 0) AS first_year, COALESCE(c.last_year, 0) AS last_year, COALESCE(c.motion, '') AS motion,
       COALESCE(c.assumed, 0) AS assumed
FROM line l
JOIN package k ON k.id = l.package_id AND {ordained k}
JOIN line_amount m ON m.line_id = l.id
    AND m.stage = (SELECT MAX(x.stage) FROM line_amount x WHERE x.line_id = l.id)
JOIN unit u ON u.id = k.unit_id
JOIN class_node o ON o.id = l.output_id
LEFT JOIN class_node o1 ON o1.id = o.parent_id
LEFT JOIN class_node o2 ON o2.id = o1.parent_id
JOIN class_node i ON i.id = l.item_id
LEFT JOIN class_node i1 ON i1.id = i.parent_id
LEFT JOIN class_node i2 ON i2.id = i1.parent_id
LEFT JOIN class_node i3 ON i3.id = i2.parent_id
LEFT JOIN line_cost c ON c.line_id = l.id
WHERE l.agency_id = $3 AND l.year = $1 AND l.ordinance = $2 AND m.amount_satang > 0
ORDER BY CASE WHEN o.level = 'side' THEN o.sort WHEN o1.level = 'side' THEN o1.sort
              WHEN o2.level = 'side' THEN o2.sort ELSE o.sort END,
         CASE WHEN o.level = 'side' THEN o.id WHEN o1.level = 'side' THEN o1.id WHEN o2.level = 'side' THEN o2.id ELSE o.id END,
         CASE WHEN o.level IN ('side', 'plan') THEN o.sort WHEN o1.level IN ('side', 'plan') THEN o1.sort ELSE o.sort END,
         CASE WHEN o.level IN ('side', 'plan') THEN o.id WHEN o1.level IN ('side', 'plan') THEN o1.id ELSE o.id END,
         o.sort, o.id,
         CASE WHEN i.level = 'type' THEN i.sort WHEN i1.level = 'type' THEN i1.sort WHEN i2.level = 'type' THEN i2.sort
              WHEN i3.level = 'type' THEN i3.sort ELSE i.sort END,
         CASE WHEN i.level = 'type' THEN i.id WHEN i1.level = 'type' THEN i1.id WHEN i2.level = 'type' THEN i2.id
              WHEN i3.level = 'type' THEN i3.id ELSE i.id END,
         i.sort, i.id, u.code, l.sort, l.code;
