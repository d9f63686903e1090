#include "allocate/rank.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/exact.h"

struct entry {
    const struct alloc_package *p;
    int64_t cost;
    uint32_t index;
};

/* The packages that may be tried now, as a heap with the best position on top. */
struct heap {
    uint32_t *p;
    size_t n;
    const uint32_t *position;
};

/* Dearer first: value per baht downwards; what costs nothing is beyond any ratio. */
static int compare_ratio(const struct entry *x, const struct entry *y)
{
    if (x->cost && y->cost)
        return -exact_cmp_ratio(x->p->value, x->cost, y->p->value, y->cost);
    if (!x->cost && !y->cost)
        return (x->p->value < y->p->value) - (x->p->value > y->p->value);
    if (x->cost)
        return y->p->value >= 0 ? 1 : -1;
    return x->p->value >= 0 ? -1 : 1;
}

static int compare_entries(const void *vx, const void *vy)
{
    const struct entry *x = vx, *y = vy;
    int c;

    if (x->p->has_rank != y->p->has_rank)
        return x->p->has_rank ? 1 : -1;
    if (x->p->has_rank && x->p->rank != y->p->rank)
        return x->p->rank < y->p->rank ? -1 : 1;
    c = compare_ratio(x, y);
    return c ? c : str_cmp(x->p->id, y->p->id);
}

const uint32_t *rank_positions(struct arena *a, const struct instance *in)
{
    struct entry *list = ARENA_ARRAY(a, struct entry, in->npackage);
    uint32_t *position = ARENA_ARRAY(a, uint32_t, in->npackage);

    for (size_t i = 0; i < in->npackage; i++) {
        const struct alloc_package *p = &in->package[i];

        list[i] = (struct entry){p, instance_cost(in, p), (uint32_t)i};
    }
    if (in->npackage)
        qsort(list, in->npackage, sizeof *list, compare_entries);
    for (size_t k = 0; k < in->npackage; k++)
        position[list[k].index] = (uint32_t)k;
    return position;
}

static void heap_push(struct heap *h, uint32_t p)
{
    size_t i = h->n++;

    for (; i > 0 && h->position[p] < h->position[h->p[(i - 1) / 2]]; i = (i - 1) / 2)
        h->p[i] = h->p[(i - 1) / 2];
    h->p[i] = p;
}

static uint32_t heap_pop(struct heap *h)
{
    uint32_t top = h->p[0], last = h->p[--h->n];
    size_t i = 0;

    for (;;) {
        size_t k = 2 * i + 1;

        if (k + 1 < h->n && h->position[h->p[k + 1]] < h->position[h->p[k]])
            k++;
        if (k >= h->n || h->position[last] <= h->position[h->p[k]])
            break;
        h->p[i] = h->p[k];
        i = k;
    }
    if (h->n)
        h->p[i] = last;
    return top;
}

/* Should the ranking pass over p without drawing the line? */
static bool is_skipped(const struct choice *c, uint32_t p)
{
    const struct alloc_package *x = &c->in->package[p];

    return x->banned || c->barred[p] || (!x->has_rank && x->value < 0);
}

/* Requirements that p waits for: a shared cost is paid with its first user, so nobody waits for it. */
static uint32_t count_waits(const struct choice *c, uint32_t p)
{
    const struct alloc_package *x = &c->in->package[p];
    uint32_t n = 0;

    for (size_t k = 0; k < x->nneed; k++)
        n += !c->on[x->need[k]] && c->in->package[x->need[k]].kind != PACKAGE_SHARED;
    return n;
}

bool rank_choose(struct arena *a, const struct instance *in, bool fill, struct choice *ret)
{
    struct heap h = {ARENA_ARRAY(a, uint32_t, in->npackage), 0, rank_positions(a, in)};

    choice_clear(ret);
    choice_add_forced(ret);
    for (size_t i = 0; i < in->npackage; i++) {
        if (!ret->on[i] && in->package[i].kind != PACKAGE_SHARED &&
            !count_waits(ret, (uint32_t)i))
            heap_push(&h, (uint32_t)i);
    }
    while (h.n) {
        uint32_t p = heap_pop(&h);
        const struct alloc_package *x = &in->package[p];

        if (is_skipped(ret, p))
            continue;
        if (!choice_add_with_shared(ret, p)) {
            if (fill)
                continue;
            break;
        }
        for (size_t k = 0; k < x->nneeded_by; k++) {
            if (!ret->on[x->needed_by[k]] && !count_waits(ret, x->needed_by[k]))
                heap_push(&h, x->needed_by[k]);
        }
    }
    return choice_is_feasible(ret);
}
