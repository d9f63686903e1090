#include "document/action_plan_side.h"

bool plan_side_load(struct db *db, struct arena *a, int64_t year, int64_t agency_id, struct plan_side *ret,
                    struct err *e)
{
    (void)db;
    (void)a;
    (void)year;
    (void)agency_id;
    (void)e;
    *ret = (struct plan_side){0};
    return true;
}

bool plan_activities_load(struct db *db, struct arena *a, const struct action_plan_ask *ask, int64_t agency_id,
                          struct action_plan *ret, struct err *e)
{
    (void)db;
    (void)a;
    (void)ask;
    (void)agency_id;
    (void)e;
    ret->activities = ret->steps = (struct rows){0};
    return true;
}
