#include "allocate/plan.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/exact.h"

enum {
    STATES_MAX = 4000, /* of the Pareto list; what is dropped widens the bound */
    STATES_WIDE = 500, /* when plans below the best are wanted too */
    TRIES = 48,        /* greedy plans with one option forced */
};
#define LOSS_MAX (INT64_C(1) << 61)
#define NO_NODE  UINT32_MAX

/* A step of a chain along the upper hull of its options, to option `to`. */
struct step {
    int64_t weight, profit;
    uint32_t chain, to;
};

/* One choice of a state, and the choices before it. */
struct node {
    uint32_t before, chain, option;
};

/* A set of choices; the chains not chosen for stand at their base. */
struct state {
    int64_t weight, profit; /* sums over all chains */
    int64_t loss;           /* at least so much below `ceiling`, rounded down */
    uint32_t node;
};

struct rank {
    int64_t loss; /* the least of a chain's options other than its base */
    uint32_t chain;
};

struct knapsack {
    struct arena *a;
    const struct plan_problem *p;
    struct step *step; /* steepest first */
    size_t nstep;
    uint32_t *base;         /* by chain: the option that greedy gives */
    int64_t weight, profit; /* of the base */
    int64_t ceiling;        /* no plan has more profit */
    int64_t *loss;          /* by option */
    struct rank *rank;      /* by rising loss */
    int64_t best;           /* profit of the best plan so far */
    uint32_t best_node;
    int64_t slack, dropped; /* the least loss of a state that was dropped */
    struct node *node;
    size_t nnode, node_room;
    struct state *state, *next, *other;
    size_t nstate, state_room;
    bool *used; /* by chain, for one greedy plan */
};

/* --- greedy ------------------------------------------------------------------------------ */

/* The upper hull of a chain's options from its first one: slopes fall strictly. */
static void add_steps(struct knapsack *k, uint32_t chain, uint32_t *hull)
{
    const struct plan_option *o = k->p->option + k->p->first[chain];
    size_t n = k->p->first[chain + 1] - k->p->first[chain], h = 0;

    for (uint32_t i = 0; i < n; i++) {
        while (h >= 2) {
            const struct plan_option *x = &o[hull[h - 2]], *y = &o[hull[h - 1]];

            if (exact_cmp_ratio(o[i].profit - y->profit, o[i].weight - y->weight,
                                y->profit - x->profit, y->weight - x->weight) < 0)
                break;
            h--;
        }
        hull[h++] = i;
    }
    for (size_t i = 1; i < h; i++)
        k->step[k->nstep++] =
            (struct step){o[hull[i]].weight - o[hull[i - 1]].weight,
                          o[hull[i]].profit - o[hull[i - 1]].profit, chain, hull[i]};
}

static int compare_steps(const void *vx, const void *vy)
{
    const struct step *x = vx, *y = vy;
    int c = exact_cmp_ratio(y->profit, y->weight, x->profit, x->weight);

    if (c)
        return c;
    if (x->chain != y->chain)
        return x->chain < y->chain ? -1 : 1;
    return x->to < y->to ? -1 : 1;
}

/* Takes steps until one does not fit; returns that one, or NULL when all do. */
static const struct step *take_steps(struct knapsack *k)
{
    size_t longest = 0;
    uint32_t *hull;

    for (size_t j = 0; j < k->p->nchain; j++) {
        size_t n = k->p->first[j + 1] - k->p->first[j];

        assert(n > 0);
        longest = n > longest ? n : longest;
    }
    hull = ARENA_ARRAY(k->a, uint32_t, longest);
    k->step = ARENA_ARRAY(k->a, struct step, k->p->first[k->p->nchain]);
    for (uint32_t j = 0; j < k->p->nchain; j++)
        add_steps(k, j, hull);
    if (k->nstep)
        qsort(k->step, k->nstep, sizeof *k->step, compare_steps);
    for (size_t i = 0; i < k->nstep; i++) {
        const struct step *s = &k->step[i];

        if (s->weight > k->p->room - k->weight)
            return s;
        k->weight += s->weight;
        k->profit += s->profit;
        k->base[s->chain] = s->to;
    }
    return NULL;
}

/* --- losses at the price of the step that did not fit ------------------------------------- */

static int compare_ranks(const void *vx, const void *vy)
{
    const struct rank *x = vx, *y = vy;

    if (x->loss != y->loss)
        return x->loss < y->loss ? -1 : 1;
    return x->chain < y->chain ? -1 : x->chain > y->chain;
}

static const struct plan_option *option_of(const struct knapsack *k, uint32_t chain, uint32_t o)
{
    return &k->p->option[k->p->first[chain] + o];
}

static uint32_t options_of(const struct knapsack *k, uint32_t chain)
{
    return (uint32_t)(k->p->first[chain + 1] - k->p->first[chain]);
}

static int64_t *losses_of(const struct knapsack *k, uint32_t chain)
{
    return k->loss + k->p->first[chain];
}

static int64_t loss_of(const struct plan_option *o, const struct plan_option *base,
                       const struct step *at)
{
    int64_t worth;

    if (!exact_mul_div(o->weight - base->weight, at->profit, at->weight, ROUND_FLOOR, &worth) ||
        worth > LOSS_MAX)
        return LOSS_MAX;
    worth -= o->profit - base->profit;
    return worth < LOSS_MAX ? worth : LOSS_MAX;
}

static void find_losses(struct knapsack *k, const struct step *at)
{
    k->loss = ARENA_ARRAY(k->a, int64_t, k->p->first[k->p->nchain]);
    k->rank = ARENA_ARRAY(k->a, struct rank, k->p->nchain);
    for (uint32_t j = 0; j < k->p->nchain; j++) {
        const struct plan_option *base = option_of(k, j, k->base[j]);
        int64_t *loss = losses_of(k, j), least = LOSS_MAX;

        for (uint32_t o = 0; o < options_of(k, j); o++) {
            loss[o] = loss_of(option_of(k, j, o), base, at);
            if (o != k->base[j] && loss[o] < least)
                least = loss[o];
        }
        k->rank[j] = (struct rank){least, j};
    }
    if (k->p->nchain)
        qsort(k->rank, k->p->nchain, sizeof *k->rank, compare_ranks);
}

/* --- states ------------------------------------------------------------------------------ */

static uint32_t add_node(struct knapsack *k, uint32_t before, uint32_t chain, uint32_t option)
{
    if (k->nnode == k->node_room) {
        size_t room = k->node_room ? 2 * k->node_room : 1024;

        k->node = arena_grow(k->a, k->node, k->node_room * sizeof *k->node, room * sizeof *k->node);
        k->node_room = room;
    }
    k->node[k->nnode] = (struct node){before, chain, option};
    return (uint32_t)k->nnode++;
}

/* State s with a chain that stands at its base moved to option o; no node yet. */
static struct state moved(const struct knapsack *k, struct state s, uint32_t chain, uint32_t o)
{
    const struct plan_option *to = option_of(k, chain, o),
                             *base = option_of(k, chain, k->base[chain]);

    s.weight += to->weight - base->weight;
    s.profit += to->profit - base->profit;
    s.loss += losses_of(k, chain)[o];
    return s;
}

/* Losses from here on cannot give a better plan, but for the slack. */
static int64_t limit_of(const struct knapsack *k)
{
    return k->ceiling - k->best - k->slack;
}

static void offer(struct knapsack *k, const struct state *s)
{
    if (s->weight <= k->p->room && s->profit > k->best) {
        k->best = s->profit;
        k->best_node = s->node;
    }
}

/* --- greedy plans with one option forced -------------------------------------------------- */

/* Of the options lighter than the base the one that frees the room that is wanted at least loss. */
static uint32_t lighter(const struct knapsack *k, uint32_t chain, int64_t over)
{
    const struct plan_option *base = option_of(k, chain, k->base[chain]);
    uint32_t ret = k->base[chain];

    for (uint32_t o = 0; o < k->base[chain]; o++) {
        if (base->weight - option_of(k, chain, o)->weight < over)
            continue;
        if (ret == k->base[chain] || losses_of(k, chain)[o] < losses_of(k, chain)[ret])
            ret = o;
    }
    return ret;
}

/* Of the options that fit the one with most profit. */
static uint32_t richest(const struct knapsack *k, uint32_t chain, int64_t room)
{
    int64_t base = option_of(k, chain, k->base[chain])->weight;
    uint32_t n = options_of(k, chain), ret = k->base[chain];

    for (uint32_t o = ret + 1; o < n && option_of(k, chain, o)->weight - base <= room; o++)
        ret = o;
    return ret;
}

static void move(struct knapsack *k, struct state *s, uint32_t chain, uint32_t o)
{
    *s = moved(k, *s, chain, o);
    s->node = add_node(k, s->node, chain, o);
    k->used[chain] = true;
}

/* Can s still become a better plan when the i-th chain leaves its base? */
static bool may_lose(const struct knapsack *k, const struct state *s, size_t i)
{
    return k->rank[i].loss < LOSS_MAX && s->loss + k->rank[i].loss < k->ceiling - k->best;
}

/* Brings the state under the ceiling by one chain, then fills what room is left. */
static void complete(struct knapsack *k, struct state s)
{
    size_t n = k->p->nchain;

    for (size_t i = 0; i < n && s.weight > k->p->room && may_lose(k, &s, i); i++) {
        uint32_t chain = k->rank[i].chain, o;

        if (k->used[chain])
            continue;
        o = lighter(k, chain, s.weight - k->p->room);
        if (o != k->base[chain])
            move(k, &s, chain, o);
    }
    if (s.weight > k->p->room)
        return;
    for (size_t i = 0; i < n && s.weight < k->p->room && may_lose(k, &s, i); i++) {
        uint32_t chain = k->rank[i].chain, o;

        if (k->used[chain])
            continue;
        o = richest(k, chain, k->p->room - s.weight);
        if (o != k->base[chain])
            move(k, &s, chain, o);
    }
    offer(k, &s);
}

static void try_greedy(struct knapsack *k)
{
    struct state start = {k->weight, k->profit, 0, NO_NODE};

    k->used = ARENA_ARRAY(k->a, bool, k->p->nchain);
    complete(k, start);
    for (size_t i = 0; i < k->p->nchain && i < TRIES; i++) {
        uint32_t chain = k->rank[i].chain;

        for (uint32_t o = 0; o < options_of(k, chain); o++) {
            struct state s = start;

            if (o == k->base[chain] || losses_of(k, chain)[o] >= limit_of(k))
                continue;
            memset(k->used, 0, k->p->nchain * sizeof *k->used);
            move(k, &s, chain, o);
            complete(k, s);
        }
    }
}

/* --- the Pareto list ---------------------------------------------------------------------- */

/* Lighter first; of equal weight the richer. */
static bool goes_before(const struct state *x, const struct state *y)
{
    return x->weight != y->weight ? x->weight < y->weight : x->profit >= y->profit;
}

/* Marks a state whose node is to be made if it stays: the index of the state it came from. */
static void make_room(struct knapsack *k, size_t n)
{
    size_t room = k->state_room ? k->state_room : 1024;

    if (n <= k->state_room)
        return;
    while (room < n)
        room *= 2;
    k->state =
        arena_grow(k->a, k->state, k->state_room * sizeof *k->state, room * sizeof *k->state);
    k->next = ARENA_ARRAY(k->a, struct state, room);
    k->other = ARENA_ARRAY(k->a, struct state, room);
    k->state_room = room;
}

/* Merges `from` with the states of the list moved to option o into `to`, keeping of both only what
 * has more profit than everything lighter. */
static size_t merge_option(struct knapsack *k, uint32_t chain, uint32_t o, const struct state *from,
                           size_t nfrom, struct state *to)
{
    int64_t most = INT64_MIN;
    size_t i = 0, j = 0, n = 0;

    while (i < nfrom || j < k->nstate) {
        struct state s;
        bool old = true;

        if (j < k->nstate) {
            s = moved(k, k->state[j], chain, o);
            if (s.loss >= limit_of(k)) {
                j++;
                continue;
            }
            old = i < nfrom && goes_before(&from[i], &s);
        }
        if (old)
            s = from[i++];
        else
            j++;
        if (s.profit <= most)
            continue;
        most = s.profit;
        if (!old) {
            s.node = add_node(k, s.node, chain, o);
            offer(k, &s);
        }
        to[n++] = s;
    }
    return n;
}

/* The n-th smallest of x[0..size), which are put out of order. */
static int64_t nth_smallest(int64_t *x, size_t size, size_t n)
{
    size_t low = 0, high = size - 1;

    while (low < high) {
        int64_t pivot = x[low + (high - low) / 2];
        size_t i = low, j = high;

        for (;;) {
            int64_t swap;

            while (x[i] < pivot)
                i++;
            while (x[j] > pivot)
                j--;
            if (i >= j)
                break;
            swap = x[i];
            x[i++] = x[j];
            x[j--] = swap;
        }
        if (n <= j)
            high = j;
        else
            low = j + 1;
    }
    return x[n];
}

/* Keeps the states that lose least when there are too many. */
static void truncate_states(struct knapsack *k)
{
    size_t n = 0, most = k->slack < 0 ? STATES_WIDE : STATES_MAX;
    struct arena_mark mark = arena_mark(k->a);
    int64_t *loss, above;

    if (k->nstate <= most)
        return;
    loss = ARENA_ARRAY(k->a, int64_t, k->nstate);
    for (size_t i = 0; i < k->nstate; i++)
        loss[i] = k->state[i].loss;
    above = nth_smallest(loss, k->nstate, most);
    arena_rewind(k->a, mark);
    k->dropped = above < k->dropped ? above : k->dropped;
    for (size_t i = 0; i < k->nstate; i++) {
        if (k->state[i].loss < above)
            k->state[n++] = k->state[i];
    }
    k->nstate = n;
}

/* Lets one more chain leave its base. */
static void extend(struct knapsack *k, uint32_t chain, int64_t next_loss)
{
    size_t n = k->nstate, kept = 0;
    struct state *from, *to;

    make_room(k, (size_t)options_of(k, chain) * k->nstate);
    from = k->next;
    to = k->other;
    memcpy(from, k->state, n * sizeof *from);
    for (uint32_t o = 0; o < options_of(k, chain); o++) {
        struct state *swap = from;

        if (o == k->base[chain] || losses_of(k, chain)[o] >= limit_of(k))
            continue;
        n = merge_option(k, chain, o, from, n, to);
        from = to;
        to = swap;
    }
    for (size_t i = 0; i < n; i++) {
        if (from[i].loss < limit_of(k) - next_loss)
            k->state[kept++] = from[i];
    }
    k->nstate = kept;
    truncate_states(k);
}

static void run_list(struct knapsack *k)
{
    make_room(k, 1);
    k->state[0] = (struct state){k->weight, k->profit, 0, NO_NODE};
    k->nstate = 1;
    for (size_t i = 0; i < k->p->nchain && k->nstate && k->rank[i].loss < limit_of(k); i++)
        extend(k, k->rank[i].chain, i + 1 < k->p->nchain ? k->rank[i + 1].loss : 0);
}

/* --- out --------------------------------------------------------------------------------- */

static void write_plan(const struct knapsack *k, int64_t profit, uint32_t node, struct plan *ret)
{
    ret->profit = profit;
    for (uint32_t j = 0; j < k->p->nchain; j++)
        ret->levels[j] = option_of(k, j, k->base[j])->levels;
    for (; node != NO_NODE; node = k->node[node].before)
        ret->levels[k->node[node].chain] =
            option_of(k, k->node[node].chain, k->node[node].option)->levels;
}

static int compare_profits(const void *vx, const void *vy)
{
    const struct state *x = vx, *y = vy;

    if (x->profit != y->profit)
        return x->profit > y->profit ? -1 : 1;
    return x->weight < y->weight ? -1 : x->weight > y->weight;
}

/* The best plan, then the best of what the list still holds. */
static size_t write_plans(struct knapsack *k, size_t want, struct plan *ret)
{
    size_t n = 0;

    write_plan(k, k->best, k->best_node, &ret[n++]);
    if (want > 1 && k->nstate)
        qsort(k->state, k->nstate, sizeof *k->state, compare_profits);
    for (size_t i = 0; i < k->nstate && n < want; i++) {
        if (k->state[i].weight <= k->p->room && k->state[i].node != k->best_node)
            write_plan(k, k->state[i].profit, k->state[i].node, &ret[n++]);
    }
    return n;
}

int64_t plan_best(struct arena *a, const struct plan_problem *p, int64_t slack, size_t want,
                  struct plan *ret, size_t *ret_n)
{
    struct knapsack k = {.a = a, .p = p, .slack = slack, .dropped = LOSS_MAX, .best_node = NO_NODE};
    const struct step *at;
    struct arena_mark mark;
    int64_t bound, room_worth;

    for (size_t i = 0; i < want; i++)
        ret[i].levels = ARENA_ARRAY(a, uint32_t, p->nchain);
    mark = arena_mark(a);
    k.base = ARENA_ARRAY(a, uint32_t, p->nchain);
    at = take_steps(&k);
    k.best = k.ceiling = k.profit;
    if (at) {
        if (!exact_mul_div(p->room - k.weight, at->profit, at->weight, ROUND_FLOOR, &room_worth))
            assert(false); /* less than the step's own profit */
        k.ceiling += room_worth;
        find_losses(&k, at);
        try_greedy(&k);
        run_list(&k);
    }
    *ret_n = write_plans(&k, want, ret);
    bound = k.best + (slack > 0 ? slack : 0);
    if (k.ceiling - k.dropped > bound)
        bound = k.ceiling - k.dropped;
    arena_rewind(a, mark);
    return bound < k.ceiling ? bound : k.ceiling;
}
