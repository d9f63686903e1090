/* record.c - files of MIS2 and e-GP by command, and the daily comparison: pbis reconcile. */
#include "cli/record.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "base/lang.h"
#include "cli/groups.h"
#include "exchange/mis2_file.h"
#include "execute/reconcile.h"
#include "store/store.h"

bool is_record_kind(const char *kind)
{
    return !strncmp(kind, "mis2-", 5) || !strncmp(kind, "egp-", 4);
}

struct reconciling {
    struct app *app;
    int64_t year;
    struct date as_of;
    struct reconcile_run run;
};

static bool reconcile_write(struct tx *tx, void *ctx, struct err *e)
{
    struct reconciling *x = ctx;
    struct act by = {.tx = tx,
                     .a = tx->a,
                     .who = &x->app->who,
                     .today = date_of_ms(x->app->now_ms),
                     .now_ms = x->app->now_ms};

    return reconcile_do(&by, x->year, x->as_of, &x->run, e);
}

static int say(struct app *app, const struct record_result *r, bool json)
{
    if (json)
        out(str_format(app->a, "%.*s\n", STR_FMT(import_report_json(app->a, &r->report))));
    else
        out(str_format(app->a, "%.*s  %.*s: %lld, %.*s: %lld %.*s\n",
                       STR_FMT(import_report_text(app->a, &r->report, app->lang)),
                       STR_FMT(tr(app->lang, TR("บันทึกบัญชี"))), (long long)r->posted,
                       STR_FMT(tr(app->lang, TR("บัญชีไม่รับ"))), (long long)r->waiting, STR_FMT(r->file_code)));
    return EXIT_DONE;
}

int cmd_record_import(struct app *app, const struct args *p, struct err *e)
{
    struct str kind = str_from(args_word(p, 0)), path = str_from(args_word(p, 1));
    size_t dash = str_find(kind, STR("-"), 0), slash = 0;
    struct record_job job = {.src = {.path = args_word(p, 1)},
                             .system = str_slice(kind, 0, dash),
                             .kind = record_of_word(str_slice(kind, dash + 1, kind.n)),
                             .map = str_from(args_get(p, "map")),
                             .errors_path = args_get(p, "errors"),
                             .dry_run = args_has(p, "dry-run"),
                             .who = &app->who,
                             .now_ms = app->now_ms};
    struct reconciling x = {.app = app, .as_of = date_of_ms(app->now_ms)};
    struct record_result r;
    int32_t year = 0;

    if (!args_get(p, "year")) {
        FAIL(e, ERR_USAGE);
        err_arg(e, "why", V(STR("option --year is needed")));
        return EXIT_USAGE;
    }
    if (!args_year(p, &year, e))
        return EXIT_USAGE;
    for (size_t i = 0; i < path.n; i++)
        slash = path.p[i] == '/' ? i + 1 : slash;
    job.filename = str_slice(path, slash, path.n);
    job.year = x.year = year;
    job.remember = job.map.n > 0;
    job.keep = job.errors_path != NULL;
    if (!record_import(app->store, app->a, &job, &r, e))
        return e->code == ERR_BAD_CHOICE ? EXIT_USAGE : exit_of(e);
    say(app, &r, args_has(p, "json"));
    if (r.report.written && !store_write(app->store, reconcile_write, &x, e))
        return exit_of(e);
    if (r.report.refused == 0 || (job.errors_path && !job.dry_run))
        return EXIT_DONE;
    FAIL(e, ERR_IMPORT_REFUSED);
    err_arg(e, "refused", V(r.report.refused));
    err_arg(e, "read", V(r.report.read));
    return EXIT_REFUSED;
}

static void put_json(struct app *app, const struct reconcile_run *run, const struct rows *open)
{
    const struct difference *d = open->p;
    struct sbuf b;
    struct jw w;

    sbuf_init(&b, app->a, SBUF_NO_LIMIT);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    jw_row(&w, "run", &reconcile_run_type, run);
    jw_array(&w, "open");
    for (size_t i = 0; i < open->n; i++)
        jw_row(&w, NULL, &difference_type, &d[i]);
    jw_end_array(&w);
    jw_end_object(&w);
    SB_LIT(&b, "\n");
    out(sbuf_str(&b));
}

static int cmd_reconcile(struct app *app, const struct args *p, struct err *e)
{
    struct reconciling x = {.app = app, .as_of = date_of_ms(app->now_ms)};
    struct difference_filter f = {.state = STR("open"), .limit = 10000, .today = date_of_ms(app->now_ms)};
    struct rows rows;
    struct db *db;
    int32_t year;

    if (!args_year(p, &year, e))
        return EXIT_USAGE;
    if (args_get(p, "as-of") && !date_parse_iso(str_from(args_get(p, "as-of")), &x.as_of, e))
        return EXIT_USAGE;
    x.year = f.year = year;
    if (!store_write(app->store, reconcile_write, &x, e) || !store_reader(app->store, &db, e) ||
        !difference_list(db, app->a, &f, &rows, e))
        return exit_of(e);
    if (args_has(p, "json")) {
        put_json(app, &x.run, &rows);
        return EXIT_DONE;
    }
    out(str_format(app->a, "%d: %.*s %lld, %.*s %lld, %.*s %lld, %.*s %lld, %.*s %.*s\n", year,
                   STR_FMT(tr(app->lang, TR("กลุ่มที่เทียบ"))), (long long)x.run.groups,
                   STR_FMT(tr(app->lang, TR("ต่างกัน"))), (long long)x.run.differing,
                   STR_FMT(tr(app->lang, TR("พบใหม่"))), (long long)x.run.fresh,
                   STR_FMT(tr(app->lang, TR("ยังไม่ยุติ"))), (long long)rows.n,
                   STR_FMT(tr(app->lang, TR("ต่างกันรวม (บาท)"))), STR_FMT(money_text(app->a, x.run.gap, MONEY_COMMAS))));
    return EXIT_DONE;
}

static const struct option reconcile_options[] = {{"year", "Y", true}, {"as-of", "DATE", false}, {"json", NULL, false}};
static const struct command commands[] = {
    {.name = "reconcile",
     .usage = "",
     .options = reconcile_options,
     .noptions = ARRAY_LEN(reconcile_options),
     .store = STORE_READY,
     .run = cmd_reconcile,
     COMMAND("กระทบยอดบัญชีกับแฟ้มของ MIS2 และ e-GP", "Reconcile the ledger with the files of MIS2 and e-GP")},
};
const struct command_group cli_record_commands = {commands, ARRAY_LEN(commands)};
