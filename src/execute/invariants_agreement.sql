-- invariants_agreement.sql: what must hold of performance agreements and service agreements.

-- A frozen text has the items it says, and they weigh 100.00 together.
-- name: invariant_agreement_weights
SELECT x.code || '/' || CAST(v.number AS TEXT) || ': ' || CAST(COALESCE(f.weight, 0) AS TEXT) AS problem
FROM agreement_version v JOIN agreement x ON x.id = v.agreement_id
LEFT JOIN (SELECT version_id, COUNT(*) AS items, SUM(weight_bp) AS weight FROM agreement_frozen GROUP BY version_id) f ON f.version_id = v.id
WHERE v.weight_bp <> 10000 OR COALESCE(f.weight, 0) <> v.weight_bp OR COALESCE(f.items, 0) <> v.items
ORDER BY problem LIMIT 20;

-- An indicator counts once, also under another id of the same stable name.
-- name: invariant_agreement_once
SELECT x.code || '/' || CAST(v.number AS TEXT) || ': ' || f.name AS problem
FROM agreement_version v JOIN agreement x ON x.id = v.agreement_id JOIN agreement_frozen f ON f.version_id = v.id
JOIN agreement_frozen o ON o.version_id = v.id AND o.item_id > f.item_id
LEFT JOIN indicator_profile p ON p.indicator_id = f.indicator_id AND p.year = x.year
LEFT JOIN indicator_profile q ON q.indicator_id = o.indicator_id AND q.year = x.year
WHERE f.indicator_id = o.indicator_id OR p.stable = q.stable
ORDER BY problem LIMIT 20;

-- What is signed was signed for both sides, by two persons; its state is that of its newest event; who decides an appeal did not make it.
-- name: invariant_agreement_persons
SELECT x.code AS problem
FROM agreement x
WHERE x.state IN ('signed', 'interim', 'final', 'appealed', 'closed')
  AND NOT EXISTS (SELECT 1 FROM agreement_version v JOIN agreement_signature a ON a.version_id = v.id AND a.side = 'agency'
                  JOIN agreement_signature c ON c.version_id = v.id AND c.side = 'city'
                  WHERE v.agreement_id = x.id AND v.number = x.number AND a.by_user <> c.by_user)
UNION ALL
SELECT x.code || ': ' || x.state AS problem
FROM agreement x
WHERE x.state <> COALESCE((SELECT e.to_state FROM agreement_event e WHERE e.id = (SELECT MAX(z.id) FROM agreement_event z WHERE z.agreement_id = x.id)), 'drafted')
UNION ALL
SELECT p.code AS problem FROM agreement_appeal p WHERE p.state <> 'open' AND (p.decided_by = p.made_by OR p.decided_by = '')
ORDER BY problem LIMIT 20;

-- An assessment's total is the sum of its items, and it says how many have a score.
-- name: invariant_agreement_total
SELECT x.code || ' ' || s.kind || ' ' || CAST(s.number AS TEXT) AS problem
FROM agreement_score s JOIN agreement x ON x.id = s.agreement_id
LEFT JOIN (SELECT score_id, COUNT(*) AS items, COUNT(weighted) AS scored, SUM(weighted) AS total FROM agreement_score_item GROUP BY score_id) i ON i.score_id = s.id
WHERE COALESCE(i.items, 0) <> s.items OR COALESCE(i.scored, 0) <> s.scored OR COALESCE(i.total, 0) <> s.total
ORDER BY problem LIMIT 20;

-- A service agreement's cost is that of its parts; versions run on, and each says what moved.
-- name: invariant_service_agreement
SELECT s.code || '/' || CAST(v.number AS TEXT) AS problem
FROM service_version v JOIN service_agreement s ON s.id = v.service_id
LEFT JOIN service_version b ON b.service_id = v.service_id AND b.number = v.number - 1
LEFT JOIN (SELECT version_id, SUM(cost_satang) AS cost FROM service_part GROUP BY version_id) p ON p.version_id = v.id
WHERE COALESCE(p.cost, 0) <> v.cost_satang OR v.moved_satang <> CASE WHEN b.id IS NULL THEN 0 ELSE v.cost_satang - b.cost_satang END
   OR (v.number > 1 AND b.id IS NULL) OR v.number > s.number
ORDER BY problem LIMIT 20;
