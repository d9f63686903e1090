/* compare_scenarios.h - runs side by side: who gains, who loses, value and money; and the optimum beside a ranking.
 *
 * Figures by agency, side and type are kept with each run (run_part), so comparing costs no scan of lines. The first
 * run is the one that the others are compared with. */
#ifndef PBIS_ALLOCATE_COMPARE_SCENARIOS_H
#define PBIS_ALLOCATE_COMPARE_SCENARIOS_H

#include "allocate/problem.h"

enum { COMPARE_RUNS = 4 };

struct versus_row {
    struct str code, name;
    struct money used_1, used_2, used_3, used_4;
    struct money change_2, change_3, change_4; /* against the first */
    struct score value_1, value_2, value_3, value_4;
    int64_t funded_1, funded_2, funded_3, funded_4;
};
extern const struct row_type versus_row_type;
struct compare_ask {
    int64_t year;
    const int64_t *run_id;
    size_t n;       /* of run_id */
    struct str dim; /* agency, side or type */
    enum lang lang; /* of the names */
};
/* 1 to COMPARE_RUNS runs. ret_total: the sums. */
MUST_CHECK bool compare_runs(struct db *db, struct arena *a, const struct compare_ask *q,
                             struct rows *ret, struct versus_row *ret_total, struct err *e);

/* One run (n = 1) by agency, side or type, with what was asked. */
struct run_part_row {
    struct str code, name;
    struct money asked, used;
    struct share share; /* used of asked */
    struct score value_score;
    int64_t packages, funded;
};
extern const struct row_type run_part_row_type;
MUST_CHECK bool run_parts(struct db *db, struct arena *a, const struct compare_ask *q,
                          struct rows *ret, struct err *e);

/* Packages that two runs decide differently, by the first's cut rank. */
struct compare_package_row {
    int64_t cut_rank;
    struct str package_code, title, agency_name, level_kind;
    bool funded_1, funded_2;
    struct money amount;
    struct score value_score;
};
extern const struct row_type compare_package_row_type;
/* A page of packages: those behind a cut rank, at most so many. */
struct rank_range {
    int64_t after, limit;
};
MUST_CHECK bool compare_packages(struct db *db, struct arena *a, int64_t run_1, int64_t run_2,
                                 struct rank_range range, struct rows *ret, struct err *e);

/* ---- kept with a run (run.c calls these) ---- */
struct solve_result;
struct run_parts;
/* Sums the answer by agency, side and type; and ranks the same instance with a cut line, strict and skip-and-fill. */
MUST_CHECK bool run_parts_make(struct db *db, struct arena *a, int64_t year,
                               const struct problem *p, const struct solve_result *r,
                               struct run_parts **ret, struct err *e);
MUST_CHECK bool run_parts_store(struct act *by, int64_t run_id, const struct run_parts *x,
                                struct err *e);

struct run_rank_row {
    struct str mode; /* strict or fill */
    bool kept;       /* every rule of the scenario holds (a floor may not) */
    struct score value_score, lost; /* lost: what the run has more */
    struct money used;
    int64_t funded, differ; /* packages that it decides otherwise */
};
extern const struct row_type run_rank_row_type;
/* Two rows, strict first; none for a run that is itself a ranking. */
MUST_CHECK bool run_ranks(struct db *db, struct arena *a, int64_t run_id, struct rows *ret,
                          struct err *e);
/* Packages that the ranking decides otherwise: funded_1 by the run, funded_2 by the ranking. */
MUST_CHECK bool run_rank_packages(struct db *db, struct arena *a, int64_t run_id, struct str mode,
                                  struct rank_range range, struct rows *ret, struct err *e);

#endif
