#include "city/goal.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/class_index.h"
#include "sql_city.h"
#include "store/store.h"

static const struct field tree_version_fields[] = {
    COL(struct tree_version, id),
    FIELD(struct tree_version, kind, 0, "ชนิด", "Kind"),
    FIELD(struct tree_version, code, FIELD_KEY, "รหัสรุ่นแผน", "Version"),
    FIELD(struct tree_version, label_th, 0, "แผน", "Plan (Thai)"),
    FIELD(struct tree_version, label_en, 0, "แผน (อังกฤษ)", "Plan"),
    FIELD(struct tree_version, published, 0, "ประกาศแล้ว", "Published"),
    FIELD(struct tree_version, nodes, 0, "จำนวนข้อ", "Nodes"),
    FIELD(struct tree_version, first_year, 0, "ใช้ตั้งแต่ปี", "First year"),
    FIELD(struct tree_version, last_year, 0, "ถึงปี", "Last year"),
    FIELD(struct tree_version, source, 0, "แหล่งที่มา", "Source"),
};
const struct row_type tree_version_type = ROW_TYPE(struct tree_version, tree_version_fields);

static const struct field tree_count_fields[] = {
    COL(struct tree_count, version_id),
    FIELD(struct tree_count, version_code, FIELD_KEY, "รหัสรุ่นแผน", "Version"),
    FIELD(struct tree_count, level, 0, "ระดับ", "Level"),
    FIELD(struct tree_count, known, 0, "ทราบแล้ว", "Known"),
    FIELD(struct tree_count, sourced, 0, "มีแหล่งอ้างอิง", "With a source"),
    FIELD(struct tree_count, published, 0, "ที่ประกาศ", "Published"),
    FIELD(struct tree_count, note_th, 0, "หมายเหตุ", "Note (Thai)"),
    FIELD(struct tree_count, note_en, 0, "หมายเหตุ (อังกฤษ)", "Note"),
};
const struct row_type tree_count_type = ROW_TYPE(struct tree_count, tree_count_fields);

static const struct field node_link_fields[] = {
    COL(struct node_link, from_id),
    COL(struct node_link, to_id),
    COL(struct node_link, share_bp),
    COL(struct node_link, status),
};
const struct row_type node_link_type = ROW_TYPE(struct node_link, node_link_fields);

/* ---- versions ---- */

bool tree_versions(struct db *db, struct arena *a, struct str kind, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_TREE_VERSIONS, ARGS(V(kind)), &tree_version_type, ret, e);
}

bool tree_version_get(struct db *db, struct arena *a, struct str kind, struct str code,
                      struct tree_version *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_TREE_VERSION_GET, ARGS(V(kind), V(code)), &tree_version_type, ret,
                 &found, e))
        return false;
    if (found)
        return true;
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(str_format(a, "%.*s %.*s", STR_FMT(kind), STR_FMT(code))));
    return false;
}

bool tree_load(struct db *db, struct arena *a, int64_t version_id, struct class_tree *ret,
               struct err *e)
{
    struct rows rows;

    if (!db_list(db, a, &Q_TREE_NODES, ARGS(V(version_id)), &class_node_type, &rows, e))
        return false;
    class_tree_of(a, &rows, ret);
    ret->version_id = version_id;
    return true;
}

bool tree_node(struct db *db, struct arena *a, int64_t id, struct class_node *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_TREE_NODE, ARGS(V(id)), &class_node_type, ret, &found, e))
        return false;
    if (found)
        return true;
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(id));
    return false;
}

static int depth_of(const struct class_tree *t, const struct class_node *n)
{
    int depth = 0;

    while (n && n->parent_id && depth < 16) {
        n = class_by_id(t, n->parent_id);
        depth++;
    }
    return depth;
}

struct str tree_goal_level(const struct class_tree *t)
{
    struct str deepest = STR_NONE;
    int most = -1;

    for (size_t i = 0; i < t->n; i++) {
        int depth = depth_of(t, &t->node[i]);

        if (str_eq(t->node[i].level, STR("goal")))
            return t->node[i].level;
        if (depth > most) {
            most = depth;
            deepest = t->node[i].level;
        }
    }
    return deepest;
}

bool tree_use(struct act *by, int64_t year, struct str kind, int64_t version_id, struct err *e)
{
    int64_t rows;

    if (!actor_check_city(by->who, PERM_GOAL, e) ||
        !db_exec(by->tx->db, &Q_TREE_USE, ARGS(V(year), V(kind), V(version_id)), &rows, e))
        return false;
    if (rows == 1)
        return true;
    FAIL(e, ERR_STATE);
    err_arg(e, "state", V(STR("draft")));
    err_arg(e, "event", V(kind));
    return false;
}

bool tree_remove(struct act *by, struct str kind, struct str code, struct err *e)
{
    struct db *db = by->tx->db;
    struct tree_version v;
    struct audit_note note = {.action = STR("tree.remove"), .old_value = code};
    int64_t users;

    if (!actor_check_city(by->who, PERM_GOAL, e) ||
        !tree_version_get(db, by->a, kind, code, &v, e) ||
        !db_int(db, &Q_TREE_USERS, ARGS(V(v.id)), &users, e))
        return false;
    if (users > 0) {
        FAIL(e, ERR_IN_USE);
        err_arg(e, "what", V(code));
        err_arg(e, "count", V(users));
        return false;
    }
    note.subject = str_format(by->a, "tree:%.*s:%.*s", STR_FMT(kind), STR_FMT(code));
    return db_exec(db, &Q_TREE_NODES_UNPARENT, ARGS(V(v.id)), NULL, e) &&
           db_exec(db, &Q_TREE_NODES_DELETE, ARGS(V(v.id)), NULL, e) &&
           db_exec(db, &Q_TREE_COUNTS_DELETE, ARGS(V(v.id)), NULL, e) &&
           db_exec(db, &Q_TREE_VERSION_DELETE, ARGS(V(v.id)), NULL, e) && audit_add(by, &note, e);
}

bool tree_counts(struct db *db, struct arena *a, int64_t version_id, int64_t other,
                 struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_TREE_COUNTS, ARGS(V(version_id), V(other)), &tree_count_type, ret, e);
}

bool tree_count_set(struct act *by, int64_t version_id, struct str level, int64_t published,
                    struct str note_th, struct str note_en, struct err *e)
{
    return db_exec(by->tx->db, &Q_TREE_COUNT_SET,
                   ARGS(V(version_id), V(level), V(published), V(note_th), V(note_en)), NULL, e);
}

/* ---- links ---- */

bool node_links(struct db *db, struct arena *a, int64_t from_version, int64_t to_version,
                struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_NODE_LINKS, ARGS(V(from_version), V(to_version)), &node_link_type, ret,
                   e);
}

static void equal_weights(struct node_weight *w, size_t n)
{
    for (size_t i = 0; i < n; i++)
        w[i].share_bp = WEIGHTS_SUM / (int64_t)n + (i < WEIGHTS_SUM % n ? 1 : 0);
}

static bool named_twice(const struct node_weight *w, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++) {
            if (w[i].node_id == w[k].node_id)
                return true;
        }
    }
    return false;
}

bool weights_check(struct node_weight *w, size_t n, struct err *e)
{
    int64_t sum = 0;
    bool given = false, bad = n > WEIGHTS_SUM;

    for (size_t i = 0; i < n; i++)
        given = given || w[i].share_bp != 0;
    if (n && !given && !bad)
        equal_weights(w, n);
    for (size_t i = 0; i < n && !bad; i++) {
        bad = w[i].share_bp <= 0 || w[i].share_bp > WEIGHTS_SUM;
        sum += w[i].share_bp;
    }
    if (bad || (n && sum != WEIGHTS_SUM)) {
        FAIL(e, ERR_WEIGHTS);
        err_arg(e, "sum", V(((struct share){sum})));
        err_arg(e, "expected", V(((struct share){WEIGHTS_SUM})));
        return false;
    }
    if (named_twice(w, n)) {
        FAIL(e, ERR_DUPLICATE);
        err_arg(e, "field", V(STR("node")));
        err_arg(e, "value", V(STR("")));
        return false;
    }
    return true;
}

static bool check_version(struct act *by, const struct node_weight *w, int64_t version,
                          struct err *e)
{
    struct class_node n;

    if (!tree_node(by->tx->db, by->a, w->node_id, &n, e))
        return false;
    if (n.version_id == version)
        return true;
    FAIL(e, ERR_OTHER_VERSION);
    err_arg(e, "value", V(n.code));
    return false;
}

bool node_links_set(struct act *by, int64_t from_id, int64_t to_version, struct node_weight *w,
                    size_t n, struct str status, struct err *e)
{
    struct db *db = by->tx->db;
    struct class_node from;
    struct sbuf said;
    struct audit_note note = {.action = STR("node.link")};
    struct err no;

    if ((!actor_check_city(by->who, PERM_IMPORT, &no) &&
         !actor_check_city(by->who, PERM_GOAL, e)) ||
        !tree_node(db, by->a, from_id, &from, e) || !weights_check(w, n, e))
        return false;
    sbuf_init(&said, by->a, 2000);
    for (size_t i = 0; i < n; i++) {
        if (!check_version(by, &w[i], to_version, e))
            return false;
        sbuf_printf(&said, "%lld:%lld ", (long long)w[i].node_id, (long long)w[i].share_bp);
    }
    if (!db_exec(db, &Q_NODE_LINKS_DELETE, ARGS(V(from_id), V(to_version)), NULL, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!db_exec(db, &Q_NODE_LINK_INSERT,
                     ARGS(V(from_id), V(w[i].node_id), V(w[i].share_bp), V(status)), NULL, e))
            return false;
    }
    note.subject = str_format(by->a, "node:%lld:%.*s", (long long)from_id, STR_FMT(from.code));
    note.new_value = sbuf_str(&said);
    return audit_add(by, &note, e);
}
