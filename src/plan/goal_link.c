#include "plan/goal_link.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/year.h"
#include "plan/package.h"
#include "plan/section.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

static const struct field package_goal_fields[] = {
    COL(struct package_goal, node_id),
    FIELD(struct package_goal, code, FIELD_KEY, "รหัสเป้าหมาย", "Goal code"),
    FIELD(struct package_goal, name_th, 0, "เป้าหมาย", "Goal (Thai)"),
    FIELD(struct package_goal, name_en, 0, "เป้าหมาย (อังกฤษ)", "Goal"),
    FIELD(struct package_goal, level, 0, "ระดับ", "Level"),
    FIELD(struct package_goal, weight, 0, "น้ำหนัก (ร้อยละ)", "Weight (per cent)"),
    FIELD(struct package_goal, main, 0, "เป้าหมายหลัก", "Main goal"),
};
const struct row_type package_goal_type = ROW_TYPE(struct package_goal, package_goal_fields);

static const struct field package_link_fields[] = {
    COL(struct package_link, package_id), COL(struct package_link, agency_id),
    COL(struct package_link, node_id),    COL(struct package_link, share_bp),
    COL(struct package_link, main_id),    COL(struct package_link, code),
    COL(struct package_link, state),      COL(struct package_link, mandatory),
};
const struct row_type package_link_type = ROW_TYPE(struct package_link, package_link_fields);

bool package_goals(struct db *db, struct arena *a, int64_t package_id, struct rows *ret,
                   struct err *e)
{
    return db_list(db, a, &Q_PACKAGE_GOALS, ARGS(V(package_id)), &package_goal_type, ret, e);
}

bool package_links(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_PACKAGE_LINKS, ARGS(V(year)), &package_link_type, ret, e);
}

/* ---- writing ---- */

static bool check_goals(struct act *by, const struct package_goals_edit *p, struct err *e)
{
    for (size_t i = 0; i < p->n; i++) {
        struct class_node n;
        int64_t in_year;

        if (!tree_node(by->tx->db, by->a, p->weight[i].node_id, &n, e) ||
            !db_int(by->tx->db, &Q_NODE_IN_YEAR, ARGS(V(n.id), V(p->year), V(STR("strategy"))),
                    &in_year, e))
            return false;
        if (in_year != 1) {
            FAIL(e, ERR_OTHER_VERSION);
            err_arg(e, "value", V(n.code));
            return false;
        }
    }
    return weights_check(p->weight, p->n, e);
}

/* The strategy office ties any package; the agency its own while it may edit it. */
static bool check_may_tie(struct act *by, const struct package *p, struct err *e)
{
    struct fiscal_year y;
    struct err not_city;

    if (actor_check_city(by->who, PERM_GOAL, &not_city))
        return true;
    return actor_check(by->who, PERM_REQUEST_WRITE, p->agency_id, p->division, e) &&
           year_get(by->tx->db, by->a, p->year, &y, e) && check_editable(p->state, y.stage, e);
}

static struct str goals_text(struct arena *a, const struct rows *rows)
{
    const struct package_goal *g = rows->p;
    struct sbuf b;

    sbuf_init(&b, a, 4000);
    for (size_t i = 0; i < rows->n; i++)
        sbuf_printf(&b, "%s%.*s %lld", i ? ", " : "", STR_FMT(g[i].code),
                    (long long)g[i].weight.bp);
    return sbuf_str(&b);
}

static int64_t main_goal(const struct package_goals_edit *p)
{
    size_t best = 0;

    for (size_t i = 1; i < p->n; i++)
        best = p->weight[i].share_bp > p->weight[best].share_bp ? i : best;
    return p->n ? p->weight[best].node_id : 0;
}

bool package_goals_set(struct act *by, const struct package_goals_edit *p, struct err *e)
{
    struct db *db = by->tx->db;
    struct package old;
    struct rows before, after;
    int64_t rows;

    if (!package_see(db, by->a, by->who, p->year, p->code, &old, e) ||
        !check_may_tie(by, &old, e) || !check_goals(by, p, e) ||
        !package_goals(db, by->a, old.id, &before, e) ||
        !db_exec(db, &Q_PACKAGE_GOALS_DELETE, ARGS(V(old.id)), NULL, e) ||
        !db_exec(db, &Q_PACKAGE_GOAL_MAIN, ARGS(V(old.id), V(p->version), V_ID(main_goal(p))),
                 &rows, e))
        return false;
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    for (size_t i = 0; p->n > 1 && i < p->n; i++) {
        if (!db_exec(db, &Q_PACKAGE_GOAL_INSERT,
                     ARGS(V(old.id), V(p->weight[i].node_id), V(p->weight[i].share_bp)), NULL, e))
            return false;
    }
    return package_goals(db, by->a, old.id, &after, e) &&
           note_package(by, p->year, p->code,
                        (struct audit_note){.action = STR("package.goals"),
                                            .old_value = goals_text(by->a, &before),
                                            .new_value = goals_text(by->a, &after),
                                            .reason = p->reason},
                        e);
}
