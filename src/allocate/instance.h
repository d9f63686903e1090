/* instance.h - the allocation problem as plain integers, apart from any store.
 *
 * Packages (ชุดการตัดสินใจ) have a value and use money of resources (a ceiling: the total, an
 * agency, a type, a year). An answer funds a set of packages such that every resource's use stays
 * within [min, max], mandatory packages are in, forbidden ones are out, a package's requirements
 * are in when it is, and no two packages that exclude each other are both in; it maximises the sum
 * of values.
 *
 * Values are millionths, money is satang; sums are bounded here so that no later sum overflows.
 * An id is UNIT or UNIT, one of / . : # - and LEVEL: a requirement of the same UNIT is the level
 * below (the chain of one decision unit). The file format is in docs/formats/allocation.md.
 *
 * Layer: allocate. Needs base only. */
#ifndef PBIS_ALLOCATE_INSTANCE_H
#define PBIS_ALLOCATE_INSTANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/str.h"

struct arena;
struct err;
struct sbuf;

enum {
    INSTANCE_MAX_PACKAGES = 200000,
    INSTANCE_MAX_RESOURCES = 10000,
    INSTANCE_MAX_USES = 4000000,
    INSTANCE_MAX_LINKS = 4000000, /* requirements and exclusions together */
    INSTANCE_ID_MAX = 120,        /* bytes */
};
/* The sum of |value| (millionths), of the uses of one resource, and each max and min. */
#define INSTANCE_SUM_MAX INT64_C(9000000000000000000)
#define VALUE_PLACES     6
#define NO_PACKAGE       UINT32_MAX

struct alloc_use {
    uint32_t resource;
    int64_t amount; /* satang, >= 0 */
};

struct alloc_resource {
    struct str id;
    bool has_max, has_min;
    int64_t max, min; /* satang; 0 when absent */
};

struct alloc_package {
    struct str id;
    int64_t value; /* millionths; may be negative */
    bool mandatory, forbidden, has_rank;
    int64_t rank; /* 1 is first */
    const struct alloc_use *use;
    size_t nuse;
    const uint32_t *need; /* packages it requires, as given */
    size_t nneed;
    const uint32_t *bar; /* packages it excludes; symmetric after instance_finish() */
    size_t nbar;
    /* set by instance_finish() */
    const uint32_t *needed_by;
    size_t nneeded_by;
    bool forced; /* mandatory, or a mandatory one needs it */
    bool banned; /* forbidden, excluded by a forced one, or it needs one that is banned */
};

struct instance {
    struct alloc_resource *resource;
    size_t nresource;
    struct alloc_package *package;
    size_t npackage;
    /* set by instance_finish() */
    const uint32_t *order; /* every package after all it requires */
};

/* Checks the rules that tie packages together and fills what is derived. Whoever builds an
 * instance by hand (a scenario) sets the given members and calls this once.
 * Memory    derived lists live in `a`; ids are not copied.
 * Errors    ERR_INSTANCE {path, why}, ERR_RANK_CYCLE {value}. */
MUST_CHECK bool instance_finish(struct arena *a, struct instance *in, struct err *e);

/* Derives `forced` and `banned` again after marks (mandatory, forbidden) have changed. */
void instance_close(struct instance *in);

/* Reads the JSON form and finishes it. Errors: ERR_BAD_JSON and those of instance_finish(). */
MUST_CHECK bool instance_read(struct arena *a, struct str json, struct instance *ret,
                              struct err *e);
/* Writes the JSON form; instance_read() of it gives the same instance. */
void instance_write(struct arena *a, struct sbuf *b, const struct instance *in);

/* The UNIT part of an id. */
struct str instance_unit(struct str id);
/* Is `below` a requirement of the same unit, so the level below of `p`? */
bool instance_is_level_below(const struct instance *in, uint32_t p, uint32_t below);
/* What a package costs, for ratios: the largest of its uses (the total's when there is one). */
int64_t instance_cost(const struct alloc_package *p);

/* Reads a decimal as JSON writes it (also 1e-06) as a count of 10^-places; false when it is none,
 * has more decimals or does not fit. value_parse() reads millionths. */
MUST_CHECK bool decimal_parse(struct str s, unsigned places, int64_t *ret);
MUST_CHECK bool value_parse(struct str s, int64_t *ret);

#endif
