/* One plan a block: an answer from the master's plans. Selections are proposals, checked in whole
 * numbers by choice.h. */
#include <math.h>
#include <string.h>

#include <coin/Cbc_C_Interface.h>

#include "allocate/master_int.h"
#include "base/arena.h"

#define NO_LIMIT 1e30

struct sparse master_gather(struct master *s, const size_t *which, size_t n)
{
    struct sparse x = {.n = (int)n};
    size_t entries = 0;
    int at = 0;

    for (size_t k = 0; k < n; k++)
        entries += (size_t)s->column[which[k]].n;
    x.start = ARENA_ARRAY(s->scratch, int, n + 1);
    x.index = ARENA_ARRAY(s->scratch, int, entries);
    x.value = ARENA_ARRAY(s->scratch, double, entries);
    x.low = ARENA_ARRAY(s->scratch, double, n);
    x.high = ARENA_ARRAY(s->scratch, double, n);
    x.cost = ARENA_ARRAY(s->scratch, double, n);
    for (size_t k = 0; k < n; k++) {
        const struct column *c = &s->column[which[k]];

        memcpy(x.index + at, c->row, (size_t)c->n * sizeof *c->row);
        memcpy(x.value + at, c->amount, (size_t)c->n * sizeof *c->amount);
        at += c->n;
        x.start[k + 1] = at;
        x.high[k] = NO_LIMIT;
        x.cost[k] = -(double)c->value * s->task->m->unit;
    }
    return x;
}

static void delete_cbc(void *p)
{
    Cbc_deleteModel(p);
}

/* The columns that an answer better than the best one can hold, by their loss at y_best; those that
 * lose at most a share of what is left to gain. */
static size_t list_useful(struct master *s, double share, size_t *which)
{
    double *loss = ARENA_ARRAY(s->scratch, double, s->ncolumn);
    double *most = ARENA_ARRAY(s->scratch, double, s->sp.nblock);
    double room = share * (in_model(s, *s->task->bound) - in_model(s, s->task->best->value));
    size_t n = 0;

    for (size_t b = 0; b < s->sp.nblock; b++)
        most[b] = -HUGE_VAL;
    for (size_t k = 0; k < s->ncolumn; k++) {
        const struct column *c = &s->column[k];

        loss[k] = in_model(s, c->value);
        for (int i = 1; i < c->n; i++)
            loss[k] -= s->y_best[(size_t)c->row[i] - s->sp.nblock] * c->amount[i];
        most[c->block] = fmax(most[c->block], loss[k]);
    }
    for (size_t k = 0; k < s->ncolumn; k++) {
        if (most[s->column[k].block] - loss[k] <= room)
            which[n++] = k;
    }
    return n;
}

static void want_plan(const struct master *s, const struct column *p, bool *want)
{
    const struct block *b = &s->sp.block[p->block];

    for (size_t j = 0; j < b->nchain; j++) {
        for (uint32_t l = 0; l < p->levels[j]; l++)
            want[s->sp.chain[b->first + j].level[l]] = true;
    }
}

static void take_picks(struct master *s, Cbc_Model *cbc, const size_t *which, size_t n)
{
    const double *x = Cbc_bestSolution(cbc);
    bool *want = ARENA_ARRAY(s->scratch, bool, s->in->npackage);
    struct choice c;

    if (!x || Cbc_getObjValue(cbc) > 1e20)
        return;
    for (size_t k = 0; k < n; k++) {
        if (x[k] > 0.5)
            want_plan(s, &s->column[which[k]], want);
    }
    choice_init(&c, s->scratch, s->in);
    choice_set(&c, want);
    if (incumbent_offer(s->task->best, &c))
        (void)heuristic_polish(s->scratch, s->in, s->task->guide, s->task->best);
}

/* By block the plan (and 1) that the master mixes most; with a seed one of those that it mixes, as
 * often as it does. The same seed gives the same plans. */
static void choose_plans(struct master *s, uint64_t seed, size_t *plan)
{
    const double *x = Clp_getColSolution(s->clp) + 2 * s->sp.nlink;
    double *most = ARENA_ARRAY(s->scratch, double, s->sp.nblock);

    for (size_t b = 0; b < s->sp.nblock && seed; b++) {
        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        most[b] = (double)(seed >> 40) / (double)(UINT64_C(1) << 24);
    }
    for (size_t k = 0; k < s->nloaded; k++) {
        uint32_t b = s->column[k].block;

        if (seed ? x[k] > 0 && most[b] >= 0 : x[k] > most[b]) {
            most[b] = seed ? most[b] - x[k] : x[k];
            plan[b] = k + 1;
        }
    }
}

void master_round(struct master *s, uint64_t seed)
{
    struct arena_mark mark = arena_mark(s->scratch);
    bool *want = ARENA_ARRAY(s->scratch, bool, s->in->npackage);
    double *whole = ARENA_ARRAY(s->scratch, double, s->in->npackage);
    size_t *plan = ARENA_ARRAY(s->scratch, size_t, s->sp.nblock);
    struct guide g = *s->task->guide;

    choose_plans(s, seed, plan);
    for (size_t b = 0; b < s->sp.nblock; b++) {
        if (plan[b])
            want_plan(s, &s->column[plan[b] - 1], want);
    }
    for (size_t i = 0; i < s->in->npackage; i++)
        whole[i] = want[i];
    g.x = whole;
    (void)heuristic_round(s->scratch, s->in, &g, s->task->best);
    arena_rewind(s->scratch, mark);
}

static void set_number(struct master *s, Cbc_Model *cbc, const char *name, double x)
{
    Cbc_setParameter(cbc, name, str_cstr(s->scratch, str_format(s->scratch, "%.17g", x)));
}

void master_pick(struct master *s, int nodes, double seconds, double share)
{
    struct arena_mark mark = arena_mark(s->scratch);
    size_t *which = ARENA_ARRAY(s->scratch, size_t, s->ncolumn), n = list_useful(s, share, which);
    struct sparse x = master_gather(s, which, n);
    Cbc_Model *cbc = Cbc_newModel();
    double best = in_model(s, s->task->best->value);

    arena_defer(s->scratch, delete_cbc, cbc);
    for (size_t k = 0; k < n; k++)
        x.high[k] = 1;
    Cbc_loadProblem(cbc, x.n, (int)rows_of(s), x.start, x.index, x.value, x.low, x.high, x.cost,
                    s->row_low, s->row_high);
    for (int k = 0; k < x.n; k++)
        Cbc_setInteger(cbc, k);
    Cbc_setLogLevel(cbc, 0);
    Cbc_setParameter(cbc, "log", "0");
    set_number(s, cbc, "sec", fmax(seconds, 0.01));
    set_number(s, cbc, "cutoff", -best - 1e-9 * fabs(best));
    set_number(s, cbc, "ratio", (double)s->task->gap * 0.5e-9);
    set_number(s, cbc, "maxN", nodes);
    Cbc_solve(cbc);
    take_picks(s, cbc, which, n);
    arena_rewind(s->scratch, mark);
}
