-- audit.sql: the record of changes; the chain's bytes are in docs/formats/store.md.

-- name: audit_insert
INSERT INTO audit (seq, at_ms, user_name, session_ref, action, subject, old_value, new_value,
                   reason, prev_hash, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: audit_walk
SELECT seq, at_ms, user_name, session_ref, action, subject, old_value, new_value, reason,
       prev_hash, hash
FROM audit ORDER BY seq;

-- name: audit_page
SELECT seq, at_ms, user_name, action, subject, old_value, new_value, reason
FROM audit
WHERE (CAST($1 AS TEXT) = '' OR subject = $1) AND (CAST($2 AS BIGINT) = 0 OR seq < $2)
ORDER BY seq DESC LIMIT $3;
