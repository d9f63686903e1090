-- invariants_value.sql: what must hold of evaluations and of the cost of services.

-- Weights of an evaluation's criteria are 100 per cent; a total is that of its scores, half up; reviewed and published ones have all
-- their scores, each with its evidence, and two persons.
-- name: invariant_evaluation
SELECT v.code AS problem
FROM evaluation v
LEFT JOIN (SELECT s.evaluation_id AS id, SUM(s.weight_bp) AS weight, SUM(CASE WHEN s.percent IS NULL THEN 1 ELSE 0 END) AS missing,
                  SUM(CASE WHEN s.percent IS NOT NULL AND s.evidence = '' THEN 1 ELSE 0 END) AS bare,
                  CAST(SUM(COALESCE(s.percent, 0) * s.weight_bp) AS BIGINT) AS points
           FROM evaluation_score s GROUP BY s.evaluation_id) x ON x.id = v.id
WHERE COALESCE(x.weight, 0) <> 10000 OR x.bare > 0
   OR (v.total IS NULL AND x.missing = 0) OR (v.total IS NOT NULL AND (x.missing > 0 OR v.total <> (x.points + 5000) / 10000))
   OR (v.state IN ('reviewed', 'published') AND (v.total IS NULL OR v.lessons = '' OR v.reviewed_by IN ('', v.made_by)))
   OR (v.state = 'published' AND v.published_by IN ('', v.made_by))
   OR v.state <> COALESCE((SELECT e.to_state FROM evaluation_event e WHERE e.evaluation_id = v.id ORDER BY e.id DESC LIMIT 1), '')
LIMIT 20;

-- Money of an agency's output goes to one place, of the same year; a pool of one agency holds that agency's money alone; a key was decided by another
-- person; a year's volume is one row or months.
-- name: invariant_public_service_cost
SELECT 'source ' || CAST(x.id AS TEXT) AS problem
FROM cost_source x LEFT JOIN cost_pool o ON o.id = x.pool_id LEFT JOIN line l ON l.id = x.line_id
WHERE (o.id IS NOT NULL AND (o.year <> x.year OR COALESCE(o.agency_id, x.agency_id) <> x.agency_id))
   OR (l.id IS NOT NULL AND (l.year <> x.year OR l.agency_id <> x.agency_id))
UNION ALL
SELECT 'key ' || CAST(k.id AS TEXT) FROM cost_pool_key k JOIN cost_pool_key_decision d ON d.key_id = k.id WHERE d.by_user = k.by_user
UNION ALL
SELECT 'volume ' || CAST(v.service_id AS TEXT) || ' ' || CAST(v.year AS TEXT)
FROM service_volume v JOIN service_volume w ON w.year = v.year AND w.service_id = v.service_id AND w.agency_id = v.agency_id
WHERE v.month = 0 AND w.month > 0
LIMIT 20;

-- Units of a divisible package: none without the package, never more than asked, and paid for by what the run gives it.
-- name: invariant_run_units
SELECT s.code || ' ' || p.code || ': ' || CAST(u.units AS TEXT) AS problem
FROM run_units u JOIN scenario_run s ON s.id = u.run_id JOIN package p ON p.id = u.package_id JOIN line l ON l.id = u.line_id
LEFT JOIN run_package k ON k.run_id = u.run_id AND k.package_id = u.package_id
WHERE k.run_id IS NULL OR l.package_id <> u.package_id OR u.units < 0 OR u.units > u.asked OR u.unit_satang < 0
   OR (k.funded = 0 AND u.units > 0) OR (k.funded = 1 AND k.amount_satang < u.units * u.unit_satang)
LIMIT 20;
