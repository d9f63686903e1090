/* demo_rating.h - criteria of the demonstration year and the scores of some of its packages. They are not put to use:
 * the year's run keeps the worth that the key made. */
#ifndef PBIS_EXCHANGE_DEMO_RATING_H
#define PBIS_EXCHANGE_DEMO_RATING_H

#include "city/actor.h"

/* Once: a year that has criteria is left alone. */
MUST_CHECK bool demo_rating(struct act *by, int64_t year, struct err *e);

#endif
