#include "exchange/boq_file.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "base/sheet_read.h"
#include "city/attach.h"
#include "city/audit.h"
#include "sql_exchange.h"
#include "store/store.h"

enum { MICRO = 1000000, ALL_BP = 10000, TEXT_MAX = 500, ROUNDING = 1, TOTAL_ROUNDING = 100 };

static const struct field line_fields[] = {
    FIELD(struct boq_line, cell, FIELD_KEY, "ช่อง", "Cell"),
    FIELD(struct boq_line, number, 0, "ลำดับ", "No."),
    FIELD(struct boq_line, name, 0, "รายการ", "Item"),
    FIELD(struct boq_line, quantity_milli, 0, "จำนวน (ในพัน)", "Quantity (thousandths)"),
    FIELD(struct boq_line, unit_word, 0, "หน่วย", "Unit"),
    FIELD(struct boq_line, material, 0, "ค่าวัสดุต่อหน่วย", "Material a unit"),
    FIELD(struct boq_line, labour, 0, "ค่าแรงต่อหน่วย", "Labour a unit"),
    FIELD(struct boq_line, total, FIELD_TOTAL, "รวม", "Total"),
};
const struct row_type boq_line_type = ROW_TYPE(struct boq_line, line_fields);

static const struct field issue_fields[] = {
    FIELD(struct boq_issue, cell, FIELD_KEY, "ช่อง", "Cell"),
    FIELD(struct boq_issue, kind, 0, "เรื่อง", "What"),
    FIELD(struct boq_issue, found, 0, "ในแฟ้ม", "In the file"),
    FIELD(struct boq_issue, expected, 0, "ที่คำนวณได้", "Computed"),
};
const struct row_type boq_issue_type = ROW_TYPE(struct boq_issue, issue_fields);

static const struct field boq_fields[] = {
    COL(struct boq, id),
    FIELD(struct boq, file_code, FIELD_KEY, "รหัสเอกสาร", "File code"),
    FIELD(struct boq, file_name, 0, "ชื่อแฟ้ม", "File name"),
    FIELD(struct boq, lines, 0, "รายการ", "Items"),
    FIELD(struct boq, issues, 0, "จุดที่ไม่ตรง", "Differences"),
    FIELD(struct boq, direct, 0, "ค่างานต้นทุน", "Direct cost"),
    FIELD(struct boq, total, 0, "รวมทั้งสิ้น", "Total"),
    FIELD(struct boq, line, 0, "คำขอ", "Requested"),
    FIELD(struct boq, factor_millionths, 0, "Factor F (ส่วนในล้าน)", "Factor F (millionths)"),
    FIELD(struct boq, vat_bp, 0, "ภาษีมูลค่าเพิ่ม (ส่วนในหมื่น)", "VAT (basis points)"),
    FIELD(struct boq, by_user, 0, "ผู้แนบ", "Attached by"),
    FIELD(struct boq, at, 0, "แนบเมื่อ", "Attached at"),
};
const struct row_type boq_type = ROW_TYPE(struct boq, boq_fields);

/* ---- words ---- */

enum word {
    W_NONE,
    W_NUMBER,
    W_NAME,
    W_QUANTITY,
    W_UNIT,
    W_MATERIAL,
    W_LABOUR,
    W_TOTAL,
    W_PRICE,
    W_AMOUNT,
    W_FACTOR,
    W_VAT,
    W_GRAND,
    W_SUM
};

static const struct {
    enum word what;
    const char *text;
} words[] = {
#define BOQ_WORD(what, text) {what, text},
#include "exchange/boq_words.def"
#undef BOQ_WORD
};

static struct str squeeze(struct arena *a, struct str s)
{
    struct str t = str_replace(a, s, STR(" "), STR_NONE);

    t = str_replace(a, t, STR("\n"), STR_NONE);
    return str_replace(a, t, STR("\r"), STR_NONE);
}

/* Does the cell mean this? */
static bool means(struct arena *a, const struct sheet_cell *c, enum word what)
{
    struct str s;

    if (c->type != CELL_TEXT)
        return false;
    s = squeeze(a, c->text);
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (words[i].what == what && str_starts(s, str_from(words[i].text)))
            return true;
    }
    return false;
}

/* ---- reading ---- */

#define NO_COLUMN UINT32_MAX

struct columns {
    uint32_t number, name, quantity, unit, material, material_sum, labour, labour_sum, total;
};

struct reading {
    struct arena *a;
    struct boq_file *out;
    struct str sheet;
    struct columns col;
    bool head, head_open; /* found; the row after it may split its columns */
    bool any_head;
    struct money section, direct, grand;
    struct str grand_cell;
    bool has_grand;
};

static uint32_t find(struct reading *r, const struct sheet_in_row *row, enum word what,
                     uint32_t from)
{
    for (size_t i = 0; i < row->n; i++) {
        if (row->cell[i].col >= from && means(r->a, &row->cell[i], what))
            return row->cell[i].col;
    }
    return NO_COLUMN;
}

static bool take_head(struct reading *r, const struct sheet_in_row *row)
{
    struct columns c = {.number = find(r, row, W_NUMBER, 0),
                        .name = find(r, row, W_NAME, 0),
                        .material = find(r, row, W_MATERIAL, 0),
                        .labour = find(r, row, W_LABOUR, 0)};

    if (c.name == NO_COLUMN || c.material == NO_COLUMN || c.labour == NO_COLUMN)
        return false;
    c.quantity = find(r, row, W_QUANTITY, c.name + 1);
    c.unit = find(r, row, W_UNIT, c.name + 1);
    c.total = find(r, row, W_TOTAL, c.labour + 1);
    if (c.quantity == NO_COLUMN || c.total == NO_COLUMN)
        return false;
    /* a head of one row names both: unit price and amount */
    c.material_sum = find(r, row, W_MATERIAL, c.material + 1);
    c.labour_sum = find(r, row, W_LABOUR, c.labour + 1);
    r->col = c;
    r->head = r->any_head = true;
    r->head_open = c.material_sum == NO_COLUMN && c.labour_sum == NO_COLUMN;
    r->section = MONEY_ZERO;
    return true;
}

/* The second row of the head: unit price and amount under material and labour. */
static void split_head(struct reading *r, const struct sheet_in_row *row)
{
    struct columns *c = &r->col;
    uint32_t m = find(r, row, W_AMOUNT, c->material), l = find(r, row, W_AMOUNT, c->labour);

    r->head_open = false;
    if (m != NO_COLUMN && m < c->labour)
        c->material_sum = m;
    if (l != NO_COLUMN && l < c->total)
        c->labour_sum = l;
}

static struct str cell_name(struct reading *r, int64_t row, uint32_t col)
{
    return str_format(r->a, "%.*s!%.*s", STR_FMT(r->sheet),
                      STR_FMT(sheet_cell_name(r->a, row, col)));
}

static void issue(struct reading *r, struct str cell, const char *kind, struct money found,
                  struct money expected)
{
    struct boq_file *f = r->out;

    if (f->issues < BOQ_ISSUES)
        f->issue[f->issues++] = (struct boq_issue){
            .cell = cell, .kind = str_from(kind), .found = found, .expected = expected};
}

/* A spreadsheet's number as satang, half up: prices may carry more decimals than money has. */
static bool cell_money(const struct sheet_in_row *row, uint32_t col, struct money *ret)
{
    const struct sheet_cell *c = col == NO_COLUMN ? NULL : sheet_in_find(row, col);
    struct err e;
    bool rounded;

    *ret = MONEY_ZERO;
    return c && c->type != CELL_ERROR && money_parse_rounding(c->text, ret, &rounded, &e);
}

static bool far(struct money x, struct money y, int64_t rounding)
{
    struct money d = money_cmp(x, y) > 0 ? money_sub(x, y) : money_sub(y, x);

    return d.satang > rounding;
}

static struct str cell_text(struct reading *r, const struct sheet_in_row *row, uint32_t col)
{
    const struct sheet_cell *c = col == NO_COLUMN ? NULL : sheet_in_find(row, col);

    return c ? str_dup(r->a, str_slice(c->text, 0, TEXT_MAX)) : STR_NONE;
}

/* Checks quantity x unit price against the amount the sheet shows; what it shows counts on. */
static struct money product(struct reading *r, const struct sheet_in_row *row, int64_t micro,
                            struct money price, uint32_t col, const char *kind)
{
    struct money shown, want = MONEY_ZERO;

    if (!exact_mul_div(price.satang, micro, MICRO, ROUND_HALF_UP, &want.satang) ||
        want.satang > MONEY_MAX)
        want = MONEY_ZERO;
    if (!cell_money(row, col, &shown))
        return want;
    if (far(shown, want, ROUNDING))
        issue(r, cell_name(r, row->row, col), kind, shown, want);
    return shown;
}

static bool take_line(struct reading *r, const struct sheet_in_row *row)
{
    const struct sheet_cell *q = sheet_in_find(row, r->col.quantity);
    struct boq_line *l = &r->out->line[r->out->lines];
    struct money material, labour, sum;
    int64_t micro;

    if (!q || !exact_parse_decimal(q->text, 6, &micro) || micro <= 0 ||
        cell_text(r, row, r->col.name).n == 0 || r->out->lines == BOQ_LINES)
        return false;
    *l = (struct boq_line){.cell = cell_name(r, row->row, r->col.quantity),
                           .number = cell_text(r, row, r->col.number),
                           .name = cell_text(r, row, r->col.name),
                           .unit_word = cell_text(r, row, r->col.unit),
                           .quantity_milli = (micro + 500) / 1000};
    (void)cell_money(row, r->col.material, &l->material);
    (void)cell_money(row, r->col.labour, &l->labour);
    material = product(r, row, micro, l->material, r->col.material_sum, "material");
    labour = product(r, row, micro, l->labour, r->col.labour_sum, "labour");
    sum = money_add(material, labour);
    if (!cell_money(row, r->col.total, &l->total))
        l->total = sum;
    else if (far(l->total, sum, 2 * ROUNDING))
        issue(r, cell_name(r, row->row, r->col.total), "line_total", l->total, sum);
    r->out->lines++;
    r->section = money_add(r->section, l->total);
    r->direct = money_add(r->direct, l->total);
    return true;
}

/* The last number of a row, and where it stands. */
static const struct sheet_cell *last_number(const struct sheet_in_row *row)
{
    for (size_t i = row->n; i > 0; i--) {
        struct err e;
        struct money m;
        bool rounded;

        if (row->cell[i - 1].type != CELL_ERROR &&
            money_parse_rounding(row->cell[i - 1].text, &m, &rounded, &e))
            return &row->cell[i - 1];
    }
    return NULL;
}

static void take_vat(struct reading *r, const struct sheet_cell *c)
{
    int64_t v;
    struct str s = str_ends(c->text, STR("%")) ? str_slice(c->text, 0, c->text.n - 1) : c->text;

    if (!exact_parse_decimal(str_trim(s), 6, &v) || v < 0 || v > INT64_C(30) * MICRO)
        return; /* an amount: the total says the same */
    r->out->head.vat_bp = v < MICRO ? v / 100 : v / 100 / 100; /* 0.07 of a format, or 7 */
}

/* Sums, factor F, VAT and the grand total: rows without a quantity. */
static void take_foot(struct reading *r, const struct sheet_in_row *row)
{
    const struct sheet_cell *c = last_number(row);
    struct err e;
    struct money m;
    bool rounded;

    if (!c || !money_parse_rounding(c->text, &m, &rounded, &e))
        return;
    if (find(r, row, W_FACTOR, 0) != NO_COLUMN) {
        if (!exact_parse_decimal(c->text, 6, &r->out->head.factor_millionths) ||
            r->out->head.factor_millionths < MICRO / 2 ||
            r->out->head.factor_millionths > INT64_C(3) * MICRO) {
            issue(r, cell_name(r, row->row, c->col), "factor", m, MONEY(100));
            r->out->head.factor_millionths = MICRO;
        }
    } else if (find(r, row, W_VAT, 0) != NO_COLUMN) {
        take_vat(r, c);
    } else if (find(r, row, W_GRAND, 0) != NO_COLUMN) {
        r->grand = m;
        r->grand_cell = cell_name(r, row->row, c->col);
        r->has_grand = true;
    } else if (r->head && find(r, row, W_SUM, 0) != NO_COLUMN) {
        if (cell_money(row, r->col.total, &m) && far(m, r->section, TOTAL_ROUNDING) &&
            far(m, r->direct, TOTAL_ROUNDING))
            issue(r, cell_name(r, row->row, r->col.total), "sum", m,
                  r->section.satang ? r->section : r->direct);
        r->section = MONEY_ZERO;
    }
}

static bool names_foot(struct reading *r, const struct sheet_in_row *row)
{
    return find(r, row, W_FACTOR, 0) != NO_COLUMN || find(r, row, W_VAT, 0) != NO_COLUMN ||
           find(r, row, W_GRAND, 0) != NO_COLUMN;
}

static bool take_row(void *ctx, const struct sheet_in_row *row, struct err *e)
{
    struct reading *r = ctx;

    (void)e;
    if (!r->head && take_head(r, row))
        return true;
    if (r->head_open) {
        split_head(r, row);
        if (r->col.material_sum != NO_COLUMN || r->col.labour_sum != NO_COLUMN)
            return true;
    }
    if (!r->head || names_foot(r, row) || !take_line(r, row))
        take_foot(r, row);
    return true;
}

/* Direct cost x factor F x (1 + VAT), half up once. */
static struct money computed(const struct reading *r)
{
    const struct boq *h = &r->out->head;
    struct money m = r->direct;

    if (!money_ratio(m, h->factor_millionths, MICRO, ROUND_HALF_UP, &m) ||
        !money_ratio(m, ALL_BP + h->vat_bp, ALL_BP, ROUND_HALF_UP, &m))
        return MONEY_ZERO;
    return m;
}

static void finish(struct reading *r, struct money requested)
{
    struct boq *h = &r->out->head;
    struct money want = computed(r);

    h->direct = r->direct;
    h->line = requested;
    h->total = r->has_grand ? r->grand : want;
    if (r->has_grand && far(r->grand, want, TOTAL_ROUNDING))
        issue(r, r->grand_cell, "total", r->grand, want);
    if (far(h->total, requested, 0))
        issue(r, r->has_grand ? r->grand_cell : r->sheet, "line", h->total, requested);
    h->lines = (int64_t)r->out->lines;
    h->issues = (int64_t)r->out->issues;
}

bool boq_read(struct arena *a, const struct sheet_source *src, struct money requested,
              struct boq_file *ret, struct err *e)
{
    struct boq_file f = {.line = ARENA_ARRAY(a, struct boq_line, BOQ_LINES + 1),
                         .issue = ARENA_ARRAY(a, struct boq_issue, BOQ_ISSUES),
                         .head = {.factor_millionths = MICRO}};
    struct reading r = {.a = a, .out = &f};
    struct xlsx *book;

    if (!xlsx_open(a, src, &book, e))
        return false;
    for (size_t i = 0; i < xlsx_sheets(book); i++) {
        if (xlsx_sheet_hidden(book, i))
            continue;
        r.sheet = str_dup(a, xlsx_sheet_name(book, i));
        r.head = r.head_open = false;
        if (!xlsx_read(book, i, take_row, &r, e))
            return false;
    }
    if (!r.any_head || f.lines == 0) {
        FAIL(e, ERR_BOQ_HEAD);
        return false;
    }
    finish(&r, requested);
    *ret = f;
    return true;
}

/* ---- keeping ---- */

bool boq_tie(struct act *by, struct str line_code, const char *path, struct str name,
             const struct boq_file *f, struct err *e)
{
    struct db *db = by->tx->db;
    struct costing c;
    struct attach_row file;
    struct str code;
    int64_t id;

    if (!costing_edit(by, line_code, &c, e) ||
        !attach_add(
            by,
            &(struct attach_new){.subject = str_format(by->a, "line:%.*s", STR_FMT(line_code)),
                                 .kind = STR("por4"),
                                 .name = name,
                                 .path = path},
            &code, e) ||
        !attach_get(db, by->a, code, &file, e) ||
        !db_int(db, &Q_BOQ_INSERT,
                ARGS(V(c.id), V(file.id), V(f->head.lines), V(f->head.direct),
                     V(f->head.factor_millionths), V(f->head.vat_bp), V(f->head.total),
                     V(f->head.line), V(f->head.issues), V(by->who->name), V(by->now_ms)),
                &id, e))
        return false;
    for (size_t i = 0; i < f->lines; i++) {
        const struct boq_line *l = &f->line[i];

        if (!db_exec(db, &Q_BOQ_LINE_INSERT,
                     ARGS(V(id), V((int64_t)i + 1), V(l->cell), V(l->number), V(l->name),
                          V(l->quantity_milli), V(l->unit_word), V(l->material), V(l->labour),
                          V(l->total)),
                     NULL, e))
            return false;
    }
    for (size_t i = 0; i < f->issues; i++) {
        const struct boq_issue *x = &f->issue[i];

        if (!db_exec(
                db, &Q_BOQ_ISSUE_INSERT,
                ARGS(V(id), V((int64_t)i + 1), V(x->cell), V(x->kind), V(x->found), V(x->expected)),
                NULL, e))
            return false;
    }
    return costing_note(
        by, &c, "line.boq", STR_NONE,
        str_format(by->a, "%.*s %lld", STR_FMT(file.name), (long long)f->head.issues), e);
}

bool boq_get(struct db *db, struct arena *a, int64_t line_id, struct boq *ret, bool *ret_found,
             struct err *e)
{
    return db_find(db, a, &Q_BOQ_NEWEST, ARGS(V(line_id)), &boq_type, ret, ret_found, e);
}

bool boq_lines(struct db *db, struct arena *a, int64_t boq_id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_BOQ_LINES, ARGS(V(boq_id)), &boq_line_type, ret, e);
}

bool boq_issues(struct db *db, struct arena *a, int64_t boq_id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_BOQ_ISSUES, ARGS(V(boq_id)), &boq_issue_type, ret, e);
}
