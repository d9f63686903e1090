#include "allocate/why.h"

#include <math.h>
#include <string.h>

#include "allocate/enumerate.h"
#include "allocate/model.h"
#include "allocate/study.h"
#include "allocate/why_bound.h"
#include "allocate/why_swap.h"
#include "base/arena.h"
#include "base/err.h"

enum { RELAX_SECONDS = 60 };

struct asker {
    struct arena *a;
    const struct why_task *t;
    const struct instance *in;
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
                          : missing <= 0 && q->framed && why_binds(&q->frame, p, r))
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

/* Prices of rows from prices of ceilings. */
static double *duals_of(struct asker *q, const struct model *m)
{
    double *dual = ARENA_ARRAY(q->a, double, (size_t)m->nrow);
    double scale = pow(10, 4 - (double)q->t->price_places); /* millionths a satang */

    for (size_t r = 0; r < q->in->nresource; r++) {
        double y = (double)q->t->price[r] * scale * m->unit / m->row_scale[r];

        if (y > 0 && m->row_max[r] >= 0)
            dual[m->row_max[r]] = -y;
        if (y < 0 && m->row_min[r] >= 0)
            dual[m->row_min[r]] = -y;
    }
    return dual;
}

/* The frame at the prices that prove most: those given, or the relaxation's. */
static void open_frame(struct asker *q)
{
    struct model m = model_build(q->a, q->in, NULL, 0), *kept = ARENA_NEW(q->a, struct model);
    struct relaxation relaxed = model_relax(q->a, &m, RELAX_SECONDS);
    struct why_frame other;

    *kept = m;
    q->framed = relaxed.status == RELAXED_OPTIMAL &&
                why_frame_open(&q->frame, q->a, kept, relaxed.dual);
    if (q->t->price && why_frame_open(&other, q->a, kept, duals_of(q, kept)) &&
        (!q->framed || why_value(&other, other.total) < why_value(&q->frame, q->frame.total))) {
        q->frame = other;
        q->framed = true;
    }
    if (q->framed)
        q->ret->bound = why_value(&q->frame, q->frame.total);
}

bool why_all(struct arena *a, const struct why_task *t, struct why *ret, struct err *e)
{
    const struct instance *in = t->in;
    struct asker q = {.a = a, .t = t, .in = in, .ret = ret};
    int64_t *need = ARENA_ARRAY(a, int64_t, in->nresource);
    uint32_t *list = ARENA_ARRAY(a, uint32_t, in->nresource);
    struct choice c;

    choice_init(&c, a, in);
    choice_set(&c, t->on);
    if (!choice_is_feasible(&c)) {
        FAIL(e, ERR_SOLVER);
        err_arg(e, "why", value_str(STR("the answer breaks a rule")));
        return false;
    }
    *ret = (struct why){.value = c.value, .bound = INT64_MAX};
    ret->package = ARENA_ARRAY(a, struct why_package, in->npackage);
    q.loss = ARENA_ARRAY(a, int64_t, in->npackage);
    q.levels = ARENA_ARRAY(a, uint32_t, in->npackage);
    open_frame(&q);
    find_losses(&q);
    why_swap_open(&q.swap, a, in, t->on, q.framed ? &q.frame : NULL, q.loss);
    for (uint32_t p = 0; p < in->npackage; p++)
        ask_value(&q, p);
    if (in->npackage <= ENUMERATE_MAX && !t->limits_only && !ask_exactly(&q, e))
        return false;
    for (uint32_t p = 0; p < in->npackage; p++) {
        if (!t->on[p] && !in->package[p].banned)
            ask_ceilings(&q, p, need, list);
    }
    return true;
}
