/* Goals: weights that add up, packages that serve several, money behind each goal to the satang. */
#include "plan_store.h"

#include "city/goal.h"
#include "city/year.h"
#include "plan/goal_link.h"

enum { YEAR = 2566 };

/* ---- weights ---- */

static void test_weights(void **state)
{
    static const struct {
        int64_t share[3], want[3];
        size_t n;
        enum err_code code;
        const char *why;
    } row[] = {
        {{0, 0, 0}, {3334, 3333, 3333}, 3, ERR_NONE, "equal parts add up to the whole"},
        {{0}, {10000}, 1, ERR_NONE, "a single goal bears all of it"},
        {{6000, 4000}, {6000, 4000}, 2, ERR_NONE, "as said"},
        {{0}, {0}, 0, ERR_NONE, "none at all is legal"},
        {{6000, 3999}, {0}, 2, ERR_WEIGHTS, "one basis point is missing"},
        {{6000, 4001}, {0}, 2, ERR_WEIGHTS, "one too many"},
        {{10000, 0}, {0}, 2, ERR_WEIGHTS, "a goal without weight among others with one"},
        {{12000, -2000}, {0}, 2, ERR_WEIGHTS, "a negative one makes up for it"},
        {{9999}, {0}, 1, ERR_WEIGHTS, "a single goal with less than all"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct node_weight w[3];
        struct err e = {0};

        for (size_t k = 0; k < 3; k++)
            w[k] = (struct node_weight){(int64_t)k + 1, row[i].share[k]};
        EXPECT(weights_check(w, row[i].n, &e) == (row[i].code == ERR_NONE), row[i].why);
        EXPECT(e.code == row[i].code, row[i].why);
        for (size_t k = 0; k < row[i].n && row[i].code == ERR_NONE; k++)
            EXPECT(w[k].share_bp == row[i].want[k], row[i].why);
    }
    {
        struct node_weight twice[] = {{7, 5000}, {7, 5000}};
        struct err e;

        assert_err(weights_check(twice, 2, &e), &e, ERR_DUPLICATE);
    }
}

/* ---- packages ---- */

struct tie {
    struct plan_city c;
    struct class_tree tree;
    struct node_weight weight[3];
    struct package_goals_edit edit;
};

static bool set_goals(struct act *by, void *ctx, struct err *e)
{
    struct tie *t = ctx;

    return package_goals_set(by, &t->edit, e);
}

static int64_t node(const struct tie *t, const char *code)
{
    const struct class_node *n = class_by_code(&t->tree, str_from(code));

    assert_non_null(n);
    return n->id;
}

static void make(struct store *s, struct arena *a, struct tie *t, const char *state)
{
    struct plan_fill f = {.year = YEAR, .c = &t->c, .units = 1, .levels = 2, .lines = 2};
    struct db *db;
    struct err e;

    plan_make(s, a, YEAR, &t->c);
    plan_reach(s, a, YEAR, "REQUEST");
    f.state = state;
    f.agency_id = t->c.drainage.id;
    f.output_id = t->c.water;
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(class_tree_load(db, a, YEAR, STR("strategy"), &t->tree, &e), &e);
    t->edit = (struct package_goals_edit){
        .year = YEAR, .version = 1, .code = STR("1100-00001-L1"), .weight = t->weight};
}

static void ties(struct store *s, struct arena *a)
{
    struct tie t = {0};
    struct actor officer, elsewhere, strategy;
    struct rows rows;
    struct package p;
    struct db *db;
    struct err e;
    const struct package_goal *g;

    make(s, a, &t, "DRAFT");
    officer = plan_person("officer.1100", PERM_REQUEST_WRITE, SCOPE_AGENCY, t.c.drainage.id);
    elsewhere = plan_person("officer.1000", PERM_REQUEST_WRITE, SCOPE_AGENCY, t.c.works.id);
    strategy = plan_person("strategy", PERM_GOAL, SCOPE_CITY, 0);
    t.weight[0] = (struct node_weight){node(&t, "2.1.2"), 4000};
    t.weight[1] = (struct node_weight){node(&t, "1.3.1"), 6000};
    t.edit.n = 2;
    assert_err(city_write_as(s, a, &elsewhere, set_goals, &t, &e), &e, ERR_NOT_FOUND);
    t.weight[1].share_bp = 5000;
    assert_err(city_write_as(s, a, &officer, set_goals, &t, &e), &e, ERR_WEIGHTS);
    t.weight[1].share_bp = 6000;
    assert_ok(city_write_as(s, a, &officer, set_goals, &t, &e), &e);
    assert_err(city_write_as(s, a, &officer, set_goals, &t, &e), &e, ERR_STALE);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(package_get(db, a, YEAR, t.edit.code, &p, &e), &e);
    assert_str(p.goal_code, "1.3.1", "the heaviest is the main goal");
    assert_ok(package_goals(db, a, p.id, &rows, &e), &e);
    assert_int_equal(rows.n, 2);
    g = rows.p;
    assert_true(g[0].main && g[0].weight.bp == 6000 && !g[1].main);
    /* The main goal changed elsewhere: it stands alone. */
    assert_ok(sql_write(s,
                        "UPDATE package SET goal_id = (SELECT n.id FROM class_node n JOIN "
                        "class_version v ON v.id = n.version_id WHERE v.code = 'fy2566' AND "
                        "n.code = '3.3.1') WHERE code = '1100-00001-L1'",
                        &e),
              &e);
    assert_ok(package_goals(db, a, p.id, &rows, &e), &e);
    g = rows.p;
    assert_int_equal(rows.n, 1);
    assert_str(g->code, "3.3.1", "the new main goal");
    assert_int_equal(g->weight.bp, 10000);
    /* A draft is not seen above the agency; once sent, the strategy office ties it. */
    assert_ok(sql_write(s, "UPDATE package SET state = 'SUBMITTED'", &e), &e);
    /* A node of the plan before. */
    t.edit.version = 2;
    t.edit.n = 1;
    t.weight[0].node_id = 1;
    assert_err(city_write_as(s, a, &strategy, set_goals, &t, &e), &e, ERR_OTHER_VERSION);
    t.edit.n = 0;
    assert_ok(city_write_as(s, a, &strategy, set_goals, &t, &e), &e);
    assert_ok(package_goals(db, a, p.id, &rows, &e), &e);
    assert_int_equal(rows.n, 0);
}

static void test_ties(void **state)
{
    (void)state;
    with_each_store(ties);
}

static const struct goal_sum *at(const struct goal_money *m, const struct goal_sum *sum,
                                 const char *code)
{
    const struct class_node *n = class_by_code(&m->tree, str_from(code));

    assert_non_null(n);
    return &sum[goal_index(&m->tree, n)];
}

/* Two packages: lines of 1 + 2 and 3 + 4 thousand baht. */
static void money(struct store *s, struct arena *a)
{
    struct tie t = {0};
    struct rollup *r = rollup_new();
    struct goal_ask ask = {.year = YEAR, .lang = LANG_EN};
    struct goal_money m;
    struct db *db;
    struct err e;

    make(s, a, &t, "SUBMITTED");
    t.weight[0] = (struct node_weight){node(&t, "2.1.2"), 3333};
    t.weight[1] = (struct node_weight){node(&t, "2.1.3"), 3333};
    t.weight[2] = (struct node_weight){node(&t, "1.3.1"), 3334};
    t.edit.n = 3;
    assert_ok(city_write(s, a, set_goals, &t, &e), &e);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(goal_money_get(r, db, a, &ask, &m, &e), &e);
    assert_int_equal(m.whole.asked.satang, 1000000);
    assert_int_equal(m.linked.asked.satang, 300000);
    assert_int_equal(m.unlinked.asked.satang, 700000);
    assert_int_equal(m.packages, 2);
    assert_int_equal(at(&m, m.own, "2.1.2")->asked.satang, 99990);
    assert_int_equal(at(&m, m.own, "1.3.1")->asked.satang, 100020);
    assert_int_equal(at(&m, m.all, "2")->asked.satang, 199980);
    assert_int_equal(at(&m, m.all, "2")->packages, 1); /* two of its goals, one package */
    assert_int_equal(at(&m, m.own, "2")->asked.satang, 0);
    assert_int_equal(at(&m, m.all, "1")->asked.satang, 100020);
    assert_int_equal(at(&m, m.all, "1")->funded.satang, 0);
    ask.agency_id = t.c.works.id;
    assert_ok(goal_money_get(r, db, a, &ask, &m, &e), &e);
    assert_int_equal(m.whole.asked.satang, 0);
    rollup_free(r);
}

static void test_money(void **state)
{
    (void)state;
    with_each_store(money);
}

/* ---- links between trees, versions ---- */

struct linking {
    int64_t from, version;
    struct node_weight weight[3];
    size_t n;
};

static bool set_links(struct act *by, void *ctx, struct err *e)
{
    struct linking *l = ctx;

    return node_links_set(by, l->from, l->version, l->weight, l->n, STR("demo"), e);
}

static bool use_it(struct act *by, void *ctx, struct err *e)
{
    return tree_use(by, YEAR, STR("strategy"), *(int64_t *)ctx, e);
}

static bool remove_it(struct act *by, void *ctx, struct err *e)
{
    return tree_remove(by, STR("strategy"), *(struct str *)ctx, e);
}

static bool draft_tree(struct act *by, void *ctx, struct err *e)
{
    struct class_version_new v = {STR("strategy"), STR("draft"), STR("ร่าง"), STR("draft"), STR("")};
    struct class_node n = {.code = STR("1"), .level = STR("side"), .name_th = STR("ก"), .sort = 1};
    int64_t id;

    if (!class_version_add(by, &v, ctx, e))
        return false;
    n.version_id = *(int64_t *)ctx;
    return class_node_add(by, &n, STR("demo"), &id, e);
}

static void trees(struct store *s, struct arena *a)
{
    struct tree_version to, policy;
    struct class_tree issues, policies;
    struct linking l = {0};
    struct actor officer = plan_person("officer", PERM_REQUEST_WRITE, SCOPE_CITY, 0);
    struct str code = STR("fy2568");
    struct rows rows;
    struct db *db;
    struct err e;
    int64_t draft;
    size_t before;

    city_make(s, a, YEAR);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(tree_versions(db, a, STR("strategy"), &rows, &e), &e);
    assert_int_equal(rows.n, 3);
    assert_ok(tree_version_get(db, a, STR("strategy"), code, &to, &e), &e);
    assert_ok(tree_version_get(db, a, STR("policy"), STR("gov2565"), &policy, &e), &e);
    assert_err(tree_version_get(db, a, STR("policy"), STR("none"), &policy, &e), &e, ERR_NOT_FOUND);
    assert_ok(tree_load(db, a, to.id, &issues, &e), &e);
    assert_ok(tree_load(db, a, policy.id, &policies, &e), &e);
    assert_str(tree_goal_level(&issues), "issue", "the deepest level stands for goals");
    l.from = class_by_code(&policies, STR("X01"))->id;
    l.version = to.id;
    l.weight[0].node_id = class_by_code(&issues, STR("2.1"))->id;
    l.weight[1].node_id = class_by_code(&issues, STR("2.2"))->id;
    l.n = 2;
    assert_ok(node_links(db, a, policy.id, to.id, &rows, &e), &e);
    before = rows.n;
    assert_err(city_write_as(s, a, &officer, set_links, &l, &e), &e, ERR_FORBIDDEN);
    assert_ok(city_write(s, a, set_links, &l, &e), &e);
    l.weight[0].share_bp = 1;
    assert_err(city_write(s, a, set_links, &l, &e), &e, ERR_WEIGHTS);
    l.weight[0] = (struct node_weight){l.from, 5000};
    assert_err(city_write(s, a, set_links, &l, &e), &e, ERR_OTHER_VERSION);
    assert_ok(node_links(db, a, policy.id, to.id, &rows, &e), &e);
    assert_int_equal(rows.n, before + 1); /* two in the place of one */
    assert_err(city_write(s, a, remove_it, &code, &e), &e, ERR_IN_USE);
    assert_ok(city_write(s, a, draft_tree, &draft, &e), &e);
    assert_err(city_write(s, a, use_it, &draft, &e), &e, ERR_STATE); /* not published */
    code = STR("draft");
    assert_ok(city_write(s, a, remove_it, &code, &e), &e);
    assert_err(city_write(s, a, remove_it, &code, &e), &e, ERR_NOT_FOUND);
    assert_ok(city_write(s, a, use_it, &to.id, &e), &e);
}

static void test_trees(void **state)
{
    (void)state;
    with_each_store(trees);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_weights),
        cmocka_unit_test(test_ties),
        cmocka_unit_test(test_money),
        cmocka_unit_test(test_trees),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
