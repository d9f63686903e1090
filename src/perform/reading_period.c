#include "perform/reading_period.h"

#include "base/arena.h"

static int64_t months_of(struct str cycle)
{
    if (str_eq(cycle, STR("month")))
        return 1;
    return str_eq(cycle, STR("quarter")) ? 3 : 12;
}

/* The n-th month of the fiscal year, from 0 (October). */
static int64_t month_at(int64_t year, int64_t n)
{
    int64_t ce = fy_to_ce((int32_t)year);

    return n < 3 ? (ce - 1) * 100 + 10 + n : ce * 100 + n - 2;
}

size_t reading_periods(struct str cycle, int64_t year, int64_t ret[READING_PERIODS])
{
    int64_t step = months_of(cycle);
    size_t n = 0;

    for (int64_t m = step - 1; m < READING_PERIODS; m += step)
        ret[n++] = month_at(year, m);
    return n;
}

bool reading_period_in(int64_t year, int64_t period)
{
    return period % 100 >= 1 && period % 100 <= 12 && period >= month_at(year, 0) &&
           period <= month_at(year, READING_PERIODS - 1);
}

int64_t reading_quarter(int64_t period)
{
    int64_t m = period % 100;

    return m >= 10 ? 1 : (m + 2) / 3 + 1;
}

static struct date day_of(int64_t period, int32_t day)
{
    return DATE((int32_t)(period * 100) + day);
}

static int64_t next_month(int64_t period)
{
    return period % 100 == 12 ? period + 89 : period + 1;
}

struct date reading_period_start(struct str cycle, int64_t period)
{
    for (int64_t m = months_of(cycle); m > 1; m--)
        period = period % 100 == 1 ? period - 89 : period - 1;
    return day_of(period, 1);
}

struct date reading_period_end(int64_t period)
{
    return date_add_days(day_of(next_month(period), 1), -1);
}

int64_t reading_period_ended(struct date day)
{
    int64_t month = day.yyyymmdd / 100;

    if (date_cmp(reading_period_end(month), day) <= 0)
        return month;
    return month % 100 == 1 ? month - 89 : month - 1;
}

struct str reading_period_text(struct arena *a, struct str cycle, int64_t period, enum lang lang)
{
    struct sbuf b, month;
    struct str text, day;

    sbuf_init(&month, a, 64);
    date_put(&month, day_of(period, 1), DATE_SHORT, lang);
    text = sbuf_str(&month);
    (void)str_split(&text, ' ', &day); /* "1 ธ.ค. 2564" without its day */
    sbuf_init(&b, a, 128);
    if (str_eq(cycle, STR("quarter"))) {
        sbuf_add(&b, tr(lang, TR("ไตรมาส")));
        sbuf_printf(&b, " %d (%.*s)", (int)reading_quarter(period), STR_FMT(text));
    } else if (str_eq(cycle, STR("year"))) {
        sbuf_add(&b, tr(lang, TR("ทั้งปี")));
        sbuf_printf(&b, " (%.*s)", STR_FMT(text));
    } else {
        sbuf_add(&b, text);
    }
    return sbuf_str(&b);
}
