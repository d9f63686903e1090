/* Two points of the city's figures beside each other: parts add up, days are as they were known. */
#include "plan_store.h"

#include "base/crypto.h"
#include "plan/amount.h"
#include "plan/compare.h"
#include "plan/review.h"

enum { YEAR = 2566 };
#define DAY_MS INT64_C(86400000)

struct world {
    struct store *s;
    struct arena *a;
    struct db *db;
    struct rollup *r;
    struct plan_city c;
};

static void setup(struct world *w, struct store *s, struct arena *a)
{
    struct err e;

    *w = (struct world){.s = s, .a = a, .r = rollup_new()};
    plan_make(s, a, YEAR, &w->c);
    struct plan_fill f = {.year = YEAR, .c = &w->c, .units = 2, .levels = 3, .lines = 3,
                          .state = "ANALYST_ACCEPTED", .agency_id = w->c.drainage.id,
                          .output_id = w->c.water};
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e); /* 18 lines of 1..18 thousand */
    f.agency_id = w->c.works.id;
    f.output_id = w->c.road;
    f.units = 1;
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e); /* 9 lines of 1..9 thousand */
    assert_ok(store_reader(s, &w->db, &e), &e);
}

struct setting {
    enum stage stage;
    int64_t day; /* after CITY_NOW */
    const char *line, *reason, *resolution;
    int64_t baht;
};

static bool line_id(struct act *by, const char *code, int64_t *ret, struct err *e)
{
    struct rows list, lines;
    struct package_filter f = {.year = YEAR, .limit = 100};

    if (!package_list(by->tx->db, by->a, NULL, &f, &list, e)) {
        return false;
    }
    for (size_t i = 0; i < list.n; i++) {
        if (!package_lines(by->tx->db, by->a, ((const struct package_row *)list.p)[i].id, &lines,
                           e)) {
            return false;
        }
        for (size_t k = 0; k < lines.n; k++) {
            const struct line_row *l = (const struct line_row *)lines.p + k;

            if (str_eq(l->code, str_from(code))) {
                *ret = l->id;
                return true;
            }
        }
    }
    FAIL(e, ERR_NOT_FOUND);
    return false;
}

static bool set_one(struct act *by, void *ctx, struct err *e)
{
    const struct setting *s = ctx;
    struct amount_set set = {.amount = BAHT(s->baht), .reason = str_from(s->reason),
                             .resolution = str_from(s->resolution)};

    by->now_ms = CITY_NOW + s->day * DAY_MS;
    return line_id(by, s->line, &set.line_id, e) &&
           amounts_write(by, YEAR, s->stage, &set, 1, e);
}

static void set(struct world *w, struct setting s)
{
    struct err e;

    assert_ok(city_write(w->s, w->a, set_one, &s, &e), &e);
}

static struct compare compare(struct world *w, const char *from, const char *to, struct compare_ask q)
{
    struct compare c;
    struct err e;

    assert_ok(compare_point_parse(w->db, w->a, YEAR, str_from(from), &q.from, &e), &e);
    assert_ok(compare_point_parse(w->db, w->a, YEAR, str_from(to), &q.to, &e), &e);
    q.lang = LANG_EN;
    assert_ok(compare_get(w->r, w->db, w->a, &q, &c, &e), &e);
    return c;
}

static int64_t part(const struct compare *c, const char *code)
{
    for (size_t i = 0; i < c->parts; i++) {
        if (str_eq(c->part[i].code, str_from(code))) {
            return c->part[i].change.satang / 100;
        }
    }
    return -1;
}

#define LINE(n) "2566-0-1100-0000" n

static void decide_some(struct world *w)
{
    /* 1,000 -> 900 by the analyst -> 800 by the governor; 2,000 -> 2,500; 3,000 -> 3,000 again */
    set(w, (struct setting){STAGE_ANALYST, 1, LINE("1"), "price", "", 900});
    set(w, (struct setting){STAGE_ANALYST, 1, LINE("3"), "same", "", 3000});
    set(w, (struct setting){STAGE_GOVERNOR, 10, LINE("1"), "frame", "R 1/2566", 800});
    set(w, (struct setting){STAGE_GOVERNOR, 10, LINE("2"), "need", "R 1/2566", 2500});
}

static void stages(struct store *s, struct arena *a)
{
    struct world w;
    struct compare c;
    const struct compare_row *row;

    setup(&w, s, a);
    decide_some(&w);
    c = compare(&w, "requested", "governor", (struct compare_ask){.by = DIM_AGENCY,
                                                                  .kind = COMPARE_KINDS,
                                                                  .limit = 10});
    assert_int_equal(c.count[COMPARE_CHANGED], 2);
    assert_int_equal(c.count[COMPARE_SAME], 25);
    assert_int_equal(c.count[COMPARE_NEW] + c.count[COMPARE_REMOVED], 0);
    assert_int_equal(c.from.satang, 216 * 100000);
    assert_int_equal(c.to.satang, 216 * 100000 + 30000);
    assert_int_equal(c.more.satang, 50000);
    assert_int_equal(c.less.satang, -20000);
    assert_int_equal(c.parts, 2);
    assert_int_equal(part(&c, "11000000"), 300);
    assert_int_equal(part(&c, "10000000"), 0);
    row = c.rows.p; /* the largest change first */
    assert_int_equal(c.rows.n, 2);
    assert_true(str_eq(row[0].code, STR(LINE("2"))) && row[0].change.satang == 50000);
    assert_true(str_eq(row[1].code, STR(LINE("1"))) && row[1].change.satang == -20000);
    assert_true(str_eq(row[1].reason, STR("frame")) && str_eq(row[1].resolution, STR("R 1/2566")));
    assert_true(str_eq(row[1].stage, STR("governor")) && row[1].at.ms == CITY_NOW + 10 * DAY_MS);
    assert_int_equal(c.next.n, 0);

    /* deed by deed: the analyst took 100, the governor 100 and gave 500 */
    c = compare(&w, "requested", "now", (struct compare_ask){.by = COMPARE_BY_STAGE});
    assert_int_equal(part(&c, "analyst"), -100);
    assert_int_equal(part(&c, "governor"), 400);
    c = compare(&w, "requested", "now", (struct compare_ask){.by = COMPARE_BY_REASON});
    assert_int_equal(part(&c, "price"), -100);
    assert_int_equal(part(&c, "frame"), -100);
    assert_int_equal(part(&c, "need"), 500);
    assert_true(c.part[0].change.satang == 50000);
    c = compare(&w, "requested", "now", (struct compare_ask){.by = COMPARE_BY_RESOLUTION});
    assert_int_equal(part(&c, "R 1/2566"), 400);
    assert_int_equal(part(&c, ""), -100);
    c = compare(&w, "analyst", "governor", (struct compare_ask){.by = COMPARE_BY_STAGE});
    assert_int_equal(part(&c, "governor"), 400);
    assert_int_equal(c.parts, 1);
    rollup_free(w.r);
}

/* A deed that leaves the amount as it is does not hide the one that cut it. */
static void said_again(struct store *s, struct arena *a)
{
    static const struct {
        const char *from, *line, *reason, *stage, *why;
        size_t limit; /* up to 50 rows and longer lists read the deeds in two ways */
        int kind;
    } row[] = {
        {"requested", LINE("1"), "price", "analyst", "the committee and the governor kept it", 10,
         COMPARE_KINDS},
        {"requested", LINE("1"), "price", "analyst", "the same in a long list", 60, COMPARE_KINDS},
        {"analyst", LINE("1"), "kept again", "governor", "nobody changed it: the newest", 10, -1},
        {"analyst", LINE("1"), "kept again", "governor", "the same in a long list", 60, -1},
        {"requested", LINE("2"), "need", "suitability", "changed and said again at one stage", 10,
         COMPARE_KINDS},
        {"requested", LINE("2"), "need", "suitability", "the same in a long list", 60,
         COMPARE_KINDS},
        {"requested", LINE("3"), "back", "governor", "cut and given back: the newest", 10, -1},
        {"requested", LINE("4"), "frame", "governor", "two changes: the newer", 10, COMPARE_KINDS},
    };
    struct world w;

    setup(&w, s, a);
    set(&w, (struct setting){STAGE_ANALYST, 1, LINE("1"), "price", "", 900});
    set(&w, (struct setting){STAGE_SUITABILITY, 2, LINE("1"), "kept", "R 1/2566", 900});
    set(&w, (struct setting){STAGE_GOVERNOR, 3, LINE("1"), "kept again", "R 2/2566", 900});
    set(&w, (struct setting){STAGE_SUITABILITY, 2, LINE("2"), "need", "R 1/2566", 2500});
    set(&w, (struct setting){STAGE_SUITABILITY, 3, LINE("2"), "as before", "R 1/2566", 2500});
    set(&w, (struct setting){STAGE_ANALYST, 1, LINE("3"), "price", "", 2900});
    set(&w, (struct setting){STAGE_GOVERNOR, 3, LINE("3"), "back", "R 2/2566", 3000});
    set(&w, (struct setting){STAGE_ANALYST, 1, LINE("4"), "price", "", 3900});
    set(&w, (struct setting){STAGE_GOVERNOR, 3, LINE("4"), "frame", "R 2/2566", 3800});
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct compare c = compare(&w, row[i].from, "governor",
                                   (struct compare_ask){.by = DIM_AGENCY, .kind = row[i].kind,
                                                        .limit = row[i].limit});
        const struct compare_row *at = NULL;

        for (size_t k = 0; k < c.rows.n; k++) {
            if (str_eq(((const struct compare_row *)c.rows.p)[k].code, str_from(row[i].line))) {
                at = (const struct compare_row *)c.rows.p + k;
            }
        }
        if (!at || !str_eq(at->reason, str_from(row[i].reason)) ||
            !str_eq(at->stage, str_from(row[i].stage))) {
            fail_msg("%s from %s (%s)", row[i].line, row[i].from, row[i].why);
        }
    }
    rollup_free(w.r);
}

static void days(struct store *s, struct arena *a)
{
    static const struct {
        const char *from, *to;
        int64_t count[COMPARE_KINDS], change;
        const char *why;
    } row[] = {
        {"2022-10-01", "2022-10-05", {0, 0, 1, 26}, -100, "only the analyst had been"},
        {"2022-10-05", "2022-10-31", {0, 0, 2, 25}, 400, "then the governor"},
        {"2022-09-30", "2022-10-01", {27, 0, 0, 0}, 216000, "the day before nothing was there"},
        {"requested", "governor@2022-10-05", {0, 0, 1, 26}, -100, "the stage as known that day"},
        {"2022-10-31", "2022-10-05", {0, 0, 2, 25}, -400, "backwards"},
        {"v1", "v2", {0, 0, 2, 25}, 400, "each line's second change"},
        {"now", "now", {0, 0, 0, 27}, 0, "the same is the same"},
    };
    static const int by[] = {DIM_SIDE, DIM_LINE, DIM_TYPE, COMPARE_BY_STAGE, COMPARE_BY_REASON};
    struct world w;

    setup(&w, s, a);
    decide_some(&w);
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        for (size_t k = 0; k < sizeof by / sizeof by[0]; k++) { /* adds up, or it panics */
            struct compare c = compare(&w, row[i].from, row[i].to,
                                       (struct compare_ask){.by = by[k], .kind = -1, .limit = 100});

            for (int n = 0; n < COMPARE_KINDS; n++) {
                if (c.count[n] != row[i].count[n]) {
                    fail_msg("%s: %s %lld", row[i].why, compare_kind_word((enum compare_kind)n),
                             (long long)c.count[n]);
                }
            }
            if (c.to.satang - c.from.satang != row[i].change * 100) {
                fail_msg("%s: %lld", row[i].why, (long long)(c.to.satang - c.from.satang));
            }
            assert_int_equal(c.rows.n, 27);
        }
    }
    rollup_free(w.r);
}

/* Pages by key hold each line once, and narrowing leaves only the group. */
static void pages(struct store *s, struct arena *a)
{
    static const struct {
        enum dim dim;
        const char *code;
        int64_t lines;
    } where[] = {{DIM_AGENCY, "11000000", 18}, {DIM_AGENCY, "10000000", 9}, {DIM_LINE, LINE("1"), 1},
                 {DIM_SIDE, "05", 18},         {DIM_AGENCY, "nobody", 0},   {DIM_TYPE, "1", 0}};
    struct world w;
    struct compare_ask q = {.by = DIM_TYPE, .kind = -1, .limit = 4};
    struct compare c;
    size_t seen = 0;

    setup(&w, s, a);
    decide_some(&w);
    do {
        c = compare(&w, "requested", "now", q);
        seen += c.rows.n;
        q.after = c.next;
        assert_true(seen <= 27);
    } while (c.next.n);
    assert_int_equal(seen, 27);
    for (size_t i = 0; i < sizeof where / sizeof where[0]; i++) {
        struct compare_ask n = {.by = DIM_AGENCY, .wheres = 1};
        int64_t lines = 0;

        n.where[0] = (struct compare_where){where[i].dim, str_from(where[i].code)};
        c = compare(&w, "requested", "now", n);
        for (int k = 0; k < COMPARE_KINDS; k++) {
            lines += c.count[k];
        }
        if (where[i].dim != DIM_TYPE) {
            assert_int_equal(lines, where[i].lines);
        }
    }
    rollup_free(w.r);
}

static bool withdraw(struct act *by, void *ctx, struct err *e)
{
    struct rows list;
    struct package_filter f = {.year = YEAR, .limit = 1};
    const struct package_row *p;

    (void)ctx;
    by->now_ms = CITY_NOW + 20 * DAY_MS;
    if (!package_list(by->tx->db, by->a, NULL, &f, &list, e)) {
        return false;
    }
    p = list.p;
    return package_event(by, YEAR, p->code, STR("return"), 1, STR("incomplete"), e);
}

/* A package that was returned counts on the days it had been sent, and no more. */
static void returned(struct store *s, struct arena *a)
{
    struct world w;
    struct compare c;
    struct actor analyst = plan_person("analyst", PERM_ANALYSE, SCOPE_CITY, 0);
    struct err e;

    setup(&w, s, a);
    assert_ok(city_write_as(s, a, &analyst, withdraw, NULL, &e), &e);
    c = compare(&w, "2022-10-10", "2022-10-30", (struct compare_ask){.by = DIM_AGENCY});
    assert_int_equal(c.count[COMPARE_REMOVED], 3);
    assert_int_equal(c.count[COMPARE_SAME], 24);
    assert_true(c.more.satang == 0 && c.less.satang < 0);
    c = compare(&w, "requested", "now", (struct compare_ask){.by = DIM_AGENCY});
    assert_int_equal(c.count[COMPARE_SAME], 24);
    rollup_free(w.r);
}

static void changes_of_a_line(struct store *s, struct arena *a)
{
    struct world w;
    struct compare_point from, to;
    struct rows rows;
    struct err e;

    setup(&w, s, a);
    decide_some(&w);
    assert_ok(compare_point_parse(w.db, a, YEAR, STR("requested"), &from, &e), &e);
    assert_ok(compare_point_parse(w.db, a, YEAR, STR("now"), &to, &e), &e);
    assert_ok(compare_changes(w.db, a, STR(LINE("1")), &from, &to, &rows, &e), &e);
    assert_int_equal(rows.n, 2);
    assert_true(str_eq(((const struct line_change_row *)rows.p)[0].reason, STR("price")));
    rollup_free(w.r);
}

static void refusals(struct store *s, struct arena *a)
{
    static const struct {
        const char *word;
        enum err_code code;
        const char *why;
    } row[] = {
        {"analist", ERR_BAD_CHOICE, "no such stage"},
        {"", ERR_BAD_CHOICE, "nothing said"},
        {"v0", ERR_BAD_CHOICE, "versions begin with 1"},
        {"v99999999999", ERR_BAD_CHOICE, "no such number"},
        {"2022-13-01", ERR_BAD_CHOICE, "no such day"},
        {"v1@2022-10-01", ERR_BAD_CHOICE, "a version has no day"},
        {"governor@yesterday", ERR_BAD_DATE, "no day"},
        {"R00099", ERR_NOT_FOUND, "no such run"},
        {"abcd/now", ERR_BAD_YEAR, "no year"},
    };
    struct world w;
    struct compare_point p;
    struct compare_ask q = {.by = DIM_AGENCY, .limit = 5};
    struct compare c;
    struct err e;
    int by;

    setup(&w, s, a);
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        if (compare_point_parse(w.db, a, YEAR, str_from(row[i].word), &p, &e) ||
            e.code != row[i].code) {
            fail_msg("%s (%s): %s", row[i].word, row[i].why, err_word(e.code));
        }
    }
    assert_false(compare_by_parse(STR("colour"), &by, &e));
    assert_ok(compare_point_parse(w.db, a, YEAR, STR("now"), &q.from, &e), &e);
    assert_ok(compare_point_parse(w.db, a, YEAR, STR("2570/now"), &q.to, &e), &e);
    assert_false(compare_get(w.r, w.db, a, &q, &c, &e));
    assert_int_equal(e.code, ERR_YEAR_MISSING);
    q.to = q.from;
    q.after = STR("nothing");
    assert_false(compare_get(w.r, w.db, a, &q, &c, &e));
    assert_int_equal(e.code, ERR_NOT_FOUND);
    rollup_free(w.r);
}

static void test_stages(void **state)
{
    (void)state;
    with_each_store(stages);
}

static void test_said_again(void **state)
{
    (void)state;
    with_each_store(said_again);
}

static void test_days(void **state)
{
    (void)state;
    with_each_store(days);
}

static void test_pages(void **state)
{
    (void)state;
    with_each_store(pages);
}

static void test_returned(void **state)
{
    (void)state;
    with_each_store(returned);
}

static void test_changes_of_a_line(void **state)
{
    (void)state;
    with_each_store(changes_of_a_line);
}

static void test_refusals(void **state)
{
    (void)state;
    with_each_store(refusals);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stages),
        cmocka_unit_test(test_said_again),
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_pages),
        cmocka_unit_test(test_returned),
        cmocka_unit_test(test_changes_of_a_line),
        cmocka_unit_test(test_refusals),
    };

    crypto_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
