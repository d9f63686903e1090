-- ledger.sql: entries and balances. Buckets are numbered as in ledger.h.

-- name: entry_insert
INSERT INTO entry (seq, key, type, line_id, to_line_id, from_bucket, to_bucket, amount_satang,
                   on_date, period, ref, authority, note, by_user, at_ms, prev_hash, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17);

-- name: entry_walk
SELECT seq, key, type, line_id, to_line_id, from_bucket, to_bucket, amount_satang, on_date, period,
       ref, authority, note, by_user, at_ms, prev_hash, hash
FROM entry ORDER BY seq;

-- name: balance_open
INSERT INTO balance (line_id, source_satang, unallotted_satang) VALUES ($1, $2, $3);

-- name: balance_get
SELECT line_id, source_satang, unallotted_satang, allotted_satang, reserved_satang,
       obligated_satang, disbursed_satang, carried_a_satang, carried_b_satang, lapsed_satang
FROM balance WHERE line_id = $1;

-- Adds $2..$10 to the buckets of a line; no row when one of them would go below zero (the source may).
-- name: balance_move
UPDATE balance SET
    source_satang = source_satang + $2, unallotted_satang = unallotted_satang + $3,
    allotted_satang = allotted_satang + $4, reserved_satang = reserved_satang + $5,
    obligated_satang = obligated_satang + $6, disbursed_satang = disbursed_satang + $7,
    carried_a_satang = carried_a_satang + $8, carried_b_satang = carried_b_satang + $9,
    lapsed_satang = lapsed_satang + $10
WHERE line_id = $1 AND unallotted_satang + $3 >= 0 AND allotted_satang + $4 >= 0 AND reserved_satang + $5 >= 0
  AND obligated_satang + $6 >= 0 AND disbursed_satang + $7 >= 0 AND carried_a_satang + $8 >= 0
  AND carried_b_satang + $9 >= 0 AND lapsed_satang + $10 >= 0;

-- name: balance_insert
INSERT INTO balance (line_id, source_satang, unallotted_satang, allotted_satang, reserved_satang, obligated_satang,
                     disbursed_satang, carried_a_satang, carried_b_satang, lapsed_satang)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);
