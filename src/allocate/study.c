#include "allocate/study.h"

#include <string.h>

#include "allocate/conflict.h"
#include "allocate/warm.h"
#include "base/arena.h"
#include "base/err.h"

struct study {
    const struct instance *base;
    struct study_options opt;
    struct arena *a; /* of the last answer */
    struct instance now;
    struct arena *base_a; /* of what follows */
    bool is_solved;       /* the base */
    struct warm warm;
};

static void free_arena(void *p)
{
    struct study *s = p;

    arena_free(s->a);
    arena_free(s->base_a);
}

bool study_open(struct arena *a, const struct instance *in, const struct study_options *o,
                struct study **ret, struct err *e)
{
    struct study *s = ARENA_NEW(a, struct study);

    (void)e;
    *s = (struct study){.base = in, .opt = *o, .a = arena_new(), .now = *in,
                        .base_a = arena_new()};
    arena_defer(a, free_arena, s);
    *ret = s;
    return true;
}

const struct instance *study_instance(const struct study *s)
{
    return &s->now;
}

static bool refuse(struct err *e, const char *path, const char *why)
{
    FAIL(e, ERR_INSTANCE);
    err_arg(e, "path", value_str(str_from(path)));
    err_arg(e, "why", value_str(str_from(why)));
    return false;
}

static bool apply(struct instance *in, const struct change *c, struct err *e)
{
    bool resource = c->kind == CHANGE_MAX || c->kind == CHANGE_MIN;
    struct alloc_resource *r = in->resource + c->index;
    struct alloc_package *p = in->package + c->index;

    if (c->index >= (resource ? in->nresource : in->npackage))
        return refuse(e, "changes", "unknown resource or package");
    if (c->amount > INSTANCE_SUM_MAX || c->amount < -INSTANCE_SUM_MAX)
        return refuse(e, "changes", "at most 9000000000000000000");
    switch (c->kind) {
    case CHANGE_MAX:
        r->has_max = c->has;
        r->max = c->has ? c->amount : 0;
        break;
    case CHANGE_MIN:
        r->has_min = c->has;
        r->min = c->has ? c->amount : 0;
        break;
    case CHANGE_VALUE:
        p->value = c->amount;
        break;
    case CHANGE_IN:
    case CHANGE_OUT:
    case CHANGE_FREE:
        p->mandatory = c->kind == CHANGE_IN;
        p->forbidden = c->kind == CHANGE_OUT;
        break;
    }
    return true;
}

/* The values still sum to what the solver's arithmetic takes. */
static bool check_values(const struct instance *in, struct err *e)
{
    int64_t sum = 0;

    for (size_t i = 0; i < in->npackage; i++) {
        int64_t v = in->package[i].value;

        v = v < 0 ? -v : v;
        if (v > INSTANCE_SUM_MAX - sum)
            return refuse(e, "changes", "the values sum to more than 9000000000000");
        sum += v;
    }
    return true;
}

static void copy_instance(struct arena *a, const struct instance *from, struct instance *to)
{
    *to = *from;
    to->resource = ARENA_ARRAY(a, struct alloc_resource, from->nresource);
    to->package = ARENA_ARRAY(a, struct alloc_package, from->npackage);
    if (from->nresource)
        memcpy(to->resource, from->resource, from->nresource * sizeof *to->resource);
    if (from->npackage)
        memcpy(to->package, from->package, from->npackage * sizeof *to->package);
}

/* Solves the base once; whatever comes after begins there. */
static void solve_base(struct study *s)
{
    struct solver_options opt = {.gap = s->opt.gap,
                                 .time_limit_ms = s->opt.time_limit_ms,
                                 .hint = s->opt.hint,
                                 .is_question = true,
                                 .keep = &s->warm};
    struct solver_answer ans;

    if (s->is_solved)
        return;
    s->is_solved = true;
    if (conflict_find(s->base_a, s->base).code == CONFLICT_NONE)
        solver_run(s->base_a, s->base, &opt, &ans);
}

bool study_solve(struct study *s, const struct change *c, size_t n, struct solver_answer *ret,
                 struct err *e)
{
    struct solver_hint hint = s->opt.hint ? *s->opt.hint : (struct solver_hint){0};
    struct solver_options opt = {
        .gap = s->opt.gap, .time_limit_ms = s->opt.time_limit_ms, .hint = &hint,
        .is_question = true};
    struct instance *in = &s->now;
    struct conflict conflict;
    bool values = false;

    arena_free(s->a);
    s->a = arena_new();
    copy_instance(s->a, s->base, in);
    for (size_t k = 0; k < n; k++) {
        values |= c[k].kind == CHANGE_VALUE;
        if (!apply(in, &c[k], e))
            return false;
    }
    if (values && !check_values(in, e))
        return false;
    instance_close(in);
    conflict = conflict_find(s->a, in);
    if (conflict.code != CONFLICT_NONE) {
        *ret = (struct solver_answer){.status = SOLVER_INFEASIBLE,
                                      .clash = conflict.resource,
                                      .nclash = conflict.nresource};
        return true;
    }
    solve_base(s);
    hint.warm = &s->warm;
    solver_run(s->a, in, &opt, ret);
    return true;
}
