/* plants_execute.h - what is planted in the year's execution, for test_invariants.c. */
#ifndef PBIS_TESTS_PLANTS_EXECUTE_H
#define PBIS_TESTS_PLANTS_EXECUTE_H

struct plant {
    const char *name;   /* the invariant */
    const char *locked; /* tables whose append-only triggers stand in the way */
    const char *check;  /* a CHECK of this table stands in the way */
    const char *sql;
};

/* Pieces of what is planted; who made them is 'one'. */
#define ORDER(state_desk_role_rows_total_approved)                                                                       \
    "INSERT INTO spend_order (code, year, kind, title, on_date, made_by, made_at_ms, since_ms, state, desk, role, row_count, " \
    "total_satang, approved_by) VALUES ('O1', 2566, 'allot', 'x', 20230515, 'one', 1, 1, " state_desk_role_rows_total_approved ")"
#define ORDER_EVENT(to)                                                                                                  \
    "INSERT INTO spend_order_event (order_id, n, event, from_state, to_state, desk, by_user, at_ms) "                         \
    "SELECT id, 1, 'make', '', '" to "', 'maker', 'one', 1 FROM spend_order"
/* Of 100 satang, approved by this person; its year and instalment apart. */
#define CONTRACT(decided_by)                                                                                             \
    "INSERT INTO contract (code, year, agency_id, ref, state, kind, title, vendor, tax_id, egp_no, total_satang, made_by, "   \
    "made_at_ms) SELECT 'K1', 2566, agency_id, 'K1', 'active', 'x', 'x', 'x', '', '', 100, 'one', 1 FROM line WHERE id = 2; " \
    "INSERT INTO contract_change (contract_id, number, change_kind, state, doc_no, reason, kind, title, vendor, tax_id, "     \
    "egp_no, total_satang, made_by, made_at_ms, sent_by, decided_by) "                                                        \
    "SELECT id, 0, 'new', 'approved', '', '', 'x', 'x', 'x', '', '', 100, 'one', 1, 'one', '" decided_by "' FROM contract"
#define CONTRACT_PARTS                                                                                                   \
    "INSERT INTO contract_year (change_id, year, amount_satang) SELECT id, 2566, 100 FROM contract_change; "                  \
    "INSERT INTO contract_instalment (change_id, number, amount_satang, delivers) SELECT id, 1, 100, 'x' FROM contract_change"
#define WARRANT(state_gross_charge_net, approved_by)                                                                     \
    "INSERT INTO warrant (code, year, agency_id, number, kind, on_date, title, payee, tax_id, ref, control_no, made_by, "     \
    "made_at_ms, desk_since_ms, paid_by, state, gross_satang, charge_satang, net_satang, approved_by) "                       \
    "SELECT 'W1', 2566, agency_id, '1', 'direct', 20230515, 'x', 'x', '', '', '', 'one', 1, 1, 'three', "                     \
    state_gross_charge_net ", " approved_by " FROM line WHERE id = 2"
#define WARRANT_PART                                                                                                     \
    "INSERT INTO warrant_part (warrant_id, line_id, amount_satang) SELECT id, 2, charge_satang FROM warrant"
#define RECORD_FILE                                                                                                      \
    "INSERT INTO record_file (code, year, system, kind, sha256, filename, rows_read, fresh, known, refused, posted, waiting, " \
    "total_satang, first_on, last_on, by_user, at_ms) "                                                                       \
    "VALUES ('F1', 2566, 'mis2', 'allotment', 'x', 'x', 1, 1, 0, 0, 1, 0, 1, 20230515, 20230515, 'one', 1)"
/* An activity with one step, in force. */
#define ACTIVITY(done_bp, weight_bp, decided_by)                                                                         \
    "INSERT INTO activity (year, agency_id, number, code, kind, state, plan_no, open_no, done_bp, due, made_by, made_ms) "    \
    "SELECT 2566, agency_id, 1, 'P1', 'activity', 'approved', 1, 0, " done_bp ", 20230930, 'one', 1 FROM line WHERE id = 2; " \
    "INSERT INTO activity_plan (activity_id, no, state, name, work, made_by, made_ms, decided_by, decided_on) "               \
    "SELECT id, 1, 'approved', 'x', 'base', 'one', 1, '" decided_by "', 20221001 FROM activity; "                             \
    "INSERT INTO activity_step (activity_id, plan_no, n, step_key, name, weight_bp, due) "                                    \
    "SELECT id, 1, 1, 1, 'x', " weight_bp ", 20230930 FROM activity"
/* A document that says it is the allotment of line 2, which is 100,000 satang. */
#define RECORD_DOC(doc, satang)                                                                                          \
    "INSERT INTO outside_entry (file_id, year, system, kind, doc, on_date, agency_id, output_code, group_code, fund_code, "   \
    "line_id, amount_satang, state, entry_key) SELECT f.id, 2566, 'mis2', 'allotment', '" doc "', 20230515, l.agency_id, "    \
    "'x', 'x', 'x', 2, " satang ", 'posted', '1' FROM record_file f, line l WHERE l.id = 2"
#define CARRY_LIST                                                                                                       \
    "INSERT INTO carry_list (code, year, kind, title, authority, state, moved_by, decided_by, made_by, made_at_ms) "          \
    "VALUES ('L1', 2566, 'A', 'x', 'PERMSEC', 'decided', 'two', 'three', 'one', 1)"
#define CARRY(state_sent_by)                                                                                             \
    "INSERT INTO carry (code, year, kind, agency_id, line_id, ref, amount_satang, reason, made_by, made_at_ms, state, sent_by) " \
    "SELECT 'A1', 2566, 'A', agency_id, 2, 'C1', 700, 'x', 'one', 1, " state_sent_by " FROM line WHERE id = 2"

#define REORGANISE(state_done_by)                                                                                          \
    "INSERT INTO reorganise (code, year, kind, title, reason, on_date, made_by, made_at_ms, approved_by, state, done_by) "  \
    "VALUES ('R1', 2566, 'merge', 'x', 'x', 20230515, 'one', 1, 'two', " state_done_by ")"

static const struct plant plants_execute[] = {
    {"reorganise_balanced", "", "", REORGANISE("'done', 'three'")},
    {"reorganise_linked", "", "",
     REORGANISE("'approved', ''") "; INSERT INTO reorganise_line (old_line_id, new_line_id, reorganise_id, share_bp, main, "
     "unallotted_satang, allotted_satang, reserved_satang, obligated_satang, disbursed_satang) "
     "SELECT 2, 2, id, 10000, 1, 0, 0, 0, 0, 0 FROM reorganise"},
    {"score_newest", "", "",
     "INSERT INTO indicator (year, code, level, kind) VALUES (2566, 'S1', 'kpi', 'output'); "
     "INSERT INTO score_run (code, year, as_of, kind, scored, unscored, by_user, at_ms) VALUES ('R', 2566, 20230930, 'interim', 1, 0, 'x', 1); "
     "INSERT INTO score (run_id, indicator_id, year, as_of, kind, basis, by_user, at_ms) "
     "SELECT r.id, i.id, 2566, 20230930, 'interim', 'none', 'x', 1 FROM score_run r, indicator i WHERE i.code = 'S1'"},
    {"score_run", "", "",
     "INSERT INTO score_run (code, year, as_of, kind, scored, unscored, by_user, at_ms) VALUES ('R', 2566, 20230930, 'final', 3, 0, 'x', 1)"},
    {"entry_act", "entry", "", "UPDATE entry SET type = 'ALLOT' WHERE type = 'RESERVE' AND ref = 'C2'"},
    {"holding_is_balance", "", "", "UPDATE holding SET reserved_satang = reserved_satang + 1 WHERE ref = 'C2'"},
    {"transfer_keeps_identity", "", "",
     "UPDATE line SET fund_id = (SELECT id FROM class_node WHERE level = 'fund' AND code = 'SUBG') WHERE id = 4"},
    {"reversal_once", "entry_reversal", "", "UPDATE entry_reversal SET seq = seq + 1"},
    {"nothing_after_close", "", "",
     "INSERT INTO ledger_period (period, year, closed, closed_seq) VALUES (202305, 2566, 1, 10)"},
    {"paid_from_obligation", "entry", "", "UPDATE entry SET ref = '' WHERE type = 'DISBURSE'"},
    {"carried_is_received", "line_origin", "", "UPDATE line_origin SET carried_from = 1"},
    {"opened_in_execution", "", "",
     "INSERT INTO line_origin (line_id, kind, made_by, made_at_ms) VALUES (1, 'annual', 'x', 1)"},
    {"frozen_list", "", "",
     "INSERT INTO acceleration (year, quarter, number, code, as_of, state, made_by, made_ms) "
     "VALUES (2566, 1, 1, '2566-Q1', 20221231, 'frozen', 'x', 1); "
     "INSERT INTO acceleration_freeze (round_id, goal_bp, floor_bp, entry_seq, agencies, targets, base_satang, taken_satang, "
     "paid_satang, sha, by_user, at_ms) SELECT r.id, 1500, 6000, 1, 1, 0, 100, 0, 0, e.hash, 'x', 1 "
     "FROM acceleration r JOIN entry e ON e.seq = 1 WHERE r.code = '2566-Q1'"},
    {"procurement_next", "", "",
     "INSERT INTO procurement (line_id, year, method, tor_real, next_step, made_by, made_ms) "
     "SELECT 1, 2566, 'bidding', 20221001, 0, 'x', 1 FROM line WHERE id = 1; "
     "INSERT INTO procurement_change (line_id, version, step, kind, by_user, at_ms) VALUES (1, 1, 'tor', 'real', 'x', 1)"},
    /* orders */
    {"order_three_persons", "", "",
     ORDER("'APPROVED', 'finance', 'BUDGET', 0, 0, 'one'") "; " ORDER_EVENT("APPROVED")},
    {"order_rows", "", "",
     ORDER("'DRAFT', 'maker', 'BUDGET', 1, 5, ''") "; " ORDER_EVENT("DRAFT")},
    {"order_state", "", "", ORDER("'DRAFT', 'maker', 'BUDGET', 0, 0, ''")},
    {"order_flags", "", "",
     "INSERT INTO order_flag (code, year, kind, to_agency_id, to_output_id, role, days, orders, total_satang, state, raised_ms) "
     "SELECT 'S1', 2566, 'transfer', agency_id, output_id, 'PERMSEC', 30, 1, 100, 'open', 1 FROM line WHERE id = 1"},
    /* contracts and warrants */
    {"contract_sums", "", "", CONTRACT("two")},
    {"contract_two_persons", "", "", CONTRACT("one") "; " CONTRACT_PARTS},
    {"instalment_claims", "", "",
     CONTRACT("two") "; " CONTRACT_PARTS "; UPDATE contract SET current_id = (SELECT MAX(id) FROM contract_change); "
     WARRANT("'draft', 101, 101, 101", "''") "; " WARRANT_PART
     "; INSERT INTO warrant_instalment (warrant_id, contract_id, number, amount_satang) "
     "SELECT w.id, c.id, 1, 101 FROM warrant w, contract c"},
    {"warrant_sums", "", "", WARRANT("'draft', 101, 101, 101", "''")},
    {"warrant_three_persons", "entry", "",
     WARRANT("'paid', 800, 800, 800", "'one'") "; " WARRANT_PART
     "; UPDATE entry SET key = 'warrant:W1:2' WHERE type = 'DISBURSE' AND amount_satang = 800"},
    /* other books of record, subsidies */
    {"record_posted", "", "", RECORD_FILE "; " RECORD_DOC("D1", "99999")},
    {"record_once", "", "", RECORD_FILE "; " RECORD_DOC("D1", "100000") "; " RECORD_DOC("D2", "100000")},
    {"record_settled", "", "",
     "INSERT INTO record_difference (code, year, system, kind, agency_id, output_code, group_code, fund_code, ours_satang, "
     "theirs_satang, state, first_on, last_on, until_on, explained_by, settled_by) SELECT 'R1', 2566, 'mis2', 'payments', "
     "MIN(id), 'x', 'x', 'x', 1, 2, 'settled', 20230101, 20230101, 20230101, 'one', 'one' FROM agency"},
    {"subsidy_condition", "", "",
     "INSERT INTO subsidy (code, year, agency_id, fund_code, name, purpose, conditions, matching_bp, status, made_by, made_at_ms) "
     "SELECT 'S-1', 2566, MIN(id), 'SUBG', 'n', 'p', 'c', 0, 'office', 'x', 1 FROM agency; "
     "INSERT INTO subsidy_condition (subsidy_id, number, what, state, by_user, at_ms) SELECT id, 1, 'x', 'met', 'x', 1 FROM subsidy"},
    /* carry-over, lapse, the closed year */
    {"carry_entry", "", "",
     CARRY_LIST "; " CARRY("'posted', ''") "; UPDATE carry SET list_id = (SELECT MAX(id) FROM carry_list), approved_satang = 700, "
     "posted_seq = (SELECT seq FROM entry WHERE type = 'CARRY_A')"},
    {"carry_two_persons", "", "", CARRY("'sent', 'one'")},
    {"carry_list_state", "", "", CARRY("'approved', 'two'")},
    {"carry_flag_persons", "", "",
     "INSERT INTO carry_flag (code, year, line_id, kind, base, amount_satang, reason, evidence, state, made_by, made_at_ms, decided_by) "
     "VALUES ('X1', 2566, 2, 'x', 'disbursed', 100, 'x', 'x', 'confirmed', 'one', 1, 'one')"},
    {"lapse_once", "", "",
     "INSERT INTO year_lapse (year, run, state, lines, total_satang, sha256, made_by, made_at_ms, approved_by) "
     "VALUES (2566, 1, 'approved', 1, 100, 'x', 'one', 1, 'one')"},
    {"year_closing_ties", "", "",
     "INSERT INTO year_closing (year, lines, reason, by_user, at_ms) VALUES (2566, 1, 'x', 'x', 1)"},
    /* activity plans */
    {"activity_weights", "", "", ACTIVITY("0", "9999", "two")},
    {"activity_progress", "", "", ACTIVITY("1", "10000", "two")},
    {"activity_plan", "", "", ACTIVITY("0", "10000", "one")},
};

#undef ACTIVITY
#undef ORDER
#undef ORDER_EVENT
#undef CONTRACT
#undef CONTRACT_PARTS
#undef WARRANT
#undef WARRANT_PART
#undef RECORD_FILE
#undef RECORD_DOC
#undef CARRY_LIST
#undef CARRY
#undef REORGANISE

#endif
