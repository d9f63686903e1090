/* city_store.h - a store with the city's reference data, and writes by the system, for unit tests. */
#ifndef PBIS_TESTS_CITY_STORE_H
#define PBIS_TESTS_CITY_STORE_H

#include "city/actor.h"
#include "with_store.h"

#define CITY_NOW INT64_C(1664582400000) /* 2022-10-01 00:00 UTC */

/* Loads the reference data and makes the year. */
void city_make(struct store *s, struct arena *a, int64_t year);

typedef bool city_fn(struct act *by, void *ctx, struct err *e);
/* Runs fn as one write by the system, or by `who`. */
bool city_write(struct store *s, struct arena *a, city_fn *fn, void *ctx, struct err *e);
bool city_write_as(struct store *s, struct arena *a, const struct actor *who, city_fn *fn,
                   void *ctx, struct err *e);
/* The test's arena, from inside a write: for results that outlive it. */
struct arena *city_arena(const struct act *by);

#endif
