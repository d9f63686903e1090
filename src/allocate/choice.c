#include "allocate/choice.h"

#include <string.h>

#include "base/arena.h"

void choice_init(struct choice *c, struct arena *a, const struct instance *in)
{
    *c = (struct choice){
        .in = in,
        .on = ARENA_ARRAY(a, bool, in->npackage),
        .used = ARENA_ARRAY(a, int64_t, in->nresource),
        .missing = ARENA_ARRAY(a, uint32_t, in->npackage),
        .held = ARENA_ARRAY(a, uint32_t, in->npackage),
        .barred = ARENA_ARRAY(a, uint32_t, in->npackage),
        .scratch = ARENA_ARRAY(a, uint32_t, in->spec.nshared + 1),
    };
    choice_clear(c);
}

void choice_clear(struct choice *c)
{
    c->value = 0;
    for (size_t r = 0; r < c->in->nresource; r++)
        c->used[r] = 0;
    for (size_t i = 0; i < c->in->npackage; i++) {
        c->on[i] = false;
        c->missing[i] = (uint32_t)c->in->package[i].nneed;
        c->held[i] = 0;
        c->barred[i] = 0;
    }
}

void choice_set(struct choice *c, const bool *want)
{
    choice_clear(c);
    for (size_t i = 0; i < c->in->npackage; i++) {
        if (want[i])
            choice_add(c, (uint32_t)i);
    }
}

bool choice_has_room(const struct choice *c, uint32_t p)
{
    const struct alloc_package *x = &c->in->package[p];

    for (size_t k = 0; k < x->nuse; k++) {
        uint32_t r = x->use[k].resource;

        if (instance_breaks(&c->in->resource[r], c->used[r], x->use[k].amount))
            return false;
    }
    return true;
}

bool choice_can_add(const struct choice *c, uint32_t p)
{
    return !c->on[p] && !c->in->package[p].banned && !c->missing[p] && !c->barred[p] &&
           choice_has_room(c, p);
}

void choice_add(struct choice *c, uint32_t p)
{
    const struct alloc_package *x = &c->in->package[p];

    c->on[p] = true;
    c->value += x->value;
    for (size_t k = 0; k < x->nuse; k++)
        c->used[x->use[k].resource] += x->use[k].amount;
    for (size_t k = 0; k < x->nneed; k++)
        c->held[x->need[k]]++;
    for (size_t k = 0; k < x->nneeded_by; k++)
        c->missing[x->needed_by[k]]--;
    for (size_t k = 0; k < x->nbar; k++)
        c->barred[x->bar[k]]++;
}

bool choice_can_drop(const struct choice *c, uint32_t p)
{
    const struct alloc_package *x = &c->in->package[p];

    if (!c->on[p] || x->forced || c->held[p])
        return false;
    for (size_t k = 0; k < x->nuse; k++) {
        uint32_t r = x->use[k].resource;

        if (instance_breaks(&c->in->resource[r], c->used[r], -x->use[k].amount))
            return false;
    }
    return true;
}

void choice_drop(struct choice *c, uint32_t p)
{
    const struct alloc_package *x = &c->in->package[p];

    c->on[p] = false;
    c->value -= x->value;
    for (size_t k = 0; k < x->nuse; k++)
        c->used[x->use[k].resource] -= x->use[k].amount;
    for (size_t k = 0; k < x->nneed; k++)
        c->held[x->need[k]]--;
    for (size_t k = 0; k < x->nneeded_by; k++)
        c->missing[x->needed_by[k]]++;
    for (size_t k = 0; k < x->nbar; k++)
        c->barred[x->bar[k]]--;
}

void choice_add_forced(struct choice *c)
{
    for (size_t k = 0; k < c->in->npackage; k++) {
        uint32_t p = c->in->order[k];

        if (c->in->package[p].forced && !c->on[p])
            choice_add(c, p);
    }
}

bool choice_add_with_shared(struct choice *c, uint32_t p)
{
    const struct alloc_package *x = &c->in->package[p];
    uint32_t *added, n = 0;
    bool fits = true;

    added = c->scratch;
    for (size_t k = 0; k < x->nneed; k++) {
        if (c->in->package[x->need[k]].kind == PACKAGE_SHARED && !c->on[x->need[k]]) {
            choice_add(c, x->need[k]);
            added[n++] = x->need[k];
        }
    }
    if (!n) {
        if (!choice_has_room(c, p))
            return false;
        choice_add(c, p);
        return true;
    }
    choice_add(c, p);
    added[n++] = p;
    for (uint32_t i = 0; i < n && fits; i++) {
        const struct alloc_package *y = &c->in->package[added[i]];

        for (size_t k = 0; k < y->nuse; k++) {
            const struct alloc_resource *r = &c->in->resource[y->use[k].resource];
            int64_t used = c->used[y->use[k].resource];

            fits &= y->use[k].amount > 0 ? !r->has_max || used <= r->max
                                         : !r->has_min || used >= r->min;
        }
    }
    while (n-- > 0 && !fits)
        choice_drop(c, added[n]);
    return fits;
}

void choice_drop_unused(struct choice *c)
{
    for (size_t i = 0; i < c->in->spec.nshared; i++) {
        uint32_t p = c->in->spec.shared[i].package;

        if (choice_can_drop(c, p))
            choice_drop(c, p);
    }
}

bool choice_is_feasible(const struct choice *c)
{
    for (size_t r = 0; r < c->in->nresource; r++) {
        const struct alloc_resource *x = &c->in->resource[r];

        if ((x->has_max && c->used[r] > x->max) || (x->has_min && c->used[r] < x->min))
            return false;
    }
    for (size_t i = 0; i < c->in->npackage; i++) {
        const struct alloc_package *x = &c->in->package[i];

        if (c->on[i] ? x->banned || c->missing[i] || c->barred[i] : x->forced)
            return false;
    }
    return true;
}
