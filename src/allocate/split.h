/* split.h - an instance seen as blocks that only some ceilings tie together.
 *
 * Most of a city's ceilings belong to one agency and hold nobody else's packages. A block is such
 * a ceiling and the chains under it; a chain is a path of packages, each requiring the one below it
 * (the levels of a unit). Whatever is left (the total, the types, floors, requirements between
 * chains, exclusions) is a link: a row sum(amount * x) <= limit that a multiplier can price.
 *
 * Nothing here depends on names: blocks are found from who uses what. A ceiling that outsiders use
 * too bounds its block and is a link as well. */
#ifndef PBIS_ALLOCATE_SPLIT_H
#define PBIS_ALLOCATE_SPLIT_H

#include "allocate/model.h"

struct arena;

#define NO_RESOURCE UINT32_MAX

struct chain {
    const uint32_t *level; /* packages, the lowest first */
    uint32_t nlevel;
    uint32_t least, most; /* how many levels must and may be funded */
};

struct block {
    uint32_t own; /* resource, or NO_RESOURCE: no ceiling of its own */
    size_t first, nchain;
};

enum link_kind { LINK_CEILING, LINK_FLOOR, LINK_NEEDS, LINK_BARS };
struct link {
    enum link_kind kind;
    uint32_t resource; /* of ceilings and floors */
    int64_t limit;
    int row; /* in the model */
};

struct link_use {
    uint32_t link;
    int64_t amount;
};

struct split {
    const struct instance *in;
    struct block *block;
    size_t nblock;
    struct chain *chain; /* those of a block together */
    size_t nchain;
    struct link *link;
    size_t nlink;
    const size_t *first; /* by package, npackage + 1: where its uses begin */
    struct link_use *use;
    int64_t *own_use; /* by package: of its block's own resource */
};

/* False when the instance has no such structure worth using. m is its model without cuts. */
bool split_find(struct arena *a, const struct model *m, struct split *ret);

#endif
