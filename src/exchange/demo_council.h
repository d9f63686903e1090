/* demo_council.h - the demonstration's Council: a councillor a district, executives, interests; all marked as made up. */
#ifndef PBIS_EXCHANGE_DEMO_COUNCIL_H
#define PBIS_EXCHANGE_DEMO_COUNCIL_H

#include "city/actor.h"

/* Once a store. */
MUST_CHECK bool demo_council(struct act *by, int64_t year, struct err *e);

#endif
