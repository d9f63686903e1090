/* demo_next.h - the year after a demonstration city, opened for requests and empty: sections and their
 * people, ceilings of the three agencies that are written out (demo_deep.h), no packages. An officer
 * closes one year, runs one and asks for one. */
#ifndef PBIS_EXCHANGE_DEMO_NEXT_H
#define PBIS_EXCHANGE_DEMO_NEXT_H

#include "exchange/demo_deep.h"

/* Sections of the agencies (data/demo_deep_section.csv); those that are there are kept. */
MUST_CHECK bool demo_sections(struct act *by, int64_t year, struct err *e);
/* Opens `year`; nothing when it is there already. After the accounts. */
MUST_CHECK bool demo_next_year(struct act *by, int64_t year, struct err *e);

#endif
