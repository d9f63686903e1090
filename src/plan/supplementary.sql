-- supplementary.sql: supplementary ordinances: their lines, their money, their fiscal statement.

-- Lines that are part of the city's figures: those of the annual ordinance, and those of a supplementary one from the day
-- it is enacted. Lines that execution opened (execute/origin.h) are not.
-- part: in_city(l)
((l.ordinance = 0 AND NOT EXISTS (SELECT 1 FROM line_origin lo WHERE lo.line_id = l.id)) OR EXISTS (SELECT 1 FROM line_amount en WHERE en.line_id = l.id AND en.stage = 8))

-- Packages of the annual ordinance: those of a supplementary one are its own.
-- part: annual(p)
p.state <> 'EXECUTION' AND NOT EXISTS (SELECT 1 FROM line sl WHERE sl.package_id = p.id AND sl.ordinance > 0)

-- part: supplementary_columns(b, s)
b.year, b.number, b.version,
       (SELECT COUNT(*) FROM line l WHERE l.year = b.year AND l.ordinance = b.number AND l.removed = 0) AS lines,
       (SELECT COUNT(DISTINCT l.package_id) FROM line l
        WHERE l.year = b.year AND l.ordinance = b.number AND l.removed = 0) AS packages,
       b.title, b.principle, b.reason, b.stage, COALESCE(s.fund, 'ACC') AS fund, COALESCE(s.source, '') AS source,
       b.made_by, b.made_at_ms,
       CAST(COALESCE((SELECT SUM(x.amount_satang) FROM line l JOIN line_amount x ON x.line_id = l.id AND x.stage = 0
                      WHERE l.year = b.year AND l.ordinance = b.number AND l.removed = 0), 0) AS BIGINT) AS asked_satang,
       CAST(COALESCE((SELECT SUM(COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id
                                           ORDER BY x.stage DESC LIMIT 1), 0)) FROM line l
                      WHERE l.year = b.year AND l.ordinance = b.number AND l.removed = 0), 0) AS BIGINT) AS now_satang,
       (SELECT f.free_satang FROM fiscal_statement f WHERE f.year = b.year AND f.number = b.number
        ORDER BY f.version DESC LIMIT 1) AS free_satang,
       (SELECT f.taken_satang FROM fiscal_statement f WHERE f.year = b.year AND f.number = b.number
        ORDER BY f.version DESC LIMIT 1) AS taken_satang,
       (SELECT f.as_of FROM fiscal_statement f WHERE f.year = b.year AND f.number = b.number
        ORDER BY f.version DESC LIMIT 1) AS as_of,
       (SELECT n.total_satang FROM enactment n WHERE n.year = b.year AND n.number = b.number) AS enacted_satang

-- name: supplementary_list
SELECT {supplementary_columns b s}
FROM bill b LEFT JOIN supplementary s ON s.year = b.year AND s.number = b.number
WHERE b.year = $1 AND b.number > 0 ORDER BY b.number LIMIT 99;

-- name: supplementary_get
SELECT {supplementary_columns b s}
FROM bill b LEFT JOIN supplementary s ON s.year = b.year AND s.number = b.number
WHERE b.year = $1 AND b.number = $2 AND b.number > 0;

-- name: supplementary_put
INSERT INTO supplementary (year, number, fund, source) VALUES ($1, $2, $3, $4)
ON CONFLICT (year, number) DO UPDATE SET fund = excluded.fund, source = excluded.source;

-- ---- lines ----

-- name: supplementary_lines
SELECT l.id, l.version, l.code, l.name, g.code AS agency_code,
       CASE WHEN CAST($5 AS TEXT) = 'en' THEN g.name_en ELSE g.name_th END AS agency_name, o.code AS output_code,
       CASE WHEN CAST($5 AS TEXT) = 'en' THEN o.name_en ELSE o.name_th END AS output_name, i.code AS item_code,
       CASE WHEN CAST($5 AS TEXT) = 'en' THEN i.name_en ELSE i.name_th END AS item_name,
       f.code AS fund_code, p.code AS package_code, p.title AS project, l.justification AS reason,
       CAST(COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id AND x.stage = 0), 0) AS BIGINT)
           AS asked_satang,
       CAST(COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id
                      ORDER BY x.stage DESC LIMIT 1), 0) AS BIGINT) AS now_satang
FROM line l JOIN package p ON p.id = l.package_id JOIN agency g ON g.id = l.agency_id
JOIN class_node o ON o.id = l.output_id JOIN class_node i ON i.id = l.item_id JOIN class_node f ON f.id = l.fund_id
WHERE l.year = $1 AND l.ordinance = $2 AND l.removed = 0 AND l.id > $3
ORDER BY l.id LIMIT $4;

-- The package that holds what a draft has of an agency, output and project already.
-- name: supplementary_package
SELECT DISTINCT p.id AS id FROM line l JOIN package p ON p.id = l.package_id
WHERE l.year = $1 AND l.ordinance = $2 AND l.removed = 0 AND l.agency_id = $3 AND l.output_id = $4
  AND p.title = $5 AND p.state = 'FUNDED'
ORDER BY 1 LIMIT 1;

-- name: supplementary_line_home
SELECT l.id, l.year, l.ordinance AS number, l.version, l.package_id, p.version AS package_version,
       CAST(COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id AND x.stage = 0), -1) AS BIGINT)
           AS asked_satang,
       (SELECT COUNT(*) FROM line_amount x WHERE x.line_id = l.id AND x.stage = 5) AS tabled,
       (SELECT COUNT(*) FROM line o WHERE o.package_id = l.package_id AND o.removed = 0 AND o.id <> l.id) AS others
FROM line l JOIN package p ON p.id = l.package_id
WHERE l.code = $1 AND l.ordinance > 0 AND l.removed = 0;

-- name: supplementary_line_set
UPDATE line SET justification = $3, text_key = $4, unit_price_satang = $5, removed = $6, version = version + 1
WHERE id = $1 AND version = $2;

-- $3: of that fund; empty = of all.
-- name: supplementary_total
SELECT CAST(COALESCE(SUM(COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id
                                   ORDER BY x.stage DESC LIMIT 1), 0)), 0) AS BIGINT)
FROM line l JOIN class_node f ON f.id = l.fund_id
WHERE l.year = $1 AND l.ordinance = $2 AND l.removed = 0 AND (CAST($3 AS TEXT) = '' OR f.code = $3);

-- ---- the fiscal statement ----

-- name: statement_list
SELECT f.version, p.code AS position_code, f.as_of, f.cash_satang, f.carried_satang, f.commitment_satang,
       f.debt_satang, f.free_satang, f.taken_satang, f.made_by, f.made_at_ms, f.position_id
FROM fiscal_statement f JOIN fiscal_position p ON p.id = f.position_id
WHERE f.year = $1 AND f.number = $2 ORDER BY f.version DESC LIMIT 100;

-- name: statement_positions
SELECT p.id, p.code, p.as_of, p.version,
       (SELECT i.amount_satang FROM fiscal_position_item i WHERE i.position_id = p.id AND i.kind = 'cash') AS cash_satang,
       (SELECT i.amount_satang FROM fiscal_position_item i WHERE i.position_id = p.id AND i.kind = 'free') AS free_satang,
       (SELECT CAST(SUM(i.amount_satang) AS BIGINT) FROM fiscal_position_item i
        WHERE i.position_id = p.id AND i.kind IN ('carried_a', 'carried_b')) AS carried_satang,
       (SELECT CAST(SUM(i.amount_satang) AS BIGINT) FROM fiscal_position_item i
        WHERE i.position_id = p.id AND i.kind = 'commitment') AS commitment_satang,
       (SELECT i.amount_satang FROM fiscal_position_item i WHERE i.position_id = p.id AND i.kind = 'debt') AS debt_satang,
       p.note, p.made_by, p.made_at_ms
FROM fiscal_position p WHERE p.year BETWEEN $1 AND $1 + 1
ORDER BY p.as_of DESC, p.year DESC, p.version DESC LIMIT 200;

-- What other supplementary ordinances took from the fund since that day ($3; $4 the first moment after it), or would
-- take: those before the Council, and those enacted after it. The fund is one for all years. The day is the gazette's; of
-- one enacted without it, the day it was recorded (enactment.on_date never leaves the fiscal year).
-- name: statement_taken
SELECT CAST(COALESCE(SUM(COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id
                                   ORDER BY x.stage DESC LIMIT 1), 0)), 0) AS BIGINT)
FROM bill b JOIN line l ON l.year = b.year AND l.ordinance = b.number AND l.removed = 0
JOIN class_node f ON f.id = l.fund_id AND f.code = 'ACC'
LEFT JOIN enactment n ON n.year = b.year AND n.number = b.number
WHERE b.year BETWEEN $1 - 1 AND $1 + 1 AND b.number > 0 AND NOT (b.year = $1 AND b.number = $2) AND b.stage <> 'DRAFT'
  AND (n.on_date IS NULL OR n.on_date > $3
       OR EXISTS (SELECT 1 FROM bill_gazette g WHERE g.year = b.year AND g.number = b.number AND g.on_date > $3)
       OR (n.at_ms >= $4 AND NOT EXISTS (SELECT 1 FROM bill_gazette g WHERE g.year = b.year AND g.number = b.number)));

-- What the year's own revenue pays already: in force, or before the Council, but for ordinance $2.
-- name: supplementary_own_spent
SELECT CAST(COALESCE(SUM(COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id
                                   ORDER BY x.stage DESC LIMIT 1), 0)), 0) AS BIGINT)
FROM line l JOIN package p ON p.id = l.package_id JOIN class_node f ON f.id = l.fund_id AND f.code = 'OWN'
WHERE l.year = $1 AND l.removed = 0 AND l.ordinance <> $2 AND {ordained p}
  AND ({in_city l} OR EXISTS (SELECT 1 FROM bill b WHERE b.year = l.year AND b.number = l.ordinance AND b.stage <> 'DRAFT'));

-- name: statement_add
INSERT INTO fiscal_statement (year, number, version, position_id, as_of, cash_satang, carried_satang,
                              commitment_satang, debt_satang, free_satang, taken_satang, made_by, made_at_ms)
SELECT $1, $2, COALESCE(MAX(f.version), 0) + 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12
FROM fiscal_statement f WHERE f.year = $1 AND f.number = $2;
