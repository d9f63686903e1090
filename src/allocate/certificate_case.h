/* certificate_case.h - what follows from decisions, for the checker of proofs.
 *
 * A case is a set of decisions: some packages in, some out. What follows is decided too, until
 * nothing more does: mandatory and forbidden packages; what an in-package requires is in, what it
 * excludes is out; what requires an out-package is out; and for each resource, with `low` the least
 * and `high` the most that the packages can still use: a package is out (in) when the other choice
 * would push low above the max or high below the min. Two decisions about one package, low above
 * a max or high below a min are a contradiction: the case holds no answer.
 *
 * Part of the certificate: nothing of the solver. */
#ifndef PBIS_ALLOCATE_CERTIFICATE_CASE_H
#define PBIS_ALLOCATE_CERTIFICATE_CASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "allocate/instance.h"

struct arena;

enum case_state { CASE_OPEN, CASE_IN, CASE_OUT };

struct case_user {
    uint32_t package;
    int64_t amount;
};

struct cases {
    const struct instance *in;
    uint8_t *state;  /* by package: enum case_state */
    uint32_t *trail; /* packages in the order they were decided */
    size_t ntrail, done;
    int64_t *low, *high;   /* by resource */
    int64_t *largest;      /* by resource: the largest |amount| */
    const size_t *first;   /* by resource, nresource + 1: where its users begin */
    struct case_user *user;
    bool *is_due; /* by resource: it waits in `due` */
    uint32_t *due;
    size_t ndue;
    uint64_t work; /* steps taken, for the limit on work */
};

/* The case of the instance's own rules. False when sums do not fit: no proof is checked then.
 * *ret_possible false: they contradict each other. */
MUST_CHECK bool cases_init(struct cases *c, struct arena *a, const struct instance *in,
                           bool *ret_possible);
/* Decides one package and what follows. False: a contradiction; cases_undo() is due either way. */
MUST_CHECK bool cases_decide(struct cases *c, uint32_t package, enum case_state to);
/* Takes back all decisions after the first `ntrail`. */
void cases_undo(struct cases *c, size_t ntrail);

#endif
