#include "exchange/intern.h"

#include <string.h>

#include "base/arena.h"
#include "base/compiler.h"

enum { FIRST_SLOTS = 1024 };

NO_SANITIZE_INTEGER static uint64_t hash_of(uint32_t level, int64_t parent, struct str name)
{
    uint64_t h = str_hash(name) ^ ((uint64_t)parent * UINT64_C(0x9E3779B97F4A7C15));

    h = (h ^ level) * UINT64_C(0xD6E8FEB86659FD93);
    return h ^ (h >> 32);
}

void intern_init(struct intern *t, struct arena *a)
{
    *t = (struct intern){.a = a, .cap = FIRST_SLOTS};
    t->slot = ARENA_ARRAY(a, struct interned *, FIRST_SLOTS);
}

static size_t slot_of(struct interned *const *slot, size_t cap, const struct interned *want)
{
    size_t i = (size_t)want->hash & (cap - 1);

    while (slot[i] && !(slot[i]->hash == want->hash && slot[i]->parent == want->parent &&
                        slot[i]->level == want->level && str_eq(slot[i]->name, want->name)))
        i = (i + 1) & (cap - 1);
    return i;
}

const struct interned *intern_find(const struct intern *t, uint32_t level, int64_t parent,
                                   struct str name)
{
    struct interned want = {hash_of(level, parent, name), parent, 0, level, name, STR_NONE};

    return t->slot[slot_of(t->slot, t->cap, &want)];
}

static void grow(struct intern *t)
{
    size_t cap = t->cap * 2;
    struct interned **slot = ARENA_ARRAY(t->a, struct interned *, cap);

    for (size_t i = 0; i < t->cap; i++) {
        if (t->slot[i])
            slot[slot_of(slot, cap, t->slot[i])] = t->slot[i];
    }
    t->slot = slot;
    t->cap = cap;
}

const struct interned *intern_add(struct intern *t, uint32_t level, int64_t parent, struct str name,
                                  struct str code, int64_t id)
{
    struct interned *x = ARENA_NEW(t->a, struct interned);

    if (t->n * 2 >= t->cap)
        grow(t);
    *x = (struct interned){hash_of(level, parent, name), parent, id, level, str_dup(t->a, name),
                           str_dup(t->a, code)};
    t->slot[slot_of(t->slot, t->cap, x)] = x;
    t->n++;
    return x;
}

void keyset_init(struct keyset *t, struct arena *a)
{
    *t = (struct keyset){.a = a, .cap = FIRST_SLOTS};
    t->slot = ARENA_ARRAY(a, uint64_t, FIRST_SLOTS);
}

static size_t key_slot(const uint64_t *slot, size_t cap, uint64_t h)
{
    size_t i = (size_t)h & (cap - 1);

    while (slot[i] && slot[i] != h)
        i = (i + 1) & (cap - 1);
    return i;
}

bool keyset_add(struct keyset *t, struct str key)
{
    uint64_t h = hash_of(0, 0, key) | 1; /* 0 = free */
    size_t i;

    if (t->n * 2 >= t->cap) {
        size_t cap = t->cap * 2;
        uint64_t *slot = ARENA_ARRAY(t->a, uint64_t, cap);
        for (size_t k = 0; k < t->cap; k++) {
            if (t->slot[k])
                slot[key_slot(slot, cap, t->slot[k])] = t->slot[k];
        }
        t->slot = slot;
        t->cap = cap;
    }
    i = key_slot(t->slot, t->cap, h);
    if (t->slot[i])
        return false;
    t->slot[i] = h;
    t->n++;
    return true;
}
