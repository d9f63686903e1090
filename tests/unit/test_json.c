/* JSON out and in: escapes, exact decimals, limits, what is refused. */
#include "unit.h"

#include "base/json.h"

static void texts_are_escaped(void **state)
{
    static const struct {
        struct str in;
        const char *want, *why;
    } row[] = {
        {STR_INIT("\"\\/"), "\"\\\"\\\\/\"", "quote and backslash; a slash stays"},
        {STR_INIT("\n\r\t\b\x1f"), "\"\\n\\r\\t\\u0008\\u001f\"", "control characters"},
        {STR_INIT("a\0b"), "\"a\\u0000b\"", "NUL"},
        {STR_INIT("\x7f"), "\"\x7f\"", "DEL needs none"},
        {STR_INIT("กข \xF0\x9F\x99\x82"), "\"กข \xF0\x9F\x99\x82\"", "UTF-8 stays"},
        {STR_INIT("a\xE0\xB8z"), "\"a\xEF\xBF\xBD\xEF\xBF\xBDz\"", "broken bytes become U+FFFD"},
        {STR_INIT(""), "\"\"", "empty"},
    };
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct sbuf b;
        struct jw w;

        sbuf_init(&b, a, 1000);
        jw_init(&w, &b, false);
        J(&w, NULL, row[i].in);
        assert_str(sbuf_str(&b), row[i].want, row[i].why);
    }
    arena_free(a);
}

struct sample {
    int64_t id;
    struct str name;
    struct money left;
    struct date day;
    struct when at;
    bool is_open;
    struct share part;
    struct score points;
};

static const struct field sample_fields[] = {
    COL(struct sample, id),
    FIELD(struct sample, name, FIELD_KEY, "ชื่อ", "Name"),
    FIELD(struct sample, left, FIELD_TOTAL, "คงเหลือ", "Left"),
    FIELD(struct sample, day, 0, "วัน", "Day"),
    FIELD(struct sample, at, 0, "เวลา", "Time"),
    FIELD(struct sample, is_open, 0, "เปิด", "Open"),
    FIELD(struct sample, part, 0, "ร้อยละ", "Per cent"),
    FIELD(struct sample, points, 0, "คะแนน", "Points"),
};
static const struct row_type sample_type = ROW_TYPE(struct sample, sample_fields);

static void rows_and_nesting(void **state)
{
    const struct sample full = {1, STR("ก"), BAHT(5), DATE(20221001), {7}, true, {2204}, {1500000}};
    const struct sample empty = {0};
    struct arena *a = arena_new();
    struct sbuf b;
    struct jw w;

    (void)state;
    sbuf_init(&b, a, 10000);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    jw_array(&w, "rows");
    jw_row(&w, NULL, &sample_type, &full);
    jw_row(&w, NULL, &sample_type, &empty);
    jw_end_array(&w);
    jw_array(&w, "none");
    jw_end_array(&w);
    jw_object(&w, "o");
    jw_end_object(&w);
    jw_raw(&w, "exact", STR("0.10"));
    jw_key_value(&w, STR("a\"b"), V(INT64_C(-1)));
    jw_value(&w, "nothing", V_NULL);
    jw_end_object(&w);
    assert_str(sbuf_str(&b),
               "{\"rows\":[{\"name\":\"ก\",\"left_satang\":500,\"day\":\"2022-10-01\",\"at_ms\":7,"
               "\"is_open\":true,\"part\":22.04,\"points\":1.5},"
               "{\"name\":\"\",\"left_satang\":0,\"day\":null,\"at_ms\":null,\"is_open\":false,"
               "\"part\":0.00,\"points\":0}],\"none\":[],\"o\":{},\"exact\":0.10,\"a\\\"b\":-1,"
               "\"nothing\":null}",
               "compact");
    sbuf_reset(&b);
    jw_init(&w, &b, true);
    jw_object(&w, NULL);
    jw_array(&w, "a");
    J(&w, NULL, INT64_C(1));
    jw_value(&w, NULL, value_flag(true));
    jw_end_array(&w);
    jw_array(&w, "e");
    jw_end_array(&w);
    jw_end_object(&w);
    assert_str(sbuf_str(&b), "{\n  \"a\": [\n    1,\n    true\n  ],\n  \"e\": []\n}", "pretty");
    arena_free(a);
}

static void numbers_stay_exact(void **state)
{
    static const struct {
        const char *in;
        enum jr_type type;
        const char *text, *why;
    } row[] = {
        {"9223372036854775808", JR_DECIMAL, "9223372036854775808", "one past int64"},
        {"-9223372036854775809", JR_DECIMAL, "-9223372036854775809", "one below it"},
        {"-9223372036854775808", JR_INT, "-9223372036854775808", "the least integer"},
        {"9223372036854775807", JR_INT, "9223372036854775807", "the greatest"},
        {"0.1000", JR_DECIMAL, "0.1000", "trailing zeros stay"},
        {"1e2", JR_DECIMAL, "1e2", "an exponent is no plain integer"},
        {"-0", JR_INT, "0", "minus nothing"},
        {"-0.0", JR_DECIMAL, "-0.0", "minus nothing with a decimal"},
        {"1E+400", JR_DECIMAL, "1E+400", "far past any double"},
        {"123456789012345678901234567890.123456789", JR_DECIMAL,
         "123456789012345678901234567890.123456789", "many digits"},
        {"\"0.1\"", JR_STRING, "0.1", "a string that looks like one is a string"},
        {"\"1.5\\\" 2.5\"", JR_STRING, "1.5\" 2.5", "numbers in strings are not touched"},
        {"\"\\\\\"", JR_STRING, "\\", "a string that ends with a backslash"},
    };
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        const struct jr *n = NULL;
        struct err e;

        EXPECT(json_parse(a, str_from(row[i].in), &n, &e), row[i].why);
        EXPECT(jr_type(n) == row[i].type, row[i].why);
        assert_str(jr_str(n, STR("?")), row[i].text, row[i].why);
    }
    arena_free(a);
}

static void broken_documents_are_refused(void **state)
{
    static const struct {
        struct str in;
        int64_t line;
        const char *why;
    } row[] = {
        {STR_INIT(""), 1, "empty"},
        {STR_INIT("{\"a\":1,\n\"a\":2}"), 2, "a key twice"},
        {STR_INIT("[1.5.2]"), 1, "two points"},
        {STR_INIT("[1.]"), 1, "a point without decimals"},
        {STR_INIT("[.5]"), 1, "a point first"},
        {STR_INIT("[01.5]"), 1, "a leading zero"},
        {STR_INIT("[+1.5]"), 1, "a plus"},
        {STR_INIT("[1.5e]"), 1, "half an exponent"},
        {STR_INIT("[-]"), 1, "a sign alone"},
        {STR_INIT("[1.5x]"), 1, "a letter after it"},
        {STR_INIT("[1.5\"a\"]"), 1, "a string after it"},
        {STR_INIT("{1.5:2}"), 1, "a number as key"},
        {STR_INIT("{\"a\\u0000\":2}"), 1, "NUL in a key"},
        {STR_INIT("[\n\n\"\\u00001.5\"]"), 3, "a forged decimal"},
        {STR_INIT("[\"a\0b\"]"), 1, "a raw NUL"},
        {STR_INIT("[1]\0"), 1, "a NUL after the end"},
        {STR_INIT("[\"\xA1\"]"), 1, "not UTF-8"},
        {STR_INIT("[\"\\ud800\"]"), 1, "a lone surrogate"},
        {STR_INIT("[1,]"), 1, "a final comma"},
        {STR_INIT("[1] [2]"), 1, "two documents"},
        {STR_INIT("[\"abc"), 1, "an open string"},
        {STR_INIT("[\"abc\\"), 1, "it ends with a backslash"},
        {STR_INIT("{\"a\""), 1, "cut"},
        {STR_INIT("// x\n[1]"), 1, "a comment"},
        {STR_INIT("NaN"), 1, "a word"},
    };
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        const struct jr *n = NULL;
        struct err e = {.code = ERR_NONE};

        EXPECT(!json_parse(a, row[i].in, &n, &e) && e.code == ERR_BAD_JSON && !n, row[i].why);
        EXPECT(e.args[0].v.u.i == row[i].line, row[i].why);
    }
    arena_free(a);
}

static void depth_is_limited(void **state)
{
    struct arena *a = arena_new();

    (void)state;
    for (int depth = 64; depth <= 65; depth++) {
        const struct jr *n = NULL;
        struct sbuf b;
        struct err e;

        sbuf_init(&b, a, 1000);
        for (int i = 0; i < depth; i++) {
            sbuf_byte(&b, '[');
        }
        for (int i = 0; i < depth; i++) {
            sbuf_byte(&b, ']');
        }
        EXPECT(json_parse(a, sbuf_str(&b), &n, &e) == (depth == 64), "64 levels, not 65");
    }
    arena_free(a);
}

static void size_is_limited(void **state)
{
    struct arena *a = arena_new();
    const struct jr *n = NULL;
    struct err e;

    (void)state;
    EXPECT(!json_parse(a, (struct str){"[]", (size_t)64 * 1024 * 1024 + 1}, &n, &e) &&
               e.code == ERR_BODY_TOO_LARGE,
           "refused before a byte is read");
    arena_free(a);
}

static void members_keep_their_order(void **state)
{
    struct arena *a = arena_new();
    const struct jr *n = NULL, *many = NULL;
    struct err e;
    struct sbuf b;

    (void)state;
    EXPECT(json_parse(a,
                      STR("\xEF\xBB\xBF{\"z\":[1,true,null],\"a\":{\"b\":-5},\"m\":\"น\xE0\xB9\x8D"
                          "\xE0\xB8\xB2\"}"),
                      &n, &e),
           "with a BOM");
    EXPECT(jr_count(n) == 3, "members");
    assert_str(jr_key(n, 0), "z", "first");
    assert_str(jr_key(n, 2), "m", "last");
    EXPECT(jr_int(jr_get(jr_get(n, "a"), "b"), 0) == -5, "nested");
    EXPECT(jr_bool(jr_at(jr_get(n, "z"), 1), false), "flag");
    EXPECT(jr_type(jr_at(jr_get(n, "z"), 2)) == JR_NULL, "null");
    assert_str(jr_str(jr_get(n, "m"), STR_NONE), "นำ", "strings are cleaned");
    EXPECT(!jr_get(n, "x") && jr_type(NULL) == JR_MISSING && !jr_at(jr_get(n, "z"), 3), "missing");
    EXPECT(jr_int(jr_get(jr_get(jr_get(n, "x"), "y"), "z"), 7) == 7, "missing all the way");
    EXPECT(jr_int(jr_get(n, "m"), 7) == 7 && jr_count(NULL) == 0, "another type");
    sbuf_init(&b, a, 100000);
    for (int i = 0; i < 1000; i++) {
        sbuf_printf(&b, "%s\"k%d\":%d", i ? "," : "{", (i * 7919) % 1000, i);
    }
    sbuf_byte(&b, '}');
    EXPECT(json_parse(a, sbuf_str(&b), &many, &e) && jr_count(many) == 1000, "a large object");
    for (int i = 0; i < 1000; i++) {
        struct str key = jr_key(many, (size_t)i);

        EXPECT(jr_int(jr_get(many, str_cstr(a, key)), -1) == i, "every key is found");
    }
    EXPECT(!jr_get(many, "k1000"), "and no other");
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_escaped),        cmocka_unit_test(rows_and_nesting),
        cmocka_unit_test(numbers_stay_exact),       cmocka_unit_test(broken_documents_are_refused),
        cmocka_unit_test(depth_is_limited),         cmocka_unit_test(size_is_limited),
        cmocka_unit_test(members_keep_their_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
