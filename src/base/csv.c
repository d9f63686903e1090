#include "base/csv.h"

#include <assert.h>
#include <csv.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"

enum {
    FIELD_MAX = 64 * 1024,
    COLUMNS_MAX = 256,
    CHUNK = 64 * 1024,
    REALLOC_ROOM = 2 * FIELD_MAX, /* libcsv doubles its buffer; more is refused */
};

/* libcsv counts neither rows nor physical lines, so we do. It is fed one physical line at a time;
 * a record begins on the line where its first byte stands that is no blank. */
struct reader {
    csv_row_fn *fn;
    void *ctx;
    struct err *e;
    bool stopped; /* *e is set */
    bool in_record;
    int64_t line;     /* the line being fed */
    int64_t row_line; /* where the record began */
    int64_t row;
    char *text; /* the cells of the record, one after the other */
    size_t used, cap;
    size_t n;
    size_t end[COLUMNS_MAX];
    struct str cell[COLUMNS_MAX];
};

static bool bad_csv(struct reader *r, int64_t line, const char *why)
{
    FAIL(r->e, ERR_BAD_CSV);
    err_arg(r->e, "line", V(line));
    err_arg(r->e, "why", V(str_from(why)));
    r->stopped = true;
    return false;
}

static void on_field(void *p, size_t n, void *ctx)
{
    struct reader *r = ctx;

    if (r->stopped) {
        return;
    }
    if (n > FIELD_MAX) {
        bad_csv(r, r->row_line, TR("ช่องยาวเกิน 64 KiB"));
        return;
    }
    if (r->n == COLUMNS_MAX) {
        bad_csv(r, r->row_line, TR("มากกว่า 256 คอลัมน์"));
        return;
    }
    if (r->cap - r->used < n) {
        r->cap = r->used + n > r->cap * 2 ? r->used + n : r->cap * 2;
        r->text = mem_grow(r->text, r->cap);
    }
    if (n > 0) {
        memcpy(r->text + r->used, p, n);
    }
    r->used += n;
    r->end[r->n++] = r->used;
}

/* The way out puts ' before texts that a spreadsheet would read as a formula. */
static bool formula_start(char c)
{
    return c == '=' || c == '+' || c == '-' || c == '@' || c == '\t';
}

static void on_record(int c, void *ctx)
{
    struct reader *r = ctx;
    struct csv_row row = {r->row, r->row_line, r->cell, r->n};
    size_t from = 0;

    (void)c;
    if (r->stopped) {
        return;
    }
    for (size_t i = 0; i < r->n; i++) {
        struct str s = {r->text + from, r->end[i] - from};

        if (s.n >= 2 && s.p[0] == '\'' && formula_start(s.p[1])) {
            s = str_slice(s, 1, s.n);
        }
        r->cell[i] = s;
        from = r->end[i];
    }
    if (!r->fn(r->ctx, &row, r->e)) {
        r->stopped = true;
    }
    r->row++;
    r->n = 0;
    r->used = 0;
    r->in_record = false;
}

/* A field that never ends must not eat the memory. */
static void *bounded_realloc(void *p, size_t n)
{
    return n > REALLOC_ROOM ? NULL : mem_grow(p, n);
}

static bool feed_line(struct reader *r, struct csv_parser *parser, struct str piece)
{
    if (!r->in_record) {
        size_t i = 0;

        /* NOLINTNEXTLINE(bugprone-not-null-terminated-result): NUL is none of them */
        while (i < piece.n && memchr(" \t\r\n", piece.p[i], 4)) {
            i++;
        }
        r->in_record = i < piece.n;
        r->row_line = r->line;
    }
    if (csv_parse(parser, piece.p, piece.n, on_field, on_record, r) != piece.n && !r->stopped) {
        int code = csv_error(parser);

        if (code == CSV_EPARSE) {
            bad_csv(r, r->line, TR("เครื่องหมายคำพูดอยู่ผิดที่"));
        } else {
            bad_csv(r, r->row_line, TR("ช่องยาวเกิน 64 KiB"));
        }
    }
    if (piece.n > 0 && piece.p[piece.n - 1] == '\n') {
        r->line++;
    }
    return !r->stopped;
}

/* The first physical line of s, or its part up to a lone CR, which ends a record as well. */
static struct str first_piece(struct str s)
{
    const char *nl = memchr(s.p, '\n', s.n), *cr;

    s = str_slice(s, 0, nl ? (size_t)(nl - s.p) + 1 : s.n);
    cr = memchr(s.p, '\r', s.n);
    return cr && cr + 1 != nl ? str_slice(s, 0, (size_t)(cr - s.p) + 1) : s;
}

/* Feeds whole characters, piece by piece. */
static bool feed(struct reader *r, struct csv_parser *parser, struct str s)
{
    bool valid = str_utf8_valid(s);

    while (s.n > 0) {
        struct str piece = first_piece(s);

        if (!valid && !str_utf8_valid(piece)) {
            FAIL(r->e, ERR_FILE_ENCODING);
            err_arg(r->e, "line", V(r->line));
            r->stopped = true;
            return false;
        }
        if (!feed_line(r, parser, piece)) {
            return false;
        }
        s = str_slice(s, piece.n, s.n);
    }
    return true;
}

/* How many bytes at the end of s begin a character that goes on in the next chunk. */
static size_t broken_tail(struct str s)
{
    size_t back = 0;

    while (back < s.n && back < 3) {
        unsigned char c = (unsigned char)s.p[s.n - back - 1];

        back++;
        if (c >= 0xC0) {
            size_t len = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;

            return len > back ? back : 0;
        }
        if (c < 0x80) {
            return 0;
        }
    }
    return 0;
}

static bool read_chunks(struct reader *r, struct csv_parser *parser, csv_read_fn *read,
                        void *read_ctx)
{
    char *buf = mem_alloc(CHUNK);
    size_t kept = 0;
    bool first = true, ok = true;

    while (ok) {
        long k = read(read_ctx, buf + kept, CHUNK - kept);
        struct str s, whole;

        if (k < 0) {
            ok = bad_csv(r, r->line, TR("อ่านแฟ้มไม่สำเร็จ"));
            break;
        }
        s = (struct str){buf, kept + (size_t)k};
        whole = str_slice(s, 0, k > 0 ? s.n - broken_tail(s) : s.n);
        if (first && k > 0 && s.n < 3) {
            kept = s.n; /* too short to tell a BOM */
            continue;
        }
        kept = s.n - whole.n;
        ok = feed(r, parser,
                  str_starts(s, STR("\xEF\xBB\xBF")) && first ? str_slice(whole, 3, whole.n)
                                                              : whole);
        first = false;
        memmove(buf, buf + whole.n, kept);
        if (k == 0) {
            break;
        }
    }
    mem_free(buf);
    return ok;
}

bool csv_read(csv_read_fn *read, void *read_ctx, csv_row_fn *fn, void *ctx, struct err *e)
{
    struct reader *r = mem_alloc(sizeof *r);
    struct csv_parser parser;
    bool ok;

    r->fn = fn;
    r->ctx = ctx;
    r->e = e;
    r->line = 1;
    r->row_line = 1;
    r->cap = 4096;
    r->text = mem_alloc(r->cap);
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        PANIC("libcsv does not start");
    }
    csv_set_realloc_func(&parser, bounded_realloc);
    csv_set_free_func(&parser, mem_free);
    ok = read_chunks(r, &parser, read, read_ctx);
    if (ok && csv_fini(&parser, on_field, on_record, r) != 0 && !r->stopped) {
        bad_csv(r, r->row_line, TR("เครื่องหมายคำพูดเปิดแล้วไม่ปิด"));
    }
    ok = !r->stopped;
    csv_free(&parser);
    mem_free(r->text);
    mem_free(r);
    return ok;
}

static long read_str(void *ctx, char *buf, size_t n)
{
    struct str *rest = ctx;
    size_t k = n < rest->n ? n : rest->n;

    if (k > 0) {
        memcpy(buf, rest->p, k);
    }
    *rest = str_slice(*rest, k, rest->n);
    return (long)k;
}

bool csv_read_str(struct str text, csv_row_fn *fn, void *ctx, struct err *e)
{
    return csv_read(read_str, &text, fn, ctx, e);
}

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static bool same_name(struct str x, struct str y)
{
    if (x.n != y.n) {
        return false;
    }
    for (size_t i = 0; i < x.n; i++) {
        if (lower(x.p[i]) != lower(y.p[i])) {
            return false;
        }
    }
    return true;
}

bool csv_columns(const struct csv_row *header, const struct csv_column *want, size_t n,
                 size_t *ret_index, struct err *e)
{
    for (size_t k = 0; k < n; k++) {
        struct str name = str_from(want[k].name);
        size_t i = 0;

        while (i < header->n && !same_name(str_trim(header->cell[i]), name)) {
            i++;
        }
        if (i == header->n && !want[k].optional) {
            struct arena *a = arena_new();

            FAIL(e, ERR_CSV_HEADER);
            err_arg(e, "column", V(name));
            err_arg(e, "found", V(str_join(a, header->cell, header->n, STR(", "))));
            arena_free(a);
            return false;
        }
        ret_index[k] = i < header->n ? i : SIZE_MAX;
    }
    return true;
}

/* Text as a cell and its comma; quoted where a reader could take it for something else. */
static void put_quoted(struct sbuf *b, struct str text, bool guard)
{
    bool quote = str_starts(text, STR("\xEF\xBB\xBF")); /* at the start it would be a BOM */

    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];

        quote = quote || c == ',' || c == '"' || c == '\r' || c == '\n';
    }
    if (text.n > 0) {
        char first = text.p[0], last = text.p[text.n - 1];

        quote = quote || first == ' ' || first == '\t' || last == ' ' || last == '\t';
    }
    if (quote) {
        sbuf_byte(b, '"');
    }
    if (guard) {
        sbuf_byte(b, '\'');
    }
    for (size_t from = 0; from < text.n;) {
        size_t at = str_find(text, STR("\""), from);

        sbuf_add(b, str_slice(text, from, at));
        if (at < text.n) {
            SB_LIT(b, "\"\"");
        }
        from = at + 1;
    }
    sbuf_add(b, quote ? STR("\",") : STR(","));
}

void csv_put_cell(struct sbuf *b, struct str text)
{
    put_quoted(b, text, text.n > 0 && formula_start(text.p[0]));
}

void csv_put_value(struct sbuf *b, struct value v)
{
    if (v.type == VT_TEXT) {
        csv_put_cell(b, v.u.s);
        return;
    }
    value_put_plain(b, v);
    sbuf_byte(b, ',');
}

void csv_end_row(struct sbuf *b)
{
    bool ends = !b->overflow && b->n > 0 && b->p[b->n - 1] == ',';

    if (ends) {
        b->n--;
        if (b->n == 0 || b->p[b->n - 1] == '\n') {
            SB_LIT(b, "\"\""); /* one empty cell would read as a blank line */
        }
    }
    SB_LIT(b, "\r\n");
}

void csv_put_header(struct sbuf *b, const struct row_type *t, const enum lang *lang)
{
    for (size_t i = 0; i < t->n; i++) {
        const struct field *f = &t->fields[i];

        if (!(f->flags & FIELD_HIDDEN)) {
            csv_put_cell(b, lang ? lang_pick(*lang, f->th, f->en) : str_from(f->name));
        }
    }
    csv_end_row(b);
}

void csv_put_row(struct sbuf *b, const struct row_type *t, const void *row)
{
    for (size_t i = 0; i < t->n; i++) {
        if (!(t->fields[i].flags & FIELD_HIDDEN)) {
            csv_put_value(b, row_get(t, row, i));
        }
    }
    csv_end_row(b);
}
