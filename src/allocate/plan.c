#include "allocate/plan.h"

#include <assert.h>
#include <string.h>

#include "allocate/plan_list.h"
#include "base/arena.h"

enum {
    STATES_FIRST = 2000, /* of a Pareto list, before it is given up and branched */
    STATES_LAST = 500,   /* when there is no more branching; what is dropped widens the bound */
    STATES_LEAST = 50,   /* and when there was far too much work already */
    BRANCHES = 60,
    WORK = 600000,     /* states made before there is no more branching */
    WORK_WIDE = 60000, /* the same when plans below the best are wanted too */
    TRIES = 48,        /* greedy plans with one option forced, at the root */
    TRIES_NEXT = 8,    /* and at branches */
};

/* A subproblem not yet solved: the choices fixed on the way to it. */
struct branch {
    int64_t ceiling;
    uint32_t fixed; /* node */
};

struct search {
    struct knapsack k;
    struct branch *open;
    size_t nopen, open_room, nbranch;
    uint32_t *fixed; /* by chain, of the subproblem at hand */
    int64_t bound;   /* of what was dropped */
};

/* The profit that plans must have more of to be of use. */
static int64_t cut_of(const struct search *s)
{
    return knapsack_best(&s->k) + s->k.slack;
}

static void push(struct search *s, int64_t ceiling, uint32_t fixed)
{
    if (s->nopen == s->open_room) {
        size_t room = s->open_room ? 2 * s->open_room : 16;

        s->open =
            arena_grow(s->k.a, s->open, s->open_room * sizeof *s->open, room * sizeof *s->open);
        s->open_room = room;
    }
    s->open[s->nopen++] = (struct branch){ceiling, fixed};
}

static struct branch pop_highest(struct search *s)
{
    size_t at = 0;
    struct branch ret;

    for (size_t i = 1; i < s->nopen; i++)
        at = s->open[i].ceiling > s->open[at].ceiling ? i : at;
    ret = s->open[at];
    s->open[at] = s->open[--s->nopen];
    return ret;
}

static uint32_t fix(struct knapsack *k, uint32_t before, uint32_t chain, uint32_t option)
{
    if (k->nnode == k->node_room) {
        size_t room = k->node_room ? 2 * k->node_room : 1024;

        k->node = arena_grow(k->a, k->node, k->node_room * sizeof *k->node, room * sizeof *k->node);
        k->node_room = room;
    }
    k->node[k->nnode] = (struct node){before, chain, option};
    return (uint32_t)k->nnode++;
}

static void load(struct search *s, uint32_t fixed)
{
    for (size_t j = 0; j < s->k.p->nchain; j++)
        s->fixed[j] = NOT_FIXED;
    for (; fixed != NO_NODE; fixed = s->k.node[fixed].before)
        s->fixed[s->k.node[fixed].chain] = s->k.node[fixed].option;
    knapsack_relax(&s->k, s->fixed);
}

/* The subproblem at hand, with the chain of the step that did not fit at each of its options. */
static void branch_on(struct search *s, uint32_t fixed)
{
    uint32_t chain = s->k.at->chain;

    for (uint32_t o = 0; o < options_of(&s->k, chain); o++) {
        uint32_t node = fix(&s->k, fixed, chain, o);

        load(s, node);
        if (s->k.ceiling != NO_CEILING && s->k.ceiling > cut_of(s))
            push(s, s->k.ceiling, node);
    }
}

static void run(struct search *s)
{
    int64_t work = s->k.slack < 0 ? WORK_WIDE : WORK;

    while (s->nopen) {
        struct branch b = pop_highest(s);
        bool last = s->nbranch + s->nopen >= BRANCHES || s->k.work > work;

        if (b.ceiling <= cut_of(s))
            return;
        load(s, b.fixed);
        if (!s->k.at)
            continue;
        knapsack_try(&s->k, b.fixed == NO_NODE ? TRIES : TRIES_NEXT);
        s->nbranch++;
        if (!knapsack_list(&s->k,
                           last ? s->k.work > 2 * work ? STATES_LEAST : STATES_LAST : STATES_FIRST,
                           last))
            branch_on(s, b.fixed);
        else if (s->k.dropped < LOSS_MAX && s->k.ceiling - s->k.dropped > s->bound)
            s->bound = s->k.ceiling - s->k.dropped;
    }
}

static void write_plan(const struct knapsack *k, const struct met *m, struct plan *ret)
{
    ret->profit = m->profit;
    for (uint32_t j = 0; j < k->p->nchain; j++)
        ret->levels[j] = option_of(k, j, m->base[j])->levels;
    for (uint32_t node = m->node; node != NO_NODE; node = k->node[node].before)
        ret->levels[k->node[node].chain] =
            option_of(k, k->node[node].chain, k->node[node].option)->levels;
}

int64_t plan_best(struct arena *a, const struct plan_problem *p, int64_t slack, size_t want,
                  struct plan *ret, size_t *ret_n)
{
    struct search s = {.bound = NO_CEILING};
    struct arena_mark mark;
    int64_t bound, ceiling;

    for (size_t i = 0; i < want; i++)
        ret[i].levels = ARENA_ARRAY(a, uint32_t, p->nchain);
    mark = arena_mark(a);
    knapsack_init(&s.k, a, p, slack, want);
    s.fixed = ARENA_ARRAY(a, uint32_t, p->nchain);
    load(&s, NO_NODE);
    ceiling = s.k.ceiling;
    push(&s, ceiling, NO_NODE);
    if (s.k.at)
        run(&s);
    for (*ret_n = 0; *ret_n < s.k.nmet; ++*ret_n)
        write_plan(&s.k, &s.k.met[*ret_n], &ret[*ret_n]);
    bound = s.k.met[0].profit + (slack > 0 ? slack : 0);
    bound = s.bound > bound ? s.bound : bound;
    arena_rewind(a, mark);
    return bound < ceiling ? bound : ceiling;
}
