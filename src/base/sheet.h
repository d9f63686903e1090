/* sheet.h - spreadsheets out (libxlsxwriter) for any row type: one header row of labels, typed
 * cells, money as baht with #,##0.00, frozen header, column widths, a total row of FIELD_TOTAL
 * fields when asked. Text is written as text: no cell can become a formula. */
#ifndef PBIS_BASE_SHEET_H
#define PBIS_BASE_SHEET_H

#include "base/compiler.h"
#include "base/lang.h"
#include "base/row.h"

struct arena;
struct err;

struct sheet;
/* A workbook written to `path` when sheet_close succeeds; constant memory. */
MUST_CHECK bool sheet_open(struct arena *a, const char *path, struct sheet **ret, struct err *e);
/* Starts a worksheet; name is cut to 31 characters and cleaned. note: a line above the table, may
 * be empty (the demonstration mark goes there). */
void sheet_table(struct sheet *s, struct str name, struct str note, const struct row_type *t,
                 enum lang lang);
/* The same for a table whose columns are known at run time only; rows by sheet_cells(). A name that is taken
 * already gives way to `other`. */
struct sheet_column {
    struct str label;
    enum value_type type;
    bool key; /* the row's name: wide */
};
void sheet_columns(struct sheet *s, struct str name, struct str other, struct str note,
                   const struct sheet_column *column, size_t n);
void sheet_cells(struct sheet *s, const struct value *v, size_t n, bool bold);
void sheet_row(struct sheet *s, const void *row);
void sheet_total(struct sheet *s, struct str label, const void *row); /* bold; FIELD_TOTAL cells */
MUST_CHECK bool sheet_close(struct sheet *s, struct err *e);

#endif
