/* weight_study.h - does the funded set hang on the weights? Each criterion's weight a fifth up and a fifth down.
 *
 * One weight at a time moves by a fifth, the others share what is left in their old proportion, in whole basis points
 * that sum to 10,000. The points of every settled package are worked out again with them and its value in the
 * scenario's instance moves by the same ratio (exact for points in use; a package whose points are settled and not yet
 * in use keeps its own score and moves in proportion; one without points keeps its value). Each set of values is solved
 * in one child (solve_tasks.h), every answer is checked in whole numbers, and an answer found for one set of weights is
 * taken for another where it is the better one, so that a difference is not the solver's tolerance alone. */
#ifndef PBIS_ALLOCATE_WEIGHT_STUDY_H
#define PBIS_ALLOCATE_WEIGHT_STUDY_H

#include "allocate/rating.h"
#include "base/row.h"
#include "city/actor.h"

enum { WEIGHT_STUDY_SETS = 1 + 2 * CRITERIA_MAX, WEIGHT_STUDY_PAGE = 100 };

struct weight_study_row {
    int64_t id;
    struct str code;
    int64_t number, scenario_version, rated, in_use; /* number: of the criteria's version */
    int64_t total, funded, stays; /* sets solved; funded with the weights as they are; those in all sets */
    struct str made_by;
    struct when made_at;
};
extern const struct row_type weight_study_row_type;

struct weight_set_row {
    int64_t no;
    struct str criterion, name;
    bool up, solved;
    struct share weight; /* the moved one's */
    int64_t funded, enter, leave;
    struct score value_score;
    struct str gap_text;
};
extern const struct row_type weight_set_row_type;

struct weight_package_row {
    int64_t no;
    struct str package_code, title, agency_name;
    bool funded;
    int64_t sets, total;
    struct str robust; /* all most few none */
    struct money amount;
    struct score value_score;
};
extern const struct row_type weight_package_row_type;

/* Weight i moved to 6/5 or 4/5 of itself (at most 10,000), the others in proportion; sums to 10,000 like before. False
 * when nothing can move: it is 0, or all the others are. */
bool weight_moved(const int64_t *weight, size_t n, size_t i, bool up, int64_t *ret);

struct weight_study_options {
    int64_t time_limit_ms;
    bool (*progress)(void *ctx, int64_t thousandths); /* false ends it; may be NULL */
    void *ctx;
};
struct weight_study;
/* ERR_CRITERIA_NONE, ERR_NOTHING when no package is settled, ERR_NO_ANSWER; the errors of problem_load(). */
MUST_CHECK bool weight_study_solve(struct db *db, struct arena *a, int64_t year, struct str scenario,
                                   const struct weight_study_options *o, struct weight_study **ret, struct err *e);
/* PERM_ALLOCATE; one audit record. */
MUST_CHECK bool weight_study_store(struct act *by, const struct weight_study *w, struct str *ret_code, struct err *e);

/* The newest of a scenario. */
MUST_CHECK bool weight_study_newest(struct db *db, struct arena *a, int64_t scenario_id, struct weight_study_row *ret,
                                    bool *ret_found, struct err *e);
MUST_CHECK bool weight_study_sets(struct db *db, struct arena *a, int64_t study_id, enum lang lang, struct rows *ret,
                                  struct err *e);
struct weight_study_part {
    int64_t study_id;
    bool only_moving;     /* those that come or go */
    int64_t after, limit; /* from no `after` on, `limit` of them */
};
MUST_CHECK bool weight_study_packages(struct db *db, struct arena *a, const struct weight_study_part *p,
                                      struct rows *ret, struct err *e);

#endif
