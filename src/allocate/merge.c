/* merge.c - the changes of one scenario taken into another (branch.h). */
#include "allocate/branch.h"

#include "allocate/branch_int.h"
#include "allocate/scenario_rule.h"
#include "base/arena.h"
#include "base/err.h"
#include "sql_allocate.h"
#include "store/store.h"

static const struct field merge_fields[] = {
    FIELD(struct merge_row, part, FIELD_KEY, "ส่วน", "Part"),
    FIELD(struct merge_row, key, FIELD_KEY, "รายการ", "Setting"),
    FIELD(struct merge_row, base, 0, "เดิม", "Before"),
    FIELD(struct merge_row, mine, 0, "ปลายทาง", "In the target"),
    FIELD(struct merge_row, theirs, 0, "ต้นทาง", "In the source"),
    FIELD(struct merge_row, conflict, 0, "แก้ต่างกัน", "Conflict"),
};
const struct row_type merge_row_type = ROW_TYPE(struct merge_row, merge_fields);

struct part {
    struct str part, key, content;
};
static const struct field part_fields[] = {
    COL(struct part, part),
    COL(struct part, key),
    COL(struct part, content),
};
static const struct row_type part_type = ROW_TYPE(struct part, part_fields);

/* Three lists in the same order, walked together; a content of "" is not there. */
struct walk {
    const struct part *p;
    size_t n, at;
};
enum { BASE, MINE, THEIRS, SIDES };

static int part_before(const struct part *x, const struct part *y)
{
    int c = str_cmp(x->part, y->part);

    return c ? c : str_cmp(x->key, y->key);
}

static void merge_sort(struct part *v, struct part *scratch, size_t n)
{
    size_t half = n / 2, i = 0, k = half, o = 0;

    if (n < 2)
        return;
    merge_sort(v, scratch, half);
    merge_sort(v + half, scratch, n - half);
    while (i < half || k < n) {
        bool left = k >= n || (i < half && part_before(&v[i], &v[k]) <= 0);

        scratch[o++] = left ? v[i++] : v[k++];
    }
    for (i = 0; i < n; i++)
        v[i] = scratch[i];
}

/* The stores order texts by their own rules; here by bytes. */
static bool read_parts(struct db *db, struct arena *a, const struct query *q, int64_t id,
                       struct walk *ret, struct err *e)
{
    struct rows rows;
    struct part *own;

    if (!db_list(db, a, q, ARGS(V(id)), &part_type, &rows, e))
        return false;
    own = ARENA_ARRAY(a, struct part, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        own[i] = ((const struct part *)rows.p)[i];
    merge_sort(own, ARENA_ARRAY(a, struct part, rows.n), rows.n);
    *ret = (struct walk){own, rows.n, 0};
    return true;
}

static const struct part *least(const struct walk w[SIDES])
{
    const struct part *best = NULL;

    for (int i = 0; i < SIDES; i++) {
        const struct part *x = w[i].at < w[i].n ? &w[i].p[w[i].at] : NULL;

        if (x && (!best || part_before(x, best) < 0))
            best = x;
    }
    return best;
}

static struct merge_row take(struct walk w[SIDES], const struct part *x)
{
    struct merge_row m = {.part = x->part, .key = x->key};
    struct str *to[SIDES] = {&m.base, &m.mine, &m.theirs};

    for (int i = 0; i < SIDES; i++) {
        if (w[i].at < w[i].n && part_before(&w[i].p[w[i].at], x) == 0)
            *to[i] = w[i].p[w[i].at++].content;
    }
    return m;
}

/* Whose beginning counts: the branch's own; a scenario that was never branched has none. */
static bool base_of(struct db *db, int64_t from, int64_t into, int64_t *ret, struct err *e)
{
    int64_t from_parent, into_parent;

    if (!db_int(db, &Q_SCENARIO_PARENT, ARGS(V(from)), &from_parent, e) ||
        !db_int(db, &Q_SCENARIO_PARENT, ARGS(V(into)), &into_parent, e))
        return false;
    *ret = into_parent == from || !from_parent ? into : from;
    return true;
}

static bool three(struct db *db, struct arena *a, int64_t from, int64_t into, bool with_base,
                  struct rows *ret, struct err *e)
{
    struct walk w[SIDES] = {{NULL, 0, 0}};
    const struct part *x;
    struct merge_row *row;
    size_t n = 0;
    int64_t base;

    if (!base_of(db, from, into, &base, e) ||
        (with_base && !read_parts(db, a, &Q_SCENARIO_BASE_LIST, base, &w[BASE], e)) ||
        !read_parts(db, a, &Q_SCENARIO_PART_LIST, into, &w[MINE], e) ||
        !read_parts(db, a, &Q_SCENARIO_PART_LIST, from, &w[THEIRS], e))
        return false;
    row = ARENA_ARRAY(a, struct merge_row, w[BASE].n + w[MINE].n + w[THEIRS].n + 1);
    while ((x = least(w)) != NULL) {
        struct merge_row m = take(w, x);

        if (str_eq(m.mine, m.theirs) || (with_base && str_eq(m.base, m.theirs)))
            continue;
        m.conflict = with_base && !str_eq(m.mine, m.base);
        row[n++] = m;
    }
    *ret = (struct rows){row, n};
    return true;
}

bool merge_plan(struct db *db, struct arena *a, int64_t from_id, int64_t into_id,
                struct rows *ret, struct err *e)
{
    return three(db, a, from_id, into_id, true, ret, e);
}

bool scenario_differences(struct db *db, struct arena *a, int64_t a_id, int64_t b_id,
                          struct rows *ret, struct err *e)
{
    return three(db, a, b_id, a_id, false, ret, e);
}

/* ---- taking ---- */

static bool apply(struct act *by, const struct merge_row *m, int64_t from, int64_t into,
                  struct err *e)
{
    static const struct {
        struct str part;
        const struct query *take, *drop;
    } way[] = {
        {STR_INIT("ceiling"), &Q_MERGE_CEILING_TAKE, &Q_MERGE_CEILING_DROP},
        {STR_INIT("pin"), &Q_MERGE_PIN_TAKE, &Q_MERGE_PIN_DROP},
        {STR_INIT("rule"), &Q_MERGE_RULE_TAKE, &Q_MERGE_RULE_DROP},
    };
    struct db *db = by->tx->db;

    for (size_t i = 0; i < ARRAY_LEN(way); i++) {
        if (!str_eq(m->part, way[i].part))
            continue;
        if (m->theirs.n)
            return db_exec(db, way[i].take, ARGS(V(into), V(from), V(m->key)), NULL, e);
        return db_exec(db, way[i].drop, ARGS(V(into), V(m->key)), NULL, e);
    }
    return true;
}

/* 0 not chosen, 1 the target's stays, 2 the source's comes. */
static int chosen(const struct merge_new *n, const struct merge_row *m)
{
    for (size_t i = 0; i < n->n; i++) {
        if (str_eq(n->choice[i].part, m->part) && str_eq(n->choice[i].key, m->key))
            return n->choice[i].theirs ? 2 : 1;
    }
    return 0;
}

static bool all_chosen(const struct merge_new *n, const struct merge_row *row, size_t rows,
                       struct err *e)
{
    const struct merge_row *first = NULL;
    int64_t open = 0;

    for (size_t i = 0; i < rows; i++) {
        if (!row[i].conflict || chosen(n, &row[i]))
            continue;
        first = first ? first : &row[i];
        open++;
    }
    if (!first)
        return true;
    FAIL(e, ERR_MERGE_CONFLICT);
    err_arg(e, "count", V(open));
    err_arg(e, "what", V(first->key));
    return false;
}

/* From now on a branch and its parent agree on where they came from: what `from` says today. Others have no beginning
 * in common: a branch keeps its own, or its changes would be lost on its parent. */
static bool settle(struct act *by, int64_t from, int64_t into, struct err *e)
{
    int64_t base, from_parent, into_parent;

    if (!db_int(by->tx->db, &Q_SCENARIO_PARENT, ARGS(V(from)), &from_parent, e) ||
        !db_int(by->tx->db, &Q_SCENARIO_PARENT, ARGS(V(into)), &into_parent, e))
        return false;
    if (from_parent != into && into_parent != from)
        return true;
    return base_of(by->tx->db, from, into, &base, e) &&
           db_exec(by->tx->db, &Q_SCENARIO_BASE_DROP, ARGS(V(base)), NULL, e) &&
           db_exec(by->tx->db, &Q_SCENARIO_BASE_KEEP, ARGS(V(from), V(base)), NULL, e);
}

bool scenario_merge(struct act *by, const struct merge_new *n, int64_t *ret_taken, struct err *e)
{
    struct scenario_row from, into;
    const struct merge_row *row;
    struct rows rows;
    int64_t changed;

    *ret_taken = 0;
    if (!scenario_open_to_write(by, n->year, n->into, &into, e) ||
        !scenario_open(by->tx->db, by->a, n->year, n->from, by->who, &from, e) ||
        !merge_plan(by->tx->db, by->a, from.id, into.id, &rows, e))
        return false;
    row = rows.p;
    if (!rows.n) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(n->from));
        return false;
    }
    if (!all_chosen(n, row, rows.n, e) ||
        !db_exec(by->tx->db, &Q_SCENARIO_BUMP, ARGS(V(into.id), V(n->into_version)), &changed, e))
        return false;
    if (changed != 1 || (n->from_version && n->from_version != from.version)) {
        FAIL(e, ERR_STALE);
        return false;
    }
    for (size_t i = 0; i < rows.n; i++) {
        int side = chosen(n, &row[i]);

        if (side == 1)
            continue;
        if (!apply(by, &row[i], from.id, into.id, e))
            return false;
        ++*ret_taken;
    }
    return pins_agree(by, into.id, e) && scenario_rules_agree(by, n->year, n->into, e) &&
           settle(by, from.id, into.id, e) &&
           scenario_note(by, n->year, "scenario.merge", n->into,
                         str_format(by->a, "%.*s %lld", STR_FMT(n->from), (long long)*ret_taken),
                         e);
}
