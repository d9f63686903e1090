/* The request target, forms, and the waits after failures. */
#include "unit.h"
#include "web/call.h"
#include "web/throttle.h"

static void targets(void **state)
{
    static const struct {
        const char *target, *last; /* NULL: refused */
        size_t segments;
        const char *why;
    } row[] = {
        {"/", "", 0, "the root has no piece"},
        {"/a/b", "b", 2, "two pieces"},
        {"/%E0%B8%81", "ก", 1, "Thai, percent-encoded"},
        {"/a%20b?x=%2F", "a b", 1, "an encoded space, a query"},
        {"/a.json", "a.json", 1, "endings are the router's"},
        {"", NULL, 0, "empty"},
        {"a", NULL, 0, "no slash"},
        {"http://x/a", NULL, 0, "an absolute address"},
        {"//a", NULL, 0, "an empty piece"},
        {"/a/", NULL, 0, "a slash at the end"},
        {"/a/../b", NULL, 0, "dots"},
        {"/a/%2e%2E/b", NULL, 0, "dots, encoded"},
        {"/a%2fb", NULL, 0, "a slash, encoded"},
        {"/a%5cb", NULL, 0, "a backslash, encoded"},
        {"/a%00", NULL, 0, "NUL"},
        {"/a%0d%0a", NULL, 0, "line end"},
        {"/a%4", NULL, 0, "half a percent"},
        {"/a%4g", NULL, 0, "no hexadecimal digit"},
        {"/%ff", NULL, 0, "not UTF-8"},
        {"/%c0%af", NULL, 0, "an overlong slash"},
        {"/\xE0\xB8\x81", NULL, 0, "bytes that must be encoded"},
        {"/1/2/3/4/5/6/7/8/9", NULL, 0, "too many pieces"},
        {"/a?x=%00", NULL, 0, "NUL in the query"},
        {"/a?x=%ff", NULL, 0, "bad UTF-8 in the query"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct arena *a = arena_new();
        struct call *c = ARENA_NEW(a, struct call);
        struct err e;
        bool ok;

        c->req.a = a;
        c->target = str_from(row[i].target);
        ok = target_parse(c, &e);
        EXPECT(ok == (row[i].last != NULL), row[i].why);
        if (ok) {
            EXPECT(c->segments == row[i].segments, row[i].why);
            assert_str(c->segments ? c->segment[c->segments - 1] : STR_NONE, row[i].last,
                       row[i].why);
        }
        arena_free(a);
    }
}

static void forms(void **state)
{
    struct arena *a = arena_new();
    const struct param *p;
    struct err e;
    size_t n;

    (void)state;
    assert_true(urlencoded_parse(a, STR("a=1&b=x+y%26z&&c&=d&a=2"), &p, &n, &e));
    assert_int_equal(n, 5);
    assert_str(p[1].value, "x y&z", "plus is a space, %26 an ampersand");
    assert_str(p[2].name, "c", "no equals sign");
    assert_str(p[2].value, "", "no value");
    assert_str(p[4].value, "2", "repeated fields stay");
    assert_true(urlencoded_parse(a, STR_NONE, &p, &n, &e));
    assert_int_equal(n, 0);
    assert_false(urlencoded_parse(a, STR("a=%"), &p, &n, &e));
    assert_int_equal(e.code, ERR_BAD_REQUEST);
    assert_false(urlencoded_parse(a, STR("a=%00"), &p, &n, &e));
    assert_int_equal(e.code, ERR_BAD_TEXT);
    arena_free(a);
}

static void waits(void **state)
{
    struct throttle *t = throttle_new();
    int64_t now = 1000000;

    (void)state;
    for (int i = 0; i < 9; i++)
        throttle_failed(t, 7, 10, now);
    assert_int_equal(throttle_wait(t, 7, now), 0);
    throttle_failed(t, 7, 10, now);
    assert_int_equal(throttle_wait(t, 7, now), 30000);
    assert_int_equal(throttle_wait(t, 8, now), 0);
    now += 30000;
    assert_int_equal(throttle_wait(t, 7, now), 0);
    throttle_failed(t, 7, 10, now);
    assert_int_equal(throttle_wait(t, 7, now), 60000);
    for (int i = 0; i < 20; i++)
        throttle_failed(t, 7, 10, now);
    assert_int_equal(throttle_wait(t, 7, now), 900000);
    for (uint64_t key = 100; key < 100000; key++) /* many others push it out, at worst */
        throttle_failed(t, key, 10, now + 1);
    throttle_clear(t, 7);
    assert_int_equal(throttle_wait(t, 7, now), 0);
    throttle_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(targets),
        cmocka_unit_test(forms),
        cmocka_unit_test(waits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
