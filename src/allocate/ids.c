#include "allocate/ids.h"

#include "base/arena.h"

void ids_init(struct ids *t, struct arena *a, size_t n)
{
    size_t size = 16;

    while (size < 2 * n)
        size *= 2;
    t->slot = ARENA_ARRAY(a, uint32_t, size);
    t->id = ARENA_ARRAY(a, struct str, size);
    t->mask = size - 1;
}

static size_t find_slot(const struct ids *t, struct str id)
{
    size_t i = (size_t)str_hash(id) & t->mask;

    while (t->slot[i] && !str_eq(t->id[i], id))
        i = (i + 1) & t->mask;
    return i;
}

bool ids_add(struct ids *t, struct str id, uint32_t index)
{
    size_t i = find_slot(t, id);

    if (t->slot[i])
        return false;
    t->slot[i] = index + 1;
    t->id[i] = id;
    return true;
}

uint32_t ids_find(const struct ids *t, struct str id)
{
    size_t i = find_slot(t, id);

    return t->slot[i] ? t->slot[i] - 1 : ID_MISSING;
}
