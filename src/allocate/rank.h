/* rank.h - the textbooks' way: rank the packages, fund from the top, draw the cut line.
 *
 * Order: mandatory packages and what they need first; then packages without a rank, by value per
 * baht (a package's cost is the largest of its uses), then id; then ranked ones, rank 1 first. A
 * package never comes before one that it requires: it waits for it (levels, DOMAIN.md 5.2).
 * Unranked packages come before ranked ones because what nobody ranks is the minimum level that
 * the increments stand on (the example of DOMAIN.md 5.3); those of negative value are left out.
 *
 * Strict: the first package that does not fit is the cut line and ends it. Fill: such a package is
 * skipped, with all that needs it, and the rest is tried. Forbidden or excluded packages are
 * skipped in both. */
#ifndef PBIS_ALLOCATE_RANK_H
#define PBIS_ALLOCATE_RANK_H

#include <stdbool.h>

#include "allocate/choice.h"

struct arena;

/* Fills ret (made by choice_init). False when what is mandatory alone breaks a rule, or a floor is
 * not reached by the ranking; then ret holds what was reached. */
bool rank_choose(struct arena *a, const struct instance *in, bool fill, struct choice *ret);
/* Position of each package in the order, from 0. */
const uint32_t *rank_positions(struct arena *a, const struct instance *in);

#endif
