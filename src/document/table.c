#include "document/table.h"

#include <string.h>

#include "base/arena.h"
#include "base/thai.h"

enum { PENDING = 12 };
static const double indent_step = 9, cell_gap = 8, row_pad = 3;

struct table {
    struct book *b;
    struct table_column column[TABLE_COLUMNS];
    size_t n;
    struct str continued;
    struct arena *rows; /* the texts of the rows that wait */
    struct arena_mark empty;
    struct table_row wait[PENDING];
    size_t waiting;
    struct sbuf heading[TABLE_LEVELS]; /* printed and still open */
    struct arena *headings;
    int level; /* of the row that is about to be drawn */
};

static void release_arena(void *p)
{
    arena_free(p);
}

static enum text_style figure_style(const struct table_row *r)
{
    return r->kind == ROW_ITEM ? TEXT_CELL : TEXT_CELL_BOLD;
}

static enum text_style row_style(const struct table_row *r)
{
    return r->kind == ROW_ITEM || r->light ? TEXT_CELL : TEXT_CELL_BOLD;
}

static double column_x(const struct table *t, size_t i)
{
    double x = PAGE_LEFT;

    for (size_t k = 0; k < i; k++)
        x += t->column[k].w;
    return x;
}

static double text_x(const struct table *t, size_t i, const struct table_row *r)
{
    return column_x(t, i) + cell_gap / 2 + r->level * indent_step;
}

static double text_w(const struct table *t, size_t i, const struct table_row *r)
{
    if (r->wide)
        return PAGE_LEFT + PAGE_TEXT_W - text_x(t, i, r) - cell_gap / 2;
    return column_x(t, i) + t->column[i].w - text_x(t, i, r) - cell_gap / 2;
}

/* ---- head ---- */

static double head_height(const struct table *t)
{
    int lines = 1;

    for (size_t i = 0; i < t->n; i++) {
        struct text text = text_make(book_fonts(t->b), TEXT_NOTE_BOLD, t->column[i].label,
                                     t->column[i].w - cell_gap);

        lines = text.lines > lines ? text.lines : lines;
    }
    return lines * book_fonts(t->b)->font[TEXT_NOTE_BOLD].leading + 8;
}

static void draw_head(struct table *t)
{
    struct book *b = t->b;
    double h = head_height(t), y = book_y(b);

    book_box(b, PAGE_LEFT, y, PAGE_TEXT_W, h, INK_WASH);
    book_rule(b, PAGE_LEFT, PAGE_TEXT_W, y, 0.9, INK_CITY);
    book_rule(b, PAGE_LEFT, PAGE_TEXT_W, y + h, 0.5, INK_CITY);
    book_ink(b, INK_TEXT);
    for (size_t i = 0; i < t->n && book_draws(b); i++) {
        const struct table_column *c = &t->column[i];
        bool right = c->kind != COLUMN_TEXT && c->kind != COLUMN_CODE;
        double w = c->w - cell_gap;
        struct text text = text_make(book_fonts(b), TEXT_NOTE_BOLD, c->label, w);
        double x = column_x(t, i) + (right ? cell_gap - 4 : i > 0 ? cell_gap / 2 : 4);
        double first = y + h - 5 - text_height(&text) + text.font->baseline;

        text_draw(&text, book_cairo(b), x, first, w, right ? ALIGN_RIGHT : ALIGN_LEFT);
    }
    book_skip(b, h + 3);
}

/* The headings that the next row stands under, on one line. */
static void draw_context(struct table *t)
{
    struct arena_mark m = arena_mark(t->rows);
    struct sbuf line;
    const struct font *font = &book_fonts(t->b)->font[TEXT_NOTE];

    sbuf_init(&line, t->rows, 4000);
    for (int i = 0; i < t->level && i < TABLE_LEVELS; i++) {
        if (t->heading[i].n == 0)
            continue;
        if (line.n)
            SB_LIT(&line, " \xE2\x80\xBA ");
        sbuf_add(&line, sbuf_str(&t->heading[i]));
    }
    if (line.n) {
        double w = text_width(book_fonts(t->b), TEXT_NOTE, t->continued) + 6;

        book_ink(t->b, INK_SOFT);
        book_put(t->b, TEXT_NOTE, sbuf_str(&line), PAGE_LEFT + 4, book_y(t->b) + font->baseline,
                 PAGE_TEXT_W - 8 - w, ALIGN_LEFT);
        book_put(t->b, TEXT_NOTE, t->continued, PAGE_LEFT, book_y(t->b) + font->baseline,
                 PAGE_TEXT_W - 4, ALIGN_RIGHT);
        book_ink(t->b, INK_TEXT);
        book_skip(t->b, font->leading + 2);
    }
    arena_rewind(t->rows, m);
}

static void on_break(void *ctx)
{
    draw_head(ctx);
    draw_context(ctx);
}

/* ---- rows ---- */

static int row_lines(const struct table *t, const struct table_row *r)
{
    int lines = 1;

    for (size_t i = 0; i < t->n; i++) {
        struct text text;

        if (t->column[i].kind != COLUMN_TEXT || r->cell[i].n == 0)
            continue;
        text = text_make(book_fonts(t->b), row_style(r), r->cell[i], text_w(t, i, r));
        lines = text.lines > lines ? text.lines : lines;
    }
    return lines;
}

static double row_height(const struct table *t, const struct table_row *r)
{
    double h = row_lines(t, r) * book_fonts(t->b)->font[TEXT_CELL].leading + row_pad;

    if (r->kind == ROW_HEADING && r->level == 0)
        h += 3;
    return r->kind == ROW_TOTAL ? h + 8 : h;
}

/* Codes are mostly digits: no layout for those. */
static void draw_code(struct table *t, struct str code, double x, double y, double w)
{
    struct fonts *f = book_fonts(t->b);
    struct arena_mark m = arena_mark(t->rows);

    book_ink(t->b, INK_SOFT);
    if (figures_only(code))
        book_figures(t->b, TEXT_NOTE, code, x + figures_width(f, TEXT_NOTE, code), y);
    else
        book_put(t->b, TEXT_NOTE, f->thai_figures ? thai_digits(t->rows, code) : code, x, y, w,
                 ALIGN_LEFT);
    book_ink(t->b, INK_TEXT);
    arena_rewind(t->rows, m);
}

/* A line through or under what stands in [x, x + w] on the baseline y: seen without colours too. */
static void draw_mark(struct table *t, enum cell_mark mark, double x, double w, double y)
{
    double size = book_fonts(t->b)->font[TEXT_CELL].size;

    if (mark == CELL_STRUCK)
        book_rule(t->b, x - 1, w + 2, y - size * 0.22, 0.9, INK_STRUCK);
    else if (mark == CELL_ADDED)
        book_rule(t->b, x - 1, w + 2, y + 2.4, 0.9, INK_CITY);
}

static void ink_of(struct table *t, enum cell_mark mark)
{
    book_ink(t->b, mark == CELL_STRUCK ? INK_STRUCK : mark == CELL_ADDED ? INK_CITY : INK_TEXT);
}

/* What stands on the row's first line. */
static void draw_first_line(struct table *t, const struct table_row *r, double y)
{
    struct book *b = t->b;

    for (size_t i = 0; i < t->n; i++) {
        const struct table_column *c = &t->column[i];
        double x = column_x(t, i), right = x + c->w - (i + 1 == t->n ? 4 : cell_gap / 2);
        struct arena_mark m;

        if (r->cell[i].n == 0 && c->kind != COLUMN_PAGE)
            continue;
        switch (c->kind) {
        case COLUMN_TEXT:
            break;
        case COLUMN_CODE:
            draw_code(t, r->cell[i], x + cell_gap / 2, y, c->w - cell_gap);
            break;
        case COLUMN_UNITS:
            book_put(b, TEXT_NOTE, r->cell[i], x + cell_gap / 2, y, c->w - cell_gap, ALIGN_RIGHT);
            break;
        case COLUMN_FIGURES:
            ink_of(t, (enum cell_mark)r->mark[i]);
            book_figures(b, figure_style(r), r->cell[i], right, y);
            if (r->mark[i]) {
                double w = figures_width(book_fonts(b), figure_style(r), r->cell[i]);

                draw_mark(t, (enum cell_mark)r->mark[i], right - w, w, y);
                book_ink(b, INK_TEXT);
            }
            break;
        case COLUMN_PAGE:
            if (r->page > 0) {
                m = arena_mark(t->rows);
                book_figures(b, row_style(r), str_format(t->rows, "%d", r->page), right, y);
                arena_rewind(t->rows, m);
                book_link(b, PAGE_LEFT, y - 13, PAGE_TEXT_W, 18, r->to);
            }
            break;
        }
    }
}

static void draw_lines(struct table *t, const struct table_row *r, int lines)
{
    struct book *b = t->b;
    const struct font *font = &book_fonts(b)->font[TEXT_CELL];

    for (int k = 0; k < lines; k++) {
        book_need(b, font->leading + row_pad);
        if (k == 0 && book_draws(b))
            draw_first_line(t, r, book_y(b) + font->baseline + row_pad / 2);
        for (size_t i = 0; i < t->n && book_draws(b); i++) {
            struct text text;

            if (t->column[i].kind != COLUMN_TEXT || r->cell[i].n == 0)
                continue;
            text = text_make(book_fonts(b), row_style(r), r->cell[i], text_w(t, i, r));
            if (k >= text.lines)
                continue;
            ink_of(t, (enum cell_mark)r->mark[i]);
            text_draw_line(&text, book_cairo(b), k, text_x(t, i, r),
                           book_y(b) + font->baseline + row_pad / 2, text_w(t, i, r), ALIGN_LEFT);
            if (r->mark[i]) {
                draw_mark(t, (enum cell_mark)r->mark[i], text_x(t, i, r), text_line_width(&text, k),
                          book_y(b) + font->baseline + row_pad / 2);
                book_ink(b, INK_TEXT);
            }
        }
        book_skip(b, font->leading);
    }
    book_skip(b, row_pad);
}

static void note_heading(struct table *t, const struct table_row *r)
{
    if (r->kind != ROW_HEADING || r->level >= TABLE_LEVELS)
        return;
    for (int i = r->level; i < TABLE_LEVELS; i++)
        sbuf_reset(&t->heading[i]);
    for (size_t i = 0; i < t->n; i++) {
        if (t->column[i].kind == COLUMN_TEXT) {
            sbuf_add(&t->heading[r->level], r->cell[i]);
            break;
        }
    }
}

static void draw_row(struct table *t, const struct table_row *r)
{
    struct book *b = t->b;

    t->level = r->level;
    if (r->kind == ROW_HEADING && r->level == 0)
        book_skip(b, 3);
    if (r->kind == ROW_TOTAL) {
        book_skip(b, 2);
        book_rule(b, PAGE_LEFT, PAGE_TEXT_W, book_y(b), 0.8, INK_TEXT);
        book_skip(b, 1);
    }
    draw_lines(t, r, row_lines(t, r));
    if (r->kind == ROW_TOTAL) {
        book_rule(b, PAGE_LEFT, PAGE_TEXT_W, book_y(b) + 1, 0.5, INK_TEXT);
        book_rule(b, PAGE_LEFT, PAGE_TEXT_W, book_y(b) + 3, 0.5, INK_TEXT);
        book_skip(b, 5);
    } else if (!r->open) {
        book_rule(b, PAGE_LEFT, PAGE_TEXT_W, book_y(b), 0.3, INK_RULE);
    }
    note_heading(t, r);
}

/* Draws the rows that wait, together on one page if a page can hold them. */
static void flush(struct table *t)
{
    double h = 0;

    for (size_t i = 0; i < t->waiting; i++)
        h += row_height(t, &t->wait[i]);
    if (t->waiting) {
        t->level = t->wait[0].level;
        if (h <= PAGE_H - PAGE_TOP - PAGE_BOTTOM - head_height(t) - 30)
            book_need(t->b, h);
    }
    for (size_t i = 0; i < t->waiting; i++)
        draw_row(t, &t->wait[i]);
    t->waiting = 0;
    arena_rewind(t->rows, t->empty);
}

/* Must `r` stand on the same page as the row before it? */
static bool stays_with_last(const struct table *t, const struct table_row *r)
{
    return r->kind == ROW_SUBTOTAL || r->kind == ROW_TOTAL ||
           t->wait[t->waiting - 1].kind == ROW_HEADING || t->wait[t->waiting - 1].open;
}

void table_row(struct table *t, const struct table_row *r)
{
    struct table_row *w;

    if (t->waiting && (t->waiting == PENDING || !stays_with_last(t, r)))
        flush(t);
    w = &t->wait[t->waiting++];
    *w = *r;
    for (size_t i = 0; i < t->n; i++)
        w->cell[i] = str_dup(t->rows, r->cell[i]);
    w->to = str_dup(t->rows, r->to);
}

struct table *table_begin(struct book *b, struct arena *a, const struct table_column *columns,
                          size_t n, struct str continued)
{
    struct table *t = ARENA_NEW(a, struct table);

    t->b = b;
    t->n = n;
    memcpy(t->column, columns, n * sizeof(*columns));
    t->continued = continued;
    t->rows = arena_new();
    arena_defer(a, release_arena, t->rows);
    t->headings = arena_new();
    arena_defer(a, release_arena, t->headings);
    t->empty = arena_mark(t->rows);
    for (size_t i = 0; i < TABLE_LEVELS; i++)
        sbuf_init(&t->heading[i], t->headings, SBUF_NO_LIMIT);
    book_need(b, head_height(t) + 60);
    draw_head(t);
    book_on_break(b, on_break, t);
    return t;
}

void table_end(struct table *t)
{
    flush(t);
    book_on_break(t->b, NULL, NULL);
}
