/* why.h - what would bring a package in, or push it out: limits that are proved, not guessed.
 *
 * Of a package that the answer leaves out: by how much must its value rise until a set with it is worth
 * at least what the answer is worth? Of one that it funds: by how much may its value fall until a set
 * without it is? Two figures enclose that threshold:
 *
 *   lo  proved: the prices of all other ceilings and the exact knapsack of the package's own agency,
 *       with the package forced, bound every set there is. Below lo nothing changes.
 *   hi  shown: a set that was found and checked in whole numbers is worth that much. From hi on it does.
 *
 * Both equal: the threshold is exact. The same of each ceiling that holds a package which is out: by how
 * much must this ceiling alone grow. When the answer is the optimum, a package whose value rises by more
 * than hi is in every optimum, and by less than lo in none (falls: the other way round); a rise of a
 * ceiling by less than lo brings it into none.
 *
 * Runs in this process (a child calls it). Holds no money in doubles: prices are proposals, whatever
 * they are the limits are counted in whole numbers. */
#ifndef PBIS_ALLOCATE_WHY_H
#define PBIS_ALLOCATE_WHY_H

#include <stdbool.h>
#include <stdint.h>

#include "allocate/instance.h"
#include "base/compiler.h"
#include "base/str.h"

struct arena;
struct err;
struct proof;

#define WHY_NONE INT64_MAX
#define WHY_STEP INT64_C(100000000) /* satang: a million baht */
enum { WHY_SWAPS = 4, WHY_CEILINGS = 4 };

/* A ceiling that holds a package which is out. */
struct why_ceiling {
    uint32_t resource;
    int64_t missing; /* satang it lacks beside all that is funded; 0: it would fit */
    int64_t lo, hi;  /* satang; WHY_NONE: this ceiling alone never does; none was found */
};

struct why_package {
    int64_t lo, hi; /* millionths; WHY_NONE: no value does; no such set was found */
    uint32_t ncome, ngo, nswap; /* nswap: how many packages that set changes, this one apart */
    uint32_t nceiling;
    uint32_t come[WHY_SWAPS], go[WHY_SWAPS]; /* the largest values first */
    struct why_ceiling ceiling[WHY_CEILINGS];
};

struct why_task {
    const struct instance *in;
    const bool *on; /* an answer: every rule holds */
    const struct proof *proof; /* its prices are tried beside those of the relaxation; may be NULL */
    bool limits_only; /* for tests: small instances are not solved again */
};

struct why {
    struct why_package *package; /* as in.package */
    /* By resource: what WHY_STEP more of its ceiling is worth (millionths): an answer that was found gains
     * so much, and no answer gains more. */
    int64_t *step_least, *step_most;
    int64_t value;               /* of the answer, millionths */
    int64_t bound;               /* what these prices prove of every answer */
    bool exact;                  /* every lo and hi of a value was found by solving again */
};

/* Everything at once. Deterministic. Small instances are solved again for each package.
 * Errors    ERR_SOLVER when `on` breaks a rule. */
MUST_CHECK bool why_all(struct arena *a, const struct why_task *t, struct why *ret, struct err *e);

/* Which solutions nearly as good as the answer fund a package: proved of all of them, and counted in a
 * sample that is the same every time. */
struct robust {
    int64_t gap; /* 10^-9: how much less than the answer they may be worth */
    size_t samples;
    uint32_t *seen;       /* by package: samples that fund it */
    bool *always, *never; /* by package: proved */
};
enum { ROBUST_SAMPLES = 100 };

/* All of it, as a task of a child (solve_tasks.h): why_all(), and a sample for each gap > 0. */
struct why_report {
    struct why why;
    struct robust robust;
};
MUST_CHECK bool why_report(struct arena *a, const struct why_task *t, int64_t gap,
                           struct why_report *ret, struct err *e);
struct str why_input(struct arena *a, const struct why_task *t, int64_t gap);
/* Reads the child's answer; indices are checked. ERR_SOLVER. */
MUST_CHECK bool why_read(struct arena *a, const struct instance *in, struct str text,
                         struct why_report *ret, struct err *e);

#endif
