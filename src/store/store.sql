-- store.sql: the store's own queries.

-- Takes the chain's lock until the transaction ends and reads its newest link. One row a statement:
-- two groups of two processes always lock the chains in the same order.
-- name: chain_lock
UPDATE chain_head SET seq = seq WHERE name = $1 RETURNING seq, hash;

-- name: chain_get
SELECT seq, hash FROM chain_head WHERE name = $1;

-- name: chain_save
UPDATE chain_head SET seq = $2, hash = $3 WHERE name = $1;

-- name: chain_make
INSERT INTO chain_head (name, seq, hash) VALUES ($1, 0, $2) ON CONFLICT (name) DO NOTHING;

-- name: schema_list
SELECT version, name, sha256 FROM schema_migration ORDER BY version;

-- name: schema_add
INSERT INTO schema_migration (version, name, sha256, applied_ms) VALUES ($1, $2, $3, $4);
