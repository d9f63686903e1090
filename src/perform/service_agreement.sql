-- service_agreement.sql: what each output of an agency delivers for its money.

-- Lines that a service agreement answers for: of the annual and supplementary ordinances and what the central fund gave; not carried money.
-- part: service_line(l, o)
NOT EXISTS (SELECT 1 FROM line_origin o WHERE o.line_id = l.id AND o.kind IN ('carry_a', 'carry_b'))

-- After transfers, as the ledger stands: everything but the source.
-- part: service_now(b)
(b.unallotted_satang + b.allotted_satang + b.reserved_satang + b.obligated_satang + b.disbursed_satang + b.carried_a_satang + b.carried_b_satang + b.lapsed_satang)

-- part: service_of(x, g, n, v)
x.id, x.year, x.agency_id, COALESCE(g.division, 0) AS division, x.output_id, x.number, x.version, x.code, g.code AS agency_code, g.name_th AS agency_name,
       n.code AS output_code, n.name_th AS output_name, v.cost_satang AS agreed_satang, v.at_ms AS at_ms, v.entry_seq,
       (SELECT COUNT(*) FROM service_part q WHERE q.version_id = v.id) AS parts,
       (SELECT COUNT(*) FROM service_part q WHERE q.version_id = v.id AND q.unit_word = '') AS unsaid,
       (SELECT COUNT(*) FROM service_measure m WHERE m.service_id = x.id) AS measured

-- part: service_from(x, g, n, v)
FROM service_agreement x JOIN agency g ON g.id = x.agency_id JOIN class_node n ON n.id = x.output_id
JOIN service_version v ON v.service_id = x.id AND v.number = x.number

-- $1 year, $2 agency or 0, $3 after this code, $4 limit.
-- name: service_list
SELECT {service_of x g n v} {service_from x g n v}
WHERE x.year = $1 AND (CAST($2 AS BIGINT) = 0 OR x.agency_id = $2) AND x.code > $3 ORDER BY x.code LIMIT $4;

-- name: service_get
SELECT {service_of x g n v},
       CAST(COALESCE((SELECT SUM({service_now b}) FROM line l JOIN balance b ON b.line_id = l.id
                      WHERE l.agency_id = x.agency_id AND l.year = x.year AND l.output_id = x.output_id AND {service_line l lo}), 0) AS BIGINT) AS now_satang
{service_from x g n v} WHERE x.code = $1;

-- What the ledger gives each output now; $2 agency or 0.
-- name: service_sums
SELECT l.agency_id, l.output_id, CAST(SUM({service_now b}) AS BIGINT) AS now_satang
FROM line l JOIN balance b ON b.line_id = l.id
WHERE l.year = $1 AND (CAST($2 AS BIGINT) = 0 OR l.agency_id = $2) AND {service_line l lo}
GROUP BY l.agency_id, l.output_id ORDER BY l.agency_id, l.output_id;

-- Outputs with money of an ordinance and no agreement yet.
-- name: service_missing
SELECT l.agency_id, l.output_id, CAST(SUM({service_now b}) AS BIGINT) AS now_satang
FROM line l JOIN balance b ON b.line_id = l.id JOIN line_amount m ON m.line_id = l.id AND m.stage = 8 AND m.amount_satang > 0
WHERE l.year = $1 AND (CAST($2 AS BIGINT) = 0 OR l.agency_id = $2) AND {service_line l lo}
  AND NOT EXISTS (SELECT 1 FROM service_agreement s WHERE s.year = l.year AND s.agency_id = l.agency_id AND s.output_id = l.output_id)
GROUP BY l.agency_id, l.output_id ORDER BY l.agency_id, l.output_id;

-- With the newest reading that was sent or verified of the indicator that counts it. $3 the year.
-- name: service_parts
SELECT p.unit_id, u.code AS unit_code, p.name, p.unit_word, p.levels, p.proposed_milli, p.quantity_milli, p.quality, p.delivered, p.cost_satang,
       COALESCE(y.code, i.code, '') AS indicator, COALESCE(r.reported, '') AS reported, COALESCE(r.has_result, 0) AS has_result, COALESCE(r.result, 0) AS result,
       COALESCE(r.period, 0) AS actual_period
FROM service_version v JOIN service_part p ON p.version_id = v.id JOIN unit u ON u.id = p.unit_id
LEFT JOIN service_measure m ON m.service_id = v.service_id AND m.unit_id = p.unit_id AND m.unit_word = p.unit_word
LEFT JOIN indicator i ON i.id = m.indicator_id LEFT JOIN indicator_profile y ON y.indicator_id = i.id AND y.year = $3
LEFT JOIN reading r ON r.id = (SELECT z.id FROM reading z WHERE z.indicator_id = m.indicator_id AND z.year = $3 AND z.state IN ('sent', 'verified')
                               ORDER BY z.period DESC LIMIT 1)
WHERE v.service_id = $1 AND v.number = CASE WHEN CAST($2 AS BIGINT) = 0 THEN (SELECT x.number FROM service_agreement x WHERE x.id = $1) ELSE $2 END
ORDER BY u.code, p.unit_word;

-- Money of the output now by decision unit and word of counting.
-- name: service_costs
SELECT k.unit_id, COALESCE(y.unit_word, '') AS unit_word, MAX(COALESCE(y.name, u.title)) AS name,
       CAST(SUM({service_now b}) AS BIGINT) AS cost_satang
FROM line l JOIN balance b ON b.line_id = l.id JOIN package k ON k.id = l.package_id JOIN unit u ON u.id = k.unit_id
LEFT JOIN level_output y ON y.package_id = k.id
WHERE l.agency_id = $1 AND l.year = $2 AND l.output_id = $3 AND {service_line l lo}
GROUP BY k.unit_id, COALESCE(y.unit_word, '') ORDER BY k.unit_id, unit_word;

-- name: service_versions
SELECT id, number, kind, cost_satang, moved_satang, entry_seq, scale_bp AS scale, reason, by_user, capacity, at_ms
FROM service_version WHERE service_id = $1 ORDER BY number DESC LIMIT 100;

-- part: service_move_row(e, l, o)
e.seq AS entry_seq, e.key, e.type, l.code AS line_code, l.name AS line_name, COALESCE(o.code, '') AS other_code, e.authority, e.note, e.on_date

-- Entries of the output's lines after $4 that gave money to a line or took it: to and from the source, to and from another line.
-- name: service_moves_since
SELECT {service_move_row e l o}, CASE WHEN e.to_line_id IS NULL AND e.from_bucket = 0 THEN e.amount_satang ELSE -e.amount_satang END AS amount_satang
FROM line l JOIN entry e ON e.line_id = l.id LEFT JOIN line o ON o.id = e.to_line_id
WHERE l.agency_id = $1 AND l.year = $2 AND l.output_id = $3 AND e.seq > $4 AND {service_line l lo}
  AND (e.to_line_id IS NOT NULL OR e.from_bucket = 0 OR e.to_bucket = 0)
UNION ALL
SELECT {service_move_row e l o}, e.amount_satang
FROM line l JOIN entry e ON e.to_line_id = l.id LEFT JOIN line o ON o.id = e.line_id
WHERE l.agency_id = $1 AND l.year = $2 AND l.output_id = $3 AND e.seq > $4 AND {service_line l lo}
ORDER BY entry_seq, amount_satang LIMIT 500;

-- name: service_moves_answered
SELECT {service_move_row e l o}, m.amount_satang
FROM service_version v JOIN service_move m ON m.version_id = v.id JOIN entry e ON e.seq = m.entry_seq JOIN line l ON l.id = e.line_id
LEFT JOIN line o ON o.id = e.to_line_id
WHERE v.service_id = $1 AND v.number = $2 ORDER BY m.entry_seq LIMIT 500;

-- What was funded and has no agreement: (agency, output) by code, then unit and word, one row a part. Levels of one unit in one word add up.
-- name: service_funded
SELECT l.agency_id, g.code AS agency_code, l.output_id, n.code AS output_code, k.unit_id, COALESCE(y.unit_word, '') AS unit_word,
       MAX(COALESCE(y.name, u.title)) AS name, CAST(SUM(x.amount_satang) AS BIGINT) AS cost_satang,
       COALESCE(MAX((SELECT MAX(e.seq) FROM entry e WHERE e.line_id = l.id AND e.from_bucket = 0 AND e.to_line_id IS NULL)), 0) AS entry_seq
FROM line l JOIN line_amount x ON x.line_id = l.id AND x.stage = 8 JOIN package k ON k.id = l.package_id JOIN unit u ON u.id = k.unit_id
JOIN agency g ON g.id = l.agency_id JOIN class_node n ON n.id = l.output_id LEFT JOIN level_output y ON y.package_id = k.id
WHERE l.year = $1 AND x.amount_satang > 0 AND {service_line l lo}
  AND NOT EXISTS (SELECT 1 FROM service_agreement s WHERE s.year = l.year AND s.agency_id = l.agency_id AND s.output_id = l.output_id)
GROUP BY l.agency_id, g.code, l.output_id, n.code, k.unit_id, COALESCE(y.unit_word, '')
ORDER BY g.code, n.code, l.output_id, k.unit_id, unit_word;

-- Quantities of the funded levels of those parts.
-- name: service_funded_quantities
SELECT k.unit_id, y.unit_word, COUNT(*) AS levels, CAST(SUM(y.quantity_milli) AS BIGINT) AS quantity_milli
FROM package k JOIN level_output y ON y.package_id = k.id
WHERE k.year = $1 AND k.state = 'ENACTED'
GROUP BY k.unit_id, y.unit_word ORDER BY k.unit_id, y.unit_word;

-- The next running number of an agency's agreements.
-- name: service_next
SELECT COUNT(*) + 1 FROM service_agreement WHERE year = $1 AND agency_id = $2;

-- name: service_insert
INSERT INTO service_agreement (year, agency_id, output_id, code, made_by, made_ms) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id;

-- name: service_version_insert
INSERT INTO service_version (service_id, number, kind, cost_satang, moved_satang, entry_seq, scale_bp, reason, by_user, capacity, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id;

-- name: service_part_insert
INSERT INTO service_part (version_id, unit_id, unit_word, name, levels, proposed_milli, quantity_milli, quality, delivered, cost_satang)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: service_move_insert
INSERT INTO service_move (version_id, entry_seq, amount_satang) VALUES ($1, $2, $3);

-- name: service_next_version
UPDATE service_agreement SET number = number + 1, version = version + 1 WHERE id = $1 AND version = $2;

-- name: service_measure_put
INSERT INTO service_measure (service_id, unit_id, unit_word, indicator_id, by_user, at_ms) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (service_id, unit_id, unit_word) DO UPDATE SET indicator_id = EXCLUDED.indicator_id, by_user = EXCLUDED.by_user, at_ms = EXCLUDED.at_ms,
       version = service_measure.version + 1;

-- name: service_measure_drop
DELETE FROM service_measure WHERE service_id = $1 AND unit_id = $2 AND unit_word = $3;
