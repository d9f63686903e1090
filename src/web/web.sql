-- Counts of waiting work from the index package_state. $2 agency or 0, $3 division or 0. The row SMALL: what waits for
-- the person $7 by name, or for the agency $8 they write for: questions, answers, packages assigned, mentions, hand-overs,
-- delegations; for the division $9 whose work they assign, what nobody has.
-- name: waiting_counts
SELECT p.state, CAST(COUNT(*) AS BIGINT) AS waiting
FROM package p
WHERE p.year = $1
  AND p.state IN ('DRAFT', 'RETURNED', 'SUBMITTED', 'ANALYST_ACCEPTED', 'SUITABLE')
  AND (CAST($2 AS BIGINT) = 0 OR p.agency_id = $2)
  AND (CAST($3 AS BIGINT) = 0 OR p.agency_id IN (SELECT id FROM agency WHERE division = $3))
  AND (p.state NOT IN ('DRAFT', 'RETURNED', 'EXECUTION')
       OR (p.place = 'director' AND CAST($5 AS BIGINT) = 1
           AND CAST($4 AS TEXT) LIKE '%,a' || CAST(p.agency_id AS TEXT) || ',%')
       OR (p.place = 'collector' AND CAST($4 AS TEXT) LIKE '%,c' || CAST(p.agency_id AS TEXT) || ',%')
       OR (p.place = 'section' AND CAST($4 AS TEXT) LIKE '%,s' || CAST(p.section_id AS TEXT) || ',%'))
GROUP BY p.state
UNION ALL
SELECT 'NOTICE' AS state, CAST(COUNT(*) AS BIGINT) AS waiting FROM notice n WHERE n.user_id = $6 AND n.read_ms IS NULL
UNION ALL
SELECT 'SMALL', CAST((SELECT COUNT(*) FROM info_request q WHERE q.agency_id = $8 AND q.state = 'open' AND q.year = $1)
          + (SELECT COUNT(*) FROM info_request q WHERE q.asker = $7 AND q.state = 'answered' AND q.year = $1)
          + (SELECT COUNT(*) FROM package_analyst o JOIN package p ON p.id = o.package_id
             WHERE o.user_name = $7 AND p.year = $1 AND p.state IN ('SUBMITTED', 'ANALYST_ACCEPTED')
               AND NOT EXISTS (SELECT 1 FROM recommendation m WHERE m.package_id = p.id))
          + (SELECT COUNT(*) FROM agency_analyst d JOIN package p ON p.agency_id = d.agency_id AND p.year = d.year
             WHERE d.user_name = $7 AND d.year = $1 AND p.state IN ('SUBMITTED', 'ANALYST_ACCEPTED')
               AND NOT EXISTS (SELECT 1 FROM package_analyst o WHERE o.package_id = p.id)
               AND NOT EXISTS (SELECT 1 FROM recommendation m WHERE m.package_id = p.id))
          + (SELECT COUNT(*) FROM agency g JOIN package p ON p.agency_id = g.id AND p.year = $1
             LEFT JOIN package_analyst o ON o.package_id = p.id
             LEFT JOIN agency_analyst d ON d.year = p.year AND d.agency_id = p.agency_id
             WHERE CAST($9 AS BIGINT) > 0 AND g.division = $9 AND p.state IN ('SUBMITTED', 'ANALYST_ACCEPTED')
               AND COALESCE(o.user_name, d.user_name, '') = '')
          + (SELECT COUNT(*) FROM comment_mention m WHERE m.user_name = $7 AND m.seen = 0)
          + (SELECT COUNT(*) FROM handover h WHERE h.to_user = $7 AND h.state = 'waiting')
          + (SELECT COUNT(*) FROM delegation d WHERE d.state = 'waiting' AND d.made_by <> $7
             AND ((d.made_by = d.from_user AND d.to_user = $7) OR (d.made_by <> d.from_user AND d.from_user = $7))) AS BIGINT)
ORDER BY 1;

-- name: web_alive
SELECT CAST(COUNT(*) AS BIGINT) AS n FROM fiscal_year;

-- The newest year with a package that is not only a draft; 0 when there is none.
-- name: web_year_with_requests
SELECT CAST(COALESCE(MAX(f.year), 0) AS BIGINT) FROM fiscal_year f
WHERE EXISTS (SELECT 1 FROM package p WHERE p.year = f.year AND p.state NOT IN ('DRAFT', 'WITHDRAWN', 'EXECUTION'));

-- name: once_find
SELECT body_sha, status, location, body FROM once_answer WHERE user_name = $1 AND token = $2;

-- name: once_keep
INSERT INTO once_answer (user_name, token, body_sha, status, location, body, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- Lines of an agency with money that may be obligated, for choices in forms.
-- name: web_free_lines
SELECT l.code AS line_code, l.name AS line_name, l.id AS line_id, l.year AS line_year, CAST(0 AS BIGINT) AS amount_satang,
       b.obligated_satang, b.disbursed_satang AS paid_satang, b.allotted_satang AS free_satang
FROM line l JOIN balance b ON b.line_id = l.id
WHERE l.agency_id = $2 AND l.year = $1 AND b.allotted_satang + b.reserved_satang > 0
ORDER BY l.code LIMIT 500;

-- Everybody by login name.
-- name: people_names
SELECT name, full_name FROM app_user ORDER BY id LIMIT 20000;
