/* The register of parameters: what a value may be, who says so, what holds when. */
#include "with_store.h"

#include "city/param.h"
#include "city_store.h"

static const struct grant keeper = {.perms = UINT64_C(1) << PERM_PARAM};

static struct actor person(const char *name)
{
    struct actor who = {.user_id = 1, .name = str_from(name), .grants = 1};

    who.full_name = who.role_word = who.name;
    who.session_ref = STR_NONE;
    who.grant[0] = keeper;
    return who;
}

/* ---- every row of param.def ---- */

static void test_defaults(void **state)
{
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < PARAM_COUNT; i++) {
        enum param_id p = (enum param_id)i, found;
        struct str value = param_default(a, p); /* ends the test when it is not of its kind */
        struct err e;

        assert_ok(param_find(param_code(p), &found, &e), &e);
        assert_int_equal(found, p); /* no code twice */
        assert_true(param_name(p, LANG_TH).n > 0 && param_name(p, LANG_EN).n > 0);
        assert_true(param_source(p, LANG_EN).n > 0);
        assert_true(param_shown(a, p, value, LANG_TH).n > 0);
    }
    arena_free(a);
}

/* ---- values ---- */

struct change {
    struct param_new new;
    int64_t number;
    enum { PROPOSE, APPROVE, WITHDRAW } what;
};

static bool change(struct act *by, void *ctx, struct err *e)
{
    struct change *c = ctx;

    switch (c->what) {
    case PROPOSE:
        return param_propose(by, &c->new, &c->number, e);
    case APPROVE:
        return param_approve(by, c->new.param, c->number, e);
    case WITHDRAW:
        break;
    }
    return param_withdraw(by, c->new.param, c->number, c->new.reason, e);
}

static struct change likeness(const char *value, int64_t year, int32_t day)
{
    return (struct change){.new = {.param = PARAM_OVERLAP_LIKENESS,
                                   .from_year = year,
                                   .from_date = DATE(day),
                                   .value = str_from(value),
                                   .reason = STR("as the committee said")}};
}

static void refusals(struct store *s, struct arena *a)
{
    static const struct {
        enum param_id p;
        const char *value, *reason;
        int64_t year;
        int32_t day;
        enum err_code want;
        const char *why;
    } row[] = {
        {PARAM_PERSONNEL_LIMIT, "-1", "r", 2566, 20221001, ERR_PARAM_NEGATIVE, "a limit below nothing"},
        {PARAM_OVERLAP_LIKENESS, "sixty", "r", 2566, 20221001, ERR_BAD_NUMBER, "not a number"},
        {PARAM_OVERLAP_LIKENESS, "100.01", "r", 2566, 20221001, ERR_BAD_NUMBER, "above the whole"},
        {PARAM_OVERLAP_LIKENESS, "50.123", "r", 2566, 20221001, ERR_BAD_NUMBER, "three decimals"},
        {PARAM_OVERLAP_LIKENESS, " ", "r", 2566, 20221001, ERR_REQUIRED, "empty"},
        {PARAM_OVERLAP_LIKENESS, "50", " ", 2566, 20221001, ERR_REQUIRED, "no reason"},
        {PARAM_OVERLAP_LIKENESS, "50", "r", 2566, 20220930, ERR_PARAM_PAST, "yesterday"},
        {PARAM_OVERLAP_LIKENESS, "50", "r", 2023, 20221001, ERR_BAD_YEAR, "a CE year"},
        {PARAM_OVERLAP_LIKENESS, "60", "r", 2566, 20221001, ERR_ALREADY, "what holds already"},
        {PARAM_OVERLAP_WORDS, "words\nx\n", "r", 2566, 20221001, ERR_CSV_HEADER, "other header"},
        {PARAM_OVERLAP_WORDS, "word,more\nx,y\n", "r", 2566, 20221001, ERR_BAD_FIELD, "one more"},
        {PARAM_OVERLAP_WORDS, "word\nx,y\n", "r", 2566, 20221001, ERR_ROW_CELLS, "a long row"},
        {PARAM_OVERLAP_WORDS, "word\nx\n\"\"\n", "r", 2566, 20221001, ERR_PARAM_CELL, "no word"},
        {PARAM_OVERLAP_WORDS, "word\n\"x\n", "r", 2566, 20221001, ERR_BAD_CSV, "an open quote"},
    };
    struct actor one = person("one"), none = {.name = STR_INIT("none"), .grants = 1};
    struct err e;
    struct change c = likeness("50", 2566, 20221001);

    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        c.new = (struct param_new){row[i].p,
                                   row[i].year,
                                   DATE(row[i].day),
                                   str_from(row[i].value),
                                   str_from(row[i].reason),
                                   STR_NONE};
        if (city_write_as(s, a, &one, change, &c, &e) || e.code != row[i].want)
            fail_msg("%s: %s", row[i].why, err_word(e.code));
    }
    c = likeness("50", 2566, 20221001);
    assert_err(city_write_as(s, a, &none, change, &c, &e), &e, ERR_FORBIDDEN);
    c.what = APPROVE;
    c.number = 1;
    assert_err(city_write_as(s, a, &one, change, &c, &e), &e, ERR_NOT_FOUND);
    assert_string_equal(sql_lines(s, a, "SELECT COUNT(*) FROM param_value").p, "0");
}

static int64_t holds(struct store *s, int64_t year, int32_t day)
{
    struct db *db;
    struct err e;
    int64_t n = -1;

    store_day_set(s, DATE(day));
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(param_int(db, PARAM_OVERLAP_LIKENESS, year, &n, &e), &e);
    return n;
}

static void two_persons(struct store *s, struct arena *a)
{
    struct actor one = person("one"), two = person("two");
    struct change now = likeness("๕๐%", 2566, 20221001), next = likeness("55.5", 2567, 20221101);
    struct err e;

    assert_ok(city_write_as(s, a, &one, change, &now, &e), &e);
    assert_ok(city_write_as(s, a, &two, change, &next, &e), &e);
    assert_int_equal(now.number, 1);
    assert_int_equal(next.number, 2);
    assert_int_equal(holds(s, 2566, 20221001), 6000); /* proposed only */
    now.what = next.what = APPROVE;
    assert_err(city_write_as(s, a, &one, change, &now, &e), &e, ERR_SAME_PERSON);
    assert_ok(city_write_as(s, a, &two, change, &now, &e), &e);
    assert_err(city_write_as(s, a, &two, change, &now, &e), &e, ERR_STATE);
    assert_ok(city_write_as(s, a, &one, change, &next, &e), &e);
    assert_int_equal(holds(s, 2565, 20221001), 6000); /* before its first year */
    assert_int_equal(holds(s, 2566, 20221001), 5000);
    assert_int_equal(holds(s, 2567, 20221001), 5000); /* the second's day has not come */
    assert_int_equal(holds(s, 2567, 20221101), 5550);
    assert_int_equal(holds(s, 2566, 20221101), 5000);
    /* used is used; what has not come can be undone */
    now.what = next.what = WITHDRAW;
    assert_err(city_write_as(s, a, &two, change, &now, &e), &e, ERR_PARAM_USED);
    assert_ok(city_write_as(s, a, &two, change, &next, &e), &e);
    assert_err(city_write_as(s, a, &two, change, &next, &e), &e, ERR_STATE);
    assert_int_equal(holds(s, 2567, 20221101), 5000);
    /* history is append-only, each step in the audit log */
    assert_false(sql_write(s, "UPDATE param_value SET value = '1'", &e));
    assert_false(sql_write(s, "DELETE FROM param_event", &e));
    assert_string_equal(
        sql_lines(s, a,
                  "SELECT COUNT(*) FROM audit WHERE subject = 'param:integrated.overlap_likeness'")
            .p,
        "5");
}

static void tables(struct store *s, struct arena *a)
{
    struct actor one = person("one"), two = person("two");
    struct change c = {.new = {.param = PARAM_OVERLAP_WORDS,
                               .from_year = 2566,
                               .from_date = DATE(20221001),
                               .value = STR("word\r\nโครงการ\r\n\"a,b\"\r\n"),
                               .reason = STR("r")}};
    struct param_preview p;
    struct param_rows t;
    struct db *db;
    struct err e;
    struct rows rows;

    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(param_preview(db, a, &c.new, DATE(20221001), &p, &e), &e);
    assert_int_equal(p.new_n, 1);
    assert_true(str_eq(p.new[0], STR("a,b")));
    assert_int_equal(p.gone_n, 6);
    assert_ok(city_write_as(s, a, &one, change, &c, &e), &e);
    c.what = APPROVE;
    assert_ok(city_write_as(s, a, &two, change, &c, &e), &e);
    assert_ok(param_table(db, a, PARAM_OVERLAP_WORDS, 2566, &t, &e), &e);
    assert_int_equal(t.rows, 2);
    assert_true(str_eq(param_cell(&t, 1, "word"), STR("a,b")));
    assert_ok(param_table(db, a, PARAM_OVERLAP_WORDS, 2565, &t, &e), &e);
    assert_int_equal(t.rows, 7); /* the default */
    assert_ok(param_list(db, a, 2566, DATE(20221001), LANG_TH, &rows, &e), &e);
    assert_int_equal(rows.n, PARAM_COUNT);
}

#define EACH(name)                                                                                 \
 static void test_##name(void **state)                                                             \
 {                                                                                                 \
  (void)state;                                                                                     \
  with_each_store(name);                                                                           \
 }
EACH(refusals)
EACH(two_persons)
EACH(tables)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_two_persons),
        cmocka_unit_test(test_tables),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
