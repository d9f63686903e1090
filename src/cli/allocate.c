/* allocate.c - pbis allocate and pbis demo. */
#include "cli/command.h"

#include <stdio.h>
#include <string.h>

#include "allocate/scenario.h"
#include "base/arena.h"
#include "base/csv.h"
#include "base/err.h"
#include "base/exact.h"
#include "base/file.h"
#include "base/json.h"
#include "cli/allocate.h"
#include "cli/groups.h"
#include "exchange/demo.h"
#include "exchange/demo_play.h"
#include "store/store.h"

enum { CEILINGS_MAX = 2000, CSV_MAX = 4 << 20 };

/* ---- ceilings of a CSV: dim,code,max,min (baht) ---- */

struct ceilings {
    struct arena *a;
    struct ceiling_row *row;
    int64_t *line; /* of the file, for what is wrong with it */
    size_t n;
    size_t column[4];
    enum lang lang;
};

static const char *const ceiling_dims[] = {"total", "agency", "type", "side", "fund", "district", "group", "label",
                                          "personnel"};

/* What was refused, with the line it stands on. */
static bool at_line(const struct ceilings *c, int64_t line, struct err *e)
{
    struct err inner = *e;

    FAIL(e, ERR_BAD_CSV);
    err_arg(e, "line", V(line));
    err_arg(e, "why", V(err_text(c->a, &inner, c->lang)));
    return false;
}

static bool known_dim(struct str dim, struct err *e)
{
    for (size_t i = 0; i < ARRAY_LEN(ceiling_dims); i++) {
        if (str_eq(dim, str_from(ceiling_dims[i])))
            return true;
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("dim")));
    err_arg(e, "value", V(dim));
    err_arg(e, "expected", V(STR("total agency type side fund district group label personnel")));
    return false;
}

static bool limit_cell(const struct csv_row *row, size_t column, struct money *ret, bool *ret_has,
                       struct err *e)
{
    struct str cell = column < row->n ? str_trim(row->cell[column]) : STR_NONE;

    *ret_has = cell.n > 0;
    return !cell.n || money_parse(cell, ret, e);
}

static bool ceilings_row(void *ctx, const struct csv_row *row, struct err *e)
{
    static const struct csv_column want[] = {
        {"dim", false}, {"code", false}, {"max", false}, {"min", true}};
    struct ceilings *c = ctx;
    struct ceiling_row *to = &c->row[c->n];

    if (row->row == 0)
        return csv_columns(row, want, ARRAY_LEN(want), c->column, e);
    if (c->n == CEILINGS_MAX || c->column[0] >= row->n || c->column[1] >= row->n) {
        FAIL(e, ERR_BAD_CSV);
        err_arg(e, "line", V(row->line));
        err_arg(e, "why", V(STR("dim,code,max,min")));
        return false;
    }
    *to = (struct ceiling_row){.dim = str_dup(c->a, row->cell[c->column[0]]),
                               .code = str_dup(c->a, row->cell[c->column[1]])};
    if (!known_dim(to->dim, e) || !limit_cell(row, c->column[2], &to->max, &to->has_max, e) ||
        !limit_cell(row, c->column[3], &to->min, &to->has_min, e))
        return at_line(c, row->line, e);
    c->line[c->n] = row->line;
    c->n++;
    return true;
}

struct ceilings_write {
    const struct app *app;
    int64_t year;
    struct str scenario;
    const struct ceilings *c;
};

static bool write_ceilings(struct tx *tx, void *ctx, struct err *e)
{
    const struct ceilings_write *w = ctx;
    struct act by = {.tx = tx, .a = tx->a, .who = &w->app->who,
                     .today = date_of_ms(w->app->now_ms), .now_ms = w->app->now_ms};
    int64_t id;

    if (!scenario_ensure(&by, w->year, w->scenario, STR_NONE, &id, e))
        return false;
    for (size_t i = 0; i < w->c->n; i++) {
        if (!scenario_set_ceiling(&by, w->year, w->scenario, &w->c->row[i], e))
            return e->code == ERR_FORBIDDEN || e->code == ERR_SCOPE || err_http(e->code) >= 500
                       ? false
                       : at_line(w->c, w->c->line[i], e);
    }
    return true;
}

static bool take_ceilings(struct app *app, const char *path, int64_t year, struct str scenario,
                          struct err *e)
{
    struct ceilings c = {.a = app->a,
                         .row = ARENA_ARRAY(app->a, struct ceiling_row, CEILINGS_MAX + 1),
                         .line = ARENA_ARRAY(app->a, int64_t, CEILINGS_MAX + 1),
                         .lang = app->lang};
    struct ceilings_write w = {app, year, scenario, &c};
    struct str text;

    return file_read(app->a, path, CSV_MAX, &text, e) && csv_read_str(text, ceilings_row, &c, e) &&
           store_write(app->store, write_ceilings, &w, e);
}

/* ---- allocate ---- */

struct run_write {
    int64_t year;
    const struct app *app;
    const struct run_outcome *run;
    struct str code;
    char kept[32];
};

static bool write_run(struct tx *tx, void *ctx, struct err *e)
{
    struct run_write *w = ctx;
    struct act by = {.tx = tx, .a = tx->a, .who = &w->app->who,
                     .today = date_of_ms(w->app->now_ms), .now_ms = w->app->now_ms};
    struct str code;

    if (!run_store(&by, w->run, &code, e))
        return false;
    snprintf(w->kept, sizeof(w->kept), "%.*s", STR_FMT(code));
    return true;
}

static bool write_clash(struct tx *tx, void *ctx, struct err *e)
{
    struct run_write *w = ctx;
    struct act by = {.tx = tx, .a = tx->a, .who = &w->app->who,
                     .today = date_of_ms(w->app->now_ms), .now_ms = w->app->now_ms};

    return run_store_clash(&by, w->year, w->run, e);
}

static void say_run(struct app *app, const struct run_row *r, const char *code)
{
    struct sbuf b;
    struct str used = money_text(app->a, r->used, MONEY_WHOLE);
    struct str asked = money_text(app->a, r->asked, MONEY_WHOLE);

    sbuf_init(&b, app->a, 4096);
    sbuf_printf(&b, "%s %.*s: ", code, STR_FMT(r->status));
    sbuf_add(&b, tr(app->lang, TR("ได้รับจัดสรร")));
    sbuf_printf(&b, " %lld / %lld, %.*s / %.*s, ", (long long)r->funded, (long long)r->packages,
                STR_FMT(used), STR_FMT(asked));
    sbuf_add(&b, tr(app->lang, TR("คะแนนรวม")));
    SB_LIT(&b, " ");
    exact_put_decimal(&b, r->value_score.millionths, 6, 0);
    sbuf_printf(&b, ", gap %.*s, %lld ms (solver %lld ms)\n", STR_FMT(r->gap_text),
                (long long)r->total_ms, (long long)r->solve_ms);
    out(sbuf_str(&b));
}

/* RESULT.json and, beside it, RESULT.instance.json. */
static bool write_files(struct app *app, const char *path, const struct run_outcome *run,
                        struct err *e)
{
    struct str p = str_from(path);
    struct str base = str_ends(p, STR(".json")) ? str_slice(p, 0, p.n - 5) : p;
    struct str instance = str_format(app->a, "%.*s.instance.json", STR_FMT(base));

    return file_write(path, run_result_json(run), e) &&
           file_write(str_cstr(app->a, instance), run_instance_json(run), e);
}

bool allocate_and_keep(struct app *app, int64_t year, struct str scenario,
                       const struct run_options *o, struct run_outcome **ret, struct str *ret_code,
                       struct err *e)
{
    struct run_write w = {.app = app, .year = year};
    int64_t began = clock_now_ms();
    struct db *db;

    if (!store_reader(app->store, &db, e) || !run_solve(db, app->a, year, scenario, o, ret, e))
        return false;
    run_took(*ret, clock_now_ms() - began);
    w.run = *ret;
    if (run_summary(*ret)->status.n && str_eq(run_summary(*ret)->status, STR("infeasible")))
        return store_write(app->store, write_clash, &w, e);
    if (!store_write(app->store, write_run, &w, e))
        return false;
    *ret_code = str_dup(app->a, str_from(w.kept));
    return true;
}

static bool seconds(const struct args *p, int64_t otherwise, int64_t *ret, struct err *e)
{
    const char *text = args_get(p, "time-limit");

    *ret = otherwise;
    if (!text || (exact_parse_decimal(str_from(text), 0, ret) && *ret > 0))
        return true;
    FAIL(e, ERR_BAD_NUMBER);
    err_arg(e, "field", V(STR("--time-limit")));
    err_arg(e, "value", V(str_from(text)));
    return false;
}

static int cmd_allocate(struct app *app, const struct args *p, struct err *e)
{
    const char *path = args_get(p, "out"), *ceilings = args_get(p, "ceilings");
    const char *gap = args_get(p, "gap");
    struct run_options o = {.rank = args_has(p, "rank"), .fill = args_has(p, "fill"),
                            .gap = str_from(gap)};
    struct str scenario = str_from(args_get(p, "scenario")), code = STR_NONE;
    struct run_outcome *run;
    int32_t year;

    if (!args_year(p, &year, e) ||
        !seconds(p, app->settings.v[SET_SOLVE_SECONDS], &o.time_limit_s, e) ||
        (ceilings && !take_ceilings(app, ceilings, year, scenario, e)) ||
        !allocate_and_keep(app, year, scenario, &o, &run, &code, e) ||
        (path && !write_files(app, path, run, e)))
        return exit_of(e);
    if (args_has(p, "json")) {
        out(run_result_json(run));
    } else {
        say_run(app, run_summary(run), str_cstr(app->a, code));
    }
    return code.n ? EXIT_DONE : EXIT_REFUSED;
}

/* ---- demo ---- */

static int say_play(struct app *app, const struct demo_play_options *o, struct err *e)
{
    struct demo_played r;
    struct sbuf b;

    if (!demo_play(app->store, app->a, o, &r, e))
        return exit_of(e);
    sbuf_init(&b, app->a, 512);
    sbuf_add(&b, tr(app->lang, TR("บริหารงบประมาณปีสาธิตแล้ว")));
    sbuf_printf(&b, ": %lld, %lld ", (long long)o->year, (long long)r.months);
    sbuf_add(&b, tr(app->lang, TR("เดือน")));
    sbuf_printf(&b, ", %lld ", (long long)r.contracts);
    sbuf_add(&b, tr(app->lang, TR("สัญญา")));
    sbuf_printf(&b, ", %lld ", (long long)r.warrants);
    sbuf_add(&b, tr(app->lang, TR("ฎีกา")));
    sbuf_printf(&b, ", %lld ", (long long)r.posted);
    sbuf_add(&b, tr(app->lang, TR("รายการบัญชี")));
    SB_LIT(&b, "\n");
    out(sbuf_str(&b));
    return EXIT_DONE;
}

static int cmd_demo(struct app *app, const struct args *p, struct err *e)
{
    enum { YEAR_DEFAULT = 2566, PACKAGES_MIN = 500, PACKAGES_MAX = 100000 };
    const char *n = args_get(p, "packages"), *months = args_get(p, "execute");
    struct demo_play_options play = {.who = &app->who};
    struct demo_options o = {.who = &app->who, .now_ms = app->now_ms, .clock_ms = clock_now_ms};
    struct demo_result r;
    int32_t year = YEAR_DEFAULT;
    struct sbuf b;

    if (args_has(p, "year") && !args_year(p, &year, e))
        return exit_of(e);
    if (n && (!exact_parse_decimal(str_from(n), 0, &o.packages) ||
              o.packages < PACKAGES_MIN || o.packages > PACKAGES_MAX)) {
        FAIL(e, ERR_BAD_NUMBER);
        err_arg(e, "field", V(STR("--packages (500..100000)")));
        err_arg(e, "value", V(str_from(n)));
        return EXIT_USAGE;
    }
    if (months && (!exact_parse_decimal(str_from(months), 0, &play.months) || play.months < 1 || play.months > 12)) {
        FAIL(e, ERR_BAD_NUMBER);
        err_arg(e, "field", V(STR("--execute (1..12)")));
        err_arg(e, "value", V(str_from(months)));
        return EXIT_USAGE;
    }
    play.close = args_has(p, "close") && play.months == 12;
    o.year = play.year = year;
    o.asked = args_has(p, "asked");
    if (!demo_make(app->store, app->a, &o, &r, e))
        return exit_of(e);
    sbuf_init(&b, app->a, 4096);
    sbuf_add(&b, r.made ? tr(app->lang, TR("สร้างเมืองสาธิตแล้ว")) : tr(app->lang, TR("เมืองสาธิตมีอยู่แล้ว คงข้อมูลเดิม")));
    sbuf_printf(&b, ": %d, ", year);
    sbuf_int(&b, r.packages);
    SB_LIT(&b, " ");
    sbuf_add(&b, tr(app->lang, TR("ข้อเสนอ")));
    SB_LIT(&b, ", ");
    sbuf_int(&b, r.lines);
    SB_LIT(&b, " ");
    sbuf_add(&b, tr(app->lang, TR("รายการ")));
    SB_LIT(&b, "; ");
    sbuf_add(&b, tr(app->lang, TR("คำขอ")));
    SB_LIT(&b, " ");
    money_put(&b, r.asked, MONEY_WHOLE);
    SB_LIT(&b, ", ");
    sbuf_add(&b, tr(app->lang, TR("กรอบวงเงินรวม")));
    SB_LIT(&b, " ");
    money_put(&b, r.ceiling, MONEY_WHOLE);
    SB_LIT(&b, ", ");
    sbuf_add(&b, tr(app->lang, TR("ได้รับจัดสรร")));
    SB_LIT(&b, " ");
    money_put(&b, r.now, MONEY_WHOLE);
    SB_LIT(&b, "\n");
    out(sbuf_str(&b));
    return months ? say_play(app, &play, e) : EXIT_DONE;
}

static const struct option allocate_options[] = {
    {"year", "Y", true},        {"scenario", "NAME", true}, {"out", "FILE", false},
    {"ceilings", "CSV", false}, {"rank", NULL, false},      {"fill", NULL, false},
    {"gap", "G", false},        {"time-limit", "S", false}, {"json", NULL, false},
};
static const struct option demo_options[] = {{"year", "Y", false}, {"packages", "N", false}, {"asked", NULL, false}, {"execute", "MONTHS", false}, {"close", NULL, false}};

static const struct command commands[] = {
    {.name = "demo", .usage = "", .options = demo_options, .noptions = ARRAY_LEN(demo_options), .store = STORE_READY, .run = cmd_demo, COMMAND("สร้างเมืองสาธิต (ทำเครื่องหมายทุกหน้า)", "Make the demonstration city (marked on every page)")},
    {.name = "allocate", .usage = "", .options = allocate_options, .noptions = ARRAY_LEN(allocate_options), .store = STORE_READY, .run = cmd_allocate, COMMAND("จัดสรรภายใต้กรอบวงเงินของฉากทัศน์", "Allocate under a scenario's ceilings")},
};
const struct command_group cli_allocate_commands = {commands, ARRAY_LEN(commands)};
