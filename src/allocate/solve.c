#include "allocate/solve.h"

#include "allocate/rank.h"
#include "allocate/solver.h"
#include "allocate/wire.h"
#include "base/arena.h"
#include "base/child.h"
#include "base/err.h"

enum {
    GRACE_MS = 1500, /* reading, writing and the watch's own delay */
    CLASH_MS = 10000, /* to find which rules clash */
    OUT_OF_MEMORY = 70, /* how arena.h ends a process */
};
#define OUTPUT_MAX   ((size_t)64 << 20)

/* --- making the result ------------------------------------------------------------------- */

static void explain_all(struct arena *a, const struct instance *in, struct solve_result *r)
{
    struct reason *reason = ARENA_ARRAY(a, struct reason, in->npackage);

    for (uint32_t i = 0; i < in->npackage; i++)
        reason[i] = explain_package(a, &r->choice, i);
    r->reason = reason;
}

/* What the engine's proof proves: its bound, or the one that the certificate counts from it. */
static bool prove_bound_of(struct arena *a, const struct instance *in, const struct proof *proof,
                           int64_t *bound)
{
    struct proof_verdict v;

    if (!proof)
        return false;
    if (!certificate_proof(a, in, proof, bound, &v)) { /* it shows a little less */
        *bound = v.bound;
        if (v.fault != CHECK_PROOF_LEAF || !certificate_proof(a, in, proof, bound, &v))
            return false;
    }
    *bound = v.bound;
    return true;
}

/* The bound is what is proved, by the prices alone or by the engine's proof: what the solver only
 * says (ret->said) makes no answer optimal. */
static void settle_bound(struct arena *a, const struct instance *in, int64_t gap,
                         const struct solver_answer *ans, struct solve_result *r)
{
    struct arena_mark mark = arena_mark(a);
    int64_t by_prices = INSTANCE_SUM_MAX, by_proof = ans ? ans->bound : INSTANCE_SUM_MAX;

    r->value = r->choice.value;
    r->said = ans && ans->bound > r->value ? ans->bound : r->value;
    r->bound = r->said = ans ? r->said : INSTANCE_SUM_MAX;
    r->bound_proved = certificate_bound(a, in, r->price, r->price_places, &by_prices);
    arena_rewind(a, mark);
    if (r->bound_proved)
        r->bound = by_prices;
    if (ans && (!r->bound_proved || by_prices > r->said) &&
        prove_bound_of(a, in, ans->proof, &by_proof) &&
        (!r->bound_proved || by_proof < r->bound)) {
        r->bound = by_proof > r->value ? by_proof : r->value;
        r->proof = ans->proof;
        r->bound_proved = true;
    }
    r->gap = certificate_gap(r->value, r->bound);
    r->status = r->bound_proved && r->gap <= gap ? SOLVE_OPTIMAL : SOLVE_FEASIBLE;
}

static void set_no_prices(struct arena *a, const struct instance *in, struct solve_result *r)
{
    r->price = ARENA_ARRAY(a, int64_t, in->nresource);
    r->price_places = PRICE_PLACES_MIN;
}

static void rank_here(struct arena *a, const struct instance *in, int64_t gap, bool fill,
                      struct solve_result *r)
{
    set_no_prices(a, in, r);
    r->status = SOLVE_UNKNOWN;
    if (rank_choose(a, in, fill, &r->choice))
        settle_bound(a, in, gap, NULL, r);
}

static void take_answer(struct arena *a, const struct instance *in,
                        const struct solve_options *opt, const struct solver_answer *ans,
                        struct solve_result *r)
{
    r->time_limited = ans->time_limited;
    r->lp_ms = ans->lp_ms;
    r->mip_ms = ans->mip_ms;
    r->price = ans->price;
    r->price_places = ans->price_places < PRICE_PLACES_MIN ? PRICE_PLACES_MIN : ans->price_places;
    switch (ans->status) {
    case SOLVER_UNKNOWN: /* no time for anything: the ranking takes none */
        rank_here(a, in, opt->gap, true, r);
        break;
    case SOLVER_INFEASIBLE:
        r->status = SOLVE_INFEASIBLE;
        r->proof = ans->proof;
        r->conflict = (struct conflict){.code = CONFLICT_TOGETHER,
                                        .resource = ans->clash,
                                        .nresource = ans->nclash};
        break;
    case SOLVER_ANSWER:
        choice_set(&r->choice, ans->on);
        choice_drop_unused(&r->choice);
        settle_bound(a, in, opt->gap, ans, r);
        break;
    }
}

/* Writes what the result claims, checks what was written, then writes the whole with its sentences. */
static bool certify(struct arena *a, const struct instance *in, struct solve_result *r,
                    struct err *e)
{
    struct certificate cert;
    struct claim claim;
    struct sbuf b;

    if (solve_has_answer(r))
        explain_all(a, in, r);
    sbuf_init(&b, a, OUTPUT_MAX);
    result_write_claims(a, in, r, &b);
    if (!result_read(a, sbuf_str(&b), &claim, e))
        return false;
    if (!certificate_check(a, in, &claim, &cert)) {
        FAIL(e, ERR_CERTIFICATE);
        err_arg(e, "why", value_str(certificate_text(a, &cert.fault[0], LANG_EN)));
        return false;
    }
    sbuf_init(&b, a, OUTPUT_MAX);
    result_write(a, in, r, &b);
    r->json = sbuf_str(&b);
    return true;
}

/* --- where the solver runs --------------------------------------------------------------- */

typedef bool solve_fn(struct arena *a, const struct instance *in, const struct solve_options *opt,
                      struct solver_answer *ret, struct err *e);
struct place {
    solve_fn *run;
    clash_run_fn *tasks;
};

static bool run_here(struct arena *a, const struct instance *in, const struct solve_options *opt,
                     struct solver_answer *ret, struct err *e)
{
    struct solver_options so = {.gap = opt->gap, .time_limit_ms = opt->time_limit_ms};

    (void)e;
    solver_run(a, in, &so, ret);
    return true;
}

/* The last answer that came whole; SOLVER_UNKNOWN when none did. */
static bool read_answers(struct arena *a, const struct instance *in, struct str out,
                         struct solver_answer *ret, struct err *e)
{
    struct str frame, last = STR_NONE;

    *ret = (struct solver_answer){.status = SOLVER_UNKNOWN,
                                  .price = ARENA_ARRAY(a, int64_t, in->nresource)};
    while (wire_get_bytes(&out, &frame))
        last = frame;
    return !last.n || solver_answer_read(a, in, last, ret, e);
}

static bool run_child(struct arena *a, const struct instance *in, const struct solve_options *opt,
                      struct solver_answer *ret, struct err *e)
{
    struct child_limits lim = {.memory = opt->memory ? opt->memory : SOLVE_MEMORY,
                               .max_output = OUTPUT_MAX,
                               .keep_output = true};
    const char *gap = str_cstr(a, str_format(a, "%lld", (long long)opt->gap));
    const char *limit = str_cstr(a, str_format(a, "%lld", (long long)opt->time_limit_ms));
    const char *const argv[] = {"pbis", "_solve", gap, limit, NULL};
    struct sbuf input;
    struct str out;
    int code;

    if (opt->time_limit_ms) {
        lim.wall_ms = opt->time_limit_ms + GRACE_MS;
        lim.cpu_s = lim.wall_ms / 1000 + 1;
    }
    sbuf_init(&input, a, OUTPUT_MAX);
    wire_put_instance(&input, in);
    if (!child_run(a, argv, sbuf_str(&input), &lim, &out, &code, e))
        return false;
    if (code != 0 && code != CHILD_ENDED && code != OUT_OF_MEMORY) {
        FAIL(e, ERR_SOLVER);
        err_arg(e, "why", value_str(str_format(a, "exit code %d", code)));
        return false;
    }
    if (!read_answers(a, in, out, ret, e))
        return false;
    ret->time_limited |= code != 0; /* ended before it was done, by whatever limit */
    return true;
}

/* Which rules an infeasible instance cannot keep together. */
static bool find_clash(struct arena *a, const struct instance *in, clash_run_fn *tasks,
                       struct solve_result *r, struct err *e)
{
    struct conflict *c = &r->conflict;
    bool *seen = ARENA_ARRAY(a, bool, in->nresource);
    uint32_t *resource;

    if (!clash_ask(a, in, &(struct clash_question){c->resource, c->nresource, CLASH_MS}, tasks,
                   &r->clash, e))
        return false;
    if (c->code != CONFLICT_TOGETHER || !r->clash.n)
        return true;
    resource = ARENA_ARRAY(a, uint32_t, r->clash.n);
    c->nresource = 0;
    for (size_t k = 0; k < r->clash.n; k++) {
        uint32_t of = r->clash.rule[k].of;

        if (clash_is_limit(r->clash.rule[k].kind) && !seen[of]) {
            seen[of] = true;
            resource[c->nresource++] = of;
        }
    }
    c->resource = resource;
    return true;
}

static bool solve_with(struct arena *a, const struct instance *in,
                       const struct solve_options *opt, const struct place *place,
                       struct solve_result *ret, struct err *e)
{
    struct solve_result r = {.status = SOLVE_UNKNOWN};
    struct solver_answer ans;

    choice_init(&r.choice, a, in);
    r.conflict = conflict_find(a, in);
    if (r.conflict.code != CONFLICT_NONE) {
        r.status = SOLVE_INFEASIBLE;
    } else if (opt->mode == SOLVE_MODE_RANK) {
        rank_here(a, in, opt->gap, opt->fill, &r);
    } else {
        if (!place->run(a, in, opt, &ans, e))
            return false;
        take_answer(a, in, opt, &ans, &r);
    }
    if (r.status == SOLVE_INFEASIBLE && !find_clash(a, in, place->tasks, &r, e))
        return false;
    if (!certify(a, in, &r, e))
        return false;
    *ret = r;
    return true;
}

bool allocate_solve_child(struct arena *a, const struct instance *in,
                          const struct solve_options *opt, struct solve_result *ret, struct err *e)
{
    return solve_with(a, in, opt, &(struct place){run_child, solve_tasks_child}, ret, e);
}

bool allocate_solve_here(struct arena *a, const struct instance *in,
                         const struct solve_options *opt, struct solve_result *ret, struct err *e)
{
    return solve_with(a, in, opt, &(struct place){run_here, solve_tasks_here}, ret, e);
}
