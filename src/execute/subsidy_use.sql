-- subsidy_use.sql: subsidies beside the ledger (subsidy_use.h).

-- part: paid_subsidy(s)
COALESCE((SELECT SUM(b.disbursed_satang) FROM line_origin o JOIN balance b ON b.line_id = o.line_id
          WHERE o.subsidy = s.code AND o.subsidy <> '' AND o.kind = 'subsidy'), 0)

-- part: paid_matching(s)
COALESCE((SELECT SUM(b.disbursed_satang) FROM line_origin o JOIN balance b ON b.line_id = o.line_id
          WHERE o.subsidy = s.code AND o.subsidy <> '' AND o.kind = 'matching'), 0)

-- part: use_columns(s)
s.id, s.year, (SELECT COUNT(*) FROM line_origin o WHERE o.subsidy = s.code AND o.subsidy <> '') AS lines,
(SELECT COUNT(*) FROM subsidy_condition c WHERE c.subsidy_id = s.id AND c.state = 'open') AS open_conditions,
s.code, s.name, g.code AS agency_code, g.name_th AS agency_name, s.fund_code, s.purpose, s.received_satang, s.spent_satang,
s.returned_satang

-- name: subsidy_use_get
SELECT {use_columns s}, CAST({paid_subsidy s} AS BIGINT) AS paid_satang,
       CAST({paid_matching s} AS BIGINT) AS matching_paid_satang, CAST(0 AS BIGINT) AS gap_satang,
       CAST(0 AS BIGINT) AS unspent_satang, CAST(NULL AS BIGINT) AS year_end, CAST(NULL AS BIGINT) AS return_by, s.reported,
       0 AS late
FROM subsidy s JOIN agency g ON g.id = s.agency_id WHERE s.code = $1;

-- name: subsidy_use_list
SELECT {use_columns s}, CAST({paid_subsidy s} AS BIGINT) AS paid_satang,
       CAST({paid_matching s} AS BIGINT) AS matching_paid_satang, CAST(0 AS BIGINT) AS gap_satang,
       CAST(0 AS BIGINT) AS unspent_satang, CAST(NULL AS BIGINT) AS year_end, CAST(NULL AS BIGINT) AS return_by, s.reported,
       0 AS late
FROM subsidy s JOIN agency g ON g.id = s.agency_id WHERE s.year = $1 ORDER BY s.id LIMIT 1000;

-- name: subsidy_use_lines
SELECT l.code AS line_code, l.name, o.kind, g.name_th AS agency_name, n.code AS item_code,
       b.unallotted_satang + b.allotted_satang + b.reserved_satang + b.obligated_satang + b.disbursed_satang +
       b.carried_a_satang + b.carried_b_satang + b.lapsed_satang AS given_satang,
       b.obligated_satang, b.disbursed_satang, b.unallotted_satang + b.allotted_satang + b.reserved_satang AS free_satang
FROM line_origin o JOIN line l ON l.id = o.line_id JOIN balance b ON b.line_id = l.id JOIN agency g ON g.id = l.agency_id
JOIN class_node n ON n.id = l.item_id
WHERE o.subsidy = $1 AND o.subsidy <> '' ORDER BY o.kind DESC, l.id LIMIT 1000;

-- name: subsidy_conditions
SELECT c.id, c.version, c.number, c.what, c.due, c.state, c.evidence, c.by_user, c.at_ms, 0 AS late
FROM subsidy_condition c JOIN subsidy s ON s.id = c.subsidy_id WHERE s.code = $1 ORDER BY c.number LIMIT 200;

-- name: subsidy_condition_add
INSERT INTO subsidy_condition (subsidy_id, number, what, due, state, by_user, at_ms)
VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM subsidy_condition WHERE subsidy_id = $1), $2, $3, 'open', $4, $5);

-- name: subsidy_condition_put
UPDATE subsidy_condition SET state = $4, evidence = $5, by_user = $6, at_ms = $7, version = version + 1
WHERE subsidy_id = $1 AND number = $2 AND version = $3;
