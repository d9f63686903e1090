-- spending_forecast.sql: what a forecast reads beside the mirror of the ledger.

-- name: forecast_years
SELECT year, demo FROM fiscal_year WHERE year < $1 ORDER BY year;

-- What is known of the year's lines beside entries. method empty: unpaid instalments due by $2 of a contract in force,
-- with its first line, which says the type. Else a procurement plan not signed yet, with what its line has not obligated.
-- name: forecast_known
SELECT COALESCE((SELECT MIN(x.line_id) FROM contract_part x WHERE x.change_id = c.current_id), 0) AS line_id, '' AS method,
       0 AS next_step, '' AS code, '' AS name, g.code AS agency_code, '' AS name_th, '' AS name_en,
       CAST(SUM(i.amount_satang - COALESCE((SELECT SUM(w.amount_satang) FROM warrant_instalment w
           JOIN warrant v ON v.id = w.warrant_id
           WHERE w.contract_id = c.id AND w.number = i.number AND v.state = 'paid'), 0)) AS BIGINT) AS left_satang
FROM contract c JOIN agency g ON g.id = c.agency_id JOIN contract_instalment i ON i.change_id = c.current_id
WHERE c.year = $1 AND c.state = 'active' AND i.due_on IS NOT NULL AND i.due_on <= $2
GROUP BY c.id, c.current_id, g.code
UNION ALL
SELECT p.line_id, p.method, p.next_step, l.code, l.name, g.code, g.name_th, g.name_en,
       b.unallotted_satang + b.allotted_satang + b.reserved_satang
FROM procurement p JOIN line l ON l.id = p.line_id JOIN balance b ON b.line_id = l.id JOIN agency g ON g.id = l.agency_id
WHERE p.year = $1 AND p.next_step <= 4 AND b.unallotted_satang + b.allotted_satang + b.reserved_satang > 0
ORDER BY line_id;
