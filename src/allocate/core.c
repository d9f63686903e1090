#include "allocate/core.h"

#include <math.h>

#include "allocate/price.h"
#include "base/arena.h"

#define SAFETY 1e-9 /* of the bound: rounding of sums of profits */

/* --- by blocks ------------------------------------------------------------------------------- */

struct fixer {
    struct model *m;
    const struct split *sp;
    double *profit;       /* by package, at the multipliers, model units */
    double *weight, *sum; /* by level of a chain */
    bool *on;             /* by package: in the best plan of its block */
    bool *has;            /* by block */
};

static void find_profits(struct fixer *f, const double *y)
{
    const struct instance *in = f->m->in;

    for (size_t i = 0; i < in->npackage; i++) {
        f->profit[i] = (double)in->package[i].value * f->m->unit;
        for (size_t k = f->sp->first[i]; k < f->sp->first[i + 1]; k++) {
            const struct link_use *u = &f->sp->use[k];
            uint32_t r = f->sp->link[u->link].resource;

            f->profit[i] -=
                y[u->link] * (double)u->amount * (r == NO_RESOURCE ? 1 : f->m->row_scale[r]);
        }
    }
}

/* Weight and profit of a chain's levels, counted from its least. */
static void sum_levels(struct fixer *f, const struct chain *c, bool own)
{
    f->weight[c->least] = f->sum[c->least] = 0;
    for (uint32_t l = c->least; l < c->most; l++) {
        uint32_t i = c->level[l];

        f->weight[l + 1] = f->weight[l] + (own ? (double)f->sp->own_use[i] : 0);
        f->sum[l + 1] = f->sum[l] + f->profit[i];
    }
}

/* The chain's level of most profit at `price` a satang of the block's own ceiling; lightest first. */
static uint32_t best_level(const struct fixer *f, const struct chain *c, double price)
{
    uint32_t best = c->least;

    for (uint32_t l = c->least + 1; l <= c->most; l++) {
        if (f->sum[l] - price * f->weight[l] > f->sum[best] - price * f->weight[best])
            best = l;
    }
    return best;
}

/* What the block earns at most at a price, and what its chains then weigh. */
static double earn_at(struct fixer *f, const struct block *b, double price, double room,
                      double *ret_weight)
{
    double earned = price * room, weight = 0;

    for (size_t j = b->first; j < b->first + b->nchain; j++) {
        const struct chain *c = &f->sp->chain[j];
        uint32_t l;

        sum_levels(f, c, b->own != NO_RESOURCE);
        l = best_level(f, c, price);
        earned += f->sum[l] - price * f->weight[l];
        weight += f->weight[l];
    }
    *ret_weight = weight;
    return earned;
}

/* The price at which the block just fills its ceiling: any price bounds, this one best. */
static double price_of(struct fixer *f, const struct block *b, double room)
{
    double low = 0, high = 0, weight, most = 0;

    (void)earn_at(f, b, 0, room, &weight);
    if (weight <= room)
        return 0;
    for (size_t j = b->first; j < b->first + b->nchain; j++) {
        const struct chain *c = &f->sp->chain[j];

        for (uint32_t l = c->least; l < c->most; l++) {
            if (f->sp->own_use[c->level[l]] > 0)
                most = fmax(most, fabs(f->profit[c->level[l]]) / (double)f->sp->own_use[c->level[l]]);
        }
    }
    high = most;
    for (int k = 0; k < 60; k++) {
        double mid = (low + high) / 2;

        (void)earn_at(f, b, mid, room, &weight);
        if (weight > room)
            low = mid;
        else
            high = mid;
    }
    return high;
}

static double room_of(const struct fixer *f, const struct block *b)
{
    double room;

    if (b->own == NO_RESOURCE)
        return 0;
    room = (double)f->m->in->resource[b->own].max;
    for (size_t j = b->first; j < b->first + b->nchain; j++) {
        const struct chain *c = &f->sp->chain[j];

        for (uint32_t l = 0; l < c->least; l++)
            room -= (double)f->sp->own_use[c->level[l]];
    }
    return room;
}

/* What the plan of a block that is on earns. */
static double earned_by(const struct fixer *f, const struct block *b)
{
    double earned = 0;

    for (size_t j = b->first; j < b->first + b->nchain; j++) {
        const struct chain *c = &f->sp->chain[j];

        for (uint32_t l = c->least; l < c->most && f->on[c->level[l]]; l++)
            earned += f->profit[c->level[l]];
    }
    return earned;
}

static void fix_chain(struct fixer *f, const struct chain *c, double price, double most)
{
    uint32_t best = best_level(f, c, price), low = best, high = best;
    double top = f->sum[best] - price * f->weight[best];

    for (uint32_t l = c->least; l <= c->most; l++) {
        if (top - (f->sum[l] - price * f->weight[l]) > most)
            continue;
        low = l < low ? l : low;
        high = l > high ? l : high;
    }
    for (uint32_t l = c->least; l < c->most; l++) {
        if (l < low)
            f->m->low[c->level[l]] = 1;
        if (l >= high)
            f->m->high[c->level[l]] = 0;
    }
}

/* Told of plans: keeps the first of each block, its best. */
static void keep_plan(void *ctx, uint32_t block, const uint32_t *levels)
{
    struct fixer *f = ctx;
    const struct block *b = &f->sp->block[block];

    for (size_t j = 0; j < b->nchain && !f->has[block]; j++) {
        for (uint32_t l = 0; l < levels[j]; l++)
            f->on[f->sp->chain[b->first + j].level[l]] = true;
    }
    f->has[block] = true;
}

void core_fix(struct arena *a, struct model *m, const struct split *sp, const double *y,
              double bound, double target)
{
    struct fixer f = {.m = m, .sp = sp};
    double room = bound - target + SAFETY * (fabs(bound) + 1);
    struct pricing pricing;
    uint32_t levels = 0;

    for (size_t j = 0; j < sp->nchain; j++)
        levels = sp->chain[j].nlevel > levels ? sp->chain[j].nlevel : levels;
    f.profit = ARENA_ARRAY(a, double, m->in->npackage);
    f.weight = ARENA_ARRAY(a, double, levels + 1);
    f.sum = ARENA_ARRAY(a, double, levels + 1);
    f.on = ARENA_ARRAY(a, bool, m->in->npackage);
    f.has = ARENA_ARRAY(a, bool, sp->nblock);
    if (!pricing_init(&pricing, a, m, sp, y) ||
        pricing_run(&pricing, a, y, 0, 1, keep_plan, &f) == INT64_MAX)
        return;
    find_profits(&f, y);
    for (size_t k = 0; k < sp->nblock; k++) {
        const struct block *b = &sp->block[k];
        double limit = room_of(&f, b), weight, price, most;

        price = b->own == NO_RESOURCE ? 0 : price_of(&f, b, limit);
        most = room + earn_at(&f, b, price, limit, &weight) - earned_by(&f, b);
        for (size_t j = b->first; j < b->first + b->nchain; j++) {
            sum_levels(&f, &sp->chain[j], b->own != NO_RESOURCE);
            fix_chain(&f, &sp->chain[j], price, most);
        }
    }
}

/* --- what stays ------------------------------------------------------------------------------ */

static bool is_open(const struct model *m, int column)
{
    return m->high[column] > m->low[column];
}

/* Numbers the columns and rows that stay; *row by row of m, -1 for those that go. */
static void number(struct arena *a, const struct model *m, struct core *ret, int *row)
{
    uint32_t *package = ARENA_ARRAY(a, uint32_t, (size_t)m->ncolumn);

    for (int r = 0; r < m->nrow; r++)
        row[r] = -1;
    for (int i = 0; i < m->ncolumn; i++) {
        if (!is_open(m, i))
            continue;
        package[ret->m.ncolumn++] = (uint32_t)i;
        for (int k = m->start[i]; k < m->start[i + 1]; k++)
            row[m->index[k]] = 0;
    }
    for (int r = 0; r < m->nrow; r++) {
        if (row[r] == 0)
            row[r] = ret->m.nrow++;
    }
    ret->package = package;
}

static void fill_rows(struct arena *a, const struct model *m, const int *row, struct core *ret)
{
    ret->m.row_low = ARENA_ARRAY(a, double, (size_t)ret->m.nrow);
    ret->m.row_high = ARENA_ARRAY(a, double, (size_t)ret->m.nrow);
    for (int r = 0; r < m->nrow; r++) {
        if (row[r] >= 0) {
            ret->m.row_low[row[r]] = m->row_low[r];
            ret->m.row_high[row[r]] = m->row_high[r];
        }
    }
    for (int i = 0; i < m->ncolumn; i++) {
        if (is_open(m, i) || m->low[i] < 0.5)
            continue;
        ret->fixed += m->cost[i];
        for (int k = m->start[i]; k < m->start[i + 1]; k++) {
            if (row[m->index[k]] >= 0) { /* limits of 1e30 stay none */
                ret->m.row_low[row[m->index[k]]] -= m->value[k];
                ret->m.row_high[row[m->index[k]]] -= m->value[k];
            }
        }
    }
}

struct core core_make(struct arena *a, const struct model *m)
{
    int *row = ARENA_ARRAY(a, int, (size_t)m->nrow), entries = 0, at = 0;
    struct core ret = {.m = {.in = m->in, .unit = m->unit, .divisor = m->divisor}};
    size_t n;

    number(a, m, &ret, row);
    fill_rows(a, m, row, &ret);
    n = (size_t)ret.m.ncolumn;
    for (size_t c = 0; c < n; c++)
        entries += m->start[ret.package[c] + 1] - m->start[ret.package[c]];
    ret.m.start = ARENA_ARRAY(a, int, n + 1);
    ret.m.index = ARENA_ARRAY(a, int, (size_t)entries);
    ret.m.value = ARENA_ARRAY(a, double, (size_t)entries);
    ret.m.low = ARENA_ARRAY(a, double, n);
    ret.m.high = ARENA_ARRAY(a, double, n);
    ret.m.cost = ARENA_ARRAY(a, double, n);
    for (size_t c = 0; c < n; c++) {
        uint32_t i = ret.package[c];

        for (int k = m->start[i]; k < m->start[i + 1]; k++, at++) {
            ret.m.index[at] = row[m->index[k]];
            ret.m.value[at] = m->value[k];
        }
        ret.m.start[c + 1] = at;
        ret.m.high[c] = 1;
        ret.m.cost[c] = m->cost[i];
    }
    return ret;
}
