-- payment_file.sql: warrants by the number as printed.

-- name: payment_by_number
SELECT w.code FROM warrant w WHERE w.agency_id = $1 AND w.year = $2 AND w.number = $3;
