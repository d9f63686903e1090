-- stopped.sql: dispositions and the register of reduced and stopped work.

-- What the past unit was enacted, where nothing was enacted its newest amount; output:CODE is
-- known from past_line only.
-- part: last_given(u, r)
CAST(CASE WHEN substr(r.past_code, 1, 7) = 'output:' THEN
           COALESCE((SELECT SUM(COALESCE(h.enacted_satang, h.asked_satang)) FROM past_line h
                     WHERE h.agency_id = u.agency_id AND h.year = r.past_year
                       AND h.output_code = substr(r.past_code, 8)), 0)
       ELSE
           COALESCE((SELECT SUM(COALESCE(
                         (SELECT h.enacted_satang FROM past_line h
                          WHERE h.year = l.year AND h.agency_id = l.agency_id AND h.key = l.code),
                         (SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id
                          ORDER BY x.stage DESC LIMIT 1)))
                     FROM unit v JOIN package p ON p.unit_id = v.id JOIN line l ON l.package_id = p.id
                     WHERE v.year = r.past_year AND v.code = r.past_code
                       AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN', 'EXECUTION')), 0)
       END AS BIGINT)

-- What all levels of the unit ask now.
-- part: unit_asks(r)
CAST(COALESCE((SELECT SUM(x.amount_satang) FROM package p JOIN line l ON l.package_id = p.id
                      JOIN line_amount x ON x.line_id = l.id AND x.stage = 0
                      WHERE p.unit_id = r.unit_id), 0) AS BIGINT)

-- name: unit_review_get
SELECT r.unit_id, r.past_year, r.past_code, r.disposition, r.reason, r.resolution, r.decided_by,
       r.decided_at_ms, r.version,
       {last_given u r} AS last_satang,
       {unit_asks r} AS asked_satang,
       CAST(COALESCE((SELECT SUM(f.amount_satang) FROM freed_to f WHERE f.unit_id = r.unit_id), 0)
            AS BIGINT) AS moved_satang
FROM unit_review r JOIN unit u ON u.id = r.unit_id WHERE r.unit_id = $1;

-- name: unit_review_insert
INSERT INTO unit_review (unit_id, past_year, past_code, disposition, reason, resolution, decided_by,
                         decided_at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (unit_id) DO NOTHING;

-- name: unit_review_set
UPDATE unit_review SET disposition = $3, reason = $4, resolution = $5, decided_by = $6,
                       decided_at_ms = $7, version = version + 1
WHERE unit_id = $1 AND version = $2;

-- name: freed_put
INSERT INTO freed_to (unit_id, package_id, amount_satang) VALUES ($1, $2, $3)
ON CONFLICT (unit_id, package_id) DO UPDATE SET amount_satang = excluded.amount_satang;

-- name: freed_drop
DELETE FROM freed_to WHERE unit_id = $1 AND package_id = $2;

-- name: freed_others
SELECT CAST(COALESCE(SUM(amount_satang), 0) AS BIGINT) FROM freed_to
WHERE unit_id = $1 AND package_id <> $2;

-- name: freed_list
SELECT u.code AS unit_code, u.title AS unit_title, p.code AS package_code,
       p.title AS package_title, f.amount_satang
FROM freed_to f JOIN unit u ON u.id = f.unit_id JOIN package p ON p.id = f.package_id
WHERE (CAST($1 AS BIGINT) = 0 OR f.unit_id = $1) AND (CAST($2 AS BIGINT) = 0 OR f.package_id = $2)
ORDER BY u.code, p.code;

-- name: stopped_units
SELECT u.code AS unit_code, u.title, g.code AS agency_code,
       g.name_th AS agency_name,
       COALESCE((SELECT MIN(p.code) FROM package p WHERE p.unit_id = u.id), '') AS package_code,
       r.unit_id, r.past_year, r.past_code, r.disposition, r.reason, r.resolution, r.decided_by,
       r.decided_at_ms, r.version,
       {last_given u r} AS last_satang,
       {unit_asks r} AS asked_satang,
       CAST(COALESCE((SELECT SUM(f.amount_satang) FROM freed_to f WHERE f.unit_id = r.unit_id), 0)
            AS BIGINT) AS moved_satang
FROM unit_review r
JOIN unit u ON u.id = r.unit_id
JOIN agency g ON g.id = u.agency_id
WHERE u.year = $1 AND r.disposition IN ('reduce', 'stop')
  AND (CAST($2 AS BIGINT) = 0 OR u.agency_id = $2)
  AND EXISTS (SELECT 1 FROM package p WHERE p.unit_id = u.id
  AND {seen p $3})
ORDER BY u.code LIMIT 2000;
