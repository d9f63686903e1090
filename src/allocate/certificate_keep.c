#include "allocate/certificate_keep.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/exact.h"

/* A step from one option of a chain to a better one, on the upper hull. */
struct step {
    int64_t weight, profit; /* both > 0 */
    size_t chain;
};

/* A choice in the chains looked at so far. */
struct entry {
    int64_t weight, profit;
    int64_t gain; /* profit less what the weight costs at the ceiling's price, rounded up */
};

struct search {
    const struct keep_problem *p;
    struct keep_price price;
    int64_t *gain;  /* by option */
    size_t *best;   /* by chain: the option of most gain */
    int64_t *loss;  /* by chain: what the next best gains less */
    size_t *chain;  /* in order of loss */
    int64_t *rest_gain, *rest_weight, *rest_profit; /* of the best options of chain[k..] */
    int64_t room_gain; /* what the whole room costs, rounded up */
    int64_t found;     /* profit of the best choice known */
    int64_t spilled;   /* upper bound of what was cut off */
    struct entry *list, *next, *spare, *moved;
    size_t n, room_n; /* entries in the list; what each buffer holds */
};

/* --- the price --------------------------------------------------------------------------- */

static int compare_steps(const void *vx, const void *vy)
{
    const struct step *x = vx, *y = vy;
    int c = exact_cmp_ratio(y->profit, y->weight, x->profit, x->weight);

    if (c)
        return c;
    return x->chain < y->chain ? -1 : x->chain > y->chain;
}

/* The upper hull of a chain's options as steps. Returns how many. */
static size_t hull_steps(const struct keep_problem *p, size_t chain, struct step *to)
{
    size_t n = 0;

    for (size_t o = p->first[chain] + 1; o < p->first[chain + 1]; o++) {
        struct step s = {p->option[o].weight - p->option[o - 1].weight,
                         p->option[o].profit - p->option[o - 1].profit, chain};

        while (n && exact_cmp_ratio(s.profit, s.weight, to[n - 1].profit, to[n - 1].weight) >= 0) {
            s.weight += to[n - 1].weight;
            s.profit += to[n - 1].profit;
            n--;
        }
        to[n++] = s;
    }
    return n;
}

/* Fills the room by slope; sets the price and the first choice found. True when everything fits. */
static bool fill(struct arena *a, struct search *s)
{
    const struct keep_problem *p = s->p;
    struct step *step = ARENA_ARRAY(a, struct step, p->first[p->nchain]);
    int64_t left = p->room;
    bool all = true;
    size_t n = 0;

    for (size_t j = 0; j < p->nchain; j++)
        n += hull_steps(p, j, &step[n]);
    if (n)
        qsort(step, n, sizeof *step, compare_steps);
    s->price = (struct keep_price){0, 1};
    for (size_t k = 0; k < n && all; k++) { /* a chain's steps come in their order */
        all = step[k].weight <= left;
        if (!all) {
            s->price = (struct keep_price){step[k].profit, step[k].weight};
            break;
        }
        left -= step[k].weight;
        s->found += step[k].profit;
    }
    return all;
}

/* --- gains and losses at the price ------------------------------------------------------- */

static int64_t cost_at(const struct search *s, int64_t weight, enum round_mode mode)
{
    int64_t ret = INT64_MAX / 4; /* more than any profit */

    if (!exact_mul_div(weight, s->price.profit, s->price.weight, mode, &ret))
        return INT64_MAX / 4;
    return ret < INT64_MAX / 4 ? ret : INT64_MAX / 4;
}

static void find_losses(struct arena *a, struct search *s)
{
    const struct keep_problem *p = s->p;

    s->gain = ARENA_ARRAY(a, int64_t, p->first[p->nchain]);
    s->best = ARENA_ARRAY(a, size_t, p->nchain);
    s->loss = ARENA_ARRAY(a, int64_t, p->nchain);
    for (size_t j = 0; j < p->nchain; j++) {
        int64_t best = INT64_MIN, second = INT64_MIN;

        for (size_t o = p->first[j]; o < p->first[j + 1]; o++) {
            int64_t gain = p->option[o].profit - cost_at(s, p->option[o].weight, ROUND_DOWN);

            s->gain[o] = gain;
            if (gain > best) {
                second = best;
                best = gain;
                s->best[j] = o;
            } else if (gain > second) {
                second = gain;
            }
        }
        s->loss[j] = p->first[j + 1] - p->first[j] > 1 ? best - second : INT64_MAX;
    }
}

struct ranked {
    int64_t loss;
    size_t chain;
};

static int compare_ranked(const void *vx, const void *vy)
{
    const struct ranked *x = vx, *y = vy;

    if (x->loss != y->loss)
        return x->loss < y->loss ? -1 : 1;
    return x->chain < y->chain ? -1 : x->chain > y->chain;
}

static void rank_chains(struct arena *a, struct search *s)
{
    const struct keep_problem *p = s->p;
    struct ranked *list = ARENA_ARRAY(a, struct ranked, p->nchain);

    for (size_t j = 0; j < p->nchain; j++)
        list[j] = (struct ranked){s->loss[j], j};
    if (p->nchain)
        qsort(list, p->nchain, sizeof *list, compare_ranked);
    s->chain = ARENA_ARRAY(a, size_t, p->nchain);
    s->rest_gain = ARENA_ARRAY(a, int64_t, p->nchain + 1);
    s->rest_weight = ARENA_ARRAY(a, int64_t, p->nchain + 1);
    s->rest_profit = ARENA_ARRAY(a, int64_t, p->nchain + 1);
    for (size_t k = p->nchain; k-- > 0;) {
        size_t best = s->best[list[k].chain];

        s->chain[k] = list[k].chain;
        s->rest_gain[k] = s->rest_gain[k + 1] + s->gain[best];
        s->rest_weight[k] = s->rest_weight[k + 1] + p->option[best].weight;
        s->rest_profit[k] = s->rest_profit[k + 1] + p->option[best].profit;
    }
}

/* --- the list ---------------------------------------------------------------------------- */

/* No completion of e by the chains from k on earns more. */
static int64_t most_of(const struct search *s, const struct entry *e, size_t k)
{
    return e->gain + s->rest_gain[k] + s->room_gain;
}

/* The list with option o of a chain added, without what cannot become better than what is known. */
static size_t move_list(struct search *s, size_t o, size_t next_chain, struct entry *to)
{
    size_t n = 0;

    for (size_t i = 0; i < s->n; i++) {
        struct entry e = s->list[i];

        if (e.weight > s->p->room - s->p->option[o].weight)
            break; /* the list is in order of weight */
        e.weight += s->p->option[o].weight;
        e.profit += s->p->option[o].profit;
        e.gain += s->gain[o];
        if (most_of(s, &e, next_chain) <= s->found)
            continue;
        to[n++] = e;
    }
    return n;
}

/* Merges y[] into x[], both in order of weight; keeps what nothing lighter matches in profit. */
static size_t merge(const struct entry *x, size_t nx, const struct entry *y, size_t ny,
                    struct entry *to)
{
    size_t n = 0, i = 0, j = 0;

    while (i < nx || j < ny) {
        const struct entry *e;

        if (j == ny || (i < nx && (x[i].weight < y[j].weight || (x[i].weight == y[j].weight &&
                                                                 x[i].profit >= y[j].profit))))
            e = &x[i++];
        else
            e = &y[j++];
        if (!n || e->profit > to[n - 1].profit)
            to[n++] = *e;
    }
    return n;
}

/* Notes the choices that the entries complete, then drops what those beat. */
static void settle(struct search *s, size_t k)
{
    size_t n = 0;

    for (size_t i = 0; i < s->n; i++) {
        int64_t profit = s->list[i].profit + s->rest_profit[k];

        if (s->list[i].weight <= s->p->room - s->rest_weight[k] && profit > s->found)
            s->found = profit;
    }
    for (size_t i = 0; i < s->n; i++) {
        if (most_of(s, &s->list[i], k) > s->found)
            s->list[n++] = s->list[i];
    }
    s->n = n;
}

/* Cuts the list to half its limit: what can become least goes, remembered by its bound. */
static void cut(struct search *s, size_t k, size_t most)
{
    int64_t top = INT64_MIN, line = s->found;

    for (size_t i = 0; i < s->n; i++) {
        int64_t bound = most_of(s, &s->list[i], k);

        top = bound > top ? bound : top;
    }
    while (s->n > most / 2) {
        size_t n = 0;

        line += (top - line + 1) / 2;
        for (size_t i = 0; i < s->n; i++) {
            int64_t bound = most_of(s, &s->list[i], k);

            if (bound > line)
                s->list[n++] = s->list[i];
            else
                s->spilled = bound > s->spilled ? bound : s->spilled;
        }
        s->n = n;
    }
}

/* Room for `n` entries in each buffer. */
static void make_room(struct arena *a, struct search *s, size_t n)
{
    struct entry **list[] = {&s->list, &s->next, &s->spare, &s->moved};

    if (n <= s->room_n)
        return;
    for (size_t k = 0; k < ARRAY_LEN(list); k++)
        *list[k] = arena_grow(a, *list[k], s->room_n * sizeof **list[k], 2 * n * sizeof **list[k]);
    s->room_n = 2 * n;
}

/* The list with each option of chain[k]. */
static void add_chain(struct arena *a, struct search *s, size_t k)
{
    const struct keep_problem *p = s->p;
    size_t j = s->chain[k], n = 0;
    struct entry *swap;

    make_room(a, s, s->n * (p->first[j + 1] - p->first[j]));
    for (size_t o = p->first[j]; o < p->first[j + 1]; o++) {
        size_t moved = move_list(s, o, k + 1, s->moved);

        n = merge(s->next, n, s->moved, moved, s->spare);
        swap = s->next;
        s->next = s->spare;
        s->spare = swap;
    }
    swap = s->list;
    s->list = s->next;
    s->next = swap;
    s->n = n;
}

static void walk(struct arena *a, struct search *s, size_t list_max, uint64_t *work)
{
    const struct keep_problem *p = s->p;

    make_room(a, s, 1024);
    s->list[0] = (struct entry){0, 0, 0};
    s->n = 1;
    settle(s, 0);
    for (size_t k = 0; k < p->nchain && s->n; k++) {
        int64_t loss = s->loss[s->chain[k]];

        if (loss == INT64_MAX || s->rest_gain[0] + s->room_gain - loss <= s->found)
            return; /* another choice than the best of the chains left loses too much */
        *work += s->n * (p->first[s->chain[k] + 1] - p->first[s->chain[k]]);
        add_chain(a, s, k);
        settle(s, k + 1);
        if (s->n > list_max)
            cut(s, k + 1, list_max);
    }
}

int64_t keep_best(struct arena *a, const struct keep_problem *p, size_t list_max, uint64_t *work,
                  struct keep_price *ret_price)
{
    struct search s = {.p = p};
    int64_t most;

    if (fill(a, &s)) {
        *ret_price = s.price;
        return s.found;
    }
    *ret_price = s.price;
    find_losses(a, &s);
    rank_chains(a, &s);
    s.room_gain = cost_at(&s, p->room, ROUND_UP);
    most = s.rest_gain[0] + s.room_gain;
    *work += p->first[p->nchain];
    walk(a, &s, list_max, work);
    most = s.spilled < most ? s.spilled : most;
    return s.found > most ? s.found : most;
}
