-- volume_set.sql: issued sets of documents and their volumes.

-- name: volume_set_count
SELECT COUNT(*) FROM volume_set WHERE year = $1 AND ordinance = $2;

-- name: volume_set_insert
INSERT INTO volume_set (code, year, ordinance, change_id, event_id, stage, books, printed, pages, lines, total_satang,
                        ties, figures, by_user, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
RETURNING id;

-- name: volume_part_insert
INSERT INTO volume_part (set_id, number, agency_id, issued_id, title, pages, lines, total_satang, printed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: volume_set_newest
SELECT id, year, ordinance, change_id, event_id, books, printed, pages, lines, ties, figures, code, stage,
       by_user, total_satang, at_ms
FROM volume_set WHERE year = $1 AND ordinance = $2 ORDER BY id DESC LIMIT 1;

-- $1 set.
-- name: volume_parts
SELECT p.number, p.title, COALESCE(a.code, '') AS agency_code, p.pages, p.lines, p.total_satang, d.version, d.code,
       d.issued_on, p.printed, '' AS state, '' AS after, COALESCE(p.agency_id, 0) AS agency_id
FROM volume_part p
JOIN issued d ON d.id = p.issued_id
LEFT JOIN agency a ON a.id = p.agency_id
WHERE p.set_id = $1
ORDER BY p.number;

-- What changed since ($1 year, $2 ordinance, $3 the set's change, $4 its event): amounts by agency, with the newest.
-- Then packages that came into the draft or left it.
-- name: volume_since
SELECT q.agency_id, q.change_id,
       COALESCE((SELECT c.resolution FROM line_change c WHERE c.id = q.change_id), '') AS resolution
FROM (SELECT l.agency_id, CAST(MAX(c.id) AS BIGINT) AS change_id
      FROM line_change c
      JOIN line l ON l.id = c.line_id
      WHERE c.id > $3 AND l.year = $1 AND l.ordinance = $2
      GROUP BY l.agency_id
      UNION ALL
      SELECT k.agency_id, CAST(MAX(0) AS BIGINT) AS change_id
      FROM package_event v
      JOIN package k ON k.id = v.package_id
      WHERE v.id > $4 AND k.year = $1
        AND ((CAST($2 AS BIGINT) = 0 AND {annual k})
             OR EXISTS (SELECT 1 FROM line l WHERE l.package_id = k.id AND l.ordinance = $2 AND l.ordinance > 0))
      GROUP BY k.agency_id) q
ORDER BY 1, 2 DESC;

-- $1 year, $2 ordinance, $3 number: each version once, with the set that printed it.
-- name: volume_versions
SELECT p.number, p.title, COALESCE(a.code, '') AS agency_code, p.pages, p.lines, p.total_satang, d.version, d.code,
       d.issued_on, p.printed, s.code AS state, '' AS after, COALESCE(p.agency_id, 0) AS agency_id
FROM volume_set s
JOIN volume_part p ON p.set_id = s.id AND p.number = $3
JOIN issued d ON d.id = p.issued_id
LEFT JOIN agency a ON a.id = p.agency_id
WHERE s.year = $1 AND s.ordinance = $2 AND p.printed = 1
ORDER BY s.id DESC LIMIT 100;
