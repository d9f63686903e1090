/* world.h - the store's side of a simulation: makes the town on the disk in memory, opens and closes the
 * store, and runs acts through the domain's own functions. */
#ifndef PBIS_TESTS_WORLD_H
#define PBIS_TESTS_WORLD_H

#include "op.h"
#include "with_store.h"

#include "model.h"

struct world;

/* Makes the town once in an empty store at `url` and leaves it closed. */
void world_make(struct str url);
/* NULL when the store cannot be opened; *e says why. */
struct world *world_open(struct str url, struct err *e);
void world_close(struct world *w);
struct store *world_store(struct world *w);

struct answer {
    enum verdict verdict;
    int64_t seq; /* of its first entry, when posted or replayed */
    const char *word; /* of the error */
    const char *detail;
};
/* Runs the acts of one group as one group of writes and waits for it; ret[n]. *ret_acked: something was
 * acknowledged. Texts of ret live until the next call. */
void world_group(struct world *w, const struct model *m, const struct op *o, int n, struct answer *ret,
                 bool *ret_acked);
/* Every balance, holding, closing and the newest entry as the model has them; else false and `why`. */
bool world_equals(struct world *w, const struct model *m, char *why, size_t n);
/* What must always hold, and the chain of entries; false and `why`. `all`: every invariant of the program. */
bool world_sound(struct world *w, bool all, char *why, size_t n);
/* The newest entry. */
int64_t world_seq(struct world *w);

#endif
