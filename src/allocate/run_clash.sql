-- What a scenario's rules cannot keep together.

-- name: scenario_clash_add
INSERT INTO scenario_clash (scenario_id, place, th, en, href, enough_th, enough_en, smallest, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: scenario_clash_drop
DELETE FROM scenario_clash WHERE scenario_id = $1;

-- name: scenario_clash_list
SELECT th, en, href, enough_th, enough_en, smallest, at_ms FROM scenario_clash
WHERE scenario_id = $1 ORDER BY place LIMIT 200;
