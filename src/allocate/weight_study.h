/* weight_study.h - what stays funded when the weights are a little wrong (ความทนทานต่อน้ำหนัก).
 *
 * Each criterion's weight is raised and lowered by the parameter criteria.change (20 per cent), the others
 * keep their proportions, every settled package's points are counted anew, and the allocation of the scenario
 * is solved again: one case a criterion and direction, and the weights as published (case 0), all in one
 * child. Packages that are not scored keep their value in every case. What is funded in all cases is robust;
 * the rest hangs on the weights and is listed. */
#ifndef PBIS_ALLOCATE_WEIGHT_STUDY_H
#define PBIS_ALLOCATE_WEIGHT_STUDY_H

#include "allocate/criteria.h"

struct weight_study {
    int64_t id;
    struct str scenario;
    int64_t percent, packages, rated, always, took_ms;
    struct str by_user;
    struct when at;
};
extern const struct row_type weight_study_type;
struct weight_case {
    int64_t number;
    struct str name; /* of the criterion; empty: as published */
    bool up;
    struct score value;
    int64_t funded, came, went;
};
extern const struct row_type weight_case_type;
struct weight_package {
    struct str code, title, agency_name;
    struct score points;
    bool base;
    int64_t cases, of;
};
extern const struct row_type weight_package_type;

/* The newest of the published criteria. */
MUST_CHECK bool weight_study_newest(struct db *db, struct arena *a, int64_t year, struct weight_study *ret, bool *ret_found,
                                    struct err *e);
MUST_CHECK bool weight_study_cases(struct db *db, struct arena *a, int64_t id, enum lang lang, struct rows *ret, struct err *e);
MUST_CHECK bool weight_study_packages(struct db *db, struct arena *a, int64_t id, enum lang lang, struct rows *ret,
                                      struct err *e);

/* Solving (no write), then keeping. ERR_CRITERIA_NONE, ERR_NOTHING when nothing is settled, ERR_SCENARIO_MISSING. */
struct weight_outcome;
MUST_CHECK bool weight_study_solve(struct db *db, struct arena *a, int64_t year, struct str scenario, struct weight_outcome **ret,
                                   struct err *e);
void weight_study_took(struct weight_outcome *o, int64_t ms);
/* PERM_ALLOCATE of the city. */
MUST_CHECK bool weight_study_store(struct act *by, const struct weight_outcome *o, struct err *e);

#endif
