#include "city/class.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/class_index.h"
#include "city/class_version.h"
#include "sql_city.h"
#include "store/store.h"

static const struct field class_node_fields[] = {
    COL(struct class_node, id),
    COL(struct class_node, version_id),
    COL(struct class_node, parent_id),
    FIELD(struct class_node, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct class_node, level, 0, "ระดับ", "Level"),
    FIELD(struct class_node, name_th, 0, "ชื่อ", "Name (Thai)"),
    FIELD(struct class_node, name_en, 0, "ชื่อภาษาอังกฤษ", "Name"),
    COL(struct class_node, sort),
};
const struct row_type class_node_type = ROW_TYPE(struct class_node, class_node_fields);

static const struct field class_version_fields[] = {
    COL(struct class_version, id),
    COL(struct class_version, published),
};
const struct row_type class_version_type = ROW_TYPE(struct class_version, class_version_fields);

/* ---- the tree in memory ---- */

struct node_ref {
    const struct class_node *node;
    uint32_t at;
};

static int by_id(const void *x, const void *y)
{
    const struct node_ref *p = x, *q = y;

    return p->node->id < q->node->id ? -1 : p->node->id > q->node->id;
}

static int by_code(const void *x, const void *y)
{
    const struct node_ref *p = x, *q = y;

    return str_cmp(p->node->code, q->node->code);
}

static const uint32_t *sorted_index(struct arena *a, const struct class_node *node, size_t n,
                                    int (*cmp)(const void *, const void *))
{
    struct node_ref *ref = ARENA_ARRAY(a, struct node_ref, n);
    uint32_t *index = ARENA_ARRAY(a, uint32_t, n);

    for (size_t i = 0; i < n; i++) {
        ref[i].node = &node[i];
        ref[i].at = (uint32_t)i;
    }
    if (n > 1) {
        qsort(ref, n, sizeof *ref, cmp);
    }
    for (size_t i = 0; i < n; i++) {
        index[i] = ref[i].at;
    }
    return index;
}

void class_tree_of(struct arena *a, const struct rows *rows, struct class_tree *ret)
{
    ret->node = rows->p;
    ret->n = rows->n;
    ret->version_id = ret->n ? ret->node[0].version_id : 0;
    ret->by_id = sorted_index(a, ret->node, ret->n, by_id);
    ret->by_code = sorted_index(a, ret->node, ret->n, by_code);
}

bool class_tree_load(struct db *db, struct arena *a, int64_t year, struct str kind,
                     struct class_tree *ret, struct err *e)
{
    struct rows rows;

    if (!db_list(db, a, &Q_CLASS_NODES, ARGS(V(year), V(kind)), &class_node_type, &rows, e)) {
        return false;
    }
    if (rows.n == 0) {
        FAIL(e, ERR_YEAR_MISSING);
        err_arg(e, "year", V(year));
        err_detail(e, "no nodes of kind %.*s", STR_FMT(kind));
        return false;
    }
    class_tree_of(a, &rows, ret);
    return true;
}

const struct class_node *class_by_code(const struct class_tree *t, struct str code)
{
    size_t lo = 0, hi = t->n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        const struct class_node *n = &t->node[t->by_code[mid]];
        int c = str_cmp(n->code, code);

        if (c == 0) {
            return n;
        }
        if (c < 0) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return NULL;
}

const struct class_node *class_by_id(const struct class_tree *t, int64_t id)
{
    size_t lo = 0, hi = t->n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        const struct class_node *n = &t->node[t->by_id[mid]];

        if (n->id == id) {
            return n;
        }
        if (n->id < id) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return NULL;
}

const struct class_node *class_up(const struct class_tree *t, const struct class_node *n,
                                  struct str level)
{
    for (int depth = 0; n && depth < 16; depth++) {
        if (str_eq(n->level, level)) {
            return n;
        }
        n = n->parent_id ? class_by_id(t, n->parent_id) : NULL;
    }
    return NULL;
}

/* ---- making versions ---- */

static bool check_writer(const struct act *by, struct err *e)
{
    return actor_check_city(by->who, PERM_IMPORT, e);
}

bool class_version_find(struct db *db, struct arena *a, struct str kind, struct str code,
                        struct class_version *ret, bool *ret_found, struct err *e)
{
    return db_find(db, a, &Q_CLASS_VERSION_FIND, ARGS(V(kind), V(code)), &class_version_type, ret,
                   ret_found, e);
}

bool class_version_add(struct act *by, const struct class_version_new *v, int64_t *ret_id,
                       struct err *e)
{
    struct class_version old;
    bool found;

    if (!check_writer(by, e) ||
        !class_version_find(by->tx->db, by->a, v->kind, v->code, &old, &found, e)) {
        return false;
    }
    if (found) {
        FAIL(e, ERR_DUPLICATE);
        err_arg(e, "field", V(v->kind));
        err_arg(e, "value", V(v->code));
        return false;
    }
    return db_int(by->tx->db, &Q_CLASS_VERSION_INSERT,
                  ARGS(V(v->kind), V(v->code), V(v->label_th), V(v->label_en), V(v->source)),
                  ret_id, e);
}

bool class_node_add(struct act *by, const struct class_node *n, struct str status, int64_t *ret_id,
                    struct err *e)
{
    int64_t published;

    if (!check_writer(by, e) ||
        !db_int(by->tx->db, &Q_CLASS_VERSION_PUBLISHED, ARGS(V(n->version_id)), &published, e)) {
        return false;
    }
    if (published) { /* published versions never change */
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(STR("published")));
        err_arg(e, "event", V(n->code));
        return false;
    }
    return db_int(by->tx->db, &Q_CLASS_NODE_INSERT,
                  ARGS(V(n->version_id), V(n->code), V_ID(n->parent_id), V(n->level), V(n->name_th),
                       V(n->name_en), V(n->sort), V(status)),
                  ret_id, e);
}

bool class_publish(struct act *by, int64_t version_id, struct err *e)
{
    int64_t rows;
    struct audit_note note = {0};

    if (!check_writer(by, e) ||
        !db_exec(by->tx->db, &Q_CLASS_VERSION_PUBLISH, ARGS(V(version_id)), &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(STR("publish")));
        return false;
    }
    note.action = STR("class.publish");
    note.subject = str_format(by->a, "class_version:%lld", (long long)version_id);
    return audit_add(by, &note, e);
}

bool class_use(struct act *by, int64_t year, struct str kind, int64_t version_id, struct err *e)
{
    int64_t used;
    struct audit_note note = {0};

    if (!check_writer(by, e) ||
        !db_int(by->tx->db, &Q_CLASS_YEAR_USED, ARGS(V(year), V(kind), V(version_id)), &used, e)) {
        return false;
    }
    if (used > 0) { /* its lines point into another version */
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(kind));
        return false;
    }
    if (!db_exec(by->tx->db, &Q_CLASS_YEAR_SET, ARGS(V(year), V(kind), V(version_id)), NULL, e)) {
        return false;
    }
    note.action = STR("class.use");
    note.subject = str_format(by->a, "year:%lld", (long long)year);
    note.year = year;
    note.new_value = kind;
    return audit_add(by, &note, e);
}
