/* warm.h - what a run of the solver leaves to the next one on the same instance with a few figures
 * changed: relaxation, multipliers, answer.
 *
 * Nothing of it is believed. Any multipliers prove a bound (for the changed instance too, just not
 * the tightest), and the answer is repaired and checked before it counts. */
#ifndef PBIS_ALLOCATE_WARM_H
#define PBIS_ALLOCATE_WARM_H

#include "allocate/heuristic.h"
#include "allocate/model.h"

struct arena;

struct warm {
    bool has;
    struct model m;
    const double *x;           /* of the relaxation, by column */
    const double *dual;        /* of the relaxation, by row */
    const double *master_dual; /* the same, with the multipliers that column generation ended with */
    const bool *on;            /* the answer */
};

/* Does the changed model have the same packages, resources and ties? */
bool warm_fits(const struct warm *w, const struct model *m);
/* Duals of w->m as duals of m, whose rows may be scaled otherwise, be gone or be new. */
const double *warm_dual(struct arena *a, const struct warm *w, const struct model *m,
                        const double *dual);
/* Makes the answer keep the changed rules: what is forced comes in, what is banned goes out, and
 * what is worth least where a ceiling is overfull. False when that did not do. */
bool warm_repair(struct arena *a, const struct warm *w, const struct guide *g,
                 const struct instance *in, struct incumbent *best);

#endif
