/* activity_int.h - private to activity*.c. */
#ifndef PBIS_PERFORM_ACTIVITY_INT_H
#define PBIS_PERFORM_ACTIVITY_INT_H

#include "perform/activity.h"

enum { ACTIVITY_NEVER_DUE = 20991231, ACTIVITY_TEXT_MAX = 1000 };

/* Works out progress and what is due next by the plan in force, and keeps them. */
MUST_CHECK bool activity_settle(struct act *by, const struct activity *x, int64_t plan_no,
                                struct err *e);

#endif
