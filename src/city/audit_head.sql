-- audit_head.sql: signed heads of the audit log, one a day.

-- name: audit_head_list
SELECT day, seq, hash, previous, public_key, signature, at_ms FROM audit_head ORDER BY day;

-- name: audit_head_last
SELECT day, seq, hash, previous, public_key, signature, at_ms FROM audit_head
ORDER BY day DESC LIMIT 1;

-- name: audit_head_add
INSERT INTO audit_head (day, seq, hash, previous, public_key, signature, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7);
