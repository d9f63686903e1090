#include "document/digest.h"

#include "base/arena.h"

void digest_text(struct sha256_state *st, struct str s)
{
    struct arena *a = arena_new();
    struct str n = str_format(a, "%zu:", s.n); /* lengths: no text can look like two */

    sha256_add(st, n.p, n.n);
    if (s.n)
        sha256_add(st, s.p, s.n);
    arena_free(a);
}

void digest_rows(struct sha256_state *st, const struct row_type *t, const void *rows, size_t n)
{
    struct arena *a = arena_new();
    struct sbuf b;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    sbuf_printf(&b, "%s %zu\n", t->name, n);
    for (size_t i = 0; i < n; i++) {
        const char *row = (const char *)rows + i * t->size;

        for (size_t k = 0; k < t->n; k++) {
            struct value v = row_get(t, row, k);

            if (v.type == VT_TEXT)
                sbuf_printf(&b, "%zu:", v.u.s.n);
            value_put_plain(&b, v);
            SB_LIT(&b, "\x1F");
        }
        SB_LIT(&b, "\n");
        if (b.n > (1 << 16)) {
            sha256_add(st, b.p, b.n);
            sbuf_reset(&b);
        }
    }
    sha256_add(st, b.p, b.n);
    arena_free(a);
}
