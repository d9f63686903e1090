/* A draft in the Council: versions, steps and their guards, the clock, supplementary drafts. */
#include "bill_town.h"

/* ---- versions ---- */

static void versions(struct store *s, struct arena *a)
{
    struct doing x = {.what = DO_STEP, .event = "reopen", .reason = "x"};
    struct bill_version v;
    struct bill b;
    struct rows rows;
    struct str first;
    struct err e = {0};
    bool found;

    make_city(s, a);
    assert_ok(bill_get(reader(s), a, YEAR, 0, &b, &e), &e);
    assert_str(b.code, "2568-0", "the annual draft is always there");
    assert_int_equal(b.version, 0);
    step(s, a, NULL, 0, "table");
    assert_str(sql_lines(s, a, "SELECT COUNT(*), SUM(x.amount_satang) FROM line_amount x WHERE x.stage = 5"), "8\t2000000",
               "every line that stands in the draft is tabled, with its newest amount");
    assert_ok(bill_version_get(reader(s), a, YEAR, 0, 1, &v, &e), &e);
    assert_str(v.kind, "tabled", "version 1");
    assert_int_equal(v.lines, 8);
    assert_int_equal(v.total.satang, 2000000);
    assert_int_equal(v.sha256.n, 64);
    first = v.sha256;
    assert_ok(bill_version_lines(reader(s), a, v.id, STR_NONE, 3, &rows, &e), &e);
    assert_int_equal(rows.n, 3);
    assert_err(bill_version_get(reader(s), a, YEAR, 0, 2, &v, &e), &e, ERR_NOT_FOUND);
    assert_err(bill_get(reader(s), a, YEAR, 7, &b, &e), &e, ERR_NOT_FOUND);

    /* Withdrawn with a reason; tabled again it is another version of the same figures. */
    x.reason = NULL;
    must_not(s, a, NULL, &x, ERR_REASON_NEEDED);
    x.reason = "x";
    must(s, a, governor(), &x);
    assert_ok(bill_version_find(reader(s), a, &(struct bill_key){YEAR, 0}, STR("tabled"), &v, &found, &e), &e);
    assert_false(found);
    step(s, a, NULL, 0, "table");
    assert_ok(bill_versions(reader(s), a, YEAR, 0, &rows, &e), &e);
    assert_int_equal(rows.n, 2);
    assert_true(((const struct bill_version *)rows.p)[0].withdrawn);
    assert_str(((const struct bill_version *)rows.p)[1].sha256, str_cstr(a, first), "same figures, same fingerprint");
    invariants_hold(s, a);
}

static void test_versions(void **state)
{
    (void)state;
    with_each_store(versions);
}

/* What is tabled is frozen: nothing comes into the draft or leaves it. */
static void frozen(struct store *s, struct arena *a)
{
    struct doing x = {.what = DO_SUBMIT, .event = "withdraw", .reason = "x", .version = 1};
    struct str code;

    make_city(s, a);
    code = sql_lines(s, a, "SELECT MIN(code) FROM package WHERE state = 'SUBMITTED'");
    x.code = str_cstr(a, code);
    step(s, a, NULL, 0, "table");
    must_not(s, a, NULL, &x, ERR_STAGE);
    x.event = "return";
    must_not(s, a, NULL, &x, ERR_STAGE);
    x = (struct doing){.what = DO_STEP, .event = "reopen", .reason = "x"};
    must(s, a, NULL, &x);
    x = (struct doing){.what = DO_SUBMIT, .event = "return", .reason = "x", .version = 1, .code = str_cstr(a, code)};
    must(s, a, NULL, &x); /* the Governor has it again */
}

static void test_frozen(void **state)
{
    (void)state;
    with_each_store(frozen);
}

/* ---- the whole road ---- */

static void to_committee(struct store *s, struct arena *a, struct date principle)
{
    struct doing x = {.what = DO_COMMITTEE,
                      .c = {.year = YEAR, .name = STR("E"), .order_no = STR("1/2567"), .from_date = today()}};

    refuse_step(s, a, governor(), "table", ERR_GUARD); /* packages that the Governor did not decide */
    must(s, a, governor(), &(struct doing){.what = DO_STEP, .event = "table", .reason = "x"});
    step(s, a, clerk(), 0, "reading1");
    refuse_step(s, a, clerk(), "committee", ERR_GUARD_FIXED); /* no vote of principle, and no reason helps */
    pass_vote_on(s, a, "principle", principle);
    refuse_step(s, a, clerk(), "committee", ERR_GUARD);
    must(s, a, clerk(), &x);
    assert_str(x.ret, "E2568-0", "its code");
    must_not(s, a, clerk(), &x, ERR_ALREADY);
    step(s, a, clerk(), 0, "committee");
}

static void report(struct store *s, struct arena *a)
{
    struct doing x = {.what = DO_REPORT,
                      .r = {.committee_code = STR("E2568-0"), .report_no = STR("1"), .text = STR("t"), .on_date = today(), .version = 1}};

    must(s, a, clerk(), &x);
    must_not(s, a, clerk(), &x, ERR_STALE);
    x.r.report_no = STR_NONE;
    must_not(s, a, clerk(), &x, ERR_REQUIRED);
}

static void road(struct store *s, struct arena *a)
{
    struct doing x = {.what = DO_AMOUNT, .amount = BAHT(600)};
    struct doing g = {.what = DO_GAZETTE, .g = {STR("139"), STR("1"), STR("2"), today(), STR_NONE, {0}}};
    const struct bill_money *m;
    const struct bill_section *sec;
    struct rows rows;
    struct err e = {0};

    make_city(s, a);
    make_members(s, a);
    refuse_step(s, a, clerk(), "table", ERR_FORBIDDEN);
    to_committee(s, a, today());
    refuse_step(s, a, governor(), "amendment", ERR_FORBIDDEN);
    refuse_step(s, a, clerk(), "amendment", ERR_GUARD);
    report(s, a);
    x.line_id = 1; /* asked 1,000 baht; the committee leaves 600 (what plan/delta.h writes) */
    must(s, a, NULL, &x);
    step(s, a, clerk(), 0, "amendment");
    step(s, a, clerk(), 0, "reading2");
    assert_ok(bill_money(reader(s), a, NULL, YEAR, 0, &rows, &e), &e);
    m = rows.p;
    assert_int_equal(m[2].tabled.satang, 2000000);
    assert_int_equal(m[2].cut.satang, 40000);
    assert_int_equal(m[2].now.satang, 1960000);
    assert_int_equal(m[2].regular.satang + m[2].special.satang, 1960000);
    assert_ok(bill_sections(reader(s), a, NULL, YEAR, 0, &rows, &e), &e);
    sec = rows.p;
    assert_int_equal(rows.n, 2);
    assert_int_equal(sec[0].now.satang + sec[1].now.satang, 1960000);
    refuse_step(s, a, clerk(), "reading3", ERR_GUARD);
    pass_vote(s, a, "section:10000000");
    refuse_step(s, a, clerk(), "reading3", ERR_GUARD); /* one of two */
    pass_vote(s, a, "sections:rest");
    assert_ok(bill_sections(reader(s), a, NULL, YEAR, 0, &rows, &e), &e);
    sec = rows.p;
    assert_true(sec[0].en_bloc != sec[1].en_bloc);
    step(s, a, clerk(), 0, "reading3");
    refuse_step(s, a, clerk(), "pass", ERR_GUARD_FIXED);
    pass_vote(s, a, "final");
    must_not(s, a, governor(), &g, ERR_STAGE); /* nothing to publish yet */
    step(s, a, clerk(), 0, "pass");
    step(s, a, governor(), 0, "sign");
    refuse_step(s, a, governor(), "gazette", ERR_GUARD_FIXED);
    g.g.page = STR_NONE;
    must_not(s, a, governor(), &g, ERR_REQUIRED);
    g.g.page = STR("2");
    g.g.on_date = DATE(21000101);
    must_not(s, a, governor(), &g, ERR_BAD_DATE);
    g.g.on_date = today();
    must(s, a, governor(), &g);
    step(s, a, governor(), 0, "gazette");
    refuse_step(s, a, governor(), "in_force", ERR_GUARD_FIXED);
    assert_str(sql_lines(s, a, "SELECT no, kind, total_satang FROM bill_version ORDER BY no"),
               "1\ttabled\t2000000\n2\tcommittee\t1960000\n3\tamended\t1960000\n4\tpassed\t1960000",
               "each step freezes its version");
    invariants_hold(s, a);
}

static void test_road(void **state)
{
    (void)state;
    with_each_store(road);
}

/* ---- the clock ---- */

static void clock_runs(struct store *s, struct arena *a)
{
    struct bill_clock c;
    struct err e = {0};

    make_city(s, a);
    make_members(s, a);
    assert_ok(bill_clock(reader(s), a, YEAR, 0, today(), &c, &e), &e);
    assert_int_equal(c.committee_due.yyyymmdd, 0);
    assert_int_equal(c.committee_days, 45);
    assert_false(c.previous_now);
    to_committee(s, a, today());
    assert_ok(bill_clock(reader(s), a, YEAR, 0, date_add_days(today(), 10), &c, &e), &e);
    assert_int_equal(c.committee_left, 35);
    assert_int_equal(c.amend_left, 5);
    assert_false(c.deemed_open);
    assert_ok(bill_clock(reader(s), a, YEAR, 0, date_add_days(today(), 46), &c, &e), &e);
    assert_true(c.deemed_open && c.fallback);
    assert_ok(bill_clock(reader(s), a, YEAR, 0, fy_start(YEAR), &c, &e), &e);
    assert_true(c.previous_now); /* 1 October came without an ordinance */
    refuse_step(s, a, governor(), "deemed", ERR_NOT_DUE);
}

/* The principle was voted 46 days ago and the committee is not done: what it changed falls. */
static void deemed(struct store *s, struct arena *a)
{
    struct doing x = {.what = DO_AMOUNT, .amount = BAHT(600), .line_id = 1};
    struct str stage;
    struct err e = {0};

    make_city(s, a);
    make_members(s, a);
    to_committee(s, a, date_add_days(today(), -46));
    must(s, a, NULL, &x);
    assert_ok(sql_write(s,
                        "INSERT INTO param_value (code, number, from_year, from_date, value, reason, "
                        "proposed_by, proposed_ms) VALUES "
                        "('council.fallback', 1, 2500, 20200101, 'none', 'r', 'x', 1)",
                        &e),
              &e);
    assert_ok(sql_write(s,
                        "INSERT INTO param_event (value_id, event, by_user, at_ms) "
                        "SELECT id, 'approve', 'y', 2 FROM param_value",
                        &e),
              &e);
    refuse_step(s, a, governor(), "deemed", ERR_NO_FALLBACK);
    assert_ok(sql_write(s,
                        "INSERT INTO param_value (code, number, from_year, from_date, value, reason, "
                        "proposed_by, proposed_ms) VALUES "
                        "('council.fallback', 2, 2501, 20200101, 'deemed', 'r', 'x', 1)",
                        &e),
              &e);
    assert_ok(sql_write(s,
                        "INSERT INTO param_event (value_id, event, by_user, at_ms) "
                        "SELECT id, 'approve', 'y', 2 FROM param_value WHERE number = 2",
                        &e),
              &e);
    refuse_step(s, a, clerk(), "deemed", ERR_FORBIDDEN);
    step(s, a, governor(), 0, "deemed");
    assert_ok(bill_stage(reader(s), a, YEAR, 0, &stage, &e), &e);
    assert_str(stage, "PASSED", "deemed approved");
    assert_str(sql_lines(s, a, "SELECT kind, total_satang FROM bill_version ORDER BY no"), "tabled\t2000000\npassed\t2000000",
               "as it was tabled");
    invariants_hold(s, a);
}

static void test_deemed(void **state)
{
    (void)state;
    with_each_store(deemed);
}

static void test_clock(void **state)
{
    (void)state;
    with_each_store(clock_runs);
}

/* ---- supplementary drafts ---- */

static void supplementary(struct store *s, struct arena *a)
{
    struct doing x = {.what = DO_ADD, .b = {STR("T"), STR_NONE, STR("R")}};
    struct doing edit = {.what = DO_EDIT, .number = 1, .version = 1, .b = {STR("T2"), STR_NONE, STR("R")}};
    struct doing st = {.what = DO_STEP, .number = 1, .event = "table"};
    struct str stage;
    struct err e = {0};

    make_city(s, a);
    must_not(s, a, NULL, &x, ERR_STAGE); /* of a year in force alone */
    assert_ok(sql_write(s, "UPDATE fiscal_year SET stage = 'IN_FORCE' WHERE year = 2568", &e), &e);
    must_not(s, a, clerk(), &x, ERR_FORBIDDEN);
    x.b.reason = STR_NONE;
    must_not(s, a, NULL, &x, ERR_REQUIRED);
    x.b.reason = STR("R");
    must(s, a, NULL, &x);
    assert_int_equal(x.number, 1);
    must_not(s, a, NULL, &x, ERR_ALREADY); /* one draft at a time */
    must(s, a, NULL, &edit);
    must_not(s, a, NULL, &edit, ERR_STALE);
    must_not(s, a, NULL, &st, ERR_GUARD_FIXED); /* it holds no money */
    assert_ok(bill_stage(reader(s), a, YEAR, 1, &stage, &e), &e);
    assert_str(stage, "DRAFT", "it stays");
    assert_ok(sql_write(s, "UPDATE line SET ordinance = 1 WHERE id <= 2", &e), &e);
    must_not(s, a, NULL, &st, ERR_NO_STATEMENT); /* nor a fiscal statement (plan/supplementary.h) */
    assert_ok(sql_write(s, "UPDATE bill SET stage = 'TABLED' WHERE number = 1", &e), &e);
    st.event = "sign";
    must_not(s, a, NULL, &st, ERR_STATE);
    edit.version = 2;
    must_not(s, a, NULL, &edit, ERR_STAGE); /* tabled */
    st = (struct doing){.what = DO_STEP, .number = 1, .event = "reopen", .reason = "x"};
    must(s, a, governor(), &st);
    assert_ok(bill_stage(reader(s), a, YEAR, 1, &stage, &e), &e);
    assert_str(stage, "DRAFT", "withdrawn, it is a draft again");
    assert_str(sql_lines(s, a, "SELECT event, from_stage, to_stage, reason FROM bill_event ORDER BY id"),
               "reopen\tTABLED\tDRAFT\tx", "its own trail");
}

static void test_supplementary(void **state)
{
    (void)state;
    with_each_store(supplementary);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_versions), cmocka_unit_test(test_frozen),
        cmocka_unit_test(test_road),     cmocka_unit_test(test_clock),
        cmocka_unit_test(test_deemed),   cmocka_unit_test(test_supplementary),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
