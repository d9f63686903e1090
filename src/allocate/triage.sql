-- triage.sql: what competes in a year, with what the newest run said and what is open on it.

-- name: triage_packages
SELECT p.id, p.code, p.title, p.agency_id, g.code AS agency_code, g.name_th AS agency_th,
       g.name_en AS agency_en, g.division, p.state, p.level_kind, p.mandatory,
       COALESCE(r.cut_rank, 0) AS cut_rank, COALESCE(r.funded, 0) AS funded,
       COALESCE(r.reason, '') AS reason, COALESCE(r.value_score, p.value_score) AS value_score,
       COALESCE(r.amount_satang, -1) AS amount_satang,
       CASE WHEN m.package_id IS NOT NULL
              OR EXISTS (SELECT 1 FROM triage_settle_item i JOIN triage_settle s ON s.id = i.settle_id
                         WHERE i.package_id = p.id AND s.state = 'ready') THEN 1 ELSE 0 END AS settled,
       COALESCE(c.n, 0) AS clearances, COALESCE(q.n, 0) AS questions,
       COALESCE(k.warns, 0) AS warns, COALESCE(k.stops, 0) AS stops
FROM package p JOIN agency g ON g.id = p.agency_id
LEFT JOIN run_package r ON r.run_id = $2 AND r.package_id = p.id
LEFT JOIN recommendation m ON m.package_id = p.id
LEFT JOIN package_check k ON k.package_id = p.id
LEFT JOIN (SELECT o.package_id, COUNT(*) AS n FROM clearance o
           WHERE o.year = $1 AND o.state = 'open' GROUP BY o.package_id) c ON c.package_id = p.id
LEFT JOIN (SELECT o.package_id, COUNT(*) AS n FROM info_request o
           WHERE o.year = $1 AND o.state = 'open' GROUP BY o.package_id) q ON q.package_id = p.id
WHERE p.year = $1
  AND p.state IN ('SUBMITTED', 'ANALYST_ACCEPTED', 'SUITABLE', 'FUNDED', 'PARTLY_FUNDED', 'UNFUNDED')
ORDER BY p.id;

-- The year's stage, the newest run that everybody may see (of the scenario `main`, as commands take it, before
-- others), its prices.
-- name: triage_run
SELECT f.stage, COALESCE(r.id, 0) AS run_id, COALESCE(r.code, '') AS run_code, COALESCE(s.name, '') AS scenario,
       COALESCE(r.made_at_ms, 0) AS made_at_ms, COALESCE(c.dim, '') AS dim, COALESCE(c.code, '') AS code,
       COALESCE(c.price_text, '') AS price_text
FROM fiscal_year f
LEFT JOIN scenario_run r ON r.id = (SELECT x.id FROM scenario_run x JOIN scenario y ON y.id = x.scenario_id
                                    WHERE y.year = $1 AND y.shared = 'all' AND y.state = 'active' ORDER BY CASE y.name WHEN 'main' THEN 0 ELSE 1 END, x.id DESC LIMIT 1)
LEFT JOIN scenario s ON s.id = r.scenario_id
LEFT JOIN run_ceiling c ON c.run_id = r.id
WHERE f.year = $1 ORDER BY c.dim, c.code;

-- ---- groups that were settled ----

-- name: triage_settle_count
SELECT COUNT(*) FROM triage_settle WHERE year = $1;

-- name: triage_settle_add
INSERT INTO triage_settle (year, code, kind, word, reason, band, run_code, packages, amount_satang, resolution_code,
  state, made_by, made_at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'ready', $11, $12) RETURNING id;

-- name: triage_settle_item_add
INSERT INTO triage_settle_item (settle_id, package_id)
SELECT CAST($1 AS BIGINT), p.id FROM package p WHERE p.year = $2 AND p.code = $3;

-- name: triage_settle_taken
SELECT COUNT(*) FROM package p JOIN triage_settle_item i ON i.package_id = p.id
JOIN triage_settle s ON s.id = i.settle_id WHERE p.year = $1 AND p.code = $2 AND s.state = 'ready';

-- name: triage_settle_get
SELECT s.id, s.code, s.kind, s.word, s.reason, s.band, s.run_code, s.packages, s.amount_satang, s.resolution_code,
  CASE WHEN s.kind = 'resolution' AND s.state = 'ready' AND r.state = 'confirmed' THEN 'used'
       WHEN s.kind = 'resolution' AND s.state = 'ready' AND r.state = 'cancelled' THEN 'undone'
       ELSE s.state END AS state,
  s.version, s.made_by, s.made_at_ms, s.ended_by, s.ended_at_ms, s.ended_why
FROM triage_settle s LEFT JOIN resolution r ON r.year = s.year AND r.code = s.resolution_code
WHERE s.year = $1 AND s.code = $2;

-- name: triage_settle_list
SELECT s.id, s.code, s.kind, s.word, s.reason, s.band, s.run_code, s.packages, s.amount_satang, s.resolution_code,
  CASE WHEN s.kind = 'resolution' AND s.state = 'ready' AND r.state = 'confirmed' THEN 'used'
       WHEN s.kind = 'resolution' AND s.state = 'ready' AND r.state = 'cancelled' THEN 'undone'
       ELSE s.state END AS state,
  s.version, s.made_by, s.made_at_ms, s.ended_by, s.ended_at_ms, s.ended_why
FROM triage_settle s LEFT JOIN resolution r ON r.year = s.year AND r.code = s.resolution_code
WHERE s.year = $1 ORDER BY s.id DESC LIMIT 50;

-- name: triage_settle_codes
SELECT p.code FROM triage_settle_item i JOIN package p ON p.id = i.package_id
WHERE i.settle_id = $1 ORDER BY p.id;

-- name: triage_settle_end
UPDATE triage_settle SET state = $3, version = version + 1, ended_by = $4, ended_at_ms = CAST($5 AS BIGINT), ended_why = $6
WHERE id = $1 AND version = $2 AND state = 'ready';
