/* demo_goals.h - goals in the demonstration city, from data/demo_goals.csv: indicators of goals,
 * objectives of agencies with key results and KPIs, links from policies; all of status demo.
 *
 * Its key for packages: of those sent that have a goal, in order, every sixth also serves the next
 * goal of the plan (60 and 40 per cent), every thirtieth a third one too (50, 30, 20). */
#ifndef PBIS_EXCHANGE_DEMO_GOALS_H
#define PBIS_EXCHANGE_DEMO_GOALS_H

#include "city/actor.h"

/* Fills the year; nothing when it has objectives already, or no plan. After the city's packages. */
MUST_CHECK bool demo_goals(struct act *by, int64_t year, struct err *e);

#endif
