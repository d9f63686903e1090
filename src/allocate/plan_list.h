/* plan_list.h - one subproblem of a block's knapsack: some chains fixed, the rest on a Pareto list.
 *
 * Inner to plan.c, which branches where a list would become too long. Greedy by slope gives the
 * subproblem's ceiling and a price of the room (the slope of the step that did not fit); a loss is
 * what a choice falls below the ceiling at that price. Chains enter the list by rising loss; a state
 * leaves it when even the best fractional use of the chains still to come cannot better the plans
 * known. */
#ifndef PBIS_ALLOCATE_PLAN_LIST_H
#define PBIS_ALLOCATE_PLAN_LIST_H

#include <stdbool.h>

#include "allocate/plan.h"

#define LOSS_MAX   (INT64_C(1) << 61)
#define NO_NODE    UINT32_MAX
#define NOT_FIXED  UINT32_MAX
#define NO_CHAIN   UINT32_MAX
#define NO_CEILING INT64_MIN

/* A step of a chain along the upper hull of its options, from one option to another. */
struct step {
    int64_t weight, profit;
    uint32_t chain, from, to;
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

/* A plan that was met: choices that differ from a base. */
struct met {
    int64_t profit, weight;
    const uint32_t *base;
    uint32_t node;
};

struct rank {
    int64_t loss; /* the least of a chain's options other than its base */
    uint32_t chain;
};

/* What a step of a chain still to come loses, and the sums of those before it. */
struct fill {
    int64_t weight, loss, weight_before, loss_before;
    int64_t per; /* loss of 2^shift weight, rounded down */
    unsigned shift;
};

struct knapsack {
    struct arena *a;
    const struct plan_problem *p;
    struct step *step; /* of all chains, steepest first */
    size_t nstep;
    int64_t slack;   /* plans that are not better than the best by more are no use */
    struct met *met; /* the best first, at most `want` */
    size_t nmet, want;
    struct node *node;
    size_t nnode, node_room;
    int64_t *loss;     /* by option */
    struct rank *rank; /* of the chains that are not fixed, by rising loss */
    uint32_t *place;   /* by chain: where it stands in rank */
    size_t nrank;
    struct state *state, *next, *other;
    size_t nstate, state_room;
    struct fill *up, *down;
    struct step *live; /* the steps of chains not yet on the list: of `at` and after it first */
    size_t nlive;
    bool *used;   /* by chain, for one greedy plan */
    int64_t work; /* states made so far */
    /* of the subproblem */
    const uint32_t *fixed;  /* by chain: option or NOT_FIXED */
    uint32_t *base;         /* by chain: the option that greedy gives */
    int64_t weight, profit; /* of the base */
    int64_t ceiling;        /* no plan has more profit; NO_CEILING: there is none */
    const struct step *at;  /* the step that did not fit; NULL when all do */
    int64_t dropped;        /* the least loss of a state that was dropped */
};

/* The sorted steps and the scratch of the whole problem. */
void knapsack_init(struct knapsack *k, struct arena *a, const struct plan_problem *p, int64_t slack,
                   size_t want);
/* Greedy with some chains fixed: base, ceiling and `at`. */
void knapsack_relax(struct knapsack *k, const uint32_t *fixed);
/* Good plans by greedy with one option forced. Losses are found here. */
void knapsack_try(struct knapsack *k, size_t tries);
/* Solves the subproblem, already tried. A list longer than `most` is given up (false) or, with
 * `truncate`, shortened: `dropped` says what that may have cost. */
bool knapsack_list(struct knapsack *k, size_t most, bool truncate);

/* Profit of the best plan met; NO_CEILING when there is none. */
int64_t knapsack_best(const struct knapsack *k);

static inline const struct plan_option *option_of(const struct knapsack *k, uint32_t chain,
                                                  uint32_t o)
{
    return &k->p->option[k->p->first[chain] + o];
}

static inline uint32_t options_of(const struct knapsack *k, uint32_t chain)
{
    return (uint32_t)(k->p->first[chain + 1] - k->p->first[chain]);
}

#endif
