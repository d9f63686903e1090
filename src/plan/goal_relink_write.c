/* goal_relink_write.c - a year moved to another strategy, and back; see goal_relink.h. */
#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/year.h"
#include "plan/goal_relink_map.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

struct relink_head {
    int64_t year, from_id, to_id, undoes_id, packages, lost;
    struct str reason;
};

static bool insert_head(struct act *by, const struct relink_head *h, int64_t *ret_id, struct err *e)
{
    return db_int(by->tx->db, &Q_RELINK_INSERT,
                  ARGS(V(h->year), V(h->from_id), V(h->to_id), V_ID(h->undoes_id), V(h->packages),
                       V(h->lost), V(h->reason), V(by->who->name), V(by->now_ms)),
                  ret_id, e);
}

/* The links `after` become those of the packages; the year uses the version. */
static bool carry_out(struct act *by, int64_t id, const struct relink_head *h, struct err *e)
{
    struct db *db = by->tx->db;

    return db_exec(db, &Q_RELINK_GOALS_DELETE, ARGS(V(h->year)), NULL, e) &&
           db_exec(db, &Q_RELINK_GOALS_INSERT, ARGS(V(id)), NULL, e) &&
           db_exec(db, &Q_RELINK_GOALS_MAIN, ARGS(V(id), V(h->year)), NULL, e) &&
           db_exec(db, &Q_RELINK_OBJECTIVES_SET, ARGS(V(id)), NULL, e) &&
           tree_use(by, h->year, STR("strategy"), h->to_id, e);
}

static bool check_year(struct act *by, int64_t year, struct str reason, struct err *e)
{
    struct fiscal_year y;

    if (!actor_check_city(by->who, PERM_GOAL, e) || !year_get(by->tx->db, by->a, year, &y, e) ||
        !check_text("reason", reason, false, 2000, e))
        return false;
    if (str_eq(y.stage, STR("CLOSED"))) {
        FAIL(e, ERR_STAGE);
        err_arg(e, "stage", V(y.stage));
        return false;
    }
    if (str_trim(reason).n == 0) {
        FAIL(e, ERR_REASON_NEEDED);
        return false;
    }
    return true;
}

static bool note_relink(struct act *by, int64_t id, const struct relink_head *h, struct str from,
                        struct str to, struct str *ret_code, struct err *e)
{
    struct audit_note note = {.action =
                                  h->undoes_id ? STR("goals.relink_undo") : STR("goals.relink"),
                              .old_value = from,
                              .reason = h->reason};
    struct relink_done d;

    if (!db_one(by->tx->db, by->a, &Q_RELINK_CODE, ARGS(V(id)), &relink_done_type, &d, e))
        return false;
    *ret_code = d.code;
    note.subject = str_format(by->a, "relink:%.*s", STR_FMT(d.code));
    note.year = h->year;
    note.new_value = str_format(by->a, "%.*s, %lld packages, %lld without a goal", STR_FMT(to),
                                (long long)h->packages, (long long)h->lost);
    return audit_add(by, &note, e);
}

/* ---- forward ---- */

static bool write_map(struct act *by, int64_t id, const struct relink_new *x, struct err *e)
{
    struct db_bulk *b;

    if (!db_bulk_begin(by->tx, &Q_RELINK_MAP_INSERT, &b, e))
        return false;
    for (size_t i = 0; i < x->n; i++) {
        for (size_t k = 0; k < x->row[i].n; k++) {
            const struct node_weight *w = &x->row[i].weight[k];

            if (!db_bulk_row(b, ARGS(V(id), V(x->row[i].from_id), V(w->node_id), V(w->share_bp)),
                             e))
                return false;
        }
    }
    return db_bulk_end(b, NULL, e);
}

/* The packages of several goals. */
static bool write_links(struct act *by, int64_t id, const struct relink_map *m,
                        const struct rows *links, struct err *e)
{
    const struct package_link *l = links->p;
    struct node_weight w[RELINK_GOALS];
    struct db_bulk *b;

    if (!db_bulk_begin(by->tx, &Q_RELINK_LINK_INSERT, &b, e))
        return false;
    for (size_t i = 0; i < links->n;) {
        size_t k = i + 1, n;

        while (k < links->n && l[k].package_id == l[i].package_id)
            k++;
        n = k - i > 1 ? relink_package(m, &l[i], k - i, w) : 0;
        for (size_t j = 0; j < n; j++) {
            if (!db_bulk_row(b,
                             ARGS(V(id), V(l[i].package_id), V(INT64_C(1)), V(w[j].node_id),
                                  V(w[j].share_bp)),
                             e))
                return false;
        }
        i = k;
    }
    return db_bulk_end(b, NULL, e);
}

static void count_links(const struct relink_map *m, const struct rows *links, struct relink_head *h)
{
    const struct package_link *l = links->p;
    struct node_weight w[RELINK_GOALS];

    for (size_t i = 0; i < links->n;) {
        size_t k = i + 1;

        while (k < links->n && l[k].package_id == l[i].package_id)
            k++;
        h->packages += l[i].node_id != 0;
        h->lost += l[i].node_id && relink_package(m, &l[i], k - i, w) == 0;
        i = k;
    }
}

static bool check_targets(const struct relink_new *x, const struct class_tree *from,
                          const struct class_tree *to, struct err *e)
{
    for (size_t i = 0; i < x->n; i++) {
        bool ok = class_by_id(from, x->row[i].from_id) != NULL;

        for (size_t k = 0; k < x->row[i].n; k++)
            ok = ok && class_by_id(to, x->row[i].weight[k].node_id);
        if (!ok) {
            FAIL(e, ERR_OTHER_VERSION);
            err_arg(e, "value", V(x->row[i].code));
            return false;
        }
    }
    return true;
}

bool relink_apply(struct act *by, const struct relink_new *x, struct str *ret_code, struct err *e)
{
    struct relink_head h = {.year = x->year, .reason = x->reason};
    struct db *db = by->tx->db;
    struct tree_version from, to;
    struct class_tree from_tree, to_tree;
    struct relink_map map;
    struct rows links;
    int64_t id;

    if (!check_year(by, x->year, x->reason, e) ||
        !db_one(db, by->a, &Q_RELINK_YEAR_VERSION, ARGS(V(x->year)), &tree_version_type, &from,
                e) ||
        !tree_version_get(db, by->a, STR("strategy"), x->to_code, &to, e))
        return false;
    if (!str_eq(from.code, x->from_code) || from.id == to.id) {
        FAIL(e, ERR_STALE);
        return false;
    }
    if (!tree_load(db, by->a, from.id, &from_tree, e) ||
        !tree_load(db, by->a, to.id, &to_tree, e) || !check_targets(x, &from_tree, &to_tree, e) ||
        !relink_map_make(by->a, x->row, x->n, &map, e) ||
        !package_links(db, by->a, x->year, &links, e))
        return false;
    h.from_id = from.id;
    h.to_id = to.id;
    count_links(&map, &links, &h);
    return insert_head(by, &h, &id, e) && write_map(by, id, x, e) &&
           db_exec(db, &Q_RELINK_BEFORE, ARGS(V(id), V(x->year)), NULL, e) &&
           db_exec(db, &Q_RELINK_SINGLE, ARGS(V(id)), NULL, e) &&
           write_links(by, id, &map, &links, e) &&
           db_exec(db, &Q_RELINK_OBJECTIVES_FORWARD, ARGS(V(id), V(x->year)), NULL, e) &&
           carry_out(by, id, &h, e) && note_relink(by, id, &h, from.code, to.code, ret_code, e);
}

/* ---- back ---- */

struct newest {
    int64_t id, from_version_id, to_version_id, undoes_id, packages;
    struct str code;
};
static const struct field newest_fields[] = {
    COL(struct newest, id),
    COL(struct newest, from_version_id),
    COL(struct newest, to_version_id),
    COL(struct newest, undoes_id),
    COL(struct newest, packages),
    COL(struct newest, code),
};
static const struct row_type newest_type = ROW_TYPE(struct newest, newest_fields);

static bool find_newest(struct act *by, int64_t year, struct str code, struct newest *ret,
                        struct err *e)
{
    struct tree_version now;
    bool found;

    if (!db_find(by->tx->db, by->a, &Q_RELINK_NEWEST, ARGS(V(year)), &newest_type, ret, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    if (ret->undoes_id) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(code));
        return false;
    }
    if (!db_one(by->tx->db, by->a, &Q_RELINK_YEAR_VERSION, ARGS(V(year)), &tree_version_type, &now,
                e))
        return false;
    if (str_eq(ret->code, code) && now.id == ret->to_version_id)
        return true;
    FAIL(e, ERR_STALE);
    return false;
}

bool relink_undo(struct act *by, int64_t year, struct str code, struct str reason, struct err *e)
{
    struct db *db = by->tx->db;
    struct relink_head h = {.year = year, .reason = reason};
    struct newest last;
    struct str made;
    int64_t id;

    if (!check_year(by, year, reason, e) || !find_newest(by, year, code, &last, e))
        return false;
    h.from_id = last.to_version_id;
    h.to_id = last.from_version_id;
    h.undoes_id = last.id;
    h.packages = last.packages;
    return insert_head(by, &h, &id, e) &&
           db_exec(db, &Q_RELINK_BEFORE, ARGS(V(id), V(year)), NULL, e) &&
           db_exec(db, &Q_RELINK_BACK, ARGS(V(id), V(last.id)), NULL, e) &&
           db_exec(db, &Q_RELINK_OBJECTIVES_BACK, ARGS(V(id), V(last.id)), NULL, e) &&
           carry_out(by, id, &h, e) && note_relink(by, id, &h, code, STR("undo"), &made, e);
}
