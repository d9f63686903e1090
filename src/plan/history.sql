-- history.sql: earlier years of lines.

-- name: history_find
SELECT asked_satang, enacted_satang, after_transfers_satang, paid_satang, output_code, item_code,
       name, source, source_cell
FROM past_line WHERE year = $1 AND agency_id = $2 AND key = $3;

-- name: history_insert
INSERT INTO past_line (year, agency_id, output_code, item_code, key, name, name_fold, asked_satang,
                       enacted_satang, after_transfers_satang, paid_satang, source, source_cell)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
ON CONFLICT (year, agency_id, key)
DO UPDATE SET output_code = excluded.output_code, item_code = excluded.item_code,
              name = excluded.name, name_fold = excluded.name_fold,
              asked_satang = excluded.asked_satang, enacted_satang = excluded.enacted_satang,
              after_transfers_satang = excluded.after_transfers_satang,
              paid_satang = excluded.paid_satang, source = excluded.source,
              source_cell = excluded.source_cell;

-- part: history_packages($5, $6)
(SELECT z.id FROM package z WHERE z.id = CAST($5 AS BIGINT) OR z.unit_id = CAST($6 AS BIGINT))

-- Earlier rows of an agency: $2 from year, $3 to year, $4 an output or '', $5 a package whose lines
-- may name rows of other outputs, or 0, $6 a unit likewise. A living year's line stands where past_line has none.
-- name: history_rows
SELECT h.year, h.key, h.output_code, h.item_code, h.name, h.name_fold, '' AS drawn_from,
       h.asked_satang, h.enacted_satang, h.after_transfers_satang, CAST(NULL AS BIGINT) AS obligated_satang, h.paid_satang, h.source
FROM past_line h
WHERE h.agency_id = $1 AND h.year BETWEEN $2 AND $3
  AND (CAST($4 AS TEXT) = '' OR h.output_code = $4
       OR h.key IN (SELECT d.drawn_from FROM line d WHERE d.package_id IN {history_packages $5 $6} AND d.drawn_from <> ''))
UNION ALL
SELECT l.year, l.code AS key, n.code AS output_code, i.code AS item_code, l.name, '' AS name_fold,
       l.drawn_from,
       (SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id AND x.stage = 0) AS asked_satang,
       (SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id AND x.stage = 8) AS enacted_satang,
       (SELECT b.unallotted_satang + b.allotted_satang + b.reserved_satang + b.obligated_satang
               + b.disbursed_satang + b.carried_a_satang + b.carried_b_satang + b.lapsed_satang
        FROM balance b WHERE b.line_id = l.id) AS after_transfers_satang,
       (SELECT b.obligated_satang + b.disbursed_satang + b.carried_a_satang FROM balance b WHERE b.line_id = l.id) AS obligated_satang,
       (SELECT b.disbursed_satang FROM balance b WHERE b.line_id = l.id) AS paid_satang,
       'PBIS' AS source
FROM line l
JOIN package p ON p.id = l.package_id
JOIN class_node n ON n.id = l.output_id
JOIN class_node i ON i.id = l.item_id
WHERE l.agency_id = $1 AND l.year BETWEEN $2 AND $3 AND l.removed = 0 AND {in_city l}
  AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN', 'EXECUTION')
  AND (CAST($4 AS TEXT) = '' OR n.code = $4
       OR l.code IN (SELECT d.drawn_from FROM line d WHERE d.package_id IN {history_packages $5 $6} AND d.drawn_from <> ''))
  AND NOT EXISTS (SELECT 1 FROM past_line h
                  WHERE h.year = l.year AND h.agency_id = l.agency_id AND h.key = l.code)
ORDER BY 1 DESC, 2;

-- name: history_lines
SELECT l.code, l.name, l.drawn_from, i.code AS item_code, l.package_id
FROM line l JOIN class_node i ON i.id = l.item_id
WHERE l.package_id = $1 AND l.removed = 0
ORDER BY i.sort, l.sort, l.id;

-- name: history_package
SELECT p.year, p.agency_id, n.code AS output_code
FROM package p JOIN class_node n ON n.id = p.output_id WHERE p.id = $1;

-- name: history_unit_lines
SELECT l.code, l.name, l.drawn_from, i.code AS item_code, l.package_id
FROM package p JOIN line l ON l.package_id = p.id JOIN class_node i ON i.id = l.item_id
WHERE p.unit_id = $1 AND {seen p $2} AND l.removed = 0 AND (CAST($3 AS BIGINT) = 0 OR l.id = $3)
ORDER BY p.level, p.id, i.sort, l.sort, l.id LIMIT 2000;
