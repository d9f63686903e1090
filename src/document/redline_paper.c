/* redline_paper.c - printing two versions of a bill: struck through and underlined, with sums that tie. */
#include "document/redline_paper.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/sheet.h"
#include "base/thai.h"
#include "city/year.h"
#include "document/paper_sheet.h"
#include "document/redline.h"
#include "document/speech_paper.h"

#define MINUS "\xE2\x88\x92"

enum { ALL_LINES = 200000, BYS = 3 };

struct redline_paper {
    struct redline r; /* its parts are by agency */
    const struct compare_part *part[BYS];
    size_t parts[BYS];
    int64_t year, ordinance;
};
static const int by_of[BYS] = {DIM_AGENCY, DIM_PLAN, DIM_TYPE};

/* ---- loading ---- */

/* "0-1-now" */
static bool split_subject(struct str subject, struct redline_ask *q, struct err *e)
{
    struct str rest = subject, number;

    if (!str_split(&rest, '-', &number) || !document_bill_number(number, &q->ordinance, e))
        return false;
    if (!str_split(&rest, '-', &q->from))
        q->from = STR_NONE;
    if (!str_split(&rest, '-', &q->to))
        q->to = STR_NONE;
    return true;
}

static void hash_all(struct paper_job *j, const struct redline_paper *x)
{
    const struct redline_row *row = x->r.rows.p;
    struct sbuf b;

    sbuf_init(&b, j->a, SBUF_NO_LIMIT);
    sbuf_printf(&b, "%.*s %lld\n%.*s %lld\n", STR_FMT(x->r.from.label),
                (long long)x->r.c.from.satang, STR_FMT(x->r.to.label), (long long)x->r.c.to.satang);
    for (size_t i = 0; i < x->r.rows.n; i++)
        sbuf_printf(&b, "%.*s %lld %lld %.*s %.*s\n", STR_FMT(row[i].code),
                    (long long)row[i].from.satang, (long long)row[i].to.satang,
                    STR_FMT(row[i].delta), STR_FMT(row[i].reason));
    for (int k = 0; k < BYS; k++) {
        for (size_t i = 0; i < x->parts[k]; i++)
            sbuf_printf(&b, "%.*s %lld\n", STR_FMT(x->part[k][i].code),
                        (long long)x->part[k][i].change.satang);
    }
    sha256(sbuf_str(&b), j->sha);
}

/* All lines once, then the sums by each other dimension. */
static bool load_all(struct paper_job *j, struct rollup *r, struct redline_ask *q,
                     struct redline_paper *x, struct err *e)
{
    for (int k = 0; k < BYS; k++) {
        struct redline one;

        q->by = by_of[k];
        q->limit = k == 0 ? ALL_LINES : 0;
        if (!redline_get(r, j->db, j->a, q, &one, e))
            return false;
        if (k == 0)
            x->r = one;
        if (one.c.from.satang != x->r.c.from.satang || one.c.to.satang != x->r.c.to.satang) {
            FAIL(e, ERR_STALE); /* an amount changed between the two readings: read again */
            return false;
        }
        x->part[k] = one.c.part;
        x->parts[k] = one.c.parts;
    }
    return true;
}

bool redline_load(struct paper_job *j, struct err *e)
{
    struct redline_paper *x = ARENA_NEW(j->a, struct redline_paper);
    struct redline_ask q = {.year = j->order->year, .lang = LANG_TH};
    struct fiscal_year fy;
    struct rollup *r;
    bool ok;

    if (!split_subject(j->order->subject, &q, e) ||
        !year_get(j->db, j->a, j->order->year, &fy, e))
        return false;
    r = rollup_new();
    ok = load_all(j, r, &q, x, e);
    rollup_free(r);
    if (!ok)
        return false;
    x->year = q.year;
    x->ordinance = q.ordinance;
    j->data = x;
    j->subject_name =
        paper_fill(j->a, PT_REDLINE_ENDS, PAPER_WORDS({"from", x->r.from.label}, {"to", x->r.to.label}));
    j->demo = fy.demo;
    j->partial = fy.partial;
    j->result = (struct document_result){
        .lines = (int64_t)x->r.rows.n, .agencies = (int64_t)x->r.c.parts, .total = x->r.c.to};
    hash_all(j, x);
    return true;
}

/* ---- saying ---- */

/* +1,000 or −1,000: told without colours. */
static struct str change_text(struct arena *a, struct money m)
{
    struct str size = paper_money(a, m.satang < 0 ? money_neg(m) : m);

    return m.satang == 0 ? size
                         : str_format(a, "%s%.*s", m.satang < 0 ? MINUS : "+", STR_FMT(size));
}

static struct str or_none(struct arena *a, struct money m)
{
    return m.satang == MONEY_MISSING.satang ? STR_NONE : paper_money(a, m);
}

/* The row of a total or a part: old, new, change. */
static struct table_row sum_row(struct arena *a, enum row_kind kind, struct str name,
                                const struct money m[2])
{
    bool moved = m[0].satang != m[1].satang;

    return (struct table_row){
        .kind = kind,
        .cell = {name, paper_money(a, m[0]), paper_money(a, m[1]),
                 change_text(a, money_sub(m[1], m[0]))},
        .mark = {CELL_PLAIN, moved ? CELL_STRUCK : CELL_PLAIN, moved ? CELL_ADDED : CELL_PLAIN}};
}

static void begin_table(struct paper *p, const struct redline_paper *x, enum paper_text first)
{
    const struct compare *c = &x->r.c;
    double w = paper_amount_width(p, c->from.satang > c->to.satang ? c->from : c->to);
    double moved = paper_amount_width(p, c->more.satang > -c->less.satang ? c->more : c->less);
    const struct table_column column[] = {
        {paper_word(first), PAGE_TEXT_W - 2 * w - moved, COLUMN_TEXT},
        {paper_word(PT_COL_OLD), w, COLUMN_FIGURES},
        {paper_word(PT_COL_NEW), w, COLUMN_FIGURES},
        {paper_word(PT_COL_MOVED), moved, COLUMN_FIGURES}};

    paper_table(p, column, ARRAY_LEN(column));
}

static void total_row(struct paper *p, const struct redline_paper *x)
{
    const struct money m[2] = {x->r.c.from, x->r.c.to};
    struct table_row r = sum_row(paper_arena(p), ROW_TOTAL, paper_word(PT_SUM), m);

    paper_row(p, &r);
    paper_table_end(p);
}

static void say_parts(struct paper *p, const struct redline_paper *x, int k, enum paper_text title)
{
    struct arena *a = paper_arena(p);
    struct money rest[2] = {MONEY_ZERO, MONEY_ZERO};
    struct table_row r;
    int64_t same = 0;

    paper_heading(p, 2, paper_word(title));
    begin_table(p, x, PT_COL_BY);
    for (size_t i = 0; i < x->parts[k]; i++) {
        const struct compare_part *t = &x->part[k][i];
        const struct money m[2] = {t->from, t->to};

        if (t->changed == 0) {
            rest[0] = money_add(rest[0], t->from);
            rest[1] = money_add(rest[1], t->to);
            same++;
            continue;
        }
        r = sum_row(a, ROW_ITEM, t->name, m);
        paper_row(p, &r);
    }
    if (same) {
        r = sum_row(a, ROW_ITEM,
                    paper_fill(a, PT_REDLINE_REST, PAPER_WORDS({"n", paper_count(a, same)})), rest);
        paper_row(p, &r);
    }
    total_row(p, x);
}

static void say_sections(struct paper *p, const struct redline_paper *x)
{
    const struct table_column column[] = {{paper_word(PT_COL_SECTION), 90, COLUMN_TEXT},
                                          {paper_word(PT_COL_OLD_TEXT), (PAGE_TEXT_W - 90) / 2, COLUMN_TEXT},
                                          {paper_word(PT_COL_NEW_TEXT), (PAGE_TEXT_W - 90) / 2, COLUMN_TEXT}};

    if (x->r.sections == 0)
        return;
    paper_heading(p, 2, paper_word(PT_REDLINE_TEXT));
    paper_table(p, column, ARRAY_LEN(column));
    for (size_t i = 0; i < x->r.sections; i++) {
        const struct redline_section *s = &x->r.section[i];

        paper_row(p, &(struct table_row){.kind = ROW_ITEM,
                                         .cell = {s->name, s->old, s->new},
                                         .mark = {CELL_PLAIN, CELL_STRUCK, CELL_ADDED}});
    }
    paper_table_end(p);
}

static struct str why_text(struct arena *a, const struct redline_row *row)
{
    struct str code = row->delta.n ? row->delta : row->code;

    return paper_fill(a, PT_REDLINE_BY,
                      PAPER_WORDS({"code", code}, {"reason", row->reason}, {"who", row->by_user}));
}

static void say_line(struct paper *p, const struct redline_row *row)
{
    struct arena *a = paper_arena(p);
    enum cell_mark name = row->from.satang == MONEY_MISSING.satang ? CELL_ADDED
                          : row->to.satang == MONEY_MISSING.satang ? CELL_STRUCK
                                                                   : CELL_PLAIN;

    paper_row(p, &(struct table_row){.kind = ROW_ITEM,
                                     .level = 1,
                                     .open = row->reason.n > 0,
                                     .cell = {row->name, or_none(a, row->from), or_none(a, row->to),
                                              change_text(a, row->change)},
                                     .mark = {(uint8_t)name, CELL_STRUCK, CELL_ADDED}});
    if (row->reason.n)
        paper_row(p, &(struct table_row){.kind = ROW_ITEM,
                                         .level = 2,
                                         .wide = true,
                                         .cell = {why_text(a, row)}});
}

static void say_lines(struct paper *p, const struct redline_paper *x)
{
    const struct redline_row *row = x->r.rows.p;

    paper_heading(p, 2, paper_word(PT_REDLINE_LINES));
    if (x->r.rows.n == 0) {
        paper_text(p, paper_word(PT_REDLINE_SAME));
        return;
    }
    begin_table(p, x, PT_REDLINE_ITEM);
    for (size_t i = 0; i < x->r.rows.n; i++) {
        if (i == 0 || !str_eq(row[i].agency_code, row[i - 1].agency_code))
            paper_row(p, &(struct table_row){
                             .kind = ROW_HEADING, .wide = true, .cell = {row[i].agency_name}});
        say_line(p, &row[i]);
    }
    total_row(p, x);
}

bool redline_say(struct paper *p, void *ctx, struct err *e)
{
    const struct paper_job *j = ctx;
    const struct redline_paper *x = j->data;
    const struct compare *c = &x->r.c;
    struct arena *a = paper_arena(p);

    (void)e;
    paper_title(p, paper_word(PT_REDLINE));
    paper_line(p, TEXT_BODY_BOLD, ALIGN_CENTER,
               paper_fill(a, PT_REDLINE_OF,
                          PAPER_WORDS({"year", str_format(a, "%lld", (long long)x->year)})));
    paper_line(p, TEXT_BODY, ALIGN_CENTER, j->subject_name);
    paper_gap(p, 8);
    paper_text(p, paper_fill(a, PT_REDLINE_SUM,
                             PAPER_WORDS({"changed", paper_count(a, c->count[COMPARE_CHANGED])},
                                         {"new", paper_count(a, c->count[COMPARE_NEW])},
                                         {"removed", paper_count(a, c->count[COMPARE_REMOVED])},
                                         {"from", paper_money(a, c->from)},
                                         {"more", paper_money(a, c->more)},
                                         {"less", paper_money(a, money_neg(c->less))},
                                         {"to", paper_money(a, c->to)},
                                         {"words", thai_baht_text(a, c->to)})));
    paper_note(p, paper_word(PT_REDLINE_HOW));
    say_sections(p, x);
    say_parts(p, x, 0, PT_REDLINE_AGENCIES);
    say_parts(p, x, 1, PT_REDLINE_PLANS);
    say_parts(p, x, 2, PT_REDLINE_TYPES);
    say_lines(p, x);
    paper_gap(p, 8);
    paper_stamp(p);
    return true;
}

/* ---- the workbook ---- */

bool redline_sheet(const struct paper_job *j, const char *path, const struct paper_info *info,
                   struct err *e)
{
    static const enum paper_text title[BYS] = {PT_REDLINE_AGENCIES, PT_REDLINE_PLANS,
                                               PT_REDLINE_TYPES};
    const struct redline_paper *x = j->data;
    const struct redline_row *row = x->r.rows.p;
    struct arena *a = arena_new();
    struct str note = paper_sheet_note(a, info);
    struct sheet *s;
    bool ok = sheet_open(a, path, &s, e);

    if (ok) {
        paper_sheet_facts(s, a, info, x->r.c.to);
        sheet_table(s, paper_word(PT_REDLINE_LINES), note, &redline_row_type, LANG_TH);
        for (size_t i = 0; i < x->r.rows.n; i++)
            sheet_row(s, &row[i]);
        for (int k = 0; k < BYS; k++) {
            sheet_table(s, paper_word(title[k]), note, &compare_part_type, LANG_TH);
            for (size_t i = 0; i < x->parts[k]; i++)
                sheet_row(s, &x->part[k][i]);
        }
        ok = sheet_close(s, e);
    }
    arena_free(a);
    return ok;
}
