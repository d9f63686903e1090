/* demo_table.h - a CSV of data/ in memory, cells by row and column name. The file is ours: a missing
 * column or a bad number is a bug and ends the program, found by the first test. */
#ifndef PBIS_EXCHANGE_DEMO_TABLE_H
#define PBIS_EXCHANGE_DEMO_TABLE_H

#include "base/compiler.h"
#include "base/str.h"

struct err;

struct demo_table {
    struct str *cell; /* the header first, then the rows */
    size_t cols, n;   /* n: rows without the header */
};
MUST_CHECK bool demo_table_read(struct arena *a, const char *file, struct demo_table *ret,
                                struct err *e);
struct str demo_get(const struct demo_table *t, size_t row, const char *column);
int64_t demo_number(const struct demo_table *t, size_t row, const char *column); /* whole */
int64_t demo_milli(const struct demo_table *t, size_t row, const char *column);  /* x 1000 */
bool demo_is(const struct demo_table *t, size_t row, const char *column, struct str value);

#endif
