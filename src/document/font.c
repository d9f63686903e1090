#include "document/font.h"

#include <pango/pangocairo.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "document/text.h"

static const struct {
    double size, leading;
    bool bold;
} face[TEXT_STYLES] = {
    [TEXT_COVER] = {32, 46, true},         [TEXT_TITLE] = {20, 29, true},
    [TEXT_HEADING] = {16, 25, true},       [TEXT_BODY] = {16, 24, false},
    [TEXT_BODY_BOLD] = {16, 24, true},     [TEXT_CELL] = {13.5, 18.5, false},
    [TEXT_CELL_BOLD] = {13.5, 18.5, true}, [TEXT_NOTE] = {12, 16, false},
    [TEXT_NOTE_BOLD] = {12, 16, true},     [TEXT_SMALL] = {10.5, 14, false},
    [TEXT_SMALL_BOLD] = {10.5, 14, true},  [TEXT_TINY] = {8.5, 11.5, false},
    [TEXT_TINY_BOLD] = {8.5, 11.5, true},
};

/* The place of each figure in font.figure; the digits come first. */
static const char figure_text[FIGURES] = "0123456789,.-() -";
enum { FIGURE_MINUS = 12, FIGURE_HYPHEN = 16 };

static const struct str whole_words[] = {
#define WHOLE_WORD(text) STR_INIT(text),
#include "document/words.def"
#undef WHOLE_WORD
};

static const struct str numbered_words[] = {
#define WHOLE_WORD(text)
#define NUMBERED(text) STR_INIT(text),
#include "document/words.def"
#undef NUMBERED
#undef WHOLE_WORD
};

static const struct str counted_words[] = {
#define WHOLE_WORD(text)
#define COUNTED(text) STR_INIT(text),
#include "document/words.def"
#undef COUNTED
#undef WHOLE_WORD
};

static void release_object(void *p)
{
    g_object_unref(p);
}

static void release_description(void *p)
{
    pango_font_description_free(p);
}

static void release_run(void *p)
{
    pango_glyph_string_free(p);
}

static bool family_installed(PangoFontMap *map, struct str name)
{
    PangoFontFamily **families;
    int n;
    bool found = false;

    pango_font_map_list_families(map, &families, &n);
    for (int i = 0; i < n && !found; i++)
        found = str_eq(str_from(pango_font_family_get_name(families[i])), name);
    g_free(families);
    return found;
}

static bool pick_family(PangoFontMap *map, struct str *ret)
{
    struct str rest = STR(FONT_FAMILIES), name;

    while (str_split(&rest, ',', &name)) {
        name = str_trim(name);
        if (family_installed(map, name)) {
            *ret = name;
            return true;
        }
    }
    return false;
}

/* The glyph of one figure, taken from a layout so that Pango chooses the face that has it. */
static void read_figure(struct fonts *f, struct font *font, int thai, int i)
{
    char text[4] = {figure_text[i]};
    int n = 1;
    PangoLayout *layout = pango_layout_new(f->context);
    const PangoLayoutLine *line;
    const PangoLayoutRun *run;

    if (thai && i < 10)
        n = (int)str_put_cp(text, 0x0E50 + (uint32_t)i);
    else if (i == FIGURE_MINUS)
        n = (int)str_put_cp(text, 0x2212);
    pango_layout_set_font_description(layout, font->desc);
    pango_layout_set_text(layout, text, n);
    line = pango_layout_get_line_readonly(layout, 0);
    if (line->runs) {
        run = line->runs->data;
        if (!font->figure_font) {
            font->figure_font = g_object_ref(run->item->analysis.font);
            arena_defer(f->a, release_object, font->figure_font);
        }
        font->figure[thai][i] = run->glyphs->glyphs[0].glyph;
        font->advance[thai][i] = run->glyphs->glyphs[0].geometry.width;
    }
    g_object_unref(layout);
}

/* Digits of one advance stand under each other whatever the face does. */
static void level_digits(struct font *font, int thai)
{
    int widest = 0;

    for (int i = 0; i < 10; i++)
        widest = font->advance[thai][i] > widest ? font->advance[thai][i] : widest;
    for (int i = 0; i < 10; i++) {
        font->shift[thai][i] = (widest - font->advance[thai][i]) / 2;
        font->advance[thai][i] = widest;
    }
}

static void open_style(struct fonts *f, enum text_style s)
{
    struct font *font = &f->font[s];
    char name[80];

    font->size = face[s].size;
    font->leading = face[s].leading;
    font->baseline = face[s].leading / 2 + face[s].size * 0.31;
    font->desc = pango_font_description_new();
    arena_defer(f->a, release_description, font->desc);
    memcpy(name, f->family.p, f->family.n < sizeof(name) ? f->family.n : sizeof(name) - 1);
    name[f->family.n < sizeof(name) ? f->family.n : sizeof(name) - 1] = '\0';
    pango_font_description_set_family(font->desc, name);
    pango_font_description_set_absolute_size(font->desc, font->size * PANGO_SCALE);
    pango_font_description_set_weight(font->desc,
                                      face[s].bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    for (int thai = 0; thai < 2; thai++) {
        for (int i = 0; i < FIGURES; i++)
            read_figure(f, font, thai, i);
        level_digits(font, thai);
    }
}

bool fonts_open(struct arena *a, bool thai_figures, struct fonts **ret, struct err *e)
{
    struct fonts *f = ARENA_NEW(a, struct fonts);
    PangoFontMap *map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    cairo_font_options_t *options;

    if (!map) {
        FAIL(e, ERR_FONT);
        err_arg(e, "families", V(STR(FONT_FAMILIES)));
        return false;
    }
    arena_defer(a, release_object, map);
    f->a = a;
    f->thai_figures = thai_figures;
    if (!pick_family(map, &f->family)) {
        FAIL(e, ERR_FONT);
        err_arg(e, "families", V(STR(FONT_FAMILIES)));
        return false;
    }
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(map), 72);
    f->context = pango_font_map_create_context(map);
    arena_defer(a, release_object, f->context);
    /* Paper has no pixels: outlines and advances as the face gives them. */
    options = cairo_font_options_create();
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    pango_cairo_context_set_font_options(f->context, options);
    cairo_font_options_destroy(options);
    pango_context_set_round_glyph_positions(f->context, FALSE);
    pango_context_set_language(f->context, pango_language_from_string("th"));
    pango_context_set_base_dir(f->context, PANGO_DIRECTION_LTR);
    f->run = pango_glyph_string_new();
    arena_defer(a, release_run, f->run);
    f->gathered = ARENA_ARRAY(a, cairo_glyph_t, FIGURES_GATHERED);
    f->whole = whole_words;
    f->whole_n = ARRAY_LEN(whole_words);
    f->numbered = numbered_words;
    f->numbered_n = ARRAY_LEN(numbered_words);
    f->counted = counted_words;
    f->counted_n = ARRAY_LEN(counted_words);
    text_cache_open(f);
    for (int s = 0; s < TEXT_STYLES; s++)
        open_style(f, (enum text_style)s);
    *ret = f;
    return true;
}

/* The place of the figure at p, and how many bytes it took; -1 for what is no figure. */
static int figure_at(struct str number, size_t at, size_t *ret_bytes)
{
    const char *found;

    *ret_bytes = 1;
    if (number.n - at >= 3 && memcmp(number.p + at, "\xE2\x88\x92", 3) == 0) {
        *ret_bytes = 3;
        return FIGURE_MINUS;
    }
    found = memchr(figure_text, number.p[at], FIGURE_HYPHEN);
    return found ? (int)(found - figure_text) : -1;
}

bool figures_only(struct str s)
{
    size_t step;

    for (size_t i = 0; i < s.n; i += step) {
        if (figure_at(s, i, &step) < 0)
            return false;
    }
    return true;
}

/* A code has hyphens where a number has a minus. */
static int glyph_of(int k, bool code)
{
    return code && k == FIGURE_MINUS ? FIGURE_HYPHEN : k;
}

static double run_width(const struct font *font, int thai, bool code, struct str number)
{
    int width = 0;
    size_t step;

    for (size_t i = 0; i < number.n; i += step) {
        int k = figure_at(number, i, &step);

        if (k >= 0)
            width += font->advance[thai][glyph_of(k, code)];
    }
    return pango_units_to_double(width);
}

double figures_width(const struct fonts *f, enum text_style style, struct str number)
{
    return run_width(&f->font[style], f->thai_figures, false, number);
}

double figures_code_width(const struct fonts *f, enum text_style style, struct str code)
{
    return run_width(&f->font[style], 0, true, code);
}

static void draw_run(struct fonts *f, cairo_t *cr, const struct font *font, bool code,
                     struct str number)
{
    int n = 0, thai = f->thai_figures && !code;
    size_t step;

    pango_glyph_string_set_size(f->run, (int)number.n);
    for (size_t i = 0; i < number.n; i += step) {
        int k = figure_at(number, i, &step);
        PangoGlyphInfo *g = &f->run->glyphs[n];

        if (k < 0)
            continue;
        k = glyph_of(k, code);
        memset(g, 0, sizeof(*g));
        g->glyph = font->figure[thai][k];
        g->geometry.width = font->advance[thai][k];
        g->geometry.x_offset = font->shift[thai][k];
        g->attr.is_cluster_start = 1;
        n++;
    }
    pango_glyph_string_set_size(f->run, n);
    pango_cairo_show_glyph_string(cr, font->figure_font, f->run);
}

void figures_draw(struct fonts *f, cairo_t *cr, enum text_style style, struct str number,
                  double right, double y)
{
    cairo_move_to(cr, right - figures_width(f, style, number), y);
    draw_run(f, cr, &f->font[style], false, number);
}

void figures_draw_code(struct fonts *f, cairo_t *cr, enum text_style style, struct str code,
                       double left, double y)
{
    cairo_move_to(cr, left, y);
    draw_run(f, cr, &f->font[style], true, code);
}

void figures_gather(struct fonts *f, enum text_style style, struct str number, double right,
                    double y)
{
    const struct font *font = &f->font[style];
    double x = right - figures_width(f, style, number);
    int thai = f->thai_figures;
    size_t step;

    for (size_t i = 0; i < number.n && f->gathered_n < FIGURES_GATHERED; i += step) {
        int k = figure_at(number, i, &step);

        if (k < 0)
            continue;
        f->gathered[f->gathered_n++] = (cairo_glyph_t){
            font->figure[thai][k], x + pango_units_to_double(font->shift[thai][k]), y};
        x += pango_units_to_double(font->advance[thai][k]);
    }
}

void figures_flush(struct fonts *f, cairo_t *cr, enum text_style style)
{
    if (f->gathered_n && cr) {
        cairo_set_scaled_font(
            cr, pango_cairo_font_get_scaled_font(PANGO_CAIRO_FONT(f->font[style].figure_font)));
        cairo_show_glyphs(cr, f->gathered, f->gathered_n);
    }
    f->gathered_n = 0;
}
