/* revenue.h - the revenue estimate (ประมาณการรายรับ): receipts by source and year, forecasts side by side
 * with the method of each, and the one that another person adopts; its total is the frame that the
 * year's expenditure must balance with (งบสมดุล).
 *
 * Methods: growth = last year x last / the one before; average = mean of the last three years; trend
 * = least squares through the years that are known, in whole numbers; manual = entered by a named
 * person who says why. All round half up to the baht. */
#ifndef PBIS_PLAN_REVENUE_H
#define PBIS_PLAN_REVENUE_H

#include "base/row.h"
#include "city/actor.h"

enum revenue_source {
    REVENUE_LOCAL_TAX,
    REVENUE_SLAUGHTER,
    REVENUE_FEES,
    REVENUE_PROPERTY,
    REVENUE_UTILITY,
    REVENUE_MISC,
    REVENUE_VAT,
    REVENUE_VEHICLE,
    REVENUE_BUSINESS,
    REVENUE_LAND_FEE,
    REVENUE_COMMERCE,
    REVENUE_SOURCES
};
const char *revenue_code(enum revenue_source s);
const char *revenue_group(enum revenue_source s);
struct str revenue_name(enum revenue_source s, enum lang lang);

/* One source over the five years before, and what the newest forecast of each method says. Money not
 * known is MONEY_MISSING. */
struct revenue_row {
    struct str code, name, name_en, group;
    struct money y5, y4, y3, y2, y1, growth, average, trend, manual, adopted;
};
extern const struct row_type revenue_row_type;

struct revenue_actual_row {
    int64_t year;
    struct str source_code, name;
    struct money amount;
    struct str source, status, made_by;
    struct when made_at;
};
extern const struct row_type revenue_actual_row_type;

struct revenue_forecast_row {
    int64_t id;
    struct str code, name, method, state, basis;
    struct money total, own; /* own: collected by the city itself */
    struct str made_by;
    struct when made_at;
    struct str adopted_by;
    struct when adopted_at;
    struct str adopted_reason;
};
extern const struct row_type revenue_forecast_row_type;

/* ---- methods: pure ---- */
struct revenue_point {
    int64_t year;
    struct money amount;
};
/* How many years a method needs; 0 = entered by hand; -1 = no such method. */
int64_t revenue_method_years(struct str method);
/* What the method says for `year` from points in rising years, all before it. ERR_NO_HISTORY
 * {source = left to the caller, need, have}; ERR_AMOUNT_RANGE. */
MUST_CHECK bool revenue_method(struct str method, const struct revenue_point *p, size_t n,
                               int64_t year, struct money *ret, struct err *e);

/* ---- the balance: pure ---- */
/* What can be steered (DOMAIN.md 9.1): gross = capital + other expenditure; net = gross - committed
 * tranches - signed contracts. Shares are of the expenditure. */
struct revenue_balance {
    struct money revenue, expenditure, difference; /* revenue - expenditure: 0 when balanced */
    struct money gross, tranche, contract, net;
    int64_t gross_bp, net_bp;
};
void revenue_balance(struct money revenue, const struct money by_type[7], struct money tranche,
                     struct money contract, struct revenue_balance *ret);

/* ---- reading ---- */
/* struct revenue_row of all sources; *ret_actuals: the receipts before the year (may be NULL). */
MUST_CHECK bool revenue_table(struct db *db, struct arena *a, int64_t year,
                              struct rows *ret_actuals, struct rows *ret, struct err *e);
MUST_CHECK bool revenue_actuals(struct db *db, struct arena *a, int64_t before, struct rows *ret,
                                struct err *e);
MUST_CHECK bool revenue_forecasts(struct db *db, struct arena *a, int64_t year, struct rows *ret,
                                  struct err *e);

/* ---- writing: PERM_FISCAL, city ---- */
MUST_CHECK bool revenue_actual_add(struct act *by, int64_t year, struct str code,
                                   struct money amount, struct str source, struct str status,
                                   struct err *e);
struct revenue_item {
    struct str code;
    struct money amount;
};
struct revenue_forecast_new {
    int64_t year;
    struct str name, method, basis;
    const struct revenue_item *item; /* of manual; the other methods calculate theirs */
    size_t items;
};
/* ERR_BAD_CHOICE for a forecast without a method, ERR_NO_HISTORY {source, need, have}. Sources with
 * no receipts at all are left out. */
MUST_CHECK bool revenue_forecast_add(struct act *by, const struct revenue_forecast_new *f,
                                     struct str *ret_code, struct err *e);
/* Adopts a draft; the one adopted before is replaced, and the year's revenue is set. By another
 * person than its maker (ERR_SAME_PERSON), with a reason. */
MUST_CHECK bool revenue_adopt(struct act *by, struct str code, struct str reason, struct err *e);

#endif
