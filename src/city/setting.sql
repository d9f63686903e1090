-- setting.sql: changes of setting tables (setting.h).

-- name: setting_list
SELECT number, field, subject, old_value, new_value, from_date, reason, source, state, proposed_by,
       proposed_ms, decided_by, decided_ms, why
FROM setting_change
WHERE (CAST($1 AS BIGINT) = 0 OR number < $1)
ORDER BY number DESC LIMIT $2;

-- name: setting_get
SELECT number, field, subject, old_value, new_value, from_date, reason, source, state, proposed_by,
       proposed_ms, decided_by, decided_ms, why
FROM setting_change WHERE number = $1;

-- name: setting_open
SELECT number, field, subject, old_value, new_value, from_date, reason, source, state, proposed_by,
       proposed_ms, decided_by, decided_ms, why
FROM setting_change WHERE state IN ('proposed', 'approved') ORDER BY number LIMIT 500;

-- name: setting_due
SELECT number, field, subject, old_value, new_value, from_date, reason, source, state, proposed_by,
       proposed_ms, decided_by, decided_ms, why
FROM setting_change WHERE state = 'approved' AND from_date <= $1 ORDER BY number LIMIT 500;

-- name: setting_insert
INSERT INTO setting_change (number, field, subject, old_value, new_value, from_date, reason, source,
                            state, proposed_by, proposed_ms)
VALUES ((SELECT COALESCE(MAX(number), 0) + 1 FROM setting_change), $1, $2, $3, $4, $5, $6, $7,
        'proposed', $8, $9)
RETURNING number;

-- name: setting_move
UPDATE setting_change SET state = $3, decided_by = $4, decided_ms = $5, why = $6
WHERE number = $1 AND state = $2;

-- name: setting_agency
SELECT name_th, name_en, abbr_th, CAST(division AS TEXT) AS division,
       CASE WHEN valid_to IS NULL THEN '' ELSE CAST(valid_to AS TEXT) END AS valid_to
FROM agency WHERE code = $1 AND kind <> 'unit';

-- name: setting_agency_put
UPDATE agency SET name_th = $2, name_en = $3, abbr_th = $4, division = $5, valid_to = $6, name_sort = $7
WHERE code = $1 RETURNING id;

-- name: setting_agency_later
SELECT COUNT(*) FROM line l JOIN agency g ON g.id = l.agency_id WHERE g.code = $1 AND l.year > $2;

-- name: setting_agency_lines
SELECT COUNT(*) FROM line l JOIN agency g ON g.id = l.agency_id
JOIN fiscal_year y ON y.year = l.year
WHERE g.code = $1 AND y.stage <> 'CLOSED';

-- name: setting_alias
SELECT code FROM alias WHERE kind = 'agency' AND wrong = $1;

-- name: setting_alias_put
INSERT INTO alias (kind, wrong, code, note) VALUES ('agency', $1, $2, $3)
ON CONFLICT (kind, wrong) DO UPDATE SET code = excluded.code, note = excluded.note;

-- name: setting_alias_drop
DELETE FROM alias WHERE kind = 'agency' AND wrong = $1;

-- name: setting_year_class
SELECT v.code FROM year_class y JOIN class_version v ON v.id = y.version_id
WHERE y.year = $1 AND y.kind = $2;

-- name: setting_year_lines
SELECT COUNT(*) FROM line WHERE year = $1;
