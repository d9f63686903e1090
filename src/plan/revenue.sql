-- revenue.sql: receipts and forecasts.

-- name: revenue_actual_add
INSERT INTO revenue_actual (year, source_code, amount_satang, source, status, made_by, made_at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: revenue_actuals
SELECT x.year, x.source_code, '' AS name, x.amount_satang, x.source, x.status, x.made_by, x.made_at_ms
FROM revenue_actual x
WHERE x.year < $1 AND x.id = (SELECT MAX(y.id) FROM revenue_actual y WHERE y.year = x.year AND y.source_code = x.source_code)
ORDER BY x.year, x.source_code LIMIT 1000;

-- name: revenue_forecast_count
SELECT COUNT(*) FROM revenue_forecast WHERE year = $1;

-- name: revenue_forecast_add
INSERT INTO revenue_forecast (code, year, name, method, basis, state, made_by, made_at_ms)
VALUES ($1, $2, $3, $4, $5, 'draft', $6, $7) RETURNING id;

-- name: revenue_item_add
INSERT INTO revenue_forecast_item (forecast_id, source_code, amount_satang) VALUES ($1, $2, $3);

-- name: revenue_forecasts
SELECT f.id, f.code, f.name, f.method, f.state, f.basis,
       (SELECT CAST(COALESCE(SUM(i.amount_satang), 0) AS BIGINT) FROM revenue_forecast_item i WHERE i.forecast_id = f.id) AS total_satang,
       (SELECT CAST(COALESCE(SUM(i.amount_satang), 0) AS BIGINT) FROM revenue_forecast_item i
        WHERE i.forecast_id = f.id AND i.source_code IN ('local_tax', 'slaughter', 'fees', 'property', 'utility', 'misc')) AS own_satang,
       f.made_by, f.made_at_ms, f.adopted_by, f.adopted_at_ms, f.adopted_reason
FROM revenue_forecast f WHERE f.year = $1 ORDER BY f.id DESC LIMIT 100;

-- The items of the newest forecast of each method, and of the adopted one (method 'adopted').
-- name: revenue_items
SELECT f.method, i.source_code, i.amount_satang
FROM revenue_forecast_item i JOIN revenue_forecast f ON f.id = i.forecast_id
WHERE f.year = $1 AND f.id = (SELECT MAX(x.id) FROM revenue_forecast x WHERE x.year = $1 AND x.method = f.method)
UNION ALL
SELECT 'adopted', i.source_code, i.amount_satang
FROM revenue_forecast_item i JOIN revenue_forecast f ON f.id = i.forecast_id
WHERE f.year = $1 AND f.state = 'adopted'
ORDER BY 1, 2;

-- name: revenue_find
SELECT f.id, f.year, f.state, f.made_by,
       (SELECT CAST(COALESCE(SUM(i.amount_satang), 0) AS BIGINT) FROM revenue_forecast_item i WHERE i.forecast_id = f.id) AS total_satang
FROM revenue_forecast f WHERE f.code = $1;

-- name: revenue_replace
UPDATE revenue_forecast SET state = 'replaced' WHERE year = $1 AND state = 'adopted';

-- name: revenue_adopt
UPDATE revenue_forecast SET state = 'adopted', adopted_by = $2, adopted_at_ms = $3, adopted_reason = $4
WHERE id = $1 AND state <> 'adopted';
