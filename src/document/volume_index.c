/* volume_index.c - the index at the end of a book: words in the order of the Thai dictionary, two columns a page. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/thai.h"
#include "document/volume_int.h"
#include "document/volume_text.h"

static const double middle = 22, hang = 12;
enum {
    KEY_BYTES = 160
}; /* of a sort key: 40 letters; the words themselves decide between equals */

struct word {
    struct str word, key;
    int page;
};

static int by_key(const void *x, const void *y)
{
    const struct word *a = x, *b = y;
    int c = str_cmp(a->key, b->key);

    c = c ? c : str_cmp(a->word, b->word);
    return c ? c : (a->page > b->page) - (a->page < b->page);
}

/* The consonant that a word stands under: "เ" and its like do not count. */
static struct str initial(struct str s)
{
    size_t i = 0, from = 0;

    while (i < s.n) {
        uint32_t cp = str_next_cp(s, &i);

        if (cp >= 0x0E01 && cp <= 0x0E2E)
            return str_slice(s, from, i);
        if (!(cp >= 0x0E40 && cp <= 0x0E44))
            return STR("#");
        from = i;
    }
    return STR("#");
}

/* "3, 5, 7-9" with an en dash; `n` mentions of one word, by page. */
static struct str pages_text(struct arena *a, const struct word *w, size_t n)
{
    struct sbuf b;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    for (size_t i = 0; i < n;) {
        size_t last = i;

        while (last + 1 < n && w[last + 1].page <= w[last].page + 1)
            last++;
        sbuf_printf(&b, "%s%d", i ? ", " : "", w[i].page);
        if (w[last].page > w[i].page)
            sbuf_printf(&b, "%s%d", w[last].page > w[i].page + 1 ? "\xE2\x80\x93" : ", ",
                        w[last].page);
        i = last + 1;
    }
    return thai_digits(a, sbuf_str(&b));
}

struct place {
    double top, w;
    int column;
};

static double column_x(const struct place *p)
{
    return PAGE_LEFT + p->column * (p->w + middle);
}

/* The next column, or the first of a new page, unless h fits. */
static void room(struct volume *v, struct place *p, double h)
{
    if (h <= book_room(v->b))
        return;
    if (p->column == 0) {
        p->column = 1;
        book_move(v->b, p->top);
        return;
    }
    p->column = 0;
    book_new_page(v->b);
    p->top = book_y(v->b);
}

static void entry(struct volume *v, struct place *p, const struct word *w, size_t n)
{
    struct arena_mark m = arena_mark(v->a);
    struct str pages = pages_text(v->a, w, n);
    double leading = v->f->font[TEXT_CELL].leading, y;
    double pages_w = text_width(v->f, TEXT_CELL, pages);
    struct text t = text_make_indented(v->f, TEXT_CELL, w->word, p->w, -hang);
    int lines = t.lines;
    bool beside = text_line_width(&t, lines - 1) + (lines > 1 ? hang : 0) + pages_w + 10 <= p->w;
    struct text more;

    more = text_make(v->f, TEXT_CELL, pages, p->w - hang * 2);
    room(v, p, leading * (lines + (beside ? 0 : more.lines)));
    y = book_y(v->b);
    book_link_page(v->b, column_x(p), y, p->w, leading * (lines + (beside ? 0 : more.lines)),
                   w->page - v->contents);
    if (book_draws(v->b)) {
        t = text_make_indented(v->f, TEXT_CELL, w->word, p->w, -hang);
        text_draw(&t, book_cairo(v->b), column_x(p), y + t.font->baseline, p->w, ALIGN_LEFT);
        more = text_make(v->f, TEXT_CELL, pages, p->w - hang * 2);
        text_draw(&more, book_cairo(v->b), column_x(p) + (beside ? 0 : hang * 2),
                  y + t.font->baseline + leading * (beside ? lines - 1 : lines),
                  beside ? p->w : p->w - hang * 2, ALIGN_RIGHT);
    }
    book_skip(v->b, leading * (lines + (beside ? 0 : more.lines)) + 1);
    arena_rewind(v->a, m);
}

static void letter(struct volume *v, struct place *p, struct str s)
{
    const struct font *font = &v->f->font[TEXT_HEADING];

    room(v, p, font->leading + v->f->font[TEXT_CELL].leading * 2);
    if (book_y(v->b) > p->top + 1)
        book_skip(v->b, 5);
    book_ink(v->b, INK_CITY);
    book_put(v->b, TEXT_HEADING, s, column_x(p), book_y(v->b) + font->baseline, p->w, ALIGN_LEFT);
    book_ink(v->b, INK_TEXT);
    book_skip(v->b, font->leading);
}

static struct word *sorted(struct volume *v)
{
    struct word *w = ARENA_ARRAY(v->words, struct word, v->mentions);

    for (size_t i = 0; i < v->mentions; i++) {
        struct arena_mark m = arena_mark(v->a);
        struct str key = thai_sort_key(v->a, v->mention[i].word);

        w[i] = (struct word){thai_digits(v->words, v->mention[i].word),
                             str_dup(v->words, str_slice(key, 0, KEY_BYTES)), v->mention[i].page};
        arena_rewind(v->a, m);
    }
    qsort(w, v->mentions, sizeof(*w), by_key);
    return w;
}

void volume_index(struct volume *v)
{
    struct place p = {.w = (PAGE_TEXT_W - middle) / 2};
    struct str newest = STR_NONE;
    const struct word *w;

    if (!v->mentions)
        return;
    w = sorted(v);
    book_ink(v->b, INK_TEXT);
    p.top = book_y(v->b);
    for (size_t i = 0, n; i < v->mentions; i += n) {
        for (n = 1; i + n < v->mentions && str_eq(w[i + n].word, w[i].word);)
            n++;
        if (!str_eq(initial(w[i].word), newest)) {
            newest = initial(w[i].word);
            letter(v, &p, newest);
        }
        entry(v, &p, &w[i], n);
    }
}
