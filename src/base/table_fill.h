/* table_fill.h - rows made of an uploaded table (table_file.h): what cannot be read becomes an issue with
 * its row and column, so that a person sees everything that is wrong with a file at once. */
#ifndef PBIS_BASE_TABLE_FILL_H
#define PBIS_BASE_TABLE_FILL_H

#include "base/table_file.h"

enum { FILE_ISSUES_MAX = 500 };

/* One problem of a file, by its row (as people count them in it) and column. */
struct file_issue {
    int64_t row;
    struct str field, value, th, en;
};
extern const struct row_type file_issue_type;

struct table_fill {
    struct arena *a;
    const struct table_file *t;
    size_t i;   /* the row that is read */
    bool wrong; /* it has an issue */
    struct file_issue *issue;
    size_t issues; /* at most FILE_ISSUES_MAX are kept */
};
struct table_fill table_fill_begin(struct arena *a, const struct table_file *t);
/* Goes to row i, which has no issue yet. */
void table_fill_row(struct table_fill *f, size_t i);
void table_fill_issue(struct table_fill *f, const char *field, struct str value,
                      const struct err *why);

/* The row's cell of a field: a text that must be there, an amount >= 0 (empty = 0), a day (empty =
 * none). What is refused is an issue and comes back empty. */
struct str table_fill_needed(struct table_fill *f, const char *field);
struct money table_fill_money(struct table_fill *f, const char *field);
struct date table_fill_date(struct table_fill *f, const char *field);

#endif
