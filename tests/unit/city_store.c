#include "city_store.h"

#include "city/year.h"

struct city_write {
    struct act act; /* first: city_arena finds the rest from it */
    struct arena *a;
    const struct actor *who;
    city_fn *fn;
    void *ctx;
};

static bool run(struct tx *tx, void *ctx, struct err *e)
{
    struct city_write *w = ctx;

    w->act.tx = tx;
    w->act.a = tx->a;
    w->act.who = w->who;
    w->act.today = DATE(20221001);
    w->act.now_ms = CITY_NOW;
    return w->fn(&w->act, w->ctx, e);
}

bool city_write_as(struct store *s, struct arena *a, const struct actor *who, city_fn *fn,
                   void *ctx, struct err *e)
{
    struct city_write w = {.a = a, .who = who, .fn = fn, .ctx = ctx};

    return store_write(s, run, &w, e);
}

bool city_write(struct store *s, struct arena *a, city_fn *fn, void *ctx, struct err *e)
{
    struct actor who = actor_system();

    return city_write_as(s, a, &who, fn, ctx, e);
}

struct arena *city_arena(const struct act *by)
{
    return ((const struct city_write *)(const void *)by)->a;
}

static bool make(struct act *by, void *ctx, struct err *e)
{
    return reference_load(by, e) && year_ensure(by, *(const int64_t *)ctx, e);
}

void city_make(struct store *s, struct arena *a, int64_t year)
{
    struct err e;

    assert_ok(city_write(s, a, make, &year, &e), &e);
}
