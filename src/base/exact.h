/* exact.h - the one home of 128-bit arithmetic.
 *
 * Rules, certificates and shares multiply two int64 before they divide or compare; this file does
 * it without ever leaving the integers. */
#ifndef PBIS_BASE_EXACT_H
#define PBIS_BASE_EXACT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/money.h"
#include "base/str.h"

struct arena;

/* |v| without overflow, also for INT64_MIN. */
static inline uint64_t exact_magnitude(int64_t v)
{
    return v < 0 ? (uint64_t)(-(v + 1)) + 1 : (uint64_t)v;
}

/* a * b / d rounded by `mode`; d > 0; false when the result does not fit in int64. */
MUST_CHECK bool exact_mul_div(int64_t a, int64_t b, int64_t d, enum round_mode mode, int64_t *ret);
/* a * b / (c * d), likewise; c, d > 0. */
MUST_CHECK bool exact_quotient(int64_t a, int64_t b, int64_t c, int64_t d, enum round_mode mode,
                               int64_t *ret);
/* The line through (x0, y0) and (x1, y1), x0 < x1, at x = a * unit / b (b > 0), rounded once to a
 * multiple of step (> 0). */
struct exact_line {
    int64_t x0, x1, y0, y1, step;
};
MUST_CHECK bool exact_on_line(const struct exact_line *l, int64_t a, int64_t unit, int64_t b,
                              enum round_mode mode, int64_t *ret);
/* Compares a/b with c/d; b, d > 0. */
int exact_cmp_ratio(int64_t a, int64_t b, int64_t c, int64_t d);

/* A sum of products wide enough for a certificate: sums of up to 2^30 products of int64 below 2^47
 * fit; wide_add_mul ends the process on overflow. */
struct wide {
    int64_t hi;
    uint64_t lo;
};
#define WIDE_ZERO ((struct wide){0, 0})
struct wide wide_add_mul(struct wide w, int64_t a, int64_t b); /* w + a * b */
struct wide wide_add(struct wide x, struct wide y);            /* the same rule on overflow */
int wide_cmp(struct wide x, struct wide y);
/* w / 2^bits rounded up, bits < 64; false when it does not fit in int64. */
MUST_CHECK bool wide_shift_up(struct wide w, unsigned bits, int64_t *ret);
/* Decimal text of w. */
struct str wide_text(struct arena *a, struct wide w);

/* Reads a decimal with at most `places` decimals as an integer count of 10^-places. Thai digits
 * are read. False when it is no such number or does not fit. */
MUST_CHECK bool exact_parse_decimal(struct str s, unsigned places, int64_t *ret);
/* Writes it back, trailing zeros dropped down to `min_places`. */
void exact_put_decimal(struct sbuf *b, int64_t v, unsigned places, unsigned min_places);

#endif
