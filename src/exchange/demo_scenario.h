/* demo_scenario.h - what else the city could do with its money: two branches of the first scenario, each with its run, a
 * decision by hand with its price, and the frontier of the total ceiling. */
#ifndef PBIS_EXCHANGE_DEMO_SCENARIO_H
#define PBIS_EXCHANGE_DEMO_SCENARIO_H

#include "city/actor.h"
#include "base/money.h"

struct store;

struct demo_scenario {
    int64_t year, now_ms;
    const struct actor *who;
    struct str parent, first; /* the scenario; the agency that comes first in the second branch */
    struct str note_total, note_first, pin_reason;
    int64_t (*clock_ms)(void);
};
/* While the year is open for the decision that the first scenario's run is for. Nothing when they are there. */
MUST_CHECK bool demo_scenario(struct store *s, struct arena *a, const struct demo_scenario *d,
                              struct err *e);

#endif
