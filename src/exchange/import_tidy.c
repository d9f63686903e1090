/* import_tidy.c - most cells need nothing: one look at each byte finds those that do. */
#include "exchange/import_tidy.h"

#include "base/arena.h"

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\v' || c == '\f';
}

/* What a cell needs before it is used; most need nothing. */
enum { NEEDS_SQUEEZE = 1, NEEDS_CLEAN = 2 };

/* Bytes where something may begin: spaces, and the lead bytes of a non-breaking space, zero-width
 * characters and the last byte of the nikhahit (what str_clean looks for). */
static const unsigned char suspect[256] = {
    ['\t'] = 1, ['\n'] = 1, ['\v'] = 1, ['\f'] = 1, ['\r'] = 1,
    [' '] = 1,  [0xC2] = 1, [0xE2] = 1, [0xEF] = 1, [0x8D] = 1,
};

static unsigned needs(struct str s)
{
    unsigned found = 0;

    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        unsigned char before = i ? (unsigned char)s.p[i - 1] : 0;
        if (!suspect[c])
            continue;
        if (is_space(s.p[i])) {
            found |= c != ' ' || (i && is_space(s.p[i - 1])) ? NEEDS_SQUEEZE : 0;
        } else if (c != 0x8D || before == 0xB9) {
            found |= NEEDS_CLEAN;
        }
    }
    return found;
}

static struct str squeeze(struct arena *a, struct str s)
{
    char *out = arena_alloc(a, s.n);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        if (!is_space(s.p[i])) {
            out[n++] = s.p[i];
        } else if (n > 0 && out[n - 1] != ' ') {
            out[n++] = ' ';
        }
    }
    return (struct str){out, n};
}

/* csv_read has checked the encoding of the whole file, so str_clean cannot refuse. */
struct str import_tidy(struct arena *a, struct str s, bool *ret_changed)
{
    struct str cleaned;
    unsigned want = needs(s);

    *ret_changed = false;
    if ((want & NEEDS_CLEAN) && str_clean(a, s, &cleaned)) {
        s = cleaned;
        want |= needs(s);
    }
    s = str_trim(s);
    if (!(want & NEEDS_SQUEEZE) || !(needs(s) & NEEDS_SQUEEZE))
        return s;
    *ret_changed = true;
    return squeeze(a, s);
}
