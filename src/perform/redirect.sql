-- redirect.sql: what of a year's packages is bound.

-- name: redirect_tranches
SELECT l.package_id,
       CAST(COALESCE(SUM((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id
                          ORDER BY x.stage DESC LIMIT 1)), 0) AS BIGINT) AS bound_satang,
       CAST(0 AS BIGINT) AS free_satang
FROM line l
WHERE l.year = $1
  AND EXISTS (SELECT 1 FROM tranche t WHERE t.line_id = l.id AND t.year < $1)
GROUP BY l.package_id ORDER BY l.package_id;

-- name: redirect_ledger
SELECT l.package_id,
       CAST(COALESCE(SUM(b.reserved_satang + b.obligated_satang + b.disbursed_satang +
                         b.carried_a_satang + b.carried_b_satang + b.lapsed_satang), 0) AS BIGINT)
           AS bound_satang,
       CAST(COALESCE(SUM(b.unallotted_satang + b.allotted_satang), 0) AS BIGINT) AS free_satang
FROM balance b JOIN line l ON l.id = b.line_id
WHERE l.year = $1
GROUP BY l.package_id ORDER BY l.package_id;

-- name: redirect_register
SELECT CAST(COALESCE(SUM(y.amount_satang), 0) AS BIGINT)
FROM committed_year y JOIN committed c ON c.id = y.committed_id
WHERE y.year = $1 AND c.ended = 0;
