/* score.c - pbis score: the scores of a year's indicators, computed and kept. */
#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "city/agency.h"
#include "city/year.h"
#include "cli/command.h"
#include "cli/groups.h"
#include "exchange/export_rows.h"
#include "perform/score.h"
#include "store/store.h"

struct scoring {
    struct app *app;
    struct score_asked q;
    struct score_run run;
    struct rows rows, open;
};

static bool do_score(struct tx *tx, void *ctx, struct err *e)
{
    struct scoring *x = ctx;
    struct act by = {.tx = tx,
                     .a = x->app->a,
                     .who = &x->app->who,
                     .today = date_of_ms(x->app->now_ms),
                     .now_ms = x->app->now_ms};

    return score_run_do(&by, &x->q, &x->run, e);
}

static struct str json_text(const struct scoring *x)
{
    const struct score_row *r = x->rows.p;
    const struct score_open *o = x->open.p;
    struct sbuf b;
    struct jw w;

    sbuf_init(&b, x->app->a, SBUF_NO_LIMIT);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    J(&w, "year", x->q.year);
    if (x->run.code.n > 0)
        jw_row(&w, "run", &score_run_type, &x->run);
    jw_array(&w, "open");
    for (size_t i = 0; i < x->open.n; i++)
        jw_row(&w, NULL, &score_open_type, &o[i]);
    jw_end_array(&w);
    jw_array(&w, "rows");
    for (size_t i = 0; i < x->rows.n; i++)
        jw_row(&w, NULL, &score_row_type, &r[i]);
    jw_end_array(&w);
    jw_end_object(&w);
    SB_LIT(&b, "\n");
    return sbuf_str(&b);
}

static void put_line(struct sbuf *b, const struct score_row *r, enum lang lang)
{
    sbuf_printf(b, "  %.*s  %.*s  ", STR_FMT(r->code), STR_FMT(r->name));
    if (r->why.n > 0) {
        sbuf_add(b, score_state(r->why, lang));
    } else {
        if (r->value_text.n > 0)
            sbuf_printf(b, "%.*s -> ", STR_FMT(r->value_text));
        if (r->level_text.n > 0)
            sbuf_printf(b, "L%.*s -> ", STR_FMT(r->level_text));
        sbuf_printf(b, "%.*s", STR_FMT(r->percent_text));
        if (r->points_text.n > 0)
            sbuf_printf(b, " -> %.*s", STR_FMT(r->points_text));
        sbuf_printf(b, " (%.*s)", STR_FMT(r->kind));
    }
    SB_LIT(b, "\n");
}

static struct str plain_text(const struct scoring *x)
{
    const struct score_row *r = x->rows.p;
    const struct score_open *o = x->open.p;
    enum lang lang = x->app->lang;
    struct sbuf b;

    sbuf_init(&b, x->app->a, SBUF_NO_LIMIT);
    if (x->run.code.n > 0)
        sbuf_printf(&b, "%.*s: %.*s %lld, %.*s %lld, %.*s %lld\n", STR_FMT(x->run.code),
                    STR_FMT(tr(lang, TR("มีคะแนน"))), (long long)x->run.scored, STR_FMT(tr(lang, TR("ไม่มีคะแนน"))),
                    (long long)x->run.unscored, STR_FMT(tr(lang, TR("คงคะแนนที่เจ้าของให้"))), (long long)x->run.kept);
    for (size_t i = 0; i < x->rows.n; i++)
        put_line(&b, &r[i], lang);
    for (size_t i = 0; i < x->open.n; i++)
        sbuf_printf(&b, "%.*s: %.*s (%.*s)\n", STR_FMT(tr(lang, TR("ยังไม่เป็นคะแนนสุดท้าย"))), STR_FMT(o[i].sentence),
                    STR_FMT(o[i].address));
    return sbuf_str(&b);
}

static bool read_scores(struct scoring *x, struct err *e)
{
    struct score_filter f = {.year = x->q.year, .agency_id = x->q.agency_id, .show = STR("all")};
    struct db *db;

    return store_reader(x->app->store, &db, e) && score_list(db, x->app->a, &f, &x->rows, e) &&
           score_open_rows(db, x->app->a, x->q.year, x->app->lang, &x->open, e);
}

static int cmd_score(struct app *app, const struct args *p, struct err *e)
{
    struct scoring x = {.app = app, .q.kind = args_has(p, "final") ? SCORE_FINAL : SCORE_INTERIM};
    const char *agency = args_get(p, "agency"), *as_of = args_get(p, "as-of"), *csv = args_get(p, "csv");
    struct agency g;
    struct fiscal_year fy;
    struct db *db;
    int32_t year;

    if (!args_year(p, &year, e) || (as_of && !date_parse_iso(str_from(as_of), &x.q.as_of, e)))
        return exit_of(e);
    x.q.year = year;
    if (!actor_check_city(&app->who, args_has(p, "show") ? PERM_BUDGET_READ : PERM_SCORE, e) ||
        !store_reader(app->store, &db, e) || !year_get(db, app->a, year, &fy, e) ||
        (agency && !agency_get(db, app->a, str_from(agency), &g, e)))
        return exit_of(e);
    x.q.agency_id = agency ? g.id : 0;
    if ((!args_has(p, "show") && !store_write(app->store, do_score, &x, e)) || !read_scores(&x, e))
        return exit_of(e);
    if (csv) {
        struct rows_file f = {csv, tr(app->lang, TR("คะแนนตัวชี้วัด")), STR_NONE, &score_row_type, x.rows, app->lang};

        if (!rows_to_file(app->a, &f, e))
            return exit_of(e);
        out_written(app, csv, (int64_t)x.rows.n, MONEY_ZERO);
        return EXIT_DONE;
    }
    out(args_has(p, "json") ? json_text(&x) : plain_text(&x));
    return EXIT_DONE;
}

static const struct option score_options[] = {
    {"year", "Y", true},   {"agency", "CODE", false}, {"as-of", "DATE", false}, {"final", NULL, false},
    {"show", NULL, false}, {"json", NULL, false},     {"csv", "FILE", false},
};
static const struct command commands[] = {
    {.name = "score",
     .usage = "",
     .options = score_options,
     .noptions = ARRAY_LEN(score_options),
     .store = STORE_READY,
     .run = cmd_score,
     COMMAND("คำนวณคะแนนตัวชี้วัดของปีงบประมาณ (--final เป็นคะแนนสุดท้าย --show แสดงที่มีอยู่)",
             "Scores of a year's indicators (--final makes them final, --show only shows what stands)")},
};
const struct command_group cli_score_commands = {commands, ARRAY_LEN(commands)};
