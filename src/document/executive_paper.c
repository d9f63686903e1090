/* executive_paper.c - a report to the executive as an issued document: its frozen rows and nothing else. */
#include "base/arena.h"
#include "base/err.h"
#include "base/sheet.h"
#include "city/year.h"
#include "document/executive_report.h"
#include "document/paper_sheet.h"

struct executive_paper {
    struct executive_report r;
    const struct executive_row *row;
    size_t n;
};

bool executive_paper_load(struct paper_job *j, struct err *e)
{
    struct executive_paper *x = ARENA_NEW(j->a, struct executive_paper);
    struct fiscal_year year;
    struct rows rows;
    struct sbuf b;
    bool whole;

    if (!executive_get(j->db, j->a, j->order->subject, &x->r, e) || !year_get(j->db, j->a, x->r.year, &year, e) ||
        !executive_rows(j->db, j->a, &x->r, &rows, &whole, e)) {
        return false;
    }
    if (!whole || rows.n == 0) {
        FAIL(e, ERR_DOCUMENT_SUM);
        err_detail(e, "the figures of the report are not those that were kept");
        return false;
    }
    x->row = rows.p;
    x->n = rows.n;
    sbuf_init(&b, j->a, SBUF_NO_LIMIT);
    sbuf_printf(&b, "%.*s %.*s %.*s %.*s\n", STR_FMT(x->r.code), STR_FMT(x->r.state), STR_FMT(x->r.signed_by),
                STR_FMT(x->r.decision));
    for (size_t i = 0; i < x->r.sha.n; i++) {
        sbuf_printf(&b, "%02x", x->r.sha.p[i]);
    }
    sha256(sbuf_str(&b), j->sha);
    j->data = x;
    j->subject_name = x->r.code;
    j->draft = !str_eq(x->r.state, STR("signed"));
    j->demo = year.demo;
    j->partial = year.partial;
    j->result = (struct document_result){.lines = (int64_t)x->n, .total = x->row[0].current};
    return true;
}

static struct str rate(struct arena *a, struct money part, struct money whole)
{
    int64_t bp = money_share_bp(part, whole);

    return str_format(a, "%lld.%02lld", (long long)bp / 100, (long long)bp % 100);
}

/* Room for the largest amount with its satang. */
static double amount_width(struct paper *p, const struct executive_paper *x)
{
    return paper_amount_width(p, MONEY(x->row[0].current.satang / 100 * 100 + 99));
}

static void say_rows(struct paper *p, const struct executive_paper *x, struct str dim, enum paper_text head)
{
    struct arena *a = paper_arena(p);
    double w = amount_width(p, x), r = 44;
    const struct table_column column[] = {{paper_word(PT_COL_BY), PAGE_TEXT_W - 3 * w - r, COLUMN_TEXT},
                                          {paper_word(PT_EXECUTIVE_CURRENT), w, COLUMN_FIGURES},
                                          {paper_word(PT_EXECUTIVE_OPEN), w, COLUMN_FIGURES},
                                          {paper_word(PT_EXECUTIVE_PAID), w, COLUMN_FIGURES},
                                          {paper_word(PT_EXECUTIVE_RATE), r, COLUMN_FIGURES}};

    paper_heading(p, 2, paper_word(head));
    paper_table_in(p, TEXT_SMALL, column, ARRAY_LEN(column));
    for (size_t i = 0; i <= x->n; i++) {
        const struct executive_row *row = i < x->n ? &x->row[i] : &x->row[0]; /* the total last */

        if (i == x->n || str_eq(row->dim, dim)) {
            paper_row(p, &(struct table_row){.kind = i < x->n ? ROW_ITEM : ROW_TOTAL,
                                             .cell = {i < x->n ? row->name : paper_word(PT_SUM),
                                                      paper_money(a, row->current), paper_money(a, row->obligated),
                                                      paper_money(a, row->disbursed),
                                                      rate(a, row->disbursed, row->current)}});
        }
    }
    paper_table_end(p);
}

static void say_curve(struct paper *p, const struct executive_paper *x)
{
    struct arena *a = paper_arena(p);
    double w = amount_width(p, x), r = 64;
    int32_t last = x->r.as_of.yyyymmdd / 100;
    struct money planned = MONEY_ZERO, paid = MONEY_ZERO;
    const struct table_column column[] = {{paper_word(PT_EXECUTIVE_MONTH), PAGE_TEXT_W - 2 * w - 2 * r, COLUMN_TEXT},
                                          {paper_word(PT_EXECUTIVE_PLAN), w, COLUMN_FIGURES},
                                          {paper_word(PT_EXECUTIVE_RATE), r, COLUMN_FIGURES},
                                          {paper_word(PT_EXECUTIVE_DONE), w, COLUMN_FIGURES},
                                          {paper_word(PT_EXECUTIVE_RATE), r, COLUMN_FIGURES}};

    paper_heading(p, 2, paper_word(PT_EXECUTIVE_CURVE));
    paper_table_in(p, TEXT_SMALL, column, ARRAY_LEN(column));
    for (size_t i = 0; i < x->n; i++) {
        const struct executive_row *row = &x->row[i];

        if (!str_eq(row->dim, STR("month"))) {
            continue;
        }
        bool begun = str_cmp(row->code, str_format(a, "%04d-%02d", last / 100, last % 100)) <= 0;

        planned = money_add(planned, row->planned);
        paid = money_add(paid, row->disbursed);
        paper_row(p, &(struct table_row){.kind = ROW_ITEM,
                                         .cell = {row->name, paper_money(a, planned),
                                                  rate(a, planned, x->row[0].current),
                                                  begun ? paper_money(a, paid) : STR("–"),
                                                  begun ? rate(a, paid, x->row[0].current) : STR("–")}});
    }
    paper_table_end(p);
}

bool executive_paper_say(struct paper *p, void *ctx, struct err *e)
{
    const struct paper_job *j = ctx;
    const struct executive_paper *x = j->data;
    const struct executive_row *t = &x->row[0];
    struct arena *a = paper_arena(p);
    bool is_signed = str_eq(x->r.state, STR("signed"));
    const struct str sign[] = {STR_NONE,
                               is_signed ? paper_fill(a, PT_EXECUTIVE_SIGNED, PAPER_WORDS({"name", x->r.signed_by}))
                                         : paper_word(PT_EXECUTIVE_UNSIGNED),
                               x->r.capacity,
                               is_signed ? paper_day(a, date_of_ms(x->r.signed_at.ms)) : STR_NONE};

    (void)e;
    paper_title(p, paper_word(PT_EXECUTIVE));
    paper_line(p, TEXT_BODY_BOLD, ALIGN_CENTER,
               paper_fill(a, PT_EXECUTIVE_OF,
                          PAPER_WORDS({"year", str_format(a, "%lld", (long long)x->r.year)},
                                      {"day", paper_day(a, x->r.as_of)})));
    paper_gap(p, 10);
    paper_text(p, paper_fill(a, PT_EXECUTIVE_SAYS,
                             PAPER_WORDS({"day", paper_day(a, x->r.as_of)}, {"current", paper_money(a, t->current)},
                                         {"paid", paper_money(a, t->disbursed)},
                                         {"rate", rate(a, t->disbursed, t->current)},
                                         {"open", paper_money(a, t->obligated)})));
    paper_heading(p, 2, paper_word(PT_EXECUTIVE_DECISION));
    paper_text(p, x->r.decision);
    say_rows(p, x, STR("type"), PT_EXECUTIVE_TYPE);
    say_curve(p, x);
    say_rows(p, x, STR("agency"), PT_EXECUTIVE_AGENCY);
    paper_sign(p, sign, ARRAY_LEN(sign));
    paper_note(p, paper_fill(a, PT_EXECUTIVE_PERSONS,
                             PAPER_WORDS({"made", x->r.made_by}, {"reviewed", x->r.reviewed_by.n ? x->r.reviewed_by : STR("–")})));
    paper_note(p, paper_fill(a, PT_EXECUTIVE_BASIS,
                             PAPER_WORDS({"seq", str_format(a, "%lld", (long long)x->r.entry_seq)})));
    paper_stamp(p);
    return true;
}

bool executive_paper_sheet(const struct paper_job *j, const char *path, const struct paper_info *info, struct err *e)
{
    const struct executive_paper *x = j->data;
    struct arena *a = arena_new();
    struct sheet *s;
    bool ok = sheet_open(a, path, &s, e);

    if (ok) {
        paper_sheet_facts(s, a, info, x->row[0].current);
        sheet_table(s, paper_word(PT_EXECUTIVE), paper_sheet_note(a, info), &executive_row_type, LANG_TH);
        for (size_t i = 0; i < x->n; i++) {
            sheet_row(s, &x->row[i]);
        }
        ok = sheet_close(s, e);
    }
    arena_free(a);
    return ok;
}
