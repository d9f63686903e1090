/* goal_relink.h - a year moved to another version of its strategy in mid-cycle: every package and
 * objective tied to the earlier version is tied to the later one in one write.
 *
 * What becomes of each goal is proposed from the crosswalk, and may be changed: a goal goes to one or
 * several others by weight, or to none. A package's weights are multiplied out and add up to 10,000
 * again exactly; where some of its goals go to none, the others take their part; where all do, it
 * is without a goal. The links before and after are kept, so that it can be undone exactly. */
#ifndef PBIS_PLAN_GOAL_RELINK_H
#define PBIS_PLAN_GOAL_RELINK_H

#include "plan/goal_link.h"

struct relink_row { /* one goal of the earlier version that is in use */
    struct str code, name, level, to,
        how; /* how: crosswalk, same, above, none; chosen by a person */
    int64_t packages, objectives;
    struct money asked, funded;
    int64_t from_id; /* hidden */
    struct node_weight *weight;
    size_t n;
};
extern const struct row_type relink_row_type;

struct relink_plan {
    struct tree_version from, to;
    struct class_tree from_tree, to_tree;
    struct relink_row *row;
    size_t n;
    struct rows links; /* struct package_link as they stand */
};
/* What the year's goals would become in version `to_code`. ERR_NOT_FOUND; ERR_ALREADY when the year
 * uses it; ERR_STATE for one that is not published. */
MUST_CHECK bool relink_propose(struct rollup *r, struct db *db, struct arena *a,
                               const struct goal_ask *ask, struct str to_code,
                               struct relink_plan *ret, struct err *e);
/* The text of a row's goals: "2.1 60, 2.2 40". */
struct str relink_text(struct arena *a, const struct relink_plan *p, const struct relink_row *row);

struct relink_effect {
    struct goal_money before, after;
    int64_t packages, moved, lost; /* with a goal; that change; that lose all of theirs */
    struct money lost_asked, lost_funded;
    struct package_money *losing; /* those that lose all of theirs and count in the figures */
    size_t losing_n;
};
/* ERR_WEIGHTS for a row whose weights do not add up. */
MUST_CHECK bool relink_effect(struct rollup *r, struct db *db, struct arena *a,
                              const struct goal_ask *ask, const struct relink_plan *p,
                              struct relink_effect *ret, struct err *e);

struct relink_new {
    int64_t year;
    struct str from_code, to_code; /* from: what the person saw; ERR_STALE when the year left it */
    const struct relink_row *row;
    size_t n;
    struct str reason;
};
/* PERM_GOAL. ERR_REASON_NEEDED, ERR_STALE, ERR_STAGE (a closed year), ERR_WEIGHTS,
 * ERR_OTHER_VERSION. One audit record. */
MUST_CHECK bool relink_apply(struct act *by, const struct relink_new *x, struct str *ret_code,
                             struct err *e);
/* Back to where the year's newest relink came from. ERR_STALE unless `code` is that one,
 * ERR_ALREADY when it was undone. */
MUST_CHECK bool relink_undo(struct act *by, int64_t year, struct str code, struct str reason,
                            struct err *e);

struct relink_done {
    struct str code, from_code, to_code, undoes, reason, by_user;
    int64_t packages, lost;
    struct when at;
    bool newest; /* may be undone */
};
extern const struct row_type relink_done_type;
MUST_CHECK bool relink_list(struct db *db, struct arena *a, int64_t year, struct rows *ret,
                            struct err *e);

#endif
