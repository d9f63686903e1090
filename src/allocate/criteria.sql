-- criteria.sql: criteria of value, their versions, weights and comparisons.

-- part: criteria_set_columns(s)
s.id AS id, s.year AS year, s.number AS number, s.version AS version, s.state AS state, s.method AS method, s.reason AS reason,
       s.opens_on AS opens_on, CASE WHEN s.ratio IS NULL THEN 0 ELSE 1 END AS has_ratio, COALESCE(s.ratio, 0) AS ratio,
       s.made_by AS made_by, s.made_ms AS made_ms, s.published_by AS published_by, s.published_ms AS published_ms,
       (SELECT COUNT(*) FROM criterion c WHERE c.set_id = s.id) AS criteria,
       CAST(COALESCE((SELECT SUM(c.weight_bp) FROM criterion c WHERE c.set_id = s.id), 0) AS BIGINT) AS weights_bp,
       (SELECT COUNT(*) FROM criteria_pair k WHERE k.set_id = s.id) AS pairs,
       (SELECT COUNT(*) FROM rating t WHERE t.set_id = s.id AND t.state = 'sent') AS sent

-- name: criteria_set_list
SELECT {criteria_set_columns s} FROM criteria_set s WHERE s.year = $1 ORDER BY s.number DESC LIMIT 100;

-- name: criteria_set_get
SELECT {criteria_set_columns s} FROM criteria_set s WHERE s.year = $1 AND s.number = $2;

-- name: criteria_set_published
SELECT {criteria_set_columns s} FROM criteria_set s WHERE s.year = $1 AND s.state = 'published';

-- The set whose criteria a new one begins with: the newest of the year or, without one, of the years before.
-- name: criteria_set_model
SELECT COALESCE((SELECT s.id FROM criteria_set s WHERE s.year <= $1 AND s.year >= $1 - 3 AND s.state <> 'dropped'
                 ORDER BY s.year DESC, s.number DESC LIMIT 1), 0) AS id;

-- name: criteria_list
SELECT c.word AS word, CASE WHEN CAST($2 AS TEXT) = 'en' AND c.name_en <> '' THEN c.name_en ELSE c.name_th END AS name,
       c.source AS source, c.direction AS direction, c.weight_bp AS weight, c.has_data AS has_data, c.no_data_why AS no_data_why,
       c.name_th AS name_th, c.name_en AS name_en, c.anchors_th AS anchors_th, c.anchors_en AS anchors_en
FROM criterion c WHERE c.set_id = $1 ORDER BY c.sort, c.word;

-- name: criteria_pair_list
SELECT k.one AS one, k.other AS other, k.strength AS strength FROM criteria_pair k WHERE k.set_id = $1 ORDER BY k.one, k.other;

-- name: criteria_event_list
SELECT x.at_ms AS at_ms, x.event AS event, x.by_user AS by_user, x.reason AS reason
FROM criteria_event x WHERE x.set_id = $1 ORDER BY x.id DESC LIMIT 100;

-- name: criteria_event_add
INSERT INTO criteria_event (set_id, event, by_user, at_ms, reason) VALUES ($1, $2, $3, $4, $5);

-- name: criteria_wrote
SELECT COUNT(*) FROM criteria_event x WHERE x.set_id = $1 AND x.by_user = $2 AND x.event IN ('draft', 'put', 'take', 'weigh', 'compare');

-- name: criteria_draft_count
SELECT COUNT(*) FROM criteria_set s WHERE s.year = $1 AND s.state = 'draft';

-- name: criteria_number
SELECT CAST(COALESCE(MAX(s.number), 0) + 1 AS BIGINT) AS number FROM criteria_set s WHERE s.year = $1;

-- name: criteria_set_add
INSERT INTO criteria_set (year, number, state, method, reason, opens_on, made_by, made_ms)
VALUES ($1, $2, 'draft', 'direct', $3, $4, $5, $6) RETURNING id;

-- name: criteria_copy
INSERT INTO criterion (set_id, word, sort, source, direction, has_data, no_data_why, name_th, name_en, anchors_th, anchors_en, weight_bp)
SELECT CAST($1 AS BIGINT), c.word, c.sort, c.source, c.direction, c.has_data, c.no_data_why, c.name_th, c.name_en, c.anchors_th, c.anchors_en,
       c.weight_bp
FROM criterion c WHERE c.set_id = $2;

-- name: criterion_put
INSERT INTO criterion (set_id, word, sort, source, direction, has_data, no_data_why, name_th, name_en, anchors_th, anchors_en, weight_bp)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (set_id, word) DO UPDATE SET source = excluded.source, direction = excluded.direction, has_data = excluded.has_data,
  no_data_why = excluded.no_data_why, name_th = excluded.name_th, name_en = excluded.name_en, anchors_th = excluded.anchors_th,
  anchors_en = excluded.anchors_en;

-- name: criterion_drop
DELETE FROM criterion WHERE set_id = $1 AND word = $2;

-- name: criteria_pairs_drop
DELETE FROM criteria_pair WHERE set_id = $1;

-- name: criteria_pair_add
INSERT INTO criteria_pair (set_id, one, other, strength) VALUES ($1, $2, $3, $4);

-- name: criterion_weigh
UPDATE criterion SET weight_bp = $3 WHERE set_id = $1 AND word = $2;

-- A draft that was written in: its next version. $3 method, $4 ratio or NULL.
-- name: criteria_touch
UPDATE criteria_set SET version = version + 1, method = $3, ratio = CAST($4 AS BIGINT)
WHERE id = $1 AND version = $2 AND state = 'draft';

-- name: criteria_retire
UPDATE criteria_set SET state = 'replaced', version = version + 1 WHERE year = $1 AND state = 'published' AND version = $2;

-- name: criteria_move
UPDATE criteria_set SET state = $3, version = version + 1, published_by = CASE WHEN $3 = 'published' THEN $4 ELSE published_by END,
  published_ms = CASE WHEN $3 = 'published' THEN CAST($5 AS BIGINT) ELSE published_ms END
WHERE id = $1 AND version = $2 AND state = 'draft';
