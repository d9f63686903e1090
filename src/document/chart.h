/* chart.h - pictures laid out once, painted twice: SVG text for pages, Cairo for paper.
 *
 * A layout turns items into a scene of rectangles, lines and texts in the units of its width and
 * height. A label is cut by an ellipsis between Thai clusters and left out where even that has no
 * room, never drawn across an edge; the full text is in the item's title. Areas and lengths are in
 * proportion to the amounts; a part below the smallest visible size is still there.
 *
 * Doubles here are places in a picture, never amounts. All texts come from the caller, in the
 * reader's language; SVG escapes them. */
#ifndef PBIS_DOCUMENT_CHART_H
#define PBIS_DOCUMENT_CHART_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct arena;
struct fonts;
struct _cairo;

struct chart_item {
    struct str label;
    struct str value_text; /* as printed: "17,410 · 22.0%" */
    struct str title;      /* full text for the pointer and the screen reader; empty: both above */
    struct str href;       /* empty: no link */
    int64_t value;         /* satang; treemap and bar: >= 0 */
    int colour;            /* 1..8: the data colour of the subject; 0 = by position */
};

enum paint {
    PAINT_DATA,    /* the shape's data colour */
    PAINT_ON_DATA, /* text on one */
    PAINT_INK,
    PAINT_SOFT,
    PAINT_RULE,
    PAINT_TRACK, /* the empty part of a bar */
    PAINT_TOTAL, /* waterfall: a sum */
    PAINT_MORE,
    PAINT_LESS,
    PAINTS
};
enum shape_kind { SHAPE_RECT, SHAPE_LINE, SHAPE_TEXT };
enum anchor { ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END };

struct shape {
    enum shape_kind kind;
    enum paint paint;
    int colour;        /* 1..8 for PAINT_DATA */
    double x, y, w, h; /* text: its anchor and baseline, w = the width it was cut to */
    enum anchor anchor;
    double size; /* of text */
    bool strong;
    struct str text;
};

/* The shapes of one item: linked, focused and named together. */
struct scene_mark {
    struct str href, title;
    size_t first, n;
};

struct scene {
    double w, h;
    struct str id;          /* of the picture in its page; names title and description */
    struct str title, desc; /* the finding, and a sentence; set by the caller */
    struct shape *shape;
    size_t shapes;
    struct scene_mark *mark;
    size_t marks;
};

/* Squarified treemap, largest at the top left. Items of zero are left out. */
void chart_treemap(struct arena *a, const struct chart_item *items, size_t n, double w, double h,
                   struct scene *ret);
/* Horizontal bars in the order given; the height follows from n (scene.h). */
void chart_bar(struct arena *a, const struct chart_item *items, size_t n, double w,
               struct scene *ret);
/* How a sum became another: item 0 and the last are sums, each between them a sum too, drawn as its
 * difference from the one before. value_text of a middle item is its difference in words. */
void chart_waterfall(struct arena *a, const struct chart_item *items, size_t n, double w, double h,
                     struct scene *ret);

/* Lines over the same places (months), from 0 up to the largest value. Each series ends in its label; one of `n` < places
 * stops there. A place's href and title are those of its first series' item; labels stand under the places. */
struct chart_series {
    struct str label;
    const int64_t *value;
    size_t n;
    int colour; /* 1..8 */
    bool strong;
};
struct chart_places {
    const struct chart_item *item; /* label under it, title, href */
    size_t n;
};
void chart_lines(struct arena *a, const struct chart_places *x, const struct chart_series *series, size_t n,
                 double w, double h, struct scene *ret);

/* An <svg class="chart"> element without style attributes: colours are var(--d1) .. var(--d8),
 * var(--ink) and their like, so that it follows the page's theme. */
void scene_svg(struct sbuf *b, const struct scene *s);
/* Paints the scene with its top left corner at (x, y), scaled to `width` points. */
void scene_cairo(struct _cairo *cr, struct fonts *f, const struct scene *s, double x, double y,
                 double width);

/* The longest beginning of `label` that fits `width` at `size`, with an ellipsis when it was cut;
 * empty when not even two characters fit. Widths are those of the page's face, semi-bold. */
struct str chart_cut(struct arena *a, struct str label, double size, double width);
double chart_text_width(struct str s, double size);

#endif
