/* weighing.h - weights of criteria from comparing them two by two, in whole numbers.
 *
 * A comparison says how many times as important one criterion is as another, 1 to 9. With a(i,j) that
 * figure or its reciprocal:
 *
 *   x(i)   = (product over j of a(i,j)) ^ (1/n)            geometric mean of the row, 8 decimals, cut off
 *   weight = 10,000 split in proportion to x               the largest remainders take what is left
 *   lambda = mean over i of (sum over j of a(i,j) x(j)) / x(i)
 *   CI     = (lambda - n) / (n - 1)       CR = CI / RI(n)   RI: Saaty's published random index
 *
 * Roots are found by whole-number search and compared exactly; CR is in millionths, rounded half up.
 * The worst triple is the i, j, k whose a(i,j) a(j,k) is furthest from a(i,k), as a ratio. */
#ifndef PBIS_ALLOCATE_WEIGHING_H
#define PBIS_ALLOCATE_WEIGHING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WEIGH_MAX = 10, WEIGH_FULL = 10000, WEIGH_STRONGEST = 9 };

struct weigh_pairs {
    size_t n;
    /* By i < j: 3 = i is three times as important as j, -3 = the other way round, 1 = equal; 0 = not compared. */
    int64_t strength[WEIGH_MAX][WEIGH_MAX];
};

struct weighing {
    int64_t weight[WEIGH_MAX]; /* basis points, 10,000 in all */
    int64_t ratio;             /* consistency ratio, millionths; 0 for fewer than three */
    bool has_worst;
    size_t worst[3];           /* i, j, k */
    int64_t worst_num, worst_den; /* a(i,j) a(j,k) / a(i,k): 1/1 would be consistent */
};

/* Random index of n criteria in hundredths (Saaty 1980). */
int64_t weigh_random_index(size_t n);
/* The first pair that was not compared, or compared by a figure outside 1..9; false when all are. */
bool weigh_missing(const struct weigh_pairs *p, size_t *ret_i, size_t *ret_j);
/* All pairs must be compared, 1 <= n <= WEIGH_MAX. */
void weigh(const struct weigh_pairs *p, struct weighing *ret);

/* ---- what a score is worth (DOMAIN.md 5.3) ---- */

/* Of one criterion: its weight and both scores together (0..8; a settled one twice). */
struct weighed_score {
    int64_t weight; /* any unit; the sum is above 0 */
    int64_t both;
};
enum { WEIGH_SCALE = 4 };
/* 25 x sum(weight x both / 2) / sum(weight): 0..100 in millionths, rounded half up. */
int64_t weighed_points(const struct weighed_score *s, size_t n);

#endif
