/* class.h - versioned classifications: programme (side > plan > output or work), item (type >
 * group > item), fund, strategy trees. A year points at one published version of each kind;
 * published versions never change. */
#ifndef PBIS_CITY_CLASS_H
#define PBIS_CITY_CLASS_H

#include "base/row.h"
#include "city/actor.h"

struct class_node {
    int64_t id, version_id, parent_id;
    struct str code, level, name_th, name_en;
    int64_t sort;
};
extern const struct row_type class_node_type;

/* A whole version in memory, for loops over many lines: nodes by code and by id, in print order. */
struct class_tree {
    int64_t version_id;
    const struct class_node *node;
    size_t n;
    const uint32_t *by_id, *by_code; /* sorted indexes into node */
};
/* kind "programme", "item", "fund", "strategy"; ERR_YEAR_MISSING when the year has none. */
MUST_CHECK bool class_tree_load(struct db *db, struct arena *a, int64_t year, struct str kind,
                                struct class_tree *ret, struct err *e);
const struct class_node *class_by_code(const struct class_tree *t, struct str code);
const struct class_node *class_by_id(const struct class_tree *t, int64_t id);
/* The ancestor (or itself) of that level; NULL when there is none. */
const struct class_node *class_up(const struct class_tree *t, const struct class_node *n,
                                  struct str level);

/* Making versions: from reference data, an import, or a page later. */
struct class_version_new {
    struct str kind, code, label_th, label_en, source;
};
MUST_CHECK bool class_version_add(struct act *by, const struct class_version_new *v,
                                  int64_t *ret_id, struct err *e);
MUST_CHECK bool class_node_add(struct act *by, const struct class_node *n, struct str status,
                               int64_t *ret_id, struct err *e);
MUST_CHECK bool class_publish(struct act *by, int64_t version_id, struct err *e);
MUST_CHECK bool class_use(struct act *by, int64_t year, struct str kind, int64_t version_id,
                          struct err *e);

#endif
