/* A year moved to another strategy: proposals, effect, one write for ten thousand packages, undone
 * exactly. */
#include "plan_store.h"

#include "base/date.h"
#include "perform/key_result.h"
#include "plan/goal_relink.h"

enum { YEAR = 2566 };

struct move {
    struct plan_city c;
    struct class_tree tree;
    struct relink_new new;
    struct str made, reason;
    struct node_weight weight[3];
    struct package_goals_edit edit;
    struct objective_new objective;
    int64_t id;
};

static bool set_goals(struct act *by, void *ctx, struct err *e)
{
    return package_goals_set(by, &((struct move *)ctx)->edit, e);
}

static bool apply(struct act *by, void *ctx, struct err *e)
{
    struct move *m = ctx;

    if (!relink_apply(by, &m->new, &m->made, e))
        return false;
    m->made = str_dup(city_arena(by), m->made);
    return true;
}

static bool undo(struct act *by, void *ctx, struct err *e)
{
    struct move *m = ctx;

    return relink_undo(by, YEAR, m->made, m->reason, e);
}

static bool add_objective(struct act *by, void *ctx, struct err *e)
{
    struct move *m = ctx;

    return objective_add(by, &m->objective, &m->id, e);
}

static int64_t node(const struct class_tree *t, const char *code)
{
    const struct class_node *n = class_by_code(t, str_from(code));

    assert_non_null(n);
    return n->id;
}

static void make(struct store *s, struct arena *a, struct move *m, int units)
{
    struct plan_fill f = {
        .year = YEAR, .c = &m->c, .units = units, .levels = 2, .lines = 1, .state = "SUBMITTED"};
    struct db *db;
    struct err e;

    plan_make(s, a, YEAR, &m->c);
    plan_reach(s, a, YEAR, "REQUEST");
    f.agency_id = m->c.drainage.id;
    f.output_id = m->c.water;
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(class_tree_load(db, a, YEAR, STR("strategy"), &m->tree, &e), &e);
}

static void tie(struct store *s, struct arena *a, struct move *m, const char *code, size_t n)
{
    struct err e;

    m->edit = (struct package_goals_edit){
        .year = YEAR, .version = 1, .code = str_from(code), .weight = m->weight, .n = n};
    assert_ok(city_write(s, a, set_goals, m, &e), &e);
}

/* The links of all packages as text. */
static struct str links(struct store *s, struct arena *a)
{
    return sql_lines(s, a,
                     "SELECT p.code, v.code, n.code, x.share_bp FROM package p JOIN "
                     "package_goal_now x ON x.package_id = p.id JOIN class_node n ON n.id = "
                     "x.node_id JOIN class_version v ON v.id = n.version_id ORDER BY p.code, "
                     "x.share_bp, n.code");
}

static const struct relink_row *row_of(const struct relink_plan *p, const char *code)
{
    for (size_t i = 0; i < p->n; i++) {
        if (str_eq(p->row[i].code, str_from(code)))
            return &p->row[i];
    }
    fail_msg("no row %s", code);
    return NULL;
}

static void moves(struct store *s, struct arena *a)
{
    struct move m = {0};
    struct rollup *r = rollup_new();
    struct goal_ask ask = {.year = YEAR, .lang = LANG_EN};
    struct actor officer = plan_person("officer", PERM_REQUEST_WRITE, SCOPE_CITY, 0);
    struct relink_effect x;
    struct relink_plan p;
    struct str before;
    struct rows rows;
    struct db *db;
    struct err e;

    make(s, a, &m, 2); /* packages of 1, 2, 3 and 4 thousand baht */
    m.weight[0] = (struct node_weight){node(&m.tree, "3.3.1"), 5000}; /* 3.3 -> 6.1 6.2 6.3 */
    m.weight[1] = (struct node_weight){node(&m.tree, "4.1.1"), 5000}; /* to none */
    tie(s, a, &m, "1100-00001-L1", 2);
    m.weight[0].share_bp = 0;
    tie(s, a, &m, "1100-00001-L2", 1);
    m.weight[0].node_id = node(&m.tree, "4.1.1");
    tie(s, a, &m, "1100-00002-L1", 1); /* loses its goal */
    m.objective = (struct objective_new){
        .year = YEAR, .code = STR("O-1"), .node_id = node(&m.tree, "1.3.1"), .name_th = STR("ก")};
    assert_ok(city_write(s, a, add_objective, &m, &e), &e);
    before = links(s, a);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_err(relink_propose(r, db, a, &ask, STR("none"), &p, &e), &e, ERR_NOT_FOUND);
    assert_err(relink_propose(r, db, a, &ask, STR("fy2566"), &p, &e), &e, ERR_ALREADY);
    assert_ok(relink_propose(r, db, a, &ask, STR("fy2568"), &p, &e), &e);
    assert_int_equal(p.n, 3);
    assert_str(row_of(&p, "3.3.1")->to, "6.1 33.34, 6.2 33.33, 6.3 33.33", "by the level above");
    assert_str(row_of(&p, "3.3.1")->how, "above", "where it comes from");
    assert_str(row_of(&p, "4.1.1")->how, "none", "nothing is proposed");
    assert_str(row_of(&p, "1.3.1")->to, "1.4 40, 2.3 60", "objectives move too");
    assert_ok(relink_effect(r, db, a, &ask, &p, &x, &e), &e);
    assert_int_equal(x.packages, 3);
    assert_int_equal(x.moved, 2);
    assert_int_equal(x.lost, 1);
    assert_int_equal(x.lost_asked.satang, 300000);
    assert_int_equal(x.before.linked.asked.satang, 600000);
    assert_int_equal(x.after.linked.asked.satang, 300000);
    assert_int_equal(x.after.whole.asked.satang, x.before.whole.asked.satang);
    assert_str(links(s, a), str_cstr(a, before), "a preview changes nothing");
    m.new = (struct relink_new){
        .year = YEAR, .from_code = STR("fy2566"), .to_code = STR("fy2568"), .row = p.row, .n = p.n};
    assert_err(city_write_as(s, a, &officer, apply, &m, &e), &e, ERR_FORBIDDEN);
    assert_err(city_write(s, a, apply, &m, &e), &e, ERR_REASON_NEEDED);
    m.new.reason = m.reason = STR("แผนใหม่กลางปี");
    m.new.from_code = STR("to2565");
    assert_err(city_write(s, a, apply, &m, &e), &e, ERR_STALE);
    m.new.from_code = STR("fy2566");
    p.row[0].weight[0].share_bp--;
    assert_err(city_write(s, a, apply, &m, &e), &e, ERR_WEIGHTS);
    p.row[0].weight[0].share_bp++;
    {
        int64_t was = p.row[0].weight[0].node_id;

        p.row[0].weight[0].node_id = node(&m.tree, "1");
        assert_err(city_write(s, a, apply, &m, &e), &e, ERR_OTHER_VERSION);
        p.row[0].weight[0].node_id = was;
    }
    assert_ok(city_write(s, a, apply, &m, &e), &e);
    assert_str(links(s, a),
               "1100-00001-L1\tfy2568\t6.2\t3333\n1100-00001-L1\tfy2568\t6.3\t3333\n"
               "1100-00001-L1\tfy2568\t6.1\t3334\n1100-00001-L2\tfy2568\t6.2\t3333\n"
               "1100-00001-L2\tfy2568\t6.3\t3333\n1100-00001-L2\tfy2568\t6.1\t3334",
               "weights add up again");
    assert_str(
        sql_lines(s, a, "SELECT n.code FROM objective o JOIN class_node n ON n.id = o.node_id"),
        "2.3", "the objective's heaviest");
    assert_err(city_write(s, a, apply, &m, &e), &e, ERR_STALE); /* the year has left it */
    assert_ok(relink_list(db, a, YEAR, &rows, &e), &e);
    assert_int_equal(((const struct relink_done *)rows.p)->lost, 1);
    assert_ok(city_write(s, a, undo, &m, &e), &e);
    assert_str(links(s, a), str_cstr(a, before), "back to the letter");
    assert_str(
        sql_lines(s, a, "SELECT n.code FROM objective o JOIN class_node n ON n.id = o.node_id"),
        "1.3.1", "the objective too");
    assert_err(city_write(s, a, undo, &m, &e), &e, ERR_ALREADY);
    assert_false(sql_write(s, "DELETE FROM relink_link", &e)); /* append-only */
    rollup_free(r);
}

static void test_moves(void **state)
{
    (void)state;
    with_each_store(moves);
}

/* ---- ten thousand packages ---- */

static void many(struct store *s, struct arena *a)
{
    struct move m = {0};
    struct rollup *r = rollup_new();
    struct goal_ask ask = {.year = YEAR, .lang = LANG_EN};
    struct relink_effect x;
    struct relink_plan p;
    int64_t began;
    struct db *db;
    struct err e;

    make(s, a, &m, 5000);
    assert_ok(sql_write(s,
                        "UPDATE package SET goal_id = (SELECT n.id FROM class_node n JOIN "
                        "class_version v ON v.id = n.version_id WHERE v.code = 'fy2566' AND n.code "
                        "= CASE WHEN package.level = 1 THEN '3.3.1' ELSE '2.1.2' END)",
                        &e),
              &e);
    assert_ok(store_reader(s, &db, &e), &e);
    began = clock_now_ms();
    assert_ok(relink_propose(r, db, a, &ask, STR("fy2568"), &p, &e), &e);
    assert_ok(relink_effect(r, db, a, &ask, &p, &x, &e), &e);
    assert_int_equal(x.moved, 10000);
    m.new = (struct relink_new){.year = YEAR,
                                .from_code = STR("fy2566"),
                                .to_code = STR("fy2568"),
                                .row = p.row,
                                .n = p.n,
                                .reason = STR("ทดสอบ")};
    assert_ok(city_write(s, a, apply, &m, &e), &e);
    print_message("10,000 packages relinked in %lld ms\n", (long long)(clock_now_ms() - began));
    assert_true(clock_now_ms() - began < 10000); /* with room for a busy machine */
    assert_str(
        sql_lines(s, a, "SELECT COUNT(*), CAST(SUM(share_bp) AS BIGINT) FROM package_goal_now"),
        "20000\t100000000", "three goals for half of them, one for the rest");
    rollup_free(r);
}

static void test_many(void **state)
{
    (void)state;
    with_each_store(many);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_moves),
        cmocka_unit_test(test_many),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
