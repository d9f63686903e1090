/* chart_paint.c - the two painters of a scene. */
#include <pango/pangocairo.h>

#include "base/arena.h"
#include "document/chart.h"
#include "document/text.h"

static const struct {
    const char *css; /* the page's own colours */
    double r, g, b;  /* on paper */
} paint_of[PAINTS] = {
    [PAINT_DATA] = {NULL, 0, 0, 0},
    [PAINT_ON_DATA] = {"#fff", 1, 1, 1},
    [PAINT_INK] = {"var(--ink)", 0.09, 0.10, 0.10},
    [PAINT_SOFT] = {"var(--ink-2)", 0.30, 0.35, 0.33},
    [PAINT_RULE] = {"var(--line-2)", 0.74, 0.76, 0.75},
    [PAINT_TRACK] = {"var(--line)", 0.92, 0.92, 0.90},
    [PAINT_TOTAL] = {"var(--green)", 0.043, 0.365, 0.231},
    [PAINT_MORE] = {"var(--green-2)", 0.067, 0.50, 0.31},
    [PAINT_LESS] = {"var(--red)", 0.70, 0.15, 0.12},
};
static const struct {
    double r, g, b;
} data_of[8] = {
    {0.043, 0.365, 0.231}, {0.588, 0.392, 0.063}, {0.184, 0.435, 0.702}, {0.635, 0.231, 0.361},
    {0.290, 0.478, 0.184}, {0.478, 0.357, 0.651}, {0.690, 0.318, 0.114}, {0.329, 0.439, 0.478},
};

/* ---- SVG ---- */

static void put_escaped(struct sbuf *b, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        switch (s.p[i]) {
        case '&':
            SB_LIT(b, "&amp;");
            break;
        case '<':
            SB_LIT(b, "&lt;");
            break;
        case '>':
            SB_LIT(b, "&gt;");
            break;
        case '"':
            SB_LIT(b, "&quot;");
            break;
        case '\'':
            SB_LIT(b, "&#39;");
            break;
        default:
            sbuf_byte(b, s.p[i]);
        }
    }
}

/* name="12.3"; one decimal is a tenth of a unit. */
static void put_number(struct sbuf *b, const char *name, double x)
{
    int64_t tenths = (int64_t)(x * 10 + (x < 0 ? -0.5 : 0.5));

    sbuf_printf(b, " %s=\"%s%d", name, tenths < 0 ? "-" : "",
                (int)((tenths < 0 ? -tenths : tenths) / 10));
    if (tenths % 10)
        sbuf_printf(b, ".%d", (int)((tenths < 0 ? -tenths : tenths) % 10));
    SB_LIT(b, "\"");
}

static void put_paint(struct sbuf *b, const char *name, const struct shape *p)
{
    if (p->paint == PAINT_DATA)
        sbuf_printf(b, " %s=\"var(--d%d)\"", name, p->colour);
    else
        sbuf_printf(b, " %s=\"%s\"", name, paint_of[p->paint].css);
}

/* A nested <svg> clips what another face might draw past the width it was cut to. */
static void svg_text(struct sbuf *b, const struct shape *p)
{
    static const char *const anchor[] = {[ANCHOR_START] = "",
                                         [ANCHOR_MIDDLE] = " text-anchor=\"middle\"",
                                         [ANCHOR_END] = " text-anchor=\"end\""};
    double left = p->anchor == ANCHOR_START ? 0 : p->anchor == ANCHOR_END ? p->w : p->w / 2;

    if (p->text.n == 0)
        return;
    SB_LIT(b, "<svg");
    put_number(b, "x", p->x - left);
    put_number(b, "y", p->y - p->size * 1.25);
    put_number(b, "width", p->w);
    put_number(b, "height", p->size * 1.7);
    SB_LIT(b, "><text");
    put_number(b, "x", left);
    put_number(b, "y", p->size * 1.25);
    put_number(b, "font-size", p->size);
    put_paint(b, "fill", p);
    sbuf_printf(b, "%s%s>", anchor[p->anchor], p->strong ? " font-weight=\"600\"" : "");
    put_escaped(b, p->text);
    SB_LIT(b, "</text></svg>");
}

static void svg_shape(struct sbuf *b, const struct shape *p)
{
    switch (p->kind) {
    case SHAPE_RECT:
        SB_LIT(b, "<rect");
        put_number(b, "x", p->x);
        put_number(b, "y", p->y);
        put_number(b, "width", p->w);
        put_number(b, "height", p->h);
        SB_LIT(b, " rx=\"2\"");
        put_paint(b, "fill", p);
        if (p->paint == PAINT_DATA) /* parts stand apart without losing area */
            SB_LIT(b, " stroke=\"var(--paper)\" stroke-width=\"1.5\"");
        SB_LIT(b, "/>");
        break;
    case SHAPE_LINE:
        SB_LIT(b, "<line");
        put_number(b, "x1", p->x);
        put_number(b, "y1", p->y);
        put_number(b, "x2", p->x + p->w);
        put_number(b, "y2", p->y + p->h);
        put_paint(b, "stroke", p);
        if (p->strong)
            SB_LIT(b, " stroke-width=\"3\" stroke-linecap=\"round\"");
        else if (p->paint == PAINT_DATA)
            SB_LIT(b, " stroke-width=\"2\" stroke-linecap=\"round\"");
        SB_LIT(b, "/>");
        break;
    case SHAPE_TEXT:
        svg_text(b, p);
        break;
    }
}

static void svg_mark(struct sbuf *b, const struct scene *s, const struct scene_mark *m)
{
    if (m->href.n) {
        SB_LIT(b, "<a href=\"");
        put_escaped(b, m->href);
        SB_LIT(b, "\" aria-label=\"");
        put_escaped(b, m->title);
        SB_LIT(b, "\">");
    }
    SB_LIT(b, "<g><title>");
    put_escaped(b, m->title);
    SB_LIT(b, "</title>");
    for (size_t i = 0; i < m->n; i++)
        svg_shape(b, &s->shape[m->first + i]);
    SB_LIT(b, "</g>");
    if (m->href.n)
        SB_LIT(b, "</a>");
}

void scene_svg(struct sbuf *b, const struct scene *s)
{
    struct str id = s->id.n ? s->id : STR("chart");
    size_t marked = 0;

    /* A picture with links is a group for screen readers; role img would hide them. */
    SB_LIT(b, "<svg class=\"chart\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ");
    sbuf_printf(b, "%d %d\" role=\"%s\" aria-labelledby=\"", (int)s->w, (int)s->h,
                s->marks && s->mark[0].href.n ? "group" : "img");
    put_escaped(b, id);
    SB_LIT(b, "-t ");
    put_escaped(b, id);
    SB_LIT(b, "-d\"><title id=\"");
    put_escaped(b, id);
    SB_LIT(b, "-t\">");
    put_escaped(b, s->title);
    SB_LIT(b, "</title><desc id=\"");
    put_escaped(b, id);
    SB_LIT(b, "-d\">");
    put_escaped(b, s->desc);
    SB_LIT(b, "</desc>");
    for (size_t i = 0; i < s->marks; i++) {
        svg_mark(b, s, &s->mark[i]);
        marked += s->mark[i].n;
    }
    for (size_t i = marked; i < s->shapes; i++)
        svg_shape(b, &s->shape[i]);
    SB_LIT(b, "</svg>");
}

/* ---- Cairo ---- */

static void use_paint(cairo_t *cr, const struct shape *p)
{
    if (p->paint == PAINT_DATA)
        cairo_set_source_rgb(cr, data_of[p->colour - 1].r, data_of[p->colour - 1].g,
                             data_of[p->colour - 1].b);
    else
        cairo_set_source_rgb(cr, paint_of[p->paint].r, paint_of[p->paint].g, paint_of[p->paint].b);
}

static void paint_text(cairo_t *cr, struct fonts *f, const struct shape *p)
{
    enum text_style style = p->strong ? TEXT_CELL_BOLD : TEXT_CELL;
    double scale = p->size / f->font[style].size;
    double left = p->anchor == ANCHOR_START ? 0 : p->anchor == ANCHOR_END ? p->w : p->w / 2;
    static const enum align align[] = {ALIGN_LEFT, ALIGN_CENTER, ALIGN_RIGHT};
    static const double SMALLEST = 0.7;
    double room;
    struct text t;

    if (p->text.n == 0)
        return;
    /* The layout measured the page's face; the paper's may be wider: a little smaller rather than cut. */
    room = text_width(f, style, p->text);
    if (room * scale > p->w)
        scale = room * scale * SMALLEST < p->w ? p->w / room * 0.999 : scale * SMALLEST;
    t = text_make_cut(f, style, p->text, p->w / scale);
    cairo_save(cr);
    cairo_translate(cr, p->x - left, p->y);
    cairo_scale(cr, scale, scale);
    text_draw_line(&t, cr, 0, 0, 0, p->w / scale, align[p->anchor]);
    cairo_restore(cr);
}

void scene_cairo(struct _cairo *cr, struct fonts *f, const struct scene *s, double x, double y,
                 double width)
{
    double scale = width / s->w;

    cairo_save(cr);
    cairo_translate(cr, x, y);
    cairo_scale(cr, scale, scale);
    for (size_t i = 0; i < s->shapes; i++) {
        const struct shape *p = &s->shape[i];

        use_paint(cr, p);
        switch (p->kind) {
        case SHAPE_RECT:
            cairo_rectangle(cr, p->x, p->y, p->w, p->h);
            cairo_fill_preserve(cr);
            cairo_set_source_rgb(cr, 1, 1, 1);
            cairo_set_line_width(cr, p->paint == PAINT_DATA ? 1.5 : 0);
            cairo_stroke(cr);
            break;
        case SHAPE_LINE:
            cairo_set_line_width(cr, p->strong ? 2.4 : p->paint == PAINT_DATA ? 1.4 : 0.8);
            cairo_move_to(cr, p->x, p->y);
            cairo_line_to(cr, p->x + p->w, p->y + p->h);
            cairo_stroke(cr);
            break;
        case SHAPE_TEXT:
            paint_text(cr, f, p);
            break;
        }
    }
    cairo_restore(cr);
}
