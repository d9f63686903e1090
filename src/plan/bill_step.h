/* bill_step.h - internal to the cycle and the bill: what a step of a draft checks and leaves behind. */
#ifndef PBIS_PLAN_BILL_STEP_H
#define PBIS_PLAN_BILL_STEP_H

#include "plan/cycle_trail.h"

/* Beside the guards: `deemed` waits for the limit, and for a parameter that lets it. */
MUST_CHECK bool bill_before(struct act *by, const struct bill_key *k, const struct cycle_step *s,
                            struct err *e);
/* Tabling and the later steps freeze their version; opening again from TABLED withdraws it; `deemed` takes the
 * Council's changes back. */
MUST_CHECK bool bill_after(struct act *by, const struct bill_key *k, const struct cycle_step *s,
                           struct str reason, struct err *e);

#endif
