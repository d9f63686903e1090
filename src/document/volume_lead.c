/* volume_lead.c - what stands before a book's chapters: cover and contents. */
#include "base/arena.h"
#include "base/thai.h"
#include "document/volume_int.h"
#include "document/volume_text.h"

static struct str number_text(struct volume *v, int64_t n)
{
    return str_format(v->a, "%lld", (long long)n);
}

static struct str filled(struct volume *v, enum volume_text_id id, const struct volume_words *w,
                         size_t n)
{
    return volume_dressed(v, v->a, volume_fill(v->a, id, w, n));
}

struct str volume_mark(struct volume *v)
{
    const struct volume_info *i = v->info;
    struct str mark = i->demo      ? volume_word(VP_DEMO_MARK)
                      : i->partial ? volume_word(VP_PARTIAL_MARK)
                                   : STR_NONE;
    struct str draft = volume_word(VP_DRAFT_MARK);

    if (!i->draft)
        return mark;
    return mark.n ? str_format(v->a, "%.*s \xC2\xB7 %.*s", STR_FMT(draft), STR_FMT(mark)) : draft;
}

/* ---- cover ---- */

static void centered(struct volume *v, enum text_style style, struct str s)
{
    if (s.n)
        book_text(v->b, style, volume_dressed(v, v->a, s), PAGE_LEFT + 10, PAGE_TEXT_W - 20,
                  ALIGN_CENTER);
}

/* A frame that cannot be overlooked: what these figures are not. */
static void cover_mark(struct volume *v, enum volume_text_id head, enum volume_text_id note)
{
    double x = PAGE_LEFT + 34, w = PAGE_TEXT_W - 68, y = book_y(v->b), inner = w - 40;
    struct text t = text_make(v->f, TEXT_CELL, volume_word(note), inner);
    double h = text_height(&t) + v->f->font[TEXT_TITLE].leading + 18;

    book_box(v->b, x, y, w, h, INK_WASH);
    book_frame(v->b, x, y, w, h, INK_MARK);
    book_skip(v->b, 7);
    book_ink(v->b, INK_MARK);
    book_text(v->b, TEXT_TITLE, volume_word(head), x, w, ALIGN_CENTER);
    book_ink(v->b, INK_TEXT);
    book_text(v->b, TEXT_CELL, volume_word(note), x + 20, inner, ALIGN_CENTER);
    book_move(v->b, y + h + 10);
}

enum { FACTS = 6, LABEL_W = 118 };
static const double facts_in = 34;

struct facts {
    struct {
        enum volume_text_id label;
        struct str value;
    } fact[FACTS];
    size_t n;
};

static void add_fact(struct facts *f, enum volume_text_id label, struct str value)
{
    if (!value.n)
        return;
    f->fact[f->n].label = label;
    f->fact[f->n++].value = value;
}

static void say_facts(struct volume *v, struct facts *f)
{
    const struct volume_info *i = v->info;
    int64_t items = 0;
    struct sbuf day;

    for (size_t k = 0; k < v->tables; k++)
        items += v->table[k].items;
    sbuf_init(&day, v->a, 200);
    date_put(&day, i->issued, DATE_LONG, LANG_TH);
    if (i->agency_code.n) /* a code keeps its digits */
        add_fact(f, VP_FACT_AGENCY,
                 volume_fill(v->a, VP_FACT_AGENCY_VALUE,
                             VOLUME_WORDS({STR("name"), volume_dressed(v, v->a, i->subtitle)},
                                          {STR("code"), i->agency_code})));
    add_fact(f, VP_FACT_STAGE, volume_dressed(v, v->a, i->stage_text));
    add_fact(f, VP_FACT_VERSION, volume_dressed(v, v->a, i->version_text));
    add_fact(
        f, VP_FACT_DATA,
        filled(v, VP_FACT_DATA_VALUE,
               VOLUME_WORDS({STR("change"), money_text(v->a, BAHT(i->change_id), MONEY_WHOLE)})));
    add_fact(f, VP_FACT_ISSUED, volume_dressed(v, v->a, sbuf_str(&day)));
    if (v->tables)
        add_fact(f, VP_FACT_SIZE,
                 filled(v, VP_FACT_SIZE_VALUE,
                        VOLUME_WORDS({STR("tables"), number_text(v, (int64_t)v->tables)},
                                     {STR("items"), money_text(v->a, BAHT(items), MONEY_WHOLE)})));
}

/* They end where the pages end, however many they are. */
static void cover_facts(struct volume *v)
{
    const struct font *font = &v->f->font[TEXT_CELL];
    double w = PAGE_TEXT_W - 2 * facts_in - LABEL_W, h = 0, x = PAGE_LEFT + facts_in;
    struct facts f = {.n = 0};

    say_facts(v, &f);
    for (size_t i = 0; i < f.n; i++) {
        struct text t = text_make(v->f, TEXT_CELL, f.fact[i].value, w);

        h += text_height(&t);
    }
    book_move(v->b, PAGE_H - PAGE_BOTTOM + 6 - h);
    book_rule(v->b, x, PAGE_TEXT_W - 2 * facts_in, book_y(v->b) - 8, 0.5, INK_RULE);
    for (size_t i = 0; i < f.n; i++) {
        struct text t = text_make(v->f, TEXT_CELL, f.fact[i].value, w);
        double y = book_y(v->b) + font->baseline;

        if (book_draws(v->b))
            text_draw(&t, book_cairo(v->b), x + LABEL_W, y, w, ALIGN_LEFT);
        h = text_height(&t);
        book_ink(v->b, INK_SOFT);
        book_put(v->b, TEXT_CELL, volume_word(f.fact[i].label), x, y, LABEL_W - 8, ALIGN_LEFT);
        book_ink(v->b, INK_TEXT);
        book_skip(v->b, h);
    }
}

void volume_cover(struct volume *v)
{
    const struct volume_info *i = v->info;
    double third = PAGE_TEXT_W / 3;

    book_bare_page(v->b);
    book_anchor(v->b, STR("cover"));
    book_bookmark_to(v->b, 0, volume_dressed(v, v->a, i->title), STR("cover"));
    if (v->contents)
        book_bookmark_to(v->b, 0, volume_word(VP_CONTENTS), STR("contents"));
    if (i->number)
        book_put(v->b, TEXT_BODY,
                 filled(v, VP_NUMBER, VOLUME_WORDS({STR("number"), number_text(v, i->number)})),
                 PAGE_LEFT, 70, PAGE_TEXT_W, ALIGN_RIGHT);
    book_move(v->b, 132);
    book_ink(v->b, INK_CITY);
    centered(v, TEXT_TITLE, volume_word(VP_CITY));
    book_ink(v->b, INK_TEXT);
    centered(v, TEXT_HEADING, volume_word(i->draft ? VP_OF_DRAFT : VP_OF_LAW));
    centered(v, TEXT_HEADING,
             volume_fill(v->a, i->ordinance ? VP_MORE : VP_YEAR,
                         VOLUME_WORDS({STR("year"), number_text(v, i->year)},
                                      {STR("number"), number_text(v, i->ordinance)})));
    book_rule(v->b, PAGE_LEFT + third, third, book_y(v->b) + 16, 1.2, INK_CITY);
    book_skip(v->b, 44);
    book_ink(v->b, INK_CITY);
    centered(v, TEXT_COVER, i->title);
    book_ink(v->b, INK_TEXT);
    book_skip(v->b, 4);
    centered(v, TEXT_TITLE, i->subtitle);
    book_skip(v->b, 34);
    if (i->draft)
        cover_mark(v, VP_DRAFT, VP_DRAFT_NOTE);
    if (i->demo)
        cover_mark(v, VP_DEMO, VP_DEMO_NOTE);
    if (i->partial)
        cover_mark(v, VP_PARTIAL, VP_PARTIAL_NOTE);
    cover_facts(v);
    book_end_page(v->b);
}

/* ---- contents ---- */

/* A line of dots that leads the eye to the number; all of them on one raster. */
static void leader(struct volume *v, double from, double to, double y)
{
    static const double step = 5.2, dash[] = {0.01, 5.19};
    cairo_t *cr = book_cairo(v->b);
    double first = (double)((int)((from + 8) / step) + 1) * step;

    if (!cr || first > to - 8)
        return;
    book_ink(v->b, INK_SOFT);
    cairo_set_dash(cr, dash, 2, 0);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_width(cr, 0.9);
    cairo_move_to(cr, first, y);
    cairo_line_to(cr, to - 8, y);
    cairo_stroke(cr);
    cairo_set_dash(cr, dash, 0, 0);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_BUTT);
    book_ink(v->b, INK_TEXT);
}

static void contents_line(struct volume *v, const struct volume_entry *n)
{
    enum text_style style = n->level ? TEXT_CELL : TEXT_BODY_BOLD;
    const struct font *font = &v->f->font[style];
    double in = n->level ? 22 : 0, right = PAGE_LEFT + PAGE_TEXT_W, w = PAGE_TEXT_W - in - 56;
    struct text t;
    double last, y;

    if (!n->level && book_y(v->b) > PAGE_TOP + 40)
        book_skip(v->b, 3);
    t = text_make(v->f, style, n->title, w);
    book_need(v->b, text_height(&t));
    t = text_make(v->f, style, n->title, w);
    last = text_line_width(&t, t.lines - 1);
    y = book_y(v->b) + font->baseline + (t.lines - 1) * font->leading;
    book_link(v->b, PAGE_LEFT, book_y(v->b), PAGE_TEXT_W, text_height(&t), n->anchor);
    book_text(v->b, style, n->title, PAGE_LEFT + in, w, ALIGN_LEFT);
    if (n->page) {
        struct str page = str_format(v->a, "%d", n->page);

        leader(v, PAGE_LEFT + in + last, right - figures_width(v->f, style, page), y - 1);
        book_figures(v->b, style, page, right, y);
    }
}

void volume_contents(struct volume *v)
{
    double y;

    book_turn(v->b, false);
    book_head(v->b, v->running, volume_word(VP_CONTENTS));
    book_new_page(v->b);
    book_anchor(v->b, STR("contents"));
    book_ink(v->b, INK_CITY);
    book_text(v->b, TEXT_TITLE, volume_word(VP_CONTENTS), PAGE_LEFT, PAGE_TEXT_W, ALIGN_CENTER);
    book_ink(v->b, INK_TEXT);
    y = book_y(v->b) + v->f->font[TEXT_CELL].baseline;
    book_ink(v->b, INK_SOFT);
    book_put(v->b, TEXT_CELL, volume_word(VP_PAGE), PAGE_LEFT, y, PAGE_TEXT_W, ALIGN_RIGHT);
    book_ink(v->b, INK_TEXT);
    book_skip(v->b, v->f->font[TEXT_CELL].leading + 2);
    for (size_t i = 0; i < v->entries; i++)
        contents_line(v, &v->entry[i]);
}
