#include "allocate/split.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum {
    RESOURCES_MAX = 1000, /* that can bind: their pairs are counted */
    LINKS_MAX = 6000,
    LOOSE_BLOCKS = 400, /* that chains without an own resource are dealt to */
    SHARE = 20,         /* resources clash when 1/20 of the chains of one use the other */
};

struct finder {
    struct arena *a;
    const struct model *m;
    const struct instance *in;
    struct split *sp;
    bool *binds;                 /* by resource: its ceiling can bind */
    uint32_t *below, *above;     /* by package: in its chain */
    uint32_t *chain_of, *height; /* by package */
    uint32_t *own_of;            /* by chain: resource or NO_RESOURCE */
    bool *is_own, *is_shared;    /* by resource */
    uint32_t *list, nlist;       /* resources of one chain */
    uint32_t *count;             /* by resource: its uses by one chain */
};

/* --- chains ------------------------------------------------------------------------------ */

static bool uses_the_same(const struct alloc_package *x, const struct alloc_package *y)
{
    if (x->nuse != y->nuse)
        return false;
    for (size_t k = 0; k < x->nuse; k++) {
        if (x->use[k].resource != y->use[k].resource)
            return false;
    }
    return true;
}

/* The requirement that a package stands on: of its unit, or else one that uses the same money. */
static uint32_t find_below(const struct finder *f, uint32_t p)
{
    const struct alloc_package *x = &f->in->package[p];
    uint32_t ret = NO_PACKAGE;

    for (size_t k = 0; k < x->nneed; k++) {
        if (f->above[x->need[k]] != NO_PACKAGE)
            continue;
        if (instance_is_level_below(f->in, p, x->need[k]))
            return x->need[k];
        if (ret == NO_PACKAGE && uses_the_same(x, &f->in->package[x->need[k]]))
            ret = x->need[k];
    }
    return ret;
}

/* False when a forced package stands on a banned one. */
static bool make_chain(struct finder *f, uint32_t root)
{
    struct chain *c = &f->sp->chain[f->sp->nchain];
    uint32_t *level, n = 0;

    for (uint32_t p = root; p != NO_PACKAGE; p = f->above[p])
        n++;
    level = ARENA_ARRAY(f->a, uint32_t, n);
    *c = (struct chain){.level = level, .nlevel = n, .most = n};
    n = 0;
    for (uint32_t p = root; p != NO_PACKAGE; p = f->above[p], n++) {
        level[n] = p;
        f->chain_of[p] = (uint32_t)f->sp->nchain;
        f->height[p] = n;
        if (f->in->package[p].forced)
            c->least = n + 1;
        if (f->in->package[p].banned && c->most > n)
            c->most = n;
    }
    f->sp->nchain++;
    return c->least <= c->most;
}

static bool make_chains(struct finder *f)
{
    size_t n = f->in->npackage;

    f->below = ARENA_ARRAY(f->a, uint32_t, n);
    f->above = ARENA_ARRAY(f->a, uint32_t, n);
    f->chain_of = ARENA_ARRAY(f->a, uint32_t, n);
    f->height = ARENA_ARRAY(f->a, uint32_t, n);
    f->sp->chain = ARENA_ARRAY(f->a, struct chain, n);
    for (size_t i = 0; i < n; i++)
        f->above[i] = NO_PACKAGE;
    for (size_t k = 0; k < n; k++) {
        uint32_t p = f->in->order[k];

        f->below[p] = find_below(f, p);
        if (f->below[p] != NO_PACKAGE)
            f->above[f->below[p]] = p;
    }
    for (size_t k = 0; k < n; k++) {
        if (f->below[f->in->order[k]] == NO_PACKAGE && !make_chain(f, f->in->order[k]))
            return false;
    }
    return true;
}

/* --- own resources ----------------------------------------------------------------------- */

/* Lists the ceilings that can bind which a chain uses, and how many of its packages do. */
static void list_resources(struct finder *f, const struct chain *c)
{
    for (uint32_t k = 0; k < f->nlist; k++)
        f->count[f->list[k]] = 0;
    f->nlist = 0;
    for (uint32_t l = 0; l < c->nlevel; l++) {
        const struct alloc_package *p = &f->in->package[c->level[l]];

        for (size_t k = 0; k < p->nuse; k++) {
            uint32_t r = p->use[k].resource;

            if (f->binds[r] && p->use[k].amount > 0 && f->count[r]++ == 0)
                f->list[f->nlist++] = r;
        }
    }
}

static size_t find_binding(struct finder *f)
{
    int64_t *sum = ARENA_ARRAY(f->a, int64_t, f->in->nresource);
    size_t n = 0;

    f->binds = ARENA_ARRAY(f->a, bool, f->in->nresource);
    f->list = ARENA_ARRAY(f->a, uint32_t, f->in->nresource);
    f->count = ARENA_ARRAY(f->a, uint32_t, f->in->nresource);
    f->is_own = ARENA_ARRAY(f->a, bool, f->in->nresource);
    f->is_shared = ARENA_ARRAY(f->a, bool, f->in->nresource);
    for (size_t i = 0; i < f->in->npackage; i++) {
        const struct alloc_package *p = &f->in->package[i];

        for (size_t k = 0; k < p->nuse && !p->banned; k++)
            sum[p->use[k].resource] += p->use[k].amount > 0 ? p->use[k].amount : 0;
    }
    for (size_t r = 0; r < f->in->nresource; r++) {
        f->binds[r] = f->in->resource[r].has_max && sum[r] > f->in->resource[r].max;
        n += f->binds[r];
    }
    return n;
}

struct clash {
    uint32_t n, resource; /* with how many others it shares its chains */
};

static int compare_clashes(const void *vx, const void *vy)
{
    const struct clash *x = vx, *y = vy;

    if (x->n != y->n)
        return x->n < y->n ? -1 : 1;
    return x->resource < y->resource ? -1 : x->resource > y->resource;
}

static bool do_clash(const uint32_t *pairs, size_t n, size_t x, size_t y)
{
    uint32_t fewer = pairs[x * n + x] < pairs[y * n + y] ? pairs[x * n + x] : pairs[y * n + y];

    return (uint64_t)pairs[x * n + y] * SHARE > fewer;
}

/* Takes resources that share no chains with those taken, least clashes first. */
static void choose_own(struct finder *f, size_t n)
{
    uint32_t *pairs = ARENA_ARRAY(f->a, uint32_t, n * n), *at, *taken;
    struct clash *clash = ARENA_ARRAY(f->a, struct clash, n);
    size_t ntaken = 0;

    at = ARENA_ARRAY(f->a, uint32_t, f->in->nresource);
    taken = ARENA_ARRAY(f->a, uint32_t, n);
    n = 0;
    for (uint32_t r = 0; r < f->in->nresource; r++) {
        if (f->binds[r]) {
            clash[n].resource = r;
            at[r] = (uint32_t)n++;
        }
    }
    for (size_t j = 0; j < f->sp->nchain; j++) {
        list_resources(f, &f->sp->chain[j]);
        for (uint32_t x = 0; x < f->nlist; x++) {
            for (uint32_t y = 0; y < f->nlist; y++)
                pairs[at[f->list[x]] * n + at[f->list[y]]]++;
        }
    }
    for (size_t x = 0; x < n; x++) {
        for (size_t y = 0; y < n; y++)
            clash[x].n += x != y && do_clash(pairs, n, x, y);
    }
    qsort(clash, n, sizeof *clash, compare_clashes);
    for (size_t x = 0; x < n; x++) {
        uint32_t r = clash[x].resource;
        bool free = !f->in->resource[r].is_signed;

        for (size_t y = 0; y < ntaken && free; y++)
            free = !do_clash(pairs, n, at[r], at[taken[y]]);
        f->is_own[r] = free;
        if (free)
            taken[ntaken++] = r;
    }
}

/* Gives each chain the own resource that most of its packages use. Returns how many have one. */
static size_t give_chains(struct finder *f)
{
    size_t given = 0;

    f->own_of = ARENA_ARRAY(f->a, uint32_t, f->sp->nchain);
    for (size_t j = 0; j < f->sp->nchain; j++) {
        uint32_t own = NO_RESOURCE;

        list_resources(f, &f->sp->chain[j]);
        for (uint32_t k = 0; k < f->nlist; k++) {
            uint32_t r = f->list[k];

            if (f->is_own[r] && (own == NO_RESOURCE || f->count[r] > f->count[own]))
                own = r;
        }
        for (uint32_t k = 0; k < f->nlist; k++)
            f->is_shared[f->list[k]] |= f->list[k] != own;
        f->own_of[j] = own;
        given += own != NO_RESOURCE;
    }
    return given;
}

/* --- blocks ------------------------------------------------------------------------------ */

static void make_blocks(struct finder *f)
{
    struct split *sp = f->sp;
    size_t loose = 0, n = 0, *block_of = ARENA_ARRAY(f->a, size_t, sp->nchain);
    size_t *by_own = ARENA_ARRAY(f->a, size_t, f->in->nresource);
    struct chain *to = ARENA_ARRAY(f->a, struct chain, sp->nchain);

    sp->block = ARENA_ARRAY(f->a, struct block, f->in->nresource + LOOSE_BLOCKS);
    for (uint32_t r = 0; r < f->in->nresource; r++) {
        by_own[r] = sp->nblock;
        if (f->is_own[r])
            sp->block[sp->nblock++].own = r;
    }
    n = sp->nblock;
    for (size_t j = 0; j < sp->nchain; j++) {
        block_of[j] =
            f->own_of[j] != NO_RESOURCE ? by_own[f->own_of[j]] : n + loose++ % LOOSE_BLOCKS;
        sp->block[block_of[j]].nchain++;
    }
    for (size_t b = n; b < n + LOOSE_BLOCKS; b++)
        sp->block[b].own = NO_RESOURCE;
    sp->nblock = n + (loose < LOOSE_BLOCKS ? loose : LOOSE_BLOCKS);
    for (size_t b = 0; b + 1 < sp->nblock; b++)
        sp->block[b + 1].first = sp->block[b].first + sp->block[b].nchain;
    for (size_t b = 0; b < sp->nblock; b++)
        sp->block[b].nchain = 0;
    for (size_t j = 0; j < sp->nchain; j++) {
        struct block *b = &sp->block[block_of[j]];

        to[b->first + b->nchain++] = sp->chain[j];
    }
    sp->chain = to;
    for (size_t b = 0; b < sp->nblock; b++) {
        for (size_t j = 0; j < sp->block[b].nchain; j++) {
            const struct chain *c = &to[sp->block[b].first + j];

            for (uint32_t l = 0; l < c->nlevel; l++)
                f->chain_of[c->level[l]] = (uint32_t)(sp->block[b].first + j);
        }
    }
}

/* --- links ------------------------------------------------------------------------------- */

struct entry {
    uint32_t package, link;
    int64_t amount;
};

struct entries {
    struct entry *list;
    size_t n, room;
};

static void add_entry(struct finder *f, struct entries *e, uint32_t package, int64_t amount)
{
    if (e->n == e->room) {
        size_t room = e->room ? 2 * e->room : 4096;

        e->list = arena_grow(f->a, e->list, e->room * sizeof *e->list, room * sizeof *e->list);
        e->room = room;
    }
    e->list[e->n++] = (struct entry){package, (uint32_t)f->sp->nlink - 1, amount};
}

static bool add_link(struct finder *f, enum link_kind kind, uint32_t resource, int64_t limit,
                     int row)
{
    if (f->sp->nlink == LINKS_MAX)
        return false;
    f->sp->link[f->sp->nlink++] = (struct link){kind, resource, limit, row};
    return true;
}

/* Is q below p in its own chain? */
static bool is_implied(const struct finder *f, uint32_t p, uint32_t q)
{
    return f->chain_of[p] == f->chain_of[q] && f->height[q] < f->height[p];
}

/* Rows are counted as model.c lays them. */
static bool link_packages(struct finder *f, struct entries *e)
{
    int row = f->m->first_link;

    for (uint32_t i = 0; i < f->in->npackage; i++) {
        const struct alloc_package *p = &f->in->package[i];

        for (size_t k = 0; k < p->nneed; k++, row++) {
            uint32_t q = p->need[k];

            if (p->banned || f->in->package[q].forced || is_implied(f, i, q))
                continue;
            if (!add_link(f, LINK_NEEDS, NO_RESOURCE, 0, row))
                return false;
            add_entry(f, e, i, 1);
            add_entry(f, e, q, -1);
        }
        for (size_t k = 0; k < p->nbar; k++) {
            uint32_t q = p->bar[k];

            if (q < i)
                continue;
            row++;
            if (p->banned || f->in->package[q].banned)
                continue;
            if (!add_link(f, LINK_BARS, NO_RESOURCE, 1, row - 1))
                return false;
            add_entry(f, e, i, 1);
            add_entry(f, e, q, 1);
        }
    }
    return true;
}

static bool link_resources(struct finder *f, uint32_t *ceiling, uint32_t *floor)
{
    for (uint32_t r = 0; r < f->in->nresource; r++) {
        const struct alloc_resource *x = &f->in->resource[r];

        ceiling[r] = floor[r] = NO_RESOURCE;
        if (f->binds[r] && (!f->is_own[r] || f->is_shared[r])) {
            ceiling[r] = (uint32_t)f->sp->nlink;
            if (!add_link(f, LINK_CEILING, r, x->max, f->m->row_max[r]))
                return false;
        }
        if (x->has_min && (x->min > 0 || x->is_signed)) {
            floor[r] = (uint32_t)f->sp->nlink;
            if (!add_link(f, LINK_FLOOR, r, -x->min, f->m->row_min[r]))
                return false;
        }
    }
    return true;
}

/* Writes the uses by package: those of resources, then those of e. */
static void write_uses(struct finder *f, const struct entries *e, const uint32_t *ceiling,
                       const uint32_t *floor)
{
    size_t n = f->in->npackage, *first = ARENA_ARRAY(f->a, size_t, n + 2), total = e->n;
    struct split *sp = f->sp;

    for (size_t i = 0; i < n; i++)
        total += 2 * f->in->package[i].nuse;
    sp->use = ARENA_ARRAY(f->a, struct link_use, total);
    sp->own_use = ARENA_ARRAY(f->a, int64_t, n);
    for (size_t k = 0; k < e->n; k++)
        first[e->list[k].package + 2]++;
    for (int pass = 0; pass < 2; pass++) { /* count, then write */
        for (size_t i = 0; i < n; i++) {
            const struct alloc_package *p = &f->in->package[i];

            for (size_t k = 0; k < p->nuse; k++) {
                uint32_t to[2] = {ceiling[p->use[k].resource], floor[p->use[k].resource]};

                for (int t = 0; t < 2; t++) {
                    if (to[t] == NO_RESOURCE || p->use[k].amount == 0)
                        continue;
                    if (pass == 0)
                        first[i + 2]++;
                    else
                        sp->use[first[i + 1]++] =
                            (struct link_use){to[t], t ? -p->use[k].amount : p->use[k].amount};
                }
            }
        }
        for (size_t i = 0; i + 1 < n && pass == 0; i++)
            first[i + 2] += first[i + 1];
    }
    for (size_t k = 0; k < e->n; k++)
        sp->use[first[e->list[k].package + 1]++] =
            (struct link_use){e->list[k].link, e->list[k].amount};
    sp->first = first;
}

static void write_own_uses(struct finder *f)
{
    for (size_t b = 0; b < f->sp->nblock; b++) {
        const struct block *x = &f->sp->block[b];

        for (size_t j = x->first; j < x->first + x->nchain; j++) {
            for (uint32_t l = 0; l < f->sp->chain[j].nlevel; l++) {
                uint32_t i = f->sp->chain[j].level[l];
                const struct alloc_package *p = &f->in->package[i];

                for (size_t k = 0; k < p->nuse; k++) {
                    if (p->use[k].resource == x->own)
                        f->sp->own_use[i] = p->use[k].amount;
                }
            }
        }
    }
}

bool split_find(struct arena *a, const struct model *m, struct split *ret)
{
    struct finder f = {.a = a, .m = m, .in = m->in, .sp = ret};
    struct entries e = {0};
    uint32_t *ceiling, *floor;
    size_t nown = 0, n;

    *ret = (struct split){.in = m->in};
    n = find_binding(&f);
    if (n == 0 || n > RESOURCES_MAX || !make_chains(&f))
        return false;
    choose_own(&f, n);
    for (size_t r = 0; r < f.in->nresource; r++)
        nown += f.is_own[r];
    if (give_chains(&f) * 2 < ret->nchain)
        return false;
    make_blocks(&f);
    ret->link = ARENA_ARRAY(a, struct link, LINKS_MAX);
    ceiling = ARENA_ARRAY(a, uint32_t, f.in->nresource);
    floor = ARENA_ARRAY(a, uint32_t, f.in->nresource);
    if (!link_resources(&f, ceiling, floor))
        return false;
    if (nown < 2 && ret->nlink > 0)
        return false;
    if (!link_packages(&f, &e))
        return false;
    write_uses(&f, &e, ceiling, floor);
    write_own_uses(&f);
    return true;
}
