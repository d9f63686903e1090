-- name: blob_part_add
INSERT INTO blob_part (sha256, n, bytes) VALUES ($1, $2, $3) ON CONFLICT (sha256, n) DO NOTHING;

-- name: blob_parts
SELECT n, bytes FROM blob_part WHERE sha256 = $1 ORDER BY n;
