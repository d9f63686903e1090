/* body_notice.h - who is told when a body of plan/committee.h meets and decides: a link, no figures. */
#ifndef PBIS_PLAN_BODY_NOTICE_H
#define PBIS_PLAN_BODY_NOTICE_H

#include "city/actor.h"

/* The meeting was called: its people who have an account. */
MUST_CHECK bool meeting_tell(struct act *by, int64_t meeting_id, int64_t year, struct str code,
                             struct err *e);
/* A draft waits: the body's chair and vice chairs of today. */
MUST_CHECK bool resolution_tell_chair(struct act *by, int64_t year, struct str body,
                                      struct str code, struct err *e);
/* It was confirmed: heads and collectors of the agencies that it decides on, each person once. */
MUST_CHECK bool resolution_tell_agencies(struct act *by, int64_t id, int64_t year, struct str code,
                                         struct err *e);

#endif
