#include "exchange/import_sheet.h"

#include "base/arena.h"
#include "base/sheet_read.h"

struct reading {
    csv_row_fn *fn;
    void *ctx;
    struct str *cell;
    size_t n; /* columns of the header; 0 before it */
    int64_t row;
};

static bool on_row(void *ctx, const struct sheet_in_row *row, struct err *e)
{
    struct reading *r = ctx;
    size_t n = row->n ? (size_t)row->cell[row->n - 1].col + 1 : 0;
    struct csv_row rec = {.row = r->row, .line = row->row, .cell = r->cell};

    if (r->n == 0)
        r->n = n;
    rec.n = n > r->n ? n : r->n;
    for (size_t i = 0; i < rec.n; i++)
        r->cell[i] = STR_NONE;
    for (size_t i = 0; i < row->n; i++)
        r->cell[row->cell[i].col] = row->cell[i].text;
    r->row++;
    return r->fn(r->ctx, &rec, e);
}

bool import_sheet_read(struct arena *a, const struct import_source *src, csv_row_fn *fn, void *ctx,
                       struct err *e)
{
    struct reading r = {fn, ctx, ARENA_ARRAY(a, struct str, BOOK_COLUMNS_MAX + 1), 0, 0};
    struct sheet_source from = {.path = src->path, .bytes = src->bytes};
    struct xlsx *book;

    return xlsx_open(a, &from, &book, e) && xlsx_read(book, 0, on_row, &r, e);
}
