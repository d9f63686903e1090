-- integrated.sql: plans across agencies. An agency's money is that of its packages that were sent.

-- name: integrated_list
SELECT i.code, CASE WHEN CAST($2 AS TEXT) = 'en' AND i.name_en <> '' THEN i.name_en ELSE i.name_th END AS name,
       g.code AS lead_code,
       CASE WHEN CAST($2 AS TEXT) = 'en' AND g.name_en <> '' THEN g.name_en ELSE g.name_th END AS lead_name,
       (SELECT COUNT(*) FROM integrated_party y WHERE y.integrated_id = i.id) AS agencies,
       (SELECT COUNT(*) FROM integrated_package k WHERE k.integrated_id = i.id) AS packages,
       CAST(0 AS BIGINT) AS step, -- counted by integrated.c
       CAST(COALESCE((SELECT SUM(x.amount_satang) FROM integrated_package k
                      JOIN package p ON p.id = k.package_id AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN', 'EXECUTION')
                      JOIN line l ON l.package_id = p.id
                      JOIN line_amount x ON x.line_id = l.id AND x.stage = 0
                      WHERE k.integrated_id = i.id), 0) AS BIGINT) AS requested_satang,
       CAST(COALESCE((SELECT SUM((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id
                                  ORDER BY x.stage DESC LIMIT 1))
                      FROM integrated_package k
                      JOIN package p ON p.id = k.package_id AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN', 'EXECUTION')
                      JOIN line l ON l.package_id = p.id
                      WHERE k.integrated_id = i.id), 0) AS BIGINT) AS now_satang
FROM integrated i JOIN agency g ON g.id = i.lead_id
WHERE i.year = $1 ORDER BY i.code LIMIT 500;

-- name: integrated_get
SELECT i.id, i.year, i.lead_id, i.version, i.code, i.name_th, i.name_en, i.purpose, g.code AS lead_code,
       g.name_th AS lead_name_th, g.name_en AS lead_name_en, i.made_by, i.made_at_ms, y.stage,
       (SELECT COUNT(*) FROM integrated_package k JOIN package p ON p.id = k.package_id
        WHERE k.integrated_id = i.id AND p.state NOT IN ('WITHDRAWN', 'EXECUTION')) AS packages,
       (SELECT COUNT(*) FROM integrated_package k JOIN package p ON p.id = k.package_id
        WHERE k.integrated_id = i.id AND p.state IN ('DRAFT', 'RETURNED')) AS drafts
FROM integrated i JOIN agency g ON g.id = i.lead_id JOIN fiscal_year y ON y.year = i.year
WHERE i.year = $1 AND i.code = $2;

-- name: integrated_insert
INSERT INTO integrated (year, code, name_th, name_en, purpose, lead_id, made_by, made_at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (year, code) DO NOTHING RETURNING id;

-- name: integrated_update
UPDATE integrated SET name_th = $3, name_en = $4, purpose = $5, lead_id = $6, version = version + 1
WHERE id = $1 AND version = $2;

-- name: integrated_party_set
INSERT INTO integrated_party (integrated_id, agency_id, part) VALUES ($1, $2, $3)
ON CONFLICT (integrated_id, agency_id) DO UPDATE SET part = $3;

-- name: integrated_party_add
INSERT INTO integrated_party (integrated_id, agency_id, part) VALUES ($1, $2, $3)
ON CONFLICT (integrated_id, agency_id) DO NOTHING;

-- name: integrated_party_remove
DELETE FROM integrated_party WHERE integrated_id = $1 AND agency_id = $2;

-- name: integrated_is_party
SELECT COUNT(*) FROM integrated_party WHERE integrated_id = $1 AND agency_id = $2;

-- name: integrated_parties
SELECT y.agency_id, g.division, g.code,
       CASE WHEN CAST($2 AS TEXT) = 'en' AND g.name_en <> '' THEN g.name_en ELSE g.name_th END AS name,
       y.part, CASE WHEN y.agency_id = i.lead_id THEN 1 ELSE 0 END AS lead,
       (SELECT COUNT(*) FROM integrated_package k JOIN package p ON p.id = k.package_id
        WHERE k.integrated_id = i.id AND p.agency_id = y.agency_id) AS packages,
       CAST(COALESCE((SELECT SUM(x.amount_satang) FROM integrated_package k
                      JOIN package p ON p.id = k.package_id AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN', 'EXECUTION')
                      JOIN line l ON l.package_id = p.id
                      JOIN line_amount x ON x.line_id = l.id AND x.stage = 0
                      WHERE k.integrated_id = i.id AND p.agency_id = y.agency_id), 0) AS BIGINT) AS requested_satang,
       CAST(COALESCE((SELECT SUM((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id
                                  ORDER BY x.stage DESC LIMIT 1))
                      FROM integrated_package k
                      JOIN package p ON p.id = k.package_id AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN', 'EXECUTION')
                      JOIN line l ON l.package_id = p.id
                      WHERE k.integrated_id = i.id AND p.agency_id = y.agency_id), 0) AS BIGINT) AS now_satang,
       CAST(0 AS BIGINT) AS share -- of now, by integrated.c
FROM integrated_party y JOIN integrated i ON i.id = y.integrated_id JOIN agency g ON g.id = y.agency_id
WHERE y.integrated_id = $1
ORDER BY lead DESC, g.print_order, g.code;

-- name: integrated_packages
SELECT p.code, p.title, g.code AS agency_code, g.name_th AS agency_name, p.state, k.by_user,
       CAST(COALESCE((SELECT SUM(x.amount_satang) FROM line l JOIN line_amount x ON x.line_id = l.id
                      WHERE l.package_id = p.id AND x.stage = 0), 0) AS BIGINT) AS requested_satang,
       CAST(COALESCE((SELECT SUM((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id
                                  ORDER BY x.stage DESC LIMIT 1))
                      FROM line l WHERE l.package_id = p.id), 0) AS BIGINT) AS now_satang
FROM integrated_package k JOIN package p ON p.id = k.package_id JOIN agency g ON g.id = p.agency_id
WHERE k.integrated_id = $1
  AND {seen p $2}
ORDER BY g.print_order, p.code LIMIT 2000;

-- name: integrated_loose
SELECT p.code, p.title, g.code AS agency_code, g.name_th AS agency_name, p.state, p.made_by AS by_user,
       CAST(COALESCE((SELECT SUM(x.amount_satang) FROM line l JOIN line_amount x ON x.line_id = l.id
                      WHERE l.package_id = p.id AND x.stage = 0), 0) AS BIGINT) AS requested_satang,
       CAST(COALESCE((SELECT SUM((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id
                                  ORDER BY x.stage DESC LIMIT 1))
                      FROM line l WHERE l.package_id = p.id), 0) AS BIGINT) AS now_satang
FROM package p JOIN agency g ON g.id = p.agency_id
WHERE p.year = $1 AND p.integrated = 1 AND p.state NOT IN ('DRAFT', 'WITHDRAWN', 'EXECUTION')
  AND NOT EXISTS (SELECT 1 FROM integrated_package k WHERE k.package_id = p.id)
ORDER BY g.print_order, p.code LIMIT 200;

-- name: integrated_put
INSERT INTO integrated_package (package_id, integrated_id, by_user, at_ms) VALUES ($1, $2, $3, $4)
ON CONFLICT (package_id) DO NOTHING;

-- name: integrated_mark
UPDATE package SET integrated = 1 WHERE id = $1 AND integrated = 0;

-- name: integrated_take_out
DELETE FROM integrated_package WHERE package_id = $1 AND integrated_id = $2;

-- name: integrated_agency_packages
SELECT COUNT(*) FROM integrated_package k JOIN package p ON p.id = k.package_id
WHERE k.integrated_id = $1 AND p.agency_id = $2;

-- name: integrated_evidence
SELECT v.number, v.step, v.doc_no, v.doc_date, v.title, v.parties, v.people, v.by_user, v.at_ms,
       COALESCE(w.by_user, '') AS withdrawn_by, COALESCE(w.reason, '') AS withdrawn_why
FROM integrated_evidence v LEFT JOIN integrated_withdrawn w ON w.evidence_id = v.id
WHERE v.integrated_id = $1 ORDER BY v.step, v.number;

-- name: integrated_proved
SELECT i.code, v.step AS number
FROM integrated i JOIN integrated_evidence v ON v.integrated_id = i.id
WHERE i.year = $1 AND NOT EXISTS (SELECT 1 FROM integrated_withdrawn w WHERE w.evidence_id = v.id)
GROUP BY i.code, v.step ORDER BY i.code, v.step;

-- The last way into each stage, for the cycle's own evidence.
-- name: integrated_cycle
SELECT e.to_stage AS doc_no, e.by_user, e.at_ms FROM cycle_event e
WHERE e.year = $1 AND e.event <> 'reopen'
  AND e.id = (SELECT MAX(x.id) FROM cycle_event x
              WHERE x.year = e.year AND x.to_stage = e.to_stage AND x.event <> 'reopen')
ORDER BY e.id;

-- name: integrated_evidence_insert
INSERT INTO integrated_evidence (integrated_id, step, number, doc_no, doc_date, title, parties, people, by_user, at_ms)
VALUES ($1, $2, (SELECT COALESCE(MAX(number), 0) + 1 FROM integrated_evidence WHERE integrated_id = $1), $3, $4, $5,
        $6, $7, $8, $9)
RETURNING number;

-- name: integrated_evidence_find
SELECT v.id FROM integrated_evidence v
WHERE v.integrated_id = $1 AND v.number = $2
  AND NOT EXISTS (SELECT 1 FROM integrated_withdrawn w WHERE w.evidence_id = v.id);

-- name: integrated_withdrawn_insert
INSERT INTO integrated_withdrawn (evidence_id, reason, by_user, at_ms) VALUES ($1, $2, $3, $4);

-- Files attached to the steps of a plan: integrated:YEAR:CODE:stepN.
-- name: integrated_files
SELECT t.subject AS code, COUNT(*) AS number FROM attachment t
WHERE t.subject >= CAST($1 AS TEXT) || ':step1' AND t.subject <= CAST($1 AS TEXT) || ':step5'
  AND NOT EXISTS (SELECT 1 FROM attachment_withdrawn w WHERE w.attachment_id = t.id)
GROUP BY t.subject ORDER BY t.subject;
