#include "allocate/prove.h"

#include "allocate/certificate.h"
#include "allocate/prove_tree.h"
#include "base/arena.h"

/* A leaf of prices alone, from those of the result. */
static const struct proof *price_leaf(struct arena *a, const struct instance *in,
                                      const struct prove_task *t)
{
    struct proof_node *n = ARENA_NEW(a, struct proof_node);
    struct proof_price *list = ARENA_ARRAY(a, struct proof_price, in->nresource);
    struct proof *ret = ARENA_NEW(a, struct proof);
    int64_t scale = 1;

    *n = (struct proof_node){.has_prices = true, .package = NO_PACKAGE, .price = list};
    ret->root = n;
    for (ret->places = t->price_places; ret->places < PROOF_PLACES_MIN; ret->places++)
        scale *= 10;
    for (uint32_t r = 0; r < in->nresource && t->price; r++) {
        if (t->price[r] && !__builtin_mul_overflow(t->price[r], scale, &list[n->nprice].price))
            list[n->nprice++].resource = r;
    }
    return ret;
}

struct found {
    const struct proof *proof;
    int64_t bound;
};

/* Takes the proof when it proves more than what is known. True when that is the task's bound. */
static bool offer(struct arena *a, const struct instance *in, const struct prove_task *t,
                  const struct proof *p, struct found *best)
{
    struct proof_verdict v;
    bool holds;

    if (!p)
        return false;
    holds = certificate_proof(a, in, p, t->no_answer ? NULL : &t->bound, &v);
    if (t->no_answer || (!holds && v.fault != CHECK_PROOF_LEAF)) {
        if (holds)
            *best = (struct found){p, 0};
        return holds;
    }
    if (holds || !best->proof || v.bound < best->bound)
        *best = (struct found){p, v.bound};
    return holds;
}

const struct proof *prove_bound(struct arena *a, const struct instance *in,
                                const struct prove_task *t, int64_t *ret_bound)
{
    struct found best = {NULL, 0};
    bool done = offer(a, in, t, t->hint, &best);

    if (!done && !t->no_answer && t->price)
        done = offer(a, in, t, price_leaf(a, in, t), &best);
    if (!done && best.proof && certificate_gap(t->value, best.bound) <= t->gap)
        done = true; /* a little more than the engine says, and enough */
    if (!done && t->nodes)
        done = offer(a, in, t, prove_by_tree(a, in, t, t->hint), &best);
    if (!done && t->no_answer)
        return NULL;
    *ret_bound = best.bound;
    return best.proof;
}
