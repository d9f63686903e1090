/* solve.h - from an instance to a checked result: the entry to allocation for the rest of PBIS.
 *
 * The optimal mode runs the solver as a child process (this program with the hidden command
 * `_solve`) under limits of processor time, memory and wall clock: a child that hangs, eats memory or
 * dies leaves the best answer that it had by then. The ranking mode runs here. Either
 * way the result is written as JSON, read back, and believed only when the certificate finds no
 * fault in it (ERR_CERTIFICATE otherwise). */
#ifndef PBIS_ALLOCATE_SOLVE_H
#define PBIS_ALLOCATE_SOLVE_H

#include "allocate/result.h"

struct arena;
struct err;

enum solve_mode { SOLVE_MODE_OPTIMAL, SOLVE_MODE_RANK };

struct solve_options {
    enum solve_mode mode;
    bool fill;             /* ranking: skip what does not fit and go on */
    int64_t gap;           /* 10^-9; `optimal` means at most this */
    int64_t time_limit_ms; /* 0 = none */
    int64_t memory;        /* bytes that the child may take; 0 = SOLVE_MEMORY */
};
#define SOLVE_GAP_DEFAULT INT64_C(100000) /* 1e-4 */
#define SOLVE_MEMORY      (INT64_C(4) << 30) /* bytes, of a solving child */

/* Solves, explains, checks. An infeasible instance is a result, not an error.
 * Memory    ret lives in `a`.
 * Errors    ERR_SOLVER {why}, ERR_CHILD {what}, ERR_CERTIFICATE {why}. */
MUST_CHECK bool allocate_solve_child(struct arena *a, const struct instance *in,
                                     const struct solve_options *opt, struct solve_result *ret,
                                     struct err *e);
/* The same in this process: for tests and for the child. */
MUST_CHECK bool allocate_solve_here(struct arena *a, const struct instance *in,
                                    const struct solve_options *opt, struct solve_result *ret,
                                    struct err *e);

/* The hidden command: reads an instance (wire.h) on standard input, writes the solver's raw answers
 * to standard output, each better than the one before, the last also when the time is over and the
 * solver does not listen. */
MUST_CHECK bool solve_child_main(struct arena *a, int64_t gap, int64_t time_limit_ms,
                                 struct err *e);

#endif
