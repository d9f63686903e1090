/* grid_read.c - what was typed into the grid, from a JSON body or the plain form. */
#include "base/arena.h"
#include "base/crypto.h"
#include "base/json.h"
#include "web/grid.h"

enum { LINES_MOST = 4096, CELLS_MOST = 20000, WAS_DIGITS = 16 };

const struct grid_col grid_cols[GRID_FIELDS] = {
    [GRID_NAME] = {"name", "text", TR("รายการ"), TR("1 ถึง 500 ตัวอักษร")},
    [GRID_QUANTITY] = {"quantity", "milli", TR("ปริมาณ"),
                       TR("ตัวเลข ทศนิยมไม่เกิน 3 ตำแหน่ง เช่น 12.5")},
    [GRID_UNIT_WORD] = {"unit_word", "text", TR("หน่วยนับ"), TR("ไม่เกิน 40 ตัวอักษร")},
    [GRID_UNIT_PRICE] = {"unit_price", "money", TR("ราคาต่อหน่วย"),
                         TR("บาท ทศนิยมไม่เกิน 2 ตำแหน่ง และยอดรวมเป็นบาทเต็ม")},
    [GRID_TIMES] = {"times", "count", TR("ครั้ง"), TR("จำนวนเต็ม 0 ถึง 100,000")},
    [GRID_MONTHS] = {"months", "count", TR("เดือน"), TR("จำนวนเต็ม 0 ถึง 120")},
    [GRID_JUSTIFICATION] = {"justification", "long", TR("เหตุผลและที่มาของราคา"),
                            TR("ไม่เกิน 20,000 ตัวอักษร")},
    [GRID_ITEM] = {"item", "choice", TR("รหัสรายจ่าย"), TR("รหัสตามการจำแนกรายจ่ายของปีนี้")},
    [GRID_FUND] = {"fund", "choice", TR("แหล่งเงิน"), TR("รหัสแหล่งเงินของปีนี้")},
};
static const int64_t texts_most[GRID_FIELDS] = {
    [GRID_NAME] = 500, [GRID_UNIT_WORD] = 40, [GRID_JUSTIFICATION] = 20000};

/* ---- texts ---- */

void grid_price(struct grid_line *l)
{
    if (!l->unit_price.satang && l->quantity_milli == 1000 && l->times == 1 && l->months == 1)
        l->unit_price = l->requested;
}

void grid_texts(struct arena *a, const struct grid_line *l, struct str ret[GRID_FIELDS])
{
    ret[GRID_NAME] = l->name;
    ret[GRID_QUANTITY] = milli_text(a, l->quantity_milli);
    ret[GRID_UNIT_WORD] = l->unit_word;
    ret[GRID_UNIT_PRICE] = money_text(a, l->unit_price, MONEY_WHOLE);
    ret[GRID_TIMES] = str_format(a, "%lld", (long long)l->times);
    ret[GRID_MONTHS] = str_format(a, "%lld", (long long)l->months);
    ret[GRID_JUSTIFICATION] = l->justification;
    ret[GRID_ITEM] = l->item_code;
    ret[GRID_FUND] = l->fund_code;
}

struct str grid_was(struct arena *a, const struct str text[GRID_FIELDS])
{
    struct sha256_state st;
    uint8_t hash[SHA256_BYTES];

    sha256_begin(&st);
    for (size_t i = 0; i < GRID_EDITED; i++) {
        uint64_t n = text[i].n;

        sha256_add(&st, &n, sizeof n);
        if (n)
            sha256_add(&st, text[i].p, text[i].n);
    }
    sha256_end(&st, hash);
    return str_slice(hex_text(a, hash, sizeof hash), 0, WAS_DIGITS);
}

/* Forms send lines of a text with CR LF. */
static struct str unix_lines(struct arena *a, struct str s)
{
    struct sbuf b;

    if (!str_has(s, STR("\r")))
        return s;
    sbuf_init(&b, a, s.n);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != '\r')
            sbuf_byte(&b, s.p[i]);
    }
    return sbuf_str(&b);
}

/* ---- what was typed ---- */

void grid_fault(struct arena *a, struct grid_change *c, enum grid_field f, const struct err *e)
{
    c->fault[f] = ARENA_NEW(a, struct err);
    *c->fault[f] = *e;
}

static void bad_cell(struct arena *a, struct grid_change *c, enum grid_field f, enum err_code code)
{
    struct err e = {0};

    FAIL(&e, code);
    err_arg(&e, "field", V(str_from(grid_cols[f].name)));
    err_arg(&e, "value", V(c->text[f]));
    err_arg(&e, "limit", V(texts_most[f]));
    grid_fault(a, c, f, &e);
    c->bad = true;
}

static void read_count(struct arena *a, struct grid_change *c, enum grid_field f, int64_t most,
                       int64_t *ret)
{
    int64_t milli;

    if (!milli_parse(c->text[f], &milli) || milli % 1000 || milli / 1000 > most)
        bad_cell(a, c, f, ERR_BAD_NUMBER);
    else
        *ret = milli / 1000;
}

static void read_price(struct arena *a, struct grid_change *c)
{
    struct err e = {0};

    if (money_parse(c->text[GRID_UNIT_PRICE], &c->unit_price, &e)) {
        if (c->unit_price.satang >= 0)
            return;
        FAIL(&e, ERR_AMOUNT_NEGATIVE);
        err_arg(&e, "value", V(c->text[GRID_UNIT_PRICE]));
    }
    grid_fault(a, c, GRID_UNIT_PRICE, &e);
    c->bad = true;
}

/* Reads the typed cells; what cannot be read refuses its line. */
static void read_cells(struct arena *a, struct grid_change *c)
{
    bool add = c->act == GRID_ADD;

    for (enum grid_field f = 0; f < GRID_FIELDS; f++) {
        if (texts_most[f] && c->given[f] && str_count_cp(c->text[f]) > (size_t)texts_most[f])
            bad_cell(a, c, f, ERR_TOO_LONG);
        if (add && !c->text[f].n && f >= GRID_EDITED)
            bad_cell(a, c, f, ERR_REQUIRED);
    }
    if (c->given[GRID_NAME] && !str_trim(c->text[GRID_NAME]).n)
        bad_cell(a, c, GRID_NAME, ERR_REQUIRED);
    if (c->given[GRID_QUANTITY] && !milli_parse(c->text[GRID_QUANTITY], &c->quantity_milli))
        bad_cell(a, c, GRID_QUANTITY, ERR_BAD_NUMBER);
    if (c->given[GRID_UNIT_PRICE])
        read_price(a, c);
    if (c->given[GRID_TIMES])
        read_count(a, c, GRID_TIMES, 100000, &c->times);
    if (c->given[GRID_MONTHS])
        read_count(a, c, GRID_MONTHS, 120, &c->months);
}

bool grid_field_parse(struct str word, enum grid_field *ret)
{
    for (enum grid_field f = 0; f < GRID_FIELDS; f++) {
        if (str_eq(word, str_from(grid_cols[f].name))) {
            *ret = f;
            return true;
        }
    }
    return false;
}

/* A new line's empty cells say nothing: they have their defaults. */
static void give(struct arena *a, struct grid_change *c, enum grid_field f, struct str text)
{
    c->text[f] = unix_lines(a, f == GRID_JUSTIFICATION ? text : str_trim(text));
    c->given[f] = c->act != GRID_ADD || c->text[f].n || f == GRID_NAME;
}

/* ---- a JSON body ---- */

static bool bad_shape(struct err *e, const char *path, const char *expected)
{
    FAIL(e, ERR_JSON_SHAPE);
    err_arg(e, "path", V(str_from(path)));
    err_arg(e, "expected", V(str_from(expected)));
    return false;
}

static struct str clean(struct req *r, const struct jr *n)
{
    struct str s;

    return str_clean(r->a, jr_str(n, STR_NONE), &s) ? s : STR_NONE;
}

/* The change of a line: cells of one line mostly stand together. */
static struct grid_change *change_of(struct grid_batch *b, struct str line, int64_t version)
{
    for (size_t i = b->n; i-- > 0;) {
        if (str_eq(b->change[i].line, line) && b->change[i].version == version)
            return &b->change[i];
    }
    b->change[b->n] = (struct grid_change){.act = GRID_EDIT, .line = line, .version = version};
    return &b->change[b->n++];
}

static bool read_json_cells(struct req *r, const struct jr *cells, struct grid_batch *b,
                            struct err *e)
{
    for (size_t i = 0; i < jr_count(cells); i++) {
        const struct jr *n = jr_at(cells, i), *value = jr_get(n, "value");
        struct str line = clean(r, jr_get(n, "line"));
        int64_t version = jr_int(jr_get(n, "version"), -1);
        enum grid_field f;

        if (!line.n || version < 0 || !value || !grid_field_parse(clean(r, jr_get(n, "field")), &f) ||
            f >= GRID_EDITED)
            return bad_shape(e, "cells", "line, version, field, value");
        give(r->a, change_of(b, line, version), f, clean(r, value));
    }
    return true;
}

static bool read_json(struct req *r, struct grid_batch *b, struct err *e)
{
    const struct jr *cells = jr_get(r->json, "cells"), *add = jr_get(r->json, "add"),
                    *gone = jr_get(r->json, "remove");

    if (jr_count(add) + jr_count(gone) > LINES_MOST || jr_count(cells) > CELLS_MOST)
        return bad_shape(e, "$", "at most 4096 lines and 20000 cells");
    b->change = ARENA_ARRAY(r->a, struct grid_change,
                            jr_count(cells) + jr_count(add) + jr_count(gone) + 1);
    if (!read_json_cells(r, cells, b, e))
        return false;
    for (size_t i = 0; i < jr_count(add); i++) {
        const struct jr *n = jr_at(add, i);
        struct grid_change *c = &b->change[b->n++];

        *c = (struct grid_change){.act = GRID_ADD, .key = clean(r, jr_get(n, "key"))};
        for (enum grid_field f = 0; f < GRID_FIELDS; f++)
            give(r->a, c, f, clean(r, jr_get(n, grid_cols[f].name)));
    }
    for (size_t i = 0; i < jr_count(gone); i++) {
        const struct jr *n = jr_at(gone, i);

        b->change[b->n++] = (struct grid_change){.act = GRID_REMOVE,
                                                 .line = clean(r, jr_get(n, "line")),
                                                 .version = jr_int(jr_get(n, "version"), -1),
                                                 .reason = clean(r, jr_get(n, "reason"))};
    }
    return true;
}

/* ---- the plain form: fields c.N.line, c.N.v, c.N.name ... ---- */

struct form_row {
    struct grid_change c;
    struct str was, take;
    bool seen, choose;
};

/* c.12.name: 12 and name. */
static bool place_of(struct str name, size_t *ret, struct str *ret_rest)
{
    size_t n = 0, i = 2;

    if (!str_starts(name, STR("c.")))
        return false;
    for (; i < name.n && name.p[i] >= '0' && name.p[i] <= '9' && n < LINES_MOST; i++)
        n = n * 10 + (size_t)(name.p[i] - '0');
    if (i == 2 || i >= name.n || name.p[i] != '.' || n >= LINES_MOST)
        return false;
    *ret = n;
    *ret_rest = str_slice(name, i + 1, name.n);
    return true;
}

static void take_field(struct req *r, struct form_row *row, struct str name, struct str value)
{
    enum grid_field f;

    row->seen = true;
    if (str_eq(name, STR("line"))) {
        row->c.line = value;
    } else if (str_eq(name, STR("key"))) {
        row->c.key = value;
        row->c.act = GRID_ADD;
    } else if (str_eq(name, STR("v"))) {
        int64_t milli;

        row->c.version = milli_parse(value, &milli) ? milli / 1000 : -1;
    } else if (str_eq(name, STR("was"))) {
        row->was = value;
    } else if (str_eq(name, STR("take"))) {
        row->take = value;
    } else if (str_eq(name, STR("choose"))) {
        row->choose = true;
    } else if (grid_field_parse(name, &f)) {
        give(r->a, &row->c, f, value);
    }
}

static bool empty_row(const struct grid_change *c)
{
    return !c->text[GRID_NAME].n && !c->text[GRID_UNIT_PRICE].n && !c->text[GRID_JUSTIFICATION].n;
}

static bool read_form(struct req *r, struct grid_batch *b, struct err *e)
{
    struct form_row *row = ARENA_ARRAY(r->a, struct form_row, LINES_MOST);
    size_t n = 0;

    (void)e;
    for (size_t i = 0; i < r->nform; i++) {
        size_t at;
        struct str rest;

        if (!place_of(r->form[i].name, &at, &rest))
            continue;
        take_field(r, &row[at], rest, r->form[i].value);
        n = at + 1 > n ? at + 1 : n;
    }
    b->change = ARENA_ARRAY(r->a, struct grid_change, n + 1);
    for (size_t i = 0; i < n; i++) {
        struct grid_change *c = &row[i].c;

        if (!row[i].seen || (c->act == GRID_ADD && empty_row(c)))
            continue;
        c->place = i;
        c->skip = str_eq(row[i].take, STR("theirs")) ||
                  (row[i].was.n && str_eq(row[i].was, grid_was(r->a, c->text)));
        c->undecided = row[i].choose && !row[i].take.n;
        b->change[b->n++] = *c;
    }
    return true;
}

bool grid_read(struct req *r, struct grid_batch *b, struct err *e)
{
    if (!(r->json ? read_json(r, b, e) : read_form(r, b, e)))
        return false;
    for (size_t i = 0; i < b->n; i++) {
        if (b->change[i].act != GRID_REMOVE && !b->change[i].skip)
            read_cells(r->a, &b->change[i]);
    }
    return true;
}
