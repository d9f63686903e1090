/* demo_past.h - three earlier years of the agencies that are written out: what their lines asked, were
 * enacted, had after transfers and paid (plan/history.h), by a stated key. 2564 was a bad year. */
#ifndef PBIS_EXCHANGE_DEMO_PAST_H
#define PBIS_EXCHANGE_DEMO_PAST_H

#include "exchange/demo_deep.h"

/* Of the lines of `year`; nothing when the year before has rows. After the city's lines. */
MUST_CHECK bool demo_past(struct act *by, int64_t year, struct err *e);

#endif
