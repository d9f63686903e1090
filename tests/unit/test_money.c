/* Money: reading, rounding, splitting, showing. */
#include "unit.h"

#include <sys/wait.h>
#include <unistd.h>

#include "base/money.h"

static void amounts_are_read_exactly(void **state)
{
    static const struct {
        const char *in;
        int64_t want;
        enum err_code code;
        const char *why;
    } row[] = {
        {"0.005", 0, ERR_SATANG_FRACTION, "half a satang is not rounded silently"},
        {"-0.001", 0, ERR_SATANG_FRACTION, "nor below zero"},
        {"1.2300", 123, ERR_NONE, "zeros past the second decimal are no fraction"},
        {"1.", 0, ERR_BAD_AMOUNT, "a point without decimals"},
        {".5", 0, ERR_BAD_AMOUNT, "a point without a whole part"},
        {"1.2.3", 0, ERR_BAD_AMOUNT, "two points"},
        {"1,23", 0, ERR_BAD_AMOUNT, "a comma as decimal separator is not guessed at"},
        {"1,2345", 0, ERR_BAD_AMOUNT, "four digits after a comma"},
        {"1234,567", 0, ERR_BAD_AMOUNT, "four digits before the first comma"},
        {",123", 0, ERR_BAD_AMOUNT, "a comma at the start"},
        {"123,", 0, ERR_BAD_AMOUNT, "a comma at the end"},
        {"1,,234", 0, ERR_BAD_AMOUNT, "two commas"},
        {"1.234,5", 0, ERR_BAD_AMOUNT, "a comma among the decimals"},
        {"1234,567.00", 0, ERR_BAD_AMOUNT, "not every thousand has its comma"},
        {"1,234567", 0, ERR_BAD_AMOUNT, "the other way round"},
        {"1e5", 0, ERR_BAD_AMOUNT, "a spreadsheet's exponent"},
        {"0x10", 0, ERR_BAD_AMOUNT, "hexadecimal"},
        {"1 000", 0, ERR_BAD_AMOUNT, "a space inside"},
        {"--1", 0, ERR_BAD_AMOUNT, "two signs"},
        {"+1", 0, ERR_BAD_AMOUNT, "a plus is not ours"},
        {"- 1", 0, ERR_BAD_AMOUNT, "a sign apart from its number"},
        {"(-1)", 0, ERR_BAD_AMOUNT, "negative twice"},
        {"(1", 0, ERR_BAD_AMOUNT, "an open parenthesis"},
        {"1)", 0, ERR_BAD_AMOUNT, "a closing one alone"},
        {"()", 0, ERR_BAD_AMOUNT, "nothing in it"},
        {"-", 0, ERR_BAD_AMOUNT, "a dash for nothing"},
        {"", 0, ERR_BAD_AMOUNT, "empty"},
        {"   ", 0, ERR_BAD_AMOUNT, "blank"},
        {"12บาท", 0, ERR_BAD_AMOUNT, "a unit"},
        {"NaN", 0, ERR_BAD_AMOUNT, "a word"},
        {"\xEF\xBC\x91", 0, ERR_BAD_AMOUNT, "full-width digits are not read"},
        {"10000000000000.00", MONEY_MAX, ERR_NONE, "exactly the limit"},
        {"10000000000000.01", 0, ERR_AMOUNT_RANGE, "one satang above it"},
        {"-10000000000000", -MONEY_MAX, ERR_NONE, "the limit below zero"},
        {"-10000000000000.01", 0, ERR_AMOUNT_RANGE, "below it"},
        {"92233720368547758.08", 0, ERR_AMOUNT_RANGE, "past 64 bits"},
        {"99999999999999999999999999999999", 0, ERR_AMOUNT_RANGE, "far past 64 bits"},
        {"1,234.50", 123450, ERR_NONE, "commas and two decimals"},
        {"1234.5", 123450, ERR_NONE, "one decimal"},
        {"๑,๒๓๔.๕๐", 123450, ERR_NONE, "Thai digits"},
        {"-5", -500, ERR_NONE, "hyphen"},
        {"\xE2\x88\x92"
         "5",
         -500, ERR_NONE, "minus sign U+2212"},
        {"(5.00)", -500, ERR_NONE, "an accountant's minus"},
        {" \xC2\xA0 7 \t", 700, ERR_NONE, "blanks around it"},
        {"-0.00", 0, ERR_NONE, "minus nothing"},
        {"007", 700, ERR_NONE, "leading zeros"},
        {"1,000,000,000,000.25", INT64_C(100000000000025), ERR_NONE, "a long one"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct money m = MONEY(42);
        struct err e = {.code = ERR_NONE};
        bool ok = money_parse(str_from(row[i].in), &m, &e);

        EXPECT(ok == (row[i].code == ERR_NONE) && e.code == row[i].code, row[i].why);
        EXPECT(m.satang == (ok ? row[i].want : 42), row[i].why);
    }
}

static void fractions_are_rounded_when_asked(void **state)
{
    static const struct {
        const char *in;
        int64_t want;
        bool rounded;
        const char *why;
    } row[] = {
        {"0.005", 1, true, "half goes up"},
        {"-0.005", -1, true, "away from zero"},
        {"0.00499999999999999999999", 0, true, "just below half"},
        {"0.0050000000000000000001", 1, true, "just above half"},
        {"2.995", 300, true, "carries into the baht"},
        {"1872.333333333333333", 187233, true, "a third"},
        {"9999999999999.995", MONEY_MAX, true, "up to the limit"},
        {"1.230", 123, false, "a zero is nothing to round"},
        {"5", 500, false, "whole"},
    };
    struct err e;
    struct money m;
    bool rounded = true;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        EXPECT(money_parse_rounding(str_from(row[i].in), &m, &rounded, &e), row[i].why);
        EXPECT(m.satang == row[i].want && rounded == row[i].rounded, row[i].why);
    }
    EXPECT(!money_parse_rounding(STR("10000000000000.005"), &m, &rounded, &e) &&
               e.code == ERR_AMOUNT_RANGE,
           "rounding may not pass the limit");
}

static void ratios_name_their_rounding(void **state)
{
    static const struct {
        int64_t m, num, den;
        int64_t up, even, down, away, floor;
        const char *why;
    } row[] = {
        {5, 1, 10, 1, 0, 0, 1, 0, "half of one: even is zero"},
        {15, 1, 10, 2, 2, 1, 2, 1, "half of three: even is two"},
        {-5, 1, 10, -1, 0, 0, -1, -1, "half below zero"},
        {-15, 1, 10, -2, -2, -1, -2, -2, "one and a half below zero"},
        {-14, 1, 10, -1, -1, -1, -2, -2, "floor goes down, down goes to zero"},
        {14, 1, 10, 1, 1, 1, 2, 1, "below half"},
        {20, 1, 10, 2, 2, 2, 2, 2, "nothing to round"},
        {0, 5, 3, 0, 0, 0, 0, 0, "nothing at all"},
        {7, -1, 2, -4, -4, -3, -4, -4, "a negative factor"},
        {INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX,
         "the product needs 126 bits"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        const int64_t want[] = {
            [ROUND_HALF_UP] = row[i].up,  [ROUND_HALF_EVEN] = row[i].even,
            [ROUND_DOWN] = row[i].down,   [ROUND_UP] = row[i].away,
            [ROUND_FLOOR] = row[i].floor,
        };

        for (size_t k = 0; k < ARRAY_LEN(want); k++) {
            struct money got = MONEY(42);

            EXPECT(money_ratio(MONEY(row[i].m), row[i].num, row[i].den, (enum round_mode)k, &got) &&
                       got.satang == want[k],
                   row[i].why);
        }
    }
}

static void a_ratio_that_does_not_fit_is_refused(void **state)
{
    struct money m = MONEY(42);

    (void)state;
    EXPECT(!money_ratio(MONEY(INT64_MAX), 2, 1, ROUND_DOWN, &m) && m.satang == 42, "above");
    EXPECT(!money_ratio(MONEY(INT64_MIN), 1, -1 + 2, ROUND_DOWN, &m) || m.satang == INT64_MIN,
           "the least itself fits");
    EXPECT(!money_ratio(MONEY(INT64_MIN), -1, 1, ROUND_DOWN, &m), "but not its opposite");
}

static void parts_sum_to_the_whole(void **state)
{
    static const struct {
        int64_t total, weight[4], want[4];
        const char *why;
    } row[] = {
        {7, {0, 1, 0, 0}, {0, 7, 0, 0}, "a zero weight gets nothing"},
        {1, {0, 0, 0, 5}, {0, 0, 0, 1}, "the last one alone"},
        {100, {1, 1, 1, 0}, {34, 33, 33, 0}, "the remainder goes to the first parts"},
        {2, {1, 1, 1, 1}, {1, 1, 0, 0}, "fewer satang than parts"},
        {0, {1, 2, 3, 4}, {0, 0, 0, 0}, "nothing to split"},
        {3, {INT64_MAX / 4, INT64_MAX / 4, INT64_MAX / 4, 0}, {1, 1, 1, 0}, "large weights"},
        {INT64_MAX, {1, 1, 0, 0}, {INT64_MAX / 2 + 1, INT64_MAX / 2, 0, 0}, "a large whole"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct money part[4];
        int64_t sum = 0;

        money_split(MONEY(row[i].total), row[i].weight, 4, part);
        for (size_t k = 0; k < 4; k++) {
            EXPECT(part[k].satang == row[i].want[k], row[i].why);
            sum += part[k].satang;
        }
        EXPECT(sum == row[i].total, row[i].why);
    }
}

static void shares_are_in_basis_points(void **state)
{
    static const struct {
        int64_t part, whole, want;
        const char *why;
    } row[] = {
        {5, 0, 0, "of nothing"},
        {1, 20000, 1, "half a basis point goes up"},
        {1, 20001, 0, "less than half goes down"},
        {-1, 4, -2500, "a negative part"},
        {1, -4, -2500, "a negative whole"},
        {300, 100, 30000, "above the whole"},
        {MONEY_MAX, MONEY_MAX, 10000, "the limit"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        EXPECT(money_share_bp(MONEY(row[i].part), MONEY(row[i].whole)) == row[i].want, row[i].why);
    }
}

static void amounts_are_shown(void **state)
{
    static const struct {
        int64_t m;
        const char *plain, *commas, *whole, *why;
    } row[] = {
        {-5, "-0.05", "−0.05", "−0.05", "less than a baht below zero"},
        {0, "0.00", "0.00", "0", "nothing"},
        {99, "0.99", "0.99", "0.99", "satang only"},
        {100000, "1000.00", "1,000.00", "1,000", "the first comma"},
        {99999999, "999999.99", "999,999.99", "999,999.99", "before the second"},
        {-123456700, "-1234567.00", "−1,234,567.00", "−1,234,567", "two commas below zero"},
        {INT64_MIN, "-92233720368547758.08", "−92,233,720,368,547,758.08",
         "−92,233,720,368,547,758.08", "the least"},
    };
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        assert_str(money_text(a, MONEY(row[i].m), MONEY_PLAIN), row[i].plain, row[i].why);
        assert_str(money_text(a, MONEY(row[i].m), MONEY_COMMAS), row[i].commas, row[i].why);
        assert_str(money_text(a, MONEY(row[i].m), MONEY_WHOLE), row[i].whole, row[i].why);
    }
    arena_free(a);
}

static void sums_check_for_overflow(void **state)
{
    struct money m = MONEY(42);
    int status = 0;
    pid_t pid;

    (void)state;
    EXPECT(!money_try_add(MONEY(INT64_MAX), MONEY(1), &m) && m.satang == 42, "untouched");
    EXPECT(money_try_add(MONEY(INT64_MAX), MONEY(-1), &m) && m.satang == INT64_MAX - 1, "fits");
    EXPECT(money_add(MONEY(1), MONEY(2)).satang == 3 &&
               money_sub(MONEY(1), MONEY(2)).satang == -1 && money_neg(MONEY(5)).satang == -5 &&
               money_cmp(MONEY(1), MONEY(2)) < 0,
           "the plain cases");
    (void)fflush(stdout);
    pid = fork();
    if (pid == 0) {
        (void)!freopen("/dev/null", "w", stderr);
        _exit(money_add(MONEY(INT64_MAX), MONEY(1)).satang ? 0 : 1);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 70, "an overflowing sum ends the process");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amounts_are_read_exactly),
        cmocka_unit_test(fractions_are_rounded_when_asked),
        cmocka_unit_test(ratios_name_their_rounding),
        cmocka_unit_test(a_ratio_that_does_not_fit_is_refused),
        cmocka_unit_test(parts_sum_to_the_whole),
        cmocka_unit_test(shares_are_in_basis_points),
        cmocka_unit_test(amounts_are_shown),
        cmocka_unit_test(sums_check_for_overflow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
