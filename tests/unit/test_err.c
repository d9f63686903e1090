/* Errors: filling templates, cutting texts, copying, translated arguments. */
#include "unit.h"

#include <sys/wait.h>
#include <unistd.h>

#include "base/lang.h"

static void arguments_are_filled_in(void **state)
{
    struct arena *a = arena_new();
    struct err e, copy;

    (void)state;
    FAIL(&e, ERR_OVERDRAWN);
    err_arg(&e, "need", V(BAHT(1500)));
    err_arg(&e, "left", V(MONEY(-5)));
    copy = e;
    memset(&e, 0xFF, sizeof e);
    assert_str(err_text(a, &copy, LANG_TH), "วงเงินไม่พอ: ต้องการ 1,500.00 เหลือ −0.05", "money");
    assert_str(err_text(a, &copy, LANG_EN), "Not enough money: need 1,500.00, −0.05 left",
               "English");
    EXPECT(copy.line > 0 && strstr(copy.file, "test_err.c"), "says where");

    FAIL(&e, ERR_NOT_FOUND);
    assert_str(err_text(a, &e, LANG_EN), "Not found: ?", "a missing argument is not hidden");
    err_arg(&e, "what", V(STR("{what} %s")));
    assert_str(err_text(a, &e, LANG_EN), "Not found: {what} %s", "values are not templates");
    arena_free(a);
}

static void long_texts_are_cut_at_a_character(void **state)
{
    struct arena *a = arena_new();
    struct err e;
    struct sbuf b;
    struct value v;

    (void)state;
    sbuf_init(&b, a, 1000);
    for (int i = 0; i < 100; i++) {
        SB_LIT(&b, "ก");
    }
    FAIL(&e, ERR_BAD_AMOUNT);
    err_arg(&e, "value", V(sbuf_str(&b)));
    v = err_arg_value(&e.args[0]);
    EXPECT(v.u.s.n == 159 && str_utf8_valid(v.u.s), "53 letters of 3 bytes fit into 160");
    err_arg(&e, "none", V(STR_NONE));
    EXPECT(err_arg_value(&e.args[1]).u.s.n == 0, "an empty text");
    arena_free(a);
}

static void reasons_are_shown_in_the_readers_language(void **state)
{
    struct arena *a = arena_new();
    struct err e;

    (void)state;
    FAIL(&e, ERR_CHILD);
    err_arg(&e, "what", V(str_from(TR("เกินเวลาที่กำหนด"))));
    assert_str(err_text(a, &e, LANG_EN), "A child process ended early: it ran out of time",
               "English");
    assert_str(err_text(a, &e, LANG_TH), "งานย่อยหยุดก่อนเสร็จ: เกินเวลาที่กำหนด", "Thai");
    arena_free(a);
}

static void details_are_bounded(void **state)
{
    struct err e;
    char text[1000];

    (void)state;
    memset(text, 'x', sizeof text);
    text[999] = '\0';
    FAIL(&e, ERR_STORE);
    EXPECT(e.detail[0] == '\0', "none at first");
    err_detail(&e, "%s", text);
    EXPECT(strlen(e.detail) == ERR_DETAIL - 1, "cut");
}

static void a_panic_ends_with_70(void **state)
{
    int status = 0;
    pid_t pid;

    (void)state;
    (void)fflush(stdout);
    pid = fork();
    if (pid == 0) {
        (void)!freopen("/dev/null", "w", stderr);
        PANIC("test");
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 70, "exit code");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arguments_are_filled_in),
        cmocka_unit_test(long_texts_are_cut_at_a_character),
        cmocka_unit_test(reasons_are_shown_in_the_readers_language),
        cmocka_unit_test(details_are_bounded),
        cmocka_unit_test(a_panic_ends_with_70),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
