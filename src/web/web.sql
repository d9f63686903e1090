-- Counts of waiting work, from the index package_state alone; never a scan.
-- name: waiting_counts
SELECT state, CAST(COUNT(*) AS BIGINT) AS waiting
FROM package WHERE year = $1 AND state IN ('DRAFT', 'RETURNED', 'SUBMITTED', 'AGENCY_APPROVED', 'ANALYST_ACCEPTED')
  AND (CAST($2 AS BIGINT) = 0 OR agency_id = $2)
GROUP BY state ORDER BY state;

-- name: web_alive
SELECT CAST(COUNT(*) AS BIGINT) AS n FROM fiscal_year;
