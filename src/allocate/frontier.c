/* frontier.c - the points of a frontier worked out and kept; read again in frontier_read.c. */
#include "allocate/frontier.h"

#include <string.h>

#include "allocate/certificate.h"
#include "allocate/choice.h"
#include "allocate/frontier_task.h"
#include "allocate/solve.h"
#include "allocate/solve_tasks.h"
#include "base/arena.h"
#include "base/crypto.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/audit.h"
#include "sql_allocate.h"
#include "store/store.h"

enum {
    ROUND_TO = 1000000, /* points between the ends lie at whole ten thousands of baht, satang */
    GAP_USUAL = 500000, /* 5e-4: a curve to look at; the gap of each point is shown */
    NEAR = 2,           /* neighbours whose prices are tried for a bound */
    POINTS_MIN = 2,
};

struct point {
    int64_t ceiling;
    bool has, is_now;
    bool never;     /* no set keeps these ceilings: the solver says so; else time ended it */
    bool *on;       /* by package of the instance */
    int64_t *price; /* by resource; NULL without an answer of its own */
    unsigned places;
    int64_t value, bound, gap, used, funded;
    int64_t own; /* the bound that the answer's own proof or prices prove; INT64_MAX without */
};
struct frontier_outcome {
    struct problem problem;
    struct str scenario;
    size_t total; /* the resource that moves */
    struct point *point;
    size_t n;
    int64_t total_ms, scenario_version;
};

static bool find_total(struct frontier_outcome *f, struct err *e)
{
    const struct problem *p = &f->problem;

    for (size_t r = 0; r < p->in.nresource && p->ceiling; r++) {
        if (str_eq(p->in.resource[r].id, STR("total")) && p->in.resource[r].has_max) {
            f->total = r;
            return true;
        }
    }
    FAIL(e, ERR_FRONTIER_TOTAL);
    err_arg(e, "name", V(f->scenario));
    return false;
}

static int64_t use_of(const struct alloc_package *p, size_t resource)
{
    for (size_t k = 0; k < p->nuse; k++) {
        if (p->use[k].resource == resource)
            return p->use[k].amount;
    }
    return 0;
}

static void whole_step(int64_t low, int64_t high, size_t k, size_t n, int64_t *ret)
{
    int64_t at;

    if (!exact_mul_div(high - low, (int64_t)k, (int64_t)(n - 1), ROUND_HALF_UP, &at))
        at = 0;
    *ret = low + at;
    if (k > 0 && k < n - 1 && *ret - *ret % ROUND_TO >= low)
        *ret -= *ret % ROUND_TO;
}

/* Equal steps from what is mandatory to what is asked; the one nearest the scenario's ceiling is it. */
static void place_points(struct arena *a, struct frontier_outcome *f, size_t n)
{
    const struct instance *in = &f->problem.in;
    const struct alloc_resource *total = &in->resource[f->total];
    int64_t low = 0, high = 0, near = INT64_MAX;
    size_t now = 0;

    for (size_t i = 0; i < in->npackage; i++) {
        int64_t use = use_of(&in->package[i], f->total);

        low += in->package[i].forced ? use : 0;
        high += in->package[i].banned ? 0 : use;
    }
    if (total->has_min && total->min > low)
        low = total->min;
    high = high > low ? high : low;
    f->point = ARENA_ARRAY(a, struct point, n);
    f->n = n;
    for (size_t k = 0; k < n; k++) {
        int64_t far;

        whole_step(low, high, k, n, &f->point[k].ceiling);
        f->point[k].on = ARENA_ARRAY(a, bool, in->npackage);
        f->point[k].own = INT64_MAX;
        f->point[k].price = ARENA_ARRAY(a, int64_t, in->nresource);
        far = f->point[k].ceiling - total->max;
        far = far < 0 ? -far : far;
        if (far < near) {
            near = far;
            now = k;
        }
    }
    f->point[now].ceiling = total->max;
    f->point[now].is_now = true;
}

/* The instance with the point's ceiling. */
static struct instance at_point(const struct frontier_outcome *f, const struct point *p,
                                struct alloc_resource *scratch)
{
    struct instance in = f->problem.in;

    memcpy(scratch, in.resource, in.nresource * sizeof *scratch);
    in.resource = scratch;
    in.resource[f->total].max = p->ceiling;
    return in;
}

/* What the answer's own proof, or its prices, prove in whole numbers. */
static int64_t bound_of(struct arena *a, const struct instance *in, const struct solver_answer *s)
{
    int64_t best = INT64_MAX, bound;
    struct proof_verdict v;

    if (s->proof && certificate_proof(a, in, s->proof, &s->bound, &v))
        best = s->bound;
    if (s->price && certificate_bound(a, in, s->price, s->price_places, &bound) && bound < best)
        best = bound;
    return best;
}

/* What whole numbers say of one answer. */
static void believe(struct arena *a, const struct frontier_outcome *f,
                    const struct solver_answer *ans, struct point *p)
{
    size_t n = f->problem.in.nresource;
    struct arena_mark mark = arena_mark(a);
    struct instance in = at_point(f, p, ARENA_ARRAY(a, struct alloc_resource, n));
    struct choice c;

    choice_init(&c, a, &in);
    choice_set(&c, ans->on);
    p->has = choice_is_feasible(&c);
    p->value = c.value;
    p->own = bound_of(a, &in, ans);
    arena_rewind(a, mark);
    if (!p->has)
        return;
    memcpy(p->on, ans->on, in.npackage * sizeof *p->on);
    memcpy(p->price, ans->price, n * sizeof *p->price);
    p->places = ans->price_places;
}

/* More money never makes the best worse: an answer that is, is the one before. */
static void keep_better(struct frontier_outcome *f)
{
    for (size_t k = 1; k < f->n; k++) {
        struct point *p = &f->point[k];
        const struct point *q = &f->point[k - 1];

        if (!q->has || (p->has && p->value >= q->value))
            continue;
        p->has = true;
        p->value = q->value;
        memcpy(p->on, q->on, f->problem.in.npackage * sizeof *p->on);
    }
}

/* The bound that the point's own prices prove, or those of a neighbour: any prices prove one. */
static void prove(struct arena *a, struct frontier_outcome *f)
{
    struct alloc_resource *scratch = ARENA_ARRAY(a, struct alloc_resource, f->problem.in.nresource);

    for (size_t k = 0; k < f->n; k++) {
        struct point *p = &f->point[k];
        struct instance in = at_point(f, p, scratch);
        size_t from = k > NEAR ? k - NEAR : 0, to = k + NEAR < f->n ? k + NEAR : f->n - 1;

        p->bound = p->own;
        for (size_t j = from; p->has && j <= to; j++) {
            struct arena_mark mark = arena_mark(a);
            int64_t bound;

            if (f->point[j].places &&
                certificate_bound(a, &in, f->point[j].price, f->point[j].places, &bound) &&
                bound < p->bound)
                p->bound = bound;
            arena_rewind(a, mark);
        }
        p->bound = p->bound > p->value ? p->bound : p->value;
    }
    for (size_t k = f->n; k-- > 1;) { /* and less money bounds no higher than more */
        if (f->point[k - 1].has && f->point[k - 1].bound > f->point[k].bound)
            f->point[k - 1].bound = f->point[k].bound;
    }
}

static void sum_points(struct frontier_outcome *f)
{
    for (size_t k = 0; k < f->n; k++) {
        struct point *p = &f->point[k];

        if (!p->has)
            continue;
        p->gap = certificate_gap(p->value, p->bound);
        for (size_t i = 0; i < f->problem.given; i++) {
            p->used += p->on[i] ? f->problem.cost[i] : 0;
            p->funded += p->on[i];
        }
    }
}

struct telling {
    const struct frontier_options *o;
    size_t n;
};

static bool tell(void *ctx, int64_t thousandths)
{
    const struct telling *t = ctx;

    return !t->o->progress ||
           t->o->progress(t->o->ctx, (size_t)thousandths * t->n / 1000, t->n);
}

/* The last point's answer is that of every point that has room for it. */
static void spread(struct frontier_outcome *f)
{
    const struct point *last = &f->point[f->n - 1];
    const struct problem *p = &f->problem;
    int64_t used = 0;

    for (size_t i = 0; last->has && i < p->in.npackage; i++)
        used += last->on[i] ? use_of(&p->in.package[i], f->total) : 0;
    for (size_t k = 0; last->has && k + 1 < f->n; k++) {
        struct point *to = &f->point[k];

        if (to->ceiling < used || (to->has && to->value >= last->value))
            continue;
        to->has = true;
        to->value = last->value;
        to->places = last->places;
        memcpy(to->on, last->on, p->in.npackage * sizeof *to->on);
        memcpy(to->price, last->price, p->in.nresource * sizeof *to->price);
    }
}

static bool solve_points(struct arena *a, struct frontier_outcome *f,
                         const struct frontier_options *o, struct err *e)
{
    struct telling t = {o, f->n};
    struct tasks_options opt = {.gap = o->gap ? o->gap : GAP_USUAL,
                                .time_limit_ms = o->time_limit_ms,
                                .progress = tell,
                                .ctx = &t};
    int64_t *ceiling = ARENA_ARRAY(a, int64_t, f->n);
    struct solve_task task = {.kind = TASK_FRONTIER};
    struct task_answer ans = {0};
    struct str rest;

    for (size_t k = 0; k < f->n; k++)
        ceiling[k] = f->point[k].ceiling;
    task.input = frontier_task_input(a, f->total, ceiling, f->n);
    if (!solve_tasks_child(a, &f->problem.in, &task, 1, &opt, &ans, e))
        return false;
    rest = ans.done ? ans.text : STR_NONE;
    while (rest.n) {
        struct solver_answer s;
        int64_t k;

        if (!frontier_task_next(a, &f->problem.in, &rest, &k, &s, e))
            return false;
        if (k < 0 || (size_t)k >= f->n)
            continue;
        f->point[k].never = s.status == SOLVER_INFEASIBLE;
        if (s.status == SOLVER_ANSWER)
            believe(a, f, &s, &f->point[k]);
    }
    spread(f);
    keep_better(f);
    prove(a, f);
    sum_points(f);
    return true;
}

static bool any_answer(const struct frontier_outcome *f, struct err *e)
{
    for (size_t k = 0; k < f->n; k++) {
        if (f->point[k].has)
            return true;
    }
    FAIL(e, ERR_NO_ANSWER);
    return false;
}

bool frontier_solve(struct db *db, struct arena *a, int64_t year, struct str scenario,
                    const struct frontier_options *o, struct frontier_outcome **ret,
                    struct err *e)
{
    struct frontier_outcome *f = ARENA_NEW(a, struct frontier_outcome);
    size_t n = o->points ? o->points : FRONTIER_POINTS;

    n = n < POINTS_MIN ? POINTS_MIN : n > FRONTIER_POINTS_MAX ? FRONTIER_POINTS_MAX : n;
    *f = (struct frontier_outcome){.scenario = scenario};
    if (!problem_load(db, a, year, scenario, &f->problem, e) || !find_total(f, e) ||
        !db_int(db, &Q_FRONTIER_VERSION, ARGS(V(f->problem.scenario_id)), &f->scenario_version, e))
        return false;
    place_points(a, f, n);
    if (!solve_points(a, f, o, e) || !any_answer(f, e))
        return false;
    *ret = f;
    return true;
}

void frontier_took(struct frontier_outcome *f, int64_t total_ms)
{
    f->total_ms = total_ms;
}

/* ---- keeping ---- */

static struct str gap_text(struct arena *a, int64_t gap)
{
    struct sbuf b;

    sbuf_init(&b, a, 64);
    exact_put_decimal(&b, gap, GAP_PLACES, 0);
    return sbuf_str(&b);
}

static bool store_points(struct act *by, int64_t id, const struct frontier_outcome *f,
                         struct err *e)
{
    for (size_t k = 0; k < f->n; k++) {
        const struct point *p = &f->point[k];
        struct str status = !p->has                       ? p->never ? STR("infeasible") : STR("unknown")
                            : p->gap <= SOLVE_GAP_DEFAULT ? STR("optimal")
                                                          : STR("feasible");

        if (!db_exec(by->tx->db, &Q_FRONTIER_POINT_ADD,
                     ARGS(V(id), V((int64_t)k + 1), V(MONEY(p->ceiling)), V(status), V(p->is_now),
                          V(p->value), V(p->has ? p->bound : (int64_t)0),
                          V(p->has ? gap_text(by->a, p->gap) : STR_NONE), V(MONEY(p->used)),
                          V(p->funded)),
                     NULL, e))
            return false;
    }
    return true;
}

static bool store_moves(struct act *by, int64_t id, const struct frontier_outcome *f,
                        struct err *e)
{
    const struct problem *p = &f->problem;
    const bool *before = NULL;
    struct db_bulk *bulk;

    if (!db_bulk_begin(by->tx, &Q_FRONTIER_MOVE_ADD, &bulk, e))
        return false;
    for (size_t k = 0; k < f->n; k++) {
        if (!f->point[k].has)
            continue;
        for (size_t i = 0; i < p->given; i++) {
            bool on = f->point[k].on[i], was = before && before[i];

            if (on != was &&
                !db_bulk_row(bulk,
                             ARGS(V(id), V((int64_t)k + 1), V(p->package[i].id), V(on),
                                  V(MONEY(p->cost[i])), V(p->in.package[i].value)),
                             e))
                return false;
        }
        before = f->point[k].on;
    }
    return db_bulk_end(bulk, NULL, e);
}

struct agency_sum {
    struct str code;
    int64_t used;
};

static size_t sum_agencies(const struct problem *p, const bool *on, struct agency_sum *sum)
{
    size_t n = 0;

    for (size_t i = 0; i < p->given; i++) {
        struct str code = p->package[i].agency_code;
        size_t k = 0;

        if (!on[i])
            continue;
        while (k < n && !str_eq(sum[k].code, code))
            k++;
        if (k == n)
            sum[n++] = (struct agency_sum){code, 0};
        sum[k].used += p->cost[i];
    }
    return n;
}

static bool store_agencies(struct act *by, int64_t id, const struct frontier_outcome *f,
                           struct err *e)
{
    struct agency_sum *sum = ARENA_ARRAY(by->a, struct agency_sum, f->problem.given);
    struct db_bulk *bulk;

    if (!db_bulk_begin(by->tx, &Q_FRONTIER_AGENCY_ADD, &bulk, e))
        return false;
    for (size_t k = 0; k < f->n; k++) {
        size_t n = f->point[k].has ? sum_agencies(&f->problem, f->point[k].on, sum) : 0;

        for (size_t i = 0; i < n; i++) {
            if (!db_bulk_row(bulk,
                             ARGS(V(id), V((int64_t)k + 1), V(sum[i].code), V(MONEY(sum[i].used))),
                             e))
                return false;
        }
    }
    return db_bulk_end(bulk, NULL, e);
}

static struct str instance_sha(struct arena *a, const struct instance *in)
{
    uint8_t h[SHA256_BYTES];
    struct sbuf b;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    instance_write(a, &b, in);
    sha256(sbuf_str(&b), h);
    return hex_text(a, h, sizeof h);
}

bool frontier_store(struct act *by, const struct frontier_outcome *f, struct str *ret_code,
                    struct err *e)
{
    struct audit_note n = {.action = STR("frontier.add"), .new_value = f->scenario};
    int64_t id, count;
    struct str code;

    if (!actor_check_city(by->who, PERM_ALLOCATE, e) ||
        !db_int(by->tx->db, &Q_FRONTIER_COUNT, NO_ARGS, &count, e))
        return false;
    code = str_format(by->a, "F%05lld", (long long)count + 1);
    if (!db_int(by->tx->db, &Q_FRONTIER_ADD,
                ARGS(V(f->problem.scenario_id), V(code), V((int64_t)f->n), V(f->scenario_version),
                     V(f->problem.change_id), V(instance_sha(by->a, &f->problem.in)),
                     V(f->total_ms), V(by->who->name), V(by->now_ms)),
                &id, e) ||
        !store_points(by, id, f, e) || !store_moves(by, id, f, e) || !store_agencies(by, id, f, e))
        return false;
    n.subject = str_format(by->a, "frontier:%.*s", STR_FMT(code));
    *ret_code = code;
    return audit_add(by, &n, e);
}
