#include "document/text.h"

#include <pango/pangocairo.h>
#include <string.h>

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
    bool cut, spread;
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
           slot->spread == want->spread && str_eq((struct str){slot->bytes, slot->n}, s);
}

/* ---- where a line may not end ---- */

static bool is_digit(uint32_t cp)
{
    return (cp >= '0' && cp <= '9') || (cp >= 0x0E50 && cp <= 0x0E59);
}

/* Signs that hang on what stands before them: vowels, marks, repetition, closing signs. */
static bool follows(uint32_t cp)
{
    return cp == 0x0E30 || cp == 0x0E31 || (cp >= 0x0E32 && cp <= 0x0E3A) || cp == 0x0E45 ||
           (cp >= 0x0E47 && cp <= 0x0E4E) || cp == ')' || cp == 0x201D || cp == ',' || cp == '.' ||
           cp == '%';
}

/* Signs that lead what stands behind them: vowels written before their consonant, opening signs. */
static bool leads(uint32_t cp)
{
    return (cp >= 0x0E40 && cp <= 0x0E44) || cp == '(' || cp == 0x201C;
}

struct gap {
    struct str s;
    size_t from, at, to; /* from the last letter before to the end of the first letter behind */
    uint32_t before, behind;
    bool blank; /* blanks stand between */
};

static bool continues(char c)
{
    return ((unsigned char)c & 0xC0U) == 0x80;
}

static bool look(struct str s, size_t at, struct gap *ret)
{
    struct gap g = {.s = s, .from = at, .at = at, .to = at};
    size_t i;

    while (g.from > 0 && s.p[g.from - 1] == ' ')
        g.from--;
    g.blank = g.from < at;
    if (g.from == 0 || at >= s.n)
        return false;
    g.from--;
    while (g.from > 0 && continues(s.p[g.from]))
        g.from--;
    i = g.from;
    g.before = str_next_cp(s, &i);
    g.behind = str_next_cp(s, &g.to);
    *ret = g;
    return true;
}

/* "1,234.50", "12:30", "2/2566": no line ends inside. */
static bool inside_number(const struct gap *g)
{
    size_t i = g->to;

    if (g->blank)
        return false;
    if (is_digit(g->before))
        return is_digit(g->behind) || ((g->behind == ':' || g->behind == '/' || g->behind == '-') &&
                                       i < g->s.n && is_digit(str_next_cp(g->s, &i)));
    return is_digit(g->behind) && (g->before == ',' || g->before == '.' || g->before == ':' ||
                                   g->before == '/' || g->before == '-');
}

/* Does a word that counts stand before the gap ("พ.ศ. ๒๕๖๖", "ข้อ ๓")? */
static bool numbered(const struct fonts *f, const struct gap *g)
{
    size_t end = g->from;

    str_next_cp(g->s, &end);
    for (size_t i = 0; i < f->numbered_n; i++) {
        if (str_ends(str_slice(g->s, 0, end), f->numbered[i]))
            return true;
    }
    return false;
}

/* Does a unit stand behind it ("๑ บาท", "๕ แห่ง")? */
static bool counted(const struct fonts *f, const struct gap *g)
{
    for (size_t i = 0; i < f->counted_n; i++) {
        if (str_starts(str_slice(g->s, g->at, g->s.n), f->counted[i]))
            return true;
    }
    return false;
}

/* Would a line that ends before s[at] tear apart what belongs together? */
static bool tears(const struct fonts *f, struct str s, size_t at, struct gap *ret)
{
    const struct gap *g = ret;

    if (!look(s, at, ret))
        return false;
    if (inside_number(g) || g->before == 0xA0 || g->behind == 0xA0 || g->behind == 0x0E46 ||
        g->behind == 0x0E2F)
        return true;
    if (g->blank)
        return is_digit(g->before) ? !is_digit(g->behind) && counted(f, g)
                                   : is_digit(g->behind) && numbered(f, g);
    if (follows(g->behind) || leads(g->before))
        return true;
    for (size_t i = 0; i < f->whole_n; i++) {
        struct str word = f->whole[i];
        size_t from = at + 1 > word.n ? at + 1 - word.n : 0;
        size_t found = str_find(str_slice(s, from, at + word.n - 1), word, 0);

        if (from + found < at && found + word.n <= at + word.n - 1 - from) {
            ret->from = from + found;
            ret->to = from + found + word.n;
            return true;
        }
    }
    return false;
}

/* Pango takes a break away before the first letter of a range, too: behind a blank the range begins one letter later, so
 * that a line may end before the figure that stays whole. */
static void forbid(PangoAttrList **list, struct str s, size_t from, size_t to)
{
    PangoAttribute *whole = pango_attr_allow_breaks_new(FALSE);

    if (from > 0 && s.p[from - 1] == ' ')
        (void)str_next_cp(s, &from);
    whole->start_index = (guint)from;
    whole->end_index = (guint)to;
    *list = *list ? *list : pango_attr_list_new();
    pango_attr_list_change(
        *list, whole); /* ranges that overlap must become one: Pango allows a break between two */
}

static size_t letter_before(struct str s, size_t at)
{
    while (at > 0) {
        at--;
        if (!continues(s.p[at]))
            break;
    }
    return at;
}

/* All that hangs together around a torn place, so that the line does not tear it one letter further. */
static void whole_of(const struct fonts *f, struct str s, struct gap *g)
{
    enum { FAR = 48 };
    struct gap more;

    for (int i = 0; i < FAR && g->from > 0 && tears(f, s, g->from, &more); i++)
        g->from = more.from < g->from ? more.from : letter_before(s, g->from);
    for (int i = 0; i < FAR && g->to < s.n; i++) {
        size_t at = g->to;

        while (at < s.n && s.p[at] == ' ')
            at++;
        if (!tears(f, s, at, &more))
            break;
        g->to = more.to > g->to ? more.to : g->to + 1;
    }
}

/* A copy: Pango keeps its own breaks when it is given the list that it has. */
static void set_breaks(PangoLayout *layout, PangoAttrList *list)
{
    PangoAttrList *copy = pango_attr_list_copy(list);

    pango_layout_set_attributes(layout, copy);
    pango_attr_list_unref(copy);
}

/* Most texts break well where the dictionary says: only what it tears is forbidden, and laid out anew. */
static void mend_breaks(const struct fonts *f, PangoLayout *layout, struct str s)
{
    enum { TRIES = 16 };
    PangoAttrList *list = NULL;

    for (int k = 0; k < TRIES; k++) {
        int n = pango_layout_get_line_count(layout);
        bool torn = false;
        struct gap g;

        for (int i = 1; i < n; i++) {
            const PangoLayoutLine *line = pango_layout_get_line_readonly(layout, i);

            if (line->start_index > 0 && tears(f, s, (size_t)line->start_index, &g)) {
                whole_of(f, s, &g);
                forbid(&list, s, g.from, g.to);
                torn = true;
            }
        }
        if (!torn)
            break;
        set_breaks(layout, list);
    }
    if (list)
        pango_attr_list_unref(list);
}

/* ---- lines as wide as their paragraph ---- */

/* In em: what a line may add to a blank, and to a letter. */
static const double text_blank_gap = 0.5, text_letter_gap = 0.07;

struct gaps {
    int letters, blanks;
};

/* A mark above or below, which Pango counts as a letter of its own; and sara am, drawn as a mark and a vowel. */
static bool hangs(uint32_t cp)
{
    return cp == 0x0E31 || (cp >= 0x0E33 && cp <= 0x0E3A) || (cp >= 0x0E47 && cp <= 0x0E4E);
}

static bool is_thai(uint32_t cp)
{
    return cp >= 0x0E01 && cp < 0x0E50;
}

static uint32_t letter_at(const char *p)
{
    size_t i = 0;

    return str_next_cp((struct str){p, strnlen(p, 4)}, &i);
}

/* A gap lies behind each blank, and between two Thai letters but behind a mark: a mark is as narrow as nothing, and who
 * takes the text out of the PDF would see a blank behind it. Figures stay as they are, and so does the blank that binds
 * a figure to its unit beside one that may widen. Calls that add, too, widen the glyph before the gap. */
static struct gaps walk_gaps(const PangoLayoutLine *line, const char *text, int letter, int blank)
{
    struct gaps n = {0, 0};
    PangoGlyphInfo *last = NULL;
    uint32_t before = 0;

    for (GSList *l = line->runs; l; l = l->next) {
        const PangoGlyphItem *run = l->data;

        for (int i = 0; i < run->glyphs->num_glyphs; i++) {
            PangoGlyphInfo *g = &run->glyphs->glyphs[i];
            uint32_t cp = letter_at(text + run->item->offset + run->glyphs->log_clusters[i]);
            bool after_blank = before == ' ' || before == 0xA0;

            if (cp == ' ' && g->geometry.width == 0)
                continue; /* the blank that a line ends with */
            if (last && g->attr.is_cluster_start && cp != ' ' && cp != 0xA0 &&
                (after_blank || (is_thai(before) && is_thai(cp) && !hangs(before) && !hangs(cp)))) {
                last->geometry.width += after_blank ? blank : letter;
                n.blanks += after_blank;
                n.letters += !after_blank;
            }
            last = g;
            before = cp;
        }
    }
    return n;
}

/* Distributed as Thai books do: the blanks take more, the letters a little, never so much that a word falls apart or
 * that a blank becomes a hole; a line that would need more stays ragged. */
static void spread_line(const struct font *font, PangoLayoutLine *line, int width, const char *text)
{
    enum { BLANK = 5 };
    const double em = font->size * PANGO_SCALE;
    int most = (int)(em * text_letter_gap), slack, letter, blank = 0;
    struct gaps n = walk_gaps(line, text, 0, 0);
    PangoRectangle box;

    pango_layout_line_get_extents(line, NULL, &box);
    slack = width - box.width;
    if (slack <= 0 || n.letters + n.blanks == 0)
        return;
    letter = slack / (n.letters + BLANK * n.blanks);
    letter = letter < most ? letter : most;
    if (n.blanks)
        blank = (slack - letter * n.letters) / n.blanks;
    if (blank > em * text_blank_gap || (!n.blanks && letter * n.letters < slack - n.letters))
        return;
    (void)walk_gaps(line, text, letter, blank);
}

static void spread(PangoLayout *layout, const struct font *font, int width, int indent)
{
    int n = pango_layout_get_line_count(layout);

    for (int i = 0; i + 1 < n; i++)
        spread_line(font, pango_layout_get_line(layout, i), width - (i == 0 ? indent : 0),
                    pango_layout_get_text(layout));
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
    if (slot->width >= 0 && !slot->cut)
        mend_breaks(f, layout, s);
    pango_layout_get_extents(layout, NULL, &box);
    slot->text.font = &f->font[slot->style];
    slot->text.lines = pango_layout_get_line_count(layout);
    slot->text.width = pango_units_to_double(box.width);
    slot->text.indent = pango_units_to_double(slot->indent);
    if (slot->spread)
        spread(layout, &f->font[slot->style], slot->width, slot->indent);
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
    slot->spread = want.spread;
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

struct text text_make_spread(struct fonts *f, enum text_style style, struct str s, double width,
                             double indent)
{
    return find_text(f,
                     (struct text_slot){.width = (int)(width * PANGO_SCALE),
                                        .indent = (int)(indent * PANGO_SCALE),
                                        .style = style,
                                        .spread = true},
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
    double left = x + (t->indent > 0 && i == 0  ? t->indent
                       : t->indent < 0 && i > 0 ? -t->indent
                                                : 0);
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
