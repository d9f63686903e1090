/* plan.h - the best plan of one block: a knapsack of chains under one ceiling, in whole numbers.
 *
 * From each chain one option is taken; an option's weight and profit count from the chain's first
 * one. Greedy by slope gives the best plan's upper bound and a price of the room; what an option
 * loses at that price says in which order chains matter. A Pareto list of (weight, profit) over the
 * chains in that order finds the optimum, usually after a few chains only (plan_list.h). Where lumps
 * are large it would grow long: then the chain of the step that did not fit is fixed at each of its
 * options, and each of these problems has a price, an order and a list of its own.
 *
 * Everything is int64, with products by base/exact.h: the bound is no estimate. Slopes are compared
 * exactly, as two levels whose slopes differ by a rounding only would otherwise be taken out of
 * order. */
#ifndef PBIS_ALLOCATE_PLAN_H
#define PBIS_ALLOCATE_PLAN_H

#include <stddef.h>
#include <stdint.h>

struct arena;

struct plan_option {
    int64_t weight, profit;
    uint32_t levels; /* of the chain that are funded */
};

struct plan_problem {
    size_t nchain;
    const size_t *first; /* nchain + 1: where a chain's options begin */
    /* Within a chain weight and profit rise strictly, from 0 and 0. The sums over chains of the
     * largest weights and of the largest profits are at most PLAN_SUM_MAX and PLAN_PROFIT_MAX. */
    const struct plan_option *option;
    int64_t room; /* >= 0; what the weights may sum to */
};
#define PLAN_SUM_MAX    INT64_C(9000000000000000000)
#define PLAN_PROFIT_MAX (INT64_C(1) << 60)

struct plan {
    int64_t profit;
    uint32_t *levels; /* by chain */
};

/* Up to `want` (>= 1) different plans, the best first; ret[] must hold `want`. Returns an upper
 * bound of every plan's profit: the first one's with slack <= 0, at most `slack` more with slack > 0,
 * and more when the list became too long. slack < 0 keeps plans that earn up to -slack less. */
int64_t plan_best(struct arena *a, const struct plan_problem *p, int64_t slack, size_t want,
                  struct plan *ret, size_t *ret_n);

#endif
