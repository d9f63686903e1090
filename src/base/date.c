#include "base/date.h"

#include <assert.h>
#include <stddef.h>
#include <time.h>

#include "base/err.h"
#include "base/lang.h"

enum {
    ERA = 543, /* Buddhist era - common era; stands here and nowhere else */
    DATE_FIRST = 19500101,
    DATE_LAST = 21991231,
    MS_PER_DAY = 86400000,
    CITY_MS = 7 * 3600 * 1000,
};

struct ymd {
    int32_t y, m, d;
};

static const char *const month_short_th[12] = {"ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.",
                                               "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.",  "พ.ย.", "ธ.ค."};
static const char *const month_long_th[12] = {"มกราคม",  "กุมภาพันธ์", "มีนาคม",    "เมษายน",
                                              "พฤษภาคม", "มิถุนายน",  "กรกฎาคม",  "สิงหาคม",
                                              "กันยายน",  "ตุลาคม",   "พฤศจิกายน", "ธันวาคม"};
static const char *const month_short_en[12] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
static const char *const month_long_en[12] = {"January",   "February", "March",    "April",
                                              "May",       "June",     "July",     "August",
                                              "September", "October",  "November", "December"};

static struct ymd split(struct date d)
{
    return (struct ymd){d.yyyymmdd / 10000, d.yyyymmdd / 100 % 100, d.yyyymmdd % 100};
}

static struct date join(struct ymd x)
{
    return DATE(x.y * 10000 + x.m * 100 + x.d);
}

static int32_t month_days(int32_t y, int32_t m)
{
    static const int32_t days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;

    return m == 2 && leap ? 29 : days[m - 1];
}

bool date_valid(struct date d)
{
    struct ymd x = split(d);

    return d.yyyymmdd >= DATE_FIRST && d.yyyymmdd <= DATE_LAST && x.m >= 1 && x.m <= 12 &&
           x.d >= 1 && x.d <= month_days(x.y, x.m);
}

int date_cmp(struct date x, struct date y)
{
    return (x.yyyymmdd > y.yyyymmdd) - (x.yyyymmdd < y.yyyymmdd);
}

/* Days since 1970-01-01; years begin in March so that the leap day is their last (the civil
 * calendar algorithm of H. Hinnant). */
static int64_t to_days(struct ymd x)
{
    int64_t y = x.m <= 2 ? x.y - 1 : x.y;
    int64_t era = y / 400, yoe = y - era * 400;
    int64_t doy = (153 * (x.m > 2 ? x.m - 3 : x.m + 9) + 2) / 5 + x.d - 1;

    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static struct ymd from_days(int64_t days)
{
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097, doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    int64_t m = mp < 10 ? mp + 3 : mp - 9;

    return (struct ymd){(int32_t)(yoe + era * 400 + (m <= 2 ? 1 : 0)), (int32_t)m,
                        (int32_t)(doy - (153 * mp + 2) / 5 + 1)};
}

struct date date_add_days(struct date d, int32_t days)
{
    assert(date_valid(d));
    return join(from_days(to_days(split(d)) + days));
}

int32_t date_days_between(struct date from, struct date to)
{
    assert(date_valid(from) && date_valid(to));
    return (int32_t)(to_days(split(to)) - to_days(split(from)));
}

/* Days since 1970 and the milliseconds into that day, for moments before 1970 too. */
static int64_t days_of_ms(int64_t ms, int32_t *ret_in_day)
{
    int64_t days = ms / MS_PER_DAY, rest = ms % MS_PER_DAY;

    if (rest < 0) {
        days--;
        rest += MS_PER_DAY;
    }
    *ret_in_day = (int32_t)rest;
    return days;
}

struct date date_of_ms(int64_t ms)
{
    int32_t in_day;

    return join(from_days(days_of_ms(ms + CITY_MS, &in_day)));
}

int64_t date_start_ms(struct date d)
{
    assert(date_valid(d));
    return (int64_t)to_days(split(d)) * MS_PER_DAY - CITY_MS;
}

int date_week_day(struct date d)
{
    assert(date_valid(d));
    return (int)((to_days(split(d)) % 7 + 10) % 7) + 1; /* 1 January 1970 was a Thursday */
}

int64_t clock_now_ms(void)
{
    struct timespec t;

    if (clock_gettime(CLOCK_REALTIME, &t) != 0) {
        PANIC("no clock");
    }
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int32_t fy_of(struct date d)
{
    struct ymd x = split(d);

    assert(date_valid(d));
    return x.y + ERA + (x.m >= 10 ? 1 : 0);
}

struct date fy_start(int32_t year)
{
    return DATE((fy_to_ce(year) - 1) * 10000 + 1001);
}

struct date fy_end(int32_t year)
{
    return DATE(fy_to_ce(year) * 10000 + 930);
}

bool fy_valid(int64_t year)
{
    return year >= FY_MIN && year <= FY_MAX;
}

int32_t fy_to_ce(int32_t year)
{
    return year - ERA;
}

int32_t fy_from_ce(int32_t ce)
{
    return ce + ERA;
}

/* Reads 1..max_digits digits, Arabic or Thai, at *i; *ret_digits says how many there were. */
static bool read_number(struct str s, size_t *i, unsigned max_digits, int32_t *ret,
                        unsigned *ret_digits)
{
    int32_t v = 0;
    unsigned n = 0;

    while (*i < s.n) {
        size_t next = *i;
        uint32_t cp = str_next_cp(s, &next);
        int32_t digit;

        if (cp >= '0' && cp <= '9') {
            digit = (int32_t)(cp - '0');
        } else if (cp >= 0x0E50 && cp <= 0x0E59) {
            digit = (int32_t)(cp - 0x0E50);
        } else {
            break;
        }
        if (n == max_digits) {
            return false;
        }
        v = v * 10 + digit;
        n++;
        *i = next;
    }
    *ret = v;
    *ret_digits = n;
    return n > 0;
}

bool fy_parse(struct str s, int32_t *ret, struct err *e)
{
    struct str t = str_trim(s);
    size_t i = 0;
    int32_t v = 0;
    unsigned digits = 0;
    bool number = read_number(t, &i, 4, &v, &digits) && i == t.n;

    if (number && digits == 2) {
        v += FY_MIN;
    } else if (number && digits == 4 && v >= 1900 && v < 2200) {
        FAIL(e, ERR_YEAR_CE);
        err_arg(e, "value", V(s));
        err_arg(e, "expected", V((int64_t)(v + ERA)));
        return false;
    } else if (!number || digits != 4 || !fy_valid(v)) {
        FAIL(e, ERR_BAD_YEAR);
        err_arg(e, "value", V(s));
        return false;
    }
    *ret = v;
    return true;
}

static bool bad_date(struct str s, struct err *e)
{
    FAIL(e, ERR_BAD_DATE);
    err_arg(e, "value", V(s));
    return false;
}

/* Puts "D/M/Y" or "YYYY-MM-DD" of the other era into *e as what was expected. */
static bool wrong_era(struct str s, enum err_code code, const char *expected, struct err *e)
{
    FAIL(e, code);
    err_arg(e, "value", V(s));
    err_arg(e, "expected", V(str_from(expected)));
    return false;
}

bool date_parse_iso(struct str s, struct date *ret, struct err *e)
{
    struct str t = str_trim(s);
    struct ymd x = {0};
    int32_t *part[3] = {&x.y, &x.m, &x.d};
    size_t at = 0;

    if (t.n != 10) {
        return bad_date(s, e);
    }
    for (size_t k = 0; k < 3; k++) {
        for (size_t stop = k == 0 ? 4 : at + 2; at < stop; at++) {
            if (t.p[at] < '0' || t.p[at] > '9') {
                return bad_date(s, e);
            }
            *part[k] = *part[k] * 10 + (t.p[at] - '0');
        }
        if (k < 2 && t.p[at++] != '-') {
            return bad_date(s, e);
        }
    }
    if (!date_valid(join(x))) {
        struct ymd ce = {x.y - ERA, x.m, x.d};

        if (date_valid(join(ce))) {
            char text[] = "0000-00-00";
            int32_t y = ce.y;

            for (size_t k = 4; k > 0; k--) {
                text[k - 1] = (char)('0' + y % 10);
                y /= 10;
            }
            for (size_t k = 4; k < 10; k++) {
                text[k] = t.p[k];
            }
            return wrong_era(s, ERR_DATE_BE, text, e);
        }
        return bad_date(s, e);
    }
    *ret = join(x);
    return true;
}

static void skip_blanks(struct str s, size_t *i)
{
    while (*i < s.n && (s.p[*i] == ' ' || s.p[*i] == '\t')) {
        (*i)++;
    }
}

static bool take_word(struct str s, size_t *i, const char *word)
{
    struct str w = str_from(word);

    if (!str_starts(str_slice(s, *i, s.n), w)) {
        return false;
    }
    *i += w.n;
    return true;
}

/* A month as /10/ or as a Thai name between blanks. */
static bool read_month(struct str s, size_t *i, int32_t *ret)
{
    unsigned digits;

    if (*i < s.n && (s.p[*i] == '/' || s.p[*i] == '-')) {
        char sep = s.p[*i];

        (*i)++;
        if (!read_number(s, i, 2, ret, &digits) || *i >= s.n || s.p[*i] != sep) {
            return false;
        }
        (*i)++;
        return true;
    }
    skip_blanks(s, i);
    for (int32_t m = 0; m < 12; m++) {
        if (take_word(s, i, month_long_th[m]) || take_word(s, i, month_short_th[m])) {
            *ret = m + 1;
            skip_blanks(s, i);
            if (take_word(s, i, "พ.ศ.")) {
                skip_blanks(s, i);
            }
            return true;
        }
    }
    return false;
}

bool date_parse_th(struct str s, struct date *ret, struct err *e)
{
    struct str t = str_trim(s);
    struct ymd x = {0};
    unsigned digits = 0;
    size_t i = 0;

    if (!read_number(t, &i, 2, &x.d, &digits) || !read_month(t, &i, &x.m) ||
        !read_number(t, &i, 4, &x.y, &digits) || digits != 4 || i != t.n) {
        return bad_date(s, e);
    }
    if (date_valid(join(x))) { /* a common-era year that would be a real day */
        char text[24];
        size_t k = sizeof text - 1;
        int32_t part[3] = {x.y + ERA, x.m, x.d};

        text[k] = '\0';
        for (size_t p = 0; p < 3; p++) {
            if (p > 0) {
                text[--k] = '/';
            }
            do {
                text[--k] = (char)('0' + part[p] % 10);
                part[p] /= 10;
            } while (part[p] > 0);
        }
        return wrong_era(s, ERR_DATE_CE, text + k, e);
    }
    x.y -= ERA;
    if (x.y < 0 || !date_valid(join(x))) {
        return bad_date(s, e);
    }
    *ret = join(x);
    return true;
}

void date_put_iso(struct sbuf *b, struct date d)
{
    struct ymd x = split(d);

    if (d.yyyymmdd == 0) {
        return;
    }
    sbuf_printf(b, "%04d-%02d-%02d", (int)x.y, (int)x.m, (int)x.d);
}

void date_put(struct sbuf *b, struct date d, enum date_style style, enum lang lang)
{
    struct ymd x = split(d);
    size_t m;

    if (d.yyyymmdd == 0) {
        return;
    }
    assert(x.m >= 1 && x.m <= 12);
    m = (size_t)x.m - 1;
    sbuf_int(b, x.d);
    sbuf_byte(b, ' ');
    if (lang == LANG_TH) {
        sbuf_add(b, str_from(style == DATE_LONG ? month_long_th[m] : month_short_th[m]));
        sbuf_add(b, style == DATE_LONG ? STR(" พ.ศ. ") : STR(" "));
        sbuf_int(b, x.y + ERA);
    } else {
        sbuf_add(b, str_from(style == DATE_LONG ? month_long_en[m] : month_short_en[m]));
        sbuf_byte(b, ' ');
        sbuf_int(b, x.y);
    }
}

void when_put(struct sbuf *b, struct when t, enum lang lang)
{
    int32_t in_day, minutes;

    if (t.ms == 0) {
        return;
    }
    days_of_ms(t.ms + CITY_MS, &in_day);
    minutes = in_day / 60000;
    date_put(b, date_of_ms(t.ms), DATE_SHORT, lang);
    sbuf_printf(b, " %02d:%02d", (int)(minutes / 60), (int)(minutes % 60));
}

void when_put_iso(struct sbuf *b, struct when t)
{
    int32_t in_day, seconds;
    struct ymd x;

    if (t.ms == 0) {
        return;
    }
    x = from_days(days_of_ms(t.ms, &in_day));
    seconds = in_day / 1000;
    sbuf_printf(b, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", (int)x.y, (int)x.m, (int)x.d,
                (int)(seconds / 3600), (int)(seconds / 60 % 60), (int)(seconds % 60),
                (int)(in_day % 1000));
}
