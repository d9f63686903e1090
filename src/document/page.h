/* page.h - a book of A4 pages: margins, running head and foot, page numbers, bookmarks, links.
 *
 * Pages are written out as they are finished, so memory stays bounded. A contents list that needs
 * the numbers of later pages is drawn last, under the numbers that were kept free for it, and put
 * in its place afterwards; how many pages that takes is learnt by a book that only measures. Positions run from the top left, in points; y is the top of what comes next. */
#ifndef PBIS_DOCUMENT_PAGE_H
#define PBIS_DOCUMENT_PAGE_H

#include "base/date.h"
#include "document/text.h"

/* A4 and its margins; the left one leaves room for the binding. */
#define PAGE_W      595.276
#define PAGE_H      841.89
#define PAGE_LEFT   60.0
#define PAGE_RIGHT  46.0
#define PAGE_TOP    76.0 /* below the running head */
#define PAGE_BOTTOM 60.0 /* above the foot */
#define PAGE_TEXT_W (PAGE_W - PAGE_LEFT - PAGE_RIGHT)

struct book_info {
    struct str title, author, subject, keywords;
    struct date issued;   /* creation and change date of the file: equal input, equal bytes */
    struct str page_word; /* before the page's number */
    struct str of_word;   /* "page 3 of 9", when pages is set */
    int pages;
    struct str mark; /* on every page when not empty: demonstration or partial data */
};

enum ink { INK_TEXT, INK_SOFT, INK_RULE, INK_CITY, INK_MARK, INK_WASH, INK_STRUCK, INKS };

struct book;

/* path NULL: measure only. Released with `a`; nothing is kept unless book_close() succeeds. */
MUST_CHECK bool book_begin(struct arena *a, struct fonts *f, const char *path,
                          const struct book_info *info, struct book **ret, struct err *e);
/* Finishes the last page and the file. ERR_FILE_WRITE {path, why}. */
MUST_CHECK bool book_close(struct book *b, struct err *e);

bool book_draws(const struct book *b); /* false while measuring */
int book_page(const struct book *b);   /* the page being filled, from 1; 0 before the first */
struct fonts *book_fonts(const struct book *b);
cairo_t *book_cairo(struct book *b); /* for what draws itself; NULL while measuring */

/* Pages lie on their side from the next one on (landscape), or stand again. */
void book_turn(struct book *b, bool wide);
bool book_is_wide(const struct book *b);   /* the page being filled */
double book_text_w(const struct book *b);  /* PAGE_TEXT_W, more on a page that lies on its side */
double book_text_h(const struct book *b);  /* of a whole page */

/* The running head from the next page on; the text is copied. */
void book_head(struct book *b, struct str left, struct str right);
void book_new_page(struct book *b);
void book_bare_page(struct book *b); /* without head and foot: the cover */
void book_end_page(struct book *b);
/* The next page has this number (the file keeps the order of drawing). */
void book_next_number(struct book *b, int number);
/* A function that draws what continues at the top of a page broken into: heads of a table. */
void book_on_break(struct book *b, void (*fn)(void *ctx), void *ctx);
/* What closes a page that is broken from, before its foot (sums carried forward); `keep` points stay free for it. */
void book_on_leave(struct book *b, void (*fn)(void *ctx), void *ctx, double keep);

double book_y(const struct book *b);
double book_room(const struct book *b); /* left above the foot */
void book_skip(struct book *b, double h);
void book_move(struct book *b, double y);
/* A new page unless h fits; true when it broke. */
bool book_need(struct book *b, double h);

void book_ink(struct book *b, enum ink ink);
void book_rule(struct book *b, double x, double w, double y, double thick, enum ink ink);
/* The hair lines between rows: those of a page are drawn at once, at its end. */
void book_hair(struct book *b, double x, double w, double y);
void book_box(struct book *b, double x, double y, double w, double h, enum ink fill);
void book_frame(struct book *b, double x, double y, double w, double h, enum ink ink);

/* A text at y, moving y past it; broken over pages between lines, at least two together. */
void book_text(struct book *b, enum text_style style, struct str s, double x, double w,
               enum align align);
void book_paragraph(struct book *b, enum text_style style, struct str s, double indent);
/* A paragraph whose lines fill the width as Thai books do, the last one ragged; the first is moved in by `indent`. */
void book_spread(struct book *b, enum text_style style, struct str s, double x, double w,
                 double indent);
/* One line at a place of its own, y its baseline; cut by an ellipsis at w. Does not move y. */
void book_put(struct book *b, enum text_style style, struct str s, double x, double y, double w,
              enum align align);
void book_figures(struct book *b, enum text_style style, struct str number, double right, double y);

/* A bookmark to a named place, also a later one; parent 0 is the top. Returns its id. */
int book_bookmark_to(struct book *b, int parent, struct str title, struct str anchor);
/* Names this place, and makes a rectangle of a page lead to a named one (also a later one). */
void book_anchor(struct book *b, struct str name);
void book_link(struct book *b, double x, double y, double w, double h, struct str name);
/* The same to the page that was drawn as the n-th, from 1. */
void book_link_page(struct book *b, double x, double y, double w, double h, int n);

#endif
