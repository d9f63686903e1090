/* consistency.h - one standard of analysis over six divisions: the same item class, how each division
 * judged it, and where one stands apart (DOMAIN.md 9.2).
 *
 * Whole numbers only. A division stands apart when it has at least consistency.packages packages of
 * the class and its share cut is more than consistency.share from the middle one of the divisions,
 * or its median of days is more than twice the middle one and more than 5 days longer. A unit price
 * stands apart at more than consistency.price of the middle one. */
#ifndef PBIS_PLAN_CONSISTENCY_H
#define PBIS_PLAN_CONSISTENCY_H

#include "base/row.h"
#include "city/actor.h"

struct consistency_row { /* division 0: the six together */
    struct str class, class_name;
    int64_t division, packages, judged, lines; /* judged: packages whose main class it is */
    struct money asked, given;
    struct share cut, support, reduce, reject; /* of the judged */
    int64_t days;                              /* median from submission to recommendation */
    struct str reason;                         /* used most for cuts */
    int64_t reason_lines;
    bool apart;
    struct str why; /* share days; empty */
};
extern const struct row_type consistency_row_type;
struct consistency_rules {
    int64_t share_bp, least;
};
/* ret_rules may be NULL. */
MUST_CHECK bool consistency_report(struct db *db, struct arena *a, int64_t year, enum lang lang,
                                   struct consistency_rules *ret_rules, struct rows *ret,
                                   struct err *e);

struct consistency_price { /* of one item and unit word */
    struct str item_code, item_name, unit_word;
    int64_t division, lines;
    struct money low, median, high, middle; /* accepted; middle: of all six together */
    struct share ratio; /* of the median to the middle one */
    bool apart;
};
extern const struct row_type consistency_price_type;
MUST_CHECK bool consistency_prices(struct db *db, struct arena *a, int64_t year, struct str class,
                                   struct rows *ret, struct err *e);

struct consistency_reason {
    int64_t division;
    struct str reason;
    int64_t lines;
    struct money cut;
};
extern const struct row_type consistency_reason_type;
MUST_CHECK bool consistency_reasons(struct db *db, struct arena *a, int64_t year, struct str class,
                                    struct rows *ret, struct err *e);

/* The packages of one cell of the report, largest request first, at most `limit`. */
struct consistency_cell {
    int64_t year;
    struct str class;
    int64_t division; /* 0 = the six together */
};
struct consistency_package {
    struct str code, title, agency_name, word, reason, by_user;
    int64_t division;
    struct money asked, given;
    int64_t days;
};
extern const struct row_type consistency_package_type;
MUST_CHECK bool consistency_packages(struct db *db, struct arena *a,
                                     const struct consistency_cell *c, int64_t limit,
                                     struct rows *ret, struct err *e);

#endif
