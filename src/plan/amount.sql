-- amount.sql: one amount a line and stage, each change with its author and reason.

-- at: what the line has at this stage (-1 = nothing yet); old: what stood there or before it.
-- name: amount_state
SELECT l.id AS line_id, l.version, COALESCE(x.amount_satang, -1) AS at_satang,
       COALESCE((SELECT o.amount_satang FROM line_amount o WHERE o.line_id = l.id AND o.stage <= $2
                 ORDER BY o.stage DESC LIMIT 1), -1) AS old_satang
FROM line l LEFT JOIN line_amount x ON x.line_id = l.id AND x.stage = $2
WHERE l.year = $1 ORDER BY l.id;

-- name: amount_state_line
SELECT l.id AS line_id, l.version, COALESCE(x.amount_satang, -1) AS at_satang,
       COALESCE((SELECT o.amount_satang FROM line_amount o WHERE o.line_id = l.id AND o.stage <= $2
                 ORDER BY o.stage DESC LIMIT 1), -1) AS old_satang
FROM line l LEFT JOIN line_amount x ON x.line_id = l.id AND x.stage = $2
WHERE l.id = $1;

-- name: amount_version
UPDATE line SET version = $3 WHERE id = $1 AND version = $2;

-- Was a draft of the annual ordinance withdrawn from the Council?
-- name: amount_withdrawn
SELECT COUNT(*) FROM bill_version v JOIN bill_withdrawn w ON w.version_id = v.id WHERE v.year = $1 AND v.number = 0;

-- name: amount_put
INSERT INTO line_amount (line_id, stage, amount_satang, resolution_id) VALUES ($1, $2, $3, $4)
ON CONFLICT (line_id, stage)
DO UPDATE SET amount_satang = excluded.amount_satang, resolution_id = excluded.resolution_id,
              version = line_amount.version + 1;

-- The later stages at which a line has money.
-- name: amount_stages
SELECT CAST(stage AS BIGINT) AS id FROM line_amount WHERE line_id = $1 AND stage BETWEEN 1 AND 7 AND amount_satang > 0
ORDER BY stage;

-- name: amount_change
INSERT INTO line_change (line_id, seq, stage, old_satang, new_satang, by_user, at_ms, reason,
                         resolution, resolution_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- Each line of a package: at = its amount at a stage (-1 = none), before = what it had at the newest
-- earlier stage at which the package had any money.
-- name: amount_of_package
SELECT l.id AS line_id,
       COALESCE((SELECT x.amount_satang FROM line_amount x
                 WHERE x.line_id = l.id
                   AND x.stage <= COALESCE((SELECT MAX(y.stage) FROM line_amount y
                                            JOIN line k ON k.id = y.line_id
                                            WHERE k.package_id = $1 AND y.stage < $2
                                              AND y.amount_satang > 0), -1)
                 ORDER BY x.stage DESC LIMIT 1), 0) AS before_satang,
       COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id AND x.stage = $2),
                -1) AS at_satang
FROM line l WHERE l.package_id = $1 ORDER BY l.id;
