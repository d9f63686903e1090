/* plan_store.h - a small city with packages and lines, and people, for unit tests. */
#ifndef PBIS_TESTS_PLAN_STORE_H
#define PBIS_TESTS_PLAN_STORE_H

#include "city/agency.h"
#include "city/class.h"
#include "city_store.h"
#include "plan/bulk.h"

struct plan_city {
    struct agency drainage, works; /* 11000000, 10000000 */
    struct class_tree programme, item, fund;
    int64_t water, road;      /* outputs 0503001, 0403001 */
    int64_t salary, building; /* items 01101-1 (type 1), 05202-1 (type 3) */
    int64_t own;              /* fund */
};
/* The reference data, the year, and what the tests name. */
void plan_make(struct store *s, struct arena *a, int64_t year, struct plan_city *ret);
/* One person with one role: not stored, only acting. */
struct actor plan_person(const char *name, enum perm p, enum scope_kind kind, int64_t id);
/* Adds a unit with `levels` packages of `lines` lines each; the k-th line of the batch asks for k
 * thousand baht. */
struct plan_fill {
    int64_t year, agency_id, output_id;
    const struct plan_city *c;
    int units, levels, lines;
    const char *state;
};
bool plan_fill(struct act *by, void *ctx, struct err *e);
/* Moves the year to a stage of the cycle. */
void plan_reach(struct store *s, struct arena *a, int64_t year, const char *stage);

#endif
