/* volume_table.c - the tables of a book on paper: widths from what the first pass has seen, upright or on its side. */
#include <float.h>

#include "base/arena.h"
#include "base/thai.h"
#include "document/volume_int.h"
#include "document/volume_text.h"

static const double text_least = 100, figure_least = 34, code_most = 150,
                    short_label = 42;

/* A size of type that a table can be set in. */
static const struct table_look looks[] = {
    {.cell = TEXT_CELL, .bold = TEXT_CELL_BOLD, .note = TEXT_NOTE, .note_bold = TEXT_NOTE_BOLD},
    {.cell = TEXT_NOTE, .bold = TEXT_NOTE_BOLD, .note = TEXT_SMALL, .note_bold = TEXT_SMALL_BOLD},
    {.cell = TEXT_SMALL,
     .bold = TEXT_SMALL_BOLD,
     .note = TEXT_SMALL,
     .note_bold = TEXT_SMALL_BOLD,
     .gap = 6},
    {.cell = TEXT_TINY,
     .bold = TEXT_TINY_BOLD,
     .note = TEXT_TINY,
     .note_bold = TEXT_TINY_BOLD,
     .gap = 5},
};

static struct str decimal(struct arena *a, int64_t n, int64_t one, int places)
{
    bool trim = places == 3;
    struct str whole = money_text(a, BAHT(n / one), MONEY_WHOLE);
    int64_t rest = n % one < 0 ? -(n % one) : n % one;

    if (rest == 0 && trim)
        return whole;
    bool negative = n < 0 && n / one == 0;

    while (trim && rest % 10 == 0) { /* 1.500 is 1.5 */
        rest /= 10;
        places--;
    }
    return str_format(a, "%s%.*s.%0*lld", negative ? "\xE2\x88\x92" : "", STR_FMT(whole), places,
                      (long long)rest);
}

struct str volume_figure(struct arena *a, const struct volume_table *t, size_t i,
                         const struct volume_cell *c)
{
    struct str s;

    if (c->none)
        return STR_NONE;
    switch (t->column[i].kind) {
    case VOLUME_TEXT:
    case VOLUME_CODE:
        break;
    case VOLUME_MONEY:
        if (c->n == 0)
            return STR("-");
        return money_text(a, MONEY(c->n), t->extent[i].satang ? MONEY_COMMAS : MONEY_WHOLE);
    case VOLUME_COUNT:
        return c->n == 0 ? STR("-") : money_text(a, BAHT(c->n), MONEY_WHOLE);
    case VOLUME_SHARE:
        return decimal(a, c->n, 100, 2);
    case VOLUME_QUANTITY:
        s = decimal(a, c->n, 1000, 3);
        if (c->text.n)
            s = str_format(a, "%.*s %.*s", STR_FMT(s), STR_FMT(c->text));
        return thai_digits(a, s);
    }
    return c->text;
}

/* The room a column's figures, codes or quantities need. */
static double needed(struct volume *v, const struct volume_table *t, size_t i,
                     const struct table_look *look)
{
    const struct volume_extent *x = &t->extent[i];
    struct arena_mark m = arena_mark(v->a);
    struct volume_cell least = {.n = x->least}, most = {.n = x->most};
    struct str word = sbuf_str(&x->longest);
    double w = 0, other = 0, label;

    if (t->column[i].kind == VOLUME_CODE) {
        w = figures_only(word) ? figures_code_width(v->f, look->note, word)
                               : text_width(v->f, look->note, word);
        w = w < code_most ? w : code_most;
    } else if (t->column[i].kind == VOLUME_QUANTITY) {
        w = text_width(v->f, look->note, word);
        w = w < code_most ? w : code_most;
    } else {
        w = figures_width(v->f, look->bold, volume_figure(v->a, t, i, &most));
        other = figures_width(v->f, look->bold, volume_figure(v->a, t, i, &least));
        w = w > other ? w : other;
    }
    /* The head may take three lines; a short one stands on one, so that no word of it is torn. */
    label = text_width(v->f, look->note_bold, t->column[i].label);
    if (label > short_label) {
        label = label / 2.4 + 8;
        label = label < 96 ? label : 96;
        label = look->gap > 0 && label > 40 ? 40 : label;
        label = label > short_label ? label : short_label;
    }
    w = w > figure_least ? w : figure_least;
    arena_rewind(v->a, m);
    return (w > label ? w : label) + (look->gap > 0 ? look->gap : 8) + 6;
}

static bool is_words(const struct volume_table *t, size_t i)
{
    return t->column[i].kind == VOLUME_TEXT;
}

static int weight_of(const struct volume_table *t, size_t i)
{
    return t->column[i].weight > 0 ? t->column[i].weight : 1;
}

/* How wide a text of the k-th length is: a Thai letter is three bytes, marks take no room. */
static double length_w(const struct volume *v, const struct table_look *look, size_t k)
{
    return ((double)k + 1) * VOLUME_LENGTH_STEP * 0.16 * v->f->font[look->cell].size;
}

/* The width with which each of a column's texts stands on one line. */
static double wanted(const struct volume *v, const struct volume_table *t, size_t i,
                     const struct table_look *look)
{
    size_t k = VOLUME_LENGTHS;

    while (k > 0 && t->extent[i].texts[k - 1] == 0)
        k--;
    double w = k ? length_w(v, look, k - 1) : 0;

    w += look->gap > 0 ? look->gap : 8;
    return w > text_least * 0.75 ? w : text_least * 0.75;
}

/* By their weights; but what a column of short texts does not need goes to the others while they do. */
static void share(struct volume *v, const struct volume_table *t, const struct table_look *look,
                  double left, struct table_column *column)
{
    bool full[VOLUME_COLUMNS] = {false};
    size_t more = 0;

    do {
        double rest = left;
        int weight = 0;
        bool some = false, lacks = false;

        more = 0;
        for (size_t i = 0; i < t->n; i++) {
            if (is_words(t, i) && full[i])
                rest -= column[i].w;
            else if (is_words(t, i))
                weight += weight_of(t, i);
        }
        for (size_t i = 0; i < t->n && weight; i++) {
            if (is_words(t, i) && !full[i]) {
                column[i].w = rest * weight_of(t, i) / weight;
                some = some || column[i].w > wanted(v, t, i, look);
                lacks = lacks || column[i].w < wanted(v, t, i, look);
            }
        }
        for (size_t i = 0; i < t->n && some && lacks; i++) {
            if (is_words(t, i) && !full[i] && column[i].w > wanted(v, t, i, look)) {
                column[i].w = wanted(v, t, i, look);
                full[i] = true;
                more++;
            }
        }
    } while (more);
}

/* Divides `all` among the columns; false when the texts would become too narrow. */
static bool divide(struct volume *v, const struct volume_table *t, const struct table_look *look,
                   double all, struct table_column *column)
{
    double left = all, least = 0;
    int words = 0;

    for (size_t i = 0; i < t->n; i++) {
        if (is_words(t, i)) {
            words++;
            continue;
        }
        column[i].w = needed(v, t, i, look);
        left -= column[i].w;
    }
    least = words > 1 ? text_least * 0.75 * words : text_least;
    if (words == 0) { /* figures alone: the rest goes to all of them */
        for (size_t i = 0; i < t->n; i++)
            column[i].w += left / (double)t->n;
        return left >= 0;
    }
    share(v, t, look, left, column);
    return left >= least;
}

/* How many lines its rows have in the mean, by the column that wraps most. */
static double lines_of(const struct volume *v, const struct volume_table *t,
                       const struct table_look *look, const struct table_column *column)
{
    double most = 1;

    for (size_t i = 0; i < t->n; i++) {
        double texts = 0, lines = 0, w = column[i].w - (look->gap > 0 ? look->gap : 8);

        for (size_t k = 0; is_words(t, i) && k < VOLUME_LENGTHS; k++) {
            texts += t->extent[i].texts[k];
            lines += t->extent[i].texts[k] * (double)(1 + (int)(length_w(v, look, k) * 0.96 / w));
        }
        if (texts > 0 && lines / texts > most)
            most = lines / texts;
    }
    return most;
}

/* Even the smallest type is too wide: all give way alike, so that nothing leaves the page. */
static void squeeze(const struct volume_table *t, double all, struct table_column *column)
{
    double used = 0, share;

    for (size_t i = 0; i < t->n; i++) {
        if (is_words(t, i) && column[i].w < text_least / 2)
            column[i].w = text_least / 2;
        used += column[i].w;
    }
    share = used > all ? all / used : 1;
    for (size_t i = 0; i < t->n; i++)
        column[i].w *= share;
}

static void kinds(const struct volume_table *t, struct arena *a, struct volume *v,
                  struct table_column *column, struct table_look *look)
{
    static const enum column_kind kind[] = {
        [VOLUME_TEXT] = COLUMN_TEXT,     [VOLUME_CODE] = COLUMN_PLAIN,
        [VOLUME_MONEY] = COLUMN_FIGURES, [VOLUME_COUNT] = COLUMN_FIGURES,
        [VOLUME_SHARE] = COLUMN_FIGURES, [VOLUME_QUANTITY] = COLUMN_UNITS,
    };

    for (size_t i = 0; i < t->n; i++) {
        column[i].kind = kind[t->column[i].kind];
        column[i].label = volume_dressed(v, a, t->column[i].label);
        look->carry[i] = t->column[i].carry && volume_money_kind(t, i);
        look->satang[i] = t->extent[i].satang;
    }
}

/* Upright if it can be, in smaller type when that saves lines; else on its side, smaller still when even that is
 * narrow. */
static struct table_look choose(struct volume *v, const struct volume_table *t,
                                struct table_column *column, bool *ret_wide)
{
    static const double few = 1.25, saved = 0.15;
    const double many = t->rows <= 12 ? 4 : 2.2; /* a short table does not turn its page */
    double upright = PAGE_W - PAGE_LEFT - PAGE_RIGHT, wide = PAGE_H - PAGE_LEFT - PAGE_RIGHT;
    double lines[2] = {DBL_MAX, DBL_MAX};

    *ret_wide = false;
    for (size_t i = 0; i < 2; i++) {
        if (divide(v, t, &looks[i], upright, column))
            lines[i] = lines_of(v, t, &looks[i], column);
        if (lines[i] <= few)
            return looks[i];
    }
    if (lines[0] <= many && lines[0] - lines[1] < saved) {
        (void)divide(v, t, &looks[0], upright, column);
        return looks[0];
    }
    if (lines[1] <= many)
        return looks[1];
    *ret_wide = true;
    for (size_t i = 0; i < ARRAY_LEN(looks); i++) {
        if (divide(v, t, &looks[i], wide, column))
            return looks[i];
    }
    squeeze(t, wide, column);
    return looks[ARRAY_LEN(looks) - 1];
}

static void note_mention(void *ctx, struct str word, int page)
{
    struct volume *v = ctx;

    if (v->mentions && v->mention[v->mentions - 1].page == page &&
        str_eq(v->mention[v->mentions - 1].word, word))
        return;
    if (v->mentions == v->mentions_cap) {
        size_t cap = v->mentions_cap ? v->mentions_cap * 2 : 256;

        v->mention = mem_grow(v->mention, cap * sizeof(*v->mention));
        v->mentions_cap = cap;
    }
    v->mention[v->mentions++] = (struct volume_mention){str_dup(v->words, word), page};
}

void volume_table_draw(struct volume *v)
{
    struct volume_table *t = volume_now(v);
    struct table_column column[VOLUME_COLUMNS] = {{.w = 0}};
    struct arena *a = arena_new();
    struct table_look look;
    struct str title;
    double title_h = 0;
    bool wide;

    v->table_arena = a;
    look = choose(v, t, column, &wide);
    kinds(t, a, v, column, &look);
    look.continued = volume_word(VP_CONTINUED);
    look.to_next = volume_word(VP_TO_NEXT);
    look.from_last = volume_word(VP_FROM_LAST);
    look.at = note_mention;
    look.ctx = v;
    title = volume_dressed(v, a, t->title);
    if (v->waiting && str_eq(v->wait[v->waiting - 1].title, title))
        title = STR_NONE; /* its heading says it */
    if (title.n) {
        struct text text = text_make(v->f, TEXT_BODY_BOLD, title,
                                     (wide ? PAGE_H : PAGE_W) - PAGE_LEFT - PAGE_RIGHT);

        title_h = text_height(&text) + 6;
    }
    /* The head of a table never stands alone: with it come its first headings and what they head. */
    volume_place(v, wide,
                 title_h + table_least(v->b, column, t->n, &look) +
                     t->heads * (v->f->font[look.cell].leading + 4));
    if (title.n) {
        if (book_y(v->b) > PAGE_TOP + 1)
            book_skip(v->b, 4);
        book_text(v->b, TEXT_BODY_BOLD, title, PAGE_LEFT, book_text_w(v->b), ALIGN_LEFT);
        book_skip(v->b, 2);
    }
    v->t = table_begin_as(v->b, a, column, t->n, &look);
}

static enum row_kind row_kind_of(enum volume_role role)
{
    static const enum row_kind kind[] = {
        [VOLUME_ITEM] = ROW_ITEM,
        [VOLUME_HEAD] = ROW_HEADING,
        [VOLUME_SUBTOTAL] = ROW_SUBTOTAL,
        [VOLUME_TOTAL] = ROW_TOTAL,
    };

    return kind[role];
}

/* A heading without figures runs on over the empty cells beside it. */
static bool runs_on(const struct volume_table *t, const struct volume_row *r)
{
    size_t first = t->n;

    if (r->role != VOLUME_HEAD)
        return false;
    for (size_t i = 0; i < t->n; i++) {
        if (is_words(t, i) && first == t->n)
            first = i;
        else if (i > first && !r->cell[i].none && (r->cell[i].text.n || !is_words(t, i)))
            return false;
    }
    return first < t->n;
}

void volume_row_draw(struct volume *v, const struct volume_row *r)
{
    enum { LAST = 5, SHORT = 8 }; /* rows that no page break takes from the total, sums among them */
    const struct volume_table *t = volume_now(v);
    struct arena_mark m = arena_mark(v->a);
    struct table_row row = {.kind = row_kind_of(r->role),
                            .level = r->level,
                            .index = r->index,
                            .wide = runs_on(t, r),
                            .stays = t->rows > SHORT && t->seen > t->rows - LAST};

    for (size_t i = 0; i < t->n; i++) {
        const struct volume_cell *c = &r->cell[i];

        if (c->none)
            continue;
        row.cell[i] =
            is_words(t, i) ? volume_dressed(v, v->a, c->text) : volume_figure(v->a, t, i, c);
        if (r->role == VOLUME_ITEM && t->column[i].carry)
            row.add[i] = MONEY(c->n);
    }
    table_row(v->t, &row);
    arena_rewind(v->a, m);
}

void volume_table_close(struct volume *v)
{
    table_end(v->t);
    v->t = NULL;
    arena_free(v->table_arena);
    v->table_arena = NULL;
    book_skip(v->b, 12);
}
