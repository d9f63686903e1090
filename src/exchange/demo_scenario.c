#include "exchange/demo_scenario.h"

#include "allocate/branch.h"
#include "allocate/frontier.h"
#include "allocate/pin.h"
#include "allocate/scenario.h"
#include "base/arena.h"
#include "base/err.h"
#include "sql_exchange.h"
#include "store/store.h"

enum { BRANCHES = 2, TOTAL_BP = 9500, SECONDS = 10, POINTS = 9, FRONTIER_GAP = 3000000, PIN_MS = 1500 };
#define BRANCH_GAP STR("0.002")

static const struct {
    struct str name;
} branch[BRANCHES] = {{STR_INIT("total-95")}, {STR_INIT("education-first")}}; /* d->first comes first in it */

struct writing {
    const struct demo_scenario *d;
    struct run_outcome *run[BRANCHES];
    struct frontier_outcome *frontier;
};

static struct act act_of(struct tx *tx, const struct demo_scenario *d)
{
    return (struct act){.tx = tx,
                        .a = tx->a,
                        .who = d->who,
                        .today = date_of_ms(d->now_ms),
                        .now_ms = d->now_ms};
}

static bool share(struct act *by, const struct demo_scenario *d, struct str name, struct err *e)
{
    struct share_new n = {.year = d->year, .name = name, .shared = STR("all")};
    struct scenario_row s;

    if (!scenario_open(by->tx->db, by->a, d->year, name, by->who, &s, e))
        return false;
    n.version = s.version;
    return scenario_share(by, &n, e);
}

struct code_row {
    struct str code;
};
static const struct field code_fields[] = {COL(struct code_row, code)};
static const struct row_type code_type = ROW_TYPE(struct code_row, code_fields);

static bool pin(struct act *by, const struct demo_scenario *d, struct err *e)
{
    struct pin_new n = {.year = d->year,
                        .scenario = branch[1].name,
                        .way = STR("out"),
                        .reason = d->pin_reason};
    struct code_row row;
    bool found;

    if (!db_find(by->tx->db, by->a, &Q_DEMO_SCENARIO_PIN, ARGS(V(d->year), V(d->first)), &code_type,
                 &row, &found, e))
        return false;
    n.package = row.code;
    return !found || pin_set(by, &n, e);
}

static bool write_branches(struct tx *tx, void *ctx, struct err *e)
{
    const struct demo_scenario *d = ((struct writing *)ctx)->d;
    struct act by = act_of(tx, d);
    struct branch_new n = {.year = d->year,
                           .from = d->parent,
                           .name = branch[0].name,
                           .note = d->note_total,
                           .total_bp = TOTAL_BP};
    struct ceiling_row first = {.dim = STR("agency"), .code = d->first, .has_max = true};
    int64_t id;

    if (!db_int(tx->db, &Q_DEMO_SCENARIO_FRAME, ARGS(V(d->year), V(d->parent), V(d->first)),
                &first.max.satang, e))
        return false;
    first.max.satang += first.max.satang / 2; /* half as much again: all that it asks */
    if (!scenario_branch(&by, &n, &id, e) || !share(&by, d, n.name, e))
        return false;
    n.name = branch[1].name;
    n.note = d->note_first;
    n.total_bp = 0;
    return scenario_branch(&by, &n, &id, e) &&
           scenario_set_ceiling(&by, d->year, n.name, &first, e) && pin(&by, d, e) &&
           share(&by, d, n.name, e);
}

static bool write_runs(struct tx *tx, void *ctx, struct err *e)
{
    const struct writing *w = ctx;
    struct act by = act_of(tx, w->d);
    struct str code;

    for (int i = 0; i < BRANCHES; i++) {
        if (!run_store(&by, w->run[i], &code, e))
            return false;
    }
    return frontier_store(&by, w->frontier, &code, e);
}

bool demo_scenario(struct store *s, struct arena *a, const struct demo_scenario *d, struct err *e)
{
    struct frontier_options fo = {
        .points = POINTS, .gap = FRONTIER_GAP, .time_limit_ms = SECONDS * INT64_C(1000)};
    struct run_options o = {.time_limit_s = SECONDS, .gap = BRANCH_GAP, .pin_ms = PIN_MS, .why_ms = -1};
    struct writing w = {.d = d};
    struct scenario_row seen;
    struct err none = {0};
    int64_t began;
    struct db *db;

    if (!store_reader(s, &db, e))
        return false;
    if (scenario_open(db, a, d->year, branch[1].name, d->who, &seen, &none))
        return true;
    if (!store_write(s, write_branches, &w, e))
        return false;
    for (int i = 0; i < BRANCHES; i++) {
        int64_t start = d->clock_ms();

        if (!run_solve(db, a, d->year, branch[i].name, &o, &w.run[i], e))
            return false;
        run_took(w.run[i], d->clock_ms() - start);
    }
    began = d->clock_ms();
    if (!frontier_solve(db, a, d->year, d->parent, &fo, &w.frontier, e))
        return false;
    frontier_took(w.frontier, d->clock_ms() - began);
    return store_write(s, write_runs, &w, e);
}
