#include "document/table.h"

#include <string.h>

#include "base/arena.h"
#include "base/thai.h"

enum { PENDING = 12 };
static const double indent_step = 9, usual_gap = 8, row_pad = 3;

struct table {
    struct book *b;
    struct table_column column[TABLE_COLUMNS];
    size_t n, first_text;
    struct table_look look;
    bool carries, some; /* some: a row has added to the sums */
    struct money sum[TABLE_COLUMNS];
    double x[TABLE_COLUMNS + 1]; /* where columns begin */
    double head_h;
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

static enum text_style figure_style(const struct table *t, const struct table_row *r)
{
    return r->kind == ROW_ITEM ? t->look.cell : t->look.bold;
}

static enum text_style row_style(const struct table *t, const struct table_row *r)
{
    return r->kind == ROW_ITEM || r->light ? t->look.cell : t->look.bold;
}

static const struct font *cell_font(const struct table *t)
{
    return &book_fonts(t->b)->font[t->look.cell];
}

static double table_w(const struct table *t)
{
    return book_text_w(t->b);
}

/* Only the first text of a row is moved in by its level. */
static double text_x(const struct table *t, size_t i, const struct table_row *r)
{
    double x = t->x[i] + t->look.gap / 2;

    return i == t->first_text ? x + r->level * indent_step : x;
}

static double text_w(const struct table *t, size_t i, const struct table_row *r)
{
    double right = r->wide && i == t->first_text ? PAGE_LEFT + table_w(t) : t->x[i + 1];

    return right - text_x(t, i, r) - t->look.gap / 2;
}

static double figures_right(const struct table *t, size_t i)
{
    return t->x[i + 1] - (i + 1 == t->n ? 4 : t->look.gap / 2);
}

/* ---- head ---- */

static double head_height(struct book *b, const struct table_column *column, size_t n,
                          const struct table_look *look)
{
    int lines = 1;

    for (size_t i = 0; i < n; i++) {
        struct text text =
            text_make(book_fonts(b), look->note_bold, column[i].label, column[i].w - look->gap);

        lines = text.lines > lines ? text.lines : lines;
    }
    return lines * book_fonts(b)->font[look->note_bold].leading + 8;
}

static bool right_aligned(enum column_kind kind)
{
    return kind != COLUMN_TEXT && kind != COLUMN_CODE && kind != COLUMN_PLAIN;
}

static void draw_head(struct table *t)
{
    struct book *b = t->b;
    double h = t->head_h, y = book_y(b), w_all = table_w(t);

    book_box(b, PAGE_LEFT, y, w_all, h, INK_WASH);
    book_rule(b, PAGE_LEFT, w_all, y, 0.9, INK_CITY);
    book_rule(b, PAGE_LEFT, w_all, y + h, 0.5, INK_CITY);
    book_ink(b, INK_TEXT);
    for (size_t i = 0; i < t->n && book_draws(b); i++) {
        const struct table_column *c = &t->column[i];
        bool right = right_aligned(c->kind);
        double w = c->w - t->look.gap;
        struct text text = text_make(book_fonts(b), t->look.note_bold, c->label, w);
        double x = t->x[i] + (right ? t->look.gap - 4 : i > 0 ? t->look.gap / 2 : 4);
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
        double w = text_width(book_fonts(t->b), TEXT_NOTE, t->look.continued) + 6;

        book_ink(t->b, INK_SOFT);
        book_put(t->b, TEXT_NOTE, sbuf_str(&line), PAGE_LEFT + 4, book_y(t->b) + font->baseline,
                 table_w(t) - 8 - w, ALIGN_LEFT);
        book_put(t->b, TEXT_NOTE, t->look.continued, PAGE_LEFT, book_y(t->b) + font->baseline,
                 table_w(t) - 4, ALIGN_RIGHT);
        book_ink(t->b, INK_TEXT);
        book_skip(t->b, font->leading + 2);
    }
    arena_rewind(t->rows, m);
}

/* The sums so far: at a page's end and at the next one's begin. */
static void draw_carried(struct table *t, struct str label)
{
    struct book *b = t->b;
    double h = cell_font(t)->leading + 2, y = book_y(b) + cell_font(t)->baseline + 1;

    if (book_draws(b)) {
        book_box(b, PAGE_LEFT, book_y(b), table_w(t), h, INK_WASH);
        book_put(b, t->look.bold, label, t->x[t->first_text] + t->look.gap / 2, y,
                 t->column[t->first_text].w - t->look.gap, ALIGN_RIGHT);
        for (size_t i = 0; i < t->n; i++) {
            struct arena_mark m = arena_mark(t->rows);

            if (t->look.carry[i])
                book_figures(
                    b, t->look.bold,
                    money_text(t->rows, t->sum[i], t->look.satang[i] ? MONEY_COMMAS : MONEY_WHOLE),
                    figures_right(t, i), y);
            arena_rewind(t->rows, m);
        }
        book_rule(b, PAGE_LEFT, table_w(t), book_y(b) + h, 0.5, INK_RULE);
    }
    book_skip(b, h + 1);
}

static void on_leave(void *ctx)
{
    struct table *t = ctx;

    if (t->some)
        draw_carried(t, t->look.to_next);
}

static void on_break(void *ctx)
{
    struct table *t = ctx;

    draw_head(t);
    draw_context(t);
    if (t->carries && t->some)
        draw_carried(t, t->look.from_last);
}

/* ---- rows ---- */

static int row_lines(const struct table *t, const struct table_row *r)
{
    int lines = 1;

    for (size_t i = 0; i < t->n; i++) {
        struct text text;

        if (t->column[i].kind != COLUMN_TEXT || r->cell[i].n == 0)
            continue;
        text = text_make(book_fonts(t->b), row_style(t, r), r->cell[i], text_w(t, i, r));
        lines = text.lines > lines ? text.lines : lines;
    }
    return lines;
}

static double row_height(const struct table *t, const struct table_row *r)
{
    double h = row_lines(t, r) * cell_font(t)->leading + row_pad;

    if (r->kind == ROW_HEADING && r->level == 0)
        h += 3;
    return r->kind == ROW_TOTAL ? h + 8 : h;
}

/* Codes are mostly digits: no layout for those. */
static void draw_code(struct table *t, enum column_kind kind, struct str code, double x, double y,
                      double w)
{
    struct fonts *f = book_fonts(t->b);
    struct arena_mark m = arena_mark(t->rows);

    book_ink(t->b, INK_SOFT);
    if (kind == COLUMN_PLAIN && figures_only(code) && book_draws(t->b))
        figures_draw_code(f, book_cairo(t->b), t->look.note, code, x, y);
    else if (kind == COLUMN_PLAIN)
        book_put(t->b, t->look.note, code, x, y, w, ALIGN_LEFT);
    else if (figures_only(code))
        book_figures(t->b, t->look.note, code, x + figures_width(f, t->look.note, code), y);
    else
        book_put(t->b, t->look.note, f->thai_figures ? thai_digits(t->rows, code) : code, x, y, w,
                 ALIGN_LEFT);
    book_ink(t->b, INK_TEXT);
    arena_rewind(t->rows, m);
}

/* A line through or under what stands in [x, x + w] on the baseline y: seen without colours too. */
static void draw_mark(struct table *t, enum cell_mark mark, double x, double w, double y)
{
    double size = cell_font(t)->size;

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
        double x = t->x[i], right = figures_right(t, i);
        struct arena_mark m;

        if (r->cell[i].n == 0 && c->kind != COLUMN_PAGE)
            continue;
        switch (c->kind) {
        case COLUMN_TEXT:
            break;
        case COLUMN_CODE:
        case COLUMN_PLAIN:
            draw_code(t, c->kind, r->cell[i], x + t->look.gap / 2, y, c->w - t->look.gap);
            break;
        case COLUMN_UNITS:
            book_put(b, t->look.note, r->cell[i], x + t->look.gap / 2, y, c->w - t->look.gap,
                     ALIGN_RIGHT);
            break;
        case COLUMN_FIGURES:
            if (!r->mark[i]) {
                figures_gather(book_fonts(b), figure_style(t, r), r->cell[i], right, y);
            } else {
                double w = figures_width(book_fonts(b), figure_style(t, r), r->cell[i]);

                ink_of(t, (enum cell_mark)r->mark[i]);
                book_figures(b, figure_style(t, r), r->cell[i], right, y);
                draw_mark(t, (enum cell_mark)r->mark[i], right - w, w, y);
                book_ink(b, INK_TEXT);
            }
            break;
        case COLUMN_PAGE:
            if (r->page > 0) {
                m = arena_mark(t->rows);
                book_figures(b, row_style(t, r), str_format(t->rows, "%d", r->page), right, y);
                arena_rewind(t->rows, m);
                book_link(b, PAGE_LEFT, y - 13, table_w(t), 18, r->to);
            }
            break;
        }
    }
    figures_flush(book_fonts(b), book_cairo(b), figure_style(t, r));
}

static void draw_lines(struct table *t, const struct table_row *r, int lines)
{
    struct book *b = t->b;
    const struct font *font = cell_font(t);

    for (int k = 0; k < lines; k++) {
        book_need(b, font->leading + row_pad);
        if (k == 0 && r->index.n && t->look.at)
            t->look.at(t->look.ctx, r->index, book_page(b));
        if (k == 0 && book_draws(b))
            draw_first_line(t, r, book_y(b) + font->baseline + row_pad / 2);
        for (size_t i = 0; i < t->n && book_draws(b); i++) {
            struct text text;

            if (t->column[i].kind != COLUMN_TEXT || r->cell[i].n == 0)
                continue;
            text = text_make(book_fonts(b), row_style(t, r), r->cell[i], text_w(t, i, r));
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
        book_rule(b, PAGE_LEFT, table_w(t), book_y(b), 0.8, INK_TEXT);
        book_skip(b, 1);
    }
    draw_lines(t, r, row_lines(t, r));
    for (size_t i = 0; i < t->n && t->carries; i++) {
        if (t->look.carry[i])
            t->sum[i] = money_add(t->sum[i], r->add[i]);
    }
    t->some = t->some || r->kind == ROW_ITEM;
    if (r->kind == ROW_TOTAL) {
        book_rule(b, PAGE_LEFT, table_w(t), book_y(b) + 1, 0.5, INK_TEXT);
        book_rule(b, PAGE_LEFT, table_w(t), book_y(b) + 3, 0.5, INK_TEXT);
        book_skip(b, 5);
    } else if (!r->open) {
        book_hair(b, PAGE_LEFT, table_w(t), book_y(b));
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
        if (h <= book_text_h(t->b) - t->head_h - 70)
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
    return r->stays || r->kind == ROW_SUBTOTAL || r->kind == ROW_TOTAL ||
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
    w->index = str_dup(t->rows, r->index);
}

static struct table_look usual(const struct table_look *look)
{
    struct table_look l = *look;

    if (!l.cell) {
        l.cell = TEXT_CELL;
        l.bold = TEXT_CELL_BOLD;
        l.note = TEXT_NOTE;
        l.note_bold = TEXT_NOTE_BOLD;
    }
    l.gap = l.gap > 0 ? l.gap : usual_gap;
    return l;
}

double table_least(struct book *b, const struct table_column *columns, size_t n,
                   const struct table_look *look)
{
    struct table_look l = usual(look);

    return head_height(b, columns, n, &l) + 60;
}

static void place_columns(struct table *t)
{
    t->x[0] = PAGE_LEFT;
    t->first_text = t->n;
    for (size_t i = 0; i < t->n; i++) {
        t->x[i + 1] = t->x[i] + t->column[i].w;
        t->carries = t->carries || t->look.carry[i];
        if (t->column[i].kind == COLUMN_TEXT && t->first_text == t->n)
            t->first_text = i;
    }
    t->first_text = t->first_text == t->n ? 0 : t->first_text;
}

struct table *table_begin_as(struct book *b, struct arena *a, const struct table_column *columns,
                             size_t n, const struct table_look *look)
{
    struct table *t = ARENA_NEW(a, struct table);

    t->b = b;
    t->n = n;
    memcpy(t->column, columns, n * sizeof(*columns));
    t->look = usual(look);
    place_columns(t);
    t->head_h = head_height(b, t->column, n, &t->look);
    t->rows = arena_new();
    arena_defer(a, release_arena, t->rows);
    t->headings = arena_new();
    arena_defer(a, release_arena, t->headings);
    t->empty = arena_mark(t->rows);
    for (size_t i = 0; i < TABLE_LEVELS; i++)
        sbuf_init(&t->heading[i], t->headings, SBUF_NO_LIMIT);
    book_need(b, t->head_h + 60);
    draw_head(t);
    book_on_break(b, on_break, t);
    if (t->carries)
        book_on_leave(b, on_leave, t, cell_font(t)->leading + 3);
    return t;
}

struct table *table_begin(struct book *b, struct arena *a, const struct table_column *columns,
                          size_t n, struct str continued)
{
    return table_begin_as(b, a, columns, n, &(struct table_look){.continued = continued});
}

void table_end(struct table *t)
{
    flush(t);
    book_on_break(t->b, NULL, NULL);
    book_on_leave(t->b, NULL, NULL, 0);
}
