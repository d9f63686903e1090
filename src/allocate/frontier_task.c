/* frontier_task.c - the points of a frontier in the solving child (solve_tasks.h): one study, the largest ceiling first.
 *
 * What the largest ceiling's answer uses is enough for every point from there on, so these cost nothing; the others are
 * solved upwards, each from what the ones before have learnt. */
#include "allocate/frontier_task.h"

#include "allocate/choice.h"
#include "allocate/wire.h"
#include "base/arena.h"
#include "base/err.h"

static bool refuse(struct err *e, const char *why)
{
    FAIL(e, ERR_SOLVER);
    err_arg(e, "why", V(str_from(why)));
    return false;
}

struct str frontier_task_input(struct arena *a, size_t resource, const int64_t *ceiling, size_t n)
{
    struct sbuf b;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    wire_put_int(&b, (int64_t)resource);
    wire_put_int(&b, (int64_t)n);
    wire_put_array(&b, ceiling, n, sizeof *ceiling);
    return sbuf_str(&b);
}

struct asked {
    int64_t resource, n;
    int64_t *ceiling;
};

static bool read_input(struct arena *a, const struct instance *in, struct str text,
                       struct asked *ret)
{
    void *p;

    if (!wire_get_int(&text, &ret->resource) || !wire_get_int(&text, &ret->n) || ret->n < 1 ||
        ret->n > FRONTIER_POINTS_MAX || ret->resource < 0 ||
        (size_t)ret->resource >= in->nresource ||
        !wire_get_array(a, &text, (size_t)ret->n, sizeof *ret->ceiling, &p))
        return false;
    ret->ceiling = p;
    return true;
}

static int64_t used(const struct instance *in, const bool *on, size_t resource)
{
    int64_t sum = 0;

    for (size_t i = 0; i < in->npackage; i++) {
        for (size_t k = 0; on[i] && k < in->package[i].nuse; k++) {
            if (in->package[i].use[k].resource == resource)
                sum += in->package[i].use[k].amount;
        }
    }
    return sum;
}

bool task_frontier(struct task_run *r, const struct solve_task *t, struct sbuf *out, struct err *e)
{
    int64_t enough = INT64_MAX;
    struct asked q;

    if (!read_input(r->a, r->in, t->input, &q))
        return refuse(e, "no such frontier");
    for (int64_t step = 0; step < q.n; step++) {
        int64_t k = step ? step - 1 : q.n - 1;
        struct change c = {CHANGE_MAX, (uint32_t)q.resource, true, q.ceiling[k]};
        struct solver_answer ans;
        struct sbuf one;

        if (step && q.ceiling[k] >= enough)
            break;
        if (!study_solve(r->study, &c, 1, &ans, e))
            return false;
        if (!step && ans.status == SOLVER_ANSWER)
            enough = used(r->in, ans.on, (size_t)q.resource);
        sbuf_init(&one, r->a, SBUF_NO_LIMIT);
        solver_answer_write(r->a, r->in, &ans, &one);
        wire_put_int(out, k);
        wire_put_bytes(out, sbuf_str(&one));
        task_progress(r, step + 1, q.n);
    }
    return true;
}

bool frontier_task_next(struct arena *a, const struct instance *in, struct str *rest,
                        int64_t *ret_point, struct solver_answer *ret, struct err *e)
{
    struct str text;

    if (!wire_get_int(rest, ret_point) || !wire_get_bytes(rest, &text))
        return refuse(e, "the frontier ends early");
    return solver_answer_read(a, in, text, ret, e);
}
