/* price.h - what blocks earn at given multipliers of the links, and the bound that this proves.
 *
 * With a multiplier y >= 0 for each link,
 *     value <= sum(y * limit) + sum over blocks of max over plans of sum((v - y * amount) * x)
 * Multipliers are integers: those of money in 2^-bits value units a satang, those of requirements
 * and exclusions in value units, where a millionth is `fine` value units. Profits are counted in
 * 128 bits and rounded up to a value unit, the plans are found in int64 (plan.h): the bound holds
 * whatever the multipliers are, and rounding only ever raises it. */
#ifndef PBIS_ALLOCATE_PRICE_H
#define PBIS_ALLOCATE_PRICE_H

#include "allocate/plan.h"
#include "allocate/split.h"

struct pricing {
    const struct model *m;
    const struct split *sp;
    int64_t fine;    /* value units a millionth, a power of two */
    unsigned bits;   /* of the money multipliers behind the point */
    int64_t *y;      /* by link */
    int64_t *profit; /* by package, value units, rounded up */
    struct plan_option *option;
    size_t *first; /* of the options, by chain of one block */
};

/* A plan of a block. */
struct block_plan {
    uint32_t block;
    uint32_t *levels; /* by chain of the block */
};

/* Told of each plan found; `levels` lives until the call returns. */
typedef void plan_sink(void *ctx, uint32_t block, const uint32_t *levels);

/* y: multipliers near those to come (by link, in model units a row unit); they settle the point.
 * False when the values are too large for this arithmetic. */
bool pricing_init(struct pricing *p, struct arena *a, const struct model *m, const struct split *sp,
                  const double *y);
/* The multipliers that the last run counted with, by link, in model units a row unit: those given
 * to it, rounded and, where huge, cut. */
void pricing_multipliers(const struct pricing *p, double *y);
/* Finds plans at multipliers y (by link, in model units a row unit, >= 0). slack: as plan_best()
 * has it; when positive in 10^-9 of the block's profit, when negative in millionths. Returns the proved bound in
 * millionths, INT64_MAX when the sums do not fit. */
int64_t pricing_run(struct pricing *p, struct arena *a, const double *y, int64_t slack, size_t want,
                    plan_sink *sink, void *ctx);

#endif
