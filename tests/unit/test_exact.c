/* 128-bit arithmetic and decimals as integers. */
#include "unit.h"

#include "base/exact.h"

static void ratios_compare_without_rounding(void **state)
{
    static const struct {
        int64_t a, b, c, d;
        int want;
        const char *why;
    } row[] = {
        {INT64_MAX, INT64_MAX - 1, INT64_MAX - 1, INT64_MAX - 2, -1, "equal as doubles"},
        {1, 3, 2, 6, 0, "the same number"},
        {-1, 3, 1, 3, -1, "signs"},
        {INT64_MIN, 1, INT64_MAX, 1, -1, "the ends"},
        {0, 5, 0, 7, 0, "zeros"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        EXPECT(exact_cmp_ratio(row[i].a, row[i].b, row[i].c, row[i].d) == row[i].want, row[i].why);
    }
}

static void wide_sums_hold_products(void **state)
{
    struct arena *a = arena_new();
    struct wide w = WIDE_ZERO, v = WIDE_ZERO;

    (void)state;
    assert_str(wide_text(a, w), "0", "nothing");
    w = wide_add_mul(w, INT64_MAX, INT64_MAX);
    assert_str(wide_text(a, w), "85070591730234615847396907784232501249", "a product of 126 bits");
    w = wide_add_mul(w, INT64_MIN, INT64_MAX);
    assert_str(wide_text(a, w), "-9223372036854775807", "and nearly its opposite");
    EXPECT(wide_cmp(w, v) < 0 && wide_cmp(v, w) > 0 && wide_cmp(w, w) == 0, "order");
    for (int i = 0; i < 1000; i++) {
        v = wide_add_mul(v, INT64_C(1) << 46, INT64_C(1) << 46);
    }
    assert_str(wide_text(a, v), "4951760157141521099596496896000", "a sum past 64 bits");
    arena_free(a);
}

static void wide_shifts_round_up(void **state)
{
    static const struct {
        int64_t a, b, want;
        unsigned bits;
        bool ok;
        const char *why;
    } row[] = {
        {7, 1, 4, 1, true, "half goes up"},
        {-7, 1, -3, 1, true, "up is towards zero for what is negative"},
        {8, 1, 2, 2, true, "nothing is left"},
        {-8, 1, -2, 2, true, "nothing is left below zero"},
        {INT64_MAX, 1, INT64_MAX, 0, true, "no shift"},
        {INT64_MAX, 4, 0, 1, false, "does not fit"},
        {INT64_MIN, 2, INT64_MIN, 1, true, "the least"},
        {INT64_MAX, INT64_C(1) << 62, INT64_MAX, 62, true, "the longest way down"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        int64_t got = 0;
        bool ok = wide_shift_up(wide_add_mul(WIDE_ZERO, row[i].a, row[i].b), row[i].bits, &got);

        EXPECT(ok == row[i].ok, row[i].why);
        EXPECT(!ok || got == row[i].want, row[i].why);
    }
}

static void decimals_are_read(void **state)
{
    static const struct {
        const char *in;
        unsigned places;
        bool ok;
        int64_t want;
        const char *why;
    } row[] = {
        {"-9223372036854775808", 0, true, INT64_MIN, "the least"},
        {"9223372036854775808", 0, false, 0, "one past the greatest"},
        {"9223372036854.775808", 6, false, 0, "past it with decimals"},
        {"9223372036854.775807", 6, true, INT64_MAX, "the greatest with decimals"},
        {"92233720368547758", 6, false, 0, "scaling does not fit"},
        {"1.0000001", 6, false, 0, "more decimals than asked for"},
        {"1.5", 0, false, 0, "decimals where none are taken"},
        {"1.", 2, false, 0, "a point without decimals"},
        {".5", 2, false, 0, "a point first"},
        {"1.2.3", 6, false, 0, "two points"},
        {"", 2, false, 0, "empty"},
        {"-", 2, false, 0, "a sign alone"},
        {"1e3", 6, false, 0, "an exponent"},
        {"1,000", 0, false, 0, "no commas here"},
        {"−๑.๕", 3, true, -1500, "Thai digits and U+2212"},
        {" 7 ", 1, true, 70, "blanks around it"},
        {"-0.000001", 6, true, -1, "the smallest"},
        {"0", 0, true, 0, "zero"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        int64_t got = 42;
        bool ok = exact_parse_decimal(str_from(row[i].in), row[i].places, &got);

        EXPECT(ok == row[i].ok && got == (ok ? row[i].want : 42), row[i].why);
    }
}

static void decimals_are_written(void **state)
{
    static const struct {
        int64_t v;
        unsigned places, least;
        const char *want, *why;
    } row[] = {
        {-5, 2, 0, "-0.05", "below one"},
        {100, 2, 0, "1", "trailing zeros go, and the point with them"},
        {100, 2, 2, "1.00", "unless they are wanted"},
        {150, 2, 1, "1.5", "down to the least"},
        {1500000, 6, 0, "1.5", "millionths"},
        {INT64_MIN, 6, 0, "-9223372036854.775808", "the least"},
        {10, 0, 0, "10", "a whole number keeps its zeros"},
        {0, 3, 0, "0", "zero"},
    };
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct sbuf b;

        sbuf_init(&b, a, 100);
        exact_put_decimal(&b, row[i].v, row[i].places, row[i].least);
        assert_str(sbuf_str(&b), row[i].want, row[i].why);
    }
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ratios_compare_without_rounding),
        cmocka_unit_test(wide_sums_hold_products),
        cmocka_unit_test(wide_shifts_round_up),
        cmocka_unit_test(decimals_are_read),
        cmocka_unit_test(decimals_are_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
