/* rollup_sum.h - sums over the mirror's columns; private to the roll-up. */
#ifndef PBIS_PLAN_ROLLUP_SUM_H
#define PBIS_PLAN_ROLLUP_SUM_H

#include "plan/rollup_axis.h"

struct cell_count {
    int64_t lines, packages;
    uint32_t place;   /* of its newest line in `order` */
    uint32_t package; /* 1 + its newest package */
    unsigned has;
};
struct cell_sum {
    int64_t at, upto;
};
/* What is in each cell that occurs: 1 .. n, in the order in which lines come; 0 holds what the filter
 * leaves out. */
struct cells {
    size_t n;
    uint32_t *cell; /* its number in the whole space */
    struct cell_count *count;
    struct cell_sum *sum[STAGE_COUNT]; /* NULL for a stage that no line of the year has */
    uint32_t *few;                     /* lines with a stage that few have */
    size_t few_n;
    int64_t packages; /* of all cells together */
};
/* q->cells is the size of the space; it is zeroed once. */
void columns_sum(const struct answer *q, struct cells *ret);

#endif
