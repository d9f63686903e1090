/* demo_notice.h - circulars, questions, a survey and problems of the demonstration, each marked as one.
 * data/demo_notice.csv. */
#ifndef PBIS_EXCHANGE_DEMO_NOTICE_H
#define PBIS_EXCHANGE_DEMO_NOTICE_H

#include "city/actor.h"

/* Once: a year that has circulars is left alone. */
MUST_CHECK bool demo_notice(struct act *by, int64_t year, struct err *e);

#endif
