/* resolution.c - pbis resolution: a body's decision drafted by rule, confirmed by another person. */
#include "allocate/proposal.h"
#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/agency.h"
#include "cli/command.h"
#include "cli/groups.h"
#include "plan/resolution.h"
#include "store/store.h"

enum { CUT_PLACES = 2, LIST_MAX = 1000 };

struct draw {
    struct app *app;
    struct resolution_new n;
    struct resolution_choice c;
    struct str agency, code;
};

static struct str option_of(const struct args *p, const char *name)
{
    const char *v = args_get(p, name);

    return v ? str_from(v) : STR_NONE;
}

static struct act act_of(struct draw *w, struct tx *tx)
{
    return (struct act){.tx = tx,
                        .a = tx->a,
                        .who = &w->app->who,
                        .today = date_of_ms(w->app->now_ms),
                        .now_ms = w->app->now_ms};
}

static bool usage(struct err *e)
{
    FAIL(e, ERR_USAGE);
    err_arg(e, "why",
            V(STR("resolution draft --stage S --rule analyst|previous|none|cut --title TEXT | "
                  "resolution draft --run CODE --title TEXT | resolution confirm CODE | "
                  "resolution list")));
    return false;
}

/* One line: code, number, stage, state, kind, packages, lines, sum. */
static void say(struct app *app, const struct resolution *r)
{
    out(str_format(app->a, "%.*s\t%.*s\t%.*s\t%.*s\t%.*s\t%lld\t%lld\t%.*s\n", STR_FMT(r->code),
                   STR_FMT(r->number), STR_FMT(r->stage_word), STR_FMT(r->state), STR_FMT(r->kind),
                   (long long)r->packages, (long long)r->lines,
                   STR_FMT(money_text(app->a, r->total, MONEY_PLAIN))));
}

static bool show(struct draw *w, struct err *e)
{
    struct resolution r;
    struct db *db;

    if (!store_reader(w->app->store, &db, e) ||
        !resolution_get(db, w->app->a, w->n.year, w->code, &r, e)) {
        return false;
    }
    say(w->app, &r);
    return true;
}

static bool do_draft(struct tx *tx, void *ctx, struct err *e)
{
    struct draw *w = ctx;
    struct act by = act_of(w, tx);
    struct agency g = {0};
    struct str code;

    if (w->n.run_code.n) {
        if (!proposal_draft(&by, w->n.year, w->n.run_code, &w->n, &code, e)) {
            return false;
        }
    } else {
        if (w->agency.n && !agency_get(tx->db, tx->a, w->agency, &g, e)) {
            return false;
        }
        w->c.agency_id = g.id;
        if (!resolution_draft(&by, &w->n, &w->c, &code, e)) {
            return false;
        }
    }
    w->code = str_dup(w->app->a, code);
    return true;
}

static bool draft(struct draw *w, const struct args *p, struct err *e)
{
    struct str cut = option_of(p, "cut"), kind = option_of(p, "kind");

    w->n.kind = kind.n ? kind : STR("approve");
    w->n.number = option_of(p, "number");
    w->n.title = option_of(p, "title");
    w->n.reason = option_of(p, "reason");
    w->n.replaces = option_of(p, "replaces");
    w->n.run_code = option_of(p, "run");
    w->n.meeting_code = option_of(p, "meeting");
    w->c.rule = option_of(p, "rule");
    w->agency = option_of(p, "agency");
    if (cut.n && !exact_parse_decimal(cut, CUT_PLACES, &w->c.cut_bp)) {
        FAIL(e, ERR_BAD_NUMBER);
        err_arg(e, "field", V(STR("cut")));
        err_arg(e, "value", V(cut));
        return false;
    }
    if (!w->n.run_code.n && !stage_parse(option_of(p, "stage"), &w->n.stage, e)) {
        return false;
    }
    if (!w->n.run_code.n && !stage_by_resolution(w->n.stage)) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("stage")));
        err_arg(e, "value", V(option_of(p, "stage")));
        err_arg(e, "expected", V(STR("suitability permsec governor")));
        return false;
    }
    return store_write(w->app->store, do_draft, w, e) && show(w, e);
}

static bool do_confirm(struct tx *tx, void *ctx, struct err *e)
{
    struct draw *w = ctx;
    struct act by = act_of(w, tx);
    struct resolution r;

    return resolution_get(tx->db, tx->a, w->n.year, w->code, &r, e) &&
           resolution_confirm(&by, w->n.year, w->code, r.version, e);
}

static bool list(struct draw *w, const struct args *p, struct err *e)
{
    struct resolution_filter f = {.year = w->n.year, .stage = -1, .limit = LIST_MAX};
    struct str stage_word = option_of(p, "stage");
    const struct resolution *r;
    enum stage stage;
    struct rows rows;
    struct db *db;

    if (stage_word.n) {
        if (!stage_parse(stage_word, &stage, e)) {
            return false;
        }
        f.stage = (int64_t)stage;
    }
    if (!store_reader(w->app->store, &db, e) ||
        !resolution_list(db, w->app->a, &f, &rows, e)) {
        return false;
    }
    r = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        say(w->app, &r[i]);
    }
    return true;
}

static int cmd_resolution(struct app *app, const struct args *p, struct err *e)
{
    struct draw w = {.app = app};
    struct str word = str_from(args_word(p, 0));
    bool ok, named = args_word(p, 1) != NULL;
    int32_t year;

    if (!args_year(p, &year, e)) {
        return exit_of(e);
    }
    w.n.year = year;
    if (str_eq(word, STR("draft")) && !named) {
        ok = draft(&w, p, e);
    } else if (str_eq(word, STR("list")) && !named) {
        ok = list(&w, p, e);
    } else if (str_eq(word, STR("confirm")) && named) {
        w.code = str_from(args_word(p, 1));
        ok = store_write(app->store, do_confirm, &w, e) && show(&w, e);
    } else {
        ok = usage(e);
    }
    return ok ? EXIT_DONE : exit_of(e);
}

static const struct option options[] = {
    {"year", "Y", true},        {"stage", "STAGE", false},   {"rule", "RULE", false},
    {"cut", "PERCENT", false},  {"title", "TEXT", false},    {"reason", "TEXT", false},
    {"run", "CODE", false},     {"agency", "CODE", false},   {"kind", "KIND", false},
    {"number", "NO", false},    {"replaces", "CODE", false}, {"meeting", "CODE", false}};

static const struct command commands[] = {
    {.name = "resolution",
     .usage = "draft|confirm|list [CODE]",
     .words_min = 1,
     .words_max = 2,
     .options = options,
     .noptions = ARRAY_LEN(options),
     .store = STORE_READY,
     .run = cmd_resolution,
     COMMAND("ร่างมติตามกติกาหรือตามผลจัดสรร ยืนยันมติโดยอีกบุคคล และแสดงรายการ",
             "Draft a resolution by rule or from a run, confirm it as another person, list them")},
};
const struct command_group cli_resolution_commands = {commands, ARRAY_LEN(commands)};
