#include "allocate/certificate_count.h"
#include "allocate/certificate_leaf.h"

#include "base/arena.h"

/* --- prices ------------------------------------------------------------------------------ */

/* Sums of products stay below 2^120, so that no later sum of a few of them overflows. */
static const struct wide sum_max = {INT64_C(1) << 56, 0};

/* Adds |a| * b to a running size; false past the limit. b >= 0. */
static bool grow(struct wide *size, int64_t a, int64_t b)
{
    struct wide add = wide_add_mul(WIDE_ZERO, a < 0 ? -a : a, b);

    if (wide_cmp(add, sum_max) > 0)
        return false;
    *size = wide_add(*size, add);
    return wide_cmp(*size, sum_max) <= 0;
}

static int64_t magnitude(int64_t x)
{
    return x < 0 ? -x : x;
}

/* How large the sums can become: prices times the larger of limit and all uses. */
static bool is_within(const struct instance *in, const struct proof_node *n, int64_t scale)
{
    struct wide size = WIDE_ZERO;
    int64_t *uses, links = 0, values = 0;
    struct arena *a = arena_new();
    bool ok = true;

    uses = ARENA_ARRAY(a, int64_t, in->nresource);
    for (size_t i = 0; i < in->npackage && ok; i++) {
        ok = !__builtin_add_overflow(values, magnitude(in->package[i].value), &values);
        for (size_t k = 0; k < in->package[i].nuse && ok; k++) {
            int64_t *u = &uses[in->package[i].use[k].resource];

            ok = !__builtin_add_overflow(*u, magnitude(in->package[i].use[k].amount), u);
        }
    }
    ok = ok && grow(&size, values, scale);
    for (size_t k = 0; n && k < n->nprice && ok; k++) {
        const struct alloc_resource *x = &in->resource[n->price[k].resource];

        ok = n->price[k].price != INT64_MIN &&
             grow(&size, n->price[k].price, uses[n->price[k].resource]) &&
             grow(&size, n->price[k].price, magnitude(x->max)) &&
             grow(&size, n->price[k].price, magnitude(x->min));
    }
    for (size_t k = 0; n && k < n->nneed && ok; k++)
        ok = n->need[k].price >= 0 && !__builtin_add_overflow(links, n->need[k].price, &links);
    for (size_t k = 0; n && k < n->nbar && ok; k++)
        ok = n->bar[k].price >= 0 && !__builtin_add_overflow(links, n->bar[k].price, &links);
    arena_free(a);
    return ok && grow(&size, links, scale); /* scale is more than a link's unit is worth */
}

static bool has(const uint32_t *list, size_t n, uint32_t x)
{
    for (size_t k = 0; k < n; k++) {
        if (list[k] == x)
            return true;
    }
    return false;
}

static void add_to(struct leaf_prices *p, uint32_t package, int64_t times, int64_t unit)
{
    p->profit[package] = wide_add_mul(p->profit[package], times, unit);
}

static bool add_links(struct leaf_prices *p, enum check_code *ret_why)
{
    int64_t unit = power_of_ten(p->places - PROOF_PLACES_MIN);

    for (size_t k = 0; k < p->node->nneed; k++) {
        const struct proof_link *l = &p->node->need[k];
        const struct alloc_package *x = &p->in->package[l->package];

        *ret_why = CHECK_PROOF_NEEDS;
        if (!has(x->need, x->nneed, l->other))
            return false;
        add_to(p, l->package, -l->price, unit);
        add_to(p, l->other, l->price, unit);
    }
    for (size_t k = 0; k < p->node->nbar; k++) {
        const struct proof_link *l = &p->node->bar[k];
        const struct alloc_package *x = &p->in->package[l->package];

        *ret_why = CHECK_PROOF_BARS;
        if (!has(x->bar, x->nbar, l->other))
            return false;
        add_to(p, l->package, -l->price, unit);
        add_to(p, l->other, -l->price, unit);
        p->constant = wide_add_mul(p->constant, l->price, unit);
    }
    return true;
}

static bool add_prices(struct leaf_prices *p, struct arena *a, enum check_code *ret_why)
{
    int64_t *price = ARENA_ARRAY(a, int64_t, p->in->nresource);

    for (size_t k = 0; k < p->node->nprice; k++) {
        const struct proof_price *x = &p->node->price[k];
        const struct alloc_resource *r = &p->in->resource[x->resource];

        *ret_why = CHECK_PROOF_PRICE;
        if ((x->price > 0 && !r->has_max) || (x->price < 0 && !r->has_min) || price[x->resource])
            return false;
        price[x->resource] = x->price;
        p->constant = wide_add_mul(p->constant, x->price, x->price > 0 ? r->max : r->min);
    }
    for (uint32_t i = 0; i < p->in->npackage; i++) {
        const struct alloc_package *x = &p->in->package[i];

        for (size_t k = 0; k < x->nuse; k++) {
            if (price[x->use[k].resource])
                add_to(p, i, -price[x->use[k].resource], x->use[k].amount);
        }
    }
    return add_links(p, ret_why);
}

/* --- trees ------------------------------------------------------------------------------- */

static bool check_keep(const struct leaf_prices *p, enum check_code *ret_why)
{
    *ret_why = CHECK_PROOF_KEEP;
    if (p->node->nkeep > p->in->nresource)
        return false;
    for (size_t k = 0; k < p->node->nkeep; k++) {
        uint32_t r = p->node->keep[k];

        if (!p->in->resource[r].has_max || has(p->node->keep, k, r))
            return false;
    }
    return true;
}

/* By package: the first kept ceiling it uses. False when an amount is below 0. */
static bool find_own(const struct leaf_prices *p, struct arena *a, uint32_t *own)
{
    uint32_t *at = ARENA_ARRAY(a, uint32_t, p->in->nresource);

    for (size_t k = 0; k < p->node->nkeep; k++)
        at[p->node->keep[k]] = (uint32_t)k + 1;
    for (size_t i = 0; i < p->in->npackage; i++) {
        const struct alloc_package *x = &p->in->package[i];

        own[i] = NO_KEEP;
        for (size_t k = 0; k < x->nuse; k++) {
            uint32_t keep = at[x->use[k].resource];

            if (keep && x->use[k].amount < 0)
                return false;
            if (keep && x->use[k].amount > 0 && keep - 1 < own[i])
                own[i] = keep - 1;
        }
    }
    return true;
}

static bool grow_trees(struct leaf_prices *p, struct arena *a)
{
    uint32_t *own = ARENA_ARRAY(a, uint32_t, p->in->npackage);
    uint32_t *root = ARENA_ARRAY(a, uint32_t, p->in->npackage), *tree = p->keep;

    if (p->node) {
        if (!find_own(p, a, own))
            return false;
    }
    for (size_t n = 0; n < p->in->npackage; n++) {
        uint32_t i = p->in->order[n];
        const struct alloc_package *x = &p->in->package[i];

        if (!p->node)
            own[i] = NO_KEEP;
        p->below[i] = NO_PACKAGE;
        for (size_t k = 0; k < x->nneed; k++) {
            uint32_t t = tree[root[x->need[k]]];
            bool can = own[i] == NO_KEEP || t == NO_KEEP || t == own[i];
            bool is_level = instance_is_level_below(p->in, i, x->need[k]);

            if (can && (is_level || p->below[i] == NO_PACKAGE))
                p->below[i] = x->need[k];
            if (can && is_level)
                break;
        }
        root[i] = p->below[i] == NO_PACKAGE ? i : root[p->below[i]];
        if (p->below[i] == NO_PACKAGE)
            tree[i] = own[i];
        else if (tree[root[i]] == NO_KEEP)
            tree[root[i]] = own[i];
    }
    for (size_t i = 0; i < p->in->npackage; i++)
        tree[i] = tree[root[i]];
    return true;
}

bool leaf_prices_init(struct leaf_prices *p, struct arena *a, const struct instance *in,
                      const struct proof_node *node, enum check_code *ret_why)
{
    int64_t scale = power_of_ten(p->places - 4);

    p->in = in;
    p->node = node;
    p->constant = WIDE_ZERO;
    p->profit = ARENA_ARRAY(a, struct wide, in->npackage);
    p->below = ARENA_ARRAY(a, uint32_t, in->npackage);
    p->keep = ARENA_ARRAY(a, uint32_t, in->npackage);
    *ret_why = CHECK_PROOF_SUMS;
    if (!is_within(in, node, scale))
        return false;
    for (uint32_t i = 0; i < in->npackage && p->counts_values; i++)
        add_to(p, i, in->package[i].value, scale);
    if (node && (!add_prices(p, a, ret_why) || !check_keep(p, ret_why)))
        return false;
    return grow_trees(p, a);
}
