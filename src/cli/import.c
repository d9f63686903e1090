/* import.c - pbis import KIND FILE. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/lang.h"
#include "cli/book.h"
#include "cli/command.h"
#include "cli/groups.h"
#include "cli/record.h"
#include "exchange/import.h"

enum { CELLS = 30 };

/* A bar on a terminal, written over and over; nothing when the output is a file. */
struct bar {
    int64_t size; /* of the file, 0 = not known */
    bool shown;
};

static void progress(void *ctx, int64_t row, int64_t bytes)
{
    struct bar *b = ctx;
    char cells[CELLS + 1];
    int full = b->size > 0 && bytes <= b->size ? (int)(bytes * CELLS / b->size) : CELLS;

    b->shown = true;
    memset(cells, '.', CELLS);
    memset(cells, '#', (size_t)full);
    cells[CELLS] = '\0';
    fprintf(stderr, "\r[%s] %3d %% %lld", cells, full * 100 / CELLS, (long long)row);
}

static int64_t size_of(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 ? (int64_t)st.st_size : 0;
}

static void clear(const struct bar *b)
{
    if (b->shown)
        fprintf(stderr, "\r\033[K");
}

static int cmd_import(struct app *app, const struct args *p, struct err *e)
{
    struct bar bar = {.size = size_of(args_word(p, 1))};
    struct import_job job = {.kind = str_from(args_word(p, 0)),
                             .src = {.path = args_word(p, 1)},
                             .options = {.dry_run = args_has(p, "dry-run"),
                                         .round = args_has(p, "round"),
                                         .convert = args_has(p, "convert-cumulative"),
                                         .errors_path = args_get(p, "errors")},
                             .who = &app->who,
                             .now_ms = app->now_ms};
    struct import_options *o = &job.options;
    struct import_report r;
    int32_t year = 0;
    bool ok;

    if (!strcmp(args_word(p, 0), "requests")) {
        return cmd_book_import(app, p, e);
    }
    if (!strcmp(args_word(p, 0), "history")) {
        return cmd_history_import(app, p, e);
    }
    if (is_record_kind(args_word(p, 0))) {
        return cmd_record_import(app, p, e);
    }
    if (args_get(p, "year") && !args_year(p, &year, e))
        return EXIT_USAGE;
    if (!year && (!strcmp(args_word(p, 0), "bma-lines") || !strcmp(args_word(p, 0), "strategy") ||
                  !strcmp(args_word(p, 0), "contracts") || !strcmp(args_word(p, 0), "payments") ||
                  !strcmp(args_word(p, 0), "activities") || !strcmp(args_word(p, 0), "readings"))) {
        FAIL(e, ERR_USAGE);
        err_arg(e, "why", V(STR("option --year is needed")));
        return EXIT_USAGE;
    }
    o->year = year;
    if (isatty(STDERR_FILENO)) {
        o->progress = progress;
        o->progress_ctx = &bar;
    }
    ok = import_run(app->store, app->a, &job, &r, e);
    clear(&bar);
    if (!ok)
        return e->code == ERR_BAD_CHOICE ? EXIT_USAGE : exit_of(e);
    if (args_has(p, "json")) {
        out(str_format(app->a, "%.*s\n", STR_FMT(import_report_json(app->a, &r))));
    } else {
        out(import_report_text(app->a, &r, app->lang));
    }
    if (r.refused == 0 || (o->errors_path && !o->dry_run))
        return EXIT_DONE;
    FAIL(e, ERR_IMPORT_REFUSED);
    err_arg(e, "refused", V(r.refused));
    err_arg(e, "read", V(r.read));
    return EXIT_REFUSED;
}

static const struct option import_options[] = {
    {"year", "Y", false},           {"dry-run", NULL, false},  {"errors", "FILE", false},
    {"round", NULL, false},         {"json", NULL, false},     {"agency", "CODE", false},
    {"take", "mine|theirs", false}, {"map", "COLUMNS", false},
    {"convert-cumulative", NULL, false},
};

static const struct command commands[] = {
    {.name = "import",
     .usage = "KIND FILE",
     .words_min = 2,
     .words_max = 2,
     .options = import_options,
     .noptions = ARRAY_LEN(import_options),
     .store = STORE_READY,
     .run = cmd_import,
     COMMAND("นำเข้าแฟ้ม (bma-lines, national-lines, requests, history, contracts, payments, activities, readings, mis2-payments ...)",
             "Import a file (bma-lines, national-lines, requests, history, contracts, payments, activities, readings, mis2-payments ...)")},
};
const struct command_group cli_import_commands = {commands, ARRAY_LEN(commands)};
