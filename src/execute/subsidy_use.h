/* subsidy_use.h - a government subsidy (plan/subsidy.h) beside the ledger: its lines (origin subsidy) and the city's matching
 * lines (origin matching), what they paid, the conditions with their evidence, and what must be returned by when.
 *
 * The events of a subsidy are what was reported; the ledger is what was paid. Where they differ the difference is stated
 * here, on its page and in the use report. What was received and neither paid nor returned at the year's end is returned
 * within subsidy.return_days. */
#ifndef PBIS_EXECUTE_SUBSIDY_USE_H
#define PBIS_EXECUTE_SUBSIDY_USE_H

#include "base/row.h"
#include "city/actor.h"

struct subsidy_line {
    struct str line_code, name, kind; /* kind: subsidy, matching */
    struct str agency_name, item_code;
    struct money given, obligated, disbursed, free; /* given: all that the line got; free: neither bound nor paid */
};
extern const struct row_type subsidy_line_type;

struct subsidy_use {
    int64_t id, year, lines, open_conditions;
    struct str code, name, agency_code, agency_name, fund_code, purpose;
    struct money received, spent, returned;     /* by events */
    struct money paid, matching_paid;           /* by the ledger */
    struct money gap;                           /* spent - paid */
    struct money unspent;                       /* received - paid - returned */
    struct date year_end, return_by;
    bool reported;
    bool late; /* the day has passed and something is left */
};
extern const struct row_type subsidy_use_type;
MUST_CHECK bool subsidy_use_get(struct db *db, struct arena *a, struct str code, struct date today,
                                struct subsidy_use *ret, struct err *e);
/* All of a year. */
MUST_CHECK bool subsidy_use_list(struct db *db, struct arena *a, int64_t year, struct date today, struct rows *ret,
                                 struct err *e);
MUST_CHECK bool subsidy_lines(struct db *db, struct arena *a, struct str code, struct rows *ret, struct err *e);

struct subsidy_condition {
    int64_t id, version, number;
    struct str what;
    struct date due;
    struct str state, evidence, by_user; /* state: open, met, not_met, waived */
    struct when at;
    bool late;
};
extern const struct row_type subsidy_condition_type;
MUST_CHECK bool subsidy_conditions(struct db *db, struct arena *a, struct str code, struct date today, struct rows *ret,
                                   struct err *e);
/* PERM_FISCAL, city. ERR_REQUIRED, ERR_NOT_FOUND. */
MUST_CHECK bool subsidy_condition_add(struct act *by, struct str code, struct str what, struct date due, struct err *e);
/* Met, not met or waived, with the evidence (a letter, a report: its number) or the reason. ERR_REQUIRED {evidence},
 * ERR_BAD_CHOICE {state}, ERR_STALE. */
struct subsidy_condition_set {
    struct str code;
    int64_t number, version;
    struct str state, evidence;
};
MUST_CHECK bool subsidy_condition_put(struct act *by, const struct subsidy_condition_set *s, struct err *e);

#endif
