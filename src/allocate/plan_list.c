#include "allocate/plan_list.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/exact.h"

enum {
    LOOK_AHEAD = 24, /* states from which on the rest of the chains is looked at */
    SHARE_BITS = 20, /* of a step's weight, when part of it is taken */
};

int64_t knapsack_best(const struct knapsack *k)
{
    return k->nmet ? k->met[0].profit : NO_CEILING;
}

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
                          o[hull[i]].profit - o[hull[i - 1]].profit, chain, hull[i - 1], hull[i]};
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

void knapsack_init(struct knapsack *k, struct arena *a, const struct plan_problem *p, int64_t slack,
                   size_t want)
{
    size_t longest = 0, n = p->nchain, noption = p->first[n];
    uint32_t *hull;

    *k = (struct knapsack){.a = a, .p = p, .slack = slack, .want = want};
    for (size_t j = 0; j < n; j++) {
        assert(p->first[j + 1] > p->first[j]);
        longest = p->first[j + 1] - p->first[j] > longest ? p->first[j + 1] - p->first[j] : longest;
    }
    hull = ARENA_ARRAY(a, uint32_t, longest);
    k->step = ARENA_ARRAY(a, struct step, noption);
    for (uint32_t j = 0; j < n; j++)
        add_steps(k, j, hull);
    if (k->nstep)
        qsort(k->step, k->nstep, sizeof *k->step, compare_steps);
    k->met = ARENA_ARRAY(a, struct met, want);
}

/* Scratch that only problems need which greedy does not settle. */
static void make_scratch(struct knapsack *k)
{
    if (k->loss)
        return;
    k->loss = ARENA_ARRAY(k->a, int64_t, k->p->first[k->p->nchain]);
    k->rank = ARENA_ARRAY(k->a, struct rank, k->p->nchain);
    k->place = ARENA_ARRAY(k->a, uint32_t, k->p->nchain);
    k->used = ARENA_ARRAY(k->a, bool, k->p->nchain);
    k->live = ARENA_ARRAY(k->a, struct step, k->nstep);
    k->up = ARENA_ARRAY(k->a, struct fill, k->nstep + 1);
    k->down = ARENA_ARRAY(k->a, struct fill, k->nstep + 1);
}

static void offer(struct knapsack *k, const struct state *s)
{
    size_t n = k->nmet;

    if (s->weight > k->p->room || (n == k->want && s->profit <= k->met[n - 1].profit))
        return;
    for (size_t i = 0; i < n; i++) {
        if (k->met[i].profit == s->profit && k->met[i].weight == s->weight)
            return;
    }
    n = n < k->want ? n + 1 : n;
    k->nmet = n--;
    for (; n > 0 && k->met[n - 1].profit < s->profit; n--)
        k->met[n] = k->met[n - 1];
    k->met[n] = (struct met){s->profit, s->weight, k->base, s->node};
}

void knapsack_relax(struct knapsack *k, const uint32_t *fixed)
{
    struct state s = {.node = NO_NODE};
    int64_t worth;

    k->fixed = fixed;
    k->base = ARENA_ARRAY(k->a, uint32_t, k->p->nchain);
    k->at = NULL;
    k->dropped = LOSS_MAX;
    k->ceiling = NO_CEILING;
    for (uint32_t j = 0; j < k->p->nchain && fixed; j++) {
        if (fixed[j] == NOT_FIXED)
            continue;
        k->base[j] = fixed[j];
        s.weight += option_of(k, j, fixed[j])->weight;
        s.profit += option_of(k, j, fixed[j])->profit;
    }
    if (s.weight > k->p->room)
        return;
    for (size_t i = 0; i < k->nstep && !k->at; i++) {
        const struct step *x = &k->step[i];

        if (fixed && fixed[x->chain] != NOT_FIXED)
            continue;
        if (x->weight > k->p->room - s.weight) {
            k->at = x;
            break;
        }
        s.weight += x->weight;
        s.profit += x->profit;
        k->base[x->chain] = x->to;
    }
    k->weight = s.weight;
    k->profit = k->ceiling = s.profit;
    offer(k, &s);
    if (!k->at)
        return;
    if (!exact_mul_div(k->p->room - k->weight, k->at->profit, k->at->weight, ROUND_FLOOR, &worth))
        assert(false); /* less than the step's own profit */
    k->ceiling += worth;
}

/* --- losses at the price of the step that did not fit ------------------------------------- */

static int compare_ranks(const void *vx, const void *vy)
{
    const struct rank *x = vx, *y = vy;

    if (x->loss != y->loss)
        return x->loss < y->loss ? -1 : 1;
    return x->chain < y->chain ? -1 : x->chain > y->chain;
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

static void find_losses(struct knapsack *k)
{
    k->nrank = 0;
    for (uint32_t j = 0; j < k->p->nchain; j++) {
        const struct plan_option *base = option_of(k, j, k->base[j]);
        int64_t *loss = losses_of(k, j), least = LOSS_MAX;

        if (k->fixed && k->fixed[j] != NOT_FIXED)
            continue;
        for (uint32_t o = 0; o < options_of(k, j); o++) {
            loss[o] = loss_of(option_of(k, j, o), base, k->at);
            if (o != k->base[j] && loss[o] < least)
                least = loss[o];
        }
        k->rank[k->nrank++] = (struct rank){least, j};
    }
    if (k->nrank)
        qsort(k->rank, k->nrank, sizeof *k->rank, compare_ranks);
    for (uint32_t i = 0; i < k->nrank; i++)
        k->place[k->rank[i].chain] = i;
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

/* Losses from here on cannot give a plan of use. */
static int64_t limit_of(const struct knapsack *k)
{
    return k->ceiling - knapsack_best(k) - k->slack;
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
    return k->rank[i].loss < LOSS_MAX && s->loss + k->rank[i].loss < k->ceiling - knapsack_best(k);
}

/* Brings the state under the ceiling by one chain, then fills what room is left. */
static void complete(struct knapsack *k, struct state s)
{
    size_t n = k->nrank;

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

void knapsack_try(struct knapsack *k, size_t tries)
{
    struct state start = {k->weight, k->profit, 0, NO_NODE};

    make_scratch(k);
    find_losses(k);
    memset(k->used, 0, k->p->nchain * sizeof *k->used);
    complete(k, start);
    for (size_t i = 0; i < k->nrank && i < tries && k->rank[i].loss < limit_of(k); i++) {
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

/* --- what the chains still to come must lose ---------------------------------------------- */

/* The steps after the list's chains: those not taken by rising slope loss, then those taken. */
static void find_live(struct knapsack *k)
{
    size_t at = (size_t)(k->at - k->step);

    k->nlive = 0;
    for (size_t i = at; i < k->nstep; i++)
        k->live[k->nlive++] = k->step[i];
    for (size_t i = at; i-- > 0;)
        k->live[k->nlive++] = k->step[i];
}

static struct fill next_fill(const struct fill *before, int64_t weight, int64_t loss)
{
    struct fill f = {.weight = weight, .loss = loss};

    if (before) {
        f.weight_before = before->weight_before + before->weight;
        f.loss_before = before->loss_before + before->loss;
        f.loss_before = f.loss_before < LOSS_MAX ? f.loss_before : LOSS_MAX;
    }
    while (weight >> f.shift >> SHARE_BITS)
        f.shift++;
    f.per = loss / ((weight >> f.shift) + 1);
    return f;
}

/* Sorts the live steps into those that fill room and those that free some, up to what the list's
 * states need. Steps whose chain is on the list or fixed go. */
static void find_fills(struct knapsack *k, size_t rank, size_t *nup, size_t *ndown)
{
    int64_t most = k->p->room - k->state[0].weight;
    int64_t least = k->p->room - k->state[k->nstate - 1].weight;
    size_t n = 0;

    *nup = *ndown = 0;
    for (size_t i = 0; i < k->nlive; i++) {
        const struct step *s = &k->live[i];
        const int64_t *loss = losses_of(k, s->chain);
        bool fills = s->from >= k->base[s->chain];
        struct fill *list = fills ? k->up : k->down;
        size_t *count = fills ? nup : ndown;
        const struct fill *last = *count ? &list[*count - 1] : NULL;
        int64_t need = fills ? most : -least;

        if ((k->fixed && k->fixed[s->chain] != NOT_FIXED) || k->place[s->chain] < rank)
            continue;
        k->live[n++] = *s;
        if (last && last->weight_before + last->weight >= need)
            continue;
        list[*count] = next_fill(last, s->weight,
                                 fills ? loss[s->to] - loss[s->from] : loss[s->from] - loss[s->to]);
        ++*count;
    }
    k->nlive = n;
}

/* The least loss of filling `room` with fractions of steps; *j runs along with rising room. What
 * the steps cannot fill is lost at the price of the room. */
static int64_t loss_of_fill(const struct knapsack *k, const struct fill *list, size_t n, size_t *j,
                            int64_t room)
{
    int64_t rest, worth;

    while (*j < n && list[*j].weight_before + list[*j].weight <= room)
        ++*j;
    if (*j < n)
        return list[*j].loss_before +
               list[*j].per * ((room - list[*j].weight_before) >> list[*j].shift);
    if (list == k->down)
        return n && list[n - 1].weight_before + list[n - 1].weight == room
                   ? list[n - 1].loss_before + list[n - 1].loss
                   : LOSS_MAX;
    rest = n ? room - list[n - 1].weight_before - list[n - 1].weight : room;
    if (!exact_mul_div(rest, k->at->profit, k->at->weight, ROUND_FLOOR, &worth) || worth > LOSS_MAX)
        worth = LOSS_MAX;
    return worth + (n ? list[n - 1].loss_before + list[n - 1].loss : 0);
}

/* Drops states that cannot become plans of use with the chains from `rank` on. */
static void look_ahead(struct knapsack *k, size_t rank)
{
    size_t nup, ndown, split = 0, kept = 0, j = 0;
    int64_t limit = limit_of(k);

    find_fills(k, rank, &nup, &ndown);
    while (split < k->nstate && k->state[split].weight <= k->p->room)
        split++;
    for (size_t i = split; i-- > 0;) {
        struct state *s = &k->state[i];
        int64_t more = loss_of_fill(k, k->up, nup, &j, k->p->room - s->weight);

        if (s->loss >= limit - more)
            s->loss = LOSS_MAX;
    }
    j = 0;
    for (size_t i = split; i < k->nstate; i++) {
        struct state *s = &k->state[i];
        int64_t more = loss_of_fill(k, k->down, ndown, &j, s->weight - k->p->room);

        if (s->loss >= limit - more)
            s->loss = LOSS_MAX;
    }
    for (size_t i = 0; i < k->nstate; i++) {
        if (k->state[i].loss < LOSS_MAX)
            k->state[kept++] = k->state[i];
    }
    k->nstate = kept;
}

/* --- the Pareto list ---------------------------------------------------------------------- */

/* Lighter first; of equal weight the richer. */
static bool goes_before(const struct state *x, const struct state *y)
{
    return x->weight != y->weight ? x->weight < y->weight : x->profit >= y->profit;
}

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

/* Keeps the states that lose least. */
static void truncate_states(struct knapsack *k, size_t most)
{
    struct arena_mark mark = arena_mark(k->a);
    int64_t *loss = ARENA_ARRAY(k->a, int64_t, k->nstate), above;
    size_t n = 0;

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
    k->work += (int64_t)n;
}

bool knapsack_list(struct knapsack *k, size_t most, bool truncate)
{
    make_room(k, 1);
    k->state[0] = (struct state){k->weight, k->profit, 0, NO_NODE};
    k->nstate = 1;
    find_live(k);
    for (size_t i = 0; i < k->nrank && k->nstate && k->rank[i].loss < limit_of(k); i++) {
        extend(k, k->rank[i].chain, i + 1 < k->nrank ? k->rank[i + 1].loss : 0);
        if (k->nstate > LOOK_AHEAD)
            look_ahead(k, i + 1);
        if (k->nstate > most && !truncate)
            return false;
        if (k->nstate > most)
            truncate_states(k, most);
    }
    return true;
}
