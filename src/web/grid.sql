-- grid.sql - one line as the entry grid has it, with who changed it last.

-- name: grid_line
SELECT l.id, l.version, l.package_id, l.code, l.name, l.quantity_milli, l.unit_word, l.unit_price_satang, l.times, l.months,
       l.justification, i.code AS item_code, f.code AS fund_code, l.removed,
       CAST(COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id AND x.stage = 0), 0) AS BIGINT)
           AS requested_satang,
       COALESCE(c.by_user, '') AS by_user, COALESCE(c.at_ms, 0) AS at_ms
FROM line l
JOIN class_node i ON i.id = l.item_id
JOIN class_node f ON f.id = l.fund_id
LEFT JOIN line_change c ON c.line_id = l.id AND c.seq = l.version
WHERE l.code = $1;

-- name: grid_total
SELECT CAST(COUNT(*) AS BIGINT) AS lines,
       CAST(COALESCE(SUM((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id AND x.stage = 0)), 0) AS BIGINT)
           AS requested_satang
FROM line l WHERE l.package_id = $1 AND l.removed = 0;
