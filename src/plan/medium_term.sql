-- medium_term.sql: plans of three years ahead, new policy.

-- name: medium_plans
SELECT id, base_year, version, code, reason, personnel_bp AS personnel_growth, revenue_bp AS revenue_growth, made_by, made_at_ms
FROM medium_term WHERE base_year IN (CAST($1 AS BIGINT), CAST($1 AS BIGINT) - 1) ORDER BY base_year DESC, version DESC LIMIT 100;

-- name: medium_version
SELECT CAST(COALESCE(MAX(version), 0) + 1 AS BIGINT) FROM medium_term WHERE base_year = $1;

-- name: medium_add
INSERT INTO medium_term (code, base_year, version, reason, personnel_bp, revenue_bp, made_by, made_at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id;

-- name: medium_item_add
INSERT INTO medium_term_item (plan_id, year, kind, amount_satang) VALUES ($1, $2, $3, $4);

-- name: medium_items
SELECT year, kind, amount_satang FROM medium_term_item WHERE plan_id = $1 ORDER BY kind, year;

-- name: policy_count
SELECT COUNT(*) FROM new_policy;

-- name: policy_add
INSERT INTO new_policy (code, base_year, agency_id, title, reason, status, made_by, made_at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id;

-- name: policy_year_add
INSERT INTO new_policy_year (policy_id, year, amount_satang) VALUES ($1, $2, $3);

-- name: policy_end
UPDATE new_policy SET ended = 1 WHERE code = $1 AND ended = 0;

-- name: policy_sum
SELECT CAST(COALESCE(SUM(y.amount_satang), 0) AS BIGINT) FROM new_policy_year y JOIN new_policy p ON p.id = y.policy_id
WHERE p.ended = 0 AND p.base_year = $1 AND y.year = $2;

-- name: policy_list
SELECT p.code, p.title, g.code AS agency_code, g.name_th AS agency_name,
  CAST(COALESCE((SELECT y.amount_satang FROM new_policy_year y WHERE y.policy_id = p.id AND y.year = p.base_year + 1), 0) AS BIGINT) AS y1_satang,
  CAST(COALESCE((SELECT y.amount_satang FROM new_policy_year y WHERE y.policy_id = p.id AND y.year = p.base_year + 2), 0) AS BIGINT) AS y2_satang,
  CAST(COALESCE((SELECT y.amount_satang FROM new_policy_year y WHERE y.policy_id = p.id AND y.year = p.base_year + 3), 0) AS BIGINT) AS y3_satang,
  p.reason, p.status, p.made_by, p.made_at_ms
FROM new_policy p JOIN agency g ON g.id = p.agency_id
WHERE p.base_year = $1 AND p.ended = 0 ORDER BY p.id LIMIT 500;
