/* why_task.h - the explanation of every package as a task of a child (solve_tasks.h). */
#ifndef PBIS_ALLOCATE_WHY_TASK_H
#define PBIS_ALLOCATE_WHY_TASK_H

#include "allocate/solve_tasks.h"

/* TASK_EXPLAIN: input by why_input(), answer read by why_read() (why.h). */
task_fn task_explain;

#endif
