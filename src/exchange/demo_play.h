/* demo_play.h - a demonstration year executed month by month (บริหารงบประมาณปีสาธิต): enacted, allotted by quarter, contracted,
 * paid, transferred, the central fund given to agencies, months closed; at the end what is bound is carried over, a part
 * of what is not by a motion of the Council, the rest is proposed to lapse (execute/year_end.h).
 *
 * Who acts are the demonstration's people: officers, heads and the Finance Department; a plan fixed by the lines' codes says
 * what happens when, so the same store comes out on every machine. Each month is writes of its own whose keys are fixed:
 * played again, what was posted is a replay and nothing happens twice. */
#ifndef PBIS_EXCHANGE_DEMO_PLAY_H
#define PBIS_EXCHANGE_DEMO_PLAY_H

#include "base/money.h"
#include "city/actor.h"

struct store;

struct demo_play_options {
    const struct actor *who;
    int64_t year;
    int64_t months; /* how many months are played, 1..12; with the twelfth the year ends */
    bool close;     /* after twelve: the rest lapses and the year is closed */
};
struct demo_played {
    bool enacted; /* it was not in force before */
    int64_t months, posted, replayed, contracts, warrants;
};
/* The year is a demonstration's (ERR_STORE_KIND) and at GOVERNOR or later (ERR_STAGE). */
MUST_CHECK bool demo_play(struct store *s, struct arena *a, const struct demo_play_options *o,
                          struct demo_played *ret, struct err *e);

#endif
