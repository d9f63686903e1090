/* Every row of err_codes.def: both languages, the same {places}, a stable word, a sane status. */
#include "unit.h"

#include "base/err.h"
#include "base/lang.h"

enum { MAX_HOLES = 16 };

/* The names in {} of a template, in order of appearance. */
static size_t holes(struct str s, struct str *ret)
{
    size_t n = 0, at = 0;

    for (;;) {
        size_t open = str_find(s, STR("{"), at), shut = str_find(s, STR("}"), open);

        if (shut >= s.n)
            return n;
        assert_true(n < MAX_HOLES);
        ret[n++] = str_slice(s, open + 1, shut);
        at = shut + 1;
    }
}

static bool has_hole(const struct str *list, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(list[i], name))
            return true;
    }
    return false;
}

static bool has_thai(struct str s)
{
    for (size_t i = 0; i < s.n;) {
        uint32_t cp = str_next_cp(s, &i);

        if (cp >= 0x0E00 && cp <= 0x0E7F)
            return true;
    }
    return false;
}

static void both_languages(void **state)
{
    (void)state;
    for (int i = 1; i < ERR_COUNT; i++) {
        enum err_code code = (enum err_code)i;
        struct str th = str_from(err_template(code, LANG_TH));
        struct str en = str_from(err_template(code, LANG_EN));
        struct str in_th[MAX_HOLES], in_en[MAX_HOLES];
        size_t n_th = holes(th, in_th), n_en = holes(en, in_en);

        if (!has_thai(th) || has_thai(en) || en.n == 0)
            fail_msg("%s: expected a Thai and an English text", err_word(code));
        for (size_t k = 0; k < n_th; k++) {
            if (!has_hole(in_en, n_en, in_th[k]))
                fail_msg("%s: {%.*s} is missing in English", err_word(code), STR_FMT(in_th[k]));
        }
        for (size_t k = 0; k < n_en; k++) {
            if (!has_hole(in_th, n_th, in_en[k]))
                fail_msg("%s: {%.*s} is missing in Thai", err_word(code), STR_FMT(in_en[k]));
        }
    }
}

static void words_are_stable_names(void **state)
{
    (void)state;
    for (int i = 1; i < ERR_COUNT; i++) {
        const char *word = err_word((enum err_code)i);
        int http = err_http((enum err_code)i);

        if (word[0] == '\0' ||
            strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(word))
            fail_msg("“%s” is no snake_case word", word);
        if (http < 400 || http > 599)
            fail_msg("%s: status %d is no error", word, http);
        for (int k = 1; k < i; k++) {
            if (strcmp(word, err_word((enum err_code)k)) == 0)
                fail_msg("“%s” is used by two codes", word);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_languages),
        cmocka_unit_test(words_are_stable_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
