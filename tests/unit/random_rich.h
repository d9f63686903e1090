/* random_rich.h - small instances with richer statements by seed, and their optimum by trying all.
 *
 * The brute force knows units, shared costs, labels, groups and shares as they are stated (struct
 * spec); it shares no code with the product and never looks at what lowering makes. Call it before
 * instance_finish(). */
#ifndef PBIS_TESTS_RANDOM_RICH_H
#define PBIS_TESTS_RANDOM_RICH_H

#include "random_instance.h"

enum { RICH_UNITS = 2, RICH_RESOURCES = 12 };

static inline const uint32_t *random_subset(struct arena *a, struct dice *d, size_t n, size_t *ret)
{
    uint32_t *list = ARENA_ARRAY(a, uint32_t, n);
    size_t k = 0;

    for (uint32_t i = 0; i < n; i++) {
        if (roll(d, 3) == 0)
            list[k++] = i;
    }
    if (!k)
        list[k++] = (uint32_t)roll(d, n);
    *ret = k;
    return list;
}

static inline struct alloc_use *random_uses(struct arena *a, struct dice *d, enum taste t,
                                            size_t nresource, size_t *ret)
{
    struct alloc_use *use = ARENA_ARRAY(a, struct alloc_use, nresource);
    size_t n = 0;

    for (uint32_t r = 0; r < nresource; r++) {
        if (r == 0 || roll(d, 2))
            use[n++] = (struct alloc_use){r, random_amount(d, t)};
    }
    *ret = n;
    return use;
}

static inline void random_units(struct arena *a, struct dice *d, enum taste t, struct instance *in,
                                size_t nmoney)
{
    struct spec *s = &in->spec;

    s->units = ARENA_ARRAY(a, struct alloc_units, RICH_UNITS);
    for (uint32_t i = 0; i < in->npackage && s->nunits < roll(d, RICH_UNITS + 1); i++) {
        struct alloc_units *u = &s->units[s->nunits];

        if (roll(d, 4))
            continue;
        *u = (struct alloc_units){.package = i, .low = (int64_t)roll(d, 3)};
        u->high = u->low + 1 + (int64_t)roll(d, 4);
        if (!s->nunits && roll(d, 5) == 0) /* many: bundles */
            u->high = u->low + INSTANCE_CHAIN_UNITS + (int64_t)roll(d, 6);
        u->value = random_value(d, t) / 4;
        u->use = random_uses(a, d, t, nmoney, &u->nuse);
        s->nunits++;
    }
}

/* random_instance() with statements; every kind is there in about half of the seeds. */
static inline struct instance random_rich(struct arena *a, uint64_t seed, size_t n, bool floors)
{
    struct dice d = {seed * UINT64_C(0xD1342543DE82EF95) + 11};
    struct instance in = random_instance(a, seed, n, floors);
    enum taste t = roll(&d, 2) ? TASTE_SMALL : TASTE_CITY;
    struct alloc_resource *more = ARENA_ARRAY(a, struct alloc_resource, in.nresource + 1);
    size_t nmoney = in.nresource;
    struct spec *s = &in.spec;

    random_units(a, &d, t, &in, nmoney);
    if (roll(&d, 2)) {
        s->shared = ARENA_ARRAY(a, struct alloc_shared, 1);
        s->nshared = 1;
        s->shared->id = STR("shared");
        s->shared->use = random_uses(a, &d, t, nmoney, &s->shared->nuse);
        s->shared->user = random_subset(a, &d, n, &s->shared->nuser);
    }
    if (roll(&d, 2)) {
        s->group = ARENA_ARRAY(a, struct alloc_group, 1);
        s->ngroup = 1;
        s->group->id = STR("group");
        s->group->package = random_subset(a, &d, n, &s->group->npackage);
        s->group->has_max = roll(&d, 2);
        s->group->has_min = !s->group->has_max || (floors && roll(&d, 2));
        s->group->max = s->group->has_max ? 1 + (int64_t)roll(&d, s->group->npackage) : 0;
        s->group->min = s->group->has_min ? 1 : 0;
    }
    if (nmoney > 1 && roll(&d, 2)) {
        s->share = ARENA_ARRAY(a, struct alloc_share, 1);
        s->nshare = 1;
        *s->share = (struct alloc_share){.id = STR("share"), .of = 1, .in = 0};
        s->share->is_min = floors && roll(&d, 3) == 0;
        s->share->bp = 500 + (int64_t)roll(&d, 9000);
    }
    if (roll(&d, 2)) {
        struct str *label = ARENA_ARRAY(a, struct str, 1);
        int64_t sum = 0;

        *label = STR("flood");
        for (size_t r = 0; r < nmoney; r++)
            more[r] = in.resource[r];
        for (size_t i = 0; i < n; i++) {
            if (roll(&d, 3) == 0) {
                in.package[i].label = label;
                in.package[i].nlabel = 1;
                sum += in.package[i].use[0].amount;
            }
        }
        more[nmoney] = (struct alloc_resource){.id = STR("label:flood"), .label = *label};
        more[nmoney].has_max = true;
        more[nmoney].max = sum / 4 * (int64_t)roll(&d, 5);
        more[nmoney].has_min = floors && roll(&d, 2);
        more[nmoney].min = more[nmoney].has_min ? more[nmoney].max / 3 : 0;
        in.resource = more;
        in.nresource++;
    }
    return in;
}

static inline int64_t rich_use(const struct alloc_use *use, size_t n, size_t r)
{
    for (size_t k = 0; k < n; k++) {
        if (use[k].resource == r)
            return use[k].amount;
    }
    return 0;
}

/* What a set with its further units uses of a resource that is no label's. */
static inline int64_t rich_used(const struct instance *in, uint32_t set, const int64_t *further,
                                size_t r, struct str label)
{
    int64_t used = 0;

    for (size_t i = 0; i < in->npackage; i++) {
        const struct alloc_package *p = &in->package[i];

        if (!(set >> i & 1) || (label.n && !p->nlabel))
            continue;
        used += rich_use(p->use, p->nuse, r);
        for (size_t k = 0; k < in->spec.nunits; k++) {
            const struct alloc_units *u = &in->spec.units[k];

            if (u->package == i)
                used += further[k] * rich_use(u->use, u->nuse, r);
        }
    }
    for (size_t k = 0; k < in->spec.nshared && !label.n; k++) {
        const struct alloc_shared *s = &in->spec.shared[k];
        bool paid = false;

        for (size_t j = 0; j < s->nuser; j++)
            paid |= set >> s->user[j] & 1;
        used += paid ? rich_use(s->use, s->nuse, r) : 0;
    }
    return used;
}

static inline bool rich_keeps_statements(const struct instance *in, uint32_t set,
                                         const int64_t *used)
{
    for (size_t k = 0; k < in->spec.ngroup; k++) {
        const struct alloc_group *g = &in->spec.group[k];
        int64_t n = 0;

        for (size_t j = 0; j < g->npackage; j++)
            n += set >> g->package[j] & 1;
        if ((g->has_max && n > g->max) || (g->has_min && n < g->min))
            return false;
    }
    for (size_t k = 0; k < in->spec.nshare; k++) {
        const struct alloc_share *s = &in->spec.share[k];
        int64_t of = used[s->of] * 10000, part = used[s->in] * s->bp;

        if (s->is_min ? of < part : of > part)
            return false;
    }
    return true;
}

static inline bool rich_feasible(const struct instance *in, uint32_t set, const int64_t *further)
{
    int64_t used[RICH_RESOURCES];

    for (size_t r = 0; r < in->nresource; r++) {
        const struct alloc_resource *x = &in->resource[r];

        used[r] = rich_used(in, set, further, x->label.n ? x->label_of : r, x->label);
        if ((x->has_max && used[r] > x->max) || (x->has_min && used[r] < x->min))
            return false;
    }
    return rich_keeps_statements(in, set, used);
}

/* The best value; false when there is no answer. */
static inline bool rich_brute_force(const struct instance *in, int64_t *ret)
{
    struct instance links = *in;
    int64_t further[RICH_UNITS];
    bool any = false;

    links.nresource = 0; /* brute_feasible() then looks at links and marks alone */
    for (uint32_t set = 0; set < UINT32_C(1) << in->npackage; set++) {
        int64_t combinations = 1;

        if (!brute_feasible(&links, set))
            continue;
        for (size_t k = 0; k < in->spec.nunits; k++) {
            if (set >> in->spec.units[k].package & 1)
                combinations *= in->spec.units[k].high - in->spec.units[k].low + 1;
        }
        for (int64_t c = 0; c < combinations; c++) {
            int64_t value = 0, rest = c;

            for (size_t i = 0; i < in->npackage; i++)
                value += set >> i & 1 ? in->package[i].value : 0;
            for (size_t k = 0; k < in->spec.nunits; k++) {
                const struct alloc_units *u = &in->spec.units[k];
                int64_t n = u->high - u->low + 1;

                further[k] = set >> u->package & 1 ? rest % n : 0;
                rest = set >> u->package & 1 ? rest / n : rest;
                value += further[k] * u->value;
            }
            if ((!any || value > *ret) && rich_feasible(in, set, further)) {
                *ret = value;
                any = true;
            }
        }
    }
    return any;
}

#endif
