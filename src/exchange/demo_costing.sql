-- demo_costing.sql: places by the stated key; $2 the note.

-- name: demo_costing_places
INSERT INTO line_place (line_id, n, district_code, share_bp, note)
SELECT l.id, 1, '50' || substr('0' || CAST(CAST(substr(l.code, 13) AS BIGINT) % 50 + 1 AS TEXT),
                               length(CAST(CAST(substr(l.code, 13) AS BIGINT) % 50 + 1 AS TEXT)), 2), 10000, $2
FROM line l JOIN agency g ON g.id = l.agency_id JOIN class_node i ON i.id = l.item_id
WHERE l.year = $1 AND g.kind = 'bureau' AND substr(i.code, 1, 4) = '0520' AND l.ordinance = 0
  AND NOT EXISTS (SELECT 1 FROM line_place p WHERE p.line_id = l.id)
ORDER BY l.id;
