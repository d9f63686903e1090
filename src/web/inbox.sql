-- inbox.sql: what waits for whom, a query a source (inbox.def). Each gives kind (words.def), id (unique among its
-- branches: id * 8 + branch), code (the address without its first /), title, agency_name, note, since_ms and due_key (a day,
-- 29991231 = none), and takes the same values: $1 year, $2 the person's name,
-- $3 their agency or 0, $4 their division or 0, $5 their sight, $6 today, $7 most rows, after ($8 due, $9 since, $10 id;
-- $10 0 = from the start). waiting: how many there are from here on.

-- part: inbox_rows(x)
SELECT x.kind, x.id, x.code, x.title, x.agency_name, x.note, x.since_ms, CAST(x.due_key AS BIGINT) AS due_key, COUNT(*) OVER () AS waiting

-- part: inbox_tail(x)
WHERE (CAST($10 AS BIGINT) = 0 OR x.due_key > $8 OR (x.due_key = $8 AND COALESCE(x.since_ms, 0) > $9)
       OR (x.due_key = $8 AND COALESCE(x.since_ms, 0) = $9 AND x.id > $10))
  AND CAST($1 AS BIGINT) > 0 AND CAST($2 AS TEXT) <> '' AND CAST($3 AS BIGINT) >= 0 AND CAST($4 AS BIGINT) >= 0
  AND CAST($5 AS TEXT) IS NOT NULL AND CAST($6 AS INTEGER) > 0
ORDER BY x.due_key, COALESCE(x.since_ms, 0), x.id LIMIT $7

-- Since when the package is in its state.
-- part: inbox_since(p)
(SELECT MAX(v.at_ms) FROM package_event v WHERE v.package_id = p.id AND v.to_state = p.state)

-- part: inbox_request_due(p)
COALESCE((SELECT MAX(t.until) FROM extension t WHERE t.year = p.year AND t.step = 'request' AND t.agency_id = p.agency_id AND t.state = 'allowed'),
         (SELECT c.to_date FROM calendar_step c WHERE c.year = p.year AND c.step = 'request' AND c.deadline = 1), 29991231)

-- part: inbox_analysis_due(p)
COALESCE((SELECT c.to_date FROM calendar_step c WHERE c.year = p.year AND c.step = 'analysis'), 29991231)

-- name: inbox_agency
{inbox_rows x} FROM (
SELECT 'returned' AS kind, p.id * 8 + 1 AS id, 'packages/' || p.code AS code, p.title, g.name_th AS agency_name,
       COALESCE((SELECT v.reason FROM package_event v WHERE v.package_id = p.id AND v.event = 'return' ORDER BY v.id DESC LIMIT 1), '') AS note,
       {inbox_since p} AS since_ms, {inbox_request_due p} AS due_key
FROM package p JOIN agency g ON g.id = p.agency_id
WHERE p.year = $1 AND p.state = 'RETURNED' AND (CAST($3 AS BIGINT) = 0 OR p.agency_id = $3)
  AND ((p.place = 'collector' AND CAST($5 AS TEXT) LIKE '%,c' || CAST(p.agency_id AS TEXT) || ',%')
       OR (p.place = 'section' AND CAST($5 AS TEXT) LIKE '%,s' || CAST(p.section_id AS TEXT) || ',%'))
UNION ALL
SELECT 'question' AS kind, q.id * 8 + 2 AS id, 'questions/' || q.code AS code, COALESCE((SELECT t.text FROM info_turn t WHERE t.request_id = q.id AND t.kind IN ('ask', 'again') ORDER BY t.number DESC LIMIT 1), '') AS title,
       g.name_th AS agency_name, p.title AS note, q.asked_ms AS since_ms, q.due AS due_key
FROM info_request q JOIN package p ON p.id = q.package_id JOIN agency g ON g.id = q.agency_id
WHERE q.agency_id = $3 AND q.state = 'open' AND q.year = $1
UNION ALL
SELECT 'draft' AS kind, p.id * 8 + 3 AS id, 'packages/' || p.code AS code, p.title, g.name_th AS agency_name, '' AS note, p.made_at_ms AS since_ms, {inbox_request_due p} AS due_key
FROM package p JOIN agency g ON g.id = p.agency_id
WHERE p.year = $1 AND p.state = 'DRAFT' AND (CAST($3 AS BIGINT) = 0 OR p.agency_id = $3)
  AND ((p.place = 'collector' AND CAST($5 AS TEXT) LIKE '%,c' || CAST(p.agency_id AS TEXT) || ',%')
       OR (p.place = 'section' AND CAST($5 AS TEXT) LIKE '%,s' || CAST(p.section_id AS TEXT) || ',%'))
UNION ALL
SELECT 'council_question' AS kind, c.id * 8 + 4 AS id, 'council/questions/' || c.code AS code, COALESCE((SELECT t.body FROM council_question_turn t WHERE t.question_id = c.id AND t.kind IN ('ask', 'follow') ORDER BY t.number DESC LIMIT 1), '') AS title, g.name_th AS agency_name, c.asker AS note, c.asked_ms AS since_ms, c.due_on AS due_key
FROM council_question c JOIN agency g ON g.id = c.owner_id
WHERE c.year = $1 AND c.owner_id = $3 AND c.state = 'assigned'
UNION ALL
SELECT 'observation' AS kind, o.id * 8 + 5 AS id, 'council/observations/' || o.code AS code, o.body AS title, g.name_th AS agency_name, p.owner_user AS note, o.decided_ms AS since_ms, COALESCE(p.due, 29991231) AS due_key
FROM observation_part p JOIN observation o ON o.id = p.observation_id JOIN agency g ON g.id = p.agency_id
WHERE p.agency_id = $3 AND p.state IN ('open', 'doing') AND o.state = 'adopted' AND o.year <= $1 AND o.year >= $1 - 2
UNION ALL
SELECT 'acceleration_resolution' AS kind, a.id * 8 + 6 AS id, 'acceleration/' || r.code AS code, a.body AS title, g.name_th AS agency_name, a.person AS note, a.made_ms AS since_ms, a.due AS due_key
FROM acceleration r JOIN acceleration_resolution a ON a.round_id = r.id JOIN agency g ON g.id = a.agency_id
WHERE r.year = $1 AND a.agency_id = $3 AND a.state IN ('open', 'doing')
UNION ALL
SELECT 'procurement_late' AS kind, p.line_id * 8 + 7 AS id, 'procurement/' || l.code AS code, l.name AS title, g.name_th AS agency_name, p.contract AS note, p.made_ms AS since_ms, p.next_day AS due_key
FROM procurement p JOIN line l ON l.id = p.line_id JOIN agency g ON g.id = l.agency_id
WHERE p.year = $1 AND p.next_day IS NOT NULL AND p.next_day < $6 AND l.agency_id = $3
UNION ALL
SELECT CASE r.state WHEN 'returned' THEN 'reading_returned' ELSE 'reading_due' END AS kind, r.id * 8 AS id, 'indicators/' || p.code || '/readings/' || CAST(r.period AS TEXT) AS code,
       COALESCE((SELECT v.name_th FROM indicator_version v WHERE v.indicator_id = p.indicator_id AND v.no = 1), p.code) AS title, g.name_th AS agency_name, r.verify_note AS note, r.made_ms AS since_ms, r.due AS due_key
FROM reading r JOIN indicator_profile p ON p.indicator_id = r.indicator_id AND p.year = r.year JOIN agency g ON g.id = r.agency_id
WHERE r.agency_id = $3 AND r.year = $1 AND r.state IN ('due', 'draft', 'returned')
  AND r.due <= CAST($6 AS INTEGER) + CASE WHEN CAST($6 AS INTEGER) % 10000 >= 1201 THEN 8900 ELSE 100 END
UNION ALL
SELECT 'activity_late' AS kind, (a.id + 1000000000000) * 8 AS id, 'activities/' || a.code AS code, p.name AS title, g.name_th AS agency_name, p.unit AS note, p.decided_ms AS since_ms, a.due AS due_key
FROM activity a JOIN activity_plan p ON p.activity_id = a.id AND p.no = a.plan_no JOIN agency g ON g.id = a.agency_id
WHERE a.agency_id = $3 AND a.year = $1 AND a.due < $6
) x {inbox_tail x};

-- name: inbox_sign
{inbox_rows x} FROM (
SELECT 'sign' AS kind, p.id * 8 + 1 AS id, 'packages/' || p.code AS code, p.title, g.name_th AS agency_name, '' AS note,
       (SELECT MAX(v.at_ms) FROM package_event v WHERE v.package_id = p.id) AS since_ms, {inbox_request_due p} AS due_key
FROM package p JOIN agency g ON g.id = p.agency_id
WHERE p.year = $1 AND p.state IN ('DRAFT', 'RETURNED') AND p.place = 'director' AND p.agency_id = $3
  AND CAST($5 AS TEXT) LIKE '%,a' || CAST(p.agency_id AS TEXT) || ',%'
UNION ALL
SELECT 'council_draft' AS kind, c.id * 8 + 2 AS id, 'council/questions/' || c.code AS code, COALESCE((SELECT t.body FROM council_question_turn t WHERE t.question_id = c.id AND t.kind IN ('ask', 'follow') ORDER BY t.number DESC LIMIT 1), '') AS title, g.name_th AS agency_name, c.asker AS note, c.asked_ms AS since_ms, c.due_on AS due_key
FROM council_question c JOIN agency g ON g.id = c.owner_id
WHERE c.year = $1 AND c.owner_id = $3 AND c.state = 'drafted' AND NOT EXISTS (SELECT 1 FROM council_question_turn t WHERE t.question_id = c.id AND t.kind = 'draft' AND t.round = c.round AND t.by_user = $2)
UNION ALL
SELECT 'council_words' AS kind, n.id * 8 + 3 AS id, 'council/statements/' || COALESCE((SELECT l.code FROM line l WHERE l.id = n.line_id), (SELECT u.code FROM unit u WHERE u.id = n.unit_id), '') AS code,
       COALESCE((SELECT l.name FROM line l WHERE l.id = n.line_id), (SELECT u.title FROM unit u WHERE u.id = n.unit_id), '') AS title, g.name_th AS agency_name, '' AS note,
       (SELECT MAX(t.at_ms) FROM statement_text t WHERE t.note_id = n.id) AS since_ms, 29991231 AS due_key
FROM statement_note n JOIN agency g ON g.id = n.agency_id
WHERE n.year = $1 AND n.state = 'drafted' AND n.agency_id = $3
UNION ALL
SELECT 'reading_ready' AS kind, r.id * 8 + 4 AS id, 'indicators/' || p.code || '/readings/' || CAST(r.period AS TEXT) AS code,
       COALESCE((SELECT v.name_th FROM indicator_version v WHERE v.indicator_id = p.indicator_id AND v.no = 1), p.code) AS title, g.name_th AS agency_name, r.reported AS note, r.made_ms AS since_ms, r.due AS due_key
FROM reading r JOIN indicator_profile p ON p.indicator_id = r.indicator_id AND p.year = r.year JOIN agency g ON g.id = r.agency_id
WHERE r.agency_id = $3 AND r.year = $1 AND r.state = 'ready'
UNION ALL
SELECT 'activity_sent' AS kind, a.id * 8 + 6 AS id, 'activities/' || a.code AS code, p.name AS title, g.name_th AS agency_name, p.reason AS note, p.sent_ms AS since_ms, 29991231 AS due_key
FROM activity a JOIN activity_plan p ON p.activity_id = a.id AND p.no = a.open_no JOIN agency g ON g.id = a.agency_id
WHERE a.agency_id = $3 AND a.year = $1 AND p.state = 'sent' AND p.made_by <> $2 AND p.sent_by <> $2
UNION ALL
SELECT 'data_set_approve' AS kind, d.id * 8 + 5 AS id, 'data-sets/' || d.code AS code, d.title, g.name_th AS agency_name, d.code AS note, d.made_ms AS since_ms, 29991231 AS due_key
FROM data_set d JOIN agency g ON g.id = d.agency_id
WHERE d.agency_id = $3 AND d.approved_on IS NULL AND d.withdrawn_on IS NULL AND d.made_by <> $2
) x {inbox_tail x};

-- name: inbox_mine
{inbox_rows x} FROM (
SELECT 'answer' AS kind, q.id * 8 + 1 AS id, 'questions/' || q.code AS code, COALESCE((SELECT t.text FROM info_turn t WHERE t.request_id = q.id AND t.kind = 'answer' ORDER BY t.number DESC LIMIT 1), '') AS title,
       g.name_th AS agency_name, p.title AS note,
       (SELECT MAX(t.at_ms) FROM info_turn t WHERE t.request_id = q.id) AS since_ms, 29991231 AS due_key
FROM info_request q JOIN package p ON p.id = q.package_id JOIN agency g ON g.id = q.agency_id
WHERE q.asker = $2 AND q.state = 'answered' AND q.year = $1
UNION ALL
SELECT 'clearance_back' AS kind, c.id * 8 + 2 AS id, 'packages/' || p.code AS code, p.title, g.name_th AS agency_name, c.words AS note, c.answered_ms AS since_ms, 29991231 AS due_key
FROM clearance c JOIN package p ON p.id = c.package_id JOIN agency g ON g.id = p.agency_id
JOIN package_assignee s ON s.package_id = p.id
WHERE c.year = $1 AND c.state IN ('cleared', 'condition', 'refused') AND s.user_name = $2
  AND p.state IN ('SUBMITTED', 'ANALYST_ACCEPTED') AND NOT EXISTS (SELECT 1 FROM recommendation m WHERE m.package_id = p.id)
UNION ALL
SELECT 'recommend' AS kind, p.id * 8 + 3 AS id, 'packages/' || p.code AS code, p.title, g.name_th AS agency_name, '' AS note, {inbox_since p} AS since_ms, {inbox_analysis_due p} AS due_key
FROM package p JOIN agency g ON g.id = p.agency_id JOIN package_assignee s ON s.package_id = p.id
WHERE p.year = $1 AND p.state = 'ANALYST_ACCEPTED' AND s.user_name = $2
  AND NOT EXISTS (SELECT 1 FROM recommendation m WHERE m.package_id = p.id)
UNION ALL
SELECT 'accept' AS kind, p.id * 8 + 4 AS id, 'packages/' || p.code AS code, p.title, g.name_th AS agency_name, '' AS note, {inbox_since p} AS since_ms, {inbox_analysis_due p} AS due_key
FROM package p JOIN agency g ON g.id = p.agency_id JOIN package_assignee s ON s.package_id = p.id
WHERE p.year = $1 AND p.state = 'SUBMITTED' AND s.user_name = $2
UNION ALL
SELECT 'council_draft' AS kind, c.id * 8 + 5 AS id, 'council/questions/' || c.code AS code, COALESCE((SELECT t.body FROM council_question_turn t WHERE t.question_id = c.id AND t.kind IN ('ask', 'follow') ORDER BY t.number DESC LIMIT 1), '') AS title, g.name_th AS agency_name, c.asker AS note, c.asked_ms AS since_ms, c.due_on AS due_key
FROM council_question c JOIN agency g ON g.id = c.owner_id
WHERE c.year = $1 AND c.state = 'drafted' AND g.division = $4
UNION ALL
SELECT 'council_words' AS kind, n.id * 8 + 6 AS id, 'council/statements/' || COALESCE((SELECT l.code FROM line l WHERE l.id = n.line_id), (SELECT u.code FROM unit u WHERE u.id = n.unit_id), '') AS code,
       COALESCE((SELECT l.name FROM line l WHERE l.id = n.line_id), (SELECT u.title FROM unit u WHERE u.id = n.unit_id), '') AS title, g.name_th AS agency_name, '' AS note,
       (SELECT MAX(t.at_ms) FROM statement_text t WHERE t.note_id = n.id) AS since_ms, 29991231 AS due_key
FROM statement_note n JOIN agency g ON g.id = n.agency_id
WHERE n.year = $1 AND n.state = 'drafted' AND g.division = $4
) x {inbox_tail x};

-- name: inbox_assign
{inbox_rows x} FROM (
SELECT 'unassigned' AS kind, p.id * 8 + 1 AS id, 'packages/' || p.code AS code, p.title, g.name_th AS agency_name, '' AS note, {inbox_since p} AS since_ms, {inbox_analysis_due p} AS due_key
FROM package p JOIN agency g ON g.id = p.agency_id JOIN package_assignee s ON s.package_id = p.id
WHERE p.year = $1 AND p.state IN ('SUBMITTED', 'ANALYST_ACCEPTED') AND s.user_name = ''
  AND (CAST($4 AS BIGINT) = 0 OR g.division = $4)
UNION ALL
SELECT 'overdue' AS kind, q.id * 8 + 2 AS id, 'questions/' || q.code AS code, p.title, g.name_th AS agency_name, q.asker AS note, q.asked_ms AS since_ms, q.due AS due_key
FROM info_request q JOIN package p ON p.id = q.package_id JOIN agency g ON g.id = q.agency_id
WHERE q.year = $1 AND q.state = 'open' AND q.due < CAST($6 AS INTEGER) AND (CAST($4 AS BIGINT) = 0 OR g.division = $4)
) x {inbox_tail x};

-- name: inbox_division
{inbox_rows x} FROM (
SELECT 'division' AS kind, p.id * 8 + 1 AS id, 'packages/' || p.code AS code, p.title, g.name_th AS agency_name, s.user_name AS note, {inbox_since p} AS since_ms, {inbox_analysis_due p} AS due_key
FROM package p JOIN agency g ON g.id = p.agency_id JOIN package_assignee s ON s.package_id = p.id
WHERE p.year = $1 AND p.state = 'SUBMITTED' AND s.user_name <> $2 AND (CAST($4 AS BIGINT) = 0 OR g.division = $4)
) x {inbox_tail x};

-- name: inbox_clearances
{inbox_rows x} FROM (
SELECT 'clearance' AS kind, c.id * 8 + 1 AS id, 'clearances/' || c.code AS code, p.title, g.name_th AS agency_name, c.class AS note, c.opened_ms AS since_ms, c.due AS due_key
FROM clearance c JOIN package p ON p.id = c.package_id JOIN agency g ON g.id = p.agency_id
WHERE c.year = $1 AND c.state = 'open' AND c.class IN (SELECT k.class FROM clearance_person k WHERE k.user_name = $2)
) x {inbox_tail x};

-- name: inbox_office
{inbox_rows x} FROM (
SELECT 'extension' AS kind, t.id * 8 + 1 AS id, 'calendar' AS code, g.name_th AS title, g.name_th AS agency_name, t.reason AS note, t.asked_ms AS since_ms, t.until AS due_key
FROM extension t JOIN agency g ON g.id = t.agency_id
WHERE t.year = $1 AND t.state = 'asked'
UNION ALL
SELECT 'answer' AS kind, q.id * 8 + 2 AS id, 'questions/' || q.code AS code, COALESCE((SELECT t.text FROM info_turn t WHERE t.request_id = q.id AND t.kind = 'answer' ORDER BY t.number DESC LIMIT 1), '') AS title,
       g.name_th AS agency_name, p.title AS note,
       (SELECT MAX(t.at_ms) FROM info_turn t WHERE t.request_id = q.id) AS since_ms, 29991231 AS due_key
FROM info_request q JOIN package p ON p.id = q.package_id JOIN agency g ON g.id = q.agency_id
WHERE q.asker = $2 AND q.state = 'answered' AND q.year = $1
UNION ALL
SELECT 'delegation' AS kind, d.id * 8 + 3 AS id, 'delegations/' || d.code AS code, d.from_user || ' → ' || d.to_user AS title, '' AS agency_name, d.order_no AS note, d.made_ms AS since_ms, d.from_date AS due_key
FROM delegation d
WHERE d.state = 'waiting' AND d.made_by <> $2 AND (d.made_by = d.from_user OR d.to_user <> $2)
UNION ALL
SELECT 'prepare' AS kind, m.id * 8 + 4 AS id, 'meetings/' || m.code AS code, m.number AS title, '' AS agency_name, m.subject AS note,
       m.made_at_ms AS since_ms, m.on_date AS due_key
FROM meeting m WHERE m.year = $1 AND m.state IN ('draft', 'held')
) x {inbox_tail x};

-- Drafted resolutions for those who lead the body; without a chair who has an account, for whoever decides.
-- name: inbox_resolutions
{inbox_rows x} FROM (
SELECT 'resolution' AS kind, s.id * 8 + 1 AS id, 'resolutions/' || s.code AS code, s.title, '' AS agency_name, s.number AS note,
       s.made_at_ms AS since_ms, COALESCE((SELECT m.on_date FROM meeting m WHERE m.id = s.meeting_id), 29991231) AS due_key
FROM resolution s
WHERE s.year = $1 AND s.state = 'drafted' AND s.made_by <> $2
  AND (EXISTS (SELECT 1 FROM committee_member k WHERE k.body = s.body AND k.user_name = $2 AND k.role IN ('chair', 'vice') AND k.to_date IS NULL)
       OR NOT EXISTS (SELECT 1 FROM committee_member k WHERE k.body = s.body AND k.user_name <> '' AND k.role = 'chair' AND k.to_date IS NULL))
) x {inbox_tail x};

-- name: inbox_personal
{inbox_rows x} FROM (
SELECT 'delegation' AS kind, d.id * 8 + 1 AS id, 'delegations/' || d.code AS code, d.from_user || ' → ' || d.to_user AS title, '' AS agency_name, d.order_no AS note, d.made_ms AS since_ms, d.from_date AS due_key
FROM delegation d
WHERE d.state = 'waiting' AND d.made_by <> $2
  AND ((d.made_by = d.from_user AND d.to_user = $2) OR (d.made_by <> d.from_user AND d.from_user = $2))
UNION ALL
SELECT 'handover' AS kind, h.id * 8 + 2 AS id, 'handover/' || h.code AS code, h.from_user AS title, g.name_th AS agency_name, h.reason AS note, h.made_ms AS since_ms, 29991231 AS due_key
FROM handover h JOIN agency g ON g.id = h.agency_id
WHERE h.to_user = $2 AND h.state = 'waiting'
UNION ALL
SELECT 'mention' AS kind, c.id * 8 + 3 AS id, 'packages/' || p.code || '/talk' AS code, p.title, g.name_th AS agency_name, c.by_user AS note, m.at_ms AS since_ms, 29991231 AS due_key
FROM comment_mention m JOIN comment c ON c.id = m.comment_id JOIN package p ON p.id = c.package_id JOIN agency g ON g.id = p.agency_id
WHERE m.user_name = $2 AND m.seen = 0 AND c.withdrawn = 0 AND p.year = $1
UNION ALL
SELECT 'meeting' AS kind, m.id * 8 + 4 AS id, 'meetings/' || m.code AS code, m.number AS title, '' AS agency_name, m.subject AS note,
       m.made_at_ms AS since_ms, m.on_date AS due_key
FROM meeting m JOIN meeting_person h ON h.meeting_id = m.id JOIN committee_member k ON k.id = h.member_id
WHERE m.year = $1 AND m.state = 'called' AND k.user_name = $2
) x {inbox_tail x};

-- name: inbox_council
{inbox_rows x} FROM (
SELECT 'council_unowned' AS kind, c.id * 8 + 1 AS id, 'council/questions/' || c.code AS code, COALESCE((SELECT t.body FROM council_question_turn t WHERE t.question_id = c.id AND t.kind IN ('ask', 'follow') ORDER BY t.number DESC LIMIT 1), '') AS title, '' AS agency_name, c.asker AS note, c.asked_ms AS since_ms, c.due_on AS due_key
FROM council_question c 
WHERE c.year = $1 AND c.state = 'asked'
UNION ALL
SELECT 'council_send' AS kind, c.id * 8 + 2 AS id, 'council/questions/' || c.code AS code, COALESCE((SELECT t.body FROM council_question_turn t WHERE t.question_id = c.id AND t.kind IN ('ask', 'follow') ORDER BY t.number DESC LIMIT 1), '') AS title, g.name_th AS agency_name, c.asker AS note, c.asked_ms AS since_ms, c.due_on AS due_key
FROM council_question c JOIN agency g ON g.id = c.owner_id
WHERE c.year = $1 AND c.state = 'approved'
UNION ALL
SELECT 'observation_vote' AS kind, o.id * 8 + 3 AS id, 'council/observations/' || o.code AS code, o.body AS title, '' AS agency_name, o.committee AS note, o.made_ms AS since_ms, 29991231 AS due_key
FROM observation o WHERE o.year = $1 AND o.state = 'proposed'
UNION ALL
SELECT 'carry_decide' AS kind, k.id * 8 + 4 AS id, 'carry/lists/' || k.code AS code, k.title, '' AS agency_name, k.moved_no AS note, k.moved_ms AS since_ms, 29991231 AS due_key
FROM carry_list k WHERE k.year = $1 AND k.state = 'moved' AND k.authority = 'COUNCIL'
) x {inbox_tail x};

-- Execution: orders on the desk (execute/order.sql), contracts, warrants; of an agency what waits for its head to carry over,
-- of the city lists that the Council does not decide, and lapses. Due: none, the oldest first.
-- name: inbox_spend_approve
{inbox_rows x} FROM (
SELECT 'order_approve' AS kind, o.id * 8 + 1 AS id, 'orders/' || o.code AS code, o.title, COALESCE(g.name_th, '') AS agency_name, o.code AS note, o.since_ms, 29991231 AS due_key
FROM spend_order o LEFT JOIN agency g ON g.id = o.agency_id
WHERE o.year = $1 AND o.state = 'SENT' AND {order_waits o $2 $6}
UNION ALL
SELECT 'order_flag' AS kind, f.id * 8 + 2 AS id, 'orders/flags/' || f.code AS code, n.name_th AS title, g.name_th AS agency_name, f.code AS note, f.raised_ms AS since_ms, 29991231 AS due_key
FROM order_flag f JOIN agency g ON g.id = f.to_agency_id JOIN class_node n ON n.id = f.to_output_id
WHERE f.year = $1 AND f.state = 'open' AND CAST($3 AS BIGINT) = 0
  AND NOT EXISTS (SELECT 1 FROM order_flag_part p JOIN spend_order_event v ON v.order_id = p.order_id WHERE p.flag_id = f.id AND v.by_user = $2)
UNION ALL
SELECT 'contract_approve' AS kind, c.id * 8 + 3 AS id, 'contracts/' || c.code AS code, v.title, g.name_th AS agency_name, c.ref AS note, v.sent_at_ms AS since_ms,
       29991231 AS due_key
FROM contract c JOIN contract_change v ON v.id = c.open_id JOIN agency g ON g.id = c.agency_id
WHERE c.year = $1 AND v.state = 'sent' AND (CAST($3 AS BIGINT) = 0 OR c.agency_id = $3) AND v.made_by <> $2 AND v.sent_by <> $2
UNION ALL
SELECT 'warrant_approve' AS kind, w.id * 8 + 4 AS id, 'warrants/' || w.code AS code, w.title, g.name_th AS agency_name, w.payee AS note, w.desk_since_ms AS since_ms,
       29991231 AS due_key
FROM warrant w JOIN agency g ON g.id = w.agency_id
WHERE w.year = $1 AND w.state = 'sent' AND (CAST($3 AS BIGINT) = 0 OR w.agency_id = $3) AND w.made_by <> $2
UNION ALL
SELECT 'carry_approve' AS kind, c.id * 8 + 5 AS id, 'carry/' || c.code AS code, l.name AS title, g.name_th AS agency_name, c.ref AS note,
       (SELECT MAX(v.at_ms) FROM carry_event v WHERE v.carry_id = c.id) AS since_ms, 29991231 AS due_key
FROM carry c JOIN agency g ON g.id = c.agency_id JOIN line l ON l.id = c.line_id
WHERE c.year = $1 AND c.state = 'submitted' AND c.agency_id = $3 AND c.made_by <> $2
UNION ALL
SELECT 'carry_decide', k.id * 8 + 6, 'carry/lists/' || k.code, k.title, '', k.moved_no, k.moved_ms, 29991231
FROM carry_list k
WHERE k.year = $1 AND k.state = 'moved' AND k.authority <> 'COUNCIL' AND CAST($3 AS BIGINT) = 0 AND k.moved_by <> $2 AND k.made_by <> $2
UNION ALL
SELECT 'lapse_approve', p.id * 8 + 7, 'year-end', p.note, '', '', p.made_at_ms, 29991231
FROM year_lapse p WHERE p.year = $1 AND p.state = 'proposed' AND CAST($3 AS BIGINT) = 0 AND p.made_by <> $2
) x {inbox_tail x};

-- name: inbox_spend_post
{inbox_rows x} FROM (
SELECT 'order_post' AS kind, o.id * 8 + 1 AS id, 'orders/' || o.code AS code, o.title, COALESCE(g.name_th, '') AS agency_name, o.code AS note, o.since_ms, 29991231 AS due_key
FROM spend_order o LEFT JOIN agency g ON g.id = o.agency_id
WHERE o.year = $1 AND o.state = 'APPROVED' AND {order_waits o $2 $6}
UNION ALL
SELECT 'warrant_pay' AS kind, w.id * 8 + 2 AS id, 'warrants/' || w.code AS code, w.title, g.name_th AS agency_name, w.payee AS note, w.desk_since_ms AS since_ms,
       29991231 AS due_key
FROM warrant w JOIN agency g ON g.id = w.agency_id
WHERE w.year = $1 AND w.state = 'approved' AND (CAST($3 AS BIGINT) = 0 OR w.agency_id = $3) AND w.made_by <> $2 AND w.approved_by <> $2
UNION ALL
SELECT 'carry_post' AS kind, k.id * 8 + 3 AS id, 'carry/lists/' || k.code AS code, k.title, '' AS agency_name, k.decided_no AS note, k.decided_ms AS since_ms,
       29991231 AS due_key
FROM carry_list k
WHERE k.year = $1 AND k.state = 'decided' AND EXISTS (SELECT 1 FROM carry c WHERE c.list_id = k.id AND c.state = 'approved')
UNION ALL
SELECT 'lapse_post', p.id * 8 + 4, 'year-end', p.doc_no, '', '', p.approved_ms, 29991231
FROM year_lapse p WHERE p.year = $1 AND p.state = 'approved' AND p.made_by <> $2 AND p.approved_by <> $2
) x {inbox_tail x};

-- name: inbox_spend_back
{inbox_rows x} FROM (
SELECT CASE o.state WHEN 'RETURNED' THEN 'order_returned' ELSE 'order_draft' END AS kind, o.id * 8 + 1 AS id, 'orders/' || o.code AS code, o.title,
       COALESCE(g.name_th, '') AS agency_name,
       COALESCE((SELECT v.reason FROM spend_order_event v WHERE v.order_id = o.id AND v.event = 'return' ORDER BY v.n DESC LIMIT 1), '') AS note, o.since_ms, 29991231 AS due_key
FROM spend_order o LEFT JOIN agency g ON g.id = o.agency_id
WHERE o.year = $1 AND o.desk = 'maker' AND {order_waits o $2 $6}
UNION ALL
SELECT 'contract_back' AS kind, c.id * 8 + 2 AS id, 'contracts/' || c.code AS code, v.title, g.name_th AS agency_name, v.decided_why AS note,
       v.decided_at_ms AS since_ms, 29991231 AS due_key
FROM contract c JOIN contract_change v ON v.id = c.open_id JOIN agency g ON g.id = c.agency_id
WHERE c.year = $1 AND v.state = 'returned' AND (CAST($3 AS BIGINT) = 0 OR c.agency_id = $3)
UNION ALL
SELECT 'warrant_back' AS kind, w.id * 8 + 3 AS id, 'warrants/' || w.code AS code, w.title, g.name_th AS agency_name, w.payee AS note, w.desk_since_ms AS since_ms,
       29991231 AS due_key
FROM warrant w JOIN agency g ON g.id = w.agency_id
WHERE w.year = $1 AND w.state = 'returned' AND (CAST($3 AS BIGINT) = 0 OR w.agency_id = $3)
UNION ALL
SELECT 'carry_draft' AS kind, c.id * 8 + 4 AS id, 'carry/' || c.code AS code, l.name AS title, g.name_th AS agency_name,
       COALESCE((SELECT v.note FROM carry_event v WHERE v.carry_id = c.id AND v.event = 'return' ORDER BY v.id DESC LIMIT 1), '') AS note,
       (SELECT MAX(v.at_ms) FROM carry_event v WHERE v.carry_id = c.id) AS since_ms, 29991231 AS due_key
FROM carry c JOIN agency g ON g.id = c.agency_id JOIN line l ON l.id = c.line_id
WHERE c.year = $1 AND c.state = 'draft' AND c.agency_id = $3
) x {inbox_tail x};

-- name: inbox_carry_office
{inbox_rows x} FROM (
SELECT 'carry_list' AS kind, c.id * 8 + 1 AS id, 'carry/' || c.code AS code, l.name AS title, g.name_th AS agency_name, c.ref AS note,
       (SELECT MAX(v.at_ms) FROM carry_event v WHERE v.carry_id = c.id) AS since_ms, 29991231 AS due_key
FROM carry c JOIN agency g ON g.id = c.agency_id JOIN line l ON l.id = c.line_id
WHERE c.year = $1 AND c.state = 'sent'
UNION ALL
SELECT 'flag_confirm', x0.id * 8 + 2, 'carry/flags/' || x0.code, l.name, g.name_th, x0.evidence, x0.made_at_ms, 29991231
FROM carry_flag x0 JOIN line l ON l.id = x0.line_id JOIN agency g ON g.id = l.agency_id
WHERE x0.year = $1 AND x0.state = 'proposed' AND x0.made_by <> $2
) x {inbox_tail x};

-- Results that agencies sent, for who verifies: not what they wrote or sent themselves.
-- name: inbox_results
{inbox_rows x} FROM (
SELECT 'reading_verify' AS kind, r.id * 8 + 1 AS id, 'indicators/' || p.code || '/readings/' || CAST(r.period AS TEXT) AS code,
       COALESCE((SELECT v.name_th FROM indicator_version v WHERE v.indicator_id = p.indicator_id AND v.no = 1), p.code) AS title, g.name_th AS agency_name, r.reported AS note, r.sent_ms AS since_ms, r.due AS due_key
FROM reading r JOIN indicator_profile p ON p.indicator_id = r.indicator_id AND p.year = r.year JOIN agency g ON g.id = r.agency_id
WHERE r.year = $1 AND r.state = 'sent' AND r.made_by <> $2 AND r.sent_by <> $2
) x {inbox_tail x};

-- Agreements for who signs: an agency's head ($3) for theirs, whoever approves for the city for all of the year.
-- name: inbox_agree_sign
{inbox_rows x} FROM (
SELECT 'agreement_sign' AS kind, m.id * 8 + 1 AS id, 'agreements/' || m.code AS code, m.code AS title, g.name_th AS agency_name, '' AS note,
       v.at_ms AS since_ms, 29991231 AS due_key
FROM agreement m JOIN agreement_version v ON v.agreement_id = m.id AND v.number = m.number JOIN agency g ON g.id = m.agency_id
WHERE m.year = $1 AND m.state = 'negotiated' AND (CAST($3 AS BIGINT) = 0 OR m.agency_id = $3)
  AND NOT EXISTS (SELECT 1 FROM agreement_signature z WHERE z.version_id = v.id AND z.side = CASE WHEN CAST($3 AS BIGINT) = 0 THEN 'city' ELSE 'agency' END)
UNION ALL
SELECT 'agreement_talk' AS kind, m.id * 8 + 2 AS id, 'agreements/' || m.code AS code, m.code AS title, g.name_th AS agency_name, '' AS note,
       (SELECT MAX(t.at_ms) FROM agreement_turn t WHERE t.agreement_id = m.id) AS since_ms, 29991231 AS due_key
FROM agreement m JOIN agency g ON g.id = m.agency_id
WHERE m.year = $1 AND m.state = 'drafted' AND m.agency_id = $3
  AND EXISTS (SELECT 1 FROM agreement_item i WHERE i.agreement_id = m.id AND i.agency_ok = 0)
) x {inbox_tail x};

-- Agreements for who keeps them for the city: proposals of agencies, and appeals.
-- name: inbox_agreements
{inbox_rows x} FROM (
SELECT 'agreement_talk' AS kind, m.id * 8 + 1 AS id, 'agreements/' || m.code AS code, m.code AS title, g.name_th AS agency_name, '' AS note,
       (SELECT MAX(t.at_ms) FROM agreement_turn t WHERE t.agreement_id = m.id) AS since_ms, 29991231 AS due_key
FROM agreement m JOIN agency g ON g.id = m.agency_id
WHERE m.year = $1 AND m.state = 'drafted' AND EXISTS (SELECT 1 FROM agreement_item i WHERE i.agreement_id = m.id AND i.city_ok = 0)
UNION ALL
SELECT 'agreement_appeal' AS kind, w.id * 8 + 2 AS id, 'agreements/' || m.code AS code, w.reason AS title, g.name_th AS agency_name, w.code AS note,
       w.made_ms AS since_ms, 29991231 AS due_key
FROM agreement m JOIN agreement_appeal w ON w.agreement_id = m.id JOIN agency g ON g.id = m.agency_id
WHERE m.year = $1 AND m.state = 'appealed' AND w.state = 'open' AND w.made_by <> $2
) x {inbox_tail x};
