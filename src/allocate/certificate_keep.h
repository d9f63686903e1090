/* certificate_keep.h - the most that chains can earn under one kept ceiling, in whole numbers.
 *
 * Each chain takes one of its options (weight in satang, profit); the weights taken sum to at most
 * the room. The optimum is found by a list of (weight, profit) that nothing lighter and richer
 * beats, over the chains in the order in which a choice against the ceiling's price loses least.
 * A list that grows past its limit is cut; what is cut off is remembered by its upper bound, so the
 * figure returned is never too low, only higher than the optimum by then.
 *
 * Part of the certificate: nothing of the solver. */
#ifndef PBIS_ALLOCATE_CERTIFICATE_KEEP_H
#define PBIS_ALLOCATE_CERTIFICATE_KEEP_H

#include <stddef.h>
#include <stdint.h>

struct arena;

struct keep_option {
    int64_t weight, profit;
};

struct keep_problem {
    size_t nchain;
    const size_t *first; /* nchain + 1: where a chain's options begin */
    /* The first of each chain is 0, 0; then both rise strictly. All weights sum to at most
     * INSTANCE_SUM_MAX, all profits to at most KEEP_PROFIT_MAX. */
    const struct keep_option *option;
    int64_t room; /* >= 0 */
};
#define KEEP_PROFIT_MAX (INT64_C(1) << 60)

enum { KEEP_LIST_MAX = 200000 }; /* entries of the list */

/* What the ceiling is worth by the gram: the slope at which the chains fill the room. */
struct keep_price {
    int64_t profit, weight; /* profit / weight, weight > 0; 0 / 1 when all fits */
};

/* Upper bound of the profits; the optimum as long as the list keeps within its limit. `list_max` at
 * most KEEP_LIST_MAX. *work grows by the entries looked at. */
int64_t keep_best(struct arena *a, const struct keep_problem *p, size_t list_max, uint64_t *work,
                  struct keep_price *ret_price);

#endif
