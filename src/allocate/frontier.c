/* frontier.c - the points of a frontier worked out and kept; read again in frontier_read.c. */
#include "allocate/frontier.h"

#include <string.h>

#include "allocate/certificate.h"
#include "allocate/choice.h"
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
    GAP_PART = 5,       /* of the usual gap */
    POINTS_MIN = 2,
};

struct point {
    int64_t ceiling;
    bool has, is_now;
    bool *on; /* by given package */
    int64_t value, bound, gap, used, funded;
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

/* What whole numbers say of one answer. */
static void believe(struct arena *a, const struct frontier_outcome *f,
                    const struct solver_answer *ans, struct point *p)
{
    struct instance in = f->problem.in;
    struct choice c;

    in.resource = ARENA_ARRAY(a, struct alloc_resource, in.nresource);
    memcpy(in.resource, f->problem.in.resource, in.nresource * sizeof *in.resource);
    in.resource[f->total].max = p->ceiling;
    choice_init(&c, a, &in);
    choice_set(&c, ans->on);
    if (!choice_is_feasible(&c) ||
        !certificate_bound(a, &in, ans->price, ans->price_places, &p->bound))
        return;
    p->has = true;
    p->value = c.value;
    p->bound = p->bound > p->value ? p->bound : p->value;
    memcpy(p->on, ans->on, in.npackage * sizeof *p->on);
}

/* More money never makes the best worse: an answer that is, is the one before; and a bound never falls. */
static void make_monotone(struct frontier_outcome *f)
{
    for (size_t k = 1; k < f->n; k++) {
        struct point *p = &f->point[k];
        const struct point *q = &f->point[k - 1];

        if (!q->has || (p->has && p->value >= q->value))
            continue;
        if (!p->has)
            p->bound = INT64_MAX;
        p->has = true;
        p->value = q->value;
        memcpy(p->on, q->on, f->problem.in.npackage * sizeof *p->on);
    }
    for (size_t k = f->n; k-- > 1;) {
        struct point *q = &f->point[k - 1];

        if (q->has && f->point[k].has && q->bound > f->point[k].bound)
            q->bound = f->point[k].bound;
    }
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

static bool solve_points(struct arena *a, struct frontier_outcome *f,
                         const struct frontier_options *o, struct err *e)
{
    struct telling t = {o, f->n};
    struct tasks_options opt = {.gap = SOLVE_GAP_DEFAULT / GAP_PART,
                                .time_limit_ms = o->time_limit_ms,
                                .progress = tell,
                                .ctx = &t};
    struct solve_task *task = ARENA_ARRAY(a, struct solve_task, f->n);
    struct task_answer *ans = ARENA_ARRAY(a, struct task_answer, f->n);
    struct change *change = ARENA_ARRAY(a, struct change, f->n);

    for (size_t k = 0; k < f->n; k++) {
        change[k] = (struct change){.kind = CHANGE_MAX,
                                    .index = (uint32_t)f->total,
                                    .has = true,
                                    .amount = f->point[k].ceiling};
        task[k] = (struct solve_task){.kind = TASK_SOLVE, .change = &change[k], .nchange = 1};
    }
    if (!solve_tasks_child(a, &f->problem.in, task, f->n, &opt, ans, e))
        return false;
    for (size_t k = 0; k < f->n; k++) {
        struct arena_mark mark = arena_mark(a);
        struct solver_answer s;
        bool ok = !ans[k].done || task_read_answer(a, &f->problem.in, ans[k].text, &s, e);

        if (ok && ans[k].done && s.status == SOLVER_ANSWER)
            believe(a, f, &s, &f->point[k]);
        arena_rewind(a, mark);
        if (!ok)
            return false;
    }
    make_monotone(f);
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
        struct str status = !p->has                       ? STR("infeasible")
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
