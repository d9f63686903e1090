/* costing.h - what a line costs and why (การคิดราคารายการ): its sum as people check it, its standard
 * price, the years of a multi-year commitment, what the finished asset costs to run, what it
 * replaces. Places are place.h, papers paper.h, posts post_plan.h.
 *
 * Everything here belongs to a line and is written by the agency while its request may be edited
 * (check_editable): PERM_REQUEST_WRITE, ERR_STATE, ERR_STAGE. `cost_version` is what the editor saw:
 * ERR_STALE. Nothing here changes an amount but post_plan_take() of post_plan.h. */
#ifndef PBIS_PLAN_COSTING_H
#define PBIS_PLAN_COSTING_H

#include "base/row.h"
#include "city/actor.h"

struct costing {
    int64_t id, year, version, package_id, agency_id, division;
    struct str code, name, unit_word, justification, drawn_from;
    int64_t quantity_milli, times, months;
    struct money unit_price, requested, now;
    struct str item_code, item_name, type_code, fund_code;
    struct str package_code, package_title, state, agency_code, output_code;
    bool removed;
    /* beyond the amount: empty until somebody filled it */
    int64_t cost_version, first_year, last_year;
    struct str price_code, price_reason, motion, engineer;
    bool assumed;          /* the split by years was made from a printed range */
    struct money standard; /* of price_code, 0 = none approved */
    struct str standard_unit;
};
extern const struct row_type costing_type;

/* ERR_NOT_FOUND. */
MUST_CHECK bool costing_get(struct db *db, struct arena *a, struct str line_code,
                            struct costing *ret, struct err *e);
/* Of every line of a package, in its order. */
MUST_CHECK bool costing_list(struct db *db, struct arena *a, int64_t package_id, struct rows *ret,
                             struct err *e);
/* Those that can need papers (capital ones, and those with a standard price) of one package, or of the
 * open packages of an agency and year: key = {package_id, agency_id, year}. */
MUST_CHECK bool costing_of_papers(struct db *db, struct arena *a, const int64_t key[3],
                                  struct rows *ret, struct err *e);
bool costing_is_capital(const struct costing *c);   /* type 3 */
bool costing_is_personnel(const struct costing *c); /* type 1 */
/* Unit price above the standard price that the line names. */
bool costing_is_above(const struct costing *c);
/* The line's sum in words of figures: "30 คน × 1,200 บาท × 4 ครั้ง × 12 เดือน = 1,728,000 บาท"; factors
 * of one are left out. `unit_th` words come from `lang`. */
struct str costing_sum_text(struct arena *a, const struct costing *c, enum lang lang);

/* The line, when this actor may edit its costing now. */
MUST_CHECK bool costing_edit(struct act *by, struct str line_code, struct costing *ret,
                             struct err *e);

/* For the other files of costing: the line's facts get one version further (ERR_STALE unless
 * `version` is the newest), and the audit record of what changed. */
MUST_CHECK bool costing_touch(struct act *by, const struct costing *c, int64_t version,
                              struct err *e);
MUST_CHECK bool costing_note(struct act *by, const struct costing *c, const char *action,
                             struct str was, struct str is, struct err *e);

/* ---- the standard price of a line ---- */
/* Names the standard price; empty = none. Above it a reason is needed: ERR_PRICE_REASON {price,
 * standard, over}; an unknown or unapproved one is ERR_PRICE_UNKNOWN {value, year}. */
MUST_CHECK bool costing_price_set(struct act *by, struct str line_code, struct str price_code,
                                  struct str reason, struct err *e);

/* The engineer who answers for a construction line's drawings: name and licence. */
MUST_CHECK bool costing_engineer_set(struct act *by, struct str line_code, int64_t cost_version,
                                     struct str engineer, struct err *e);

/* ---- years of a commitment ---- */
struct tranche_row {
    int64_t year;
    struct money amount; /* whole baht */
    struct str phase;
};
extern const struct row_type tranche_row_type;
enum { TRANCHE_YEARS = 12 };
struct tranche_set {
    struct str line_code;
    int64_t cost_version;
    struct money total;
    struct str motion; /* of the council, empty while it is not given */
    bool assumed;
    const struct tranche_row *row;
    size_t n; /* 0 = the line is of one year */
};
/* Replaces the line's years. They run without a gap, begin in or before the line's year, add up to
 * the total (ERR_TRANCHE_SUM {sum, total, difference}), and the line's own year is its requested
 * amount (ERR_TRANCHE_YEAR {year, tranche, requested, difference}). */
MUST_CHECK bool tranche_save(struct act *by, const struct tranche_set *t, struct err *e);
MUST_CHECK bool tranche_list(struct db *db, struct arena *a, int64_t line_id, struct rows *ret,
                             struct err *e);
/* A total printed for a range of years, split evenly in whole baht; the rest in the first years. */
void tranche_split(struct arena *a, struct money total, int64_t first, int64_t last,
                   struct tranche_row *ret);

/* ---- running cost of the finished asset ---- */
struct running_row {
    int64_t from_year;
    struct money amount; /* a year */
    struct str what;
};
extern const struct row_type running_row_type;
MUST_CHECK bool running_save(struct act *by, struct str line_code, int64_t cost_version,
                             const struct running_row *row, size_t n, struct err *e);
MUST_CHECK bool running_list(struct db *db, struct arena *a, int64_t line_id, struct rows *ret,
                             struct err *e);

/* ---- replaced assets ---- */
struct replacement_row {
    struct str asset_number;
    int64_t bought_year, age; /* age in the line's year */
    struct str condition;
    struct money repair; /* paid for repairs so far */
    struct str disposal; /* how it goes: sale, transfer, scrap */
};
extern const struct row_type replacement_row_type;
MUST_CHECK bool replacement_save(struct act *by, struct str line_code, int64_t cost_version,
                                 const struct replacement_row *row, size_t n, struct err *e);
MUST_CHECK bool replacement_list(struct db *db, struct arena *a, int64_t line_id, struct rows *ret,
                                 struct err *e);

#endif
