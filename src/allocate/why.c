#include "allocate/why.h"

#include <math.h>
#include <string.h>

#include "allocate/enumerate.h"
#include "allocate/model.h"
#include "allocate/proof.h"
#include "allocate/study.h"
#include "allocate/why_bound.h"
#include "allocate/why_swap.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"

enum { RELAX_SECONDS = 60 };

struct asker {
    struct arena *a;
    const struct why_task *t;
    struct instance mine;
    const struct instance *in; /* mine */
    struct why *ret;
    struct why_frame frame;
    bool framed;
    struct why_swap swap;
    int64_t *loss;    /* by package, millionths: what forcing it the other way costs at least */
    uint32_t *levels; /* a plan of one block */
};

static int64_t limit(int64_t x)
{
    return x > 0 ? x : 0;
}

/* --- lower limits ------------------------------------------------------------------------- */

static int64_t loss_of(const struct asker *q, int64_t bound)
{
    return bound == BOUND_NONE ? WHY_NONE : q->ret->value - why_value(&q->frame, bound);
}

static void find_losses(struct asker *q)
{
    for (uint32_t p = 0; p < q->in->npackage; p++) {
        const struct alloc_package *x = &q->in->package[p];

        if (q->t->on[p] ? x->forced : x->banned)
            q->loss[p] = WHY_NONE;
        else if (q->framed)
            q->loss[p] = loss_of(q, why_forced(&q->frame, p, !q->t->on[p]));
    }
}

/* --- upper limits ------------------------------------------------------------------------- */

/* Keeps an answer that was found when it loses less than those before. */
static void keep_answer(struct asker *q, uint32_t p)
{
    struct why_package *w = &q->ret->package[p];
    int64_t lost = limit(q->ret->value - q->swap.c.value);

    if (lost >= w->hi)
        return;
    w->hi = lost;
    w->nswap = why_swap_list(&q->swap, p, w);
}

static void try_answer(struct asker *q, uint32_t p, const uint32_t *levels)
{
    struct why_force f = {
        .package = p, .in = !q->t->on[p], .free = NO_RESOURCE, .levels = levels};

    if (why_swap_try(&q->swap, &f))
        keep_answer(q, p);
    why_swap_undo(&q->swap);
}

static void ask_value(struct asker *q, uint32_t p)
{
    struct why_package *w = &q->ret->package[p];

    w->hi = WHY_NONE;
    w->lo = q->loss[p] == WHY_NONE ? WHY_NONE : limit(q->loss[p]);
    if (w->lo == WHY_NONE)
        return;
    try_answer(q, p, NULL);
    if (q->framed && w->lo < w->hi) {
        int64_t bound = why_forced_exactly(&q->frame, p, !q->t->on[p], q->levels);

        q->loss[p] = loss_of(q, bound);
        w->lo = q->loss[p] == WHY_NONE ? WHY_NONE : limit(q->loss[p]);
        if (bound != BOUND_NONE)
            try_answer(q, p, q->levels);
    }
    if (w->lo > w->hi && w->hi != WHY_NONE)
        w->lo = w->hi; /* cannot be: a bound below what was found */
}

/* --- ceilings ----------------------------------------------------------------------------- */

/* What p and all it stands on would take beyond what is funded, by resource. */
static void add_need(const struct asker *q, uint32_t p, int64_t *need, uint32_t *list, size_t *n)
{
    const struct alloc_package *x = &q->in->package[p];

    if (q->t->on[p] || q->swap.held[p])
        return;
    q->swap.held[p] = true; /* counted */
    for (size_t k = 0; k < x->nuse; k++) {
        uint32_t r = x->use[k].resource, i = 0;

        while (i < *n && list[i] != r)
            i++;
        if (i == *n && *n < q->in->nresource)
            list[(*n)++] = r;
        need[r] += x->use[k].amount;
    }
    for (size_t k = 0; k < x->nneed; k++)
        add_need(q, x->need[k], need, list, n);
}

static void clear_need(const struct asker *q, uint32_t p)
{
    const struct alloc_package *x = &q->in->package[p];

    if (!q->swap.held[p])
        return;
    q->swap.held[p] = false;
    for (size_t k = 0; k < x->nneed; k++)
        clear_need(q, x->need[k]);
}

static int64_t more_shown(struct asker *q, uint32_t p, uint32_t r)
{
    struct why_force f = {.package = p, .in = true, .free = r};
    int64_t ret = WHY_NONE;

    if (why_swap_try(&q->swap, &f) && q->swap.c.value >= q->ret->value) {
        why_swap_shrink(&q->swap, r, q->ret->value);
        ret = limit(q->swap.c.used[r] - q->in->resource[r].max);
    }
    why_swap_undo(&q->swap);
    return ret;
}

static void ask_ceiling(struct asker *q, uint32_t p, uint32_t r, int64_t missing)
{
    struct why_package *w = &q->ret->package[p];
    struct why_ceiling *c = &w->ceiling[w->nceiling++];

    *c = (struct why_ceiling){.resource = r, .missing = limit(missing), .lo = 0, .hi = WHY_NONE};
    if (q->framed)
        c->lo = why_more(&q->frame, p, r, q->ret->value * q->frame.p.fine);
    c->hi = more_shown(q, p, r);
    if (c->lo > c->hi)
        c->lo = c->hi; /* cannot be */
}

/* Those that it does not fit under come first, then those that only cost. */
static void ask_ceilings(struct asker *q, uint32_t p, int64_t *need, uint32_t *list)
{
    size_t n = 0;

    add_need(q, p, need, list, &n);
    clear_need(q, p);
    for (int pass = 0; pass < 2; pass++) {
        for (size_t k = 0; k < n; k++) {
            uint32_t r = list[k];
            const struct alloc_resource *x = &q->in->resource[r];
            int64_t missing = need[r] - (x->max - q->swap.c.used[r]);

            if (!x->has_max || need[r] <= 0 || q->ret->package[p].nceiling == WHY_CEILINGS)
                continue;
            if (pass == 0 ? missing > 0
                          : missing <= 0 && q->framed && why_binds(&q->frame, r))
                ask_ceiling(q, p, r, missing);
        }
    }
    for (size_t k = 0; k < n; k++)
        need[list[k]] = 0;
}

/* --- small instances ---------------------------------------------------------------------- */

/* Solves with each package forced. False when one was not settled. */
static bool ask_exactly(struct asker *q, struct err *e)
{
    struct study_options o = {.gap = 0};
    struct study *s;

    if (!study_open(q->a, q->in, &o, &s, e))
        return false;
    q->ret->exact = true;
    for (uint32_t p = 0; p < q->in->npackage; p++) {
        struct why_package *w = &q->ret->package[p];
        struct change c = {.kind = q->t->on[p] ? CHANGE_OUT : CHANGE_IN, .index = p};
        struct solver_answer ans;

        if (w->lo == WHY_NONE || w->lo == w->hi)
            continue;
        if (!study_solve(s, &c, 1, &ans, e))
            return false;
        if (ans.status == SOLVER_INFEASIBLE) {
            w->lo = WHY_NONE;
        } else if (ans.status == SOLVER_ANSWER && ans.bound == ans.value) {
            w->lo = w->hi = limit(q->ret->value - ans.value);
            for (uint32_t i = 0; i < q->in->npackage; i++) {
                if (ans.on[i] != q->swap.c.on[i])
                    why_swap_turn(&q->swap, i);
            }
            w->nswap = why_swap_list(&q->swap, p, w);
            why_swap_undo(&q->swap);
        } else {
            q->ret->exact = false;
        }
    }
    return true;
}

/* --- the whole ---------------------------------------------------------------------------- */

/* The first node of a proof that has prices. */
static const struct proof_node *priced_node(const struct proof_node *n)
{
    while (n && !n->has_prices)
        n = n->then ? n->then : n->in;
    return n;
}

static int64_t link_price(const struct proof_link *list, size_t n, uint32_t p, uint32_t q)
{
    for (size_t k = 0; k < n; k++) {
        if (list[k].package == p && list[k].other == q)
            return list[k].price;
    }
    return 0;
}

/* Duals of the model's rows (as model.c lays them) from a proof's prices. */
static double *duals_of(struct asker *q, const struct model *m, const struct proof_node *n)
{
    double *dual = ARENA_ARRAY(q->a, double, (size_t)m->nrow);
    double money = pow(10, 4 - (double)q->t->proof->places) * m->unit; /* a satang */
    double link = pow(10, VALUE_PLACES - PROOF_LINK_PLACES) * m->unit;
    int row = m->first_link;

    for (size_t k = 0; k < n->nprice; k++) {
        uint32_t r = n->price[k].resource;
        double y = (double)n->price[k].price * money / m->row_scale[r];

        if (y > 0 && m->row_max[r] >= 0)
            dual[m->row_max[r]] = -y;
        if (y < 0 && m->row_min[r] >= 0)
            dual[m->row_min[r]] = -y;
    }
    for (uint32_t i = 0; i < q->in->npackage && (n->nneed || n->nbar); i++) {
        const struct alloc_package *p = &q->in->package[i];

        for (size_t k = 0; k < p->nneed; k++, row++)
            dual[row] = -(double)link_price(n->need, n->nneed, i, p->need[k]) * link;
        for (size_t k = 0; k < p->nbar; k++) {
            if (p->bar[k] < i)
                continue;
            dual[row++] = -(double)(link_price(n->bar, n->nbar, i, p->bar[k]) +
                                    link_price(n->bar, n->nbar, p->bar[k], i)) *
                          link;
        }
    }
    return dual;
}

/* The frame at the prices that prove most: the relaxation's, or the proof's. */
static void open_frame(struct asker *q)
{
    struct model *m = ARENA_NEW(q->a, struct model);
    const struct proof_node *n = q->t->proof ? priced_node(q->t->proof->root) : NULL;
    struct relaxation relaxed;
    struct why_frame other;

    *m = model_build(q->a, q->in, NULL, 0);
    relaxed = model_relax(q->a, m, RELAX_SECONDS);
    q->framed =
        relaxed.status == RELAXED_OPTIMAL && why_frame_open(&q->frame, q->a, m, relaxed.dual);
    if (n && why_frame_open(&other, q->a, m, duals_of(q, m, n)) &&
        (!q->framed || why_value(&other, other.total) < why_value(&q->frame, q->frame.total))) {
        q->frame = other;
        q->framed = true;
    }
    if (q->framed)
        q->ret->bound = why_value(&q->frame, q->frame.total);
}

/* The best value found with one of the nearest packages forced in. */
static int64_t best_near(struct asker *q, const uint32_t *list, size_t n, int64_t best)
{
    for (size_t k = 0; k < n; k++) {
        struct why_force f = {.package = list[k], .in = true, .free = NO_RESOURCE};

        if (why_swap_try(&q->swap, &f) && q->swap.c.value > best)
            best = q->swap.c.value;
        why_swap_undo(&q->swap);
    }
    return best;
}

/* What a step of each ceiling is worth: found with the ceiling raised, and proved. */
static void ask_steps(struct asker *q)
{
    struct why_swap *s = &q->swap;

    q->ret->step_least = ARENA_ARRAY(q->a, int64_t, q->in->nresource);
    q->ret->step_most = ARENA_ARRAY(q->a, int64_t, q->in->nresource);
    for (uint32_t r = 0; r < q->in->nresource; r++) {
        struct alloc_resource *x = &q->mine.resource[r];
        int64_t best = q->ret->value, most;

        q->ret->step_most[r] = WHY_NONE;
        if (!q->framed || !x->has_max || x->max > INSTANCE_SUM_MAX - WHY_STEP)
            continue;
        most = why_value(&q->frame, why_grown(&q->frame, r, WHY_STEP));
        q->ret->step_most[r] = limit(most - q->ret->value);
        if (!why_binds(&q->frame, r))
            continue;
        x->max += WHY_STEP;
        best = best_near(q, s->near, s->nnear, best);
        if (q->frame.own_block[r] != NO_BLOCK)
            best = best_near(q, s->local[q->frame.own_block[r]], s->nlocal[q->frame.own_block[r]],
                             best);
        x->max -= WHY_STEP;
        q->ret->step_least[r] = limit(best - q->ret->value);
    }
}

/* A copy whose ceilings may be raised for a question. */
static void own_instance(struct asker *q)
{
    q->mine = *q->t->in;
    q->mine.resource = ARENA_ARRAY(q->a, struct alloc_resource, q->mine.nresource);
    if (q->mine.nresource)
        memcpy(q->mine.resource, q->t->in->resource,
               q->mine.nresource * sizeof *q->mine.resource);
    q->in = &q->mine;
}

static bool begin(struct asker *q, struct err *e)
{
    struct choice c;
    size_t n = q->t->in->npackage;

    own_instance(q);
    choice_init(&c, q->a, q->in);
    choice_set(&c, q->t->on);
    if (!choice_is_feasible(&c)) {
        FAIL(e, ERR_SOLVER);
        err_arg(e, "why", value_str(STR("the answer breaks a rule")));
        return false;
    }
    *q->ret = (struct why){.value = c.value, .bound = INT64_MAX};
    q->ret->package = ARENA_ARRAY(q->a, struct why_package, n);
    q->loss = ARENA_ARRAY(q->a, int64_t, n);
    q->levels = ARENA_ARRAY(q->a, uint32_t, n);
    open_frame(q);
    find_losses(q);
    why_swap_open(&q->swap, q->a, q->in, q->t->on, q->framed ? &q->frame : NULL, q->loss);
    return true;
}

static bool ask_all(struct asker *q, struct err *e)
{
    int64_t *need = ARENA_ARRAY(q->a, int64_t, q->t->in->nresource);
    uint32_t *list = ARENA_ARRAY(q->a, uint32_t, q->t->in->nresource);

    if (!begin(q, e))
        return false;
    for (uint32_t p = 0; p < q->in->npackage; p++)
        ask_value(q, p);
    if (q->in->npackage <= ENUMERATE_MAX && !q->t->limits_only && !ask_exactly(q, e))
        return false;
    for (uint32_t p = 0; p < q->in->npackage; p++) {
        if (!q->t->on[p] && !q->in->package[p].banned)
            ask_ceilings(q, p, need, list);
    }
    ask_steps(q);
    return true;
}

bool why_all(struct arena *a, const struct why_task *t, struct why *ret, struct err *e)
{
    struct asker q = {.a = a, .t = t, .ret = ret};

    return ask_all(&q, e);
}

/* --- solutions nearly as good ------------------------------------------------------------- */

enum { MOVES = 150 };

static uint64_t roll(uint64_t *state, uint64_t n)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (z ^ (z >> 31)) % n;
}

/* Walks away from the answer by packages that may turn, while it stays worth `least`. */
static void wander(struct asker *q, const uint32_t *open, size_t nopen, int64_t least,
                   uint64_t *dice)
{
    for (int i = 0; i < MOVES; i++) {
        uint32_t p = open[roll(dice, nopen)];
        struct why_force f = {
            .package = p, .in = !q->swap.c.on[p], .free = NO_RESOURCE};
        size_t from = q->swap.nlog;

        if (!why_swap_try(&q->swap, &f) || q->swap.c.value < least)
            why_swap_back(&q->swap, from);
        else
            why_swap_back(&q->swap, q->swap.nlog);
    }
}

static void sample(struct asker *q, struct robust *ret)
{
    size_t n = q->in->npackage, nopen = 0;
    uint32_t *open = ARENA_ARRAY(q->a, uint32_t, n);
    int64_t value = q->ret->value, size = value < 0 ? -value : value, room = 0;
    uint64_t dice = 1;

    if (!exact_mul_div(size, ret->gap, INT64_C(1000000000), ROUND_FLOOR, &room))
        room = 0;
    ret->seen = ARENA_ARRAY(q->a, uint32_t, n);
    ret->always = ARENA_ARRAY(q->a, bool, n);
    ret->never = ARENA_ARRAY(q->a, bool, n);
    for (uint32_t p = 0; p < n; p++) {
        const struct why_package *w = &q->ret->package[p];
        bool proved = w->lo > room;

        ret->always[p] = proved && q->t->on[p];
        ret->never[p] = proved && !q->t->on[p];
        if (!proved && w->hi <= room)
            open[nopen++] = p;
    }
    for (ret->samples = 0; ret->samples < ROBUST_SAMPLES; ret->samples++) {
        if (nopen)
            wander(q, open, nopen, value - room, &dice);
        for (size_t p = 0; p < n; p++)
            ret->seen[p] += q->swap.c.on[p];
        why_swap_undo(&q->swap);
    }
}

bool why_report(struct arena *a, const struct why_task *t, int64_t gap, struct why_report *ret,
                struct err *e)
{
    struct asker q = {.a = a, .t = t, .ret = &ret->why};

    if (!ask_all(&q, e))
        return false;
    ret->robust = (struct robust){.gap = gap};
    sample(&q, &ret->robust);
    return true;
}
