/* frontier.h - the best value for each total ceiling (value against money), worked out beforehand.
 *
 * Points stand at equal steps from what is mandatory to what is asked; the scenario's own total ceiling is one of them.
 * Each is the scenario's instance with another total, solved warm from the one before (study.h), and each answer is
 * checked in whole numbers (every rule kept, the value summed again, the bound proved again where prices prove it)
 * before it is believed. Between two points the packages that come in and go out are kept, so the page's slider needs
 * no solver. */
#ifndef PBIS_ALLOCATE_FRONTIER_H
#define PBIS_ALLOCATE_FRONTIER_H

#include "allocate/problem.h"

enum { FRONTIER_POINTS = 50, FRONTIER_POINTS_MAX = 200 };

struct frontier_row {
    int64_t id;
    struct str code, scenario;
    int64_t points, scenario_version, change_id, total_ms;
    struct str made_by;
    struct when made_at;
};
extern const struct row_type frontier_row_type;

struct frontier_point_row {
    int64_t no;
    struct money ceiling, used;
    struct score value_score, bound_score;
    struct str status, gap_text;
    int64_t funded, entered, went; /* packages against the point before */
    bool is_now;                   /* the scenario's own total ceiling */
};
extern const struct row_type frontier_point_row_type;

struct frontier_move_row {
    int64_t no;
    struct str package_code, title, agency_name;
    bool funded; /* it enters; else it leaves */
    struct money amount;
    struct score value_score;
};
extern const struct row_type frontier_move_row_type;

struct frontier_agency_row {
    int64_t no;
    struct str agency_code, agency_name;
    struct money used;
};
extern const struct row_type frontier_agency_row_type;

/* Told after each point; false stops it (ERR_CHILD {what = cancelled}). */
typedef bool frontier_progress_fn(void *ctx, size_t done, size_t of);
struct frontier_options {
    size_t points;         /* 0 = FRONTIER_POINTS */
    int64_t gap;           /* 10^-9, of each point; 0 = the usual one */
    int64_t time_limit_ms; /* of all; a point that time ends keeps its honest gap */
    frontier_progress_fn *progress;
    void *ctx;
};
struct frontier_outcome;
/* ERR_FRONTIER_TOTAL {name} when the scenario has no total ceiling to move; the errors of problem_load(). */
MUST_CHECK bool frontier_solve(struct db *db, struct arena *a, int64_t year, struct str scenario,
                               const struct frontier_options *o, struct frontier_outcome **ret,
                               struct err *e);
void frontier_took(struct frontier_outcome *f, int64_t total_ms);
/* PERM_ALLOCATE; one audit record. */
MUST_CHECK bool frontier_store(struct act *by, const struct frontier_outcome *f,
                               struct str *ret_code, struct err *e);

/* The newest frontier of a scenario. */
MUST_CHECK bool frontier_newest(struct db *db, struct arena *a, int64_t scenario_id,
                                struct frontier_row *ret, bool *ret_found, struct err *e);
MUST_CHECK bool frontier_points(struct db *db, struct arena *a, int64_t frontier_id,
                                struct rows *ret, struct err *e);
/* What enters and leaves at points after the first with an answer: the `each` largest by money at each point. */
MUST_CHECK bool frontier_moves(struct db *db, struct arena *a, int64_t frontier_id, int64_t each,
                               struct rows *ret, struct err *e);
/* Of one point, all of them, largest first. */
MUST_CHECK bool frontier_moves_at(struct db *db, struct arena *a, int64_t frontier_id, int64_t no,
                                  struct rows *ret, struct err *e);
MUST_CHECK bool frontier_agencies(struct db *db, struct arena *a, int64_t frontier_id,
                                  struct rows *ret, struct err *e);

#endif
