/* cycle_trail.h - internal to the cycle: what a step of the cycle leaves behind. */
#ifndef PBIS_PLAN_CYCLE_TRAIL_H
#define PBIS_PLAN_CYCLE_TRAIL_H

#include "plan/cycle.h"

/* What a step of a draft asks for: cycle_needs is that of number 0. */
MUST_CHECK bool step_needs(struct db *db, struct arena *a, const struct bill_key *k,
                           const struct cycle_step *s, const struct cycle_need **ret, size_t *ret_n,
                           struct err *e);
/* Is everything done that the step asks for, or is there a reason to go on? */
MUST_CHECK bool step_check(const struct act *by, const struct cycle_step *s,
                           const struct cycle_need *need, size_t n, struct str reason,
                           struct err *e);
/* What was open when the event ran all the same. */
MUST_CHECK bool cycle_open_write(struct act *by, int64_t event_id, const struct cycle_need *need,
                                 size_t n, struct err *e);
/* What was locked in the stage that this step opens again. */
MUST_CHECK bool reopening_begin(struct act *by, int64_t year, int64_t event_id,
                                const struct cycle_step *s, struct err *e);
/* Ends what stands open of the stage that this step leaves forwards. */
MUST_CHECK bool reopening_close(struct act *by, int64_t year, int64_t event_id,
                                const struct cycle_step *s, struct err *e);

#endif
