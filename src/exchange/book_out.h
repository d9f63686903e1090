/* book_out.h - private to the request workbook: loading lines and writing the sheets. */
#ifndef PBIS_EXCHANGE_BOOK_OUT_H
#define PBIS_EXCHANGE_BOOK_OUT_H

#include "base/sheet_read.h"
#include "city/agency.h"
#include "exchange/book.h"
#include "plan/section.h"

enum {
    BOOK_FORMAT = 1, /* of the hidden sheet */
    BOOK_NEW_ROWS = 200, /* empty rows to fill in */
    BOOK_HEAD_ROWS = 2,  /* machine names, labels */
};
#define BOOK_PARTED "\x1f" /* between cells that are kept as one text */
/* The same in a file, where controls may not stand: U+E000, private to us, never in a cell. */
#define BOOK_BASE_PARTED "\xEE\x80\x80"
#define BOOK_LINE_PARTED "\xEE\x80\x81" /* U+E001 between lines: many stand in one cell */

/* The columns of the sheet. */
enum book_column {
#define COLUMN(id, name, width, th, en) id,
#include "exchange/book_columns.def"
#undef COLUMN
    COLUMN_COUNT
};
extern const char *const book_column_names[COLUMN_COUNT];
enum book_column book_column_of(enum book_cell c);

/* Lines of an agency and year, removed ones and those that the person does not see too. */
struct book_sight {
    int64_t agency_id;
    struct str sight; /* of the person: plan/section.h */
};
MUST_CHECK bool book_lines(struct db *db, struct arena *a, int64_t year, const struct book_sight *s,
                           struct rows *ret, struct err *e);
/* The agency's packages that the person may write in. */
struct book_package {
    int64_t id;
    struct str code, title, state, place;
    int64_t section_id;
};
MUST_CHECK bool book_packages(struct db *db, struct arena *a, int64_t year,
                              const struct book_sight *s, struct rows *ret, struct err *e);
/* All of them, for a reason why not. */
MUST_CHECK bool book_packages_all(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                                  struct rows *ret, struct err *e);
/* The editable cells of a line as canonical text. */
void book_line_cells(struct arena *a, const struct book_line *l, struct str ret[BOOK_CELLS]);
/* v counts 10^-places, written without zeros at the end: the canonical text of a number. */
struct str book_decimal(struct arena *a, int64_t v, unsigned places);
/* One line's text without what cells cannot hold. */
struct str book_cell_text(struct arena *a, struct str s);
/* May the person write in a package in this state and place? */
bool book_may(const struct book_sight *s, struct str state, struct str place, int64_t section_id);

/* A row to write: cells as text; what is not readable as a number is written as it is. */
struct book_out_row {
    const struct book_line *line; /* NULL: a new row */
    struct str key;               /* of a new row: +7 */
    struct str package, item, fund;
    const struct str *cell; /* BOOK_CELLS */
    const struct str *base; /* NULL for new rows */
    struct str comment[BOOK_CELLS];
    struct str row_comment; /* on the first cell */
    bool marked;
};
struct book_out {
    struct agency agency;
    struct book_sight sight;
    int64_t year;
    struct str id, by, note; /* note: the demonstration mark */
    struct when made;
    const struct book_out_row *row;
    size_t n;
    size_t fresh; /* the number after the greatest +N that was used */
};
MUST_CHECK bool book_out_write(struct db *db, struct arena *a, const struct request_book_want *w,
                               const struct book_out *o, struct err *e);

#endif
