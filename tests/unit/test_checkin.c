/* Check-ins: exact progress in each direction, roll-up by stated shares, circles and unlike units refused, what is missing
 * stays missing, a quarter's scores. */
#include "plan_store.h"

#include "base/arena.h"
#include "base/exact.h"
#include "perform/checkin.h"
#include "perform/key_result.h"

enum { YEAR = 2566 };

static void test_progress(void **state)
{
    static const struct {
        const char *direction, *base, *target, *value, *want, *why;
    } row[] = {
        {"up", "40", "60", "45", "25", "a quarter of the way up"},
        {"up", "40", "60", "60", "100", "reached"},
        {"up", "40", "60", "70", "150", "beyond the target is said as it is"},
        {"up", "40", "60", "30", "-50", "worse than the base too"},
        {"up", "0", "3", "1", "33.333333", "half up at the sixth decimal"},
        {"up", "0", "3", "2", "66.666667", "half up"},
        {"down", "12.5", "10", "11.25", "50", "half way down, decimals exact"},
        {"down", "12.5", "10", "12.5", "0", "a real zero is a zero"},
        {"zero", "", "", "0", "100", "none happened"},
        {"zero", "8", "", "2", "75", "from a base to zero"},
        {"zero", "", "", "2", "no_base", "how far from zero is unknown"},
        {"done", "", "", "1", "100", "the step is reached"},
        {"done", "", "5", "4", "0", "not yet, and no part of it"},
        {"done", "", "5", "5", "100", "its target"},
        {"up", "", "60", "45", "no_base", "a percentage without base"},
        {"up", "40", "", "45", "no_target", "no target this year"},
        {"up", "40", "40", "45", "no_base", "base and target are one: nothing to divide by"},
        {"up", "40", "60", "", "no_checkin", "nobody has said"},
        {"up", "40", "60", "many", "bad_number", "not a number"},
        {"up", "-9000000000000", "9000000000000", "0", "bad_number", "more than differences can hold"},
    };
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct progress p = {0};
        struct sbuf b;
        struct err e = {0};
        bool ok = progress_of(str_from(row[i].direction), str_from(row[i].base), str_from(row[i].target),
                              str_from(row[i].value), &p, &e);
        struct str got = ok ? p.why : str_from(err_word(e.code));

        sbuf_init(&b, a, 60);
        exact_put_decimal(&b, p.percent.millionths, 6, 0);
        if (ok && p.known)
            got = sbuf_str(&b);
        if (!str_eq(got, str_from(row[i].want)))
            fail_msg("%s: %.*s", row[i].why, STR_FMT(got));
    }
    arena_free(a);
}

/* ---- a cascade: goal-less objective O, key results A (per cent), B (days), C (per cent), KPI K under A ---- */

struct world {
    struct store *s;
    struct arena *a;
    struct db *db;
    struct plan_city c;
    struct actor officer, head, other;
    struct objective_new objective;
    struct indicator_new indicator;
    struct checkin_new in;
    struct rollup_new up;
    struct checkin_plan plan;
    int64_t id, quarter;
    struct str reason;
    int32_t day; /* of the write */
};

static bool run_objective(struct act *by, void *ctx, struct err *e)
{
    struct world *w = ctx;

    return objective_add(by, &w->objective, &w->id, e);
}
static bool run_indicator(struct act *by, void *ctx, struct err *e)
{
    struct world *w = ctx;

    return indicator_add(by, &w->indicator, &w->id, e);
}
static bool run_in(struct act *by, void *ctx, struct err *e)
{
    struct world *w = ctx;

    if (w->day)
        by->today = DATE(w->day);
    return checkin_add(by, &w->in, e);
}
static bool run_up(struct act *by, void *ctx, struct err *e)
{
    return rollup_set(by, &((struct world *)ctx)->up, e);
}
static bool run_plan(struct act *by, void *ctx, struct err *e)
{
    struct world *w = ctx;

    return checkin_plan_set(by, &w->in.key, &w->plan, e);
}
static bool run_close(struct act *by, void *ctx, struct err *e)
{
    struct world *w = ctx;

    if (w->day)
        by->today = DATE(w->day);
    return okr_close(by, YEAR, w->quarter, w->reason, e);
}

static int64_t key_result(struct world *w, const char *code, const char *unit, int64_t objective,
                          int64_t parent)
{
    struct err e;

    w->indicator = (struct indicator_new){.year = YEAR,
                                          .code = str_from(code),
                                          .level = parent ? STR("kpi") : STR("key_result"),
                                          .objective_id = objective,
                                          .parent_id = parent,
                                          .agency_id = w->c.drainage.id,
                                          .kind = STR("outcome"),
                                          .resolution = STR("1/2566")};
    w->indicator.text = (struct indicator_text){.from_date = DATE(20221001),
                                                .name_th = str_from(code),
                                                .unit_word = str_from(unit),
                                                .direction = STR("up"),
                                                .base_value = STR("0"),
                                                .target1 = STR("100"),
                                                .first_year = YEAR};
    assert_ok(city_write(w->s, w->a, run_indicator, w, &e), &e);
    return w->id;
}

static void start(struct store *s, struct arena *a, struct world *w)
{
    int64_t o, k;
    struct err e;

    *w = (struct world){.s = s, .a = a};
    plan_make(s, a, YEAR, &w->c);
    assert_ok(store_reader(s, &w->db, &e), &e);
    w->officer = plan_person("officer", PERM_RESULT, SCOPE_AGENCY, w->c.drainage.id);
    w->head = plan_person("head", PERM_RESULT_APPROVE, SCOPE_AGENCY, w->c.drainage.id);
    w->other = plan_person("other", PERM_RESULT, SCOPE_AGENCY, w->c.works.id);
    w->objective = (struct objective_new){
        .year = YEAR, .agency_id = w->c.drainage.id, .code = STR("O"), .name_th = STR("น้ำไม่ท่วม")};
    assert_ok(city_write(s, a, run_objective, w, &e), &e);
    o = w->id;
    k = key_result(w, "A", "ร้อยละ", o, 0);
    key_result(w, "B", "วัน", o, 0);
    key_result(w, "C", "ร้อยละ", o, 0);
    key_result(w, "K", "ร้อยละ", 0, k);
    w->in = (struct checkin_new){.key = {.year = YEAR, .code = STR("A")}, .on_date = DATE(20221001)};
}

static struct okr_node node(struct world *w, const char *code, int32_t day)
{
    const struct okr_filter f = {.year = YEAR, .as_of = DATE(day)};
    const struct okr_node *n;
    struct rows rows;
    struct err e;

    assert_ok(okr_tree(w->db, w->a, &f, &rows, &e), &e);
    n = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (str_eq(n[i].code, str_from(code)))
            return n[i];
    }
    fail_msg("no node %s", code);
    return *n;
}

static void say(struct world *w, const char *code, const char *value, int32_t day)
{
    struct err e;

    w->in.key.code = str_from(code);
    w->in.value = str_from(value);
    w->in.on_date = DATE(day);
    w->day = day;
    assert_ok(city_write_as(w->s, w->a, &w->officer, run_in, w, &e), &e);
    w->day = 0;
}

static void check_ins(struct store *s, struct arena *a)
{
    static const struct {
        const char *value, *confidence, *light, *note;
        int32_t day;
        enum err_code want;
        const char *why;
    } row[] = {
        {"", "", "", "", 20221001, ERR_REQUIRED, "it says nothing"},
        {"x", "", "", "", 20221001, ERR_BAD_NUMBER, "not a number"},
        {"5", "101", "", "", 20221001, ERR_BAD_NUMBER, "more than sure"},
        {"5", "-1", "", "", 20221001, ERR_BAD_NUMBER, "less than nothing"},
        {"5", "", "green", "", 20221001, ERR_BAD_CHOICE, "no such outlook"},
        {"5", "", "off_track", "", 20221001, ERR_REQUIRED, "off track says why"},
        {"5", "", "", "", 20221002, ERR_REAL_AHEAD, "tomorrow"},
        {"5", "", "", "", 20220930, ERR_CHECKIN_YEAR, "the year before"},
        {"5", "60", "off_track", "ฝนมาก", 20221001, ERR_NONE, "with its note"},
    };
    const struct checkin *c;
    struct rows rows;
    struct world w;
    struct err e;

    start(s, a, &w);
    w.in.value = STR("5");
    assert_err(city_write_as(s, a, &w.other, run_in, &w, &e), &e, ERR_SCOPE);
    assert_err(city_write_as(s, a, &w.head, run_in, &w, &e), &e, ERR_FORBIDDEN);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        bool ok;

        w.in.value = str_from(row[i].value);
        w.in.confidence = str_from(row[i].confidence);
        w.in.light = str_from(row[i].light);
        w.in.note = str_from(row[i].note);
        w.in.on_date = DATE(row[i].day);
        ok = city_write_as(s, a, &w.officer, run_in, &w, &e);
        if ((ok ? ERR_NONE : e.code) != row[i].want)
            fail_msg("%s: %s", row[i].why, ok ? "taken" : err_word(e.code));
    }
    assert_ok(checkin_list(w.db, a, node(&w, "A", 20221001).id, YEAR, &rows, &e), &e);
    c = rows.p;
    assert_int_equal(rows.n, 1);
    assert_int_equal(c->confidence, 60);
    assert_int_equal(node(&w, "A", 20221001).percent.millionths, 5000000);
    assert_int_equal(node(&w, "A", 20221001).due.yyyymmdd, 20221130);
    assert_int_equal(node(&w, "B", 20221101).late, 1); /* the first month's check-in is missing */
    assert_int_equal(node(&w, "B", 20221031).late, 0);
    w.plan = (struct checkin_plan){.version = 0, .cadence = STR("week")};
    assert_err(city_write_as(s, a, &w.officer, run_plan, &w, &e), &e, ERR_STALE);
    w.plan.version = 1;
    w.plan.cadence = STR("day");
    assert_err(city_write_as(s, a, &w.officer, run_plan, &w, &e), &e, ERR_BAD_CHOICE);
    w.plan.cadence = STR("week");
    assert_ok(city_write_as(s, a, &w.officer, run_plan, &w, &e), &e);
    assert_int_equal(node(&w, "A", 20221001).due.yyyymmdd, 20221008);
}

static void state_shares(struct world *w, const char *kind, const char *parent, const char *mode,
                         struct rollup_part *part, size_t n)
{
    w->up = (struct rollup_new){.year = YEAR,
                                .parent_kind = str_from(kind),
                                .parent_code = str_from(parent),
                                .mode = str_from(mode),
                                .reason = STR("ตามแผน"),
                                .part = part,
                                .parts = n};
}

static void roll_up(struct store *s, struct arena *a)
{
    struct rollup_part part[] = {{STR("indicator"), STR("A"), 6000}, {STR("indicator"), STR("B"), 4000}};
    struct rollup_part one[] = {{STR("indicator"), STR("K"), 10000}};
    struct okr_node o;
    struct world w;
    struct err e;

    start(s, a, &w);
    assert_true(str_eq(node(&w, "O", 20221001).why, STR("no_weights"))); /* nothing is divided by itself */
    state_shares(&w, "objective", "O", "progress", part, 2);
    part[1].share_bp = 3999;
    assert_err(city_write_as(s, a, &w.head, run_up, &w, &e), &e, ERR_ROLLUP_WEIGHTS);
    part[1].share_bp = 4000;
    part[0].share_bp = 0;
    assert_err(city_write_as(s, a, &w.head, run_up, &w, &e), &e, ERR_ROLLUP_WEIGHTS);
    part[0].share_bp = 6000;
    assert_err(city_write_as(s, a, &w.officer, run_up, &w, &e), &e, ERR_FORBIDDEN);
    w.up.reason = STR_NONE;
    assert_err(city_write_as(s, a, &w.head, run_up, &w, &e), &e, ERR_REQUIRED);
    w.up.reason = STR("ตามแผน");
    part[1].code = STR("A");
    assert_err(city_write_as(s, a, &w.head, run_up, &w, &e), &e, ERR_DUPLICATE);
    part[1].code = STR("nobody");
    assert_err(city_write_as(s, a, &w.head, run_up, &w, &e), &e, ERR_NOT_FOUND);
    part[1].code = STR("B");
    assert_ok(city_write_as(s, a, &w.head, run_up, &w, &e), &e);
    assert_err(city_write_as(s, a, &w.head, run_up, &w, &e), &e, ERR_STALE); /* no. 1 was not seen */
    o = node(&w, "O", 20221001);
    assert_false(o.known);
    assert_true(str_eq(o.why, STR("no_checkin")));
    assert_int_equal(o.covered.bp, 0);
    say(&w, "A", "50", 20221010);
    o = node(&w, "O", 20221010);
    assert_int_equal(o.percent.millionths, 50000000); /* B is missing, not zero */
    assert_int_equal(o.covered.bp, 6000);
    say(&w, "B", "200", 20221011);
    o = node(&w, "O", 20221011);
    assert_int_equal(o.percent.millionths, 70000000); /* 0.6 x 50 + 0.4 x 100: beyond the target counts as 100 */
    assert_int_equal(o.covered.bp, 10000);
    assert_int_equal(node(&w, "O", 20221010).percent.millionths, 50000000); /* as it was then */
    assert_int_equal(node(&w, "A", 20221011).share.bp, 6000);
    /* A is made of K: what K has not said is missing in A and in O. */
    state_shares(&w, "indicator", "A", "progress", one, 1);
    assert_ok(city_write_as(s, a, &w.head, run_up, &w, &e), &e);
    o = node(&w, "O", 20221011);
    assert_int_equal(o.percent.millionths, 100000000);
    assert_int_equal(o.covered.bp, 4000);
    assert_false(node(&w, "A", 20230101).late); /* its part checks in */
    assert_true(node(&w, "K", 20230101).late);
}

static void circles(struct store *s, struct arena *a)
{
    struct rollup_part a_of[] = {{STR("indicator"), STR("B"), 10000}};
    struct rollup_part b_of[] = {{STR("indicator"), STR("C"), 10000}};
    struct rollup_part c_of[] = {{STR("indicator"), STR("A"), 10000}};
    struct rollup_part o_of[] = {{STR("objective"), STR("O"), 10000}};
    struct world w;
    struct err e;

    start(s, a, &w);
    state_shares(&w, "indicator", "A", "progress", a_of, 1);
    assert_ok(city_write(s, a, run_up, &w, &e), &e);
    state_shares(&w, "indicator", "B", "progress", b_of, 1);
    assert_ok(city_write(s, a, run_up, &w, &e), &e);
    state_shares(&w, "indicator", "C", "progress", c_of, 1);
    assert_err(city_write(s, a, run_up, &w, &e), &e, ERR_ROLLUP_CYCLE);
    assert_true(str_has(err_text(a, &e, LANG_EN), STR("C -> A -> B -> C")));
    state_shares(&w, "objective", "O", "progress", o_of, 1);
    assert_err(city_write(s, a, run_up, &w, &e), &e, ERR_ROLLUP_CYCLE);
    o_of[0] = (struct rollup_part){STR("goal"), STR("none"), 10000};
    assert_err(city_write(s, a, run_up, &w, &e), &e, ERR_NOT_FOUND);
}

static void units(struct store *s, struct arena *a)
{
    struct rollup_part part[] = {{STR("indicator"), STR("K"), 5000}, {STR("indicator"), STR("C"), 5000}};
    struct okr_node n;
    struct world w;
    struct err e;

    start(s, a, &w);
    part[1].code = STR("B"); /* days against per cent */
    state_shares(&w, "indicator", "A", "value", part, 2);
    assert_err(city_write(s, a, run_up, &w, &e), &e, ERR_UNLIKE_UNITS);
    state_shares(&w, "objective", "O", "value", part, 1);
    part[0].share_bp = 10000;
    assert_err(city_write(s, a, run_up, &w, &e), &e, ERR_UNLIKE_UNITS); /* an objective counts in nothing */
    part[0].share_bp = 5000;
    part[1].code = STR("C");
    state_shares(&w, "indicator", "A", "value", part, 2);
    assert_ok(city_write(s, a, run_up, &w, &e), &e);
    say(&w, "K", "10", 20221010);
    n = node(&w, "A", 20221010);
    assert_false(n.known); /* half of the value is no value */
    assert_int_equal(n.covered.bp, 5000);
    say(&w, "C", "25", 20221010);
    n = node(&w, "A", 20221010);
    assert_true(str_eq(n.value, STR("17.5")));
    assert_int_equal(n.percent.millionths, 17500000);
}

static void quarters(struct store *s, struct arena *a)
{
    struct rollup_part part[] = {{STR("indicator"), STR("A"), 6000}, {STR("indicator"), STR("B"), 4000}};
    const struct okr_score *k;
    struct rows rows;
    struct world w;
    struct err e;

    start(s, a, &w);
    state_shares(&w, "objective", "O", "progress", part, 2);
    assert_ok(city_write(s, a, run_up, &w, &e), &e);
    say(&w, "A", "30", 20221201);
    w.quarter = 1;
    w.day = 20221231;
    assert_err(city_write(s, a, run_close, &w, &e), &e, ERR_QUARTER_OPEN);
    w.day = 20230101;
    assert_err(city_write_as(s, a, &w.head, run_close, &w, &e), &e, ERR_FORBIDDEN);
    assert_ok(city_write(s, a, run_close, &w, &e), &e);
    assert_err(city_write(s, a, run_close, &w, &e), &e, ERR_REQUIRED); /* again only with a reason */
    say(&w, "A", "90", 20230105); /* after the quarter: its score stays */
    assert_ok(okr_scores(w.db, a, YEAR, STR("objective"), node(&w, "O", 20230105).id, &rows, &e), &e);
    k = rows.p;
    assert_int_equal(rows.n, 1);
    assert_int_equal(k->as_of.yyyymmdd, 20221231);
    assert_int_equal(k->percent.millionths, 30000000);
    assert_int_equal(k->covered.bp, 6000);
    w.quarter = 5;
    assert_err(city_write(s, a, run_close, &w, &e), &e, ERR_BAD_CHOICE);
    w.quarter = 1;
    w.reason = STR("แก้ค่า");
    w.day = 20230106;
    assert_ok(city_write(s, a, run_close, &w, &e), &e);
    assert_ok(okr_scores(w.db, a, YEAR, STR("objective"), node(&w, "O", 20230105).id, &rows, &e), &e);
    assert_int_equal(rows.n, 2);
    assert_ok(okr_closings(w.db, a, YEAR, &rows, &e), &e);
    assert_int_equal(((const struct okr_closing *)rows.p)->run, 2);
}

#define EACH(fn)                                                                                   \
    static void test_##fn(void **state)                                                            \
    {                                                                                              \
        (void)state;                                                                               \
        with_each_store(fn);                                                                       \
    }
EACH(check_ins)
EACH(roll_up)
EACH(circles)
EACH(units)
EACH(quarters)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_progress), cmocka_unit_test(test_check_ins), cmocka_unit_test(test_roll_up),
        cmocka_unit_test(test_circles),  cmocka_unit_test(test_units),     cmocka_unit_test(test_quarters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
