/* goal_relink.c - what a move to another strategy would do: proposals and effect. The write is in
 * goal_relink_write.c. */
#include "plan/goal_relink_map.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "sql_plan.h"
#include "store/store.h"

static const struct field relink_row_fields[] = {
    FIELD(struct relink_row, code, FIELD_KEY, "รหัสเดิม", "Earlier code"),
    FIELD(struct relink_row, name, 0, "เป้าหมายเดิม", "Earlier goal"),
    FIELD(struct relink_row, level, 0, "ระดับ", "Level"),
    FIELD(struct relink_row, to, 0, "เป้าหมายใหม่", "New goals"),
    FIELD(struct relink_row, how, 0, "ที่มาของข้อเสนอ", "Proposed by"),
    FIELD(struct relink_row, packages, 0, "ข้อเสนอ", "Packages"),
    FIELD(struct relink_row, objectives, 0, "วัตถุประสงค์", "Objectives"),
    FIELD(struct relink_row, asked, 0, "ขอ", "Requested"),
    FIELD(struct relink_row, funded, 0, "ได้รับจัดสรร", "Funded"),
    COL(struct relink_row, from_id),
};
const struct row_type relink_row_type = ROW_TYPE(struct relink_row, relink_row_fields);

static const struct field relink_done_fields[] = {
    FIELD(struct relink_done, code, FIELD_KEY, "เลขที่", "No."),
    FIELD(struct relink_done, from_code, 0, "จากแผน", "From"),
    FIELD(struct relink_done, to_code, 0, "เป็นแผน", "To"),
    FIELD(struct relink_done, undoes, 0, "ย้อนครั้งที่", "Undoes"),
    FIELD(struct relink_done, packages, 0, "ข้อเสนอ", "Packages"),
    FIELD(struct relink_done, lost, 0, "ไม่มีเป้าหมายแล้ว", "Left without a goal"),
    FIELD(struct relink_done, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct relink_done, by_user, 0, "โดย", "By"),
    FIELD(struct relink_done, at, 0, "เวลา", "Time"),
    FIELD(struct relink_done, newest, 0, "ย้อนได้", "May be undone"),
};
const struct row_type relink_done_type = ROW_TYPE(struct relink_done, relink_done_fields);

bool relink_list(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_RELINK_LIST, ARGS(V(year)), &relink_done_type, ret, e);
}

struct str relink_text(struct arena *a, const struct relink_plan *p, const struct relink_row *row)
{
    struct sbuf b;

    sbuf_init(&b, a, 8000);
    for (size_t i = 0; i < row->n; i++) {
        const struct class_node *n = class_by_id(&p->to_tree, row->weight[i].node_id);

        if (!n)
            continue;
        sbuf_printf(&b, "%s%.*s", b.n ? ", " : "", STR_FMT(n->code));
        if (row->n > 1) {
            SB_LIT(&b, " ");
            exact_put_decimal(&b, row->weight[i].share_bp, 2, 0);
        }
    }
    return sbuf_str(&b);
}

/* ---- proposals ---- */

/* The links of the crosswalk from one node; both directions are read, a reversed one counts as equal. */
static size_t crosswalk_of(struct arena *a, const struct rows *forward, const struct rows *back,
                           int64_t id, struct node_weight **ret)
{
    const struct node_link *f = forward->p, *b = back->p;
    struct node_weight *w = ARENA_ARRAY(a, struct node_weight, forward->n + back->n + 1);
    struct err none;
    size_t n = 0;

    for (size_t i = 0; i < forward->n; i++) {
        if (f[i].from_id == id)
            w[n++] = (struct node_weight){f[i].to_id, f[i].share_bp};
    }
    for (size_t i = 0; n == 0 && i < back->n; i++) {
        if (b[i].to_id == id)
            w[n++] = (struct node_weight){b[i].from_id, 0};
    }
    *ret = w;
    return weights_check(w, n, &none) ? n : 0;
}

static const struct class_node *same_node(const struct class_tree *t, const struct class_node *n)
{
    const struct class_node *x = class_by_code(t, n->code);

    if (x && str_eq(x->name_th, n->name_th))
        return x;
    for (size_t i = 0; i < t->n; i++) {
        if (str_eq(t->node[i].name_th, n->name_th))
            return &t->node[i];
    }
    return NULL;
}

/* The node's own crosswalk, else a node of the same name, else what its parents go to. */
static void propose(struct arena *a, const struct relink_plan *p, const struct rows *forward,
                    const struct rows *back, struct relink_row *row)
{
    const struct class_node *n = class_by_id(&p->from_tree, row->from_id);
    const struct class_node *same = same_node(&p->to_tree, n);

    row->how = STR("crosswalk");
    row->n = crosswalk_of(a, forward, back, n->id, &row->weight);
    if (row->n == 0 && same) {
        row->how = STR("same");
        row->weight[0] = (struct node_weight){same->id, WEIGHTS_SUM};
        row->n = 1;
    }
    while (row->n == 0 && n->parent_id) {
        n = class_by_id(&p->from_tree, n->parent_id);
        row->how = STR("above");
        row->n = crosswalk_of(a, forward, back, n->id, &row->weight);
    }
    if (row->n == 0)
        row->how = STR("none");
    row->to = relink_text(a, p, row);
}

static int64_t objectives_of(const struct rows *counts, int64_t node_id)
{
    const struct node_weight *c = counts->p;

    for (size_t i = 0; i < counts->n; i++) {
        if (c[i].node_id == node_id)
            return c[i].share_bp;
    }
    return 0;
}

static const struct field count_fields[] = {
    COL(struct node_weight, node_id),
    COL(struct node_weight, share_bp),
};
static const struct row_type count_type = ROW_TYPE(struct node_weight, count_fields);

static void put_rows(struct arena *a, struct relink_plan *p, const struct goal_money *m,
                     const struct rows *counts, enum lang lang)
{
    size_t most = p->from_tree.n;
    int64_t *drafts = ARENA_ARRAY(a, int64_t, most + 1);
    const struct package_link *l = p->links.p;

    for (size_t i = 0; i < p->links.n;
         i++) { /* drafts are moved too, though their money is not shown */
        const struct class_node *n = class_by_id(&p->from_tree, l[i].node_id);

        if (n)
            drafts[goal_index(&p->from_tree, n)]++;
    }
    p->row = ARENA_ARRAY(a, struct relink_row, most + 1);
    for (size_t i = 0; i < most; i++) {
        const struct class_node *n = &p->from_tree.node[i];
        int64_t objectives = objectives_of(counts, n->id);

        if (drafts[i] == 0 && objectives == 0)
            continue;
        p->row[p->n++] =
            (struct relink_row){.from_id = n->id,
                                .code = n->code,
                                .name = lang == LANG_EN && n->name_en.n ? n->name_en : n->name_th,
                                .level = n->level,
                                .packages = drafts[i],
                                .objectives = objectives,
                                .asked = m->own[i].asked,
                                .funded = m->own[i].funded};
    }
}

static bool read_versions(struct db *db, struct arena *a, int64_t year, struct str to_code,
                          struct relink_plan *p, struct err *e)
{
    if (!db_one(db, a, &Q_RELINK_YEAR_VERSION, ARGS(V(year)), &tree_version_type, &p->from, e) ||
        !tree_version_get(db, a, STR("strategy"), to_code, &p->to, e))
        return false;
    if (p->to.id == p->from.id) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(to_code));
        return false;
    }
    if (!p->to.published) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(STR("draft")));
        err_arg(e, "event", V(to_code));
        return false;
    }
    return tree_load(db, a, p->from.id, &p->from_tree, e) &&
           tree_load(db, a, p->to.id, &p->to_tree, e);
}

bool relink_propose(struct rollup *r, struct db *db, struct arena *a, const struct goal_ask *ask,
                    struct str to_code, struct relink_plan *ret, struct err *e)
{
    struct goal_ask own = *ask;
    struct rows forward, back, counts;
    struct goal_money m;

    *ret = (struct relink_plan){0};
    own.tree = &ret->from_tree;
    if (!read_versions(db, a, ask->year, to_code, ret, e) ||
        !package_links(db, a, ask->year, &ret->links, e) ||
        !goal_money_of(r, db, a, &own, &ret->links, &m, e) ||
        !node_links(db, a, ret->from.id, ret->to.id, &forward, e) ||
        !node_links(db, a, ret->to.id, ret->from.id, &back, e) ||
        !db_list(db, a, &Q_RELINK_OBJECTIVE_COUNTS, ARGS(V(ask->year)), &count_type, &counts, e))
        return false;
    put_rows(a, ret, &m, &counts, ask->lang);
    for (size_t i = 0; i < ret->n; i++)
        propose(a, ret, &forward, &back, &ret->row[i]);
    return true;
}

/* ---- the links of a package, moved ---- */

static int by_from(const void *x, const void *y)
{
    const struct relink_row *const *p = x, *const *q = y;

    return ((*p)->from_id > (*q)->from_id) - ((*p)->from_id < (*q)->from_id);
}

bool relink_map_make(struct arena *a, const struct relink_row *row, size_t n,
                     struct relink_map *ret, struct err *e)
{
    ret->row = ARENA_ARRAY(a, const struct relink_row *, n + 1);
    ret->n = n;
    for (size_t i = 0; i < n; i++) {
        if (!weights_check(row[i].weight, row[i].n, e))
            return false;
        ret->row[i] = &row[i];
    }
    if (n > 1)
        qsort(ret->row, n, sizeof(void *), by_from);
    return true;
}

static const struct relink_row *find_from(const struct relink_map *m, int64_t id)
{
    size_t lo = 0, hi = m->n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (m->row[mid]->from_id == id)
            return m->row[mid];
        if (m->row[mid]->from_id < id)
            lo = mid + 1;
        else
            hi = mid;
    }
    return NULL;
}

static void add_weight(struct node_weight *w, size_t *n, int64_t node_id, int64_t product)
{
    size_t k = 0;

    while (k < *n && w[k].node_id != node_id)
        k++;
    if (k == *n) {
        if (k == RELINK_GOALS) /* more than can be kept: the last takes it */
            k--;
        else
            w[(*n)++] = (struct node_weight){node_id, 0};
    }
    w[k].share_bp += product;
}

size_t relink_package(const struct relink_map *m, const struct package_link *l, size_t links,
                      struct node_weight *ret)
{
    int64_t product[RELINK_GOALS];
    struct money part[RELINK_GOALS];
    size_t n = 0, kept = 0;

    for (size_t i = 0; i < links; i++) {
        const struct relink_row *row = find_from(m, l[i].node_id);

        for (size_t k = 0; row && k < row->n; k++)
            add_weight(ret, &n, row->weight[k].node_id, l[i].share_bp * row->weight[k].share_bp);
    }
    if (n == 0)
        return 0;
    for (size_t i = 0; i < n; i++)
        product[i] = ret[i].share_bp;
    money_split(MONEY(WEIGHTS_SUM), product, n, part);
    for (size_t i = 0; i < n; i++) {
        if (part[i].satang > 0)
            ret[kept++] = (struct node_weight){ret[i].node_id, part[i].satang};
    }
    return kept;
}

/* ---- effect ---- */

static size_t links_of(const struct rows *links, size_t i)
{
    const struct package_link *l = links->p;
    size_t k = i + 1;

    while (k < links->n && l[k].package_id == l[i].package_id)
        k++;
    return k - i;
}

static struct rows move_links(struct arena *a, const struct relink_map *m, const struct rows *links,
                              struct relink_effect *x)
{
    const struct package_link *l = links->p;
    struct node_weight w[RELINK_GOALS];
    struct package_link *out = NULL;
    size_t n = 0, cap = 0, i = 0;

    while (i < links->n) {
        size_t k = links_of(links, i), to = l[i].node_id ? relink_package(m, &l[i], k, w) : 0;

        if (n + RELINK_GOALS + 1 > cap) {
            size_t more = cap ? cap * 2 : links->n * 2 + RELINK_GOALS + 1;

            out = arena_grow(a, out, cap * sizeof *out, more * sizeof *out);
            cap = more;
        }
        x->packages += l[i].node_id != 0;
        x->lost += l[i].node_id != 0 && to == 0;
        x->moved += to > 0;
        out[n] = l[i];
        out[n].node_id = out[n].share_bp = 0;
        for (size_t j = 0; j < to; j++) {
            out[n + j] = l[i];
            out[n + j].node_id = w[j].node_id;
            out[n + j].share_bp = w[j].share_bp;
        }
        n += to ? to : 1;
        i += k;
    }
    return (struct rows){out, n};
}

bool relink_effect(struct rollup *r, struct db *db, struct arena *a, const struct goal_ask *ask,
                   const struct relink_plan *p, struct relink_effect *ret, struct err *e)
{
    struct goal_ask from = *ask, to = *ask;
    struct relink_map map;
    struct rows after;
    size_t n = 0;

    *ret = (struct relink_effect){0};
    from.tree = &p->from_tree;
    to.tree = &p->to_tree;
    if (!relink_map_make(a, p->row, p->n, &map, e))
        return false;
    after = move_links(a, &map, &p->links, ret);
    if (!goal_money_of(r, db, a, &from, &p->links, &ret->before, e) ||
        !goal_money_of(r, db, a, &to, &after, &ret->after, e))
        return false;
    ret->losing = ARENA_ARRAY(a, struct package_money, ret->after.packages + 1);
    for (size_t i = 0; i < ret->after.packages; i++) { /* both lists are of the same packages */
        if (ret->after.package[i].links || !ret->before.package[i].links)
            continue;
        ret->losing[n++] = ret->after.package[i];
        ret->lost_asked = money_add(ret->lost_asked, ret->after.package[i].sum.asked);
        ret->lost_funded = money_add(ret->lost_funded, ret->after.package[i].sum.funded);
    }
    ret->losing_n = n;
    return true;
}
