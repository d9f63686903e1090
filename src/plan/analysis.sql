-- analysis.sql: forms of analysis, what was filled in, recommendations.

-- ---- forms ----

-- part: form_columns(f)
f.class, f.version, f.th, f.en, f.state, f.reason, f.proposed_by, f.proposed_ms, f.decided_by,
       f.decided_ms, f.id, (SELECT COUNT(*) FROM analysis_question q WHERE q.form_id = f.id) AS questions

-- name: analysis_form_now
SELECT {form_columns f} FROM analysis_form f WHERE f.class = $1 AND f.state = 'approved';

-- name: analysis_form_at
SELECT {form_columns f} FROM analysis_form f WHERE f.class = $1 AND f.version = $2;

-- name: analysis_form_list
SELECT {form_columns f} FROM analysis_form f
WHERE (CAST($1 AS TEXT) = '' OR f.class = $1) ORDER BY f.class, f.version DESC LIMIT 500;

-- name: analysis_questions
SELECT n, kind, required, th, en, choices FROM analysis_question WHERE form_id = $1 ORDER BY n;

-- name: analysis_form_waiting
SELECT COUNT(*) FROM analysis_form WHERE class = $1 AND state = 'proposed';

-- name: analysis_form_next
SELECT COALESCE(MAX(version), 0) + 1 FROM analysis_form WHERE class = $1;

-- name: analysis_form_insert
INSERT INTO analysis_form (class, version, th, en, state, reason, proposed_by, proposed_ms)
VALUES ($1, $2, $3, $4, 'proposed', $5, $6, $7) RETURNING id;

-- name: analysis_question_insert
INSERT INTO analysis_question (form_id, n, kind, required, th, en, choices)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: analysis_form_replace
UPDATE analysis_form SET state = 'replaced' WHERE class = $1 AND state = 'approved';

-- name: analysis_form_decide
UPDATE analysis_form SET state = $2, decided_by = $3, decided_ms = $4 WHERE id = $1 AND state = 'proposed';

-- The version that holds, of every class that has one.
-- name: analysis_form_versions
SELECT class, version FROM analysis_form WHERE state = 'approved' ORDER BY class;

-- ---- filled in ----

-- name: analysis_lines
SELECT l.id, l.code, l.name, i.code AS item_code, i.name_th AS item_name, l.quantity_milli, l.times,
       l.months, l.unit_word, l.unit_price_satang, l.justification,
       CAST(COALESCE((SELECT x.amount_satang FROM line_amount x
                      WHERE x.line_id = l.id AND x.stage = 0), 0) AS BIGINT) AS requested_satang,
       (SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id AND x.stage = 1) AS analyst_satang,
       COALESCE((SELECT c.reason FROM line_change c WHERE c.line_id = l.id AND c.stage = 1
                 ORDER BY c.seq DESC LIMIT 1), '') AS reason
FROM line l
JOIN class_node i ON i.id = l.item_id
WHERE l.package_id = $1 AND l.removed = 0
ORDER BY i.sort, l.sort, l.id;

-- name: analysis_of_package
SELECT id, line_id, class, form_version, state, version, by_user, at_ms
FROM analysis WHERE package_id = $1 ORDER BY id;

-- name: analysis_answers
SELECT x.n, x.value, x.by_user, x.at_ms
FROM analysis_answer x
WHERE x.analysis_id = $1
  AND x.version = (SELECT MAX(y.version) FROM analysis_answer y
                   WHERE y.analysis_id = x.analysis_id AND y.n = x.n)
ORDER BY x.n;

-- name: analysis_answers_all
SELECT x.version, x.n, x.value, x.by_user, x.at_ms
FROM analysis_answer x
WHERE x.analysis_id = $1 ORDER BY x.version DESC, x.n LIMIT 1000;

-- name: analysis_begin
INSERT INTO analysis (package_id, line_id, class, form_version, state, version, by_user, at_ms)
VALUES ($1, $2, $3, $4, $5, 1, $6, $7)
ON CONFLICT (package_id, line_id, class) DO NOTHING RETURNING id;

-- name: analysis_touch
UPDATE analysis SET state = $3, version = version + 1, by_user = $4, at_ms = $5
WHERE id = $1 AND version = $2;

-- name: analysis_answer_insert
INSERT INTO analysis_answer (analysis_id, n, version, form_version, value, by_user, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- ---- the recommendation ----

-- name: recommendation_get
SELECT word, reason, by_user, class, asked_satang, amount_satang, at_ms, version
FROM recommendation WHERE package_id = $1;

-- name: recommendation_list
SELECT word, reason, by_user, '' AS class, asked_satang, amount_satang, at_ms, version
FROM recommendation_event WHERE package_id = $1 ORDER BY version DESC LIMIT 200;

-- name: recommendation_put
INSERT INTO recommendation (package_id, year, division, class, word, asked_satang, amount_satang, reason,
                            sent_ms, version, by_user, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8,
        COALESCE((SELECT MAX(v.at_ms) FROM package_event v WHERE v.package_id = $1 AND v.event = 'submit'), 0),
        1, $9, $10)
ON CONFLICT (package_id) DO UPDATE SET division = excluded.division, class = excluded.class,
    word = excluded.word, asked_satang = excluded.asked_satang, amount_satang = excluded.amount_satang,
    reason = excluded.reason, sent_ms = excluded.sent_ms, version = recommendation.version + 1,
    by_user = excluded.by_user, at_ms = excluded.at_ms
WHERE recommendation.version = $11;

-- name: recommendation_event_insert
INSERT INTO recommendation_event (package_id, version, word, asked_satang, amount_satang, reason, by_user, at_ms)
SELECT r.package_id, r.version, r.word, r.asked_satang, r.amount_satang, r.reason, r.by_user, r.at_ms
FROM recommendation r WHERE r.package_id = $1;

-- name: analysed_line_clear
DELETE FROM analysed_line WHERE package_id = $1;

-- name: analysed_line_insert
INSERT INTO analysed_line (line_id, year, package_id, division, class, item_code, unit_word, unit_satang,
                           asked_satang, given_satang, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);
