/* intern.h - private to the importers: names seen so far, and keys seen so far.
 *
 * A file of lines repeats its ministries, plans and categories on every row; each is looked up here
 * by (level, parent, name) and costs no query and no memory after the first time. */
#ifndef PBIS_EXCHANGE_INTERN_H
#define PBIS_EXCHANGE_INTERN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct arena;

struct interned {
    uint64_t hash;
    int64_t parent, id;
    uint32_t level;
    struct str name, code; /* owned by the table; the code may be empty */
};

struct intern {
    struct arena *a;
    struct interned **slot; /* open addressing, a power of two */
    size_t n, cap;
};

void intern_init(struct intern *t, struct arena *a);
const struct interned *intern_find(const struct intern *t, uint32_t level, int64_t parent,
                                   struct str name); /* NULL when new */
const struct interned *intern_add(struct intern *t, uint32_t level, int64_t parent, struct str name,
                                  struct str code, int64_t id);

/* Hashes of keys: 16 bytes a key at most. Seen twice = very likely the same key; who must know asks
 * the store. */
struct keyset {
    struct arena *a;
    uint64_t *slot;
    size_t n, cap;
};
void keyset_init(struct keyset *t, struct arena *a);
bool keyset_add(struct keyset *t, struct str key); /* false: was there */

#endif
