/* sheet_read.h - spreadsheets in: XLSX (libzip, libxml2's streaming reader) in bounded memory.
 *
 * open -> sheets by name -> rows in a callback. A row holds its cells that have a value, in order of
 * columns; empty ones are not there, and neither are rows without any. Whatever wrote the file
 * (Excel, LibreOffice, a library), a cell comes out the same: shared, inline and rich strings are
 * plain text that has passed str_clean; a number is exact decimal text without exponent (at most 15
 * significant digits, what a spreadsheet holds); a number whose style shows a day is a date, in the
 * 1900 and the 1904 system. A number typed as text stays text (๑,๒๓๔ too): money_parse() and
 * exact_parse_decimal() read it. A formula's cell carries its cached value and `formula`: who reads
 * keyed cells refuses it (sheet_keyed).
 *
 * What could hurt is refused before it is unpacked, each with its own sentence: too large, too
 * many entries, unpacking to far more than it packs (a bomb), macros, encrypted or old .xls files,
 * external entities, too deep, too long. Nothing outside the file is ever opened. */
#ifndef PBIS_BASE_SHEET_READ_H
#define PBIS_BASE_SHEET_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/date.h"
#include "base/str.h"

struct arena;
struct err;

enum {
    BOOK_BYTES_MAX = 32 * 1024 * 1024,     /* of the file */
    BOOK_UNPACKED_MAX = 256 * 1024 * 1024, /* of all its entries */
    BOOK_RATIO_MAX = 200,                  /* of an entry that unpacks to more than 1 MiB */
    BOOK_ENTRIES_MAX = 2000,
    BOOK_SHEETS_MAX = 100,
    BOOK_ROWS_MAX = 200000, /* with a value in them */
    BOOK_COLUMNS_MAX = 1024,
    BOOK_TEXT_MAX = 32767 * 4, /* bytes of one cell: what a spreadsheet takes, 32,767 characters */
    BOOK_STRINGS_MAX = 64 * 1024 * 1024, /* bytes of the shared strings */
    BOOK_DEPTH_MAX = 32,
};

enum cell_type {
    CELL_TEXT,
    CELL_NUMBER,
    CELL_DATE,  /* text is ISO */
    CELL_FLAG,  /* text is 1 or 0 */
    CELL_ERROR, /* #N/A and the like */
};

struct sheet_cell {
    int64_t row;  /* from 1, as people count */
    uint32_t col; /* from 0 */
    enum cell_type type;
    struct str text;
    struct date date;
    bool formula;
    bool buddhist; /* the day was typed with a Buddhist year as if it were a common one: mended */
};

struct sheet_in_row {
    int64_t row; /* from 1 */
    const struct sheet_cell *cell;
    size_t n; /* at least 1 */
};
/* Called for each row with a value, in order; false stops with *e. Cells live until it returns. */
typedef bool sheet_in_row_fn(void *ctx, const struct sheet_in_row *row, struct err *e);

struct sheet_source {
    const char *path;
    struct str bytes; /* used when path is NULL; must outlive the book */
};

struct xlsx;
/* Opens and checks the container. Closed when `a` goes; memory does not depend on the sheets' size
 * but on the shared strings (BOOK_STRINGS_MAX).
 * ERR_FILE_OPEN, ERR_FILE_TOO_LARGE, ERR_FILE_BROKEN {why}, ERR_BOOK_KIND, ERR_BOOK_OLD,
 * ERR_BOOK_ENCRYPTED, ERR_BOOK_MACROS, ERR_BOOK_BOMB {entry}, ERR_BOOK_LIMIT {what, limit},
 * ERR_BOOK_ENTITY {entry}. */
MUST_CHECK bool xlsx_open(struct arena *a, const struct sheet_source *src, struct xlsx **ret,
                          struct err *e);
size_t xlsx_sheets(const struct xlsx *b);
struct str xlsx_sheet_name(const struct xlsx *b, size_t i);
bool xlsx_sheet_hidden(const struct xlsx *b, size_t i);
/* Index of a sheet by its name; SIZE_MAX when there is none. */
size_t xlsx_find_sheet(const struct xlsx *b, struct str name);
/* Reads one sheet from its beginning; may be called again. The errors of xlsx_open, and what the
 * callback fails with. */
MUST_CHECK bool xlsx_read(struct xlsx *b, size_t sheet, sheet_in_row_fn *fn, void *ctx,
                          struct err *e);

/* "B12" of row 12, column 1. */
struct str sheet_cell_name(struct arena *a, int64_t row, uint32_t col);
/* The cell of a column in a row, or NULL. */
const struct sheet_cell *sheet_in_find(const struct sheet_in_row *row, uint32_t col);

/* ---- pieces with tests of their own ---- */
/* Exact decimal text of a number as XML carries it (1.5E3, 1234.5599999999999): plain digits, at
 * most 15 significant ones, rounded half up. False when it is no number or has more than 40 digits. */
MUST_CHECK bool sheet_number_text(struct arena *a, struct str raw, struct str *ret);
/* Does this number format show a day? */
bool sheet_format_is_date(struct str format);
bool sheet_builtin_is_date(int64_t id);
/* The day of a serial number; false outside 1950..2199 (also read as a Buddhist year: *ret_be). */
MUST_CHECK bool sheet_serial_date(int64_t serial, bool is_1904, struct date *ret, bool *ret_be);

#endif
