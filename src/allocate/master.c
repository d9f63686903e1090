#include "allocate/master.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include <coin/Cbc_C_Interface.h>
#include <coin/Clp_C_Interface.h>

#include "allocate/certificate.h"
#include "allocate/price.h"
#include "base/arena.h"

enum {
    ROUNDS_MAX = 300,
    STALL_MAX = 5, /* rounds without progress */
    PLANS = 4,     /* a block, while prices are sought */
    SMOOTH_ROUNDS = 10,
    PICKS = 3, /* runs of CBC */
    FIRST_NODES = 50,
    PICK_NODES = 500,
    PICK_PLANS = 16, /* a block at the first run; 4 times more at each next one */
    SLACK_SHARE = 50,
};
#define SMOOTH_FIRST 0.8 /* weight of the best multipliers against the master's newest */
#define SMOOTH_LATER 0.5
#define PROGRESS     1e-7 /* of the bound */
#define NOISE        1e-6 /* of all values: what the master's doubles may be off */
#define NO_LIMIT     1e30

struct column {
    uint32_t block;
    uint64_t hash;
    uint32_t *levels; /* by chain of the block */
    int64_t value;    /* millionths */
    int n;
    int *row;
    double *amount;
};

struct master {
    struct arena *a, *scratch;
    const struct master_task *task;
    const struct instance *in;
    struct split sp;
    struct pricing pricing;
    Clp_Simplex *clp;
    struct column *column;
    size_t ncolumn, column_room, nloaded;
    double *y, *y_best, *y_master; /* by link */
    int64_t *sum;                  /* by link; scratch of add_column() */
    double *row_low, *row_high;    /* by row: blocks, then links */
    double objective, all;         /* of the master; sum of |value|; model units */
};

static size_t rows_of(const struct master *s)
{
    return s->sp.nblock + s->sp.nlink;
}

/* --- columns ----------------------------------------------------------------------------- */

static uint64_t hash_levels(const uint32_t *levels, size_t n)
{
    uint64_t h = n;

    for (size_t i = 0; i < n; i++)
        h = (h ^ levels[i]) % UINT64_C(0x1FFFFFFFFFFF) * UINT64_C(0x2545F);
    return h;
}

static bool has_column(const struct master *s, uint32_t block, uint64_t hash,
                       const uint32_t *levels)
{
    size_t n = s->sp.block[block].nchain;

    for (size_t k = s->ncolumn; k-- > 0;) {
        const struct column *c = &s->column[k];

        if (c->block == block && c->hash == hash && !memcmp(c->levels, levels, n * sizeof *levels))
            return true;
    }
    return false;
}

/* What a plan is worth and uses, into c->value and s->sum; a plan keeps its block's ceiling. */
static void sum_plan(struct master *s, struct column *c)
{
    const struct block *b = &s->sp.block[c->block];
    int64_t used = 0;

    for (size_t j = 0; j < b->nchain; j++) {
        for (uint32_t l = 0; l < c->levels[j]; l++) {
            uint32_t i = s->sp.chain[b->first + j].level[l];

            c->value += s->in->package[i].value;
            used += s->sp.own_use[i];
            for (size_t k = s->sp.first[i]; k < s->sp.first[i + 1]; k++)
                s->sum[s->sp.use[k].link] += s->sp.use[k].amount;
        }
    }
    assert(b->own == NO_RESOURCE || used <= s->in->resource[b->own].max);
}

static double link_scale(const struct master *s, size_t link)
{
    uint32_t r = s->sp.link[link].resource;

    return r == NO_RESOURCE ? 1 : s->task->m->row_scale[r];
}

static void add_column(void *ctx, uint32_t block, const uint32_t *levels)
{
    struct master *s = ctx;
    size_t n = s->sp.block[block].nchain, used = 0;
    uint64_t hash = hash_levels(levels, n);
    struct column c = {.block = block, .hash = hash};

    if (has_column(s, block, hash, levels))
        return;
    c.levels = ARENA_ARRAY(s->a, uint32_t, n);
    if (n)
        memcpy(c.levels, levels, n * sizeof *levels);
    memset(s->sum, 0, (s->sp.nlink + 1) * sizeof *s->sum);
    sum_plan(s, &c);
    for (size_t l = 0; l < s->sp.nlink; l++)
        used += s->sum[l] != 0;
    c.row = ARENA_ARRAY(s->a, int, used + 1);
    c.amount = ARENA_ARRAY(s->a, double, used + 1);
    c.row[0] = (int)block;
    c.amount[0] = 1;
    c.n = 1;
    for (size_t l = 0; l < s->sp.nlink; l++) {
        if (s->sum[l]) {
            c.row[c.n] = (int)(s->sp.nblock + l);
            c.amount[c.n++] = (double)s->sum[l] * link_scale(s, l);
        }
    }
    if (s->ncolumn == s->column_room) {
        size_t room = s->column_room ? 2 * s->column_room : 1024;

        s->column = arena_grow(s->a, s->column, s->column_room * sizeof c, room * sizeof c);
        s->column_room = room;
    }
    s->column[s->ncolumn++] = c;
}

/* The plans of the best answer. */
static void add_answer(struct master *s)
{
    const bool *on = s->task->best->on;
    uint32_t *levels = ARENA_ARRAY(s->a, uint32_t, s->sp.nchain);

    for (uint32_t b = 0; b < s->sp.nblock; b++) {
        const struct block *x = &s->sp.block[b];

        for (size_t j = 0; j < x->nchain; j++) {
            const struct chain *c = &s->sp.chain[x->first + j];

            levels[j] = 0;
            while (levels[j] < c->nlevel && on[c->level[levels[j]]])
                levels[j]++;
        }
        add_column(s, b, levels);
    }
}

/* --- the master -------------------------------------------------------------------------- */

static void delete_clp(void *p)
{
    Clp_deleteModel(p);
}

static void start_master(struct master *s)
{
    size_t n = rows_of(s);

    s->row_low = ARENA_ARRAY(s->a, double, n);
    s->row_high = ARENA_ARRAY(s->a, double, n);
    for (size_t b = 0; b < s->sp.nblock; b++)
        s->row_low[b] = s->row_high[b] = 1;
    for (size_t l = 0; l < s->sp.nlink; l++) {
        s->row_low[s->sp.nblock + l] = -NO_LIMIT;
        s->row_high[s->sp.nblock + l] = (double)s->sp.link[l].limit * link_scale(s, l);
    }
    s->clp = Clp_newModel();
    arena_defer(s->a, delete_clp, s->clp);
    Clp_setLogLevel(s->clp, 0);
    Clp_resize(s->clp, (int)n, 0);
    Clp_chgRowLower(s->clp, s->row_low);
    Clp_chgRowUpper(s->clp, s->row_high);
}

/* Some columns as Clp and CBC take them; lists in the scratch arena. */
struct sparse {
    int n, *start, *index;
    double *value, *low, *high, *cost;
};

static struct sparse gather(struct master *s, const size_t *which, size_t n)
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

/* Adds the new columns to the master and solves it; false when Clp gives up. */
static bool solve_master(struct master *s)
{
    struct arena_mark mark = arena_mark(s->scratch);
    size_t n = s->ncolumn - s->nloaded, *which = ARENA_ARRAY(s->scratch, size_t, n);
    const double *dual;
    struct sparse x;

    for (size_t k = 0; k < n; k++)
        which[k] = s->nloaded++;
    x = gather(s, which, n);
    Clp_addColumns(s->clp, x.n, x.low, x.high, x.cost, x.start, x.index, x.value);
    arena_rewind(s->scratch, mark);
    Clp_primal(s->clp, 1);
    if (Clp_status(s->clp) != 0)
        return false;
    s->objective = -Clp_objectiveValue(s->clp);
    dual = Clp_getRowPrice(s->clp);
    for (size_t l = 0; l < s->sp.nlink; l++)
        s->y_master[l] = fmax(0, -dual[s->sp.nblock + l]);
    return true;
}

static double in_model(const struct master *s, int64_t value)
{
    return (double)value * s->task->m->unit;
}

static bool is_within(const struct master *s, int64_t gap)
{
    return certificate_gap(s->task->best->value, *s->task->bound) <= gap;
}

static bool is_over(const struct master *s)
{
    return model_clock() > s->task->deadline;
}

/* Finds plans at y and takes the bound when it is the best so far. */
static void price(struct master *s, const double *y, int64_t slack, size_t want)
{
    struct arena_mark mark = arena_mark(s->scratch);
    int64_t bound = pricing_run(&s->pricing, s->scratch, y, slack, want, add_column, s);

    arena_rewind(s->scratch, mark);
    assert(bound >= s->task->best->value);
    if (bound < *s->task->bound) {
        *s->task->bound = bound;
        if (y != s->y_best && s->sp.nlink)
            memcpy(s->y_best, y, s->sp.nlink * sizeof *y);
        if (s->task->best->found)
            s->task->best->found(s->task->best->ctx, s->task->best);
    }
}

/* Multipliers between the best ones and the master's newest, which swing. */
static void price_smoothed(struct master *s, int round)
{
    double keep = round == 0 ? 0 : round < SMOOTH_ROUNDS ? SMOOTH_FIRST : SMOOTH_LATER;
    size_t n = s->ncolumn;

    for (size_t l = 0; l < s->sp.nlink; l++)
        s->y[l] = keep * s->y_best[l] + (1 - keep) * s->y_master[l];
    price(s, s->y, s->task->gap / SLACK_SHARE, PLANS);
    if (s->ncolumn == n)
        price(s, s->y_master, s->task->gap / SLACK_SHARE, PLANS);
}

/* Rounds until bound and master meet. False when time ran out or Clp gave up. */
static bool generate(struct master *s)
{
    double before = HUGE_VAL, master_before = -HUGE_VAL;
    int stall = 0;

    for (int round = 0; round < ROUNDS_MAX && stall < STALL_MAX; round++) {
        double bound, tolerance;

        price_smoothed(s, round);
        if (is_within(s, s->task->gap))
            return true;
        if (is_over(s) || !solve_master(s))
            return false;
        /* The bound was rounded down to a value that an answer can have. */
        bound = in_model(s, *s->task->bound) + in_model(s, s->task->m->divisor);
        tolerance = fabs(bound) + 1;
        assert(s->objective <= bound + NOISE * s->all);
        if (bound - s->objective <= (double)s->task->gap * 1e-9 / 20 * tolerance)
            return true;
        stall = before - bound < PROGRESS * tolerance &&
                        s->objective - master_before < PROGRESS * tolerance
                    ? stall + 1
                    : 0;
        before = bound;
        master_before = s->objective;
    }
    return true;
}

/* --- one plan a block -------------------------------------------------------------------- */

static void delete_cbc(void *p)
{
    Cbc_deleteModel(p);
}

/* The columns that an answer better than the best one can hold, by their loss at y_best. */
static size_t list_useful(struct master *s, size_t *which)
{
    double *loss = ARENA_ARRAY(s->scratch, double, s->ncolumn);
    double *most = ARENA_ARRAY(s->scratch, double, s->sp.nblock);
    double room = in_model(s, *s->task->bound) - in_model(s, s->task->best->value);
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

static void take_picks(struct master *s, Cbc_Model *cbc, const size_t *which, size_t n)
{
    const double *x = Cbc_bestSolution(cbc);
    bool *want = ARENA_ARRAY(s->scratch, bool, s->in->npackage);
    struct choice c;

    if (!x || Cbc_getObjValue(cbc) > 1e20)
        return;
    for (size_t k = 0; k < n; k++) {
        const struct column *p = &s->column[which[k]];
        const struct block *b = &s->sp.block[p->block];

        for (size_t j = 0; j < b->nchain && x[k] > 0.5; j++) {
            for (uint32_t l = 0; l < p->levels[j]; l++)
                want[s->sp.chain[b->first + j].level[l]] = true;
        }
    }
    choice_init(&c, s->scratch, s->in);
    choice_set(&c, want);
    if (incumbent_offer(s->task->best, &c))
        (void)heuristic_polish(s->scratch, s->in, s->task->guide, s->task->best);
}

static void set_number(struct master *s, Cbc_Model *cbc, const char *name, double x)
{
    Cbc_setParameter(cbc, name, str_cstr(s->scratch, str_format(s->scratch, "%.17g", x)));
}

/* The restricted master in whole numbers: CBC picks one plan a block. */
static void pick(struct master *s, int nodes)
{
    struct arena_mark mark = arena_mark(s->scratch);
    size_t *which = ARENA_ARRAY(s->scratch, size_t, s->ncolumn), n = list_useful(s, which);
    struct sparse x = gather(s, which, n);
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
    set_number(s, cbc, "sec", fmax(s->task->deadline - model_clock(), 0.01));
    set_number(s, cbc, "cutoff", -best - 1e-9 * fabs(best));
    set_number(s, cbc, "ratio", (double)s->task->gap * 0.5e-9);
    set_number(s, cbc, "maxN", nodes);
    Cbc_solve(cbc);
    take_picks(s, cbc, which, n);
    arena_rewind(s->scratch, mark);
}

static void free_arena(void *p)
{
    arena_free(p);
}

/* Splits the instance; multipliers begin as the relaxation's. False when that is no use. */
static bool start(struct master *s)
{
    const struct master_task *task = s->task;

    if (!split_find(s->a, task->m, &s->sp))
        return false;
    s->y = ARENA_ARRAY(s->a, double, s->sp.nlink);
    s->y_best = ARENA_ARRAY(s->a, double, s->sp.nlink);
    s->y_master = ARENA_ARRAY(s->a, double, s->sp.nlink);
    s->sum = ARENA_ARRAY(s->a, int64_t, s->sp.nlink + 1);
    for (size_t l = 0; l < s->sp.nlink; l++) {
        double dual = task->dual[s->sp.link[l].row];

        s->y_master[l] = fmax(0, s->sp.link[l].kind == LINK_FLOOR ? dual : -dual);
        s->y_best[l] = s->y_master[l];
    }
    for (size_t i = 0; i < s->in->npackage; i++)
        s->all += fabs(in_model(s, s->in->package[i].value));
    return pricing_init(&s->pricing, s->a, task->m, &s->sp, s->y_master);
}

bool master_run(struct arena *a, const struct master_task *task)
{
    struct master s = {.task = task, .in = task->m->in};
    bool ended;

    s.a = arena_new();
    arena_defer(a, free_arena, s.a);
    s.scratch = arena_new();
    arena_defer(a, free_arena, s.scratch);
    if (!start(&s))
        return false;
    start_master(&s);
    add_answer(&s);
    ended = generate(&s);
    for (int64_t k = 0; k < PICKS && ended && !is_within(&s, task->gap) && !is_over(&s); k++) {
        /* A block may lose its share of what is left to gain, and then more. */
        int64_t share = (*task->bound - task->best->value) / (int64_t)s.sp.nblock;

        price(&s, s.y_best, -share * k * k, (size_t)PICK_PLANS << 2 * k);
        pick(&s, k == 0 ? FIRST_NODES : PICK_NODES);
    }
    if (task->end) {
        struct split *split = ARENA_NEW(s.a, struct split);

        *split = s.sp;
        *task->end = (struct master_end){split, s.y_best};
    }
    return is_within(&s, task->gap);
}
