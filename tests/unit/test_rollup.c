/* Totals by any dimensions equal SQL's, follow every write, and are quick. */
#include "plan_store.h"

#include <pthread.h>

#include "base/crypto.h"
#include "plan/amount.h"
#include "plan/review.h"
#include "plan/rollup.h"

enum { YEAR = 2566 };

static void fill(struct store *s, struct arena *a, struct plan_city *c, int units)
{
    struct plan_fill f = {
        .year = YEAR, .c = c, .units = units, .levels = 3, .lines = 3, .state = "SUBMITTED"};
    struct err e;

    plan_make(s, a, YEAR, c);
    f.agency_id = c->drainage.id;
    f.output_id = c->water;
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e);
    f.agency_id = c->works.id;
    f.output_id = c->road;
    f.units = 1;
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e);
}

static struct rollup_table get(struct rollup *r, struct store *s, struct arena *a,
                               struct rollup_filter f, const enum dim *by, size_t n)
{
    struct rollup_table t;
    struct db *db;
    struct err e;

    assert_ok(store_reader(s, &db, &e), &e);
    f.year = YEAR;
    assert_ok(rollup_get(r, db, a, &f, ROLLUP_BY(by, n, LANG_EN), &t, &e), &e);
    return t;
}

#define NO_FILTER ((struct rollup_filter){0})

static bool cut_one(struct act *by, void *ctx, struct err *e)
{
    struct rows rows;
    struct package_filter f = {.year = YEAR, .limit = 1};
    struct amount_set set = {.reason = STR_NONE};

    (void)ctx;
    if (!package_list(by->tx->db, by->a, NULL, &f, &rows, e) ||
        !package_lines(by->tx->db, by->a, ((const struct package_row *)rows.p)->id, &rows, e)) {
        return false;
    }
    set.line_id = ((const struct line_row *)rows.p)->id;
    set.amount = BAHT(1);
    return amounts_write(by, YEAR, STAGE_GOVERNOR, &set, 1, e);
}

/* The mirror's sums of a package are what its lines say, one by one. */
static void check_packages(struct rollup *r, struct store *s, struct arena *a)
{
    struct package_filter f = {.year = YEAR, .limit = 100};
    struct rows rows, lines;
    struct db *db;
    struct err e;
    int64_t some = 0;

    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(package_list(db, a, r, &f, &rows, &e), &e);
    assert_int_equal(rows.n, 10);
    for (size_t i = 0; i < rows.n; i++) {
        const struct package_row *p = (const struct package_row *)rows.p + i;
        int64_t requested = 0, now = 0;

        assert_ok(package_lines(db, a, p->id, &lines, &e), &e);
        for (size_t k = 0; k < lines.n; k++) {
            requested += ((const struct line_row *)lines.p)[k].requested.satang;
            now += ((const struct line_row *)lines.p)[k].now.satang;
        }
        assert_int_equal(p->lines, lines.n);
        assert_int_equal(p->requested.satang, requested);
        assert_int_equal(p->now.satang, now);
        some += now != requested;
    }
    assert_int_equal(some, 1); /* the one that was cut */
}

static void totals(struct store *s, struct arena *a)
{
    static const enum dim agency[] = {DIM_AGENCY}, type[] = {DIM_TYPE}, line[] = {DIM_LINE},
                          two[] = {DIM_SIDE, DIM_TYPE},
                          every[] = {DIM_LINE, DIM_PACKAGE,  DIM_AGENCY,         DIM_OUTPUT,
                                     DIM_ITEM, DIM_PLAN,     DIM_SIDE,           DIM_FUND,
                                     DIM_TYPE, DIM_DIVISION, DIM_DISTRICT_GROUP, DIM_ORDINANCE,
                                     DIM_YEAR};
    struct rollup *r = rollup_new();
    struct plan_city c;
    struct rollup_table t;
    struct err e;

    fill(s, a, &c, 2); /* 18 lines: 1..18 thousand, then 9 lines: 1..9 */
    t = get(r, s, a, NO_FILTER, agency, 1);
    assert_int_equal(t.n, 2);
    assert_true(str_eq(t.row[0].key[0], STR("10000000"))); /* print order */
    assert_true(str_eq(t.row[0].name[0], STR("Public Works Department")));
    assert_int_equal(t.row[1].now.satang, 171 * 100000);
    assert_int_equal(t.row[1].lines, 18);
    assert_int_equal(t.row[1].packages, 6);
    assert_int_equal(t.total.now.satang, (171 + 45) * 100000);
    assert_int_equal(t.row[0].share.bp, 2083);
    t = get(r, s, a, NO_FILTER, type, 1);
    assert_int_equal(t.n, 2);
    assert_true(str_eq(t.row[0].name[0], STR("Personnel")));
    assert_int_equal(t.row[0].packages + t.row[1].packages, 18); /* each package has both */
    assert_int_equal(t.total.packages, 9);
    t = get(r, s, a, NO_FILTER, two, 2);
    assert_int_equal(t.n, 4);
    assert_true(str_eq(t.row[0].key[0], STR("04")) && str_eq(t.row[0].key[1], STR("1")));
    t = get(r, s, a, NO_FILTER, line, 1);
    assert_int_equal(t.n, 27);
    t = get(r, s, a, NO_FILTER, every, ARRAY_LEN(every));
    assert_int_equal(t.n, 27);
    assert_true(str_eq(t.row[0].key[0], STR("2566-0-1100-00001")));
    assert_true(str_eq(t.row[0].key[11], STR("0")));
    t = get(r, s, a, (struct rollup_filter){.agency_id = c.works.id}, type, 1);
    assert_int_equal(t.total.lines, 9);
    t = get(r, s, a, (struct rollup_filter){.side_code = STR("05"), .type_code = STR("3")}, type,
            1);
    assert_int_equal(t.total.lines, 6);
    assert_int_equal(t.n, 1);
    t = get(r, s, a, (struct rollup_filter){.side_code = STR("06")}, type, 1);
    assert_int_equal(t.n, 0);

    assert_ok(city_write(s, a, cut_one, NULL, &e), &e); /* 1,000 -> 1 baht at the governor's */
    t = get(r, s, a, NO_FILTER, agency, 1);
    assert_int_equal(t.total.now.satang, 216 * 100000 - 100000 + 100);
    assert_int_equal(t.total.stage[STAGE_REQUESTED].satang, 216 * 100000);
    assert_int_equal(t.total.stage[STAGE_GOVERNOR].satang, 100);
    assert_int_equal(t.total.upto[STAGE_PERMSEC].satang, 216 * 100000);
    assert_true(t.total.has[STAGE_GOVERNOR] && !t.total.has[STAGE_ANALYST]);
    assert_true(!t.row[0].has[STAGE_GOVERNOR] && t.row[1].has[STAGE_GOVERNOR]);
    {
        struct plan_fill f = {.year = YEAR,
                              .c = &c,
                              .units = 1,
                              .levels = 1,
                              .lines = 1,
                              .state = "SUBMITTED",
                              .agency_id = c.works.id,
                              .output_id = c.road};

        assert_ok(city_write(s, a, plan_fill, &f, &e), &e); /* a new line of an old agency */
    }
    t = get(r, s, a, NO_FILTER, agency, 1);
    assert_int_equal(t.total.lines, 28);
    assert_int_equal(t.row[0].packages, 4);
    check_packages(r, s, a);
    rollup_free(r);
}

struct event {
    const char *code, *event;
    int64_t version;
};

static bool run_event(struct act *by, void *ctx, struct err *e)
{
    const struct event *x = ctx;

    return package_event(by, YEAR, str_from(x->code), str_from(x->event), x->version, STR("why"),
                         e);
}

/* What is not sent is not in the city's totals; a state moves it in and out. */
static void unsent(struct store *s, struct arena *a)
{
    static const enum dim agency[] = {DIM_AGENCY};
    struct rollup *r = rollup_new();
    struct plan_city c;
    struct plan_fill f = {
        .year = YEAR, .c = &c, .units = 2, .levels = 1, .lines = 1, .state = "DRAFT"};
    struct event submit = {"1100-00001-L1", "submit", 1}, back = {"1100-00001-L1", "return", 2};
    struct err e;

    plan_make(s, a, YEAR, &c);
    f.agency_id = c.drainage.id;
    f.output_id = c.water;
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e);
    assert_int_equal(get(r, s, a, NO_FILTER, agency, 1).total.lines, 0);
    assert_int_equal(get(r, s, a, (struct rollup_filter){.unsent = true}, agency, 1).total.lines,
                     2);
    assert_ok(city_write(s, a, run_event, &submit, &e), &e);
    assert_int_equal(get(r, s, a, NO_FILTER, agency, 1).total.lines, 1);
    assert_ok(city_write(s, a, run_event, &back, &e), &e);
    assert_int_equal(get(r, s, a, NO_FILTER, agency, 1).total.lines, 0);
    rollup_free(r);
}

struct reading {
    struct rollup *r;
    struct store *s;
};

static void *read_often(void *ctx)
{
    static const enum dim agency[] = {DIM_AGENCY};
    const struct reading *x = ctx;

    for (int i = 0; i < 200; i++) {
        struct arena *a = arena_new();
        struct rollup_table t = get(x->r, x->s, a, NO_FILTER, agency, 1);

        if (t.total.lines < 27 || t.total.lines % 3) {
            fail_msg("%d lines", (int)t.total.lines);
        }
        arena_free(a);
    }
    return NULL;
}

static void threads(struct store *s, struct arena *a)
{
    struct rollup *r = rollup_new();
    struct reading x = {r, s};
    struct plan_city c;
    pthread_t t[4];
    struct err e;

    fill(s, a, &c, 2);
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        assert_int_equal(pthread_create(&t[i], NULL, read_often, &x), 0);
    }
    for (int i = 0; i < 20; i++) {
        struct plan_fill f = {.year = YEAR,
                              .c = &c,
                              .units = 1,
                              .levels = 1,
                              .lines = 3,
                              .state = "SUBMITTED",
                              .agency_id = c.works.id,
                              .output_id = c.road};

        assert_ok(city_write(s, a, plan_fill, &f, &e), &e);
    }
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        assert_int_equal(pthread_join(t[i], NULL), 0);
    }
    rollup_free(r);
}

static void speed(struct store *s, struct arena *a)
{
    static const enum dim agency[] = {DIM_AGENCY};
    struct rollup *r = rollup_new();
    struct plan_city c;
    int64_t t;

    fill(s, a, &c, 2200); /* 19,800 lines */
    t = clock_now_ms();
    (void)get(r, s, a, NO_FILTER, agency, 1);
    print_message("first: %lld ms; ", (long long)(clock_now_ms() - t));
    t = clock_now_ms();
    for (int i = 0; i < 100; i++) {
        (void)get(r, s, a, NO_FILTER, agency, 1);
    }
    t = clock_now_ms() - t;
    print_message("then %lld ms a hundred\n", (long long)t);
    assert_true(t < 3000);
    rollup_free(r);
}

static void test_totals(void **state)
{
    (void)state;
    with_each_store(totals);
}

static void test_unsent(void **state)
{
    (void)state;
    with_each_store(unsent);
}

static void test_threads(void **state)
{
    (void)state;
    with_each_store(threads);
}

static void test_speed(void **state)
{
    (void)state;
    with_each_store(speed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_totals),
        cmocka_unit_test(test_unsent),
        cmocka_unit_test(test_threads),
        cmocka_unit_test(test_speed),
    };

    crypto_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
