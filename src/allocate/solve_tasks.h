/* solve_tasks.h - many questions about one instance, answered in one child process.
 *
 * The child gets the instance once and opens one study of it (study.h), so each task starts from
 * what the earlier ones have learnt. It writes each answer as soon as it is there: when time or
 * memory ends it, what is done stays done. A kind of task is a row of the table in solve_tasks.c
 * and a function of its owner; what the kind is asked and answers beyond changes is text that the
 * owner writes and reads. */
#ifndef PBIS_ALLOCATE_SOLVE_TASKS_H
#define PBIS_ALLOCATE_SOLVE_TASKS_H

#include "allocate/study.h"

struct arena;
struct err;

enum task_kind {
    TASK_SOLVE,    /* solve with the changes; read with task_read_answer() */
    TASK_FRONTIER, /* this and the next two: see their owners' headers */
    TASK_EXPLAIN,
    TASK_CLASH,
    TASK_KINDS
};

struct solve_task {
    enum task_kind kind;
    const struct change *change;
    size_t nchange;
    struct str input;
};

struct task_answer {
    bool done;
    struct str text; /* the answer when done, else what went wrong in English, for the log */
};

struct tasks_options {
    int64_t gap;           /* 10^-9 */
    int64_t time_limit_ms; /* of the whole child; 0 = none */
    int64_t each_ms;       /* of one study_solve(); 0 = none */
    int64_t memory;        /* bytes; 0 = the usual limit */
    const struct solver_hint *hint; /* may be NULL */
    /* Told how far the child is, in thousandths of the whole, and about every 200 ms anyway. Called
     * in the caller's thread; false ends the child at once (ERR_CHILD: cancelled). May be NULL. */
    bool (*progress)(void *ctx, int64_t thousandths);
    void *ctx;
};

/* Runs the tasks in their order. True also when a limit ended the child: then the answers say
 * which tasks are done. ret[] must hold n.
 * Memory    the texts live in `a`.
 * Errors    ERR_CHILD {what} when it could not start or was cancelled, ERR_SOLVER {why} when it
 *           wrote nonsense. */
MUST_CHECK bool solve_tasks_child(struct arena *a, const struct instance *in,
                                  const struct solve_task *t, size_t n,
                                  const struct tasks_options *o, struct task_answer *ret,
                                  struct err *e);
/* The same in this process, for tests. */
MUST_CHECK bool solve_tasks_here(struct arena *a, const struct instance *in,
                                 const struct solve_task *t, size_t n,
                                 const struct tasks_options *o, struct task_answer *ret,
                                 struct err *e);
/* The answer of a TASK_SOLVE; indices are checked against `in`. ERR_SOLVER. */
MUST_CHECK bool task_read_answer(struct arena *a, const struct instance *in, struct str text,
                                 struct solver_answer *ret, struct err *e);

/* --- for those who answer a kind ------------------------------------------------------------ */

struct task_run {
    struct arena *a; /* goes when the task is over */
    const struct instance *in;
    struct study *study; /* the child's; its gap is tasks_options.gap */
    void *told;          /* of task_progress() */
};

/* Answers one task into `out`; false fails this task only. */
typedef bool task_fn(struct task_run *r, const struct solve_task *t, struct sbuf *out,
                     struct err *e);
/* `done` of `of` steps of this task are over. */
void task_progress(struct task_run *r, int64_t done, int64_t of);

/* The hidden command `_tasks`. */
MUST_CHECK bool tasks_child_main(struct arena *a, struct err *e);

#endif
