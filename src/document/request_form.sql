-- request_form.sql: what an agency's request prints. $1 year, $2 agency, $3 the reader's sight (plan/section.h).

-- name: form_facts
SELECT CAST(COUNT(*) AS BIGINT) AS packages,
       CAST(COALESCE(SUM(CASE WHEN p.state IN ('DRAFT', 'RETURNED') THEN 1 ELSE 0 END), 0) AS BIGINT) AS open,
       CAST(COALESCE(SUM((SELECT COUNT(*) FROM line l WHERE l.package_id = p.id AND l.removed = 0)), 0) AS BIGINT) AS lines,
       CAST(COALESCE(SUM((SELECT COALESCE(SUM(x.amount_satang), 0) FROM line l
                          JOIN line_amount x ON x.line_id = l.id AND x.stage = 0
                          WHERE l.package_id = p.id)), 0) AS BIGINT) AS total_satang
FROM package p
WHERE p.year = $1 AND p.agency_id = $2 AND p.state NOT IN ('WITHDRAWN', 'EXECUTION')
  AND {seen p $3};

-- In the order of the programme, then of the agency.
-- name: form_packages
SELECT p.id, p.code, p.title, p.unit_id, u.code AS unit_code, u.title AS unit_title, p.level, p.level_kind, p.state,
       p.justification, COALESCE(k.rank, 0) AS rank, COALESCE(r.disposition, '') AS disposition,
       CASE WHEN o.level IN ('side', 'plan') THEN o.id WHEN o1.level IN ('side', 'plan') THEN o1.id
            ELSE o.id END AS plan_id,
       CASE WHEN o.level IN ('side', 'plan') THEN o.code WHEN o1.level IN ('side', 'plan') THEN o1.code
            ELSE o.code END AS plan_code,
       CASE WHEN o.level IN ('side', 'plan') THEN o.name_th WHEN o1.level IN ('side', 'plan') THEN o1.name_th
            ELSE o.name_th END AS plan_name,
       o.id AS output_id, o.code AS output_code, o.name_th AS output_name,
       COALESCE(g.code, '') AS goal_code, COALESCE(g.name_th, '') AS goal_name,
       COALESCE(y.name, '') AS yield_name, COALESCE(y.quantity_milli, 0) AS yield_milli,
       COALESCE(y.unit_word, '') AS yield_unit
FROM package p
JOIN unit u ON u.id = p.unit_id
JOIN class_node o ON o.id = p.output_id
LEFT JOIN class_node o1 ON o1.id = o.parent_id
LEFT JOIN class_node o2 ON o2.id = o1.parent_id
LEFT JOIN class_node g ON g.id = p.goal_id
LEFT JOIN package_rank k ON k.package_id = p.id
LEFT JOIN unit_review r ON r.unit_id = p.unit_id
LEFT JOIN level_output y ON y.package_id = p.id
WHERE p.year = $1 AND p.agency_id = $2 AND p.state NOT IN ('WITHDRAWN', 'EXECUTION')
  AND {seen p $3}
ORDER BY CASE WHEN o.level = 'side' THEN o.sort WHEN o1.level = 'side' THEN o1.sort
              WHEN o2.level = 'side' THEN o2.sort ELSE o.sort END,
         CASE WHEN o.level IN ('side', 'plan') THEN o.sort WHEN o1.level IN ('side', 'plan') THEN o1.sort
              ELSE o.sort END,
         CASE WHEN o.level IN ('side', 'plan') THEN o.id WHEN o1.level IN ('side', 'plan') THEN o1.id
              ELSE o.id END,
         o.sort, o.id, u.code, u.id, p.level, p.id;

-- name: form_lines
SELECT l.code, l.name, l.package_id, i.code AS item_code, i.name_th AS item_name,
       CASE WHEN i.level = 'type' THEN i.id WHEN i1.level = 'type' THEN i1.id
            WHEN i2.level = 'type' THEN i2.id WHEN i3.level = 'type' THEN i3.id ELSE i.id END AS type_id,
       f.code AS fund_code, l.quantity_milli, l.unit_word, l.unit_price_satang, l.times, l.months,
       CAST(COALESCE(x.amount_satang, 0) AS BIGINT) AS amount_satang, l.justification,
       COALESCE(j.code, '') AS group_code, COALESCE(j.reason, '') AS group_reason
FROM package p
JOIN line l ON l.package_id = p.id
LEFT JOIN line_amount x ON x.line_id = l.id AND x.stage = 0
JOIN class_node i ON i.id = l.item_id
LEFT JOIN class_node i1 ON i1.id = i.parent_id
LEFT JOIN class_node i2 ON i2.id = i1.parent_id
LEFT JOIN class_node i3 ON i3.id = i2.parent_id
JOIN class_node f ON f.id = l.fund_id
LEFT JOIN justify_line jl ON jl.line_id = l.id
LEFT JOIN justify_group j ON j.id = jl.group_id
WHERE p.year = $1 AND p.agency_id = $2 AND p.state NOT IN ('WITHDRAWN', 'EXECUTION') AND l.removed = 0
  AND {seen p $3}
ORDER BY l.package_id, i.sort, i.id, l.code;

-- name: form_types
SELECT n.id AS type_id, n.code, n.name_th AS name
FROM year_class y JOIN class_node n ON n.version_id = y.version_id AND n.level = 'type'
WHERE y.year = $1 AND y.kind = 'item'
ORDER BY n.sort, n.id;

-- Who signed last that the request be sent.
-- name: form_sign
SELECT s.by_user, COALESCE((SELECT w.full_name FROM app_user w WHERE w.name = s.by_user), '') AS full_name,
       s.capacity, s.order_no, s.order_on, s.at_ms
FROM package_sign s
WHERE s.id = (SELECT MAX(t.id) FROM package_sign t JOIN package p ON p.id = t.package_id
              WHERE p.year = $1 AND p.agency_id = $2 AND t.event = 'submit');

-- name: form_answers
SELECT x.unit_id, x.level, x.question, x.words
FROM answer x
WHERE x.words <> ''
  AND x.version = (SELECT MAX(y.version) FROM answer y
                   WHERE y.unit_id = x.unit_id AND y.level = x.level AND y.question = x.question)
  AND EXISTS (SELECT 1 FROM package p WHERE p.unit_id = x.unit_id AND p.year = $1 AND p.agency_id = $2
                AND (x.level = 0 OR x.level = p.level) AND p.state NOT IN ('WITHDRAWN', 'EXECUTION')
                AND {seen p $3})
ORDER BY x.unit_id, x.question, x.level;

-- name: form_options
SELECT o.unit_id, o.number, o.kind, o.title, o.cost_satang, o.outcome, o.chosen, o.why
FROM unit_option o
WHERE o.removed = 0
  AND EXISTS (SELECT 1 FROM package p WHERE p.unit_id = o.unit_id AND p.year = $1 AND p.agency_id = $2
                AND p.state NOT IN ('WITHDRAWN', 'EXECUTION')
                AND {seen p $3})
ORDER BY o.unit_id, o.number;

-- name: form_open
SELECT CAST(COUNT(*) AS BIGINT) FROM package
WHERE year = $1 AND agency_id = $2 AND state IN ('DRAFT', 'RETURNED');
