-- year_state.sql: where a year's packages are.

-- name: year_state
SELECT g.id, g.code, g.name_th, g.name_en, g.division, '' AS standing,
       CAST(COALESCE(SUM(CASE WHEN p.state IN ('DRAFT', 'RETURNED') AND p.place = 'section' THEN 1 ELSE 0 END), 0) AS BIGINT) AS section,
       CAST(COALESCE(SUM(CASE WHEN p.state IN ('DRAFT', 'RETURNED') AND p.place = 'collector' THEN 1 ELSE 0 END), 0) AS BIGINT) AS collector,
       CAST(COALESCE(SUM(CASE WHEN p.state IN ('DRAFT', 'RETURNED') AND p.place = 'director' THEN 1 ELSE 0 END), 0) AS BIGINT) AS director,
       CAST(COALESCE(SUM(CASE WHEN p.state = 'SUBMITTED' THEN 1 ELSE 0 END), 0) AS BIGINT) AS analyst,
       CAST(COALESCE(SUM(CASE WHEN p.state IN ('ANALYST_ACCEPTED', 'SUITABLE') THEN 1 ELSE 0 END), 0) AS BIGINT) AS committee,
       CAST(COALESCE(SUM(CASE WHEN p.state IN ('UNSUITABLE', 'FUNDED', 'PARTLY_FUNDED', 'UNFUNDED', 'CUT_BY_COUNCIL',
                                          'RESTORED_BY_AMENDMENT', 'ENACTED') THEN 1 ELSE 0 END), 0) AS BIGINT) AS settled,
       CAST(COALESCE(SUM(CASE WHEN p.state = 'RETURNED' THEN 1 ELSE 0 END), 0) AS BIGINT) AS returned,
       COUNT(p.id) AS packages,
       MIN(CASE WHEN p.state IN ('DRAFT', 'RETURNED', 'SUBMITTED', 'ANALYST_ACCEPTED', 'SUITABLE')
                THEN COALESCE((SELECT MAX(v.at_ms) FROM package_event v WHERE v.package_id = p.id), p.made_at_ms)
                ELSE NULL END) AS since_ms,
       CAST(0 AS BIGINT) AS waiting_days,
       CAST((SELECT s.to_date FROM calendar_step s WHERE s.year = $1 AND s.step = 'request' AND s.deadline = 1) AS BIGINT) AS due,
       (SELECT CAST(MAX(x.until) AS BIGINT) FROM extension x
        WHERE x.year = $1 AND x.step = 'request' AND x.agency_id = g.id AND x.state = 'allowed') AS until,
       CASE WHEN EXISTS (SELECT 1 FROM extension x WHERE x.year = $1 AND x.step = 'request' AND x.agency_id = g.id
                         AND x.state = 'asked') THEN 1 ELSE 0 END AS asked,
       0 AS extended,
       COALESCE((SELECT m.mark FROM agency_mark m WHERE m.year = $1 AND m.agency_id = g.id
                 ORDER BY m.id DESC LIMIT 1), '') AS mark,
       CAST(0 AS BIGINT) AS late_days,
       (SELECT COUNT(*) FROM submit_late z JOIN package q ON q.id = z.package_id
        WHERE q.agency_id = g.id AND q.year = $1) AS late_packages
FROM agency g
LEFT JOIN package p ON p.agency_id = g.id AND p.year = $1 AND p.state NOT IN ('WITHDRAWN', 'EXECUTION') AND {seen p $2}
WHERE g.kind NOT IN ('unit', 'ministry') AND g.valid_from <= $1
  AND (g.valid_to IS NULL OR g.valid_to >= $1)
GROUP BY g.id, g.code, g.name_th, g.name_en, g.division, g.print_order
ORDER BY g.print_order, g.code;
