#include "document/text.h"

#include <pango/pangocairo.h>

#include "base/arena.h"

enum { SLOTS = 1024 }; /* of a few KiB each */

/* One remembered layout. A new text takes the place of the old one of its hash. */
struct text_slot {
    struct text text;
    uint64_t hash;
    char *bytes; /* of the text, to be sure it is the same */
    size_t n;
    int width, indent; /* in Pango units; width -1: without limit */
    enum text_style style;
    bool cut;
};

static void release_slots(void *p)
{
    struct text_slot *slots = p;

    for (size_t i = 0; i < SLOTS; i++) {
        if (slots[i].text.layout)
            g_object_unref(slots[i].text.layout);
        mem_free(slots[i].bytes);
    }
}

void text_cache_open(struct fonts *f)
{
    f->slots = ARENA_ARRAY(f->a, struct text_slot, SLOTS);
    arena_defer(f->a, release_slots, f->slots);
}

static bool slot_holds(const struct text_slot *slot, const struct text_slot *want, struct str s)
{
    return slot->text.layout && slot->hash == want->hash && slot->width == want->width &&
           slot->indent == want->indent && slot->style == want->style && slot->cut == want->cut &&
           str_eq((struct str){slot->bytes, slot->n}, s);
}

static void forbid(PangoAttrList **list, size_t from, size_t to)
{
    PangoAttribute *whole = pango_attr_allow_breaks_new(FALSE);

    whole->start_index = (guint)from;
    whole->end_index = (guint)to;
    *list = *list ? *list : pango_attr_list_new();
    pango_attr_list_insert(*list, whole);
}

static bool continues(char c)
{
    return ((unsigned char)c & 0xC0U) == 0x80;
}

/* Forbids breaks inside the words of words.def, and on both sides of a no-break space: the
 * dictionary of Thai would allow one before the figure of a year. */
static void keep_whole(const struct fonts *f, PangoLayout *layout, struct str s)
{
    static const struct str nbsp = STR_INIT("\xC2\xA0");
    PangoAttrList *list = NULL;

    for (size_t i = 0; i < f->whole_n; i++) {
        struct str word = f->whole[i];

        for (size_t at = str_find(s, word, 0); at < s.n; at = str_find(s, word, at + word.n))
            forbid(&list, at, at + word.n);
    }
    for (size_t at = str_find(s, nbsp, 0); at < s.n; at = str_find(s, nbsp, at + nbsp.n)) {
        size_t from = at > 0 ? at - 1 : 0, to = at + nbsp.n;

        while (from > 0 && continues(s.p[from]))
            from--;
        to += to < s.n;
        while (to < s.n && continues(s.p[to]))
            to++;
        forbid(&list, from, to);
    }
    pango_layout_set_attributes(layout, list);
    if (list)
        pango_attr_list_unref(list);
}

static void lay_out(struct fonts *f, struct text_slot *slot, struct str s)
{
    PangoLayout *layout = pango_layout_new(f->context);
    PangoRectangle box;

    if (slot->text.layout)
        g_object_unref(slot->text.layout);
    slot->text.layout = layout;
    pango_layout_set_single_paragraph_mode(layout, TRUE);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_font_description(layout, f->font[slot->style].desc);
    pango_layout_set_width(layout, slot->width);
    pango_layout_set_indent(layout, slot->indent);
    pango_layout_set_ellipsize(layout, slot->cut ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
    pango_layout_set_text(layout, s.n ? s.p : "", (int)s.n);
    keep_whole(f, layout, s);
    pango_layout_get_extents(layout, NULL, &box);
    slot->text.font = &f->font[slot->style];
    slot->text.lines = pango_layout_get_line_count(layout);
    slot->text.width = pango_units_to_double(box.width);
    slot->text.indent = pango_units_to_double(slot->indent);
}

static struct text find_text(struct fonts *f, struct text_slot want, struct str s)
{
    struct text_slot *slot;

    want.hash = str_hash(s);
    slot = &f->slots[(want.hash ^ (uint64_t)want.style ^ ((uint64_t)(uint32_t)want.width >> 10)) %
                     SLOTS];
    if (slot_holds(slot, &want, s))
        return slot->text;
    if (slot->n < s.n || !slot->bytes)
        slot->bytes = mem_grow(slot->bytes, s.n + 1);
    for (size_t i = 0; i < s.n; i++)
        slot->bytes[i] = s.p[i];
    slot->n = s.n;
    slot->hash = want.hash;
    slot->width = want.width;
    slot->indent = want.indent;
    slot->style = want.style;
    slot->cut = want.cut;
    lay_out(f, slot, s);
    return slot->text;
}

struct text text_make(struct fonts *f, enum text_style style, struct str s, double width)
{
    return find_text(f, (struct text_slot){.width = (int)(width * PANGO_SCALE), .style = style}, s);
}

struct text text_make_indented(struct fonts *f, enum text_style style, struct str s, double width,
                               double indent)
{
    return find_text(f,
                     (struct text_slot){.width = (int)(width * PANGO_SCALE),
                                        .indent = (int)(indent * PANGO_SCALE),
                                        .style = style},
                     s);
}

struct text text_make_cut(struct fonts *f, enum text_style style, struct str s, double width)
{
    return find_text(
        f, (struct text_slot){.width = (int)(width * PANGO_SCALE), .style = style, .cut = true}, s);
}

double text_height(const struct text *t)
{
    return t->lines * t->font->leading;
}

double text_line_width(const struct text *t, int i)
{
    PangoLayoutLine *line = pango_layout_get_line_readonly(t->layout, i);
    PangoRectangle box;

    if (!line)
        return 0;
    pango_layout_line_get_extents(line, NULL, &box);
    return (double)box.width / PANGO_SCALE;
}

void text_draw_line(const struct text *t, cairo_t *cr, int i, double x, double y, double width,
                    enum align align)
{
    PangoLayoutLine *line = pango_layout_get_line_readonly(t->layout, i);
    double left = x + (i == 0 ? t->indent : 0);
    PangoRectangle box;

    if (!line)
        return;
    if (align != ALIGN_LEFT) {
        double spare;

        pango_layout_line_get_extents(line, NULL, &box);
        spare = width - pango_units_to_double(box.width);
        left = x + (align == ALIGN_RIGHT ? spare : spare / 2);
    }
    cairo_move_to(cr, left, y);
    pango_cairo_show_layout_line(cr, line);
}

void text_draw(const struct text *t, cairo_t *cr, double x, double y, double width,
               enum align align)
{
    for (int i = 0; i < t->lines; i++)
        text_draw_line(t, cr, i, x, y + i * t->font->leading, width, align);
}

double text_width(struct fonts *f, enum text_style style, struct str s)
{
    return find_text(f, (struct text_slot){.width = -1, .style = style}, s).width;
}
