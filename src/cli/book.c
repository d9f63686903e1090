#include "cli/book.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/lang.h"
#include "city/agency.h"
#include "exchange/history_file.h"
#include "exchange/own_sheet.h"
#include "store/store.h"

static struct request_book_want want(struct app *app, const char *path)
{
    return (struct request_book_want){
        .path = path, .lang = app->lang, .who = &app->who, .now_ms = app->now_ms};
}

int cmd_book_export(struct app *app, const struct args *p, struct err *e)
{
    struct request_book_want w = want(app, args_get(p, "out"));
    struct request_book_done d;
    struct db *db;
    int32_t year;

    if (!args_year(p, &year, e)) {
        return exit_of(e);
    }
    w.year = year;
    w.agency_code = str_from(args_get(p, "agency"));
    if (!store_reader(app->store, &db, e) || !request_book_export(db, app->a, &w, &d, e)) {
        return exit_of(e);
    }
    out_written(app, w.path, d.lines, d.requested);
    return EXIT_DONE;
}

struct import_write {
    struct app *app;
    struct book_ask *ask;
    const struct own_sheet *own; /* its map is remembered with the import */
    struct str map;
    struct book_plan plan;
    bool undo, undone; /* a dry run, or rows that were refused without --errors */
};

static bool write_book(struct tx *tx, void *ctx, struct err *e)
{
    struct import_write *x = ctx;
    struct act by = {.tx = tx,
                     .a = tx->a,
                     .who = &x->app->who,
                     .today = date_of_ms(x->app->now_ms),
                     .now_ms = x->app->now_ms};

    x->undone = false;
    if (!request_book_write(&by, x->ask, &x->plan, e)) {
        return false;
    }
    if (x->map.n && !sheet_map_save(&by, x->plan.agency_id, STR("requests"), x->own, x->map, e)) {
        return false;
    }
    if (x->undo || (x->plan.refused_rows > 0 && !x->ask->keep_refused)) {
        x->undone = true;
        FAIL(e, ERR_IMPORT_REFUSED);
        return false;
    }
    return true;
}

static bool read_take(const struct args *p, struct book_ask *ask, struct err *e)
{
    const char *take = args_get(p, "take");

    if (!take || !strcmp(take, "mine") || !strcmp(take, "theirs")) {
        ask->choices.others = !take                   ? CHOICE_NONE
                              : !strcmp(take, "mine") ? CHOICE_MINE
                                                      : CHOICE_THEIRS;
        return true;
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("--take")));
    err_arg(e, "value", V(str_from(take)));
    err_arg(e, "expected", V(STR("mine theirs")));
    return false;
}

/* The workbook that goes back: what was refused and what nobody has chosen. */
static bool give_back(struct app *app, const struct book_plan *plan, const char *path,
                      struct err *e)
{
    struct request_book_want w = want(app, path);
    struct db *db;

    return (plan->refused_rows == 0 && plan->conflicts == 0) ||
           (store_reader(app->store, &db, e) && request_book_return(db, app->a, plan, &w, e));
}

static int verdict(const struct import_write *x, bool errors, struct err *e)
{
    if (errors || (x->plan.refused_rows == 0 && x->plan.conflicts == 0)) {
        return EXIT_DONE;
    }
    if (x->plan.refused_rows > 0) {
        FAIL(e, ERR_IMPORT_REFUSED);
        err_arg(e, "refused", V(x->plan.refused_rows));
    } else {
        FAIL(e, ERR_BOOK_CHOOSE);
        err_arg(e, "conflicts", V(x->plan.conflicts));
    }
    err_arg(e, "read", V(x->plan.read));
    return EXIT_REFUSED;
}

/* An agency's own sheet: by --map, else as it was read before. */
static bool read_own(struct app *app, const struct args *p, struct import_write *x,
                     struct request_book *ret, struct err *e)
{
    const struct sheet_source src = {.path = args_word(p, 1)};
    struct own_sheet *own = ARENA_NEW(app->a, struct own_sheet);
    struct str text = str_from(args_get(p, "map"));
    struct sheet_map map;
    struct agency g;
    struct db *db;

    if (x->ask->year == 0 || x->ask->agency_code.n == 0) {
        FAIL(e, ERR_USAGE);
        err_arg(e, "why", V(STR("options --agency and --year are needed")));
        return false;
    }
    if (!store_reader(app->store, &db, e) || !agency_get(db, app->a, x->ask->agency_code, &g, e) ||
        !own_sheet_look(app->a, &src, own, e)) {
        return false;
    }
    x->own = own;
    if (text.n == 0 &&
        !sheet_map_find(db, app->a, g.id, STR("requests"), own->fingerprint, &text, e)) {
        return false;
    }
    if (text.n == 0) {
        FAIL(e, ERR_BOOK_FOREIGN);
        return false;
    }
    if (!sheet_map_parse(app->a, text, own_targets, &map, e)) {
        return false;
    }
    x->map = args_get(p, "map") ? sheet_map_text(app->a, &map, own_targets) : STR_NONE;
    return own_sheet_read(
        app->a, &src,
        &(struct own_want){.sheet = own, .map = &map, .agency_code = g.code, .year = x->ask->year},
        ret, e);
}

static bool read_any(struct app *app, const struct args *p, struct import_write *x,
                     struct request_book *ret, struct err *e)
{
    const struct sheet_source src = {.path = args_word(p, 1)};

    if (!args_get(p, "map")) {
        if (request_book_read(app->a, &src, ret, e)) {
            return true;
        }
        if ((e->code != ERR_BOOK_FOREIGN && e->code != ERR_BOOK_KIND) ||
            x->ask->agency_code.n == 0) {
            return false;
        }
    }
    return read_own(app, p, x, ret, e);
}

int cmd_book_import(struct app *app, const struct args *p, struct err *e)
{
    const char *errors = args_get(p, "errors");
    struct request_book *book = ARENA_NEW(app->a, struct request_book);
    struct book_ask ask = {.book = book, .who = &app->who, .keep = app->a};
    struct import_write x = {.app = app, .ask = &ask, .undo = args_has(p, "dry-run")};
    int32_t year = 0;
    bool written;

    if ((args_get(p, "year") && !args_year(p, &year, e)) || !read_take(p, &ask, e)) {
        return EXIT_USAGE;
    }
    ask.year = year;
    ask.agency_code = str_from(args_get(p, "agency"));
    ask.keep_refused = errors != NULL;
    if (!read_any(app, p, &x, book, e)) {
        return e->code == ERR_USAGE ? EXIT_USAGE : exit_of(e);
    }
    if (ask.year == 0) {
        ask.year = book->year;
    }
    if (ask.agency_code.n == 0) {
        ask.agency_code = book->agency_code;
    }
    if (!store_write(app->store, write_book, &x, e) && !x.undone) {
        return exit_of(e);
    }
    written = !x.undone && x.plan.edited + x.plan.added + x.plan.deleted > 0;
    *e = (struct err){.code = ERR_NONE};
    if (errors && !x.undo && !give_back(app, &x.plan, errors, e)) {
        return exit_of(e);
    }
    if (args_has(p, "json")) {
        out(str_format(app->a, "%.*s\n", STR_FMT(request_book_json(app->a, &x.plan, written))));
    } else {
        out(request_book_text(app->a, &x.plan, written, app->lang));
    }
    return verdict(&x, errors && !x.undo, e);
}

int cmd_history_import(struct app *app, const struct args *p, struct err *e)
{
    struct history_job job = {.src = {.path = args_word(p, 1)},
                              .agency_code = str_from(args_get(p, "agency")),
                              .map = str_from(args_get(p, "map")),
                              .errors_path = args_get(p, "errors"),
                              .dry_run = args_has(p, "dry-run"),
                              .who = &app->who,
                              .now_ms = app->now_ms};
    struct import_report r;
    int32_t year = 0;

    if (args_get(p, "year") && !args_year(p, &year, e)) {
        return EXIT_USAGE;
    }
    job.year = year;
    if (!history_import(app->store, app->a, &job, &r, e)) {
        return exit_of(e);
    }
    if (args_has(p, "json")) {
        out(str_format(app->a, "%.*s\n", STR_FMT(import_report_json(app->a, &r))));
    } else {
        out(import_report_text(app->a, &r, app->lang));
    }
    if (r.refused == 0 || (job.errors_path && !job.dry_run)) {
        return EXIT_DONE;
    }
    FAIL(e, ERR_IMPORT_REFUSED);
    err_arg(e, "refused", V(r.refused));
    err_arg(e, "read", V(r.read));
    return EXIT_REFUSED;
}
