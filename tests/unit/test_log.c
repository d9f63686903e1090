/* The log: one JSON object a line, whatever the text. */
#include "unit.h"

#include <unistd.h>

#include "base/json.h"
#include "base/log.h"

/* What fn() writes on standard error. */
static struct str captured(struct arena *a, void (*fn)(void))
{
    char *buf = arena_alloc(a, 65536);
    int ends[2], kept = dup(STDERR_FILENO);
    ssize_t n;

    assert_true(kept >= 0 && pipe(ends) == 0 && dup2(ends[1], STDERR_FILENO) >= 0);
    fn();
    assert_true(dup2(kept, STDERR_FILENO) >= 0);
    (void)close(kept);
    (void)close(ends[1]);
    n = read(ends[0], buf, 65536);
    (void)close(ends[0]);
    return (struct str){buf, n > 0 ? (size_t)n : 0};
}

static void forged_lines(void)
{
    log_line(LOG_INFO, "request",
             LOG_FIELDS({"path", V(STR("/x\n{\"level\":\"error\"}"))}, {"ms", V(INT64_C(7))},
                        {"bytes", V(STR("\xA1"))}));
}

static void store_error(void)
{
    struct err e;

    FAIL(&e, ERR_STORE);
    err_detail(&e, "disk \"a\"");
    log_err("write", &e, STR("r1"));
}

static void user_error(void)
{
    struct err e;

    FAIL(&e, ERR_NOT_FOUND);
    err_arg(&e, "what", V(STR("1100")));
    log_err("get", &e, STR_NONE);
}

static const struct jr *parsed(struct arena *a, struct str line)
{
    const struct jr *n = NULL;
    struct err e;

    EXPECT(line.n > 0 && str_find(line, STR("\n"), 0) == line.n - 1, "one line");
    EXPECT(json_parse(a, line, &n, &e), "one JSON object");
    return n;
}

static void nothing_from_outside_begins_a_line(void **state)
{
    struct arena *a = arena_new();
    const struct jr *n = parsed(a, captured(a, forged_lines));

    (void)state;
    assert_str(jr_str(jr_get(n, "level"), STR_NONE), "info", "its own level");
    assert_str(jr_str(jr_get(n, "path"), STR_NONE), "/x\n{\"level\":\"error\"}", "escaped");
    EXPECT(jr_int(jr_get(n, "ms"), 0) == 7, "numbers are numbers");
    arena_free(a);
}

static void errors_say_where(void **state)
{
    struct arena *a = arena_new();
    const struct jr *ours = parsed(a, captured(a, store_error));
    const struct jr *theirs = parsed(a, captured(a, user_error));

    (void)state;
    assert_str(jr_str(jr_get(ours, "level"), STR_NONE), "error", "5xx is an error");
    assert_str(jr_str(jr_get(ours, "code"), STR_NONE), "store", "its code");
    assert_str(jr_str(jr_get(ours, "detail"), STR_NONE), "disk \"a\"", "the detail");
    assert_str(jr_str(jr_get(ours, "request"), STR_NONE), "r1", "the request");
    EXPECT(str_has(jr_str(jr_get(ours, "at"), STR_NONE), STR("test_log.c:")), "the place");
    assert_str(jr_str(jr_get(theirs, "level"), STR_NONE), "warn", "4xx is a warning");
    assert_str(jr_str(jr_get(theirs, "what"), STR_NONE), "1100", "its arguments");
    EXPECT(!jr_get(theirs, "request") && !jr_get(theirs, "detail"), "no more than there is");
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_from_outside_begins_a_line),
        cmocka_unit_test(errors_say_where),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
