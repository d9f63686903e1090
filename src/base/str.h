/* str.h - text as (pointer, length) views, and the buffer that builds it.
 *
 * A `struct str` never owns; its bytes live in an arena, a literal or the caller. It may hold any
 * byte but text that came from outside has been checked once, at the border (str_clean), and is
 * UTF-8 in NFC-compatible form without NUL from there on. `char *` appears at library borders
 * only: str_cstr() makes one.
 *
 * `struct sbuf` grows in an arena up to `max` bytes; past it the sticky `overflow` flag is set
 * and later writes do nothing, so it is checked once at the end. */
#ifndef PBIS_BASE_STR_H
#define PBIS_BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

struct arena;

struct str {
    const char *p; /* not terminated; may be NULL when n is 0 */
    size_t n;      /* bytes */
};

struct bytes {
    const uint8_t *p;
    size_t n;
};

/* For string literals only: STR("x"). */
#define STR(lit)      ((struct str){"" lit, sizeof(lit) - 1})
#define STR_INIT(lit) {"" lit, sizeof(lit) - 1}
#define STR_NONE      ((struct str){NULL, 0})
/* For printf: "%.*s", STR_FMT(s). */
#define STR_FMT(s) (int)(s).n, (s).n ? (s).p : ""

struct str str_from(const char *cstr); /* NULL gives the empty text */
char *str_cstr(struct arena *a, struct str s);
struct str str_dup(struct arena *a, struct str s);
struct str str_format(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);

bool str_eq(struct str x, struct str y);
int str_cmp(struct str x, struct str y); /* by bytes, like memcmp, shorter first */
uint64_t str_hash(struct str s);
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
bool str_has(struct str s, struct str part);
/* Index of the first `part` at or after `from`; s.n when there is none. */
size_t str_find(struct str s, struct str part, size_t from);
struct str str_slice(struct str s, size_t from, size_t to); /* clipped to s */
struct str str_trim(struct str s);                          /* ASCII white space and U+00A0 */
/* Takes the next piece up to `sep` off *rest; false when *rest was exhausted. */
bool str_split(struct str *rest, char sep, struct str *ret_piece);
/* `s` with every `from` replaced by `to`. */
struct str str_replace(struct arena *a, struct str s, struct str from, struct str to);
struct str str_join(struct arena *a, const struct str *parts, size_t n, struct str sep);

/* Is it valid UTF-8 without NUL, overlong forms, surrogates or code points past U+10FFFF? */
bool str_utf8_valid(struct str s);
/* Next code point at *i, advanced past it; 0xFFFD for a bad byte. */
uint32_t str_next_cp(struct str s, size_t *i);
size_t str_count_cp(struct str s);
size_t str_put_cp(char out[4], uint32_t cp); /* bytes written */

/* The border check for text from outside: refuses invalid UTF-8 and NUL (returns false, *ret
 * untouched); drops zero-width characters (U+200B..U+200D, U+2060, U+FEFF), turns U+00A0 into a
 * space and composes the Thai nikhahit + aa pair (U+0E4D U+0E32) to sara am (U+0E33).
 * Thai digits stay: names may hold them; number parsers read them. */
MUST_CHECK bool str_clean(struct arena *a, struct str s, struct str *ret);

struct sbuf {
    struct arena *a;
    char *p;
    size_t n, cap, max;
    bool overflow;
};

#define SBUF_NO_LIMIT ((size_t)1 << 40)

void sbuf_init(struct sbuf *b, struct arena *a, size_t max);
void sbuf_add(struct sbuf *b, struct str s);
void sbuf_byte(struct sbuf *b, char c);
void sbuf_int(struct sbuf *b, int64_t v);
void sbuf_printf(struct sbuf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void sbuf_vprintf(struct sbuf *b, const char *fmt, va_list ap) PRINTF_LIKE(2, 0);
struct str sbuf_str(const struct sbuf *b);
void sbuf_reset(struct sbuf *b); /* keeps the memory */
/* Adds a string literal: SB_LIT(b, "text"). */
#define SB_LIT(b, lit) sbuf_add((b), STR(lit))

#endif
