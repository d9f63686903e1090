-- param.sql: the register of parameters (param.h).

-- name: param_now
SELECT v.value
FROM param_value v
WHERE v.code = $1 AND v.from_year <= $2 AND v.from_date <= $3
  AND EXISTS (SELECT 1 FROM param_event x WHERE x.value_id = v.id AND x.event = 'approve')
  AND NOT EXISTS (SELECT 1 FROM param_event x WHERE x.value_id = v.id AND x.event = 'withdraw')
ORDER BY v.from_year DESC, v.from_date DESC, v.number DESC LIMIT 1;

-- name: param_values
SELECT v.id, v.number, v.code, v.from_year, v.from_date, v.value, v.reason, v.source,
       CASE WHEN w.value_id IS NOT NULL THEN 'withdrawn' WHEN p.value_id IS NOT NULL THEN 'approved'
            ELSE 'proposed' END AS state,
       v.proposed_by, v.proposed_ms, COALESCE(p.by_user, '') AS approved_by,
       p.at_ms AS approved_ms, COALESCE(w.by_user, '') AS withdrawn_by, w.at_ms AS withdrawn_ms,
       COALESCE(w.reason, '') AS withdrawn_why
FROM param_value v
LEFT JOIN param_event p ON p.value_id = v.id AND p.event = 'approve'
LEFT JOIN param_event w ON w.value_id = v.id AND w.event = 'withdraw'
WHERE (CAST($1 AS TEXT) = '' OR v.code = $1)
ORDER BY v.code, v.number DESC LIMIT 5000;

-- name: param_value_insert
INSERT INTO param_value (code, number, from_year, from_date, value, reason, source, proposed_by,
                         proposed_ms)
VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM param_value WHERE code = $1), $2, $3, $4, $5,
        $6, $7, $8)
RETURNING number;

-- name: param_event_insert
INSERT INTO param_event (value_id, event, by_user, at_ms, reason) VALUES ($1, $2, $3, $4, $5);
