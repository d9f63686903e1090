/* demo_house.h - integrated plans across agencies of the demonstration city, its overlaps searched and two
 * of them settled, and a proposed parameter that waits for another person (data/demo_house.csv). */
#ifndef PBIS_EXCHANGE_DEMO_HOUSE_H
#define PBIS_EXCHANGE_DEMO_HOUSE_H

#include "city/actor.h"

/* Nothing when its plans are there already. After the packages and their states. */
MUST_CHECK bool demo_house(struct act *by, int64_t year, struct err *e);

#endif
