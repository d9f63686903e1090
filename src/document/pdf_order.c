#include "document/pdf_order.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum { TAIL = 64, XREF_HEAD = 64, XREF_ENTRY = 20, DIGITS = 10, ENTRY_BYTES = 24 };

static bool fail(const char *path, struct err *e)
{
    FAIL(e, ERR_FILE_WRITE);
    err_arg(e, "path", V(str_from(path)));
    err_arg(e, "why", V(str_from(strerror(errno))));
    return false;
}

static bool read_at(FILE *f, long at, char *buf, size_t n, size_t *ret_n)
{
    *ret_n = fseek(f, at, SEEK_SET) == 0 ? fread(buf, 1, n, f) : 0;
    return *ret_n > 0;
}

/* The whole number that begins at s[i] after blanks; -1 for none. */
static long number_at(struct str s, size_t i)
{
    long v = 0;
    size_t digits = 0;

    while (i < s.n && (s.p[i] == ' ' || s.p[i] == '\n' || s.p[i] == '\r'))
        i++;
    for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9' && digits < DIGITS; i++, digits++)
        v = v * 10 + (s.p[i] - '0');
    return digits ? v : -1;
}

/* Where object 1, the page tree of a cairo file, begins. */
static long page_tree_at(FILE *f)
{
    char buf[TAIL + XREF_HEAD];
    struct str s = {buf, 0};
    size_t found;
    long xref;

    if (fseek(f, -TAIL, SEEK_END) != 0)
        return -1;
    s.n = fread(buf, 1, TAIL, f);
    found = str_find(s, STR("startxref"), 0);
    xref = found < s.n ? number_at(s, found + 9) : -1;
    if (xref < 0 || !read_at(f, xref, buf, XREF_HEAD, &s.n) || !str_starts(s, STR("xref\n0 ")))
        return -1;
    found = str_find(s, STR("\n"), 5);
    return found + 1 + XREF_ENTRY + DIGITS <= s.n ? number_at(s, found + 1 + XREF_ENTRY) : -1;
}

/* Writes the entries [from, to) of `kids` ("12 0 R " each) to the buffer. */
static void put_entries(struct sbuf *b, const struct str *entry, int from, int to)
{
    for (int i = from; i < to; i++) {
        sbuf_add(b, entry[i]);
        SB_LIT(b, " ");
    }
}

/* The page tree with its entries in the new order, of the same length; empty when it is not what
 * was expected. *ret_at is where its entries begin in the file. */
static struct str reordered(struct arena *a, FILE *f, int pages, int n, long *ret_at)
{
    size_t room = (size_t)pages * ENTRY_BYTES + 200, got, from, to;
    struct str *entry = ARENA_ARRAY(a, struct str, (size_t)pages + 1), kids;
    char *buf = arena_alloc(a, room);
    long at = page_tree_at(f);
    struct sbuf b;
    int found = 0;

    if (at <= 0 || !read_at(f, at, buf, room, &got))
        return STR_NONE;
    kids = (struct str){buf, got};
    from = str_find(kids, STR("/Kids [ "), 0) + 8;
    to = str_find(kids, STR("]"), from < kids.n ? from : kids.n);
    if (!str_starts(kids, STR("1 0 obj\n<< /Type /Pages")) || to >= kids.n)
        return STR_NONE;
    for (kids = str_slice(kids, from, to); kids.n && found < pages;) {
        size_t end = str_find(kids, STR(" R "), 0); /* an entry is "12 0 R" */

        if (end == kids.n)
            return STR_NONE;
        entry[found++] = str_slice(kids, 0, end + 2);
        kids = str_slice(kids, end + 3, kids.n);
    }
    if (found != pages || kids.n)
        return STR_NONE;
    sbuf_init(&b, a, room);
    put_entries(&b, entry, 0, 1);
    put_entries(&b, entry, pages - n, pages);
    put_entries(&b, entry, 1, pages - n);
    *ret_at = at + (long)from;
    return b.n == to - from ? sbuf_str(&b) : STR_NONE;
}

bool pdf_contents_forward(struct arena *a, const char *path, int pages, int n, bool *ret_done,
                          struct err *e)
{
    FILE *f = fopen(path, "r+be");
    struct str entries;
    long at = 0;
    bool ok;

    if (!f)
        return fail(path, e);
    entries = reordered(a, f, pages, n, &at);
    ok = entries.n == 0 ||
         (fseek(f, at, SEEK_SET) == 0 && fwrite(entries.p, 1, entries.n, f) == entries.n);
    if (fclose(f) != 0 || !ok)
        return fail(path, e);
    *ret_done = entries.n > 0;
    return true;
}
