/* spending_forecast_int.h - what the forecast and its back-test share. */
#ifndef PBIS_PERFORM_SPENDING_FORECAST_INT_H
#define PBIS_PERFORM_SPENDING_FORECAST_INT_H

#include "perform/spending_forecast.h"

struct forecast_year {
    int64_t year;
    bool demo, executed;
};
extern const struct row_type forecast_year_type;
struct forecast_data {
    struct forecast_curve *curve; /* the asked year and all before it, sorted */
    size_t n;
    struct forecast_curve *past; /* of them those of executed earlier years, sorted */
    size_t npast;
    struct forecast_year *year; /* before the asked one, oldest first */
    size_t years;
    struct forecast_name {
        struct str code, name;
    } *name; /* agencies, by code */
    size_t names;
    struct str type_name[FORECAST_TYPES];
    struct date last_entry; /* first day of the newest month of the asked year that has entries */
    struct forecast_rules rules;
    int64_t seq;
};
MUST_CHECK bool forecast_load(struct position *p, struct db *db, struct arena *a, const struct forecast_asked *q,
                              struct forecast_data *ret, struct err *e);
size_t forecast_place(int64_t year, struct str month); /* 2022-10 -> 0; outside the year: the nearest */
struct str forecast_month_key(struct arena *a, int64_t year, size_t month);
struct forecast_moment forecast_moment_of(int64_t year, struct date d);
struct forecast_moment forecast_month_end(size_t month);

#endif
