/* reduce.h - what can be decided from prices alone (Lagrangian reduced-cost fixing).
 *
 * With a multiplier for each row but one kept requirement a package, the packages fall into trees
 * (a unit's levels are a path) and the best choice of each tree is known; the loss of forcing one
 * package in or out of that choice bounds what any answer with it in or out can reach. */
#ifndef PBIS_ALLOCATE_REDUCE_H
#define PBIS_ALLOCATE_REDUCE_H

#include "allocate/model.h"

struct reduction {
    double bound;     /* of the objective's opposite, in model units */
    double *profit;   /* value less what the package uses at the prices */
    double *loss_in;  /* by package: the bound falls by this when it is in */
    double *loss_out; /* ... when it is out */
};

struct reduction reduce_by_prices(struct arena *a, const struct model *m, const double *dual);
/* Fixes in m what cannot be in an answer better than `target` (model units); returns how many
 * packages are left open. */
size_t reduce_fix(const struct reduction *r, double target, struct model *m);

#endif
