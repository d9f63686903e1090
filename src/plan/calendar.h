/* calendar.h - the calendar of a fiscal year (ปฏิทินงบประมาณ): steps with planned and actual days, who
 * answers for each, where its days come from; deadlines of agencies (DOMAIN.md 1.2, 1.7).
 *
 * Steps are independent: plans may overlap, and what really was may come out of order. The events of
 * the cycle write the actual days of the steps that they begin and end; what PBIS did not see is
 * written by hand with its source. A plan comes from data/calendar.csv and is changed by PERM_CYCLE. */
#ifndef PBIS_PLAN_CALENDAR_H
#define PBIS_PLAN_CALENDAR_H

#include "base/row.h"
#include "city/actor.h"

/* Steps that code asks for by name; the others are data (calendar.csv). */
#define STEP_REQUEST     STR("request")     /* agencies send their requests: a deadline */
#define STEP_ANALYSIS    STR("analysis")
#define STEP_SUITABILITY STR("suitability")

struct calendar_step {
    int64_t id, year, sort, version;
    struct str step, name_th, name_en;
    struct date from_date, to_date;     /* planned; 0 = not said */
    struct date actual_from, actual_to; /* 0 = not yet */
    bool deadline;                      /* agencies are late after to_date */
    struct str responsible_th, responsible_en, source, begins, ends, actual_source;
};
extern const struct row_type calendar_step_type;
/* In the order of the template. */
MUST_CHECK bool calendar_list(struct db *db, struct arena *a, int64_t year, struct rows *ret,
                              struct err *e);
/* ERR_NOT_FOUND {what}. */
MUST_CHECK bool calendar_get(struct db *db, struct arena *a, int64_t year, struct str step,
                             struct calendar_step *ret, struct err *e);

/* The last day of a step for an agency (0 = any), with the extension allowed by name; *ret 0 = there
 * is none: no such step, no day, or no deadline. */
MUST_CHECK bool calendar_due(struct db *db, int64_t year, struct str step, int64_t agency_id,
                             struct date *ret, struct err *e);
/* Is `day` after it? Not when there is none. */
MUST_CHECK bool calendar_late(struct db *db, int64_t year, struct str step, int64_t agency_id,
                              struct date day, bool *ret, struct err *e);

/* ---- writing: permission PERM_CYCLE ---- */

/* The steps of the template that the year does not have; *ret_added counts them. */
MUST_CHECK bool calendar_fill(struct act *by, int64_t year, int64_t *ret_added, struct err *e);
struct calendar_plan {
    int64_t year, version;
    struct str step, responsible, source;
    struct date from_date, to_date;
};
/* ERR_DATE_ORDER, ERR_REQUIRED {to_date} for a deadline, ERR_STALE. */
MUST_CHECK bool calendar_plan_put(struct act *by, const struct calendar_plan *p, struct err *e);
/* What really was, by hand; not in the future: ERR_DATE_AHEAD. `source` is needed. */
struct calendar_real {
    int64_t year;
    struct str step, source;
    struct date from_date, to_date;
};
MUST_CHECK bool calendar_real_put(struct act *by, const struct calendar_real *r, struct err *e);
/* An event of the cycle was run today: writes the actual days of the steps it begins and ends. A
 * reopening takes back those of the event that it undoes (`undone`; else empty). Called by cycle_run. */
MUST_CHECK bool calendar_event(struct act *by, int64_t year, struct str event, struct str undone,
                               struct err *e);

/* Sends the warnings that are due today (parameter calendar.warn_days) to agencies that have not
 * sent everything, each once; *ret counts. Any year whose requests are open. By the system. */
MUST_CHECK bool calendar_warn(struct act *by, int64_t *ret, struct err *e);

#endif
