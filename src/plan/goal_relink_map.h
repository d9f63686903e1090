/* goal_relink_map.h - private to the two files of relinking: what goal goes where. */
#ifndef PBIS_PLAN_GOAL_RELINK_MAP_H
#define PBIS_PLAN_GOAL_RELINK_MAP_H

#include "plan/goal_relink.h"

enum { RELINK_GOALS = 64 }; /* most goals of one package afterwards */

struct relink_map {
    const struct relink_row **row; /* by from_id */
    size_t n;
};
/* ERR_WEIGHTS. Fills in equal weights where all of a row are 0. */
MUST_CHECK bool relink_map_make(struct arena *a, const struct relink_row *row, size_t n,
                                struct relink_map *ret, struct err *e);
/* The goals of one package afterwards, weights 10,000 in all; 0 = none. ret: RELINK_GOALS. */
size_t relink_package(const struct relink_map *m, const struct package_link *l, size_t links,
                      struct node_weight *ret);

#endif
