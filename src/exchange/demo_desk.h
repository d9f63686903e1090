/* demo_desk.h - the desk of the demonstration: an analyst for every agency, questions and comments on
 * some packages, a deputy who acts for the governor. data/demo_desk.csv. */
#ifndef PBIS_EXCHANGE_DEMO_DESK_H
#define PBIS_EXCHANGE_DEMO_DESK_H

#include "city/actor.h"

/* Once: a year whose agencies have analysts is left alone. */
MUST_CHECK bool demo_desk(struct act *by, int64_t year, struct err *e);

#endif
