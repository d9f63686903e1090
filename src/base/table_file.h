/* table_file.h - a table that a person made: CSV or XLSX, told by its bytes, its columns found by the
 * names or labels (Thai or English) of a row type's fields, in any order, under a heading or two.
 * What our own exports write can be read back. Everything comes as clean text; the caller checks each
 * row and names what is wrong with it. */
#ifndef PBIS_BASE_TABLE_FILE_H
#define PBIS_BASE_TABLE_FILE_H

#include "base/row.h"

struct err;

enum { TABLE_FILE_ROWS = 20000, TABLE_FILE_HEAD = 20 /* rows searched for the head */ };

struct table_file {
    const struct row_type *type;
    size_t n;
    const int64_t *row;     /* as people count them in the file, from 1 */
    const struct str *cell; /* n x type->n; empty where the file has no such column */
    const bool *has;        /* type->n: is the column there? */
};

/* The first sheet of a workbook. `want` fields that must be there, by name, ending with NULL:
 * ERR_CSV_HEADER {column, found}. ERR_FILE_EMPTY, ERR_FILE_ENCODING, ERR_BAD_CSV, ERR_TOO_LONG and
 * the errors of sheet_read.h. */
MUST_CHECK bool table_file_read(struct arena *a, const char *path, const struct row_type *type,
                                const char *const *want, struct table_file *ret, struct err *e);
/* The text of a field in row i; the field must be one of the type's. */
struct str table_file_cell(const struct table_file *t, size_t i, const char *field);
/* A day as files write it: 2026-09-30, 30/9/2569, 30 ก.ย. 2569; empty = none. */
MUST_CHECK bool table_file_date(struct str s, struct date *ret, struct err *e);

#endif
