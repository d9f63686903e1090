-- measure.sql: figures of the ledger for all agencies of a year at once.

-- What stands on each line now, from balance (measure_parts takes those of the year). base: all that it was given; rest: not allotted; taken: obligated and
-- paid; kept: carried without obligation.
-- part: measure_now(b)
moved (line_id, base, rest, taken, paid, kept) AS (
    SELECT b.line_id, b.unallotted_satang + b.allotted_satang + b.reserved_satang + b.obligated_satang + b.disbursed_satang
                      + b.carried_a_satang + b.carried_b_satang + b.lapsed_satang,
           b.unallotted_satang, b.obligated_satang + b.disbursed_satang + b.carried_a_satang, b.disbursed_satang, b.carried_b_satang
    FROM balance b)

-- The same as of a day: what stands now less what the entries after it moved (0 SOURCE 1 UNALLOTTED 4 OBLIGATED 5 DISBURSED
-- 6 CARRIED_A 7 CARRIED_B). A year's lines have no entry after its last day ($last), and most questions are near it. A line
-- with nothing on it counts as one when it had an entry by then.
-- part: measure_then($1, $2, $last)
gone (line_id, base, rest, taken, paid, kept) AS (
    SELECT x.line_id, CAST(SUM(x.base) AS BIGINT), CAST(SUM(x.rest) AS BIGINT), CAST(SUM(x.taken) AS BIGINT),
           CAST(SUM(x.paid) AS BIGINT), CAST(SUM(x.kept) AS BIGINT)
    FROM (SELECT e.line_id,
                 SUM(e.amount_satang * (CASE WHEN e.to_line_id IS NULL AND e.to_bucket <> 0 THEN 1 ELSE 0 END - CASE WHEN e.from_bucket <> 0 THEN 1 ELSE 0 END)) AS base,
                 SUM(e.amount_satang * (CASE WHEN e.to_line_id IS NULL AND e.to_bucket = 1 THEN 1 ELSE 0 END - CASE WHEN e.from_bucket = 1 THEN 1 ELSE 0 END)) AS rest,
                 SUM(e.amount_satang * (CASE WHEN e.to_line_id IS NULL AND e.to_bucket IN (4, 5, 6) THEN 1 ELSE 0 END - CASE WHEN e.from_bucket IN (4, 5, 6) THEN 1 ELSE 0 END)) AS taken,
                 SUM(e.amount_satang * (CASE WHEN e.to_line_id IS NULL AND e.to_bucket = 5 THEN 1 ELSE 0 END - CASE WHEN e.from_bucket = 5 THEN 1 ELSE 0 END)) AS paid,
                 SUM(e.amount_satang * (CASE WHEN e.to_line_id IS NULL AND e.to_bucket = 7 THEN 1 ELSE 0 END - CASE WHEN e.from_bucket = 7 THEN 1 ELSE 0 END)) AS kept
          FROM entry e WHERE e.on_date > $2 AND e.on_date <= $last GROUP BY e.line_id
          UNION ALL
          SELECT e.to_line_id, SUM(CASE WHEN e.to_bucket <> 0 THEN e.amount_satang ELSE 0 END), SUM(CASE WHEN e.to_bucket = 1 THEN e.amount_satang ELSE 0 END),
                 SUM(CASE WHEN e.to_bucket IN (4, 5, 6) THEN e.amount_satang ELSE 0 END), SUM(CASE WHEN e.to_bucket = 5 THEN e.amount_satang ELSE 0 END),
                 SUM(CASE WHEN e.to_bucket = 7 THEN e.amount_satang ELSE 0 END)
          FROM entry e WHERE e.to_line_id IS NOT NULL AND e.on_date > $2 AND e.on_date <= $last GROUP BY e.to_line_id) x
    GROUP BY x.line_id),
stood (line_id, base, rest, taken, paid, kept) AS (
    SELECT b.line_id, b.unallotted_satang + b.allotted_satang + b.reserved_satang + b.obligated_satang + b.disbursed_satang
                      + b.carried_a_satang + b.carried_b_satang + b.lapsed_satang - COALESCE(z.base, 0),
           b.unallotted_satang - COALESCE(z.rest, 0), b.obligated_satang + b.disbursed_satang + b.carried_a_satang - COALESCE(z.taken, 0),
           b.disbursed_satang - COALESCE(z.paid, 0), b.carried_b_satang - COALESCE(z.kept, 0)
    FROM line k JOIN balance b ON b.line_id = k.id LEFT JOIN gone z ON z.line_id = k.id WHERE k.year = $1),
moved (line_id, base, rest, taken, paid, kept) AS (
    SELECT y.line_id, y.base, y.rest, y.taken, y.paid, y.kept FROM stood y
    WHERE y.base <> 0 OR y.rest <> 0 OR y.taken <> 0 OR y.paid <> 0 OR y.kept <> 0
       OR EXISTS (SELECT 1 FROM entry e WHERE e.line_id = y.line_id AND e.on_date <= $2)
       OR EXISTS (SELECT 1 FROM entry e WHERE e.to_line_id = y.line_id AND e.on_date <= $2))

-- The expenditure type of each item of the year and whether it is one of the central items left out ($items, between commas);
-- flags of the year by line and base.
-- part: measure_sides($1, $items)
kind (item_id, item, type, central) AS MATERIALIZED (
    SELECT i.id, i.code, CASE WHEN i.level = 'type' THEN i.code WHEN i1.level = 'type' THEN i1.code WHEN i2.level = 'type' THEN i2.code
                              ELSE COALESCE(i3.code, '') END,
           CASE WHEN CAST($items AS TEXT) LIKE '%,' || i.code || ',%' THEN 1 ELSE 0 END
    FROM year_class y JOIN class_node i ON i.version_id = y.version_id
    LEFT JOIN class_node i1 ON i1.id = i.parent_id LEFT JOIN class_node i2 ON i2.id = i1.parent_id
    LEFT JOIN class_node i3 ON i3.id = i2.parent_id
    WHERE y.year = $1 AND y.kind = 'item'),
flags (line_id, spent, spent_open, kept, kept_open) AS (
    SELECT x.line_id, CAST(SUM(CASE WHEN x.base = 'disbursed' AND x.state = 'confirmed' THEN x.amount_satang ELSE 0 END) AS BIGINT),
           CAST(SUM(CASE WHEN x.base = 'disbursed' AND x.state = 'proposed' THEN 1 ELSE 0 END) AS BIGINT),
           CAST(SUM(CASE WHEN x.base = 'carry_b' AND x.state = 'confirmed' THEN x.amount_satang ELSE 0 END) AS BIGINT),
           CAST(SUM(CASE WHEN x.base = 'carry_b' AND x.state = 'proposed' THEN 1 ELSE 0 END) AS BIGINT)
    FROM carry_flag x WHERE x.year = $1 GROUP BY x.line_id)

-- Each line with its parts and why it counts for no measure (never), nor for the rate of disbursement (spent_not), of what is
-- carried (kept_not) or of capital (capital_not). $items, $codes: central items and agencies left out, between commas. base:
-- without what the city holds of a central item and did not allot.
-- part: measure_parts($1, $items, $codes)
parts (line_id, agency_id, base, taken, paid, kept, spent_flag, spent_open, kept_flag, kept_open, never, spent_not, kept_not,
       capital_not) AS (
    SELECT l.id, l.agency_id,
           m.base - CASE WHEN t.type = '6' AND COALESCE(o.kind, 'annual') = 'annual' THEN m.rest ELSE 0 END,
           m.taken, m.paid, m.kept, COALESCE(w.spent, 0), COALESCE(w.spent_open, 0), COALESCE(w.kept, 0), COALESCE(w.kept_open, 0),
           CASE WHEN l.ordinance > 0 OR o.kind = 'supplementary' THEN 'supplementary'
                WHEN f.code IN ('SUBG', 'SUBS') OR o.kind IN ('subsidy', 'matching') THEN 'subsidy'
                WHEN f.code IN ('CARRY_A', 'CARRY_B') OR o.kind IN ('carry_a', 'carry_b') THEN 'carried' ELSE '' END,
           CASE WHEN t.type = '1' THEN 'personnel' WHEN t.central = 1 THEN 'central_personnel'
                WHEN o.central_item <> '' AND CAST($items AS TEXT) LIKE '%,' || o.central_item || ',%' THEN 'central_personnel'
                ELSE '' END,
           CASE WHEN CAST($codes AS TEXT) LIKE '%,' || g.code || ',%' THEN 'agency_left_out' ELSE '' END,
           CASE WHEN t.type <> '3' THEN 'not_capital' ELSE '' END
    FROM moved m JOIN line l ON l.id = m.line_id JOIN agency g ON g.id = l.agency_id JOIN class_node f ON f.id = l.fund_id
    JOIN kind t ON t.item_id = l.item_id LEFT JOIN line_origin o ON o.line_id = l.id LEFT JOIN flags w ON w.line_id = l.id
    WHERE l.year = $1)

-- The measures that are made of the same lines, side by side: one row an agency.
-- part: measure_sums(p)
SELECT p.agency_id,
       CAST(SUM(CASE WHEN p.never <> '' OR p.spent_not <> '' THEN 0 ELSE p.paid - p.spent_flag END) AS BIGINT) AS spent_n,
       CAST(SUM(CASE WHEN p.never <> '' OR p.spent_not <> '' THEN 0 ELSE p.base - p.spent_flag END) AS BIGINT) AS spent_d,
       CAST(SUM(CASE WHEN p.never <> '' OR p.spent_not <> '' THEN 0 ELSE p.spent_flag END) AS BIGINT) AS spent_flagged,
       CAST(SUM(CASE WHEN p.never <> '' OR p.spent_not <> '' THEN 0 ELSE p.spent_open END) AS BIGINT) AS spent_waiting,
       CAST(SUM(CASE WHEN p.never <> '' OR p.kept_not <> '' THEN 0 ELSE p.kept - p.kept_flag END) AS BIGINT) AS kept_n,
       CAST(SUM(CASE WHEN p.never <> '' OR p.kept_not <> '' THEN 0 ELSE p.base END) AS BIGINT) AS kept_d,
       CAST(SUM(CASE WHEN p.never <> '' OR p.kept_not <> '' THEN 0 ELSE p.kept_flag END) AS BIGINT) AS kept_flagged,
       CAST(SUM(CASE WHEN p.never <> '' OR p.kept_not <> '' THEN 0 ELSE p.kept_open END) AS BIGINT) AS kept_waiting,
       CAST(SUM(CASE WHEN p.never <> '' OR p.capital_not <> '' THEN 0 ELSE p.taken END) AS BIGINT) AS capital_n,
       CAST(SUM(CASE WHEN p.never <> '' OR p.capital_not <> '' THEN 0 ELSE p.base END) AS BIGINT) AS capital_d
FROM parts p GROUP BY p.agency_id ORDER BY p.agency_id

-- $1 year, $2 central items, $3 agencies left out.
-- name: measure_money_now
WITH {measure_now b}, {measure_sides $1 $2}, {measure_parts $1 $2 $3} {measure_sums p};

-- $4 day, $5 the year's last.
-- name: measure_money_then
WITH {measure_then $1 $4 $5}, {measure_sides $1 $2}, {measure_parts $1 $2 $3} {measure_sums p};

-- Line by line of one measure ($word); of the agency $a (0: all), after the line $z, $n of them.
-- part: measure_rows($word, $a, $z, $n)
SELECT l.id AS line_id, l.agency_id, l.code, l.name, g.code AS agency_code, g.name_th AS agency_name, i.code AS item_code,
       COALESCE(o.kind, CASE WHEN l.ordinance > 0 THEN 'supplementary' ELSE 'annual' END) AS origin,
       CASE WHEN p.left_out <> '' THEN 0 WHEN CAST($word AS TEXT) = 'disbursed_51' THEN p.paid - p.spent_flag
            WHEN CAST($word AS TEXT) = 'carry_no_debt' THEN p.kept - p.kept_flag ELSE p.taken END AS numerator_satang,
       CASE WHEN p.left_out <> '' THEN 0 WHEN CAST($word AS TEXT) = 'disbursed_51' THEN p.base - p.spent_flag
            ELSE p.base END AS denominator_satang,
       CASE WHEN p.left_out <> '' THEN 0 WHEN CAST($word AS TEXT) = 'disbursed_51' THEN p.spent_flag
            WHEN CAST($word AS TEXT) = 'carry_no_debt' THEN p.kept_flag ELSE 0 END AS flagged_satang, p.left_out
FROM (SELECT q.line_id, q.agency_id, q.base, q.taken, q.paid, q.kept, q.spent_flag, q.kept_flag,
             CASE WHEN q.never <> '' THEN q.never WHEN CAST($word AS TEXT) = 'disbursed_51' THEN q.spent_not
                  WHEN CAST($word AS TEXT) = 'carry_no_debt' THEN q.kept_not ELSE q.capital_not END AS left_out
      FROM parts q WHERE (CAST($a AS BIGINT) = 0 OR q.agency_id = $a) AND q.line_id > $z) p
JOIN line l ON l.id = p.line_id JOIN agency g ON g.id = l.agency_id JOIN class_node i ON i.id = l.item_id
LEFT JOIN line_origin o ON o.line_id = l.id
ORDER BY p.line_id LIMIT $n

-- $1 year, $2 central items, $3 agencies left out, $4 measure, $5 agency, $6 after, $7 most.
-- name: measure_lines_now
WITH {measure_now b}, {measure_sides $1 $2}, {measure_parts $1 $2 $3} {measure_rows $4 $5 $6 $7};

-- $8 day, $9 the year's last.
-- name: measure_lines_then
WITH {measure_then $1 $8 $9}, {measure_sides $1 $2}, {measure_parts $1 $2 $3} {measure_rows $4 $5 $6 $7};

-- Capital lines whose contract was to be signed by the day, and those of them that were, no later than planned.
-- name: measure_procured
SELECT l.agency_id, COUNT(*) AS denominator,
       CAST(SUM(CASE WHEN p.sign_real IS NOT NULL AND p.sign_real <= p.sign_plan THEN 1 ELSE 0 END) AS BIGINT) AS numerator,
       CAST(0 AS BIGINT) AS flagged, CAST(0 AS BIGINT) AS waiting
FROM procurement p CROSS JOIN line l
WHERE l.id = p.line_id AND p.year = $1 AND p.sign_plan IS NOT NULL AND p.sign_plan <= $2
GROUP BY l.agency_id ORDER BY l.agency_id;
