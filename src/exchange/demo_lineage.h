/* demo_lineage.h - the demonstration's lines know what they were the year before. */
#ifndef PBIS_EXCHANGE_DEMO_LINEAGE_H
#define PBIS_EXCHANGE_DEMO_LINEAGE_H

#include "city/actor.h"

MUST_CHECK bool demo_lineage(struct act *by, int64_t year, struct err *e);

#endif
