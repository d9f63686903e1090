/* proposal_loss.h - what a body's departures from a run truly cost: the run's own instance solved again with each
 * package held at what the body gave it, everything else free to be chosen anew; then with all of them held together.
 *
 * The loss is the best of the run's rules less the best with the package held, in scores, between `low` and `high`: both
 * answers are known to within their bounds; equal is exact. A package given a part of its money counts that part of
 * its value and of what it uses. Losses of single departures do not add up: only the one of all together is that of
 * the resolution. */
#ifndef PBIS_ALLOCATE_PROPOSAL_LOSS_H
#define PBIS_ALLOCATE_PROPOSAL_LOSS_H

#include "base/row.h"
#include "city/actor.h"

struct loss {
    int64_t package_id; /* 0: all together */
    struct money amount;
    struct str state;   /* found; barred: no answer keeps the rules with it; open: time ended it */
    struct score low, high;
};
struct losses {
    int64_t resolution_id, version;
    struct str code;
    const struct loss *each;
    size_t n;
    struct loss all;
};
/* Solves in a child; at most LOSSES_MOST departures, within LOSSES_SECONDS. PERM_COMMITTEE to make and to keep.
 * ERR_NOTHING when there is none; ERR_NOT_FOUND when the run kept no instance; those of solve_tasks_child(). */
enum { LOSSES_MOST = 20, LOSSES_SECONDS = 20 };
MUST_CHECK bool losses_find(struct db *db, struct arena *a, const struct actor *who, int64_t year,
                            struct str code, struct losses *ret, struct err *e);
/* ERR_STALE when a departure or the resolution changed meanwhile. */
MUST_CHECK bool losses_keep(struct act *by, int64_t year, const struct losses *l, struct err *e);

struct loss_all {
    struct str state;
    struct score low, high;
    struct when at;
};
/* Of all together, while the departures are those it was found for. */
MUST_CHECK bool loss_of_all(struct db *db, struct arena *a, int64_t resolution_id,
                            struct loss_all *ret, bool *ret_found, struct err *e);

#endif
