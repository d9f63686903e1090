/* maker.h - who made a request does not judge it, whatever their role has become since: whoever wrote one
 * of its requested amounts counts as its maker, not only who began it (review.c knows made_by). */
#ifndef PBIS_PLAN_MAKER_H
#define PBIS_PLAN_MAKER_H

#include "city/actor.h"

/* ERR_SAME_PERSON when the actor wrote a requested amount of this package, or of this line. The system
 * itself (command line) acts for somebody who is named, and may. */
MUST_CHECK bool maker_check_package(struct act *by, int64_t package_id, struct err *e);
/* Nor does who signed it for the agency judge it for the city: ERR_SAME_PERSON. */
MUST_CHECK bool signer_check_package(struct act *by, int64_t package_id, struct err *e);
MUST_CHECK bool maker_check_line(struct act *by, int64_t line_id, struct err *e);
/* Of any line that the resolution decides. */
MUST_CHECK bool maker_check_resolution(struct act *by, int64_t resolution_id, struct err *e);

#endif
