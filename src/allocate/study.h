/* study.h - one instance, solved again and again after small changes.
 *
 * What is asked of an allocation ("and with fifty million less?", "and with this package in?") is
 * the same instance with one figure moved. A study keeps what the solver has learnt about it and
 * starts each question from there. The answer is one that solver_run() could have given for the
 * changed instance: within the gap asked for, and of the same value when that gap is 0.
 *
 * Runs in this process, so whoever asks for a page does it in a child (solve_tasks.h).
 * Deterministic: the same study asked the same questions in the same order gives the same answers,
 * unless time ended one (solver_answer.time_limited). */
#ifndef PBIS_ALLOCATE_STUDY_H
#define PBIS_ALLOCATE_STUDY_H

#include "allocate/solver.h"

struct arena;
struct err;
struct study;

enum change_kind {
    CHANGE_MAX,   /* of a resource; has = false: no ceiling */
    CHANGE_MIN,   /* ... and its floor */
    CHANGE_VALUE, /* of a package, millionths */
    CHANGE_IN,    /* the package is mandatory, whatever the instance says */
    CHANGE_OUT,   /* ... forbidden */
    CHANGE_FREE,  /* ... neither */
};

struct change {
    enum change_kind kind;
    uint32_t index; /* resource or package */
    bool has;       /* of CHANGE_MAX and CHANGE_MIN */
    int64_t amount; /* of CHANGE_MAX, CHANGE_MIN and CHANGE_VALUE */
};

struct study_options {
    int64_t gap;                    /* 10^-9 */
    int64_t time_limit_ms;          /* of one study_solve(); 0 = none */
    const struct solver_hint *hint; /* kept from an earlier run of the instance; may be NULL */
};

/* Memory    the study lives in `a`, with an arena of its own; `in` must outlive it.
 * Errors    none today: a study of an instance that instance_finish() took can be opened. */
MUST_CHECK bool study_open(struct arena *a, const struct instance *in,
                           const struct study_options *o, struct study **ret, struct err *e);
/* Solves the instance with the changes applied (to what study_open() was given: changes do not add
 * up from call to call; the last of two for one figure counts). Contradictory pins are an answer:
 * SOLVER_INFEASIBLE.
 * Memory    what ret points to lives until the next study_solve(): copy what is kept.
 * Errors    ERR_INSTANCE when a change names nothing or its amount is out of bounds. */
MUST_CHECK bool study_solve(struct study *s, const struct change *c, size_t n,
                            struct solver_answer *ret, struct err *e);
/* The instance that the last study_solve() solved; lives as long as its answer. */
const struct instance *study_instance(const struct study *s);

#endif
