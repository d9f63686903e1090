#include "allocate/master.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "allocate/master_int.h"
#include "base/arena.h"

enum {
    ROUNDS_MAX = 300,
    STALL_MAX = 12,  /* rounds without progress */
    PLANS = 4,       /* a block, while prices are sought */
    ROUND_EVERY = 4, /* rounds between two answers rounded from the master */
    NULL_MAX = 2,    /* rounds without a better bound before the master's reach is halved */
    DICE_FIRST = 5,  /* answers rounded by dice before the first run of CBC */
    DICE = 16,       /* and before each other one */
    PICKS = 3,       /* runs of CBC */
    FIRST_NODES = 50,
    PICK_NODES = 500,
    PICK_PLANS = 16, /* a block at the first run; 4 times more at each next one */
    SHARES = 2,      /* of the gap a block, that its further plans may lose */
    SLACK_SHARE = 50,
};
#define REACH_MONEY 0.05 /* of the largest price of money */
#define REACH_LINK  0.2  /* of a package's mean value */
#define REACH_GROWS 1.25
#define BOUND_TIME  0.6  /* of the time left is for the bound, the rest for picking */
#define PROGRESS    1e-7 /* of the bound */
#define NOISE       1e-6 /* of all values: what the master's doubles may be off */
#define NO_LIMIT    1e30

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

    for (uint32_t k = s->newest[block]; k; k = s->older[k - 1]) {
        const struct column *c = &s->column[k - 1];

        if (c->hash == hash && !memcmp(c->levels, levels, n * sizeof *levels))
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
        s->older =
            arena_grow(s->a, s->older, s->column_room * sizeof *s->older, room * sizeof *s->older);
        s->column_room = room;
    }
    s->older[s->ncolumn] = s->newest[block];
    s->column[s->ncolumn++] = c;
    s->newest[block] = (uint32_t)s->ncolumn;
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

/* Two columns a link hold the master's multipliers near y_best: one gives room for the upper end,
 * one takes some for the lower. With y_best among what is allowed the master stays below the bound. */
static void add_box(struct master *s)
{
    for (size_t l = 0; l < s->sp.nlink; l++) {
        double amount[2] = {-1, 1}, low[2] = {0, 0}, high[2] = {NO_LIMIT, NO_LIMIT};
        double cost[2] = {0, 0};
        int start[3] = {0, 1, 2}, row = (int)(s->sp.nblock + l), index[2] = {row, row};

        Clp_addColumns(s->clp, 2, low, high, cost, start, index, amount);
    }
}

static void set_box(struct master *s)
{
    double *cost = Clp_objective(s->clp);

    for (size_t l = 0; l < s->sp.nlink; l++) {
        cost[2 * l] = s->y_best[l] + s->reach[l];
        cost[2 * l + 1] = -fmax(0, s->y_best[l] - s->reach[l]);
    }
}

/* How far multipliers may go at first: those of money alike for a satang. */
static void set_reach(struct master *s)
{
    double money = 0;

    for (size_t l = 0; l < s->sp.nlink; l++) {
        if (s->sp.link[l].resource != NO_RESOURCE)
            money = fmax(money, s->y_best[l] * link_scale(s, l));
    }
    for (size_t l = 0; l < s->sp.nlink; l++) {
        s->reach[l] = s->sp.link[l].resource != NO_RESOURCE
                          ? REACH_MONEY * money / link_scale(s, l)
                          : REACH_LINK * s->all / (double)(s->in->npackage + 1);
        s->reach[l] = fmax(s->reach[l], 1e-12);
    }
}

static void scale_reach(struct master *s, double by)
{
    for (size_t l = 0; l < s->sp.nlink; l++)
        s->reach[l] *= by;
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
    set_reach(s);
    add_box(s);
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
    x = master_gather(s, which, n);
    Clp_addColumns(s->clp, x.n, x.low, x.high, x.cost, x.start, x.index, x.value);
    arena_rewind(s->scratch, mark);
    set_box(s);
    Clp_primal(s->clp, 1);
    if (Clp_status(s->clp) != 0)
        return false;
    s->objective = -Clp_objectiveValue(s->clp);
    dual = Clp_getRowPrice(s->clp);
    for (size_t l = 0; l < s->sp.nlink; l++)
        s->y_master[l] = fmax(0, -dual[s->sp.nblock + l]);
    return true;
}

static bool is_over(double until)
{
    return model_clock() > until;
}

/* Finds plans at y and takes the bound when it is the best so far. The relaxation's bound may be
 * better than any of these; the master is held to the best of these. */
static void price(struct master *s, const double *y, int64_t slack, size_t want)
{
    struct arena_mark mark = arena_mark(s->scratch);
    int64_t bound = pricing_run(&s->pricing, s->scratch, y, slack, want, add_column, s);

    arena_rewind(s->scratch, mark);
    assert(bound >= s->task->best->value);
    if (bound < s->priced) {
        s->priced = bound;
        pricing_multipliers(&s->pricing, s->y_best);
    }
    if (bound < *s->task->bound) {
        *s->task->bound = bound;
        if (s->task->best->found)
            s->task->best->found(s->task->best->ctx, s->task->best);
    }
}

/* Rounds until bound and master meet. The bound's multipliers are then the best of all: they are so
 * among those near them, and the bound is convex. False when time ran out or Clp gave up. */
static bool generate(struct master *s, double until)
{
    double before = HUGE_VAL, master_before = -HUGE_VAL;
    int stall = 0, idle = 0;

    for (int round = 0; round < ROUNDS_MAX && stall < STALL_MAX; round++) {
        double bound, tolerance;

        price(s, s->y_master, s->task->gap / SLACK_SHARE, PLANS);
        if (is_within(s, s->task->gap))
            return true;
        if (is_over(s->task->deadline) || s->priced == INT64_MAX || !solve_master(s))
            return false;
        /* The bound was rounded down to a value that an answer can have. */
        bound = in_model(s, s->priced) + in_model(s, s->task->m->divisor);
        tolerance = fabs(bound) + 1;
        assert(s->objective <= bound + NOISE * s->all);
        if (round % ROUND_EVERY == 0)
            master_round(s, 0);
        if (bound - s->objective <= (double)s->task->gap * 1e-9 / 20 * tolerance || is_over(until))
            return true;
        idle = before - bound < PROGRESS * tolerance ? idle + 1 : 0;
        stall = idle && s->objective - master_before < PROGRESS * tolerance ? stall + 1 : 0;
        if (!idle)
            scale_reach(s, REACH_GROWS);
        else if (idle % NULL_MAX == 0)
            scale_reach(s, 0.5);
        before = bound;
        master_before = s->objective;
    }
    return true;
}

/* Answers rounded by dice that no earlier turn had. */
static void roll_dice(struct master *s, uint64_t turn)
{
    uint64_t most = turn ? DICE : DICE_FIRST;

    for (uint64_t seed = 1; seed <= most && !is_within(s, s->task->gap); seed++) {
        if (is_over(s->task->deadline))
            return;
        master_round(s, turn * DICE + seed);
    }
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
    s->reach = ARENA_ARRAY(s->a, double, s->sp.nlink);
    s->newest = ARENA_ARRAY(s->a, uint32_t, s->sp.nblock);
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

/* Of what is left to gain, by run of CBC: few plans first. */
static const double pick_share[PICKS] = {0.1, 0.3, 1};

bool master_run(struct arena *a, const struct master_task *task)
{
    struct master s = {.task = task, .in = task->m->in, .priced = INT64_MAX};
    double left;
    bool ended;

    s.a = arena_new();
    arena_defer(a, free_arena, s.a);
    s.scratch = arena_new();
    arena_defer(a, free_arena, s.scratch);
    if (!start(&s))
        return false;
    start_master(&s);
    add_answer(&s);
    left = task->deadline - model_clock();
    ended = generate(&s, model_clock() + BOUND_TIME * left);
    for (int64_t k = 0; k < PICKS && ended && !is_within(&s, task->gap); k++) {
        /* A block may lose some shares of what is left to gain, and then more. */
        int64_t share = (*task->bound - task->best->value) / (int64_t)s.sp.nblock;

        roll_dice(&s, (uint64_t)k);
        if (is_within(&s, task->gap) || is_over(task->deadline))
            break;
        price(&s, s.y_best, -share * SHARES * k, (size_t)PICK_PLANS << 2 * k);
        left = task->deadline - model_clock();
        master_pick(&s, k == 0 ? FIRST_NODES : PICK_NODES, left / 2, pick_share[k]);
    }
    if (task->end) {
        struct split *split = ARENA_NEW(s.a, struct split);

        *split = s.sp;
        *task->end = (struct master_end){split, s.y_best};
    }
    return is_within(&s, task->gap);
}
