-- Counts of waiting work from the index package_state. $2 agency or 0, $3 division or 0.
-- name: waiting_counts
SELECT state, CAST(COUNT(*) AS BIGINT) AS waiting
FROM package
WHERE year = $1
  AND state IN ('DRAFT', 'RETURNED', 'SUBMITTED', 'ANALYST_ACCEPTED')
  AND (CAST($2 AS BIGINT) = 0 OR agency_id = $2)
  AND (CAST($3 AS BIGINT) = 0 OR agency_id IN (SELECT id FROM agency WHERE division = $3))
GROUP BY state ORDER BY state;

-- name: web_alive
SELECT CAST(COUNT(*) AS BIGINT) AS n FROM fiscal_year;

-- name: once_find
SELECT body_sha, status, location, body FROM once_answer WHERE user_name = $1 AND token = $2;

-- name: once_keep
INSERT INTO once_answer (user_name, token, body_sha, status, location, body, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7);
