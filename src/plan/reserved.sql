-- reserved.sql: reserved opinions and amendments.

-- part: reserved_columns(r)
r.id, r.version, r.code, r.kind, r.state, l.code AS line_code, l.name AS line_name, g.code AS agency_code,
g.name_th AS agency_name, m.code AS member_code, m.full_name AS member, COALESCE(c.name, '') AS committee,
COALESCE(d.code, '') AS delta_code, r.stands_satang, r.wanted_satang, r.reason, r.spoken_note, r.vote_code,
COALESCE(f.code, '') AS floor_code, r.settled_by, r.settled_why, r.made_by, r.made_at_ms, r.year, r.ordinance, r.line_id,
r.agency_id

-- part: reserved_tables(r, l)
council_reserved r JOIN line l ON l.id = r.line_id JOIN agency g ON g.id = r.agency_id
JOIN council_member m ON m.id = r.member_id LEFT JOIN council_committee c ON c.id = r.committee_id
LEFT JOIN council_delta d ON d.id = r.delta_id LEFT JOIN council_delta f ON f.id = r.floor_delta_id

-- $3 kind, $4 state or open, $5 agency, $6 line, $7 after, $8 most.
-- name: reserved_list
SELECT {reserved_columns r}, {line_now l} AS now_satang
FROM {reserved_tables r l}
WHERE r.year = $1 AND r.ordinance = $2 AND (CAST($3 AS TEXT) = '' OR r.kind = $3)
  AND (CAST($4 AS TEXT) = '' OR r.state = $4 OR (CAST($4 AS TEXT) = 'open' AND r.state IN ('registered', 'spoken')))
  AND (CAST($5 AS TEXT) = '' OR g.code = $5) AND (CAST($6 AS TEXT) = '' OR l.code = $6) AND r.id > $7
ORDER BY r.id LIMIT $8;

-- name: reserved_get
SELECT {reserved_columns r}, {line_now l} AS now_satang FROM {reserved_tables r l} WHERE r.code = $1;

-- Those not settled: what the third reading waits for.
-- name: guard_reserved
SELECT COUNT(*) FROM council_reserved r
WHERE r.year = $1 AND r.ordinance = $3 AND CAST($2 AS BIGINT) >= 0 AND r.state IN ('registered', 'spoken');

-- Cuts that the committee has not decided: what the amendments wait for.
-- name: guard_cuts
SELECT COUNT(*) FROM council_delta d
WHERE d.year = $1 AND d.ordinance = $3 AND CAST($2 AS BIGINT) >= 0 AND d.state = 'proposed' AND d.kind = 'cut';

-- Amendments and restores that nobody has decided: what the second reading waits for.
-- name: guard_amendments
SELECT COUNT(*) FROM council_delta d
WHERE d.year = $1 AND d.ordinance = $3 AND CAST($2 AS BIGINT) >= 0 AND d.state IN ('proposed', 'confirmed');

-- name: reserved_count
SELECT COUNT(*) FROM council_reserved WHERE year = $1 AND ordinance = $2;

-- name: reserved_open_of
SELECT COUNT(*) FROM council_reserved
WHERE line_id = $1 AND member_id = $2 AND kind = $3 AND state IN ('registered', 'spoken');

-- name: reserved_insert
INSERT INTO council_reserved (year, ordinance, code, kind, state, line_id, agency_id, delta_id, member_id, committee_id,
                              stands_satang, wanted_satang, reason, made_by, made_at_ms)
VALUES ($1, $2, $3, $4, 'registered', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id;

-- name: reserved_speak
UPDATE council_reserved SET state = 'spoken', spoken_note = $3, spoken_at_ms = $4, version = version + 1
WHERE id = $1 AND version = $2 AND state = 'registered';

-- name: reserved_end
UPDATE council_reserved SET state = $3, vote_code = $4, floor_delta_id = $5, settled_by = $6, settled_at_ms = $7,
                            settled_why = $8, version = version + 1
WHERE id = $1 AND version = $2 AND state IN ('registered', 'spoken');

-- name: reserved_event
INSERT INTO council_reserved_event (reserved_id, event, from_state, to_state, by_user, at_ms, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- How the member voted on the vote by which a delta was decided, and what it decided.
-- name: reserved_ballot
SELECT b.choice, v.result FROM council_vote v JOIN council_ballot b ON b.vote_id = v.id
WHERE v.code = $1 AND b.member_id = $2;

-- name: reserved_void_events
INSERT INTO council_reserved_event (reserved_id, event, from_state, to_state, by_user, at_ms, reason)
SELECT r.id, 'void', r.state, 'void', CAST($3 AS TEXT), CAST($4 AS BIGINT), CAST($5 AS TEXT)
FROM council_reserved r WHERE r.year = $1 AND r.ordinance = $2 AND r.state IN ('registered', 'spoken', 'adopted');

-- name: reserved_void
UPDATE council_reserved SET state = 'void', settled_why = $3, settled_by = $4, settled_at_ms = $5, version = version + 1
WHERE year = $1 AND ordinance = $2 AND state IN ('registered', 'spoken', 'adopted');
