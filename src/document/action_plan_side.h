/* action_plan_side.h - agreements, results, rules and activities for an action plan. Private to document/action_plan*.c. */
#ifndef PBIS_DOCUMENT_ACTION_PLAN_SIDE_H
#define PBIS_DOCUMENT_ACTION_PLAN_SIDE_H

#include "document/action_plan.h"

/* The agreement of a year, as it was frozen or else as it reads, with results, scores and rules of its items. */
struct plan_side_ask {
    int64_t year, agency_id;
    bool brief; /* the items alone */
};
MUST_CHECK bool plan_side_load(struct db *db, struct arena *a, const struct plan_side_ask *ask, struct plan_side *ret,
                               struct err *e);
MUST_CHECK bool plan_activities_load(struct db *db, struct arena *a, const struct action_plan_ask *ask,
                                     int64_t agency_id, struct action_plan *ret, struct err *e);

#endif
