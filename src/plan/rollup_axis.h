/* rollup_axis.h - the dimensions of one answer; private to rollup.c and rollup_axis.c. */
#ifndef PBIS_PLAN_ROLLUP_AXIS_H
#define PBIS_PLAN_ROLLUP_AXIS_H

#include "plan/rollup_mirror.h"

/* A dimension of one answer: which group a line is in. of[base] is the group, by the line's index
 * in the base column; NULL = the index itself. */
struct axis {
    enum dim dim;
    size_t base; /* offset in struct mirror_line of a uint32_t; SIZE_MAX = none */
    const uint32_t *of;
    const uint32_t *node; /* of a group, when groups are numbered without gaps; NULL = itself */
    uint64_t groups;
};

struct answer {
    const struct mirror *m;
    struct arena *a, *scratch;
    enum lang lang;
    struct axis axis[ROLLUP_DIMS];
    size_t naxes;
    bool by_agency, unsent;
    uint32_t agency;
    const uint32_t *side_of, *type_of;  /* wanted = 1 */
    uint64_t cells;                     /* product of the groups */
    size_t stage[STAGE_COUNT], nstages; /* those that some line has */
};

void axis_make(const struct answer *q, enum dim d, struct axis *ret);
/* The group of a line (its index and itself). */
uint64_t axis_group(const struct axis *x, const struct mirror_line *l, size_t at);
/* The code and name of a group, copied into the answer's arena. */
void axis_name(const struct answer *q, const struct axis *x, uint64_t g, struct str *ret_key,
               struct str *ret_name);
/* By node: 1 = under the node of that level and code; NULL when code is empty. */
const uint32_t *axis_wanted(struct arena *a, const struct class_tree *t, const char *level,
                            struct str code);

#endif
