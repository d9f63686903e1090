/* Government subsidies: no step passes the one before, matching money, the calendar. */
#include "plan_store.h"

#include "plan/subsidy.h"

enum { YEAR = 2567 };

struct job {
    struct subsidy_new new;
    struct subsidy_act act;
    struct subsidy_step_row step;
    struct str code;
};

static bool do_add(struct act *by, void *ctx, struct err *e)
{
    struct job *j = ctx;
    struct str code;

    if (!subsidy_add(by, &j->new, &code, e))
        return false;
    j->code = str_dup(city_arena(by), code);
    return true;
}

static bool do_event(struct act *by, void *ctx, struct err *e)
{
    return subsidy_event(by, &((struct job *)ctx)->act, e);
}

static bool do_step(struct act *by, void *ctx, struct err *e)
{
    return subsidy_step(by, YEAR, &((struct job *)ctx)->step, e);
}

static void test_matching(void **state)
{
    struct money got;

    (void)state;
    assert_true(subsidy_matching(BAHT(60), 4000, &got)); /* 60 of 100: the city adds 40 */
    assert_int_equal(got.satang, 4000);
    assert_true(subsidy_matching(BAHT(100), 0, &got));
    assert_int_equal(got.satang, 0);
    assert_true(subsidy_matching(MONEY(1), 3333, &got)); /* 0.4999: down */
    assert_int_equal(got.satang, 0);
}

static void refused(struct store *s, struct arena *a, struct job *j, int64_t agency)
{
    struct actor officer = plan_person("officer", PERM_REQUEST_WRITE, SCOPE_AGENCY, 1);
    struct err e = {0};

    j->new = (struct subsidy_new){
        YEAR,         agency,      4000,         STR("OWN"), STR("อุดหนุนรถไฟฟ้า"),
        STR("เดินรถ"), STR("สมทบ"), STR("office")};
    assert_err(city_write(s, a, do_add, j, &e), &e, ERR_BAD_CHOICE); /* not a subsidy's fund */
    j->new.fund_code = STR("SUBS");
    j->new.matching_bp = 10000;
    assert_err(city_write(s, a, do_add, j, &e), &e, ERR_BAD_NUMBER); /* all of it: no subsidy */
    j->new.matching_bp = 4000;
    j->new.purpose = STR(" ");
    assert_err(city_write(s, a, do_add, j, &e), &e, ERR_REQUIRED);
    j->new.purpose = STR("เดินรถ");
    assert_err(city_write_as(s, a, &officer, do_add, j, &e), &e, ERR_FORBIDDEN);
    assert_ok(city_write(s, a, do_add, j, &e), &e);
}

static void subsidies(struct store *s, struct arena *a)
{
    static const struct {
        const char *event;
        int64_t satang;
        enum err_code want;
        const char *why;
    } walk[] = {
        {"approve", 100, ERR_OVERDRAWN, "nothing is requested yet"},
        {"report", 0, ERR_STATE, "nothing is received yet"},
        {"dream", 100, ERR_BAD_CHOICE, "an event there is not"},
        {"request", 0, ERR_AMOUNT_NEGATIVE, "nothing is no request"},
        {"request", 1000, ERR_NONE, ""},
        {"approve", 1001, ERR_OVERDRAWN, "one satang above the request"},
        {"approve", 600, ERR_NONE, ""},
        {"approve", 401, ERR_OVERDRAWN, "both approvals together"},
        {"receive", 600, ERR_NONE, ""},
        {"receive", 1, ERR_OVERDRAWN, "all is received"},
        {"spend", 500, ERR_NONE, ""},
        {"return", 101, ERR_OVERDRAWN, "100 are left"},
        {"return", 100, ERR_NONE, ""},
        {"spend", 1, ERR_OVERDRAWN, "all is spent or returned"},
        {"report", 0, ERR_NONE, ""},
    };
    struct job j = {.step = {.step = STR("request"), .due = DATE(20220101)}};
    const struct subsidy_row *x;
    const struct subsidy_step_row *step;
    struct plan_city c;
    struct rows rows;
    struct db *db;
    struct err e = {0};

    plan_make(s, a, YEAR, &c);
    assert_ok(store_reader(s, &db, &e), &e);
    refused(s, a, &j, c.works.id);
    for (size_t i = 0; i < ARRAY_LEN(walk); i++) {
        bool ok;

        j.act = (struct subsidy_act){.code = j.code,
                                     .event = str_from(walk[i].event),
                                     .note = STR("ตามหนังสือ"),
                                     .version = -1,
                                     .on = DATE(20230101),
                                     .amount = MONEY(walk[i].satang)};
        ok = city_write(s, a, do_event, &j, &e);
        if (ok != (walk[i].want == ERR_NONE) || (!ok && e.code != walk[i].want))
            fail_msg("%s: %s", walk[i].why, err_word(e.code));
    }
    j.act.note = STR("");
    assert_err(city_write(s, a, do_event, &j, &e), &e, ERR_REQUIRED); /* a report says something */
    j.act.version = 0;
    assert_err(city_write(s, a, do_event, &j, &e), &e, ERR_STALE);
    j.act.version = -1;
    j.act.on = DATE(20230231);
    assert_err(city_write(s, a, do_event, &j, &e), &e, ERR_BAD_DATE);
    assert_ok(subsidy_list(db, a, YEAR, &rows, &e), &e);
    x = rows.p;
    assert_int_equal(x->approved.satang, 600);
    assert_int_equal(x->matching_money.satang, 400);
    assert_int_equal(x->left.satang, 0);
    assert_true(x->reported);
    assert_ok(subsidy_events(db, a, YEAR, &rows, &e), &e);
    assert_int_equal(rows.n, 6);

    assert_ok(city_write(s, a, do_step, &j, &e), &e);
    assert_ok(subsidy_steps(db, a, YEAR, DATE(20220102), &rows, &e), &e);
    assert_int_equal(rows.n, 8);
    step = rows.p;
    assert_true(step[1].late && !step[0].late);
    j.step.done = DATE(20220101);
    assert_ok(city_write(s, a, do_step, &j, &e), &e);
    assert_ok(subsidy_steps(db, a, YEAR, DATE(20220102), &rows, &e), &e);
    assert_false(((const struct subsidy_step_row *)rows.p)[1].late);
    j.step.step = STR("hope");
    assert_err(city_write(s, a, do_step, &j, &e), &e, ERR_BAD_CHOICE);
}

static void test_subsidies(void **state)
{
    (void)state;
    with_each_store(subsidies);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_matching),
        cmocka_unit_test(test_subsidies),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
