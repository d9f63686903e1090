/* value.h - money and results together: what a unit of an output or an outcome cost over the years, where money went and
 * what was reached, what got money without a result and the reverse.
 *
 * Money is what was disbursed: from `balance` where the year's lines have entries, else what past_line says was paid.
 * Quantities are readings of the indicator that value_measure names (final: verified), else the sum of the funded levels'
 * quantities (level_output), which is a plan and says so. A unit cost is money / quantity, half up to the satang; without
 * money, without a quantity, with a quantity of zero, or with unlike units it is missing and `why` says which. */
#ifndef PBIS_PERFORM_VALUE_H
#define PBIS_PERFORM_VALUE_H

#include "base/row.h"
#include "city/actor.h"

/* ---- cost per output and outcome ---- */
struct value_cost {
    struct str key; /* agency.output.kind.year: for pages */
    int64_t year;
    struct str agency_code, agency_name, output_code, output_name, kind; /* kind: output, outcome */
    struct money current, paid; /* after transfers; MONEY_MISSING = not known */
    struct score quantity;
    struct str unit_word;
    struct money unit_cost; /* MONEY_MISSING: see why */
    struct str why;         /* empty, no_money, no_quantity, zero_quantity, unlike_units */
    struct str money_from, quantity_from; /* ledger, past, none; reading, plan, none */
    struct str stable;      /* the indicator that counts it; empty: none was named */
    int64_t measure_version;
    struct share change;    /* of the unit cost against the year before, in basis points */
    bool has_change;
};
extern const struct row_type value_cost_type;
struct value_cost_filter {
    int64_t from_year, to_year; /* at most 6 years */
    struct str agency_code;     /* empty = all */
    struct str output_code;     /* empty = all */
    struct str after;           /* agency.output of the last row shown; empty = from the start */
    int64_t limit;              /* agency-output pairs; 0 = all */
    enum lang lang;
};
/* By agency, output, kind, year. */
MUST_CHECK bool value_costs(struct db *db, struct arena *a, const struct value_cost_filter *f, struct rows *ret,
                            struct err *e);
/* The indicator whose readings count an output's quantity (kind output) or outcome; an empty `stable` takes it away.
 * Permission PERM_VERIFY, city. ERR_NOT_FOUND, ERR_BAD_CHOICE {kind}, ERR_STALE. */
struct value_measure_new {
    struct str agency_code, output_code, kind, stable;
    int64_t version; /* 0 = there was none */
};
MUST_CHECK bool value_measure_set(struct act *by, const struct value_measure_new *n, struct err *e);

/* ---- the quadrant ---- */
struct value_point {
    struct str dim, code, name;
    struct money current, paid; /* of the year */
    struct share money_share;   /* of all that was paid */
    int64_t results;            /* scored indicators */
    struct score percent;       /* their mean; 0 without results */
    struct str quadrant;        /* much_good, much_weak, little_good, little_weak, no_result, no_money */
    bool interim;               /* not all of them are final */
};
extern const struct row_type value_point_type;
struct value_line_marks {     /* where the picture is divided */
    struct money money;       /* the median of what was paid */
    struct share share;
    struct score percent;     /* the parameter value.good */
};
struct value_asked {
    int64_t year;
    struct str dim; /* agency, plan, output */
    enum lang lang;
};
struct value_points {
    struct rows rows; /* of value_point, largest money first */
    struct value_point total;
    struct value_line_marks marks;
};
/* The rows sum to the total; an indicator is counted once a row. ERR_BAD_CHOICE {dim}. */
MUST_CHECK bool value_points(struct db *db, struct arena *a, const struct value_asked *q, struct value_points *ret, struct err *e);

/* ---- down to packages, indicators, lines ---- */
struct value_package {
    int64_t id;
    struct str code, title, agency_code, agency_name, output_code;
    int64_t lines;
    struct money current, paid;
};
extern const struct row_type value_package_type;
struct value_result {
    int64_t indicator_id;
    struct str code, name, agency_name, kind;
    int64_t year;
    struct score percent;
    struct str score_kind; /* final, given, interim */
    struct str via;
};
extern const struct row_type value_result_type;
struct value_part {
    int64_t year;
    struct str dim, code;
    int64_t after, limit; /* packages by id */
    enum lang lang;
};
MUST_CHECK bool value_packages(struct db *db, struct arena *a, const struct value_part *of, struct rows *ret, struct err *e);
MUST_CHECK bool value_results(struct db *db, struct arena *a, const struct value_part *of, struct rows *ret, struct err *e);

#endif
