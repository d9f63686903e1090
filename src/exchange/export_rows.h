/* export_rows.h - lines and requests into a file: .csv, .xlsx or .json by its ending. */
#ifndef PBIS_EXCHANGE_EXPORT_ROWS_H
#define PBIS_EXCHANGE_EXPORT_ROWS_H

#include "base/row.h"
#include "city/actor.h"

struct export_want {
    int64_t year;
    struct str agency_code; /* empty = all */
    const char *path;
    enum lang lang;
};
struct export_done {
    int64_t rows;
    struct money now; /* the newest amounts, summed */
};

/* One row a line: line, year, ordinance, fund, agency, output, package, item, type, name and one
 * column a stage, empty where the line has no amount (CONTRACTS.md 2). CSV headers are the names,
 * amounts are baht. ERR_BAD_CHOICE for another ending, ERR_NOT_FOUND for an unknown agency. */
MUST_CHECK bool export_lines(struct db *db, struct arena *a, const struct export_want *w,
                             struct export_done *ret, struct err *e);
/* One row a package. */
MUST_CHECK bool export_requests(struct db *db, struct arena *a, const struct export_want *w,
                                struct export_done *ret, struct err *e);
/* Any rows of one type in one of the three forms; `mark` is a line above an XLSX table. */
struct rows_file {
    const char *path;
    struct str name, mark;
    const struct row_type *type;
    struct rows rows;
    enum lang lang;
};
MUST_CHECK bool rows_to_file(struct arena *a, const struct rows_file *f, struct err *e);

#endif
