#include "allocate/solver.h"

#include <math.h>
#include <string.h>

#include <coin/Cbc_C_Interface.h>

#include "allocate/certificate.h"
#include "allocate/core.h"
#include "allocate/enumerate.h"
#include "allocate/heuristic.h"
#include "allocate/master.h"
#include "allocate/model.h"
#include "allocate/multipliers.h"
#include "allocate/prove.h"
#include "allocate/reduce.h"
#include "allocate/shake.h"
#include "allocate/warm.h"
#include "base/arena.h"

enum {
    CLASH_S = 3,  /* to name the limits that clash; clash.h finds the rest */
    REPAIRS = 40, /* selections refused in int64 before giving up */
    SMALL = 400,  /* packages up to which the gap is closed to 0 when that is cheap */
    SMALL_NODES = 500,
    ENUMERATE_NODES = 2000000,
    CBC_STOPPED_ON_TIME = 4,
    FIRST_NODES = 200,     /* of CBC, before a search by hand */
    SHAKE_PACKAGES = 3000, /* up to which there is one */
};
#define TIME_SHARE 0.9    /* of what is left, for CBC: it overruns, and tells its answers at the end */
#define SHAKE_FIRST INT64_C(10000000) /* uses looked at */
#define SHAKE_WORK INT64_C(500000000)
#define FOREVER    1e9    /* seconds */
#define SAFETY     1e-10  /* of a bound that CBC gives */
#define RESOLUTION 1e-9   /* of the objective: what doubles can tell apart */
#define GAP_SHARE  0.9    /* of the gap asked for, so that rounding stays inside it */

struct engine {
    struct arena *a;
    const struct instance *in;
    const struct solver_options *opt;
    struct solver_answer *ans;
    struct incumbent best;
    struct guide guide;
    struct model model; /* without cuts */
    struct relaxation relaxed;
    struct master_end blocks; /* multipliers of the best bound by blocks */
    const double *master_dual; /* where column generation begins, by row */
    bool is_warm;              /* relaxation and answer are those of an earlier run */
    struct reduction red;
    double deadline, bound; /* the bound in model units */
    int64_t proved;         /* a bound counted in whole numbers, millionths */
    double unit, step;      /* model units per millionth; the smallest difference of two values */
    bool exact;             /* the best answer is the optimum, found in whole numbers */
    struct cut *cuts;
    size_t ncut;
};

enum mip_end { MIP_PROVED, MIP_STOPPED, MIP_EMPTY };

/* --- the bound in millionths ------------------------------------------------------------- */

static int64_t sum_of_positive(const struct instance *in)
{
    int64_t sum = 0;

    for (size_t i = 0; i < in->npackage; i++)
        sum += in->package[i].value > 0 ? in->package[i].value : 0;
    return sum;
}

/* Rounds the bound down to a value that an answer can have. */
static int64_t bound_value(const struct engine *g)
{
    int64_t most = sum_of_positive(g->in), divisor, steps, ret;
    double s;

    if (g->exact)
        return g->best.value;
    s = floor((g->bound + SAFETY * (fabs(g->bound) + 1)) / g->step);

    divisor = (int64_t)nearbyint(g->step / g->unit);
    most = g->proved < most ? g->proved : most;
    if (s >= (double)most / (double)divisor)
        return most;
    steps = (int64_t)s;
    if (__builtin_mul_overflow(steps, divisor, &ret))
        return most;
    ret = most < ret ? most : ret;
    return g->best.has && ret < g->best.value ? g->best.value : ret;
}

static void tell(void *ctx, const struct incumbent *best)
{
    struct engine *g = ctx;

    g->ans->status = SOLVER_ANSWER;
    g->ans->on = best->on;
    g->ans->value = best->value;
    g->ans->bound = bound_value(g);
    if (g->opt->found)
        g->opt->found(g->opt->ctx, g->ans);
}

static bool is_within(const struct engine *g, int64_t gap)
{
    return g->best.has && certificate_gap(g->best.value, bound_value(g)) <= gap;
}

/* --- CBC --------------------------------------------------------------------------------- */

static void delete_cbc(void *p)
{
    Cbc_deleteModel(p);
}

static void set_double(struct engine *g, Cbc_Model *cbc, const char *name, double x)
{
    Cbc_setParameter(cbc, name, str_cstr(g->a, str_format(g->a, "%.17g", x)));
}

static Cbc_Model *load_cbc(struct engine *g, const struct model *m)
{
    Cbc_Model *cbc = Cbc_newModel();

    arena_defer(g->a, delete_cbc, cbc);
    Cbc_loadProblem(cbc, m->ncolumn, m->nrow, m->start, m->index, m->value, m->low, m->high,
                    m->cost, m->row_low, m->row_high);
    for (int i = 0; i < m->ncolumn; i++)
        Cbc_setInteger(cbc, i);
    Cbc_setLogLevel(cbc, 0);
    Cbc_setParameter(cbc, "log", "0");
    /* CBC 2.10's preprocessing loses answers: with floors (test_solver, seed 1009137: it calls -3
     * the optimum where 28 is) and with a cutoff (seed 140079: 342 for 346). */
    Cbc_setParameter(cbc, "preprocess", "off");
    return cbc;
}

/* What a better answer must reach (model units): above this, CBC need not look. */
static double target_of(const struct engine *g, double gap, bool *ret_exact)
{
    double value = (double)g->best.value * g->unit, least = RESOLUTION * fabs(g->bound);

    *ret_exact = g->step / 2 >= least && gap * fabs(g->bound) <= g->step / 2;
    return value + fmax(fmax(g->step / 2, least), gap * fabs(g->bound));
}

static void add_cut(struct engine *g, struct cut cut)
{
    struct cut *cuts = ARENA_ARRAY(g->a, struct cut, g->ncut + 1);

    if (g->ncut)
        memcpy(cuts, g->cuts, g->ncut * sizeof *cuts);
    cuts[g->ncut++] = cut;
    g->cuts = cuts;
}

static int64_t use_of(const struct alloc_package *p, uint32_t resource)
{
    for (size_t k = 0; k < p->nuse; k++) {
        if (p->use[k].resource == resource)
            return p->use[k].amount;
    }
    return 0;
}

/* Cuts off a choice that breaks limits by a rounding: of those that are in and overfill a ceiling
 * one must go, or one that makes room (its amount is negative) must come; a floor likewise. */
static void cut_off(struct engine *g, const struct choice *c)
{
    for (uint32_t r = 0; r < g->in->nresource; r++) {
        const struct alloc_resource *x = &g->in->resource[r];
        bool above = x->has_max && c->used[r] > x->max, below = x->has_min && c->used[r] < x->min;
        struct cut cut = {.least = -1e30, .most = 1e30};
        uint32_t *list;
        double *factor, in = 0;

        if (!above && !below)
            continue;
        list = ARENA_ARRAY(g->a, uint32_t, g->in->npackage);
        factor = ARENA_ARRAY(g->a, double, g->in->npackage);
        for (uint32_t i = 0; i < g->in->npackage; i++) {
            int64_t amount = use_of(&g->in->package[i], r);

            if (!amount || c->on[i] != (above == (amount > 0)))
                continue;
            factor[cut.n] = amount > 0 ? 1 : -1;
            list[cut.n++] = i;
            in += c->on[i];
        }
        cut.column = list;
        cut.factor = factor;
        if (above)
            cut.most = in - 1;
        else
            cut.least = 1 - in;
        add_cut(g, cut);
    }
}

/* Reads CBC's selection of the open packages; true when it is a better answer or was cut off. m:
 * the model with what is fixed. */
static bool take_selection(struct engine *g, Cbc_Model *cbc, const struct model *m,
                           const struct core *core, bool *ret_refused)
{
    const double *x = Cbc_bestSolution(cbc);
    bool *want = ARENA_ARRAY(g->a, bool, g->in->npackage);
    struct choice c;

    *ret_refused = false;
    if (!x || Cbc_getObjValue(cbc) > 1e20)
        return false;
    for (size_t i = 0; i < g->in->npackage; i++)
        want[i] = m->low[i] > 0.5;
    for (int k = 0; k < core->m.ncolumn; k++)
        want[core->package[k]] = x[k] > 0.5;
    choice_init(&c, g->a, g->in);
    choice_set(&c, want);
    if (choice_is_feasible(&c))
        return incumbent_offer(&g->best, &c);
    *ret_refused = true;
    cut_off(g, &c);
    return true;
}

/* CBC drops nodes that are within the gap of its best answer and then calls that answer's value its
 * bound; what it has proved is that value and the gap above it. */
static double honest_bound(const struct engine *g, double possible, double gap)
{
    double value = (double)g->best.value * g->unit;

    if (!g->best.has)
        return possible;
    return fmax(possible, value + gap * (1 + 1e-6) * fmax(fabs(value), fabs(possible)));
}

/* One run of CBC. nodes = 0: no limit. */
static enum mip_end run_cbc(struct engine *g, double gap, int nodes, bool *ret_refused)
{
    struct model m = model_build(g->a, g->in, g->cuts, g->ncut);
    double target = -1e300, left = g->deadline - model_clock(), possible;
    bool exact = false, had = g->best.has, proved;
    int64_t value = g->best.value;
    struct core core;
    Cbc_Model *cbc;

    *ret_refused = false;
    if (had) {
        target = target_of(g, gap, &exact);
        if (g->blocks.split)
            core_fix(g->a, &m, g->blocks.split, g->blocks.y,
                     (double)g->proved * g->unit + g->step, target);
        if (g->relaxed.status == RELAXED_OPTIMAL && !reduce_fix(&g->red, target, &m)) {
            g->bound = fmin(g->bound, exact ? (double)value * g->unit : target);
            return MIP_PROVED;
        }
    }
    if (left <= 0)
        return MIP_STOPPED;
    core = core_make(g->a, &m);
    cbc = load_cbc(g, &core.m);
    Cbc_setParameter(cbc, "timeMode", "elapsed");
    set_double(g, cbc, "sec", fmin(left * TIME_SHARE, FOREVER));
    set_double(g, cbc, "ratio", 0);
    set_double(g, cbc, "allow", gap * fabs(g->bound));
    if (had)
        set_double(g, cbc, "cutoff", -target - core.fixed);
    if (g->step >= RESOLUTION * fabs(g->bound))
        set_double(g, cbc, "increment", 0.99 * g->step);
    if (nodes)
        set_double(g, cbc, "maxN", nodes);
    Cbc_solve(cbc);
    proved = Cbc_status(cbc) == 0 && Cbc_secondaryStatus(cbc) <= 2;
    g->ans->time_limited |= Cbc_secondaryStatus(cbc) == CBC_STOPPED_ON_TIME;
    possible = -Cbc_getBestPossibleObjValue(cbc) - core.fixed;
    if (!take_selection(g, cbc, &m, &core, ret_refused) && proved) {
        if (!had)
            return MIP_EMPTY;
        g->bound = fmin(g->bound, exact ? (double)value * g->unit : target);
        return MIP_PROVED;
    }
    if (fabs(possible) < 1e20)
        g->bound = fmin(g->bound, fmax(honest_bound(g, possible, gap), target));
    return proved ? MIP_PROVED : MIP_STOPPED;
}

/* CBC until the gap is closed, the nodes or the time are over. */
static enum mip_end close_gap(struct engine *g, double gap, int nodes)
{
    enum mip_end end = MIP_STOPPED;
    bool refused = true;

    for (int round = 0; round < REPAIRS && refused; round++) {
        end = run_cbc(g, gap, nodes, &refused);
        if (model_clock() > g->deadline) {
            g->ans->time_limited = true;
            return MIP_STOPPED;
        }
    }
    return refused ? MIP_STOPPED : end;
}

/* --- the whole --------------------------------------------------------------------------- */

static void list_floors(struct engine *g)
{
    uint32_t *list = ARENA_ARRAY(g->a, uint32_t, g->in->nresource);

    if (g->ans->nclash)
        return; /* the relaxation named fewer */
    for (uint32_t r = 0; r < g->in->nresource; r++) {
        if (g->in->resource[r].has_min)
            list[g->ans->nclash++] = r;
    }
    g->ans->clash = list;
}

/* What the relaxation tells: prices, the first bound, an order of packages. */
static void use_relaxation(struct engine *g)
{
    g->red = reduce_by_prices(g->a, &g->model, g->relaxed.dual);
    g->bound = fmin(g->bound, g->red.bound);
    g->guide.x = g->relaxed.x;
    g->guide.profit = g->red.profit;
    g->ans->price = model_prices(g->a, &g->model, g->relaxed.dual, &g->ans->price_places);
}

/* Begins where an earlier run ended. False when there is none, or its answer cannot be mended. */
static bool start_warm(struct engine *g)
{
    const struct warm *w = g->opt->hint ? g->opt->hint->warm : NULL;

    if (!w || !warm_fits(w, &g->model))
        return false;
    g->relaxed = (struct relaxation){.status = RELAXED_OPTIMAL,
                                     .x = w->x,
                                     .dual = warm_dual(g->a, w, &g->model, w->dual)};
    g->master_dual = warm_dual(g->a, w, &g->model, w->master_dual);
    use_relaxation(g);
    g->is_warm = warm_repair(g->a, w, &g->guide, g->in, &g->best);
    return g->is_warm;
}

/* The relaxation, prices and the first bound. False when it settles that there is no answer. */
static bool relax(struct engine *g)
{
    struct model m;
    double start = model_clock();

    m = g->model = model_build(g->a, g->in, NULL, 0);

    g->unit = m.unit;
    g->step = m.unit * (double)m.divisor;
    g->bound = (double)sum_of_positive(g->in) * m.unit;
    g->ans->price = ARENA_ARRAY(g->a, int64_t, g->in->nresource);
    g->ans->price_places = PRICE_PLACES_MIN;
    g->relaxed.status = RELAXED_FAILED;
    if (!g->in->npackage || start_warm(g))
        return true;
    g->relaxed = model_relax(g->a, &m, fmin(g->deadline - start, FOREVER));
    if (g->relaxed.status == RELAXED_INFEASIBLE) {
        g->ans->status = SOLVER_INFEASIBLE;
        if (!g->opt->is_question)
            g->ans->clash = model_clash(g->a, &m, fmin(g->deadline, model_clock() + CLASH_S),
                                        &g->ans->nclash);
        list_floors(g);
    } else if (g->relaxed.status == RELAXED_OPTIMAL) {
        g->master_dual = g->relaxed.dual;
        use_relaxation(g);
    }
    g->ans->lp_ms = (int64_t)((model_clock() - start) * 1000);
    return g->relaxed.status != RELAXED_INFEASIBLE;
}

static void keep_multipliers(struct engine *g, const struct master_end *end)
{
    double *dual = ARENA_ARRAY(g->a, double, (size_t)g->model.nrow);

    memcpy(dual, g->relaxed.dual, (size_t)g->model.nrow * sizeof *dual);
    for (size_t l = 0; l < end->split->nlink; l++) {
        const struct link *x = &end->split->link[l];

        dual[x->row] = x->kind == LINK_FLOOR ? end->y[l] : -end->y[l];
    }
    g->master_dual = dual;
}

/* The bound and the answer of blocks, where the instance has some. */
static void use_blocks(struct engine *g)
{
    struct master_end end = {0};
    struct master_task task = {.m = &g->model,
                               .dual = g->master_dual,
                               .guide = &g->guide,
                               .gap = g->opt->gap,
                               .deadline = g->deadline,
                               .best = &g->best,
                               .bound = &g->proved,
                               .end = &end};

    if (!g->best.has || g->relaxed.status != RELAXED_OPTIMAL)
        return;
    g->proved = bound_value(g);
    (void)master_run(g->a, &task);
    if (end.split) {
        g->ans->proof = multipliers_proof(g->a, &g->model, end.split, end.y);
        keep_multipliers(g, &end);
        g->blocks = end;
    }
    g->bound = fmin(g->bound, (double)g->proved * g->unit + g->step / 2);
    tell(g, &g->best); /* whoever watches the time learns of the bound */
}

/* An answer found before is one more to begin with, where it keeps the rules. */
static void offer_hint(struct engine *g)
{
    struct choice c;

    if (!g->opt->hint || !g->opt->hint->on)
        return;
    choice_init(&c, g->a, g->in);
    choice_set(&c, g->opt->hint->on);
    (void)incumbent_offer(&g->best, &c);
}

/* Without blocks: a short search by hand, a short run of CBC that settles what is easy, then a long
 * search, which finds better answers than CBC would; its long run begins with them. */
static enum mip_end close_without_blocks(struct engine *g, double gap)
{
    enum mip_end end;

    if (g->blocks.split || !g->best.has || g->in->npackage > SHAKE_PACKAGES ||
        g->in->npackage <= ENUMERATE_MAX)
        return MIP_STOPPED;
    g->ans->time_limited |= shake(g->a, g->in, &g->guide, SHAKE_FIRST, &g->best);
    end = close_gap(g, gap, FIRST_NODES);
    if (!is_within(g, g->opt->gap))
        g->ans->time_limited |= shake(g->a, g->in, &g->guide, SHAKE_WORK, &g->best);
    return end;
}

static void search(struct engine *g)
{
    double gap = GAP_SHARE * (double)g->opt->gap * 1e-9, start;
    enum mip_end end = MIP_PROVED;

    g->ans->time_limited |= g->is_warm ? heuristic_polish(g->a, g->in, &g->guide, &g->best)
                                       : heuristic_search(g->a, g->in, &g->guide, &g->best);
    offer_hint(g);
    start = model_clock();
    if (g->in->npackage <= ENUMERATE_MAX && !g->opt->mip_only)
        g->exact =
            enumerate(g->a, g->in, g->ans->price, g->ans->price_places, ENUMERATE_NODES, &g->best);
    if (g->exact) {
        if (!g->best.has) {
            g->ans->status = SOLVER_INFEASIBLE;
            list_floors(g);
        }
        return;
    }
    if (g->relaxed.status == RELAXED_INFEASIBLE)
        return;
    if (!is_within(g, g->opt->gap))
        use_blocks(g);
    if (!is_within(g, g->opt->gap))
        end = close_without_blocks(g, gap);
    if (!is_within(g, g->opt->gap))
        end = close_gap(g, gap, 0);
    if (g->in->npackage <= SMALL && end == MIP_PROVED && !is_within(g, 0) && gap > 0)
        (void)close_gap(g, 0, SMALL_NODES);
    if (g->best.has)
        (void)heuristic_polish(g->a, g->in, &g->guide, &g->best);
    g->ans->mip_ms = (int64_t)((model_clock() - start) * 1000);
    if (end == MIP_EMPTY && !g->best.has) {
        g->ans->status = SOLVER_INFEASIBLE;
        list_floors(g);
    }
}

/* The proof of the answer's bound, or that there is none; where it falls short within the gap, its
 * bound is the answer's. */
static void prove(struct engine *g)
{
    struct prove_task t = {.value = g->ans->value,
                           .bound = g->ans->bound,
                           .gap = g->opt->gap,
                           .no_answer = g->ans->status == SOLVER_INFEASIBLE,
                           .hint = g->ans->proof,
                           .price = g->ans->price,
                           .price_places = g->ans->price_places,
                           .nodes = g->in->npackage <= SMALL ? PROVE_NODES : PROVE_NODES_LARGE,
                           .deadline = g->deadline};
    int64_t bound = t.bound;

    g->ans->proof = prove_bound(g->a, g->in, &t, &bound);
    if (g->ans->proof && !t.no_answer && certificate_gap(t.value, bound) <= t.gap &&
        bound >= t.value)
        g->ans->bound = bound;
}

void solver_run(struct arena *a, const struct instance *in, const struct solver_options *opt,
                struct solver_answer *ret)
{
    struct engine g = {.a = a, .in = in, .opt = opt, .ans = ret};
    double now = model_clock();

    *ret = (struct solver_answer){.status = SOLVER_UNKNOWN};
    g.proved = INT64_MAX;
    g.deadline = opt->time_limit_ms ? now + (double)opt->time_limit_ms * 1e-3 : now + FOREVER;
    g.guide.until = g.deadline;
    incumbent_init(&g.best, a, in->npackage);
    g.best.found = tell;
    g.best.ctx = &g;
    ret->on = g.best.on;
    if (relax(&g) || in->npackage <= ENUMERATE_MAX)
        search(&g);
    if (g.best.has) {
        ret->status = SOLVER_ANSWER;
        ret->value = g.best.value;
        ret->bound = bound_value(&g);
    }
    if (opt->keep && g.best.has && g.relaxed.status == RELAXED_OPTIMAL)
        *opt->keep = (struct warm){true, g.model, g.relaxed.x, g.relaxed.dual, g.master_dual,
                                   g.best.on};
    if (ret->status != SOLVER_UNKNOWN && !opt->is_question)
        prove(&g);
}
