/* medium_term.h - the medium-term plan (แผนงบประมาณระยะปานกลาง) t+1 .. t+3 (DOMAIN.md 5.4).
 *
 * Baseline = personnel x growth + committed tranches and contracts + running costs of finished assets
 * + debt service + statutory central items; fiscal space = revenue forecast - baseline; new policy
 * fits into the space or is refused. Operating costs are not in the baseline: they start from zero.
 * A plan stays as it was made; the next version, or next year's plan, is explained by
 * reconciliation lines that add up exactly to the difference. */
#ifndef PBIS_PLAN_MEDIUM_TERM_H
#define PBIS_PLAN_MEDIUM_TERM_H

#include "base/row.h"
#include "city/actor.h"

enum { MEDIUM_YEARS = 4 }; /* the base year and three ahead */
enum medium_kind {
#define MEDIUM(id, word, stored, th, en) id,
#include "plan/medium_term.def"
#undef MEDIUM
    MEDIUM_KINDS
};
const char *medium_word(enum medium_kind k);
struct str medium_label(enum medium_kind k, enum lang lang);

struct medium_plan {
    int64_t id, base_year, version;
    struct str code, reason;
    struct share personnel_growth, revenue_growth;
    struct str made_by;
    struct when made_at;
};
extern const struct row_type medium_plan_type;

/* A plan's figures: by kind and year (0 = the base year). */
struct medium_figures {
    struct money at[MEDIUM_KINDS][MEDIUM_YEARS];
};
/* Pure: fills baseline, space, left and steerable from the others. */
void medium_sums(struct medium_figures *f);

struct medium_row {
    struct str code, name;
    struct money base, y1, y2, y3;
};
extern const struct row_type medium_row_type;

struct policy_row {
    struct str code, title, agency_code, agency_name;
    struct money y1, y2, y3;
    struct str reason, status, made_by;
    struct when made_at;
};
extern const struct row_type policy_row_type;

/* One reason why what is left in a year differs between two plans; cause: parameter, policy, timing. */
struct reconcile_row {
    int64_t year;
    struct str code, name, cause;
    struct money amount; /* towards what is left */
};
extern const struct row_type reconcile_row_type;

/* ---- pure ---- */
/* Why `now` leaves something else than `before` in the fiscal year: personnel and revenue by a new
 * base (policy, timing) and a new rate (parameter), the rest by kind. Returns the lines in `a`; they
 * add up exactly to the difference of what is left. */
struct medium_side {
    int64_t base_year;
    const struct medium_figures *f;
};
MUST_CHECK bool medium_reconcile(struct arena *a, const struct medium_side *before,
                                 const struct medium_side *now, int64_t year, struct rows *ret,
                                 struct err *e);

/* ---- reading ---- */
MUST_CHECK bool
medium_plans(struct db *db, struct arena *a, int64_t base_year, struct rows *ret,
             struct err *e); /* newest first; of this base year and the one before */
MUST_CHECK bool medium_figures(struct db *db, struct arena *a, const struct medium_plan *p,
                               struct medium_figures *ret, struct err *e);
MUST_CHECK bool medium_policies(struct db *db, struct arena *a, int64_t base_year, struct rows *ret,
                                struct err *e);

/* ---- writing: PERM_FISCAL, city ---- */
/* Makes the next version from the year's lines, commitments, position and parameters; a rate of
 * MEDIUM_BY_PARAMETER takes the parameter's. ERR_NOTHING when the year has no revenue yet. */
#define MEDIUM_BY_PARAMETER INT64_MIN
struct medium_new {
    int64_t base_year, personnel_bp, revenue_bp;
    struct str reason;
};
MUST_CHECK bool medium_make(struct act *by, const struct medium_new *n, struct str *ret_code,
                            struct err *e);
/* ERR_FISCAL_SPACE {year, need, space} above what the newest plan leaves; ERR_NOTHING without one. */
struct policy_new {
    int64_t base_year, agency_id;
    struct str title, reason, status;
    struct money amount[MEDIUM_YEARS]; /* [1..3]; [0] is 0 */
};
MUST_CHECK bool policy_add(struct act *by, const struct policy_new *p, struct str *ret_code,
                           struct err *e);
MUST_CHECK bool policy_end(struct act *by, struct str code, struct str reason, struct err *e);

#endif
