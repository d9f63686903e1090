#include "allocate/why_swap.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/exact.h"

enum {
    NEAR = 160,  /* packages of the whole city that are tried for room left */
    LOCAL = 64,  /* ... of one block */
    LOOSE = 96,  /* packages of one ceiling that are tried to make room */
    SHEDS = 64,  /* drops before giving up */
    FILLS = 12,
};

/* --- pools -------------------------------------------------------------------------------- */

struct ranked {
    int64_t loss;
    uint32_t package;
};

static int compare_ranked(const void *vx, const void *vy)
{
    const struct ranked *x = vx, *y = vy;

    if (x->loss != y->loss)
        return x->loss < y->loss ? -1 : 1;
    return x->package < y->package ? -1 : x->package > y->package;
}

static void pool_out(struct why_swap *s, uint32_t p)
{
    if (s->nnear < NEAR)
        s->near[s->nnear++] = p;
    if (s->frame) {
        uint32_t b = s->frame->block_of[p];

        if (s->nlocal[b] < LOCAL)
            s->local[b][s->nlocal[b]++] = p;
    }
}

static void pool_in(struct why_swap *s, uint32_t p)
{
    const struct alloc_package *x = &s->in->package[p];

    for (size_t k = 0; k < x->nuse; k++) {
        uint32_t r = x->use[k].resource;

        if (x->use[k].amount > 0 && s->nloose[r] < LOOSE)
            s->loose[r][s->nloose[r]++] = p;
    }
}

static uint32_t **make_lists(struct arena *a, size_t n, size_t each)
{
    uint32_t **ret = ARENA_ARRAY(a, uint32_t *, n);

    for (size_t i = 0; i < n; i++)
        ret[i] = ARENA_ARRAY(a, uint32_t, each);
    return ret;
}

void why_swap_open(struct why_swap *s, struct arena *a, const struct instance *in, const bool *on,
                   const struct why_frame *f, const int64_t *loss)
{
    struct ranked *order = ARENA_ARRAY(a, struct ranked, in->npackage);
    size_t nblock = f ? f->sp.nblock : 0;

    *s = (struct why_swap){.in = in, .base = on, .frame = f, .a = a};
    choice_init(&s->c, a, in);
    choice_set(&s->c, on);
    s->near = ARENA_ARRAY(a, uint32_t, NEAR);
    s->local = make_lists(a, nblock, LOCAL);
    s->nlocal = ARENA_ARRAY(a, uint32_t, nblock);
    s->loose = make_lists(a, in->nresource, LOOSE);
    s->nloose = ARENA_ARRAY(a, uint32_t, in->nresource);
    s->held = ARENA_ARRAY(a, bool, in->npackage);
    s->hold = ARENA_ARRAY(a, uint32_t, in->npackage);
    for (uint32_t i = 0; i < in->npackage; i++)
        order[i] = (struct ranked){loss[i], i};
    if (in->npackage)
        qsort(order, in->npackage, sizeof *order, compare_ranked);
    for (size_t k = 0; k < in->npackage; k++) {
        uint32_t p = order[k].package;

        if (on[p] && !in->package[p].forced)
            pool_in(s, p);
        else if (!on[p] && !in->package[p].banned && in->package[p].value > 0)
            pool_out(s, p);
    }
}

/* --- turning ------------------------------------------------------------------------------ */

void why_swap_turn(struct why_swap *s, uint32_t p)
{
    if (s->nlog == s->log_room) {
        size_t room = s->log_room ? 2 * s->log_room : 4096;

        s->log = arena_grow(s->a, s->log, s->log_room * sizeof *s->log, room * sizeof *s->log);
        s->log_room = room;
    }
    s->log[s->nlog++] = p;
    if (s->c.on[p])
        choice_drop(&s->c, p);
    else
        choice_add(&s->c, p);
}

static void turn_back(struct why_swap *s, size_t to)
{
    while (s->nlog > to) {
        uint32_t p = s->log[--s->nlog];

        if (s->c.on[p])
            choice_drop(&s->c, p);
        else
            choice_add(&s->c, p);
    }
}

static void hold(struct why_swap *s, uint32_t p)
{
    if (s->held[p])
        return;
    s->held[p] = true;
    s->hold[s->nhold++] = p;
}

void why_swap_back(struct why_swap *s, size_t to)
{
    turn_back(s, to);
    while (s->nhold)
        s->held[s->hold[--s->nhold]] = false;
}

void why_swap_undo(struct why_swap *s)
{
    why_swap_back(s, 0);
}

/* Drops p with all that stands on it. False when something of it must stay. */
static bool drop(struct why_swap *s, uint32_t p)
{
    const struct alloc_package *x = &s->in->package[p];

    if (!s->c.on[p])
        return true;
    if (x->forced || s->held[p])
        return false;
    for (size_t k = 0; k < x->nneeded_by && s->c.held[p]; k++) {
        if (s->c.on[x->needed_by[k]] && !drop(s, x->needed_by[k]))
            return false;
    }
    why_swap_turn(s, p);
    return true;
}

/* Adds p with all it stands on, whatever that costs. False when it cannot be. */
static bool add(struct why_swap *s, uint32_t p)
{
    const struct alloc_package *x = &s->in->package[p];

    if (x->banned)
        return false;
    hold(s, p);
    for (size_t k = 0; k < x->nneed; k++) {
        if (!add(s, x->need[k]))
            return false;
    }
    for (size_t k = 0; k < x->nbar; k++) {
        if (s->held[x->bar[k]] && s->c.on[x->bar[k]])
            return false;
        if (!drop(s, x->bar[k]))
            return false;
    }
    if (!s->c.on[p])
        why_swap_turn(s, p);
    return true;
}

/* --- making room -------------------------------------------------------------------------- */

static int64_t use_of(const struct alloc_package *x, uint32_t r)
{
    for (size_t k = 0; k < x->nuse; k++) {
        if (x->use[k].resource == r)
            return x->use[k].amount;
    }
    return 0;
}

static bool may_go(const struct why_swap *s, uint32_t p)
{
    return s->c.on[p] && !s->held[p] && choice_can_drop(&s->c, p);
}

/* The package whose value is least for the room that is wanted of r; NO_PACKAGE when none may go. */
static uint32_t cheapest(const struct why_swap *s, uint32_t r, int64_t over)
{
    uint32_t ret = NO_PACKAGE;
    int64_t value = 0, room = 1;

    for (uint32_t k = 0; k < s->nloose[r]; k++) {
        uint32_t p = s->loose[r][k];
        int64_t use = use_of(&s->in->package[p], r), v = s->in->package[p].value;

        use = use < over ? use : over;
        v = v > 0 ? v : 0;
        if (use <= 0 || !may_go(s, p))
            continue;
        if (ret == NO_PACKAGE || exact_cmp_ratio(v, use, value, room) < 0) {
            ret = p;
            value = v;
            room = use;
        }
    }
    return ret;
}

static bool shed(struct why_swap *s, uint32_t free)
{
    int left = SHEDS;

    for (uint32_t r = 0; r < s->in->nresource; r++) {
        const struct alloc_resource *x = &s->in->resource[r];

        while (r != free && x->has_max && s->c.used[r] > x->max) {
            uint32_t p = cheapest(s, r, s->c.used[r] - x->max);

            if (p == NO_PACKAGE || !left--)
                return false;
            why_swap_turn(s, p);
        }
    }
    return true;
}

/* --- filling ------------------------------------------------------------------------------ */

static void better(const struct why_swap *s, const uint32_t *list, size_t n, uint32_t *best)
{
    for (size_t k = 0; k < n; k++) {
        uint32_t p = list[k];

        if (s->held[p] || !choice_can_add(&s->c, p))
            continue;
        if (*best == NO_PACKAGE || s->in->package[p].value > s->in->package[*best].value)
            *best = p;
    }
}

/* Looks at the whole city's nearest, at the block's of p, and at those of what was turned. */
static void fill(struct why_swap *s, uint32_t p, size_t from)
{
    for (int i = 0; i < FILLS; i++) {
        uint32_t best = NO_PACKAGE, last = NO_RESOURCE;

        better(s, s->near, s->nnear, &best);
        if (s->frame) {
            last = s->frame->block_of[p];
            better(s, s->local[last], s->nlocal[last], &best);
        }
        for (size_t k = from; k < s->nlog && s->frame; k++) {
            uint32_t b = s->frame->block_of[s->log[k]];

            if (b != last)
                better(s, s->local[b], s->nlocal[b], &best);
            last = b;
        }
        better(s, s->log + from, s->nlog - from, &best);
        if (best == NO_PACKAGE)
            return;
        why_swap_turn(s, best);
    }
}

/* --- the whole ---------------------------------------------------------------------------- */

/* Brings the chains of p's block to a plan, as far as rules between chains let it. */
static void take_plan(struct why_swap *s, const struct why_force *f)
{
    const struct split *sp = &s->frame->sp;
    const struct block *b = &sp->block[s->frame->block_of[f->package]];

    for (size_t j = 0; j < b->nchain; j++) {
        const struct chain *c = &sp->chain[b->first + j];

        if (f->levels[j] < c->nlevel)
            (void)drop(s, c->level[f->levels[j]]);
    }
    for (size_t j = 0; j < b->nchain; j++) {
        const struct chain *c = &sp->chain[b->first + j];

        for (uint32_t l = 0; l < f->levels[j]; l++) {
            uint32_t p = c->level[l];

            if (s->c.on[p])
                continue;
            if (s->held[p] || s->in->package[p].banned || s->c.missing[p] || s->c.barred[p])
                break;
            why_swap_turn(s, p);
        }
    }
}

static bool keeps_floors(const struct why_swap *s)
{
    for (size_t r = 0; r < s->in->nresource; r++) {
        if (s->in->resource[r].has_min && s->c.used[r] < s->in->resource[r].min)
            return false;
    }
    return true;
}

bool why_swap_try(struct why_swap *s, const struct why_force *f)
{
    size_t from = s->nlog;

    if (f->in ? !add(s, f->package) : !drop(s, f->package))
        return false;
    hold(s, f->package);
    if (f->levels && s->frame)
        take_plan(s, f);
    if (!shed(s, f->free))
        return false;
    fill(s, f->package, from);
    return keeps_floors(s);
}

void why_swap_shrink(struct why_swap *s, uint32_t r, int64_t least)
{
    const struct alloc_resource *x = &s->in->resource[r];

    while (s->c.used[r] > x->max) {
        int64_t over = s->c.used[r] - x->max, most = 0;
        uint32_t best = NO_PACKAGE;

        for (uint32_t k = 0; k < s->nloose[r]; k++) {
            uint32_t p = s->loose[r][k];
            int64_t use = use_of(&s->in->package[p], r);

            use = use < over ? use : over;
            if (use <= most || s->c.value - s->in->package[p].value < least || !may_go(s, p))
                continue;
            most = use;
            best = p;
        }
        if (best == NO_PACKAGE)
            return;
        why_swap_turn(s, best);
    }
}

/* Puts p into a list kept by falling value. */
static void keep_largest(const struct instance *in, uint32_t *list, uint32_t *n, uint32_t p)
{
    uint32_t k = *n < WHY_SWAPS ? (*n)++ : WHY_SWAPS;

    if (k == WHY_SWAPS) {
        if (in->package[list[k - 1]].value >= in->package[p].value)
            return;
        k--;
    }
    while (k && in->package[list[k - 1]].value < in->package[p].value) {
        list[k] = list[k - 1];
        k--;
    }
    list[k] = p;
}

uint32_t why_swap_list(struct why_swap *s, uint32_t except, struct why_package *ret)
{
    uint32_t n = 0;

    ret->ncome = ret->ngo = 0;
    for (size_t k = 0; k < s->nlog; k++) {
        uint32_t p = s->log[k];
        bool seen = p == except || s->c.on[p] == s->base[p];

        for (size_t i = 0; i < k && !seen; i++)
            seen = s->log[i] == p;
        if (seen)
            continue;
        n++;
        if (s->c.on[p])
            keep_largest(s->in, ret->come, &ret->ncome, p);
        else
            keep_largest(s->in, ret->go, &ret->ngo, p);
    }
    return n;
}
