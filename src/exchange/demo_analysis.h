/* demo_analysis.h - the analysis of the demonstration city: a recommendation for every package (from the
 * amounts that its filling left), forms and clearances of three agencies, machine checks of all. */
#ifndef PBIS_EXCHANGE_DEMO_ANALYSIS_H
#define PBIS_EXCHANGE_DEMO_ANALYSIS_H

#include "city/actor.h"

struct err;

/* asked: the city was left where it asked: no recommendations and forms, but clearances and checks. */
MUST_CHECK bool demo_analysis(struct act *by, int64_t year, bool asked, struct err *e);

#endif
