-- reorganise.sql: re-organisation of agencies and programme codes from a date.

-- part: reorg_row(r)
SELECT r.id, r.version, r.code, r.year, r.kind, r.state, r.title, r.reason, r.doc_no, r.on_date, r.lines, r.total_satang,
       r.made_by, r.made_at_ms AS made_ms, r.approved_by, r.approved_ms, r.done_by, r.done_ms, r.dropped_why
FROM reorganise r

-- name: reorg_list
{reorg_row r} WHERE r.year = $1 ORDER BY r.id DESC LIMIT 200;

-- name: reorg_get
{reorg_row r} WHERE r.code = $1;

-- name: reorg_insert
INSERT INTO reorganise (code, year, kind, state, title, reason, doc_no, on_date, made_by, made_at_ms)
VALUES ($1, $2, $3, 'proposed', $4, $5, $6, $7, $8, $9) RETURNING id;

-- name: reorg_rule_insert
INSERT INTO reorganise_rule (reorganise_id, n, line_id, from_agency_id, from_output_id, to_agency, to_name, to_agency_id,
                             to_output_id, share_bp)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: reorg_rules
SELECT r.n, COALESCE(l.code, '') AS line, COALESCE(g.code, '') AS from_agency, COALESCE(g.name_th, '') AS from_agency_name,
       COALESCE(o.code, '') AS from_output, r.to_agency, COALESCE(t.name_th, r.to_name) AS to_name, COALESCE(p.code, '') AS to_output,
       r.share_bp AS share, COALESCE(r.from_agency_id, 0) AS from_agency_id, COALESCE(r.to_agency_id, 0) AS to_agency_id
FROM reorganise_rule r LEFT JOIN line l ON l.id = r.line_id LEFT JOIN agency g ON g.id = r.from_agency_id
LEFT JOIN class_node o ON o.id = r.from_output_id LEFT JOIN agency t ON t.id = r.to_agency_id
LEFT JOIN class_node p ON p.id = r.to_output_id
WHERE r.reorganise_id = $1 ORDER BY r.n LIMIT 5000;

-- name: reorg_numbers
UPDATE reorganise SET lines = $2, total_satang = $3 WHERE id = $1;

-- name: reorg_approve
UPDATE reorganise SET state = 'approved', doc_no = $3, approved_by = $4, approved_ms = $5, version = version + 1
WHERE id = $1 AND version = $2 AND state = 'proposed';

-- name: reorg_drop
UPDATE reorganise SET state = 'dropped', dropped_why = $3, version = version + 1
WHERE id = $1 AND version = $2 AND state IN ('proposed', 'approved');

-- name: reorg_done
UPDATE reorganise SET state = 'done', done_by = $3, done_ms = $4, lines = $5, total_satang = $6, version = version + 1
WHERE id = $1 AND version = $2 AND state = 'approved';

-- Lines with money that a rule names, with where it goes; a line may have several. Those of the year, by line.
-- name: reorg_moves
SELECT r.n AS rule, CASE WHEN r.line_id IS NOT NULL THEN 3 WHEN r.from_agency_id IS NOT NULL AND r.from_output_id IS NOT NULL THEN 2
                         ELSE 1 END AS rank,
       r.share_bp AS share, l.id AS line_id, l.code AS line, l.name AS line_name, l.ordinance, l.agency_id, g.code AS agency, l.output_id,
       o.code AS output, l.item_id, l.fund_id, b.unallotted_satang, b.allotted_satang, b.reserved_satang, b.obligated_satang,
       b.disbursed_satang, CASE WHEN r.to_agency = '' THEN l.agency_id ELSE COALESCE(r.to_agency_id, 0) END AS to_agency_id,
       CASE WHEN r.to_agency = '' THEN g.code ELSE r.to_agency END AS to_agency,
       CASE WHEN r.to_agency = '' THEN g.name_th ELSE COALESCE(t.name_th, r.to_name) END AS to_name,
       COALESCE(r.to_output_id, l.output_id) AS to_output_id, COALESCE(p.code, o.code) AS to_output, '' AS new_line
FROM reorganise_rule r
JOIN line l ON l.year = $2 AND (r.line_id IS NULL OR l.id = r.line_id) AND (r.from_agency_id IS NULL OR l.agency_id = r.from_agency_id)
     AND (r.from_output_id IS NULL OR l.output_id = r.from_output_id)
JOIN balance b ON b.line_id = l.id JOIN agency g ON g.id = l.agency_id JOIN class_node o ON o.id = l.output_id
LEFT JOIN agency t ON t.id = r.to_agency_id LEFT JOIN class_node p ON p.id = r.to_output_id
WHERE r.reorganise_id = $1
  AND b.unallotted_satang + b.allotted_satang + b.reserved_satang + b.obligated_satang + b.disbursed_satang > 0
ORDER BY l.id, 2 DESC, r.n;

-- What was done, in the same form.
-- name: reorg_moved
SELECT 0 AS rule, x.main AS rank, x.share_bp AS share, l.id AS line_id, l.code AS line, l.name AS line_name, l.ordinance, l.agency_id,
       g.code AS agency, l.output_id, o.code AS output, l.item_id, l.fund_id, x.unallotted_satang, x.allotted_satang,
       x.reserved_satang, x.obligated_satang, x.disbursed_satang, n.agency_id AS to_agency_id, t.code AS to_agency,
       t.name_th AS to_name, n.output_id AS to_output_id, p.code AS to_output, n.code AS new_line
FROM reorganise_line x JOIN line l ON l.id = x.old_line_id JOIN line n ON n.id = x.new_line_id
JOIN agency g ON g.id = l.agency_id JOIN class_node o ON o.id = l.output_id JOIN agency t ON t.id = n.agency_id
JOIN class_node p ON p.id = n.output_id
WHERE x.reorganise_id = $1 ORDER BY l.id, n.id LIMIT 20000;

-- Papers on their way, by the line that they name; 0 = every line of the year.
-- name: reorg_open
SELECT r.line_id, 'order' AS what, o.code, '/orders/' || o.code AS path
FROM spend_order o JOIN spend_order_row r ON r.order_id = o.id
WHERE o.year = $1 AND o.state IN ('DRAFT', 'SENT', 'APPROVED', 'RETURNED')
UNION
SELECT r.to_line_id, 'order', o.code, '/orders/' || o.code
FROM spend_order o JOIN spend_order_row r ON r.order_id = o.id
WHERE o.year = $1 AND o.state IN ('DRAFT', 'SENT', 'APPROVED', 'RETURNED') AND r.to_line_id IS NOT NULL
UNION
SELECT p.line_id, 'warrant', w.code, '/warrants/' || w.code
FROM warrant w JOIN warrant_part p ON p.warrant_id = w.id
WHERE w.year = $1 AND w.state IN ('draft', 'sent', 'approved', 'returned')
UNION
SELECT p.line_id, 'contract', c.code, '/contracts/' || c.code
FROM contract c JOIN contract_part p ON p.change_id = c.open_id
WHERE c.year = $1 AND c.open_id IS NOT NULL
UNION
SELECT c.line_id, 'carry', c.code, '/carry/' || c.code
FROM carry c WHERE c.year = $1 AND c.state IN ('draft', 'submitted', 'sent', 'listed', 'approved')
UNION
SELECT 0, 'lapse', CAST(y.run AS TEXT), '/year-end' FROM year_lapse y WHERE y.year = $1 AND y.state IN ('proposed', 'approved')
ORDER BY 1, 2, 3;

-- The city's year by bucket.
-- name: reorg_city
SELECT 0 AS line_id, CAST(COALESCE(SUM(b.source_satang), 0) AS BIGINT) AS source_satang,
       CAST(COALESCE(SUM(b.unallotted_satang), 0) AS BIGINT) AS unallotted_satang,
       CAST(COALESCE(SUM(b.allotted_satang), 0) AS BIGINT) AS allotted_satang,
       CAST(COALESCE(SUM(b.reserved_satang), 0) AS BIGINT) AS reserved_satang,
       CAST(COALESCE(SUM(b.obligated_satang), 0) AS BIGINT) AS obligated_satang,
       CAST(COALESCE(SUM(b.disbursed_satang), 0) AS BIGINT) AS disbursed_satang,
       CAST(COALESCE(SUM(b.carried_a_satang), 0) AS BIGINT) AS carried_a_satang,
       CAST(COALESCE(SUM(b.carried_b_satang), 0) AS BIGINT) AS carried_b_satang,
       CAST(COALESCE(SUM(b.lapsed_satang), 0) AS BIGINT) AS lapsed_satang
FROM line l JOIN balance b ON b.line_id = l.id WHERE l.year = $1;

-- name: reorg_sum_insert
INSERT INTO reorganise_sum (reorganise_id, bucket, before_satang, after_satang) VALUES ($1, $2, $3, $4);

-- name: reorg_sums
SELECT s.bucket, s.before_satang, s.after_satang FROM reorganise_sum s WHERE s.reorganise_id = $1 ORDER BY s.bucket;

-- name: reorg_effect_insert
INSERT INTO reorganise_effect (reorganise_id, what, count) VALUES ($1, $2, $3);

-- name: reorg_effects
SELECT x.what, x.count FROM reorganise_effect x WHERE x.reorganise_id = $1 ORDER BY x.what;

-- name: reorg_line_insert
INSERT INTO reorganise_line (old_line_id, new_line_id, reorganise_id, share_bp, main, unallotted_satang, allotted_satang,
                             reserved_satang, obligated_satang, disbursed_satang)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: reorg_holdings
SELECT line_id, ref, reserved_satang, obligated_satang, disbursed_satang FROM holding
WHERE line_id = $1 AND reserved_satang + obligated_satang + disbursed_satang > 0 ORDER BY ref;

-- ---- what follows ----

-- A contract of this line whose number the new agency has already.
-- name: reorg_clash
SELECT COALESCE((SELECT MIN(c.ref) FROM contract_part p JOIN contract_change x ON x.id = p.change_id
                 JOIN contract c ON c.id = x.contract_id JOIN contract d ON d.agency_id = $2 AND d.ref = c.ref AND d.id <> c.id
                 WHERE p.line_id = $1), '') AS ref;

-- name: reorg_contracts
UPDATE contract SET agency_id = $2, version = version + 1
WHERE agency_id <> $2 AND id IN (SELECT x.contract_id FROM contract_part p JOIN contract_change x ON x.id = p.change_id
                                 WHERE p.line_id = $1);

-- name: reorg_contract_parts
UPDATE contract_part SET line_id = $2 WHERE line_id = $1;

-- name: reorg_procurement
UPDATE procurement SET line_id = $2, version = version + 1 WHERE line_id = $1;

-- name: reorg_flags
UPDATE carry_flag SET line_id = $2, version = version + 1 WHERE line_id = $1 AND base = 'disbursed';

-- name: reorg_rule_made
UPDATE reorganise_rule SET to_agency_id = $3 WHERE reorganise_id = $1 AND to_agency = $2;

-- name: reorg_agency_find
SELECT COALESCE((SELECT id FROM agency WHERE code = $1), 0);

-- name: reorg_agency_end
UPDATE agency SET valid_to = $2 WHERE id = $1 AND (valid_to IS NULL OR valid_to > $2);

-- People of the old agency get the same role in the new one; what they had stays, for the old papers.
-- name: reorg_users
INSERT INTO user_role (user_id, role, scope_kind, scope_id)
SELECT u.user_id, u.role, 'agency', CAST($2 AS BIGINT) FROM user_role u WHERE u.scope_kind = 'agency' AND u.scope_id = $1
ON CONFLICT DO NOTHING;

-- name: reorg_indicators
UPDATE indicator SET agency_id = $2 WHERE agency_id = $1 AND year >= $3;

-- Their profiles of the years from then on, unless the new agency reports one of the same identity already (that one's figure
-- stays the old agency's), and what is still to be reported and verified of them.
-- name: reorg_profiles
UPDATE indicator_profile SET agency_id = $2, version = version + 1
WHERE agency_id = $1 AND year >= $3
  AND NOT EXISTS (SELECT 1 FROM indicator_profile o WHERE o.year = indicator_profile.year AND o.stable = indicator_profile.stable AND o.agency_id = $2);

-- name: reorg_readings
UPDATE reading SET agency_id = $2, version = version + 1
WHERE agency_id = $1 AND year >= $3 AND state <> 'verified'
  AND EXISTS (SELECT 1 FROM indicator_profile p WHERE p.indicator_id = reading.indicator_id AND p.year = reading.year AND p.agency_id = $2);

-- name: reorg_objectives
UPDATE objective SET agency_id = $2, version = version + 1 WHERE agency_id = $1 AND year >= $3;

-- name: reorg_committed
UPDATE committed SET agency_id = $2, version = version + 1 WHERE agency_id = $1 AND ended = 0;

-- ---- what must hold ----

-- Done: no bucket of the city's year has changed, by two persons.
-- name: invariant_reorganise
SELECT r.code || ': ' || CAST(s.bucket AS TEXT) AS problem
FROM reorganise r JOIN reorganise_sum s ON s.reorganise_id = r.id WHERE s.before_satang <> s.after_satang
UNION ALL
SELECT r.code || ': ' || r.state FROM reorganise r
WHERE (r.state = 'done' AND (SELECT COUNT(*) FROM reorganise_sum s WHERE s.reorganise_id = r.id) <> 9)
   OR (r.state IN ('approved', 'done') AND r.approved_by <> 'system' AND r.approved_by IN ('', r.made_by))
   OR (r.state = 'done' AND r.done_by <> 'system' AND r.done_by IN ('', r.approved_by))
LIMIT 20;

-- Entries between two lines are those of their link, bucket by bucket, and no entry is without its link.
-- name: invariant_reorganise_line
SELECT l.code || ' -> ' || COALESCE(n.code, '') AS problem
FROM (SELECT COALESCE(m.old_id, x.old_line_id) AS old_id, COALESCE(m.new_id, x.new_line_id) AS new_id
      FROM (SELECT e.line_id AS old_id, e.to_line_id AS new_id,
                   SUM(CASE WHEN e.from_bucket = 1 THEN e.amount_satang ELSE 0 END) AS b1,
                   SUM(CASE WHEN e.from_bucket = 2 THEN e.amount_satang ELSE 0 END) AS b2,
                   SUM(CASE WHEN e.from_bucket = 3 THEN e.amount_satang ELSE 0 END) AS b3,
                   SUM(CASE WHEN e.from_bucket = 4 THEN e.amount_satang ELSE 0 END) AS b4,
                   SUM(CASE WHEN e.from_bucket = 5 THEN e.amount_satang ELSE 0 END) AS b5
            FROM entry e WHERE e.type = 'REORGANISE' GROUP BY e.line_id, e.to_line_id) m
      FULL JOIN reorganise_line x ON x.old_line_id = m.old_id AND x.new_line_id = m.new_id
      WHERE m.old_id IS NULL OR x.old_line_id IS NULL OR m.b1 <> x.unallotted_satang OR m.b2 <> x.allotted_satang
         OR m.b3 <> x.reserved_satang OR m.b4 <> x.obligated_satang OR m.b5 <> x.disbursed_satang) k
JOIN line l ON l.id = k.old_id LEFT JOIN line n ON n.id = k.new_id
LIMIT 20;

-- ---- structure of another day (position_structure.h) ----

-- name: structure_links
SELECT l.code AS old_line, l.name AS line_name, n.code AS new_line, og.code AS old_agency, og.name_th AS old_agency_name,
       oo.code AS old_output, oo.name_th AS old_output_name, ng.code AS new_agency, ng.name_th AS new_agency_name,
       no.code AS new_output, no.name_th AS new_output_name, x.main
FROM reorganise_line x JOIN line l ON l.id = x.old_line_id JOIN line n ON n.id = x.new_line_id
JOIN agency og ON og.id = l.agency_id JOIN class_node oo ON oo.id = l.output_id JOIN agency ng ON ng.id = n.agency_id
JOIN class_node no ON no.id = n.output_id
ORDER BY x.old_line_id, x.new_line_id;

-- Rules of executed acts without those of single lines; of one place the widest share first.
-- name: structure_places
SELECT r.year, COALESCE(g.code, '') AS from_agency, COALESCE(o.code, '') AS from_output, COALESCE(t.code, '') AS to_agency,
       COALESCE(t.name_th, '') AS to_name, COALESCE(p.code, '') AS to_output, COALESCE(p.name_th, '') AS to_output_name,
       r.id AS act
FROM reorganise r JOIN reorganise_rule k ON k.reorganise_id = r.id LEFT JOIN agency g ON g.id = k.from_agency_id
LEFT JOIN class_node o ON o.id = k.from_output_id LEFT JOIN agency t ON t.id = k.to_agency_id
LEFT JOIN class_node p ON p.id = k.to_output_id
WHERE r.state = 'done' AND k.line_id IS NULL
ORDER BY r.id, CASE WHEN k.from_agency_id IS NOT NULL AND k.from_output_id IS NOT NULL THEN 0 ELSE 1 END, k.share_bp DESC, k.n;
