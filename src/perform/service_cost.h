/* service_cost.h - what public services cost (ค่าใช้จ่ายในการให้บริการสาธารณะ): money disbursed, direct and shared, over the
 * volume that was served, by service and agency.
 *
 * Each output of an agency (or one of its lines, which then leaves its output) goes to one service or to one pool of shared
 * cost; what goes nowhere is not covered and is shown. A pool is split over the services of its agency (or of all) by its
 * key: posts, volume, direct cost or area, with money_split, so that
 *
 *     direct + shared + pools that could not be split = disbursed of what is covered
 *     and covered + not covered = disbursed
 *
 * to the satang. A pool whose key has no weight, or whose volumes are of unlike units, is not split and says so. Unit cost =
 * (direct + shared) / volume, half up; without money or with a volume of zero it is missing and `why` says so. A pool's key is
 * proposed by one person with a reason and approved by another. */
#ifndef PBIS_PERFORM_SERVICE_COST_H
#define PBIS_PERFORM_SERVICE_COST_H

#include "base/row.h"
#include "city/actor.h"

struct cost_service {
    int64_t id, version;
    struct str code, name, name_th, name_en, unit_word, stable;
    struct str readings; /* how those of `stable` count: sum (each its period's own; also empty), newest (they accumulate) */
    bool closed;
};
extern const struct row_type cost_service_type;
MUST_CHECK bool cost_service_list(struct db *db, struct arena *a, enum lang lang, struct rows *ret, struct err *e);
MUST_CHECK bool cost_service_get(struct db *db, struct arena *a, struct str code, enum lang lang, struct cost_service *ret, struct err *e);

/* ---- what it cost in a year ---- */
struct service_cell { /* a service of an agency */
    int64_t service_id, agency_id, posts, area; /* thousandths, as they were typed */
    int64_t weight_version;                /* of posts and area; 0 = none was typed */
    struct str key;                        /* service.agency: for pages */
    struct str service_code, service_name, agency_code, agency_name, unit_word;
    struct money direct, shared, cost; /* cost = direct + shared */
    struct score volume;
    struct str volume_from; /* typed, reading, none */
    struct money unit_cost; /* MONEY_MISSING: see why */
    struct str why;         /* empty, no_money, no_volume, zero_volume */
    struct share to_median; /* of the unit cost, 10,000 = the median of the service's agencies */
    bool has_median;
};
extern const struct row_type service_cell_type;
struct service_sum { /* a service over its agencies: unit costs of those that have one */
    int64_t service_id, agencies, compared; /* compared: with a unit cost */
    struct str code, name, unit_word;
    struct money direct, shared, cost;
    struct score volume;
    struct money unit_cost, least, quarter1, median, quarter3, most; /* MONEY_MISSING when none can be compared */
    struct str why;
};
extern const struct row_type service_sum_type;
struct service_pool {
    int64_t id, version, agency_id;
    struct str code, name, agency_name, split_key; /* split_key: the approved one, empty = none yet */
    struct money amount, split;                    /* what it holds; what of it reached services */
    struct str why; /* empty, no_key, no_weight, unlike_units, no_service */
    int64_t waiting; /* proposals nobody decided */
};
extern const struct row_type service_pool_type;
struct cost_part { /* where a service's shared cost comes from */
    struct str pool_code, pool_name, split_key, service_code, agency_code;
    struct score weight, weights; /* its own, of all */
    struct money amount;
};
extern const struct row_type cost_part_type;
struct service_agency {
    int64_t id;
    struct str code, name;
};
struct service_year {
    int64_t year;
    struct rows cells, sums, pools, parts;
    struct rows services, agencies, sources, open; /* cost_service, service_agency, cost_source: all, those not covered */
    struct money disbursed, covered, direct, shared, unsplit, uncovered;
};
/* Everything of a year, in a handful of statements; ends the process when the sums do not tie. */
MUST_CHECK bool service_year_load(struct db *db, struct arena *a, int64_t year, enum lang lang, struct service_year *ret,
                                  struct err *e);
/* Median and quartiles of n > 0 values that rise: position (n-1)*p/4 between two values, half up. */
struct money service_quartile(const struct money *rising, size_t n, int64_t quarter);

/* Outputs of agencies with money paid, and where it goes. */
struct cost_source {
    int64_t id, version;
    struct str agency_code, agency_name, output_code, output_name, line_code, line_name;
    struct str service_code, pool_code, target; /* target: words; empty = not covered */
    struct str key;                             /* agency.output.line: for pages */
    struct money paid;
};
extern const struct row_type cost_source_type;
struct cost_source_filter {
    int64_t year;
    struct str agency_code; /* empty = all */
    bool open;              /* only what is not covered */
    enum lang lang;
};
MUST_CHECK bool cost_sources(struct db *db, struct arena *a, const struct cost_source_filter *f, struct rows *ret,
                             struct err *e);

/* ---- writing: PERM_VERIFY of the city; volumes and weights also PERM_RESULT of their agency ---- */
/* version 0: new (ERR_DUPLICATE). */
MUST_CHECK bool cost_service_put(struct act *by, const struct cost_service *s, struct err *e);
struct service_volume_new {
    int64_t year, month; /* month 0 = the whole year */
    struct str service_code, agency_code;
    int64_t quantity_milli;
    int64_t version;     /* 0 = there was none */
};
/* ERR_BAD_CHOICE {month} when the year has months and a whole, ERR_AMOUNT_NEGATIVE.., ERR_STALE. */
MUST_CHECK bool service_volume_set(struct act *by, const struct service_volume_new *n, struct err *e);
struct service_volume {
    int64_t month, version;
    struct str service_code, service_name, agency_code, agency_name, unit_word;
    struct score quantity;
    struct str volume_from; /* typed, reading (version 0) */
    struct str key;         /* service.agency.month: for pages; empty when it was read */
    struct str by_user;
    struct when at;
};
extern const struct row_type service_volume_type;
MUST_CHECK bool service_volumes(struct db *db, struct arena *a, int64_t year, struct str service_code, enum lang lang,
                                struct rows *ret, struct err *e);
struct service_weight_new {
    int64_t year;
    struct str service_code, agency_code;
    int64_t posts_milli, area_milli, version;
};
MUST_CHECK bool service_weight_set(struct act *by, const struct service_weight_new *n, struct err *e);
/* An output (or a line) of an agency goes to a service or a pool; both empty: nowhere. version as above. */
struct cost_source_new {
    int64_t year;
    struct str agency_code, output_code, line_code, service_code, pool_code;
    int64_t version;
};
MUST_CHECK bool cost_source_set(struct act *by, const struct cost_source_new *n, struct err *e);
struct cost_pool_new {
    int64_t year;
    struct str code, name, agency_code; /* agency empty: shared among all agencies */
};
MUST_CHECK bool cost_pool_add(struct act *by, const struct cost_pool_new *n, struct err *e);
/* One person proposes a key with a reason, another decides. ERR_SAME_PERSON, ERR_REQUIRED {reason}, ERR_BAD_CHOICE {key}. */
MUST_CHECK bool cost_pool_propose(struct act *by, int64_t year, struct str pool, struct str key, struct str reason,
                                  struct err *e);
MUST_CHECK bool cost_pool_decide(struct act *by, int64_t key_id, bool approve, struct str reason, struct err *e);
struct cost_pool_key {
    int64_t id, number;
    struct str pool_code, split_key, reason, by_user, state, decided_by, decided_reason; /* state: waiting, approved, refused */
    struct when at, decided;
};
extern const struct row_type cost_pool_key_type;
/* Of a year, by pool, newest first. */
MUST_CHECK bool cost_pool_keys(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e);

#endif
