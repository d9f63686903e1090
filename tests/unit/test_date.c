/* Days, fiscal years, both eras, the city's clock. */
#include "unit.h"

#include "base/date.h"

static void real_days_only(void **state)
{
    static const struct {
        int32_t d;
        bool want;
        const char *why;
    } row[] = {
        {21000229, false, "2100 is no leap year"},
        {20000229, true, "2000 is one"},
        {20230229, false, "29 February of a common year"},
        {20240229, true, "of a leap year"},
        {20220431, false, "31 April"},
        {20221300, false, "month 13, day 0"},
        {20220100, false, "day 0"},
        {20220001, false, "month 0"},
        {25650101, false, "a Buddhist year"},
        {19491231, false, "before the first"},
        {21991231, true, "the last"},
        {22000101, false, "after it"},
        {0, false, "none"},
        {-20220101, false, "negative"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        EXPECT(date_valid(DATE(row[i].d)) == row[i].want, row[i].why);
    }
}

static void days_are_counted(void **state)
{
    static const struct {
        int32_t from, days, to;
        const char *why;
    } row[] = {
        {20240228, 1, 20240229, "into the leap day"},
        {20240229, 366, 20250301, "over it"},
        {20221231, 1, 20230101, "over the year"},
        {20221001, -1, 20220930, "backwards over a fiscal year"},
        {20000301, -1, 20000229, "backwards into the leap day of a century"},
        {19500101, 91310, 21991231, "the whole range"},
        {20220101, 0, 20220101, "nowhere"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        EXPECT(date_add_days(DATE(row[i].from), row[i].days).yyyymmdd == row[i].to, row[i].why);
        EXPECT(date_days_between(DATE(row[i].from), DATE(row[i].to)) == row[i].days, row[i].why);
        EXPECT(date_add_days(DATE(row[i].to), -row[i].days).yyyymmdd == row[i].from, row[i].why);
    }
    EXPECT(date_cmp(DATE(20220930), DATE(20221001)) < 0, "order");
}

static void the_citys_day_is_utc_plus_seven(void **state)
{
    static const struct {
        int64_t ms;
        int32_t want;
        const char *why;
    } row[] = {
        {INT64_C(1664557199999), 20220930, "the last millisecond of a fiscal year"},
        {INT64_C(1664557200000), 20221001, "the first of the next"},
        {-1, 19700101, "before 1970 in UTC, after it in Bangkok"},
        {INT64_C(-25200001), 19691231, "before it in Bangkok too"},
        {INT64_C(1709164800000), 20240229, "a leap day"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        EXPECT(date_of_ms(row[i].ms).yyyymmdd == row[i].want, row[i].why);
    }
    EXPECT(clock_now_ms() > INT64_C(1600000000000), "the clock goes");
}

static void fiscal_years_begin_in_october(void **state)
{
    (void)state;
    EXPECT(fy_of(DATE(20220930)) == 2565, "the last day");
    EXPECT(fy_of(DATE(20221001)) == 2566, "the first day");
    EXPECT(fy_start(2566).yyyymmdd == 20221001 && fy_end(2566).yyyymmdd == 20230930, "its ends");
    EXPECT(fy_to_ce(2566) == 2023 && fy_from_ce(2023) == 2566,
           "named after the CE year of its end");
    EXPECT(fy_valid(2500) && fy_valid(2699) && !fy_valid(2499) && !fy_valid(2700), "range");
}

static void fiscal_years_are_read(void **state)
{
    static const struct {
        const char *in;
        int32_t want;
        enum err_code code;
        const char *why;
    } row[] = {
        {"2023", 0, ERR_YEAR_CE, "a CE year is told, not converted"},
        {"๒๐๒๓", 0, ERR_YEAR_CE, "also in Thai digits"},
        {"2200", 0, ERR_BAD_YEAR, "neither era"},
        {"2700", 0, ERR_BAD_YEAR, "past the range"},
        {"256", 0, ERR_BAD_YEAR, "three digits"},
        {"02566", 0, ERR_BAD_YEAR, "five digits"},
        {"6", 0, ERR_BAD_YEAR, "one digit"},
        {"2566.0", 0, ERR_BAD_YEAR, "a spreadsheet's number"},
        {"-66", 0, ERR_BAD_YEAR, "negative"},
        {"", 0, ERR_BAD_YEAR, "empty"},
        {"2566", 2566, ERR_NONE, "plain"},
        {" ๒๕๖๖ ", 2566, ERR_NONE, "Thai digits, blanks"},
        {"66", 2566, ERR_NONE, "two digits"},
        {"00", 2500, ERR_NONE, "two zeros"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        int32_t year = 42;
        struct err e = {.code = ERR_NONE};
        bool ok = fy_parse(str_from(row[i].in), &year, &e);

        EXPECT(e.code == row[i].code && year == (ok ? row[i].want : 42), row[i].why);
    }
}

static void iso_dates_are_common_era(void **state)
{
    static const struct {
        const char *in;
        int32_t want;
        enum err_code code;
        const char *why;
    } row[] = {
        {"2565-10-01", 0, ERR_DATE_BE, "a Buddhist year is told"},
        {"2565-02-30", 0, ERR_BAD_DATE, "no day in either era"},
        {"2567-02-29", 0, ERR_DATE_BE, "a leap day in the other era"},
        {"2566-02-29", 0, ERR_BAD_DATE, "no leap day in either era"},
        {"2022-1-1", 0, ERR_BAD_DATE, "not padded"},
        {"2022/10/01", 0, ERR_BAD_DATE, "slashes"},
        {"20221001", 0, ERR_BAD_DATE, "no dashes"},
        {"2022-10-01T00:00", 0, ERR_BAD_DATE, "a time"},
        {"+022-10-01", 0, ERR_BAD_DATE, "a sign"},
        {"2022-10-0x", 0, ERR_BAD_DATE, "a letter"},
        {"1949-12-31", 0, ERR_BAD_DATE, "before the range"},
        {"", 0, ERR_BAD_DATE, "empty"},
        {" 2022-10-01 ", 20221001, ERR_NONE, "blanks around it"},
        {"2024-02-29", 20240229, ERR_NONE, "a leap day"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct date d = DATE(42);
        struct err e = {.code = ERR_NONE};
        bool ok = date_parse_iso(str_from(row[i].in), &d, &e);

        EXPECT(e.code == row[i].code && d.yyyymmdd == (ok ? row[i].want : 42), row[i].why);
    }
}

static void people_write_buddhist_years(void **state)
{
    static const struct {
        const char *in;
        int32_t want;
        enum err_code code;
        const char *why;
    } row[] = {
        {"1/10/2022", 0, ERR_DATE_CE, "a CE year is told"},
        {"1/10/65", 0, ERR_BAD_DATE, "two digits could be either era"},
        {"31/9/2565", 0, ERR_BAD_DATE, "no such day"},
        {"1/13/2565", 0, ERR_BAD_DATE, "no such month"},
        {"1-10/2565", 0, ERR_BAD_DATE, "two separators"},
        {"1 2565", 0, ERR_BAD_DATE, "no month"},
        {"1 ต.ค. 2565 x", 0, ERR_BAD_DATE, "something after it"},
        {"ตุลาคม 2565", 0, ERR_BAD_DATE, "no day"},
        {"", 0, ERR_BAD_DATE, "empty"},
        {"1/10/2565", 20221001, ERR_NONE, "slashes"},
        {"01-10-2565", 20221001, ERR_NONE, "dashes"},
        {"๑/๑๐/๒๕๖๕", 20221001, ERR_NONE, "Thai digits"},
        {"1 ต.ค. 2565", 20221001, ERR_NONE, "a short name"},
        {"๑ ตุลาคม ๒๕๖๕", 20221001, ERR_NONE, "a long name, Thai digits"},
        {"1 ตุลาคม พ.ศ. 2565", 20221001, ERR_NONE, "with the era's name"},
        {"1ต.ค.2565", 20221001, ERR_NONE, "without blanks"},
        {"3 มี.ค. 2566", 20230303, ERR_NONE, "มี.ค. is March"},
        {"3 มิ.ย. 2566", 20230603, ERR_NONE, "มิ.ย. is June"},
        {"29/2/2567", 20240229, ERR_NONE, "a leap day"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct date d = DATE(42);
        struct err e = {.code = ERR_NONE};
        bool ok = date_parse_th(str_from(row[i].in), &d, &e);

        EXPECT(e.code == row[i].code && d.yyyymmdd == (ok ? row[i].want : 42), row[i].why);
    }
}

static void dates_are_shown(void **state)
{
    struct arena *a = arena_new();
    struct sbuf b;
    struct err e;
    struct date d;

    (void)state;
    sbuf_init(&b, a, 1000);
    date_put(&b, DATE(20221001), DATE_SHORT, LANG_TH);
    sbuf_byte(&b, '|');
    date_put(&b, DATE(20221001), DATE_LONG, LANG_TH);
    sbuf_byte(&b, '|');
    date_put(&b, DATE(20221001), DATE_SHORT, LANG_EN);
    sbuf_byte(&b, '|');
    date_put(&b, DATE(20221001), DATE_LONG, LANG_EN);
    sbuf_byte(&b, '|');
    date_put_iso(&b, DATE(20221001));
    assert_str(sbuf_str(&b), "1 ต.ค. 2565|1 ตุลาคม พ.ศ. 2565|1 Oct 2022|1 October 2022|2022-10-01",
               "styles");
    sbuf_reset(&b);
    when_put(&b, (struct when){INT64_C(1664557199999)}, LANG_TH);
    sbuf_byte(&b, '|');
    when_put_iso(&b, (struct when){INT64_C(1664557199999)});
    assert_str(sbuf_str(&b), "30 ก.ย. 2565 23:59|2022-09-30T16:59:59.999Z", "city time and UTC");
    sbuf_reset(&b);
    date_put(&b, DATE_NONE, DATE_LONG, LANG_TH);
    date_put_iso(&b, DATE_NONE);
    when_put(&b, (struct when){0}, LANG_EN);
    when_put_iso(&b, (struct when){0});
    assert_str(sbuf_str(&b), "", "none shows as nothing");
    for (int32_t m = 1; m <= 12; m++) {
        for (int style = 0; style < 2; style++) {
            sbuf_reset(&b);
            date_put(&b, DATE(20230000 + m * 100 + 28), style ? DATE_LONG : DATE_SHORT, LANG_TH);
            EXPECT(date_parse_th(sbuf_str(&b), &d, &e) && d.yyyymmdd == 20230000 + m * 100 + 28,
                   "what is shown can be read");
        }
    }
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(real_days_only),
        cmocka_unit_test(days_are_counted),
        cmocka_unit_test(the_citys_day_is_utc_plus_seven),
        cmocka_unit_test(fiscal_years_begin_in_october),
        cmocka_unit_test(fiscal_years_are_read),
        cmocka_unit_test(iso_dates_are_common_era),
        cmocka_unit_test(people_write_buddhist_years),
        cmocka_unit_test(dates_are_shown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
