-- invariants_ledger.sql: what must hold of the acts of the year (invariants.def, invariants.sql).

-- name: invariant_entry_act
SELECT CAST(e.seq AS TEXT) || ': ' || e.type || ' ' || CAST(e.from_bucket AS TEXT) || ' -> ' || CAST(e.to_bucket AS TEXT) AS problem
FROM entry e
WHERE CASE e.type
      WHEN 'OBLIGATE' THEN CASE WHEN e.to_bucket = 4 AND e.from_bucket IN (2, 3) THEN 0 ELSE 1 END
      WHEN 'DISBURSE' THEN CASE WHEN e.to_bucket = 5 AND e.from_bucket IN (2, 4) THEN 0 ELSE 1 END
      WHEN 'ALLOT' THEN CASE WHEN e.from_bucket = 1 AND e.to_bucket = 2 THEN 0 ELSE 1 END
      WHEN 'RESERVE' THEN CASE WHEN e.from_bucket = 2 AND e.to_bucket = 3 THEN 0 ELSE 1 END
      WHEN 'RELEASE' THEN CASE WHEN e.from_bucket = 3 AND e.to_bucket = 2 THEN 0 ELSE 1 END
      WHEN 'DEOBLIGATE' THEN CASE WHEN e.from_bucket = 4 AND e.to_bucket = 2 THEN 0 ELSE 1 END
      WHEN 'APPROPRIATE' THEN CASE WHEN e.from_bucket = 0 AND e.to_bucket = 1 THEN 0 ELSE 1 END
      WHEN 'TRANSFER' THEN CASE WHEN e.from_bucket = 1 AND e.to_bucket = 1 THEN 0 ELSE 1 END
      WHEN 'CENTRAL' THEN CASE WHEN e.from_bucket = 1 AND e.to_bucket = 1 THEN 0 ELSE 1 END
      WHEN 'REFUND' THEN CASE WHEN e.from_bucket = 5 AND e.to_bucket IN (2, 4) THEN 0 ELSE 1 END
      WHEN 'CARRY_A' THEN CASE WHEN e.from_bucket = 4 AND e.to_bucket = 6 THEN 0 ELSE 1 END
      WHEN 'CARRY_B' THEN CASE WHEN e.from_bucket = 2 AND e.to_bucket = 7 THEN 0 ELSE 1 END
      WHEN 'CARRY_IN' THEN CASE WHEN e.from_bucket = 0 AND e.to_bucket IN (2, 4) THEN 0 ELSE 1 END
      WHEN 'LAPSE' THEN CASE WHEN e.from_bucket IN (1, 2, 3) AND e.to_bucket = 8 THEN 0 ELSE 1 END
      WHEN 'REORGANISE' THEN CASE WHEN e.from_bucket = e.to_bucket AND e.from_bucket BETWEEN 1 AND 5 THEN 0 ELSE 1 END
      WHEN 'REVERSE' THEN 0 ELSE 1 END = 1
LIMIT 20;

-- name: invariant_holding
SELECT l.code AS problem
FROM balance b JOIN line l ON l.id = b.line_id
LEFT JOIN (SELECT line_id, SUM(reserved_satang) AS r, SUM(obligated_satang) AS o, SUM(disbursed_satang) AS d
           FROM holding GROUP BY line_id) h ON h.line_id = b.line_id
WHERE b.reserved_satang <> COALESCE(h.r, 0) OR b.obligated_satang <> COALESCE(h.o, 0) OR b.disbursed_satang <> COALESCE(h.d, 0)
UNION ALL
SELECT l.code || ': holding without balance'
FROM holding h JOIN line l ON l.id = h.line_id WHERE NOT EXISTS (SELECT 1 FROM balance b WHERE b.line_id = h.line_id)
LIMIT 20;

-- A transfer is one row with both its sides, so it nets to zero; its lines are of one year, fund and ordinance.
-- name: invariant_transfer
SELECT CAST(e.seq AS TEXT) || ': ' || l.code || ' -> ' || t.code AS problem
FROM entry e CROSS JOIN line l CROSS JOIN line t
WHERE e.to_line_id IS NOT NULL AND l.id = e.line_id AND t.id = e.to_line_id AND e.type IN ('TRANSFER', 'CENTRAL')
  AND (t.id = l.id OR t.year <> l.year OR t.fund_id <> l.fund_id OR t.ordinance <> l.ordinance)
UNION ALL
SELECT CAST(e.seq AS TEXT) || ': without another line' FROM entry e WHERE e.to_line_id IS NULL AND e.type IN ('TRANSFER', 'CENTRAL')
UNION ALL
SELECT CAST(e.seq AS TEXT) || ': to another line'
FROM entry e WHERE e.to_line_id IS NOT NULL AND e.type NOT IN ('TRANSFER', 'CENTRAL', 'REORGANISE', 'REVERSE')
LIMIT 20;

-- One reversal of an entry, exactly opposite and later.
-- name: invariant_reversal
SELECT CAST(r.seq AS TEXT) || ' by ' || CAST(r.by_seq AS TEXT) AS problem
FROM entry_reversal r LEFT JOIN entry o ON o.seq = r.seq LEFT JOIN entry v ON v.seq = r.by_seq
WHERE o.seq IS NULL OR v.seq IS NULL OR v.type <> 'REVERSE' OR r.by_seq <= r.seq OR v.amount_satang <> o.amount_satang
   OR v.from_bucket <> o.to_bucket OR v.to_bucket <> o.from_bucket OR v.line_id <> COALESCE(o.to_line_id, o.line_id)
   OR COALESCE(v.to_line_id, v.line_id) <> o.line_id
UNION ALL
SELECT CAST(e.seq AS TEXT) || ' reverses nothing'
FROM entry e WHERE e.type = 'REVERSE' AND NOT EXISTS (SELECT 1 FROM entry_reversal r WHERE r.by_seq = e.seq)
LIMIT 20;

-- name: invariant_after_close
SELECT CAST(e.seq AS TEXT) || ' in ' || CAST(w.period AS TEXT) AS problem
FROM ledger_period w JOIN entry e ON e.seq > w.closed_seq AND e.period = w.period
WHERE w.closed = 1
LIMIT 20;

-- What was paid for a reference came out of what it had obligated; the rest was paid directly.
-- name: invariant_paid
SELECT CAST(e.seq AS TEXT) || ': ' || (SELECT l.code FROM line l WHERE l.id = e.line_id) AS problem
FROM entry e
WHERE e.type = 'DISBURSE' AND ((e.ref <> '' AND e.from_bucket <> 4) OR (e.ref = '' AND e.from_bucket <> 2))
LIMIT 20;

-- What a line carried over is what its lines of the next year received.
-- name: invariant_carried
SELECT l.code || ': ' || CAST(b.carried_a_satang AS TEXT) || ' + ' || CAST(b.carried_b_satang AS TEXT) || ', received '
       || CAST(COALESCE(c.a, 0) AS TEXT) || ' + ' || CAST(COALESCE(c.b, 0) AS TEXT) AS problem
FROM balance b JOIN line l ON l.id = b.line_id
LEFT JOIN (SELECT o.carried_from AS line_id, SUM(CASE WHEN o.kind = 'carry_a' THEN -t.source_satang ELSE 0 END) AS a,
                  SUM(CASE WHEN o.kind = 'carry_b' THEN -t.source_satang ELSE 0 END) AS b
           FROM line_origin o JOIN balance t ON t.line_id = o.line_id WHERE o.carried_from IS NOT NULL
           GROUP BY o.carried_from) c ON c.line_id = b.line_id
WHERE b.carried_a_satang <> COALESCE(c.a, 0) OR b.carried_b_satang <> COALESCE(c.b, 0)
LIMIT 20;

-- A line lies in a package of execution when, and only when, its origin says that execution opened it.
-- name: invariant_origin
SELECT l.code || ': ' || p.state AS problem
FROM line_origin o JOIN line l ON l.id = o.line_id JOIN package p ON p.id = l.package_id
WHERE p.state <> 'EXECUTION' OR l.origin <> o.kind
UNION ALL
SELECT l.code || ': no origin'
FROM package p JOIN line l ON l.package_id = p.id
WHERE p.state = 'EXECUTION' AND NOT EXISTS (SELECT 1 FROM line_origin o WHERE o.line_id = l.id)
LIMIT 20;
