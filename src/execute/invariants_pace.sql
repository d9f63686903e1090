-- invariants_pace.sql: what must hold of acceleration and procurement plans.

-- A frozen target list: its head is the sum of its rows, an agency's row that of its classes, a target is under the floor.
-- name: invariant_frozen_list
SELECT r.code AS problem
FROM acceleration_freeze f JOIN acceleration r ON r.id = f.round_id
LEFT JOIN (SELECT round_id, SUM(CASE WHEN class = 'all' THEN 1 ELSE 0 END) AS agencies, SUM(CASE WHEN class = 'all' THEN target ELSE 0 END) AS targets,
                  SUM(CASE WHEN class = 'all' THEN base_satang ELSE 0 END) AS base, SUM(CASE WHEN class = 'all' THEN taken_satang ELSE 0 END) AS taken,
                  SUM(CASE WHEN class = 'all' THEN base_satang ELSE -base_satang END) AS base_open,
                  SUM(CASE WHEN class = 'all' THEN taken_satang ELSE -taken_satang END) AS taken_open
           FROM acceleration_row GROUP BY round_id) x ON x.round_id = f.round_id
WHERE COALESCE(x.agencies, 0) <> f.agencies OR COALESCE(x.targets, 0) <> f.targets OR COALESCE(x.base, 0) <> f.base_satang
   OR COALESCE(x.taken, 0) <> f.taken_satang OR COALESCE(x.base_open, 0) <> 0 OR COALESCE(x.taken_open, 0) <> 0
UNION ALL
SELECT r.code || ': ' || CAST(x.agency_id AS TEXT) AS problem
FROM acceleration_row x JOIN acceleration_freeze f ON f.round_id = x.round_id JOIN acceleration r ON r.id = x.round_id
WHERE x.class = 'all' AND x.target <> CASE WHEN x.taken_satang * 1.0 < x.base_satang * (f.floor_bp / 10000.0) THEN 1 ELSE 0 END
  AND ABS(x.taken_satang * 1.0 - x.base_satang * (f.floor_bp / 10000.0)) > 1.0
LIMIT 20;

-- Its next step is the one after the last that has an actual day; its version is that of its newest change.
-- name: invariant_procurement_next
SELECT l.code AS problem
FROM procurement p JOIN line l ON l.id = p.line_id
WHERE p.next_step <> CASE WHEN p.accept_real IS NOT NULL THEN 7 WHEN p.deliver_real IS NOT NULL THEN 6 WHEN p.sign_real IS NOT NULL THEN 5
                          WHEN p.bids_real IS NOT NULL THEN 4 WHEN p.announce_real IS NOT NULL THEN 3 WHEN p.price_real IS NOT NULL THEN 2
                          WHEN p.tor_real IS NOT NULL THEN 1 ELSE 0 END
   OR p.version <> COALESCE((SELECT MAX(c.version) FROM procurement_change c WHERE c.line_id = p.line_id), 0)
LIMIT 20;
