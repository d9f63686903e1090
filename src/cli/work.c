/* work.c - pbis move, recommend, committee, handover: what people do with requests, from files and scripts. */
#include <stdio.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/date.h"
#include "base/err.h"
#include "base/file.h"
#include "base/money.h"
#include "city/user.h"
#include "cli/command.h"
#include "cli/groups.h"
#include "plan/analysis.h"
#include "plan/committee.h"
#include "plan/handover.h"
#include "plan/review.h"
#include "store/store.h"

enum { FILE_MAX_BYTES = 64 << 20, CELLS = 9 };

/* One row of a file: package,event,reason or package,word,reason,line,amount or a member's cells. */
struct work_row {
    struct str cell[CELLS];
    int64_t line; /* of the file */
};

struct work {
    struct app *app;
    const struct args *args;
    int64_t year;
    const struct csv_column *want;
    size_t columns, column[CELLS];
    struct work_row *row;
    size_t n, cap, failed, done_rows;
    struct str what; /* that were done: packages, members */
    struct str code; /* of a hand-over */
    int64_t done;
};

static struct act act_of(struct work *w, struct tx *tx)
{
    return (struct act){.tx = tx,
                        .a = tx->a,
                        .who = &w->app->who,
                        .today = date_of_ms(w->app->now_ms),
                        .now_ms = w->app->now_ms};
}

static bool take_row(void *ctx, const struct csv_row *r, struct err *e)
{
    struct work *w = ctx;

    if (r->row == 0) {
        return csv_columns(r, w->want, w->columns, w->column, e);
    }
    if (w->n == w->cap) {
        size_t more = w->cap ? 2 * w->cap : 256;

        w->row = arena_grow(w->app->a, w->row, w->cap * sizeof *w->row, more * sizeof *w->row);
        w->cap = more;
    }
    w->row[w->n].line = r->line;
    for (size_t i = 0; i < w->columns; i++) {
        w->row[w->n].cell[i] = w->column[i] < r->n
                                   ? str_dup(w->app->a, str_trim(r->cell[w->column[i]]))
                                   : STR_NONE;
    }
    w->n++;
    return true;
}

/* Reads the file and does the write, all or nothing; what is refused is named by its row. */
static int run_file(struct work *w, const struct csv_column *want, size_t columns,
                    store_write_fn *fn, struct err *e)
{
    struct str text;
    int32_t year = 0;

    w->want = want;
    w->columns = columns;
    if ((args_get(w->args, "year") && !args_year(w->args, &year, e)) ||
        !file_read(w->app->a, args_word(w->args, 0), FILE_MAX_BYTES, &text, e) ||
        !csv_read_str(text, take_row, w, e)) {
        return exit_of(e);
    }
    w->year = year;
    w->failed = SIZE_MAX;
    if (w->n == 0) {
        FAIL(e, ERR_FILE_EMPTY);
        return exit_of(e);
    }
    if (!store_write(w->app->store, fn, w, e)) {
        if (w->failed < w->n) {
            fprintf(stderr, "pbis: row %zu, line %lld, %.*s:\n", w->failed + 1,
                    (long long)w->row[w->failed].line, STR_FMT(w->row[w->failed].cell[0]));
        }
        return exit_of(e);
    }
    out(str_format(w->app->a, "%zu %.*s\n", w->done_rows, STR_FMT(w->what)));
    return EXIT_DONE;
}

/* ---- move ---- */

static bool do_move(struct tx *tx, void *ctx, struct err *e)
{
    struct work *w = ctx;
    struct act by = act_of(w, tx);

    for (size_t i = 0; i < w->n; i++) {
        struct package p;

        w->failed = i;
        if (!package_get(tx->db, tx->a, w->year, w->row[i].cell[0], &p, e) ||
            !package_event(&by, w->year, w->row[i].cell[0], w->row[i].cell[1], p.version,
                           w->row[i].cell[2], e)) {
            return false;
        }
    }
    w->done_rows = w->n;
    return true;
}

static int cmd_move(struct app *app, const struct args *p, struct err *e)
{
    static const struct csv_column want[] = {
        {"package", false}, {"event", false}, {"reason", true}};
    struct work w = {.app = app, .args = p, .what = tr(app->lang, TR("ข้อเสนอ"))};

    return run_file(&w, want, ARRAY_LEN(want), do_move, e);
}

/* ---- recommend ---- */

static bool recommend_rows(struct act *by, struct work *w, size_t from, size_t to, struct err *e)
{
    struct recommend_line *line = ARENA_ARRAY(by->a, struct recommend_line, to - from);
    struct recommend r = {.year = w->year,
                          .code = w->row[from].cell[0],
                          .word = w->row[from].cell[1],
                          .reason = w->row[from].cell[2],
                          .line = line};
    struct package p;
    struct recommendation seen;

    for (size_t i = from; i < to; i++) {
        w->failed = i;
        if (!w->row[i].cell[3].n) {
            continue;
        }
        line[r.n] = (struct recommend_line){.line_code = w->row[i].cell[3],
                                            .reason = w->row[i].cell[2]};
        if (!money_parse(w->row[i].cell[4], &line[r.n].amount, e)) {
            return false;
        }
        r.n++;
    }
    w->failed = from;
    if (!package_get(by->tx->db, by->a, w->year, r.code, &p, e) ||
        !recommendation_get(by->tx->db, by->a, p.id, &seen, e)) {
        return false;
    }
    r.version = seen.version;
    return recommend(by, &r, e);
}

/* Rows of one package stand together. */
static bool do_recommend(struct tx *tx, void *ctx, struct err *e)
{
    struct work *w = ctx;
    struct act by = act_of(w, tx);

    for (size_t from = 0, to; from < w->n; from = to) {
        for (to = from + 1; to < w->n && str_eq(w->row[to].cell[0], w->row[from].cell[0]); to++) {
        }
        if (!recommend_rows(&by, w, from, to, e)) {
            return false;
        }
        w->done_rows++;
    }
    return true;
}

static int cmd_recommend(struct app *app, const struct args *p, struct err *e)
{
    static const struct csv_column want[] = {
        {"package", false}, {"word", false}, {"reason", true}, {"line", true}, {"amount", true}};
    struct work w = {.app = app, .args = p, .what = tr(app->lang, TR("ข้อเสนอ"))};

    return run_file(&w, want, ARRAY_LEN(want), do_recommend, e);
}

/* ---- committee ---- */

static bool appoint(struct act *by, const struct str *cell, struct err *e)
{
    struct member_new m = {.body = cell[0],
                           .role = cell[1],
                           .full_name = cell[2],
                           .post = cell[3],
                           .user_name = cell[4],
                           .agency_code = cell[5],
                           .order_no = cell[6]};

    return date_parse_iso(cell[7], &m.from_date, e) &&
           (!cell[8].n || date_parse_iso(cell[8], &m.to_date, e)) && member_add(by, &m, e);
}

static bool do_committee(struct tx *tx, void *ctx, struct err *e)
{
    struct work *w = ctx;
    struct act by = act_of(w, tx);

    for (size_t i = 0; i < w->n; i++) {
        w->failed = i;
        if (!appoint(&by, w->row[i].cell, e)) {
            return false;
        }
    }
    w->done_rows = w->n;
    return true;
}

static int cmd_committee(struct app *app, const struct args *p, struct err *e)
{
    static const struct csv_column want[] = {
        {"body", false},     {"role", false},  {"full_name", false},
        {"post", true},      {"user_name", true}, {"agency", true},
        {"order_no", false}, {"from", false},  {"to", true}};
    struct work w = {.app = app, .args = p, .what = tr(app->lang, TR("กรรมการ"))};

    return run_file(&w, want, ARRAY_LEN(want), do_committee, e);
}

/* ---- handover ---- */

static struct str option_of(const struct args *p, const char *name)
{
    const char *v = args_get(p, name);

    return v ? str_from(v) : STR_NONE;
}

static bool do_give(struct tx *tx, void *ctx, struct err *e)
{
    struct work *w = ctx;
    struct act by = act_of(w, tx);
    struct handover_new n = {.from_user = option_of(w->args, "from"),
                             .to_user = option_of(w->args, "to"),
                             .reason = option_of(w->args, "reason"),
                             .order_no = option_of(w->args, "order"),
                             .order_on = by.today};
    struct str code;

    if (!n.from_user.n) {
        n.from_user = w->app->who.name;
    }
    if (!handover_make(&by, &n, &code, e)) {
        return false;
    }
    w->code = str_dup(w->app->a, code);
    return true;
}

static bool do_take(struct tx *tx, void *ctx, struct err *e)
{
    struct work *w = ctx;
    struct act by = act_of(w, tx);

    return handover_take(&by, w->code, &w->done, e);
}

static int cmd_handover(struct app *app, const struct args *p, struct err *e)
{
    struct work w = {.app = app, .args = p};
    struct str word = str_from(args_word(p, 0));

    if (str_eq(word, STR("give"))) {
        if (!store_write(app->store, do_give, &w, e)) {
            return exit_of(e);
        }
        out(str_format(app->a, "%.*s\n", STR_FMT(w.code)));
        return EXIT_DONE;
    }
    if (!str_eq(word, STR("take")) || !args_word(p, 1)) {
        FAIL(e, ERR_USAGE);
        err_arg(e, "why", V(STR("handover give --to USER --reason TEXT | handover take CODE")));
        return EXIT_USAGE;
    }
    w.code = str_from(args_word(p, 1));
    if (!store_write(app->store, do_take, &w, e)) {
        return exit_of(e);
    }
    out(str_format(app->a, "%lld %.*s\n", (long long)w.done,
                   STR_FMT(tr(app->lang, TR("ข้อเสนอ")))));
    return EXIT_DONE;
}

static const struct option year_options[] = {{"year", "Y", true}};
static const struct option handover_options[] = {
    {"from", "USER", false}, {"to", "USER", false}, {"reason", "TEXT", false}, {"order", "NO", false}};

static const struct command commands[] = {
    {.name = "move",
     .usage = "FILE.csv",
     .words_min = 1,
     .words_max = 1,
     .options = year_options,
     .noptions = ARRAY_LEN(year_options),
     .store = STORE_READY,
     .run = cmd_move,
     COMMAND("เปลี่ยนสถานะข้อเสนอตามแฟ้ม: package,event,reason",
             "Move packages as a file says: package,event,reason")},
    {.name = "recommend",
     .usage = "FILE.csv",
     .words_min = 1,
     .words_max = 1,
     .options = year_options,
     .noptions = ARRAY_LEN(year_options),
     .store = STORE_READY,
     .run = cmd_recommend,
     COMMAND("บันทึกความเห็นนักวิเคราะห์ตามแฟ้ม: package,word,reason,line,amount",
             "Record recommendations from a file: package,word,reason,line,amount")},
    {.name = "committee",
     .usage = "FILE.csv",
     .words_min = 1,
     .words_max = 1,
     .store = STORE_READY,
     .run = cmd_committee,
     COMMAND("แต่งตั้งกรรมการตามแฟ้ม: body,role,full_name,post,user_name,agency,order_no,from,to",
             "Appoint members from a file: body,role,full_name,post,user_name,agency,order_no,from,to")},
    {.name = "handover",
     .usage = "give|take [CODE]",
     .words_min = 1,
     .words_max = 2,
     .options = handover_options,
     .noptions = ARRAY_LEN(handover_options),
     .store = STORE_READY,
     .run = cmd_handover,
     COMMAND("ส่งมอบงานทั้งหมดให้ผู้รับช่วง แล้วผู้รับช่วงรับมอบ",
             "Hand all open work to a successor, who then takes it over")},
};
const struct command_group cli_work_commands = {commands, ARRAY_LEN(commands)};
