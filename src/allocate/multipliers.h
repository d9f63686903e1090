/* multipliers.h - the multipliers of a split's links as the prices of a proof's node (proof.h). */
#ifndef PBIS_ALLOCATE_MULTIPLIERS_H
#define PBIS_ALLOCATE_MULTIPLIERS_H

#include "allocate/proof.h"
#include "allocate/split.h"

struct arena;

/* Decimals for prices up to 100 times those of y (by link, in model units a row unit, as price.h has
 * them). */
unsigned multipliers_places(const struct model *m, const struct split *sp, const double *y);
/* Sets the prices of a node, and the ceilings that its blocks keep. */
void multipliers_node(struct arena *a, const struct model *m, const struct split *sp,
                      const double *y, unsigned places, struct proof_node *ret);
/* A proof that is one leaf. */
const struct proof *multipliers_proof(struct arena *a, const struct model *m,
                                      const struct split *sp, const double *y);

#endif
