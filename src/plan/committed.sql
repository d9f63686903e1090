-- committed.sql: multi-year tranches, signed contracts, running costs.

-- name: committed_count
SELECT COUNT(*) FROM committed;

-- name: committed_add
INSERT INTO committed (code, agency_id, kind, type_code, title, ref, total_satang, source, made_by, made_at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id;

-- name: committed_year_add
INSERT INTO committed_year (committed_id, year, amount_satang) VALUES ($1, $2, $3);

-- name: committed_end
UPDATE committed SET ended = 1, end_reason = $2, version = version + 1 WHERE code = $1 AND ended = 0;

-- name: committed_list
SELECT c.id, c.code, g.code AS agency_code, g.name_th AS agency_name, c.kind, c.type_code, c.title, c.ref,
       c.total_satang, y.amount_satang,
       (SELECT MIN(z.year) FROM committed_year z WHERE z.committed_id = c.id) AS first_year,
       (SELECT MAX(z.year) FROM committed_year z WHERE z.committed_id = c.id) AS last_year, c.source
FROM committed_year y JOIN committed c ON c.id = y.committed_id JOIN agency g ON g.id = c.agency_id
WHERE y.year = $1 AND c.ended = 0 AND (CAST($2 AS BIGINT) = 0 OR c.agency_id = $2)
ORDER BY y.amount_satang DESC, c.id LIMIT 1000;

-- name: committed_sums
SELECT y.year,
       CAST(COALESCE(SUM(CASE WHEN c.kind = 'tranche' THEN y.amount_satang END), 0) AS BIGINT) AS tranche_satang,
       CAST(COALESCE(SUM(CASE WHEN c.kind = 'contract' THEN y.amount_satang END), 0) AS BIGINT) AS contract_satang,
       CAST(COALESCE(SUM(CASE WHEN c.kind = 'running' THEN y.amount_satang END), 0) AS BIGINT) AS running_satang,
       CAST(COALESCE(SUM(CASE WHEN c.kind = 'tranche' AND c.type_code IN ('3', '5') THEN y.amount_satang END), 0)
            AS BIGINT) AS steer_tranche_satang,
       CAST(COALESCE(SUM(CASE WHEN c.kind = 'contract' AND c.type_code IN ('3', '5') THEN y.amount_satang END), 0)
            AS BIGINT) AS steer_contract_satang
FROM committed_year y JOIN committed c ON c.id = y.committed_id
WHERE y.year BETWEEN $1 AND $2 AND c.ended = 0 GROUP BY y.year ORDER BY y.year;

-- What lines funded the year before ($1 - 1) bring: tranches of the years to come, and what they cost
-- each year from a year on.
-- name: committed_lines
SELECT t.year, CAST(SUM(t.amount_satang) AS BIGINT) AS tranche_satang, CAST(0 AS BIGINT) AS running_satang
FROM tranche t JOIN line l ON l.id = t.line_id JOIN package p ON p.id = l.package_id
WHERE l.year = $1 - 1 AND t.year BETWEEN $1 AND $2 AND l.removed = 0 AND {granted p}
GROUP BY t.year
UNION ALL
SELECT r.from_year, CAST(0 AS BIGINT), CAST(SUM(r.amount_satang) AS BIGINT)
FROM running_cost r JOIN line l ON l.id = r.line_id JOIN package p ON p.id = l.package_id
WHERE l.year = $1 - 1 AND l.removed = 0 AND {granted p}
GROUP BY r.from_year ORDER BY 1, 2;
