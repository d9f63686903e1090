/* council.c - pbis council: cuts and amendments of a draft from a file (docs/formats/council.md). */
#include <stdio.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/date.h"
#include "base/err.h"
#include "base/file.h"
#include "base/lang.h"
#include "city/user.h"
#include "cli/command.h"
#include "cli/groups.h"
#include "plan/delta.h"
#include "store/store.h"

enum { FILE_MAX_BYTES = 64 << 20 };

struct council {
    struct app *app;
    struct actor approver, committee;
    struct delta_file f;
    struct delta_row *row;
    int64_t *line; /* physical line of each row */
    size_t n, cap, failed;
    size_t column[4];
    struct delta_result done;
};

static bool take_row(void *ctx, const struct csv_row *r, struct err *e)
{
    static const struct csv_column want[] = {
        {"line", false}, {"kind", false}, {"amount", false}, {"reason", false}};
    struct council *w = ctx;
    struct arena *a = w->app->a;
    struct str cell[ARRAY_LEN(want)];
    struct delta_row *d;

    if (r->row == 0) {
        return csv_columns(r, want, ARRAY_LEN(want), w->column, e);
    }
    if (w->n == w->cap) {
        size_t more = w->cap ? 2 * w->cap : 256;

        w->row = arena_grow(a, w->row, w->cap * sizeof *w->row, more * sizeof *w->row);
        w->line = arena_grow(a, w->line, w->cap * sizeof *w->line, more * sizeof *w->line);
        w->cap = more;
    }
    w->failed = w->n;
    d = &w->row[w->n];
    w->line[w->n++] = r->line;
    for (size_t i = 0; i < ARRAY_LEN(want); i++) {
        cell[i] = w->column[i] < r->n ? str_trim(r->cell[w->column[i]]) : STR_NONE;
    }
    d->line_code = str_dup(a, cell[0]);
    d->kind = str_dup(a, cell[1]);
    d->reason = str_dup(a, cell[3]);
    return money_parse(cell[2], &d->amount, e);
}

static bool do_council(struct tx *tx, void *ctx, struct err *e)
{
    struct council *w = ctx;
    struct act by = {.tx = tx,
                     .a = tx->a,
                     .who = &w->app->who,
                     .today = date_of_ms(w->app->now_ms),
                     .now_ms = w->app->now_ms};

    return delta_apply(&by, &w->f, w->row, w->n, &w->failed, &w->done, e);
}

/* Who confirms, who records that the committee accepts, and on what. The system does all in one, on the file. */
static bool read_persons(struct council *w, const struct args *p, struct err *e)
{
    const char *approver = args_get(p, "approved-by"), *committee = args_get(p, "accepted-by");
    struct app *app = w->app;
    struct db *db;

    w->f.report_ref = str_from(args_get(p, "ref"));
    if (w->f.report_ref.n == 0 && app->who.user_id == 0) {
        w->f.report_ref = str_from(args_word(p, 0));
    }
    if (!approver && !committee) {
        return true;
    }
    if (!store_reader(app->store, &db, e) ||
        (approver && !actor_load(db, app->a, str_from(approver), &w->approver, e)) ||
        (committee && !actor_load(db, app->a, str_from(committee), &w->committee, e))) {
        return false;
    }
    w->f.approver = approver ? &w->approver : NULL;
    w->f.committee = committee ? &w->committee : NULL;
    return true;
}

static void put_part(struct sbuf *b, const struct council *w, int64_t n, struct money m,
                     const char *what)
{
    if (n == 0) {
        return;
    }
    if (sbuf_str(b).n > 0) {
        SB_LIT(b, "; ");
    }
    sbuf_add(b, tr(w->app->lang, what));
    SB_LIT(b, " ");
    money_put(b, BAHT(n), MONEY_WHOLE);
    SB_LIT(b, " ");
    sbuf_add(b, tr(w->app->lang, TR("รายการ")));
    SB_LIT(b, ", ");
    money_put(b, m, MONEY_COMMAS);
    SB_LIT(b, " ");
    sbuf_add(b, tr(w->app->lang, TR("บาท")));
}

static void say_row(const struct council *w)
{
    if (w->failed < w->n) {
        fprintf(stderr, "pbis: row %zu, line %lld, %.*s:\n", w->failed + 1,
                (long long)w->line[w->failed], STR_FMT(w->row[w->failed].line_code));
    }
}

static int cmd_council(struct app *app, const struct args *p, struct err *e)
{
    struct council w = {.app = app, .failed = SIZE_MAX};
    struct sbuf b;
    struct str text;

    if (!file_read(app->a, args_word(p, 0), FILE_MAX_BYTES, &text, e)) {
        return exit_of(e);
    }
    if (!csv_read_str(text, take_row, &w, e)) {
        say_row(&w);
        return exit_of(e);
    }
    w.failed = SIZE_MAX;
    if (w.n == 0) {
        FAIL(e, ERR_FILE_EMPTY);
        return exit_of(e);
    }
    if (!read_persons(&w, p, e)) {
        return exit_of(e);
    }
    if (!store_write(app->store, do_council, &w, e)) {
        say_row(&w);
        return exit_of(e);
    }
    sbuf_init(&b, app->a, SBUF_NO_LIMIT);
    put_part(&b, &w, w.done.cuts, w.done.cut, TR("ปรับลด"));
    put_part(&b, &w, w.done.amends, w.done.amended, TR("แปรเพิ่ม"));
    SB_LIT(&b, "; ");
    sbuf_add(&b, tr(app->lang, w.done.accepted ? TR("กรรมการรับแล้ว") : TR("รอกรรมการพิจารณา")));
    SB_LIT(&b, "\n");
    out(sbuf_str(&b));
    return EXIT_DONE;
}

static const struct option council_options[] = {
    {"ref", "TEXT", false}, {"approved-by", "USER", false}, {"accepted-by", "USER", false}};

static const struct command commands[] = {
    {.name = "council",
     .usage = "FILE.csv",
     .words_min = 1,
     .words_max = 1,
     .options = council_options,
     .noptions = ARRAY_LEN(council_options),
     .store = STORE_READY,
     .run = cmd_council,
     COMMAND("บันทึกการปรับลดและแปรญัตติของสภา: line,kind,amount,reason (kind เป็น cut หรือ amend)",
             "Record the Council's cuts and amendments: line,kind,amount,reason (kind cut or amend)")},
};
const struct command_group cli_council_commands = {commands, ARRAY_LEN(commands)};
