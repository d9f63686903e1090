#include "allocate/why_bound.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/exact.h"

#define PROFIT_MIN (-(INT64_C(1) << 59))

/* --- options of a chain ------------------------------------------------------------------- */

/* The options of a chain with at least `least` and at most `most` levels that no lighter one beats, from
 * (0, 0); what the least levels earn and weigh apart. */
struct options {
    struct plan_option *o;
    uint32_t n;
    int64_t profit, weight;
};

static int64_t at_least(int64_t profit)
{
    return profit < PROFIT_MIN ? PROFIT_MIN : profit;
}

static void put_options(const struct why_frame *f, const struct chain *c, uint32_t least,
                        uint32_t most, struct options *ret)
{
    struct plan_option sum = {.levels = least}, *o = ret->o;

    ret->n = 1;
    ret->profit = ret->weight = 0;
    for (uint32_t l = 0; l < least; l++) {
        ret->profit = at_least(ret->profit + f->p.profit[c->level[l]]);
        ret->weight += f->sp.own_use[c->level[l]];
    }
    *o = sum;
    for (uint32_t l = least; l < most; l++) {
        uint32_t i = c->level[l];

        sum.weight += f->sp.own_use[i];
        sum.profit = at_least(sum.profit + f->p.profit[i]);
        sum.levels = l + 1;
        if (sum.profit <= o->profit)
            continue;
        if (sum.weight > o->weight) {
            o = &ret->o[ret->n++];
        } else if (ret->n == 1) { /* for nothing: earned anyway */
            ret->profit += sum.profit;
            sum.profit = 0;
        }
        *o = sum;
    }
}

/* The upper hull of the options as steps; returns how many. */
static size_t put_steps(const struct options *x, uint32_t chain, struct why_step *step)
{
    const struct plan_option *o = x->o;
    size_t n = 0;
    uint32_t from = 0;

    while (from + 1 < x->n) { /* the steepest way on */
        uint32_t to = from + 1;

        for (uint32_t i = to + 1; i < x->n; i++) {
            if (exact_cmp_ratio(o[i].profit - o[from].profit, o[i].weight - o[from].weight,
                                o[to].profit - o[from].profit, o[to].weight - o[from].weight) >= 0)
                to = i;
        }
        step[n++] = (struct why_step){o[to].weight - o[from].weight,
                                      o[to].profit - o[from].profit, chain};
        from = to;
    }
    return n;
}

/* --- blocks ------------------------------------------------------------------------------- */

static int compare_steps(const void *vx, const void *vy)
{
    const struct why_step *x = vx, *y = vy;
    int c = exact_cmp_ratio(y->profit, y->weight, x->profit, x->weight);

    return c ? c : x->chain < y->chain ? -1 : x->chain > y->chain;
}

static bool has_own(const struct block *b)
{
    return b->own != NO_RESOURCE;
}

static bool open_block(struct why_frame *f, uint32_t b, struct options *x)
{
    const struct block *k = &f->sp.block[b];
    struct why_block *to = &f->block[b];
    int64_t profit = 0;
    size_t n = 0;

    to->room = has_own(k) ? f->in->resource[k->own].max : PLAN_SUM_MAX;
    for (size_t j = k->first; j < k->first + k->nchain; j++)
        n += f->sp.chain[j].nlevel;
    to->step = ARENA_ARRAY(f->a, struct why_step, n);
    for (size_t j = k->first; j < k->first + k->nchain; j++) {
        const struct chain *c = &f->sp.chain[j];

        put_options(f, c, c->least, c->most, x);
        to->room -= x->weight;
        if (__builtin_add_overflow(to->base, x->profit, &to->base) ||
            __builtin_add_overflow(profit, x->o[x->n - 1].profit, &profit))
            return false;
        to->nstep += put_steps(x, (uint32_t)j, to->step + to->nstep);
    }
    if (to->nstep)
        qsort(to->step, to->nstep, sizeof *to->step, compare_steps);
    return to->room >= 0 && profit <= PLAN_PROFIT_MAX && to->base > -PLAN_PROFIT_MAX &&
           to->base < PLAN_PROFIT_MAX;
}

/* A walk down the block's steps without those of chain `skip`, with `own` instead of them; profit of what
 * fits, the last step in part. */
static int64_t walk(const struct why_block *b, int64_t room, uint32_t skip,
                    const struct why_step *own, size_t nown)
{
    int64_t profit = 0, part;
    size_t i = 0, k = 0;

    for (;;) {
        const struct why_step *s;

        while (i < b->nstep && b->step[i].chain == skip)
            i++;
        if (i == b->nstep && k == nown)
            return profit;
        if (i < b->nstep && (k == nown || compare_steps(&b->step[i], &own[k]) <= 0))
            s = &b->step[i++];
        else
            s = &own[k++];
        if (s->weight > room) {
            if (!exact_mul_div(room, s->profit, s->weight, ROUND_FLOOR, &part))
                part = s->profit;
            return profit + part;
        }
        room -= s->weight;
        profit += s->profit;
    }
}

/* --- a block with one chain forced -------------------------------------------------------- */

struct forced {
    uint32_t block, chain, least, most;
    struct options x;
    struct why_step *step;
    size_t nstep;
    int64_t room, base; /* of the block, with the chain's new least levels */
};

/* False when nothing has the package so, whatever the room. */
static bool force(struct why_frame *f, uint32_t p, bool in, struct forced *ret)
{
    const struct chain *c = &f->sp.chain[f->chain_of[p]];
    const struct why_block *b;

    *ret = (struct forced){.block = f->block_of[p], .chain = f->chain_of[p], .least = c->least,
                           .most = c->most};
    if (in && ret->least < f->height[p] + 1)
        ret->least = f->height[p] + 1;
    if (!in && ret->most > f->height[p])
        ret->most = f->height[p];
    if (ret->least > ret->most)
        return false;
    b = &f->block[ret->block];
    ret->x.o = ARENA_ARRAY(f->a, struct plan_option, c->nlevel + 1);
    ret->step = ARENA_ARRAY(f->a, struct why_step, c->nlevel + 1);
    put_options(f, c, c->least, c->most, &ret->x);
    ret->room = b->room + ret->x.weight;
    ret->base = b->base - ret->x.profit;
    put_options(f, c, ret->least, ret->most, &ret->x);
    ret->room -= ret->x.weight;
    ret->base += ret->x.profit;
    ret->nstep = put_steps(&ret->x, ret->chain, ret->step);
    return true;
}

static int64_t greedy(const struct why_frame *f, const struct forced *x, int64_t more)
{
    const struct why_block *b = &f->block[x->block];

    if (x->room + more < 0)
        return BOUND_NONE;
    return f->total - b->best + x->base +
           walk(b, x->room + more, x->chain, x->step, x->nstep);
}

int64_t why_forced(struct why_frame *f, uint32_t p, bool in)
{
    struct arena_mark mark = arena_mark(f->a);
    struct forced x;
    int64_t ret = force(f, p, in, &x) ? greedy(f, &x, 0) : BOUND_NONE;

    arena_rewind(f->a, mark);
    return ret;
}

/* The block's problem with the forced chain's options in the place of its own. */
static struct plan_problem build(struct why_frame *f, const struct forced *x)
{
    const struct block *b = &f->sp.block[x->block];
    size_t n = 0, *first = ARENA_ARRAY(f->a, size_t, b->nchain + 1);
    struct options o;
    struct plan_option *list;

    for (size_t j = b->first; j < b->first + b->nchain; j++)
        n += f->sp.chain[j].nlevel + 1;
    list = ARENA_ARRAY(f->a, struct plan_option, n);
    n = 0;
    for (size_t j = 0; j < b->nchain; j++) {
        const struct chain *c = &f->sp.chain[b->first + j];
        bool here = b->first + j == x->chain;

        first[j] = n;
        o.o = list + n;
        put_options(f, c, here ? x->least : c->least, here ? x->most : c->most, &o);
        n += o.n;
    }
    first[b->nchain] = n;
    return (struct plan_problem){b->nchain, first, list, x->room};
}

int64_t why_forced_exactly(struct why_frame *f, uint32_t p, bool in, uint32_t *levels)
{
    struct arena_mark mark = arena_mark(f->a);
    const struct why_block *b = &f->block[f->block_of[p]];
    int64_t ret = BOUND_NONE;
    struct forced x;

    if (force(f, p, in, &x) && x.room >= 0) {
        struct plan_problem problem = build(f, &x);
        struct plan plan;
        size_t n;

        ret = f->total - b->best + x.base + plan_best(f->a, &problem, 0, 1, &plan, &n);
        memcpy(levels, plan.levels, problem.nchain * sizeof *levels);
    }
    arena_rewind(f->a, mark);
    return ret;
}

/* --- a ceiling ---------------------------------------------------------------------------- */

/* What `more` of ceiling r adds by its link's multiplier, value units, rounded up. */
static int64_t link_worth(const struct why_frame *f, uint32_t r, int64_t more)
{
    int64_t ret;

    if (f->link_of[r] == NO_RESOURCE)
        return 0;
    if (!exact_mul_div(f->p.y[f->link_of[r]], more, INT64_C(1) << f->p.bits, ROUND_UP, &ret))
        return INT64_MAX / 4;
    return ret < INT64_MAX / 4 ? ret : INT64_MAX / 4;
}

/* What another block, whose own ceiling grows, earns more at most. */
static int64_t block_worth(const struct why_frame *f, uint32_t b, int64_t more)
{
    const struct why_block *x = &f->block[b];
    int64_t profit = x->base + walk(x, x->room + more, UINT32_MAX, NULL, 0);

    return profit > x->best ? profit - x->best : 0;
}

static bool reaches(const struct why_frame *f, const struct forced *x, uint32_t r, int64_t more,
                    int64_t target)
{
    uint32_t own = f->own_block[r];
    int64_t bound = greedy(f, x, own == x->block ? more : 0);

    if (bound == BOUND_NONE)
        return false;
    if (own != NO_BLOCK && own != x->block)
        bound += block_worth(f, own, more);
    return bound >= target - link_worth(f, r, more);
}

int64_t why_more(struct why_frame *f, uint32_t p, uint32_t r, int64_t target)
{
    struct arena_mark mark = arena_mark(f->a);
    int64_t lo = 0, hi = INSTANCE_SUM_MAX / 8, ret = WHY_MORE_NONE;
    struct forced x;

    if (force(f, p, true, &x) && reaches(f, &x, r, hi, target)) {
        while (lo < hi) {
            int64_t mid = lo + (hi - lo) / 2;

            if (reaches(f, &x, r, mid, target))
                hi = mid;
            else
                lo = mid + 1;
        }
        ret = hi;
    }
    arena_rewind(f->a, mark);
    return ret;
}

int64_t why_grown(const struct why_frame *f, uint32_t r, int64_t more)
{
    int64_t ret = f->total + link_worth(f, r, more);

    return f->own_block[r] == NO_BLOCK ? ret : ret + block_worth(f, f->own_block[r], more);
}

bool why_binds(const struct why_frame *f, uint32_t r)
{
    uint32_t b = f->own_block[r];

    if (f->link_of[r] != NO_RESOURCE && f->p.y[f->link_of[r]] > 0)
        return true;
    return b != NO_BLOCK && walk(&f->block[b], f->block[b].room, UINT32_MAX, NULL, 0) <
                                walk(&f->block[b], PLAN_SUM_MAX, UINT32_MAX, NULL, 0);
}

/* --- opening ------------------------------------------------------------------------------ */

static void find_places(struct why_frame *f)
{
    f->block_of = ARENA_ARRAY(f->a, uint32_t, f->in->npackage);
    f->chain_of = ARENA_ARRAY(f->a, uint32_t, f->in->npackage);
    f->height = ARENA_ARRAY(f->a, uint32_t, f->in->npackage);
    f->link_of = ARENA_ARRAY(f->a, uint32_t, f->in->nresource);
    f->own_block = ARENA_ARRAY(f->a, uint32_t, f->in->nresource);
    for (size_t r = 0; r < f->in->nresource; r++) {
        f->link_of[r] = NO_RESOURCE;
        f->own_block[r] = NO_BLOCK;
    }
    for (uint32_t l = 0; l < f->sp.nlink; l++) {
        if (f->sp.link[l].kind == LINK_CEILING)
            f->link_of[f->sp.link[l].resource] = l;
    }
    for (uint32_t b = 0; b < f->sp.nblock; b++) {
        if (has_own(&f->sp.block[b]))
            f->own_block[f->sp.block[b].own] = b;
        for (size_t j = f->sp.block[b].first; j < f->sp.block[b].first + f->sp.block[b].nchain;
             j++) {
            for (uint32_t l = 0; l < f->sp.chain[j].nlevel; l++) {
                uint32_t p = f->sp.chain[j].level[l];

                f->block_of[p] = b;
                f->chain_of[p] = (uint32_t)j;
                f->height[p] = l;
            }
        }
    }
}

/* Each block's best plan, and the sum of all. */
static bool find_total(struct why_frame *f)
{
    struct wide limits = WIDE_ZERO;

    for (uint32_t l = 0; l < f->sp.nlink; l++) {
        const struct link *x = &f->sp.link[l];
        int64_t one = x->resource == NO_RESOURCE ? INT64_C(1) << f->p.bits : 1;

        limits = wide_add_mul(limits, f->p.y[l], x->limit * one);
    }
    if (!wide_shift_up(limits, f->p.bits, &f->total))
        return false;
    for (uint32_t b = 0; b < f->sp.nblock; b++) {
        struct arena_mark mark = arena_mark(f->a);
        struct forced none = {.block = b, .chain = UINT32_MAX, .room = f->block[b].room};
        struct plan_problem problem = build(f, &none);
        struct plan plan;
        size_t n;

        f->block[b].best = f->block[b].base + plan_best(f->a, &problem, 0, 1, &plan, &n);
        arena_rewind(f->a, mark);
        if (__builtin_add_overflow(f->total, f->block[b].best, &f->total))
            return false;
    }
    return f->total < INT64_MAX / 2 && f->total > -(INT64_MAX / 2);
}

bool why_frame_open(struct why_frame *f, struct arena *a, const struct model *m,
                    const double *dual)
{
    uint32_t longest = 0;
    struct options x;
    double *y;

    *f = (struct why_frame){.a = a, .in = m->in, .m = m};
    if (!split_find(a, m, &f->sp))
        return false;
    y = ARENA_ARRAY(a, double, f->sp.nlink);
    for (uint32_t l = 0; l < f->sp.nlink; l++) {
        double d = dual[f->sp.link[l].row];

        y[l] = fmax(0, f->sp.link[l].kind == LINK_FLOOR ? d : -d);
    }
    if (!pricing_init(&f->p, a, m, &f->sp, y) || 
        pricing_run(&f->p, a, y, 0, 1, NULL, NULL) == INT64_MAX)
        return false;
    find_places(f);
    for (size_t j = 0; j < f->sp.nchain; j++)
        longest = f->sp.chain[j].nlevel > longest ? f->sp.chain[j].nlevel : longest;
    x.o = ARENA_ARRAY(a, struct plan_option, longest + 1);
    f->block = ARENA_ARRAY(a, struct why_block, f->sp.nblock);
    for (uint32_t b = 0; b < f->sp.nblock; b++) {
        if (!open_block(f, b, &x))
            return false;
    }
    return find_total(f);
}

int64_t why_value(const struct why_frame *f, int64_t bound)
{
    int64_t unit = f->p.fine, rest;

    if (bound == BOUND_NONE)
        return BOUND_NONE;
    rest = bound % unit;
    bound = (bound - (rest < 0 ? rest + unit : rest)) / unit;
    rest = bound % f->m->divisor;
    return bound - (rest < 0 ? rest + f->m->divisor : rest);
}
