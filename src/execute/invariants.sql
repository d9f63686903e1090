-- invariants.sql: what must hold at any time (invariants.def). Each gives no row when all is well, else
-- one text column that says what is wrong; at most 20 rows.

-- name: invariant_01_amount
SELECT l.code || ' stage ' || CAST(x.stage AS TEXT) AS problem
FROM line_amount x JOIN line l ON l.id = x.line_id
WHERE x.amount_satang <> COALESCE((SELECT c.new_satang FROM line_change c
                                   WHERE c.line_id = x.line_id AND c.stage = x.stage
                                   ORDER BY c.seq DESC LIMIT 1), -1)
UNION ALL
SELECT l.code || ' stage ' || CAST(c.stage AS TEXT) || ': no amount'
FROM line_change c JOIN line l ON l.id = c.line_id
WHERE NOT EXISTS (SELECT 1 FROM line_amount x WHERE x.line_id = c.line_id AND x.stage = c.stage)
LIMIT 20;

-- name: invariant_02_version
SELECT l.code || ': version ' || CAST(l.version AS TEXT) || ', changes ' || CAST(COALESCE(c.n, 0) AS TEXT) AS problem
FROM line l
LEFT JOIN (SELECT line_id, COUNT(*) AS n, MAX(seq) AS top, MIN(seq) AS low
           FROM line_change GROUP BY line_id) c ON c.line_id = l.id
WHERE l.version <> COALESCE(c.n, 0) OR c.top <> c.n OR c.low <> 1
   OR (c.n IS NULL AND NOT EXISTS (SELECT 1 FROM line_origin o WHERE o.line_id = l.id))
LIMIT 20;

-- name: invariant_03_levels
SELECT u.code || ': ' || CAST(COUNT(*) AS TEXT) || ' levels up to ' || CAST(MAX(p.level) AS TEXT) AS problem
FROM unit u JOIN package p ON p.unit_id = u.id
GROUP BY u.id, u.code HAVING COUNT(*) <> MAX(p.level) OR MIN(p.level) <> 1
LIMIT 20;

-- name: invariant_04_package
SELECT p.code AS problem
FROM package p JOIN unit u ON u.id = p.unit_id
WHERE p.year <> u.year OR p.agency_id <> u.agency_id OR p.output_id <> u.output_id
LIMIT 20;

-- name: invariant_05_line
SELECT l.code AS problem
FROM line l JOIN package p ON p.id = l.package_id
WHERE l.year <> p.year OR l.agency_id <> p.agency_id OR l.output_id <> p.output_id
LIMIT 20;

-- name: invariant_06_nodes
SELECT l.code || ': ' || k.kind AS problem
FROM (SELECT id, code, year, 'programme' AS kind, output_id AS node_id FROM line
      UNION ALL SELECT id, code, year, 'item', item_id FROM line
      UNION ALL SELECT id, code, year, 'fund', fund_id FROM line) k
JOIN line l ON l.id = k.id
JOIN class_node n ON n.id = k.node_id
LEFT JOIN year_class y ON y.year = k.year AND y.kind = k.kind
WHERE y.version_id IS NULL OR y.version_id <> n.version_id
LIMIT 20;

-- name: invariant_07_state
SELECT p.code || ': ' || p.state || ', event ' || COALESCE(e.to_state, 'none') AS problem
FROM package p
LEFT JOIN package_event e ON e.id = (SELECT MAX(x.id) FROM package_event x WHERE x.package_id = p.id)
WHERE e.to_state IS NULL OR e.to_state <> p.state
UNION ALL
SELECT p.code || ': event from ' || s.from_state || ' after ' || s.before
FROM (SELECT package_id, from_state,
             LAG(to_state, 1, '') OVER (PARTITION BY package_id ORDER BY id) AS before
      FROM package_event) s
JOIN package p ON p.id = s.package_id
WHERE s.from_state <> s.before
LIMIT 20;

-- name: invariant_moves
SELECT line_id, COALESCE(to_line_id, line_id) AS to_line_id, from_bucket, to_bucket, amount_satang AS amount FROM entry;

-- name: line_code
SELECT code FROM line WHERE id = $1;

-- name: invariant_09_buckets
SELECT l.code AS problem
FROM balance b JOIN line l ON l.id = b.line_id
WHERE b.unallotted_satang < 0 OR b.allotted_satang < 0 OR b.reserved_satang < 0
   OR b.obligated_satang < 0 OR b.disbursed_satang < 0 OR b.carried_a_satang < 0
   OR b.carried_b_satang < 0 OR b.lapsed_satang < 0
LIMIT 20;

-- name: invariant_10_entries
SELECT CAST(s.n AS TEXT) || ' entries up to ' || CAST(s.top AS TEXT) || ', head ' || CAST(h.seq AS TEXT) AS problem
FROM (SELECT COUNT(*) AS n, COALESCE(MAX(seq), 0) AS top FROM entry) s
JOIN chain_head h ON h.name = 'entry'
WHERE s.n <> s.top OR s.top <> h.seq;

-- name: invariant_11_audit
SELECT CAST(s.n AS TEXT) || ' records up to ' || CAST(s.top AS TEXT) || ', head ' || CAST(h.seq AS TEXT) AS problem
FROM (SELECT COUNT(*) AS n, COALESCE(MAX(seq), 0) AS top FROM audit) s
JOIN chain_head h ON h.name = 'audit'
WHERE s.n <> s.top OR s.top <> h.seq;

-- name: invariant_12_limits
SELECT l.code || ' stage ' || CAST(x.stage AS TEXT) AS problem
FROM line_amount x JOIN line l ON l.id = x.line_id
WHERE x.amount_satang < 0 OR x.amount_satang > 1000000000000000
   OR (x.stage = 0 AND x.amount_satang % 100 <> 0)
LIMIT 20;

-- name: invariant_13_enacted
WITH RECURSIVE typed (id, type_id) AS (
    SELECT t.id, t.id FROM class_node t WHERE t.level = 'type'
    UNION ALL
    SELECT c.id, typed.type_id FROM class_node c JOIN typed ON c.parent_id = typed.id),
enacted AS (
    SELECT l.year, x.amount_satang, l.agency_id, l.item_id
    FROM line_amount x JOIN line l ON l.id = x.line_id WHERE x.stage = 8)
SELECT CAST(t.year AS TEXT) || ': ' || CAST(t.total AS TEXT) || ' / ' || CAST(COALESCE(a.total, 0) AS TEXT)
       || ' / ' || CAST(COALESCE(i.total, 0) AS TEXT) || ' / ' || CAST(COALESCE(g.total, 0) AS TEXT) AS problem
FROM (SELECT year, SUM(amount_satang) AS total FROM enacted GROUP BY year) t
LEFT JOIN (SELECT e.year, SUM(e.amount_satang) AS total FROM enacted e
           JOIN agency g ON g.id = e.agency_id GROUP BY e.year) a ON a.year = t.year
LEFT JOIN (SELECT e.year, SUM(e.amount_satang) AS total FROM enacted e
           JOIN typed y ON y.id = e.item_id GROUP BY e.year) i ON i.year = t.year
LEFT JOIN (SELECT l.year, SUM(n.amount_satang) AS total FROM entry n
           CROSS JOIN line l WHERE l.id = n.line_id AND n.type = 'APPROPRIATE' GROUP BY l.year) g
       ON g.year = t.year
WHERE t.total <> COALESCE(a.total, 0) OR t.total <> COALESCE(i.total, 0)
   OR t.total <> COALESCE(g.total, 0);

-- name: invariant_14_cycle
SELECT CAST(y.year AS TEXT) || ': ' || y.stage || ', event ' || COALESCE(e.to_stage, 'none') AS problem
FROM fiscal_year y
LEFT JOIN cycle_event e ON e.id = (SELECT MAX(x.id) FROM cycle_event x WHERE x.year = y.year)
WHERE COALESCE(e.to_stage, 'SETUP') <> y.stage
UNION ALL
SELECT CAST(s.year AS TEXT) || ': event from ' || s.from_stage || ' after ' || s.before
FROM (SELECT year, from_stage,
             LAG(to_stage, 1, 'SETUP') OVER (PARTITION BY year ORDER BY id) AS before
      FROM cycle_event) s
WHERE s.from_stage <> s.before
LIMIT 20;

-- name: invariant_15_codes
SELECT l.code AS problem
FROM line l JOIN agency g ON g.id = l.agency_id
WHERE substr(l.code, 1, length(CAST(l.year AS TEXT) || '-' || CAST(l.ordinance AS TEXT)) + 6)
      <> CAST(l.year AS TEXT) || '-' || CAST(l.ordinance AS TEXT) || '-' || substr(g.code, 1, 4) || '-'
LIMIT 20;

-- name: invariant_16_unfunded
SELECT l.code || ': ' || p.state AS problem
FROM package p JOIN line l ON l.package_id = p.id
WHERE p.state IN ('UNFUNDED', 'UNSUITABLE', 'WITHDRAWN')
  AND COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id
                ORDER BY x.stage DESC LIMIT 1), 0) <> 0
LIMIT 20;

-- name: invariant_17_run_chain
SELECT r.code || ': ' || p.code AS problem
FROM run_package k
JOIN scenario_run r ON r.id = k.run_id
JOIN package p ON p.id = k.package_id
JOIN package q ON q.unit_id = p.unit_id AND q.level = p.level - 1
JOIN run_package j ON j.run_id = k.run_id AND j.package_id = q.id
WHERE k.funded = 1 AND j.funded = 0
LIMIT 20;

-- name: invariant_18_classes
SELECT v.kind || ' ' || v.code || ': ' || n.code AS problem
FROM class_node n
JOIN class_version v ON v.id = n.version_id
JOIN class_node p ON p.id = n.parent_id
WHERE p.version_id <> n.version_id
LIMIT 20;

-- name: invariant_19_roles
SELECT u.name AS problem
FROM app_user u
WHERE NOT EXISTS (SELECT 1 FROM user_role r WHERE r.user_id = u.id)
   OR EXISTS (SELECT 1 FROM user_role r
              WHERE r.user_id = u.id AND r.scope_kind = 'agency'
                AND NOT EXISTS (SELECT 1 FROM agency g WHERE g.id = r.scope_id))
LIMIT 20;

-- name: invariant_20_period
SELECT CAST(seq AS TEXT) AS problem
FROM entry WHERE period <> on_date / 100
LIMIT 20;

-- name: invariant_param
SELECT v.code || ' #' || CAST(v.number AS TEXT) AS problem
FROM param_value v JOIN param_event x ON x.value_id = v.id AND x.event = 'approve'
WHERE x.by_user = v.proposed_by OR x.at_ms < v.proposed_ms
LIMIT 20;

-- name: invariant_integrated
SELECT i.code || ': ' || CAST(i.year AS TEXT) AS problem
FROM integrated i
WHERE NOT EXISTS (SELECT 1 FROM integrated_party y WHERE y.integrated_id = i.id AND y.agency_id = i.lead_id)
   OR EXISTS (SELECT 1 FROM integrated_package k JOIN package p ON p.id = k.package_id
              WHERE k.integrated_id = i.id
                AND (p.year <> i.year
                     OR NOT EXISTS (SELECT 1 FROM integrated_party y
                                    WHERE y.integrated_id = i.id AND y.agency_id = p.agency_id)))
LIMIT 20;

-- name: invariant_officer
SELECT p.code || ': ' || o.user_name AS problem
FROM package_owner o JOIN package p ON p.id = o.package_id
WHERE NOT EXISTS (SELECT 1 FROM handover h JOIN handover_item i ON i.handover_id = h.id
                  WHERE h.id = o.handover_id AND h.state = 'done' AND h.to_user = o.user_name
                    AND h.agency_id = p.agency_id AND i.package_id = o.package_id)
LIMIT 20;

-- name: invariant_committed
SELECT c.code || ': the years add up to ' || CAST(COALESCE(SUM(y.amount_satang), 0) AS TEXT) || ', the total is '
       || CAST(c.total_satang AS TEXT) AS problem
FROM committed c LEFT JOIN committed_year y ON y.committed_id = c.id
GROUP BY c.id, c.code, c.total_satang HAVING COALESCE(SUM(y.amount_satang), 0) <> c.total_satang
LIMIT 20;

-- name: invariant_subsidy
SELECT s.code AS problem
FROM subsidy s LEFT JOIN subsidy_event v ON v.subsidy_id = s.id
GROUP BY s.id, s.code, s.requested_satang, s.approved_satang, s.received_satang, s.spent_satang, s.returned_satang
HAVING COALESCE(SUM(CASE WHEN v.event = 'request' THEN v.amount_satang END), 0) <> s.requested_satang
    OR COALESCE(SUM(CASE WHEN v.event = 'approve' THEN v.amount_satang END), 0) <> s.approved_satang
    OR COALESCE(SUM(CASE WHEN v.event = 'receive' THEN v.amount_satang END), 0) <> s.received_satang
    OR COALESCE(SUM(CASE WHEN v.event = 'spend' THEN v.amount_satang END), 0) <> s.spent_satang
    OR COALESCE(SUM(CASE WHEN v.event = 'return' THEN v.amount_satang END), 0) <> s.returned_satang
LIMIT 20;

-- name: invariant_ceiling
SELECT CAST(i.year AS TEXT) || ' version ' || CAST(i.version AS TEXT) AS problem
FROM ceiling_issue i WHERE i.state = 'issued' AND (i.issued_by = i.made_by OR i.issued_by = '' OR i.position_id IS NULL)
LIMIT 20;

-- Once a unit is sent, no more of what it frees is given to others than it frees.
-- name: invariant_freed
SELECT z.code || ': ' || CAST(z.moved AS TEXT) AS problem
FROM (SELECT u.code, r.disposition,
       {last_given u r} AS last,
       {unit_asks r} AS asked,
       (SELECT SUM(f.amount_satang) FROM freed_to f WHERE f.unit_id = r.unit_id) AS moved
      FROM unit_review r JOIN unit u ON u.id = r.unit_id
      WHERE r.unit_id IN (SELECT f.unit_id FROM freed_to f)
        AND NOT EXISTS (SELECT 1 FROM package p
                        WHERE p.unit_id = r.unit_id AND p.state IN ('DRAFT', 'RETURNED'))) z
WHERE z.moved > CASE WHEN z.disposition IN ('reduce', 'stop') AND z.last > z.asked
                     THEN z.last - z.asked ELSE 0 END
LIMIT 20;

-- name: invariant_rank
SELECT h.code || ' before ' || l.code AS problem
FROM package_rank kh JOIN package h ON h.id = kh.package_id
JOIN package l ON l.unit_id = h.unit_id AND l.level < h.level
JOIN package_rank kl ON kl.package_id = l.id
WHERE kh.rank < kl.rank

-- name: invariant_21_place_shares
SELECT l.code || ': ' || CAST(SUM(p.share_bp) AS TEXT) AS problem
FROM line_place p JOIN line l ON l.id = p.line_id
GROUP BY l.id, l.code HAVING SUM(p.share_bp) <> 10000
LIMIT 20;

-- name: invariant_22_post_shares
SELECT CAST(p.year AS TEXT) || ' ' || p.number || ': ' || CAST(COALESCE(s.bp, 0) AS TEXT) AS problem
FROM post p LEFT JOIN (SELECT post_id, SUM(share_bp) AS bp FROM post_share GROUP BY post_id) s ON s.post_id = p.id
WHERE COALESCE(s.bp, 0) <> 10000
LIMIT 20;

-- name: invariant_23_tranche_years
SELECT l.code AS problem
FROM line_cost c JOIN line l ON l.id = c.line_id
LEFT JOIN (SELECT line_id, MIN(year) AS first, MAX(year) AS last, COUNT(*) AS n FROM tranche GROUP BY line_id) t
  ON t.line_id = c.line_id
WHERE c.first_year <> COALESCE(t.first, 0) OR c.last_year <> COALESCE(t.last, 0)
   OR (t.n IS NOT NULL AND t.last - t.first + 1 <> t.n)
LIMIT 20;

-- name: invariant_goal_weights
SELECT p.code || ': ' || CAST(SUM(g.share_bp) AS TEXT) AS problem
FROM package_goal g JOIN package p ON p.id = g.package_id
GROUP BY p.id, p.code HAVING SUM(g.share_bp) <> 10000
LIMIT 20;

-- name: invariant_link_weights
SELECT f.code || ': ' || CAST(SUM(x.share_bp) AS TEXT) AS problem
FROM crosswalk x
JOIN class_node f ON f.id = x.from_id
JOIN class_node t ON t.id = x.to_id
GROUP BY f.id, f.code, t.version_id HAVING SUM(x.share_bp) <> 10000
LIMIT 20;

-- While the request is as it was, a recommendation's amount is that of its lines at the analyst's stage.
-- name: invariant_recommendation
SELECT p.code AS problem FROM recommendation r JOIN package p ON p.id = r.package_id
JOIN line l ON l.package_id = p.id AND l.removed = 0
LEFT JOIN line_amount q ON q.line_id = l.id AND q.stage = 0
LEFT JOIN line_amount x ON x.line_id = l.id AND x.stage = 1
WHERE p.state NOT IN ('RETURNED', 'WITHDRAWN', 'EXECUTION')
GROUP BY p.code, r.asked_satang, r.amount_satang
HAVING SUM(COALESCE(q.amount_satang, 0)) = r.asked_satang
   AND SUM(COALESCE(x.amount_satang, q.amount_satang, 0)) <> r.amount_satang
ORDER BY p.code LIMIT 20;

-- name: invariant_analysis_form
SELECT class AS problem FROM analysis_form
WHERE state IN ('approved', 'replaced') AND (decided_by = '' OR decided_by = proposed_by)
UNION ALL
SELECT class AS problem FROM analysis_form WHERE state = 'approved' GROUP BY class HAVING COUNT(*) > 1
ORDER BY 1 LIMIT 20;

-- name: invariant_check_counts
SELECT p.code AS problem FROM package_check c JOIN package p ON p.id = c.package_id
WHERE c.infos + c.warns + c.stops <> (SELECT COUNT(*) FROM package_flag f WHERE f.package_id = c.package_id)
ORDER BY p.code LIMIT 20;

-- name: invariant_clearance
SELECT c.code AS problem FROM clearance c
WHERE c.version <> (SELECT COUNT(*) FROM clearance_event v WHERE v.clearance_id = c.id)
   OR (c.state IN ('condition', 'refused') AND c.words = '')
ORDER BY c.code LIMIT 20;

-- name: invariant_question_turns
SELECT q.code AS problem FROM info_request q
WHERE q.turns <> (SELECT COUNT(*) FROM info_turn t WHERE t.request_id = q.id)
   OR q.state <> (SELECT CASE WHEN t.kind IN ('ask', 'again') THEN 'open' WHEN t.kind = 'answer' THEN 'answered'
                              WHEN t.kind = 'accept' THEN 'accepted' ELSE 'withdrawn' END
                  FROM info_turn t WHERE t.request_id = q.id ORDER BY t.number DESC LIMIT 1)
LIMIT 20;

-- name: invariant_delegation
SELECT d.code AS problem FROM delegation d
WHERE d.confirmed_by = d.made_by OR (d.state = 'confirmed' AND d.confirmed_by = '') OR d.from_user = d.to_user
LIMIT 20;

-- Amounts of the three bodies since resolutions are kept; what is withdrawn becomes 0 without one.
-- name: invariant_resolution_named
SELECT l.code || ' stage ' || CAST(c.stage AS TEXT) AS problem
FROM line_change c JOIN line l ON l.id = c.line_id JOIN package p ON p.id = l.package_id
LEFT JOIN resolution r ON r.id = c.resolution_id
WHERE c.stage BETWEEN 2 AND 4 AND c.id > (SELECT MAX(change_id) FROM resolution_since)
  AND (r.id IS NULL OR r.state NOT IN ('confirmed', 'replaced'))
  AND NOT (p.state = 'WITHDRAWN' AND c.new_satang = 0)
LIMIT 20;

-- name: invariant_resolution_sums
SELECT r.code || ': ' || CAST(r.total_satang AS TEXT) || ' <> ' || CAST(COALESCE(k.total, 0) AS TEXT) AS problem
FROM resolution r
LEFT JOIN (SELECT resolution_id, COUNT(*) AS n, SUM(amount_satang) AS total FROM resolution_line GROUP BY resolution_id) k
  ON k.resolution_id = r.id
WHERE r.total_satang <> COALESCE(k.total, 0) OR r.lines <> COALESCE(k.n, 0)
UNION ALL
SELECT r.code || ': ' || l.code || ' was never written'
FROM resolution r JOIN resolution_line k ON k.resolution_id = r.id JOIN line l ON l.id = k.line_id
LEFT JOIN line_amount x ON x.line_id = k.line_id AND x.stage = r.stage
WHERE r.state IN ('confirmed', 'replaced') AND x.line_id IS NULL
LIMIT 20;

-- name: invariant_resolution_persons
SELECT r.code || ': ' || r.made_by AS problem
FROM resolution r
WHERE r.stage BETWEEN 2 AND 4 AND r.state IN ('confirmed', 'replaced')
  AND (r.ended_by = '' OR (r.ended_by = r.made_by AND r.made_by <> 'system'))
LIMIT 20;

-- A package that a body gave money has some, if it asked for any.
-- name: invariant_granted
SELECT p.code || ': ' || p.state AS problem
FROM package p
WHERE p.state IN ('FUNDED', 'PARTLY_FUNDED')
  AND EXISTS (SELECT 1 FROM line l JOIN line_amount x ON x.line_id = l.id AND x.stage = 0
              WHERE l.package_id = p.id AND x.amount_satang > 0)
  AND NOT EXISTS (SELECT 1 FROM line l WHERE l.package_id = p.id
                  AND COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id
                                ORDER BY x.stage DESC LIMIT 1), 0) > 0)
LIMIT 20;

-- CAST: the rows of one type are few; without it their lines' index is walked entry by entry.
-- name: invariant_enacted_opened
SELECT l.code || ': enacted ' || CAST(COALESCE(x.amount_satang, 0) AS TEXT) || ', opened '
       || CAST(COALESCE(o.total, 0) AS TEXT) || ' in ' || CAST(COALESCE(o.n, 0) AS TEXT) AS problem
FROM line l LEFT JOIN line_amount x ON x.line_id = l.id AND x.stage = 8
LEFT JOIN (SELECT CAST(e.line_id AS BIGINT) AS line_id, SUM(e.amount_satang) AS total, COUNT(*) AS n FROM entry e
           WHERE e.type = 'APPROPRIATE' GROUP BY CAST(e.line_id AS BIGINT)) o ON o.line_id = l.id
WHERE COALESCE(x.amount_satang, 0) <> COALESCE(o.total, 0) OR o.n > 1
LIMIT 20;

-- name: invariant_enactment
SELECT CAST(n.year AS TEXT) || '-' || CAST(n.number AS TEXT) || ': ' || CAST(n.total_satang AS TEXT) || ', lines '
       || CAST(COALESCE(s.total, 0) AS TEXT) || ', special ' || CAST(n.special_satang AS TEXT) || ' / '
       || CAST(COALESCE(s.special, 0) AS TEXT) || ', version ' || CAST(COALESCE(v.total_satang, -1) AS TEXT) AS problem
FROM enactment n
LEFT JOIN (SELECT l.year, l.ordinance, SUM(x.amount_satang) AS total,
                  SUM(CASE WHEN f.code = 'ACC' THEN x.amount_satang ELSE 0 END) AS special
           FROM line_amount x JOIN line l ON l.id = x.line_id JOIN class_node f ON f.id = l.fund_id
           WHERE x.stage = 8 GROUP BY l.year, l.ordinance) s ON s.year = n.year AND s.ordinance = n.number
LEFT JOIN bill_version v ON v.year = n.year AND v.number = n.number AND v.kind = 'enacted'
WHERE n.total_satang <> COALESCE(s.total, 0) OR n.special_satang <> COALESCE(s.special, 0)
   OR n.total_satang <> COALESCE(v.total_satang, n.total_satang)
LIMIT 20;

-- name: invariant_lineage
SELECT COALESCE((SELECT l.code FROM line l WHERE l.id = s.from_line_id),
                (SELECT h.key FROM past_line h WHERE h.id = s.past_id)) || ': ' || CAST(s.total AS TEXT) AS problem
FROM (SELECT k.from_line_id, k.past_id, SUM(k.share_bp) AS total, COUNT(*) AS n,
             MAX(CASE WHEN k.kind = 'split' THEN 1 ELSE 0 END) AS split
      FROM line_link_now k GROUP BY k.from_line_id, k.past_id) s
WHERE s.total > 10000 OR (s.split = 1 AND (s.total <> 10000 OR s.n < 2))
UNION ALL
SELECT l.code || ': link of another year'
FROM line_link_now k JOIN line l ON l.id = k.to_line_id
LEFT JOIN line f ON f.id = k.from_line_id LEFT JOIN past_line h ON h.id = k.past_id
WHERE l.year <> k.to_year OR COALESCE(f.year, h.year) <> k.from_year
LIMIT 20;

-- name: invariant_statement
SELECT f.problem AS problem FROM (
  SELECT CAST(f.year AS TEXT) || '-' || CAST(f.number AS TEXT) || ': statement ' || CAST(f.free_satang AS TEXT) AS problem
  FROM fiscal_statement f
  LEFT JOIN fiscal_position_item i ON i.position_id = f.position_id AND i.kind = 'free'
  WHERE i.amount_satang IS NULL OR i.amount_satang <> f.free_satang
  UNION ALL
  SELECT CAST(v.year AS TEXT) || '-' || CAST(v.number AS TEXT) || ': tabled ' || CAST(v.total_satang AS TEXT)
  FROM bill_version v
  WHERE v.number > 0 AND v.kind = 'tabled'
    AND NOT EXISTS (SELECT 1 FROM supplementary s WHERE s.year = v.year AND s.number = v.number AND s.fund = 'OWN')
    AND v.total_satang > COALESCE((SELECT MAX(f.free_satang) FROM fiscal_statement f
                                   WHERE f.year = v.year AND f.number = v.number AND f.made_at_ms <= v.at_ms), 0)) f

-- What a line holds is what was tabled, less what the Council cut, and what it gave back or took from the executive.
-- name: invariant_council_line
SELECT l.code || ': ' || CAST(d.moved AS TEXT) AS problem
FROM (SELECT line_id, SUM(CASE WHEN state <> 'accepted' THEN 0 WHEN kind IN ('cut', 'floor_cut') THEN -accepted_satang
                               ELSE accepted_satang END) AS moved
      FROM council_delta GROUP BY line_id) d JOIN line l ON l.id = d.line_id
WHERE COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id AND x.stage <= 7 ORDER BY x.stage DESC LIMIT 1), 0)
   <> COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id AND x.stage <= 5 ORDER BY x.stage DESC LIMIT 1), 0)
      + d.moved
LIMIT 20;

-- Of the city and of BMA Commerce, in each fund, no more is added than was cut.
-- name: invariant_council_caps
SELECT CAST(d.year AS TEXT) || '-' || CAST(d.ordinance AS TEXT) || ' ' || f.code AS problem
FROM council_delta d JOIN line l ON l.id = d.line_id JOIN agency g ON g.id = d.agency_id JOIN class_node f ON f.id = l.fund_id
WHERE d.state = 'accepted'
GROUP BY d.year, d.ordinance, f.code, CASE WHEN g.kind = 'commercial' THEN 1 ELSE 0 END
HAVING SUM(CASE WHEN d.kind IN ('cut', 'floor_cut') THEN d.accepted_satang ELSE -d.accepted_satang END) < 0
LIMIT 20;

-- name: invariant_council_persons
SELECT d.code AS problem FROM council_delta d
WHERE (d.kind = 'executive' AND d.state IN ('confirmed', 'accepted')
       AND (d.confirmed_by = '' OR (d.confirmed_by = d.made_by AND d.made_by <> 'system')))
   OR (d.state = 'accepted' AND d.vote_code = '' AND d.report_ref = '')
LIMIT 20;

-- ---- drafts in the Council ----

-- name: invariant_bill_version
SELECT CAST(v.year AS TEXT) || '-' || CAST(v.number AS TEXT) || ' v' || CAST(v.no AS TEXT) || ': '
       || CAST(v.total_satang AS TEXT) || ' / ' || CAST(COALESCE(k.total, 0) AS TEXT) AS problem
FROM bill_version v
LEFT JOIN (SELECT version_id, COUNT(*) AS n, SUM(amount_satang) AS total FROM bill_version_line GROUP BY version_id) k
  ON k.version_id = v.id
WHERE v.total_satang <> COALESCE(k.total, 0) OR v.lines <> COALESCE(k.n, 0)
LIMIT 20;

-- What was tabled last and not withdrawn is what its lines have at that stage.
-- name: invariant_bill_tabled
SELECT l.code AS problem
FROM bill_version v JOIN bill_version_line t ON t.version_id = v.id JOIN line l ON l.id = t.line_id
LEFT JOIN line_amount x ON x.line_id = t.line_id AND x.stage = 5
WHERE v.kind = 'tabled' AND NOT EXISTS (SELECT 1 FROM bill_withdrawn w WHERE w.version_id = v.id)
  AND v.id = (SELECT MAX(b.id) FROM bill_version b WHERE b.year = v.year AND b.number = v.number AND b.kind = 'tabled')
  AND COALESCE(x.amount_satang, -1) <> t.amount_satang
LIMIT 20;

-- name: invariant_bill_stage
SELECT b.code || ': ' || b.stage || ', event ' || COALESCE(e.to_stage, 'none') AS problem
FROM bill b
LEFT JOIN bill_event e ON e.id = (SELECT MAX(x.id) FROM bill_event x WHERE x.year = b.year AND x.number = b.number)
WHERE b.number > 0 AND COALESCE(e.to_stage, 'DRAFT') <> b.stage
LIMIT 20;

-- name: invariant_vote_counts
SELECT v.code AS problem
FROM council_vote v
LEFT JOIN (SELECT vote_id, SUM(CASE choice WHEN 'yes' THEN 1 ELSE 0 END) AS yes,
                  SUM(CASE choice WHEN 'no' THEN 1 ELSE 0 END) AS no,
                  SUM(CASE choice WHEN 'abstain' THEN 1 ELSE 0 END) AS abstain
           FROM council_ballot GROUP BY vote_id) b ON b.vote_id = v.id
WHERE v.yes + v.no + v.abstain > v.members
   OR v.result <> CASE WHEN v.yes > v.no THEN 'passed' ELSE 'failed' END
   OR (v.named = 1 AND (v.yes <> COALESCE(b.yes, 0) OR v.no <> COALESCE(b.no, 0) OR v.abstain <> COALESCE(b.abstain, 0)))
   OR (v.named = 0 AND b.vote_id IS NOT NULL)
LIMIT 20;

-- Nobody voted on money in which they had declared an interest by then.
-- name: invariant_vote_interest
SELECT v.code || ': ' || m.full_name AS problem
FROM council_vote v JOIN council_ballot b ON b.vote_id = v.id JOIN council_member m ON m.id = b.member_id
JOIN council_interest i ON i.member_id = b.member_id AND i.from_date <= v.on_date
  AND (i.to_date IS NULL OR i.to_date >= v.on_date) AND i.made_at_ms <= v.made_at_ms
  AND (i.agency_id = v.agency_id OR i.line_id = v.line_id)
LIMIT 20;

-- ---- orders of execution ----

-- Who prepared it, who approved it and who posted it are three; its rows are its total; what is posted has its entries.
-- name: invariant_order_persons
SELECT o.code AS problem FROM spend_order o
WHERE (o.approved_by <> '' AND o.approved_by <> 'system'
       AND EXISTS (SELECT 1 FROM spend_order_event v WHERE v.order_id = o.id AND v.by_user = o.approved_by AND v.event IN ('make', 'change', 'send')))
   OR (o.posted_by <> '' AND o.posted_by <> 'system'
       AND (o.posted_by = o.approved_by
            OR EXISTS (SELECT 1 FROM spend_order_event v WHERE v.order_id = o.id AND v.by_user = o.posted_by AND v.event IN ('make', 'change', 'send'))))
LIMIT 20;

-- name: invariant_order_rows
SELECT o.code || ': ' || CAST(o.total_satang AS TEXT) || ' / ' || CAST(COALESCE(r.total, 0) AS TEXT) AS problem
FROM spend_order o
LEFT JOIN (SELECT x.order_id, COUNT(*) AS n, SUM(x.amount_satang) AS total,
                  SUM(CASE WHEN x.entry_seq > 0 AND EXISTS (SELECT 1 FROM entry t WHERE t.seq = x.entry_seq AND t.amount_satang = x.amount_satang) THEN 1 ELSE 0 END) AS posted
           FROM spend_order_row x GROUP BY x.order_id) r ON r.order_id = o.id
WHERE o.total_satang <> COALESCE(r.total, 0) OR o.row_count <> COALESCE(r.n, 0)
   OR (o.state = 'POSTED' AND COALESCE(r.posted, 0) <> o.row_count) OR (o.state <> 'POSTED' AND COALESCE(r.posted, 0) > 0)
LIMIT 20;

-- name: invariant_order_state
SELECT o.code || ': ' || o.state AS problem FROM spend_order o
LEFT JOIN spend_order_event v ON v.order_id = o.id AND v.n = o.version
WHERE v.to_state IS NULL OR v.to_state <> o.state
   OR o.desk <> CASE o.state WHEN 'DRAFT' THEN 'maker' WHEN 'RETURNED' THEN 'maker' WHEN 'APPROVED' THEN 'finance' WHEN 'SENT' THEN o.desk ELSE '' END
LIMIT 20;

-- name: invariant_order_flags
SELECT f.code AS problem FROM order_flag f
LEFT JOIN (SELECT flag_id, COUNT(*) AS n, SUM(amount_satang) AS total FROM order_flag_part GROUP BY flag_id) p ON p.flag_id = f.id
WHERE f.orders <> COALESCE(p.n, 0) OR f.total_satang <> COALESCE(p.total, 0)
   OR (f.state = 'cleared' AND (f.cleared_why = '' OR (f.cleared_by <> 'system' AND EXISTS (
        SELECT 1 FROM order_flag_part q JOIN spend_order_event v ON v.order_id = q.order_id WHERE q.flag_id = f.id AND v.by_user = f.cleared_by AND v.at_ms <= f.cleared_ms))))
LIMIT 20;

-- An act may be two entries: KEY and KEY/2 (posting.h).
-- name: invariant_record_posted
SELECT o.system || ' ' || o.kind || ' ' || o.doc AS problem FROM outside_entry o
WHERE o.entry_key <> ''
  AND ABS(o.amount_satang) <> (SELECT CAST(COALESCE(SUM(e.amount_satang), 0) AS BIGINT) FROM entry e
                               WHERE e.key IN (o.entry_key, o.entry_key || '/2') AND e.line_id = o.line_id)
LIMIT 20;

-- name: invariant_record_once
SELECT o.entry_key || ': ' || CAST(COUNT(*) AS TEXT) || ' documents' AS problem FROM outside_entry o
WHERE o.entry_key <> '' GROUP BY o.entry_key HAVING COUNT(*) > 1 LIMIT 20;

-- name: invariant_record_settled
SELECT d.code AS problem FROM record_difference d
WHERE d.state = 'settled' AND (d.settled_by = '' OR d.explained_by = '' OR d.settled_by = d.explained_by) LIMIT 20;

-- name: invariant_subsidy_condition
SELECT s.code || ' condition ' || CAST(c.number AS TEXT) AS problem FROM subsidy_condition c JOIN subsidy s ON s.id = c.subsidy_id
WHERE c.state IN ('met', 'waived') AND c.evidence = '' LIMIT 20;
