-- position.sql: fiscal positions as of a date.

-- name: position_next
SELECT CAST(COALESCE(MAX(version), 0) + 1 AS BIGINT) FROM fiscal_position WHERE year = $1 AND as_of = $2;

-- name: position_add
INSERT INTO fiscal_position (code, year, as_of, version, note, made_by, made_at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id;

-- name: position_item_add
INSERT INTO fiscal_position_item (position_id, kind, for_year, amount_satang, source, status)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: position_list
SELECT p.id, p.code, p.as_of, p.version,
       (SELECT i.amount_satang FROM fiscal_position_item i WHERE i.position_id = p.id AND i.kind = 'cash') AS cash_satang,
       (SELECT i.amount_satang FROM fiscal_position_item i WHERE i.position_id = p.id AND i.kind = 'free') AS free_satang,
       (SELECT CAST(SUM(i.amount_satang) AS BIGINT) FROM fiscal_position_item i
        WHERE i.position_id = p.id AND i.kind IN ('carried_a', 'carried_b')) AS carried_satang,
       (SELECT CAST(SUM(i.amount_satang) AS BIGINT) FROM fiscal_position_item i
        WHERE i.position_id = p.id AND i.kind = 'commitment') AS commitment_satang,
       (SELECT i.amount_satang FROM fiscal_position_item i WHERE i.position_id = p.id AND i.kind = 'debt') AS debt_satang,
       p.note, p.made_by, p.made_at_ms
FROM fiscal_position p WHERE p.year = $1 ORDER BY p.as_of DESC, p.version DESC LIMIT 200;

-- name: position_items
SELECT kind, for_year, amount_satang, source, status FROM fiscal_position_item WHERE position_id = $1
ORDER BY CASE kind WHEN 'cash' THEN 0 WHEN 'free' THEN 1 WHEN 'carried_a' THEN 2 WHEN 'carried_b' THEN 3
                   WHEN 'commitment' THEN 4 WHEN 'debt' THEN 5 ELSE 6 END, for_year;
