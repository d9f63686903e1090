-- sheet_map.sql: how an agency's own sheets are read.

-- name: sheet_map_get
SELECT columns FROM sheet_map WHERE agency_id = $1 AND kind = $2 AND fingerprint = $3;

-- name: sheet_map_put
INSERT INTO sheet_map (agency_id, kind, fingerprint, headers, columns, made_by, made_at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (agency_id, kind, fingerprint)
DO UPDATE SET columns = excluded.columns, made_by = excluded.made_by,
              made_at_ms = excluded.made_at_ms;
