/* reference.h - the CSV files of data/ into the store; used by year.c. `reference_load` is in year.h. */
#ifndef PBIS_CITY_REFERENCE_H
#define PBIS_CITY_REFERENCE_H

#include "city/actor.h"

/* Points the year at its default version of each kind (data/versions.csv), where it has none. */
MUST_CHECK bool reference_year(struct act *by, int64_t year, struct err *e);

#endif
