/* invariant.h - what must hold in every store at any time, and what of it does not. */
#ifndef PBIS_EXECUTE_INVARIANT_H
#define PBIS_EXECUTE_INVARIANT_H

#include "base/row.h"

struct db;
struct query;

/* At most 20 problems. */
typedef bool invariant_fn(struct db *db, struct arena *a, struct str **ret, size_t *ret_n, struct err *e);
invariant_fn invariant_balance;

struct invariant {
    const char *name;
    const struct query *query; /* NULL: fn tells */
    invariant_fn *fn;
    const char *th, *en;
};
extern const struct invariant invariants[];
extern const size_t invariants_n;

struct broken {
    const struct invariant *invariant;
    struct str problem;
};
/* Runs all; *ret are at most 20 problems of each that does not hold, *ret_broken how many do not.
 * The caller's snapshot (or write) makes it one moment of the store. */
MUST_CHECK bool invariants_check(struct db *db, struct arena *a, const struct broken **ret,
                                 size_t *ret_n, size_t *ret_broken, struct err *e);

#endif
