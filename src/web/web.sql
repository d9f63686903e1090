-- Counts of waiting work from the index package_state. $2 agency or 0, $3 division or 0.
-- name: waiting_counts
SELECT p.state, CAST(COUNT(*) AS BIGINT) AS waiting
FROM package p
WHERE p.year = $1
  AND p.state IN ('DRAFT', 'RETURNED', 'SUBMITTED', 'ANALYST_ACCEPTED', 'SUITABLE')
  AND (CAST($2 AS BIGINT) = 0 OR p.agency_id = $2)
  AND (CAST($3 AS BIGINT) = 0 OR p.agency_id IN (SELECT id FROM agency WHERE division = $3))
  AND (p.state NOT IN ('DRAFT', 'RETURNED')
       OR (p.place = 'director' AND CAST($5 AS BIGINT) = 1
           AND CAST($4 AS TEXT) LIKE '%,a' || CAST(p.agency_id AS TEXT) || ',%')
       OR (p.place = 'collector' AND CAST($4 AS TEXT) LIKE '%,c' || CAST(p.agency_id AS TEXT) || ',%')
       OR (p.place = 'section' AND CAST($4 AS TEXT) LIKE '%,s' || CAST(p.section_id AS TEXT) || ',%'))
GROUP BY p.state
UNION ALL
SELECT 'NOTICE' AS state, CAST(COUNT(*) AS BIGINT) AS waiting FROM notice n WHERE n.user_id = $6 AND n.read_ms IS NULL
ORDER BY 1;

-- name: web_alive
SELECT CAST(COUNT(*) AS BIGINT) AS n FROM fiscal_year;

-- The newest year with a package that is not only a draft; 0 when there is none.
-- name: web_year_with_requests
SELECT CAST(COALESCE(MAX(f.year), 0) AS BIGINT) FROM fiscal_year f
WHERE EXISTS (SELECT 1 FROM package p WHERE p.year = f.year AND p.state NOT IN ('DRAFT', 'WITHDRAWN'));

-- name: once_find
SELECT body_sha, status, location, body FROM once_answer WHERE user_name = $1 AND token = $2;

-- name: once_keep
INSERT INTO once_answer (user_name, token, body_sha, status, location, body, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7);
