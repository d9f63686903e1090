/* check.h - machine checks beside each package (check.def): one row a check with its severity, the
 * sentence in both languages and where its rule comes from.
 *
 * What was found is kept (package_flag) and made anew for one package when it is submitted, analysed
 * or cleared, and for a whole year by checks_refresh (`pbis checks`, the page's button): peers' unit
 * prices are taken then. Everything is derived: nothing here decides. */
#ifndef PBIS_PLAN_CHECK_H
#define PBIS_PLAN_CHECK_H

#include "base/row.h"
#include "city/actor.h"

struct check_row {
    struct str code, severity; /* info warn stop */
    struct str name;           /* what is looked at, in the language asked for */
    struct str line_code, line_name;
    struct str th, en;  /* the sentence: figure, comparison */
    struct str figure, compare;
    struct str where;   /* the page where it can be seen or mended */
    struct str source;  /* where the rule comes from */
};
extern const struct row_type check_row_type;

struct check_counts {
    int64_t package_id, infos, warns, stops;
    struct when at; /* none = never looked */
};
extern const struct row_type check_counts_type;

/* What was found beside a package, the gravest first. */
MUST_CHECK bool package_checks(struct db *db, struct arena *a, int64_t package_id, enum lang lang,
                               struct rows *ret, struct err *e);
MUST_CHECK bool package_check_counts(struct db *db, struct arena *a, int64_t package_id,
                                     struct check_counts *ret, struct err *e);
/* Counts of every package of the year that was looked at, by package id: for triage. */
MUST_CHECK bool checks_open(struct db *db, struct arena *a, int64_t year, struct rows *ret,
                            struct err *e);

/* All that stands beside a package, in one look: for its page. */
struct package_marks {
    int64_t infos, warns, stops;
    struct when at;
    struct str word; /* of the recommendation; none */
    struct money amount;
    int64_t open, late, refused, cleared; /* clearances; late: of the open ones */
};
extern const struct row_type package_marks_type;
MUST_CHECK bool package_marks_get(struct db *db, struct arena *a, int64_t package_id,
                                  struct package_marks *ret, struct err *e);

/* How many packages have each check in the year, and which. */
struct check_sum {
    struct str code, severity, name, source;
    int64_t packages, flags;
};
extern const struct row_type check_sum_type;
MUST_CHECK bool checks_summary(struct db *db, struct arena *a, int64_t year, enum lang lang,
                               struct rows *ret, struct err *e);

/* ---- looking again: PERM_BUDGET_READ, it decides nothing ---- */
struct check_result {
    int64_t packages, flags, peers;
    struct when at;
    struct str by_user;
};
extern const struct row_type check_result_type;
MUST_CHECK bool checks_refresh(struct act *by, int64_t year, struct check_result *ret,
                               struct err *e);
/* The last time for the year; at = none: never. */
MUST_CHECK bool checks_last(struct db *db, struct arena *a, int64_t year, struct check_result *ret,
                            struct err *e);
/* One package, with the peers' prices as they were taken last. */
MUST_CHECK bool check_package(struct act *by, int64_t year, int64_t package_id, struct err *e);

/* Peers of a line: unit prices of the same item and unit word. lines 0 = none. */
struct peer_price {
    int64_t lines, agencies;
    struct money low, quarter, median, three, high;
};
extern const struct row_type peer_price_type;
MUST_CHECK bool peer_price_get(struct db *db, struct arena *a, int64_t line_id,
                               struct peer_price *ret, struct err *e);

#endif
