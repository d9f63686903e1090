#include "allocate/multipliers.h"

#include <math.h>

#include "base/arena.h"

#define BAHT_PER_MILLIONTH 1e-4 /* millionths a satang -> value a baht */
#define PRICE_TOP          1e15 /* what the largest price may become, in units of its places */
#define LINK_UNITS         1e3  /* a millionth in 10^-PROOF_LINK_PLACES value */
#define LINK_TOP           9e18

/* A link's multiplier in value a baht (money) or millionths (requirements and exclusions). */
static double price_of(const struct model *m, const struct split *sp, const double *y, size_t l)
{
    uint32_t r = sp->link[l].resource;

    return r == NO_RESOURCE ? y[l] / m->unit : y[l] * m->row_scale[r] / m->unit * BAHT_PER_MILLIONTH;
}

unsigned multipliers_places(const struct model *m, const struct split *sp, const double *y)
{
    unsigned places = PROOF_PLACES_MIN;
    double most = 0, scale = 1;

    for (size_t l = 0; l < sp->nlink; l++) {
        if (sp->link[l].resource != NO_RESOURCE)
            most = fmax(most, price_of(m, sp, y, l));
    }
    for (unsigned k = 0; k < places; k++)
        scale *= 10;
    for (; places < PROOF_PLACES_MAX && most * scale * 1000 < PRICE_TOP; places++)
        scale *= 10;
    return places;
}

/* The two packages of each requirement and exclusion: by link, the one that requires first. */
static uint32_t *find_pairs(struct arena *a, const struct split *sp)
{
    uint32_t *pair = ARENA_ARRAY(a, uint32_t, 2 * sp->nlink);
    bool *has = ARENA_ARRAY(a, bool, sp->nlink);

    for (uint32_t i = 0; i < sp->in->npackage; i++) {
        for (size_t k = sp->first[i]; k < sp->first[i + 1]; k++) {
            uint32_t l = sp->use[k].link;

            if (sp->link[l].resource != NO_RESOURCE)
                continue;
            if (sp->link[l].kind == LINK_NEEDS)
                pair[2 * l + (sp->use[k].amount < 0)] = i;
            else
                pair[2 * l + has[l]] = i;
            has[l] = true;
        }
    }
    return pair;
}

static void add_resources(struct arena *a, const struct model *m, const struct split *sp,
                          const double *y, unsigned places, struct proof_node *ret)
{
    double *sum = ARENA_ARRAY(a, double, sp->in->nresource);
    struct proof_price *price = ARENA_ARRAY(a, struct proof_price, sp->nlink);
    double scale = 1;

    for (unsigned k = 0; k < places; k++)
        scale *= 10;
    for (size_t l = 0; l < sp->nlink; l++) {
        const struct link *x = &sp->link[l];

        if (x->resource != NO_RESOURCE)
            sum[x->resource] += (x->kind == LINK_FLOOR ? -1 : 1) * price_of(m, sp, y, l);
    }
    for (uint32_t r = 0; r < sp->in->nresource; r++) {
        double p = nearbyint(fmin(fmax(sum[r] * scale, -LINK_TOP / 9), LINK_TOP / 9));

        if (fabs(p) > 0)
            price[ret->nprice++] = (struct proof_price){r, (int64_t)p};
    }
    ret->price = price;
}

void multipliers_node(struct arena *a, const struct model *m, const struct split *sp,
                      const double *y, unsigned places, struct proof_node *ret)
{
    struct proof_link *need = ARENA_ARRAY(a, struct proof_link, sp->nlink);
    struct proof_link *bar = ARENA_ARRAY(a, struct proof_link, sp->nlink);
    uint32_t *pair = find_pairs(a, sp), *keep = ARENA_ARRAY(a, uint32_t, sp->nblock);

    ret->has_prices = true;
    add_resources(a, m, sp, y, places, ret);
    ret->need = need;
    ret->bar = bar;
    for (size_t l = 0; l < sp->nlink; l++) {
        double price = nearbyint(fmin(price_of(m, sp, y, l) * LINK_UNITS, LINK_TOP));
        struct proof_link link = {pair[2 * l], pair[2 * l + 1], (int64_t)price};

        if (sp->link[l].resource != NO_RESOURCE || !link.price)
            continue;
        if (sp->link[l].kind == LINK_NEEDS)
            need[ret->nneed++] = link;
        else
            bar[ret->nbar++] = link;
    }
    for (size_t b = 0; b < sp->nblock; b++) {
        if (sp->block[b].own != NO_RESOURCE)
            keep[ret->nkeep++] = sp->block[b].own;
    }
    ret->keep = keep;
}

const struct proof *multipliers_proof(struct arena *a, const struct model *m,
                                      const struct split *sp, const double *y)
{
    struct proof *ret = ARENA_NEW(a, struct proof);
    struct proof_node *root = ARENA_NEW(a, struct proof_node);

    ret->places = multipliers_places(m, sp, y);
    root->package = NO_PACKAGE;
    multipliers_node(a, m, sp, y, ret->places, root);
    ret->root = root;
    return ret;
}
