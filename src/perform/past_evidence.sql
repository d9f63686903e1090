-- past_evidence.sql: results of earlier years that count for a package.

-- A name in the reader's language.
-- part: in_words(x, $1)
CASE WHEN CAST($1 AS TEXT) = 'en' AND x.name_en <> '' THEN x.name_en ELSE x.name_th END

-- One step back: the packages that those of `road` descend from, by linked lines, by what a line was drawn from, by the
-- unit that its unit was reviewed against.
-- part: evidence_step(road)
SELECT r.package_id AS package_id, f.package_id AS past_id
FROM road r CROSS JOIN line l CROSS JOIN line_link_now k CROSS JOIN line f
WHERE l.package_id = r.past_id AND k.to_line_id = l.id AND f.id = k.from_line_id AND l.removed = 0
UNION
SELECT r.package_id, f.package_id
FROM road r JOIN line l ON l.package_id = r.past_id JOIN line f ON f.code = l.drawn_from
WHERE l.removed = 0 AND l.drawn_from <> '' AND f.year < l.year
UNION
SELECT r.package_id, f.id
FROM road r JOIN package p ON p.id = r.past_id JOIN unit_review v ON v.unit_id = p.unit_id
JOIN unit u ON u.year = v.past_year AND u.code = v.past_code JOIN package f ON f.unit_id = u.id
WHERE v.past_year < p.year

-- The goals of the packages of a road.
-- part: evidence_goals(road)
SELECT d.package_id AS package_id, d.past_id AS past_id, p.year AS year, p.agency_id AS agency_id, p.goal_id AS node_id
FROM road d JOIN package p ON p.id = d.past_id WHERE p.goal_id IS NOT NULL
UNION
SELECT d.package_id, d.past_id, p.year, p.agency_id, several.node_id
FROM road d JOIN package p ON p.id = d.past_id JOIN package_goal several ON several.package_id = p.id
WHERE EXISTS (SELECT 1 FROM package_goal main WHERE main.package_id = p.id AND main.node_id = p.goal_id)

-- The indicators of a road and of its goals: named by hand, of the goal itself, and the key results and their KPIs of the
-- package's own agency for that goal.
-- part: evidence_links(road, goals)
SELECT d.package_id AS package_id, d.past_id AS past_id, x.indicator_id AS indicator_id, 'named' AS via
FROM road d JOIN package_indicator x ON x.package_id = d.past_id
UNION ALL
SELECT g.package_id, g.past_id, i.id, 'goal' FROM goals g JOIN indicator i ON i.node_id = g.node_id
UNION ALL
SELECT g.package_id, g.past_id, k.id, 'goal'
FROM goals g JOIN objective o ON o.node_id = g.node_id AND o.year = g.year AND o.agency_id = g.agency_id
JOIN indicator k ON k.objective_id = o.id
UNION ALL
SELECT g.package_id, g.past_id, m.id, 'goal'
FROM goals g JOIN objective o ON o.node_id = g.node_id AND o.year = g.year AND o.agency_id = g.agency_id
CROSS JOIN indicator k CROSS JOIN indicator m
WHERE k.objective_id = o.id AND m.parent_id = k.id AND m.agency_id = g.agency_id

-- Their scores of the years $2..$3 (final, or given by the owner) by the indicator's lasting name, and published
-- evaluations of the projects of a road.
-- part: evidence_found(road, links, $2, $3)
SELECT k.package_id AS package_id, 'indicator' AS kind, y.indicator_id AS id, y.year AS year, k.past_id AS past_id,
       k.via AS via, s.percent AS percent
FROM links k JOIN indicator_profile x ON x.indicator_id = k.indicator_id
JOIN indicator_profile y ON y.stable = x.stable AND y.agency_id = x.agency_id
JOIN score_now s ON s.indicator_id = y.indicator_id AND s.year = y.year
WHERE y.year BETWEEN $2 AND $3 AND s.kind IN ('final', 'given') AND s.why = ''
UNION
SELECT d.package_id, 'evaluation', v.id, p.year, d.past_id, 'project', v.total
FROM road d JOIN evaluation v ON v.package_id = d.past_id JOIN package p ON p.id = v.package_id
WHERE v.state = 'published' AND p.year BETWEEN $2 AND $3

-- Results of the city by year, newest first: years $1..$2.
-- name: evidence_years
SELECT x.year AS year, CAST(SUM(x.n) AS BIGINT) AS n, CAST(SUM(x.total) AS BIGINT) AS total
FROM (SELECT s.year AS year, 1 AS n,
             CASE WHEN s.percent < 0 THEN 0 WHEN s.percent > 100000000 THEN 100000000 ELSE s.percent END AS total
      FROM score_now s WHERE s.year BETWEEN $1 AND $2 AND s.kind IN ('final', 'given') AND s.why = ''
      UNION ALL
      SELECT p.year, 1, v.total
      FROM evaluation v JOIN package p ON p.id = v.package_id
      WHERE v.state = 'published' AND p.year BETWEEN $1 AND $2) x
GROUP BY x.year ORDER BY x.year DESC;

-- Packages of a year that were sent, with what counts for them: results of the years $2..$3, in the language $4.
-- name: evidence_effects
WITH r0 AS (SELECT p.id AS package_id, p.id AS past_id FROM package p
            WHERE p.year = $1 AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN', 'EXECUTION')),
     r1 AS ({evidence_step r0}), r2 AS ({evidence_step r1}), r3 AS ({evidence_step r2}), r4 AS ({evidence_step r3}),
     road AS (SELECT package_id, past_id FROM r0 UNION SELECT package_id, past_id FROM r1 UNION SELECT package_id, past_id FROM r2
              UNION SELECT package_id, past_id FROM r3 UNION SELECT package_id, past_id FROM r4),
     goals AS ({evidence_goals road}),
     links AS ({evidence_links road goals}),
     found AS ({evidence_found road links $2 $3}),
     once AS (SELECT DISTINCT x.package_id AS package_id, x.kind AS kind, x.id AS id, x.year AS year, x.percent AS percent FROM found x),
     own AS (SELECT o.package_id AS package_id, COUNT(*) AS n,
                    SUM(CASE WHEN o.percent < 0 THEN 0 WHEN o.percent > 100000000 THEN 100000000 ELSE o.percent END) AS total
             FROM once o GROUP BY o.package_id)
SELECT p.id AS package_id, o.n AS n, CAST(o.total AS BIGINT) AS total, p.code AS code, p.title AS title, g.code AS agency_code,
       {in_words g $4} AS agency_name, p.state AS state, p.value_score AS value_score,
       CAST(COALESCE((SELECT SUM(v.amount_satang) FROM line l JOIN line_amount v ON v.line_id = l.id
                      WHERE l.package_id = p.id AND v.stage = (SELECT MAX(w.stage) FROM line_amount w WHERE w.line_id = l.id)), 0) AS BIGINT) AS amount_satang
FROM own o JOIN package p ON p.id = o.package_id JOIN agency g ON g.id = p.agency_id
ORDER BY p.id;

-- The same of one package, result by result, in the language $4; a draft sees what it would have, what does not compete has none.
-- name: evidence_results
WITH r0 AS (SELECT p.id AS package_id, p.id AS past_id FROM package p WHERE p.id = $1 AND p.state NOT IN ('WITHDRAWN', 'EXECUTION')),
     r1 AS ({evidence_step r0}), r2 AS ({evidence_step r1}), r3 AS ({evidence_step r2}), r4 AS ({evidence_step r3}),
     road AS (SELECT package_id, past_id FROM r0 UNION SELECT package_id, past_id FROM r1 UNION SELECT package_id, past_id FROM r2
              UNION SELECT package_id, past_id FROM r3 UNION SELECT package_id, past_id FROM r4),
     goals AS ({evidence_goals road}),
     links AS ({evidence_links road goals}),
     found AS ({evidence_found road links $2 $3}),
     once AS (SELECT x.kind AS kind, x.id AS id, x.year AS year, x.percent AS percent, MIN(x.via) AS via, MAX(x.past_id) AS past_id
              FROM found x GROUP BY x.kind, x.id, x.year, x.percent)
SELECT o.kind AS kind, o.id AS id, o.year AS year, o.percent AS percent, o.via AS via,
       COALESCE((SELECT b.code FROM package b WHERE b.id = o.past_id), '') AS past_code,
       COALESCE(CASE WHEN o.kind = 'evaluation' THEN (SELECT v.code FROM evaluation v WHERE v.id = o.id)
                     ELSE (SELECT y.code FROM indicator_profile y WHERE y.indicator_id = o.id AND y.year = o.year) END, '') AS code,
       COALESCE(CASE WHEN o.kind = 'evaluation' THEN (SELECT b.title FROM evaluation v JOIN package b ON b.id = v.package_id WHERE v.id = o.id)
                     ELSE (SELECT {in_words w $4} FROM indicator_version w WHERE w.indicator_id = o.id ORDER BY w.no DESC LIMIT 1) END, '') AS name,
       COALESCE(CASE WHEN o.kind = 'evaluation' THEN (SELECT {in_words g $4} FROM evaluation v JOIN agency g ON g.id = v.agency_id WHERE v.id = o.id)
                     ELSE (SELECT {in_words g $4} FROM indicator_profile y JOIN agency g ON g.id = y.agency_id WHERE y.indicator_id = o.id AND y.year = o.year) END, '') AS agency_name
FROM once o
ORDER BY o.year DESC, o.kind, o.id;

-- name: evidence_package
SELECT p.id AS package_id, p.code AS code, p.title AS title, g.code AS agency_code, {in_words g $2} AS agency_name, p.state AS state,
       p.value_score AS value_score, 0 AS n, 0 AS total,
       CAST(COALESCE((SELECT SUM(v.amount_satang) FROM line l JOIN line_amount v ON v.line_id = l.id
                      WHERE l.package_id = p.id AND v.stage = (SELECT MAX(w.stage) FROM line_amount w WHERE w.line_id = l.id)), 0) AS BIGINT) AS amount_satang
FROM package p JOIN agency g ON g.id = p.agency_id WHERE p.id = $1;

-- An indicator by its code of a year: of a plan (year 0), a key result or a KPI.
-- name: evidence_indicator
SELECT COALESCE((SELECT y.indicator_id FROM indicator_profile y WHERE y.year = $2 AND y.code = $1), 0);

-- Whose indicator it is.
-- name: evidence_indicator_agency
SELECT COALESCE((SELECT y.agency_id FROM indicator_profile y WHERE y.year = $2 AND y.indicator_id = $1), 0);

-- name: evidence_name_put
INSERT INTO package_indicator (package_id, indicator_id, by_user, at_ms) VALUES ($1, $2, $3, $4)
ON CONFLICT (package_id, indicator_id) DO NOTHING;

-- name: evidence_name_drop
DELETE FROM package_indicator WHERE package_id = $1 AND indicator_id = $2;

-- name: evidence_place
SELECT p.id AS id, p.year AS year, p.agency_id AS agency_id, g.division AS division, p.state AS state
FROM package p JOIN agency g ON g.id = p.agency_id WHERE p.year = $1 AND p.code = $2;
