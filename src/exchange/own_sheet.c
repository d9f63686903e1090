#include "exchange/own_sheet.h"

#include "base/arena.h"
#include "base/crypto.h"
#include "base/err.h"
#include "base/file.h"
#include "exchange/book_out.h"

const char *const own_targets[OWN_TARGETS + 1] = {
    "name",          "quantity", "unit", "unit_price", "times", "months",
    "justification", "package",  "item", "fund",       NULL,
};

struct str own_target_label(size_t target, enum lang lang)
{
    static const char *const keys[] = {TR("ข้อเสนอ"), TR("รหัสรายจ่าย"), TR("แหล่งเงิน")};

    return target < BOOK_CELLS ? request_book_label((enum book_cell)target, lang)
                               : tr(lang, keys[target - BOOK_CELLS]);
}

void own_sheet_guess(const struct own_sheet *s, struct sheet_map *ret)
{
    static const struct {
        size_t target;
        const char *word;
    } known[] = {
        {BOOK_NAME, TR("รายการ")},
        {BOOK_NAME, "name"},
        {BOOK_QUANTITY, TR("จำนวน")},
        {BOOK_QUANTITY, TR("ปริมาณ")},
        {BOOK_QUANTITY, "quantity"},
        {BOOK_UNIT, TR("หน่วยนับ")},
        {BOOK_UNIT, "unit"},
        {BOOK_PRICE, TR("ราคาต่อหน่วย")},
        {BOOK_PRICE, "price"},
        {BOOK_TIMES, TR("จำนวนครั้ง")},
        {BOOK_MONTHS, TR("จำนวนเดือน")},
        {BOOK_WHY, TR("เหตุผล")},
        {OWN_ITEM, TR("รหัสรายจ่าย")},
        {OWN_PACKAGE, TR("ข้อเสนอ")},
        {OWN_FUND, TR("แหล่งเงิน")},
    };

    for (size_t i = 0; i < SHEET_MAP_TARGETS; i++) {
        ret->col[i] = UINT32_MAX;
        ret->fixed[i] = STR_NONE;
    }
    for (size_t k = 0; k < ARRAY_LEN(known); k++) {
        for (size_t i = 0; i < s->n && ret->col[known[k].target] == UINT32_MAX; i++) {
            bool more = known[k].target == BOOK_QUANTITY &&
                        str_count_cp(s->header[i].label) > str_count_cp(str_from(known[k].word));

            if (str_starts(s->header[i].label, str_from(known[k].word)) && !more) {
                ret->col[known[k].target] = s->header[i].col;
            }
        }
    }
}

struct reading {
    struct arena *a;
    const struct own_want *w;
    struct request_book *b;
    size_t row_cap, issue_cap;
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

static const struct sheet_cell *cell_of(const struct reading *r, const struct sheet_in_row *row,
                                        size_t target)
{
    uint32_t col = r->w->map->col[target];

    return col == UINT32_MAX ? NULL : sheet_in_find(row, col);
}

/* "01101-1 เงินเดือน" or the code alone; else the value for every row. */
static struct str key_of(const struct reading *r, const struct sheet_in_row *row, size_t target)
{
    const struct sheet_cell *c = cell_of(r, row, target);
    struct str s = c ? str_trim(c->text) : STR_NONE;

    s = s.n ? s : r->w->map->fixed[target];
    return str_dup(r->a, str_slice(s, 0, str_find(s, STR(" "), 0)));
}

static void add_issue(struct reading *r, int cell, const struct sheet_cell *at,
                      const struct err *why)
{
    struct request_book *b = r->b;
    struct book_in_issue *x;

    b->issue = grow(r->a, b->issue, b->nissues, &r->issue_cap, sizeof *b->issue);
    x = &b->issue[b->nissues++];
    *x = (struct book_in_issue){.row = b->n, .cell = cell, .why = *why};
    x->field = str_from(own_targets[cell]);
    x->where = at ? sheet_cell_name(r->a, at->row, at->col) : b->row[b->n].source;
    x->value = str_dup(r->a, at ? at->text : STR_NONE);
}

static bool has_value(const struct sheet_cell *c)
{
    return c && (str_trim(c->text).n > 0 || c->formula);
}

static bool on_row(void *ctx, const struct sheet_in_row *row, struct err *e)
{
    struct reading *r = ctx;
    struct request_book *b = r->b;
    const struct sheet_cell *name = cell_of(r, row, BOOK_NAME);
    struct book_in_row *x;

    (void)e;
    if (row->row <= r->w->sheet->header_row || !has_value(name) ||
        (!has_value(cell_of(r, row, BOOK_QUANTITY)) && !has_value(cell_of(r, row, BOOK_PRICE)))) {
        return true;
    }
    b->row = grow(r->a, b->row, b->n, &r->row_cap, sizeof *b->row);
    x = &b->row[b->n];
    *x = (struct book_in_row){.sheet_row = row->row};
    x->source = str_format(r->a, "%.*s!%.*s", STR_FMT(b->sheet),
                           STR_FMT(sheet_cell_name(r->a, row->row, name->col)));
    x->package = key_of(r, row, OWN_PACKAGE);
    x->item = key_of(r, row, OWN_ITEM);
    x->fund = key_of(r, row, OWN_FUND);
    for (int i = 0; i < BOOK_CELLS; i++) {
        const struct sheet_cell *c = cell_of(r, row, (size_t)i);
        struct err why;

        if (i == BOOK_QUANTITY && r->w->map->col[i] == UINT32_MAX) {
            x->cell[i] = STR("1"); /* a sheet of sums: one of each */
        } else if (request_book_canon(r->a, (enum book_cell)i, c, &x->cell[i], &why)) {
            x->cell[i] = str_dup(r->a, x->cell[i]);
        } else {
            x->cell[i] = str_dup(r->a, c ? c->text : STR_NONE);
            x->bad |= UINT32_C(1) << i;
            add_issue(r, i, c, &why);
        }
    }
    b->n++;
    return true;
}

static bool check_map(const struct sheet_map *m, struct err *e)
{
    static const size_t needed[] = {BOOK_NAME, BOOK_PRICE, OWN_PACKAGE, OWN_ITEM, OWN_FUND};

    for (size_t i = 0; i < ARRAY_LEN(needed); i++) {
        if (m->col[needed[i]] == UINT32_MAX && m->fixed[needed[i]].n == 0) {
            FAIL(e, ERR_REQUIRED);
            err_arg(e, "field", V(str_from(own_targets[needed[i]])));
            return false;
        }
    }
    return true;
}

static bool hash_source(struct arena *a, const struct sheet_source *src, struct str *ret,
                        struct err *e)
{
    struct str all = src->bytes;
    uint8_t sum[SHA256_BYTES];

    if (src->path && !file_read(a, src->path, BOOK_BYTES_MAX, &all, e)) {
        return false;
    }
    sha256(all, sum);
    *ret = hex_text(a, sum, sizeof sum);
    return true;
}

bool own_sheet_read(struct arena *a, const struct sheet_source *src, const struct own_want *w,
                    struct request_book *ret, struct err *e)
{
    struct reading r = {.a = a, .w = w, .b = ret};

    *ret = (struct request_book){.own = true, .year = w->year, .agency_code = w->agency_code};
    ret->id = str_format(a, "own:%lld:%.*s", (long long)w->year, STR_FMT(w->sheet->fingerprint));
    ret->sheet = w->sheet->sheet;
    for (int i = 0; i < BOOK_CELLS; i++) {
        ret->column[i] = w->map->col[i];
    }
    return check_map(w->map, e) && hash_source(a, src, &ret->sha256, e) &&
           sheet_rows_each(a, src, on_row, &r, &ret->sheet, e);
}
