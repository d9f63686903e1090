/* demo_money.h - money available in the demonstration city: fiscal positions, commitments, revenue,
 * issued ceilings, subsidies, the medium term, from data/demo_money.csv and the city's lines. Figures
 * that were published carry their source; the others say that they are a demonstration. */
#ifndef PBIS_EXCHANGE_DEMO_MONEY_H
#define PBIS_EXCHANGE_DEMO_MONEY_H

#include "city/actor.h"

/* Fills the year; nothing when its fiscal position is there already. After the city's lines. */
MUST_CHECK bool demo_money(struct act *by, int64_t year, struct err *e);

#endif
