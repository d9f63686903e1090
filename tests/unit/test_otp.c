/* Codes by time: the vectors of RFC 6238 (SHA-1), the window, replays, and base32 (RFC 4648). */
#include "unit.h"

#include "base/arena.h"
#include "base/otp.h"

#define KEY ((const uint8_t *)"12345678901234567890")

static void vectors(void **state)
{
    static const struct {
        int64_t seconds;
        int32_t code; /* the last six of the eight digits */
        const char *why;
    } row[] = {
        {59, 287082, "RFC 6238, appendix B"}, {1111111109, 81804, "a leading zero"},
        {1111111111, 50471, "the next step"}, {1234567890, 5924, "two leading zeros"},
        {2000000000, 279037, "2033"},         {INT64_C(20000000000), 353130, "beyond 32 bits"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        if (otp_code(KEY, 20, row[i].seconds / 30) != row[i].code)
            fail_msg("%s: got %d", row[i].why, (int)otp_code(KEY, 20, row[i].seconds / 30));
    }
}

static void window(void **state)
{
    enum { STEP = 1111111111 / 30 };
    static const struct {
        const char *said;
        int64_t after, last;
        bool want;
        const char *why;
    } row[] = {
        {"050471", 0, 0, true, "now"},
        {"050 471", 0, 0, true, "spaces as phones show them"},
        {"๐๕๐๔๗๑", 0, 0, true, "Thai digits"},
        {"050471", 30000, 0, true, "one step late"},
        {"050471", -30000, 0, true, "a clock that is behind"},
        {"050471", 60000, 0, false, "two steps late"},
        {"050471", 0, STEP, false, "a replay"},
        {"050471", 0, STEP - 1, true, "the step after the last one"},
        {"50471", 0, 0, false, "five digits"},
        {"0504711", 0, 0, false, "seven digits"},
        {"", 0, 0, false, "nothing"},
        {"05047a", 0, 0, false, "a letter"},
        {"-50471", 0, 0, false, "a sign"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        int64_t step = -1;
        bool got = otp_check(KEY, 20, str_from(row[i].said),
                             (int64_t)STEP * OTP_STEP_MS + row[i].after, row[i].last, &step);

        if (got != row[i].want || (got && step != STEP) || (!got && step != -1))
            fail_msg("%s: got %d", row[i].why, got);
    }
}

static void base32(void **state)
{
    static const struct {
        const char *in, *want;
    } row[] = {{"", ""},
               {"f", "MY"},
               {"fo", "MZXQ"},
               {"foo", "MZXW6"},
               {"foob", "MZXW6YQ"},
               {"fooba", "MZXW6YTB"},
               {"foobar", "MZXW6YTBOI"}};
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct str in = str_from(row[i].in);

        assert_true(
            str_eq(base32_text(a, (const uint8_t *)row[i].in, in.n), str_from(row[i].want)));
    }
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vectors),
        cmocka_unit_test(window),
        cmocka_unit_test(base32),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
