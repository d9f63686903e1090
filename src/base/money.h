/* money.h - baht and satang (บาท สตางค์), exactly.
 *
 * Money is an int64 count of satang inside a struct, so that `a + b` and `money = count` do not
 * compile. Every division names its rounding. One amount from outside is at most MONEY_MAX
 * (10^15 satang = 10 trillion baht), so sums of 9,000 rows fit; sums still check for overflow.
 * The source of the rules: DOMAIN.md 1.5 (satang appear in payments), STYLE.md 3.4. */
#ifndef PBIS_BASE_MONEY_H
#define PBIS_BASE_MONEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/str.h"

struct err;
struct sbuf;

struct money {
    int64_t satang;
};

#define MONEY_MAX  INT64_C(1000000000000000)
#define MONEY(s)   ((struct money){(s)})
#define MONEY_ZERO MONEY(0)
#define BAHT(b)    ((struct money){INT64_C(100) * (b)})

enum round_mode {
    ROUND_HALF_UP,   /* away from zero at exactly half: the default of every rule */
    ROUND_HALF_EVEN,
    ROUND_DOWN,      /* towards zero */
    ROUND_UP,        /* away from zero */
    ROUND_FLOOR,
};

/* Sums end the process when they overflow: amounts are bounded at the border, so an overflow here
 * is our bug. money_try_add() is for sums whose terms a user chooses. */
struct money money_add(struct money x, struct money y);
struct money money_sub(struct money x, struct money y);
struct money money_neg(struct money x);
MUST_CHECK bool money_try_add(struct money x, struct money y, struct money *ret);
int money_cmp(struct money x, struct money y); /* <0, 0, >0 */

/* m * num / den with a 128-bit product; den > 0. False when the result does not fit. */
MUST_CHECK bool money_ratio(struct money m, int64_t num, int64_t den, enum round_mode mode,
                            struct money *ret);
/* Parts of `total` in proportion to `weight[0..n)`, which sum to it exactly: floor shares, then
 * one satang each to the earliest parts of non-zero weight. Weights >= 0, sum > 0, total >= 0. */
void money_split(struct money total, const int64_t *weight, size_t n, struct money *ret);
/* part / whole in basis points (1/100 of a per cent), rounded half up; 0 when whole is 0. */
int64_t money_share_bp(struct money part, struct money whole);

/* Reads "1,234.50", "1234.5", "๑,๒๓๔.๕๐", "-5", "−5", "(5.00)" as baht; spaces around it are
 * allowed, commas only as thousands separators in the right places. Refuses an empty text,
 * more than two decimals unless they are zeros (a fraction of a satang), anything else, and more
 * than MONEY_MAX: ERR_BAD_AMOUNT {value}, ERR_SATANG_FRACTION {value}, ERR_AMOUNT_RANGE {value}. */
MUST_CHECK bool money_parse(struct str s, struct money *ret, struct err *e);
/* The same, but fractions of a satang are rounded half up; *ret_rounded says whether. */
MUST_CHECK bool money_parse_rounding(struct str s, struct money *ret, bool *ret_rounded,
                                     struct err *e);

enum money_style {
    MONEY_PLAIN,     /* 1234.50: CSV, files */
    MONEY_COMMAS,    /* 1,234.50: screens; minus is U+2212 */
    MONEY_WHOLE,     /* 1,234 when there are no satang, else 1,234.50 */
};
void money_put(struct sbuf *b, struct money m, enum money_style style);
struct str money_text(struct arena *a, struct money m, enum money_style style);

#endif
