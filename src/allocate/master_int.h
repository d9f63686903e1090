/* master_int.h - what master.c (bound) and master_pick.c (answer) share. */
#ifndef PBIS_ALLOCATE_MASTER_INT_H
#define PBIS_ALLOCATE_MASTER_INT_H

#include <coin/Clp_C_Interface.h>

#include "allocate/certificate.h"
#include "allocate/master.h"
#include "allocate/price.h"

/* A plan of a block as the master sees it. */
struct column {
    uint32_t block;
    uint64_t hash;
    uint32_t *levels; /* by chain of the block */
    int64_t value;    /* millionths */
    int n;
    int *row;
    double *amount;
};

struct master {
    struct arena *a, *scratch;
    const struct master_task *task;
    const struct instance *in;
    struct split sp;
    struct pricing pricing;
    Clp_Simplex *clp;
    struct column *column;
    size_t ncolumn, column_room, nloaded;
    uint32_t *newest;              /* by block: a column and 1; older ones follow */
    uint32_t *older;               /* by column: the same */
    double *y, *y_best, *y_master; /* by link */
    int64_t priced;                /* the best bound that pricing proved: at y_best */
    double *reach;                 /* by link: how far from y_best the master may go */
    int64_t *sum;                  /* by link; scratch of add_column() */
    double *row_low, *row_high;    /* by row: blocks, then links */
    double objective, all;         /* of the master; sum of |value|; model units */
};

/* Some columns as Clp and CBC take them; lists in the scratch arena. */
struct sparse {
    int n, *start, *index;
    double *value, *low, *high, *cost;
};
struct sparse master_gather(struct master *s, const size_t *which, size_t n);

/* One plan a block by what the master mixes most, or with a seed by its dice; mended and polished. */
void master_round(struct master *s, uint64_t seed);
/* The restricted master in whole numbers: CBC picks one plan a block, among those that lose at most
 * a share of what is left to gain. */
void master_pick(struct master *s, int nodes, double seconds, double share);

static inline size_t rows_of(const struct master *s)
{
    return s->sp.nblock + s->sp.nlink;
}

static inline double in_model(const struct master *s, int64_t value)
{
    return (double)value * s->task->m->unit;
}

static inline bool is_within(const struct master *s, int64_t gap)
{
    return certificate_gap(s->task->best->value, *s->task->bound) <= gap;
}

#endif
