#include "base/exact.h"

#include <assert.h>

#include "base/err.h"

__extension__ typedef __int128 i128;
__extension__ typedef unsigned __int128 u128;

/* n / d rounded; d > 0. |r| * 2 cannot overflow: |r| < d <= 2^126 where this is called. */
static bool divide(i128 n, i128 d, enum round_mode mode, int64_t *ret)
{
    bool away = false; /* one further from zero */
    i128 q, r, twice;

    if (n >= INT64_MIN / 2 && n <= INT64_MAX / 2 && d <= INT64_MAX / 2)
        q = (int64_t)n / (int64_t)d; /* most are small, and 128-bit division is slow */
    else
        q = n / d;
    r = n - q * d;
    twice = (r < 0 ? -r : r) * 2;
    switch (mode) {
    case ROUND_HALF_UP:
        away = twice >= d;
        break;
    case ROUND_HALF_EVEN:
        away = twice > d || (twice == d && q % 2 != 0);
        break;
    case ROUND_DOWN:
        break;
    case ROUND_UP:
        away = r != 0;
        break;
    case ROUND_FLOOR:
        away = r < 0;
        break;
    }
    if (away) {
        q += n < 0 ? -1 : 1;
    }
    if (q > INT64_MAX || q < INT64_MIN) {
        return false;
    }
    *ret = (int64_t)q;
    return true;
}

bool exact_mul_div(int64_t a, int64_t b, int64_t d, enum round_mode mode, int64_t *ret)
{
    assert(d > 0);
    return divide((i128)a * b, d, mode, ret);
}

bool exact_quotient(int64_t a, int64_t b, int64_t c, int64_t d, enum round_mode mode, int64_t *ret)
{
    assert(c > 0 && d > 0);
    return divide((i128)a * b, (i128)c * d, mode, ret);
}

bool exact_on_line(const struct exact_line *l, int64_t a, int64_t unit, int64_t b,
                   enum round_mode mode, int64_t *ret)
{
    i128 top, rise, bottom, base, coarse;
    int64_t n;

    assert(b > 0 && l->x0 < l->x1 && l->step > 0);
    bottom = (i128)b * ((i128)l->x1 - l->x0);
    /* y0 + (y1 - y0) * (a * unit - x0 * b) / bottom, over one denominator. */
    if (__builtin_sub_overflow((i128)a * unit, (i128)l->x0 * b, &top) ||
        __builtin_mul_overflow((i128)l->y1 - l->y0, top, &rise) ||
        __builtin_mul_overflow(bottom, (i128)l->y0, &base) ||
        __builtin_add_overflow(base, rise, &top) ||
        __builtin_mul_overflow(bottom, (i128)l->step, &coarse) || coarse >= (i128)1 << 126) {
        return false;
    }
    return divide(top, coarse, mode, &n) && !__builtin_mul_overflow(n, l->step, ret);
}

int exact_cmp_ratio(int64_t a, int64_t b, int64_t c, int64_t d)
{
    i128 x, y;

    assert(b > 0 && d > 0);
    x = (i128)a * d;
    y = (i128)c * b;
    return (x > y) - (x < y);
}

static i128 wide_get(struct wide w)
{
    return (i128)(((u128)(uint64_t)w.hi << 64) | w.lo);
}

static struct wide wide_sum(i128 x, i128 y)
{
    i128 sum;

    if (__builtin_add_overflow(x, y, &sum)) {
        PANIC("sum of products past 128 bits");
    }
    return (struct wide){(int64_t)(sum >> 64), (uint64_t)((u128)sum & UINT64_MAX)};
}

struct wide wide_add_mul(struct wide w, int64_t a, int64_t b)
{
    return wide_sum(wide_get(w), (i128)a * b);
}

struct wide wide_add(struct wide x, struct wide y)
{
    return wide_sum(wide_get(x), wide_get(y));
}

int wide_cmp(struct wide x, struct wide y)
{
    i128 a = wide_get(x), b = wide_get(y);

    return (a > b) - (a < b);
}

bool wide_shift_up(struct wide w, unsigned bits, int64_t *ret)
{
    i128 v = wide_get(w), unit, q;

    assert(bits < 64);
    unit = (i128)1 << bits;
    q = v / unit;
    q += v % unit > 0;
    if (q > INT64_MAX || q < INT64_MIN) {
        return false;
    }
    *ret = (int64_t)q;
    return true;
}

struct str wide_text(struct arena *a, struct wide w)
{
    char text[40];
    size_t i = sizeof text;
    i128 v = wide_get(w);
    u128 u = v < 0 ? (u128)(-(v + 1)) + 1 : (u128)v;

    do {
        text[--i] = (char)('0' + (int)(u % 10));
        u /= 10;
    } while (u);
    if (v < 0) {
        text[--i] = '-';
    }
    return str_dup(a, (struct str){text + i, sizeof text - i});
}

/* The digit 0..9 that a code point shows, Arabic or Thai; -1 for anything else. */
static int digit_of(uint32_t cp)
{
    if (cp >= '0' && cp <= '9') {
        return (int)(cp - '0');
    }
    return cp >= 0x0E50 && cp <= 0x0E59 ? (int)(cp - 0x0E50) : -1;
}

/* v * 10 + digit, downwards for negative numbers so that INT64_MIN is reached. */
static bool push_digit(int64_t *v, int digit, bool negative)
{
    return !__builtin_mul_overflow(*v, INT64_C(10), v) &&
           !(negative ? __builtin_sub_overflow(*v, digit, v)
                      : __builtin_add_overflow(*v, digit, v));
}

bool exact_parse_decimal(struct str s, unsigned places, int64_t *ret)
{
    bool negative = false, point = false;
    size_t i = 0, whole = 0;
    unsigned decimals = 0;
    int64_t v = 0;

    s = str_trim(s);
    if (str_starts(s, STR("-")) || str_starts(s, STR("\xE2\x88\x92"))) {
        negative = true;
        i = s.p[0] == '-' ? 1 : 3;
    }
    while (i < s.n) {
        uint32_t cp = str_next_cp(s, &i);
        int digit = digit_of(cp);

        if (cp == '.' && !point && whole > 0) {
            point = true;
            continue;
        }
        if (digit < 0 || (point && decimals == places) || !push_digit(&v, digit, negative)) {
            return false;
        }
        if (point) {
            decimals++;
        } else {
            whole++;
        }
    }
    if (whole == 0 || (point && decimals == 0)) {
        return false;
    }
    for (; decimals < places; decimals++) {
        if (!push_digit(&v, 0, negative)) {
            return false;
        }
    }
    *ret = v;
    return true;
}

void exact_put_decimal(struct sbuf *b, int64_t v, unsigned places, unsigned min_places)
{
    char text[64];
    size_t i = sizeof text, end = sizeof text;
    uint64_t u = exact_magnitude(v);
    unsigned left = places;

    assert(places < 40);
    for (; left > 0; left--) {
        text[--i] = (char)('0' + u % 10);
        u /= 10;
    }
    while (end > i && end - i > min_places && text[end - 1] == '0') {
        end--;
    }
    if (end > i) {
        text[--i] = '.';
    }
    do {
        text[--i] = (char)('0' + u % 10);
        u /= 10;
    } while (u);
    if (v < 0) {
        text[--i] = '-';
    }
    sbuf_add(b, (struct str){text + i, end - i});
}
