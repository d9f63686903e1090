/* scenario.h - a scenario's ceilings, its runs, and what they say about each package. A scenario is
 * a proposal; only a resolution decides (DESIGN.md 6-7). */
#ifndef PBIS_ALLOCATE_SCENARIO_H
#define PBIS_ALLOCATE_SCENARIO_H

#include "base/row.h"
#include "city/actor.h"

struct ceiling_row {
    struct str dim, code, name; /* name: the agency's or type's, in the language asked for */
    struct money max, min, used, asked, left;
    bool has_max, has_min, binding;
    struct str price_text;      /* score gained per extra million baht */
};
extern const struct row_type ceiling_row_type;

struct run_row {
    int64_t id;
    struct str code, scenario, mode, status, gap_text;
    struct score value_score, bound_score;
    int64_t funded, packages, solve_ms, total_ms;
    struct money used, asked;
    struct str made_by;
    struct when made_at;
};
extern const struct row_type run_row_type;

struct run_package_row { /* the cut-line table: by score per baht */
    int64_t cut_rank;
    struct str package_code, title, agency_name, level_kind, reason, why_th, why_en;
    bool funded;
    struct money amount, cumulative;
    struct score value_score;
    struct score value_lo, value_hi; /* what would change it (run_why.h); may be missing */
    struct str robust;               /* a word, empty without an explanation */
};
extern const struct row_type run_package_row_type;

struct scenario_row {
    int64_t id;
    struct str name, note, parent; /* parent: the scenario it was branched from, or empty */
    struct str shared, state;      /* private named all; active archived */
    struct str made_by;
    struct when made_at;
    int64_t ceilings, pins, runs, version;
};
extern const struct row_type scenario_row_type;

/* Those of the year that `who` may see (branch.h); with `archived` only the archived ones. */
MUST_CHECK bool scenario_list(struct db *db, struct arena *a, int64_t year,
                              const struct actor *who, bool archived, struct rows *ret,
                              struct err *e);
/* One that `who` may see; ERR_SCENARIO_MISSING {name, year} also when it is there but not theirs to see. */
MUST_CHECK bool scenario_open(struct db *db, struct arena *a, int64_t year, struct str name,
                              const struct actor *who, struct scenario_row *ret, struct err *e);
/* Makes it when it is not there: `main` and what the system makes are shared with all, others private to
 * their maker until they share them. ERR_SCENARIO_MISSING when there is one of that name that is not theirs. */
MUST_CHECK bool scenario_ensure(struct act *by, int64_t year, struct str name, struct str note,
                                int64_t *ret_id, struct err *e);
/* max or min absent: has_* false; both absent take the ceiling away. ERR_CEILING_ORDER {ceiling, min, max},
 * ERR_SCENARIO_ARCHIVED. */
MUST_CHECK bool scenario_set_ceiling(struct act *by, int64_t year, struct str name,
                                     const struct ceiling_row *c, struct err *e);
MUST_CHECK bool scenario_ceilings(struct db *db, struct arena *a, int64_t year, struct str name,
                                  enum lang lang, struct rows *ret, struct err *e);

/* The instance of the year's packages under the scenario, solved in a child, verified; the caller
 * then stores it inside a write with run_store. `out`, when not NULL, gets the result JSON. */
struct run_outcome;
struct run_options {
    bool rank;       /* ranking with a cut line instead of the optimum */
    bool fill;
    int64_t time_limit_s;
    struct str gap;  /* "" = 1e-4 */
    int64_t pin_ms;  /* how long decisions by hand are priced; 0 = as time_limit_s, < 0: not at all */
    int64_t why_ms;  /* how long what would change each package is looked for; 0 = 30 s, < 0: not at all */
    void (*told)(int per_cent); /* how far it is; may be NULL */
};
MUST_CHECK bool run_solve(struct db *db, struct arena *a, int64_t year, struct str scenario,
                          const struct run_options *o, struct run_outcome **ret, struct err *e);
struct str run_result_json(const struct run_outcome *r);
struct str run_instance_json(const struct run_outcome *r);
/* How long the whole of it took, measured by the caller (the domain reads no clock). */
void run_took(struct run_outcome *r, int64_t total_ms);
const struct run_row *run_summary(const struct run_outcome *r);
MUST_CHECK bool run_store(struct act *by, const struct run_outcome *r, struct str *ret_code,
                          struct err *e);
/* Of one without an answer: keeps which rules clash (run_clash.h). */
MUST_CHECK bool run_store_clash(struct act *by, int64_t year, const struct run_outcome *r,
                                struct err *e);
/* The newest stored run of a scenario; ERR_NOT_FOUND. */
MUST_CHECK bool run_newest(struct db *db, struct arena *a, int64_t year, struct str scenario,
                           struct run_row *ret, struct err *e);
/* The newest 50 runs of the year, of scenarios that `who` may see. */
MUST_CHECK bool run_list(struct db *db, struct arena *a, int64_t year, const struct actor *who,
                         struct rows *ret, struct err *e);
MUST_CHECK bool run_packages(struct db *db, struct arena *a, int64_t run_id, int64_t after_rank,
                             int64_t limit, struct rows *ret, struct err *e);
/* What the newest run of the default scenario says about one package. */
struct package_reason {
    bool funded;
    struct str scenario, run_code, reason, th, en;
    int64_t cut_rank;
    bool explained;
    struct score value_lo, value_hi; /* what would change it (run_why.h); may be missing */
};
MUST_CHECK bool run_package_reason(struct db *db, struct arena *a, int64_t package_id,
                                   struct package_reason *ret, bool *ret_found, struct err *e);
/* By its code; ERR_NOT_FOUND. Whether its scenario may be seen is asked with scenario_open(). */
MUST_CHECK bool run_get(struct db *db, struct arena *a, int64_t year, struct str code,
                        struct run_row *ret, struct err *e);
/* A run becomes a resolution in proposal.h. */

#endif
