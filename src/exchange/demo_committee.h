/* demo_committee.h - the demonstration's committees: members, one meeting a body, their resolutions. */
#ifndef PBIS_EXCHANGE_DEMO_COMMITTEE_H
#define PBIS_EXCHANGE_DEMO_COMMITTEE_H

#include "exchange/demo_fill.h"
#include "plan/resolution.h"

/* The members of the bodies, once a store. */
MUST_CHECK bool demo_members(struct act *by, int64_t year, struct err *e);
/* The suitability or the request committee decides on all that competes, with the cuts of its stage. The year
 * stands at that stage. */
MUST_CHECK bool demo_review(struct act *by, int64_t year, enum stage stage,
                            const struct demo_filled *f, struct err *e);
/* The governor adopts a run; then corrects lines of it (none: nothing). */
MUST_CHECK bool demo_adopt(struct act *by, int64_t year, struct str run_code, struct str number,
                           struct str *ret_code, struct err *e);
MUST_CHECK bool demo_correct(struct act *by, int64_t year, struct str replaces, struct str number,
                             const struct resolution_amount *l, size_t n, struct err *e);

#endif
