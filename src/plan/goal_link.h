/* goal_link.h - which goals a package serves, with what weight, and the money behind each goal.
 *
 * A package serves one main goal (package.goal_id) or several, with weights in basis points that add up
 * to 10,000. Its amounts are split by the weights exactly to the satang (money_split), so the goals'
 * sums and what serves no goal add up to the whole. Amounts are those of the column mirror: drafts
 * that were not sent and withdrawn packages do not count (plan/rollup.h). */
#ifndef PBIS_PLAN_GOAL_LINK_H
#define PBIS_PLAN_GOAL_LINK_H

#include "city/goal.h"
#include "plan/rollup.h"

/* One goal of one package. */
struct package_goal {
    int64_t node_id;
    struct str code, name_th, name_en, level;
    struct share weight;
    bool main;
};
extern const struct row_type package_goal_type;
/* Heaviest first. */
MUST_CHECK bool package_goals(struct db *db, struct arena *a, int64_t package_id, struct rows *ret,
                              struct err *e);
/* Replaces the goals of a package in DRAFT or RETURNED by the agency, or in any state by PERM_GOAL
 * (the strategy office): n 0 = none. Equal weights when all are 0. The heaviest is the main goal, the
 * earlier one of equal ones. `version` is what the editor saw. ERR_WEIGHTS, ERR_OTHER_VERSION,
 * ERR_DUPLICATE, ERR_STALE, ERR_SCOPE, ERR_STATE. */
struct package_goals_edit {
    int64_t year, version;
    struct str code;
    struct node_weight *weight;
    size_t n;
    struct str reason;
};
MUST_CHECK bool package_goals_set(struct act *by, const struct package_goals_edit *p,
                                  struct err *e);

/* ---- money ---- */

/* What a package is tied to: one row a goal, one with node_id 0 for a package without. */
struct package_link {
    int64_t package_id, agency_id, node_id, share_bp, main_id;
    struct str code, state;
    bool mandatory;
};
extern const struct row_type package_link_type;
/* All of a year, by package. */
MUST_CHECK bool package_links(struct db *db, struct arena *a, int64_t year, struct rows *ret,
                              struct err *e);

struct goal_sum {
    int64_t packages;
    struct money asked, funded, enacted; /* funded: the amount now of what is FUNDED or ENACTED */
};
struct package_money {
    const struct package_link *link; /* the package's first */
    size_t links;
    struct str title;
    struct goal_sum sum; /* packages = 1 */
    struct money now;    /* the newest amount, whatever the state */
};
struct goal_money {
    struct class_tree tree; /* the year's strategy, or the one asked for */
    struct goal_sum *own;   /* by node index: tied to it itself */
    struct goal_sum *all;   /* with everything below it */
    struct goal_sum linked, unlinked, whole;
    struct package_money *package; /* those that count, by id */
    size_t packages;
};
struct goal_ask {
    int64_t year, agency_id; /* 0 = all */
    enum lang lang;
    const struct class_tree *tree; /* NULL: the year's */
};
/* ERR_YEAR_MISSING for a year without a strategy. */
MUST_CHECK bool goal_money_get(struct rollup *r, struct db *db, struct arena *a,
                               const struct goal_ask *ask, struct goal_money *ret, struct err *e);
/* The same for other links than those that stand: the effect of a change. `link` by package. */
MUST_CHECK bool goal_money_of(struct rollup *r, struct db *db, struct arena *a,
                              const struct goal_ask *ask, const struct rows *link,
                              struct goal_money *ret, struct err *e);
/* Index of a node in the tree. */
size_t goal_index(const struct class_tree *t, const struct class_node *n);

#endif
