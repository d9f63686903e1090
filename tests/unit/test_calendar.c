/* test_calendar.c - the calendar of a year, deadlines, extensions by name, guards, stages opened again. */
#include "plan_store.h"

#include "base/crypto.h"
#include "city/audit.h"
#include "city/year.h"
#include "plan/calendar.h"
#include "plan/cycle.h"
#include "plan/extension.h"

enum { YEAR = 2566 };

struct cal {
    struct plan_city c;
    struct calendar_plan plan;
    struct calendar_real real;
    struct extension_new more;
    struct str code, event, reason, mark;
    struct date today; /* of the write; 0 = the store's */
    int64_t version, n, agency_id;
    bool allow;
};

static struct act on_day(const struct act *by, struct date d)
{
    struct act x = *by;

    if (d.yyyymmdd) {
        x.today = d;
    }
    return x;
}

static bool do_fill(struct act *by, void *ctx, struct err *e)
{
    struct cal *t = ctx;

    return calendar_fill(by, YEAR, &t->n, e);
}

static bool do_plan(struct act *by, void *ctx, struct err *e)
{
    return calendar_plan_put(by, &((struct cal *)ctx)->plan, e);
}

static bool do_real(struct act *by, void *ctx, struct err *e)
{
    return calendar_real_put(by, &((struct cal *)ctx)->real, e);
}

static bool do_ask(struct act *by, void *ctx, struct err *e)
{
    struct cal *t = ctx;
    struct act x = on_day(by, t->today);
    struct str code;

    if (!extension_ask(&x, &t->more, &code, e)) {
        return false;
    }
    t->code = str_dup(city_arena(by), code);
    return true;
}

static bool do_decide(struct act *by, void *ctx, struct err *e)
{
    struct cal *t = ctx;

    return extension_decide(by, t->code, t->version, t->allow, t->reason, e);
}

static bool do_mark(struct act *by, void *ctx, struct err *e)
{
    struct cal *t = ctx;

    return agency_mark_put(by, YEAR, t->agency_id, t->mark, t->reason, e);
}

static bool do_cycle(struct act *by, void *ctx, struct err *e)
{
    struct cal *t = ctx;
    struct act x = on_day(by, t->today);

    return cycle_run(&x, YEAR, t->event, t->reason, e);
}

static bool do_warn(struct act *by, void *ctx, struct err *e)
{
    struct cal *t = ctx;
    struct act x = on_day(by, t->today);

    return calendar_warn(&x, &t->n, e);
}

static bool do_note(struct act *by, void *ctx, struct err *e)
{
    struct audit_note n = {.action = STR("test"), .subject = STR("x"), .year = YEAR};

    (void)ctx;
    return audit_add(by, &n, e);
}

static struct db *reader(struct store *s)
{
    struct db *db;
    struct err e;

    assert_ok(store_reader(s, &db, &e), &e);
    return db;
}

/* ---- plan, reality, deadlines ---- */

static void calendar(struct store *s, struct arena *a)
{
    struct actor nobody = plan_person("x", PERM_BUDGET_READ, SCOPE_CITY, 0);
    struct cal t = {0};
    struct calendar_step step;
    struct date due;
    struct rows rows;
    struct err e;
    bool late;

    plan_make(s, a, YEAR, &t.c);
    assert_ok(calendar_due(reader(s), YEAR, STEP_REQUEST, 0, &due, &e), &e);
    assert_int_equal(due.yyyymmdd, 0); /* no calendar, no deadline */
    assert_err(city_write_as(s, a, &nobody, do_fill, &t, &e), &e, ERR_FORBIDDEN);
    assert_ok(city_write(s, a, do_fill, &t, &e), &e);
    assert_int_equal(t.n, 19);
    assert_ok(city_write(s, a, do_fill, &t, &e), &e);
    assert_int_equal(t.n, 0); /* again: nothing is missing */
    assert_ok(calendar_list(reader(s), a, YEAR, &rows, &e), &e);
    assert_int_equal(rows.n, 19);
    assert_ok(calendar_due(reader(s), YEAR, STEP_REQUEST, 0, &due, &e), &e);
    assert_int_equal(due.yyyymmdd, 20220131); /* FY2566: requests until 31 Jan 2565 */
    assert_ok(calendar_late(reader(s), YEAR, STEP_REQUEST, 0, DATE(20220131), &late, &e), &e);
    assert_false(late); /* on the day is in time */
    assert_ok(calendar_late(reader(s), YEAR, STEP_REQUEST, 0, DATE(20220201), &late, &e), &e);
    assert_true(late);
    assert_ok(calendar_late(reader(s), YEAR, STR("readings"), 0, DATE(20990101), &late, &e), &e);
    assert_false(late); /* no deadline of agencies */

    t.plan = (struct calendar_plan){.year = YEAR, .version = 1, .step = STEP_REQUEST, .source = STR("letter 1"),
                                    .from_date = DATE(20211101), .to_date = DATE(20211015)};
    assert_err(city_write(s, a, do_plan, &t, &e), &e, ERR_DATE_ORDER);
    t.plan.to_date = DATE_NONE;
    assert_err(city_write(s, a, do_plan, &t, &e), &e, ERR_REQUIRED);
    t.plan.to_date = DATE(20220215);
    assert_ok(city_write(s, a, do_plan, &t, &e), &e);
    assert_err(city_write(s, a, do_plan, &t, &e), &e, ERR_STALE);
    t.plan.step = STR("nowhere");
    assert_err(city_write(s, a, do_plan, &t, &e), &e, ERR_NOT_FOUND);

    t.real = (struct calendar_real){.year = YEAR, .step = STR("tabling"), .source = STR("minutes"),
                                    .from_date = DATE(20220706), .to_date = DATE(20991231)};
    assert_err(city_write(s, a, do_real, &t, &e), &e, ERR_REAL_AHEAD);
    t.real.to_date = DATE(20220706);
    assert_ok(city_write(s, a, do_real, &t, &e), &e);
    /* 1.7: the committee's plan is July, the draft was tabled on 6 July: both stand */
    t.real.step = STR("permsec");
    t.real.from_date = DATE(20220718);
    t.real.to_date = DATE(20220729);
    assert_ok(city_write(s, a, do_real, &t, &e), &e);
    t.real.to_date = DATE(20220720);
    assert_ok(city_write(s, a, do_real, &t, &e), &e);
    assert_ok(calendar_get(reader(s), a, YEAR, STR("permsec"), &step, &e), &e);
    assert_int_equal(step.actual_to.yyyymmdd, 20220720);
    assert_string_equal(str_cstr(a, sql_lines(s, a, "SELECT COUNT(*) FROM calendar_actual")), "3");
}

static void by_event(struct store *s, struct arena *a)
{
    struct cal t = {.event = STR("open_call"), .today = DATE(20211101)};
    struct calendar_step step;
    struct err e;

    plan_make(s, a, YEAR, &t.c);
    assert_ok(city_write(s, a, do_fill, &t, &e), &e);
    assert_ok(city_write(s, a, do_cycle, &t, &e), &e);
    t.event = STR("open_requests");
    t.today = DATE(20211110);
    assert_ok(city_write(s, a, do_cycle, &t, &e), &e);
    t.event = STR("start_analysis");
    t.today = DATE(20220203);
    assert_ok(city_write(s, a, do_cycle, &t, &e), &e);
    assert_ok(calendar_get(reader(s), a, YEAR, STEP_REQUEST, &step, &e), &e);
    assert_int_equal(step.actual_from.yyyymmdd, 20211110);
    assert_int_equal(step.actual_to.yyyymmdd, 20220203);
    t.event = STR("reopen");
    t.reason = STR("flood");
    t.today = DATE(20220210);
    assert_ok(city_write(s, a, do_cycle, &t, &e), &e);
    assert_ok(calendar_get(reader(s), a, YEAR, STEP_REQUEST, &step, &e), &e);
    assert_int_equal(step.actual_from.yyyymmdd, 20211110);
    assert_int_equal(step.actual_to.yyyymmdd, 0); /* it goes on */
    assert_ok(calendar_get(reader(s), a, YEAR, STEP_ANALYSIS, &step, &e), &e);
    assert_int_equal(step.actual_from.yyyymmdd, 0); /* and this has not begun */
}

/* ---- more time, by name ---- */

static void extensions(struct store *s, struct arena *a)
{
    struct cal t = {.today = DATE(20220120)};
    struct actor head, other, office = plan_person("office", PERM_CYCLE, SCOPE_CITY, 0), own;
    struct extension x;
    struct date due;
    struct err e;

    plan_make(s, a, YEAR, &t.c);
    head = plan_person("malee", PERM_REQUEST_APPROVE, SCOPE_AGENCY, t.c.drainage.id);
    other = plan_person("anong", PERM_REQUEST_APPROVE, SCOPE_AGENCY, t.c.works.id);
    own = plan_person("manee", PERM_CYCLE, SCOPE_AGENCY, t.c.drainage.id);
    t.more = (struct extension_new){.year = YEAR, .agency_id = t.c.drainage.id, .step = STEP_REQUEST,
                                    .reason = STR("flooded office"), .until = DATE(20220210)};
    assert_err(city_write_as(s, a, &head, do_ask, &t, &e), &e, ERR_NOTHING); /* no calendar yet */
    assert_ok(city_write(s, a, do_fill, &t, &e), &e);
    assert_err(city_write_as(s, a, &other, do_ask, &t, &e), &e, ERR_FORBIDDEN); /* collect: nowhere */
    t.more.until = DATE(20220131);
    assert_err(city_write_as(s, a, &head, do_ask, &t, &e), &e, ERR_DATE_ORDER);
    t.more.until = DATE(20220210);
    t.more.reason = STR(" ");
    assert_err(city_write_as(s, a, &head, do_ask, &t, &e), &e, ERR_REQUIRED);
    t.more.reason = STR("flooded office");
    assert_ok(city_write_as(s, a, &head, do_ask, &t, &e), &e);
    assert_err(city_write_as(s, a, &head, do_ask, &t, &e), &e, ERR_ALREADY); /* one at a time */

    t.version = 1;
    t.allow = true;
    assert_err(city_write_as(s, a, &office, do_decide, &t, &e), &e, ERR_REQUIRED); /* why? */
    t.reason = STR("the office was flooded");
    assert_err(city_write_as(s, a, &head, do_decide, &t, &e), &e, ERR_FORBIDDEN);
    assert_err(city_write_as(s, a, &own, do_decide, &t, &e), &e, ERR_SCOPE);
    {
        struct actor twice = plan_person("malee", PERM_CYCLE, SCOPE_CITY, 0);

        assert_err(city_write_as(s, a, &twice, do_decide, &t, &e), &e, ERR_SAME_PERSON);
        twice.name = STR("both");
        twice.grants = 2;
        twice.grant[1] = head.grant[0];
        assert_err(city_write_as(s, a, &twice, do_decide, &t, &e), &e, ERR_OWN_AGENCY);
    }
    t.version = 7;
    assert_err(city_write_as(s, a, &office, do_decide, &t, &e), &e, ERR_STALE);
    t.version = 1;
    assert_ok(city_write_as(s, a, &office, do_decide, &t, &e), &e);
    assert_err(city_write_as(s, a, &office, do_decide, &t, &e), &e, ERR_STATE);
    assert_ok(extension_get(reader(s), a, t.code, &x, &e), &e);
    assert_true(str_eq(x.state, STR("allowed")) && str_eq(x.decided_by, STR("office")));
    assert_ok(calendar_due(reader(s), YEAR, STEP_REQUEST, t.c.drainage.id, &due, &e), &e);
    assert_int_equal(due.yyyymmdd, 20220210);
    assert_ok(calendar_due(reader(s), YEAR, STEP_REQUEST, t.c.works.id, &due, &e), &e);
    assert_int_equal(due.yyyymmdd, 20220131); /* by name: nobody else has it */
}

/* ---- guards ---- */

static void guards(struct store *s, struct arena *a)
{
    struct actor office = plan_person("office", PERM_CYCLE, SCOPE_CITY, 0);
    const struct cycle_need *need;
    struct rows rows;
    const struct cycle_event_row *ev;
    struct cal t = {.event = STR("open_call")};
    struct plan_fill f;
    struct err e;
    size_t n;

    plan_make(s, a, YEAR, &t.c);
    assert_err(city_write_as(s, a, &office, do_cycle, &t, &e), &e, ERR_GUARD); /* no deadline */
    assert_ok(city_write(s, a, do_fill, &t, &e), &e);
    assert_ok(city_write_as(s, a, &office, do_cycle, &t, &e), &e);
    t.event = STR("open_requests");
    assert_ok(city_write_as(s, a, &office, do_cycle, &t, &e), &e);
    f = (struct plan_fill){.year = YEAR, .agency_id = t.c.drainage.id, .output_id = t.c.water, .c = &t.c,
                           .units = 2, .levels = 1, .lines = 1, .state = "SUBMITTED"};
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e);
    t.event = STR("start_analysis");
    assert_err(city_write_as(s, a, &office, do_cycle, &t, &e), &e, ERR_GUARD); /* the others sent nothing */
    assert_ok(cycle_needs(reader(s), a, YEAR, cycle_find(STR("REQUEST"), t.event), &need, &n, &e), &e);
    assert_int_equal(n, 2);
    assert_int_equal(need[0].count, 70); /* 71 agencies of 2566, drainage has sent */
    t.agency_id = t.c.works.id;
    t.mark = STR("lost");
    t.reason = STR("letter 4");
    assert_err(city_write_as(s, a, &office, do_mark, &t, &e), &e, ERR_BAD_CHOICE);
    t.mark = STR("late");
    assert_ok(city_write_as(s, a, &office, do_mark, &t, &e), &e);
    assert_ok(cycle_needs(reader(s), a, YEAR, cycle_find(STR("REQUEST"), t.event), &need, &n, &e), &e);
    assert_int_equal(need[0].count, 69);
    t.reason = STR("the rest is late by letter 5");
    assert_ok(city_write_as(s, a, &office, do_cycle, &t, &e), &e); /* a reason goes on */
    assert_ok(cycle_trail(reader(s), a, YEAR, &rows, &e), &e);
    ev = rows.p;
    assert_int_equal(ev[0].open_count, 69);
    assert_true(str_eq(ev[0].guard, STR("submitted")));
    t.reason = STR_NONE;
    t.event = STR("suitability");
    assert_err(city_write_as(s, a, &office, do_cycle, &t, &e), &e, ERR_GUARD); /* 2 not analysed */
    assert_ok(city_write(s, a, do_cycle, &t, &e), &e);                        /* the system: written down */
    t.event = STR("permsec");
    assert_err(city_write_as(s, a, &office, do_cycle, &t, &e), &e, ERR_GUARD); /* no amount of the stage */
    plan_reach(s, a, YEAR, "GAZETTED");
    t.event = STR("in_force");
    t.reason = STR("all the same");
    assert_err(city_write(s, a, do_cycle, &t, &e), &e, ERR_GUARD_FIXED); /* no ordinance, no reason helps */
}

/* ---- opened again ---- */

static bool set_amount(struct act *by, void *ctx, struct err *e)
{
    (void)ctx;
    return line_set_amount(by, STR("2566-0-1100-00001"), STAGE_ANALYST, BAHT(700), STR("new Governor"),
                           STR_NONE, e);
}

static void reopened(struct store *s, struct arena *a)
{
    struct cal t = {.event = STR("reopen")};
    struct plan_fill f;
    const struct reopening *r;
    const struct reopening_change *c;
    struct rows rows, changes;
    int64_t lines;
    struct err e;

    plan_make(s, a, YEAR, &t.c);
    plan_reach(s, a, YEAR, "REQUEST");
    f = (struct plan_fill){.year = YEAR, .agency_id = t.c.drainage.id, .output_id = t.c.water, .c = &t.c,
                           .units = 2, .levels = 1, .lines = 1, .state = "SUBMITTED"};
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e);
    plan_reach(s, a, YEAR, "SUITABILITY");
    assert_err(city_write(s, a, do_cycle, &t, &e), &e, ERR_REASON_NEEDED);
    t.reason = STR("a new Governor in June");
    assert_ok(city_write(s, a, do_cycle, &t, &e), &e);
    assert_ok(city_write(s, a, set_amount, NULL, &e), &e);
    assert_ok(reopening_list(reader(s), a, YEAR, 0, &rows, &e), &e);
    assert_int_equal(rows.n, 1);
    r = rows.p;
    assert_true(str_eq(r->to_stage, STR("ANALYSIS")) && r->closed.ms == 0);
    assert_int_equal(r->lines, 0); /* no analyst had written an amount */
    plan_reach(s, a, YEAR, "SUITABILITY");
    assert_ok(reopening_list(reader(s), a, YEAR, 1, &rows, &e), &e);
    r = rows.p;
    assert_true(r->closed.ms > 0);
    assert_int_equal(r->total_then.satang, 70000);
    assert_ok(reopening_changes(reader(s), a, YEAR, r, 0, &changes, &e), &e);
    assert_ok(reopening_changed(reader(s), YEAR, r, &lines, &e), &e);
    assert_int_equal(changes.n, 1);
    assert_int_equal(lines, 1);
    c = changes.p;
    assert_true(str_eq(c->reason, STR("new Governor")) && c->new.satang == 70000);
    /* the requested amount stands as it was */
    assert_string_equal(str_cstr(a, sql_lines(s, a, "SELECT amount_satang FROM line_amount WHERE stage = 0 ORDER BY line_id")),
                        "100000\n200000");
}

/* ---- a closed year; warnings ---- */

static void closed(struct store *s, struct arena *a)
{
    struct cal t = {0};
    struct err e;

    plan_make(s, a, YEAR, &t.c);
    plan_reach(s, a, YEAR, "CLOSED");
    assert_err(city_write(s, a, do_note, &t, &e), &e, ERR_YEAR_CLOSED);
    assert_err(city_write(s, a, do_fill, &t, &e), &e, ERR_YEAR_CLOSED);
    assert_string_equal(str_cstr(a, sql_lines(s, a, "SELECT COUNT(*) FROM calendar_step")), "0");
}

static void warnings(struct store *s, struct arena *a)
{
    static const struct {
        int32_t day;
        int64_t agencies;
        const char *why;
    } row[] = {
        {20220123, 0, "8 days before"},       {20220124, 71, "7 days before: all that sent nothing"},
        {20220128, 71, "3 days before"},      {20220130, 71, "1 day before"},
        {20220131, 0, "the last day itself"}, {20220201, 0, "past"},
    };
    struct cal t = {0};
    struct err e;

    plan_make(s, a, YEAR, &t.c);
    assert_ok(city_write(s, a, do_fill, &t, &e), &e);
    plan_reach(s, a, YEAR, "REQUEST");
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        t.today = DATE(row[i].day);
        assert_ok(city_write(s, a, do_warn, &t, &e), &e);
        if (t.n != row[i].agencies) {
            fail_msg("%s: %d", row[i].why, (int)t.n);
        }
    }
}

static void test_calendar(void **state)
{
    (void)state;
    with_each_store(calendar);
}
static void test_by_event(void **state)
{
    (void)state;
    with_each_store(by_event);
}
static void test_extensions(void **state)
{
    (void)state;
    with_each_store(extensions);
}
static void test_guards(void **state)
{
    (void)state;
    with_each_store(guards);
}
static void test_reopened(void **state)
{
    (void)state;
    with_each_store(reopened);
}
static void test_closed(void **state)
{
    (void)state;
    with_each_store(closed);
}
static void test_warnings(void **state)
{
    (void)state;
    with_each_store(warnings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_calendar),  cmocka_unit_test(test_by_event), cmocka_unit_test(test_extensions),
        cmocka_unit_test(test_guards),    cmocka_unit_test(test_reopened), cmocka_unit_test(test_closed),
        cmocka_unit_test(test_warnings),
    };

    crypto_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
