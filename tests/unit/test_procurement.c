/* Procurement plans: what a plan must keep to, its history, the last safe date, many by a file. */
#include "ledger_town.h"

#include <stdio.h>

#include "base/file.h"
#include "perform/procurement.h"
#include "perform/spending_problem.h"

struct set {
    struct str line;
    struct procurement_new n;
};

static bool run_set(struct act *by, void *ctx, struct err *e)
{
    const struct set *x = ctx;

    return procurement_set(by, x->line, &x->n, e);
}

static struct str code_of(struct town *t, int64_t id)
{
    return sql_lines(t->s, t->a, str_cstr(t->a, str_format(t->a, "SELECT code FROM line WHERE id = %lld", (long long)id)));
}

static void town(struct store *s, struct arena *a, struct town *t)
{
    town_make(s, a, t);
    store_day_set(s, DATE(20221110));
}

static void last_safe(struct store *s, struct arena *a)
{
    static const struct {
        const char *method;
        enum procurement_step next;
        int32_t want;
        const char *why;
    } row[] = {
        {"bidding", PROC_TOR, 20230622, "100 days before 30 September"},
        {"bidding", PROC_SIGN, 20230910, "20 days of signing"},
        {"specific", PROC_TOR, 20230902, "28 days"},
        {"unknown", PROC_TOR, 20230622, "takes the first method's days"},
        {"bidding", PROC_DELIVER, 0, "signing is behind"},
    };
    struct procurement_usual u;
    struct date d[PROC_STEPS];
    struct town t;
    struct err e;

    town(s, a, &t);
    assert_ok(procurement_usual_get(t.db, a, YEAR, &u, &e), &e);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct date got = procurement_last_safe(&u, str_from(row[i].method), YEAR, row[i].next);

        if (got.yyyymmdd != row[i].want)
            fail_msg("%s: %d", row[i].why, got.yyyymmdd);
    }
    procurement_propose(&u, STR("bidding"), DATE(20221001), d);
    assert_int_equal(d[PROC_TOR].yyyymmdd, 20221031);
    assert_int_equal(d[PROC_SIGN].yyyymmdd, 20230109);
}

static void refusals(struct store *s, struct arena *a)
{
    static const struct {
        int64_t version;
        const char *method, *reason;
        int32_t tor_plan, tor_real, price_plan, sign_plan, sign_real;
        enum err_code want;
        const char *why;
    } row[] = {
        {0, "bidding", "", 20220801, 20220901, 0, 20220930, 0, ERR_SIGN_EARLY, "signed on the last day of the old year"},
        {0, "bidding", "", 20220801, 20220901, 0, 20221001, 20220930, ERR_SIGN_EARLY, "signed before the year in fact"},
        {0, "bidding", "", 20220801, 0, 20220731, 0, 0, ERR_STEP_ORDER, "the reference price before the TOR"},
        {0, "bidding", "", 20220801, 20221002, 0, 0, 0, ERR_REAL_AHEAD, "done tomorrow"},
        {0, "magic", "", 20220801, 0, 0, 0, 0, ERR_BAD_CHOICE, "no such method"},
        {1, "bidding", "", 20220801, 0, 0, 0, 0, ERR_STALE, "a plan that there is not"},
        {0, "bidding", "", 20220801, 20220901, 0, 20221001, 0, ERR_NONE, "work before the year, up to signing"},
        {1, "bidding", "", 20220801, 20220901, 0, 20221001, 0, ERR_NOTHING, "nothing changes"},
        {1, "bidding", "", 20220801, 20220901, 0, 20221101, 0, ERR_REQUIRED, "a moved day needs its reason"},
        {1, "bidding", "ล่าช้า", 20220801, 20220901, 0, 20221101, 0, ERR_NONE, "with it"},
        {1, "bidding", "x", 20220801, 20220901, 0, 20221102, 0, ERR_STALE, "what was seen is old"},
        {2, "bidding", "", 20220801, 20220901, 0, 20221101, 20221001, ERR_NONE, "a first actual day needs none"},
    };
    struct procurement p;
    struct town t;
    struct err e;
    struct actor clerk;

    town(s, a, &t);
    clerk = plan_person("clerk", PERM_SPEND, SCOPE_AGENCY, t.c.works.id);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct set x = {.line = code_of(&t, 4),
                        .n = {.version = row[i].version,
                              .method = str_from(row[i].method),
                              .reason = str_from(row[i].reason),
                              .plan = {[PROC_TOR] = {row[i].tor_plan}, [PROC_PRICE] = {row[i].price_plan}, [PROC_SIGN] = {row[i].sign_plan}},
                              .real = {[PROC_TOR] = {row[i].tor_real}, [PROC_SIGN] = {row[i].sign_real}}}};
        bool ok;

        assert_err(city_write_as(s, a, &clerk, run_set, &x, &e), &e, ERR_SCOPE);
        ok = city_write_as(s, a, &t.officer, run_set, &x, &e);
        if (ok ? row[i].want != ERR_NONE : e.code != row[i].want)
            fail_msg("%s: %s", row[i].why, ok ? "accepted" : err_word(e.code));
    }
    assert_ok(procurement_get(t.db, a, code_of(&t, 4), &p, &e), &e);
    assert_int_equal(p.version, 3);
    assert_true(str_eq(p.state, STR("signed")));
    assert_true(str_eq(p.next, STR("deliver")));
    assert_true(str_eq(sql_lines(s, a, "SELECT COUNT(*), COUNT(DISTINCT version) FROM procurement_change"), STR("6\t3")));
    assert_err(procurement_get(t.db, a, code_of(&t, 1), &p, &e), &e, ERR_NOT_CAPITAL);
    assert_err(procurement_get(t.db, a, STR("2566-0-9999-1"), &p, &e), &e, ERR_NOT_FOUND);
}

static void states(struct store *s, struct arena *a)
{
    struct set x = {.n = {.method = STR("bidding"), .plan = {[PROC_TOR] = {20221101}, [PROC_SIGN] = {20230301}}}};
    struct procurement_filter f = {.year = YEAR, .show = STR("all")};
    struct procurement_count c;
    struct procurement p;
    struct rows rows;
    struct town t;
    struct err e;

    town(s, a, &t);
    x.line = code_of(&t, 4);
    assert_ok(procurement_get(t.db, a, x.line, &p, &e), &e);
    assert_true(str_eq(p.state, STR("none")));
    assert_ok(city_write_as(s, a, &t.officer, run_set, &x, &e), &e);
    assert_ok(procurement_get(t.db, a, x.line, &p, &e), &e);
    assert_true(str_eq(p.state, STR("late")));
    store_day_set(s, DATE(20221101));
    assert_ok(procurement_get(t.db, a, x.line, &p, &e), &e);
    assert_true(str_eq(p.state, STR("ontime")));
    store_day_set(s, DATE(20230623));
    assert_ok(procurement_get(t.db, a, x.line, &p, &e), &e);
    assert_true(str_eq(p.state, STR("unsafe")));
    f.show = STR("late");
    assert_ok(procurement_list(t.db, a, &f, &rows, &e), &e);
    assert_int_equal(rows.n, 1);
    f.show = STR("none");
    assert_ok(procurement_list(t.db, a, &f, &rows, &e), &e);
    assert_int_equal(rows.n, 2); /* lines 2 and 6 */
    f.show = STR("all");
    f.agency_id = t.c.drainage.id;
    assert_ok(procurement_list(t.db, a, &f, &rows, &e), &e);
    assert_int_equal(rows.n, 2);
    assert_ok(procurement_counts(t.db, a, YEAR, 0, &c, &e), &e);
    assert_int_equal(c.lines, 3);
    assert_int_equal(c.planned, 1);
    assert_int_equal(c.late, 1);
    assert_int_equal(c.base.satang, 800000);
}

struct file {
    const char *path;
    struct rows rows;
};

static bool run_file(struct act *by, void *ctx, struct err *e)
{
    struct file *f = ctx;
    struct act own = *by;

    own.a = city_arena(by); /* the rows outlive the write */
    return procurement_file(&own, YEAR, f->path, STR("แฟ้ม"), &f->rows, e);
}

static void by_file(struct store *s, struct arena *a)
{
    const struct procurement_file_row *r;
    struct file f;
    struct town t;
    struct err e;
    char *folder;

    town(s, a, &t);
    assert_ok(file_temp_dir(a, &folder, &e), &e);
    f.path = str_cstr(a, str_format(a, "%s/plan.csv", folder));
    assert_ok(file_write(f.path,
                         str_format(a, "code,method,tor_plan,sign_plan\n%.*s,bidding,2022-08-01,2023-02-01\n"
                                       "%.*s,,1/11/2565,2022-09-30\n%.*s,,,\n2566-0-9999-00001,,,\n%.*s,bidding,2022-11-01,\n",
                                    STR_FMT(code_of(&t, 2)), STR_FMT(code_of(&t, 4)), STR_FMT(code_of(&t, 1)), STR_FMT(code_of(&t, 6))),
                         &e),
              &e);
    assert_ok(city_write_as(s, a, &t.officer, run_file, &f, &e), &e);
    r = f.rows.p;
    assert_int_equal(f.rows.n, 5);
    assert_true(str_eq(r[0].result, STR("changed")));
    assert_true(str_eq(r[1].result, STR("refused"))); /* signed before the year, and no method */
    assert_true(str_eq(r[2].result, STR("refused"))); /* personnel */
    assert_true(str_eq(r[3].result, STR("refused"))); /* no such line */
    assert_true(str_eq(r[4].result, STR("refused"))); /* another agency's */
    assert_true(str_eq(sql_lines(s, a, "SELECT COUNT(*) FROM procurement"), STR("1")));
    assert_true(str_eq(sql_lines(s, a, "SELECT COUNT(*) FROM audit WHERE action = 'procurement.file'"), STR("1")));
    assert_ok(city_write_as(s, a, &t.officer, run_file, &f, &e), &e);
    assert_true(str_eq(((const struct procurement_file_row *)f.rows.p)[0].result, STR("unchanged")));
    assert_true(str_eq(sql_lines(s, a, "SELECT COUNT(*) FROM audit WHERE action = 'procurement.file'"), STR("1")));
}

/* ---- problems ---- */

struct report {
    struct spending_problem_new n;
    struct str code;
};

static bool run_report(struct act *by, void *ctx, struct err *e)
{
    struct report *x = ctx;

    return spending_problem_add(by, &x->n, &x->code, e);
}

static void problems(struct store *s, struct arena *a)
{
    struct report x = {.n = {.year = YEAR, .weight = 3, .kind = STR("site"), .what = STR("ไม่มีที่ดิน"), .cause = STR("รอโอน")}};
    struct spending_problem_filter f = {.year = YEAR};
    const struct spending_problem *p;
    struct rows rows;
    struct town t;
    struct err e;

    town(s, a, &t);
    assert_err(city_write_as(s, a, &t.officer, run_report, &x, &e), &e, ERR_REQUIRED); /* of whom */
    x.n.line_code = code_of(&t, 6);
    assert_err(city_write_as(s, a, &t.officer, run_report, &x, &e), &e, ERR_SCOPE);
    x.n.line_code = STR("nothing");
    assert_err(city_write_as(s, a, &t.officer, run_report, &x, &e), &e, ERR_NOT_FOUND);
    x.n.line_code = code_of(&t, 4);
    x.n.kind = STR("magic");
    assert_err(city_write_as(s, a, &t.officer, run_report, &x, &e), &e, ERR_BAD_CHOICE);
    x.n.kind = STR("site");
    assert_ok(city_write_as(s, a, &t.officer, run_report, &x, &e), &e);
    f.agency_id = t.c.drainage.id;
    assert_ok(spending_problem_list(t.db, a, &f, &rows, &e), &e);
    assert_int_equal(rows.n, 1);
    p = rows.p;
    assert_true(str_eq(p->line_code, code_of(&t, 4)));
    assert_true(str_eq(p->state, STR("open")));
    f.agency_id = t.c.works.id;
    assert_ok(spending_problem_list(t.db, a, &f, &rows, &e), &e);
    assert_int_equal(rows.n, 0);
}

#define ON_EACH(name)                                                                              \
    static void test_##name(void **state)                                                          \
    {                                                                                              \
        (void)state;                                                                               \
        with_each_store(name);                                                                     \
    }
ON_EACH(last_safe)
ON_EACH(refusals)
ON_EACH(states)
ON_EACH(by_file)
ON_EACH(problems)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_last_safe), cmocka_unit_test(test_refusals), cmocka_unit_test(test_states),
        cmocka_unit_test(test_by_file),   cmocka_unit_test(test_problems),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
