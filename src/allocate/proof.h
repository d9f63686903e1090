/* proof.h - why no answer is worth more than a bound: the tree that a result carries.
 *
 * A proof is a tree of cases. Each node is one of
 *   - a branch: a package is in, or it is out; both cases are proved;
 *   - a reduction: at its prices some packages can only be in (or only out) of an answer better
 *     than the bound; they are fixed, and `then` proves what is left;
 *   - a leaf: with what is decided on its path either nothing can keep the rules, or its prices show
 *     that the rest is worth no more than the bound.
 * Prices of a node: per resource (value per baht; > 0 needs a max, < 0 a min), per requirement and
 * per exclusion (>= 0), and the ceilings that are kept: not priced away but held exactly, each as a
 * knapsack of the chains under it. A node without prices of its own has those of the nearest node
 * above it that has some; above all of them every price is 0.
 *
 * Everything is a whole number: prices of resources count 10^-places value per baht, those of
 * requirements and exclusions 10^-9 value. In the proof that an instance has no answer every value
 * counts 0 and the bound to prove is below 0. certificate_proof() checks; docs/formats/allocation.md
 * explains.
 *
 * Layer: allocate. Needs instance.h and base only: the checker reads this header. */
#ifndef PBIS_ALLOCATE_PROOF_H
#define PBIS_ALLOCATE_PROOF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "allocate/instance.h"
#include "base/compiler.h"

struct arena;
struct err;
struct jr;
struct jw;

enum {
    PROOF_PLACES_MIN = 7,
    PROOF_PLACES_MAX = 18,
    PROOF_LINK_PLACES = 9, /* of requirements' and exclusions' prices, in value */
    PROOF_DEPTH_MAX = 400,
    PROOF_NODES_MAX = 200000,
    PROOF_TERMS_MAX = 4000000, /* prices and kept ceilings of all nodes together */
};

struct proof_price {
    uint32_t resource;
    int64_t price; /* 10^-places value per baht */
};

struct proof_link {
    uint32_t package, other; /* package requires other; or they exclude each other */
    int64_t price;           /* 10^-PROOF_LINK_PLACES value, >= 0 */
};

struct proof_node {
    bool has_prices; /* false: those of the nearest node above */
    const struct proof_price *price;
    size_t nprice;
    const struct proof_link *need, *bar;
    size_t nneed, nbar;
    const uint32_t *keep; /* resources */
    size_t nkeep;
    uint32_t package; /* of a branch; NO_PACKAGE otherwise */
    const struct proof_node *in, *out;
    const struct proof_node *then; /* of a reduction; NULL otherwise */
};

struct proof {
    unsigned places;
    const struct proof_node *root;
};

/* Writes it as the member `key`; equal proofs give equal bytes. */
void proof_write(struct arena *a, struct jw *w, const char *key, const struct instance *in,
                 const struct proof *p);
/* Reads the value of that member. What it says is not checked, only that it is a proof about this
 * instance's packages and resources within the limits above.
 * Errors    ERR_JSON_SHAPE {path, expected}: path names the place (`proof.root.in.price.total`). */
MUST_CHECK bool proof_read(struct arena *a, const struct instance *in, const struct jr *json,
                           struct proof *ret, struct err *e);
/* Nodes of the tree, and the prices they carry. */
size_t proof_nodes(const struct proof *p);
size_t proof_terms(const struct proof *p);

#endif
