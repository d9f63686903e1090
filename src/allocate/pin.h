/* pin.h - decisions that a person takes by hand: this package is in, this one is out.
 *
 * A pin (หมุด) is kept with its reason and its person, holds in every run of the scenario, and is priced: the same
 * instance solved again without it says how much better the best would be. The price is known to within the two
 * answers' gaps (spread); a pin whose price is not above that costs nothing that can be shown. Prices are stored with
 * the run they belong to. */
#ifndef PBIS_ALLOCATE_PIN_H
#define PBIS_ALLOCATE_PIN_H

#include "allocate/problem.h"

struct pin_row {
    struct str package_code, title, agency_name, way, reason, by_user;
    struct when at;
    int64_t package_id, version;
};
extern const struct row_type pin_row_type;
MUST_CHECK bool pin_list(struct db *db, struct arena *a, int64_t scenario_id, struct rows *ret,
                         struct err *e);

/* PERM_ALLOCATE. way: in or out. Contradictions are refused when they are made: ERR_PIN_MANDATORY {package} (out, though law
 * or a commitment holds it in), ERR_PIN_CLASH {package, other} (in, while a level below it is out, or the reverse),
 * ERR_PIN_ABSENT {package} (it does not compete this year), ERR_REASON_NEEDED. A second pin of a package replaces the first. */
struct pin_new {
    int64_t year;
    struct str scenario, package, way, reason;
};
MUST_CHECK bool pin_set(struct act *by, const struct pin_new *n, struct err *e);
/* ERR_NOT_FOUND, ERR_STALE. */
MUST_CHECK bool pin_drop(struct act *by, int64_t year, struct str scenario, struct str package,
                         int64_t version, struct err *e);

/* Inside problem_load(), before instance_finish(): marks the pinned packages. A pin on a package that no longer competes
 * is passed over. */
MUST_CHECK bool pin_apply(struct db *db, struct arena *a, struct problem *p, struct err *e);

/* What each pin of a solved problem costs. */
struct pin_cost {
    uint32_t index; /* of the package */
    int64_t package_id;
    struct str way, reason, by_user;
    bool priced;
    int64_t cost, spread; /* millionths */
};
struct pin_costs {
    struct pin_cost *pin;
    size_t n;
};
struct solve_result;
/* Solves again without each pin, in this process (callers run in a child or a command). At most PIN_PRICED_MAX are
 * priced, within time_limit_ms in all; the rest stays unpriced. */
enum { PIN_PRICED_MAX = 20 };
MUST_CHECK bool pin_price(struct db *db, struct arena *a, const struct problem *p,
                          const struct solve_result *r, int64_t time_limit_ms,
                          struct pin_costs *ret, struct err *e);
MUST_CHECK bool pin_costs_store(struct act *by, int64_t run_id, const struct pin_costs *c,
                                struct err *e);
struct run_pin_row {
    struct str package_code, title, agency_name, way, reason, by_user;
    bool priced;
    struct score cost, spread;
};
extern const struct row_type run_pin_row_type;
MUST_CHECK bool run_pins(struct db *db, struct arena *a, int64_t run_id, struct rows *ret,
                         struct err *e);

#endif
