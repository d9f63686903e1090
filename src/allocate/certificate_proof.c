/* Does a tree of cases prove a bound? (certificate.h, proof.h) */
#include "allocate/certificate.h"
#include "allocate/certificate_count.h"
#include "allocate/certificate_leaf.h"
#include "base/arena.h"

struct walk {
    const struct instance *in;
    const struct proof *proof;
    struct cases cases;
    bool counts_values;
    int64_t scale, step; /* units a millionth; every value is a multiple of step millionths */
    int64_t bound;       /* to be proved, millionths */
    struct wide target;  /* no answer above it: no better answer */
    struct wide most;    /* of the leaves, in units */
    bool has_most, fixed;
    size_t nodes;
    enum check_code why;
    const struct proof_node *where;
};

static bool fail(struct walk *w, const struct proof_node *n, enum check_code why)
{
    w->why = why;
    w->where = n;
    return false;
}

static bool walk_node(struct walk *w, struct arena *a, const struct proof_node *n,
                      const struct leaf_prices *prices, size_t depth);

/* A case below a node: a package in or out. A contradiction proves it. */
static bool walk_case(struct walk *w, struct arena *a, const struct proof_node *n, bool in,
                      const struct leaf_prices *prices, size_t depth)
{
    size_t mark = w->cases.ntrail;
    bool ok = true;

    if (cases_decide(&w->cases, n->package, in ? CASE_IN : CASE_OUT))
        ok = walk_node(w, a, in ? n->in : n->out, prices, depth + 1);
    cases_undo(&w->cases, mark);
    return ok;
}

/* Fixes what the prices allow, then the rest. */
static bool walk_rest(struct walk *w, struct arena *a, const struct proof_node *n,
                      const struct leaf_prices *prices, const struct leaf_bound *b, size_t depth)
{
    struct leaf_fix *fix = ARENA_ARRAY(a, struct leaf_fix, w->in->npackage);
    size_t nfix = leaf_fixes(prices, a, &w->cases, b, w->target, fix), mark = w->cases.ntrail;
    bool possible = true, ok = true;

    w->fixed |= nfix > 0;
    for (size_t k = 0; k < nfix && possible; k++)
        possible = cases_decide(&w->cases, fix[k].package, fix[k].to);
    if (possible)
        ok = walk_node(w, a, n->then, prices, depth + 1);
    cases_undo(&w->cases, mark);
    return ok;
}

static bool walk_leaf(struct walk *w, const struct proof_node *n, const struct leaf_bound *b)
{
    if (b->empty)
        return true;
    if (!w->has_most || wide_cmp(b->bound, w->most) > 0) {
        w->most = b->bound;
        w->where = n;
    }
    w->has_most = true;
    return true;
}

static bool walk_node(struct walk *w, struct arena *a, const struct proof_node *n,
                      const struct leaf_prices *prices, size_t depth)
{
    struct arena_mark mark = arena_mark(a);
    struct leaf_prices own = {.counts_values = w->counts_values, .places = w->proof->places};
    struct leaf_bound b;
    enum check_code why;
    bool ok;

    if (!n || depth > PROOF_DEPTH_MAX || ++w->nodes > PROOF_NODES_MAX)
        return fail(w, n, CHECK_PROOF_SIZE);
    if (w->cases.work > CERTIFICATE_WORK_MAX)
        return fail(w, n, CHECK_PROOF_WORK);
    if (n->has_prices) {
        w->cases.work += n->nprice + n->nneed + n->nbar + w->in->npackage;
        if (!leaf_prices_init(&own, a, w->in, n, &why))
            return fail(w, n, why);
        prices = &own;
    }
    if (n->package != NO_PACKAGE) {
        ok = walk_case(w, a, n, true, prices, depth) && walk_case(w, a, n, false, prices, depth);
    } else {
        if (!leaf_bound(prices, a, &w->cases, &b))
            return fail(w, n, CHECK_PROOF_WAYS);
        ok = n->then && !b.empty && wide_cmp(b.bound, w->target) > 0
                 ? walk_rest(w, a, n, prices, &b, depth)
                 : walk_leaf(w, n, &b);
    }
    arena_rewind(a, mark);
    return ok;
}

/* The largest multiple of step (millionths) that is at most w units. */
static int64_t round_down(struct wide w, int64_t scale, int64_t step)
{
    int64_t lo = -INSTANCE_SUM_MAX, hi = INSTANCE_SUM_MAX, rest;

    while (lo < hi) {
        int64_t mid = lo + (int64_t)(((uint64_t)hi - (uint64_t)lo + 1) / 2);

        if (wide_cmp(wide_add_mul(WIDE_ZERO, mid, scale), w) <= 0)
            lo = mid;
        else
            hi = mid - 1;
    }
    rest = lo % step;
    return lo - (rest < 0 ? rest + step : rest);
}

/* What the walk showed; false when it is not the bound. */
static bool judge(const struct walk *w, int64_t bound, struct proof_verdict *ret)
{
    if (!w->counts_values) {
        ret->bound = 0;
        return !w->has_most || wide_cmp(w->most, WIDE_ZERO) < 0;
    }
    ret->bound = w->has_most ? round_down(w->most, w->scale, w->step) : -INSTANCE_SUM_MAX;
    if (w->fixed && ret->bound < bound)
        ret->bound = bound; /* what was fixed was fixed for answers above it */
    return ret->bound <= bound;
}

bool certificate_proof(struct arena *a, const struct instance *in, const struct proof *p,
                       const int64_t *bound, struct proof_verdict *ret)
{
    struct arena_mark mark = arena_mark(a);
    struct walk w = {.in = in, .proof = p, .counts_values = bound != NULL};
    struct leaf_prices none = {.counts_values = w.counts_values, .places = p->places};
    enum check_code why;
    bool possible, ok;

    *ret = (struct proof_verdict){.fault = CHECK_COUNT};
    if (p->places < PROOF_PLACES_MIN || p->places > PROOF_PLACES_MAX ||
        (bound && (*bound > INSTANCE_SUM_MAX || *bound < -INSTANCE_SUM_MAX)) ||
        !cases_init(&w.cases, a, in, &possible) || !leaf_prices_init(&none, a, in, NULL, &why)) {
        ret->fault = CHECK_PROOF_SUMS;
        arena_rewind(a, mark);
        return false;
    }
    w.scale = power_of_ten(p->places - 4);
    w.step = common_divisor(in);
    w.target = WIDE_ZERO;
    if (bound) { /* the next value above the bound is a step above the step that it stands on */
        int64_t rest = *bound % w.step;

        w.target = wide_add_mul(w.target, *bound - (rest < 0 ? rest + w.step : rest), w.scale);
        w.target = wide_add_mul(w.target, w.step, w.scale);
    }
    w.target = wide_add_mul(w.target, -1, 1);
    ok = !possible || walk_node(&w, a, p->root, &none, 0);
    ret->work = w.cases.work;
    ret->nodes = w.nodes;
    if (!ok)
        ret->fault = w.why;
    else if (!judge(&w, bound ? *bound : 0, ret))
        ret->fault = bound ? CHECK_PROOF_LEAF : CHECK_PROOF_POSSIBLE;
    ret->where = w.where;
    arena_rewind(a, mark);
    return ret->fault == CHECK_COUNT;
}
