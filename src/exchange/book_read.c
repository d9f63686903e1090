/* xlsx_read.c - a request workbook as it came back: its base and its rows, without a store. */
#include <string.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/err.h"
#include "base/exact.h"
#include "base/file.h"
#include "exchange/book_out.h"

enum { NAME_MAX = 500, UNIT_MAX = 100, WHY_MAX = 20000, META = 7 };

/* ---- one cell ---- */

/* Commas as thousands separators only: 1,5 is not fifteen. */
static bool commas_right(struct str s)
{
    size_t comma = str_find(s, STR(","), 0);

    while (comma < s.n) {
        size_t next = str_find(s, STR(","), comma + 1);
        size_t point = str_find(s, STR("."), comma + 1);
        struct str group = str_slice(s, comma + 1, next < point ? next : point);

        if (str_count_cp(group) != 3 || comma == 0) {
            return false;
        }
        comma = next;
    }
    return true;
}

static bool bad_number(enum book_cell c, struct str value, enum err_code code, struct err *why)
{
    FAIL(why, code);
    if (code == ERR_BAD_NUMBER) {
        err_arg(why, "field", V(str_from(request_book_field(c))));
    }
    err_arg(why, "value", V(value));
    return false;
}

static bool canon_number(struct arena *a, enum book_cell c, struct str s, struct str *ret,
                         struct err *why)
{
    unsigned places = c == BOOK_QUANTITY ? 3 : c == BOOK_PRICE ? 2 : 0;
    int64_t most = c == BOOK_TIMES ? 100000 : c == BOOK_MONTHS ? 120 : MONEY_MAX;
    int64_t v;

    if (s.n == 0) { /* a cell that was emptied */
        *ret = c == BOOK_TIMES || c == BOOK_MONTHS ? STR("1") : STR("0");
        return true;
    }
    if (!commas_right(s)) {
        return bad_number(c, s, ERR_BAD_NUMBER, why);
    }
    if (!exact_parse_decimal(s, places, &v) &&
        !exact_parse_decimal(str_trim(str_replace(a, s, STR(","), STR_NONE)), places, &v)) {
        return bad_number(c, s, ERR_BAD_NUMBER, why);
    }
    if (v < 0) {
        return bad_number(c, s, ERR_AMOUNT_NEGATIVE, why);
    }
    if (v > most) {
        return bad_number(c, s, ERR_AMOUNT_RANGE, why);
    }
    *ret = book_decimal(a, v, places);
    return true;
}

static bool canon_text(struct arena *a, enum book_cell c, struct str s, struct str *ret,
                       struct err *why)
{
    int64_t limit = c == BOOK_NAME ? NAME_MAX : c == BOOK_UNIT ? UNIT_MAX : WHY_MAX;
    struct str text = book_cell_text(a, s);

    if (text.n == 0 && c == BOOK_NAME) {
        FAIL(why, ERR_REQUIRED);
        err_arg(why, "field", V(str_from(request_book_field(c))));
        return false;
    }
    if (text.n > (size_t)limit && str_count_cp(text) > (size_t)limit) {
        FAIL(why, ERR_TOO_LONG);
        err_arg(why, "field", V(str_from(request_book_field(c))));
        err_arg(why, "limit", V(limit));
        return false;
    }
    *ret = text;
    return true;
}

bool request_book_canon(struct arena *a, enum book_cell c, const struct sheet_cell *cell,
                        struct str *ret, struct err *why)
{
    struct str s = cell ? cell->text : STR_NONE;

    if (cell && cell->formula) {
        FAIL(why, ERR_BOOK_FORMULA);
        err_arg(why, "field", V(str_from(request_book_field(c))));
        err_arg(why, "cell", V(sheet_cell_name(a, cell->row, cell->col)));
        return false;
    }
    if (cell && cell->type == CELL_ERROR) {
        return bad_number(c, s, ERR_BAD_NUMBER, why);
    }
    if (c == BOOK_NAME || c == BOOK_UNIT || c == BOOK_WHY) {
        return canon_text(a, c, s, ret, why);
    }
    if (cell && (cell->type == CELL_DATE || cell->type == CELL_FLAG)) {
        return bad_number(c, s, ERR_BAD_NUMBER, why);
    }
    return canon_number(a, c, str_trim(s), ret, why);
}

/* ---- the base ---- */

struct reading {
    struct arena *a;
    struct request_book *b;
    size_t base_cap, row_cap, issue_cap;
    uint32_t column[COLUMN_COUNT]; /* UINT32_MAX = not there */
    bool headed, known;
};

static void *grow(struct arena *a, void *p, size_t n, size_t *cap, size_t size)
{
    size_t more = *cap ? *cap * 2 : 64;

    if (n < *cap) {
        return p;
    }
    p = arena_grow(a, p, *cap * size, more * size);
    *cap = more;
    return p;
}

static struct str text_at(const struct sheet_in_row *row, uint32_t col)
{
    const struct sheet_cell *c = sheet_in_find(row, col);

    return c ? c->text : STR_NONE;
}

static bool foreign(struct err *e)
{
    FAIL(e, ERR_BOOK_FOREIGN);
    return false;
}

static bool on_meta(struct reading *r, const struct sheet_in_row *row, struct err *e)
{
    struct request_book *b = r->b;
    int64_t format;

    if (!str_eq(text_at(row, 0), STR("pbis-requests")) ||
        !exact_parse_decimal(text_at(row, 1), 0, &format) || format != BOOK_FORMAT ||
        !exact_parse_decimal(text_at(row, 3), 0, &b->year) ||
        !exact_parse_decimal(text_at(row, 5), 0, &b->made.ms) || text_at(row, 4).n == 0) {
        return foreign(e);
    }
    b->agency_code = str_dup(r->a, text_at(row, 2));
    b->id = str_dup(r->a, text_at(row, 4));
    b->made_by = str_dup(r->a, text_at(row, 6));
    return true;
}

/* The piece at *at, which goes on behind it. */
static struct str next_part(struct str s, struct str mark, size_t *at)
{
    size_t end = str_find(s, mark, *at);
    struct str piece = str_slice(s, *at, end);

    *at = end < s.n ? end + mark.n : s.n;
    return piece;
}

static bool on_base(void *ctx, const struct sheet_in_row *row, struct err *e)
{
    struct reading *r = ctx;
    struct request_book *b = r->b;
    struct str all;
    size_t at = 0;

    if (row->row == 1) {
        r->known = true;
        return on_meta(r, row, e);
    }
    all = str_dup(r->a, text_at(row, 0));
    while (at < all.n) {
        struct str line = next_part(all, STR(BOOK_LINE_PARTED), &at);
        struct str *cell = ARENA_ARRAY(r->a, struct str, BOOK_CELLS);
        size_t in = 0;

        b->base = grow(r->a, b->base, b->nbase, &r->base_cap, sizeof *b->base);
        b->base[b->nbase++] =
            (struct merge_row){.key = next_part(line, STR(BOOK_BASE_PARTED), &in), .cell = cell};
        for (uint32_t i = 0; i < BOOK_CELLS; i++) {
            cell[i] = next_part(line, STR(BOOK_BASE_PARTED), &in);
        }
    }
    return true;
}

/* ---- the rows ---- */

static bool on_header(struct reading *r, const struct sheet_in_row *row)
{
    static const enum book_column needed[] = {COL_LINE, COL_PACKAGE, COL_ITEM, COL_FUND,
                                              COL_DELETE};

    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        r->column[i] = UINT32_MAX;
    }
    for (size_t i = 0; i < row->n; i++) {
        for (size_t k = 0; k < COLUMN_COUNT; k++) {
            if (str_eq(str_trim(row->cell[i].text), str_from(book_column_names[k]))) {
                r->column[k] = row->cell[i].col;
            }
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(needed); i++) {
        if (r->column[needed[i]] == UINT32_MAX) {
            return false;
        }
    }
    for (int i = 0; i < BOOK_CELLS; i++) {
        if (r->column[book_column_of((enum book_cell)i)] == UINT32_MAX) {
            return false;
        }
    }
    for (int i = 0; i < BOOK_CELLS; i++) {
        r->b->column[i] = r->column[book_column_of((enum book_cell)i)];
    }
    r->headed = true;
    return true;
}

static const struct sheet_cell *cell_at(const struct reading *r, const struct sheet_in_row *row,
                                        enum book_column c)
{
    return r->column[c] == UINT32_MAX ? NULL : sheet_in_find(row, r->column[c]);
}

/* "01101-1 เงินเดือน" as a list gives it, or the code alone. */
static struct str code_of(const struct sheet_cell *c)
{
    struct str s = c ? str_trim(c->text) : STR_NONE;

    return str_slice(s, 0, str_find(s, STR(" "), 0));
}

static void add_issue(struct reading *r, int cell, const struct sheet_cell *at, uint32_t col,
                      const struct err *why)
{
    struct request_book *b = r->b;
    struct book_in_issue *x;

    b->issue = grow(r->a, b->issue, b->nissues, &r->issue_cap, sizeof *b->issue);
    x = &b->issue[b->nissues++];
    *x = (struct book_in_issue){.row = b->n, .cell = cell, .why = *why};
    x->field = cell < 0 ? str_from(book_column_names[COL_DELETE])
                        : str_from(request_book_field((enum book_cell)cell));
    x->where = sheet_cell_name(r->a, b->row[b->n].sheet_row, col);
    x->value = str_dup(r->a, at ? at->text : STR_NONE);
}

/* Is there anything a person wrote? The rows to fill in are given out with a number and a sum. */
static bool is_empty(const struct reading *r, const struct sheet_in_row *row)
{
    static const enum book_column keys[] = {COL_PACKAGE, COL_ITEM, COL_FUND, COL_DELETE};
    const struct sheet_cell *line = cell_at(r, row, COL_LINE);

    if (line && line->text.n && line->text.p[0] != '+') {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        const struct sheet_cell *c = cell_at(r, row, keys[i]);

        if (c && str_trim(c->text).n) {
            return false;
        }
    }
    for (int i = 0; i < BOOK_CELLS; i++) {
        const struct sheet_cell *c = cell_at(r, row, book_column_of((enum book_cell)i));

        if (c && (str_trim(c->text).n || c->formula)) {
            return false;
        }
    }
    return true;
}

static void read_mark(struct reading *r, const struct sheet_in_row *row, struct book_in_row *x)
{
    const struct sheet_cell *c = cell_at(r, row, COL_DELETE);
    struct str s = c ? str_trim(c->text) : STR_NONE;
    struct err why;

    if (s.n == 0) {
        return;
    }
    if (str_eq(s, str_from(TR("ลบ"))) || str_eq(s, STR("delete"))) {
        x->marked = true;
        return;
    }
    FAIL(&why, ERR_BAD_CHOICE);
    err_arg(&why, "field", V(str_from(book_column_names[COL_DELETE])));
    err_arg(&why, "value", V(s));
    err_arg(&why, "expected", V(str_from(TR("ลบ"))));
    add_issue(r, -1, c, r->column[COL_DELETE], &why);
}

static bool on_row(void *ctx, const struct sheet_in_row *row, struct err *e)
{
    struct reading *r = ctx;
    struct request_book *b = r->b;
    struct book_in_row *x;
    const struct sheet_cell *line;

    if (row->row == 1) {
        return on_header(r, row) || foreign(e);
    }
    if (!r->headed) {
        return foreign(e);
    }
    if (row->row <= BOOK_HEAD_ROWS || is_empty(r, row)) {
        return true;
    }
    b->row = grow(r->a, b->row, b->n, &r->row_cap, sizeof *b->row);
    x = &b->row[b->n];
    line = cell_at(r, row, COL_LINE);
    *x = (struct book_in_row){.sheet_row = row->row, .has_keys = true};
    x->line = line ? str_dup(r->a, str_trim(line->text)) : STR_NONE;
    x->package = str_dup(r->a, code_of(cell_at(r, row, COL_PACKAGE)));
    x->item = str_dup(r->a, code_of(cell_at(r, row, COL_ITEM)));
    x->fund = str_dup(r->a, code_of(cell_at(r, row, COL_FUND)));
    x->source = str_format(r->a, "%.*s!%.*s", STR_FMT(b->sheet),
                           STR_FMT(sheet_cell_name(r->a, row->row, r->column[COL_NAME])));
    read_mark(r, row, x);
    for (int i = 0; i < BOOK_CELLS; i++) {
        enum book_column col = book_column_of((enum book_cell)i);
        const struct sheet_cell *c = cell_at(r, row, col);
        struct err why;

        if (request_book_canon(r->a, (enum book_cell)i, c, &x->cell[i], &why)) {
            if (i == BOOK_NAME || i == BOOK_UNIT || i == BOOK_WHY) {
                x->cell[i] = str_dup(r->a, x->cell[i]);
            }
            continue;
        }
        x->cell[i] = str_dup(r->a, c ? c->text : STR_NONE);
        x->bad |= UINT32_C(1) << i;
        if (!x->marked) {
            add_issue(r, i, c, r->column[col], &why);
        }
    }
    b->n++;
    return true;
}

/* The sheet of the rows: by its name, else the first whose head is ours. */
static size_t rows_sheet(const struct xlsx *k)
{
    size_t at = xlsx_find_sheet(k, STR("requests"));

    for (size_t i = 0; at == SIZE_MAX && i < xlsx_sheets(k); i++) {
        at = xlsx_sheet_hidden(k, i) ? SIZE_MAX : i;
    }
    return at;
}

static bool hash_source(struct arena *a, const struct sheet_source *src, struct str *ret,
                        struct err *e)
{
    struct arena_mark m = arena_mark(a);
    struct str all = src->bytes;
    uint8_t sum[SHA256_BYTES];

    if (src->path && !file_read(a, src->path, BOOK_BYTES_MAX, &all, e)) {
        return false;
    }
    sha256(all, sum);
    arena_rewind(a, m);
    *ret = hex_text(a, sum, sizeof sum);
    return true;
}

bool request_book_read(struct arena *a, const struct sheet_source *src, struct request_book *ret,
                       struct err *e)
{
    struct reading r = {.a = a, .b = ret};
    struct xlsx *k;
    size_t base, rows;

    *ret = (struct request_book){0};
    if (!xlsx_open(a, src, &k, e) || !hash_source(a, src, &ret->sha256, e)) {
        return false;
    }
    base = xlsx_find_sheet(k, STR("_pbis"));
    rows = rows_sheet(k);
    if (base == SIZE_MAX || rows == SIZE_MAX) {
        return foreign(e);
    }
    ret->sheet = xlsx_sheet_name(k, rows);
    return xlsx_read(k, base, on_base, &r, e) && (r.known || foreign(e)) &&
           xlsx_read(k, rows, on_row, &r, e) && (r.headed || foreign(e));
}
