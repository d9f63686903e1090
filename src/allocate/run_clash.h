/* run_clash.h - why a scenario's newest solve had no answer, in sentences that lead to the page where each rule is
 * changed (clash.h). Kept with the scenario until a solve of it has an answer. */
#ifndef PBIS_ALLOCATE_RUN_CLASH_H
#define PBIS_ALLOCATE_RUN_CLASH_H

#include "allocate/clash.h"
#include "allocate/problem.h"

struct act;

struct scenario_clash_row {
    struct str th, en, href, enough_th, enough_en;
    bool smallest;
    struct when at;
};
extern const struct row_type scenario_clash_row_type;

/* PERM_ALLOCATE. Replaces what was kept. name: of the scenario. */
MUST_CHECK bool scenario_clash_put(struct act *by, int64_t year, struct str name,
                                   const struct problem *p, const struct clash *c, struct err *e);
/* Nothing clashes any more; the run's audit record covers it. */
MUST_CHECK bool scenario_clash_drop(struct act *by, int64_t scenario_id, struct err *e);
MUST_CHECK bool scenario_clash_list(struct db *db, struct arena *a, int64_t scenario_id,
                                    struct rows *ret, struct err *e);

#endif
