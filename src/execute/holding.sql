-- holding.sql: what references hold on lines.

-- name: holding_get
SELECT line_id, ref, reserved_satang, obligated_satang, disbursed_satang FROM holding WHERE line_id = $1 AND ref = $2;

-- name: holding_list
SELECT line_id, ref, reserved_satang, obligated_satang, disbursed_satang FROM holding
WHERE line_id = $1 AND (CAST($2 AS BIGINT) = 1 OR ref > $3) ORDER BY ref LIMIT $4;

-- name: holding_insert
INSERT INTO holding (line_id, ref, reserved_satang, obligated_satang, disbursed_satang) VALUES ($1, $2, $3, $4, $5);

-- Moves what a reference holds; no row when it would hold less than nothing.
-- name: holding_move
UPDATE holding SET reserved_satang = reserved_satang + $3, obligated_satang = obligated_satang + $4,
                   disbursed_satang = disbursed_satang + $5
WHERE line_id = $1 AND ref = $2 AND reserved_satang + $3 >= 0 AND obligated_satang + $4 >= 0
  AND disbursed_satang + $5 >= 0;
