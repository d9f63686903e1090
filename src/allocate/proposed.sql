-- proposed.sql: what a run proposes.

-- `moved`: has a line of its packages changed since the run read them? Asked of the next 2,000 changes.
-- name: proposed_head
SELECT s.note, r.instance_sha, r.result_sha, r.bound_proved,
       CASE WHEN EXISTS (SELECT 1 FROM scenario_run_file f WHERE f.run_id = r.id) THEN 1 ELSE 0 END AS kept, COALESCE(m.code, '') AS meeting_code, COALESCE(m.number, '') AS meeting_number,
       COALESCE(i.no, 0) AS item_no, COALESCE(x.code, '') AS resolution_code, COALESCE(x.state, '') AS resolution_state,
       CASE WHEN EXISTS (SELECT 1 FROM (SELECT c.line_id FROM line_change c WHERE c.id > r.change_id ORDER BY c.id LIMIT 2000) n
                         JOIN line l ON l.id = n.line_id JOIN run_package k ON k.run_id = r.id AND k.package_id = l.package_id)
            THEN 1 ELSE 0 END AS moved
FROM scenario_run r JOIN scenario s ON s.id = r.scenario_id
LEFT JOIN meeting_item i ON i.id = (SELECT MAX(j.id) FROM meeting_item j WHERE j.run_id = r.id)
LEFT JOIN meeting m ON m.id = i.meeting_id
LEFT JOIN resolution x ON x.id = (SELECT MAX(y.id) FROM resolution y WHERE y.run_id = r.id AND y.state <> 'cancelled')
WHERE r.id = $1;

-- name: proposed_ceilings
SELECT dim, code, COALESCE(max_satang, 0) AS max_satang, COALESCE(min_satang, 0) AS min_satang,
       CASE WHEN max_satang IS NULL THEN 0 ELSE 1 END AS has_max, CASE WHEN min_satang IS NULL THEN 0 ELSE 1 END AS has_min,
       used_satang, asked_satang, price_text
FROM run_ceiling WHERE run_id = $1 ORDER BY dim, code;

-- name: proposed_agencies
SELECT k.code, g.name_th AS name, k.asked_satang, k.used_satang, k.asked_satang - k.used_satang AS cut_satang,
       k.packages, k.funded, k.packages - k.funded AS unfunded, k.value_score AS value, CAST(0 AS BIGINT) AS share
FROM run_part k JOIN agency g ON g.code = k.code
WHERE k.run_id = $1 AND k.dim = 'agency' ORDER BY k.asked_satang - k.used_satang DESC, k.code;

-- name: proposed_types
SELECT k.code, k.code AS name, k.asked_satang, k.used_satang, k.asked_satang - k.used_satang AS cut_satang,
       k.packages, k.funded, k.packages - k.funded AS unfunded, k.value_score AS value, CAST(0 AS BIGINT) AS share
FROM run_part k WHERE k.run_id = $1 AND k.dim = 'type' ORDER BY k.code;

-- name: proposed_sums
SELECT COUNT(*) AS packages, CAST(COALESCE(SUM(k.funded), 0) AS BIGINT) AS funded,
       CAST(COALESCE(SUM(CASE WHEN k.funded = 1 THEN k.amount_satang ELSE 0 END), 0) AS BIGINT) AS used_satang,
       CAST(COALESCE(SUM(CASE WHEN k.funded = 1 THEN k.value_score ELSE 0 END), 0) AS BIGINT) AS value
FROM run_package k WHERE k.run_id = $1;
