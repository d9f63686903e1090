/* The Council at its edges: a draft that was withdrawn and changed, a package that only the executive's amendment
 * funds, who may move in whose name, a vote that was overtaken. */
#include "bill_town.h"

#include <pthread.h>

#include "plan/delta.h"
#include "plan/package.h"

#define ROAD  "2568-0-1000-00001"
#define WATER "2568-0-1100-00001"

struct change {
    const char *line;
    struct money amount;
};

static bool decide(struct act *by, void *ctx, struct err *e)
{
    const struct change *x = ctx;
    struct amount_set set = {.amount = x->amount, .reason = STR("test"), .resolution = STR("1/2567")};

    return db_int(by->tx->db, QUERY("SELECT id FROM line WHERE code = $1"), ARGS(V(word(x->line))), &set.line_id, e) &&
           amounts_write(by, YEAR, STAGE_GOVERNOR, &set, 1, e);
}

static void set_amount(struct store *s, struct arena *a, const char *line, int64_t satang)
{
    struct change x = {line, MONEY(satang)};
    struct err e = {0};

    assert_ok(city_write(s, a, decide, &x, &e), &e);
}

struct moving {
    struct delta_new n;
    struct delta_decision d;
    struct delta_pick pick;
    bool confirms;
    struct str code;
};

static bool move(struct act *by, void *ctx, struct err *e)
{
    struct moving *x = ctx;
    struct str code;

    if (!delta_propose(by, &x->n, &code, e)) {
        return false;
    }
    x->code = str_dup(city_arena(by), code);
    return !x->confirms || delta_confirm(by, code, 1, e);
}

static bool accept(struct act *by, void *ctx, struct err *e)
{
    struct moving *x = ctx;
    struct delta d;
    size_t row;

    if (!delta_get(by->tx->db, by->a, x->code, &d, e)) {
        return false;
    }
    x->pick = (struct delta_pick){d.id, d.version, d.amount};
    return delta_accept(by, &x->d, &x->pick, 1, &row, e);
}

static struct moving moving(const char *kind, const char *line, int64_t satang)
{
    return (struct moving){.n = {.year = YEAR, .kind = word(kind), .line_code = word(line), .amount = MONEY(satang),
                                 .reason = STR("test")},
                           .d = {.year = YEAR, .report_ref = STR("R1")},
                           .confirms = str_eq(word(kind), STR("executive"))};
}

static void take(struct store *s, struct arena *a, struct moving x)
{
    struct err e = {0};

    assert_ok(city_write(s, a, move, &x, &e), &e);
    assert_ok(city_write(s, a, accept, &x, &e), &e);
}

static struct str newest(struct store *s, struct arena *a, const char *line)
{
    return sql_lines(s, a, str_cstr(a, str_format(a, "SELECT x.amount_satang FROM line_amount x JOIN line l ON l.id = x.line_id "
                                                     "WHERE l.code = '%s' ORDER BY x.stage DESC LIMIT 1", line)));
}

/* ---- withdrawn, decided anew, tabled again ---- */

static void withdrawn(struct store *s, struct arena *a)
{
    struct doing x = {.what = DO_STEP, .event = "reopen", .reason = "x"};

    make_city(s, a);
    step(s, a, NULL, 0, "table");
    assert_str(newest(s, a, ROAD), "100000", "as it was tabled");
    must(s, a, NULL, &x);
    set_amount(s, a, ROAD, 0);
    assert_str(newest(s, a, ROAD), "0", "what the Governor decides in a draft that was withdrawn stands at once");
    set_amount(s, a, WATER, 70000);
    assert_str(newest(s, a, WATER), "70000", "less stands too");
    step(s, a, NULL, 0, "table");
    assert_str(sql_lines(s, a, "SELECT MAX(v.total_satang) - SUM(t.amount_satang) FROM bill_version v "
                               "JOIN bill_version_line t ON t.version_id = v.id WHERE v.no = 2"),
               "0", "the version is the sum of its lines");
    assert_str(sql_lines(s, a, "SELECT total_satang FROM bill_version WHERE no = 2"), "1870000", "2,000,000 less 130,000");
}

/* ---- a package that was not funded, given money by an amendment, is in every later version ---- */

static void amended_in(struct store *s, struct arena *a)
{
    const struct bill_money *m;
    struct rows rows;
    struct err e = {0};

    make_city(s, a);
    for (int i = 1; i <= 4; i++) {
        set_amount(s, a, str_cstr(a, str_format(a, "2568-0-1000-%05d", i)), 0);
    }
    assert_true(sql_write(s, "UPDATE package SET state = 'UNFUNDED' WHERE id = "
                             "(SELECT package_id FROM line WHERE code = '" ROAD "')", &e));
    plan_reach(s, a, YEAR, "COMMITTEE");
    take(s, a, moving("cut", WATER, 60000));
    plan_reach(s, a, YEAR, "AMENDMENT");
    take(s, a, moving("executive", ROAD, 50000));
    plan_reach(s, a, YEAR, "PASSED");
    assert_ok(bill_money(reader(s), a, NULL, YEAR, 0, &rows, &e), &e);
    m = rows.p;
    assert_int_equal(m[rows.n - 1].now.satang, 1000000 - 60000 + 50000);
    assert_str(sql_lines(s, a, "SELECT total_satang FROM bill_version WHERE kind = 'passed'"), "990000",
               "the version that was passed holds what the amendment added");
}

/* ---- an unsuitable package is no part of the draft ---- */

static void unsuitable(struct store *s, struct arena *a)
{
    struct moving x = moving("executive", ROAD, 100);
    struct err e = {0};

    make_city(s, a);
    assert_true(sql_write(s, "UPDATE package SET state = 'UNSUITABLE' WHERE id = "
                             "(SELECT package_id FROM line WHERE code = '" ROAD "')", &e));
    plan_reach(s, a, YEAR, "COMMITTEE");
    take(s, a, moving("cut", WATER, 60000));
    assert_err(city_write(s, a, move, &x, &e), &e, ERR_OTHER_BILL);
}

/* ---- in whose name ---- */

static void names(struct store *s, struct arena *a)
{
    struct actor member = plan_person("member1", PERM_COUNCILLOR, SCOPE_CITY, 0);
    struct actor office = plan_person("office", PERM_AMEND, SCOPE_CITY, 0);
    struct doing m = {.what = DO_MEMBER,
                      .m = {.kind = STR("councillor"), .full_name = STR("N"), .district = STR("D"),
                            .from_date = DATE(20220501)}};
    struct moving x = moving("cut", WATER, 100);
    struct err e = {0};

    make_city(s, a);
    must(s, a, clerk(), &m);
    assert_true(sql_write(s, "UPDATE council_member SET user_name = 'member1'", &e));
    plan_reach(s, a, YEAR, "COMMITTEE");
    x.n.mover_kind = STR("committee");
    assert_err(city_write_as(s, a, &member, move, &x, &e), &e, ERR_FORBIDDEN); /* the committee's is the clerk's to write */
    x.n.mover_kind = STR("member");
    assert_ok(city_write_as(s, a, &member, move, &x, &e), &e);
    assert_ok(city_write(s, a, accept, &x, &e), &e);
    x = moving("restore", WATER, 100);
    x.n.mover_kind = STR("committee");
    assert_err(city_write_as(s, a, &office, move, &x, &e), &e, ERR_FORBIDDEN);
    x.n.mover_kind = STR("agency");
    assert_ok(city_write_as(s, a, &office, move, &x, &e), &e);
}

/* ---- a vote that was overtaken ---- */

static void overtaken(struct store *s, struct arena *a)
{
    struct moving x = moving("cut", WATER, 100);
    struct doing v, again;
    struct err e = {0};

    make_city(s, a);
    make_members(s, a);
    plan_reach(s, a, YEAR, "COMMITTEE");
    assert_ok(city_write(s, a, move, &x, &e), &e);
    v = vote_on(str_cstr(a, str_format(a, "cuts:%.*s", STR_FMT(x.code))), 3, 1);
    must(s, a, clerk(), &v);
    again = v;
    again.v.yes = 1;
    again.v.no = 3;
    again.v.again_why = STR("นับผิด");
    must(s, a, clerk(), &again);
    x.d = (struct delta_decision){.year = YEAR, .vote_code = v.ret};
    assert_err(city_write(s, a, accept, &x, &e), &e, ERR_BASIS_WRONG); /* the later one counts, and it failed */
}

/* ---- a line that is taken out of a draft that was withdrawn ---- */

static bool take_out(struct act *by, void *ctx, struct err *e)
{
    (void)ctx;
    return line_remove(by, STR(ROAD), 2, STR("test"), e);
}

static void taken_out(struct store *s, struct arena *a)
{
    struct doing x = {.what = DO_STEP, .event = "reopen", .reason = "x"};
    struct err e = {0};

    make_city(s, a);
    step(s, a, NULL, 0, "table");
    must(s, a, NULL, &x);
    x = (struct doing){.what = DO_SUBMIT, .event = "return", .reason = "x", .version = 1,
                       .code = str_cstr(a, sql_lines(s, a, "SELECT p.code FROM package p JOIN line l ON l.package_id = p.id "
                                                           "WHERE l.code = '" ROAD "'"))};
    must(s, a, NULL, &x);
    assert_ok(city_write(s, a, take_out, NULL, &e), &e);
    assert_str(newest(s, a, ROAD), "0", "nothing of it counts, at no stage");
    invariants_hold(s, a);
}

/* ---- several servers at once ---- */

enum { SERVERS = 4 };
struct server {
    pthread_t thread;
    struct arena *a;
    struct store *s;
    city_fn *fn;
    void *ctx;
    struct moving x;
    struct doing step;
    bool ok;
    struct err err;
};

static void *serve(void *arg)
{
    struct server *v = arg;

    v->ok = city_write(v->s, v->a, v->fn, v->ctx, &v->err);
    return NULL;
}

/* How many of them were let through; the others were told `want`, or `other`. */
static int all_at_once(struct server *v, int n, enum err_code want, enum err_code other)
{
    int ok = 0;

    for (int i = 0; i < n; i++) {
        assert_int_equal(pthread_create(&v[i].thread, NULL, serve, &v[i]), 0);
    }
    for (int i = 0; i < n; i++) {
        pthread_join(v[i].thread, NULL);
        ok += v[i].ok;
    }
    for (int i = 0; i < n; i++) {
        if (!v[i].ok && v[i].err.code != want && v[i].err.code != other) {
            fail_msg("server %d: %s", i, err_word(v[i].err.code));
        }
    }
    return ok;
}

static void servers(struct str url, struct arena *a)
{
    struct store *s = store_for_test(a, url);
    struct server v[SERVERS] = {0};
    struct moving cut = moving("cut", WATER, 60000);
    struct err e = {0};

    for (int i = 0; i < SERVERS; i++) {
        v[i].a = arena_new();
        v[i].s = store_for_test(v[i].a, url);
    }
    make_city(s, a);
    plan_reach(s, a, YEAR, "COMMITTEE");
    assert_ok(city_write(s, a, move, &cut, &e), &e);
    for (int i = 0; i < SERVERS; i++) { /* all accept the same cut */
        v[i].x = cut;
        v[i].fn = accept;
        v[i].ctx = &v[i].x;
    }
    assert_int_equal(all_at_once(v, SERVERS, ERR_STALE, ERR_STATE), 1);
    assert_str(newest(s, a, WATER), "40000", "taken once");
    for (int i = 0; i < SERVERS; i++) { /* each fits into what was cut, no two do */
        v[i].x = moving("executive", ROAD, 35000);
        v[i].fn = move;
    }
    assert_int_equal(all_at_once(v, SERVERS, ERR_AMEND_ABOVE, ERR_DELTA_THERE), 1);
    cut = moving("cut", "2568-0-1100-00002", 100);
    assert_ok(city_write(s, a, move, &cut, &e), &e);
    v[0].x = cut; /* a cut is accepted while the draft leaves the committee */
    v[0].fn = accept;
    v[1].step = (struct doing){.what = DO_STEP, .event = "amendment", .reason = "x"};
    v[1].fn = run;
    v[1].ctx = &v[1].step;
    assert_true(all_at_once(v, 2, ERR_STAGE, ERR_STAGE) >= 1);
    assert_true(v[1].ok);
    assert_str(sql_lines(s, a, "SELECT COUNT(*) FROM bill_version v JOIN bill_version_line t ON t.version_id = v.id "
                               "JOIN line_amount x ON x.line_id = t.line_id AND x.stage = 6 "
                               "WHERE v.kind = 'committee' AND x.amount_satang <> t.amount_satang"),
               "0", "the committee's version holds what it accepted, or it was not accepted");
    invariants_hold(s, a);
    for (int i = 0; i < SERVERS; i++) {
        arena_free(v[i].a);
    }
}

static void test_servers(void **state)
{
    (void)state;
    with_each_url(servers);
}

#define EACH(name)                                                                                 \
    static void test_##name(void **state)                                                          \
    {                                                                                              \
        (void)state;                                                                               \
        with_each_store(name);                                                                     \
    }
EACH(withdrawn)
EACH(amended_in)
EACH(unsuitable)
EACH(names)
EACH(overtaken)
EACH(taken_out)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_withdrawn), cmocka_unit_test(test_amended_in), cmocka_unit_test(test_unsuitable),
        cmocka_unit_test(test_names),     cmocka_unit_test(test_overtaken),
        cmocka_unit_test(test_taken_out), cmocka_unit_test(test_servers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
