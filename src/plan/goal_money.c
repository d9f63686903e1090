/* goal_money.c - the money behind each goal of a year; see goal_link.h. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "plan/goal_link.h"
#include "store/store.h"

enum { GOALS_OF_PACKAGE = 64 };

size_t goal_index(const struct class_tree *t, const struct class_node *n)
{
    return (size_t)(n - t->node);
}

static int by_key(const void *x, const void *y)
{
    const struct rollup_row *const *p = x, *const *q = y;

    return str_cmp((*p)->key[0], (*q)->key[0]);
}

static const struct rollup_row *find_row(const struct rollup_row *const *row, size_t n,
                                         struct str code)
{
    size_t lo = 0, hi = n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int c = str_cmp(row[mid]->key[0], code);

        if (c == 0)
            return row[mid];
        if (c < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return NULL;
}

static void add_sum(struct goal_sum *to, const struct goal_sum *x)
{
    to->packages += x->packages;
    to->asked = money_add(to->asked, x->asked);
    to->funded = money_add(to->funded, x->funded);
    to->enacted = money_add(to->enacted, x->enacted);
}

static struct goal_sum sum_of(const struct rollup_row *row, const struct package_link *l)
{
    bool in = str_eq(l->state, STR("FUNDED")) || str_eq(l->state, STR("PARTLY_FUNDED")) ||
              str_eq(l->state, STR("CUT_BY_COUNCIL")) ||
              str_eq(l->state, STR("RESTORED_BY_AMENDMENT")) || str_eq(l->state, STR("ENACTED"));

    return (struct goal_sum){.packages = 1,
                             .asked = row->stage[STAGE_REQUESTED],
                             .funded = in ? row->now : MONEY_ZERO,
                             .enacted = row->stage[STAGE_ENACTED]};
}

/* Puts a package's amounts on its goals and everything above them; a package counts once at a node
 * however many of its goals stand below. */
static void put_package(struct goal_money *g, const struct package_money *p, size_t *stamp,
                        size_t mark)
{
    int64_t weight[GOALS_OF_PACKAGE];
    struct money asked[GOALS_OF_PACKAGE], funded[GOALS_OF_PACKAGE], enacted[GOALS_OF_PACKAGE];
    size_t n = p->links < GOALS_OF_PACKAGE ? p->links : GOALS_OF_PACKAGE;

    for (size_t i = 0; i < n; i++)
        weight[i] = p->link[i].share_bp;
    money_split(p->sum.asked, weight, n, asked);
    money_split(p->sum.funded, weight, n, funded);
    money_split(p->sum.enacted, weight, n, enacted);
    for (size_t i = 0; i < n; i++) {
        const struct class_node *node = class_by_id(&g->tree, p->link[i].node_id);
        struct goal_sum part = {1, asked[i], funded[i], enacted[i]};

        if (node)
            add_sum(&g->own[goal_index(&g->tree, node)], &part);
        for (; node; node = node->parent_id ? class_by_id(&g->tree, node->parent_id) : NULL) {
            size_t k = goal_index(&g->tree, node);

            part.packages = stamp[k] != mark;
            stamp[k] = mark;
            add_sum(&g->all[k], &part);
        }
    }
}

static void gather(struct goal_money *g, struct arena *a, const struct rows *link,
                   const struct rollup_row *const *row, size_t n)
{
    const struct package_link *l = link->p;
    size_t *stamp = ARENA_ARRAY(a, size_t, g->tree.n + 1), mark = 0;

    g->package = ARENA_ARRAY(a, struct package_money, link->n);
    for (size_t i = 0; i < link->n;) {
        const struct rollup_row *r = find_row(row, n, l[i].code);
        struct package_money *p = &g->package[g->packages];
        size_t k = i + 1;

        while (k < link->n && l[k].package_id == l[i].package_id)
            k++;
        if (r) {
            *p = (struct package_money){&l[i], l[i].node_id ? k - i : 0, r->name[0],
                                        sum_of(r, &l[i]), r->now};
            add_sum(&g->whole, &p->sum);
            add_sum(p->links ? &g->linked : &g->unlinked, &p->sum);
            if (p->links)
                put_package(g, p, stamp, ++mark);
            g->packages++;
        }
        i = k;
    }
}

bool goal_money_of(struct rollup *r, struct db *db, struct arena *a, const struct goal_ask *ask,
                   const struct rows *link, struct goal_money *ret, struct err *e)
{
    struct rollup_filter f = {.year = ask->year, .agency_id = ask->agency_id};
    enum dim by = DIM_PACKAGE;
    const struct rollup_row **row;
    struct rollup_table t;

    *ret = (struct goal_money){0};
    if (ask->tree)
        ret->tree = *ask->tree;
    else if (!class_tree_load(db, a, ask->year, STR("strategy"), &ret->tree, e))
        return false;
    if (!rollup_get(r, db, a, &f, ROLLUP_BY(&by, 1, ask->lang), &t, e))
        return false;
    row = ARENA_ARRAY(a, const struct rollup_row *, t.n + 1);
    for (size_t i = 0; i < t.n; i++)
        row[i] = &t.row[i];
    if (t.n > 1)
        qsort(row, t.n, sizeof(void *), by_key);
    ret->own = ARENA_ARRAY(a, struct goal_sum, ret->tree.n + 1);
    ret->all = ARENA_ARRAY(a, struct goal_sum, ret->tree.n + 1);
    gather(ret, a, link, row, t.n);
    return true;
}

bool goal_money_get(struct rollup *r, struct db *db, struct arena *a, const struct goal_ask *ask,
                    struct goal_money *ret, struct err *e)
{
    struct rows link;

    return package_links(db, a, ask->year, &link, e) && goal_money_of(r, db, a, ask, &link, ret, e);
}
