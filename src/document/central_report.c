#include "document/central_report.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/sheet.h"
#include "city/year.h"
#include "document/digest.h"
#include "document/paper_sheet.h"
#include "execute/order.h"

enum { ROWS_MOST = 20000 };

struct central_print {
    int64_t year;
    struct rows items, given;
    struct order_central_row sum;
};

bool central_report_load(struct paper_job *j, struct err *e)
{
    struct central_print *d = ARENA_NEW(j->a, struct central_print);
    const struct order_central_row *x;
    struct fiscal_year year;
    struct sha256_state st;

    *d = (struct central_print){.year = j->order->year};
    if (!year_get(j->db, j->a, d->year, &year, e) || !order_central(j->db, j->a, d->year, &d->items, e) ||
        !order_central_given(j->db, j->a, d->year, ROWS_MOST, &d->given, e))
        return false;
    x = d->items.p;
    for (size_t i = 0; i < d->items.n; i++) {
        d->sum.had = money_add(d->sum.had, x[i].had);
        d->sum.given = money_add(d->sum.given, x[i].given);
        d->sum.direct = money_add(d->sum.direct, x[i].direct);
        d->sum.left = money_add(d->sum.left, x[i].left);
    }
    j->data = d;
    j->demo = year.demo;
    j->partial = year.partial;
    j->subject_name = str_format(j->a, "%lld", (long long)d->year);
    j->result = (struct document_result){.lines = (int64_t)d->given.n, .total = d->sum.given};
    sha256_begin(&st);
    digest_rows(&st, &order_central_type, d->items.p, d->items.n);
    digest_rows(&st, &order_register_type, d->given.p, d->given.n);
    digest_text(&st, j->demo ? STR("demo") : STR_NONE);
    sha256_end(&st, j->sha);
    return true;
}

/* Four amounts leave no room for a name: it stands above them, and the first amount is read under it. */
static void say_items(struct paper *p, const struct central_print *d)
{
    struct arena *a = paper_arena(p);
    double given = paper_amount_width(p, d->sum.given), direct = paper_amount_width(p, d->sum.direct),
           left = paper_amount_width(p, d->sum.left);
    const struct table_column column[] = {{paper_word(PT_CENTRAL_HAD), PAGE_TEXT_W - given - direct - left, COLUMN_TEXT},
                                          {paper_word(PT_CENTRAL_GIVEN), given, COLUMN_FIGURES},
                                          {paper_word(PT_CENTRAL_DIRECT), direct, COLUMN_FIGURES},
                                          {paper_word(PT_CENTRAL_LEFT), left, COLUMN_FIGURES}};
    const struct order_central_row *x = d->items.p;
    struct table_row total = {.kind = ROW_TOTAL, .cell = {paper_money(a, d->sum.had), paper_money(a, d->sum.given),
                                                          paper_money(a, d->sum.direct), paper_money(a, d->sum.left)}};

    paper_table(p, column, ARRAY_LEN(column));
    for (size_t i = 0; i < d->items.n; i++) {
        struct table_row name = {.kind = ROW_ITEM, .open = true, .wide = true, .cell = {x[i].item_name}};
        struct table_row r = {.kind = ROW_ITEM, .cell = {paper_money(a, x[i].had), paper_money(a, x[i].given),
                                                         paper_money(a, x[i].direct), paper_money(a, x[i].left)}};

        paper_row(p, &name);
        paper_row(p, &r);
    }
    paper_row(p, &total);
    paper_table_end(p);
}

static void say_given(struct paper *p, const struct central_print *d)
{
    struct arena *a = paper_arena(p);
    double w = paper_amount_width(p, d->sum.given);
    const struct table_column column[] = {{paper_word(PT_CENTRAL_DAY), 110, COLUMN_TEXT},
                                          {paper_word(PT_CENTRAL_TO), PAGE_TEXT_W - 110 - w, COLUMN_TEXT},
                                          {paper_word(PT_COL_AMOUNT), w, COLUMN_FIGURES}};
    const struct order_register_row *x = d->given.p;

    paper_table(p, column, ARRAY_LEN(column));
    for (size_t i = 0; i < d->given.n; i++) {
        struct table_row r = {.kind = ROW_ITEM, .open = true}, why = {.kind = ROW_ITEM, .level = 1, .wide = true};

        r.cell[0] = paper_day(a, x[i].on_date);
        r.cell[1] = str_format(a, "%.*s: %.*s", STR_FMT(x[i].to_agency), STR_FMT(x[i].to_name));
        r.cell[2] = paper_money(a, x[i].reversed ? money_neg(x[i].amount) : x[i].amount);
        paper_row(p, &r);
        why.cell[0] = paper_fill(a, PT_CENTRAL_WHY,
                                 PAPER_WORDS({"item", x[i].item_name}, {"authority", x[i].authority}, {"order", x[i].order.n ? x[i].order : STR("-")},
                                             {"reason", x[i].reason.n ? x[i].reason : STR("-")}));
        paper_row(p, &why);
    }
    paper_table_end(p);
}

bool central_report_say(struct paper *p, void *ctx, struct err *e)
{
    const struct paper_job *j = ctx;
    const struct central_print *d = j->data;
    struct arena *a = paper_arena(p);

    (void)e;
    paper_title(p, paper_word(PT_CENTRAL_REPORT));
    paper_line(p, TEXT_BODY, ALIGN_CENTER,
               paper_fill(a, PT_YEAR, PAPER_WORDS({"year", str_format(a, "%lld", (long long)d->year)})));
    paper_gap(p, 6);
    paper_text(p, paper_fill(a, PT_CENTRAL_SUM,
                             PAPER_WORDS({"had", paper_money(a, d->sum.had)}, {"given", paper_money(a, d->sum.given)},
                                         {"times", paper_count(a, (int64_t)d->given.n)}, {"direct", paper_money(a, d->sum.direct)}, {"left", paper_money(a, d->sum.left)})));
    if (d->items.n)
        say_items(p, d);
    paper_gap(p, 8);
    paper_heading(p, 3, paper_word(PT_CENTRAL_EACH));
    if (d->given.n)
        say_given(p, d);
    else
        paper_text(p, paper_word(PT_NONE));
    paper_gap(p, 10);
    paper_stamp(p);
    return true;
}

bool central_report_sheet(const struct paper_job *j, const char *path, const struct paper_info *info, struct err *e)
{
    const struct central_print *d = j->data;
    struct arena *a = arena_new();
    struct sheet *s;
    bool ok = sheet_open(a, path, &s, e);

    if (ok) {
        const struct order_central_row *x = d->items.p;
        const struct order_register_row *g = d->given.p;

        paper_sheet_facts(s, a, info, d->sum.given);
        sheet_table(s, paper_word(PT_CENTRAL_ITEM), paper_sheet_note(a, info), &order_central_type, LANG_TH);
        for (size_t i = 0; i < d->items.n; i++)
            sheet_row(s, &x[i]);
        sheet_table(s, paper_word(PT_CENTRAL_GIVEN), paper_sheet_note(a, info), &order_register_type, LANG_TH);
        for (size_t i = 0; i < d->given.n; i++)
            sheet_row(s, &g[i]);
        ok = sheet_close(s, e);
    }
    arena_free(a);
    return ok;
}
