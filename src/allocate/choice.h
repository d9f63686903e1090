/* choice.h - a set of funded packages that changes one by one, exact and incremental.
 *
 * Keeps what each resource has used, how many requirements of a package are missing, how many
 * funded packages hold it (need it) and bar it (exclude it), so that one change costs what the
 * package's own lists are long. Ranking and the solver's heuristics share it. */
#ifndef PBIS_ALLOCATE_CHOICE_H
#define PBIS_ALLOCATE_CHOICE_H

#include <stdbool.h>
#include <stdint.h>

#include "allocate/instance.h"

struct choice {
    const struct instance *in;
    bool *on;          /* by package */
    int64_t *used;     /* by resource, satang */
    int64_t value;     /* millionths */
    uint32_t *missing; /* requirements that are not on */
    uint32_t *held;    /* packages that are on and need it */
    uint32_t *barred;  /* packages that are on and exclude it */
    uint32_t *scratch; /* choice_add_with_shared() */
};

/* The empty choice. */
void choice_init(struct choice *c, struct arena *a, const struct instance *in);
void choice_clear(struct choice *c);
/* Turns to exactly the packages with want[i]; nothing is checked. */
void choice_set(struct choice *c, const bool *want);

/* Would every ceiling hold with package p added (and every floor that p takes from)? */
bool choice_has_room(const struct choice *c, uint32_t p);
/* Is p out, allowed, its requirements in, nothing excluding it, and is there room? */
bool choice_can_add(const struct choice *c, uint32_t p);
void choice_add(struct choice *c, uint32_t p);
/* Is p in, not forced, needed by nothing that is in, and does every floor hold without it? */
bool choice_can_drop(const struct choice *c, uint32_t p);
void choice_drop(struct choice *c, uint32_t p);

/* Adds p together with the shared costs it needs and nobody pays yet; false, and nothing added, when
 * there is no room. Other rules are not looked at. */
MUST_CHECK bool choice_add_with_shared(struct choice *c, uint32_t p);
/* Drops the shared costs that nobody who is in uses: they have no value. */
void choice_drop_unused(struct choice *c);

/* Adds everything that is mandatory or needed by it. */
void choice_add_forced(struct choice *c);
/* Does every rule of the instance hold? */
bool choice_is_feasible(const struct choice *c);

#endif
