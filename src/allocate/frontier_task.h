/* frontier_task.h - the points of a frontier, asked of the solving child and read back. */
#ifndef PBIS_ALLOCATE_FRONTIER_TASK_H
#define PBIS_ALLOCATE_FRONTIER_TASK_H

#include "allocate/frontier.h"
#include "allocate/solve_tasks.h"

/* The input of a TASK_FRONTIER: this resource with each of these ceilings, rising. */
struct str frontier_task_input(struct arena *a, size_t resource, const int64_t *ceiling, size_t n);
/* Answers it: points in the order they were solved, the last one first. Points that are not there need no more than
 * the last one's answer uses: it is theirs too. */
bool task_frontier(struct task_run *r, const struct solve_task *t, struct sbuf *out, struct err *e);
/* The next answer of *rest (empty: there is none). ERR_SOLVER. */
MUST_CHECK bool frontier_task_next(struct arena *a, const struct instance *in, struct str *rest,
                                   int64_t *ret_point, struct solver_answer *ret, struct err *e);

#endif
