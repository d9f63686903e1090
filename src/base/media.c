#include "base/media.h"

#include "base/arena.h"

enum { NAME_MAX_CP = 120, ZIP_TAIL = 65557, ZIP_ENTRIES = 5000 };
#define ZIP_UNPACKED_MAX (INT64_C(1) << 30)

static const struct kind {
    struct str word, type, end, other;
} kinds[MEDIA_COUNT] = {
    [MEDIA_PDF] = {STR_INIT("PDF"), STR_INIT("application/pdf"), STR_INIT(".pdf"),
                   STR_INIT(".pdf")},
    [MEDIA_JPEG] = {STR_INIT("JPEG"), STR_INIT("image/jpeg"), STR_INIT(".jpg"), STR_INIT(".jpeg")},
    [MEDIA_PNG] = {STR_INIT("PNG"), STR_INIT("image/png"), STR_INIT(".png"), STR_INIT(".png")},
    [MEDIA_XLSX] = {STR_INIT("XLSX"),
                    STR_INIT("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                    STR_INIT(".xlsx"), STR_INIT(".xlsx")},
    [MEDIA_DOCX] = {STR_INIT("DOCX"),
                    STR_INIT(
                        "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
                    STR_INIT(".docx"), STR_INIT(".docx")},
    [MEDIA_CSV] = {STR_INIT("CSV"), STR_INIT("text/csv; charset=utf-8"), STR_INIT(".csv"),
                   STR_INIT(".txt")},
};

/* ---- ZIP: the list of contents at the end of the file ---- */

static uint32_t le(struct str s, size_t at, int bytes)
{
    uint32_t v = 0;

    for (int i = bytes - 1; i >= 0; i--)
        v = v << 8 | (uint8_t)s.p[at + (size_t)i];
    return v;
}

struct contents {
    bool types, book, document, macro;
    int64_t unpacked;
};

/* The record of the end: "PK\5\6", 22 bytes and a comment. */
static bool find_end(struct str s, size_t *ret)
{
    size_t least = s.n > ZIP_TAIL ? s.n - ZIP_TAIL : 0;

    if (s.n < 22)
        return false;
    for (size_t at = s.n - 22;; at--) {
        if (le(s, at, 4) == 0x06054b50u) {
            *ret = at;
            return true;
        }
        if (at == least)
            return false;
    }
}

static bool read_contents(struct str s, struct contents *c)
{
    size_t end, at, n;

    if (!find_end(s, &end))
        return false;
    n = le(s, end + 10, 2);
    at = le(s, end + 16, 4);
    if (n > ZIP_ENTRIES)
        return false;
    for (size_t i = 0; i < n; i++) {
        size_t name_n;
        struct str name;

        if (at > end || end - at < 46 || le(s, at, 4) != 0x02014b50u)
            return false;
        name_n = le(s, at + 28, 2);
        if (end - at - 46 < name_n)
            return false;
        name = str_slice(s, at + 46, at + 46 + name_n);
        c->unpacked += le(s, at + 24, 4);
        c->types = c->types || str_eq(name, STR("[Content_Types].xml"));
        c->book = c->book || str_eq(name, STR("xl/workbook.xml"));
        c->document = c->document || str_eq(name, STR("word/document.xml"));
        c->macro = c->macro || str_ends(name, STR("vbaProject.bin"));
        at += 46 + name_n + le(s, at + 30, 2) + le(s, at + 32, 2);
    }
    return true;
}

static enum media office_of(struct str s)
{
    struct contents c = {0};

    if (!read_contents(s, &c) || !c.types || c.macro || c.unpacked > ZIP_UNPACKED_MAX ||
        c.book == c.document)
        return MEDIA_NONE;
    return c.book ? MEDIA_XLSX : MEDIA_DOCX;
}

/* ---- text ---- */

/* Lines of UTF-8 with a separator in the first of them, and no mark-up. */
static bool is_csv(struct str s)
{
    struct str text = str_starts(s, STR("\xEF\xBB\xBF")) ? str_slice(s, 3, s.n) : s, first;
    struct str rest = text;

    if (!str_utf8_valid(text) || !str_split(&rest, '\n', &first) ||
        str_starts(str_trim(text), STR("<")) || str_starts(text, STR("{")) ||
        str_starts(text, STR("%!")) || str_starts(text, STR("#!")))
        return false;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];

        if ((c < 0x20 && c != '\t' && c != '\r' && c != '\n') || c == 0x7F)
            return false;
    }
    return str_has(first, STR(",")) || str_has(first, STR(";")) || str_has(first, STR("\t"));
}

enum media media_of(struct str s)
{
    if (str_starts(s, STR("%PDF-")))
        return str_has(str_slice(s, s.n > 2048 ? s.n - 2048 : 0, s.n), STR("%%EOF")) ? MEDIA_PDF
                                                                                     : MEDIA_NONE;
    if (str_starts(s, STR("\xFF\xD8\xFF")))
        return str_has(str_slice(s, s.n > 4096 ? s.n - 4096 : 0, s.n), STR("\xFF\xD9"))
                   ? MEDIA_JPEG
                   : MEDIA_NONE;
    if (str_starts(s, STR("\x89PNG\r\n\x1A\n")))
        return str_eq(str_slice(s, 12, 16), STR("IHDR")) &&
                       str_has(str_slice(s, s.n > 64 ? s.n - 64 : 0, s.n), STR("IEND"))
                   ? MEDIA_PNG
                   : MEDIA_NONE;
    if (str_starts(s, STR("PK\x03\x04")))
        return office_of(s);
    return s.n && is_csv(s) ? MEDIA_CSV : MEDIA_NONE;
}

static bool ends_like(struct str name, struct str end)
{
    struct str tail;

    if (name.n <= end.n)
        return false;
    tail = str_slice(name, name.n - end.n, name.n);
    for (size_t i = 0; i < end.n; i++) {
        char c = tail.p[i] >= 'A' && tail.p[i] <= 'Z' ? (char)(tail.p[i] - 'A' + 'a') : tail.p[i];

        if (c != end.p[i])
            return false;
    }
    return true;
}

bool media_fits_name(enum media m, struct str name)
{
    return m != MEDIA_NONE && (ends_like(name, kinds[m].end) || ends_like(name, kinds[m].other));
}

struct str media_type(enum media m)
{
    return kinds[m].type;
}

struct str media_word(enum media m)
{
    return kinds[m].word;
}

/* Characters that turn the reading direction: with them "exe.pdf" can be shown for "fdp.exe". */
static bool turns(uint32_t cp)
{
    return (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069) || cp == 0x200E ||
           cp == 0x200F || cp == 0x061C;
}

struct str media_clean_name(struct arena *a, struct str name)
{
    struct sbuf b;
    size_t n = 0, from_folder = 0;

    for (size_t i = 0; i < name.n; i++) {
        if (name.p[i] == '/' || name.p[i] == '\\')
            from_folder = i + 1;
    }
    name = str_slice(name, from_folder, name.n);
    sbuf_init(&b, a, NAME_MAX_CP * 4);
    for (size_t i = 0; i < name.n && n < NAME_MAX_CP;) {
        size_t from = i;
        uint32_t cp = str_next_cp(name, &i);

        if (cp < 0x20 || cp == 0x7F || cp == 0xFFFD || turns(cp) || (cp == '.' && b.n == 0))
            continue;
        if (cp == '"' || cp == '<' || cp == '>' || cp == ':' || cp == '|' || cp == '?' || cp == '*')
            sbuf_byte(&b, '_');
        else
            sbuf_add(&b, str_slice(name, from, i));
        n++;
    }
    name = str_trim(sbuf_str(&b));
    return name.n ? name : STR("file");
}
