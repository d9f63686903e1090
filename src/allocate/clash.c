#include "allocate/clash.h"

#include <stdlib.h>
#include <string.h>

#include "allocate/conflict.h"
#include "allocate/model.h"
#include "allocate/solver.h"
#include "base/arena.h"

enum {
    CHECKS_LEAST = 10,       /* this many questions have time at least */
    CHECK_LEAST_MS = 500,
    SEARCH_TENTHS = 8,       /* of the time; the last question may overrun */
    MENDS_MAX = 40,          /* limits that are moved, of a set */
};

struct search {
    struct arena *a;
    const struct instance *in;
    struct clash_rule *rule; /* in the order in which to do without them */
    size_t n;
    bool *keep; /* by rule */
    size_t *need_rule, *need_start, *bar_rule, *bar_start; /* by package and place in its list */
    size_t *max_rule, *min_rule, *in_rule, *out_rule;      /* by resource; by package */
    int64_t deadline, share_ms;
    bool sure;
};
#define NO_RULE SIZE_MAX

static int64_t now_ms(void)
{
    return (int64_t)(model_clock() * 1000);
}

/* --- the rules of an instance ------------------------------------------------------------- */

static size_t add(struct search *s, enum clash_kind kind, uint32_t of, uint32_t other)
{
    s->rule[s->n] = (struct clash_rule){.kind = kind, .of = of, .other = other};
    return s->n++;
}

static enum clash_kind kind_of_limit(const struct alloc_resource *r, bool is_max)
{
    if (r->kind == RESOURCE_SHARE)
        return CLASH_SHARE;
    if (r->kind == RESOURCE_COUNT)
        return is_max ? CLASH_AT_MOST : CLASH_AT_LEAST;
    return is_max ? CLASH_CEILING : CLASH_FLOOR;
}

static void add_limits(struct search *s)
{
    for (uint32_t r = 0; r < s->in->nresource; r++) {
        const struct alloc_resource *x = &s->in->resource[r];

        s->max_rule[r] = s->min_rule[r] = NO_RULE;
        if (x->kind == RESOURCE_USED)
            continue;
        if (x->has_max) {
            s->max_rule[r] = add(s, kind_of_limit(x, true), r, NO_PACKAGE);
            s->rule[s->max_rule[r]].limit = x->max;
        }
        if (x->has_min) {
            s->min_rule[r] = x->kind == RESOURCE_SHARE && x->has_max
                                 ? s->max_rule[r]
                                 : add(s, kind_of_limit(x, false), r, NO_PACKAGE);
            s->rule[s->min_rule[r]].limit = x->min;
        }
    }
}

static enum clash_kind kind_of_need(const struct instance *in, uint32_t p, uint32_t q)
{
    if (in->package[q].kind == PACKAGE_SHARED)
        return CLASH_SHARED;
    return instance_is_level_below(in, p, q) ? CLASH_LEVEL : CLASH_REQUIRES;
}

static void add_links(struct search *s, size_t *shared)
{
    for (uint32_t p = 0; p < s->in->npackage; p++) {
        const struct alloc_package *x = &s->in->package[p];

        for (size_t k = 0; k < x->nneed; k++) {
            size_t *at = &s->need_rule[s->need_start[p] + k];
            uint32_t q = x->need[k];
            enum clash_kind kind = kind_of_need(s->in, p, q);

            *at = NO_RULE;
            if (kind == CLASH_SHARED) {
                if (shared[q] == NO_RULE)
                    shared[q] = add(s, kind, q, NO_PACKAGE);
                *at = shared[q];
            } else if (x->kind != PACKAGE_UNITS) {
                *at = add(s, kind, p, q);
            }
        }
        for (size_t k = 0; k < x->nbar; k++) {
            const struct alloc_package *y = &s->in->package[x->bar[k]];
            size_t j = 0;

            if (x->bar[k] > p) {
                s->bar_rule[s->bar_start[p] + k] = add(s, CLASH_EXCLUDES, p, x->bar[k]);
                continue;
            }
            while (y->bar[j] != p)
                j++;
            s->bar_rule[s->bar_start[p] + k] = s->bar_rule[s->bar_start[x->bar[k]] + j];
        }
    }
}

struct order {
    struct clash_rule rule;
    int64_t cost;
    size_t was;
};

/* By kind; what must be in, the cheap first, so that few dear ones stay; then as found. */
static int compare_order(const void *vx, const void *vy)
{
    const struct order *x = vx, *y = vy;

    if (x->rule.kind != y->rule.kind)
        return x->rule.kind < y->rule.kind ? -1 : 1;
    if (x->cost != y->cost)
        return x->cost < y->cost ? -1 : 1;
    return x->was < y->was ? -1 : x->was > y->was;
}

static void renumber(size_t *list, size_t n, const size_t *now)
{
    for (size_t i = 0; i < n; i++)
        list[i] = list[i] == NO_RULE ? NO_RULE : now[list[i]];
}

static void sort_rules(struct search *s)
{
    struct order *o = ARENA_ARRAY(s->a, struct order, s->n);
    size_t *now = ARENA_ARRAY(s->a, size_t, s->n);
    size_t np = s->in->npackage, nr = s->in->nresource;

    for (size_t i = 0; i < s->n; i++) {
        bool cost = s->rule[i].kind == CLASH_MANDATORY;

        o[i] = (struct order){
            s->rule[i], cost ? instance_cost(s->in, &s->in->package[s->rule[i].of]) : 0, i};
    }
    if (s->n)
        qsort(o, s->n, sizeof *o, compare_order);
    for (size_t i = 0; i < s->n; i++) {
        s->rule[i] = o[i].rule;
        now[o[i].was] = i;
    }
    renumber(s->need_rule, s->need_start[np], now);
    renumber(s->bar_rule, s->bar_start[np], now);
    renumber(s->in_rule, np, now);
    renumber(s->out_rule, np, now);
    renumber(s->max_rule, nr, now);
    renumber(s->min_rule, nr, now);
}

static void list_rules(struct search *s)
{
    const struct instance *in = s->in;
    size_t np = in->npackage, nr = in->nresource, nneed = 0, nbar = 0;
    size_t *shared = ARENA_ARRAY(s->a, size_t, np);

    s->need_start = ARENA_ARRAY(s->a, size_t, np + 1);
    s->bar_start = ARENA_ARRAY(s->a, size_t, np + 1);
    for (size_t p = 0; p < np; p++) {
        nneed += in->package[p].nneed;
        nbar += in->package[p].nbar;
        s->need_start[p + 1] = nneed;
        s->bar_start[p + 1] = nbar;
        shared[p] = NO_RULE;
    }
    s->need_rule = ARENA_ARRAY(s->a, size_t, nneed);
    s->bar_rule = ARENA_ARRAY(s->a, size_t, nbar);
    s->in_rule = ARENA_ARRAY(s->a, size_t, np);
    s->out_rule = ARENA_ARRAY(s->a, size_t, np);
    s->max_rule = ARENA_ARRAY(s->a, size_t, nr);
    s->min_rule = ARENA_ARRAY(s->a, size_t, nr);
    s->rule = ARENA_ARRAY(s->a, struct clash_rule, nneed + nbar + 2 * np + 2 * nr);
    add_limits(s);
    add_links(s, shared);
    for (uint32_t p = 0; p < np; p++) {
        const struct alloc_package *x = &in->package[p];

        s->in_rule[p] = x->mandatory ? add(s, CLASH_MANDATORY, p, NO_PACKAGE) : NO_RULE;
        s->out_rule[p] = x->forbidden ? add(s, CLASH_FORBIDDEN, p, NO_PACKAGE) : NO_RULE;
    }
    sort_rules(s);
    s->keep = ARENA_ARRAY(s->a, bool, s->n);
    for (size_t i = 0; i < s->n; i++)
        s->keep[i] = true;
}

/* --- what is left of it ------------------------------------------------------------------- */

static bool is_kept(const struct search *s, size_t rule)
{
    return rule == NO_RULE || s->keep[rule];
}

static void turn_needs(struct arena *a, struct instance *in, size_t nneed)
{
    uint32_t *from = ARENA_ARRAY(a, uint32_t, nneed);
    size_t *start = ARENA_ARRAY(a, size_t, in->npackage + 1);

    for (size_t p = 0; p < in->npackage; p++) {
        for (size_t k = 0; k < in->package[p].nneed; k++)
            start[in->package[p].need[k] + 1]++;
    }
    for (size_t p = 0; p < in->npackage; p++) {
        start[p + 1] += start[p];
        in->package[p].needed_by = from + start[p];
        in->package[p].nneeded_by = 0;
    }
    for (uint32_t p = 0; p < in->npackage; p++) {
        for (size_t k = 0; k < in->package[p].nneed; k++) {
            uint32_t q = in->package[p].need[k];

            from[start[q] + in->package[q].nneeded_by++] = p;
        }
    }
}

/* The instance with the kept rules only, every package worth nothing. */
static void make_rest(const struct search *s, struct arena *a, struct instance *ret)
{
    const struct instance *in = s->in;
    size_t np = in->npackage, nr = in->nresource, nneed = 0;
    uint32_t *need = ARENA_ARRAY(a, uint32_t, s->need_start[np]);
    uint32_t *bar = ARENA_ARRAY(a, uint32_t, s->bar_start[np]);

    *ret = *in;
    ret->resource = ARENA_ARRAY(a, struct alloc_resource, nr);
    ret->package = ARENA_ARRAY(a, struct alloc_package, np);
    for (size_t r = 0; r < nr; r++) {
        struct alloc_resource *x = &ret->resource[r];

        *x = in->resource[r];
        x->has_max = x->has_max && is_kept(s, s->max_rule[r]);
        x->has_min = x->has_min && is_kept(s, s->min_rule[r]);
        x->max = x->has_max ? x->max : 0;
        x->min = x->has_min ? x->min : 0;
    }
    for (size_t p = 0; p < np; p++) {
        const struct alloc_package *from = &in->package[p];
        struct alloc_package *x = &ret->package[p];

        *x = *from;
        x->value = 0;
        x->mandatory = x->mandatory && is_kept(s, s->in_rule[p]);
        x->forbidden = x->forbidden && is_kept(s, s->out_rule[p]);
        x->need = need;
        x->bar = bar;
        x->nneed = x->nbar = 0;
        for (size_t k = 0; k < from->nneed; k++) {
            if (is_kept(s, s->need_rule[s->need_start[p] + k]))
                need[x->nneed++] = from->need[k];
        }
        for (size_t k = 0; k < from->nbar; k++) {
            if (is_kept(s, s->bar_rule[s->bar_start[p] + k]))
                bar[x->nbar++] = from->bar[k];
        }
        need += x->nneed;
        bar += x->nbar;
        nneed += x->nneed;
    }
    turn_needs(a, ret, nneed);
    instance_close(ret);
}

/* What is forced is the smallest possible answer where nothing asks for more. */
static bool is_smallest_enough(const struct instance *in)
{
    for (size_t r = 0; r < in->nresource; r++) {
        const struct alloc_resource *x = &in->resource[r];

        if ((x->has_max && x->is_signed) || (x->has_min && (x->is_signed || x->min > 0)))
            return false;
    }
    return true;
}

static enum solver_status ask(struct search *s, struct arena *a, const struct instance *in,
                              struct solver_answer *ret)
{
    struct solver_options opt = {.is_question = true};
    int64_t left = s->deadline - now_ms();

    *ret = (struct solver_answer){.status = SOLVER_UNKNOWN};
    if (left <= 0)
        return SOLVER_UNKNOWN;
    opt.time_limit_ms = left < s->share_ms ? left : s->share_ms;
    if (conflict_find(a, in).code != CONFLICT_NONE)
        ret->status = SOLVER_INFEASIBLE;
    else
        solver_run(a, in, &opt, ret);
    return ret->status;
}

/* Has what is left no answer? SOLVER_ANSWER: it has one. */
static enum solver_status settle(struct search *s)
{
    struct arena *a = arena_new();
    enum solver_status ret;
    struct solver_answer ans;
    struct instance in;

    make_rest(s, a, &in);
    if (conflict_find(a, &in).code != CONFLICT_NONE)
        ret = SOLVER_INFEASIBLE;
    else if (is_smallest_enough(&in))
        ret = SOLVER_ANSWER;
    else
        ret = ask(s, a, &in, &ans);
    arena_free(a);
    return ret;
}

/* --- the search --------------------------------------------------------------------------- */

static void set_keep(struct search *s, size_t from, size_t to, bool keep)
{
    for (size_t i = from; i < to; i++)
        s->keep[i] = keep;
}

/* Does without as many of rule[from..to) as it can. */
static void thin(struct search *s, size_t from, size_t to) /* NOLINT(misc-no-recursion): halves */
{
    size_t half = from + (to - from) / 2;
    enum solver_status found;

    if (from == to)
        return;
    if (now_ms() >= s->deadline) {
        s->sure = false;
        return;
    }
    set_keep(s, from, to, false);
    found = settle(s);
    if (found == SOLVER_INFEASIBLE)
        return;
    set_keep(s, from, to, true);
    if (to - from == 1) {
        s->sure = s->sure && found == SOLVER_ANSWER;
        return;
    }
    thin(s, from, half);
    thin(s, half, to);
}

/* Does without every limit that the solver did not name, when that goes. */
static void take_hint(struct search *s, const uint32_t *hint, size_t nhint)
{
    bool *named = ARENA_ARRAY(s->a, bool, s->in->nresource);
    size_t n = 0;

    for (size_t k = 0; k < nhint; k++)
        named[hint[k]] = true;
    for (size_t i = 0; i < s->n && nhint; i++) {
        s->keep[i] = !clash_is_limit(s->rule[i].kind) || named[s->rule[i].of];
        n += !s->keep[i];
    }
    if (n && settle(s) != SOLVER_INFEASIBLE)
        set_keep(s, 0, s->n, true);
}

/* Rules that the hint left out already are not asked for again. */
static void thin_kept(struct search *s, size_t from, size_t to)
{
    for (size_t i = from; i < to;) {
        size_t end = i;

        while (end < to && s->keep[end])
            end++;
        thin(s, i, end);
        i = end + (end < to);
    }
}

/* The nearest limit with which the whole instance has an answer: the least (or most) that any answer
 * without it uses. */
static void mend(struct search *s, struct clash_rule *r)
{
    bool is_max = r->kind == CLASH_CEILING || r->kind == CLASH_AT_MOST;
    struct arena *a = arena_new();
    struct instance in = *s->in;
    struct solver_answer ans;
    struct alloc_resource *x;

    in.resource = ARENA_ARRAY(a, struct alloc_resource, in.nresource);
    in.package = ARENA_ARRAY(a, struct alloc_package, in.npackage);
    memcpy(in.resource, s->in->resource, in.nresource * sizeof *in.resource);
    if (in.npackage)
        memcpy(in.package, s->in->package, in.npackage * sizeof *in.package);
    x = &in.resource[r->of];
    if (is_max)
        x->has_max = false;
    else
        x->has_min = false;
    for (size_t p = 0; p < in.npackage; p++) {
        struct alloc_package *q = &in.package[p];

        q->value = 0;
        for (size_t k = 0; k < q->nuse; k++) {
            if (q->use[k].resource == r->of)
                q->value = is_max ? -q->use[k].amount : q->use[k].amount;
        }
    }
    if (ask(s, a, &in, &ans) == SOLVER_ANSWER && ans.value == ans.bound) {
        r->has_mend = true;
        r->mend = is_max ? -ans.value : ans.value;
    }
    arena_free(a);
}

void clash_find(struct arena *a, const struct instance *in, const uint32_t *hint, size_t nhint,
                int64_t time_limit_ms, struct clash *ret)
{
    struct search s = {.a = a, .in = in, .sure = true};
    struct clash_rule *list;
    size_t n = 0, mends = 0;

    s.deadline = now_ms() + time_limit_ms * SEARCH_TENTHS / 10;
    s.share_ms = time_limit_ms / CHECKS_LEAST;
    s.share_ms = s.share_ms < CHECK_LEAST_MS ? CHECK_LEAST_MS : s.share_ms;
    list_rules(&s);
    take_hint(&s, hint, nhint);
    for (size_t i = 0; i < s.n;) { /* a kind at a time */
        size_t end = i;

        while (end < s.n && s.rule[end].kind == s.rule[i].kind)
            end++;
        thin_kept(&s, i, end);
        i = end;
    }
    list = ARENA_ARRAY(a, struct clash_rule, s.n);
    for (size_t i = s.n; i-- > 0;) { /* limits first */
        if (s.keep[i])
            list[n++] = s.rule[i];
    }
    for (size_t i = 0; i < n && mends < MENDS_MAX; i++) {
        if (clash_is_limit(list[i].kind) && now_ms() < s.deadline && list[i].kind != CLASH_SHARE) {
            mend(&s, &list[i]);
            mends++;
        }
    }
    *ret = (struct clash){list, n, s.sure};
}
