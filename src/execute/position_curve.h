/* position_curve.h - plan against actual (S-curve) of a year, and what will still be paid, month by month.
 *
 * The plan: a line with a procurement plan is paid in the month of its planned acceptance; any other line by the shares
 * of the parameter execution.spend_plan for its type, a quarter's share in three equal parts. Its base is the budget
 * after transfers as it stands. Parts add up to the satang. The actual: what was disbursed, from entries.
 *
 * The rest of the year is expected thus: instalments of contracts in their months, the other open obligations and what
 * is not obligated yet by the plan's shares of the months that are left. */
#ifndef PBIS_EXECUTE_POSITION_CURVE_H
#define PBIS_EXECUTE_POSITION_CURVE_H

#include "execute/position.h"

enum { CURVE_MONTHS = 12 };

struct curve_point {
    struct str month, name;      /* 2022-10, its name */
    struct money planned_month, planned; /* of the month; cumulative */
    struct money actual_month, actual, obligated; /* obligated: open and paid, cumulative */
    struct share planned_rate, actual_rate; /* of the base */
    struct share last_rate;      /* last year's actual by the same month, of its own base */
    struct share slippage;       /* actual - planned, points of a per cent; < 0 is behind */
    bool past;                   /* begun by the day asked for: actual and slippage are meant */
};
extern const struct row_type curve_point_type;
struct curve {
    struct curve_point point[CURVE_MONTHS]; /* October first */
    size_t now;        /* the newest month begun; CURVE_MONTHS = none */
    struct money base; /* after transfers */
    struct money left; /* of it as it stands now: neither paid nor carried on nor lapsed */
    struct date as_of;
    int64_t procured;  /* lines with a plan of their own */
    bool has_last;     /* the year before has entries */
    struct money last_base;
};
struct curve_view {
    struct date today; /* says which months have begun */
    enum lang lang;
};
/* filter.year is asked; as_of empty: to the newest entry. */
MUST_CHECK bool curve_get(struct position *p, struct db *db, struct arena *a, const struct position_filter *f,
                          const struct curve_view *view, struct curve *ret, struct err *e);

/* ---- cash ---- */

struct cash_month {
    struct str month, name;
    bool past;
    struct money receipts;    /* of the month: estimate x the share of the month */
    struct money instalments; /* due by contracts */
    struct money other;       /* the rest of what is expected to be paid */
    struct money paid;        /* past: from entries */
    struct money net;         /* receipts - payments */
    struct money cash, low, high; /* at its end; MONEY_MISSING before the day cash was stated */
};
extern const struct row_type cash_month_type;
struct cash_forecast {
    struct cash_month month[CURVE_MONTHS];
    bool has_cash, has_revenue;
    struct money cash, revenue; /* stated cash; the year's adopted estimate */
    struct date cash_on;
    struct str cash_code, revenue_code;
    int64_t range_bp;
    struct money rest; /* still to be paid this year */
    bool by_last_year; /* the rest follows last year's months, not the plan's */
};
MUST_CHECK bool cash_forecast(struct position *p, struct db *db, struct arena *a, int64_t year,
                              const struct curve_view *view, struct cash_forecast *ret, struct err *e);

#endif
