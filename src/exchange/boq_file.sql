-- boq_file.sql: bills of quantities tied to lines.

-- name: boq_insert
INSERT INTO boq (line_id, attachment_id, lines, direct_satang, factor_millionths, vat_bp, total_satang,
                 line_satang, issues, by_user, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id;

-- name: boq_line_insert
INSERT INTO boq_line (boq_id, n, cell, number, name, quantity_milli, unit_word, material_satang,
                      labour_satang, total_satang)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: boq_issue_insert
INSERT INTO boq_issue (boq_id, n, cell, kind, found_satang, expected_satang) VALUES ($1, $2, $3, $4, $5, $6);

-- name: boq_newest
SELECT b.id, f.code AS file_code, f.name AS file_name, b.lines, b.issues, b.direct_satang, b.total_satang,
       b.line_satang, b.factor_millionths, b.vat_bp, b.by_user, b.at_ms
FROM boq b JOIN attachment f ON f.id = b.attachment_id
WHERE b.line_id = $1
  AND NOT EXISTS (SELECT 1 FROM attachment_withdrawn w WHERE w.attachment_id = f.id)
ORDER BY b.id DESC LIMIT 1;

-- name: boq_lines
SELECT cell, number, name, quantity_milli, unit_word, material_satang, labour_satang, total_satang
FROM boq_line WHERE boq_id = $1 ORDER BY n;

-- name: boq_issues
SELECT cell, kind, found_satang, expected_satang FROM boq_issue WHERE boq_id = $1 ORDER BY n;
