-- place.sql: where lines are spent.

-- name: place_list
SELECT p.district_code, COALESCE(g.name_th, '') AS district_name, p.subdistrict, p.lat_micro, p.lon_micro,
       p.note, p.share_bp AS share
FROM line_place p LEFT JOIN agency g ON g.code = p.district_code || '0000'
WHERE p.line_id = $1 ORDER BY p.n;

-- name: place_clear
DELETE FROM line_place WHERE line_id = $1;

-- name: place_insert
INSERT INTO line_place (line_id, n, district_code, subdistrict, lat_micro, lon_micro, note, share_bp)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: place_districts
SELECT code, name_th AS name FROM agency
WHERE kind = 'district' AND valid_from <= $1 AND (valid_to IS NULL OR valid_to >= $1)
ORDER BY code;

-- Lines without a place, by agency.
-- name: place_unplaced
SELECT g.code AS agency_code, CAST(CASE WHEN g.kind = 'district' THEN 1 ELSE 0 END AS BIGINT) AS district,
       CAST(COUNT(*) AS BIGINT) AS lines,
       CAST(COALESCE(SUM((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id
                          ORDER BY x.stage DESC LIMIT 1)), 0) AS BIGINT) AS amount_satang
FROM line l
JOIN package p ON p.id = l.package_id
JOIN agency g ON g.id = l.agency_id
WHERE l.year = $1 AND l.removed = 0 AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN', 'EXECUTION') AND {in_city l}
  AND NOT EXISTS (SELECT 1 FROM line_place q WHERE q.line_id = l.id)
GROUP BY g.code, g.kind ORDER BY g.code;

-- Lines with places, each place a row, one line's rows together.
-- name: place_placed
SELECT l.id AS line_id, l.code AS line_code, l.name, g.code AS agency_code, g.name_th AS agency_name,
       i.name_th AS item_name, q.district_code, q.subdistrict, q.share_bp,
       CAST(COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id
                      ORDER BY x.stage DESC LIMIT 1), 0) AS BIGINT) AS amount_satang
FROM line_place q
JOIN line l ON l.id = q.line_id
JOIN package p ON p.id = l.package_id
JOIN agency g ON g.id = l.agency_id
JOIN class_node i ON i.id = l.item_id
WHERE l.year = $1 AND l.removed = 0 AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN', 'EXECUTION') AND {in_city l}
ORDER BY l.id, q.n;

-- The same of the lines that have a place in one district.
-- name: place_placed_in
SELECT l.id AS line_id, l.code AS line_code, l.name, g.code AS agency_code, g.name_th AS agency_name,
       i.name_th AS item_name, q.district_code, q.subdistrict, q.share_bp,
       CAST(COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id
                      ORDER BY x.stage DESC LIMIT 1), 0) AS BIGINT) AS amount_satang
FROM line_place q
JOIN line l ON l.id = q.line_id
JOIN package p ON p.id = l.package_id
JOIN agency g ON g.id = l.agency_id
JOIN class_node i ON i.id = l.item_id
WHERE l.year = $1 AND l.removed = 0 AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN', 'EXECUTION') AND {in_city l}
  AND l.id IN (SELECT w.line_id FROM line_place w WHERE w.district_code = $2)
ORDER BY l.id, q.n;
