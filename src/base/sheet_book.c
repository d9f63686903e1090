/* sheet_book.c - opening a workbook: its sheets, styles and shared strings. */
#include "base/sheet_book.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "base/lang.h"

enum {
    FORMATS_MAX = 65536, /* cell formats of a style sheet */
};

bool xlsx_broken(struct err *e, const char *why)
{
    FAIL(e, ERR_FILE_BROKEN);
    err_arg(e, "why", V(str_from(why)));
    return false;
}

bool xlsx_limit(struct err *e, const char *what, int64_t n)
{
    FAIL(e, ERR_BOOK_LIMIT);
    err_arg(e, "what", V(str_from(what)));
    err_arg(e, "limit", V(n));
    return false;
}

int64_t xlsx_number(struct str s, int64_t otherwise)
{
    int64_t v;

    return exact_parse_decimal(s, 0, &v) ? v : otherwise;
}

void *xlsx_grow(struct arena *a, void *p, size_t n, size_t *cap, size_t size)
{
    size_t more = *cap ? *cap * 2 : 64;

    if (n < *cap) {
        return p;
    }
    p = arena_grow(a, p, *cap * size, more * size);
    *cap = more;
    return p;
}

/* ---- text ---- */

static bool hex4(const char *p, uint32_t *ret)
{
    uint32_t v = 0;

    for (int i = 0; i < 4; i++) {
        char c = p[i];
        uint32_t d = c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
                     : c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A' + 10)
                     : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
                                            : 16;

        if (d == 16) {
            return false;
        }
        v = v * 16 + d;
    }
    *ret = v;
    return true;
}

/* _x000D_ is how a workbook writes what XML cannot; controls but line breaks and tabs go. */
static struct str unescape(struct arena *a, struct str s)
{
    char *out;
    size_t n = 0;

    if (str_find(s, STR("_x"), 0) >= s.n && !(s.n && memchr(s.p, '\r', s.n))) {
        return s;
    }
    out = arena_alloc(a, s.n);
    for (size_t i = 0; i < s.n; i++) {
        uint32_t cp;

        if (s.n - i >= 7 && s.p[i] == '_' && s.p[i + 1] == 'x' && s.p[i + 6] == '_' &&
            hex4(s.p + i + 2, &cp)) {
            i += 6;
            if (cp == '\n' || cp == '\t' ||
                (cp >= 0x20 && cp != 0x7F && (cp < 0xD800 || cp > 0xDFFF))) {
                n += str_put_cp(out + n, cp);
            }
        } else if (s.p[i] != '\r') {
            out[n++] = s.p[i];
        }
    }
    return (struct str){out, n};
}

/* The bytes with which anything begins that is not taken as it stands: most texts have none. */
static bool needs_care(struct str s)
{
    static const unsigned char suspect[256] = {
        ['\r'] = 1, ['_'] = 1, [0x8D] = 1, [0xC2] = 1, [0xE2] = 1, [0xEF] = 1, [0x7F] = 1,
    };
    unsigned found = 0;

    for (size_t i = 0; i < s.n; i++) {
        found |= suspect[(unsigned char)s.p[i]];
    }
    return found != 0;
}

/* The XML reader has checked that it is UTF-8. */
bool xlsx_clean(struct arena *a, struct str raw, struct str *ret, struct err *e)
{
    if (!needs_care(raw)) {
        *ret = raw;
        return true;
    }
    return str_clean(a, unescape(a, raw), ret) || xlsx_broken(e, TR("ข้อความไม่ใช่ UTF-8"));
}

bool xlsx_runs(struct sheet_xml *x, struct sbuf *b, struct err *e)
{
    enum sheet_node node;
    int depth = 1, phonetic = 0;
    bool in_text = false;

    while (depth > 0) {
        if (!sheet_xml_next(x, &node, e)) {
            return false;
        }
        if (node == NODE_DONE) {
            return xlsx_broken(e, TR("XML จบก่อนเวลา"));
        }
        if (node == NODE_START) {
            depth++;
            phonetic += phonetic || sheet_xml_is(x, "rPh") ? 1 : 0;
            in_text = !phonetic && sheet_xml_is(x, "t");
        } else if (node == NODE_END) {
            depth--;
            phonetic -= phonetic ? 1 : 0;
            in_text = false;
        } else if (in_text) {
            sbuf_add(b, sheet_xml_text(x));
        }
    }
    return !b->overflow || xlsx_limit(e, TR("ความยาวข้อความในช่อง"), BOOK_TEXT_MAX / 4);
}

bool xlsx_value(struct sheet_xml *x, struct sbuf *b, struct err *e)
{
    enum sheet_node node;

    for (int depth = 1; depth > 0;) {
        if (!sheet_xml_next(x, &node, e)) {
            return false;
        }
        if (node == NODE_DONE) {
            return xlsx_broken(e, TR("XML จบก่อนเวลา"));
        }
        depth += node == NODE_START ? 1 : node == NODE_END ? -1 : 0;
        if (node == NODE_TEXT && depth == 1) {
            sbuf_add(b, sheet_xml_text(x));
        }
    }
    return !b->overflow || xlsx_limit(e, TR("ความยาวข้อความในช่อง"), BOOK_TEXT_MAX / 4);
}

/* ---- parts: relations, workbook, styles, shared strings ---- */

typedef bool element_fn(struct xlsx *b, struct sheet_xml *x, struct err *e);

/* Calls fn for each element of a part. */
static bool each_element(struct xlsx *b, struct str part, element_fn *fn, struct err *e)
{
    struct sheet_xml *x;
    enum sheet_node node;

    if (!sheet_xml_open(b->a, b->zip, part, &x, e)) {
        return false;
    }
    do {
        if (!sheet_xml_next(x, &node, e) || (node == NODE_START && !fn(b, x, e))) {
            return false;
        }
    } while (node != NODE_DONE);
    sheet_xml_close(x);
    return true;
}

static bool on_workbook(struct xlsx *b, struct sheet_xml *x, struct err *e)
{
    if (sheet_xml_is(x, "workbookPr")) {
        struct str v = sheet_xml_attr(x, "date1904");

        b->is_1904 = str_eq(v, STR("1")) || str_eq(v, STR("true")) || str_eq(v, STR("on"));
    } else if (sheet_xml_is(x, "sheet")) {
        struct sheet_name *s = &b->sheet[b->sheets];

        if (b->sheets == BOOK_SHEETS_MAX) {
            return xlsx_limit(e, TR("จำนวนแผ่นงาน"), BOOK_SHEETS_MAX);
        }
        if (!xlsx_clean(b->a, str_dup(b->a, sheet_xml_attr(x, "name")), &s->name, e)) {
            return false;
        }
        s->id = str_dup(b->a, sheet_xml_attr(x, "id"));
        s->hidden = str_eq(sheet_xml_attr(x, "state"), STR("hidden")) ||
                    str_eq(sheet_xml_attr(x, "state"), STR("veryHidden"));
        b->sheets++;
    }
    return true;
}

static bool on_relation(struct xlsx *b, struct sheet_xml *x, struct err *e)
{
    struct str id, target;

    (void)e;
    if (!sheet_xml_is(x, "Relationship") ||
        str_eq(sheet_xml_attr(x, "TargetMode"), STR("External"))) {
        return true;
    }
    id = str_dup(b->a, sheet_xml_attr(x, "Id"));
    target = sheet_xml_attr(x, "Target");
    target = str_starts(target, STR("/")) ? str_dup(b->a, str_slice(target, 1, target.n))
                                          : str_format(b->a, "xl/%.*s", STR_FMT(target));
    for (size_t i = 0; i < b->sheets; i++) {
        if (id.n && str_eq(b->sheet[i].id, id)) {
            b->sheet[i].part = target;
        }
    }
    return true;
}

/* Counts cellXfs only: the same element stands in cellStyleXfs as well. */
static bool in_cell_formats(struct xlsx *b, struct sheet_xml *x, bool *inside, struct err *e)
{
    int64_t id;
    bool date;

    if (sheet_xml_is(x, "cellXfs") || sheet_xml_is(x, "cellStyleXfs")) {
        *inside = sheet_xml_is(x, "cellXfs");
        return true;
    }
    if (!*inside || !sheet_xml_is(x, "xf")) {
        return true;
    }
    if (b->cell_formats == FORMATS_MAX) {
        return xlsx_limit(e, TR("จำนวนรูปแบบช่อง"), FORMATS_MAX);
    }
    id = xlsx_number(sheet_xml_attr(x, "numFmtId"), 0);
    date = sheet_builtin_is_date(id);
    for (size_t i = 0; i < b->formats; i++) {
        date = b->format[i].id == id ? b->format[i].is_date : date;
    }
    b->is_date = xlsx_grow(b->a, b->is_date, b->cell_formats, &b->cell_formats_cap, sizeof(bool));
    b->is_date[b->cell_formats++] = date;
    return true;
}

static bool read_styles(struct xlsx *b, struct err *e)
{
    struct sheet_xml *x;
    enum sheet_node node;
    bool inside = false;

    if (!sheet_zip_has(b->zip, STR("xl/styles.xml"))) {
        return true;
    }
    if (!sheet_xml_open(b->a, b->zip, STR("xl/styles.xml"), &x, e)) {
        return false;
    }
    do {
        if (!sheet_xml_next(x, &node, e)) {
            return false;
        }
        if (node == NODE_START && sheet_xml_is(x, "numFmt") && b->formats < FORMATS_MAX / 16) {
            b->format = xlsx_grow(b->a, b->format, b->formats, &b->formats_cap, sizeof *b->format);
            b->format[b->formats++] =
                (struct number_format){xlsx_number(sheet_xml_attr(x, "numFmtId"), -1),
                                       sheet_format_is_date(sheet_xml_attr(x, "formatCode"))};
        } else if (node == NODE_START && !in_cell_formats(b, x, &inside, e)) {
            return false;
        } else if (node == NODE_END && sheet_xml_is(x, "cellXfs")) {
            inside = false;
        }
    } while (node != NODE_DONE);
    sheet_xml_close(x);
    return true;
}

static bool keep_string(struct xlsx *b, struct str s, struct err *e)
{
    if (s.n > BOOK_STRINGS_MAX - b->text_n) {
        return xlsx_limit(e, TR("ข้อความรวมทั้งแฟ้ม (ไบต์)"), BOOK_STRINGS_MAX);
    }
    if (b->text_cap - b->text_n < s.n) {
        size_t more = b->text_cap ? b->text_cap * 2 : 65536;

        more = more < b->text_n + s.n ? b->text_n + s.n : more;
        b->text = arena_grow(b->a, b->text, b->text_cap, more);
        b->text_cap = more;
    }
    if (s.n > 0) {
        memcpy(b->text + b->text_n, s.p, s.n);
    }
    b->text_n += s.n;
    b->end = xlsx_grow(b->a, b->end, b->strings, &b->strings_cap, sizeof *b->end);
    b->end[b->strings++] = (uint32_t)b->text_n;
    return true;
}

/* One <si> at a time: what it holds is what the limit is for. */
static bool on_string(struct xlsx *b, struct sheet_xml *x, struct err *e)
{
    struct arena_mark m = arena_mark(b->row_a);
    struct sbuf t;
    struct str s;
    bool ok;

    if (!sheet_xml_is(x, "si")) {
        return true;
    }
    sbuf_init(&t, b->row_a, BOOK_TEXT_MAX);
    ok = xlsx_runs(x, &t, e) && xlsx_clean(b->row_a, sbuf_str(&t), &s, e) && keep_string(b, s, e);
    arena_rewind(b->row_a, m);
    return ok;
}

static void free_arena(void *p)
{
    arena_free(p);
}

bool xlsx_open(struct arena *a, const struct sheet_source *src, struct xlsx **ret, struct err *e)
{
    struct xlsx *b = ARENA_NEW(a, struct xlsx);

    b->a = arena_new();
    arena_defer(a, free_arena, b->a);
    b->row_a = arena_new();
    arena_defer(a, free_arena, b->row_a);
    if (!sheet_zip_open(b->a, src, &b->zip, e)) {
        return false;
    }
    if (!sheet_zip_has(b->zip, STR("xl/workbook.xml"))) { /* .ods, .docx, .xlsb, any zip */
        FAIL(e, ERR_BOOK_KIND);
        return false;
    }
    if (!each_element(b, STR("xl/workbook.xml"), on_workbook, e) ||
        !each_element(b, STR("xl/_rels/workbook.xml.rels"), on_relation, e) || !read_styles(b, e) ||
        (sheet_zip_has(b->zip, STR("xl/sharedStrings.xml")) &&
         !each_element(b, STR("xl/sharedStrings.xml"), on_string, e))) {
        return false;
    }
    if (b->sheets == 0) {
        return xlsx_broken(e, TR("ไม่มีแผ่นงาน"));
    }
    *ret = b;
    return true;
}

size_t xlsx_sheets(const struct xlsx *b)
{
    return b->sheets;
}

struct str xlsx_sheet_name(const struct xlsx *b, size_t i)
{
    return b->sheet[i].name;
}

bool xlsx_sheet_hidden(const struct xlsx *b, size_t i)
{
    return b->sheet[i].hidden;
}

size_t xlsx_find_sheet(const struct xlsx *b, struct str name)
{
    for (size_t i = 0; i < b->sheets; i++) {
        if (str_eq(b->sheet[i].name, name)) {
            return i;
        }
    }
    return SIZE_MAX;
}
