/* plants_dataset.h - what is planted in the register of data sets and in stated shares, for test_invariants.c. */
#ifndef PBIS_TESTS_PLANTS_DATASET_H
#define PBIS_TESTS_PLANTS_DATASET_H

#include "plants_execute.h"

#define DATA_SET(approved_on_by_last_update)                                                                               \
    "INSERT INTO data_set (agency_id, code, title, made_on, made_by, made_ms, approved_on, approved_by, last_update) "      \
    "SELECT agency_id, 'D1', 'x', 20221001, 'one', 1, " approved_on_by_last_update " FROM line WHERE id = 2; "              \
    "INSERT INTO data_set_lint (data_set_id, lacks, on_date, by_user, at_ms) SELECT id, 0, 20221001, 'one', 1 FROM data_set"
#define RUN(kind, faults_passed)                                                                                           \
    "INSERT INTO data_set_check (data_set_id, run, kind, on_date, checked, by_user, at_ms, faults, passed) "               \
    "SELECT id, 1, '" kind "', 20221001, 1, 'one', 1, " faults_passed " FROM data_set"
#define FORM(code, decisions)                                                                                              \
    "INSERT INTO paper_form (agency_id, code, name, used_for, copies, used_by, on_date, made_by, made_ms, decisions) "     \
    "SELECT agency_id, '" code "', 'x', 'x', 1, 'x', 20221001, 'one', 1, " decisions " FROM line WHERE id = 2"
#define DECIDED(form, decision, into)                                                                                      \
    "INSERT INTO paper_form_decision (form_id, no, decision, into_id, reason, on_date, by_user, at_ms) "                   \
    "SELECT f.id, 1, '" decision "', (SELECT i.id FROM paper_form i WHERE i.code = '" into "'), 'x', 20221001, 'one', 1 "   \
    "FROM paper_form f WHERE f.code = '" form "'"
#define SHARES(parent, share, child)                                                                                       \
    "INSERT INTO rollup_set (year, parent_kind, parent_id, no, mode, reason, by_user, at_ms) "                             \
    "VALUES (2566, 'objective', " parent ", 1, 'progress', 'x', 'one', 1); "                                               \
    "INSERT INTO rollup_share (set_id, child_kind, child_id, share_bp) "                                                   \
    "SELECT MAX(id), 'objective', " child ", " share " FROM rollup_set"
#define KEY_RESULT                                                                                                         \
    "INSERT INTO indicator (year, code, level, kind) VALUES (2566, 'KR-X', 'key_result', 'outcome')"
#define CHECKIN(year, value)                                                                                               \
    "INSERT INTO checkin (indicator_id, year, on_date, value, light, by_user, at_ms) "                                     \
    "SELECT MAX(id), " year ", 20221101, '" value "', '', 'one', 1 FROM indicator"

/* One of each invariant. */
static const struct plant plants_dataset[] = {
    {"paper_form_decided", "", "", FORM("F1", "1")},
    {"data_set_stands", "", "", DATA_SET("20221101, 'one', NULL")},
    {"rollup_sum", "", "", SHARES("1", "9999", "2")},
    {"rollup_no_circle", "", "", SHARES("1", "10000", "2") "; " SHARES("2", "10000", "3") "; " SHARES("3", "10000", "1")},
    {"checkin_says", "", "", KEY_RESULT "; " CHECKIN("2566", "")},
};
/* Their other halves. */
static const struct plant plants_dataset_more[] = {
    {"paper_form_decided", "", "", FORM("F1", "1") "; " DECIDED("F1", "merged", "none")},
    {"paper_form_decided", "", "",
     FORM("F1", "1") "; " FORM("F2", "1") "; " DECIDED("F1", "merged", "F2") "; " DECIDED("F2", "merged", "F1")},
    {"paper_form_decided", "", "", FORM("F1", "1") "; " DECIDED("F1", "replaced", "none")},
    {"data_set_stands", "", "", DATA_SET("20221101, 'two', 20221102")},
    {"data_set_stands", "", "", DATA_SET("NULL, '', NULL") "; " RUN("format", "0, 1")},
    {"data_set_stands", "", "",
     DATA_SET("NULL, '', NULL") "; " RUN("format", "3, 1") "; " RUN("completeness", "0, 1") "; " RUN("duplicates", "0, 1") "; " RUN("freshness", "0, 1")},
    {"checkin_says", "", "", KEY_RESULT "; " CHECKIN("2567", "1")},
    {"checkin_says", "", "",
     "INSERT INTO okr_close (year, quarter, run, as_of, by_user, at_ms) VALUES (2566, 1, 1, 20221231, 'one', 1); "
     "INSERT INTO okr_score (close_id, kind, node_id, progress, covered_bp, why) SELECT id, 'goal', 1, 5, 0, '' FROM okr_close"},
};

#endif
