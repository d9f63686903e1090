-- enact.sql: what becomes the ordinance.

-- name: enact_lines
SELECT l.id AS line_id, l.code, p.id AS package_id,
       COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id
                 ORDER BY x.stage DESC LIMIT 1), 0) AS amount_satang
FROM line l JOIN package p ON p.id = l.package_id
WHERE l.year = $1 AND l.ordinance = 0 AND {enacts p}
ORDER BY l.code;

-- name: enact_left_out
SELECT COUNT(*) FROM package p
WHERE p.year = $1 AND NOT ({ordained p});
