/* core.h - what of a model is still open once prices have decided the rest.
 *
 * core_fix() decides by blocks (split.h): with the multipliers that column generation ended with, an
 * option of a chain that costs its block more than what is left to gain is in no better answer. The
 * block's ceiling is weighed by the slope at which it fills (plan.h); what that overestimates is
 * allowed for. core_make() then drops columns that are fixed and rows that nothing open touches: of
 * a city of 20,000 packages a few hundred stay, and CBC is quick with these. */
#ifndef PBIS_ALLOCATE_CORE_H
#define PBIS_ALLOCATE_CORE_H

#include "allocate/split.h"

struct arena;

struct core {
    struct model m; /* what CBC reads of a model: columns, rows, costs, bounds */
    const uint32_t *package; /* by column */
    double fixed; /* the objective of what is fixed */
};

/* Fixes in m what no answer of at least `target` holds; y proves `bound` (both in model units). */
void core_fix(struct arena *a, struct model *m, const struct split *sp, const double *y,
              double bound, double target);
struct core core_make(struct arena *a, const struct model *m);

#endif
