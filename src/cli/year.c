/* year.c - pbis cycle, decide, enact: the year's road from the command line. */
#include <stdio.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/date.h"
#include "base/err.h"
#include "base/file.h"
#include "base/lang.h"
#include "city/user.h"
#include "city/year.h"
#include "cli/command.h"
#include "cli/groups.h"
#include "execute/enact.h"
#include "plan/bill.h"
#include "plan/cycle.h"
#include "perform/service_agreement.h"
#include "store/store.h"

enum { DECISIONS_MAX_BYTES = 64 << 20 };

struct work {
    struct app *app;
    int64_t year;
    struct str event, reason;
    int64_t ordinance;
    struct enactment enacted;
    /* decide */
    struct actor approver; /* --approved-by */
    bool approved;
    struct decision *d;
    int64_t *line; /* physical line of each decision */
    size_t n, cap, failed;
    size_t column[5];
};

static struct act act_of(struct work *w, struct tx *tx)
{
    return (struct act){.tx = tx,
                        .a = tx->a,
                        .who = &w->app->who,
                        .today = date_of_ms(w->app->now_ms),
                        .now_ms = w->app->now_ms};
}

static void say(struct app *app, struct sbuf *b)
{
    (void)app;
    SB_LIT(b, "\n");
    out(sbuf_str(b));
}

static void put_count(struct sbuf *b, int64_t n)
{
    money_put(b, BAHT(n), MONEY_WHOLE);
}

/* --ordinance N: 0 = the annual one. */
static bool read_ordinance(const struct args *p, int64_t *ret, struct err *e)
{
    const char *n = args_get(p, "ordinance");

    *ret = 0;
    if (!n) {
        return true;
    }
    for (const char *d = n; *d >= '0' && *d <= '9' && d - n < 2; d++) {
        *ret = *ret * 10 + (*d - '0');
        if (d[1] == '\0') {
            return true;
        }
    }
    FAIL(e, ERR_BAD_NUMBER);
    err_arg(e, "field", V(STR("--ordinance")));
    err_arg(e, "value", V(str_from(n)));
    return false;
}

/* ---- cycle ---- */

static bool do_cycle(struct tx *tx, void *ctx, struct err *e)
{
    struct work *w = ctx;
    struct act by = act_of(w, tx);

    if (str_eq(w->event, STR("setup"))) {
        return year_ensure(&by, w->year, e);
    }
    return bill_run(&by, w->year, w->ordinance, w->event, w->reason, e);
}

/* `--list`: every event from where it stands, who may, and what is open before it. */
static bool list_steps(struct app *app, struct db *db, const struct bill_key *k, struct str stage, struct err *e)
{
    const struct cycle_step *s;
    size_t steps = bill_steps(app->a, k->number, stage, &s);

    for (size_t i = 0; i < steps; i++) {
        const struct cycle_need *need;
        struct sbuf b;
        size_t n;

        if (!bill_needs(db, app->a, k, &s[i], &need, &n, e)) {
            return false;
        }
        sbuf_init(&b, app->a, SBUF_NO_LIMIT);
        sbuf_printf(&b, "%-16s -> %-12s %s", s[i].event, s[i].to, perm_word(s[i].perm));
        for (size_t m = 0; m < n; m++) {
            sbuf_printf(&b, "; %.*s %lld%s", STR_FMT(need[m].guard), (long long)need[m].count,
                        need[m].may_override ? "" : "!");
        }
        say(app, &b);
    }
    return true;
}

/* "2566: IN_FORCE (มีผลใช้บังคับ) -> ", "2566-1: TABLED (...) -> reading1 reopen". */
static void put_stage(struct app *app, const struct bill_key *k, struct str stage)
{
    const struct cycle_step *s;
    size_t n = bill_steps(app->a, k->number, stage, &s);
    struct sbuf b;

    sbuf_init(&b, app->a, SBUF_NO_LIMIT);
    if (k->number) {
        sbuf_add(&b, bill_code(app->a, k->year, k->number));
    } else {
        sbuf_printf(&b, "%lld", (long long)k->year);
    }
    sbuf_printf(&b, ": %.*s (", STR_FMT(stage));
    sbuf_add(&b, bill_stage_label(stage, app->lang));
    SB_LIT(&b, ") -> ");
    for (size_t i = 0; i < n; i++) {
        sbuf_printf(&b, "%s%s", i ? " " : "", s[i].event);
    }
    say(app, &b);
}

static int cmd_cycle(struct app *app, const struct args *p, struct err *e)
{
    struct work w = {
        .app = app, .event = str_from(args_word(p, 0)), .reason = str_from(args_get(p, "reason"))};
    struct bill_key k = {0};
    struct str stage;
    struct db *db;
    int32_t year;

    if (!args_year(p, &year, e) || !read_ordinance(p, &w.ordinance, e)) {
        return exit_of(e);
    }
    w.year = year;
    k.year = year;
    k.number = w.ordinance;
    if ((w.event.n && !store_write(app->store, do_cycle, &w, e)) ||
        !store_reader(app->store, &db, e) ||
        !bill_stage(db, app->a, k.year, k.number, &stage, e)) {
        return exit_of(e);
    }
    put_stage(app, &k, stage);
    if (args_has(p, "list") && !list_steps(app, db, &k, stage, e)) {
        return exit_of(e);
    }
    return EXIT_DONE;
}

/* ---- decide ---- */

static bool decision_row(void *ctx, const struct csv_row *r, struct err *e)
{
    static const struct csv_column want[] = {{"line", false},
                                             {"stage", false},
                                             {"amount", false},
                                             {"reason", false},
                                             {"resolution", false}};
    struct work *w = ctx;
    struct arena *a = w->app->a;
    struct decision *d;
    struct str cell[ARRAY_LEN(want)];

    if (r->row == 0) {
        return csv_columns(r, want, ARRAY_LEN(want), w->column, e);
    }
    if (w->n == w->cap) {
        size_t more = w->cap ? 2 * w->cap : 256;

        w->d = arena_grow(a, w->d, w->cap * sizeof *w->d, more * sizeof *w->d);
        w->line = arena_grow(a, w->line, w->cap * sizeof *w->line, more * sizeof *w->line);
        w->cap = more;
    }
    w->failed = w->n;
    d = &w->d[w->n];
    w->line[w->n++] = r->line;
    for (size_t i = 0; i < ARRAY_LEN(want); i++) {
        cell[i] = w->column[i] < r->n ? str_trim(r->cell[w->column[i]]) : STR_NONE;
    }
    d->line_code = str_dup(a, cell[0]);
    d->reason = str_dup(a, cell[3]);
    d->resolution = str_dup(a, cell[4]);
    return stage_parse(cell[1], &d->stage, e) && money_parse(cell[2], &d->amount, e);
}

static bool do_decide(struct tx *tx, void *ctx, struct err *e)
{
    struct work *w = ctx;
    struct act by = act_of(w, tx);

    return decide_all(&by, w->approved ? &w->approver : NULL, w->year, w->d, w->n, &w->failed, e);
}

/* The year of the lines: their codes begin with it. */
static bool decision_year(struct work *w, const struct args *p, struct err *e)
{
    int32_t year;

    if (args_get(p, "year")) {
        if (!args_year(p, &year, e)) {
            return false;
        }
    } else if (w->n == 0) {
        FAIL(e, ERR_FILE_EMPTY);
        return false;
    } else if (!fy_parse(str_slice(w->d[0].line_code, 0, 4), &year, e)) {
        return false;
    }
    w->year = year;
    return true;
}

static bool load_approver(struct app *app, const struct args *p, struct work *w, struct err *e)
{
    const char *name = args_get(p, "approved-by");
    struct db *db;

    w->approved = name != NULL;
    return !name || (store_reader(app->store, &db, e) &&
                     actor_load(db, app->a, str_from(name), &w->approver, e));
}

static int cmd_decide(struct app *app, const struct args *p, struct err *e)
{
    struct work w = {.app = app, .failed = SIZE_MAX};
    struct money total = MONEY_ZERO;
    struct sbuf b;
    struct str text;

    if (!file_read(app->a, args_word(p, 0), DECISIONS_MAX_BYTES, &text, e)) {
        return exit_of(e);
    }
    if (!csv_read_str(text, decision_row, &w, e) || !decision_year(&w, p, e)) {
        if (w.failed < w.n) {
            fprintf(stderr, "pbis: row %zu, line %lld:\n", w.failed + 1,
                    (long long)w.line[w.failed]);
        }
        return exit_of(e);
    }
    if (!load_approver(app, p, &w, e)) {
        return exit_of(e);
    }
    if (!store_write(app->store, do_decide, &w, e)) {
        if (w.failed < w.n) {
            fprintf(stderr, "pbis: row %zu, line %lld, %.*s:\n", w.failed + 1,
                    (long long)w.line[w.failed], STR_FMT(w.d[w.failed].line_code));
        }
        return exit_of(e);
    }
    for (size_t i = 0; i < w.n; i++) {
        total = money_add(total, w.d[i].amount);
    }
    sbuf_init(&b, app->a, SBUF_NO_LIMIT);
    put_count(&b, (int64_t)w.n);
    SB_LIT(&b, " ");
    sbuf_add(&b, tr(app->lang, TR("รายการ")));
    SB_LIT(&b, ", ");
    money_put(&b, total, MONEY_COMMAS);
    SB_LIT(&b, " ");
    sbuf_add(&b, tr(app->lang, TR("บาท")));
    say(app, &b);
    return EXIT_DONE;
}

/* ---- enact ---- */

static bool do_enact(struct tx *tx, void *ctx, struct err *e)
{
    struct work *w = ctx;
    struct act by = act_of(w, tx);
    int64_t made;

    return enact_ordinance(&by, w->year, w->ordinance, &w->enacted, e) && service_make_year(&by, w->year, &made, e);
}

static int cmd_enact(struct app *app, const struct args *p, struct err *e)
{
    struct work w = {.app = app};
    struct sbuf b;
    int32_t year;

    if (!args_year(p, &year, e)) {
        return exit_of(e);
    }
    w.year = year;
    if (!read_ordinance(p, &w.ordinance, e)) {
        return exit_of(e);
    }
    if (!store_write(app->store, do_enact, &w, e)) {
        return exit_of(e);
    }
    sbuf_init(&b, app->a, SBUF_NO_LIMIT);
    sbuf_printf(&b, "%d: ", year);
    put_count(&b, w.enacted.packages);
    SB_LIT(&b, " ");
    sbuf_add(&b, tr(app->lang, TR("ข้อเสนอ")));
    SB_LIT(&b, ", ");
    put_count(&b, w.enacted.lines);
    SB_LIT(&b, " ");
    sbuf_add(&b, tr(app->lang, TR("รายการ")));
    SB_LIT(&b, ", ");
    money_put(&b, w.enacted.total, MONEY_COMMAS);
    SB_LIT(&b, " ");
    sbuf_add(&b, tr(app->lang, TR("บาท")));
    if (w.enacted.left_out) {
        SB_LIT(&b, "; ");
        sbuf_add(&b, tr(app->lang, TR("ไม่รวมข้อเสนอที่ยังไม่ส่ง ถอน หรือไม่ได้รับจัดสรร")));
        SB_LIT(&b, ": ");
        put_count(&b, w.enacted.left_out);
    }
    say(app, &b);
    return EXIT_DONE;
}

static const struct option cycle_options[] = {{"year", "Y", true},
                                              {"ordinance", "N", false},
                                              {"reason", "TEXT", false},
                                              {"list", NULL, false}};
static const struct option decide_options[] = {{"year", "Y", false},
                                               {"approved-by", "USER", false}};
static const struct option enact_options[] = {{"year", "Y", true}, {"ordinance", "N", false}};

static const struct command commands[] = {
    {.name = "cycle",
     .usage = "[EVENT]",
     .words_max = 1,
     .options = cycle_options,
     .noptions = ARRAY_LEN(cycle_options),
     .store = STORE_READY,
     .run = cmd_cycle,
     COMMAND("แสดงหรือเดินขั้นตอนของปีงบประมาณ (setup เปิดปีใหม่)",
             "Show or move the fiscal year's stage (setup makes a new year)")},
    {.name = "decide",
     .usage = "FILE.csv",
     .words_min = 1,
     .words_max = 1,
     .options = decide_options,
     .noptions = ARRAY_LEN(decide_options),
     .store = STORE_READY,
     .run = cmd_decide,
     COMMAND("บันทึกจำนวนเงินตามมติ: line,stage,amount,reason,resolution",
             "Record decided amounts: line,stage,amount,reason,resolution")},
    {.name = "enact",
     .usage = "",
     .options = enact_options,
     .noptions = ARRAY_LEN(enact_options),
     .store = STORE_READY,
     .run = cmd_enact,
     COMMAND("ตราเป็นข้อบัญญัติและเปิดบัญชีรายการ",
             "Turn the draft into the ordinance and open its accounts")},
};
const struct command_group cli_year_commands = {commands, ARRAY_LEN(commands)};
