/* problem.h - a year's packages and a scenario's ceilings and rules as an instance.
 *
 * Package ids are package codes, resources are "total", "agency:CODE", "type:N", "side:NN",
 * "fund:CODE", "district:CODE", "group:NAME" (of districts), "label:WORD", "personnel", each also of a
 * forward year: "total@2567", "agency:1100@2568"; what rules make is "rule:CODE". Money is each line's newest amount before the stage that is being decided. A level
 * requires the level below; one whose level below does not compete cannot be funded. A package
 * that nobody has scored yet counts one point a million baht, so that money alone decides. What earlier
 * years achieved multiplies the value (perform/past_evidence.h); a package without results keeps it.
 *
 * The packages are those of `{competes p}` (plan/resolution.sql), which a resolution chooses among too: accepted
 * by an analyst or decided on. One that is only SUBMITTED is left out: it may still be returned or
 * withdrawn, its amounts are nobody's yet, and what it took under a ceiling would be taken from a package that
 * is ready. The page of triage says how many those are, and where they are accepted many at once. */
#ifndef PBIS_ALLOCATE_PROBLEM_H
#define PBIS_ALLOCATE_PROBLEM_H

#include "allocate/instance.h"
#include "allocate/scenario.h"
#include "perform/past_evidence.h"
#include "plan/stage.h"

struct problem_package {
    int64_t id, unit_id, level, output_id;
    bool mandatory;
    struct score value_score;
    struct str code, agency_code;
};

/* A package that a rule divides: asked of `line_id` is `quantity` units of `price` each; as in.spec.units. */
struct problem_unit {
    uint32_t package;
    int64_t line_id, quantity, price;
};
struct problem {
    struct instance in;
    const struct problem_package *package; /* as in.package */
    const struct ceiling_row *ceiling;     /* as in.resource; behind nceiling: of rules, dim "rule" */
    size_t nceiling;                       /* of the scenario, and those its rules measure by */
    const struct problem_unit *unit;
    size_t nunit;
    /* Rules that name no package that competes; packages that state nothing of forward years, counted
     * only when a ceiling of a forward year asks. */
    size_t idle_rules, without_forward;
    int64_t *asked;                        /* by resource, satang */
    int64_t *cost;                         /* by package, satang */
    struct evidence_effect *effect;        /* by package; n = 0: no results, its value as it is */
    struct evidence_city evidence;
    size_t given; /* packages of the year: the first of in.package; what lowering makes stands behind them */
    int64_t asked_total;
    int64_t scenario_id, change_id;
    enum stage decides; /* the stage a resolution on it writes; STAGE_COUNT when none is open */
};

/* ERR_SCENARIO_MISSING {name, year}, ERR_NOTHING when no package competes. */
MUST_CHECK bool problem_load(struct db *db, struct arena *a, int64_t year, struct str scenario,
                             struct problem *ret, struct err *e);
/* The same, and ERR_RULE_FIELD where a rule names what is not there: for whoever writes rules. */
MUST_CHECK bool problem_load_strictly(struct db *db, struct arena *a, int64_t year,
                                      struct str scenario, struct problem *ret, struct err *e);
/* What an answer gives package i (of the given ones) with its further units; units -1: not divisible. */
void problem_granted(const struct problem *p, size_t i, const bool *on, struct money *ret,
                     int64_t *ret_units);
/* What that is worth; of a package that is out, its value as it stands (of `low` units). */
int64_t problem_worth(const struct problem *p, size_t i, const bool *on);
/* All that package i asks, with every unit. */
int64_t problem_asked(const struct problem *p, size_t i);
/* The scenario's id. */
MUST_CHECK bool scenario_id(struct db *db, int64_t year, struct str name, int64_t *ret,
                            struct err *e);
/* "type:3" of a ceiling. */
struct str ceiling_id(struct arena *a, const struct ceiling_row *c);

#endif
