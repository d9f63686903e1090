-- job.sql: rows of long work; the runner is job.c.

-- name: job_insert
INSERT INTO job (code, kind, args, state, by_user, created_ms) VALUES ($1, $2, $3, 'queued', $4, $5);

-- name: job_by_code
SELECT id, code, kind, args, state, progress, by_user, created_ms, heartbeat_ms, result FROM job WHERE code = $1;

-- name: job_newest
SELECT id, code, kind, args, state, progress, by_user, created_ms, heartbeat_ms, result FROM job ORDER BY id DESC LIMIT 200;

-- The oldest queued job; several runners may see the same one, job_claim decides.
-- name: job_next
SELECT id, code, kind, args, state, progress, by_user, created_ms, heartbeat_ms, result
FROM job WHERE state = 'queued' ORDER BY id LIMIT 1;

-- name: job_claim
UPDATE job SET state = 'running', progress = 0, heartbeat_ms = $2, result = '' WHERE code = $1 AND state = 'queued';

-- name: job_is_running
SELECT COUNT(*) FROM job WHERE code = $1 AND state = 'running';

-- name: job_beat
UPDATE job SET heartbeat_ms = $2, progress = $3 WHERE code = $1 AND state = 'running';

-- name: job_end
UPDATE job SET state = $2, progress = $3, result = $4 WHERE code = $1 AND state = 'running';

-- name: job_requeue
UPDATE job SET state = 'queued', progress = 0, heartbeat_ms = NULL WHERE code = $1 AND state = 'running';

-- name: job_cancel
UPDATE job SET state = 'cancelled' WHERE code = $1 AND state IN ('queued', 'running');

-- Jobs whose server died: nobody beats for them any more.
-- name: job_stale
SELECT COUNT(*) FROM job WHERE state = 'running' AND heartbeat_ms < $1;

-- name: job_fail_stale
UPDATE job SET state = 'failed', result = $2 WHERE state = 'running' AND heartbeat_ms < $1;
