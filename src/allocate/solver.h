/* solver.h - an answer and an upper bound for an instance: Clp, a heuristic, then CBC.
 *
 * The relaxation (Clp) gives prices and a bound; a heuristic gives an answer; prices and blocks fix
 * what can be fixed (core.h); CBC closes the rest until no answer can be better by more than the gap. Selections are
 * proposals in doubles: each is checked in int64 here, and one that breaks a limit by a rounding is
 * cut off by a cover and asked for again. Instances of up to ENUMERATE_MAX packages are enumerated in
 * whole numbers first, which usually settles them exactly. Nothing random, one thread: the same instance gives the
 * same answer unless the time limit ended it.
 *
 * CBC overruns its limits and can die: the rest of the program calls allocate_solve_child()
 * (solve.h), which runs this in a child process. */
#ifndef PBIS_ALLOCATE_SOLVER_H
#define PBIS_ALLOCATE_SOLVER_H

#include <stdbool.h>
#include <stdint.h>

#include "allocate/instance.h"
#include "allocate/proof.h"
#include "base/compiler.h"

struct arena;
struct err;
struct warm;

enum solver_status { SOLVER_ANSWER, SOLVER_INFEASIBLE, SOLVER_UNKNOWN };

struct solver_answer {
    enum solver_status status;
    bool *on;      /* by package */
    int64_t value; /* millionths */
    int64_t bound; /* upper bound of every answer, millionths */
    const int64_t *price; /* by resource, 10^-price_places value per baht */
    unsigned price_places;
    bool time_limited;
    const uint32_t *clash; /* resources whose limits cannot be kept together */
    size_t nclash;
    const struct proof *proof; /* of the bound; NULL: prove.h makes one of the prices */
    int64_t lp_ms, mip_ms;
};

/* What an earlier run of the same instance, or of one much like it, found. Nothing of it is believed:
 * it only decides where the search begins. */
struct solver_hint {
    const bool *on;       /* by package; may be NULL */
    const int64_t *price; /* by resource, 10^-price_places value per baht; may be NULL */
    unsigned price_places;
    const struct warm *warm; /* all that a run in this process knew (warm.h); may be NULL */
};

struct solver_options {
    int64_t gap;           /* 10^-9 */
    int64_t time_limit_ms; /* 0 = none */
    bool is_question;      /* of a study: no tree is made, `proof` is what the engine had at hand */
    bool mip_only;         /* for tests: no enumeration of small instances */
    const struct solver_hint *hint; /* may be NULL */
    struct warm *keep;              /* filled for a later run's hint, in the run's arena; may be NULL */
    /* Told of each better answer, with the bound known by then; may be NULL. */
    void (*found)(void *ctx, const struct solver_answer *so_far);
    void *ctx;
};

void solver_run(struct arena *a, const struct instance *in, const struct solver_options *opt,
                struct solver_answer *ret);

/* The answer as bytes between the child and its parent. */
void solver_answer_write(struct arena *a, const struct instance *in,
                         const struct solver_answer *ans, struct sbuf *b);
/* ERR_SOLVER when it is no such answer. */
MUST_CHECK bool solver_answer_read(struct arena *a, const struct instance *in, struct str text,
                                   struct solver_answer *ret, struct err *e);

#endif
