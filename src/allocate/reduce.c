#include "allocate/reduce.h"

#include <math.h>

#include "base/arena.h"

#define SAFETY 1e-9 /* of the bound; rounding of the sums */

/* The requirement that stays a constraint: the level below when there is one. */
static uint32_t kept_requirement(const struct instance *in, uint32_t p)
{
    const struct alloc_package *x = &in->package[p];

    for (size_t k = 0; k < x->nneed; k++) {
        if (instance_is_level_below(in, p, x->need[k]))
            return x->need[k];
    }
    return x->nneed ? x->need[0] : NO_PACKAGE;
}

/* Takes the rows of requirements and exclusions (in the order of model.c) into the profits. */
static void price_links(const struct model *m, const double *dual, const uint32_t *kept,
                        struct reduction *r)
{
    const struct instance *in = m->in;
    int row = m->first_link;

    for (uint32_t i = 0; i < in->npackage; i++) {
        const struct alloc_package *p = &in->package[i];

        for (size_t k = 0; k < p->nneed; k++, row++) {
            double y = fmax(-dual[row], 0);

            if (p->need[k] == kept[i])
                continue;
            r->profit[i] -= y;
            r->profit[p->need[k]] += y;
        }
        for (size_t k = 0; k < p->nbar; k++) {
            double y;

            if (p->bar[k] < i)
                continue;
            y = fmax(-dual[row++], 0);
            r->profit[i] -= y;
            r->profit[p->bar[k]] -= y;
            r->bound += y;
        }
    }
}

static void price_resources(struct arena *a, const struct model *m, const double *dual,
                            struct reduction *r)
{
    const struct instance *in = m->in;
    double *price = ARENA_ARRAY(a, double, in->nresource); /* per satang */

    for (size_t i = 0; i < in->nresource; i++) {
        price[i] = model_price(m, dual, i) * m->row_scale[i];
        r->bound += price[i] * (double)(price[i] > 0 ? in->resource[i].max : in->resource[i].min);
    }
    for (size_t i = 0; i < in->npackage; i++) {
        const struct alloc_package *p = &in->package[i];

        r->profit[i] = -m->cost[i];
        for (size_t k = 0; k < p->nuse; k++)
            r->profit[i] -= price[p->use[k].resource] * (double)p->use[k].amount;
    }
}

/* What a tree gains by package p and what stands on it, when p is in. */
static double gain(const struct alloc_package *p, double best)
{
    if (p->banned)
        return 0;
    return p->forced ? best : fmax(best, 0);
}

struct reduction reduce_by_prices(struct arena *a, const struct model *m, const double *dual)
{
    const struct instance *in = m->in;
    size_t n = in->npackage;
    struct reduction r = {0, ARENA_ARRAY(a, double, n), ARENA_ARRAY(a, double, n),
                          ARENA_ARRAY(a, double, n)};
    double *best = ARENA_ARRAY(a, double, n);
    uint32_t *kept = ARENA_ARRAY(a, uint32_t, n);

    for (size_t i = 0; i < n; i++)
        kept[i] = kept_requirement(in, (uint32_t)i);
    price_resources(a, m, dual, &r);
    price_links(m, dual, kept, &r);
    for (size_t i = 0; i < n; i++)
        best[i] = r.profit[i];
    for (size_t k = n; k-- > 0;) {
        uint32_t p = in->order[k];

        if (kept[p] == NO_PACKAGE)
            r.bound += gain(&in->package[p], best[p]);
        else
            best[kept[p]] += gain(&in->package[p], best[p]);
    }
    for (size_t k = 0; k < n; k++) {
        uint32_t p = in->order[k];
        double lost;

        r.loss_in[p] = in->package[p].forced ? 0 : fmax(-best[p], 0);
        if (kept[p] != NO_PACKAGE)
            r.loss_in[p] += r.loss_in[kept[p]];
        lost = gain(&in->package[p], best[p]);
        for (uint32_t q = kept[p]; q != NO_PACKAGE && lost > 0; q = kept[q]) {
            double was = gain(&in->package[q], best[q]);

            lost = was - gain(&in->package[q], best[q] - lost);
        }
        r.loss_out[p] = lost;
    }
    return r;
}

size_t reduce_fix(const struct reduction *r, double target, struct model *m)
{
    double room = r->bound - target + SAFETY * (fabs(r->bound) + 1);
    size_t open = 0;

    for (size_t i = 0; i < m->in->npackage; i++) {
        if (r->loss_in[i] > room)
            m->high[i] = 0;
        if (r->loss_out[i] > room)
            m->low[i] = 1;
        open += m->high[i] > m->low[i];
    }
    return open;
}
