/* goal.h - trees of goals (strategies, policies) by version: which versions there are, which one a
 * year uses, how much of what was published is known, and the links between nodes of two trees.
 *
 * A link carries a weight in basis points: the part of the first node that goes to the second. The
 * links of one node into one version add up to 10,000, or there are none. The same table joins an
 * earlier version to a later one (crosswalk) and a policy to the issue it serves. */
#ifndef PBIS_CITY_GOAL_H
#define PBIS_CITY_GOAL_H

#include "city/class.h"

enum { WEIGHTS_SUM = 10000 };

struct tree_version { /* a version of a kind */
    int64_t id;
    struct str kind, code, label_th, label_en, source;
    bool published;
    int64_t nodes, first_year, last_year; /* of the years in the store that use it; 0 = none */
};
extern const struct row_type tree_version_type;
/* kind "strategy", "policy"; empty = both. */
MUST_CHECK bool tree_versions(struct db *db, struct arena *a, struct str kind, struct rows *ret,
                              struct err *e);
/* ERR_NOT_FOUND {what}. */
MUST_CHECK bool tree_version_get(struct db *db, struct arena *a, struct str kind, struct str code,
                                 struct tree_version *ret, struct err *e);
/* The nodes of one version, whether a year uses it or not (class_tree_load reads a year's). */
MUST_CHECK bool tree_load(struct db *db, struct arena *a, int64_t version_id,
                          struct class_tree *ret, struct err *e);
/* A node by its id: ERR_NOT_FOUND. */
MUST_CHECK bool tree_node(struct db *db, struct arena *a, int64_t id, struct class_node *ret,
                          struct err *e);
/* The level whose nodes requests are tied to: goal where the tree has such, else its deepest. */
struct str tree_goal_level(const struct class_tree *t);
/* Points the year at a published version of a strategy or policy. PERM_GOAL, the whole city.
 * ERR_STATE for one that is not published, ERR_ALREADY. Audited by the caller: one act, one record. */
MUST_CHECK bool tree_use(struct act *by, int64_t year, struct str kind, int64_t version_id,
                         struct err *e);
/* Takes a version out of the store again. ERR_IN_USE {what, count} when a year, a package, an
 * objective, an indicator or a link needs it. PERM_GOAL. */
MUST_CHECK bool tree_remove(struct act *by, struct str kind, struct str code, struct err *e);

/* How many nodes of a level are known, of how many that are published. */
struct tree_count {
    int64_t version_id;
    struct str version_code, level;
    int64_t known, sourced, published; /* published 0 = not known how many there are */
    struct str note_th, note_en;
};
extern const struct row_type tree_count_type;
/* Of one version, or of two; other = 0. */
MUST_CHECK bool tree_counts(struct db *db, struct arena *a, int64_t version_id, int64_t other,
                            struct rows *ret, struct err *e);
/* data/plan_counts.csv and the like: by reference_load. */
MUST_CHECK bool tree_count_set(struct act *by, int64_t version_id, struct str level,
                               int64_t published, struct str note_th, struct str note_en,
                               struct err *e);

/* ---- links ---- */

struct node_link {
    int64_t from_id, to_id, share_bp;
    struct str status;
};
extern const struct row_type node_link_type;
/* All links from nodes of one version to nodes of another, by from and to in print order. */
MUST_CHECK bool node_links(struct db *db, struct arena *a, int64_t from_version, int64_t to_version,
                           struct rows *ret, struct err *e);
struct node_weight {
    int64_t node_id, share_bp;
};
/* Fills in equal weights that add up to 10,000 exactly where all are 0. ERR_WEIGHTS {sum} when
 * they do not add up or one is not above 0, ERR_DUPLICATE for a node named twice. */
MUST_CHECK bool weights_check(struct node_weight *w, size_t n, struct err *e);
/* Replaces the links of a node into one version; n 0 = none. Weights as weights_check says.
 * ERR_OTHER_VERSION for a node of another version. PERM_GOAL or PERM_IMPORT. */
MUST_CHECK bool node_links_set(struct act *by, int64_t from_id, int64_t to_version,
                               struct node_weight *w, size_t n, struct str status, struct err *e);

#endif
