#include "exchange/book.h"

#include "base/arena.h"
#include "base/crypto.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/year.h"
#include "exchange/book_out.h"
#include "sql_exchange.h"
#include "store/store.h"

static const struct field book_line_fields[] = {
    COL(struct book_line, id),
    COL(struct book_line, version),
    FIELD(struct book_line, code, FIELD_KEY, "รหัสรายการ", "Line"),
    FIELD(struct book_line, package_code, 0, "ข้อเสนอ", "Package"),
    FIELD(struct book_line, package_title, 0, "ชื่อข้อเสนอ", "Package title"),
    FIELD(struct book_line, output_code, 0, "ผลผลิต/งาน", "Output or work"),
    FIELD(struct book_line, item_code, 0, "รหัสรายจ่าย", "Item"),
    FIELD(struct book_line, item_name, 0, "รายจ่าย", "Item name"),
    FIELD(struct book_line, fund_code, 0, "แหล่งเงิน", "Fund"),
    FIELD(struct book_line, state, 0, "สถานะ", "State"),
    FIELD(struct book_line, name, 0, "ชื่อรายการ", "Name"),
    FIELD(struct book_line, unit_word, 0, "หน่วยนับ", "Unit"),
    FIELD(struct book_line, justification, 0, "เหตุผลความจำเป็น", "Justification"),
    FIELD(struct book_line, by_user, 0, "ผู้แก้ล่าสุด", "Last changed by"),
    COL(struct book_line, quantity_milli),
    FIELD(struct book_line, times, 0, "จำนวนครั้ง", "Times"),
    FIELD(struct book_line, months, 0, "จำนวนเดือน", "Months"),
    FIELD(struct book_line, unit_price, 0, "ราคาต่อหน่วย", "Unit price"),
    FIELD(struct book_line, requested, FIELD_TOTAL, "คำขอ", "Requested"),
    COL(struct book_line, removed),
    COL(struct book_line, seen),
    COL(struct book_line, section_id),
    COL(struct book_line, place),
    FIELD(struct book_line, at, 0, "แก้ล่าสุดเมื่อ", "Last changed at"),
};
const struct row_type book_line_type = ROW_TYPE(struct book_line, book_line_fields);

const char *const book_column_names[COLUMN_COUNT] = {
#define COLUMN(id, name, width, th, en) [id] = (name),
#include "exchange/book_columns.def"
#undef COLUMN
};

static const struct {
    const char *th, *en;
} labels[COLUMN_COUNT] = {
#define COLUMN(id, name, width, th, en) [id] = {(th), (en)},
#include "exchange/book_columns.def"
#undef COLUMN
};

enum book_column book_column_of(enum book_cell c)
{
    static const enum book_column column[BOOK_CELLS] = {
        [BOOK_NAME] = COL_NAME,   [BOOK_QUANTITY] = COL_QUANTITY, [BOOK_UNIT] = COL_UNIT,
        [BOOK_PRICE] = COL_PRICE, [BOOK_TIMES] = COL_TIMES,       [BOOK_MONTHS] = COL_MONTHS,
        [BOOK_WHY] = COL_WHY,
    };

    return column[c];
}

const char *request_book_field(enum book_cell c)
{
    return book_column_names[book_column_of(c)];
}

struct str request_book_label(enum book_cell c, enum lang lang)
{
    enum book_column column = book_column_of(c);

    return lang_pick(lang, labels[column].th, labels[column].en);
}

/* ---- canonical cells ---- */

/* The bytes with which anything begins that is not taken as it stands: controls, zero-width and
 * other odd characters, the mark between cells of the base. Most texts have none. */
static bool needs_care(struct str s)
{
    static const unsigned char suspect[256] = {
        [0x7F] = 1, [0x8D] = 1, [0xC2] = 1, [0xE2] = 1, [0xEE] = 1, [0xEF] = 1,
    };
    unsigned found = 0;

    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        found |= suspect[c] | (unsigned)(c < 0x20 && c != '\n');
    }
    return found != 0;
}

/* What a cell can hold and a reader gives back: no controls but line breaks, no spaces around. */
struct str book_cell_text(struct arena *a, struct str s)
{
    struct str cleaned = s;
    char *out;
    size_t n = 0;

    if (!needs_care(s)) {
        return str_trim(s);
    }
    out = arena_alloc(a, s.n);
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if (c != '\r') {
            out[n++] = (c < 0x20 && c != '\n') || c == 0x7F ? ' ' : s.p[i];
        }
    }
    s = str_replace(a, (struct str){out, n}, STR(BOOK_BASE_PARTED), STR(" "));
    s = str_replace(a, s, STR(BOOK_LINE_PARTED), STR(" "));
    return str_trim(str_clean(a, s, &cleaned) ? cleaned : s);
}

/* Its own bytes and no more: a workbook has tens of thousands of them. */
struct str book_decimal(struct arena *a, int64_t v, unsigned places)
{
    char digit[32];
    size_t n = sizeof digit;
    uint64_t u = exact_magnitude(v);

    for (; places > 0 && u % 10 == 0; places--) {
        u /= 10;
    }
    for (unsigned i = 0; u > 0 || i <= places; i++) {
        if (i == places && i > 0) {
            digit[--n] = '.';
        }
        digit[--n] = (char)('0' + u % 10);
        u /= 10;
    }
    if (v < 0) {
        digit[--n] = '-';
    }
    return str_dup(a, (struct str){digit + n, sizeof digit - n});
}

void book_line_cells(struct arena *a, const struct book_line *l, struct str ret[BOOK_CELLS])
{
    ret[BOOK_NAME] = book_cell_text(a, l->name);
    ret[BOOK_QUANTITY] = book_decimal(a, l->quantity_milli, 3);
    ret[BOOK_UNIT] = book_cell_text(a, l->unit_word);
    ret[BOOK_PRICE] = book_decimal(a, l->unit_price.satang, 2);
    ret[BOOK_TIMES] = book_decimal(a, l->times, 0);
    ret[BOOK_MONTHS] = book_decimal(a, l->months, 0);
    ret[BOOK_WHY] = book_cell_text(a, l->justification);
}

bool book_may(const struct book_sight *s, struct str state, struct str place, int64_t section_id)
{
    return (str_eq(state, STR("DRAFT")) || str_eq(state, STR("RETURNED"))) &&
           (str_eq(s->sight, SIGHT_ALL) ||
            (str_eq(place, STR("section")) && sight_has(s->sight, 's', section_id)) ||
            (str_eq(place, STR("collector")) && sight_has(s->sight, 'c', s->agency_id)));
}

bool book_lines(struct db *db, struct arena *a, int64_t year, const struct book_sight *s,
                struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_BOOK_LINES, ARGS(V(s->agency_id), V(year), V(s->sight)),
                   &book_line_type, ret, e);
}

static const struct field book_package_fields[] = {
    COL(struct book_package, id),    COL(struct book_package, code),
    COL(struct book_package, title), COL(struct book_package, state),
    COL(struct book_package, place), COL(struct book_package, section_id),
};
static const struct row_type book_package_type = ROW_TYPE(struct book_package, book_package_fields);

bool book_packages_all(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                       struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_BOOK_PACKAGES, ARGS(V(agency_id), V(year)), &book_package_type, ret,
                   e);
}

bool book_packages(struct db *db, struct arena *a, int64_t year, const struct book_sight *s,
                   struct rows *ret, struct err *e)
{
    struct book_package *kept;
    struct rows all;
    size_t n = 0;

    if (!book_packages_all(db, a, year, s->agency_id, &all, e)) {
        return false;
    }
    kept = ARENA_ARRAY(a, struct book_package, all.n);
    for (size_t i = 0; i < all.n; i++) {
        const struct book_package *p = (const struct book_package *)all.p + i;

        if (book_may(s, p->state, p->place, p->section_id)) {
            kept[n++] = *p;
        }
    }
    *ret = (struct rows){kept, n};
    return true;
}

/* ---- out ---- */

/* Two exports never share an id: rows to fill in are known by it. */
static struct str make_id(struct arena *a, const struct request_book_want *w, int64_t revision)
{
    uint8_t sum[SHA256_BYTES], salt[8];

    crypto_random(salt, sizeof salt);
    sha256(str_format(a, "%.*s %lld %lld %lld %.*s %.*s", STR_FMT(w->agency_code),
                      (long long)w->year, (long long)revision, (long long)w->now_ms,
                      STR_FMT(w->who->name), STR_FMT(hex_text(a, salt, sizeof salt))),
           sum);
    return hex_text(a, sum, 8);
}

bool request_book_export(struct db *db, struct arena *a, const struct request_book_want *w,
                         struct request_book_done *ret, struct err *e)
{
    struct fiscal_year y;
    struct book_out o = {.year = w->year, .by = w->who->name, .made = {w->now_ms}, .fresh = 1};
    struct request_book_done d = {0};
    struct book_out_row *row;
    struct rows lines;
    int64_t revision;

    if (!agency_get(db, a, w->agency_code, &o.agency, e) ||
        !actor_check(w->who, PERM_BUDGET_READ, o.agency.id, o.agency.division, e) ||
        !year_get(db, a, w->year, &y, e) ||
        !db_int(db, &Q_BOOK_REVISION, ARGS(V(o.agency.id), V(w->year)), &revision, e) ||
        !sight_of(db, a, w->who, &o.sight.sight, e)) {
        return false;
    }
    o.sight.agency_id = o.agency.id;
    if (!book_lines(db, a, w->year, &o.sight, &lines, e)) {
        return false;
    }
    o.note = y.demo ? tr(w->lang, TR("ข้อมูลสาธิต ไม่ใช่งบประมาณจริง")) : STR_NONE;
    o.id = make_id(a, w, revision);
    row = ARENA_ARRAY(a, struct book_out_row, lines.n);
    for (size_t i = 0; i < lines.n; i++) {
        const struct book_line *l = (const struct book_line *)lines.p + i;
        struct str *cell = ARENA_ARRAY(a, struct str, BOOK_CELLS);

        if (l->removed || !l->seen) {
            continue;
        }
        book_line_cells(a, l, cell);
        row[o.n++] = (struct book_out_row){.line = l, .cell = cell, .base = cell};
        d.requested = money_add(d.requested, l->requested);
    }
    o.row = row;
    d.lines = (int64_t)o.n;
    d.id = o.id;
    if (!book_out_write(db, a, w, &o, e)) {
        return false;
    }
    *ret = d;
    return true;
}
