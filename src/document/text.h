/* text.h - Thai text on paper: line breaking by Pango and libthai, never inside a cluster.
 *
 * A text is laid out once for a width and kept in a small cache (the same names return on every
 * page), then drawn line by line on the baselines of its style. No line ends inside a number, between a
 * figure and its unit, before ๆ or a vowel, or in a word of words.def. Paragraphs may be spread to their
 * width (text_make_spread); everything else keeps its natural gaps. User text is set as text, never as
 * markup. */
#ifndef PBIS_DOCUMENT_TEXT_H
#define PBIS_DOCUMENT_TEXT_H

#include "document/font.h"

enum align { ALIGN_LEFT, ALIGN_CENTER, ALIGN_RIGHT };

/* A laid out text; valid until the next call that lays out another, longer with a reference of
 * one's own to the layout. */
struct text {
    PangoLayout *layout;
    const struct font *font;
    int lines;
    double width;  /* of its longest line */
    double indent; /* of its first line */
};

void text_cache_open(struct fonts *f); /* called by fonts_open() */

/* Lays `s` out in lines of at most `width`; a word that is longer is broken between clusters. */
struct text text_make(struct fonts *f, enum text_style style, struct str s, double width);
/* The same with the first line moved in: a paragraph. */
struct text text_make_indented(struct fonts *f, enum text_style style, struct str s, double width,
                               double indent);
/* The same with the slack of every line but the last shared out over its gaps, so that lines are as wide as `width`. */
struct text text_make_spread(struct fonts *f, enum text_style style, struct str s, double width,
                             double indent);
/* One line, cut with an ellipsis when it is longer. */
struct text text_make_cut(struct fonts *f, enum text_style style, struct str s, double width);

double text_height(const struct text *t); /* lines x leading */
double text_line_width(const struct text *t, int i);
/* Draws line i with its baseline at y, aligned in [x, x + width]. */
void text_draw_line(const struct text *t, cairo_t *cr, int i, double x, double y, double width,
                    enum align align);
/* Draws all lines, the first baseline at y. */
void text_draw(const struct text *t, cairo_t *cr, double x, double y, double width,
               enum align align);
/* The width of a short text on one line. */
double text_width(struct fonts *f, enum text_style style, struct str s);

#endif
