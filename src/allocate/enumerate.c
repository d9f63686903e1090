#include "allocate/enumerate.h"

#include <assert.h>

#include "allocate/certificate.h"
#include "base/arena.h"
#include "base/exact.h"

struct walk {
    const struct instance *in;
    struct incumbent *best;
    struct choice c;
    int64_t profit[ENUMERATE_MAX];   /* by package: value less what it uses at the prices, up */
    int64_t rest[ENUMERATE_MAX + 1]; /* by depth: what the packages from there can add at most */
    int64_t *reach, *least;          /* by depth and resource: what they can use at most, at least */
    int64_t fixed;                   /* the limits at the prices */
    int64_t divisor;                 /* every value is a multiple of it */
    int64_t nodes;
};

/* price * amount in millionths, rounded up or down; false when it does not fit. */
static bool price_of(int64_t price, unsigned places, int64_t amount, enum round_mode mode,
                     int64_t *ret)
{
    int64_t scale = 1;

    for (unsigned i = PRICE_PLACES_MIN; i < places; i++)
        scale *= 10;
    if (mode == ROUND_FLOOR || price == INT64_MIN)
        return exact_mul_div(price, amount, scale, ROUND_FLOOR, ret);
    if (!exact_mul_div(-price, amount, scale, ROUND_FLOOR, ret))
        return false;
    *ret = -*ret;
    return true;
}

/* Profits and the fixed part; false when a figure would not fit, then prices of 0 do. */
static bool use_prices(struct walk *w, const int64_t *price, unsigned places)
{
    int64_t part, sum = 0;

    w->fixed = 0;
    for (size_t r = 0; r < w->in->nresource; r++) {
        const struct alloc_resource *x = &w->in->resource[r];

        if (!price_of(price[r], places, price[r] > 0 ? x->max : x->min, ROUND_UP, &part) ||
            __builtin_add_overflow(w->fixed, part, &w->fixed))
            return false;
    }
    for (size_t i = 0; i < w->in->npackage; i++) {
        const struct alloc_package *p = &w->in->package[i];

        w->profit[i] = p->value;
        for (size_t k = 0; k < p->nuse; k++) {
            if (!price_of(price[p->use[k].resource], places, p->use[k].amount, ROUND_FLOOR,
                          &part) ||
                __builtin_sub_overflow(w->profit[i], part, &w->profit[i]))
                return false;
        }
        if (w->profit[i] == INT64_MIN ||
            __builtin_add_overflow(sum, w->profit[i] < 0 ? -w->profit[i] : w->profit[i], &sum))
            return false;
    }
    return !__builtin_add_overflow(sum, w->fixed < 0 ? -w->fixed : w->fixed, &part);
}

static void prepare(struct arena *a, struct walk *w)
{
    size_t n = w->in->npackage, m = w->in->nresource;
    int64_t g = 0;

    w->reach = ARENA_ARRAY(a, int64_t, (n + 1) * m);
    w->least = ARENA_ARRAY(a, int64_t, (n + 1) * m);
    w->rest[n] = 0;
    for (size_t k = n; k-- > 0;) {
        const struct alloc_package *p = &w->in->package[w->in->order[k]];
        int64_t profit = w->profit[w->in->order[k]], x = p->value < 0 ? -p->value : p->value;

        w->rest[k] = w->rest[k + 1] + (profit > 0 && !p->banned ? profit : 0);
        for (size_t r = 0; r < m; r++) {
            w->reach[k * m + r] = w->reach[(k + 1) * m + r];
            w->least[k * m + r] = w->least[(k + 1) * m + r];
        }
        for (size_t j = 0; j < p->nuse && !p->banned; j++) {
            int64_t *to = p->use[j].amount < 0 ? w->least : w->reach;

            to[k * m + p->use[j].resource] += p->use[j].amount;
        }
        while (x) {
            int64_t r = g % x;

            g = x;
            x = r;
        }
    }
    w->divisor = g ? g : 1;
}

static bool can_reach_limits(const struct walk *w, size_t depth)
{
    size_t m = w->in->nresource;

    for (size_t r = 0; r < m; r++) {
        const struct alloc_resource *x = &w->in->resource[r];

        if (x->has_min && w->c.used[r] + w->reach[depth * m + r] < x->min)
            return false;
        if (x->is_signed && x->has_max && w->c.used[r] + w->least[depth * m + r] > x->max)
            return false;
    }
    return true;
}

/* May p come in now? What is signed can still be made good by later packages. */
static bool can_come(const struct walk *w, uint32_t i)
{
    const struct alloc_package *p = &w->in->package[i];

    if (p->banned || w->c.missing[i] || w->c.barred[i])
        return false;
    for (size_t k = 0; k < p->nuse; k++) {
        const struct alloc_resource *r = &w->in->resource[p->use[k].resource];

        if (!r->is_signed && instance_breaks(r, w->c.used[p->use[k].resource], p->use[k].amount))
            return false;
    }
    return true;
}

/* Everything below a node; false when the nodes are used up. so_far: the profit of what is in. */
static bool visit(struct walk *w, size_t depth, int64_t so_far)
{
    int64_t most = w->fixed + so_far + w->rest[depth];
    const struct alloc_package *p;
    uint32_t i;
    bool first_in;

    if (w->nodes-- <= 0)
        return false;
    most -= most % w->divisor < 0 ? most % w->divisor + w->divisor : most % w->divisor;
    if ((w->best->has && most <= w->best->value) || !can_reach_limits(w, depth))
        return true;
    if (depth == w->in->npackage) {
        (void)incumbent_offer(w->best, &w->c);
        return true;
    }
    i = w->in->order[depth];
    p = &w->in->package[i];
    first_in = p->forced || w->profit[i] > 0;
    for (int turn = 0; turn < 2; turn++) {
        bool in = first_in == (turn == 0);

        if (!in && !p->forced && !visit(w, depth + 1, so_far))
            return false;
        if (in && can_come(w, i)) {
            bool done;

            choice_add(&w->c, i);
            done = visit(w, depth + 1, so_far + w->profit[i]);
            choice_drop(&w->c, i);
            if (!done)
                return false;
        }
    }
    return true;
}

bool enumerate(struct arena *a, const struct instance *in, const int64_t *price, unsigned places,
               int64_t nodes, struct incumbent *best)
{
    struct walk *w = ARENA_NEW(a, struct walk);

    assert(in->npackage <= ENUMERATE_MAX);
    w->in = in;
    w->best = best;
    w->nodes = nodes;
    choice_init(&w->c, a, in);
    if (!use_prices(w, price, places) &&
        !use_prices(w, ARENA_ARRAY(a, int64_t, in->nresource), PRICE_PLACES_MIN))
        return false;
    prepare(a, w);
    return visit(w, 0, 0);
}
