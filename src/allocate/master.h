/* master.h - bound and answer by column generation over blocks (Dantzig-Wolfe).
 *
 * A relaxation that lets every block mix its plans (Clp, the restricted master) gives multipliers of
 * the links; at these, pricing (price.h) finds each block's best plans and proves a bound. Round by
 * round plans are added until bound and master meet. The master's multipliers are held in a box round
 * those of the best bound, which lie near the relaxation's: free, they would swing. That bound knows
 * that each agency's packages are lumps, which the plain relaxation does not. Answers come from
 * rounding the master every few rounds, and from CBC, which picks one plan a block among those found.
 *
 * What is believed: the bound is counted in whole numbers, the answer is checked in whole numbers.
 * The master only proposes. Asserted every round: answer <= bound, master <= bound. */
#ifndef PBIS_ALLOCATE_MASTER_H
#define PBIS_ALLOCATE_MASTER_H

#include "allocate/heuristic.h"
#include "allocate/split.h"

struct arena;

/* What others go on from; lives in the arena of master_run(). */
struct master_end {
    const struct split *split; /* NULL: there are no blocks */
    const double *y;           /* by link: the multipliers that proved the bound */
};

struct master_task {
    const struct model *m; /* without cuts */
    const double *dual;    /* of the relaxation of m */
    const struct guide *guide;
    int64_t gap; /* 10^-9 */
    double deadline;
    struct incumbent *best; /* has an answer; improved */
    int64_t *bound;         /* millionths; lowered before `best` is told of an answer */
    struct master_end *end; /* may be NULL */
};

/* True when the bound is within the gap of the answer. False too when the instance has no blocks
 * (split.h), or time ran out. */
bool master_run(struct arena *a, const struct master_task *task);

#endif
