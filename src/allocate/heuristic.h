/* heuristic.h - a good answer fast: rounding of the relaxation, filling up, swapping.
 *
 * Exact in its bookkeeping (choice.h); doubles only order the packages. */
#ifndef PBIS_ALLOCATE_HEURISTIC_H
#define PBIS_ALLOCATE_HEURISTIC_H

#include "allocate/choice.h"

struct arena;

/* The best answer so far; `found` is told of each better one. */
struct incumbent {
    bool has;
    bool *on;
    int64_t value;
    void (*found)(void *ctx, const struct incumbent *best); /* may be NULL */
    void *ctx;
};

/* What orders the packages: the relaxation's x, and value less cost at its prices; both may be
 * NULL when there is no relaxation. */
struct guide {
    const double *x, *profit;
    double until; /* model_clock() at which to stop; not looked at before the first answer */
};

void incumbent_init(struct incumbent *best, struct arena *a, size_t npackage);
/* Takes the choice when it is feasible and better. */
bool incumbent_offer(struct incumbent *best, const struct choice *c);
/* Looks for good answers from scratch. True when time ran out. */
bool heuristic_search(struct arena *a, const struct instance *in, const struct guide *g,
                      struct incumbent *best);
/* One good answer from the packages whose x is 1, as many as fit. */
bool heuristic_round(struct arena *a, const struct instance *in, const struct guide *g,
                     struct incumbent *best);
/* Fills up and swaps from what best holds. */
bool heuristic_polish(struct arena *a, const struct instance *in, const struct guide *g,
                      struct incumbent *best);

#endif
