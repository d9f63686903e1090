/* plants_results.h - what is planted in results of indicators, for test_invariants.c. */
#ifndef PBIS_TESTS_PLANTS_RESULTS_H
#define PBIS_TESTS_PLANTS_RESULTS_H

#include "plants_execute.h"

#define RESULT(columns, values)                                                                                            \
    "INSERT INTO indicator (year, code, level, kind) VALUES (2566, 'K-X', 'kpi', 'output'); "                              \
    "INSERT INTO indicator_profile (indicator_id, year, agency_id, stable, code, work, collect, cycle, owner, target_in, " \
    "last_day, made_by, made_ms) SELECT (SELECT MAX(id) FROM indicator), 2566, agency_id, 'k', 'K-X', 'mission', 'ratio', "   \
    "'quarter', 'strategy', 'percent', 20230930, 'one', 1 FROM line WHERE id = 2; "                                        \
    "INSERT INTO reading (indicator_id, year, period, agency_id, due, " columns ") SELECT indicator_id, 2566, 202212, "    \
    "agency_id, 20230115, " values " FROM indicator_profile WHERE code = 'K-X'"

/* One of each invariant. */
static const struct plant plants_results[] = {
    {"reading_persons", "", "", RESULT("state, made_by, sent_by, first_sent", "'sent', 'one', 'one', 20230110")},
    {"reading_result", "", "", RESULT("kind, numerator_satang, denominator_satang, has_result, result", "'ratio', 1, 4, 1, 26000000")},
    {"reading_late", "", "", RESULT("late_days, first_sent", "3, 20230110")},
};
/* Their other halves. */
static const struct plant plants_results_more[] = {
    {"reading_persons", "", "",
     RESULT("state, made_by, sent_by, verified_by, first_sent", "'verified', 'one', 'two', 'two', 20230110")},
    {"reading_result", "", "", RESULT("kind, numerator_satang, denominator_satang, has_result", "'ratio', 1, 4, 0")},
    {"reading_late", "", "", RESULT("state, made_by, sent_by", "'sent', 'one', 'two'")},
    {"reading_late", "", "", RESULT("late_days, first_sent", "0, 20230120")},
};

#endif
