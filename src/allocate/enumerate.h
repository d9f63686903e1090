/* enumerate.h - the exact optimum of a small instance, in whole numbers.
 *
 * Depth first over the packages (each after what it requires), cut by what the prices say the rest
 * can add, by ceilings, and by what floors still need. No floating point: values and money that
 * differ in the last digit are told apart, which the MIP solver cannot promise. */
#ifndef PBIS_ALLOCATE_ENUMERATE_H
#define PBIS_ALLOCATE_ENUMERATE_H

#include "allocate/heuristic.h"

struct arena;

enum { ENUMERATE_MAX = 60 }; /* packages */

/* Improves *best to the optimum. price as in certificate.h. False when `nodes` did not do; *best may
 * be better even so. True with best->has false: there is no answer. */
bool enumerate(struct arena *a, const struct instance *in, const int64_t *price, unsigned places,
               int64_t nodes, struct incumbent *best);

#endif
