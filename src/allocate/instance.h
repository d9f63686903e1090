/* instance.h - the allocation problem as plain integers, apart from any store.
 *
 * Packages (ชุดการตัดสินใจ) have a value and use money of resources (a ceiling: the total, an
 * agency, a type, a year). An answer funds a set of packages such that every resource's use stays
 * within [min, max], mandatory packages are in, forbidden ones are out, a package's requirements
 * are in when it is, and no two packages that exclude each other are both in; it maximises the sum
 * of values.
 *
 * That plain core is all the engine sees. Richer statements (struct spec) are kept for whoever
 * checks an answer, and instance_finish() lowers them: packages and resources that it makes stand
 * behind the given ones.
 *   units   a divisible package: each further unit is a package that needs it (ID#1, ID#2 as a
 *           chain; ID#1x1, ID#2x2, ID#3x4 as bundles where there are many)
 *   shared  a cost paid once: a package of value 0 that its users need
 *   groups  at least or at most k of: a resource counted in ones
 *   shares  at most a share of other money: a resource with signed amounts
 *   labels  money of the packages with a label: uses of a resource that are copies of another's
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
    INSTANCE_MAX_STATEMENTS = 100000, /* of each kind of the spec */
    INSTANCE_CHAIN_UNITS = 16, /* more further units than these become bundles */
    INSTANCE_MAX_UNITS = 1000000,
};
/* The sum of |value| (millionths), of the uses of one resource, and each max and min. */
#define INSTANCE_SUM_MAX INT64_C(9000000000000000000)
#define VALUE_PLACES     6
#define NO_PACKAGE       UINT32_MAX

struct alloc_use {
    uint32_t resource;
    int64_t amount; /* satang; below 0 only where the resource is signed */
};

enum resource_kind {
    RESOURCE_MONEY,
    RESOURCE_COUNT, /* a group: packages counted in ones */
    RESOURCE_SHARE, /* a share: base points of satang, divided by what is common */
    RESOURCE_USED,  /* a shared cost is paid only when somebody uses it: in ones, min 0 */
};

struct alloc_resource {
    struct str id;
    bool has_max, has_min;
    bool is_signed;   /* amounts, max and min may be below 0 */
    int64_t max, min; /* satang; 0 when absent */
    enum resource_kind kind;
    struct str label; /* given: its uses are those of `label_of` by packages with this label */
    uint32_t label_of;
};

enum package_kind {
    PACKAGE_GIVEN,
    PACKAGE_UNITS,  /* `units` further whole units of package `of` */
    PACKAGE_SHARED, /* a shared cost */
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
    const struct str *label;
    size_t nlabel;
    /* set by instance_finish() */
    const uint32_t *needed_by;
    size_t nneeded_by;
    bool forced; /* mandatory, or a mandatory one needs it */
    bool banned; /* forbidden, excluded by a forced one, or it needs one that is banned */
    enum package_kind kind;
    uint32_t of;   /* PACKAGE_UNITS: the divisible package */
    int64_t units; /* PACKAGE_UNITS: how many of them */
};

/* A divisible package: its value and uses are those of `low` units; each further unit up to `high`
 * adds these. */
struct alloc_units {
    uint32_t package;
    int64_t low, high;
    int64_t value; /* millionths */
    const struct alloc_use *use;
    size_t nuse;
    uint32_t first, n; /* set: the packages first .. first + n - 1 are its further units */
};
/* A cost paid once when any of its users is funded. */
struct alloc_shared {
    struct str id;
    const struct alloc_use *use;
    size_t nuse;
    const uint32_t *user;
    size_t nuser;
    uint32_t package; /* set */
};
/* How many of these packages are funded. */
struct alloc_group {
    struct str id;
    const uint32_t *package;
    size_t npackage;
    bool has_max, has_min;
    int64_t max, min;
    uint32_t resource; /* set */
};
/* The use of resource `of` is at most (at least) bp / 10,000 of the use of resource `in`. */
struct alloc_share {
    struct str id;
    uint32_t of, in;
    bool is_min;
    int64_t bp;
    uint32_t resource; /* set */
};
struct spec {
    struct alloc_units *units;
    struct alloc_shared *shared;
    struct alloc_group *group;
    struct alloc_share *share;
    size_t nunits, nshared, ngroup, nshare;
    /* set by instance_finish(): how many packages and resources were given; uses of resources
     * behind them, and of those with a label, are made */
    size_t npackage, nresource;
    bool is_lowered;
};

struct instance {
    struct alloc_resource *resource;
    size_t nresource;
    struct alloc_package *package;
    size_t npackage;
    struct spec spec;
    /* set by instance_finish() */
    const uint32_t *order; /* every package after all it requires */
};

/* Checks the rules that tie packages together, lowers the spec (once) and fills what is derived.
 * Whoever builds an instance by hand (a scenario) sets the given members and calls this.
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
/* What a package costs, for ratios: the largest of its uses of money (the total's when there is
 * one). */
int64_t instance_cost(const struct instance *in, const struct alloc_package *p);
/* Was the use written by whoever gave the instance, not made by lowering? */
bool instance_is_given(const struct instance *in, const struct alloc_use *u);
/* Whole units of spec.units[k] that an answer funds; 0 when its package is out. */
int64_t instance_units_on(const struct instance *in, size_t k, const bool *on);
/* With `used` of it taken, does one more amount break the resource's limits? What is negative can
 * only break a floor, what is positive only a ceiling. */
bool instance_breaks(const struct alloc_resource *r, int64_t used, int64_t amount);

/* The step of instance_finish() that lowers (instance_lower.c): did it make anything? */
MUST_CHECK bool instance_lower(struct arena *a, struct instance *in, bool *ret_made, struct err *e);

/* Reads a decimal as JSON writes it (also 1e-06) as a count of 10^-places; false when it is none,
 * has more decimals or does not fit. value_parse() reads millionths. */
MUST_CHECK bool decimal_parse(struct str s, unsigned places, int64_t *ret);
MUST_CHECK bool value_parse(struct str s, int64_t *ret);

#endif
