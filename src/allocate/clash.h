/* clash.h - a smallest set of rules that cannot all be kept.
 *
 * Of an instance without an answer, leave out rule after rule (whole lists first) as long as what is
 * left has none either: what remains is a set of which no rule can be left out, so to mend any one
 * of them mends the set. Whether what is left has an answer is settled in whole numbers where
 * there are no floors, by the solver otherwise. A rule that time did not settle stays, and the set
 * then does not say that it is smallest.
 *
 * What a divisible package and a cost paid once are made of is no rule of its own: further units
 * need the units before them whatever else is left out.
 *
 * Deterministic unless time ended it. Runs in the child (solve_tasks.h) through clash_ask(). */
#ifndef PBIS_ALLOCATE_CLASH_H
#define PBIS_ALLOCATE_CLASH_H

#include "allocate/certificate_rule.h"
#include "allocate/solve_tasks.h"
#include "base/lang.h"

struct clash {
    const struct clash_rule *rule;
    size_t n;      /* 0: none was looked for, or time ended the search before it told */
    bool smallest; /* leaving any one out gives an answer */
};

/* Which set of rules of an instance that has no answer. hint: resources whose limits clash as far
 * as the solver knows.
 * Memory    ret lives in `a`. */
void clash_find(struct arena *a, const struct instance *in, const uint32_t *hint, size_t nhint,
                int64_t time_limit_ms, struct clash *ret);

typedef bool clash_run_fn(struct arena *a, const struct instance *in, const struct solve_task *t,
                          size_t n, const struct tasks_options *o, struct task_answer *ret,
                          struct err *e);
/* The same by a task: run is solve_tasks_child() or solve_tasks_here(). Errors: of run. */
struct clash_question {
    const uint32_t *hint; /* as of clash_find() */
    size_t nhint;
    int64_t time_limit_ms;
};
MUST_CHECK bool clash_ask(struct arena *a, const struct instance *in,
                          const struct clash_question *q, clash_run_fn *run, struct clash *ret,
                          struct err *e);
bool task_clash(struct task_run *r, const struct solve_task *t, struct sbuf *out, struct err *e);

/* Amounts of money with their satang where they have some, counts as they are. */
struct str clash_limit_text(struct arena *a, const struct clash_rule *r, int64_t limit);
/* One sentence without its stop; with the ids of `in`. */
struct str clash_text(struct arena *a, const struct instance *in, const struct clash_rule *r,
                      enum lang lang);

#endif
