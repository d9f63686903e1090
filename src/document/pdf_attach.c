#include "document/pdf_attach.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#include "base/arena.h"
#include "base/err.h"

enum { TAIL = 300, OBJECT = 4096, XREF_ENTRY = 20, XREF_HEAD = 40, PARTS = 3, CHUNK = 65536, LEVEL = 3 };

struct pdf {
    struct arena *a;
    const char *path;
    FILE *f;
    long xref, entries; /* of the table, of its first entry */
    int64_t size, root, info;
    struct str catalog, names; /* the insides of these two objects */
    int64_t names_at;          /* number of the object of names */
    long *at;                  /* of the new objects */
    long root_at;
};

static bool fail(const char *path, enum err_code code, struct err *e)
{
    err_set(e, code, __FILE__, __LINE__);
    err_arg(e, "path", V(str_from(path)));
    err_arg(e, "why", V(str_from(strerror(errno))));
    return false;
}

static struct str read_at(struct pdf *p, long at, size_t most)
{
    char *buf = arena_alloc(p->a, most);
    size_t n = fseek(p->f, at, SEEK_SET) == 0 ? fread(buf, 1, most, p->f) : 0;

    return (struct str){buf, n};
}

/* The whole number behind `word`; -1 when it is not there. */
static int64_t number_behind(struct str s, struct str word)
{
    size_t i = str_find(s, word, 0);
    int64_t v = 0;

    if (i == s.n)
        return -1;
    i += word.n;
    while (i < s.n && (s.p[i] == ' ' || s.p[i] == '\n'))
        i++;
    if (i == s.n || s.p[i] < '0' || s.p[i] > '9')
        return -1;
    for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9' && v < INT64_C(1000000000000); i++)
        v = v * 10 + (s.p[i] - '0');
    return v;
}

/* What stands between << and >> of an object; empty when it is none of the expected form. */
static struct str inside(struct pdf *p, int64_t object)
{
    struct str head = str_format(p->a, "%lld 0 obj\n<<", (long long)object), s;
    int64_t at;
    size_t end;

    if (object <= 0 || object >= p->size)
        return STR_NONE;
    s = read_at(p, p->entries + (long)object * XREF_ENTRY, XREF_ENTRY);
    at = number_behind(s, STR_NONE);
    if (at <= 0)
        return STR_NONE;
    s = read_at(p, (long)at, OBJECT);
    end = str_find(s, STR(">>\nendobj"), 0);
    if (!str_starts(s, head) || end == s.n)
        return STR_NONE;
    return str_slice(s, head.n, end);
}

/* Reads the table's place, the catalog and its names; false when the file is laid out another way. */
static bool understand(struct pdf *p)
{
    struct str tail, head;
    size_t line;

    if (fseek(p->f, 0, SEEK_END) != 0 || ftell(p->f) < TAIL)
        return false;
    tail = read_at(p, ftell(p->f) - TAIL, TAIL);
    tail = str_slice(tail, str_find(tail, STR("trailer"), 0), tail.n);
    p->xref = (long)number_behind(tail, STR("startxref"));
    p->size = number_behind(tail, STR("/Size "));
    p->root = number_behind(tail, STR("/Root "));
    p->info = number_behind(tail, STR("/Info "));
    if (p->xref <= 0 || p->size <= 0 || p->root <= 0 || p->info <= 0)
        return false;
    head = read_at(p, p->xref, XREF_HEAD);
    line = str_find(head, STR("\n"), 5);
    if (!str_starts(head, STR("xref\n0 ")) || line == head.n)
        return false;
    p->entries = p->xref + (long)line + 1;
    p->catalog = inside(p, p->root);
    p->names_at = number_behind(p->catalog, STR("/Names "));
    p->names = inside(p, p->names_at);
    return str_has(p->catalog, STR("/Type /Catalog")) && p->names.n > 0;
}

static bool put(struct pdf *p, struct str s)
{
    return fwrite(s.p, 1, s.n, p->f) == s.n;
}

static bool begin(struct pdf *p, size_t k)
{
    p->at[k] = ftell(p->f);
    return put(p, str_format(p->a, "%lld 0 obj\n", (long long)(p->size + (int64_t)k)));
}

/* Deflates a whole file to the end of the PDF. */
static bool deflate_file(struct pdf *p, const char *path, int64_t *ret_n, struct err *e)
{
    unsigned char *in = arena_alloc(p->a, CHUNK), *out = arena_alloc(p->a, CHUNK);
    z_stream z = {0};
    FILE *f = fopen(path, "rbe");
    bool ok = true, last = false;

    if (!f)
        return fail(path, ERR_FILE_OPEN, e);
    if (deflateInit(&z, LEVEL) != Z_OK)
        PANIC("out of memory for a compressed file");
    while (ok && !last) {
        z.next_in = in;
        z.avail_in = (uInt)fread(in, 1, CHUNK, f);
        last = z.avail_in < CHUNK;
        do {
            z.next_out = out;
            z.avail_out = CHUNK;
            (void)deflate(&z, last ? Z_FINISH : Z_NO_FLUSH);
            ok = put(p, (struct str){(const char *)out, CHUNK - z.avail_out});
        } while (ok && z.avail_out == 0);
    }
    *ret_n = (int64_t)z.total_out;
    ok = !ferror(f) && ok;
    (void)deflateEnd(&z);
    (void)fclose(f);
    return ok || fail(p->path, ERR_FILE_WRITE, e);
}

static struct str pdf_day(struct pdf *p, struct date day)
{
    return str_format(p->a, "(D:%d000000+07'00')", (int)day.yyyymmdd);
}

/* The data, its length, and what names it: three objects. */
static bool put_file(struct pdf *p, const struct pdf_file *file, size_t i, struct date day,
                     struct err *e)
{
    struct arena_mark m = arena_mark(p->a);
    struct str type = str_replace(p->a, str_from(file->type), STR("/"), STR("#2F"));
    struct str when = pdf_day(p, day);
    long long first = (long long)(p->size + (int64_t)(i * PARTS));
    int64_t length = 0;
    bool ok;

    ok = begin(p, i * PARTS) &&
         put(p, str_format(p->a,
                           "<< /Type /EmbeddedFile\n   /Subtype /%.*s\n   /Params << /CreationDate "
                           "%.*s /ModDate %.*s >>\n   /Filter /FlateDecode\n   /Length %lld 0 R\n"
                           ">>\nstream\n",
                           STR_FMT(type), STR_FMT(when), STR_FMT(when), first + 1));
    if (ok && !deflate_file(p, file->path, &length, e))
        return false;
    ok = ok && put(p, STR("\nendstream\nendobj\n")) && begin(p, i * PARTS + 1) &&
         put(p, str_format(p->a, "%lld\nendobj\n", (long long)length)) && begin(p, i * PARTS + 2) &&
         put(p, str_format(p->a,
                           "<< /Type /Filespec\n   /F (%.*s)\n   /UF (%.*s)\n   /EF << /F %lld 0 R "
                           "/UF %lld 0 R >>\n>>\nendobj\n",
                           STR_FMT(file->name), STR_FMT(file->name), first, first));
    arena_rewind(p->a, m);
    return ok || fail(p->path, ERR_FILE_WRITE, e);
}

/* The catalog anew, with the files beside the names that it had. */
static bool put_catalog(struct pdf *p, const struct pdf_file *file, size_t n)
{
    struct str old = str_format(p->a, "/Names %lld 0 R", (long long)p->names_at);
    struct sbuf b;

    sbuf_init(&b, p->a, SBUF_NO_LIMIT);
    sbuf_printf(&b, "/Names <<%.*s /EmbeddedFiles << /Names [", STR_FMT(p->names));
    for (size_t i = 0; i < n; i++)
        sbuf_printf(&b, " (%.*s) %lld 0 R", STR_FMT(file[i].name),
                    (long long)(p->size + (int64_t)(i * PARTS) + 2));
    SB_LIT(&b, " ] >> >>");
    p->root_at = ftell(p->f);
    return put(p, str_format(p->a, "%lld 0 obj\n<<", (long long)p->root)) &&
           put(p, str_replace(p->a, p->catalog, old, sbuf_str(&b))) && put(p, STR(">>\nendobj\n"));
}

static bool put_table(struct pdf *p, size_t objects)
{
    long at = ftell(p->f);
    struct sbuf b;

    sbuf_init(&b, p->a, SBUF_NO_LIMIT);
    sbuf_printf(&b, "xref\n%lld 1\n%010ld 00000 n \n%lld %zu\n", (long long)p->root, p->root_at,
                (long long)p->size, objects);
    for (size_t i = 0; i < objects; i++)
        sbuf_printf(&b, "%010ld 00000 n \n", p->at[i]);
    sbuf_printf(
        &b, "trailer\n<< /Size %lld\n   /Root %lld 0 R\n   /Info %lld 0 R\n   /Prev %ld\n>>\n",
        (long long)p->size + (long long)objects, (long long)p->root, (long long)p->info, p->xref);
    sbuf_printf(&b, "startxref\n%ld\n%%%%EOF\n", at);
    return put(p, sbuf_str(&b));
}

static bool append(struct pdf *p, const struct pdf_file *file, size_t n, struct date day,
                   struct err *e)
{
    p->at = ARENA_ARRAY(p->a, long, n *PARTS + 1);
    if (fseek(p->f, 0, SEEK_END) != 0)
        return fail(p->path, ERR_FILE_WRITE, e);
    for (size_t i = 0; i < n; i++) {
        if (!put_file(p, &file[i], i, day, e))
            return false;
    }
    return (put_catalog(p, file, n) && put_table(p, n * PARTS)) || fail(p->path, ERR_FILE_WRITE, e);
}

bool pdf_attach(struct arena *a, const char *path, const struct pdf_file *file, size_t n,
                struct date day, bool *ret_done, struct err *e)
{
    struct pdf p = {.a = a, .path = path, .f = fopen(path, "r+be")};
    bool ok = true;

    *ret_done = false;
    if (!p.f)
        return fail(path, ERR_FILE_WRITE, e);
    if (understand(&p)) {
        ok = append(&p, file, n, day, e);
        *ret_done = ok;
    }
    if (fclose(p.f) != 0 && ok)
        return fail(path, ERR_FILE_WRITE, e);
    return ok;
}
