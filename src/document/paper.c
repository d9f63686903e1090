#include "document/paper.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/thai.h"
#include "document/docx.h"
#include "document/qr.h"

#define NBSP "\xC2\xA0"

enum { TWIPS = 20, LABEL_W = 92, QR_SIDE = 76, QR_TIGHT = 58, QR_PIXELS = 6, CHAPTERS = 2000 };

struct paper {
    struct arena *a;
    const struct paper_info *info;
    struct fonts *f; /* of a PDF */
    struct book *b;
    struct docx *d; /* else */
    struct qr qr;
    struct arena *table_arena;
    struct table *table;
    struct table_column column[TABLE_COLUMNS];
    size_t columns, first_text;
    int *page_of; /* of each chapter, learnt by the first pass */
    int chapter, mark;
    int tight, most; /* of a paper that ought to take one page */
};

static const char *const text_of[PT_COUNT] = {
/* NOLINTNEXTLINE(bugprone-macro-parentheses): the .def gives literals only */
#define PAPER_TEXT(id, text) [id] = text,
#include "document/paper.def"
#undef PAPER_TEXT
};

/* ---- words ---- */

struct str paper_word(enum paper_text id)
{
    return str_from(text_of[id]);
}

struct str paper_fill(struct arena *a, enum paper_text id, const struct paper_word *w, size_t n)
{
    struct str s = paper_word(id);

    for (size_t i = 0; i < n; i++)
        s = str_replace(a, s, str_format(a, "{%s}", w[i].name), w[i].value);
    return s;
}

struct str paper_money(struct arena *a, struct money m)
{
    return money_text(a, m, MONEY_WHOLE);
}

struct str paper_count(struct arena *a, int64_t n)
{
    return money_text(a, BAHT(n), MONEY_WHOLE);
}

struct str paper_day(struct arena *a, struct date d)
{
    struct sbuf b;

    sbuf_init(&b, a, 200);
    date_put(&b, d, DATE_LONG, LANG_TH);
    return sbuf_str(&b);
}

struct str paper_quantity(struct arena *a, int64_t milli, struct str unit)
{
    struct str n = milli % 1000 == 0
                       ? paper_count(a, milli / 1000)
                       : str_format(a, "%lld.%03d", (long long)(milli / 1000), (int)(milli % 1000));

    return unit.n ? str_format(a, "%.*s %.*s", STR_FMT(n), STR_FMT(unit)) : n;
}

/* Thai digits; a year and a unit stay on the line of their figure. */
static struct str dressed(struct paper *p, struct str s)
{
    struct str baht = paper_word(PT_BAHT);

    s = thai_digits(p->a, s);
    s = str_replace(p->a, s, STR(". \xE0\xB9"), STR("." NBSP "\xE0\xB9"));
    return str_replace(p->a, s, str_format(p->a, " %.*s", STR_FMT(baht)),
                       str_format(p->a, NBSP "%.*s", STR_FMT(baht)));
}

struct arena *paper_arena(struct paper *p)
{
    return p->a;
}

int paper_tight(struct paper *p, int most)
{
    p->most = most;
    return p->tight;
}

/* ---- headings and paragraphs ---- */

void paper_title(struct paper *p, struct str text)
{
    text = dressed(p, text);
    if (p->d) {
        docx_paragraph(p->d, DOCX_TITLE, DOCX_CENTER, 0, text);
        return;
    }
    book_text(p->b, TEXT_TITLE, text, PAGE_LEFT, PAGE_TEXT_W, ALIGN_CENTER);
    book_skip(p->b, 4);
}

static void mark_chapter(struct paper *p, int level, struct str text)
{
    struct str anchor = str_format(p->a, "h%d", p->chapter);

    if (p->chapter == CHAPTERS)
        return;
    if (level == 1)
        p->page_of[p->chapter] = book_page(p->b);
    if (level <= 2) {
        int id;

        anchor = level == 1 ? anchor
                            : str_format(p->a, "h%d_%d", p->chapter,
                                         (int)(book_y(p->b) * 10) + book_page(p->b) * 10000);
        book_anchor(p->b, anchor);
        id = book_bookmark_to(p->b, level == 1 ? 0 : p->mark, text, anchor);
        p->mark = level == 1 ? id : p->mark;
    }
}

void paper_heading(struct paper *p, int level, struct str text)
{
    static const enum text_style style[] = {TEXT_TITLE, TEXT_HEADING, TEXT_BODY_BOLD,
                                            TEXT_CELL_BOLD, TEXT_NOTE_BOLD, TEXT_SMALL_BOLD};
    static const enum docx_style word[] = {DOCX_HEADING_1, DOCX_HEADING_2, DOCX_HEADING_3,
                                           DOCX_HEADING_4, DOCX_HEADING_4, DOCX_HEADING_4};
    int i = level < 1 ? 0 : level > 6 ? 5 : level - 1;

    text = dressed(p, text);
    if (p->d) {
        docx_paragraph(p->d, word[i], DOCX_LEFT, 0, text);
        return;
    }
    /* With the beginning of what it heads. */
    book_need(p->b, p->f->font[style[i]].leading + (level < 4 ? 90 : 44));
    book_skip(p->b, level == 1 ? 0 : level < 4 ? 8 : 1);
    mark_chapter(p, i + 1, text);
    if (level == 1) {
        p->chapter++;
        book_ink(p->b, INK_CITY);
    }
    book_text(p->b, style[i], text, PAGE_LEFT, PAGE_TEXT_W, ALIGN_LEFT);
    book_ink(p->b, INK_TEXT);
    book_skip(p->b, level == 1 ? 6 : level < 4 ? 2 : 0);
}

void paper_text(struct paper *p, struct str text)
{
    struct str line;

    text = dressed(p, text);
    if (p->d) {
        docx_paragraph(p->d, DOCX_BODY, DOCX_LEFT, 0, text);
        return;
    }
    while (str_split(&text, '\n', &line))
        book_paragraph(p->b, TEXT_BODY, line, 36);
    book_skip(p->b, 3);
}

/* Dressed already. */
static void put_line(struct paper *p, enum text_style style, enum align align, struct str text)
{
    static const enum docx_align word[] = {DOCX_LEFT, DOCX_CENTER, DOCX_RIGHT};
    bool note = style == TEXT_NOTE || style == TEXT_NOTE_BOLD;
    struct str line;

    if (p->d) {
        docx_paragraph(p->d,
                       style == TEXT_COVER || style == TEXT_TITLE ? DOCX_TITLE
                       : style == TEXT_HEADING                    ? DOCX_HEADING_2
                       : note                                     ? DOCX_NOTE
                                                                  : DOCX_PLAIN,
                       word[align], 0, text);
        return;
    }
    while (str_split(&text, '\n', &line))
        book_text(p->b, style, line, PAGE_LEFT, PAGE_TEXT_W, align);
}

void paper_line(struct paper *p, enum text_style style, enum align align, struct str text)
{
    put_line(p, style, align, dressed(p, text));
}

void paper_pair(struct paper *p, struct str label, struct str text)
{
    const struct font *font;

    label = dressed(p, label);
    text = dressed(p, text);
    if (p->d) {
        docx_pair(p->d, label, (LABEL_W + 4) * TWIPS, text);
        return;
    }
    font = &p->f->font[TEXT_BODY_BOLD];
    book_need(p->b, font->leading);
    book_put(p->b, TEXT_BODY_BOLD, label, PAGE_LEFT, book_y(p->b) + font->baseline, LABEL_W,
             ALIGN_LEFT);
    book_text(p->b, TEXT_BODY, text, PAGE_LEFT + LABEL_W, PAGE_TEXT_W - LABEL_W, ALIGN_LEFT);
}

void paper_note(struct paper *p, struct str text)
{
    paper_typed(p, dressed(p, text));
}

void paper_typed(struct paper *p, struct str text)
{
    if (!p->d)
        book_ink(p->b, INK_SOFT);
    put_line(p, TEXT_NOTE, ALIGN_LEFT, text);
    if (!p->d) {
        book_ink(p->b, INK_TEXT);
        book_skip(p->b, 3);
    }
}

void paper_gap(struct paper *p, int points)
{
    if (p->d)
        docx_gap(p->d, points * TWIPS);
    else
        book_skip(p->b, points);
}

void paper_page(struct paper *p)
{
    if (p->d)
        docx_page_break(p->d);
    else
        book_new_page(p->b);
}

void paper_sign(struct paper *p, const struct str *line, size_t n)
{
    double x = PAGE_LEFT + PAGE_TEXT_W * 0.42, w = PAGE_TEXT_W * 0.58;
    double leading = p->d ? 0 : p->f->font[TEXT_BODY].leading;

    if (!p->d)
        book_need(p->b, leading * (double)(n + 1));
    for (size_t i = 0; i < n; i++) {
        struct str s = dressed(p, line[i]);

        if (p->d)
            docx_paragraph(p->d, DOCX_PLAIN, DOCX_CENTER, (int)(PAGE_TEXT_W * 0.42) * TWIPS, s);
        else if (s.n == 0)
            book_skip(p->b, leading);
        else
            book_text(p->b, TEXT_BODY, s, x, w, ALIGN_CENTER);
    }
}

/* ---- what it is checked by ---- */

void paper_stamp(struct paper *p)
{
    const struct paper_info *i = p->info;
    struct str version = thai_digits(p->a, str_format(p->a, "%lld", (long long)i->version));
    const struct str line[] = {
        paper_word(PT_CHECK), i->url,
        paper_fill(p->a, PT_CHECK_NUMBER,
                   PAPER_WORDS({"number", i->number}, {"version", version}, {"code", i->code})),
        paper_fill(p->a, PT_CHECK_DIGEST, PAPER_WORDS({"digest", i->digest}))};
    double y, side = p->tight ? QR_TIGHT : QR_SIDE;

    if (p->d) {
        docx_picture(p->d, qr_png(p->a, &p->qr, QR_PIXELS), QR_SIDE * TWIPS, paper_word(PT_QR));
        for (size_t k = 0; k < ARRAY_LEN(line); k++)
            docx_paragraph(p->d, DOCX_NOTE, DOCX_LEFT, 0, line[k]);
        return;
    }
    book_need(p->b, side + 6);
    y = book_y(p->b);
    if (book_draws(p->b))
        qr_paint(book_cairo(p->b), &p->qr, PAGE_LEFT - 6, y, side);
    book_skip(p->b, p->tight ? 1 : 8);
    for (size_t k = 0; k < ARRAY_LEN(line); k++) {
        book_ink(p->b, k == 1 ? INK_TEXT : INK_SOFT);
        book_text(p->b, p->tight ? TEXT_SMALL : TEXT_NOTE, line[k], PAGE_LEFT + side,
                  PAGE_TEXT_W - side, ALIGN_LEFT);
    }
    book_ink(p->b, INK_TEXT);
    if (book_y(p->b) < y + side)
        book_move(p->b, y + side);
}

void paper_contents(struct paper *p, const struct str *title, size_t n)
{
    const struct table_column column[] = {
        {paper_word(PT_COL_PART), PAGE_TEXT_W - 60, COLUMN_TEXT},
        {paper_word(PT_PAGE), 60, COLUMN_PAGE},
    };

    paper_title(p, paper_word(PT_CONTENTS));
    if (p->d) {
        for (size_t i = 0; i < n; i++)
            docx_paragraph(p->d, DOCX_PLAIN, DOCX_LEFT, 0, dressed(p, title[i]));
        return;
    }
    paper_table(p, column, ARRAY_LEN(column));
    for (size_t i = 0; i < n; i++) {
        struct table_row r = {.kind = ROW_ITEM,
                              .page = i < CHAPTERS ? p->page_of[i] : 0,
                              .to = str_format(p->a, "h%zu", i),
                              .cell = {title[i]}};

        paper_row(p, &r);
    }
    paper_table_end(p);
}

/* ---- tables ---- */

static void word_table(struct paper *p)
{
    struct docx_column column[TABLE_COLUMNS];

    for (size_t i = 0; i < p->columns; i++)
        column[i] = (struct docx_column){
            p->column[i].label, (int)(p->column[i].w * TWIPS),
            p->column[i].kind == COLUMN_TEXT || p->column[i].kind == COLUMN_CODE ? DOCX_LEFT
                                                                                 : DOCX_RIGHT};
    docx_table(p->d, column, p->columns);
}

double paper_amount_width(struct paper *p, struct money most)
{
    struct str s = paper_money(p->a, most);
    double w = p->d ? (double)s.n * 6.9 + 4 : figures_width(p->f, TEXT_CELL_BOLD, s);

    return w + 14 > 92 ? w + 14 : 92;
}

void paper_table(struct paper *p, const struct table_column *column, size_t n)
{
    paper_table_in(p, TEXT_CELL, column, n);
}

void paper_table_in(struct paper *p, enum text_style style, const struct table_column *column,
                    size_t n)
{
    struct table_look look = {.continued = paper_word(PT_CONTINUED)};

    if (style != TEXT_CELL) {
        look.cell = look.note = style;
        look.bold = look.note_bold = (enum text_style)(style + 1); /* each style's bold one follows it */
    }
    p->columns = n;
    p->first_text = 0;
    for (size_t i = 0; i < n; i++) {
        p->column[i] = column[i];
        if (column[i].kind == COLUMN_TEXT && p->column[p->first_text].kind != COLUMN_TEXT)
            p->first_text = i;
    }
    if (p->d) {
        word_table(p);
        return;
    }
    p->table_arena = arena_new();
    p->table = table_begin_as(p->b, p->table_arena, p->column, n, &look);
}

static void word_row(struct paper *p, const struct table_row *r)
{
    struct docx_cell_style s = {.bold = r->kind != ROW_ITEM && !r->light,
                                .shade = r->kind == ROW_HEADING && r->level == 0,
                                .rule = r->kind == ROW_TOTAL,
                                .indent = r->level * 160,
                                .at = p->first_text,
                                .wide = r->wide};
    struct str cell[TABLE_COLUMNS];

    for (size_t i = 0; i < p->columns; i++) {
        cell[i] = thai_digits(p->a, r->cell[i]);
        s.mark[i] = r->mark[i] == CELL_STRUCK  ? DOCX_STRUCK
                    : r->mark[i] == CELL_ADDED ? DOCX_ADDED
                                               : DOCX_AS_IS;
    }
    docx_row(p->d, cell, &s);
}

void paper_row(struct paper *p, const struct table_row *r)
{
    struct arena_mark m = arena_mark(p->a);
    struct table_row t = *r;

    if (p->d) {
        word_row(p, r); /* its bytes are in the document */
    } else {
        for (size_t i = 0; i < p->columns; i++) {
            if (p->column[i].kind == COLUMN_TEXT || p->column[i].kind == COLUMN_UNITS)
                t.cell[i] = thai_digits(p->a, r->cell[i]);
        }
        table_row(p->table, &t);
        arena_rewind(p->a, m);
    }
}

void paper_table_end(struct paper *p)
{
    if (p->d) {
        docx_table_end(p->d);
        return;
    }
    table_end(p->table);
    arena_free(p->table_arena);
    p->table_arena = NULL;
    book_skip(p->b, 6);
}

/* ---- printing ---- */

static struct str mark_of(struct arena *a, const struct paper_info *i)
{
    struct str mark = i->demo      ? paper_word(PT_DEMO_MARK)
                      : i->partial ? paper_word(PT_PARTIAL_MARK)
                                   : STR_NONE;
    struct str draft = paper_word(PT_DRAFT_MARK);

    if (!i->draft)
        return mark;
    return mark.n ? str_format(a, "%.*s \xC2\xB7 %.*s", STR_FMT(draft), STR_FMT(mark)) : draft;
}

static struct str identity(struct arena *a, const struct paper_info *i)
{
    return str_format(a, "%.*s \xC2\xB7 %.*s", STR_FMT(i->number), STR_FMT(i->code));
}

/* A word processor breaks a head that is too long; pages cut it themselves. */
static struct str short_head(struct paper *p, struct str head)
{
    enum { LONGEST = 48 };
    size_t i = 0, n = 0;

    while (i < head.n && n < LONGEST) {
        str_next_cp(head, &i);
        n++;
    }
    return i == head.n ? head
                       : str_format(p->a, "%.*s\xE2\x80\xA6", STR_FMT(str_slice(head, 0, i)));
}

static bool print_word(struct paper *p, const char *path, paper_fn *fn, void *ctx, struct err *e)
{
    const struct paper_info *i = p->info;
    const struct docx_info info = {.title = i->title,
                                   .author = i->author,
                                   .subject = i->subject,
                                   .keywords = i->number,
                                   .issued = i->issued,
                                   .head_left = thai_digits(p->a, short_head(p, i->head)),
                                   .head_right = identity(p->a, i),
                                   .foot = mark_of(p->a, i),
                                   .page_word = paper_word(PT_PAGE),
                                   .of_word = paper_word(PT_OF)};

    return docx_open(p->a, path, &info, &p->d, e) && fn(p, ctx, e) && docx_close(p->d, e);
}

static void release_table(void *ctx)
{
    const struct paper *p = ctx;

    arena_free(p->table_arena); /* of a table that was broken off */
}

static bool pass(struct paper *p, const struct book_info *info, const char *path, paper_fn *fn,
                 void *ctx, struct err *e)
{
    p->chapter = p->mark = 0;
    if (!book_begin(p->a, p->f, path, info, &p->b, e))
        return false;
    book_head(p->b, thai_digits(p->a, p->info->head), identity(p->a, p->info));
    book_new_page(p->b);
    return fn(p, ctx, e);
}

/* Learns the pages; a paper that asks for it is set tighter until it takes one. */
static bool measure(struct paper *p, struct book_info *info, paper_fn *fn, void *ctx, struct err *e)
{
    int first = 0;

    for (p->tight = 0; p->tight <= p->most; p->tight++) {
        if (!pass(p, info, NULL, fn, ctx, e))
            return false;
        info->pages = book_page(p->b);
        first = p->tight == 0 ? info->pages : first;
        if (!book_close(p->b, e))
            return false;
        if (info->pages == 1)
            return true;
    }
    p->tight = 0;
    info->pages = first;

    return true;
}

static bool print_pdf(struct paper *p, const char *path, paper_fn *fn, void *ctx,
                      int64_t *ret_pages, struct err *e)
{
    const struct paper_info *i = p->info;
    struct book_info info = {.title = i->title,
                             .author = i->author,
                             .subject = i->subject,
                             .keywords = i->number,
                             .issued = i->issued,
                             .page_word = paper_word(PT_PAGE),
                             .of_word = paper_word(PT_OF),
                             .mark = mark_of(p->a, i)};
    char *tmp;

    arena_defer(p->a, release_table, p);
    if (!file_stage(p->a, path, &tmp, e) || !fonts_open(p->a, true, &p->f, e) ||
        !measure(p, &info, fn, ctx, e) || !pass(p, &info, tmp, fn, ctx, e))
        return false;
    if (book_page(p->b) != info.pages)
        PANIC("the pages were measured wrongly");
    *ret_pages = info.pages;
    return book_close(p->b, e) && file_commit(tmp, path, e);
}

bool paper_print(const char *path, const struct paper_info *info, paper_fn *fn, void *ctx,
                 int64_t *ret_pages, struct err *e)
{
    struct arena *own = arena_new();
    struct paper *p = ARENA_NEW(own, struct paper);
    bool ok;

    p->a = own;
    p->info = info;
    p->page_of = ARENA_ARRAY(own, int, CHAPTERS);
    *ret_pages = 0;
    ok = qr_make(own, info->url, &p->qr, e) &&
         (str_ends(str_from(path), STR(".docx")) ? print_word(p, path, fn, ctx, e)
                                                 : print_pdf(p, path, fn, ctx, ret_pages, e));
    arena_free(own);
    return ok;
}
