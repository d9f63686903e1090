/* ids.h - a set of ids by hash: which index has this id? Open addressing, sized once. */
#ifndef PBIS_ALLOCATE_IDS_H
#define PBIS_ALLOCATE_IDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct arena;

#define ID_MISSING UINT32_MAX

struct ids {
    struct str *id; /* by slot */
    uint32_t *slot; /* index + 1; 0 = free */
    size_t mask;
};

/* An empty set for at most `n` ids. */
void ids_init(struct ids *t, struct arena *a, size_t n);
/* False when the id is there already. */
bool ids_add(struct ids *t, struct str id, uint32_t index);
/* The index of the id, or ID_MISSING. */
uint32_t ids_find(const struct ids *t, struct str id);

#endif
