-- Scenarios branched, shared, merged, archived.

-- May the person $2 (its roles $3: ",office,governor,"; "*" sees all) see the scenario?
-- part: sees_scenario(s, $2, $3)
(s.shared = 'all' OR CAST($3 AS TEXT) = '*' OR s.made_by = CAST($2 AS TEXT)
  OR (s.shared = 'named' AND EXISTS (SELECT 1 FROM scenario_share sh WHERE sh.scenario_id = s.id
    AND ((sh.kind = 'user' AND sh.word = CAST($2 AS TEXT))
         OR (sh.kind = 'role' AND CAST($3 AS TEXT) LIKE '%,' || sh.word || ',%')))))

-- part: scenario_row_columns(s)
s.id AS id, s.name AS name, s.note AS note,
  COALESCE((SELECT u.name FROM scenario u WHERE u.id = s.parent_id), '') AS parent, s.shared AS shared, s.state AS state,
  s.made_by AS made_by, s.made_at_ms AS made_at_ms,
  (SELECT COUNT(*) FROM scenario_ceiling c WHERE c.scenario_id = s.id) AS ceilings,
  (SELECT COUNT(*) FROM scenario_pin x WHERE x.scenario_id = s.id) AS pins,
  (SELECT COUNT(*) FROM scenario_run r WHERE r.scenario_id = s.id) AS runs, s.version AS version

-- name: scenario_list
SELECT {scenario_row_columns s}
FROM scenario s WHERE s.year = $1 AND s.state = $4 AND {sees_scenario s $2 $3}
ORDER BY CASE s.name WHEN 'main' THEN 0 ELSE 1 END, s.id LIMIT 200;

-- name: scenario_open
SELECT {scenario_row_columns s}
FROM scenario s WHERE s.year = $1 AND s.name = $4 AND {sees_scenario s $2 $3};

-- name: scenario_branch
INSERT INTO scenario (year, name, note, made_by, made_at_ms, parent_id, shared)
VALUES ($1, $2, $3, $4, $5, $6, 'private') ON CONFLICT (year, name) DO NOTHING RETURNING id;

-- name: scenario_branch_ceilings
INSERT INTO scenario_ceiling (scenario_id, dim, code, max_satang, min_satang)
SELECT CAST($2 AS BIGINT), c.dim, c.code, c.max_satang, c.min_satang FROM scenario_ceiling c WHERE c.scenario_id = $1;

-- name: scenario_branch_pins
INSERT INTO scenario_pin (scenario_id, package_id, way, reason, by_user, at_ms)
SELECT CAST($2 AS BIGINT), p.package_id, p.way, p.reason, p.by_user, p.at_ms FROM scenario_pin p WHERE p.scenario_id = $1;

-- name: scenario_branch_rules
INSERT INTO scenario_rule (scenario_id, code, kind, packages, others, least, most, amount_satang, share_bp, target, reason,
  made_by, made_at_ms)
SELECT CAST($2 AS BIGINT), u.code, u.kind, u.packages, u.others, u.least, u.most, u.amount_satang, u.share_bp, u.target,
  u.reason, u.made_by, u.made_at_ms FROM scenario_rule u WHERE u.scenario_id = $1;

-- What a scenario says, part by part, as text.
-- part: scenario_parts_of($1)
SELECT 'ceiling' AS part, c.dim || ':' || c.code AS key,
  COALESCE(CAST(c.max_satang AS TEXT), '') || '|' || COALESCE(CAST(c.min_satang AS TEXT), '') AS content
FROM scenario_ceiling c WHERE c.scenario_id = $1
UNION ALL
SELECT 'pin' AS part, g.code AS key, x.way AS content
FROM scenario_pin x JOIN package g ON g.id = x.package_id WHERE x.scenario_id = $1
UNION ALL
SELECT 'rule' AS part, u.code AS key, u.kind || '|' || u.packages || '|' || u.others || '|' || COALESCE(CAST(u.least AS TEXT), '')
  || '|' || COALESCE(CAST(u.most AS TEXT), '') || '|' || COALESCE(CAST(u.amount_satang AS TEXT), '') || '|'
  || COALESCE(CAST(u.share_bp AS TEXT), '') || '|' || u.target AS content
FROM scenario_rule u WHERE u.scenario_id = $1

-- name: scenario_base_drop
DELETE FROM scenario_base WHERE scenario_id = $1;

-- name: scenario_base_keep
INSERT INTO scenario_base (scenario_id, part, key, content)
SELECT CAST($2 AS BIGINT), q.part, q.key, q.content FROM ({scenario_parts_of $1}) q;

-- name: scenario_part_list
SELECT q.part AS part, q.key AS key, q.content AS content FROM ({scenario_parts_of $1}) q ORDER BY q.part, q.key;

-- name: scenario_base_list
SELECT b.part AS part, b.key AS key, b.content AS content FROM scenario_base b WHERE b.scenario_id = $1 ORDER BY b.part, b.key;

-- name: scenario_parent
SELECT CAST(COALESCE(s.parent_id, 0) AS BIGINT) FROM scenario s WHERE s.id = $1;

-- name: merge_ceiling_take
INSERT INTO scenario_ceiling (scenario_id, dim, code, max_satang, min_satang)
SELECT CAST($1 AS BIGINT), c.dim, c.code, c.max_satang, c.min_satang FROM scenario_ceiling c
WHERE c.scenario_id = $2 AND c.dim || ':' || c.code = CAST($3 AS TEXT)
ON CONFLICT (scenario_id, dim, code) DO UPDATE SET max_satang = excluded.max_satang, min_satang = excluded.min_satang;

-- name: merge_ceiling_drop
DELETE FROM scenario_ceiling WHERE scenario_id = $1 AND dim || ':' || code = CAST($2 AS TEXT);

-- name: merge_pin_take
INSERT INTO scenario_pin (scenario_id, package_id, way, reason, by_user, at_ms)
SELECT CAST($1 AS BIGINT), x.package_id, x.way, x.reason, x.by_user, x.at_ms
FROM scenario_pin x JOIN package g ON g.id = x.package_id WHERE x.scenario_id = $2 AND g.code = CAST($3 AS TEXT)
ON CONFLICT (scenario_id, package_id) DO UPDATE SET way = excluded.way, reason = excluded.reason,
  by_user = excluded.by_user, at_ms = excluded.at_ms, version = scenario_pin.version + 1;

-- name: merge_pin_drop
DELETE FROM scenario_pin WHERE scenario_id = $1
  AND package_id IN (SELECT g.id FROM package g
    WHERE g.year = (SELECT s.year FROM scenario s WHERE s.id = $1) AND g.code = CAST($2 AS TEXT));

-- name: merge_rule_take
INSERT INTO scenario_rule (scenario_id, code, kind, packages, others, least, most, amount_satang, share_bp, target, reason,
  made_by, made_at_ms)
SELECT CAST($1 AS BIGINT), u.code, u.kind, u.packages, u.others, u.least, u.most, u.amount_satang, u.share_bp, u.target,
  u.reason, u.made_by, u.made_at_ms FROM scenario_rule u WHERE u.scenario_id = $2 AND u.code = CAST($3 AS TEXT)
ON CONFLICT (scenario_id, code) DO UPDATE SET kind = excluded.kind, packages = excluded.packages, others = excluded.others,
  least = excluded.least, most = excluded.most, amount_satang = excluded.amount_satang, share_bp = excluded.share_bp,
  target = excluded.target, reason = excluded.reason, made_by = excluded.made_by, made_at_ms = excluded.made_at_ms,
  version = scenario_rule.version + 1;

-- name: merge_rule_drop
DELETE FROM scenario_rule WHERE scenario_id = $1 AND code = CAST($2 AS TEXT);

-- name: scenario_bump
UPDATE scenario SET version = version + 1 WHERE id = $1 AND version = $2;

-- name: scenario_set_shared
UPDATE scenario SET shared = $3, version = version + 1 WHERE id = $1 AND version = $2;

-- name: scenario_set_state
UPDATE scenario SET state = $3, version = version + 1 WHERE id = $1 AND version = $2;

-- name: scenario_share_drop
DELETE FROM scenario_share WHERE scenario_id = $1;

-- name: scenario_share_add
INSERT INTO scenario_share (scenario_id, kind, word, by_user, at_ms) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (scenario_id, kind, word) DO NOTHING;

-- name: scenario_share_list
SELECT h.kind AS kind, h.word AS word, h.by_user AS by_user, h.at_ms AS at_ms
FROM scenario_share h WHERE h.scenario_id = $1 ORDER BY h.kind, h.word;

-- name: scenario_user_known
SELECT COUNT(*) FROM app_user u WHERE u.name = $1;

-- name: scenario_scale_total
UPDATE scenario_ceiling SET max_satang = $2 WHERE scenario_id = $1 AND dim = 'total' AND code = '';

-- name: scenario_total
SELECT CAST(COALESCE(MAX(c.max_satang), 0) AS BIGINT) FROM scenario_ceiling c
WHERE c.scenario_id = $1 AND c.dim = 'total' AND c.code = '';
