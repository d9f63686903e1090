#include "allocate/price.h"

#include <assert.h>
#include <math.h>

#include "base/arena.h"
#include "base/exact.h"

enum {
    PRICE_BITS = 40,     /* of the largest money multiplier that is expected */
    PRICE_BITS_MAX = 50, /* what a multiplier is cut to */
    POINT_BITS_MAX = 44,
    VALUE_BITS = 57, /* of the sum of values in value units */
};
#define PROFIT_MIN (-(INT64_C(1) << 59)) /* what is below counts as this */
#define NANO       INT64_C(1000000000)

static double row_scale(const struct pricing *p, size_t link)
{
    const struct link *x = &p->sp->link[link];

    return x->resource == NO_RESOURCE ? 1 : p->m->row_scale[x->resource];
}

/* A multiplier in value units a satang, or a package. */
static double in_value_units(const struct pricing *p, const double *y, size_t link)
{
    return y[link] * row_scale(p, link) * (double)p->fine / p->m->unit;
}

/* The largest money multiplier to be expected, in value units a satang. */
static double expected_price(const struct pricing *p, const double *y, double value)
{
    double most = 0;

    for (size_t l = 0; l < p->sp->nlink; l++) {
        const struct link *x = &p->sp->link[l];

        if (x->resource == NO_RESOURCE)
            continue;
        most = fmax(most, in_value_units(p, y, l));
        if (x->kind == LINK_CEILING)
            most = fmax(most, value / ((double)x->limit + 1) * 0.1);
    }
    return most;
}

bool pricing_init(struct pricing *p, struct arena *a, const struct model *m, const struct split *sp,
                  const double *y)
{
    int64_t sum = 0, most = INT64_C(1) << VALUE_BITS;
    double largest;
    int exponent = 0;
    size_t noption = 0;

    *p = (struct pricing){.m = m, .sp = sp, .fine = 1};
    for (size_t i = 0; i < m->in->npackage; i++) {
        int64_t v = m->in->package[i].value;

        sum += v < 0 ? -v : v;
    }
    if (sum > most)
        return false;
    while (sum && sum * p->fine <= most / 2)
        p->fine *= 2;
    largest = expected_price(p, y, (double)sum * (double)p->fine);
    if (largest > 0)
        (void)frexp(largest, &exponent);
    exponent = PRICE_BITS - exponent;
    p->bits = (unsigned)(exponent < 0 ? 0 : exponent > POINT_BITS_MAX ? POINT_BITS_MAX : exponent);
    p->y = ARENA_ARRAY(a, int64_t, sp->nlink);
    p->profit = ARENA_ARRAY(a, int64_t, m->in->npackage);
    for (size_t b = 0; b < sp->nblock; b++) {
        size_t n = 0;

        for (size_t j = 0; j < sp->block[b].nchain; j++)
            n += sp->chain[sp->block[b].first + j].nlevel + 1;
        noption = n > noption ? n : noption;
    }
    p->option = ARENA_ARRAY(a, struct plan_option, noption);
    p->first = ARENA_ARRAY(a, size_t, sp->nchain + 1);
    return true;
}

static void round_multipliers(struct pricing *p, const double *y)
{
    for (size_t l = 0; l < p->sp->nlink; l++) {
        bool money = p->sp->link[l].resource != NO_RESOURCE;
        double v = in_value_units(p, y, l) * (money ? ldexp(1, (int)p->bits) : 1);

        v = fmin(nearbyint(v), ldexp(1, money ? PRICE_BITS_MAX : VALUE_BITS));
        p->y[l] = v > 0 ? (int64_t)v : 0;
    }
}

void pricing_multipliers(const struct pricing *p, double *y)
{
    for (size_t l = 0; l < p->sp->nlink; l++) {
        bool money = p->sp->link[l].resource != NO_RESOURCE;

        y[l] = ldexp((double)p->y[l], money ? -(int)p->bits : 0) * p->m->unit /
               (row_scale(p, l) * (double)p->fine);
    }
}

/* y * amount in 2^-bits value units. */
static struct wide add_use(const struct pricing *p, struct wide w, size_t link, int64_t amount)
{
    if (p->sp->link[link].resource == NO_RESOURCE)
        amount *= INT64_C(1) << p->bits; /* -1, 0 or 1 */
    return wide_add_mul(w, p->y[link], amount);
}

static bool find_profits(struct pricing *p)
{
    const struct instance *in = p->m->in;

    for (size_t i = 0; i < in->npackage; i++) {
        struct wide w =
            wide_add_mul(WIDE_ZERO, in->package[i].value * p->fine, INT64_C(1) << p->bits);

        for (size_t k = p->sp->first[i]; k < p->sp->first[i + 1]; k++)
            w = add_use(p, w, p->sp->use[k].link, -p->sp->use[k].amount);
        if (!wide_shift_up(w, p->bits, &p->profit[i])) {
            if (w.hi > 0)
                return false;
            p->profit[i] = PROFIT_MIN;
        }
        if (p->profit[i] < PROFIT_MIN)
            p->profit[i] = PROFIT_MIN;
    }
    return true;
}

static int64_t at_least(int64_t profit)
{
    return profit < PROFIT_MIN ? PROFIT_MIN : profit;
}

/* Writes the options of a chain that no lighter one beats; adds what its least levels earn and
 * weigh. False when sums do not fit. */
static bool add_chain(struct pricing *p, const struct chain *c, size_t *at, struct wide *earned,
                      int64_t *room)
{
    const struct instance *in = p->m->in;
    struct plan_option sum = {.levels = c->least}, *base = &p->option[*at], *o = base;

    for (uint32_t l = 0; l < c->least; l++) {
        *earned = wide_add_mul(*earned, p->profit[c->level[l]], 1);
        *room -= p->sp->own_use[c->level[l]];
    }
    (*at)++;
    *o = sum;
    for (uint32_t l = c->least; l < c->most; l++) {
        uint32_t i = c->level[l];

        assert(!in->package[i].banned);
        sum.weight += p->sp->own_use[i];
        if (__builtin_add_overflow(sum.profit, p->profit[i], &sum.profit) ||
            sum.profit > PLAN_PROFIT_MAX)
            return false;
        sum.profit = at_least(sum.profit);
        sum.levels = l + 1;
        if (sum.profit <= o->profit)
            continue;
        if (sum.weight > o->weight) {
            o = &p->option[(*at)++];
        } else if (o == base) { /* for nothing: earned anyway */
            *earned = wide_add_mul(*earned, sum.profit, 1);
            sum.profit = 0;
        }
        *o = sum;
    }
    return true;
}

/* The problem of one block; false when it does not fit the arithmetic or has no plan at all. */
static bool build_problem(struct pricing *p, const struct block *b, struct plan_problem *ret,
                          struct wide *earned)
{
    int64_t room = b->own == NO_RESOURCE ? PLAN_SUM_MAX : p->m->in->resource[b->own].max;
    int64_t profit = 0;
    size_t at = 0;

    for (size_t j = 0; j < b->nchain; j++) {
        p->first[j] = at;
        if (!add_chain(p, &p->sp->chain[b->first + j], &at, earned, &room))
            return false;
        if (__builtin_add_overflow(profit, p->option[at - 1].profit, &profit))
            return false;
    }
    p->first[b->nchain] = at;
    *ret = (struct plan_problem){b->nchain, p->first, p->option, room};
    return room >= 0 && profit <= PLAN_PROFIT_MAX;
}

static int64_t floor_to(int64_t x, int64_t unit)
{
    int64_t rest = x % unit;

    return x - (rest < 0 ? rest + unit : rest);
}

/* The slack of a block's plan list in its own unit, kept within what sums can take: it widens or
 * narrows a list, never a bound. */
static int64_t slack_of(const struct pricing *p, int64_t profit, int64_t slack)
{
    const int64_t most = INT64_MAX / 4;
    int64_t x, unit = slack < 0 ? p->fine : profit / NANO;

    if (__builtin_mul_overflow(unit, slack, &x))
        return (unit < 0) == (slack < 0) ? most : -most;
    return x > most ? most : x < -most ? -most : x;
}

int64_t pricing_run(struct pricing *p, struct arena *a, const double *y, int64_t slack, size_t want,
                    plan_sink *sink, void *ctx)
{
    struct wide limits = WIDE_ZERO, earned = WIDE_ZERO;
    struct plan *plan = ARENA_ARRAY(a, struct plan, want);
    int64_t sum, rest;

    round_multipliers(p, y);
    if (!find_profits(p))
        return INT64_MAX;
    for (size_t l = 0; l < p->sp->nlink; l++)
        limits = add_use(p, limits, l, p->sp->link[l].limit);
    for (uint32_t b = 0; b < p->sp->nblock; b++) {
        struct arena_mark mark = arena_mark(a);
        struct plan_problem problem;
        int64_t profit = 0;
        size_t n;

        if (!build_problem(p, &p->sp->block[b], &problem, &earned))
            return INT64_MAX;
        for (size_t j = 0; j < problem.nchain; j++)
            profit += problem.option[problem.first[j + 1] - 1].profit;
        earned = wide_add_mul(
            earned, plan_best(a, &problem, slack_of(p, profit, slack), want, plan, &n), 1);
        for (size_t k = 0; k < n && sink; k++)
            sink(ctx, b, plan[k].levels);
        arena_rewind(a, mark);
    }
    if (!wide_shift_up(limits, p->bits, &sum) || !wide_shift_up(earned, 0, &rest) ||
        __builtin_add_overflow(sum, rest, &sum))
        return INT64_MAX;
    return floor_to(floor_to(sum, p->fine) / p->fine, p->m->divisor);
}
