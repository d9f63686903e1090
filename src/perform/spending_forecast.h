/* spending_forecast.h - what a year will have paid and obligated by 30 September, and what will lapse.
 *
 * Of each agency and expenditure type, from entries alone (no floating point):
 *   paced    what is paid to date / the share of the year's payments that earlier years of the same agency and type had
 *            made by this day; no such years, or less than one per cent by then: those of the type in the whole city,
 *            then the parameter execution.spend_plan. Nothing paid yet: the earlier years' final share of their money.
 *            Never below what is paid and the instalments due by 30 September, never above the money there is. The same
 *            for what is obligated (open, paid, carried on with its obligation), which is at least what is paid.
 *   range    the same with the lower and the upper tenth of that share among agencies of the type in earlier years; fewer
 *            cases than the parameter forecast.rules says: plus and minus its spread of what has not moved yet.
 *            Ranges are added up, as if all agencies were slow or fast at once: the total's range is wide on purpose.
 *   chance   of money not obligated yet, the share of like money (type, day of the year) of earlier years that ended
 *            lapsed, or was carried without obligation; what was neither obligated nor carried counts as lapsed. Certain
 *            for lines whose last safe date is past. Fewer cases than the rule says: too few to say.
 *   naive    last year's final share of the money of the same agency and type, whatever happened this year.
 * An earlier year counts once something was paid in its September. */
#ifndef PBIS_PERFORM_SPENDING_FORECAST_H
#define PBIS_PERFORM_SPENDING_FORECAST_H

#include "base/row.h"
#include "execute/position.h"

enum { FORECAST_MONTHS = 12, FORECAST_TYPES = 10, FORECAST_TESTED_YEARS = 2 };

/* ---- the method: no store ---- */

struct forecast_curve { /* one agency and type in one year; cumulative by month, October first */
    int64_t year;
    struct str agency;
    unsigned type; /* first digit */
    struct money current[FORECAST_MONTHS], paid[FORECAST_MONTHS], taken[FORECAST_MONTHS];
    struct money carried_b; /* in the year */
};
struct forecast_rules {
    int64_t spread_bp, least, near_days;
    int64_t plan[FORECAST_TYPES][FORECAST_MONTHS]; /* weights of months; a type without a plan: all 1 */
};
struct forecast_moment { /* the end of day `day` of month `month`; day 0: before it */
    size_t month;
    int64_t day, days; /* days of that month */
};
struct forecast_past { /* earlier years, sorted by forecast_sort */
    const struct forecast_curve *curve;
    size_t n;
    const struct forecast_rules *rules;
};
struct forecast_now {
    struct str agency;
    unsigned type;
    struct money current, paid, taken;
    struct money due;    /* unpaid instalments due by 30 September */
    struct money unsafe; /* not obligated, on lines whose last safe date is past */
};
enum forecast_basis { BASIS_NONE, BASIS_AGENCY, BASIS_TYPE, BASIS_PLAN, BASIS_MIXED };
struct forecast_part { /* of one agency and type, or a sum of such */
    struct money mid, low, high;
};
struct forecast_result {
    struct forecast_part paid, taken;
    struct money paid_naive, taken_naive; /* MONEY_MISSING: no last year */
    struct money unobligated, unsafe, lapse, carried_b; /* expected; MONEY_MISSING: too few cases to say */
    int64_t cases;
    bool few;
    enum forecast_basis basis;
};
void forecast_sort(struct forecast_curve *c, size_t n);
/* The shares of one type's earlier years by a moment, gathered once for all its agencies. Lives as long as `a`. */
struct forecast_pool;
struct forecast_pool *forecast_pool_make(struct arena *a, const struct forecast_past *p, unsigned type, int64_t year,
                                         struct forecast_moment at);
void forecast_one(const struct forecast_pool *p, const struct forecast_now *now, struct forecast_result *ret);
/* Cumulative `v` at the moment: the month's movement by its days. */
struct money forecast_at(const struct money v[FORECAST_MONTHS], struct forecast_moment at);

/* ---- a year of the store ---- */

struct forecast_row {
    struct str code, name, type, type_name;
    struct money current, paid, paid_mid, paid_low, paid_high, paid_naive;
    struct share paid_rate; /* forecast of current */
    struct money taken, taken_mid, taken_low, taken_high, taken_naive;
    struct money due, unobligated, unsafe, said, lapse, carried_b; /* said: of unobligated, what chances speak of */
    struct str lapse_chance, carry_chance; /* per cent; empty: too few cases, or nothing is open */
    int64_t cases;    /* of a sum: the most of its parts */
    struct str basis; /* agency type plan mixed */
};
extern const struct row_type forecast_row_type;
struct forecast_risk { /* a line not signed yet, past or near its last safe date */
    struct str code, name, agency_code, agency_name, step, state; /* state: past near */
    struct date last_safe;
    int64_t days; /* left; < 0 past */
    struct money left; /* not obligated */
};
extern const struct row_type forecast_risk_type;
struct forecast_month { /* the picture: months gone as they were, the rest to the forecast by the way earlier years went */
    struct str month;
    struct money paid, mid, low, high, naive; /* cumulative; MONEY_MISSING where there is none */
};
extern const struct row_type forecast_month_type;
struct spending_forecast {
    int64_t year;
    struct date as_of;
    struct forecast_moment at;
    bool ended;          /* as of 30 September or later */
    int64_t years, real; /* earlier executed years; those of them that are no demonstration */
    bool tested;         /* real >= FORECAST_TESTED_YEARS */
    int64_t naive_year;  /* 0: none */
    struct forecast_rules rules;
    struct forecast_row *cell, *agency, *type, total; /* cells: by agency and type */
    size_t cells, agencies, types;
    struct forecast_month month[FORECAST_MONTHS];
    struct forecast_risk *risk; /* by last safe day */
    size_t risks, past;
    struct money past_left;
    int64_t seq;
};
struct forecast_asked {
    int64_t year;
    struct date as_of; /* none: today, or of a year that is over the end of the last month that has entries */
    struct date today;
    enum lang lang;
};
MUST_CHECK bool spending_forecast_get(struct position *p, struct db *db, struct arena *a, const struct forecast_asked *q,
                                      struct spending_forecast *ret, struct err *e);

/* ---- back-test ---- */

struct forecast_test { /* an executed year forecast from the end of one of its months, knowing only years before it */
    int64_t year;
    struct str month;
    int64_t years; /* earlier years it could use */
    struct money actual, mid, naive;
    struct share error, naive_error; /* of actual, by the city's sum; naive 0 when there is none */
    bool has_naive;
    struct share cell_error, cell_naive_error; /* sum of the errors of agencies and types, of actual */
    struct share inside; /* agencies and types whose actual fell in their range */
    struct money taken_actual, taken_mid, taken_naive;
    struct share taken_error, taken_naive_error;
    struct str naive_said, cell_naive_said, taken_naive_said; /* the naive errors as text; empty: there is none */
};
extern const struct row_type forecast_test_type;
struct forecast_back {
    struct forecast_test *row; /* newest year first, October first */
    size_t n;
    int64_t years, real;
};
/* Years before `year`; instalments and last safe dates as they stood then are not known and not used. */
MUST_CHECK bool spending_forecast_test(struct position *p, struct db *db, struct arena *a, const struct forecast_asked *q,
                                       struct forecast_back *ret, struct err *e);

#endif
