/* plants_agreement.h - what is planted in agreements, for test_invariants.c. */
#ifndef PBIS_TESTS_PLANTS_AGREEMENT_H
#define PBIS_TESTS_PLANTS_AGREEMENT_H

#include "plants_execute.h"

#define AGREEMENT(state)                                                                                                   \
    "INSERT INTO agreement (year, agency_id, code, state, number, made_by, made_ms) "                                      \
    "SELECT 2566, agency_id, 'AG', '" state "', 1, 'one', 1 FROM line WHERE id = 2"
/* Two indicators under one version; their profiles share a stable name when it is `same`. */
#define AGREEMENT_TEXT(first, second, sum)                                                                                 \
    "INSERT INTO indicator (year, code, level, kind) VALUES (2566, 'KA', 'kpi', 'outcome'); "                              \
    "INSERT INTO indicator (year, code, level, kind) VALUES (2566, 'KB', 'kpi', 'outcome'); "                              \
    "INSERT INTO agreement_item (agreement_id, indicator_id, component, tables, number, name, weight_bp) "                 \
    "SELECT a.id, i.id, 1, 1, i.code, i.code, 5000 FROM agreement a, indicator i WHERE i.code IN ('KA', 'KB'); "           \
    "INSERT INTO agreement_version (agreement_id, number, items, weight_bp, sha, by_user, at_ms) "                         \
    "SELECT id, 1, 2, " sum ", (SELECT hash FROM audit WHERE seq = 1), 'one', 1 FROM agreement; "                                                              \
    "INSERT INTO agreement_frozen (version_id, item_id, indicator_id, component, tables, number, name, weight_bp, target, " \
    "definition, method, evidence, measure, project, unit_name) "                                                          \
    "SELECT v.id, i.id, i.indicator_id, 1, 1, i.number, i.name, CASE i.name WHEN 'KA' THEN " first " ELSE " second " END, " \
    "'', '', '', '', '', '', '' FROM agreement_version v, agreement_item i"
#define PROFILES                                                                                                           \
    "INSERT INTO indicator_profile (indicator_id, year, agency_id, stable, code, work, collect, cycle, owner, target_in, "  \
    "last_day, made_by, made_ms) SELECT i.id, 2566, CASE i.code WHEN 'KA' THEN g.low ELSE g.high END, 'same', i.code, "     \
    "'base', 'given', 'year', 'strategy', 'percent', 20230930, 'one', 1 FROM indicator i, "                                \
    "(SELECT MIN(id) AS low, MAX(id) AS high FROM agency) g WHERE i.code IN ('KA', 'KB')"

static const struct plant plants_agreement[] = {
    {"agreement_weights", "", "", AGREEMENT("drafted") "; " AGREEMENT_TEXT("5000", "4999", "10000")},
    {"agreement_once", "", "", AGREEMENT("drafted") "; " AGREEMENT_TEXT("5000", "5000", "10000") "; " PROFILES},
    {"agreement_persons", "", "",
     AGREEMENT("signed") "; " AGREEMENT_TEXT("5000", "5000", "10000") "; "
     "INSERT INTO agreement_event (agreement_id, event, from_state, to_state, by_user, at_ms) SELECT id, 'sign_city', 'x', 'signed', 'one', 1 FROM agreement; "
     "INSERT INTO agreement_signature (version_id, side, by_user, full_name, role, at_ms) SELECT id, 'agency', 'one', 'x', 'head', 1 FROM agreement_version; "
     "INSERT INTO agreement_signature (version_id, side, by_user, full_name, role, at_ms) SELECT id, 'city', 'one', 'x', 'permsec', 1 FROM agreement_version"},
    {"agreement_total", "", "",
     AGREEMENT("drafted") "; " AGREEMENT_TEXT("5000", "5000", "10000") "; "
     "INSERT INTO agreement_score (agreement_id, version_id, kind, number, items, scored, total, weight_bp, by_user, at_ms) "
     "SELECT agreement_id, id, 'interim', 1, 2, 2, 92439000, 10000, 'one', 1 FROM agreement_version; "
     "INSERT INTO agreement_score_item (score_id, item_id, weighted) SELECT s.id, i.id, 46000000 FROM agreement_score s, agreement_item i"},
    {"service_agreement_cost", "", "",
     "INSERT INTO service_agreement (year, agency_id, output_id, code, made_by, made_ms) SELECT 2566, agency_id, output_id, 'SA', 'one', 1 FROM line WHERE id = 2; "
     "INSERT INTO service_version (service_id, number, kind, cost_satang, entry_seq, scale_bp, by_user, at_ms) SELECT id, 1, 'enact', 100, 1, 10000, 'one', 1 FROM service_agreement; "
     "INSERT INTO service_part (version_id, unit_id, unit_word, name, levels, proposed_milli, quantity_milli, cost_satang) "
     "SELECT v.id, MIN(u.id), 'x', 'x', 1, 1, 1, 99 FROM service_version v, unit u GROUP BY v.id"},
};

#endif
