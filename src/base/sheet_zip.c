#include "base/sheet_zip.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <zip.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/lang.h"

enum {
    TAIL = 22 + 65535, /* where the end record of a zip file can stand */
    HEAD = 4096,
    RATIO_FREE = 1024 * 1024, /* an entry up to this size may pack as well as it likes */
};

struct sheet_zip {
    zip_t *zip;
    zip_source_t *source; /* until zip has taken it */
};

struct sheet_xml {
    xmlTextReaderPtr reader;
    zip_file_t *file;
    struct str entry;
    uint64_t claimed, packed, seen;
    bool bomb, broken, end_due; /* an empty element's end is still to be told */
    char attr[1024];
};

static bool broken(struct err *e, const char *why)
{
    FAIL(e, ERR_FILE_BROKEN);
    err_arg(e, "why", V(str_from(why)));
    return false;
}

static bool limit(struct err *e, const char *what, int64_t n)
{
    FAIL(e, ERR_BOOK_LIMIT);
    err_arg(e, "what", V(str_from(what)));
    err_arg(e, "limit", V(n));
    return false;
}

static bool open_failed(struct err *e, const char *path)
{
    FAIL(e, ERR_FILE_OPEN);
    err_arg(e, "path", V(str_from(path)));
    err_arg(e, "why", V(str_from(strerror(errno))));
    return false;
}

static bool too_large(struct err *e)
{
    FAIL(e, ERR_FILE_TOO_LARGE);
    err_arg(e, "limit", V((int64_t)BOOK_BYTES_MAX));
    return false;
}

/* ---- before libzip sees it: what kind of file, how many entries ---- */

/* Old .xls files and encrypted ones share a container; the encrypted stream's name tells. */
static bool old_file(struct str head, struct err *e)
{
    static const char name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";
    bool encrypted = str_has(head, (struct str){name, sizeof name - 1});

    if (encrypted) {
        FAIL(e, ERR_BOOK_ENCRYPTED);
    } else {
        FAIL(e, ERR_BOOK_OLD);
    }
    return false;
}

static uint32_t le16(const char *p)
{
    return (uint32_t)(unsigned char)p[0] | (uint32_t)(unsigned char)p[1] << 8;
}

static bool check_kind(struct str head, struct str whole_or_head, struct err *e)
{
    if (head.n == 0) {
        FAIL(e, ERR_FILE_EMPTY);
        return false;
    }
    if (str_starts(head, (struct str){"\xD0\xCF\x11\xE0", 4})) {
        return old_file(whole_or_head, e);
    }
    if (!str_starts(head, STR("PK\3\4"))) {
        FAIL(e, ERR_BOOK_KIND);
        return false;
    }
    return true;
}

/* The end record's count of entries, before any of them is read. */
static bool check_count(struct str tail, struct err *e)
{
    for (size_t i = tail.n >= 22 ? tail.n - 22 : 0; tail.n >= 22; i--) {
        if (memcmp(tail.p + i, "PK\5\6", 4) == 0) {
            return le16(tail.p + i + 10) <= BOOK_ENTRIES_MAX ||
                   limit(e, TR("จำนวนแฟ้มย่อย"), BOOK_ENTRIES_MAX);
        }
        if (i == 0) {
            break;
        }
    }
    return broken(e, TR("แฟ้มขาดตอนท้าย อาจดาวน์โหลดไม่ครบ"));
}

static bool look_at_bytes(struct str s, struct err *e)
{
    return (s.n <= BOOK_BYTES_MAX || too_large(e)) && check_kind(s, s, e) &&
           check_count(s.n > TAIL ? str_slice(s, s.n - TAIL, s.n) : s, e);
}

static bool read_piece(FILE *f, long from, char *buf, size_t n)
{
    return fseek(f, from, SEEK_SET) == 0 && fread(buf, 1, n, f) == n;
}

static bool look_at_file(struct arena *a, FILE *f, size_t size, struct err *e)
{
    size_t head_n = size < HEAD ? size : HEAD, tail_n = size < TAIL ? size : TAIL;
    char *head = arena_alloc(a, HEAD), *tail = arena_alloc(a, TAIL);
    struct str s = {head, head_n};

    if (!read_piece(f, 0, head, head_n) || !read_piece(f, (long)(size - tail_n), tail, tail_n)) {
        return broken(e, TR("อ่านแฟ้มไม่จบ"));
    }
    if (str_starts(s, (struct str){"\xD0\xCF\x11\xE0", 4})) { /* its folder may stand anywhere */
        char *all = arena_alloc(a, size);

        return read_piece(f, 0, all, size) ? old_file((struct str){all, size}, e)
                                           : broken(e, TR("อ่านแฟ้มไม่จบ"));
    }
    return check_kind(s, s, e) && check_count((struct str){tail, tail_n}, e);
}

static bool look_at_path(struct arena *a, const char *path, struct err *e)
{
    struct arena_mark m = arena_mark(a);
    struct stat st;
    FILE *f;
    bool ok;

    if (stat(path, &st) != 0) {
        return open_failed(e, path);
    }
    if (!S_ISREG(st.st_mode)) {
        errno = EINVAL;
        return open_failed(e, path);
    }
    if (st.st_size > BOOK_BYTES_MAX) {
        return too_large(e);
    }
    f = fopen(path, "rb");
    if (!f) {
        return open_failed(e, path);
    }
    ok = look_at_file(a, f, (size_t)st.st_size, e);
    (void)fclose(f);
    arena_rewind(a, m);
    return ok;
}

/* ---- the container ---- */

static void close_zip(void *p)
{
    struct sheet_zip *z = p;

    if (z->zip) {
        zip_discard(z->zip);
    } else if (z->source) {
        zip_source_free(z->source);
    }
    z->zip = NULL;
    z->source = NULL;
}

static bool is_bomb(uint64_t unpacked, uint64_t packed)
{
    return unpacked > RATIO_FREE && unpacked / BOOK_RATIO_MAX > packed;
}

static bool bomb(struct err *e, struct str entry)
{
    FAIL(e, ERR_BOOK_BOMB);
    err_arg(e, "entry", V(entry));
    return false;
}

/* What each entry claims; what it really unpacks to is held to the claim while it is read. */
static bool check_entries(struct sheet_zip *z, struct err *e)
{
    zip_int64_t n = zip_get_num_entries(z->zip, 0);
    uint64_t sum = 0;

    if (n > BOOK_ENTRIES_MAX) {
        return limit(e, TR("จำนวนแฟ้มย่อย"), BOOK_ENTRIES_MAX);
    }
    for (zip_int64_t i = 0; i < n; i++) {
        zip_stat_t st;
        struct str name;

        if (zip_stat_index(z->zip, (zip_uint64_t)i, 0, &st) != 0 || !(st.valid & ZIP_STAT_NAME) ||
            !(st.valid & ZIP_STAT_SIZE) || !(st.valid & ZIP_STAT_COMP_SIZE)) {
            return broken(e, TR("สารบัญของแฟ้มอ่านไม่ได้"));
        }
        name = str_from(st.name);
        if (st.encryption_method != ZIP_EM_NONE) {
            FAIL(e, ERR_BOOK_ENCRYPTED);
            return false;
        }
        if (str_has(name, STR("vbaProject")) || str_has(name, STR("macrosheets/"))) {
            FAIL(e, ERR_BOOK_MACROS);
            return false;
        }
        if (is_bomb(st.size, st.comp_size) || st.size > BOOK_UNPACKED_MAX) {
            return bomb(e, name);
        }
        sum += st.size;
        if (sum > BOOK_UNPACKED_MAX) {
            return bomb(e, name);
        }
    }
    return true;
}

bool sheet_zip_open(struct arena *a, const struct sheet_source *src, struct sheet_zip **ret,
                    struct err *e)
{
    struct sheet_zip *z = ARENA_NEW(a, struct sheet_zip);
    zip_error_t why;

    if (!(src->path ? look_at_path(a, src->path, e) : look_at_bytes(src->bytes, e))) {
        return false;
    }
    xmlInitParser();
    arena_defer(a, close_zip, z);
    zip_error_init(&why);
    z->source = src->path ? zip_source_file_create(src->path, 0, -1, &why)
                          : zip_source_buffer_create(src->bytes.p, src->bytes.n, 0, &why);
    z->zip = z->source ? zip_open_from_source(z->source, ZIP_RDONLY, &why) : NULL;
    zip_error_fini(&why);
    if (!z->zip) {
        return broken(e, TR("ไม่ใช่แฟ้ม zip ที่สมบูรณ์"));
    }
    if (!check_entries(z, e)) {
        return false;
    }
    *ret = z;
    return true;
}

bool sheet_zip_has(const struct sheet_zip *z, struct str entry)
{
    char name[256];

    if (entry.n == 0 || entry.n >= sizeof name) {
        return false;
    }
    (void)snprintf(name, sizeof name, "%.*s", STR_FMT(entry));
    return zip_name_locate(z->zip, name, ZIP_FL_NOCASE) >= 0;
}

/* ---- one part ---- */

static int read_more(void *ctx, char *buf, int n)
{
    struct sheet_xml *x = ctx;
    zip_int64_t k;

    if (n <= 0) {
        return 0;
    }
    k = zip_fread(x->file, buf, (zip_uint64_t)n);
    if (k < 0) {
        x->broken = true;
        return -1;
    }
    x->seen += (uint64_t)k;
    if (x->seen > x->claimed || is_bomb(x->seen, x->packed)) {
        x->bomb = true;
        return -1;
    }
    return (int)k;
}

void sheet_xml_close(struct sheet_xml *x)
{
    if (x->reader) {
        xmlFreeTextReader(x->reader);
        x->reader = NULL;
    }
    if (x->file) {
        (void)zip_fclose(x->file);
        x->file = NULL;
    }
}

static void close_xml(void *p)
{
    sheet_xml_close(p);
}

bool sheet_xml_open(struct arena *a, struct sheet_zip *z, struct str entry, struct sheet_xml **ret,
                    struct err *e)
{
    struct sheet_xml *x = ARENA_NEW(a, struct sheet_xml);
    zip_int64_t at = zip_name_locate(z->zip, str_cstr(a, entry), ZIP_FL_NOCASE);
    zip_stat_t st;

    if (at < 0 || zip_stat_index(z->zip, (zip_uint64_t)at, 0, &st) != 0) {
        FAIL(e, ERR_FILE_BROKEN);
        err_arg(e, "why", V(entry));
        return false;
    }
    x->entry = str_dup(a, entry);
    x->claimed = st.size;
    x->packed = st.comp_size;
    arena_defer(a, close_xml, x);
    x->file = zip_fopen_index(z->zip, (zip_uint64_t)at, 0);
    if (!x->file) {
        return broken(e, TR("แฟ้มย่อยเปิดไม่ได้"));
    }
    x->reader = xmlReaderForIO(read_more, NULL, x, NULL, NULL,
                               XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                   XML_PARSE_COMPACT);
    if (!x->reader) {
        PANIC("out of memory for an XML reader");
    }
    *ret = x;
    return true;
}

static bool xml_failed(struct sheet_xml *x, struct err *e)
{
    if (x->bomb) {
        return bomb(e, x->entry);
    }
    FAIL(e, ERR_FILE_BROKEN);
    err_arg(e, "why", V(x->entry));
    return false;
}

static bool entity(struct sheet_xml *x, struct err *e)
{
    FAIL(e, ERR_BOOK_ENTITY);
    err_arg(e, "entry", V(x->entry));
    return false;
}

bool sheet_xml_next(struct sheet_xml *x, enum sheet_node *ret, struct err *e)
{
    if (x->end_due) {
        x->end_due = false;
        *ret = NODE_END;
        return true;
    }
    for (;;) {
        int got = xmlTextReaderRead(x->reader);

        if (got != 1) {
            *ret = NODE_DONE;
            return (got == 0 && !x->bomb && !x->broken) || xml_failed(x, e);
        }
        switch (xmlTextReaderNodeType(x->reader)) {
        case XML_READER_TYPE_ELEMENT:
            if (xmlTextReaderDepth(x->reader) > BOOK_DEPTH_MAX) {
                return limit(e, TR("ชั้นของ XML"), BOOK_DEPTH_MAX);
            }
            x->end_due = xmlTextReaderIsEmptyElement(x->reader) == 1;
            *ret = NODE_START;
            return true;
        case XML_READER_TYPE_END_ELEMENT:
            *ret = NODE_END;
            return true;
        case XML_READER_TYPE_TEXT:
        case XML_READER_TYPE_CDATA:
        case XML_READER_TYPE_WHITESPACE:
        case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
            *ret = NODE_TEXT;
            return true;
        case XML_READER_TYPE_DOCUMENT_TYPE:
        case XML_READER_TYPE_ENTITY_REFERENCE:
        case XML_READER_TYPE_ENTITY:
            return entity(x, e);
        default: /* comments, processing instructions */
            break;
        }
    }
}

bool sheet_xml_is(const struct sheet_xml *x, const char *name)
{
    const xmlChar *p = xmlTextReaderConstLocalName(x->reader);

    return p && strcmp((const char *)p, name) == 0;
}

struct str sheet_xml_text(const struct sheet_xml *x)
{
    return str_from((const char *)xmlTextReaderConstValue(x->reader));
}

void sheet_xml_attrs(struct sheet_xml *x, const char *const *name, struct str *ret, size_t n)
{
    size_t used = 0;

    for (size_t i = 0; i < n; i++) {
        ret[i] = STR_NONE;
    }
    while (xmlTextReaderMoveToNextAttribute(x->reader) == 1) {
        struct str v = sheet_xml_text(x);

        for (size_t i = 0; i < n; i++) {
            if (ret[i].p || !sheet_xml_is(x, name[i]) || v.n > sizeof x->attr - used) {
                continue;
            }
            memcpy(x->attr + used, v.p, v.n);
            ret[i] = (struct str){x->attr + used, v.n};
            used += v.n;
        }
    }
    (void)xmlTextReaderMoveToElement(x->reader);
}

struct str sheet_xml_attr(struct sheet_xml *x, const char *name)
{
    struct str got;

    sheet_xml_attrs(x, &name, &got, 1);
    return got;
}
