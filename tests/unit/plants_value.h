/* plants_value.h - what is planted in evaluations and the cost of services, for test_invariants.c. */
#ifndef PBIS_TESTS_PLANTS_VALUE_H
#define PBIS_TESTS_PLANTS_VALUE_H

#include "plants_execute.h"

static const struct plant plants_value[] = {
    {"evaluation_two_persons", "", "",
     "INSERT INTO evaluation (code, year, number, agency_id, package_id, state, evaluator, lessons, total, made_by, made_ms, reviewed_by) "
     "SELECT 'E1', 2566, 1, agency_id, id, 'reviewed', 'x', 'x', 50000000, 'one', 1, 'one' FROM package ORDER BY id LIMIT 1; "
     "INSERT INTO evaluation_score (evaluation_id, criterion, sort, name_th, name_en, weight_bp, percent, evidence) "
     "SELECT id, 'a', 0, 'a', '', 10000, 50000000, 'x' FROM evaluation; "
     "INSERT INTO evaluation_event (evaluation_id, event, from_state, to_state, by_user, at_ms) SELECT id, 'review', 'draft', 'reviewed', 'one', 1 FROM evaluation"},
    {"service_cost_once", "", "",
     "INSERT INTO cost_pool (year, code, name, made_by, made_ms) VALUES (2566, 'A', 'x', 'one', 1); "
     "INSERT INTO cost_pool_key (pool_id, number, split_key, reason, by_user, at_ms) SELECT id, 1, 'posts', 'x', 'one', 1 FROM cost_pool; "
     "INSERT INTO cost_pool_key_decision (key_id, approved, by_user, at_ms) SELECT id, 1, 'one', 1 FROM cost_pool_key"},
};

#endif
