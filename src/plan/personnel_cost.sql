-- personnel_cost.sql: what items have, what is known of coming years.

-- name: personnel_items
SELECT i.code, CAST(COALESCE(SUM((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id
                                  ORDER BY x.stage DESC LIMIT 1)), 0) AS BIGINT) AS now_satang
FROM line l JOIN class_node i ON i.id = l.item_id JOIN class_node f ON f.id = l.fund_id JOIN package p ON p.id = l.package_id
WHERE l.year = $1 AND f.code NOT IN ('SUBG', 'SUBS') AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN', 'EXECUTION')
  AND {in_city l}
GROUP BY i.code ORDER BY i.code;

-- name: personnel_known
SELECT k.for_year, k.growth_bp AS growth, k.retiring, k.saving_satang, k.source, k.made_by, k.made_at_ms
FROM personnel_year k
WHERE k.year = $1 AND k.id = (SELECT MAX(x.id) FROM personnel_year x WHERE x.year = k.year AND x.for_year = k.for_year)
ORDER BY k.for_year;

-- name: personnel_state
INSERT INTO personnel_year (year, for_year, growth_bp, retiring, saving_satang, source, made_by, made_at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);
