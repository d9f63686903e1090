/* What a child is asked and answers about every package (why.h): numbers as they lie in memory. */
#include <string.h>

#include "allocate/proof.h"
#include "allocate/why.h"
#include "allocate/why_task.h"
#include "allocate/wire.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"

enum { WIRE_MAX = 512 << 20, SMALL = 400, FINE_MS = 4000, FINE_GAP = 3000 /* 10^-9 */ };

static struct str proof_text(struct arena *a, const struct instance *in, const struct proof *p)
{
    struct sbuf b;
    struct jw w;

    sbuf_init(&b, a, WIRE_MAX);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    proof_write(a, &w, "proof", in, p);
    jw_end_object(&w);
    return sbuf_str(&b);
}

struct str why_input(struct arena *a, const struct why_task *t, int64_t gap)
{
    struct sbuf b;

    sbuf_init(&b, a, WIRE_MAX);
    wire_put_int(&b, gap);
    wire_put_array(&b, t->on, t->in->npackage, sizeof *t->on);
    wire_put_bytes(&b, t->proof ? proof_text(a, t->in, t->proof) : STR_NONE);
    return sbuf_str(&b);
}

static bool refuse(struct err *e, const char *why)
{
    FAIL(e, ERR_SOLVER);
    err_arg(e, "why", value_str(str_from(why)));
    return false;
}

static bool read_input(struct arena *a, const struct instance *in, struct str text,
                       struct why_task *t, int64_t *ret_gap)
{
    struct proof *proof = ARENA_NEW(a, struct proof);
    const struct jr *root;
    struct str json;
    struct err e = {0};
    void *on;

    if (!wire_get_int(&text, ret_gap) ||
        !wire_get_array(a, &text, in->npackage, sizeof *t->on, &on) ||
        !wire_get_bytes(&text, &json))
        return false;
    *t = (struct why_task){.in = in, .on = on};
    if (json.n && json_parse(a, json, &root, &e) &&
        proof_read(a, in, jr_get(root, "proof"), proof, &e))
        t->proof = proof;
    return true;
}

/* The multipliers of a solver that tries for a small gap: the closer its bound, the closer the limits. */
static const struct proof *find_prices(const struct task_run *r, const bool *on)
{
    struct solver_hint hint = {.on = on};
    struct solver_options opt = {.gap = FINE_GAP, .time_limit_ms = FINE_MS, .hint = &hint};
    struct solver_answer ans;

    if (r->in->npackage <= SMALL)
        return NULL;
    solver_run(r->a, r->in, &opt, &ans);
    return ans.proof;
}

bool task_explain(struct task_run *r, const struct solve_task *t, struct sbuf *out, struct err *e)
{
    size_t n = r->in->npackage;
    struct why_task task;
    struct why_report w;
    int64_t gap;

    if (!read_input(r->a, r->in, t->input, &task, &gap))
        return refuse(e, "the question could not be read");
    if (!task.proof)
        task.proof = find_prices(r, task.on);
    if (!why_report(r->a, &task, gap, &w, e))
        return false;
    wire_put_int(out, w.why.value);
    wire_put_int(out, w.why.bound);
    wire_put_int(out, w.why.exact);
    wire_put_int(out, (int64_t)w.robust.samples);
    wire_put_int(out, gap);
    wire_put_array(out, w.why.package, n, sizeof *w.why.package);
    wire_put_array(out, w.why.step_least, r->in->nresource, sizeof *w.why.step_least);
    wire_put_array(out, w.why.step_most, r->in->nresource, sizeof *w.why.step_most);
    wire_put_array(out, w.robust.seen, n, sizeof *w.robust.seen);
    wire_put_array(out, w.robust.always, n, sizeof *w.robust.always);
    wire_put_array(out, w.robust.never, n, sizeof *w.robust.never);
    return true;
}

static bool is_sound(const struct instance *in, const struct why_package *w)
{
    if (w->ncome > WHY_SWAPS || w->ngo > WHY_SWAPS || w->nceiling > WHY_CEILINGS || w->lo < 0 ||
        w->hi < w->lo)
        return w->lo == WHY_NONE && w->hi == WHY_NONE;
    for (uint32_t k = 0; k < w->ncome; k++) {
        if (w->come[k] >= in->npackage)
            return false;
    }
    for (uint32_t k = 0; k < w->ngo; k++) {
        if (w->go[k] >= in->npackage)
            return false;
    }
    for (uint32_t k = 0; k < w->nceiling; k++) {
        if (w->ceiling[k].resource >= in->nresource)
            return false;
    }
    return true;
}

bool why_read(struct arena *a, const struct instance *in, struct str text, struct why_report *ret,
              struct err *e)
{
    struct why_report w = {0};
    int64_t exact, samples;
    size_t n = in->npackage;
    void *package, *least, *step, *seen, *always, *never;

    if (!wire_get_int(&text, &w.why.value) || !wire_get_int(&text, &w.why.bound) ||
        !wire_get_int(&text, &exact) || !wire_get_int(&text, &samples) ||
        !wire_get_int(&text, &w.robust.gap) ||
        !wire_get_array(a, &text, n, sizeof *w.why.package, &package) ||
        !wire_get_array(a, &text, in->nresource, sizeof *w.why.step_least, &least) ||
        !wire_get_array(a, &text, in->nresource, sizeof *w.why.step_most, &step) ||
        !wire_get_array(a, &text, n, sizeof *w.robust.seen, &seen) ||
        !wire_get_array(a, &text, n, sizeof *w.robust.always, &always) ||
        !wire_get_array(a, &text, n, sizeof *w.robust.never, &never) || samples < 0)
        return refuse(e, "the explanation is broken");
    w.why.exact = exact == 1;
    w.why.package = package;
    w.why.step_least = least;
    w.why.step_most = step;
    w.robust.samples = (size_t)samples;
    w.robust.seen = seen;
    w.robust.always = always;
    w.robust.never = never;
    for (size_t i = 0; i < n; i++) {
        if (!is_sound(in, &w.why.package[i]))
            return refuse(e, "the explanation is broken");
    }
    *ret = w;
    return true;
}
