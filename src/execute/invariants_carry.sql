-- invariants_carry.sql: what must always hold of carry-over, flags, lapse and closing (invariants.def).

-- What was carried left one year's account and came into the next one's, by the same amount as was allowed.
-- name: invariant_carry_entry
SELECT c.code AS problem
FROM carry c
LEFT JOIN entry o ON o.seq = c.posted_seq
LEFT JOIN entry i ON i.key = 'carry:' || c.code || '/in'
WHERE (c.state = 'posted'
       AND (o.seq IS NULL OR i.seq IS NULL OR o.line_id <> c.line_id OR o.amount_satang <> c.approved_satang
            OR i.amount_satang <> o.amount_satang OR o.type <> 'CARRY_' || c.kind OR i.type <> 'CARRY_IN'))
   OR (c.state <> 'posted' AND c.posted_seq <> 0)
LIMIT 20;

-- A request was sent by another person than who made it, and decided by another than who proposed its list.
-- name: invariant_carry_persons
SELECT c.code AS problem FROM carry c
WHERE c.made_by <> 'system' AND c.sent_by = c.made_by
UNION ALL
SELECT k.code FROM carry_list k
WHERE k.state = 'decided' AND k.decided_by <> 'system' AND k.decided_by IN (k.moved_by, k.made_by)
LIMIT 20;

-- What is in a list is at most decided there; what is allowed stands in a decided list of its own kind and year.
-- name: invariant_carry_list
SELECT c.code || ': ' || c.state AS problem
FROM carry c LEFT JOIN carry_list k ON k.id = c.list_id
WHERE (c.state IN ('approved', 'refused', 'posted') AND (k.id IS NULL OR k.state <> 'decided'))
   OR (c.state = 'listed' AND (k.id IS NULL OR k.state NOT IN ('draft', 'moved')))
   OR (c.state IN ('draft', 'submitted', 'sent') AND c.list_id IS NOT NULL)
   OR (k.id IS NOT NULL AND (k.kind <> c.kind OR k.year <> c.year OR k.extension <> c.extension))
LIMIT 20;

-- A lapse that was posted is the sum of its entries, by three persons; nothing of it stands in two runs.
-- name: invariant_lapse
SELECT CAST(p.year AS TEXT) || '/' || CAST(p.run AS TEXT) AS problem
FROM year_lapse p
LEFT JOIN (SELECT l.year, p2.run, SUM(x.amount_satang) AS total
           FROM entry x JOIN line l ON l.id = x.line_id
           JOIN year_lapse p2 ON p2.year = l.year AND x.key LIKE 'lapse:' || CAST(p2.run AS TEXT) || ':%'
           WHERE x.type = 'LAPSE' GROUP BY l.year, p2.run) m ON m.year = p.year AND m.run = p.run
WHERE COALESCE(m.total, 0) <> CASE p.state WHEN 'posted' THEN p.total_satang ELSE 0 END
   OR (p.state IN ('approved', 'posted') AND p.made_by <> 'system' AND p.approved_by = p.made_by)
   OR (p.state = 'posted' AND p.posted_by <> 'system' AND p.posted_by IN (p.made_by, p.approved_by))
LIMIT 20;

-- A flag that counts has two persons, and no line is left out of a rate with more than it carried or paid.
-- name: invariant_carry_flag
SELECT x.code AS problem FROM carry_flag x
WHERE x.state = 'confirmed' AND (x.decided_by = '' OR (x.decided_by = x.made_by AND x.made_by <> 'system'))
UNION ALL
SELECT l.code || ': ' || m.base
FROM (SELECT line_id, base, SUM(amount_satang) AS total FROM carry_flag
      WHERE state = 'confirmed' GROUP BY line_id, base) m
JOIN line l ON l.id = m.line_id LEFT JOIN balance b ON b.line_id = m.line_id
WHERE m.total > COALESCE(CASE m.base WHEN 'carry_b' THEN b.carried_b_satang ELSE b.disbursed_satang END, 0)
LIMIT 20;

-- The record of a closed year ties in itself and with the balances.
-- name: invariant_year_closing
SELECT CAST(c.year AS TEXT) AS problem
FROM year_closing c
LEFT JOIN (SELECT year, SUM(lines) AS lines, SUM(given_satang) AS given,
                  SUM(disbursed_satang + carried_a_satang + carried_b_satang + lapsed_satang + open_satang) AS parts,
                  SUM(disbursed_satang) AS paid, SUM(lapsed_satang) AS lapsed
           FROM year_closing_part GROUP BY year) p ON p.year = c.year
LEFT JOIN (SELECT l.year, SUM(b.disbursed_satang) AS paid, SUM(b.lapsed_satang) AS lapsed
           FROM balance b JOIN line l ON l.id = b.line_id GROUP BY l.year) n ON n.year = c.year
WHERE c.lines <> COALESCE(p.lines, 0) OR COALESCE(p.given, 0) <> COALESCE(p.parts, 0)
   OR COALESCE(p.paid, 0) <> COALESCE(n.paid, 0) OR COALESCE(p.lapsed, 0) <> COALESCE(n.lapsed, 0)
LIMIT 20;
