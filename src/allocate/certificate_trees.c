/* The bound of a case at given prices, and what it leaves open (certificate_leaf.h). */
#include <stdlib.h>

#include "allocate/certificate_leaf.h"
#include "base/arena.h"

enum { WAYS_MAX = 2000 }; /* of a tree under a kept ceiling */

static struct wide minus(struct wide x, struct wide y)
{
    /* -y = ~y + 1 */
    struct wide n = {~y.hi, ~y.lo + 1};

    if (n.lo == 0)
        n.hi = (int64_t)((uint64_t)n.hi + 1);
    return wide_add(x, n);
}

/* --- ways of a tree under a kept ceiling ------------------------------------------------- */

/* One way to fund a tree: what it uses of the ceiling, and what it earns. */
struct way {
    int64_t weight;
    struct wide profit;
};
struct ways {
    struct way *list;
    size_t n;
};

static int compare_ways(const void *vx, const void *vy)
{
    const struct way *x = vx, *y = vy;

    if (x->weight != y->weight)
        return x->weight < y->weight ? -1 : 1;
    return wide_cmp(y->profit, x->profit);
}

/* Leaves the ways that nothing lighter matches in profit, in order of weight. */
static void drop_beaten(struct ways *w)
{
    size_t n = 0;

    if (w->n > 1)
        qsort(w->list, w->n, sizeof *w->list, compare_ways);
    for (size_t k = 0; k < w->n; k++) {
        if (!n || wide_cmp(w->list[k].profit, w->list[n - 1].profit) > 0)
            w->list[n++] = w->list[k];
    }
    w->n = n;
}

/* x with each way of y. False when there are too many. */
static bool combine(struct arena *a, struct ways *x, const struct ways *y)
{
    struct ways to;

    if (x->n * y->n > WAYS_MAX)
        return false;
    to = (struct ways){ARENA_ARRAY(a, struct way, x->n * y->n), 0};
    for (size_t i = 0; i < x->n; i++) {
        for (size_t k = 0; k < y->n; k++)
            to.list[to.n++] = (struct way){x->list[i].weight + y->list[k].weight,
                                           wide_add(x->list[i].profit, y->list[k].profit)};
    }
    drop_beaten(&to);
    *x = to;
    return true;
}

static int64_t use_of(const struct alloc_package *x, uint32_t resource)
{
    int64_t sum = 0;

    for (size_t k = 0; k < x->nuse; k++)
        sum += x->use[k].resource == resource ? x->use[k].amount : 0;
    return sum;
}

/* The ways of each tree under a kept ceiling, at its root. */
static bool find_ways(const struct leaf_prices *p, struct arena *a, const struct cases *c,
                      struct ways *ways)
{
    for (size_t n = p->in->npackage; n-- > 0;) {
        uint32_t i = p->in->order[n];
        struct ways own, *w = &ways[i], *to;

        if (p->keep[i] == NO_KEEP || c->state[i] == CASE_OUT)
            continue; /* what stands on an out-package is out too */
        own.list = ARENA_ARRAY(a, struct way, 2);
        own.list[0] = (struct way){use_of(&p->in->package[i], p->node->keep[p->keep[i]]),
                                   p->profit[i]};
        own.n = 1;
        if (w->n && !combine(a, &own, w)) /* w: of those that stand on it */
            return false;
        if (c->state[i] != CASE_IN) {
            struct way *list = ARENA_ARRAY(a, struct way, own.n + 1);

            for (size_t k = 0; k < own.n; k++)
                list[k + 1] = own.list[k];
            list[0] = (struct way){0, WIDE_ZERO};
            own = (struct ways){list, own.n + 1};
            drop_beaten(&own);
        }
        *w = own;
        if (p->below[i] == NO_PACKAGE)
            continue;
        to = &ways[p->below[i]];
        if (!to->n)
            *to = own;
        else if (!combine(a, to, &own))
            return false;
    }
    return true;
}

/* The trees of one kept ceiling as a knapsack: counted from each tree's lightest way. */
struct sack {
    struct keep_problem problem;
    struct wide base; /* of the lightest ways */
    unsigned bits;    /* a profit of the problem is 2^bits units */
    bool empty;
};

static size_t count_ways(const struct leaf_prices *p, const struct cases *c,
                         const struct ways *ways, uint32_t keep, size_t *ret_trees)
{
    size_t n = 0;

    *ret_trees = 0;
    for (size_t i = 0; i < p->in->npackage; i++) {
        if (p->keep[i] == keep && p->below[i] == NO_PACKAGE && c->state[i] != CASE_OUT) {
            n += ways[i].n;
            (*ret_trees)++;
        }
    }
    return n;
}

static void fill_sack(const struct leaf_prices *p, struct arena *a, const struct cases *c,
                      const struct ways *ways, uint32_t keep, struct sack *ret)
{
    size_t ntree, n = count_ways(p, c, ways, keep, &ntree), at = 0, t = 0;
    struct keep_option *option = ARENA_ARRAY(a, struct keep_option, n);
    size_t *first = ARENA_ARRAY(a, size_t, ntree + 1);
    struct wide sum = WIDE_ZERO;
    int64_t room = p->in->resource[p->node->keep[keep]].max, fits;

    *ret = (struct sack){.base = WIDE_ZERO};
    for (size_t i = 0; i < p->in->npackage; i++) {
        const struct ways *w = &ways[i];

        if (p->keep[i] != keep || p->below[i] != NO_PACKAGE || c->state[i] == CASE_OUT)
            continue;
        ret->base = wide_add(ret->base, w->list[0].profit);
        sum = wide_add(sum, minus(w->list[w->n - 1].profit, w->list[0].profit));
        ret->empty |= room < w->list[0].weight;
        room -= ret->empty ? 0 : w->list[0].weight;
    }
    /* Each of n figures is rounded up by less than one. */
    while (!wide_shift_up(sum, ret->bits, &fits) || fits > KEEP_PROFIT_MAX - (int64_t)n)
        ret->bits++;
    for (size_t i = 0; i < p->in->npackage; i++) {
        const struct ways *w = &ways[i];

        if (p->keep[i] != keep || p->below[i] != NO_PACKAGE || c->state[i] == CASE_OUT)
            continue;
        first[t++] = at;
        for (size_t k = 0; k < w->n; k++) {
            struct keep_option o = {w->list[k].weight - w->list[0].weight, 0};

            if (!wide_shift_up(minus(w->list[k].profit, w->list[0].profit), ret->bits, &o.profit))
                o.profit = KEEP_PROFIT_MAX; /* cannot be: the sum fits */
            if (at > first[t - 1] && o.profit <= option[at - 1].profit)
                continue; /* rounded to the same */
            option[at++] = o;
        }
    }
    first[ntree] = at;
    ret->problem = (struct keep_problem){ntree, first, option, room};
}

/* --- the bound --------------------------------------------------------------------------- */

static bool bound_keeps(const struct leaf_prices *p, struct arena *a, struct cases *c,
                        struct leaf_bound *ret)
{
    struct ways *ways = ARENA_ARRAY(a, struct ways, p->in->npackage);

    if (!find_ways(p, a, c, ways))
        return false;
    c->work += p->in->npackage * p->node->nkeep;
    for (uint32_t k = 0; k < p->node->nkeep; k++) {
        struct sack sack;
        struct keep_price price;
        int64_t most;

        fill_sack(p, a, c, ways, k, &sack);
        ret->empty |= sack.empty;
        if (ret->empty)
            return true;
        most = keep_best(a, &sack.problem, KEEP_LIST_MAX, &c->work, &price);
        ret->keep[k].best = wide_add_mul(sack.base, most, INT64_C(1) << sack.bits);
        if (!exact_mul_div(price.profit, INT64_C(1) << sack.bits, price.weight, ROUND_DOWN,
                           &ret->keep[k].price))
            ret->keep[k].price = 0;
        ret->bound = wide_add(ret->bound, ret->keep[k].best);
    }
    return true;
}

bool leaf_bound(const struct leaf_prices *p, struct arena *a, struct cases *c,
                struct leaf_bound *ret)
{
    struct wide *best = ARENA_ARRAY(a, struct wide, p->in->npackage);
    size_t nkeep = p->node ? p->node->nkeep : 0;

    *ret = (struct leaf_bound){.bound = p->constant};
    ret->keep = ARENA_ARRAY(a, struct leaf_keep, nkeep);
    c->work += p->in->npackage;
    for (size_t n = p->in->npackage; n-- > 0;) {
        uint32_t i = p->in->order[n];

        if (p->keep[i] != NO_KEEP || c->state[i] == CASE_OUT)
            continue;
        best[i] = wide_add(best[i], p->profit[i]);
        if (c->state[i] == CASE_OPEN && wide_cmp(best[i], WIDE_ZERO) <= 0)
            continue;
        if (p->below[i] == NO_PACKAGE)
            ret->bound = wide_add(ret->bound, best[i]);
        else
            best[p->below[i]] = wide_add(best[p->below[i]], best[i]);
    }
    return !nkeep || bound_keeps(p, a, c, ret);
}

/* --- what a bound leaves open ------------------------------------------------------------ */

struct losses {
    const struct leaf_prices *p;
    const struct cases *c;
    struct wide *best;  /* by package: of it and what stands on it, when it is in */
    struct wide *slack; /* by kept ceiling, the last one: of the trees under none */
    struct wide *in, *out; /* by package: what it costs to have it in, out */
};

static size_t kept_at(const struct losses *l, uint32_t i)
{
    return l->p->keep[i] == NO_KEEP ? (l->p->node ? l->p->node->nkeep : 0) : l->p->keep[i];
}

/* Best choices with the kept ceilings priced; slack = target - bound, per ceiling. */
static void find_slack(struct losses *l, const struct leaf_bound *b, struct wide target)
{
    const struct leaf_prices *p = l->p;
    size_t nkeep = p->node ? p->node->nkeep : 0;
    struct wide room = minus(target, b->bound);

    for (size_t k = 0; k < nkeep; k++) {
        struct wide priced = wide_add_mul(WIDE_ZERO, b->keep[k].price,
                                          p->in->resource[p->node->keep[k]].max);

        l->slack[k] = wide_add(room, minus(b->keep[k].best, priced));
    }
    l->slack[nkeep] = room;
    for (size_t n = p->in->npackage; n-- > 0;) {
        uint32_t i = p->in->order[n];
        bool taken;

        if (l->c->state[i] == CASE_OUT)
            continue;
        l->best[i] = wide_add(l->best[i], p->profit[i]);
        if (p->keep[i] != NO_KEEP && b->keep[p->keep[i]].price)
            l->best[i] = wide_add_mul(
                l->best[i], -b->keep[p->keep[i]].price,
                use_of(&p->in->package[i], p->node->keep[p->keep[i]]));
        taken = l->c->state[i] == CASE_IN || wide_cmp(l->best[i], WIDE_ZERO) > 0;
        if (!taken)
            continue;
        if (p->below[i] != NO_PACKAGE)
            l->best[p->below[i]] = wide_add(l->best[p->below[i]], l->best[i]);
        else if (p->keep[i] != NO_KEEP)
            l->slack[p->keep[i]] = minus(l->slack[p->keep[i]], l->best[i]);
    }
}

/* From the roots up: what changes when a package must be in, or out. */
static void find_losses(struct losses *l)
{
    const struct leaf_prices *p = l->p;

    for (size_t n = 0; n < p->in->npackage; n++) {
        uint32_t i = p->in->order[n], q = p->below[i];
        bool up = wide_cmp(l->best[i], WIDE_ZERO) > 0;

        if (l->c->state[i] == CASE_OUT)
            continue;
        l->in[i] = q == NO_PACKAGE ? WIDE_ZERO : l->in[q];
        if (l->c->state[i] == CASE_IN)
            continue; /* what stands below it is in too */
        if (!up)
            l->in[i] = minus(l->in[i], l->best[i]);
        l->out[i] = up ? l->best[i] : WIDE_ZERO;
        if (q != NO_PACKAGE && l->c->state[q] == CASE_OPEN && wide_cmp(l->out[q], l->out[i]) < 0)
            l->out[i] = l->out[q];
    }
}

size_t leaf_fixes(const struct leaf_prices *p, struct arena *a, struct cases *c,
                  const struct leaf_bound *b, struct wide target, struct leaf_fix *ret)
{
    size_t n = p->in->npackage, nret = 0;
    struct losses l = {.p = p, .c = c};

    l.best = ARENA_ARRAY(a, struct wide, n);
    l.in = ARENA_ARRAY(a, struct wide, n);
    l.out = ARENA_ARRAY(a, struct wide, n);
    l.slack = ARENA_ARRAY(a, struct wide, (p->node ? p->node->nkeep : 0) + 1);
    find_slack(&l, b, target);
    find_losses(&l);
    c->work += 2 * n;
    for (uint32_t i = 0; i < n; i++) {
        struct wide slack = l.slack[kept_at(&l, i)];

        if (c->state[i] != CASE_OPEN)
            continue;
        /* bound - loss <= target: such an answer is no better than the target */
        if (wide_cmp(wide_add(slack, l.in[i]), WIDE_ZERO) >= 0)
            ret[nret++] = (struct leaf_fix){i, CASE_OUT};
        else if (wide_cmp(wide_add(slack, l.out[i]), WIDE_ZERO) >= 0)
            ret[nret++] = (struct leaf_fix){i, CASE_IN};
    }
    return nret;
}
