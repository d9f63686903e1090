/* The forecast of spending: its arithmetic by hand, its bounds, years it has and has not, and the sums of a store. */
#include "ledger_town.h"

#include "execute/position.h"
#include "perform/procurement.h"
#include "perform/spending_forecast.h"

enum { LAST = FORECAST_MONTHS - 1 };

/* ---- the method ---- */

/* A year that paid and obligated evenly up to `end`, of `base` that was there from the start. */
static struct forecast_curve even(int64_t year, const char *agency, int64_t base, int64_t end)
{
    struct forecast_curve c = {.year = year, .agency = str_from(agency), .type = 3};

    for (int m = 0; m < FORECAST_MONTHS; m++) {
        c.current[m] = MONEY(base);
        c.paid[m] = c.taken[m] = MONEY(end * (m + 1) / FORECAST_MONTHS);
    }
    return c;
}

static struct forecast_rules plain_rules(int64_t least)
{
    struct forecast_rules r = {.spread_bp = 1000, .least = least, .near_days = 30};

    for (int t = 0; t < FORECAST_TYPES; t++) {
        for (int m = 0; m < FORECAST_MONTHS; m++) {
            r.plan[t][m] = 1;
        }
    }
    return r;
}

static void test_vectors(void **state)
{
    static const struct {
        const char *why;
        size_t past;     /* how many of the curves below */
        int64_t least;
        const char *agency;
        int64_t current, paid, taken, due, unsafe;
        int64_t mid, low, high, naive, taken_mid;
        enum forecast_basis basis;
    } row[] = {
        /* from the end of March: half of the plan's year; range: 10 % of what has not moved */
        {"no earlier year: the plan, and no naive", 0, 1, "A", 1000, 200, 200, 0, 0, 400, 320, 480, -1, 400, BASIS_PLAN},
        {"no earlier year, nothing paid: all of it is planned", 0, 1, "A", 1000, 0, 0, 0, 0, 1000, 900, 1000, -1, 1000, BASIS_PLAN},
        /* A paid 600 of 1000 evenly: by the end of March half, so twice what is paid */
        {"one year of the agency", 1, 1, "A", 1000, 250, 250, 0, 0, 500, 500, 500, 600, 500, BASIS_AGENCY},
        {"nothing paid: last year's rate", 1, 1, "A", 1000, 0, 0, 0, 0, 600, 600, 600, 600, 600, BASIS_AGENCY},
        {"another agency: the city's curve of the type", 1, 1, "B", 1000, 250, 250, 0, 0, 500, 500, 500, 600, 500, BASIS_TYPE},
        {"few cases: plus and minus the spread of what has not moved", 1, 2, "A", 1000, 250, 250, 0, 0, 500, 425, 575, 600, 500, BASIS_AGENCY},
        {"never above the money there is", 1, 1, "A", 400, 250, 250, 0, 0, 400, 400, 400, 240, 400, BASIS_AGENCY},
        {"never below what is paid and due", 1, 1, "A", 1000, 100, 700, 500, 0, 600, 600, 600, 600, 1000, BASIS_AGENCY},
        {"instalments only as far as they are obligated", 1, 1, "A", 1000, 100, 200, 500, 0, 200, 200, 200, 600, 400, BASIS_AGENCY},
        {"what cannot be signed in time is not obligated", 1, 1, "A", 1000, 400, 400, 0, 400, 600, 600, 600, 600, 600, BASIS_AGENCY},
        {"two years: both count for the pace, the newer alone is naive", 2, 1, "A", 1000, 250, 250, 0, 0, 500, 500, 500, 900, 500, BASIS_AGENCY},
    };
    const struct forecast_curve all[] = {even(2565, "A", 1000, 600), even(2564, "A", 1000, 300), even(2565, "A", 1000, 900)};
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct forecast_curve c[2] = {all[row[i].past == 2 ? 1 : 0], all[2]};
        struct forecast_rules rules = plain_rules(row[i].least);
        struct forecast_past past = {c, row[i].past, &rules};
        struct forecast_now now = {str_from(row[i].agency), 3, MONEY(row[i].current), MONEY(row[i].paid),
                                   MONEY(row[i].taken), MONEY(row[i].due), MONEY(row[i].unsafe)};
        struct forecast_moment march = {5, 31, 31};
        struct forecast_result r;

        forecast_sort(c, row[i].past);
        forecast_one(forecast_pool_make(a, &past, 3, 2566, march), &now, &r);
        if (r.paid.mid.satang != row[i].mid || r.paid.low.satang != row[i].low || r.paid.high.satang != row[i].high ||
            r.taken.mid.satang != row[i].taken_mid || r.basis != row[i].basis ||
            r.paid_naive.satang != (row[i].naive < 0 ? MONEY_MISSING.satang : row[i].naive)) {
            fail_msg("%s: %lld (%lld to %lld), obligated %lld, naive %lld, basis %d", row[i].why,
                     (long long)r.paid.mid.satang, (long long)r.paid.low.satang, (long long)r.paid.high.satang,
                     (long long)r.taken.mid.satang, (long long)r.paid_naive.satang, (int)r.basis);
        }
    }
    arena_free(a);
}

/* Ten agencies whose paces differ: the range is the lower and the upper tenth, and days of a month count. */
static void test_range_and_days(void **state)
{
    struct forecast_curve c[10];
    struct forecast_rules rules = plain_rules(5);
    struct forecast_past past = {c, 10, &rules};
    struct forecast_now now = {STR("Z"), 3, MONEY(100000), MONEY(1000), MONEY(1000), MONEY_ZERO, MONEY_ZERO};
    struct arena *a = arena_new();
    struct forecast_result r;
    struct money v[FORECAST_MONTHS];

    (void)state;
    for (int i = 0; i < 10; i++) { /* (i + 1) tenths of 100 paid in October, the rest in September */
        c[i] = even(2565, "", 1000, 0);
        c[i].agency = str_format(a, "%d", i);
        for (int m = 0; m < FORECAST_MONTHS; m++) {
            c[i].paid[m] = c[i].taken[m] = MONEY(m == LAST ? 100 : 10 * (i + 1));
        }
    }
    forecast_sort(c, 10);
    forecast_one(forecast_pool_make(a, &past, 3, 2566, (struct forecast_moment){0, 31, 31}), &now, &r);
    assert_int_equal(r.paid.mid.satang, 1818);   /* 550 of 1000 by then: 1000 / 0.55 */
    assert_int_equal(r.paid.low.satang, 1000);   /* the fastest had paid all */
    assert_int_equal(r.paid.high.satang, 10000); /* the slowest a tenth */
    for (int m = 0; m < FORECAST_MONTHS; m++) {
        v[m] = MONEY(310 * (m + 1));
    }
    assert_int_equal(forecast_at(v, (struct forecast_moment){0, 0, 31}).satang, 0);
    assert_int_equal(forecast_at(v, (struct forecast_moment){0, 10, 31}).satang, 100);
    assert_int_equal(forecast_at(v, (struct forecast_moment){1, 30, 30}).satang, 620);
    arena_free(a);
}

static void test_chances(void **state)
{
    struct forecast_curve c[2] = {even(2565, "A", 1000, 600), even(2565, "B", 1000, 600)};
    struct forecast_rules rules = plain_rules(2);
    struct forecast_past past = {c, 2, &rules};
    struct forecast_now now = {STR("A"), 3, MONEY(1000), MONEY(300), MONEY(300), MONEY_ZERO, MONEY_ZERO};
    struct forecast_moment march = {5, 31, 31};
    struct arena *a = arena_new();
    struct forecast_result r;

    (void)state;
    /* By March 700 of each was open; at the end 400: of A 350 carried, the rest lapsed; of B all lapsed. */
    c[0].carried_b = MONEY(350);
    forecast_one(forecast_pool_make(a, &past, 3, 2566, march), &now, &r);
    assert_int_equal(r.cases, 2);
    assert_false(r.few);
    assert_int_equal(r.unobligated.satang, 700);
    assert_int_equal(r.carried_b.satang, 175); /* 350 / 1400 of 700 */
    assert_int_equal(r.lapse.satang, 225);     /* 450 / 1400 of 700 */
    now.unsafe = MONEY(700); /* certain: it ends one way or the other */
    forecast_one(forecast_pool_make(a, &past, 3, 2566, march), &now, &r);
    assert_int_equal(r.carried_b.satang + r.lapse.satang, 700);
    assert_int_equal(r.taken.mid.satang, 300);
    rules.least = 3;
    now.unsafe = MONEY_ZERO;
    forecast_one(forecast_pool_make(a, &past, 3, 2566, march), &now, &r);
    assert_true(r.few);
    assert_int_equal(r.lapse.satang, MONEY_MISSING.satang);
    assert_int_equal(r.carried_b.satang, MONEY_MISSING.satang);
    arena_free(a);
}

/* ---- a store ---- */

static void post(struct town *t, const char *key, const char *type, int64_t line, int64_t satang, const char *ref, int32_t on)
{
    struct posting p = town_posting(key, type, line, 0, satang, ref);
    struct err e;

    p.on = DATE(on);
    assert_ok(town_post_as(t, &t->finance, p, NULL, &e), &e);
}

struct plan_set {
    struct str line;
    struct procurement_new n;
};
static bool set_plan(struct act *by, void *ctx, struct err *e)
{
    const struct plan_set *x = ctx;

    return procurement_set(by, x->line, &x->n, e);
}

/* A building whose procurement has not begun: 100 usual days from its first step to signing. */
static void late_line(struct store *s, struct arena *a)
{
    static const struct {
        int32_t as_of;
        size_t risks, past;
        const char *why;
    } row[] = {{20230401, 0, 0, "time enough"}, {20230610, 1, 0, "near"}, {20230622, 1, 0, "the last day is safe"},
               {20230623, 1, 1, "past"}, {20230901, 1, 1, "long past"}};
    struct forecast_asked q = {.year = YEAR, .today = DATE(20230901), .lang = LANG_EN};
    struct position *p = position_new();
    struct plan_set x = {.n = {.method = STR("bidding"), .plan = {DATE(20221101)}}};
    struct spending_forecast f;
    struct town t;
    struct err e;

    town_make(s, a, &t);
    x.line = sql_lines(s, a, "SELECT code FROM line WHERE id = 2");
    assert_ok(city_write_as(s, a, &t.officer, set_plan, &x, &e), &e);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        q.as_of = DATE(row[i].as_of);
        assert_ok(spending_forecast_get(p, t.db, a, &q, &f, &e), &e);
        if (f.risks != row[i].risks || f.past != row[i].past ||
            f.total.unsafe.satang != (row[i].past ? f.past_left.satang : 0)) {
            fail_msg("%s: %zu lines, %zu past, %lld", row[i].why, f.risks, f.past, (long long)f.total.unsafe.satang);
        }
    }
    assert_int_equal(f.past_left.satang, 200000);
    for (size_t i = 0; i < f.cells; i++) { /* the whole of that agency's capital cannot be obligated any more */
        if (f.cell[i].unsafe.satang) {
            assert_int_equal(f.cell[i].taken_mid.satang, f.cell[i].current.satang - f.cell[i].unsafe.satang);
        }
    }
    position_free(p);
}

static void test_late_line(void **state)
{
    (void)state;
    with_each_store(late_line);
}

static void year_of_store(struct store *s, struct arena *a)
{
    const enum pos_dim agency[] = {POS_DIM_AGENCY};
    struct forecast_asked q = {.year = YEAR, .as_of = DATE(20230331), .today = DATE(20230401), .lang = LANG_EN};
    struct position *p = position_new();
    struct spending_forecast f;
    struct position_table pos;
    struct forecast_back b;
    struct town t;
    struct err e;

    town_make(s, a, &t);
    post(&t, "a1", "ALLOT", 1, 50000, "", 20221015);
    post(&t, "d1", "DISBURSE", 1, 40000, "", 20221120);
    post(&t, "a2", "ALLOT", 2, 150000, "", 20221015);
    post(&t, "o2", "OBLIGATE", 2, 100000, "C1", 20230110);
    assert_ok(spending_forecast_get(p, t.db, a, &q, &f, &e), &e);
    assert_ok(position_get(p, t.db, a, &(struct position_filter){.year = YEAR, .as_of = q.as_of},
                           POSITION_BY(agency, 1, LANG_EN), &pos, &e), &e);
    assert_int_equal(f.years, 0);
    assert_false(f.tested); /* the label stands */
    assert_int_equal(f.naive_year, 0);
    assert_int_equal(f.total.paid_naive.satang, MONEY_MISSING.satang);
    assert_int_equal(f.agencies, pos.n);
    assert_int_equal(f.total.current.satang, pos.total.current.satang);
    assert_int_equal(f.total.paid.satang, pos.total.disbursed.satang);
    assert_int_equal(f.total.taken.satang, pos.total.disbursed.satang + pos.total.obligated.satang);
    for (size_t i = 0; i < f.cells; i++) {
        const struct forecast_row *r = &f.cell[i];

        assert_true(r->paid.satang <= r->paid_low.satang && r->paid_low.satang <= r->paid_mid.satang);
        assert_true(r->paid_mid.satang <= r->paid_high.satang && r->paid_high.satang <= r->current.satang);
        assert_true(r->paid_mid.satang <= r->taken_mid.satang && r->taken_mid.satang <= r->current.satang);
        assert_true(r->lapse_chance.n == 0); /* too few cases to say */
    }
    assert_ok(spending_forecast_test(p, t.db, a, &q, &b, &e), &e);
    assert_int_equal(b.n, 0);

    /* A year is executed once something was paid in its September; asked of the year after, it is its only past. */
    post(&t, "d2", "DISBURSE", 1, 10000, "", 20230910);
    q = (struct forecast_asked){.year = YEAR + 1, .today = DATE(20240101), .lang = LANG_EN};
    assert_ok(spending_forecast_test(p, t.db, a, &q, &b, &e), &e);
    assert_int_equal(b.years, 1);
    assert_int_equal(b.n, FORECAST_MONTHS);
    assert_int_equal(b.row[0].years, 0);
    assert_false(b.row[0].has_naive);
    assert_int_equal(b.row[LAST].actual.satang, 50000);
    assert_int_equal(b.row[LAST].mid.satang, 50000); /* from 30 September it is known */
    assert_int_equal(b.row[LAST].error.bp, 0);
    position_free(p);
}

static void test_year_of_store(void **state)
{
    (void)state;
    with_each_store(year_of_store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_range_and_days),
        cmocka_unit_test(test_chances),
        cmocka_unit_test(test_year_of_store),
        cmocka_unit_test(test_late_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
