/* book_out.c - the sheets of a request workbook: the rows, how to use it, what may be chosen, and the
 * hidden base that a merge needs. */
#include "exchange/book_out.h"

#include "base/arena.h"
#include "base/exact.h"
#include "base/sheet_edit.h"
#include "city/class.h"
#include "sql_exchange.h"
#include "store/store.h"

static const int widths[COLUMN_COUNT] = {
#define COLUMN(id, name, width, th, en) [id] = (width),
#include "exchange/book_columns.def"
#undef COLUMN
};
static const char *const labels_th[COLUMN_COUNT] = {
#define COLUMN(id, name, width, th, en) [id] = (th),
#include "exchange/book_columns.def"
#undef COLUMN
};
static const char *const labels_en[COLUMN_COUNT] = {
#define COLUMN(id, name, width, th, en) [id] = (en),
#include "exchange/book_columns.def"
#undef COLUMN
};

enum {
    BASE_CELL = 8000
}; /* bytes after which a cell of the base is full; a line more fits always */

struct out {
    struct arena *a;
    struct sheet_edit *s;
    const struct book_out *o;
    enum lang lang;
    uint32_t items, funds, packages; /* rows of the lists */
};

static bool is_open(enum book_column c)
{
    for (int i = 0; i < BOOK_CELLS; i++) {
        if (book_column_of((enum book_cell)i) == c) {
            return true;
        }
    }
    return c == COL_DELETE;
}

/* Of cells that are not written: empty ones to fill in. */
static enum edit_style style_of(enum book_column c)
{
    return !is_open(c)                                                    ? EDIT_LOCKED
           : c == COL_PRICE                                               ? EDIT_BAHT
           : c == COL_QUANTITY || c == COL_TIMES || c == COL_MONTHS       ? EDIT_NUMBER
                                                                          : EDIT_TEXT;
}

static void put_heads(struct out *x)
{
    for (uint32_t c = 0; c < COLUMN_COUNT; c++) {
        sheet_edit_column(x->s, c, widths[c], style_of((enum book_column)c));
    }
    for (uint32_t c = 0; c < COLUMN_COUNT; c++) {
        sheet_edit_text(x->s, 0, c, str_from(book_column_names[c]), EDIT_MACHINE);
    }
    for (uint32_t c = 0; c < COLUMN_COUNT; c++) {
        sheet_edit_text(x->s, 1, c, lang_pick(x->lang, labels_th[c], labels_en[c]),
                        is_open((enum book_column)c) ? EDIT_HEAD_OPEN : EDIT_HEAD);
    }
}

static unsigned places_of(enum book_cell c)
{
    return c == BOOK_QUANTITY ? 3 : c == BOOK_PRICE ? 2 : 0;
}

static bool is_number(enum book_cell c)
{
    return c == BOOK_QUANTITY || c == BOOK_PRICE || c == BOOK_TIMES || c == BOOK_MONTHS;
}

static void put_cell(struct out *x, uint32_t at, const struct book_out_row *r, enum book_cell c,
                     bool open)
{
    uint32_t col = book_column_of(c);
    struct str text = r->cell[c];
    bool wrong = r->comment[c].n > 0;
    int64_t v;

    if (is_number(c) && exact_parse_decimal(text, places_of(c), &v) && v < (INT64_C(1) << 53) &&
        v > -(INT64_C(1) << 53)) {
        sheet_edit_number(x->s, at, col, (struct edit_number){v, places_of(c)},
                          wrong             ? EDIT_WRONG
                          : !open           ? EDIT_LOCKED_BAHT
                          : c == BOOK_PRICE ? EDIT_BAHT
                                            : EDIT_NUMBER);
    } else if (text.n > 0 || wrong || !open) { /* an empty open cell is the column's own */
        sheet_edit_text(x->s, at, col, text, wrong ? EDIT_WRONG : open ? EDIT_TEXT : EDIT_LOCKED);
    }
    if (wrong) {
        sheet_edit_comment(x->s, at, col, r->comment[c]);
    }
}

/* The sum, calculated as one types; what a file says about it is never read. */
static void put_sum(struct out *x, uint32_t at, int64_t satang, bool fresh)
{
    struct arena_mark m = arena_mark(x->a);
    struct str n[4];
    struct str f;
    static const enum book_column from[] = {COL_QUANTITY, COL_PRICE, COL_TIMES, COL_MONTHS};

    for (size_t i = 0; i < ARRAY_LEN(from); i++) {
        n[i] = sheet_cell_name(x->a, (int64_t)at + 1, from[i]);
    }
    f = fresh
            ? str_format(x->a,
                         "=IF(%.*s=\"\",\"\",%.*s*%.*s*IF(%.*s=\"\",1,%.*s)*IF(%.*s=\"\",1,%.*s))",
                         STR_FMT(n[1]), STR_FMT(n[0]), STR_FMT(n[1]), STR_FMT(n[2]), STR_FMT(n[2]),
                         STR_FMT(n[3]), STR_FMT(n[3]))
            : str_format(x->a, "=%.*s*%.*s*%.*s*%.*s", STR_FMT(n[0]), STR_FMT(n[1]), STR_FMT(n[2]),
                         STR_FMT(n[3]));
    sheet_edit_formula(x->s, at, COL_AMOUNT, str_cstr(x->a, f), (struct edit_number){satang, 2});
    arena_rewind(x->a, m);
}

static void put_line(struct out *x, uint32_t at, const struct book_out_row *r)
{
    const struct book_line *l = r->line;
    bool open = !l || book_may(&x->o->sight, l->state, l->place, l->section_id);
    enum edit_style key = l ? EDIT_LOCKED : EDIT_TEXT;

    sheet_edit_text(x->s, at, COL_LINE, l ? l->code : r->key, EDIT_LOCKED);
    if (r->row_comment.n) {
        sheet_edit_comment(x->s, at, COL_LINE, r->row_comment);
    }
    if (l && !str_eq(l->state, STR("DRAFT"))) {
        sheet_edit_text(x->s, at, COL_STATE, l->state, EDIT_LOCKED);
    }
    sheet_edit_text(x->s, at, COL_PACKAGE, l ? l->package_code : r->package, key);
    if (l) {
        sheet_edit_text(x->s, at, COL_OUTPUT, l->output_code, EDIT_LOCKED);
    }
    sheet_edit_text(x->s, at, COL_ITEM, l ? l->item_code : r->item, key);
    if (l) {
        sheet_edit_text(x->s, at, COL_ITEM_NAME, l->item_name, EDIT_LOCKED);
    }
    sheet_edit_text(x->s, at, COL_FUND, l ? l->fund_code : r->fund, key);
    for (int c = 0; c < BOOK_CELLS; c++) {
        put_cell(x, at, r, (enum book_cell)c, open);
    }
    put_sum(x, at, l ? l->requested.satang : 0, !l);
    if (r->marked || !open) {
        sheet_edit_text(x->s, at, COL_DELETE, r->marked ? str_from(TR("ลบ")) : STR_NONE,
                        open ? EDIT_TEXT : EDIT_LOCKED);
    }
}

static void put_rows(struct out *x)
{
    static const struct str nothing[BOOK_CELLS] = {{NULL, 0}};
    uint32_t at = BOOK_HEAD_ROWS;

    for (size_t i = 0; i < x->o->n; i++) {
        put_line(x, at++, &x->o->row[i]);
    }
    for (size_t i = 0; i < BOOK_NEW_ROWS; i++) {
        struct arena_mark m = arena_mark(x->a);
        struct book_out_row r = {.key = str_format(x->a, "+%zu", x->o->fresh + i), .cell = nothing};

        put_line(x, at++, &r);
        arena_rewind(x->a, m);
    }
}

static void put_lists(struct out *x)
{
    uint32_t from = BOOK_HEAD_ROWS + (uint32_t)x->o->n;
    uint32_t to = from + BOOK_NEW_ROWS - 1;
    const struct {
        uint32_t col, n;
        char letter;
    } list[] = {{COL_ITEM, x->items, 'A'},
                {COL_FUND, x->funds, 'B'},
                {COL_PACKAGE, x->packages, 'C'},
                {COL_DELETE, 1, 'D'}};

    for (size_t i = 0; i < ARRAY_LEN(list); i++) {
        struct arena_mark m = arena_mark(x->a);
        struct edit_range r = {list[i].col == COL_DELETE ? BOOK_HEAD_ROWS : from, to, list[i].col};
        struct str range = str_format(x->a, "=_lists!$%c$1:$%c$%u", list[i].letter, list[i].letter,
                                      list[i].n ? list[i].n : 1);

        sheet_edit_list(x->s, r, str_cstr(x->a, range), tr(x->lang, TR("เลือกจากรายการที่ให้ไว้")));
        arena_rewind(x->a, m);
    }
}

static void put_help(struct out *x)
{
    static const char *const line[] = {
        TR("กรอกได้เฉพาะช่องสีเหลือง: ชื่อ ปริมาณ หน่วยนับ ราคาต่อหน่วย จำนวนครั้ง จำนวนเดือน และเหตุผล"),
        TR("เพิ่มรายการ: ใช้แถวว่างท้ายตาราง เลือกข้อเสนอ รหัสรายจ่าย และแหล่งเงินจากรายการ"),
        TR("ลบรายการ: เลือกคำว่า ลบ ในคอลัมน์สุดท้าย แถวที่หายไปเฉย ๆ จะไม่ถูกลบ"),
        TR("พิมพ์ค่า ไม่ใช่สูตร คำขอเป็นบาทเต็ม เลขไทยและจุลภาคใช้ได้"),
        TR("ส่งกลับที่หน้าคำขอของหน่วยงาน ระบบรวมทีละช่อง ช่องที่มีคนแก้พร้อมกันจะให้เลือกก่อน"),
    };
    uint32_t at = 0;

    sheet_edit_page(x->s, "help", false);
    sheet_edit_column(x->s, 0, 110, EDIT_LOCKED);
    sheet_edit_text(
        x->s, at++, 0,
        str_format(x->a, "%.*s %.*s %.*s %lld", STR_FMT(tr(x->lang, TR("แฟ้มคำขอ"))),
                   STR_FMT(x->lang == LANG_EN && x->o->agency.name_en.n ? x->o->agency.name_en
                                                                        : x->o->agency.name_th),
                   STR_FMT(tr(x->lang, TR("ปีงบประมาณ พ.ศ."))), (long long)x->o->year),
        EDIT_TITLE);
    if (x->o->note.n) {
        sheet_edit_text(x->s, at++, 0, x->o->note, EDIT_LOCKED);
    }
    for (size_t i = 0; i < ARRAY_LEN(line); i++) {
        sheet_edit_text(x->s, at++, 0, tr(x->lang, line[i]), EDIT_LOCKED);
    }
    sheet_edit_finish_page(x->s, 0, 0, true);
}

/* What the merge needs: who the file is for, and each cell as it was given out. */
static void put_base(struct out *x)
{
    const struct str head[] = {STR("pbis-requests"),
                               str_format(x->a, "%d", BOOK_FORMAT),
                               x->o->agency.code,
                               str_format(x->a, "%lld", (long long)x->o->year),
                               x->o->id,
                               str_format(x->a, "%lld", (long long)x->o->made.ms),
                               x->o->by};
    struct sbuf b;
    uint32_t at = 1;

    sbuf_init(&b, x->a, SBUF_NO_LIMIT);
    sheet_edit_page(x->s, "_pbis", true);
    for (uint32_t c = 0; c < ARRAY_LEN(head); c++) {
        sheet_edit_text(x->s, 0, c, head[c], EDIT_MACHINE);
    }
    for (size_t i = 0; i < x->o->n; i++) {
        const struct book_out_row *r = &x->o->row[i];

        if (!r->base) {
            continue;
        }
        if (b.n > BASE_CELL) { /* many lines a cell: a third less to write and read */
            sheet_edit_text(x->s, at++, 0, sbuf_str(&b), EDIT_MACHINE);
            sbuf_reset(&b);
        }
        if (b.n > 0) {
            SB_LIT(&b, BOOK_LINE_PARTED);
        }
        sbuf_add(&b, r->line->code);
        for (uint32_t c = 0; c < BOOK_CELLS; c++) {
            SB_LIT(&b, BOOK_BASE_PARTED);
            sbuf_add(&b, r->base[c]);
        }
    }
    if (b.n > 0) {
        sheet_edit_text(x->s, at, 0, sbuf_str(&b), EDIT_MACHINE);
    }
    sheet_edit_finish_page(x->s, 0, 0, true);
}

/* ---- what may be chosen ---- */

struct choice_lists {
    struct str *item, *fund, *package;
    uint32_t items, funds, packages;
};

static bool leaf(const struct class_tree *t, size_t i)
{
    for (size_t k = 0; k < t->n; k++) {
        if (t->node[k].parent_id == t->node[i].id) {
            return false;
        }
    }
    return true;
}

static bool load_nodes(struct db *db, struct out *x, const char *kind, struct str **ret,
                       uint32_t *ret_n, struct err *e)
{
    struct class_tree t;

    if (!class_tree_load(db, x->a, x->o->year, str_from(kind), &t, e)) {
        return false;
    }
    *ret = ARENA_ARRAY(x->a, struct str, t.n);
    *ret_n = 0;
    for (size_t i = 0; i < t.n; i++) {
        const struct class_node *n = &t.node[i];

        if (leaf(&t, i)) {
            (*ret)[(*ret_n)++] =
                str_format(x->a, "%.*s %.*s", STR_FMT(n->code),
                           STR_FMT(x->lang == LANG_EN && n->name_en.n ? n->name_en : n->name_th));
        }
    }
    return true;
}

static bool load_packages(struct db *db, struct out *x, struct choice_lists *l, struct err *e)
{
    struct rows rows;

    if (!book_packages(db, x->a, x->o->year, &x->o->sight, &rows, e)) {
        return false;
    }
    l->package = ARENA_ARRAY(x->a, struct str, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct book_package *p = (const struct book_package *)rows.p + i;

        l->package[l->packages++] =
            str_format(x->a, "%.*s %.*s", STR_FMT(p->code), STR_FMT(p->title));
    }
    return true;
}

static void put_choices(struct out *x, const struct choice_lists *l)
{
    uint32_t n = l->items > l->packages ? l->items : l->packages;

    n = l->funds > n ? l->funds : n;
    sheet_edit_page(x->s, "_lists", true);
    for (uint32_t i = 0; i < n || i == 0; i++) {
        if (i < l->items) {
            sheet_edit_text(x->s, i, 0, l->item[i], EDIT_MACHINE);
        }
        if (i < l->funds) {
            sheet_edit_text(x->s, i, 1, l->fund[i], EDIT_MACHINE);
        }
        if (i < l->packages) {
            sheet_edit_text(x->s, i, 2, l->package[i], EDIT_MACHINE);
        }
        if (i == 0) {
            sheet_edit_text(x->s, i, 3, str_from(TR("ลบ")), EDIT_MACHINE);
        }
    }
    sheet_edit_finish_page(x->s, 0, 0, true);
}

bool book_out_write(struct db *db, struct arena *a, const struct request_book_want *w,
                    const struct book_out *o, struct err *e)
{
    struct out x = {.a = a, .o = o, .lang = w->lang};
    struct choice_lists l = {0};

    if (!load_nodes(db, &x, "item", &l.item, &l.items, e) ||
        !load_nodes(db, &x, "fund", &l.fund, &l.funds, e) || !load_packages(db, &x, &l, e) ||
        !sheet_edit_open(a, w->path, &x.s, e)) {
        return false;
    }
    x.items = l.items;
    x.funds = l.funds;
    x.packages = l.packages;
    sheet_edit_page(x.s, "requests", false);
    put_heads(&x);
    put_rows(&x);
    put_lists(&x);
    sheet_edit_finish_page(x.s, BOOK_HEAD_ROWS, 1, true);
    put_help(&x);
    put_choices(&x, &l);
    put_base(&x);
    return sheet_edit_close(x.s, e);
}
