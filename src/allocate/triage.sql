-- triage.sql: what competes in a year, with what the newest run said and what is open on it.

-- name: triage_packages
SELECT p.id, p.code, p.title, p.agency_id, g.code AS agency_code, g.name_th AS agency_th,
       g.name_en AS agency_en, g.division, p.state, p.level_kind, p.mandatory,
       COALESCE(r.cut_rank, 0) AS cut_rank, COALESCE(r.funded, 0) AS funded,
       COALESCE(r.reason, '') AS reason, COALESCE(r.value_score, p.value_score) AS value_score,
       COALESCE(r.amount_satang, -1) AS amount_satang,
       CASE WHEN m.package_id IS NULL THEN 0 ELSE 1 END AS settled,
       COALESCE(k.warns, 0) AS warns, COALESCE(k.stops, 0) AS stops
FROM package p JOIN agency g ON g.id = p.agency_id
LEFT JOIN run_package r ON r.run_id = $2 AND r.package_id = p.id
LEFT JOIN recommendation m ON m.package_id = p.id
LEFT JOIN package_check k ON k.package_id = p.id
WHERE p.year = $1
  AND p.state IN ('SUBMITTED', 'ANALYST_ACCEPTED', 'SUITABLE', 'FUNDED', 'PARTLY_FUNDED', 'UNFUNDED')
ORDER BY p.id;

-- name: triage_clearances
SELECT c.package_id, COUNT(*) AS n FROM clearance c
WHERE c.year = $1 AND c.state = 'open' GROUP BY c.package_id ORDER BY c.package_id;

-- name: triage_prices
SELECT dim, code, price_text FROM run_ceiling WHERE run_id = $1 ORDER BY dim, code;
