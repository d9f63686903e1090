-- law.sql: the register of rules (law.h).

-- part: law_row(x)
x.id, x.sort, x.law, x.article, x.number, x.kind, x.title_th, x.title_en, x.gist_th, x.gist_en, x.body,
       x.status, x.valid_from, x.valid_to, x.replaced_by, x.source, x.reason,
       CASE WHEN EXISTS (SELECT 1 FROM law_event w WHERE w.entry_id = x.id AND w.event = 'withdraw') THEN 'withdrawn'
            WHEN v.entry_id IS NOT NULL THEN 'approved' ELSE 'proposed' END AS state,
       x.proposed_by, x.proposed_ms, COALESCE(v.by_user, '') AS approved_by, v.at_ms AS approved_ms

-- What holds: approved, and no later version is.
-- part: law_holds(x)
EXISTS (SELECT 1 FROM law_event q WHERE q.entry_id = x.id AND q.event = 'approve')
  AND NOT EXISTS (SELECT 1 FROM law_entry y JOIN law_event z ON z.entry_id = y.id AND z.event = 'approve'
                  WHERE y.law = x.law AND y.article = x.article AND y.number > x.number)

-- name: law_list
SELECT {law_row x}
FROM law_entry x LEFT JOIN law_event v ON v.entry_id = x.id AND v.event = 'approve'
WHERE (CASE WHEN CAST($1 AS TEXT) = '' THEN x.article = '' ELSE x.law = $1 END) AND {law_holds x}
ORDER BY x.sort, x.law, x.article LIMIT 1000;

-- name: law_get
SELECT {law_row x}
FROM law_entry x LEFT JOIN law_event v ON v.entry_id = x.id AND v.event = 'approve'
WHERE x.law = $1 AND x.article = $2 AND {law_holds x};

-- name: law_history
SELECT {law_row x}
FROM law_entry x LEFT JOIN law_event v ON v.entry_id = x.id AND v.event = 'approve'
WHERE x.law = $1 AND x.article = $2 ORDER BY x.number DESC LIMIT 200;

-- name: law_waiting
SELECT {law_row x}
FROM law_entry x LEFT JOIN law_event v ON v.entry_id = x.id AND v.event = 'approve'
WHERE NOT EXISTS (SELECT 1 FROM law_event q WHERE q.entry_id = x.id)
ORDER BY x.id DESC LIMIT 200;

-- What holds all three grams; the text itself is compared afterwards.
-- name: law_search
SELECT {law_row x}
FROM search_gram a JOIN law_entry x ON x.id = a.ref_id
LEFT JOIN law_event v ON v.entry_id = x.id AND v.event = 'approve'
WHERE a.gram = $1 AND a.kind = 'law' AND {law_holds x}
  AND EXISTS (SELECT 1 FROM search_gram b WHERE b.gram = $2 AND b.kind = 'law' AND b.ref_id = a.ref_id)
  AND EXISTS (SELECT 1 FROM search_gram b WHERE b.gram = $3 AND b.kind = 'law' AND b.ref_id = a.ref_id)
ORDER BY x.sort, x.law, x.article LIMIT 200;

-- name: law_insert
INSERT INTO law_entry (law, article, number, kind, title_th, title_en, body, gist_th, gist_en, status,
                       valid_from, valid_to, replaced_by, source, sort, reason, proposed_by, proposed_ms)
VALUES ($1, $2, (SELECT COALESCE(MAX(number), 0) + 1 FROM law_entry WHERE law = $1 AND article = $2), $3, $4,
        $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
RETURNING id;

-- name: law_number
SELECT number FROM law_entry WHERE id = $1;

-- name: law_event_insert
INSERT INTO law_event (entry_id, event, by_user, at_ms, reason) VALUES ($1, $2, $3, $4, $5);

-- name: law_versions
SELECT COUNT(*) FROM law_entry WHERE law = $1 AND article = $2;
