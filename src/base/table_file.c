#include "base/table_file.h"

#include "base/arena.h"
#include "base/csv.h"
#include "base/err.h"
#include "base/file.h"
#include "base/media.h"
#include "base/sheet_read.h"

enum { COLUMNS_MAX = 200, FILE_MAX = 20 * 1024 * 1024, TEXT_MAX = 4000 };

struct reading {
    struct arena *a;
    const struct row_type *type;
    size_t column[COLUMNS_MAX]; /* file column -> field + 1 */
    bool *has;
    bool found; /* the head */
    int64_t seen;
    struct str first; /* what stood where a head was expected */
    struct str *cell;
    int64_t *row;
    size_t n, cap;
};

static char small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Letters of ASCII without case, and no white space: how labels are compared. */
static bool same(struct str x, struct str y)
{
    size_t i = 0, k = 0;

    for (;;) {
        while (i < x.n && (x.p[i] == ' ' || x.p[i] == '\n' || x.p[i] == '\r'))
            i++;
        while (k < y.n && (y.p[k] == ' ' || y.p[k] == '\n' || y.p[k] == '\r'))
            k++;
        if (i == x.n || k == y.n)
            return i == x.n && k == y.n;
        if (small(x.p[i]) != small(y.p[k]))
            return false;
        i++;
        k++;
    }
}

static size_t field_of(const struct row_type *t, struct str head)
{
    for (size_t i = 0; i < t->n; i++) {
        const struct field *f = &t->fields[i];

        if (!(f->flags & FIELD_HIDDEN) &&
            (same(head, str_from(f->name)) || same(head, str_from(f->th)) ||
             same(head, str_from(f->en))))
            return i + 1;
    }
    return 0;
}

/* A row with at least two labels is the head. */
static void take_head(struct reading *r, const struct str *cell, size_t n)
{
    size_t known = 0;

    for (size_t i = 0; i < n && i < COLUMNS_MAX; i++) {
        r->column[i] = cell[i].n ? field_of(r->type, str_trim(cell[i])) : 0;
        known += r->column[i] > 0;
    }
    if (r->first.n == 0)
        r->first = str_dup(r->a, str_join(r->a, cell, n < 12 ? n : 12, STR(", ")));
    if (known < 2)
        return;
    r->found = true;
    for (size_t i = 0; i < n && i < COLUMNS_MAX; i++) {
        if (r->column[i])
            r->has[r->column[i] - 1] = true;
    }
}

static bool too_many(const char *field, int64_t limit, struct err *e)
{
    FAIL(e, ERR_TOO_LONG);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "limit", V(limit));
    return false;
}

static bool take_row(struct reading *r, int64_t row, const struct str *cell, size_t n,
                     struct err *e)
{
    struct str *out;
    bool any = false;

    if (!r->found) {
        if (r->seen++ < TABLE_FILE_HEAD)
            take_head(r, cell, n);
        return true;
    }
    if (r->n == TABLE_FILE_ROWS)
        return too_many("rows", TABLE_FILE_ROWS, e);
    if (r->n == r->cap) {
        size_t cap = r->cap ? r->cap * 2 : 64, w = r->type->n;

        r->cell =
            arena_grow(r->a, r->cell, r->cap * w * sizeof *r->cell, cap * w * sizeof *r->cell);
        r->row = arena_grow(r->a, r->row, r->cap * sizeof *r->row, cap * sizeof *r->row);
        r->cap = cap;
    }
    out = &r->cell[r->n * r->type->n];
    for (size_t i = 0; i < r->type->n; i++)
        out[i] = STR_NONE;
    for (size_t i = 0; i < n && i < COLUMNS_MAX; i++) {
        if (!r->column[i] || str_trim(cell[i]).n == 0)
            continue;
        if (str_count_cp(cell[i]) > TEXT_MAX)
            return too_many(r->type->fields[r->column[i] - 1].name, TEXT_MAX, e);
        out[r->column[i] - 1] = str_dup(r->a, str_trim(cell[i]));
        any = true;
    }
    r->row[r->n] = row;
    r->n += any;
    return true;
}

static bool csv_take(void *ctx, const struct csv_row *row, struct err *e)
{
    return take_row(ctx, row->line, row->cell, row->n, e);
}

static bool book_take(void *ctx, const struct sheet_in_row *row, struct err *e)
{
    struct str cell[COLUMNS_MAX] = {{NULL, 0}};
    size_t n = 0;

    for (size_t i = 0; i < row->n; i++) {
        if (row->cell[i].col >= COLUMNS_MAX)
            break;
        cell[row->cell[i].col] = row->cell[i].type == CELL_ERROR ? STR_NONE : row->cell[i].text;
        n = row->cell[i].col + 1;
    }
    return take_row(ctx, row->row, cell, n, e);
}

static bool read_all(struct reading *r, struct str bytes, struct err *e)
{
    struct sheet_source src = {.bytes = bytes};
    struct xlsx *book;
    size_t sheet = 0;

    if (media_of(bytes) != MEDIA_XLSX)
        return csv_read_str(bytes, csv_take, r, e);
    if (!xlsx_open(r->a, &src, &book, e))
        return false;
    while (sheet + 1 < xlsx_sheets(book) && xlsx_sheet_hidden(book, sheet))
        sheet++;
    return xlsx_read(book, sheet, book_take, r, e);
}

bool table_file_read(struct arena *a, const char *path, const struct row_type *type,
                     const char *const *want, struct table_file *ret, struct err *e)
{
    struct reading r = {.a = a, .type = type, .has = ARENA_ARRAY(a, bool, type->n)};
    struct str bytes;

    if (!file_read(a, path, FILE_MAX, &bytes, e) || !read_all(&r, bytes, e))
        return false;
    for (size_t i = 0; want[i]; i++) {
        size_t f = field_of(type, str_from(want[i]));

        if (r.found && f && r.has[f - 1])
            continue;
        FAIL(e, ERR_CSV_HEADER);
        err_arg(e, "column", V(str_from(f ? type->fields[f - 1].th : want[i])));
        err_arg(e, "found", V(r.first));
        return false;
    }
    if (r.n == 0) {
        FAIL(e, ERR_FILE_EMPTY);
        return false;
    }
    *ret = (struct table_file){.type = type, .n = r.n, .row = r.row, .cell = r.cell, .has = r.has};
    return true;
}

struct str table_file_cell(const struct table_file *t, size_t i, const char *field)
{
    for (size_t k = 0; k < t->type->n; k++) {
        if (str_eq(str_from(t->type->fields[k].name), str_from(field)))
            return t->cell[i * t->type->n + k];
    }
    PANIC("no such column");
}

bool table_file_date(struct str s, struct date *ret, struct err *e)
{
    struct err iso = {0};

    if (s.n == 0) {
        *ret = (struct date){0};
        return true;
    }
    if (date_parse_iso(s, ret, &iso))
        return true;
    if (iso.code == ERR_DATE_BE) {
        *e = iso;
        return false;
    }
    return date_parse_th(s, ret, e);
}
