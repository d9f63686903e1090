-- price.sql: standard prices.

-- name: price_list
SELECT s.id, s.year, s.version, s.code, s.item_code, s.name, s.unit_word, s.price_satang, s.source,
       s.valid_from, s.valid_to, s.demo, s.state, s.proposed_by, s.proposed_ms, s.decided_by,
       CASE WHEN s.state = 'approved'
            THEN (SELECT COUNT(*) FROM line_cost c JOIN line l ON l.id = c.line_id
                  WHERE c.price_code = s.code AND l.year = s.year AND l.removed = 0) ELSE 0 END AS lines,
       CASE WHEN s.state = 'approved'
            THEN (SELECT COUNT(*) FROM line_cost c JOIN line l ON l.id = c.line_id
                  WHERE c.price_code = s.code AND l.year = s.year AND l.removed = 0
                    AND l.unit_price_satang > s.price_satang) ELSE 0 END AS above
FROM price s
WHERE s.year = $1
  AND (s.state = CAST($2 AS TEXT) OR (CAST($2 AS TEXT) = '' AND s.state IN ('proposed', 'approved')))
  AND substr(s.item_code, 1, length(CAST($3 AS TEXT))) = CAST($3 AS TEXT)
  AND (CAST($4 AS TEXT) = '' OR s.name LIKE '%' || $4 || '%' OR s.code LIKE '%' || $4 || '%')
ORDER BY s.code, s.version LIMIT 5000;

-- The item's own group first, then prices for anything.
-- name: price_for_item
SELECT s.id, s.year, s.version, s.code, s.item_code, s.name, s.unit_word, s.price_satang, s.source,
       s.valid_from, s.valid_to, s.demo, s.state, s.proposed_by, s.proposed_ms, s.decided_by,
       0 AS lines, 0 AS above
FROM price s
WHERE s.year = $1 AND s.state = 'approved' AND (s.valid_to IS NULL OR s.valid_to >= $3)
  AND substr(CAST($2 AS TEXT), 1, length(s.item_code)) = s.item_code
ORDER BY length(s.item_code) DESC, s.code LIMIT 500;

-- name: price_newest
SELECT s.id, s.year, s.version, s.code, s.item_code, s.name, s.unit_word, s.price_satang, s.source,
       s.valid_from, s.valid_to, s.demo, s.state, s.proposed_by, s.proposed_ms, s.decided_by,
       0 AS lines, 0 AS above
FROM price s WHERE s.year = $1 AND s.code = $2 ORDER BY s.version DESC LIMIT 1;

-- name: price_waiting
SELECT s.id, s.year, s.version, s.code, s.item_code, s.name, s.unit_word, s.price_satang, s.source,
       s.valid_from, s.valid_to, s.demo, s.state, s.proposed_by, s.proposed_ms, s.decided_by,
       0 AS lines, 0 AS above
FROM price s
WHERE s.year = $1 AND s.state = 'proposed' AND (CAST($2 AS TEXT) = '' OR s.code = $2)
ORDER BY s.code;

-- name: price_insert
INSERT INTO price (year, code, version, item_code, name, unit_word, price_satang, source, valid_from,
                   valid_to, demo, state, proposed_by, proposed_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'proposed', $12, $13);

-- name: price_replace
UPDATE price SET state = 'replaced' WHERE year = $1 AND code = $2 AND state = 'approved';

-- name: price_decide
UPDATE price SET state = $2, decided_by = $3, decided_ms = $4 WHERE id = $1 AND state = 'proposed';

-- name: price_item_known
SELECT COUNT(*) FROM class_node n JOIN year_class y ON y.version_id = n.version_id
WHERE y.year = $1 AND y.kind = 'item' AND n.code = $2;
