#include "base/sheet_read.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/lang.h"
#include "base/sheet_book.h"

enum {
    ROW_LAST = 1048576, /* of the format itself */
    COL_LAST = 16384,
};

struct reading {
    struct xlsx *b;
    struct sheet_xml *x;
    struct sheet_cell *cell;
    size_t n, cap;
    int64_t row, rows; /* the row at hand; rows with a value so far */
    int64_t last;      /* column of the cell before; -1 at a row's beginning */
};

/* "AB12": the column; false when it is no such name. */
static bool parse_name(struct str s, uint32_t *ret_col)
{
    uint32_t col = 0;
    size_t i = 0;

    for (; i < s.n && s.p[i] >= 'A' && s.p[i] <= 'Z' && i < 4; i++) {
        col = col * 26 + (uint32_t)(s.p[i] - 'A' + 1);
    }
    *ret_col = col - 1;
    return i > 0 && col <= COL_LAST && i < s.n && s.p[i] >= '1' && s.p[i] <= '9';
}

static bool shared_text(const struct xlsx *b, struct str index, struct str *ret, struct err *e)
{
    int64_t i = xlsx_number(index, -1);
    uint32_t from;

    if (i < 0 || (uint64_t)i >= b->strings) {
        return xlsx_broken(e, TR("ช่องอ้างข้อความร่วมที่ไม่มี"));
    }
    from = i ? b->end[i - 1] : 0;
    *ret = (struct str){b->text + from, b->end[i] - from};
    return true;
}

static void iso_text(struct arena *a, struct sheet_cell *c)
{
    struct sbuf b;

    sbuf_init(&b, a, 32);
    date_put_iso(&b, c->date);
    c->text = sbuf_str(&b);
    c->type = CELL_DATE;
}

/* The whole days of a serial number. */
static int64_t serial_day(struct str number)
{
    return xlsx_number(str_slice(number, 0, str_find(number, STR("."), 0)), INT64_MAX);
}

static void take_number(struct reading *r, struct sheet_cell *c, struct str raw, bool is_date)
{
    struct arena *a = r->b->row_a;

    if (!sheet_number_text(a, raw, &c->text)) {
        c->type = CELL_TEXT;
        c->text = str_trim(raw);
        return;
    }
    c->type = CELL_NUMBER;
    if (is_date && sheet_serial_date(serial_day(c->text), r->b->is_1904, &c->date, &c->buddhist)) {
        iso_text(a, c);
    }
}

/* What <v> or <is> held, by the cell's type t="". */
static bool take_cell(struct reading *r, struct sheet_cell *c, struct str kind, struct str raw,
                      bool is_date)
{
    struct err *none = &(struct err){.code = ERR_NONE};

    if (str_eq(kind, STR("b"))) {
        c->type = CELL_FLAG;
        c->text = str_eq(raw, STR("1")) || str_eq(raw, STR("true")) ? STR("1") : STR("0");
    } else if (str_eq(kind, STR("e"))) {
        c->type = CELL_ERROR;
        c->text = raw;
    } else if (str_eq(kind, STR("d"))) {
        if (date_parse_iso(str_slice(raw, 0, 10), &c->date, none)) {
            iso_text(r->b->row_a, c);
        } else {
            c->type = CELL_TEXT;
            c->text = raw;
        }
    } else if (kind.n == 0 || str_eq(kind, STR("n"))) {
        take_number(r, c, raw, is_date);
    } else { /* s, str, inlineStr */
        c->type = CELL_TEXT;
        c->text = raw;
    }
    return c->text.n > 0;
}

struct cell_head {
    char kind[12];
    bool is_date;
};

static bool read_head(struct reading *r, struct sheet_cell *c, struct cell_head *h, struct err *e)
{
    static const char *const names[] = {"r", "t", "s"};
    struct str at[ARRAY_LEN(names)], s;
    int64_t style;

    sheet_xml_attrs(r->x, names, at, ARRAY_LEN(names));
    s = at[0];

    *c = (struct sheet_cell){.row = r->row, .col = (uint32_t)(r->last + 1)};
    if (s.n > 0 && !parse_name(s, &c->col)) {
        return xlsx_broken(e, TR("ชื่อช่องผิด"));
    }
    if ((int64_t)c->col <= r->last || c->col >= COL_LAST) {
        return xlsx_broken(e, TR("ช่องในแถวไม่เรียงลำดับ"));
    }
    r->last = c->col;
    s = at[1];
    if (s.n >= sizeof h->kind) {
        return xlsx_broken(e, TR("ชนิดของช่องผิด"));
    }
    memset(h->kind, 0, sizeof h->kind);
    if (s.n > 0) {
        memcpy(h->kind, s.p, s.n);
    }
    style = xlsx_number(at[2], 0);
    h->is_date = style >= 0 && (uint64_t)style < r->b->cell_formats && r->b->is_date[style];
    return true;
}

/* LibreOffice writes a flag as the formula TRUE(): that is no formula of anybody's. */
static bool read_formula(struct reading *r, struct sheet_cell *c, struct err *e)
{
    struct sbuf text;
    struct str s;

    sbuf_init(&text, r->b->row_a, BOOK_TEXT_MAX);
    if (!xlsx_value(r->x, &text, e)) {
        return false;
    }
    s = sbuf_str(&text);
    c->formula = !str_eq(s, STR("TRUE()")) && !str_eq(s, STR("FALSE()"));
    return true;
}

/* The parts of a cell, up to its end. */
static bool read_parts(struct reading *r, struct sheet_cell *c, struct sbuf *value, struct err *e)
{
    enum sheet_node node;

    for (int depth = 1; depth > 0;) {
        if (!sheet_xml_next(r->x, &node, e)) {
            return false;
        }
        if (node == NODE_DONE) {
            return xlsx_broken(e, TR("XML จบก่อนเวลา"));
        }
        if (node == NODE_END) {
            depth--;
        } else if (node == NODE_START && sheet_xml_is(r->x, "v")) {
            if (!xlsx_value(r->x, value, e)) {
                return false;
            }
        } else if (node == NODE_START && sheet_xml_is(r->x, "is")) {
            if (!xlsx_runs(r->x, value, e)) {
                return false;
            }
        } else if (node == NODE_START && sheet_xml_is(r->x, "f")) {
            if (!read_formula(r, c, e)) {
                return false;
            }
        } else if (node == NODE_START) {
            depth++;
        }
    }
    return true;
}

static bool read_cell(struct reading *r, struct err *e)
{
    struct xlsx *b = r->b;
    struct sheet_cell c;
    struct cell_head h;
    struct sbuf value;
    struct str raw, kind;

    sbuf_init(&value, b->row_a, BOOK_TEXT_MAX);
    if (!read_head(r, &c, &h, e) || !read_parts(r, &c, &value, e)) {
        return false;
    }
    raw = sbuf_str(&value);
    kind = str_from(h.kind);
    if (raw.n > 0 && str_eq(kind, STR("s")) && !shared_text(b, raw, &raw, e)) {
        return false;
    }
    if (raw.n > 0 && !str_eq(kind, STR("s")) && !xlsx_clean(b->row_a, raw, &raw, e)) {
        return false;
    }
    if ((raw.n == 0 || !take_cell(r, &c, kind, raw, h.is_date)) && !c.formula) {
        return true; /* an empty cell is not there */
    }
    if (c.col >= BOOK_COLUMNS_MAX) {
        return xlsx_limit(e, TR("จำนวนคอลัมน์"), BOOK_COLUMNS_MAX);
    }
    r->cell = xlsx_grow(b->a, r->cell, r->n, &r->cap, sizeof *r->cell);
    r->cell[r->n++] = c;
    return true;
}

static bool begin_row(struct reading *r, struct err *e)
{
    int64_t row = xlsx_number(sheet_xml_attr(r->x, "r"), r->row + 1);

    if (row <= r->row || row > ROW_LAST) {
        return xlsx_broken(e, TR("แถวไม่เรียงลำดับ"));
    }
    r->row = row;
    r->last = -1;
    r->n = 0;
    return true;
}

static bool end_row(struct reading *r, sheet_in_row_fn *fn, void *ctx, struct err *e)
{
    struct sheet_in_row row = {r->row, r->cell, r->n};

    if (r->n == 0) {
        return true;
    }
    if (++r->rows > BOOK_ROWS_MAX) {
        return xlsx_limit(e, TR("จำนวนแถว"), BOOK_ROWS_MAX);
    }
    return fn(ctx, &row, e);
}

/* Rows and cells of <sheetData>; the rest of the part (links, drawings) is stepped over. */
static bool read_rows(struct reading *r, sheet_in_row_fn *fn, void *ctx, struct err *e)
{
    struct arena_mark m = arena_mark(r->b->row_a);
    enum sheet_node node;
    bool in_data = false, in_row = false;

    do {
        bool ok = sheet_xml_next(r->x, &node, e);

        if (ok && node == NODE_START) {
            if (sheet_xml_is(r->x, "sheetData")) {
                in_data = true;
            } else if (in_data && sheet_xml_is(r->x, "row")) {
                in_row = true;
                ok = begin_row(r, e);
            } else if (in_row && sheet_xml_is(r->x, "c")) {
                ok = read_cell(r, e);
            }
        } else if (ok && node == NODE_END && in_row && sheet_xml_is(r->x, "row")) {
            in_row = false;
            ok = end_row(r, fn, ctx, e);
            arena_rewind(r->b->row_a, m);
        } else if (ok && node == NODE_END && in_data && sheet_xml_is(r->x, "sheetData")) {
            return true;
        }
        if (!ok) {
            return false;
        }
    } while (node != NODE_DONE);
    return true;
}

bool xlsx_read(struct xlsx *b, size_t sheet, sheet_in_row_fn *fn, void *ctx, struct err *e)
{
    struct reading r = {.b = b};
    struct arena_mark m = arena_mark(b->row_a);
    struct str part = sheet < b->sheets ? b->sheet[sheet].part : STR_NONE;
    bool ok;

    if (part.n == 0) {
        return xlsx_broken(e, TR("ไม่พบแผ่นงานในแฟ้ม"));
    }
    ok = sheet_xml_open(b->a, b->zip, part, &r.x, e) && read_rows(&r, fn, ctx, e);
    if (r.x) {
        sheet_xml_close(r.x);
    }
    arena_rewind(b->row_a, m);
    return ok;
}
