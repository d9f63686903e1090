-- post_plan.sql: the posts of an agency and the personnel lines they make.

-- name: post_list
SELECT id, version, number, title, kind, grade, step, salary_satang, position_satang, monthly_satang,
       living_satang, born, vacant_from, vacant_to
FROM post WHERE year = $1 AND agency_id = $2 ORDER BY number LIMIT 20000;

-- name: post_shares
SELECT p.number, s.output_code, s.share_bp
FROM post p JOIN post_share s ON s.post_id = p.id
WHERE p.year = $1 AND p.agency_id = $2 ORDER BY p.number, s.output_code;

-- name: post_find
SELECT id, version FROM post WHERE year = $1 AND agency_id = $2 AND number = $3;

-- name: post_insert
INSERT INTO post (year, agency_id, number, title, kind, grade, step, salary_satang, position_satang,
                  monthly_satang, living_satang, born, vacant_from, vacant_to)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id;

-- name: post_update
UPDATE post SET title = $3, kind = $4, grade = $5, step = $6, salary_satang = $7, position_satang = $8,
                monthly_satang = $9, living_satang = $10, born = $11, vacant_from = $12, vacant_to = $13,
                version = version + 1
WHERE id = $1 AND version = $2;

-- name: post_share_clear
DELETE FROM post_share WHERE post_id = $1;

-- name: post_share_insert
INSERT INTO post_share (post_id, output_code, share_bp) VALUES ($1, $2, $3);

-- name: post_delete
DELETE FROM post WHERE id = $1;

-- name: post_draw
INSERT INTO post (year, agency_id, number, title, kind, grade, step, salary_satang, position_satang,
                  monthly_satang, living_satang, born, vacant_from, vacant_to)
SELECT $2, p.agency_id, p.number, p.title, p.kind, p.grade, p.step, p.salary_satang, p.position_satang,
       p.monthly_satang, p.living_satang, p.born, p.vacant_from, p.vacant_to
FROM post p
WHERE p.year = $1 AND p.agency_id = $3
  AND NOT EXISTS (SELECT 1 FROM post q WHERE q.year = $2 AND q.agency_id = p.agency_id AND q.number = p.number)
ORDER BY p.number;

-- name: post_draw_shares
INSERT INTO post_share (post_id, output_code, share_bp)
SELECT q.id, s.output_code, s.share_bp
FROM post p JOIN post_share s ON s.post_id = p.id
JOIN post q ON q.year = $2 AND q.agency_id = p.agency_id AND q.number = p.number
WHERE p.year = $1 AND p.agency_id = $3
  AND NOT EXISTS (SELECT 1 FROM post_share t WHERE t.post_id = q.id);

-- The year's outputs and items with names, or of one kind ($2).
-- name: post_codes
SELECT n.code, n.name_th AS name
FROM class_node n JOIN year_class y ON y.version_id = n.version_id
WHERE y.year = $1 AND n.level IN ('output', 'work', 'item')
  AND (y.kind = CAST($2 AS TEXT) OR (CAST($2 AS TEXT) = '' AND y.kind IN ('programme', 'item')))
ORDER BY n.code, n.id;

-- What the agency asks for by output and item.
-- name: post_lines_now
SELECT o.code AS output_code, i.code AS item_code, CAST(COUNT(*) AS BIGINT) AS lines,
       CAST(COALESCE(SUM(x.amount_satang), 0) AS BIGINT) AS requested_satang, MIN(l.code) AS line_code,
       MIN(p.state) AS state
FROM line l
JOIN package p ON p.id = l.package_id
JOIN class_node o ON o.id = l.output_id
JOIN class_node i ON i.id = l.item_id
LEFT JOIN line_amount x ON x.line_id = l.id AND x.stage = 0
WHERE l.year = $1 AND l.agency_id = $2 AND l.removed = 0 AND l.ordinance = 0
  AND p.state NOT IN ('WITHDRAWN', 'EXECUTION') AND substr(i.code, 1, 2) IN ('01', '02')
GROUP BY o.code, i.code ORDER BY o.code, i.code;

-- The lowest level of an output's work that may be edited: where a line that is missing goes.
-- name: post_package
SELECT p.id FROM package p JOIN class_node o ON o.id = p.output_id
WHERE p.year = $1 AND p.agency_id = $2 AND o.code = $3 AND p.state IN ('DRAFT', 'RETURNED')
ORDER BY p.level, p.id LIMIT 1;

-- name: post_node
SELECT n.id FROM class_node n JOIN year_class y ON y.version_id = n.version_id
WHERE y.year = $1 AND y.kind = $2 AND n.code = $3;
