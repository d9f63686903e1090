-- ledger.sql: entries and balances. Buckets are numbered as in ledger.h.

-- name: entry_find
SELECT type, line_id, to_line_id, from_bucket, to_bucket, amount_satang, on_date, ref
FROM entry WHERE key = $1;

-- name: entry_insert
INSERT INTO entry (seq, key, type, line_id, to_line_id, from_bucket, to_bucket, amount_satang,
                   on_date, period, ref, authority, note, by_user, at_ms, prev_hash, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17);

-- name: entry_walk
SELECT seq, key, type, line_id, to_line_id, from_bucket, to_bucket, amount_satang, on_date, period,
       ref, authority, note, by_user, at_ms, prev_hash, hash
FROM entry ORDER BY seq;

-- name: balance_make
INSERT INTO balance (line_id) VALUES ($1) ON CONFLICT (line_id) DO NOTHING;

-- name: balance_open
INSERT INTO balance (line_id, source_satang, unallotted_satang) VALUES ($1, $2, $3);

-- name: balance_get
SELECT line_id, source_satang, unallotted_satang, allotted_satang, reserved_satang,
       obligated_satang, disbursed_satang, carried_a_satang, carried_b_satang, lapsed_satang
FROM balance WHERE line_id = $1;

-- Takes $2 from bucket $3 of a line; no row when it holds less (the source may go below zero).
-- name: balance_take
UPDATE balance SET
    source_satang = source_satang - CASE WHEN CAST($3 AS BIGINT) = 0 THEN CAST($2 AS BIGINT) ELSE 0 END,
    unallotted_satang = unallotted_satang - CASE WHEN CAST($3 AS BIGINT) = 1 THEN CAST($2 AS BIGINT) ELSE 0 END,
    allotted_satang = allotted_satang - CASE WHEN CAST($3 AS BIGINT) = 2 THEN CAST($2 AS BIGINT) ELSE 0 END,
    reserved_satang = reserved_satang - CASE WHEN CAST($3 AS BIGINT) = 3 THEN CAST($2 AS BIGINT) ELSE 0 END,
    obligated_satang = obligated_satang - CASE WHEN CAST($3 AS BIGINT) = 4 THEN CAST($2 AS BIGINT) ELSE 0 END,
    disbursed_satang = disbursed_satang - CASE WHEN CAST($3 AS BIGINT) = 5 THEN CAST($2 AS BIGINT) ELSE 0 END,
    carried_a_satang = carried_a_satang - CASE WHEN CAST($3 AS BIGINT) = 6 THEN CAST($2 AS BIGINT) ELSE 0 END,
    carried_b_satang = carried_b_satang - CASE WHEN CAST($3 AS BIGINT) = 7 THEN CAST($2 AS BIGINT) ELSE 0 END,
    lapsed_satang = lapsed_satang - CASE WHEN CAST($3 AS BIGINT) = 8 THEN CAST($2 AS BIGINT) ELSE 0 END
WHERE line_id = $1
  AND CASE CAST($3 AS BIGINT) WHEN 0 THEN CAST($2 AS BIGINT) WHEN 1 THEN unallotted_satang
           WHEN 2 THEN allotted_satang WHEN 3 THEN reserved_satang WHEN 4 THEN obligated_satang
           WHEN 5 THEN disbursed_satang WHEN 6 THEN carried_a_satang WHEN 7 THEN carried_b_satang
           ELSE lapsed_satang END >= CAST($2 AS BIGINT);

-- name: balance_give
UPDATE balance SET
    source_satang = source_satang + CASE WHEN CAST($3 AS BIGINT) = 0 THEN CAST($2 AS BIGINT) ELSE 0 END,
    unallotted_satang = unallotted_satang + CASE WHEN CAST($3 AS BIGINT) = 1 THEN CAST($2 AS BIGINT) ELSE 0 END,
    allotted_satang = allotted_satang + CASE WHEN CAST($3 AS BIGINT) = 2 THEN CAST($2 AS BIGINT) ELSE 0 END,
    reserved_satang = reserved_satang + CASE WHEN CAST($3 AS BIGINT) = 3 THEN CAST($2 AS BIGINT) ELSE 0 END,
    obligated_satang = obligated_satang + CASE WHEN CAST($3 AS BIGINT) = 4 THEN CAST($2 AS BIGINT) ELSE 0 END,
    disbursed_satang = disbursed_satang + CASE WHEN CAST($3 AS BIGINT) = 5 THEN CAST($2 AS BIGINT) ELSE 0 END,
    carried_a_satang = carried_a_satang + CASE WHEN CAST($3 AS BIGINT) = 6 THEN CAST($2 AS BIGINT) ELSE 0 END,
    carried_b_satang = carried_b_satang + CASE WHEN CAST($3 AS BIGINT) = 7 THEN CAST($2 AS BIGINT) ELSE 0 END,
    lapsed_satang = lapsed_satang + CASE WHEN CAST($3 AS BIGINT) = 8 THEN CAST($2 AS BIGINT) ELSE 0 END
WHERE line_id = $1;

-- name: ledger_line
SELECT l.id AS line_id, l.code, l.agency_id, g.division
FROM line l JOIN agency g ON g.id = l.agency_id WHERE l.id = $1;

-- The line's year when it is closed, else 0.
-- name: entry_year_closed
SELECT COALESCE((SELECT y.year FROM line l JOIN fiscal_year y ON y.year = l.year
                 WHERE l.id = $1 AND y.stage = 'CLOSED'), 0);
