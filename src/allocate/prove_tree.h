/* prove_tree.h - the tree of cases of a proof, by Clp's multipliers (prove.h). */
#ifndef PBIS_ALLOCATE_PROVE_TREE_H
#define PBIS_ALLOCATE_PROVE_TREE_H

#include "allocate/prove.h"

/* first: prices to begin with at the root (its one leaf), or NULL. NULL when the limits end it. */
const struct proof *prove_by_tree(struct arena *a, const struct instance *in,
                                  const struct prove_task *t, const struct proof *first);

#endif
