/* deciding.h - what the body whose turn it is has left to decide, by agency and by side, against the ceilings of
 * the year's main scenario. Sums over the year's packages: for a worker, not the event loop. */
#ifndef PBIS_PLAN_DECIDING_H
#define PBIS_PLAN_DECIDING_H

#include "base/row.h"
#include "city/actor.h"
#include "plan/stage.h"

struct deciding_row {
    struct str code, name;
    int64_t division, packages_left, packages_done;
    struct money left, done, requested, ceiling; /* ceiling 0 = none */
    struct money room; /* ceiling - done - left; 0 without a ceiling */
    bool over;
};
extern const struct row_type deciding_row_type;

MUST_CHECK bool deciding_agencies(struct db *db, struct arena *a, int64_t year, enum stage stage,
                                  struct rows *ret, struct err *e);
MUST_CHECK bool deciding_sides(struct db *db, struct arena *a, int64_t year, enum stage stage,
                               struct rows *ret, struct err *e);

/* A package to choose for a resolution. before: what stands before the stage. */
struct undecided_row {
    int64_t id;
    struct str code, title, agency_name, level_kind, state;
    struct money requested, before;
};
extern const struct row_type undecided_row_type;
struct undecided_filter {
    int64_t year, agency_id, after_id, limit; /* agency 0 = all */
    enum stage stage;
    struct str output_code, level_kind;
    bool decided; /* those that were decided at this stage too */
};
MUST_CHECK bool deciding_packages(struct db *db, struct arena *a, const struct undecided_filter *f,
                                  struct rows *ret, struct err *e);

#endif
