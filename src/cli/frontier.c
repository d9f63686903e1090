/* frontier.c - pbis frontier: the best value for each total ceiling of a scenario, kept for its page. */
#include "allocate/frontier.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "base/file.h"
#include "cli/allocate.h"
#include "cli/groups.h"
#include "store/store.h"

struct frontier_write {
    const struct app *app;
    const struct frontier_outcome *f;
    char kept[32];
};

static bool write_frontier(struct tx *tx, void *ctx, struct err *e)
{
    struct frontier_write *w = ctx;
    struct act by = {.tx = tx,
                     .a = tx->a,
                     .who = &w->app->who,
                     .today = date_of_ms(w->app->now_ms),
                     .now_ms = w->app->now_ms};
    struct str code;

    if (!frontier_store(&by, w->f, &code, e))
        return false;
    snprintf(w->kept, sizeof(w->kept), "%.*s", STR_FMT(code));
    return true;
}

bool frontier_and_keep(struct app *app, int64_t year, struct str scenario,
                       const struct frontier_options *o, struct str *ret_code, struct err *e)
{
    struct frontier_write w = {.app = app};
    int64_t began = clock_now_ms();
    struct frontier_outcome *f;
    struct scenario_row seen;
    struct db *db;

    if (!store_reader(app->store, &db, e) ||
        !scenario_open(db, app->a, year, scenario, &app->who, &seen, e) ||
        !frontier_solve(db, app->a, year, scenario, o, &f, e))
        return false;
    frontier_took(f, clock_now_ms() - began);
    w.f = f;
    if (!store_write(app->store, write_frontier, &w, e))
        return false;
    *ret_code = str_dup(app->a, str_from(w.kept));
    return true;
}

static bool say(struct app *app, int64_t year, struct str scenario, struct err *e)
{
    const struct frontier_point_row *p;
    struct scenario_row s;
    struct frontier_row f;
    struct rows rows;
    struct sbuf b;
    struct db *db;
    bool found;

    if (!store_reader(app->store, &db, e) ||
        !scenario_open(db, app->a, year, scenario, &app->who, &s, e) ||
        !frontier_newest(db, app->a, s.id, &f, &found, e) ||
        !frontier_points(db, app->a, f.id, &rows, e))
        return false;
    p = rows.p;
    sbuf_init(&b, app->a, 1 << 20);
    sbuf_printf(&b, "%.*s %lld ms\n", STR_FMT(f.code), (long long)f.total_ms);
    for (size_t i = 0; i < rows.n; i++) {
        sbuf_printf(&b, "%3lld  ", (long long)p[i].no);
        money_put(&b, p[i].ceiling, MONEY_WHOLE);
        SB_LIT(&b, "  ");
        exact_put_decimal(&b, p[i].value_score.millionths, 6, 0);
        sbuf_printf(&b, "  %.*s  %.*s  +%lld -%lld%s\n", STR_FMT(p[i].gap_text),
                    STR_FMT(p[i].status), (long long)p[i].entered, (long long)p[i].went,
                    p[i].is_now ? " *" : "");
    }
    out(sbuf_str(&b));
    return true;
}

static int cmd_frontier(struct app *app, const struct args *p, struct err *e)
{
    struct frontier_options o = {.time_limit_ms = app->settings.v[SET_SOLVE_SECONDS] * 1000};
    struct str scenario = str_from(args_get(p, "scenario")), code;
    const char *n = args_get(p, "points");
    int64_t points = 0;
    int32_t year;

    if (n && (!exact_parse_decimal(str_from(n), 0, &points) || points < 2 ||
              points > FRONTIER_POINTS_MAX)) {
        FAIL(e, ERR_BAD_NUMBER);
        err_arg(e, "field", V(STR("--points (2..200)")));
        err_arg(e, "value", V(str_from(n)));
        return EXIT_USAGE;
    }
    o.points = (size_t)points;
    if (!args_year(p, &year, e) || !frontier_and_keep(app, year, scenario, &o, &code, e) ||
        !say(app, year, scenario, e))
        return exit_of(e);
    return EXIT_DONE;
}

static const struct option options[] = {
    {"year", "Y", true}, {"scenario", "NAME", true}, {"points", "N", false}};
static const struct command commands[] = {
    {.name = "frontier", .usage = "", .options = options, .noptions = ARRAY_LEN(options), .store = STORE_READY, .run = cmd_frontier, COMMAND("คำนวณเส้นคุ้มค่าของฉากทัศน์: คะแนนที่ดีที่สุดของแต่ละวงเงินรวม", "Work out a scenario's frontier: the best score for each total ceiling")},
};
const struct command_group cli_frontier_commands = {commands, ARRAY_LEN(commands)};
