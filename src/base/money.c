#include "base/money.h"

#include <assert.h>

#include "base/err.h"
#include "base/exact.h"

struct money money_add(struct money x, struct money y)
{
    struct money sum;

    if (!money_try_add(x, y, &sum)) {
        PANIC("money_add past 64 bits");
    }
    return sum;
}

struct money money_sub(struct money x, struct money y)
{
    struct money left;

    if (__builtin_sub_overflow(x.satang, y.satang, &left.satang)) {
        PANIC("money_sub past 64 bits");
    }
    return left;
}

struct money money_neg(struct money x)
{
    return money_sub(MONEY_ZERO, x);
}

bool money_try_add(struct money x, struct money y, struct money *ret)
{
    int64_t sum;

    if (__builtin_add_overflow(x.satang, y.satang, &sum)) {
        return false;
    }
    ret->satang = sum;
    return true;
}

int money_cmp(struct money x, struct money y)
{
    return (x.satang > y.satang) - (x.satang < y.satang);
}

bool money_ratio(struct money m, int64_t num, int64_t den, enum round_mode mode, struct money *ret)
{
    return exact_mul_div(m.satang, num, den, mode, &ret->satang);
}

void money_split(struct money total, const int64_t *weight, size_t n, struct money *ret)
{
    int64_t sum = 0, left = total.satang;

    for (size_t i = 0; i < n; i++) {
        assert(weight[i] >= 0);
        if (__builtin_add_overflow(sum, weight[i], &sum)) {
            PANIC("weights past 64 bits");
        }
    }
    assert(sum > 0 && total.satang >= 0);
    for (size_t i = 0; i < n; i++) {
        if (!exact_mul_div(total.satang, weight[i], sum, ROUND_FLOOR, &ret[i].satang)) {
            PANIC("a part above its whole"); /* weight <= sum: cannot happen */
        }
        left -= ret[i].satang;
    }
    for (size_t i = 0; left > 0; i = (i + 1) % n) { /* one satang each, earliest first */
        if (weight[i] > 0) {
            ret[i].satang++;
            left--;
        }
    }
}

int64_t money_share_bp(struct money part, struct money whole)
{
    int64_t bp;

    if (whole.satang == 0) {
        return 0;
    }
    if (whole.satang < 0) {
        part = money_neg(part);
        whole = money_neg(whole);
    }
    if (!exact_mul_div(part.satang, 10000, whole.satang, ROUND_HALF_UP, &bp)) {
        return part.satang < 0 ? INT64_MIN : INT64_MAX;
    }
    return bp;
}

/* What the text of an amount says, before it is judged. */
struct amount {
    bool negative;
    bool too_large;
    bool fraction; /* something is left below a satang */
    int64_t satang;
};

static int digit_of(uint32_t cp)
{
    if (cp >= '0' && cp <= '9') {
        return (int)(cp - '0');
    }
    return cp >= 0x0E50 && cp <= 0x0E59 ? (int)(cp - 0x0E50) : -1;
}

/* Takes the sign or the parentheses off. False when they do not match. */
static bool strip_sign(struct str *s, bool *ret_negative)
{
    *s = str_trim(*s);
    *ret_negative = true;
    if (str_starts(*s, STR("-"))) {
        *s = str_slice(*s, 1, s->n);
    } else if (str_starts(*s, STR("\xE2\x88\x92"))) {
        *s = str_slice(*s, 3, s->n);
    } else if (str_starts(*s, STR("("))) {
        if (!str_ends(*s, STR(")"))) {
            return false;
        }
        *s = str_trim(str_slice(*s, 1, s->n - 1));
    } else {
        *ret_negative = false;
    }
    return true;
}

static void push_digit(struct amount *am, int digit)
{
    if (am->satang > MONEY_MAX / 10) {
        am->too_large = true;
        return;
    }
    am->satang = am->satang * 10 + digit;
}

/* Digits with commas up to the point or the end; commas stand before each group of three or
 * nowhere. */
static bool read_whole(struct str s, size_t *i, struct amount *am)
{
    size_t digits = 0, group = 0;
    bool commas = false;

    while (*i < s.n && s.p[*i] != '.') {
        uint32_t cp = str_next_cp(s, i);
        int digit = digit_of(cp);

        if (cp == ',') {
            if (group == 0 || group > 3 || (commas && group != 3)) {
                return false;
            }
            commas = true;
            group = 0;
            continue;
        }
        if (digit < 0) {
            return false;
        }
        push_digit(am, digit);
        digits++;
        group++;
    }
    return digits > 0 && (!commas || group == 3);
}

/* The decimals: two make satang, the third decides the rounding. */
static bool read_decimals(struct str s, size_t *i, struct amount *am)
{
    size_t n = 0;
    bool up = false;

    while (*i < s.n) {
        int digit = digit_of(str_next_cp(s, i));

        if (digit < 0) {
            return false;
        }
        if (n < 2) {
            push_digit(am, digit);
        } else {
            up = up || (n == 2 && digit >= 5);
            am->fraction = am->fraction || digit > 0;
        }
        n++;
    }
    for (size_t k = n; k < 2; k++) {
        push_digit(am, 0);
    }
    am->satang += up ? 1 : 0;
    return n > 0;
}

static bool read_amount(struct str s, struct amount *am)
{
    size_t i = 0;

    *am = (struct amount){0};
    if (!strip_sign(&s, &am->negative) || !read_whole(s, &i, am)) {
        return false;
    }
    if (i == s.n) {
        push_digit(am, 0);
        push_digit(am, 0);
        return true;
    }
    i++; /* the point */
    return read_decimals(s, &i, am);
}

bool money_parse_rounding(struct str s, struct money *ret, bool *ret_rounded, struct err *e)
{
    struct amount am;

    if (!read_amount(s, &am)) {
        FAIL(e, ERR_BAD_AMOUNT);
        err_arg(e, "value", V(s));
        return false;
    }
    if (am.too_large || am.satang > MONEY_MAX) {
        FAIL(e, ERR_AMOUNT_RANGE);
        err_arg(e, "value", V(s));
        return false;
    }
    ret->satang = am.negative ? -am.satang : am.satang;
    *ret_rounded = am.fraction;
    return true;
}

bool money_parse(struct str s, struct money *ret, struct err *e)
{
    struct money m;
    bool rounded;

    if (!money_parse_rounding(s, &m, &rounded, e)) {
        return false;
    }
    if (rounded) {
        FAIL(e, ERR_SATANG_FRACTION);
        err_arg(e, "value", V(s));
        return false;
    }
    *ret = m;
    return true;
}

void money_put(struct sbuf *b, struct money m, enum money_style style)
{
    char text[40];
    size_t i = sizeof text;
    uint64_t u = exact_magnitude(m.satang);
    unsigned digits = 0;

    if (style != MONEY_WHOLE || u % 100 != 0) {
        text[--i] = (char)('0' + u % 10);
        text[--i] = (char)('0' + u / 10 % 10);
        text[--i] = '.';
    }
    u /= 100;
    do {
        if (style != MONEY_PLAIN && digits > 0 && digits % 3 == 0) {
            text[--i] = ',';
        }
        text[--i] = (char)('0' + u % 10);
        u /= 10;
        digits++;
    } while (u);
    if (m.satang < 0) {
        sbuf_add(b, style == MONEY_PLAIN ? STR("-") : STR("\xE2\x88\x92"));
    }
    sbuf_add(b, (struct str){text + i, sizeof text - i});
}

struct str money_text(struct arena *a, struct money m, enum money_style style)
{
    struct sbuf b;

    sbuf_init(&b, a, 64);
    money_put(&b, m, style);
    return sbuf_str(&b);
}
