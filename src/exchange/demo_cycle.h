/* demo_cycle.h - calendars of the demonstration: the year's planned and actual days, one extension by
 * name, one agency that was late; the next year's deadline (data/demo_cycle.csv). */
#ifndef PBIS_EXCHANGE_DEMO_CYCLE_H
#define PBIS_EXCHANGE_DEMO_CYCLE_H

#include "city/actor.h"

/* Nothing when the year has a calendar already. After the packages and the next year. */
MUST_CHECK bool demo_cycle(struct act *by, int64_t year, struct err *e);

#endif
