-- consistency.sql: how the six divisions judged the same classes.

-- name: consistency_lines
SELECT class, division, COUNT(DISTINCT package_id) AS packages, COUNT(*) AS lines,
       CAST(COALESCE(SUM(asked_satang), 0) AS BIGINT) AS asked_satang,
       CAST(COALESCE(SUM(given_satang), 0) AS BIGINT) AS given_satang
FROM analysed_line WHERE year = $1 GROUP BY class, division ORDER BY class, division;

-- name: consistency_words
SELECT class, division, word, COUNT(*) AS packages FROM recommendation
WHERE year = $1 GROUP BY class, division, word ORDER BY class, division, word;

-- name: consistency_days
SELECT class, division, (at_ms - sent_ms) / 86400000 AS days FROM recommendation
WHERE year = $1 AND sent_ms > 0 AND at_ms >= sent_ms ORDER BY class, division, days, package_id;

-- $2: a class, or '' for all.
-- name: consistency_reasons
SELECT class, division, reason, COUNT(*) AS lines,
       CAST(COALESCE(SUM(asked_satang - given_satang), 0) AS BIGINT) AS cut_satang
FROM analysed_line WHERE year = $1 AND (CAST($2 AS TEXT) = '' OR class = $2) AND reason <> ''
GROUP BY class, division, reason ORDER BY class, division, 4 DESC, reason LIMIT 5000;

-- name: consistency_prices
SELECT x.item_code, COALESCE((SELECT n.name_th FROM class_node n JOIN year_class y ON y.version_id = n.version_id
                              WHERE y.year = $1 AND y.kind = 'item' AND n.code = x.item_code), '') AS item_name,
       x.unit_word, x.division, x.unit_satang
FROM analysed_line x
WHERE x.year = $1 AND x.class = $2 AND x.given_satang > 0 AND x.unit_satang > 0
ORDER BY x.item_code, x.unit_word, x.division, x.unit_satang, x.line_id;

-- name: consistency_packages
SELECT p.code, p.title, g.name_th AS agency_name, r.word, r.reason, r.by_user, r.division, r.asked_satang,
       r.amount_satang AS given_satang,
       CASE WHEN r.sent_ms > 0 AND r.at_ms >= r.sent_ms THEN (r.at_ms - r.sent_ms) / 86400000 ELSE 0 END AS days
FROM recommendation r JOIN package p ON p.id = r.package_id JOIN agency g ON g.id = p.agency_id
WHERE r.year = $1 AND r.class = $2 AND (CAST($3 AS BIGINT) = 0 OR r.division = $3)
ORDER BY r.asked_satang DESC, p.code LIMIT $4;
