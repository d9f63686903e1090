/* sheet_edit.h - workbooks that people fill in and send back (libxlsxwriter): cell by cell, with
 * locked cells, lists to choose from, comments, hidden sheets and a protected structure.
 *
 * Rows are written in order (constant memory). Text is written as text: only sheet_edit_formula()
 * makes a formula, and it takes our own literals, never what a person typed. */
#ifndef PBIS_BASE_SHEET_EDIT_H
#define PBIS_BASE_SHEET_EDIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/str.h"

struct arena;
struct err;

enum edit_style {
    EDIT_LOCKED,      /* text that may not be changed */
    EDIT_LOCKED_BAHT, /* a sum */
    EDIT_TEXT,        /* to fill in */
    EDIT_NUMBER,      /* with thousands, decimals as they are */
    EDIT_BAHT,
    EDIT_WRONG,     /* a cell that came back: to mend */
    EDIT_MACHINE,   /* field names for the reader */
    EDIT_HEAD,      /* the label of a locked column */
    EDIT_HEAD_OPEN, /* the label of a column to fill in */
    EDIT_TITLE,
    EDIT_STYLES
};

struct sheet_edit;
MUST_CHECK bool sheet_edit_open(struct arena *a, const char *path, struct sheet_edit **ret,
                                struct err *e);
/* Starts a sheet; names at most 31 characters, ours. */
void sheet_edit_page(struct sheet_edit *s, const char *name, bool hidden);
/* style: of cells that are not written. */
void sheet_edit_column(struct sheet_edit *s, uint32_t col, int width, enum edit_style style);
void sheet_edit_row_hidden(struct sheet_edit *s, uint32_t row);
/* Cells; rows and columns from 0. An empty text gives an empty cell of that style. Texts are cut at
 * 32,767 characters. */
void sheet_edit_text(struct sheet_edit *s, uint32_t row, uint32_t col, struct str text,
                     enum edit_style style);
/* v counts 10^-places; exact below 2^53. */
struct edit_number {
    int64_t v;
    unsigned places;
};
void sheet_edit_number(struct sheet_edit *s, uint32_t row, uint32_t col, struct edit_number v,
                       enum edit_style style);
/* formula: "=G3*J3"; v is shown until it is calculated. */
void sheet_edit_formula(struct sheet_edit *s, uint32_t row, uint32_t col, const char *formula,
                        struct edit_number v);
void sheet_edit_comment(struct sheet_edit *s, uint32_t row, uint32_t col, struct str text);
/* Cells that take one of a range ("=_lists!$A$1:$A$9"); others are refused with `why`. */
struct edit_range {
    uint32_t from, to, col;
};
void sheet_edit_list(struct sheet_edit *s, struct edit_range r, const char *range, struct str why);
/* Keeps the first rows and columns in view; protects what is locked (no password: a guard against
 * slips, the reader checks again). */
void sheet_edit_finish_page(struct sheet_edit *s, uint32_t rows, uint32_t cols, bool protect);
MUST_CHECK bool sheet_edit_close(struct sheet_edit *s, struct err *e);

#endif
