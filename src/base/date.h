/* date.h - days, times and fiscal years.
 *
 * Inside, a day is the integer yyyymmdd of the common era (CE) and a time is milliseconds since
 * 1970 UTC; a fiscal year (ปีงบประมาณ) is its Buddhist-era number everywhere. The era is added
 * for people only here: this is the one file that knows the difference of the eras (checked).
 * The city's day is UTC+7 all year (CONTRACTS.md 1). FY2569 = 1 Oct 2568 .. 30 Sep 2569. */
#ifndef PBIS_BASE_DATE_H
#define PBIS_BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/lang.h"
#include "base/str.h"

struct err;
struct sbuf;

struct date {
    int32_t yyyymmdd; /* 0 = none */
};
/* A moment, milliseconds since 1970 UTC; 0 = none. */
struct when {
    int64_t ms;
};

#define DATE(y)       ((struct date){(y)})
#define DATE_NONE     DATE(0)
#define FY_MIN        2500
#define FY_MAX        2699

bool date_valid(struct date d); /* a real day, 1950-01-01 .. 2199-12-31 */
int date_cmp(struct date x, struct date y);
struct date date_add_days(struct date d, int32_t days);
int32_t date_days_between(struct date from, struct date to);
struct date date_of_ms(int64_t ms); /* the city's day of a moment */
int64_t date_start_ms(struct date d); /* its first moment */
int date_week_day(struct date d);     /* 1 Monday .. 7 Sunday */
int64_t clock_now_ms(void);         /* for main and the server's edge only; domain code gets it */

int32_t fy_of(struct date d);       /* 30 Sep 2022 -> 2565, 1 Oct 2022 -> 2566 */
struct date fy_start(int32_t year);
struct date fy_end(int32_t year);
bool fy_valid(int64_t year);
int32_t fy_to_ce(int32_t year);     /* 2566 -> 2023: the CE year it is named after */
int32_t fy_from_ce(int32_t ce);
/* Reads a fiscal year as files write it: 2566, ๒๕๖๖, 66 -> 2566. A CE number (19xx..21xx) is
 * ERR_YEAR_CE {value, expected}; anything else ERR_BAD_YEAR {value}. */
MUST_CHECK bool fy_parse(struct str s, int32_t *ret, struct err *e);

/* Reads "2022-10-01" (CE). A Buddhist year there is ERR_DATE_BE {value, expected}; anything else
 * ERR_BAD_DATE {value}. */
MUST_CHECK bool date_parse_iso(struct str s, struct date *ret, struct err *e);
/* Reads what people type: 1/10/2565, ๑/๑๐/๒๕๖๕, 1 ต.ค. 2565, 1 ตุลาคม 2565 (Buddhist era; a CE
 * year is ERR_DATE_CE {value, expected}). */
MUST_CHECK bool date_parse_th(struct str s, struct date *ret, struct err *e);

void date_put_iso(struct sbuf *b, struct date d);
enum date_style {
    DATE_SHORT, /* 1 ต.ค. 2565 / 1 Oct 2022 */
    DATE_LONG,  /* 1 ตุลาคม พ.ศ. 2565 / 1 October 2022 */
};
void date_put(struct sbuf *b, struct date d, enum date_style style, enum lang lang);
/* Day and HH:MM in the city's time. */
void when_put(struct sbuf *b, struct when t, enum lang lang);
void when_put_iso(struct sbuf *b, struct when t); /* 2022-10-01T07:00:00.000Z */

#endif
