/* reading_period.h - the periods of a fiscal year: yyyymm of a period's last month (common era), 202112 = quarter 1 of
 * FY2565. */
#ifndef PBIS_PERFORM_READING_PERIOD_H
#define PBIS_PERFORM_READING_PERIOD_H

#include "base/row.h"

enum { READING_PERIODS = 12 };

/* The periods of a cycle (month quarter year), in order; how many. */
size_t reading_periods(struct str cycle, int64_t year, int64_t ret[READING_PERIODS]);
/* Is yyyymm a month of the fiscal year? */
bool reading_period_in(int64_t year, int64_t period);
/* 1-4: the quarter that the month lies in. */
int64_t reading_quarter(int64_t period);
/* First day of the period (its cycle's months) and its last day. */
struct date reading_period_start(struct str cycle, int64_t period);
struct date reading_period_end(int64_t period);
/* The newest month that has ended by the day: yyyymm. */
int64_t reading_period_ended(struct date day);
/* "ไตรมาส 1 (ธ.ค. 2564)" / "quarter 1 (Dec 2021)"; of a month or a year likewise. */
struct str reading_period_text(struct arena *a, struct str cycle, int64_t period, enum lang lang);

#endif
