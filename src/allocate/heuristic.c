#include "allocate/heuristic.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "allocate/model.h"
#include "base/arena.h"

enum {
    PASSES = 5,
    LARGE = 3000, /* packages from which on a relaxation is rounded once: blocks do the rest */
    SWAP_ROUNDS = 4,
    SWAP_OUT = 800, /* packages out that a swap may bring in */
    SWAP_IN = 800,  /* packages in that it may take out */
};
#define WHOLE (1 - 1e-6) /* x from here on counts as 1 */

struct ranked {
    double key;
    uint32_t p;
};

struct search {
    struct arena *a;
    const struct instance *in;
    const struct guide *g;
    struct choice c;
    struct ranked *order; /* best first */
    uint32_t *in_list, *out_list;
    double *weight; /* share of the ceilings that a package takes */
};

void incumbent_init(struct incumbent *best, struct arena *a, size_t npackage)
{
    *best = (struct incumbent){.on = ARENA_ARRAY(a, bool, npackage)};
}

bool incumbent_offer(struct incumbent *best, const struct choice *c)
{
    if ((best->has && c->value <= best->value) || !choice_is_feasible(c))
        return false;
    best->has = true;
    best->value = c->value;
    if (c->in->npackage)
        memcpy(best->on, c->on, c->in->npackage * sizeof *c->on);
    if (best->found)
        best->found(best->ctx, best);
    return true;
}

static int compare_ranked(const void *vx, const void *vy)
{
    const struct ranked *x = vx, *y = vy;

    if (x->key > y->key || x->key < y->key)
        return x->key > y->key ? -1 : 1;
    return x->p < y->p ? -1 : 1;
}

static bool is_over(const struct search *s)
{
    return model_clock() > s->g->until;
}

static double key_of(const struct search *s, uint32_t p, int pass)
{
    double w = s->weight[p] + 1e-12;
    double profit = s->g->profit ? s->g->profit[p] : (double)s->in->package[p].value;

    switch (pass) {
    case 0:
        return (s->g->x ? s->g->x[p] : 0) * 1e9 + profit;
    case 1:
        return profit / w;
    case 2:
        return profit;
    default:
        return (s->g->x && s->g->x[p] > WHOLE ? 1e12 : 0) + profit / pow(w, 0.25 * (pass - 2));
    }
}

static void sort_for(struct search *s, int pass)
{
    for (uint32_t i = 0; i < s->in->npackage; i++)
        s->order[i] = (struct ranked){key_of(s, i, pass), i};
    if (s->in->npackage)
        qsort(s->order, s->in->npackage, sizeof *s->order, compare_ranked);
}

/* Adds whatever fits, best first, until nothing does; worthless packages stay out. */
static void fill(struct search *s, bool whole_only)
{
    bool changed = true;

    while (changed) {
        changed = false;
        for (size_t k = 0; k < s->in->npackage; k++) {
            uint32_t p = s->order[k].p;

            if (s->c.on[p] ||
                (whole_only ? !(s->g->x && s->g->x[p] > WHOLE) : s->in->package[p].value < 0))
                continue;
            if (choice_can_add(&s->c, p)) {
                choice_add(&s->c, p);
                changed = true;
            }
        }
    }
}

/* Takes out what has negative value and holds nothing up. */
static void prune(struct search *s)
{
    for (size_t k = s->in->npackage; k-- > 0;) {
        uint32_t p = s->in->order[k];

        if (s->in->package[p].value < 0 && choice_can_drop(&s->c, p))
            choice_drop(&s->c, p);
    }
}

static int64_t use_of(const struct alloc_package *p, uint32_t resource)
{
    for (size_t k = 0; k < p->nuse; k++) {
        if (p->use[k].resource == resource)
            return p->use[k].amount;
    }
    return 0;
}

/* The ceiling that lacks most for p to come in, and how much; 0 when it fits. */
static int64_t lacking(const struct choice *c, uint32_t p, uint32_t *ret_resource)
{
    const struct alloc_package *x = &c->in->package[p];
    int64_t most = 0;

    for (size_t k = 0; k < x->nuse; k++) {
        const struct alloc_resource *r = &c->in->resource[x->use[k].resource];
        int64_t lack;

        if (!r->has_max || x->use[k].amount <= 0)
            continue;
        lack = x->use[k].amount - (r->max - c->used[x->use[k].resource]);
        if (lack > most) {
            most = lack;
            *ret_resource = x->use[k].resource;
        }
    }
    return most;
}

/* One package in for one of less value out, wherever that works. */
static size_t swap_round(struct search *s)
{
    size_t n_in = 0, n_out = 0, done = 0, n = s->in->npackage;

    for (size_t k = 0; k < n && n_out < SWAP_OUT; k++) {
        uint32_t p = s->order[k].p;

        if (!s->c.on[p] && !s->in->package[p].banned && !s->c.missing[p])
            s->out_list[n_out++] = p;
    }
    for (size_t k = n; k-- > 0 && n_in < SWAP_IN;) {
        if (choice_can_drop(&s->c, s->order[k].p))
            s->in_list[n_in++] = s->order[k].p;
    }
    for (size_t i = 0; i < n_out && !is_over(s); i++) {
        uint32_t p = s->out_list[i], scarce = 0;
        int64_t lack = lacking(&s->c, p, &scarce);

        for (size_t j = 0; j < n_in && !s->c.on[p]; j++) {
            uint32_t q = s->in_list[j];

            if (s->in->package[q].value >= s->in->package[p].value ||
                (lack > 0 && use_of(&s->in->package[q], scarce) < lack) ||
                !choice_can_drop(&s->c, q))
                continue;
            choice_drop(&s->c, q);
            if (choice_can_add(&s->c, p)) {
                choice_add(&s->c, p);
                done++;
            } else {
                choice_add(&s->c, q);
            }
        }
    }
    return done;
}

/* Fills up and swaps, `rounds` times at most; all of them once it bettered the best answer. */
static void improve(struct search *s, struct incumbent *best, int rounds)
{
    fill(s, false);
    prune(s);
    incumbent_offer(best, &s->c);
    for (int round = 0; round < rounds && !is_over(s); round++) {
        size_t n = swap_round(s);

        fill(s, false);
        if (incumbent_offer(best, &s->c))
            rounds = SWAP_ROUNDS;
        if (!n)
            break;
    }
}

static struct search start_search(struct arena *a, const struct instance *in, const struct guide *g)
{
    struct search s = {.a = a, .in = in, .g = g};

    choice_init(&s.c, a, in);
    s.order = ARENA_ARRAY(a, struct ranked, in->npackage);
    s.in_list = ARENA_ARRAY(a, uint32_t, SWAP_IN);
    s.out_list = ARENA_ARRAY(a, uint32_t, SWAP_OUT);
    s.weight = ARENA_ARRAY(a, double, in->npackage);
    for (size_t i = 0; i < in->npackage; i++) {
        const struct alloc_package *p = &in->package[i];

        for (size_t k = 0; k < p->nuse; k++) {
            const struct alloc_resource *r = &in->resource[p->use[k].resource];

            if (r->has_max)
                s.weight[i] += (double)p->use[k].amount / ((double)r->max + 1);
        }
    }
    return s;
}

bool heuristic_search(struct arena *a, const struct instance *in, const struct guide *g,
                      struct incumbent *best)
{
    struct search s = start_search(a, in, g);
    int enough = in->npackage >= LARGE && g->x ? 1 : PASSES;

    for (int pass = 0; pass < PASSES && (!best->has || (pass < enough && !is_over(&s))); pass++) {
        choice_clear(&s.c);
        choice_add_forced(&s.c);
        sort_for(&s, pass);
        if (pass == 0 || pass > 2)
            fill(&s, true);
        improve(&s, best, SWAP_ROUNDS);
    }
    return is_over(&s);
}

bool heuristic_round(struct arena *a, const struct instance *in, const struct guide *g,
                     struct incumbent *best)
{
    struct search s = start_search(a, in, g);

    choice_add_forced(&s.c);
    sort_for(&s, 0);
    fill(&s, true);
    improve(&s, best, 1);
    return is_over(&s);
}

bool heuristic_polish(struct arena *a, const struct instance *in, const struct guide *g,
                      struct incumbent *best)
{
    struct search s = start_search(a, in, g);

    if (!best->has)
        return false;
    choice_set(&s.c, best->on);
    sort_for(&s, 0);
    improve(&s, best, SWAP_ROUNDS);
    return is_over(&s);
}
