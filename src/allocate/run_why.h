/* run_why.h - why a package is in or out, kept with its run: thresholds, the ceilings that hold it, who would take
 * its place, how robust that is, and what a million baht more of each ceiling buys (why.h). */
#ifndef PBIS_ALLOCATE_RUN_WHY_H
#define PBIS_ALLOCATE_RUN_WHY_H

#include "allocate/problem.h"
#include "allocate/naming.h"

struct solve_result;

/* ---- kept with a run (run.c calls these) ---- */

struct run_why;
/* Asks a child about every package. True with *ret = NULL when there is nothing to explain: a ranking, no answer, or
 * a child that a limit ended (the run stands without it). */
MUST_CHECK bool run_why_make(struct arena *a, const struct problem *p, const struct solve_result *r,
                             const struct naming *names, int64_t time_limit_ms,
                             struct run_why **ret, struct err *e);
MUST_CHECK bool run_why_store(struct act *by, int64_t run_id, const struct run_why *w,
                              struct err *e);

/* ---- reading ---- */

struct why_row { /* one package of a run; scores and money of it may be missing */
    int64_t package_id, cut_rank, packages, samples, seen, swaps;
    struct str package_code, title, agency_name, level_kind, reason, why_th, why_en, gap_text;
    bool funded, explained, always, never, exact;
    struct money amount;
    struct score value_score, value_lo, value_hi;
};
extern const struct row_type why_row_type;
/* ERR_NOT_FOUND when the run has no such package. */
MUST_CHECK bool run_why_get(struct db *db, struct arena *a, int64_t run_id, struct str package,
                            struct why_row *ret, struct err *e);

struct why_ceiling_row { /* a ceiling that holds a package that is out */
    struct str dim, code, name, price_text;
    struct money max, left, missing, more_lo, more_hi; /* missing: what it lacks beside all that is funded */
};
extern const struct row_type why_ceiling_row_type;
MUST_CHECK bool run_why_ceilings(struct db *db, struct arena *a, int64_t run_id,
                                 int64_t package_id, enum lang lang, struct rows *ret,
                                 struct err *e);

struct why_near_row { /* who would come or go; and who stands beside it by score per baht */
    struct str package_code, title, agency_name;
    bool funded, comes;
    int64_t cut_rank;
    struct money amount;
    struct score value_score;
};
extern const struct row_type why_near_row_type;
MUST_CHECK bool run_why_swaps(struct db *db, struct arena *a, int64_t run_id, int64_t package_id,
                              struct rows *ret, struct err *e);
/* Of the same agency, the nearest by rank on both sides. */
MUST_CHECK bool run_why_neighbours(struct db *db, struct arena *a, int64_t run_id,
                                   int64_t package_id, struct rows *ret, struct err *e);

struct step_row { /* what more of a ceiling buys */
    struct str dim, code, name, price_text;
    struct money max, step;
    bool solved; /* by solving again; else by mending the answer */
    struct score gain_lo, gain_hi; /* gain_hi may be missing */
};
extern const struct row_type step_row_type;
MUST_CHECK bool run_steps(struct db *db, struct arena *a, int64_t run_id, enum lang lang,
                          struct rows *ret, struct err *e);
/* "in all", "in most" ...: a word of labels (all most few none, with _proved where proved). */
struct str why_robust_word(const struct why_row *w);
/* The sentence that says what would change it, with figures. */
struct str why_sentence(struct arena *a, const struct why_row *w, enum lang lang);

#endif
