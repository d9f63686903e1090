#include "exchange/demo_goals.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/audit.h"
#include "city/year.h"
#include "exchange/demo_table.h"
#include "perform/indicator.h"
#include "perform/key_result.h"
#include "plan/goal_link.h"
#include "sql_exchange.h"
#include "store/store.h"

#define STATUS     STR("demo")
#define RESOLUTION STR("demonstration")

struct filler {
    struct act *by;
    int64_t year;
    struct class_tree tree, policy;
    struct str version; /* code of the year's strategy */
    struct demo_table t;
};

static struct str cell(const struct filler *f, size_t row, const char *column)
{
    return demo_get(&f->t, row, column);
}

static bool agency_of(struct filler *f, size_t row, int64_t *ret, struct err *e)
{
    struct str code = cell(f, row, "agency");
    struct agency g;

    *ret = 0;
    if (code.n == 0)
        return true;
    if (!agency_get(f->by->tx->db, f->by->a, code, &g, e))
        return false;
    *ret = g.id;
    return true;
}

static int64_t node_of(const struct filler *f, struct str code)
{
    const struct class_node *n = class_by_code(&f->tree, code);

    return n ? n->id : 0;
}

/* ---- rows ---- */

static bool add_link(struct filler *f, size_t row, struct err *e)
{
    const struct class_node *from = class_by_code(&f->policy, cell(f, row, "code"));
    struct node_weight w = {node_of(f, cell(f, row, "parent")), 0};

    return !from || !w.node_id ||
           node_links_set(f->by, from->id, f->tree.version_id, &w, 1, STATUS, e);
}

static bool add_objective(struct filler *f, size_t row, struct err *e)
{
    struct objective_new o = {.year = f->year,
                              .node_id = node_of(f, cell(f, row, "parent")),
                              .code = cell(f, row, "code"),
                              .name_th = cell(f, row, "name_th"),
                              .name_en = cell(f, row, "name_en"),
                              .status = STATUS};
    int64_t id;

    return agency_of(f, row, &o.agency_id, e) && objective_add(f->by, &o, &id, e);
}

static bool add_indicator(struct filler *f, size_t row, const char *level, struct err *e)
{
    struct db *db = f->by->tx->db;
    struct arena *a = f->by->a;
    struct date first = fy_start((int32_t)f->year);
    struct indicator_new x = {.year = f->year,
                              .code = cell(f, row, "code"),
                              .level = str_from(level),
                              .kind = STR("outcome"),
                              .status = STATUS,
                              .resolution = RESOLUTION};
    struct indicator_key key = {.year = f->year, .code = cell(f, row, "parent")};
    struct indicator_row up;
    struct objective_row o;
    int64_t id;

    x.text = (struct indicator_text){.from_date = first,
                                     .name_th = cell(f, row, "name_th"),
                                     .name_en = cell(f, row, "name_en"),
                                     .unit_word = cell(f, row, "unit"),
                                     .direction = cell(f, row, "direction"),
                                     .base_value = cell(f, row, "base"),
                                     .target1 = cell(f, row, "t1"),
                                     .target2 = cell(f, row, "t2"),
                                     .target3 = cell(f, row, "t3"),
                                     .first_year = f->year,
                                     .source = STATUS};
    if (!agency_of(f, row, &x.agency_id, e))
        return false;
    if (str_eq(x.level, STR("plan"))) {
        x.node_id = node_of(f, key.code);
        x.version_id = f->tree.version_id;
        x.year = 0;
    } else if (str_eq(x.level, STR("key_result"))) {
        if (!objective_get(db, a, f->year, key.code, &o, e))
            return false;
        x.objective_id = o.id;
    } else {
        if (!indicator_get(db, a, &key, first, &up, e))
            return false;
        x.parent_id = up.id;
        x.kind = STR("output");
    }
    return indicator_add(f->by, &x, &id, e);
}

/* Indicators of the plan are those of every year that uses it: the first year brings them. */
static bool plan_is_filled(struct filler *f, bool *ret, struct err *e)
{
    struct indicator_filter x = {.version_id = f->tree.version_id,
                                 .as_of = fy_start((int32_t)f->year)};
    struct rows rows;

    if (!indicator_list(f->by->tx->db, f->by->a, &x, &rows, e))
        return false;
    *ret = rows.n > 0;
    return true;
}

/* ---- a change that was approved, and one that waits ---- */

static bool change(struct filler *f, size_t row, struct err *e)
{
    struct actor officer = *f->by->who, strategy = *f->by->who;
    struct act maker = *f->by, decider = *f->by;
    struct date from = date_add_days(fy_start((int32_t)f->year), 286); /* 14 July */
    struct indicator_decision d = {.key = {.year = f->year, .code = cell(f, row, "code")},
                                   .approved = true,
                                   .resolution = RESOLUTION};
    struct indicator_text t = {.from_date = from, .source = STATUS};
    struct indicator_row r;

    officer.name = STR("officer.1100");
    strategy.name = STR("strategy");
    maker.who = &officer;
    decider.who = &strategy;
    if (!indicator_get(f->by->tx->db, f->by->a, &d.key, from, &r, e))
        return false;
    t.name_th = r.name_th;
    t.name_en = r.name_en;
    t.unit_word = r.unit_word;
    t.direction = r.direction;
    t.base_value = r.base_value;
    t.first_year = r.first_year;
    t.target1 = cell(f, row, "t1");
    t.target2 = r.target2;
    t.target3 = r.target3;
    t.reason = cell(f, row, "name_th");
    d.no = r.no + 1;
    return indicator_propose(&maker, &d.key, &t, e) &&
           (!demo_is(&f->t, row, "parent", STR("approved")) || indicator_decide(&decider, &d, e));
}

static bool add_row(struct filler *f, size_t row, bool filled, struct err *e)
{
    struct str kind = cell(f, row, "kind");

    if (str_eq(kind, STR("link")))
        return filled || add_link(f, row, e);
    if (str_eq(kind, STR("ind")))
        return filled || add_indicator(f, row, "plan", e);
    if (str_eq(kind, STR("objective")))
        return add_objective(f, row, e);
    if (str_eq(kind, STR("change")))
        return change(f, row, e);
    return add_indicator(f, row, str_eq(kind, STR("kr")) ? "key_result" : "kpi", e);
}

/* ---- packages ---- */

static const struct class_node *next_goal(const struct filler *f, const struct class_node *n)
{
    struct str level = tree_goal_level(&f->tree);

    for (size_t i = 1; i < f->tree.n; i++) {
        const struct class_node *x = &f->tree.node[(goal_index(&f->tree, n) + i) % f->tree.n];

        if (str_eq(x->level, level))
            return x;
    }
    return n;
}

static bool add_weights(struct filler *f, struct db_bulk *b, const struct package_link *l,
                        bool three, struct err *e)
{
    const struct class_node *n = class_by_id(&f->tree, l->node_id);
    const struct class_node *second = n ? next_goal(f, n) : NULL;
    int64_t first = three ? 5000 : 6000;

    if (!n || second == n)
        return true;
    return db_bulk_row(b, ARGS(V(l->package_id), V(n->id), V(first)), e) &&
           db_bulk_row(
               b, ARGS(V(l->package_id), V(second->id), V(three ? INT64_C(3000) : INT64_C(4000))),
               e) &&
           (!three ||
            db_bulk_row(b, ARGS(V(l->package_id), V(next_goal(f, second)->id), V(INT64_C(2000))),
                        e));
}

static bool fill_weights(struct filler *f, struct err *e)
{
    const struct package_link *l;
    struct db_bulk *b;
    struct rows rows;
    int64_t nth = 0;

    if (!package_links(f->by->tx->db, f->by->a, f->year, &rows, e) ||
        !db_bulk_begin(f->by->tx, &Q_DEMO_GOALS_WEIGHT, &b, e))
        return false;
    l = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (l[i].share_bp != WEIGHTS_SUM || str_eq(l[i].state, STR("DRAFT")))
            continue;
        if (++nth % 6 == 0 && !add_weights(f, b, &l[i], nth % 30 == 0, e))
            return false;
    }
    return db_bulk_end(b, NULL, e);
}

/* ---- the year ---- */

static bool begin(struct filler *f, bool *ret_go, struct err *e)
{
    struct objective_filter o = {.year = f->year};
    struct db *db = f->by->tx->db;
    struct tree_version v;
    struct rows rows;
    struct err none;

    *ret_go = false;
    if (!objective_list(db, f->by->a, &o, &rows, e))
        return false;
    if (rows.n || !class_tree_load(db, f->by->a, f->year, STR("strategy"), &f->tree, &none))
        return true;
    if (!class_tree_load(db, f->by->a, f->year, STR("policy"), &f->policy, &none))
        f->policy = (struct class_tree){0};
    if (!tree_versions(db, f->by->a, STR("strategy"), &rows, e))
        return false;
    for (size_t i = 0; i < rows.n; i++) {
        v = ((const struct tree_version *)rows.p)[i];
        if (v.id == f->tree.version_id)
            f->version = v.code;
    }
    *ret_go = true;
    return demo_table_read(f->by->a, "demo_goals.csv", &f->t, e);
}

bool demo_goals(struct act *by, int64_t year, struct err *e)
{
    struct filler f = {.by = by, .year = year};
    bool go, filled;

    if (!begin(&f, &go, e))
        return false;
    if (!go)
        return true;
    if (!plan_is_filled(&f, &filled, e))
        return false;
    for (size_t i = 0; i < f.t.n; i++) {
        if (demo_is(&f.t, i, "tree", f.version) && !add_row(&f, i, filled, e))
            return false;
    }
    return fill_weights(&f, e);
}
