/* activity_file.h - activity plans as a table of steps, one row each: what goes out can come back (docs/formats/activities.md). */
#ifndef PBIS_EXCHANGE_ACTIVITY_FILE_H
#define PBIS_EXCHANGE_ACTIVITY_FILE_H

#include "exchange/export_rows.h"

struct db;

struct activity_file_row {
    struct str agency;
    int64_t number;
    struct str kind, work, name, unit, goal, indicator, amount, source, lines, basis;
    int64_t n;
    struct str step;
    struct share weight, cumulative;
    struct str months;
    struct date start, end;
    struct share done;
    struct date done_on;
    struct str note, evidence;
};
extern const struct row_type activity_file_type;
/* The plans in force (with `drafts` also those before) of a year; agency_id 0 = all. */
MUST_CHECK bool activity_file_rows(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                                   struct date as_of, struct rows *ret, struct err *e);
/* pbis export activities: one agency's, or all; CSV, XLSX or JSON by the path's ending. */
MUST_CHECK bool export_activities(struct db *db, struct arena *a, const struct export_want *w,
                                  struct export_done *ret, struct err *e);

#endif
