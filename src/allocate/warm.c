#include "allocate/warm.h"

#include <stdlib.h>

#include "base/arena.h"

struct ranked {
    double key;
    uint32_t p;
};

bool warm_fits(const struct warm *w, const struct model *m)
{
    return w->has && w->m.in->npackage == m->in->npackage &&
           w->m.in->nresource == m->in->nresource &&
           w->m.nrow - w->m.first_link == m->nrow - m->first_link;
}

const double *warm_dual(struct arena *a, const struct warm *w, const struct model *m,
                        const double *dual)
{
    double *ret = ARENA_ARRAY(a, double, (size_t)m->nrow), unit = m->unit / w->m.unit;

    for (size_t r = 0; r < m->in->nresource; r++) {
        double scale = unit * w->m.row_scale[r] / m->row_scale[r];

        if (m->row_max[r] >= 0 && w->m.row_max[r] >= 0)
            ret[m->row_max[r]] = dual[w->m.row_max[r]] * scale;
        if (m->row_min[r] >= 0 && w->m.row_min[r] >= 0)
            ret[m->row_min[r]] = dual[w->m.row_min[r]] * scale;
    }
    for (int k = 0; k < m->nrow - m->first_link; k++)
        ret[m->first_link + k] = dual[w->m.first_link + k] * unit;
    return ret;
}

static int compare_ranked(const void *vx, const void *vy)
{
    const struct ranked *x = vx, *y = vy;

    if (x->key > y->key || x->key < y->key)
        return x->key < y->key ? -1 : 1;
    return x->p > y->p ? -1 : x->p < y->p;
}

/* Is something used of what there is too much of? */
static bool relieves(const struct choice *c, uint32_t p)
{
    const struct alloc_package *x = &c->in->package[p];

    for (size_t k = 0; k < x->nuse; k++) {
        const struct alloc_resource *r = &c->in->resource[x->use[k].resource];

        if (r->has_max && x->use[k].amount > 0 && c->used[x->use[k].resource] > r->max)
            return true;
    }
    return false;
}

/* Drops what is worth least, then fills what came free by the caller's polish. */
static void relieve(struct arena *a, const struct guide *g, struct choice *c)
{
    size_t n = c->in->npackage;
    struct ranked *order = ARENA_ARRAY(a, struct ranked, n);
    bool changed = true;

    for (uint32_t i = 0; i < n; i++)
        order[i] = (struct ranked){g->profit ? g->profit[i] : (double)c->in->package[i].value, i};
    if (n)
        qsort(order, n, sizeof *order, compare_ranked);
    while (changed) {
        changed = false;
        for (size_t k = 0; k < n; k++) {
            uint32_t p = order[k].p;

            if (c->on[p] && relieves(c, p) && choice_can_drop(c, p)) {
                choice_drop(c, p);
                changed = true;
            }
        }
    }
}

bool warm_repair(struct arena *a, const struct warm *w, const struct guide *g,
                 const struct instance *in, struct incumbent *best)
{
    bool *want = ARENA_ARRAY(a, bool, in->npackage);
    struct choice c;

    for (size_t k = 0; k < in->npackage; k++) {
        uint32_t i = in->order[k];
        const struct alloc_package *p = &in->package[i];

        want[i] = p->forced || (w->on[i] && !p->banned);
        for (size_t j = 0; j < p->nneed; j++)
            want[i] &= want[p->need[j]];
    }
    choice_init(&c, a, in);
    choice_set(&c, want);
    relieve(a, g, &c);
    return incumbent_offer(best, &c);
}
