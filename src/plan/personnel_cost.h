/* personnel_cost.h - total personnel cost (DOMAIN.md 9.1): personnel type + personnel items of the central
 * fund + hired labour, four years ahead with growth and retirements, against its limit.
 *
 * Which item codes count, the growth and the limit are parameters (personnel.*); what is known of a
 * coming year (growth, people retiring, what they free) is stated here with its source. */
#ifndef PBIS_PLAN_PERSONNEL_COST_H
#define PBIS_PLAN_PERSONNEL_COST_H

#include "base/row.h"
#include "city/actor.h"

enum { PERSONNEL_YEARS = 5 }; /* the year itself and four ahead */

/* What one item code has now; the caller's from a roll-up, or personnel_items(). */
struct item_sum {
    struct str code;
    struct money now;
};
MUST_CHECK bool personnel_items(struct db *db, struct arena *a, int64_t year, struct rows *ret,
                                struct err *e); /* by item code; subsidies' money left out */

struct personnel_base {
    struct money type, central, hired;
};
/* Sums the items that the parameter names; an item counts once, under its longest prefix. */
MUST_CHECK bool personnel_base(struct db *db, struct arena *a, int64_t year,
                               const struct item_sum *item, size_t n, struct personnel_base *ret,
                               struct err *e);

struct personnel_known { /* of a coming year */
    int64_t for_year;
    struct share growth;
    int64_t retiring;
    struct money saving; /* a year, whole */
    struct str source, made_by;
    struct when made_at;
};
extern const struct row_type personnel_known_type;

struct personnel_row {
    int64_t year;
    struct money type, central, hired, total;
    struct share growth; /* on the year before */
    int64_t retiring;
    struct money saving;
    struct money frame; /* the expenditure it is measured against */
    struct share share, limit;
    bool over;
};
extern const struct row_type personnel_row_type;

/* Pure: each part grows by its year's rate (half up to the satang), then what retires is taken off
 * the personnel type. Rates of years that are not known are `growth`. The frame grows by frame_bp. */
struct personnel_rates {
    struct share growth, frame_growth, limit;
    const struct personnel_known *known;
    size_t known_n;
};
MUST_CHECK bool personnel_ahead(int64_t year, const struct personnel_base *base, struct money frame,
                                const struct personnel_rates *rates,
                                struct personnel_row ret[PERSONNEL_YEARS], struct err *e);

MUST_CHECK bool personnel_known(struct db *db, struct arena *a, int64_t year, struct rows *ret,
                                struct err *e);
/* The parameters and what is known, for personnel_ahead. */
MUST_CHECK bool personnel_rates(struct db *db, struct arena *a, int64_t year,
                                struct personnel_rates *ret, struct err *e);
/* Permission PERM_FISCAL, city; states a coming year anew (what was stated stays). ERR_BAD_YEAR
 * outside year + 1 .. year + 4. */
MUST_CHECK bool personnel_state(struct act *by, int64_t year, const struct personnel_known *k,
                                struct err *e);

#endif
