-- value.sql: money and results together.

-- What each agency's outputs had and paid in the years $1..$2 ($3 agency or ''), from the ledger where an agency has lines
-- in it, else from what past_line says.
-- name: value_money
SELECT g.code AS agency_code, g.name_th AS agency_name, g.print_order AS sort, n.code AS output_code, l.year AS year, 'ledger' AS source,
       CAST(SUM(b.unallotted_satang + b.allotted_satang + b.reserved_satang + b.obligated_satang + b.disbursed_satang
                + b.carried_a_satang + b.carried_b_satang + b.lapsed_satang) AS BIGINT) AS current_satang,
       CAST(SUM(b.disbursed_satang) AS BIGINT) AS paid_satang
FROM line l JOIN balance b ON b.line_id = l.id JOIN agency g ON g.id = l.agency_id JOIN class_node n ON n.id = l.output_id
WHERE l.year BETWEEN $1 AND $2 AND (CAST($3 AS TEXT) = '' OR g.code = $3)
GROUP BY g.code, g.name_th, g.print_order, n.code, l.year
UNION ALL
SELECT g.code, g.name_th, g.print_order, h.output_code, h.year, 'past',
       CAST(SUM(h.after_transfers_satang) AS BIGINT), CAST(SUM(h.paid_satang) AS BIGINT)
FROM agency g JOIN past_line h ON h.agency_id = g.id
WHERE h.year BETWEEN $1 AND $2 AND (CAST($3 AS TEXT) = '' OR g.code = $3) AND h.output_code <> ''
  AND NOT EXISTS (SELECT 1 FROM line l JOIN balance b ON b.line_id = l.id WHERE l.agency_id = g.id AND l.year = h.year)
GROUP BY g.code, g.name_th, g.print_order, h.output_code, h.year
ORDER BY 3, 1, 4, 5;

-- Quantities of the funded levels, by the words they are counted in.
-- name: value_planned
SELECT g.code AS agency_code, n.code AS output_code, p.year AS year, q.unit_word AS unit_word, 'output' AS kind,
       CAST(SUM(q.quantity_milli * 1000) AS BIGINT) AS quantity
FROM package p JOIN level_output q ON q.package_id = p.id JOIN agency g ON g.id = p.agency_id JOIN class_node n ON n.id = p.output_id
WHERE p.year BETWEEN $1 AND $2 AND (CAST($3 AS TEXT) = '' OR g.code = $3)
  AND p.state IN ('FUNDED', 'PARTLY_FUNDED', 'ENACTED', 'CUT_BY_COUNCIL', 'RESTORED_BY_AMENDMENT')
GROUP BY g.code, n.code, p.year, q.unit_word
ORDER BY 1, 2, 3, 4;

-- Readings of the indicators that count an output: the newest verified one of each year.
-- name: value_read
SELECT g.code AS agency_code, m.output_code AS output_code, r.year AS year, m.kind AS kind, r.result AS quantity,
       COALESCE((SELECT w.unit_word FROM indicator_version w WHERE w.indicator_id = r.indicator_id ORDER BY w.no DESC LIMIT 1), '') AS unit_word
FROM value_measure m JOIN agency g ON g.id = m.agency_id
JOIN indicator_profile y ON y.stable = m.stable AND y.agency_id = m.agency_id AND y.year BETWEEN $1 AND $2
JOIN reading r ON r.indicator_id = y.indicator_id AND r.year = y.year
WHERE (CAST($3 AS TEXT) = '' OR g.code = $3) AND r.state = 'verified' AND r.has_result = 1
  AND r.period = (SELECT MAX(z.period) FROM reading z WHERE z.indicator_id = r.indicator_id AND z.year = r.year
                    AND z.state = 'verified' AND z.has_result = 1)
ORDER BY 1, 2, 4, 3;

-- name: value_measures
SELECT g.code AS agency_code, m.output_code AS output_code, m.kind AS kind, m.stable AS stable, m.version AS version
FROM value_measure m JOIN agency g ON g.id = m.agency_id
WHERE CAST($1 AS TEXT) = '' OR g.code = $1 ORDER BY 1, 2, 3;

-- name: value_measure_of
SELECT COALESCE((SELECT m.version FROM value_measure m WHERE m.agency_id = $1 AND m.output_code = $2 AND m.kind = $3), 0);

-- name: value_stable_known
SELECT COUNT(*) FROM (SELECT y.stable FROM indicator_profile y WHERE y.stable = $1 AND y.agency_id = $2 LIMIT 1) x;

-- name: value_output_known
SELECT COUNT(*) FROM (SELECT n.id FROM class_version v JOIN class_node n ON n.version_id = v.id
                      WHERE v.kind = 'programme' AND n.code = $1 LIMIT 1) x;

-- name: value_measure_put
INSERT INTO value_measure (agency_id, output_code, kind, stable) VALUES ($1, $2, $3, $4)
ON CONFLICT (agency_id, output_code, kind) DO UPDATE SET stable = excluded.stable, version = value_measure.version + 1
WHERE value_measure.version = $5;

-- name: value_measure_drop
DELETE FROM value_measure WHERE agency_id = $1 AND output_code = $2 AND kind = $3 AND version = $4;

-- Scored indicators of a year by agency.
-- name: value_agency_results
SELECT g.code AS code, s.indicator_id AS indicator_id, s.percent AS percent, s.kind AS kind
FROM score_now s JOIN indicator_profile y ON y.indicator_id = s.indicator_id AND y.year = s.year JOIN agency g ON g.id = y.agency_id
WHERE s.year = $1 AND s.why = '' ORDER BY g.code, s.indicator_id;

-- The same by output, through the packages that the output has in the year.
-- name: value_output_results
WITH r0 AS (SELECT p.id AS package_id, p.id AS past_id FROM package p
            WHERE p.year = $1 AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN', 'EXECUTION')),
     goals AS ({evidence_goals r0}),
     links AS ({evidence_links r0 goals})
SELECT DISTINCT n.code AS code, s.indicator_id AS indicator_id, s.percent AS percent, s.kind AS kind
FROM links k JOIN score_now s ON s.indicator_id = k.indicator_id AND s.year = $1
JOIN package p ON p.id = k.package_id JOIN class_node n ON n.id = p.output_id
WHERE s.why = '' ORDER BY 1, 2;

-- One part of the picture: $2 dim, $3 code.
-- part: value_in(g, n, m, $2, $3)
((CAST($2 AS TEXT) = 'agency' AND g.code = $3) OR (CAST($2 AS TEXT) = 'output' AND n.code = $3) OR (CAST($2 AS TEXT) = 'plan' AND m.code = $3))

-- name: value_packages
SELECT p.id AS id, p.code AS code, p.title AS title, g.code AS agency_code, g.name_th AS agency_name, n.code AS output_code,
       (SELECT COUNT(*) FROM line l WHERE l.package_id = p.id) AS lines,
       CAST(COALESCE((SELECT SUM(b.unallotted_satang + b.allotted_satang + b.reserved_satang + b.obligated_satang + b.disbursed_satang
                      + b.carried_a_satang + b.carried_b_satang + b.lapsed_satang)
                      FROM line l JOIN balance b ON b.line_id = l.id WHERE l.package_id = p.id), 0) AS BIGINT) AS current_satang,
       CAST(COALESCE((SELECT SUM(b.disbursed_satang) FROM line l JOIN balance b ON b.line_id = l.id
                      WHERE l.package_id = p.id), 0) AS BIGINT) AS paid_satang
FROM package p JOIN agency g ON g.id = p.agency_id JOIN class_node n ON n.id = p.output_id LEFT JOIN class_node m ON m.id = n.parent_id
WHERE p.year = $1 AND {value_in g n m $2 $3} AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN') AND p.id > $4
ORDER BY p.id LIMIT $5;

-- name: value_results
WITH r0 AS (SELECT p.id AS package_id, p.id AS past_id
            FROM package p JOIN agency g ON g.id = p.agency_id JOIN class_node n ON n.id = p.output_id LEFT JOIN class_node m ON m.id = n.parent_id
            WHERE p.year = $1 AND {value_in g n m $2 $3} AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN', 'EXECUTION')),
     goals AS ({evidence_goals r0}),
     links AS ({evidence_links r0 goals}),
     own AS (SELECT y.indicator_id AS indicator_id, 'own' AS via FROM indicator_profile y JOIN agency g ON g.id = y.agency_id
             WHERE y.year = $1 AND CAST($2 AS TEXT) = 'agency' AND g.code = $3),
     every AS (SELECT k.indicator_id AS indicator_id, k.via AS via FROM links k WHERE CAST($2 AS TEXT) <> 'agency'
               UNION SELECT o.indicator_id, o.via FROM own o)
SELECT x.indicator_id AS indicator_id, y.code AS code, y.year AS year, g.name_th AS agency_name, i.kind AS kind, s.percent AS percent,
       s.kind AS score_kind, MIN(x.via) AS via,
       COALESCE((SELECT w.name_th FROM indicator_version w WHERE w.indicator_id = x.indicator_id ORDER BY w.no DESC LIMIT 1), '') AS name
FROM every x JOIN indicator_profile y ON y.indicator_id = x.indicator_id AND y.year = $1
JOIN indicator i ON i.id = x.indicator_id JOIN agency g ON g.id = y.agency_id
JOIN score_now s ON s.indicator_id = x.indicator_id AND s.year = $1
WHERE s.why = ''
GROUP BY x.indicator_id, y.code, y.year, g.name_th, i.kind, s.percent, s.kind
ORDER BY s.percent DESC, x.indicator_id LIMIT 200;
