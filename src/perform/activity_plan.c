/* activity_plan.c - weights and months of an activity's steps, without a store. */
#include "perform/activity.h"

#include <assert.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"

static const struct {
    const char *short_th, *long_th, *short_en, *long_en;
} month_names[ACTIVITY_MONTHS] = {
#define ACTIVITY_MONTH(short_th, long_th, short_en, long_en) {short_th, long_th, short_en, long_en},
#include "perform/activity.def"
#undef ACTIVITY_MONTH
};

enum { FIRST_OF_NEXT = 3, /* October .. December lie in the calendar year before */ ERA_PLACES = 2 };

/* ---- weights ---- */

enum activity_weights activity_weights_kind(const int64_t *bp, size_t n, int64_t *ret_sum)
{
    bool rising = n > 1, above = n > 0;
    int64_t sum = 0;

    for (size_t i = 0; i < n; i++) {
        sum += bp[i];
        above = above && bp[i] > 0;
        rising = rising && (i == 0 || bp[i] > bp[i - 1]);
    }
    *ret_sum = sum;
    if (above && sum == ACTIVITY_WHOLE)
        return ACTIVITY_WEIGHTS_GOOD;
    if (above && rising && bp[n - 1] == ACTIVITY_WHOLE)
        return ACTIVITY_WEIGHTS_CUMULATIVE;
    return ACTIVITY_WEIGHTS_WRONG;
}

void activity_weights_convert(int64_t *bp, size_t n)
{
    for (size_t i = n; i > 1; i--)
        bp[i - 1] -= bp[i - 2];
}

struct str activity_weights_text(struct arena *a, const int64_t *bp, size_t n)
{
    struct sbuf b;

    sbuf_init(&b, a, 2000);
    for (size_t i = 0; i < n; i++) {
        if (i)
            SB_LIT(&b, ", ");
        exact_put_decimal(&b, bp[i], 2, 0);
    }
    return sbuf_str(&b);
}

/* ---- months ---- */

struct str activity_month_name(size_t month, enum lang lang)
{
    assert(month < ACTIVITY_MONTHS);
    return lang_pick(lang, month_names[month].short_th, month_names[month].short_en);
}

static bool take(struct str s, size_t *i, const char *word)
{
    struct str w = str_from(word);

    if (w.n == 0 || !str_starts(str_slice(s, *i, s.n), w))
        return false;
    *i += w.n;
    return true;
}

static void skip(struct str s, size_t *i)
{
    while (*i < s.n && (s.p[*i] == ' ' || s.p[*i] == '\n' || s.p[*i] == '\r' || s.p[*i] == '\t'))
        (*i)++;
}

/* A month's name, the longer ones first. */
static bool take_month(struct str s, size_t *i, size_t *ret)
{
    for (size_t m = 0; m < ACTIVITY_MONTHS; m++) {
        if (take(s, i, month_names[m].long_th) || take(s, i, month_names[m].short_th) ||
            take(s, i, month_names[m].long_en) || take(s, i, month_names[m].short_en)) {
            *ret = m;
            return true;
        }
    }
    return false;
}

/* Digits, also Thai ones, if there are any. */
static int64_t take_number(struct str s, size_t *i, size_t *ret_digits)
{
    int64_t v = 0;

    *ret_digits = 0;
    while (*i < s.n && *ret_digits < 4) {
        size_t at = *i;
        uint32_t cp = str_next_cp(s, &at);
        uint32_t digit = cp >= 0xE50 && cp <= 0xE59 ? cp - 0xE50 : cp - '0';

        if (digit > 9)
            break;
        v = v * 10 + (int64_t)digit;
        (*ret_digits)++;
        *i = at;
    }
    return v;
}

/* The year beside a month, if any: is it the one that the fiscal year gives this month? */
static bool year_fits(struct str s, size_t *i, size_t month, int64_t year)
{
    int64_t want = year - (month < FIRST_OF_NEXT ? 1 : 0), ce = fy_to_ce((int32_t)want), got;
    size_t digits;

    skip(s, i);
    got = take_number(s, i, &digits);
    if (digits == 0)
        return true;
    if (digits == ERA_PLACES)
        return got == want % 100;
    return got == want || got == ce;
}

static bool take_dash(struct str s, size_t *i)
{
    return take(s, i, "-") || take(s, i, "\xE2\x80\x93") || take(s, i, "\xE2\x80\x94") ||
           take(s, i, "\xE2\x86\x92") || take(s, i, "\xE2\x86\x94");
}

static bool bad_months(struct str s, struct err *e)
{
    FAIL(e, ERR_BAD_MONTHS);
    err_arg(e, "field", V(STR("months")));
    err_arg(e, "value", V(s));
    return false;
}

bool activity_months_parse(struct str text, int64_t year, int64_t *ret_bits, bool *ret_year_differs,
                           struct err *e)
{
    struct str s = str_trim(text);
    int64_t bits = 0;
    bool differs = false;
    size_t i = 0;

    if (str_eq(s, STR("-")) || str_eq(s, STR("\xE2\x80\x93")))
        s = STR_NONE;
    while (i < s.n) {
        size_t from, to;

        if (!take_month(s, &i, &from))
            return bad_months(text, e);
        differs |= !year_fits(s, &i, from, year);
        to = from;
        skip(s, &i);
        if (take_dash(s, &i)) {
            skip(s, &i);
            if (!take_month(s, &i, &to) || to < from)
                return bad_months(text, e);
            differs |= !year_fits(s, &i, to, year);
            skip(s, &i);
        }
        for (size_t m = from; m <= to; m++)
            bits |= INT64_C(1) << m;
        if (i < s.n && s.p[i] != ',' && s.p[i] != ';')
            return bad_months(text, e);
        i += i < s.n;
        skip(s, &i);
    }
    *ret_bits = bits;
    *ret_year_differs = differs;
    return true;
}

void activity_months_put(struct sbuf *b, int64_t months, enum lang lang)
{
    bool first = true;

    for (size_t m = 0; m < ACTIVITY_MONTHS; m++) {
        size_t last = m;

        if (!(months >> m & 1))
            continue;
        while (last + 1 < ACTIVITY_MONTHS && months >> (last + 1) & 1)
            last++;
        if (!first)
            SB_LIT(b, ", ");
        sbuf_add(b, activity_month_name(m, lang));
        if (last > m) {
            SB_LIT(b, "-");
            sbuf_add(b, activity_month_name(last, lang));
        }
        first = false;
        m = last;
    }
}

/* The first day of a month of the fiscal year; month 12 = the first day after it. */
static struct date month_start(size_t month, int64_t year)
{
    struct date d = fy_start((int32_t)year);
    int32_t y = d.yyyymmdd / 10000, m = d.yyyymmdd / 100 % 100 + (int32_t)month;

    return DATE((y + (m > 12)) * 10000 + (m > 12 ? m - 12 : m) * 100 + 1);
}

void activity_months_days(int64_t months, int64_t year, struct date *ret_from, struct date *ret_to)
{
    *ret_from = *ret_to = DATE_NONE;
    for (size_t m = 0; m < ACTIVITY_MONTHS; m++) {
        if (!(months >> m & 1))
            continue;
        if (!ret_from->yyyymmdd)
            *ret_from = month_start(m, year);
        *ret_to = date_add_days(month_start(m + 1, year), -1);
    }
}
