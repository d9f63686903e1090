-- carry_flag.sql: money that a rate leaves out, and the base of KPI 2.

-- part: carry_flag_row(x)
SELECT x.id, x.version, x.year, x.code, l.agency_id, g.division, x.line_id, g.code AS agency_code, g.name_th AS agency_name,
       l.code AS line_code, l.name AS line_name, x.kind, x.base, x.amount_satang, x.reason, x.evidence, x.state, x.made_by,
       x.made_at_ms AS made_ms, x.decided_by, x.decided_ms, x.decided_why
FROM carry_flag x JOIN line l ON l.id = x.line_id JOIN agency g ON g.id = l.agency_id

-- name: carry_flag_rows
{carry_flag_row x}
WHERE x.year = $1 AND (CAST($2 AS TEXT) = '' OR x.base = $2) AND (CAST($3 AS TEXT) = '' OR x.state = $3)
  AND (CAST($4 AS BIGINT) = 0 OR l.agency_id = $4) AND x.id > $5
ORDER BY x.id LIMIT $6;

-- name: carry_flag_get
{carry_flag_row x} WHERE x.code = $1;

-- name: carry_flag_sums
SELECT x.kind, x.base, CAST(SUM(CASE WHEN x.state = 'confirmed' THEN 1 ELSE 0 END) AS BIGINT) AS confirmed,
       CAST(SUM(CASE WHEN x.state = 'proposed' THEN 1 ELSE 0 END) AS BIGINT) AS proposed,
       CAST(SUM(CASE WHEN x.state = 'confirmed' THEN x.amount_satang ELSE 0 END) AS BIGINT) AS confirmed_sum_satang,
       CAST(SUM(CASE WHEN x.state = 'proposed' THEN x.amount_satang ELSE 0 END) AS BIGINT) AS proposed_sum_satang
FROM carry_flag x WHERE x.year = $1 AND x.state IN ('proposed', 'confirmed') GROUP BY x.kind, x.base ORDER BY x.base, x.kind;

-- name: carry_flag_insert
INSERT INTO carry_flag (code, year, line_id, kind, base, amount_satang, reason, evidence, state, made_by, made_at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'proposed', $9, $10);

-- name: carry_flag_set
UPDATE carry_flag SET state = $3, decided_by = $4, decided_ms = $5, decided_why = $6, version = version + 1
WHERE id = $1 AND version = $2;

-- What of a line is flagged already, of one base.
-- name: carry_flagged
SELECT CAST(COALESCE(SUM(x.amount_satang), 0) AS BIGINT) FROM carry_flag x
WHERE x.line_id = $1 AND x.base = $2 AND x.state IN ('proposed', 'confirmed');

-- Lines of the year whose identity says what they are: origin, fund and multi-year tranches, and what they carried without
-- obligation (a kind of base carry_b), without a flag of this kind.
-- name: carry_flag_hints
SELECT h.kind, g.name_th AS agency_name, l.code AS line_code, l.name AS line_name, b.carried_b_satang AS amount_satang
FROM (SELECT l0.id AS line_id, CASE WHEN o.kind IN ('subsidy', 'matching') THEN 'subsidy_matched'
                                    WHEN o.kind = 'central' AND o.on_date >= $2 THEN 'central_late'
                                    WHEN EXISTS (SELECT 1 FROM tranche t WHERE t.line_id = l0.id) THEN 'multi_year'
                                    ELSE '' END AS kind
      FROM carry c JOIN line l0 ON l0.id = c.line_id LEFT JOIN line_origin o ON o.line_id = l0.id
      WHERE c.year = $1 AND c.kind = 'B' AND c.state = 'posted') h
JOIN line l ON l.id = h.line_id JOIN agency g ON g.id = l.agency_id JOIN balance b ON b.line_id = l.id
WHERE h.kind <> '' AND b.carried_b_satang > 0
  AND NOT EXISTS (SELECT 1 FROM carry_flag x WHERE x.line_id = h.line_id AND x.kind = h.kind AND x.state IN ('proposed', 'confirmed'))
ORDER BY b.carried_b_satang DESC, l.id LIMIT 200;

-- KPI 2: sums of the lines that count (annual ordinance and central fund, agencies not left out: $3, codes between commas).
-- Central items that the city holds itself count with what was allotted.
-- name: carry_kpi
SELECT CAST(COALESCE(SUM(b.carried_b_satang), 0) AS BIGINT) AS b_gross_satang,
       CAST(COALESCE(SUM(b.allotted_satang + b.reserved_satang + b.obligated_satang + b.disbursed_satang + b.carried_a_satang
                         + b.carried_b_satang + b.lapsed_satang
                         + CASE WHEN t.code = '6' AND COALESCE(o.kind, 'annual') = 'annual' THEN 0 ELSE b.unallotted_satang END), 0)
            AS BIGINT) AS p_satang
FROM line l JOIN balance b ON b.line_id = l.id JOIN agency g ON g.id = l.agency_id JOIN class_node f ON f.id = l.fund_id
LEFT JOIN line_origin o ON o.line_id = l.id
JOIN class_node i ON i.id = l.item_id
LEFT JOIN class_node i1 ON i1.id = i.parent_id
LEFT JOIN class_node i2 ON i2.id = i1.parent_id
LEFT JOIN class_node i3 ON i3.id = i2.parent_id
LEFT JOIN class_node t ON t.id = CASE WHEN i.level = 'type' THEN i.id WHEN i1.level = 'type' THEN i1.id
                                      WHEN i2.level = 'type' THEN i2.id ELSE i3.id END
WHERE l.year = $1 AND l.ordinance = 0 AND (CAST($2 AS BIGINT) = 0 OR l.agency_id = $2)
  AND CAST($3 AS TEXT) NOT LIKE '%,' || g.code || ',%'
  AND f.code NOT IN ('SUBG', 'SUBS', 'CARRY_A', 'CARRY_B') AND COALESCE(o.kind, 'annual') IN ('annual', 'central');

-- Its confirmed flags, and those that wait.
-- name: carry_kpi_flags
SELECT CAST(COALESCE(SUM(CASE WHEN x.state = 'confirmed' THEN x.amount_satang ELSE 0 END), 0) AS BIGINT) AS b_excluded_satang,
       CAST(COALESCE(SUM(CASE WHEN x.state = 'confirmed' THEN 1 ELSE 0 END), 0) AS BIGINT) AS flags,
       CAST(COALESCE(SUM(CASE WHEN x.state = 'proposed' THEN 1 ELSE 0 END), 0) AS BIGINT) AS proposed
FROM carry_flag x JOIN line l ON l.id = x.line_id JOIN agency g ON g.id = l.agency_id
JOIN class_node f ON f.id = l.fund_id LEFT JOIN line_origin o ON o.line_id = l.id
WHERE x.year = $1 AND x.base = 'carry_b' AND (CAST($2 AS BIGINT) = 0 OR l.agency_id = $2)
  AND CAST($3 AS TEXT) NOT LIKE '%,' || g.code || ',%' AND l.ordinance = 0
  AND f.code NOT IN ('SUBG', 'SUBS', 'CARRY_A', 'CARRY_B') AND COALESCE(o.kind, 'annual') IN ('annual', 'central');
