/* demo_front.h - the year before of the agencies that are not written out: what their outputs were enacted, as outside
 * facts (kind `enacted:ITEM`), so that the printed books of the demonstration city have a year before. */
#ifndef PBIS_EXCHANGE_DEMO_FRONT_H
#define PBIS_EXCHANGE_DEMO_FRONT_H

#include "city/actor.h"

/* Of year - 1, by a stated key (demo_front.sql); nothing when facts of that year are there. After demo_past(). */
MUST_CHECK bool demo_front(struct act *by, int64_t year, struct err *e);

#endif
