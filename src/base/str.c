#include "base/str.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/exact.h"

struct str str_from(const char *cstr)
{
    return cstr ? (struct str){cstr, strlen(cstr)} : STR_NONE;
}

char *str_cstr(struct arena *a, struct str s)
{
    char *p = arena_alloc(a, s.n + 1);

    if (s.n) {
        memcpy(p, s.p, s.n);
    }
    p[s.n] = '\0';
    return p;
}

struct str str_dup(struct arena *a, struct str s)
{
    char *p;

    if (!s.n) {
        return STR_NONE;
    }
    p = arena_alloc(a, s.n);
    memcpy(p, s.p, s.n);
    return (struct str){p, s.n};
}

struct str str_format(struct arena *a, const char *fmt, ...)
{
    struct sbuf b;
    va_list ap;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    va_start(ap, fmt);
    sbuf_vprintf(&b, fmt, ap);
    va_end(ap);
    return sbuf_str(&b);
}

bool str_eq(struct str x, struct str y)
{
    return x.n == y.n && (x.n == 0 || memcmp(x.p, y.p, x.n) == 0);
}

int str_cmp(struct str x, struct str y)
{
    size_t n = x.n < y.n ? x.n : y.n;
    int c = n ? memcmp(x.p, y.p, n) : 0;

    if (c) {
        return c < 0 ? -1 : 1;
    }
    return (x.n > y.n) - (x.n < y.n);
}

NO_SANITIZE_INTEGER uint64_t str_hash(struct str s)
{
    uint64_t h = UINT64_C(14695981039346656037); /* FNV-1a, then one mixing step */

    for (size_t i = 0; i < s.n; i++) {
        h = (h ^ (unsigned char)s.p[i]) * UINT64_C(1099511628211);
    }
    return h ^ (h >> 29);
}

bool str_starts(struct str s, struct str prefix)
{
    return s.n >= prefix.n && str_eq((struct str){s.p, prefix.n}, prefix);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.n >= suffix.n &&
           (suffix.n == 0 || memcmp(s.p + (s.n - suffix.n), suffix.p, suffix.n) == 0);
}

size_t str_find(struct str s, struct str part, size_t from)
{
    if (part.n == 0) {
        return from < s.n ? from : s.n;
    }
    while (from < s.n && s.n - from >= part.n) {
        const char *p = memchr(s.p + from, part.p[0], s.n - from - part.n + 1);

        if (!p) {
            break;
        }
        if (memcmp(p, part.p, part.n) == 0) {
            return (size_t)(p - s.p);
        }
        from = (size_t)(p - s.p) + 1;
    }
    return s.n;
}

bool str_has(struct str s, struct str part)
{
    return part.n == 0 || str_find(s, part, 0) < s.n;
}

struct str str_slice(struct str s, size_t from, size_t to)
{
    if (to > s.n) {
        to = s.n;
    }
    if (from >= to) {
        return STR_NONE;
    }
    return (struct str){s.p + from, to - from};
}

/* Length of the white space that begins at p, 0 for none: ASCII blanks and U+00A0. */
static size_t space_at(const char *p, size_t n)
{
    if (n >= 1 && (*p == ' ' || (*p >= '\t' && *p <= '\r'))) {
        return 1;
    }
    return n >= 2 && p[0] == '\xC2' && p[1] == '\xA0' ? 2 : 0;
}

struct str str_trim(struct str s)
{
    size_t k;

    while (s.n > 0) {
        k = space_at(s.p, s.n);
        if (k == 0) {
            break;
        }
        s.p += k;
        s.n -= k;
    }
    while (s.n > 0) {
        if (space_at(s.p + (s.n - 1), 1) == 1) {
            s.n -= 1;
        } else if (s.n >= 2 && space_at(s.p + (s.n - 2), 2) == 2) {
            s.n -= 2;
        } else {
            break;
        }
    }
    return s;
}

bool str_split(struct str *rest, char sep, struct str *ret_piece)
{
    const char *p;

    if (!rest->p) {
        return false;
    }
    p = rest->n ? memchr(rest->p, sep, rest->n) : NULL;
    if (!p) {
        *ret_piece = *rest;
        *rest = STR_NONE;
        return true;
    }
    *ret_piece = (struct str){rest->p, (size_t)(p - rest->p)};
    rest->n -= ret_piece->n + 1;
    rest->p = p + 1;
    return true;
}

struct str str_replace(struct arena *a, struct str s, struct str from, struct str to)
{
    struct sbuf b;
    size_t i = 0, at;

    assert(from.n > 0);
    sbuf_init(&b, a, SBUF_NO_LIMIT);
    for (;;) {
        at = str_find(s, from, i);
        sbuf_add(&b, str_slice(s, i, at));
        if (at >= s.n) {
            return sbuf_str(&b);
        }
        sbuf_add(&b, to);
        i = at + from.n;
    }
}

struct str str_join(struct arena *a, const struct str *parts, size_t n, struct str sep)
{
    struct sbuf b;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    for (size_t i = 0; i < n; i++) {
        if (i > 0) {
            sbuf_add(&b, sep);
        }
        sbuf_add(&b, parts[i]);
    }
    return sbuf_str(&b);
}

/* Bytes of the well-formed UTF-8 sequence at p, 0 when there is none; *ret_cp is set. */
static size_t utf8_at(const unsigned char *p, size_t n, uint32_t *ret_cp)
{
    uint32_t cp, least;
    size_t len;

    if (p[0] < 0x80) {
        *ret_cp = p[0];
        return 1;
    }
    if (p[0] >= 0xC2 && p[0] <= 0xDF) {
        len = 2;
        least = 0x80;
        cp = p[0] & 0x1FU;
    } else if ((p[0] & 0xF0U) == 0xE0) {
        len = 3;
        least = 0x800;
        cp = p[0] & 0x0FU;
    } else if (p[0] >= 0xF0 && p[0] <= 0xF4) {
        len = 4;
        least = 0x10000;
        cp = p[0] & 0x07U;
    } else {
        return 0;
    }
    if (n < len) {
        return 0;
    }
    for (size_t i = 1; i < len; i++) {
        if ((p[i] & 0xC0U) != 0x80) {
            return 0;
        }
        cp = (cp << 6) | (p[i] & 0x3FU);
    }
    if (cp < least || cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF)) {
        return 0;
    }
    *ret_cp = cp;
    return len;
}

bool str_utf8_valid(struct str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    size_t i = 0;
    uint32_t cp;

    while (i < s.n) {
        size_t len;

        if (p[i] >= 0x01 && p[i] < 0x80) {
            i++;
            continue;
        }
        if (p[i] == 0xE0 && s.n - i >= 3 && (p[i + 1] & 0xE0U) == 0xA0 &&
            (p[i + 2] & 0xC0U) == 0x80) {
            i += 3; /* Thai, most of what we read */
            continue;
        }
        if (p[i] == 0) {
            return false;
        }
        len = utf8_at(p + i, s.n - i, &cp);
        if (len == 0) {
            return false;
        }
        i += len;
    }
    return true;
}

uint32_t str_next_cp(struct str s, size_t *i)
{
    uint32_t cp = 0xFFFD;
    size_t len;

    assert(*i < s.n);
    len = utf8_at((const unsigned char *)s.p + *i, s.n - *i, &cp);
    *i += len ? len : 1;
    return len ? cp : 0xFFFD;
}

size_t str_count_cp(struct str s)
{
    size_t count = 0, i = 0;

    while (i < s.n) {
        str_next_cp(s, &i);
        count++;
    }
    return count;
}

size_t str_put_cp(char out[4], uint32_t cp)
{
    unsigned char *p = (unsigned char *)out;

    if (cp < 0x80) {
        p[0] = (unsigned char)cp;
        return 1;
    }
    if (cp < 0x800) {
        p[0] = (unsigned char)(0xC0 | (cp >> 6));
        p[1] = (unsigned char)(0x80 | (cp & 0x3F));
        return 2;
    }
    if (cp < 0x10000) {
        p[0] = (unsigned char)(0xE0 | (cp >> 12));
        p[1] = (unsigned char)(0x80 | ((cp >> 6) & 0x3F));
        p[2] = (unsigned char)(0x80 | (cp & 0x3F));
        return 3;
    }
    p[0] = (unsigned char)(0xF0 | (cp >> 18));
    p[1] = (unsigned char)(0x80 | ((cp >> 12) & 0x3F));
    p[2] = (unsigned char)(0x80 | ((cp >> 6) & 0x3F));
    p[3] = (unsigned char)(0x80 | (cp & 0x3F));
    return 4;
}

bool str_clean(struct arena *a, struct str s, struct str *ret)
{
    char *out;
    size_t n = 0, i = 0;
    uint32_t cp;

    if (!str_utf8_valid(s)) {
        return false;
    }
    if (s.n == 0) {
        *ret = STR_NONE;
        return true;
    }
    out = arena_alloc(a, s.n);
    while (i < s.n) {
        size_t next = i;

        cp = str_next_cp(s, &next);
        if ((cp >= 0x200B && cp <= 0x200D) || cp == 0x2060 || cp == 0xFEFF) {
            i = next;
            continue;
        }
        if (cp == 0xA0) {
            out[n++] = ' ';
        } else if (cp == 0x0E32 && n >= 3 && memcmp(out + (n - 3), "\xE0\xB9\x8D", 3) == 0) {
            n -= 3; /* nikhahit + aa are one vowel, sara am */
            n += str_put_cp(out + n, 0x0E33);
        } else {
            memcpy(out + n, s.p + i, next - i);
            n += next - i;
        }
        i = next;
    }
    *ret = (struct str){out, n};
    return true;
}

void sbuf_init(struct sbuf *b, struct arena *a, size_t max)
{
    *b = (struct sbuf){.a = a, .max = max};
}

/* Makes room for n more bytes; false when that would pass the limit. */
static bool reserve(struct sbuf *b, size_t n)
{
    size_t cap;

    if (b->overflow || n > b->max - b->n) {
        b->overflow = true;
        return false;
    }
    if (n <= b->cap - b->n) {
        return true;
    }
    cap = b->cap ? b->cap * 2 : 256;
    if (cap < b->n + n) {
        cap = b->n + n;
    }
    b->p = arena_grow(b->a, b->p, b->cap, cap);
    b->cap = cap;
    return true;
}

void sbuf_add(struct sbuf *b, struct str s)
{
    if (s.n == 0 || !reserve(b, s.n)) {
        return;
    }
    memcpy(b->p + b->n, s.p, s.n);
    b->n += s.n;
}

void sbuf_byte(struct sbuf *b, char c)
{
    if (reserve(b, 1)) {
        b->p[b->n++] = c;
    }
}

void sbuf_int(struct sbuf *b, int64_t v)
{
    char text[20];
    size_t i = sizeof text;
    uint64_t u = exact_magnitude(v);

    do {
        text[--i] = (char)('0' + u % 10);
        u /= 10;
    } while (u);
    if (v < 0) {
        text[--i] = '-';
    }
    sbuf_add(b, (struct str){text + i, sizeof text - i});
}

void sbuf_vprintf(struct sbuf *b, const char *fmt, va_list ap)
{
    va_list again;
    int n;

    va_copy(again, ap);
    n = vsnprintf(NULL, 0, fmt, ap);
    assert(n >= 0);
    if (n > 0 && reserve(b, (size_t)n + 1)) { /* vsnprintf ends with a NUL */
        (void)vsnprintf(b->p + b->n, (size_t)n + 1, fmt, again);
        b->n += (size_t)n;
    }
    va_end(again);
}

void sbuf_printf(struct sbuf *b, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    sbuf_vprintf(b, fmt, ap);
    va_end(ap);
}

struct str sbuf_str(const struct sbuf *b)
{
    return (struct str){b->p, b->n};
}

void sbuf_reset(struct sbuf *b)
{
    b->n = 0;
    b->overflow = false;
}
