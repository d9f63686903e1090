-- invariants_results.sql: what must always hold of results of indicators.

-- Who writes, who sends and who verifies are three persons.
-- name: invariant_reading_persons
SELECT p.code || ' ' || CAST(r.period AS TEXT) AS problem
FROM reading r JOIN indicator_profile p ON p.indicator_id = r.indicator_id AND p.year = r.year
WHERE (r.state IN ('sent', 'verified') AND (r.sent_by = '' OR r.sent_by = r.made_by))
   OR (r.state = 'verified' AND (r.verified_by = '' OR r.verified_by = r.made_by OR r.verified_by = r.sent_by))
LIMIT 20;

-- A ratio that was computed is its own figures' share, rounded once to six decimals; without a base there is none.
-- name: invariant_reading_result
SELECT p.code || ' ' || CAST(r.period AS TEXT) AS problem
FROM reading r JOIN indicator_profile p ON p.indicator_id = r.indicator_id AND p.year = r.year
WHERE r.kind = 'ratio'
  AND ((r.has_result = 1 AND (r.denominator_satang IS NULL OR r.denominator_satang <= 0
                              OR ABS(r.numerator_satang * 100000000.0 / r.denominator_satang - r.result) > 1.0))
       OR (r.has_result = 0 AND r.denominator_satang IS NOT NULL))
LIMIT 20;

-- A reading that was sent has the day it first was, and its lateness is that day's.
-- name: invariant_reading_late
SELECT p.code || ' ' || CAST(r.period AS TEXT) AS problem
FROM reading r JOIN indicator_profile p ON p.indicator_id = r.indicator_id AND p.year = r.year
WHERE (r.state IN ('sent', 'verified') AND r.first_sent IS NULL) OR (r.late_days > 0 AND r.first_sent <= r.due)
   OR (r.late_days = 0 AND r.first_sent > r.due)
LIMIT 20;
