-- book.sql: an agency's lines as the request workbook shows them; rows of files that became lines.

-- name: book_lines
SELECT l.id, l.version, l.code, p.code AS package_code, p.title AS package_title,
       n.code AS output_code, i.code AS item_code, i.name_th AS item_name, f.code AS fund_code,
       p.state, l.name, l.unit_word, l.justification, COALESCE(c.by_user, '') AS by_user,
       l.quantity_milli, l.times, l.months, l.unit_price_satang,
       CAST(COALESCE((SELECT x.amount_satang FROM line_amount x
                      WHERE x.line_id = l.id AND x.stage = 0), 0) AS BIGINT) AS requested_satang,
       l.removed, CAST(COALESCE(c.at_ms, 0) AS BIGINT) AS at_ms, p.place,
       CAST(COALESCE(p.section_id, 0) AS BIGINT) AS section_id,
       CASE WHEN {seen p $3} THEN 1 ELSE 0 END AS seen
FROM line l
JOIN package p ON p.id = l.package_id
JOIN class_node n ON n.id = l.output_id
JOIN class_node i ON i.id = l.item_id
JOIN class_node f ON f.id = l.fund_id
LEFT JOIN line_change c ON c.line_id = l.id AND c.seq = l.version
WHERE l.agency_id = $1 AND l.year = $2 AND l.ordinance = 0
ORDER BY p.code, i.sort, l.sort, l.id;

-- name: book_packages
SELECT id, code, title, state, place, CAST(COALESCE(section_id, 0) AS BIGINT) AS section_id
FROM package WHERE agency_id = $1 AND year = $2
ORDER BY code;

-- name: book_revision
SELECT CAST(COALESCE(MAX(c.id), 0) AS BIGINT) FROM line_change c JOIN line l ON l.id = c.line_id
WHERE l.agency_id = $1 AND l.year = $2;

-- name: book_rows
SELECT r.row_key, l.code AS line_code, r.cells
FROM book_row r JOIN line l ON l.id = r.line_id
WHERE r.agency_id = $1 AND r.book = $2 ORDER BY r.row_key;

-- name: book_row_put
INSERT INTO book_row (agency_id, book, row_key, line_id, source, cells, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (agency_id, book, row_key)
DO UPDATE SET line_id = excluded.line_id, source = excluded.source, cells = excluded.cells,
              at_ms = excluded.at_ms;

-- name: book_line_source
SELECT r.source FROM book_row r JOIN line l ON l.id = r.line_id WHERE l.code = $1
ORDER BY r.at_ms DESC, r.source LIMIT 1;
