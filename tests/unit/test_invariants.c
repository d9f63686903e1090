/* A sound store breaks no invariant; each planted violation makes exactly its own fire. */
#include "plan_store.h"
#include "plants_agreement.h"
#include "plants_dataset.h"
#include "plants_results.h"
#include "plants_value.h"

#include "base/crypto.h"
#include "city/user.h"
#include "execute/enact.h"
#include "execute/invariant.h"
#include "execute/posting.h"

enum { YEAR = 2566 };

static bool enact(struct act *by, void *ctx, struct err *e)
{
    return enact_year(by, YEAR, ctx, e);
}

static bool add_user(struct act *by, void *ctx, struct err *e)
{
    struct user_new u = {.name = STR("somebody"),
                         .full_name = STR("x"),
                         .password_hash = STR("x"),
                         .role = ROLE_AUDITOR};

    (void)ctx;
    return user_add(by, &u, e);
}

/* One act of each kind that the invariants of execution look at; line 2 is a building. */
static bool post_some(struct act *by, void *ctx, struct err *e)
{
    static const struct {
        const char *key, *type, *ref, *authority;
        int64_t line, to, satang;
    } row[] = {
        {"1", "ALLOT", "", "", 2, 0, 100000},       {"2", "RESERVE", "C1", "", 2, 0, 500},
        {"3", "OBLIGATE", "C1", "", 2, 0, 2000},    {"4", "DISBURSE", "C1", "", 2, 0, 800},
        {"5", "TRANSFER", "", "GOVERNOR:1", 4, 2, 300}, {"6", "CARRY_A", "C1", "PERMSEC:1", 2, 0, 700},
        {"7", "RESERVE", "C2", "", 2, 0, 50},       {"8", "REVERSE", "entry:17", "", 0, 0, 0},
    };

    (void)ctx;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct posting p = {.key = str_from(row[i].key),
                            .on = DATE(20230515),
                            .type = str_from(row[i].type),
                            .line_id = row[i].line,
                            .to_line_id = row[i].to,
                            .amount = MONEY(row[i].satang),
                            .ref = str_from(row[i].ref),
                            .authority = str_from(row[i].authority)};
        struct posted r;

        if (!posting_do(by, &p, &r, e)) {
            return false;
        }
    }
    return true;
}

/* An enacted year and one that is being prepared, with a run of the allocation. */
static void make(struct store *s, struct arena *a)
{
    struct plan_city c;
    struct plan_fill f = {
        .year = YEAR, .c = &c, .units = 2, .levels = 2, .lines = 2, .state = "ANALYST_ACCEPTED"};
    struct enactment r;
    struct err e;

    plan_make(s, a, YEAR, &c);
    f.agency_id = c.drainage.id;
    f.output_id = c.water;
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e);
    plan_reach(s, a, YEAR, "GOVERNOR");
    assert_ok(city_write(s, a, enact, &r, &e), &e);
    assert_ok(city_write(s, a, post_some, NULL, &e), &e);
    assert_ok(city_write(s, a, add_user, NULL, &e), &e);
    plan_make(s, a, YEAR + 1, &c);
    f.year = YEAR + 1;
    f.agency_id = c.works.id;
    f.output_id = c.road;
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e);
    assert_ok(sql_write(s,
                        "INSERT INTO scenario (year, name, made_by, made_at_ms) "
                        "VALUES (2567, 'main', 'x', 1)",
                        &e),
              &e);
    assert_ok(sql_write(s,
                        "INSERT INTO scenario_run (scenario_id, code, mode, status, value_score, "
                        "bound_score, gap_text, funded, packages, used_satang, asked_satang, "
                        "solve_ms, total_ms, instance_sha, result_sha, change_id, made_by, "
                        "made_at_ms) SELECT id, 'r1', 'optimal', 'optimal', 0, 0, '0', 0, 0, 0, 0, "
                        "0, 0, '', '', 0, 'x', 1 FROM scenario",
                        &e),
              &e);
}

static const struct plant plants[] = {
    {"bill_version_sum", "bill_version", "", "UPDATE bill_version SET total_satang = total_satang + 1 WHERE no = 1"},
    {"bill_tabled", "bill_version_line", "",
     "UPDATE bill_version_line SET amount_satang = CASE WHEN line_id = 1 THEN 200000 ELSE 100000 END "
     "WHERE line_id IN (1, 2) AND version_id = (SELECT MIN(id) FROM bill_version)"},
    {"bill_stage", "", "",
     "INSERT INTO bill (year, number, code, stage, made_by, made_at_ms) "
     "VALUES (2566, 1, '2566-1', 'TABLED', 'x', 1)"},
    {"vote_counts", "", "",
     "INSERT INTO council_vote (code, year, ordinance, subject_kind, subject, stage, named, members, "
     "yes, no, abstain, result, on_date, made_by, made_at_ms) VALUES ('V1', 2566, 0, 'final', "
     "'final', 'READING3', 0, 3, 4, 0, 0, 'passed', 20220901, 'x', 1)"},
    {"vote_interest", "", "",
     "INSERT INTO council_member (code, kind, full_name, from_date, made_by, made_at_ms) "
     "VALUES ('M1', 'councillor', 'n', 20220101, 'x', 1);"
     "INSERT INTO council_interest (member_id, agency_id, reason, from_date, made_by, made_at_ms) "
     "SELECT m.id, (SELECT MIN(id) FROM agency), 'r', 20220101, 'x', 1 FROM council_member m;"
     "INSERT INTO council_vote (code, year, ordinance, subject_kind, subject, agency_id, stage, named, "
     "members, yes, no, abstain, result, on_date, made_by, made_at_ms) SELECT 'V1', 2566, 0, "
     "'section', 'section:1', MIN(id), 'READING2', 1, 3, 1, 0, 0, 'passed', 20220901, 'x', 2 FROM agency;"
     "INSERT INTO council_ballot (vote_id, member_id, choice) SELECT v.id, m.id, 'yes' "
     "FROM council_vote v, council_member m"},
    {"committed_years", "", "",
     "INSERT INTO committed (code, agency_id, kind, type_code, title, ref, total_satang, source, "
     "made_by, made_at_ms) SELECT 'C-1', MIN(id), 'contract', '3', 't', 'r', 5, 's', 'x', 1 FROM "
     "agency"},
    {"subsidy_events", "", "",
     "INSERT INTO subsidy (code, year, agency_id, fund_code, name, purpose, conditions, "
     "matching_bp, status, requested_satang, made_by, made_at_ms) SELECT 'S-1', 2567, MIN(id), "
     "'SUBG', 'n', 'p', 'c', 0, 'office', 5, 'x', 1 FROM agency"},
    {"ceiling_two_persons", "", "",
     "INSERT INTO ceiling_issue (year, version, state, reason, made_by, made_at_ms, issued_by) "
     "VALUES (2567, 1, 'issued', 'r', 'x', 1, 'x')"},
    {"rank_keeps_levels", "", "",
     "INSERT INTO package_rank (package_id, year, agency_id, rank) "
     "SELECT id, year, agency_id, 10 - level FROM package WHERE year = 2567"},
    {"freed_not_exceeded", "", "",
     "INSERT INTO unit_review (unit_id, disposition) SELECT MIN(id), 'stop' FROM unit; "
     "INSERT INTO freed_to (unit_id, package_id, amount_satang) "
     "SELECT MIN(u.id), MAX(p.id), 100 FROM unit u, package p"},
    {"goal_weights", "", "",
     "INSERT INTO package_goal (package_id, node_id, share_bp) SELECT MAX(p.id), MIN(n.id), 9999 "
     "FROM package p, class_node n"},
    {"link_weights", "", "",
     "UPDATE crosswalk SET share_bp = 9999 WHERE from_id = (SELECT MIN(from_id) FROM crosswalk)"},
    {"amount_is_newest_change", "", "",
     "UPDATE line_amount SET amount_satang = amount_satang + 100 "
     "WHERE line_id = (SELECT MAX(id) FROM line)"},
    {"line_version", "", "",
     "UPDATE line SET version = version + 1 WHERE id = (SELECT MAX(id) FROM line)"},
    {"level_chain", "", "",
     "UPDATE package SET level = 5 WHERE id = (SELECT MAX(id) FROM package)"},
    {"package_of_unit", "", "",
     "UPDATE unit SET output_id = (SELECT MAX(id) FROM class_node) "
     "WHERE id = (SELECT MAX(id) FROM unit)"},
    {"line_of_package", "", "",
     "UPDATE line SET output_id = (SELECT MIN(n.id) FROM class_node n JOIN year_class y "
     "ON y.version_id = n.version_id AND y.kind = 'programme' WHERE y.year = 2567) "
     "WHERE id = (SELECT MAX(id) FROM line)"},
    {"nodes_of_year", "", "",
     "UPDATE line SET fund_id = item_id WHERE id = (SELECT MAX(id) FROM line)"},
    {"state_is_newest_event", "", "",
     "UPDATE package SET state = 'SUBMITTED' WHERE id = (SELECT MAX(id) FROM package)"},
    {"balance_is_ledger", "", "",
     "UPDATE balance SET allotted_satang = allotted_satang + 1, "
     "unallotted_satang = unallotted_satang - 1 WHERE line_id = 1"},
    {"entry_sequence", "", "", "UPDATE chain_head SET seq = seq + 1 WHERE name = 'entry'"},
    {"audit_sequence", "audit", "", "DELETE FROM audit WHERE seq = 2"},
    {"stage_is_newest_event", "", "", "UPDATE fiscal_year SET stage = 'CALL' WHERE year = 2567"},
    {"line_codes", "", "",
     "UPDATE line SET code = '2567-0-9999-00001' WHERE id = (SELECT MAX(id) FROM line)"},
    {"class_parents", "", "",
     "UPDATE class_node SET parent_id = (SELECT MAX(id) FROM class_node) "
     "WHERE id = (SELECT MIN(id) FROM class_node WHERE level = 'fund')"},
    {"users_have_roles", "", "", "DELETE FROM user_role"},
    {"entry_period", "entry", "", "UPDATE entry SET period = 202301 WHERE seq = 1"},
    {"param_two_persons", "", "",
     "INSERT INTO param_value (code, number, from_year, from_date, value, reason, proposed_by, "
     "proposed_ms) VALUES ('x', 1, 2566, 20221001, '1', 'x', 'one', 1);"
     "INSERT INTO param_event (value_id, event, by_user, at_ms) "
     "SELECT id, 'approve', 'one', 2 FROM param_value"},
    {"integrated_parties", "", "",
     "INSERT INTO integrated (year, code, name_th, purpose, lead_id, made_by, made_at_ms) "
     "SELECT 2567, 'x', 'x', 'x', MIN(id), 'x', 1 FROM agency"},
    {"officer_by_handover", "", "",
     "INSERT INTO handover (code, agency_id, from_user, to_user, reason, state, made_by, made_ms) "
     "SELECT 'H1', agency_id, 'x', 'somebody', 'x', 'waiting', 'x', 1 FROM package WHERE id = 1;"
     "INSERT INTO package_owner (package_id, user_name, handover_id) "
     "SELECT 1, 'somebody', id FROM handover"},
    {"question_turns", "", "",
     "INSERT INTO info_request (code, year, package_id, agency_id, asker, asked_ms, due, state) "
     "SELECT 'Q1', year, id, agency_id, 'x', 1, 20221001, 'open' FROM package WHERE id = 1"},
    {"delegation_two_persons", "", "",
     "INSERT INTO delegation (code, kind, from_user, to_user, role, scope_kind, scope_id, order_no, "
     "order_on, from_date, to_date, reason, state, made_by, made_ms, confirmed_by) VALUES ('D1', "
     "'acting', 'a', 'b', 'x', 'city', 0, '1', 20221001, 20221001, 20221001, 'x', 'confirmed', 'a', "
     "1, 'a')"},
    {"recommendation_amount", "", "",
     "INSERT INTO recommendation (package_id, year, division, class, word, asked_satang, "
     "amount_satang, reason, sent_ms, version, by_user, at_ms) "
     "SELECT l.package_id, 2567, 1, 'x', 'reject', SUM(m.amount_satang), 0, 'x', 1, 1, 'x', 1 "
     "FROM line l JOIN line_amount m ON m.line_id = l.id AND m.stage = 0 "
     "WHERE l.package_id = (SELECT MAX(id) FROM package) GROUP BY l.package_id"},
    {"analysis_form_two_persons", "", "",
     "INSERT INTO analysis_form (class, version, th, en, state, reason, proposed_by, proposed_ms, "
     "decided_by, decided_ms) VALUES ('x', 1, 'x', 'x', 'approved', 'x', 'one', 1, 'one', 2)"},
    {"check_counts", "", "",
     "INSERT INTO package_check (package_id, year, infos, warns, stops, at_ms) "
     "SELECT MAX(id), 2567, 0, 1, 0, 1 FROM package"},
    {"clearance_events", "", "",
     "INSERT INTO clearance (code, year, package_id, class, state, amount_satang, lines, opened_by, "
     "opened_ms, due) SELECT 'C1', 2567, MAX(id), 'x', 'open', 100, 1, 'x', 1, 20231001 "
     "FROM package"},
    {"run_levels", "", "",
     "INSERT INTO run_package (run_id, package_id, funded, reason, cut_rank, why_th, "
     "why_en, value_score, amount_satang, cumulative_satang) SELECT r.id, p.id, p.level - 1, 'x', "
     "p.id, "
     "'', '', 0, 0, 0 FROM package p, scenario_run r WHERE p.year = 2567"},
    {"run_units", "", "",
     "INSERT INTO run_units (run_id, package_id, line_id, units, asked, unit_satang) "
     "SELECT MAX(r.id), MAX(l.package_id), MAX(l.id), 1, 2, 100 FROM scenario_run r, line l"},
    {"place_shares", "", "",
     "INSERT INTO line_place (line_id, n, share_bp) SELECT MAX(id), 1, 9999 FROM line"},
    {"post_shares", "", "",
     "INSERT INTO post (year, agency_id, number, title, kind, salary_satang) SELECT MAX(y.year), "
     "MAX(g.id), '1', 'x', "
     "'official', 1 FROM fiscal_year y, agency g"},
    {"tranche_years", "", "",
     "INSERT INTO line_cost (line_id, first_year, last_year) SELECT MAX(id), 2566, 2568 FROM line"},
    {"enacted_totals", "", "",
     "UPDATE class_node SET parent_id = NULL WHERE id = (SELECT n.parent_id FROM line l JOIN class_node n "
     "ON n.id = l.item_id WHERE l.id = 1)"},
    {"enacted_opened", "", "",
     "UPDATE line_amount SET amount_satang = amount_satang + (CASE WHEN line_id = 1 THEN 100 ELSE -100 END) "
     "WHERE stage = 8 AND line_id IN (1, 2); "
     "INSERT INTO line_change (line_id, seq, stage, new_satang, by_user, at_ms) "
     "SELECT x.line_id, l.version + 1, 8, x.amount_satang, 'x', 1 FROM line_amount x JOIN line l ON l.id = x.line_id "
     "WHERE x.stage = 8 AND x.line_id IN (1, 2); UPDATE line SET version = version + 1 WHERE id IN (1, 2)"},
    {"enactment_total", "enactment", "",
     "UPDATE enactment SET special_satang = 5, regular_satang = total_satang - 5"},
    {"lineage_shares", "", "",
     "INSERT INTO line_link (from_year, from_line_id, to_year, to_line_id, kind, share_bp, origin, by_user, at_ms) "
     "SELECT 2566, MIN(id), 2567, MAX(id), 'split', 6000, 'hand', 'x', 1 FROM line"},
    {"statement_free", "", "",
     "INSERT INTO bill_version (year, number, no, kind, change_id, total_satang, lines, by_user, at_ms) "
     "VALUES (2566, 1, 1, 'tabled', 1, 100000, 1, 'x', 1);"
     "INSERT INTO bill_version_line (version_id, line_id, amount_satang) "
     "SELECT id, 1, 100000 FROM bill_version WHERE number = 1"},
    {"unfunded_is_zero", "package_event", "",
     "UPDATE package_event SET to_state = 'UNFUNDED' WHERE id = (SELECT MAX(id) FROM "
     "package_event);"
     "UPDATE package SET state = 'UNFUNDED' WHERE id = (SELECT MAX(id) FROM package)"},
    {"resolution_named", "", "",
     "INSERT INTO line_change (line_id, seq, stage, new_satang, by_user, at_ms) "
     "SELECT id, version + 1, 3, 100, 'x', 1 FROM line WHERE id = (SELECT MAX(id) FROM line);"
     "INSERT INTO line_amount (line_id, stage, amount_satang) SELECT MAX(id), 3, 100 FROM line;"
     "UPDATE line SET version = version + 1 WHERE id = (SELECT MAX(id) FROM line)"},
    {"resolution_sums", "", "",
     "INSERT INTO resolution (year, code, number, body, stage, kind, rule, title, state, made_by, "
     "made_at_ms, total_satang) VALUES (2567, 'x', 'x', 'governor', 4, 'approve', 'lines', 'x', "
     "'drafted', 'x', 1, 7)"},
    {"resolution_persons", "", "",
     "INSERT INTO resolution (year, code, number, body, stage, kind, rule, title, state, made_by, "
     "made_at_ms, ended_by, ended_at_ms) VALUES (2567, 'x', 'x', 'governor', 4, 'reject', 'none', "
     "'x', 'confirmed', 'one', 1, 'one', 2)"},
    {"granted_has_money", "package_event", "",
     "UPDATE package_event SET to_state = 'FUNDED' WHERE id = (SELECT MAX(id) FROM package_event);"
     "UPDATE package SET state = 'FUNDED' WHERE id = (SELECT MAX(id) FROM package);"
     "INSERT INTO line_change (line_id, seq, stage, new_satang, by_user, at_ms) "
     "SELECT l.id, l.version + 1, 5, 0, 'x', 1 FROM line l "
     "WHERE l.package_id = (SELECT MAX(id) FROM package);"
     "INSERT INTO line_amount (line_id, stage, amount_satang) SELECT l.id, 5, 0 FROM line l "
     "WHERE l.package_id = (SELECT MAX(id) FROM package);"
     "UPDATE line SET version = version + 1 WHERE package_id = (SELECT MAX(id) FROM package)"},
    {"council_line", "", "",
     "INSERT INTO council_delta (year, ordinance, code, kind, state, line_id, package_id, agency_id, amount_satang, "
     "accepted_satang, mover_kind, reason, made_by, made_at_ms, report_ref) "
     "SELECT year, 0, 'x', 'cut', 'accepted', id, package_id, agency_id, 1, 1, 'committee', 'x', 'x', 1, 'x' "
     "FROM line WHERE id = (SELECT MAX(id) FROM line)"},
    {"council_caps", "", "",
     "INSERT INTO council_delta (year, ordinance, code, kind, state, line_id, package_id, agency_id, amount_satang, "
     "accepted_satang, mover_kind, reason, made_by, made_at_ms, report_ref) "
     "SELECT year, 0, 'x', 'restore', 'accepted', id, package_id, agency_id, 100, 100, 'committee', 'x', 'x', 1, 'x' "
     "FROM line WHERE id = (SELECT MAX(id) FROM line);"
     "INSERT INTO line_change (line_id, seq, stage, new_satang, by_user, at_ms) "
     "SELECT l.id, l.version + 1, 7, 100 + (SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id AND x.stage <= 5 "
     "ORDER BY x.stage DESC LIMIT 1), 'x', 1 FROM line l WHERE l.id = (SELECT MAX(id) FROM line);"
     "INSERT INTO line_amount (line_id, stage, amount_satang) "
     "SELECT line_id, 7, new_satang FROM line_change WHERE id = (SELECT MAX(id) FROM line_change);"
     "UPDATE line SET version = version + 1 WHERE id = (SELECT MAX(id) FROM line)"},
    {"council_two_persons", "", "",
     "INSERT INTO council_delta (year, ordinance, code, kind, state, line_id, package_id, agency_id, amount_satang, "
     "mover_kind, reason, made_by, made_at_ms, confirmed_by) "
     "SELECT year, 0, 'x', 'executive', 'confirmed', id, package_id, agency_id, 1, 'executive', 'x', 'one', 1, 'one' "
     "FROM line WHERE id = (SELECT MAX(id) FROM line)"},
    {"amounts_in_limits", "line_change", "",
     "UPDATE line_change SET new_satang = 101 WHERE id = (SELECT MAX(id) FROM line_change);"
     "UPDATE line_amount SET amount_satang = 101 WHERE line_id = (SELECT MAX(id) FROM line)"},
    {"buckets_not_negative", "", "balance",
     "INSERT INTO entry (seq, key, type, line_id, from_bucket, to_bucket, amount_satang, on_date, "
     "period, by_user, at_ms, prev_hash, hash) SELECT h.seq + 1, 'x', 'ALLOT', 1, 1, 2, "
     "b.unallotted_satang + 1, 20221001, 202210, 'x', 1, h.hash, h.hash "
     "FROM chain_head h, balance b WHERE h.name = 'entry' AND b.line_id = 1;"
     "UPDATE chain_head SET seq = seq + 1 WHERE name = 'entry';"
     "UPDATE balance SET allotted_satang = unallotted_satang + 1, unallotted_satang = -1 "
     "WHERE line_id = 1"},
};

static const char *const lite_locks[] = {"DROP TRIGGER %s_no_update", "DROP TRIGGER %s_no_delete"};

static bool script(struct tx *tx, struct str sql, struct err *e)
{
    struct str *lines;
    size_t n;

    return db_script(tx->db, tx->a, sql, &lines, &n, e);
}

/* Takes away what stands in a vandal's way; all of it comes back with the rollback. */
static bool unlock(struct store *s, struct tx *tx, const struct plant *p, struct err *e)
{
    if (p->check[0] &&
        !script(tx,
                store_is_postgres(s)
                    ? str_format(tx->a, "ALTER TABLE %s DROP CONSTRAINT %s_unallotted_satang_check",
                                 p->check, p->check)
                    : STR("PRAGMA ignore_check_constraints = 1"),
                e)) {
        return false;
    }
    if (!p->locked[0]) {
        return true;
    }
    if (store_is_postgres(s)) {
        return script(tx, str_format(tx->a, "ALTER TABLE %s DISABLE TRIGGER USER", p->locked), e);
    }
    for (size_t i = 0; i < ARRAY_LEN(lite_locks); i++) {
        struct str sql =
            str_replace(tx->a, str_from(lite_locks[i]), STR("%s"), str_from(p->locked));

        if (!script(tx, sql, e)) {
            return false;
        }
    }
    return true;
}

struct trial {
    struct store *s;
    const struct plant *p;
    size_t count;
    const char *first;
};

/* Plants, looks, and fails so that the store is as before. */
static bool try_plant(struct tx *tx, void *ctx, struct err *e)
{
    struct trial *t = ctx;
    const struct broken *b;
    struct str rest = str_from(t->p->sql), one;
    size_t n;

    if (!unlock(t->s, tx, t->p, e)) {
        return false;
    }
    while (str_split(&rest, ';', &one)) {
        if (!script(tx, one, e)) {
            return false;
        }
    }
    if (!invariants_check(tx->db, tx->a, &b, &n, &t->count, e)) {
        return false;
    }
    t->first = n ? b[0].invariant->name : "-";
    if (t->p->check[0] && !store_is_postgres(t->s) &&
        !script(tx, STR("PRAGMA ignore_check_constraints = 0"), e)) {
        return false;
    }
    FAIL(e, ERR_NOTHING);
    return false;
}

/* Each fires exactly its own. */
static void plant_each(struct store *s, const struct plant *plant, size_t n)
{
    struct err e;

    for (size_t i = 0; i < n; i++) {
        struct trial t = {.s = s, .p = &plant[i]};

        if (store_write(s, try_plant, &t, &e) || e.code != ERR_NOTHING) {
            fail_msg("%s: %s", plant[i].name, err_word(e.code));
        }
        if (t.count != 1 || strcmp(t.first, plant[i].name)) {
            fail_msg("%s: %zu fire, first %s", plant[i].name, t.count, t.first);
        }
    }
}

static void planted(struct store *s, struct arena *a)
{
    struct db *db;
    const struct broken *b;
    struct err e;
    size_t n, count;

    make(s, a);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(invariants_check(db, a, &b, &n, &count, &e), &e);
    if (count) {
        fail_msg("%s: %.*s", b[0].invariant->name, STR_FMT(b[0].problem));
    }
    assert_int_equal(ARRAY_LEN(plants) + ARRAY_LEN(plants_execute) + ARRAY_LEN(plants_agreement) + ARRAY_LEN(plants_dataset) + ARRAY_LEN(plants_value) +
                         ARRAY_LEN(plants_results),
                     invariants_n);
    plant_each(s, plants, ARRAY_LEN(plants));
    plant_each(s, plants_execute, ARRAY_LEN(plants_execute));
    plant_each(s, plants_agreement, ARRAY_LEN(plants_agreement));
    plant_each(s, plants_dataset, ARRAY_LEN(plants_dataset));
    plant_each(s, plants_dataset_more, ARRAY_LEN(plants_dataset_more));
    plant_each(s, plants_value, ARRAY_LEN(plants_value));
    plant_each(s, plants_results, ARRAY_LEN(plants_results));
    plant_each(s, plants_results_more, ARRAY_LEN(plants_results_more));
    assert_ok(invariants_check(db, a, &b, &n, &count, &e), &e);
    assert_int_equal(count, 0);
}

static void test_planted(void **state)
{
    (void)state;
    with_each_store(planted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_planted),
    };

    crypto_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
