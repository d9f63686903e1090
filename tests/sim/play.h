/* play.h - one round: acts on a fresh town, on the store and on the model, every answer and every figure
 * compared; and the search for a shorter case of a failure. */
#ifndef PBIS_TESTS_PLAY_H
#define PBIS_TESTS_PLAY_H

#include "gen.h"
#include "world.h"

struct play {
    struct str url;
    void (*fresh)(struct play *p); /* makes the store at `url` the town again */
    bool all_invariants;           /* at the end of a round: the program's all */
    bool small_log;                /* SQLite moves its log into the file after each few pages, not after thousands */
    struct op *op;                 /* what was run, or is to be run */
    int ops, cap;
    /* what came of it */
    bool failed;
    int failed_at; /* op */
    char why[700];
    long acts, groups, cuts, kept, lost, posted, replayed, refused;
    long by_verdict[V_COUNT];
    struct model *m;
    struct world *w, *second; /* `second`: another server on the same store, used in turn when `servers` is 2 */
    int servers;
};

/* Draws about `acts` acts from `seed` and runs them; false when something was wrong. */
bool play_round(struct play *p, uint64_t seed, int acts, int crash_per_mille);
/* A posting, a transfer and a closing in all orders and groupings, n times. */
bool play_schedules(struct play *p, uint64_t seed, int n);

/* The parts of a round, for other ways to draw acts. */
bool play_begin(struct play *p);
bool play_more(struct play *p, const struct op *o, int n);
bool play_compare(struct play *p);
bool play_quiet(struct play *p);
void play_end(struct play *p);

/* Runs p->op as they are. */
bool play_again(struct play *p);
/* Drops acts by halves while it still fails; p->op becomes the shortest found. */
void play_shrink(struct play *p);
void play_print(const struct play *p, FILE *out);

#endif
