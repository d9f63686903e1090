/* demo_costing.h - places of the demonstration city's bureau lines, by a stated key: a capital line of a
 * bureau that nobody wrote a place for is spent in the district whose number is its own running number
 * modulo 50, plus one. Marked as made up in its note. */
#ifndef PBIS_EXCHANGE_DEMO_COSTING_H
#define PBIS_EXCHANGE_DEMO_COSTING_H

#include "city/actor.h"

/* Nothing for lines that have a place. After the written agencies. */
MUST_CHECK bool demo_costing(struct act *by, int64_t year, struct err *e);

#endif
