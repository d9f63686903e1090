/* random_instance.h - small allocation instances by seed, and their optimum by trying everything.
 *
 * The brute force shares no code with the product: it reads the raw members only. */
#ifndef PBIS_TESTS_RANDOM_INSTANCE_H
#define PBIS_TESTS_RANDOM_INSTANCE_H

#include "allocate/instance.h"
#include "base/arena.h"

struct dice {
    uint64_t s;
};

static inline uint64_t roll(struct dice *d, uint64_t n)
{
    uint64_t z;

    d->s += UINT64_C(0x9E3779B97F4A7C15);
    z = d->s;
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    z ^= z >> 31;
    return n ? z % n : 0;
}

/* How amounts and values look; each seed takes one. */
enum taste { TASTE_SMALL, TASTE_CITY, TASTE_HUGE, TASTE_CLOSE, TASTE_COUNT };

static inline int64_t random_amount(struct dice *d, enum taste t)
{
    switch (t) {
    case TASTE_SMALL:
        return (int64_t)roll(d, 20);
    case TASTE_CITY:
        return (int64_t)roll(d, 1000000) * 10000;
    case TASTE_HUGE: /* to the satang, beyond what float can tell apart from its neighbours */
        return INT64_C(9000000000000) + (int64_t)roll(d, 7);
    case TASTE_CLOSE:
    case TASTE_COUNT:
        break;
    }
    return 1000000 + (int64_t)roll(d, 3);
}

static inline int64_t random_value(struct dice *d, enum taste t)
{
    int64_t v =
        t == TASTE_CITY ? (int64_t)roll(d, INT64_C(5000000000)) : (int64_t)roll(d, 60) * 1000000;

    return roll(d, 12) == 0 ? -v : v;
}

static inline void random_links(struct arena *a, struct dice *d, struct instance *in, uint32_t i)
{
    struct alloc_package *p = &in->package[i];
    uint32_t *need = ARENA_ARRAY(a, uint32_t, 3), *bar = ARENA_ARRAY(a, uint32_t, 2);

    if (i % 3) /* levels of a unit */
        need[p->nneed++] = i - 1;
    else if (i && roll(d, 4) == 0)
        need[p->nneed++] = (uint32_t)roll(d, i);
    if (i > 1 && roll(d, 8) == 0)
        need[p->nneed++] = (uint32_t)roll(d, i);
    if (i && roll(d, 6) == 0)
        bar[p->nbar++] = (uint32_t)roll(d, i);
    p->need = need;
    p->bar = bar;
}

static inline void random_limits(struct dice *d, struct instance *in, enum taste t, bool floors)
{
    for (size_t r = 0; r < in->nresource; r++) {
        struct alloc_resource *x = &in->resource[r];
        int64_t sum = 0;

        for (size_t i = 0; i < in->npackage; i++) {
            for (size_t k = 0; k < in->package[i].nuse; k++) {
                if (in->package[i].use[k].resource == r)
                    sum += in->package[i].use[k].amount;
            }
        }
        x->has_max = roll(d, 10) != 0;
        x->max = x->has_max ? sum / 100 * (int64_t)(20 + roll(d, 70)) + (int64_t)roll(d, 5) : 0;
        if (t == TASTE_CLOSE || t == TASTE_HUGE) /* exactly some of them, give or take a satang */
            x->max = x->has_max ? sum / (int64_t)(in->npackage + 1) * (int64_t)roll(d, 9) +
                                      (int64_t)roll(d, 9)
                                : 0;
        if (floors && roll(d, 3) == 0) {
            x->has_min = true;
            x->min = sum / 100 * (int64_t)roll(d, 40);
            if (x->has_max && x->min > x->max)
                x->min = x->max;
        }
    }
}

/* An instance of `n` packages and a few resources, given members only. */
static inline struct instance random_instance(struct arena *a, uint64_t seed, size_t n, bool floors)
{
    struct dice d = {seed * UINT64_C(0x2545F4914F6CDD1D) + 7};
    enum taste t = (enum taste)roll(&d, TASTE_COUNT);
    struct instance in = {.nresource = 1 + roll(&d, 4), .npackage = n};

    in.resource = ARENA_ARRAY(a, struct alloc_resource, in.nresource);
    in.package = ARENA_ARRAY(a, struct alloc_package, n);
    for (size_t r = 0; r < in.nresource; r++)
        in.resource[r].id = str_format(a, "r%zu", r);
    for (uint32_t i = 0; i < n; i++) {
        struct alloc_package *p = &in.package[i];
        struct alloc_use *use = ARENA_ARRAY(a, struct alloc_use, in.nresource);
        int64_t amount = random_amount(&d, t);

        p->id = str_format(a, "u%02u/%u", i / 3, i % 3 + 1);
        p->value = random_value(&d, t);
        for (uint32_t r = 0; r < in.nresource; r++) {
            if (r == 0 || roll(&d, 2))
                use[p->nuse++] = (struct alloc_use){r, r % 2 ? random_amount(&d, t) : amount};
        }
        p->use = use;
        p->mandatory = roll(&d, 14) == 0;
        p->forbidden = !p->mandatory && roll(&d, 20) == 0;
        p->has_rank = roll(&d, 2);
        p->rank = (int64_t)roll(&d, 20);
        random_links(a, &d, &in, i);
    }
    random_limits(&d, &in, t, floors);
    return in;
}

/* A small city: a total, agencies of one or two units each, two types; levels, links across units. */
static inline struct instance random_city(struct arena *a, uint64_t seed, size_t units)
{
    struct dice d = {seed * UINT64_C(0x9E3779B97F4A7C15) + 3};
    enum taste t = (enum taste)roll(&d, TASTE_COUNT);
    struct instance in = {.nresource = 3 + units, .npackage = 3 * units};

    in.resource = ARENA_ARRAY(a, struct alloc_resource, in.nresource);
    in.package = ARENA_ARRAY(a, struct alloc_package, in.npackage);
    for (size_t r = 0; r < in.nresource; r++)
        in.resource[r].id = str_format(a, "r%zu", r);
    for (uint32_t i = 0; i < in.npackage; i++) {
        struct alloc_package *p = &in.package[i];
        struct alloc_use *use = ARENA_ARRAY(a, struct alloc_use, 3);
        int64_t amount = random_amount(&d, t);
        uint32_t unit = i / 3, agency = unit && unit % 5 == 4 ? unit - 1 : unit;

        p->id = str_format(a, "u%02u/%u", unit, i % 3 + 1);
        p->value = random_value(&d, t);
        use[p->nuse++] = (struct alloc_use){0, amount};
        use[p->nuse++] = (struct alloc_use){1 + (uint32_t)roll(&d, 2), amount};
        use[p->nuse++] = (struct alloc_use){3 + agency, amount};
        p->use = use;
        p->mandatory = roll(&d, 14) == 0;
        p->forbidden = !p->mandatory && roll(&d, 20) == 0;
        random_links(a, &d, &in, i);
    }
    random_limits(&d, &in, t, roll(&d, 6) == 0);
    return in;
}

static inline bool brute_feasible(const struct instance *in, uint32_t set)
{
    for (size_t i = 0; i < in->npackage; i++) {
        const struct alloc_package *p = &in->package[i];
        bool on = set >> i & 1;

        if (on ? p->forbidden : p->mandatory)
            return false;
        for (size_t k = 0; k < p->nneed && on; k++) {
            if (!(set >> p->need[k] & 1))
                return false;
        }
        for (size_t k = 0; k < p->nbar && on; k++) {
            if (set >> p->bar[k] & 1)
                return false;
        }
    }
    for (size_t r = 0; r < in->nresource; r++) {
        const struct alloc_resource *x = &in->resource[r];
        int64_t used = 0;

        for (size_t i = 0; i < in->npackage; i++) {
            for (size_t k = 0; k < in->package[i].nuse && (set >> i & 1); k++)
                used += in->package[i].use[k].resource == r ? in->package[i].use[k].amount : 0;
        }
        if ((x->has_max && used > x->max) || (x->has_min && used < x->min))
            return false;
    }
    return true;
}

/* The best value; false when there is no answer. */
static inline bool brute_force(const struct instance *in, int64_t *ret)
{
    bool any = false;

    for (uint32_t set = 0; set < UINT32_C(1) << in->npackage; set++) {
        int64_t value = 0;

        for (size_t i = 0; i < in->npackage; i++)
            value += set >> i & 1 ? in->package[i].value : 0;
        if ((!any || value > *ret) && brute_feasible(in, set)) {
            *ret = value;
            any = true;
        }
    }
    return any;
}

#endif
