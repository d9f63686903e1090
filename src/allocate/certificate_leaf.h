/* certificate_leaf.h - what prices prove about a case, in 128-bit integers.
 *
 * Figures count 10^-(places + 2) value, so a price of 10^-places value a baht is that many units a
 * satang. At prices y >= 0 (of a floor <= 0) every answer of a case is worth at most
 *     sum(y * limit) + sum over trees of the best that the tree can do with profits v - y * use
 * where a package stands on one of its requirements: of its own unit (the level below) when it can,
 * else the first it can. It can stand on one whose tree holds no kept ceiling other than its own;
 * its own is the first of `keep` that it uses. A tree under a kept ceiling is one of those
 * whose uses together keep that ceiling, exactly (certificate_keep.h).
 *
 * Part of the certificate: nothing of the solver. */
#ifndef PBIS_ALLOCATE_CERTIFICATE_LEAF_H
#define PBIS_ALLOCATE_CERTIFICATE_LEAF_H

#include "allocate/certificate.h"
#include "allocate/certificate_case.h"
#include "allocate/certificate_keep.h"
#include "allocate/proof.h"
#include "base/exact.h"

struct arena;

#define CERTIFICATE_WORK_MAX UINT64_C(2000000000)

/* Prices of a node, ready to be used in the cases below it. */
struct leaf_prices {
    const struct instance *in;
    const struct proof_node *node; /* NULL: no prices yet, all 0 */
    bool counts_values;            /* false: every value counts 0 */
    unsigned places;
    struct wide constant;
    struct wide *profit; /* by package */
    uint32_t *below;     /* by package: what it stands on, or NO_PACKAGE */
    uint32_t *keep;      /* by package: index in node->keep of its tree's ceiling, or NO_KEEP */
};
#define NO_KEEP UINT32_MAX

/* The caller has set counts_values and places. False with *ret_why when the prices may not be used: a sign that the limits do not allow, a
 * pair that the instance does not have, a ceiling that cannot be kept, sums that do not fit. */
MUST_CHECK bool leaf_prices_init(struct leaf_prices *p, struct arena *a, const struct instance *in,
                                 const struct proof_node *node,
                                 enum check_code *ret_why);

/* What the trees of each kept ceiling came to; for leaf_losses(). */
struct leaf_keep {
    struct wide best;  /* with what must be in */
    int64_t price;     /* units a satang, of the ceiling by itself */
};
struct leaf_bound {
    bool empty; /* no answer: what is in overfills a kept ceiling */
    struct wide bound;
    struct leaf_keep *keep; /* by index in node->keep */
};
/* False when a tree under a kept ceiling has too many ways. */
MUST_CHECK bool leaf_bound(const struct leaf_prices *p, struct arena *a, struct cases *c,
                           struct leaf_bound *ret);
/* Lists the open packages that no answer above `target` can have in, or out, by these prices.
 * Returns how many; ret[] holds npackage. */
struct leaf_fix {
    uint32_t package;
    enum case_state to;
};
size_t leaf_fixes(const struct leaf_prices *p, struct arena *a, struct cases *c,
                  const struct leaf_bound *b, struct wide target, struct leaf_fix *ret);

#endif
