/* why_bound.h - what no answer with a package forced in (or out) can exceed.
 *
 * The links of split.h are priced; each block is a knapsack of chains. Forcing a package bounds how
 * many levels of its chain are funded, and only its own block must be looked at again: first by the
 * greedy bound of the block (a walk along its steps), then exactly (plan.h). Profits and bounds are in
 * value units as price.h has them; every rounding goes up. */
#ifndef PBIS_ALLOCATE_WHY_BOUND_H
#define PBIS_ALLOCATE_WHY_BOUND_H

#include "allocate/price.h"

struct arena;

#define NO_BLOCK      UINT32_MAX
#define WHY_MORE_NONE INT64_MAX
#define BOUND_NONE INT64_MIN /* nothing has the package so */

/* A step of a chain along the upper hull of its options. */
struct why_step {
    int64_t weight, profit;
    uint32_t chain;
};

struct why_block {
    int64_t room, base; /* after the least levels of each chain, and what those earn */
    int64_t best;       /* no plan earns more, base included */
    struct why_step *step; /* steepest first */
    size_t nstep;
};

struct why_frame {
    struct arena *a;
    const struct instance *in;
    const struct model *m;
    struct split sp;
    struct pricing p;
    struct why_block *block;
    uint32_t *block_of, *chain_of, *height; /* by package: its chain in sp, its place in it */
    uint32_t *link_of;   /* by resource: its ceiling's link, or NO_RESOURCE */
    uint32_t *own_block; /* by resource: the block whose own it is, or NO_BLOCK */
    int64_t total;                          /* of every answer, value units */
};

/* dual: of the rows of m, as a relaxation has them; they settle the multipliers. False when the instance
 * has no blocks, or does not fit the arithmetic. */
bool why_frame_open(struct why_frame *f, struct arena *a, const struct model *m,
                    const double *dual);
/* The bound with package p in (or out), value units: by the greedy bound alone, or exactly, with the
 * block's best plan in levels[] (by chain of the block) when it has one. */
int64_t why_forced(struct why_frame *f, uint32_t p, bool in);
int64_t why_forced_exactly(struct why_frame *f, uint32_t p, bool in, uint32_t *levels);
/* By how much (satang) ceiling r must grow until the bound with p in reaches `target`. */
int64_t why_more(struct why_frame *f, uint32_t p, uint32_t r, int64_t target);
/* Does ceiling r cost something: is it priced, or does its block leave something for want of it? */
bool why_binds(const struct why_frame *f, uint32_t r);
/* The bound of every answer when ceiling r alone grows by `more` satang, value units. */
int64_t why_grown(const struct why_frame *f, uint32_t r, int64_t more);
/* A bound in millionths, as a value that an answer can have. */
int64_t why_value(const struct why_frame *f, int64_t bound);

#endif
