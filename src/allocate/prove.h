/* prove.h - makes the proof of a bound (proof.h) from what the engine knows.
 *
 * The engine's multipliers are tried first: the certificate's own count of them decides what they
 * prove. Then those of the relaxation, alone and with each agency's ceiling kept. What is left is
 * closed by a tree: at each node Clp's multipliers, what they fix, then a branch on a package that
 * the relaxation splits; within a stated number of nodes. An instance without an answer is proved
 * so by the same tree, with values of 0.
 *
 * Nothing here is believed: certificate_proof() checks each proof before it is handed on. */
#ifndef PBIS_ALLOCATE_PROVE_H
#define PBIS_ALLOCATE_PROVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "allocate/instance.h"
#include "allocate/proof.h"

struct arena;

struct prove_task {
    int64_t value;              /* of the best answer, millionths */
    int64_t bound;              /* to be proved */
    int64_t gap;                /* 10^-9: a weaker bound within it will do */
    bool no_answer;             /* to be proved instead */
    const struct proof *hint;   /* the engine's, or NULL */
    const int64_t *price;       /* by resource, or NULL: certificate_bound()'s prices */
    unsigned price_places;
    size_t nodes;               /* of a tree; 0: none is made */
    double deadline;            /* of model_clock() */
};
enum { PROVE_NODES = 20000, PROVE_NODES_LARGE = 20 };

/* The proof of the best bound found, and that bound (millionths; at most a gap above t->value when
 * the task's is not proved); NULL when there is none within the limits. Memory: `a`. */
const struct proof *prove_bound(struct arena *a, const struct instance *in,
                                const struct prove_task *t, int64_t *ret_bound);

#endif
