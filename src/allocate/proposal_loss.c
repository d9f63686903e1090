#include "allocate/proposal_loss.h"

#include "allocate/proposed.h"
#include "allocate/run_file.h"
#include "allocate/solve_tasks.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/audit.h"
#include "plan/resolution.h"
#include "sql_allocate.h"
#include "store/store.h"

/* A ten-millionth: of a city's million points a tenth of one. */
#define LOSS_GAP INT64_C(100)

struct held {
    int64_t package_id;
    struct str code;
    struct money amount, cost;
    int64_t units; /* of a divisible package that the run funds */
    uint32_t index;
    const struct alloc_units *divisible; /* or NULL */
};
static const struct field held_fields[] = {
    COL(struct held, package_id),
    COL(struct held, code),
    COL(struct held, amount),
    COL(struct held, cost),
    COL(struct held, units),
};
static const struct row_type held_type = ROW_TYPE(struct held, held_fields);

static const struct alloc_units *units_of(const struct instance *in, uint32_t package)
{
    for (size_t k = 0; k < in->spec.nunits; k++) {
        if (in->spec.units[k].package == package)
            return &in->spec.units[k];
    }
    return NULL;
}

static bool read_held(struct db *db, struct arena *a, int64_t resolution_id,
                      const struct instance *in, struct held **ret, size_t *ret_n, struct err *e)
{
    const struct held *row;
    struct rows rows;

    if (!db_list(db, a, &Q_PROPOSAL_HELD, ARGS(V(resolution_id)), &held_type, &rows, e))
        return false;
    if (rows.n == 0 || rows.n > LOSSES_MOST) {
        FAIL(e, ERR_NOTHING);
        return false;
    }
    row = rows.p;
    *ret = ARENA_ARRAY(a, struct held, rows.n);
    *ret_n = rows.n;
    for (size_t i = 0; i < rows.n; i++) {
        uint32_t p = 0;

        while (p < in->npackage && !str_eq(in->package[p].id, row[i].code))
            p++;
        if (p == in->npackage || row[i].cost.satang <= 0) {
            FAIL(e, ERR_NOT_FOUND);
            err_arg(e, "what", V(row[i].code));
            return false;
        }
        (*ret)[i] = row[i];
        (*ret)[i].index = p;
        (*ret)[i].divisible = units_of(in, p);
    }
    return true;
}

/* ---- holding packages ---- */

static int64_t use_of(const struct alloc_package *x, uint32_t r)
{
    for (size_t k = 0; k < x->nuse; k++) {
        if (x->use[k].resource == r)
            return x->use[k].amount;
    }
    return 0;
}

static bool scale(int64_t v, const struct held *h, int64_t *ret, struct err *e)
{
    if (exact_mul_div(v, h->amount.satang, h->cost.satang, ROUND_HALF_UP, ret))
        return true;
    FAIL(e, ERR_AMOUNT_RANGE);
    err_arg(e, "value", V(h->code));
    return false;
}

/* A part of a package's money: it stays in as a whole, its value shrinks, and each limit gives back what it does not
 * use. `back` counts that by resource over all packages held. What a run gives of a divisible package is its units; they
 * are held in the package itself, and its further units stay out. Counts stay as they are: a package is one. */
static bool hold_part(const struct instance *in, const struct held *h, struct change *value,
                      int64_t *back, struct err *e)
{
    const struct alloc_package *p = &in->package[h->index];
    const struct alloc_units *u = h->divisible;
    int64_t further = u && h->units > u->low ? h->units - u->low : 0, v;

    *value = (struct change){.kind = CHANGE_VALUE, .index = h->index};
    if (!scale(p->value + (further ? further * u->value : 0), h, &value->amount, e))
        return false;
    for (uint32_t r = 0; r < in->nresource; r++) {
        int64_t own = use_of(p, r), all = own;

        if (in->resource[r].kind == RESOURCE_COUNT || in->resource[r].kind == RESOURCE_USED)
            continue;
        if (further) /* the first of them is one unit */
            all += further * use_of(&in->package[u->first], r);
        if (!scale(all, h, &v, e))
            return false;
        back[r] += own - v;
    }
    return true;
}

/* Changes that hold one package at its amount. */
static bool hold_one(const struct instance *in, const struct held *h, struct change *c, size_t *k,
                     int64_t *back, struct err *e)
{
    bool part = h->amount.satang && (h->divisible || h->amount.satang != h->cost.satang);

    c[(*k)++] = (struct change){.kind = h->amount.satang ? CHANGE_IN : CHANGE_OUT,
                                .index = h->index};
    if (part && !hold_part(in, h, &c[(*k)++], back, e))
        return false;
    for (uint32_t i = 0; part && h->divisible && i < h->divisible->n; i++)
        c[(*k)++] = (struct change){.kind = CHANGE_OUT, .index = h->divisible->first + i};
    return true;
}

static bool hold(struct arena *a, const struct instance *in, const struct held *h, size_t n,
                 struct solve_task *ret, struct err *e)
{
    size_t steps = in->npackage - in->spec.npackage;
    struct change *c = ARENA_ARRAY(a, struct change, 2 * n + steps + 2 * in->nresource);
    int64_t *back = ARENA_ARRAY(a, int64_t, in->nresource);
    size_t k = 0;

    for (size_t r = 0; r < in->nresource; r++)
        back[r] = 0;
    for (size_t i = 0; i < n; i++) {
        if (!hold_one(in, &h[i], c, &k, back, e))
            return false;
    }
    for (uint32_t r = 0; r < in->nresource; r++) {
        const struct alloc_resource *x = &in->resource[r];

        if (back[r] && x->has_max)
            c[k++] = (struct change){CHANGE_MAX, r, true, x->max + back[r]};
        if (back[r] && x->has_min)
            c[k++] = (struct change){CHANGE_MIN, r, true, x->min + back[r]};
    }
    *ret = (struct solve_task){.kind = TASK_SOLVE, .change = c, .nchange = k};
    return true;
}

/* ---- the answers ---- */

struct span {
    int64_t low, high; /* of the best value */
};

static bool read_loss(struct arena *a, const struct instance *in, const struct task_answer *t,
                      const struct span *best, struct loss *ret, struct err *e)
{
    struct solver_answer x;

    ret->state = STR("open");
    if (!t->done)
        return true;
    if (!task_read_answer(a, in, t->text, &x, e))
        return false;
    if (x.status == SOLVER_INFEASIBLE)
        ret->state = STR("barred");
    if (x.status != SOLVER_ANSWER)
        return true;
    ret->state = STR("found");
    ret->low.millionths = best->low - x.bound;
    ret->high.millionths = best->high - x.value;
    return true;
}

static bool read_answers(struct arena *a, const struct instance *in, const struct task_answer *t,
                         const struct run_row *run, struct losses *l, struct loss *each,
                         struct err *e)
{
    struct span best = {run->value_score.millionths, run->bound_score.millionths};
    struct solver_answer x;

    if (t[0].done) { /* the run's own best, known more closely now */
        if (!task_read_answer(a, in, t[0].text, &x, e))
            return false;
        if (x.status == SOLVER_ANSWER) {
            best.low = x.value > best.low ? x.value : best.low;
            best.high = x.bound < best.high ? x.bound : best.high;
        }
    }
    for (size_t i = 0; i < l->n; i++) {
        if (!read_loss(a, in, &t[i + 1], &best, &each[i], e))
            return false;
    }
    return read_loss(a, in, &t[l->n + 1], &best, &l->all, e);
}

bool losses_find(struct db *db, struct arena *a, const struct actor *who, int64_t year,
                 struct str code, struct losses *ret, struct err *e)
{
    const struct tasks_options o = {.gap = LOSS_GAP, .time_limit_ms = LOSSES_SECONDS * INT64_C(1000)};
    struct task_answer answer[LOSSES_MOST + 2];
    struct solve_task task[LOSSES_MOST + 2] = {{.kind = TASK_SOLVE}};
    struct resolution r;
    struct proposed p;
    struct instance in;
    struct str text;
    struct held *h;
    struct loss *each;

    *ret = (struct losses){0};
    if (!actor_check_city(who, PERM_COMMITTEE, e) || !resolution_get(db, a, year, code, &r, e) ||
        !proposed_head(db, a, year, r.run_code, NULL, &p, e) ||
        !run_file_get(db, a, p.run.id, RUN_INSTANCE, &text, e) || !instance_read(a, text, &in, e) ||
        !read_held(db, a, r.id, &in, &h, &ret->n, e))
        return false;
    ret->resolution_id = r.id;
    ret->version = r.version;
    ret->code = r.code;
    each = ARENA_ARRAY(a, struct loss, ret->n);
    ret->each = each;
    for (size_t i = 0; i < ret->n; i++) {
        each[i] = (struct loss){.package_id = h[i].package_id, .amount = h[i].amount};
        if (!hold(a, &in, &h[i], 1, &task[i + 1], e))
            return false;
    }
    return hold(a, &in, h, ret->n, &task[ret->n + 1], e) &&
           solve_tasks_child(a, &in, task, ret->n + 2, &o, answer, e) &&
           read_answers(a, &in, answer, &p.run, ret, each, e);
}

bool losses_keep(struct act *by, int64_t year, const struct losses *l, struct err *e)
{
    struct audit_note n = {.action = STR("departure.loss"), .new_value = l->all.state};
    struct db *db = by->tx->db;
    struct resolution r;
    int64_t rows;

    if (!actor_check_city(by->who, PERM_COMMITTEE, e) ||
        !resolution_get(db, by->a, year, l->code, &r, e))
        return false;
    if (r.version != l->version) {
        FAIL(e, ERR_STALE);
        return false;
    }
    for (size_t i = 0; i < l->n; i++) {
        const struct loss *x = &l->each[i];

        if (!db_exec(db, &Q_PROPOSAL_LOSS_SET,
                     ARGS(V(l->resolution_id), V(x->package_id), V(x->amount), V(x->state),
                          V(x->low.millionths), V(x->high.millionths)),
                     &rows, e))
            return false;
        if (rows != 1) {
            FAIL(e, ERR_STALE);
            return false;
        }
    }
    n.subject = str_format(by->a, "resolution:%.*s", STR_FMT(l->code));
    return db_exec(db, &Q_PROPOSAL_LOSS_ALL_SET,
                   ARGS(V(l->resolution_id), V(l->all.state), V(l->all.low.millionths),
                        V(l->all.high.millionths), V(by->who->name), V(by->now_ms)),
                   NULL, e) &&
           audit_add(by, &n, e);
}

static const struct field all_fields[] = {
    COL(struct loss_all, state),
    COL(struct loss_all, low),
    COL(struct loss_all, high),
    COL(struct loss_all, at),
};
static const struct row_type all_type = ROW_TYPE(struct loss_all, all_fields);

bool loss_of_all(struct db *db, struct arena *a, int64_t resolution_id, struct loss_all *ret,
                 bool *ret_found, struct err *e)
{
    return db_find(db, a, &Q_PROPOSAL_LOSS_ALL, ARGS(V(resolution_id)), &all_type, ret, ret_found, e);
}
