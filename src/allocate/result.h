/* result.h - the answer to an instance, and the JSON that carries it (CONTRACTS.md 2).
 *
 * Value and bound are millionths, the gap counts 10^-9 of the larger of them, rounded up; the bound
 * is an upper bound of every answer's value, and `bound_proved` says that the prices alone prove it
 * (certificate.h). Prices are value per baht, decimal text. Without an answer (infeasible, unknown)
 * nothing is chosen, value, bound and gap are null, and an infeasible result says why. */
#ifndef PBIS_ALLOCATE_RESULT_H
#define PBIS_ALLOCATE_RESULT_H

#include <stdbool.h>
#include <stdint.h>

#include "allocate/certificate.h"
#include "allocate/choice.h"
#include "allocate/clash.h"
#include "allocate/conflict.h"
#include "allocate/explain.h"
#include "allocate/proof.h"

struct arena;
struct err;

enum solve_status { SOLVE_OPTIMAL, SOLVE_FEASIBLE, SOLVE_INFEASIBLE, SOLVE_UNKNOWN };

struct solve_result {
    enum solve_status status;
    bool time_limited;
    struct choice choice; /* what is funded */
    int64_t value, bound, gap;
    int64_t said; /* the solver's own bound, which nothing but its word shows; <= bound */
    bool bound_proved;
    const int64_t *price; /* by resource, 10^-price_places value per baht */
    unsigned price_places;
    const struct reason *reason; /* by package; NULL without an answer */
    struct conflict conflict;    /* of an infeasible one */
    struct clash clash;          /* ... and a smallest set of its rules */
    const struct proof *proof;   /* of the bound, or that there is no answer; may be NULL */
    int64_t total_ms, lp_ms, mip_ms; /* of the solver's child; not part of the JSON */
    struct str json;                 /* the result as it was checked */
};

const char *solve_status_word(enum solve_status s);
bool solve_has_answer(const struct solve_result *r);
/* Writes the result; equal results give equal bytes. */
void result_write(struct arena *a, const struct instance *in, const struct solve_result *r,
                  struct sbuf *b);
/* The same without the sentences of packages: all that can be checked. */
void result_write_claims(struct arena *a, const struct instance *in, const struct solve_result *r,
                         struct sbuf *b);
/* Reads a result as claims to be checked. ERR_BAD_JSON, ERR_JSON_SHAPE {path, expected}. */
MUST_CHECK bool result_read(struct arena *a, struct str json, struct claim *ret, struct err *e);

#endif
