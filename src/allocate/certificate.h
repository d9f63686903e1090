/* certificate.h - does a result say the truth about an instance? Proved again in whole numbers.
 *
 * Independent of whoever made the result: shares no code with the solver, the ranking or the
 * explanation, holds no floating point, and believes nothing but the instance. It checks
 * feasibility, value, use, limits, the funded flags and reasons, the gap's arithmetic, the richer statements
 * in their own words (certificate_rich.h), and the bound:
 *
 * Any prices y (value per baht; y > 0 needs a max, y < 0 a min) prove
 *     value <= sum(y * limit) + max over x of sum((v - y * use) * x)
 * where x may be anything that keeps one requirement of each package, the level below when there is
 * one, and the mandatory and forbidden flags. That maximum is a sum over trees, each solved from
 * its leaves; everything is a 128-bit integer (base/exact.h). A bound is proved when it is at least
 * this figure, rounded down to a multiple of the greatest common divisor of the values.
 *
 * Where prices alone do not prove the bound the result carries a tree of cases (proof.h), checked by
 * certificate_proof(): certificate_case (what follows from decisions), certificate_leaf and
 * certificate_trees (the bound of a case), certificate_keep (ceilings held exactly). A lint holds that
 * none of these files includes a header of the solver. */
#ifndef PBIS_ALLOCATE_CERTIFICATE_H
#define PBIS_ALLOCATE_CERTIFICATE_H

#include <stdbool.h>
#include <stdint.h>

#include "allocate/instance.h"
#include "base/lang.h"

struct arena;
struct jr;
struct proof;
struct proof_node;

enum {
    GAP_PLACES = 9,
    PRICE_PLACES_MIN = 4,
    PRICE_PLACES_MAX = 18,
};
#define PRICE_MAX INT64_C(100000000000000) /* as an integer of the common places */

/* What a result claims, as read from it. Empty texts stand for null. */
struct claim_resource {
    struct str id, used, max, min, price;
};
struct claim_package {
    struct str id;
    bool funded;
    struct str code;
    const struct str *resource;
    size_t nresource;
};
struct claim_units {
    struct str id, units;
};
struct claim_rule { /* of the set that clashes; members that its kind has not are empty */
    struct str rule, package, other, resource;
    int64_t limit;
};
struct claim {
    struct str status, value, bound, gap;
    bool bound_proved;
    const struct str *chosen;
    size_t nchosen;
    const struct claim_resource *resource;
    size_t nresource;
    const struct claim_package *package;
    size_t npackage;
    const struct claim_units *units; /* divisible packages */
    size_t nunits;
    struct str why; /* word of an infeasible result's reason, and what it names */
    const struct str *why_resource, *why_package;
    size_t nwhy_resource, nwhy_package;
    const struct claim_rule *rule; /* ... and the rules that clash */
    size_t nrule;
    const struct jr *proof; /* of the bound (proof.h), or NULL */
};

enum check_code {
#define CHECK(code, th, en) code,
#include "allocate/checks.def"
#undef CHECK
    CHECK_COUNT
};

struct fault {
    enum check_code code;
    struct str what, claimed, found;
};
struct certificate {
    struct fault *fault; /* at most CERTIFICATE_FAULTS are kept */
    size_t nfault;       /* all that were found */
    struct arena *a;
};
enum { CERTIFICATE_FAULTS = 1000 };

/* Keeps one more fault. */
void certificate_report(struct certificate *c, const struct fault *f);
/* Checks the claim; true when no fault was found. */
bool certificate_check(struct arena *a, const struct instance *in, const struct claim *claim,
                       struct certificate *ret);
/* What a result in which no fault was found shows, and what it does not: a sentence a line. hash: the
 * SHA-256 of the instance's file, in hex. */
struct shown_result {
    const struct instance *in;
    const struct claim *claim;
    struct str hash;
};
struct str certificate_shown(struct arena *a, const struct shown_result *r, enum lang lang);
struct str certificate_text(struct arena *a, const struct fault *f, enum lang lang);

/* The bound (millionths) that prices prove. price[r] counts 10^-places value per baht, |price| <=
 * PRICE_MAX. False when a price has the wrong sign for what limits its resource. */
MUST_CHECK bool certificate_bound(struct arena *a, const struct instance *in, const int64_t *price,
                                  unsigned places, int64_t *ret);
/* What a tree of cases proves (proof.h). bound: the bound to prove, millionths; NULL: that there is
 * no answer at all. True when it does. */
struct proof_verdict {
    int64_t bound; /* what it proves: at most the one asked for; more when it does not hold */
    enum check_code fault; /* why it does not hold; CHECK_COUNT when it does */
    const struct proof_node *where; /* the node that fails, or NULL */
    uint64_t work;
    size_t nodes;
};
bool certificate_proof(struct arena *a, const struct instance *in, const struct proof *p,
                       const int64_t *bound, struct proof_verdict *ret);
/* (bound - value) / max(|bound|, |value|) in 10^-9, rounded up; bound >= value. */
int64_t certificate_gap(int64_t value, int64_t bound);

#endif
