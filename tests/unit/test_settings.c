/* Settings: defaults, ranges, the environment. */
#include "unit.h"

#include <stdlib.h>

#include "base/settings.h"

static void the_environment_is_checked(void **state)
{
    static const struct {
        const char *text;
        bool ok;
        int64_t want;
        const char *why;
    } row[] = {
        {"0", false, 2, "below the range"},
        {"65", false, 2, "above it"},
        {"", false, 2, "empty is not the default"},
        {"2x", false, 2, "not a number"},
        {"1.5", false, 2, "not whole"},
        {"1", true, 1, "the least"},
        {"64", true, 64, "the most"},
    };
    struct settings s;
    struct err e;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        settings_default(&s);
        EXPECT(s.v[SET_THREADS] == 2, "the default");
        (void)setenv("PBIS_THREADS", row[i].text, 1);
        EXPECT(settings_from_env(&s, &e) == row[i].ok && s.v[SET_THREADS] == row[i].want,
               row[i].why);
    }
    (void)unsetenv("PBIS_THREADS");
    settings_default(&s);
    EXPECT(settings_from_env(&s, &e) && s.v[SET_THREADS] == 2, "nothing set: the default");
}

static void texts_are_bounded(void **state)
{
    char far[400];
    struct settings s;
    struct err e;

    (void)state;
    settings_default(&s);
    EXPECT(settings_from_env(&s, &e) && s.text[SET_BASE_URL].n == 0, "not set: empty");
    (void)setenv("PBIS_BASE_URL", "https://pbis.example", 1);
    EXPECT(settings_from_env(&s, &e) && str_eq(s.text[SET_BASE_URL], STR("https://pbis.example")),
           "as it is");
    memset(far, 'x', sizeof far);
    far[sizeof far - 1] = 0;
    (void)setenv("PBIS_BASE_URL", far, 1);
    EXPECT(!settings_from_env(&s, &e) && e.code == ERR_TOO_LONG, "too long");
    (void)unsetenv("PBIS_BASE_URL");
}

static void defaults_are_in_their_ranges(void **state)
{
    static const int64_t range[SETTING_COUNT][3] = {
#define SETTING(id, name, env, min, max, otherwise, th, en) [id] = {min, otherwise, max},
#include "base/settings.def"
    };

    (void)state;
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        EXPECT(range[i][0] <= range[i][1] && range[i][1] <= range[i][2], "min <= default <= max");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_environment_is_checked),
        cmocka_unit_test(texts_are_bounded),
        cmocka_unit_test(defaults_are_in_their_ranges),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
