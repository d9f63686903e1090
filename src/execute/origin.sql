-- origin.sql: where a line's money comes from; lines opened in execution.

-- name: origin_get
SELECT l.id AS line_id, l.origin AS kind, COALESCE(o.central_item, '') AS central_item, o.on_date,
       COALESCE(o.subsidy, '') AS subsidy, COALESCE(o.carried_from, 0) AS carried_from
FROM line l LEFT JOIN line_origin o ON o.line_id = l.id WHERE l.id = $1;

-- Which of the nodes are of the year's structure.
-- name: origin_nodes
SELECT (SELECT COUNT(*) FROM class_node n JOIN year_class y ON y.version_id = n.version_id
        WHERE n.id = $2 AND y.year = $1 AND y.kind = 'programme') AS output,
       (SELECT COUNT(*) FROM class_node n JOIN year_class y ON y.version_id = n.version_id
        WHERE n.id = $3 AND y.year = $1 AND y.kind = 'item') AS item,
       (SELECT COUNT(*) FROM class_node n JOIN year_class y ON y.version_id = n.version_id
        WHERE n.id = $4 AND y.year = $1 AND y.kind = 'fund') AS fund;

-- name: origin_agency
SELECT id, code, division FROM agency WHERE id = $1;

-- name: origin_package
SELECT COALESCE((SELECT p.id FROM package p
                 WHERE p.agency_id = $2 AND p.year = $1 AND p.output_id = $3 AND p.state = 'EXECUTION'), 0);

-- name: origin_unit_insert
INSERT INTO unit (year, code, agency_id, output_id, title, kind) VALUES ($1, $2, $3, $4, $5, 'base') RETURNING id;

-- name: origin_package_insert
INSERT INTO package (year, code, unit_id, agency_id, output_id, level, level_kind, title, state, made_by, made_at_ms)
VALUES ($1, $2, $3, $4, $5, 1, 'minimum', $6, 'EXECUTION', $7, $8) RETURNING id;

-- name: origin_event
INSERT INTO package_event (package_id, event, from_state, to_state, by_user, at_ms, reason)
VALUES ($1, 'open', '', 'EXECUTION', $2, $3, $4);

-- name: origin_line_insert
INSERT INTO line (year, ordinance, code, package_id, agency_id, output_id, item_id, fund_id, name, justification, origin)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id;

-- name: origin_insert
INSERT INTO line_origin (line_id, kind, central_item, on_date, subsidy, carried_from, authority, reason, made_by, made_at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- ---- carried into the next year ----

-- name: origin_carried
SELECT COALESCE((SELECT o.line_id FROM line_origin o WHERE o.carried_from = $1 AND o.kind = $2), 0);

-- name: origin_source
SELECT year, ordinance, agency_id, output_id, item_id, name FROM line WHERE id = $1;

-- A node in another year's structure: itself, the one of the same code, else where most of it went; 0 = nowhere.
-- name: origin_map
SELECT COALESCE(
    (SELECT n.id FROM class_node n JOIN year_class y ON y.version_id = n.version_id
     WHERE n.id = $1 AND y.year = $2 AND y.kind = $3),
    (SELECT t.id FROM class_node n JOIN year_class y ON y.year = $2 AND y.kind = $3
     JOIN class_node t ON t.version_id = y.version_id AND t.code = n.code WHERE n.id = $1),
    (SELECT x.to_id FROM crosswalk x JOIN class_node t ON t.id = x.to_id
     JOIN year_class y ON y.version_id = t.version_id AND y.year = $2 AND y.kind = $3
     WHERE x.from_id = $1 ORDER BY x.share_bp DESC, x.to_id LIMIT 1), 0);

-- name: origin_fund
SELECT COALESCE((SELECT n.id FROM class_node n JOIN year_class y ON y.version_id = n.version_id
                 WHERE y.year = $1 AND y.kind = 'fund' AND n.code = $2), 0);
