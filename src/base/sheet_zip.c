#include "base/sheet_zip.h"

#include <errno.h>
#include <libxml/parser.h>
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
    PIECE = 16 * 1024,
    RATIO_FREE = 1024 * 1024, /* an entry up to this size may pack as well as it likes */
};

struct sheet_zip {
    zip_t *zip;
    zip_source_t *source; /* until zip has taken it */
};

/* What the parser said and nobody has asked for yet: a piece of XML's worth. */
struct xml_event {
    enum sheet_node kind;
    const char *name; /* of an element, of the parser's dictionary */
    size_t from, n;   /* START: attributes; TEXT: bytes of `text` */
};
struct xml_attr {
    const char *name;
    size_t from, n;
};

struct sheet_xml {
    xmlParserCtxtPtr parser;
    zip_file_t *file;
    struct str entry;
    uint64_t claimed, packed, seen;
    int depth;
    bool bomb, broken, deep, entity, finished;
    struct xml_event *event;
    size_t events, event_cap, at;
    struct xml_attr *attr;
    size_t attrs, attr_cap;
    char *text;
    size_t text_n, text_cap;
    const struct xml_event *now;
    char piece[PIECE];
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

/* ---- one part: the parser pushes, the reader of a sheet pulls ---- */

static void *room(void *p, size_t n, size_t *cap, size_t size)
{
    if (n <= *cap) {
        return p;
    }
    *cap = *cap * 2 > n ? *cap * 2 : n + 64;
    return mem_grow(p, *cap * size);
}

static size_t keep_text(struct sheet_xml *x, const xmlChar *p, size_t n)
{
    size_t from = x->text_n;

    x->text = room(x->text, from + n, &x->text_cap, 1);
    if (n > 0) {
        memcpy(x->text + from, p, n);
    }
    x->text_n += n;
    return from;
}

static void add_event(struct sheet_xml *x, struct xml_event v)
{
    x->event = room(x->event, x->events + 1, &x->event_cap, sizeof *x->event);
    x->event[x->events++] = v;
}

static void stop(struct sheet_xml *x, bool *why)
{
    *why = true;
    xmlStopParser(x->parser);
}

static void on_start(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int spaces, const xmlChar **space, int n, int defaulted, const xmlChar **attr)
{
    struct sheet_xml *x = ctx;
    struct xml_event v = {.kind = NODE_START, .name = (const char *)name, .from = x->attrs};

    (void)prefix, (void)uri, (void)spaces, (void)space, (void)defaulted;
    if (++x->depth > BOOK_DEPTH_MAX) {
        stop(x, &x->deep);
        return;
    }
    x->attr = room(x->attr, x->attrs + (size_t)n, &x->attr_cap, sizeof *x->attr);
    for (int i = 0; i < n; i++, attr += 5) { /* local name, prefix, URI, value, its end */
        size_t bytes = (size_t)(attr[4] - attr[3]);

        x->attr[x->attrs++] =
            (struct xml_attr){(const char *)attr[0], keep_text(x, attr[3], bytes), bytes};
        v.n++;
    }
    add_event(x, v);
}

static void on_end(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    struct sheet_xml *x = ctx;

    (void)prefix, (void)uri;
    x->depth--;
    add_event(x, (struct xml_event){.kind = NODE_END, .name = (const char *)name});
}

static void on_text(void *ctx, const xmlChar *p, int n)
{
    struct sheet_xml *x = ctx;
    size_t from = keep_text(x, p, (size_t)n);

    add_event(x, (struct xml_event){.kind = NODE_TEXT, .name = "", .from = from, .n = (size_t)n});
}

/* A document type: entities, or the wish for them. */
static void on_doctype(void *ctx, const xmlChar *name, const xmlChar *id, const xmlChar *system)
{
    struct sheet_xml *x = ctx;

    (void)name, (void)id, (void)system;
    stop(x, &x->entity);
}

static void on_reference(void *ctx, const xmlChar *name)
{
    struct sheet_xml *x = ctx;

    (void)name;
    stop(x, &x->entity);
}

void sheet_xml_close(struct sheet_xml *x)
{
    if (x->parser) {
        xmlFreeParserCtxt(x->parser);
        x->parser = NULL;
    }
    if (x->file) {
        (void)zip_fclose(x->file);
        x->file = NULL;
    }
    mem_free(x->event);
    mem_free(x->attr);
    mem_free(x->text);
    x->event = NULL;
    x->attr = NULL;
    x->text = NULL;
}

static void close_xml(void *p)
{
    sheet_xml_close(p);
}

bool sheet_xml_open(struct arena *a, struct sheet_zip *z, struct str entry, struct sheet_xml **ret,
                    struct err *e)
{
    static const xmlSAXHandler handlers = {.initialized = XML_SAX2_MAGIC,
                                           .startElementNs = on_start,
                                           .endElementNs = on_end,
                                           .characters = on_text,
                                           .ignorableWhitespace = on_text,
                                           .cdataBlock = on_text,
                                           .internalSubset = on_doctype,
                                           .reference = on_reference};
    xmlSAXHandler copy = handlers;
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
    x->parser = xmlCreatePushParserCtxt(&copy, x, NULL, 0, NULL);
    if (!x->parser) {
        PANIC("out of memory for an XML parser");
    }
    (void)xmlCtxtUseOptions(x->parser, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    *ret = x;
    return true;
}

static bool xml_failed(struct sheet_xml *x, struct err *e)
{
    if (x->bomb) {
        return bomb(e, x->entry);
    }
    if (x->deep) {
        return limit(e, TR("ชั้นของ XML"), BOOK_DEPTH_MAX);
    }
    FAIL(e, x->entity ? ERR_BOOK_ENTITY : ERR_FILE_BROKEN);
    err_arg(e, x->entity ? "entry" : "why", V(x->entry));
    return false;
}

/* Unpacks a piece and parses it; what it says replaces what was said before. */
static bool parse_piece(struct sheet_xml *x, struct err *e)
{
    zip_int64_t k = zip_fread(x->file, x->piece, sizeof x->piece);
    int code;

    x->events = x->at = x->attrs = x->text_n = 0;
    x->broken = k < 0;
    x->seen += k > 0 ? (uint64_t)k : 0;
    x->bomb = x->seen > x->claimed || is_bomb(x->seen, x->packed);
    if (x->broken || x->bomb) {
        return xml_failed(x, e);
    }
    x->finished = k == 0;
    code = xmlParseChunk(x->parser, x->piece, (int)k, k == 0);
    return (code == XML_ERR_OK && !x->deep && !x->entity && x->parser->wellFormed) ||
           xml_failed(x, e);
}

bool sheet_xml_next(struct sheet_xml *x, enum sheet_node *ret, struct err *e)
{
    while (x->at == x->events) {
        if (x->finished) {
            *ret = NODE_DONE;
            return true;
        }
        if (!parse_piece(x, e)) {
            return false;
        }
    }
    x->now = &x->event[x->at++];
    *ret = x->now->kind;
    return true;
}

bool sheet_xml_is(const struct sheet_xml *x, const char *name)
{
    return strcmp(x->now->name, name) == 0;
}

struct str sheet_xml_text(const struct sheet_xml *x)
{
    return (struct str){x->text + x->now->from, x->now->n};
}

void sheet_xml_attrs(struct sheet_xml *x, const char *const *name, struct str *ret, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        ret[i] = STR_NONE;
    }
    for (size_t k = 0; k < x->now->n; k++) {
        const struct xml_attr *a = &x->attr[x->now->from + k];

        for (size_t i = 0; i < n; i++) {
            if (!ret[i].p && strcmp(a->name, name[i]) == 0) {
                ret[i] = (struct str){x->text + a->from, a->n};
            }
        }
    }
}

struct str sheet_xml_attr(struct sheet_xml *x, const char *name)
{
    struct str got;

    sheet_xml_attrs(x, &name, &got, 1);
    return got;
}
