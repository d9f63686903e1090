-- lineage.sql: a line's road across the years.

-- part: link_columns(k)
k.id, k.from_year, COALESCE(k.from_line_id, 0) AS from_line_id, COALESCE(k.past_id, 0) AS past_id, k.to_year,
       k.to_line_id, k.kind, k.share_bp AS share, k.origin, k.reason, k.by_user, k.at_ms

-- What a living line had: its row of past_line when an importer brought one, else its own.
-- part: line_asked(l, h)
CASE WHEN h.id IS NOT NULL THEN h.asked_satang
     ELSE (SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id AND x.stage = 0) END
-- part: line_enacted(l, h)
CASE WHEN h.id IS NOT NULL THEN h.enacted_satang
     ELSE (SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id AND x.stage = 8) END
-- part: line_after(l, h)
CASE WHEN h.id IS NOT NULL THEN h.after_transfers_satang
     ELSE (SELECT b.unallotted_satang + b.allotted_satang + b.reserved_satang + b.obligated_satang
                  + b.disbursed_satang + b.carried_a_satang + b.carried_b_satang + b.lapsed_satang
           FROM balance b WHERE b.line_id = l.id) END
-- part: line_paid(l, h)
CASE WHEN h.id IS NOT NULL THEN h.paid_satang
     ELSE (SELECT b.disbursed_satang FROM balance b WHERE b.line_id = l.id) END

-- ---- ends: what a code means ----

-- name: lineage_line
SELECT l.id AS line_id, CAST(0 AS BIGINT) AS past_id, l.year, l.package_id, l.agency_id, g.code AS agency_code,
       o.code AS output_code, l.code, l.name
FROM line l JOIN package p ON p.id = l.package_id JOIN agency g ON g.id = l.agency_id
JOIN class_node o ON o.id = l.output_id
WHERE l.code = $1 AND l.removed = 0 AND {seen p $2};

-- name: lineage_past_row
SELECT CAST(0 AS BIGINT) AS line_id, h.id AS past_id, h.year, CAST(0 AS BIGINT) AS package_id, h.agency_id,
       g.code AS agency_code, h.output_code, h.key AS code, h.name
FROM past_line h JOIN agency g ON g.id = h.agency_id
WHERE h.year = $1 AND g.code = $2 AND h.key = $3;

-- name: lineage_code
SELECT CAST(0 AS BIGINT) AS id, l.code FROM line l WHERE l.id = $1
UNION ALL
SELECT CAST(0 AS BIGINT), h.key FROM past_line h WHERE h.id = $2;

-- ---- writing ----

-- name: lineage_insert
INSERT INTO line_link (from_year, from_line_id, past_id, to_year, to_line_id, kind, share_bp, origin, reason, by_user, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: lineage_end
INSERT INTO line_link_end (link_id, reason, by_user, at_ms) VALUES ($1, $2, $3, $4);

-- name: lineage_into
SELECT {link_columns k} FROM line_link_now k WHERE k.to_line_id = $1 ORDER BY k.id;

-- name: lineage_out_of
SELECT {link_columns k} FROM line_link_now k WHERE k.from_line_id = $1 ORDER BY k.id;

-- name: lineage_out_of_past
SELECT {link_columns k} FROM line_link_now k WHERE k.past_id = $1 ORDER BY k.id;

-- Lines of a year that stand in it and have no past yet.
-- name: lineage_unlinked
SELECT l.id, CAST(0 AS BIGINT) AS past_id, l.year, l.agency_id, o.code AS output_code, i.code AS item_code, l.code, l.name,
       l.drawn_from,
       CAST(COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id
                      ORDER BY x.stage DESC LIMIT 1), 0) AS BIGINT) AS amount_satang
FROM line l JOIN package p ON p.id = l.package_id JOIN class_node o ON o.id = l.output_id
JOIN class_node i ON i.id = l.item_id
WHERE l.year = $1 AND l.removed = 0 AND {ordained p} AND {in_city l}
  AND NOT EXISTS (SELECT 1 FROM line_link_now k WHERE k.to_line_id = l.id)
ORDER BY l.id;

-- Lines of a year, and rows of past_line that are no line's, which nothing follows yet.
-- name: lineage_unfollowed
SELECT l.id, CAST(0 AS BIGINT) AS past_id, l.year, l.agency_id, o.code AS output_code, i.code AS item_code, l.code, l.name,
       l.drawn_from, CAST(0 AS BIGINT) AS amount_satang
FROM line l JOIN package p ON p.id = l.package_id JOIN class_node o ON o.id = l.output_id
JOIN class_node i ON i.id = l.item_id
WHERE l.year = $1 AND l.removed = 0 AND {ordained p} AND {in_city l}
  AND NOT EXISTS (SELECT 1 FROM line_link_now k WHERE k.from_line_id = l.id)
UNION ALL
SELECT CAST(0 AS BIGINT), h.id, h.year, h.agency_id, h.output_code, h.item_code, h.key, h.name, '', CAST(0 AS BIGINT)
FROM past_line h
WHERE h.year = $1 AND NOT EXISTS (SELECT 1 FROM line m WHERE m.code = h.key AND m.agency_id = h.agency_id)
  AND NOT EXISTS (SELECT 1 FROM line_link_now k WHERE k.past_id = h.id)
ORDER BY 7, 1, 2;

-- ---- the road ----

-- What leads to the lines of a package ($1), or to one of them ($2, 0 = all): the links out of everything before them, so
-- that an earlier amount is parted over all that came of it.
-- name: lineage_edges
WITH RECURSIVE back (line_id, past_id, depth) AS (
    SELECT l.id, CAST(NULL AS BIGINT), CAST(0 AS BIGINT) FROM line l
    WHERE l.package_id = $1 AND (CAST($2 AS BIGINT) = 0 OR l.id = $2)
    UNION
    SELECT k.from_line_id, k.past_id, t.depth + 1 FROM back t JOIN line_link_now k ON k.to_line_id = t.line_id
    WHERE t.depth < 12)
SELECT {link_columns k}
FROM (SELECT DISTINCT line_id FROM back WHERE depth > 0 AND line_id IS NOT NULL) r
JOIN line_link_now k ON k.from_line_id = r.line_id
UNION ALL
SELECT {link_columns k}
FROM (SELECT DISTINCT past_id FROM back WHERE past_id IS NOT NULL) r
JOIN line_link_now k ON k.past_id = r.past_id
ORDER BY 1;

-- name: lineage_ends
WITH RECURSIVE back (line_id, past_id, depth) AS (
    SELECT l.id, CAST(NULL AS BIGINT), CAST(0 AS BIGINT) FROM line l
    WHERE l.package_id = $1 AND (CAST($2 AS BIGINT) = 0 OR l.id = $2)
    UNION
    SELECT k.from_line_id, k.past_id, t.depth + 1 FROM back t JOIN line_link_now k ON k.to_line_id = t.line_id
    WHERE t.depth < 12)
SELECT l.id AS line_id, CAST(0 AS BIGINT) AS past_id, l.year, l.code, l.name, g.code AS agency_code,
       CASE WHEN CAST($3 AS TEXT) = 'en' THEN g.name_en ELSE g.name_th END AS agency_name, o.code AS output_code,
       CASE WHEN CAST($3 AS TEXT) = 'en' THEN o.name_en ELSE o.name_th END AS output_name, i.code AS item_code,
       {line_asked l h} AS asked_satang, {line_enacted l h} AS enacted_satang,
       {line_after l h} AS after_transfers_satang, {line_paid l h} AS paid_satang
FROM (SELECT DISTINCT line_id FROM back WHERE line_id IS NOT NULL) r
JOIN line l ON l.id = r.line_id JOIN agency g ON g.id = l.agency_id JOIN class_node o ON o.id = l.output_id
JOIN class_node i ON i.id = l.item_id
LEFT JOIN past_line h ON h.year = l.year AND h.agency_id = l.agency_id AND h.key = l.code
UNION ALL
SELECT CAST(0 AS BIGINT), h.id, h.year, h.key, h.name, g.code,
       CASE WHEN CAST($3 AS TEXT) = 'en' THEN g.name_en ELSE g.name_th END, h.output_code, '', h.item_code,
       h.asked_satang, h.enacted_satang, h.after_transfers_satang, h.paid_satang
FROM (SELECT DISTINCT past_id FROM back WHERE past_id IS NOT NULL) r
JOIN past_line h ON h.id = r.past_id JOIN agency g ON g.id = h.agency_id
ORDER BY 1, 2;

-- name: lineage_roots
SELECT l.id, l.code FROM line l
WHERE l.package_id = $1 AND (CAST($2 AS BIGINT) = 0 OR l.id = $2) AND l.removed = 0 ORDER BY l.id;

-- What came of a line ($1): the links, then where they lead.
-- name: lineage_later
WITH RECURSIVE later (line_id, depth) AS (
    SELECT CAST($1 AS BIGINT), CAST(0 AS BIGINT)
    UNION
    SELECT k.to_line_id, f.depth + 1 FROM later f JOIN line_link_now k ON k.from_line_id = f.line_id
    WHERE f.depth < 12)
SELECT {link_columns k} FROM (SELECT DISTINCT line_id FROM later) r
JOIN line_link_now k ON k.from_line_id = r.line_id ORDER BY k.id;

-- name: lineage_later_ends
WITH RECURSIVE later (line_id, depth) AS (
    SELECT CAST($1 AS BIGINT), CAST(0 AS BIGINT)
    UNION
    SELECT k.to_line_id, f.depth + 1 FROM later f JOIN line_link_now k ON k.from_line_id = f.line_id
    WHERE f.depth < 12)
SELECT l.id AS line_id, CAST(0 AS BIGINT) AS past_id, l.year, l.code, l.name, g.code AS agency_code,
       CASE WHEN CAST($2 AS TEXT) = 'en' THEN g.name_en ELSE g.name_th END AS agency_name, o.code AS output_code,
       CASE WHEN CAST($2 AS TEXT) = 'en' THEN o.name_en ELSE o.name_th END AS output_name, i.code AS item_code,
       {line_asked l h} AS asked_satang, {line_enacted l h} AS enacted_satang,
       {line_after l h} AS after_transfers_satang, {line_paid l h} AS paid_satang
FROM (SELECT DISTINCT line_id FROM later WHERE depth > 0) r
JOIN line l ON l.id = r.line_id JOIN package p ON p.id = l.package_id AND {seen p $3} JOIN agency g ON g.id = l.agency_id JOIN class_node o ON o.id = l.output_id
JOIN class_node i ON i.id = l.item_id
LEFT JOIN past_line h ON h.year = l.year AND h.agency_id = l.agency_id AND h.key = l.code
ORDER BY 1;

-- ---- the year ----

-- name: lineage_count
SELECT
  (SELECT COUNT(*) FROM line l JOIN package p ON p.id = l.package_id
   WHERE l.year = $1 AND l.removed = 0 AND {ordained p} AND {in_city l}) AS lines,
  (SELECT COUNT(DISTINCT k.to_line_id) FROM line_link_now k WHERE k.to_year = $1) AS linked,
  (SELECT COUNT(*) FROM line_link_now k WHERE k.to_year = $1 AND k.kind = 'split') AS split,
  (SELECT COUNT(*) FROM line_link_now k WHERE k.to_year = $1 AND k.kind = 'merged') AS merged,
  (SELECT COUNT(*) FROM line_link_now k WHERE k.to_year = $1 AND k.kind = 'renamed') AS renamed,
  (SELECT COUNT(*) FROM line_link_now k WHERE k.to_year = $1 AND k.kind = 'moved') AS moved,
  (SELECT COUNT(*) FROM line l JOIN package p ON p.id = l.package_id
   WHERE l.year = $1 - 1 AND l.removed = 0 AND {ordained p} AND {in_city l}) AS past_living,
  (SELECT COUNT(*) FROM past_line h WHERE h.year = $1 - 1
   AND NOT EXISTS (SELECT 1 FROM line m WHERE m.code = h.key AND m.agency_id = h.agency_id)) AS past_rows,
  (SELECT COUNT(DISTINCT k.from_line_id) + COUNT(DISTINCT k.past_id) FROM line_link_now k
   WHERE k.to_year = $1 AND k.from_year = $1 - 1) AS past_linked;

-- name: lineage_open_past
SELECT l.id, l.code, l.name, g.code AS agency_code,
       CASE WHEN CAST($5 AS TEXT) = 'en' THEN g.name_en ELSE g.name_th END AS agency_name,
       o.code AS output_code, i.code AS item_code,
       CAST(COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id
                      ORDER BY x.stage DESC LIMIT 1), 0) AS BIGINT) AS amount_satang, 1 AS living
FROM line l JOIN package p ON p.id = l.package_id JOIN agency g ON g.id = l.agency_id
JOIN class_node o ON o.id = l.output_id JOIN class_node i ON i.id = l.item_id
WHERE l.year = $1 AND l.id > $3 AND l.removed = 0 AND (CAST($2 AS BIGINT) = 0 OR l.agency_id = $2)
  AND {ordained p} AND {in_city l} AND NOT EXISTS (SELECT 1 FROM line_link_now k WHERE k.to_line_id = l.id)
ORDER BY l.id LIMIT $4;

-- name: lineage_open_future
SELECT l.id, l.code, l.name, g.code AS agency_code,
       CASE WHEN CAST($5 AS TEXT) = 'en' THEN g.name_en ELSE g.name_th END AS agency_name,
       o.code AS output_code, i.code AS item_code,
       CAST(COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id
                      ORDER BY x.stage DESC LIMIT 1), 0) AS BIGINT) AS amount_satang, 1 AS living
FROM line l JOIN package p ON p.id = l.package_id JOIN agency g ON g.id = l.agency_id
JOIN class_node o ON o.id = l.output_id JOIN class_node i ON i.id = l.item_id
WHERE l.year = $1 AND l.id > $3 AND l.removed = 0 AND (CAST($2 AS BIGINT) = 0 OR l.agency_id = $2)
  AND {ordained p} AND {in_city l} AND NOT EXISTS (SELECT 1 FROM line_link_now k WHERE k.from_line_id = l.id)
ORDER BY l.id LIMIT $4;

-- name: lineage_open_past_rows
SELECT h.id, h.key AS code, h.name, g.code AS agency_code,
       CASE WHEN CAST($5 AS TEXT) = 'en' THEN g.name_en ELSE g.name_th END AS agency_name,
       h.output_code, h.item_code, CAST(COALESCE(h.enacted_satang, h.asked_satang, 0) AS BIGINT) AS amount_satang,
       0 AS living
FROM past_line h JOIN agency g ON g.id = h.agency_id
WHERE h.year = $1 AND h.id > $3 AND (CAST($2 AS BIGINT) = 0 OR h.agency_id = $2)
  AND NOT EXISTS (SELECT 1 FROM line_link_now k WHERE k.past_id = h.id)
ORDER BY h.id LIMIT $4;

-- name: lineage_any_line
SELECT COUNT(*) FROM (SELECT l.id FROM line l WHERE l.year = $1 LIMIT 1) AS x;

-- name: lineage_links
SELECT k.id, k.from_year, COALESCE(f.code, h.key) AS from_code, COALESCE(f.name, h.name) AS from_name,
       t.code AS to_code, t.name AS to_name, g.name_th AS agency_name, k.kind, k.share_bp AS share,
       COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = k.from_line_id AND x.stage = 8),
                h.enacted_satang) AS enacted_satang,
       k.origin, k.reason, k.by_user, k.at_ms
FROM line_link_now k JOIN line t ON t.id = k.to_line_id
JOIN package p ON p.id = t.package_id AND p.state NOT IN ('DRAFT', 'RETURNED', 'EXECUTION') JOIN agency g ON g.id = t.agency_id
LEFT JOIN line f ON f.id = k.from_line_id LEFT JOIN past_line h ON h.id = k.past_id
WHERE k.to_year = $1 AND (CAST($2 AS BIGINT) = 0 OR k.id < $2) AND k.kind <> 'same'
ORDER BY k.id DESC LIMIT $3;
