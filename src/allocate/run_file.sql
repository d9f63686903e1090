-- What a run was made of and what came out, as files for whoever checks it.

-- name: run_file_add
INSERT INTO scenario_run_file (run_id, kind, packed_sha, size_bytes) VALUES ($1, $2, $3, $4);

-- name: run_file_get
SELECT packed_sha, size_bytes FROM scenario_run_file WHERE run_id = $1 AND kind = $2;
