-- measure.sql: figures of the ledger for all agencies of a year at once.

-- What stands on each line of the year now, from balance. base: all that it was given; rest: not allotted; taken: obligated and
-- paid; kept: carried without obligation.
-- part: measure_now($1)
moved (line_id, base, rest, taken, paid, kept) AS (
    SELECT b.line_id, b.unallotted_satang + b.allotted_satang + b.reserved_satang + b.obligated_satang + b.disbursed_satang
                      + b.carried_a_satang + b.carried_b_satang + b.lapsed_satang,
           b.unallotted_satang, b.obligated_satang + b.disbursed_satang + b.carried_a_satang, b.disbursed_satang, b.carried_b_satang
    FROM line k JOIN balance b ON b.line_id = k.id WHERE k.year = $1)

-- The same by the entries up to a day (0 SOURCE 1 UNALLOTTED 4 OBLIGATED 5 DISBURSED 6 CARRIED_A 7 CARRIED_B).
-- part: measure_then($1, $2)
moved (line_id, base, rest, taken, paid, kept) AS (
    SELECT x.line_id, CAST(SUM(x.base) AS BIGINT), CAST(SUM(x.rest) AS BIGINT), CAST(SUM(x.taken) AS BIGINT),
           CAST(SUM(x.paid) AS BIGINT), CAST(SUM(x.kept) AS BIGINT)
    FROM (SELECT e.line_id,
                 SUM(e.amount_satang * (CASE WHEN e.to_line_id IS NULL AND e.to_bucket <> 0 THEN 1 ELSE 0 END - CASE WHEN e.from_bucket <> 0 THEN 1 ELSE 0 END)) AS base,
                 SUM(e.amount_satang * (CASE WHEN e.to_line_id IS NULL AND e.to_bucket = 1 THEN 1 ELSE 0 END - CASE WHEN e.from_bucket = 1 THEN 1 ELSE 0 END)) AS rest,
                 SUM(e.amount_satang * (CASE WHEN e.to_line_id IS NULL AND e.to_bucket IN (4, 5, 6) THEN 1 ELSE 0 END - CASE WHEN e.from_bucket IN (4, 5, 6) THEN 1 ELSE 0 END)) AS taken,
                 SUM(e.amount_satang * (CASE WHEN e.to_line_id IS NULL AND e.to_bucket = 5 THEN 1 ELSE 0 END - CASE WHEN e.from_bucket = 5 THEN 1 ELSE 0 END)) AS paid,
                 SUM(e.amount_satang * (CASE WHEN e.to_line_id IS NULL AND e.to_bucket = 7 THEN 1 ELSE 0 END - CASE WHEN e.from_bucket = 7 THEN 1 ELSE 0 END)) AS kept
          FROM entry e WHERE e.on_date <= $2 AND e.line_id IN (SELECT k.id FROM line k WHERE k.year = $1) GROUP BY e.line_id
          UNION ALL
          SELECT e.to_line_id, SUM(CASE WHEN e.to_bucket <> 0 THEN e.amount_satang ELSE 0 END), SUM(CASE WHEN e.to_bucket = 1 THEN e.amount_satang ELSE 0 END),
                 SUM(CASE WHEN e.to_bucket IN (4, 5, 6) THEN e.amount_satang ELSE 0 END), SUM(CASE WHEN e.to_bucket = 5 THEN e.amount_satang ELSE 0 END),
                 SUM(CASE WHEN e.to_bucket = 7 THEN e.amount_satang ELSE 0 END)
          FROM line k JOIN entry e ON e.to_line_id = k.id WHERE k.year = $1 AND e.on_date <= $2 GROUP BY e.to_line_id) x
    GROUP BY x.line_id)

-- The expenditure type of each item of the year; flags of the year of one base, by line.
-- part: measure_sides($1, $base)
kind (item_id, item, type) AS (
    SELECT i.id, i.code, CASE WHEN i.level = 'type' THEN i.code WHEN i1.level = 'type' THEN i1.code WHEN i2.level = 'type' THEN i2.code
                              ELSE COALESCE(i3.code, '') END
    FROM year_class y JOIN class_node i ON i.version_id = y.version_id
    LEFT JOIN class_node i1 ON i1.id = i.parent_id LEFT JOIN class_node i2 ON i2.id = i1.parent_id
    LEFT JOIN class_node i3 ON i3.id = i2.parent_id
    WHERE y.year = $1 AND y.kind = 'item'),
flags (line_id, confirmed, proposed) AS (
    SELECT x.line_id, CAST(SUM(CASE WHEN x.state = 'confirmed' THEN x.amount_satang ELSE 0 END) AS BIGINT),
           CAST(SUM(CASE WHEN x.state = 'proposed' THEN 1 ELSE 0 END) AS BIGINT)
    FROM carry_flag x WHERE x.year = $1 AND x.base = CAST($base AS TEXT) GROUP BY x.line_id)

-- Each line with its parts and why it does not count, if so. $word: the measure; $items, $codes: central items and agencies left
-- out, between commas. held: what the city holds of a central item and did not allot.
-- part: measure_parts($1, $word, $items, $codes)
parts (line_id, agency_id, base, taken, paid, kept, confirmed, proposed, left_out) AS (
    SELECT l.id, l.agency_id,
           m.base - CASE WHEN t.type = '6' AND COALESCE(o.kind, 'annual') = 'annual' THEN m.rest ELSE 0 END,
           m.taken, m.paid, m.kept, COALESCE(w.confirmed, 0), COALESCE(w.proposed, 0),
           CASE WHEN l.ordinance > 0 OR o.kind = 'supplementary' THEN 'supplementary'
                WHEN f.code IN ('SUBG', 'SUBS') OR o.kind IN ('subsidy', 'matching') THEN 'subsidy'
                WHEN f.code IN ('CARRY_A', 'CARRY_B') OR o.kind IN ('carry_a', 'carry_b') THEN 'carried'
                WHEN CAST($word AS TEXT) = 'disbursed_51' THEN
                     CASE WHEN t.type = '1' THEN 'personnel'
                          WHEN CAST($items AS TEXT) LIKE '%,' || t.item || ',%' THEN 'central_personnel'
                          WHEN o.central_item <> '' AND CAST($items AS TEXT) LIKE '%,' || o.central_item || ',%' THEN 'central_personnel'
                          ELSE '' END
                WHEN CAST($word AS TEXT) = 'carry_no_debt' THEN
                     CASE WHEN CAST($codes AS TEXT) LIKE '%,' || g.code || ',%' THEN 'agency_left_out' ELSE '' END
                WHEN t.type <> '3' THEN 'not_capital' ELSE '' END
    FROM moved m JOIN line l ON l.id = m.line_id JOIN agency g ON g.id = l.agency_id JOIN class_node f ON f.id = l.fund_id
    JOIN kind t ON t.item_id = l.item_id LEFT JOIN line_origin o ON o.line_id = l.id LEFT JOIN flags w ON w.line_id = l.id
    WHERE l.year = $1)

-- part: measure_sums($word)
SELECT p.agency_id,
       CAST(SUM(CASE WHEN p.left_out <> '' THEN 0 WHEN CAST($word AS TEXT) = 'disbursed_51' THEN p.paid - p.confirmed
                     WHEN CAST($word AS TEXT) = 'carry_no_debt' THEN p.kept - p.confirmed ELSE p.taken END) AS BIGINT) AS numerator,
       CAST(SUM(CASE WHEN p.left_out <> '' THEN 0 WHEN CAST($word AS TEXT) = 'disbursed_51' THEN p.base - p.confirmed
                     ELSE p.base END) AS BIGINT) AS denominator,
       CAST(SUM(CASE WHEN p.left_out <> '' THEN 0 ELSE p.confirmed END) AS BIGINT) AS flagged,
       CAST(SUM(CASE WHEN p.left_out <> '' THEN 0 ELSE p.proposed END) AS BIGINT) AS waiting
FROM parts p GROUP BY p.agency_id ORDER BY p.agency_id

-- $1 year, $2 measure, $3 base of its flags, $4 central items, $5 agencies left out.
-- name: measure_money_now
WITH {measure_now $1}, {measure_sides $1 $3}, {measure_parts $1 $2 $4 $5} {measure_sums $2};

-- $6 day.
-- name: measure_money_then
WITH {measure_then $1 $6}, {measure_sides $1 $3}, {measure_parts $1 $2 $4 $5} {measure_sums $2};

-- Line by line; of the agency $a (0: all), after the line $z, $n of them.
-- part: measure_rows($word, $a, $z, $n)
SELECT l.id AS line_id, l.agency_id, l.code, l.name, g.code AS agency_code, g.name_th AS agency_name, i.code AS item_code,
       COALESCE(o.kind, CASE WHEN l.ordinance > 0 THEN 'supplementary' ELSE 'annual' END) AS origin,
       CASE WHEN p.left_out <> '' THEN 0 WHEN CAST($word AS TEXT) = 'disbursed_51' THEN p.paid - p.confirmed
            WHEN CAST($word AS TEXT) = 'carry_no_debt' THEN p.kept - p.confirmed ELSE p.taken END AS numerator_satang,
       CASE WHEN p.left_out <> '' THEN 0 WHEN CAST($word AS TEXT) = 'disbursed_51' THEN p.base - p.confirmed
            ELSE p.base END AS denominator_satang,
       CASE WHEN p.left_out <> '' THEN 0 ELSE p.confirmed END AS flagged_satang, p.left_out
FROM parts p JOIN line l ON l.id = p.line_id JOIN agency g ON g.id = l.agency_id JOIN class_node i ON i.id = l.item_id
LEFT JOIN line_origin o ON o.line_id = l.id
WHERE (CAST($a AS BIGINT) = 0 OR p.agency_id = $a) AND p.line_id > $z
ORDER BY p.line_id LIMIT $n

-- name: measure_lines_now
WITH {measure_now $1}, {measure_sides $1 $3}, {measure_parts $1 $2 $4 $5} {measure_rows $2 $6 $7 $8};

-- name: measure_lines_then
WITH {measure_then $1 $9}, {measure_sides $1 $3}, {measure_parts $1 $2 $4 $5} {measure_rows $2 $6 $7 $8};

-- Capital lines whose contract was to be signed by the day, and those of them that were, no later than planned.
-- name: measure_procured
SELECT l.agency_id, COUNT(*) AS denominator,
       CAST(SUM(CASE WHEN p.sign_real IS NOT NULL AND p.sign_real <= p.sign_plan THEN 1 ELSE 0 END) AS BIGINT) AS numerator,
       CAST(0 AS BIGINT) AS flagged, CAST(0 AS BIGINT) AS waiting
FROM procurement p CROSS JOIN line l
WHERE l.id = p.line_id AND p.year = $1 AND p.sign_plan IS NOT NULL AND p.sign_plan <= $2
GROUP BY l.agency_id ORDER BY l.agency_id;
