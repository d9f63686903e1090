/* cycle_trail.h - internal to the cycle: what a step of the cycle leaves behind. */
#ifndef PBIS_PLAN_CYCLE_TRAIL_H
#define PBIS_PLAN_CYCLE_TRAIL_H

#include "plan/cycle.h"

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
