-- period.sql: months of the ledger.

-- name: period_closed
SELECT COALESCE((SELECT w.closed FROM ledger_period w WHERE w.period = $1), 0);

-- name: period_rows
SELECT w.year, w.period, w.closed, w.closed_seq,
       (SELECT COUNT(*) FROM ledger_period_event v WHERE v.period = w.period) AS times,
       COALESCE(e.made_by, '') AS changed_by, COALESCE(e.reason, '') AS reason, COALESCE(e.made_at_ms, 0) AS at_ms
FROM ledger_period w
LEFT JOIN ledger_period_event e ON e.id = (SELECT MAX(v.id) FROM ledger_period_event v WHERE v.period = w.period)
WHERE w.year = $1 ORDER BY w.period;

-- name: period_events
SELECT id, year, period, event, entry_seq, reason, made_by, made_at_ms
FROM ledger_period_event WHERE year = $1 ORDER BY id DESC;

-- No row when it is so already.
-- name: period_set
INSERT INTO ledger_period (period, year, closed, closed_seq) VALUES ($1, $2, $3, $4)
ON CONFLICT (period) DO UPDATE SET closed = excluded.closed,
    closed_seq = CASE WHEN excluded.closed = 1 THEN excluded.closed_seq ELSE ledger_period.closed_seq END,
    version = ledger_period.version + 1
WHERE ledger_period.closed <> excluded.closed;

-- name: period_event
INSERT INTO ledger_period_event (year, period, event, entry_seq, reason, made_by, made_at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7);
