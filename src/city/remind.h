/* remind.h - on which days before a due day people are reminded (parameter notice.remind_days). */
#ifndef PBIS_CITY_REMIND_H
#define PBIS_CITY_REMIND_H

#include "city/actor.h"

enum { REMIND_DAYS = 10 };
struct remind_days {
    int32_t day[REMIND_DAYS];
    int32_t n, most;
};
MUST_CHECK bool remind_days_read(struct act *by, struct remind_days *ret, struct err *e);
/* `left` days are left: one of those days, or the day after the due day (-1). */
bool remind_on(const struct remind_days *d, int32_t left);

#endif
