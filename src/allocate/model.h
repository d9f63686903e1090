/* model.h - an instance as the sparse matrix that Clp and CBC read.
 *
 * One column a package (0..1), rows: one a ceiling, one a floor, one a requirement
 * (x_p - x_need <= 0), one an exclusion (x_p + x_q <= 1), then cuts. Doubles live here and in the solver files only, and
 * hold nothing that is believed: every selection is checked again in int64 (certificate.h).
 * Amounts are scaled by a power of two a row, so that they stay exact and near 2^20; values are
 * divided by their greatest common divisor and, when that leaves more than 10^9 in sum, by a power
 * of ten. The solver minimises, so objective = -value. */
#ifndef PBIS_ALLOCATE_MODEL_H
#define PBIS_ALLOCATE_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "allocate/choice.h"

struct arena;

/* A cut: of `column`, at most `most` (or at least `least`) may be 1. */
struct cut {
    const uint32_t *column;
    const double *factor; /* NULL: all 1 */
    size_t n;
    double least, most;
};

struct model {
    const struct instance *in;
    int ncolumn, nrow;
    int *start, *index; /* by column */
    double *value;
    double *low, *high, *cost;    /* by column */
    double *row_low, *row_high;   /* by row */
    int *row_max, *row_min;       /* by resource; -1 when it has no such limit */
    int first_link;               /* the row after those of resources */
    double *row_scale;            /* by resource: row unit per satang */
    double unit;                  /* objective units per millionth of value */
    int64_t divisor;              /* every value is a multiple of it (millionths, >= 1) */
};

struct model model_build(struct arena *a, const struct instance *in, const struct cut *cuts,
                         size_t ncut);

/* The price of a resource in model units: > 0 where its ceiling binds, < 0 where its floor does. */
double model_price(const struct model *m, const double *dual, size_t resource);

/* The relaxation, solved by Clp's dual simplex. */
enum relaxed { RELAXED_OPTIMAL, RELAXED_INFEASIBLE, RELAXED_FAILED };
struct relaxation {
    enum relaxed status;
    double objective;
    const double *x;    /* by column */
    const double *dual; /* by row, <= 0 where a maximum binds */
};
struct relaxation model_relax(struct arena *a, const struct model *m, double seconds);
/* A set of resources whose limits cannot be kept together, none of which can be left out: drops
 * them one by one; those not tried by `until` (model_clock()) stay. For an infeasible relaxation. */
const uint32_t *model_clash(struct arena *a, const struct model *m, double until,
                            size_t *ret_n);

/* Prices as certificate.h wants them, from row duals. */
const int64_t *model_prices(struct arena *a, const struct model *m, const double *dual,
                            unsigned *ret_places);

/* Seconds since some fixed moment. */
double model_clock(void);

#endif
