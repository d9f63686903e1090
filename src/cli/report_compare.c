/* report_compare.c - pbis report compare: two points of the city's figures, by parts or line by line. */
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "city/year.h"
#include "cli/groups.h"
#include "cli/report.h"
#include "exchange/export_rows.h"
#include "plan/compare.h"
#include "store/store.h"

enum { ALL_LINES = 2000000 };

struct comparing {
    struct app *app;
    const struct args *args;
    int32_t year;
    struct compare_ask ask;
    struct compare c;
    struct fiscal_year fy;
    bool lines; /* --by line: line by line with reasons */
};

/* --where dim=code,dim=code and --agency CODE. */
static bool parse_where(struct comparing *x, struct err *e)
{
    const char *agency = args_get(x->args, "agency"), *where = args_get(x->args, "where");
    struct compare_ask *q = &x->ask;
    struct str rest = where ? str_from(where) : STR_NONE, one;

    if (agency) {
        q->where[q->wheres++] = (struct compare_where){DIM_AGENCY, str_from(agency)};
    }
    while (where && str_split(&rest, ',', &one)) {
        size_t at = str_find(one, STR("="), 0);
        struct compare_where *w = &q->where[q->wheres];

        if (q->wheres == COMPARE_WHERES) {
            FAIL(e, ERR_BAD_CHOICE);
            err_arg(e, "field", V(STR("--where")));
            err_arg(e, "value", V(one));
            err_arg(e, "expected", V(STR("DIM=CODE,...")));
            return false;
        }
        if (!dim_parse(str_trim(str_slice(one, 0, at)), &w->dim, e)) {
            return false;
        }
        w->code = str_trim(str_slice(one, at + 1, one.n));
        q->wheres++;
    }
    return true;
}

static bool parse(struct comparing *x, struct err *e)
{
    const char *by = args_get(x->args, "by");
    struct compare_ask *q = &x->ask;

    q->lang = x->app->lang;
    q->by = DIM_AGENCY;
    if (!args_year(x->args, &x->year, e) || !parse_where(x, e) ||
        (by && !compare_by_parse(str_from(by), &q->by, e))) {
        return false;
    }
    x->lines = q->by == DIM_LINE;
    if (x->lines) {
        q->by = DIM_YEAR;
        q->limit = ALL_LINES;
        q->kind = COMPARE_KINDS;
        q->in_order = true;
    }
    return true;
}

static bool load(struct comparing *x, struct err *e)
{
    struct app *app = x->app;
    const char *from = args_get(x->args, "from"), *to = args_get(x->args, "to");
    struct rollup *r;
    struct db *db;
    bool ok;

    if (!actor_may(&app->who, PERM_BUDGET_READ)) {
        return actor_check_city(&app->who, PERM_BUDGET_READ, e);
    }
    if (!store_reader(app->store, &db, e) || !year_get(db, app->a, x->year, &x->fy, e) ||
        !compare_point_parse(db, app->a, x->year, str_from(from ? from : "requested"),
                             &x->ask.from, e) ||
        !compare_point_parse(db, app->a, x->year, str_from(to ? to : "now"), &x->ask.to, e)) {
        return false;
    }
    r = rollup_new();
    ok = compare_get(r, db, app->a, &x->ask, &x->c, e);
    rollup_free(r);
    return ok;
}

static void put_counts(struct jw *w, const struct compare *c)
{
    jw_object(w, "count");
    for (int k = 0; k < COMPARE_KINDS; k++) {
        jw_value(w, compare_kind_word((enum compare_kind)k), V(c->count[k]));
    }
    jw_end_object(w);
    jw_object(w, "total");
    J(w, "from_satang", c->from.satang);
    J(w, "to_satang", c->to.satang);
    J(w, "more_satang", c->more.satang);
    J(w, "less_satang", c->less.satang);
    J(w, "change_satang", money_sub(c->to, c->from).satang);
    jw_end_object(w);
}

static void put_json(const struct comparing *x, const struct row_type *type, const struct rows *rows,
                     struct sbuf *b)
{
    struct jw w;

    jw_init(&w, b, false);
    jw_object(&w, NULL);
    J(&w, "report", STR("compare"));
    J(&w, "year", x->year);
    J(&w, "as_of", date_of_ms(x->app->now_ms));
    J(&w, "demo", x->fy.demo);
    J(&w, "from", x->ask.from.word);
    J(&w, "to", x->ask.to.word);
    J(&w, "by", str_from(x->lines ? "line" : compare_by_word(x->ask.by)));
    put_counts(&w, &x->c);
    jw_array(&w, "rows");
    for (size_t i = 0; i < rows->n; i++) {
        jw_row(&w, NULL, type, (const char *)rows->p + i * type->size);
    }
    jw_end_array(&w);
    jw_end_object(&w);
    SB_LIT(b, "\n");
}

static void put_amount(struct app *app, struct sbuf *b, struct money m)
{
    struct str text = m.satang == MONEY_MISSING.satang ? STR("-")
                                                       : money_text(app->a, m, MONEY_COMMAS);

    for (size_t i = str_count_cp(text); i < 22; i++) {
        sbuf_byte(b, ' ');
    }
    sbuf_add(b, text);
}

static void put_line(struct app *app, struct sbuf *b, const struct money m[3], struct str code,
                     struct str name)
{
    for (size_t i = 0; i < 3; i++) {
        put_amount(app, b, m[i]);
    }
    sbuf_printf(b, "  %.*s %.*s\n", STR_FMT(code), STR_FMT(name));
}

static void put_text(const struct comparing *x, struct sbuf *b)
{
    struct app *app = x->app;
    const struct compare *c = &x->c;
    const struct compare_row *row = c->rows.p;

    for (size_t i = 0; i < c->rows.n; i++) {
        put_line(app, b, (const struct money[]){row[i].from, row[i].to, row[i].change},
                 row[i].code, row[i].name);
    }
    for (size_t i = 0; !x->lines && i < c->parts; i++) {
        const struct compare_part *p = &c->part[i];

        put_line(app, b, (const struct money[]){p->from, p->to, p->change}, p->code, p->name);
    }
    put_line(app, b, (const struct money[]){c->from, c->to, money_sub(c->to, c->from)},
             tr(app->lang, TR("รวม")), STR_NONE);
    for (int k = 0; k < COMPARE_KINDS; k++) {
        sbuf_printf(b, "%s%s %lld", k ? " · " : "", compare_kind_word((enum compare_kind)k),
                    (long long)c->count[k]);
    }
    SB_LIT(b, "\n");
}

static bool check_ending(const char *file, const char *ending, const char *option, struct err *e)
{
    if (!file || str_ends(str_from(file), str_from(ending))) {
        return true;
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(str_from(option)));
    err_arg(e, "value", V(str_from(file)));
    err_arg(e, "expected", V(str_from(ending)));
    return false;
}

int report_compare(struct app *app, const struct args *p, struct err *e)
{
    struct comparing *x = ARENA_NEW(app->a, struct comparing);
    const char *const file[] = {args_get(p, "csv"), args_get(p, "xlsx")};
    const struct row_type *type;
    struct rows rows;
    struct str mark;
    struct sbuf b;

    x->app = app;
    x->args = p;
    if (!parse(x, e) || !check_ending(file[0], ".csv", "--csv", e) ||
        !check_ending(file[1], ".xlsx", "--xlsx", e)) {
        return EXIT_USAGE;
    }
    if (!load(x, e)) {
        return exit_of(e);
    }
    type = x->lines ? &compare_row_type : &compare_part_type;
    rows = x->lines ? x->c.rows : (struct rows){x->c.part, x->c.parts};
    mark = x->fy.demo ? tr(app->lang, TR("ข้อมูลสาธิต ไม่ใช่งบประมาณจริง")) : STR_NONE;
    for (size_t i = 0; i < ARRAY_LEN(file); i++) {
        struct rows_file f = {file[i], STR("compare"), mark, type, rows, app->lang};

        if (file[i] && !rows_to_file(app->a, &f, e)) {
            return exit_of(e);
        }
    }
    sbuf_init(&b, app->a, SBUF_NO_LIMIT);
    if (args_has(p, "json")) {
        put_json(x, type, &rows, &b);
    } else if (!file[0] && !file[1]) {
        put_text(x, &b);
    }
    out(sbuf_str(&b));
    return EXIT_DONE;
}
