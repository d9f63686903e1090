/* font.h - the faces of a printed document: one Thai family, a few styles, ready figures.
 *
 * The family is the first installed one of FONT_FAMILIES; Debian's Laksaman has the shapes of the
 * government's TH Sarabun. A style is a size, a weight and a leading (distance of baselines), so
 * that every page stands on a grid. Figures are drawn as glyph strings of equal advance, for speed
 * and so that they stand under each other; Thai words go through Pango layouts only (text.h),
 * because a glyph string loses the order of vowels and marks when text is copied out.
 *
 * Fonts do not belong to a surface: measuring and drawing use the same ones. One thread at a time.
 * All lengths are points. */
#ifndef PBIS_DOCUMENT_FONT_H
#define PBIS_DOCUMENT_FONT_H

#include <cairo.h>
#include <pango/pango.h>
#include <stdbool.h>

#include "base/compiler.h"
#include "base/str.h"

struct arena;
struct err;

#define FONT_FAMILIES "Laksaman, TH Sarabun New, TH SarabunPSK, Sarabun, Norasi, Garuda, Loma"

enum text_style {
    TEXT_COVER,   /* the title of the cover */
    TEXT_TITLE,   /* of a part: contents, a schedule, an agency */
    TEXT_HEADING, /* of a section */
    TEXT_BODY,    /* legal text */
    TEXT_BODY_BOLD,
    TEXT_CELL, /* a row of a table */
    TEXT_CELL_BOLD,
    TEXT_NOTE, /* running head, notes, codes */
    TEXT_NOTE_BOLD,
    TEXT_SMALL, /* tables of many columns */
    TEXT_SMALL_BOLD,
    TEXT_TINY, /* the last resort */
    TEXT_TINY_BOLD,
    TEXT_STYLES
};

enum { FIGURES = 17 }; /* ten digits , . - ( ) the space between, and the hyphen of codes */

struct font {
    double size, leading;
    double baseline; /* from the top of a line's place: Thai marks stack high */
    PangoFontDescription *desc;
    PangoFont *figure_font;        /* the face that holds the figures below */
    PangoGlyph figure[2][FIGURES]; /* Arabic, Thai */
    int advance[2][FIGURES];       /* in Pango units; digits all alike */
    int shift[2][FIGURES];         /* puts a narrower digit in the middle of its place */
};

struct text_slot;

struct fonts {
    struct arena *a;
    PangoContext *context;
    PangoGlyphString *run;   /* reused by every number */
    cairo_glyph_t *gathered; /* numbers of one row, drawn at once */
    int gathered_n;
    struct text_slot *slots; /* the cache of text.c */
    bool thai_figures;
    const struct str *whole; /* words that are never broken */
    size_t whole_n;
    const struct str *numbered; /* words that keep the figure behind them */
    size_t numbered_n;
    const struct str *counted; /* words that stay with the figure before them */
    size_t counted_n;
    struct str family;
    struct font font[TEXT_STYLES];
};

/* Opens the faces; they are released with `a`. ERR_FONT {families} when none is installed. */
MUST_CHECK bool fonts_open(struct arena *a, bool thai_figures, struct fonts **ret, struct err *e);

/* Does a text hold nothing but figures, so that figures_draw() prints all of it? */
bool figures_only(struct str s);
/* The width of a number ("1,234.50", "-5", as money_text writes it, with U+2212 as its minus). */
double figures_width(const struct fonts *f, enum text_style style, struct str number);
/* Draws it with its baseline at y and its right edge at `right`. */
void figures_draw(struct fonts *f, cairo_t *cr, enum text_style style, struct str number,
                  double right, double y);
/* The same for the numbers of a row, all of one style: kept, and drawn together by figures_flush(), which is several
 * times quicker in a PDF. At most FIGURES_GATHERED figures. */
enum { FIGURES_GATHERED = 400 };
void figures_gather(struct fonts *f, enum text_style style, struct str number, double right,
                    double y);
void figures_flush(struct fonts *f, cairo_t *cr, enum text_style style);
/* The same with Arabic figures whatever the document's are, from `left` on: codes that people type. */
void figures_draw_code(struct fonts *f, cairo_t *cr, enum text_style style, struct str code,
                       double left, double y);
double figures_code_width(const struct fonts *f, enum text_style style, struct str code);

#endif
