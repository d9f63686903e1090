/* carry_paper.c - the list of carry-over for the motion to the Council, or the letter to who allows it. */
#include "document/carry_paper.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/sheet.h"
#include "city/year.h"
#include "document/digest.h"
#include "document/paper_sheet.h"
#include "execute/carry_list.h"

struct carry_print {
    struct carry_list k;
    struct rows groups, agencies, items;
};

bool carry_paper_load(struct paper_job *j, struct err *e)
{
    struct carry_print *d = ARENA_NEW(j->a, struct carry_print);
    struct fiscal_year year;
    struct sha256_state st;

    if (!carry_list_get(j->db, j->a, j->order->subject, &d->k, e) || !year_get(j->db, j->a, d->k.year, &year, e) ||
        !carry_list_parts(j->db, j->a, d->k.id, CARRY_BY_GROUP, &d->groups, e) ||
        !carry_list_parts(j->db, j->a, d->k.id, CARRY_BY_AGENCY, &d->agencies, e) ||
        !carry_list_items(j->db, j->a, d->k.id, &d->items, e))
        return false;
    j->data = d;
    j->draft = str_eq(d->k.state, STR("draft"));
    j->demo = year.demo;
    j->partial = year.partial;
    j->subject_name = d->k.title;
    j->result = (struct document_result){
        .lines = (int64_t)d->items.n, .agencies = (int64_t)d->agencies.n, .total = d->k.amount};
    sha256_begin(&st);
    digest_rows(&st, &carry_list_type, &d->k, 1);
    digest_rows(&st, &carry_type, d->items.p, d->items.n);
    digest_text(&st, j->demo ? STR("demo") : STR_NONE);
    sha256_end(&st, j->sha);
    return true;
}

static bool decided(const struct carry_print *d)
{
    return str_eq(d->k.state, STR("decided"));
}

static void part_row(struct paper *p, enum row_kind kind, struct str name, int64_t n, struct money m)
{
    struct arena *a = paper_arena(p);
    struct table_row r = {.kind = kind, .cell = {name, paper_count(a, n), paper_money(a, m)}};

    paper_row(p, &r);
}

/* A table of sums; its total is the list's, checked. */
static bool say_parts(struct paper *p, const struct carry_print *d, const struct rows *rows, enum paper_text head,
                      struct err *e)
{
    double w = paper_amount_width(p, d->k.amount);
    const struct table_column column[] = {{paper_word(head), PAGE_TEXT_W - 60 - w, COLUMN_TEXT},
                                          {paper_word(PT_CARRY_ITEMS), 60, COLUMN_FIGURES},
                                          {paper_word(PT_CARRY_AMOUNT), w, COLUMN_FIGURES}};
    const struct carry_part *c = rows->p;
    struct money sum = MONEY_ZERO;
    int64_t n = 0;

    paper_table(p, column, ARRAY_LEN(column));
    for (size_t i = 0; i < rows->n; i++) {
        struct money m = decided(d) ? c[i].approved : c[i].amount;

        part_row(p, ROW_ITEM, c[i].name, c[i].items, m);
        sum = money_add(sum, m);
        n += c[i].items;
    }
    part_row(p, ROW_TOTAL, paper_word(PT_SUM), n, sum);
    paper_table_end(p);
    if (sum.satang != (decided(d) ? d->k.approved : d->k.amount).satang || n != d->k.requests) {
        FAIL(e, ERR_DOCUMENT_SUM);
        err_arg(e, "what", V(paper_word(head)));
        return false;
    }
    return true;
}

static void say_items(struct paper *p, const struct carry_print *d)
{
    struct arena *a = paper_arena(p);
    double w = paper_amount_width(p, d->k.amount);
    const struct table_column column[] = {{paper_word(PT_CARRY_ITEM), PAGE_TEXT_W - 130 - w, COLUMN_TEXT},
                                          {paper_word(PT_CARRY_PAY), 130, COLUMN_TEXT},
                                          {paper_word(PT_CARRY_AMOUNT), w, COLUMN_FIGURES}};
    const struct carry *c = d->items.p;

    paper_table(p, column, ARRAY_LEN(column));
    for (size_t i = 0; i < d->items.n; i++) {
        struct table_row r = {.kind = ROW_ITEM, .open = true}, why = {.kind = ROW_ITEM, .level = 1, .wide = true};

        r.cell[0] = str_format(a, "%.*s %.*s", STR_FMT(c[i].agency_name), STR_FMT(c[i].line_name));
        r.cell[1] = c[i].ref.n ? c[i].ref : c[i].pay_on.yyyymmdd ? paper_day(a, c[i].pay_on) : STR("-");
        r.cell[2] = paper_money(a, decided(d) ? c[i].approved : c[i].amount);
        paper_row(p, &r);
        why.cell[0] = str_format(a, "%.*s %.*s", STR_FMT(c[i].code), STR_FMT(c[i].reason));
        paper_row(p, &why);
    }
    paper_table_end(p);
}

bool carry_paper_say(struct paper *p, void *ctx, struct err *e)
{
    const struct paper_job *j = ctx;
    const struct carry_print *d = j->data;
    struct arena *a = paper_arena(p);

    paper_title(p, paper_word(str_eq(d->k.kind, STR("A")) ? PT_CARRY_A : PT_CARRY_B));
    paper_line(p, TEXT_BODY, ALIGN_CENTER,
               paper_fill(a, PT_CARRY_YEAR,
                          PAPER_WORDS({"year", str_format(a, "%lld", (long long)d->k.year)},
                                      {"next", str_format(a, "%lld", (long long)d->k.year + 1)})));
    paper_gap(p, 6);
    paper_pair(p, paper_word(PT_CARRY_LIST), d->k.code);
    paper_pair(p, paper_word(PT_CARRY_TITLE), d->k.title);
    if (d->k.moved_no.n)
        paper_pair(p, paper_word(PT_CARRY_MOVED),
                   str_format(a, "%.*s %.*s", STR_FMT(d->k.moved_no), STR_FMT(paper_day(a, d->k.moved_on))));
    if (d->k.decided_no.n)
        paper_pair(p, paper_word(PT_CARRY_DECIDED),
                   str_format(a, "%.*s %.*s", STR_FMT(d->k.decided_no), STR_FMT(paper_day(a, d->k.decided_on))));
    if (d->k.note.n)
        paper_text(p, d->k.note);
    paper_text(p, paper_fill(a, PT_CARRY_SUM,
                             PAPER_WORDS({"agencies", paper_count(a, d->k.agencies)},
                                         {"n", paper_count(a, d->k.requests)}, {"sum", paper_money(a, d->k.amount)})));
    paper_heading(p, 2, paper_word(PT_CARRY_BY_TYPE));
    if (!say_parts(p, d, &d->groups, PT_CARRY_TYPE, e))
        return false;
    paper_heading(p, 2, paper_word(PT_CARRY_BY_AGENCY));
    if (!say_parts(p, d, &d->agencies, PT_CARRY_AGENCY, e))
        return false;
    paper_heading(p, 2, paper_word(PT_CARRY_EACH));
    say_items(p, d);
    paper_gap(p, 10);
    paper_stamp(p);
    return true;
}

bool carry_paper_sheet(const struct paper_job *j, const char *path, const struct paper_info *info, struct err *e)
{
    const struct carry_print *d = j->data;
    const struct carry *c = d->items.p;
    struct arena *a = arena_new();
    struct sheet *s;
    bool ok = sheet_open(a, path, &s, e);

    if (ok) {
        paper_sheet_facts(s, a, info, d->k.amount);
        sheet_table(s, paper_word(PT_CARRY_EACH), paper_sheet_note(a, info), &carry_type, LANG_TH);
        for (size_t i = 0; i < d->items.n; i++)
            sheet_row(s, &c[i]);
        ok = sheet_close(s, e);
    }
    arena_free(a);
    return ok;
}
