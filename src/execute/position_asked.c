/* position_asked.c - as of when: the moment of a question "as known at". */
#include "execute/position_asked.h"

#include "base/err.h"

/* Two digits at `at`, less than `most`. */
static bool two(struct str s, size_t at, int most, int64_t *ret)
{
    if (at + 2 > s.n || s.p[at] < '0' || s.p[at] > '9' || s.p[at + 1] < '0' || s.p[at + 1] > '9') {
        return false;
    }
    *ret = 10 * (s.p[at] - '0') + (s.p[at + 1] - '0');
    return *ret < most;
}

/* HH:MM, :SS, .mmm, Z or +07:00 after the day; without a zone the city's time. */
static bool clock_read(struct str s, int64_t *ret_ms, bool *ret_utc)
{
    int64_t h, m, sec = 0, ms = 0, scale = 100;
    size_t i = 5;

    if (!two(s, 0, 24, &h) || s.n < 5 || s.p[2] != ':' || !two(s, 3, 60, &m)) {
        return false;
    }
    if (i < s.n && s.p[i] == ':') {
        if (!two(s, i + 1, 60, &sec)) {
            return false;
        }
        i += 3;
    }
    if (i < s.n && s.p[i] == '.') {
        for (i++; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++, scale /= 10) {
            ms += scale * (s.p[i] - '0');
        }
    } else {
        ms = 999; /* to its end: what is printed without a fraction holds the whole second */
    }
    s = (struct str){s.p + i, s.n - i};
    *ret_utc = str_eq(s, STR("Z"));
    *ret_ms = ((h * 60 + m) * 60 + sec) * 1000 + ms;
    return s.n == 0 || *ret_utc || str_eq(s, STR("+07:00"));
}

bool known_at_parse(struct str s, struct when *ret, struct err *e)
{
    enum { DAY_TEXT = 10 };
    const int64_t day_ms = INT64_C(86400000), zone_ms = INT64_C(7) * 3600000;
    struct str t = str_trim(s);
    struct date d;
    int64_t ms;
    bool utc;

    if (t.n <= DAY_TEXT) {
        if (!date_parse_iso(t, &d, e)) {
            return false;
        }
        ret->ms = date_start_ms(d) + day_ms - 1;
        return true;
    }
    if (!date_parse_iso((struct str){t.p, DAY_TEXT}, &d, e)) {
        return false;
    }
    if ((t.p[DAY_TEXT] != 'T' && t.p[DAY_TEXT] != ' ') ||
        !clock_read((struct str){t.p + DAY_TEXT + 1, t.n - DAY_TEXT - 1}, &ms, &utc)) {
        FAIL(e, ERR_BAD_DATE);
        err_arg(e, "value", V(s));
        return false;
    }
    ret->ms = date_start_ms(d) + ms + (utc ? zone_ms : 0);
    return true;
}
