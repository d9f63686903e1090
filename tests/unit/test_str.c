/* Text: views, search, UTF-8, the border check, the growing buffer. */
#include "unit.h"

static void trim_takes_blanks_of_both_ends(void **state)
{
    static const struct {
        const char *in, *want, *why;
    } row[] = {
        {"\xC2\xA0 a \xC2\xA0", "a", "a no-break space is a blank"},
        {"\t\r\n", "", "nothing but blanks"},
        {"", "", "empty"},
        {"ก\xA0", "ก\xA0", "a lone 0xA0 is not a no-break space"},
        {" \xC2", "\xC2", "half a no-break space stays"},
        {"  สำนัก งาน ", "สำนัก งาน", "blanks inside stay"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        assert_str(str_trim(str_from(row[i].in)), row[i].want, row[i].why);
    }
    assert_str(str_trim(STR_NONE), "", "no pointer");
}

static void find_stays_inside(void **state)
{
    static const struct {
        const char *in, *part;
        size_t from, want;
        const char *why;
    } row[] = {
        {"aab", "ab", 0, 1, "a false start before the hit"},
        {"ab", "abc", 0, 2, "longer than the text"},
        {"ab", "", 1, 1, "the empty part stands everywhere"},
        {"ab", "b", 2, 2, "from the end"},
        {"ab", "b", 9, 2, "from past the end"},
        {"abab", "ab", 1, 2, "from the middle"},
        {"aba", "ab", 1, 3, "a hit that would pass the end"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        EXPECT(str_find(str_from(row[i].in), str_from(row[i].part), row[i].from) == row[i].want,
               row[i].why);
    }
    EXPECT(str_has(STR("abc"), STR("c")) && !str_has(STR("abc"), STR("d")), "has");
    EXPECT(str_starts(STR("abc"), STR("")) && !str_starts(STR("a"), STR("ab")), "starts");
    EXPECT(str_ends(STR("abc"), STR("bc")) && !str_ends(STR("c"), STR("bc")), "ends");
    EXPECT(str_cmp(STR("a"), STR("ab")) < 0 && str_cmp(STR("\xE0"), STR("z")) > 0,
           "unsigned bytes");
    EXPECT(str_cmp(STR_NONE, STR("")) == 0 && str_eq(STR_NONE, STR("")), "no pointer is empty");
    assert_str(str_slice(STR("abc"), 1, 99), "bc", "clipped");
    assert_str(str_slice(STR("abc"), 3, 2), "", "backwards is empty");
}

static void split_gives_every_piece(void **state)
{
    static const struct {
        const char *in;
        size_t n;
        const char *last, *why;
    } row[] = {
        {"", 1, "", "the empty text is one empty piece"},
        {",", 2, "", "a separator makes two"},
        {"a,b,", 3, "", "a final separator gives an empty piece"},
        {"a,,b", 3, "b", "an empty piece in the middle"},
        {"abc", 1, "abc", "no separator"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct str rest = str_from(row[i].in), piece = STR_NONE;
        size_t n = 0;

        while (str_split(&rest, ',', &piece)) {
            n++;
        }
        EXPECT(n == row[i].n, row[i].why);
        assert_str(piece, row[i].last, row[i].why);
    }
}

static void utf8_is_checked(void **state)
{
    static const struct {
        struct str in;
        bool want;
        const char *why;
    } row[] = {
        {STR_INIT("a\0b"), false, "NUL"},
        {STR_INIT("\xC0\xAF"), false, "overlong slash"},
        {STR_INIT("\xC1\xBF"), false, "overlong in two bytes"},
        {STR_INIT("\xE0\x80\xAF"), false, "overlong in three bytes"},
        {STR_INIT("\xF0\x80\x80\xAF"), false, "overlong in four bytes"},
        {STR_INIT("\xED\xA0\x80"), false, "surrogate"},
        {STR_INIT("\xF4\x90\x80\x80"), false, "past U+10FFFF"},
        {STR_INIT("\xF5\x80\x80\x80"), false, "a lead byte that does not exist"},
        {STR_INIT("\xE0\xB8"), false, "cut"},
        {STR_INIT("\xE0\xB8g"), false, "a letter in place of a continuation"},
        {STR_INIT("\x80"), false, "a lone continuation"},
        {STR_INIT("\xA1\xD2"), false, "TIS-620"},
        {STR_INIT("\xF4\x8F\xBF\xBF"), true, "the last code point"},
        {STR_INIT("\xEF\xBF\xBD"), true, "U+FFFD itself"},
        {STR_INIT(""), true, "empty"},
        {STR_INIT("กรุงเทพมหานคร ฿ \xF0\x9F\x99\x82"), true, "two, three and four bytes"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        EXPECT(str_utf8_valid(row[i].in) == row[i].want, row[i].why);
    }
    EXPECT(str_count_cp(STR("กำ\xFF")) == 3, "a bad byte counts as one");
}

static void code_points_go_round(void **state)
{
    static const uint32_t cps[] = {1,      0x7F,   0x80,   0x7FF,   0x800,
                                   0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cps); i++) {
        char out[4];
        struct str s = {out, str_put_cp(out, cps[i])};
        size_t at = 0;

        EXPECT(str_next_cp(s, &at) == cps[i] && at == s.n, "what is written is read");
    }
}

static void clean_mends_what_cannot_be_seen(void **state)
{
    static const struct {
        const char *in, *want, *why;
    } row[] = {
        {"น\xE0\xB9\x8D\xE0\xB8\xB2", "นำ", "nikhahit + aa are sara am"},
        {"น\xE0\xB9\x8D\xE2\x80\x8B\xE0\xB8\xB2", "นำ", "also around a zero-width space"},
        {"\xE0\xB8\xB2\xE0\xB9\x8D", "\xE0\xB8\xB2\xE0\xB9\x8D", "the other order is left alone"},
        {"\xEF\xBB\xBFก\xE2\x81\xA0", "ก", "BOM and word joiner go"},
        {"ก\xC2\xA0ข", "ก ข", "a no-break space becomes a space"},
        {"๑๒๓ ABC", "๑๒๓ ABC", "Thai digits stay"},
        {"\xE2\x80\x8B", "", "nothing is left"},
        {"", "", "empty"},
    };
    struct arena *a = arena_new();
    struct str got = STR("untouched");

    (void)state;
    EXPECT(!str_clean(a, STR("\xA1"), &got) && str_eq(got, STR("untouched")), "refused: untouched");
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        EXPECT(str_clean(a, str_from(row[i].in), &got), row[i].why);
        assert_str(got, row[i].want, row[i].why);
        EXPECT(str_clean(a, got, &got), row[i].why);
        assert_str(got, row[i].want, "cleaning twice changes nothing");
    }
    arena_free(a);
}

static void pieces_are_put_together(void **state)
{
    static const struct str part[] = {STR_INIT("a"), STR_INIT(""), STR_INIT("b")};
    struct arena *a = arena_new();

    (void)state;
    assert_str(str_replace(a, STR("aaa"), STR("aa"), STR("b")), "ba", "not overlapping");
    assert_str(str_replace(a, STR(""), STR("a"), STR("b")), "", "in nothing");
    assert_str(str_replace(a, STR("a.a"), STR("a"), STR("aa")), "aa.aa",
               "what is put in is not read");
    assert_str(str_join(a, part, 3, STR("--")), "a----b", "empty parts count");
    assert_str(str_join(a, NULL, 0, STR(",")), "", "no parts");
    assert_str(str_format(a, "%s %d", "x", 5), "x 5", "format");
    assert_string_equal(str_cstr(a, STR_NONE), "");
    EXPECT(str_dup(a, STR_NONE).n == 0, "nothing is duplicated");
    EXPECT(str_hash(STR("a")) != str_hash(STR("b")) && str_hash(STR_NONE) == str_hash(STR("")),
           "hash");
    arena_free(a);
}

static void buffer_stops_at_its_limit(void **state)
{
    struct arena *a = arena_new();
    struct sbuf b;

    (void)state;
    sbuf_init(&b, a, 10);
    sbuf_add(&b, STR("12345"));
    sbuf_add(&b, STR("123456"));
    EXPECT(b.overflow, "one byte too many");
    assert_str(sbuf_str(&b), "12345", "nothing of the last piece is written");
    sbuf_byte(&b, 'x');
    sbuf_int(&b, 5);
    sbuf_printf(&b, "%d", 5);
    assert_str(sbuf_str(&b), "12345", "later writes do nothing");
    sbuf_reset(&b);
    sbuf_add(&b, STR("1234567890"));
    EXPECT(!b.overflow, "exactly the limit fits");
    sbuf_init(&b, a, SBUF_NO_LIMIT);
    for (int i = 0; i < 10000; i++) {
        sbuf_printf(&b, "%d,", i % 10);
    }
    EXPECT(b.n == 20000 && !b.overflow && b.p[19998] == '9', "many small writes");
    sbuf_reset(&b);
    sbuf_int(&b, INT64_MIN);
    sbuf_int(&b, INT64_MAX);
    sbuf_int(&b, 0);
    assert_str(sbuf_str(&b), "-922337203685477580892233720368547758070", "the ends of int64");
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trim_takes_blanks_of_both_ends),
        cmocka_unit_test(find_stays_inside),
        cmocka_unit_test(split_gives_every_piece),
        cmocka_unit_test(utf8_is_checked),
        cmocka_unit_test(code_points_go_round),
        cmocka_unit_test(clean_mends_what_cannot_be_seen),
        cmocka_unit_test(pieces_are_put_together),
        cmocka_unit_test(buffer_stops_at_its_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
