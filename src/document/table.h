/* table.h - tables that run over pages, row by row in bounded memory.
 *
 * The head is repeated on each page with the headings that the first row there stands under. A
 * heading never stays behind at the end of a page without its first item, and a total never
 * stands alone at the top of the next. Long names wrap; the row is as high as its longest cell.
 * Columns that carry have the sum so far at the foot of each page and at the head of the next. */
#ifndef PBIS_DOCUMENT_TABLE_H
#define PBIS_DOCUMENT_TABLE_H

#include "base/money.h"
#include "document/page.h"

enum { TABLE_COLUMNS = 16, TABLE_LEVELS = 6 };

enum column_kind {
    COLUMN_TEXT,    /* wraps, moved in by the row's level */
    COLUMN_CODE,    /* small, one line; its digits become the document's */
    COLUMN_UNITS,   /* the same, right-aligned: a count and its unit */
    COLUMN_FIGURES, /* a number, right-aligned */
    COLUMN_PLAIN,   /* a code that keeps its Arabic digits */
    COLUMN_PAGE,    /* a page number that leads there */
};

struct table_column {
    struct str label;
    double w;
    enum column_kind kind;
};

enum row_kind {
    ROW_ITEM,
    ROW_HEADING,  /* stays with the row after it; may carry the amount of what it heads */
    ROW_SUBTOTAL, /* stays with the row before it */
    ROW_TOTAL     /* the same, ruled off */
};

enum cell_mark { CELL_PLAIN, CELL_STRUCK, CELL_ADDED }; /* struck through; underlined */

struct table_row {
    enum row_kind kind;
    int level;     /* 0 = outermost */
    bool stays;    /* on the page of the row before it */
    bool open;     /* the next row belongs to this one: together, no rule between them */
    bool wide;     /* its text runs on over the empty cells to the right edge */
    bool light;    /* a heading of the lowest rank: its name in regular weight */
    int page;      /* for COLUMN_PAGE; 0 = not known yet */
    struct str to; /* the anchor that COLUMN_PAGE leads to */
    struct str cell[TABLE_COLUMNS];
    uint8_t mark[TABLE_COLUMNS]; /* enum cell_mark, of texts and figures */
    struct money add[TABLE_COLUMNS]; /* what this row adds to the columns that carry */
    struct str index;                /* a word that leads to the page this row comes to lie on */
};

/* How a table looks where it does not look as usual. */
struct table_look {
    struct str continued;             /* after the headings that a new page repeats */
    struct str to_next, from_last;    /* ยอดยกไป, ยอดยกมา */
    enum text_style cell, bold, note; /* 0: as usual (TEXT_CELL, TEXT_CELL_BOLD, TEXT_NOTE) */
    enum text_style note_bold;
    double gap; /* between columns; 0: as usual */
    bool carry[TABLE_COLUMNS];  /* COLUMN_FIGURES: the sum so far is printed at each page's end */
    bool satang[TABLE_COLUMNS]; /* with two decimals */
    void (*at)(void *ctx, struct str word, int page); /* told each row's index word and page */
    void *ctx;
};

struct table;
/* Draws the head here. `continued` is put after the headings that a new page repeats. */
struct table *table_begin(struct book *b, struct arena *a, const struct table_column *columns,
                          size_t n, struct str continued);
struct table *table_begin_as(struct book *b, struct arena *a, const struct table_column *columns,
                             size_t n, const struct table_look *look);
/* The height of its head and of one row: what must fit below a title that stands above it. */
double table_least(struct book *b, const struct table_column *columns, size_t n,
                   const struct table_look *look);
/* The texts are copied when needed. */
void table_row(struct table *t, const struct table_row *r);
void table_end(struct table *t);

#endif
