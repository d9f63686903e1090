-- contract_invariants.sql: what must hold of contracts and payment warrants (invariants.def).

-- Instalments and years of an approved change add up to its total.
-- name: invariant_contract_sums
SELECT c.code || '/' || x.number AS problem
FROM contract_change x JOIN contract c ON c.id = x.contract_id
WHERE x.state = 'approved'
  AND (COALESCE((SELECT SUM(i.amount_satang) FROM contract_instalment i WHERE i.change_id = x.id), 0) <> x.total_satang
       OR COALESCE((SELECT SUM(y.amount_satang) FROM contract_year y WHERE y.change_id = x.id), 0) <> x.total_satang)
LIMIT 20;

-- What was approved was approved by another person than made or sent it (the system acts for somebody who is named).
-- name: invariant_contract_persons
SELECT c.code || '/' || x.number || ': ' || x.decided_by AS problem
FROM contract_change x JOIN contract c ON c.id = x.contract_id
WHERE x.state = 'approved' AND x.decided_by <> 'system' AND (x.decided_by = x.made_by OR x.decided_by = x.sent_by OR x.decided_by = '')
LIMIT 20;

-- Maker, approver and payer of a paid warrant are three persons.
-- name: invariant_warrant_persons
SELECT w.code || ': ' || w.made_by || ' ' || w.approved_by || ' ' || w.paid_by AS problem
FROM warrant w
WHERE w.state = 'paid' AND w.paid_by <> 'system'
  AND (w.approved_by = '' OR w.paid_by = '' OR w.made_by = w.approved_by OR w.made_by = w.paid_by OR w.approved_by = w.paid_by)
LIMIT 20;

-- A warrant's sums, and its lines: paid, each line has its entry with the warrant's key.
-- name: invariant_warrant_sums
SELECT w.code AS problem
FROM warrant w
WHERE w.charge_satang <> w.gross_satang - w.advance_less_satang - w.retention_less_satang + w.adjust_satang
   OR w.net_satang <> w.charge_satang - w.penalty_satang - w.tax_satang
   OR w.charge_satang <> COALESCE((SELECT SUM(p.amount_satang) FROM warrant_part p WHERE p.warrant_id = w.id), 0)
   OR (w.state = 'paid' AND EXISTS (SELECT 1 FROM warrant_part p WHERE p.warrant_id = w.id AND NOT EXISTS (
        SELECT 1 FROM entry n WHERE n.key = 'warrant:' || w.code || ':' || p.line_id AND n.amount_satang = p.amount_satang)))
LIMIT 20;

-- No instalment is claimed above its amount.
-- name: invariant_instalment_claims
SELECT c.code || ' #' || i.number AS problem
FROM contract c JOIN contract_instalment i ON i.change_id = c.current_id
WHERE i.amount_satang < COALESCE((SELECT SUM(k.amount_satang) FROM warrant_instalment k JOIN warrant w ON w.id = k.warrant_id
                                  WHERE k.contract_id = c.id AND k.number = i.number AND w.state <> 'refused'), 0)
LIMIT 20;
