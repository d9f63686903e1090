/* why_swap.h - an answer with a package forced in (or out), mended from the answer in hand.
 *
 * Forces, drops what no longer fits at least loss, fills the room with the best that does. Whole
 * numbers (choice.h); what comes out keeps every rule and is a limit that can be shown. The answer in
 * hand is put back after each question. */
#ifndef PBIS_ALLOCATE_WHY_SWAP_H
#define PBIS_ALLOCATE_WHY_SWAP_H

#include "allocate/choice.h"
#include "allocate/why.h"
#include "allocate/why_bound.h"

struct why_swap {
    const struct instance *in;
    struct choice c;
    const bool *base;              /* the answer in hand */
    const struct why_frame *frame; /* NULL: no blocks */
    uint32_t *near; /* packages that are out and may come, by rising loss */
    size_t nnear;
    uint32_t **local;              /* by block: the nearest of it */
    uint32_t *nlocal;
    uint32_t **loose; /* by resource: packages that are in and may go, by rising loss */
    uint32_t *nloose;
    uint32_t *log; /* what was turned, in order */
    size_t nlog, log_room;
    bool *held; /* by package: must stay as it is */
    uint32_t *hold;
    size_t nhold;
    struct arena *a;
};

/* loss: by package, millionths; what forcing it the other way costs at least. */
void why_swap_open(struct why_swap *s, struct arena *a, const struct instance *in, const bool *on,
                   const struct why_frame *f, const int64_t *loss);
/* What is forced, and how. */
struct why_force {
    uint32_t package;
    bool in;
    uint32_t free;          /* a ceiling that need not hold, or NO_RESOURCE */
    const uint32_t *levels; /* a plan of its block (by chain) to begin with, or NULL */
};
/* False when no answer was found. True: s->c holds it until why_swap_undo(). */
bool why_swap_try(struct why_swap *s, const struct why_force *f);
/* Drops what the answer can do without while it is worth `least`, to need less of ceiling r. */
void why_swap_shrink(struct why_swap *s, uint32_t r, int64_t least);
/* Turns one package by hand; undone like the rest. */
void why_swap_turn(struct why_swap *s, uint32_t p);
void why_swap_undo(struct why_swap *s);
/* Goes back to where the log was that long; what was forced may move again. */
void why_swap_back(struct why_swap *s, size_t to);
/* What it changed, `except` apart: the largest values of what came and of what went. Returns how many
 * changed in all. */
uint32_t why_swap_list(struct why_swap *s, uint32_t except, struct why_package *ret);

#endif
