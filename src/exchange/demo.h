/* demo.h - the demonstration city (เมืองสาธิต): 71 agencies, over 20,000 lines in over 6,000 decision
 * packages with levels, made from data/demo_*.csv by a fixed seed.
 *
 * Published are: FY2566 totals by expenditure type (78,997 million baht, central fund included);
 * FY2565 the whole; FY2567 the totals of six agencies, of Commerce and of the whole. Everything below them is made
 * up by a stated key and is marked as a demonstration on every page and cover. */
#ifndef PBIS_EXCHANGE_DEMO_H
#define PBIS_EXCHANGE_DEMO_H

#include "base/money.h"
#include "city/actor.h"

struct store;

struct demo_options {
    const struct actor *who;
    int64_t now_ms;
    int64_t (*clock_ms)(void); /* measures how long the run takes */
    int64_t year;     /* 2565, 2566 or 2567 */
    int64_t packages; /* about how many; 0 = the default key */
    bool asked;       /* stop at REQUEST with every request submitted: for those who decide next */
};

struct demo_result {
    bool made; /* false: it was there already and was kept */
    int64_t packages, lines, funded;
    struct money asked, ceiling, now;
};

/* Makes the year's city, runs the default scenario `main`, applies it under a demonstration
 * resolution and adds what is missing to the published totals. Interrupted work goes on at the next call. ERR_STORE_KIND in a store with real lines. */
MUST_CHECK bool demo_make(struct store *s, struct arena *a, const struct demo_options *o,
                          struct demo_result *ret, struct err *e);

#endif
