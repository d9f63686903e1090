/* Rules of a scenario: what each becomes in the instance, and what is refused by name. */
#include "plan_store.h"

#include "allocate/pin.h"
#include "allocate/problem.h"
#include "allocate/scenario_rule.h"
#include "base/arena.h"
#include "city_store.h"
#include "unit.h"

#include <string.h>

enum { YEAR = 2566 };

/* Six packages: three units of two levels, the k-th line asks k thousand baht, two lines a package. */
struct town {
    struct store *s;
    struct arena *a;
    struct db *db;
    struct plan_city c;
    struct str code[6];
};

struct adding {
    struct scenario_rule_text t;
    int64_t version;
    struct str csv;
    struct scenario_rule_taken taken;
    struct pin_new pin;
    struct ceiling_row ceiling;
};

static bool make_scenario(struct act *by, void *ctx, struct err *e)
{
    struct ceiling_row c = {.dim = STR_INIT("total"), .max = BAHT(40000), .has_max = true};
    int64_t id;

    (void)ctx;
    return scenario_ensure(by, YEAR, STR("main"), STR("test"), &id, e) &&
           scenario_set_ceiling(by, YEAR, STR("main"), &c, e);
}

static void make(struct store *s, struct arena *a, struct town *t)
{
    struct plan_fill f = {.year = YEAR, .c = &t->c, .units = 3, .levels = 2, .lines = 2,
                          .state = "ANALYST_ACCEPTED"};
    struct str lines;
    struct err e = {0};

    memset(t, 0, sizeof *t);
    t->s = s;
    t->a = a;
    plan_make(s, a, YEAR, &t->c);
    f.agency_id = t->c.drainage.id;
    f.output_id = t->c.water;
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e);
    assert_ok(city_write(s, a, make_scenario, NULL, &e), &e);
    assert_ok(store_reader(s, &t->db, &e), &e);
    lines = sql_lines(s, a, "SELECT code FROM package ORDER BY unit_id, level");
    for (size_t i = 0, at = 0; i < 6; i++) {
        size_t end = str_find(lines, STR("\n"), at);

        t->code[i] = str_slice(lines, at, end);
        at = end + 1;
    }
}

static bool add(struct act *by, void *ctx, struct err *e)
{
    struct adding *x = ctx;

    return scenario_rule_add(by, YEAR, STR("main"), &x->t, e);
}

static bool change(struct act *by, void *ctx, struct err *e)
{
    struct adding *x = ctx;

    return scenario_rule_change(by, YEAR, STR("main"), &x->t, x->version, e);
}

static bool drop(struct act *by, void *ctx, struct err *e)
{
    struct adding *x = ctx;

    return scenario_rule_drop(by, YEAR, STR("main"), x->t.code, x->version, e);
}

static bool take(struct act *by, void *ctx, struct err *e)
{
    struct adding *x = ctx;

    return scenario_rule_import(by, YEAR, STR("main"), x->csv, &x->taken, e);
}

static bool pin(struct act *by, void *ctx, struct err *e)
{
    struct adding *x = ctx;

    return pin_set(by, &x->pin, e);
}

static bool ceiling(struct act *by, void *ctx, struct err *e)
{
    struct adding *x = ctx;

    return scenario_set_ceiling(by, YEAR, STR("main"), &x->ceiling, e);
}

static struct adding rule(struct str code, const char *kind, struct str packages)
{
    struct adding x = {.t = {.code = code, .kind = str_from(kind), .packages = packages,
                             .reason = STR_INIT("why")}};

    return x;
}

static void set(struct town *t, struct adding x)
{
    struct err e = {0};

    assert_ok(city_write(t->s, t->a, add, &x, &e), &e);
}

static struct problem problem(struct town *t)
{
    struct problem p;
    struct err e = {0};

    assert_ok(problem_load(t->db, t->a, YEAR, STR("main"), &p, &e), &e);
    return p;
}

static int64_t use_of(const struct problem *p, size_t i, const char *resource)
{
    for (size_t k = 0; k < p->in.package[i].nuse; k++) {
        const struct alloc_use *u = &p->in.package[i].use[k];

        if (str_eq(p->in.resource[u->resource].id, str_from(resource)))
            return u->amount;
    }
    return 0;
}

static void fields_are_refused_by_name(struct store *s, struct arena *a)
{
    static const struct {
        const char *code, *kind, *packages, *least, *most, *amount, *share, *target, *reason, *field, *why;
    } row[] = {
        {"B C", "must", "*", "", "", "", "", "", "r", "rule", "a code with a space"},
        {"r", "always", "*", "", "", "", "", "", "r", "kind", "a kind there is not"},
        {"r", "must", "", "", "", "", "", "", "r", "packages", "no packages"},
        {"r", "must", "9999-1", "", "", "", "", "", "r", "packages", "an unknown package"},
        {"r", "must", "*", "", "", "", "", "", "", "reason", "no reason"},
        {"r", "must", "*", "1", "", "", "", "", "r", "least", "a field that would be ignored"},
        {"r", "group", "*", "", "", "", "", "", "r", "least", "a group without a limit"},
        {"r", "group", "*", "x", "", "", "", "", "r", "least", "a limit that is no number"},
        {"r", "group", "*", "-1", "", "", "", "", "r", "least", "a limit below zero"},
        {"r", "group", "*", "7", "", "", "", "", "r", "least", "more than there are"},
        {"r", "group", "*", "2", "1", "", "", "", "r", "least", "at least two, at most one"},
        {"r", "shared", "*", "", "", "ten", "", "", "r", "amount", "an amount that is no number"},
        {"r", "shared", "*", "", "", "0", "", "", "r", "amount", "a cost of nothing"},
        {"r", "shared", "*", "", "", "99999999999999999", "", "", "r", "amount", "a cost that overflows"},
        {"r", "shared", "*", "", "", "10", "", "77", "r", "target", "an unknown agency"},
        {"r", "share", "", "", "", "", "101", "", "r", "share", "more than the whole"},
        {"r", "share", "", "", "", "", "4e1", "", "r", "share", "a share that is no number"},
        {"r", "district", "", "", "", "10", "", "77", "r", "target", "an unknown district"},
        {"r", "units", "*", "1", "", "", "", "", "r", "packages", "units of many packages"},
        {"r", "label", "*", "", "", "", "", "", "r", "target", "a label without a word"},
    };
    struct town t;

    make(s, a, &t);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct adding x = {.t = {str_from(row[i].code), str_from(row[i].kind), str_from(row[i].packages),
                                 STR_NONE, str_from(row[i].least), str_from(row[i].most),
                                 str_from(row[i].amount), str_from(row[i].share),
                                 str_from(row[i].target), str_from(row[i].reason)}};
        struct err e = {0};

        EXPECT(!city_write(s, a, add, &x, &e), row[i].why);
        EXPECT(e.code == ERR_RULE_FIELD, row[i].why);
        EXPECT(str_find(err_text(a, &e, LANG_EN), str_from(row[i].field), 0) < 1000, row[i].why);
        for (size_t k = 0; k < e.nargs; k++) {
            if (strcmp(e.args[k].name, "field") == 0)
                assert_str(str_from(e.args[k].text), row[i].field, row[i].why);
        }
    }
    assert_int_equal(sql_lines(s, a, "SELECT code FROM scenario_rule").n, 0); /* nothing half kept */
}

static void rules_that_contradict_are_named(struct store *s, struct arena *a)
{
    struct town t;
    struct adding x;
    struct err e = {0};

    make(s, a, &t);
    set(&t, rule(STR("in"), "must", t.code[0]));
    x = rule(STR("out"), "forbid", t.code[0]);
    assert_err(city_write(s, a, add, &x, &e), &e, ERR_RULE_CLASH);
    assert_true(str_find(err_text(a, &e, LANG_EN), STR("in contradicts"), 0) > 0);
    x.pin = (struct pin_new){YEAR, STR("main"), t.code[0], STR("out"), STR("why")};
    e = (struct err){0};
    assert_err(city_write(s, a, pin, &x, &e), &e, ERR_RULE_CLASH);
    x.pin = (struct pin_new){YEAR, STR("main"), t.code[2], STR("in"), STR("why")};
    e = (struct err){0};
    assert_ok(city_write(s, a, pin, &x, &e), &e);
    x = rule(STR("pinned"), "forbid", t.code[2]);
    assert_err(city_write(s, a, add, &x, &e), &e, ERR_RULE_CLASH);
    x = rule(STR("circle"), "requires", t.code[0]);
    x.t.others = t.code[5];
    set(&t, x);
    x = rule(STR("back"), "requires", t.code[4]);
    x.t.others = t.code[1];
    e = (struct err){0};
    assert_err(city_write(s, a, add, &x, &e), &e, ERR_RANK_CYCLE);
    assert_int_equal(sql_lines(s, a, "SELECT code FROM scenario_rule ORDER BY code").n, strlen("circle\nin"));
}

static void each_kind_becomes_its_statement(struct store *s, struct arena *a)
{
    struct town t;
    struct adding x;
    struct problem p;

    make(s, a, &t);
    set(&t, rule(STR("in"), "must", t.code[0]));
    set(&t, rule(STR("out"), "forbid", t.code[5]));
    x = rule(STR("bar"), "excludes", t.code[2]);
    x.t.others = t.code[4];
    set(&t, x);
    x = rule(STR("g"), "group", STR("*"));
    x.t.least = STR("2");
    set(&t, x);
    x = rule(STR("cost"), "shared", str_format(a, "%.*s %.*s", STR_FMT(t.code[0]), STR_FMT(t.code[2])));
    x.t.amount = STR("500");
    set(&t, x);
    x = rule(STR("people"), "share", STR_NONE);
    set(&t, x);
    p = problem(&t);
    assert_true(p.in.package[0].mandatory && p.in.package[5].forbidden);
    assert_int_equal(p.in.package[2].nbar, 1);
    assert_int_equal(p.in.spec.ngroup, 1);
    assert_int_equal(p.in.spec.group[0].npackage, 6);
    assert_int_equal(p.in.spec.nshared, 1);
    assert_int_equal(p.in.spec.share[0].bp, 4000); /* the parameter's */
    assert_int_equal(use_of(&p, 0, "personnel"), 100000);
    assert_int_equal(p.cost[6], 50000);
    assert_int_equal(p.nceiling, 2); /* total, and what the share measures */
    assert_int_equal(p.given, 6);
}

static void money_falls_under_every_dimension(struct store *s, struct arena *a)
{
    struct town t;
    struct adding x = {0};
    struct problem p;
    struct err e = {0};

    make(s, a, &t);
    x = rule(STR("lab"), "label", t.code[1]);
    x.t.target = STR("flood");
    set(&t, x);
    x.ceiling = (struct ceiling_row){.dim = STR("label"), .code = STR("flood"), .max = BAHT(5), .has_max = true};
    assert_ok(city_write(s, a, ceiling, &x, &e), &e);
    x.ceiling.dim = STR("agency");
    x.ceiling.code = STR("11000000@2568");
    assert_ok(city_write(s, a, ceiling, &x, &e), &e);
    x.ceiling.code = STR("11000000@2566");
    assert_err(city_write(s, a, ceiling, &x, &e), &e, ERR_UNKNOWN_CODE); /* the year itself is not ahead */
    x.ceiling.code = STR("5001");
    x.ceiling.dim = STR("district");
    e = (struct err){0};
    assert_ok(city_write(s, a, ceiling, &x, &e), &e);
    x.ceiling.code = STR("5999");
    assert_err(city_write(s, a, ceiling, &x, &e), &e, ERR_UNKNOWN_CODE);
    e = (struct err){0};
    assert_ok(sql_write(s, "INSERT INTO line_place (line_id, n, district_code, share_bp) SELECT MIN(id), 1, '5001', 3333 FROM line", &e), &e);
    assert_ok(sql_write(s, "INSERT INTO line_place (line_id, n, district_code, share_bp) SELECT MIN(id), 2, '5002', 6667 FROM line", &e), &e);
    assert_ok(sql_write(s, "INSERT INTO tranche (line_id, year, amount_satang) SELECT MIN(id), 2568, 777 FROM line", &e), &e);
    assert_ok(sql_write(s, "INSERT INTO running_cost (line_id, n, from_year, amount_satang, what) SELECT MIN(id), 1, 2567, 11, 'x' FROM line", &e), &e);
    x = rule(STR("each"), "district", STR_NONE);
    x.t.amount = STR("1");
    set(&t, x);
    p = problem(&t);
    assert_int_equal(use_of(&p, 1, "label:flood"), 700000);
    assert_int_equal(use_of(&p, 0, "label:flood"), 0);
    assert_int_equal(use_of(&p, 0, "agency:11000000@2568"), 788); /* 777 and a year of 11 */
    assert_int_equal(use_of(&p, 0, "district:5001"), 33330);
    assert_int_equal(p.without_forward, 5);
    assert_int_equal(p.nceiling, 3 + 50); /* total, label, agency ahead; each district with its minimum */
}

static void units_are_whole_and_add_up(struct store *s, struct arena *a)
{
    struct town t;
    struct adding x;
    struct problem p;
    bool on[64] = {false};
    int64_t sum = 0, units;
    struct money amount;
    struct err e = {0};

    make(s, a, &t);
    assert_ok(sql_write(s, "UPDATE line SET quantity_milli = 7000 WHERE id = (SELECT MAX(id) FROM line WHERE package_id = (SELECT MIN(id) FROM package))", &e), &e);
    x = rule(STR("u"), "units", t.code[0]);
    x.t.least = STR("2");
    set(&t, x);
    p = problem(&t);
    assert_int_equal(p.nunit, 1);
    assert_int_equal(p.unit[0].quantity, 7);
    assert_int_equal(p.unit[0].price, 28571); /* 2,000 baht in seven */
    assert_int_equal(p.in.spec.units[0].n, 5);
    for (size_t i = 0; i < p.in.npackage; i++)
        sum += i == 0 || p.in.package[i].of == 0 ? (i == 0 || p.in.package[i].kind == PACKAGE_UNITS ? p.cost[i] : 0) : 0;
    assert_int_equal(sum, 300000); /* base and further units are what was asked, to the satang */
    on[0] = true;
    problem_granted(&p, 0, on, &amount, &units);
    assert_int_equal(units, 2);
    assert_int_equal(amount.satang, 300000 - 5 * 28571);
    on[p.in.spec.units[0].first] = true;
    problem_granted(&p, 0, on, &amount, &units);
    assert_int_equal(units, 3);
    x = rule(STR("more"), "units", t.code[0]);
    x.t.least = STR("0");
    x.t.most = STR("8");
    assert_err(city_write(s, a, add, &x, &e), &e, ERR_RULE_FIELD); /* more than was asked */
}

static void files_come_and_go(struct store *s, struct arena *a)
{
    struct town t;
    struct adding x = {0};
    struct err e = {0};

    make(s, a, &t);
    x.csv = str_format(a, "rule,kind,packages,least,most,amount,reason\r\none,must,%.*s,,,,why\r\ntwo,group,*,1,,,why\r\n", STR_FMT(t.code[0]));
    assert_ok(city_write(s, a, take, &x, &e), &e);
    assert_int_equal(x.taken.added, 2);
    assert_ok(city_write(s, a, take, &x, &e), &e);
    assert_int_equal(x.taken.same, 2);
    x.csv = str_format(a, "Rule,Kind of rule,Packages,At least,At most,Reason\r\none,must,%.*s,,,other\r\nbad,group,*,x,,why\r\n", STR_FMT(t.code[0]));
    assert_err(city_write(s, a, take, &x, &e), &e, ERR_RULE_FIELD);
    assert_true(str_find(err_text(a, &e, LANG_EN), STR("row 2"), 0) < 100);
    assert_str(sql_lines(s, a, "SELECT reason FROM scenario_rule WHERE code = 'one'"), "why", "one wrong row keeps all out");
    e = (struct err){0};
    x = rule(STR("one"), "must", t.code[1]);
    assert_err(city_write(s, a, add, &x, &e), &e, ERR_DUPLICATE);
    x.version = 9;
    assert_err(city_write(s, a, change, &x, &e), &e, ERR_STALE);
    x.version = 1;
    e = (struct err){0};
    assert_ok(city_write(s, a, change, &x, &e), &e);
    assert_err(city_write(s, a, drop, &x, &e), &e, ERR_STALE);
    x.version = 2;
    e = (struct err){0};
    assert_ok(city_write(s, a, drop, &x, &e), &e);
    assert_err(city_write(s, a, drop, &x, &e), &e, ERR_NOT_FOUND);
}

#define STORE_TEST(fn)                                                                             \
    static void on_##fn(void **state)                                                              \
    {                                                                                              \
        (void)state;                                                                               \
        with_each_store(fn);                                                                       \
    }
STORE_TEST(fields_are_refused_by_name)
STORE_TEST(rules_that_contradict_are_named)
STORE_TEST(each_kind_becomes_its_statement)
STORE_TEST(money_falls_under_every_dimension)
STORE_TEST(units_are_whole_and_add_up)
STORE_TEST(files_come_and_go)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(on_fields_are_refused_by_name),
        cmocka_unit_test(on_rules_that_contradict_are_named),
        cmocka_unit_test(on_each_kind_becomes_its_statement),
        cmocka_unit_test(on_money_falls_under_every_dimension),
        cmocka_unit_test(on_units_are_whole_and_add_up),
        cmocka_unit_test(on_files_come_and_go),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
