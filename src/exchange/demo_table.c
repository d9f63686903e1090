/* demo_table.c - see demo_table.h. */
#include "exchange/demo_table.h"

#include "base/arena.h"
#include "base/csv.h"
#include "base/data_file.h"
#include "base/err.h"
#include "base/exact.h"

enum { ROWS_MAX = 4096 };

struct reading {
    struct arena *a;
    struct demo_table *t;
};

static bool table_row(void *ctx, const struct csv_row *row, struct err *e)
{
    struct reading *r = ctx;
    struct demo_table *t = r->t;
    struct str *at;

    (void)e;
    if (row->row == 0) {
        t->cols = row->n;
        t->cell = ARENA_ARRAY(r->a, struct str, row->n * ROWS_MAX);
    }
    if (row->n != t->cols || t->n + 2 >= ROWS_MAX)
        PANIC("data/demo_deep_*.csv: a row of another width, or too many");
    at = t->cell + (row->row == 0 ? 0 : ++t->n * t->cols);
    for (size_t i = 0; i < row->n; i++)
        at[i] = str_dup(r->a, row->cell[i]);
    return true;
}

bool demo_table_read(struct arena *a, const char *file, struct demo_table *ret, struct err *e)
{
    struct reading r = {a, ret};

    *ret = (struct demo_table){0};
    return csv_read_str(data_file_get(file), table_row, &r, e);
}

struct str demo_get(const struct demo_table *t, size_t row, const char *column)
{
    for (size_t i = 0; i < t->cols; i++) {
        if (str_eq(t->cell[i], str_from(column)))
            return t->cell[(row + 1) * t->cols + i];
    }
    PANIC("data/demo_deep_*.csv: a column is missing");
}

static int64_t decimal(struct str s, unsigned places)
{
    int64_t v = 0;
    bool ok = exact_parse_decimal(s, places, &v);

    if (!ok)
        PANIC("data/demo_deep_*.csv holds a bad number");
    return v;
}

int64_t demo_number(const struct demo_table *t, size_t row, const char *column)
{
    return decimal(demo_get(t, row, column), 0);
}

int64_t demo_milli(const struct demo_table *t, size_t row, const char *column)
{
    return decimal(demo_get(t, row, column), 3);
}

bool demo_is(const struct demo_table *t, size_t row, const char *column, struct str value)
{
    return str_eq(demo_get(t, row, column), value);
}
