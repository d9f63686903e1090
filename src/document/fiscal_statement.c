#include "document/fiscal_statement.h"

#include "base/arena.h"
#include "base/crypto.h"
#include "base/err.h"
#include "base/sheet.h"
#include "city/year.h"
#include "document/paper_sheet.h"
#include "document/speech_paper.h"
#include "plan/position.h"
#include "plan/supplementary.h"
#include "store/store.h"

struct statement_paper {
    struct supplementary s;
    struct fiscal_statement f;
    struct supplementary_revenue revenue;
    struct rows items, lines;
    bool own; /* of the year's own revenue, not of the accumulated fund */
};

/* One figure of the statement, as the paper and the workbook print it. */
struct figure {
    struct str name, source;
    struct money amount;
};
static const struct field figure_fields[] = {
    FIELD(struct figure, name, FIELD_KEY, "รายการ", "Item"),
    FIELD(struct figure, amount, 0, "จำนวนเงิน", "Amount"),
    FIELD(struct figure, source, 0, "ที่มา", "Source"),
};
static const struct row_type figure_type = ROW_TYPE(struct figure, figure_fields);

/* ---- loading ---- */

static void hash_all(struct paper_job *j, const struct statement_paper *x)
{
    const struct supplementary_line *l = x->lines.p;
    struct sbuf b;

    sbuf_init(&b, j->a, SBUF_NO_LIMIT);
    if (x->own)
        sbuf_printf(&b, "%lld %lld\n", (long long)x->revenue.revenue.satang,
                    (long long)x->revenue.spent.satang);
    sbuf_printf(&b, "%lld-%lld %.*s %lld %lld %lld\n%.*s\n%.*s\n%.*s\n", (long long)x->s.year,
                (long long)x->s.number, STR_FMT(x->f.position_code), (long long)x->f.free.satang,
                (long long)x->f.taken.satang, (long long)x->f.version, STR_FMT(x->s.title),
                STR_FMT(x->s.reason), STR_FMT(x->s.source));
    for (size_t i = 0; i < x->lines.n; i++)
        sbuf_printf(&b, "%.*s %lld\n", STR_FMT(l[i].code), (long long)l[i].asked.satang);
    sha256(sbuf_str(&b), j->sha);
}

bool fiscal_statement_load(struct paper_job *j, struct err *e)
{
    struct statement_paper *x = ARENA_NEW(j->a, struct statement_paper);
    struct supplementary_filter f = {
        .year = j->order->year, .limit = SUPPLEMENTARY_MOST, .lang = LANG_TH};
    struct fiscal_year year;
    struct rows all;

    if (!document_bill_number(j->order->subject, &f.number, e) ||
        !year_get(j->db, j->a, f.year, &year, e) ||
        !supplementary_get(j->db, j->a, f.year, f.number, &x->s, e) ||
        !supplementary_statements(j->db, j->a, f.year, f.number, &all, e) ||
        !supplementary_lines(j->db, j->a, &f, &x->lines, e))
        return false;
    if (all.n == 0) {
        FAIL(e, ERR_NO_STATEMENT);
        err_arg(e, "bill", V(str_format(j->a, "%lld-%lld", (long long)f.year, (long long)f.number)));
        return false;
    }
    x->f = *(const struct fiscal_statement *)all.p;
    x->own = str_eq(x->s.fund, STR("OWN"));
    if (!position_items(j->db, j->a, x->f.position_id, &x->items, e) ||
        !supplementary_revenue(j->db, j->a, f.year, f.number, &x->revenue, e))
        return false;
    hash_all(j, x);
    j->data = x;
    j->subject_name = x->s.title;
    j->draft = str_eq(x->s.stage, STR("DRAFT"));
    j->demo = year.demo;
    j->partial = year.partial;
    j->result = (struct document_result){.lines = (int64_t)x->lines.n, .total = x->s.asked};
    return true;
}

/* ---- figures ---- */

static struct str item_name(struct arena *a, const struct position_item *i)
{
    for (enum position_kind k = 0; k < POSITION_KINDS; k++) {
        if (!str_eq(i->kind, str_from(position_word(k))))
            continue;
        return i->for_year ? paper_fill(a, PT_STATEMENT_OF_YEAR,
                                        PAPER_WORDS({"name", position_label(k, LANG_TH)},
                                                    {"year", str_format(a, "%lld", (long long)i->for_year)}))
                           : position_label(k, LANG_TH);
    }
    return i->kind;
}

/* The position's figures, then what the draft makes of the free fund, or of the revenue. */
static size_t make_figures(struct arena *a, const struct statement_paper *x, struct figure **ret)
{
    const struct position_item *item = x->items.p;
    struct money has = x->own ? x->revenue.revenue : x->f.free;
    struct money gone = x->own ? x->revenue.spent : x->f.taken;
    struct figure *f = ARENA_ARRAY(a, struct figure, x->items.n + 4);
    size_t n = 0;

    for (size_t i = 0; i < x->items.n; i++)
        f[n++] = (struct figure){item_name(a, &item[i]), item[i].source, item[i].amount};
    f[n++] = (struct figure){paper_word(x->own ? PT_STATEMENT_REVENUE : PT_STATEMENT_FREE), STR_NONE, has};
    f[n++] = (struct figure){paper_word(x->own ? PT_STATEMENT_SPENT : PT_STATEMENT_TAKEN), STR_NONE,
                             money_neg(gone)};
    f[n++] = (struct figure){paper_word(PT_STATEMENT_THIS), STR_NONE, money_neg(x->s.asked)};
    f[n++] = (struct figure){paper_word(PT_STATEMENT_LEFT), STR_NONE,
                             money_sub(money_sub(has, gone), x->s.asked)};
    *ret = f;
    return n;
}

/* The column of amounts holds the widest of them. */
static struct money widest(const struct figure *f, size_t n)
{
    struct money most = MONEY_ZERO;

    for (size_t i = 0; i < n; i++) {
        struct money m = f[i].amount.satang < 0 ? money_neg(f[i].amount) : f[i].amount;

        most = m.satang > most.satang ? m : most;
    }
    return most;
}

static void say_position(struct paper *p, const struct statement_paper *x, const struct figure *f)
{
    struct arena *a = paper_arena(p);
    const struct money most = widest(f, x->items.n);
    const struct table_column column[] = {
        {paper_word(PT_COL_BY), PAGE_TEXT_W - 110 - paper_amount_width(p, most), COLUMN_TEXT},
        {paper_word(PT_COL_AMOUNT), paper_amount_width(p, most), COLUMN_FIGURES},
        {paper_word(PT_STATEMENT_SOURCE), 110, COLUMN_TEXT}};

    paper_heading(p, 2,
                  paper_fill(a, PT_STATEMENT_POSITION, PAPER_WORDS({"day", paper_day(a, x->f.as_of)})));
    paper_table(p, column, ARRAY_LEN(column));
    for (size_t i = 0; i < x->items.n; i++)
        paper_row(p, &(struct table_row){
                         .kind = ROW_ITEM,
                         .cell = {f[i].name, paper_money(a, f[i].amount), f[i].source}});
    paper_table_end(p);
}

static void say_balance(struct paper *p, const struct statement_paper *x, const struct figure *f)
{
    struct arena *a = paper_arena(p);
    const struct money most = widest(f, 4);
    const struct table_column column[] = {
        {paper_word(PT_COL_BY), PAGE_TEXT_W - paper_amount_width(p, most), COLUMN_TEXT},
        {paper_word(PT_COL_AMOUNT), paper_amount_width(p, most), COLUMN_FIGURES}};

    paper_heading(p, 2, paper_word(x->own ? PT_STATEMENT_OWN_BALANCE : PT_STATEMENT_BALANCE));
    paper_table(p, column, ARRAY_LEN(column));
    for (size_t i = 0; i < 4; i++)
        paper_row(p, &(struct table_row){.kind = i < 3 ? ROW_ITEM : ROW_TOTAL,
                                         .cell = {f[i].name, paper_money(a, f[i].amount)}});
    paper_table_end(p);
}

static void say_lines(struct paper *p, const struct statement_paper *x)
{
    struct arena *a = paper_arena(p);
    const struct supplementary_line *l = x->lines.p;
    const struct table_column column[] = {
        {paper_word(PT_STATEMENT_AGENCY), 150, COLUMN_TEXT},
        {paper_word(PT_STATEMENT_LINE), PAGE_TEXT_W - 150 - paper_amount_width(p, x->s.asked),
         COLUMN_TEXT},
        {paper_word(PT_COL_AMOUNT), paper_amount_width(p, x->s.asked), COLUMN_FIGURES}};

    paper_heading(p, 2, paper_word(PT_STATEMENT_LINES));
    paper_table(p, column, ARRAY_LEN(column));
    for (size_t i = 0; i < x->lines.n; i++)
        paper_row(p, &(struct table_row){.kind = ROW_ITEM,
                                         .cell = {l[i].agency_name,
                                                  str_format(a, "%.*s: %.*s", STR_FMT(l[i].name),
                                                             STR_FMT(l[i].reason)),
                                                  paper_money(a, l[i].asked)}});
    paper_row(p, &(struct table_row){.kind = ROW_TOTAL,
                                     .cell = {paper_word(PT_SUM), STR_NONE,
                                              paper_money(a, x->s.asked)}});
    paper_table_end(p);
}

bool fiscal_statement_say(struct paper *p, void *ctx, struct err *e)
{
    const struct paper_job *j = ctx;
    const struct statement_paper *x = j->data;
    struct arena *a = paper_arena(p);
    const struct str sign[] = {STR_NONE, STR_NONE, paper_word(PT_BLANK_NAME),
                               paper_word(PT_SPEECH_POST)};
    struct figure *f;
    size_t n = make_figures(a, x, &f);

    (void)e;
    paper_title(p, paper_word(PT_STATEMENT));
    paper_line(p, TEXT_BODY_BOLD, ALIGN_CENTER,
               paper_fill(a, PT_STATEMENT_OF,
                          PAPER_WORDS({"number", str_format(a, "%lld", (long long)x->s.number)},
                                      {"year", str_format(a, "%lld", (long long)x->s.year)})));
    paper_gap(p, 10);
    paper_pair(p, paper_word(PT_STATEMENT_TITLE), x->s.title);
    paper_text(p, paper_fill(a, PT_STATEMENT_REASON, PAPER_WORDS({"reason", x->s.reason})));
    paper_text(p, paper_fill(a, x->own ? PT_STATEMENT_OWN_SAYS : PT_STATEMENT_SAYS,
                             PAPER_WORDS({"day", paper_day(a, x->f.as_of)},
                                         {"free", paper_money(a, x->f.free)},
                                         {"asked", paper_money(a, x->s.asked)},
                                         {"source", x->s.source},
                                         {"left", paper_money(a, f[n - 1].amount)})));
    say_position(p, x, f);
    say_balance(p, x, f + n - 4);
    say_lines(p, x);
    paper_sign(p, sign, ARRAY_LEN(sign));
    paper_note(p, paper_fill(a, PT_STATEMENT_BASIS,
                             PAPER_WORDS({"day", paper_day(a, x->f.as_of)},
                                         {"version", str_format(a, "%lld", (long long)x->f.version)})));
    paper_stamp(p);
    return true;
}

bool fiscal_statement_sheet(const struct paper_job *j, const char *path,
                            const struct paper_info *info, struct err *e)
{
    const struct statement_paper *x = j->data;
    struct arena *a = arena_new();
    struct str note = paper_sheet_note(a, info);
    struct figure *f;
    size_t n = make_figures(a, x, &f);
    struct sheet *s;
    bool ok = sheet_open(a, path, &s, e);

    if (ok) {
        paper_sheet_facts(s, a, info, x->s.asked);
        sheet_table(s, paper_word(x->own ? PT_STATEMENT_OWN_BALANCE : PT_STATEMENT_BALANCE), note, &figure_type, LANG_TH);
        for (size_t i = 0; i < n; i++)
            sheet_row(s, &f[i]);
        sheet_table(s, paper_word(PT_STATEMENT_LINES), note, &supplementary_line_type, LANG_TH);
        for (size_t i = 0; i < x->lines.n; i++)
            sheet_row(s, (const struct supplementary_line *)x->lines.p + i);
        ok = sheet_close(s, e);
    }
    arena_free(a);
    return ok;
}
