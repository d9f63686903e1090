/* sheet_number.c - numbers and days as a spreadsheet writes them. */
#include <string.h>

#include "base/arena.h"
#include "base/sheet_read.h"

enum {
    DIGITS = 15,     /* what a spreadsheet holds and shows */
    DIGITS_MAX = 40, /* of a number's plain text */
    SERIAL_1970 = 25569,
    SERIAL_1904 = 1462,  /* days between the two systems */
    SERIAL_PHANTOM = 61, /* below it the 1900 system counts a day that never was */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Digits without the point, and how many of them stand before it. */
struct decimal {
    bool negative;
    char digit[DIGITS_MAX * 2];
    int n, point;
};

static bool take_digits(struct str s, size_t *at, struct decimal *d, bool *point)
{
    size_t digits = 0;

    for (; *at < s.n; ++*at) {
        char c = s.p[*at];

        if (c == '.' && !*point) {
            *point = true;
            continue;
        }
        if (!is_digit(c)) {
            break;
        }
        digits++;
        d->point += *point ? 0 : 1;
        if (d->n == 0 && c == '0') { /* a leading zero is none */
            d->point--;
            continue;
        }
        if (d->n == DIGITS_MAX) {
            return false;
        }
        d->digit[d->n++] = c;
    }
    return digits > 0;
}

static bool take_exponent(struct str s, size_t *at, int *ret)
{
    bool negative = false;
    int v = 0;

    *ret = 0;
    if (*at == s.n) {
        return true;
    }
    if (s.p[*at] != 'E' && s.p[*at] != 'e') {
        return false;
    }
    ++*at;
    if (*at < s.n && (s.p[*at] == '+' || s.p[*at] == '-')) {
        negative = s.p[(*at)++] == '-';
    }
    if (*at == s.n) {
        return false;
    }
    for (; *at < s.n; ++*at) {
        if (!is_digit(s.p[*at]) || v > 999) {
            return false;
        }
        v = v * 10 + (s.p[*at] - '0');
    }
    *ret = negative ? -v : v;
    return true;
}

/* To 15 significant digits, half up; trailing zeros go. */
static void round_digits(struct decimal *d)
{
    if (d->n > DIGITS) {
        bool up = d->digit[DIGITS] >= '5';
        int i = DIGITS - 1;

        d->n = DIGITS;
        for (; up && i >= 0; i--) {
            up = d->digit[i] == '9';
            d->digit[i] = up ? '0' : (char)(d->digit[i] + 1);
        }
        if (up) { /* all nines */
            memmove(d->digit + 1, d->digit, DIGITS - 1);
            d->digit[0] = '1';
            d->point++;
        }
    }
    while (d->n > 0 && d->digit[d->n - 1] == '0') {
        d->n--;
    }
}

bool sheet_number_text(struct arena *a, struct str raw, struct str *ret)
{
    struct decimal d = {.n = 0};
    struct str s = str_trim(raw);
    struct sbuf b;
    size_t at = 0;
    bool point = false;
    int exponent;

    if (s.n > 0 && (s.p[0] == '-' || s.p[0] == '+')) {
        d.negative = s.p[0] == '-';
        at = 1;
    }
    if (!take_digits(s, &at, &d, &point) || !take_exponent(s, &at, &exponent)) {
        return false;
    }
    round_digits(&d);
    d.point += exponent;
    if (d.n == 0) {
        *ret = STR("0");
        return true;
    }
    if (d.point > DIGITS_MAX || d.point < -DIGITS_MAX) {
        return false;
    }
    sbuf_init(&b, a, SBUF_NO_LIMIT);
    if (d.negative) {
        sbuf_byte(&b, '-');
    }
    if (d.point <= 0) {
        SB_LIT(&b, "0.");
        for (int i = d.point; i < 0; i++) {
            sbuf_byte(&b, '0');
        }
    }
    for (int i = 0; i < d.n || i < d.point; i++) {
        if (i == d.point && i > 0) {
            sbuf_byte(&b, '.');
        }
        sbuf_byte(&b, i < d.n ? d.digit[i] : '0');
    }
    *ret = sbuf_str(&b);
    return true;
}

/* Skips what is no pattern: "text", \x, _x, *x, [Red]. */
static size_t skip_literal(struct str f, size_t i)
{
    char close = f.p[i] == '"' ? '"' : f.p[i] == '[' ? ']' : 0;

    if (close) {
        for (i++; i < f.n && f.p[i] != close; i++) {
        }
        return i;
    }
    return f.p[i] == '\\' || f.p[i] == '_' || f.p[i] == '*' ? i + 1 : i;
}

bool sheet_format_is_date(struct str format)
{
    bool day = false, month = false, clock = false;

    for (size_t i = 0; i < format.n && format.p[i] != ';'; i++) {
        size_t past = skip_literal(format, i);

        if (past != i || format.p[i] == '"' || format.p[i] == '[') {
            i = past;
            continue;
        }
        switch (format.p[i]) {
        case 'd':
        case 'D':
        case 'y':
        case 'Y':
        case 'b':
        case 'B':
            day = true;
            break;
        case 'm':
        case 'M':
            month = true;
            break;
        case 'h':
        case 'H':
        case 's':
        case 'S':
            clock = true;
            break;
        default:
            break;
        }
    }
    return day || (month && !clock);
}

bool sheet_builtin_is_date(int64_t id)
{
    return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58) ||
           (id >= 71 && id <= 74) || id == 77 || id == 81;
}

bool sheet_serial_date(int64_t serial, bool is_1904, struct date *ret, bool *ret_be)
{
    struct date d;

    if (serial < -1000000 || serial > 3000000) {
        return false;
    }
    serial += is_1904 ? SERIAL_1904 : 0;
    if (serial < SERIAL_PHANTOM) {
        return false;
    }
    *ret_be = false;
    d = date_add_days(DATE(19700101), (int32_t)(serial - SERIAL_1970));
    if (!date_valid(d) && d.yyyymmdd / 10000 >= FY_MIN - 50) { /* 1/10/2568 typed as it is said */
        *ret_be = true;
        d = DATE(fy_to_ce(d.yyyymmdd / 10000) * 10000 + d.yyyymmdd % 10000);
    }
    if (!date_valid(d)) {
        return false;
    }
    *ret = d;
    return true;
}

struct str sheet_cell_name(struct arena *a, int64_t row, uint32_t col)
{
    char letter[8];
    size_t n = sizeof letter;

    for (uint32_t c = col + 1; c > 0; c = (c - 1) / 26) {
        letter[--n] = (char)('A' + (c - 1) % 26);
    }
    return str_format(a, "%.*s%lld", (int)(sizeof letter - n), letter + n, (long long)row);
}

const struct sheet_cell *sheet_in_find(const struct sheet_in_row *row, uint32_t col)
{
    for (size_t i = 0; i < row->n; i++) {
        if (row->cell[i].col == col) {
            return &row->cell[i];
        }
    }
    return NULL;
}
