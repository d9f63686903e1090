/* gen.h - random acts that make sense often enough to go deep, and are wrong often enough to be refused
 * in every way. The same seed gives the same acts. */
#ifndef PBIS_TESTS_GEN_H
#define PBIS_TESTS_GEN_H

#include "model.h"

struct gen {
    uint64_t s;
    long keys;
    int group;
    int crash_per_mille; /* groups that the power ends */
    struct op recent[64]; /* for replays */
    int recents;
};
void gen_init(struct gen *g, uint64_t seed);
uint64_t gen_draw(struct gen *g, uint64_t below);
enum { GEN_GROUP = 40 };
/* One group of acts, by what the model holds now; *ret_n of them. */
void gen_group(struct gen *g, const struct model *m, struct op ret[GEN_GROUP], int *ret_n);

#endif
