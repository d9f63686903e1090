/* Children: both ways at once, exit codes, limits, programs that do not exist. The test program
 * is its own child: "pbis" means the running program. */
#include "unit.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/child.h"

#if defined(__SANITIZE_ADDRESS__)
# define SANITIZED true
#elif defined(__has_feature)
# if __has_feature(address_sanitizer)
#  define SANITIZED true
# endif
#endif
#ifndef SANITIZED
# define SANITIZED false
#endif

/* What the child does, by its first argument. */
static int act(const char *what)
{
    char buf[4096];
    size_t n;

    if (strcmp(what, "echo") == 0) {
        for (n = fread(buf, 1, sizeof buf, stdin); n > 0; n = fread(buf, 1, sizeof buf, stdin)) {
            (void)fwrite(buf, 1, n, stdout);
        }
        return 0;
    }
    if (strcmp(what, "deaf") == 0) {
        (void)fputs("said", stdout);
        return 3;
    }
    if (strcmp(what, "sleep") == 0) {
        (void)fputs("x", stdout);
        (void)fflush(stdout);
        for (;;) {
            (void)pause();
        }
    }
    if (strcmp(what, "quiet") == 0) {
        (void)fclose(stdout);
        (void)close(1);
        for (;;) {
            (void)pause();
        }
    }
    if (strcmp(what, "flood") == 0) {
        for (;;) {
            (void)fputs("0123456789", stdout);
        }
    }
    if (strcmp(what, "spin") == 0) {
        for (volatile unsigned i = 0;; i = i + 1) {
        }
    }
    if (strcmp(what, "eat") == 0) {
        arena_alloc(arena_new(), (size_t)2 << 30);
        return 0;
    }
    if (strcmp(what, "report") == 0) {
        (void)fputs("10%\nhalf", stderr);
        (void)fputs(" way\n", stderr);
        (void)fputs(getenv("PBIS_TEST") ? getenv("PBIS_TEST") : "?", stdout);
        return 0;
    }
    if (strcmp(what, "abort") == 0) {
        abort();
    }
    return 9;
}

static bool run(struct arena *a, const char *what, struct str input, const struct child_limits *lim,
                struct str *ret_out, int *ret_exit, struct err *e)
{
    const char *const argv[] = {"pbis", what, NULL};

    return child_run(a, argv, input, lim, ret_out, ret_exit, e);
}

static void bytes_go_both_ways(void **state)
{
    static const size_t sizes[] = {0, 1, 65536, 5000000};
    const struct child_limits lim = {.max_output = 6000000, .wall_ms = 20000};
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        char *text = arena_alloc(a, sizes[i]);
        struct str in = {text, sizes[i]}, out = STR_NONE;
        struct err e;
        int code = -1;

        for (size_t k = 0; k < sizes[i]; k++) {
            text[k] = (char)('a' + k % 26);
        }
        EXPECT(run(a, "echo", in, &lim, &out, &code, &e), "more than any pipe holds");
        EXPECT(code == 0 && str_eq(in, out), "nothing is lost");
    }
    arena_free(a);
}

static void a_child_may_not_listen(void **state)
{
    const struct child_limits lim = {.max_output = 100, .wall_ms = 20000};
    struct arena *a = arena_new();
    struct str in = {arena_alloc(a, 3000000), 3000000}, out = STR_NONE;
    struct err e;
    int code = -1;

    (void)state;
    EXPECT(run(a, "deaf", in, &lim, &out, &code, &e) && code == 3, "its exit code is no error");
    assert_str(out, "said", "what it said first");
    arena_free(a);
}

static void limits_end_it(void **state)
{
    static const struct {
        const char *what;
        struct child_limits lim;
        const char *en, *why;
    } row[] = {
        {"sleep", {.max_output = 100, .wall_ms = 200}, "it ran out of time", "time, output open"},
        {"quiet", {.max_output = 100, .wall_ms = 200}, "it ran out of time", "time, output closed"},
        {"flood", {.max_output = 100000, .wall_ms = 20000}, "its output is too large", "output"},
        {"spin", {.max_output = 100, .cpu_s = 1, .wall_ms = 20000}, "it was stopped", "CPU time"},
        {"abort", {.max_output = 100, .wall_ms = 20000}, "it was stopped", "a signal"},
    };
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct err e = {.code = ERR_NONE};
        struct str out;
        int code;

        EXPECT(!run(a, row[i].what, STR_NONE, &row[i].lim, &out, &code, &e), row[i].why);
        EXPECT(e.code == ERR_CHILD, row[i].why);
        EXPECT(str_has(err_text(a, &e, LANG_EN), str_from(row[i].en)), row[i].why);
    }
    arena_free(a);
}

static void memory_is_limited(void **state)
{
    const struct child_limits lim = {.max_output = 100, .wall_ms = 20000, .memory = 1 << 30};
    struct arena *a;
    struct str out;
    struct err e;
    int code = -1;

    (void)state;
    if (SANITIZED) {
        skip(); /* the sanitizer's own shadow is larger than any limit */
    }
    a = arena_new();
    EXPECT(run(a, "eat", STR_NONE, &lim, &out, &code, &e) && code == 70,
           "it ends as out of memory");
    arena_free(a);
}

static void other_programs_run_too(void **state)
{
    const char *const none[] = {"/no/such/program", NULL};
    const char *const sh[] = {"sh", "-c", "cat; exit 5", NULL};
    const struct child_limits lim = {.max_output = 100, .wall_ms = 20000};
    struct arena *a = arena_new();
    struct err e = {.code = ERR_NONE};
    struct str out = STR_NONE;
    int code = -1;

    (void)state;
    EXPECT(!child_run(a, none, STR_NONE, &lim, &out, &code, &e) && e.code == ERR_CHILD, "missing");
    assert_str(err_text(a, &e, LANG_EN), "A child process ended early: it could not be started",
               "and it is said");
    EXPECT(child_run(a, sh, STR("hello"), &lim, &out, &code, &e) && code == 5, "found by PATH");
    assert_str(out, "hello", "its output");
    arena_free(a);
}

static bool note_line(void *ctx, struct str line)
{
    struct sbuf *b = ctx;

    if (line.n > 0) {
        sbuf_add(b, line);
        sbuf_byte(b, '|');
    }
    return true;
}

static bool cancel_soon(void *ctx, struct str line)
{
    int *calls = ctx;

    (void)line;
    return ++*calls < 3;
}

static void a_child_may_be_watched(void **state)
{
    static const char *const env[] = {"PBIS_TEST=given", NULL};
    struct arena *a = arena_new();
    struct sbuf b;
    struct child_watch w = {.fn = note_line, .ctx = &b, .every_ms = 50, .env = env};
    struct child_limits lim = {.max_output = 100, .wall_ms = 20000, .watch = &w};
    struct str out = STR_NONE;
    int code = -1, calls = 0;
    struct err e;

    (void)state;
    sbuf_init(&b, a, 1000);
    EXPECT(run(a, "report", STR_NONE, &lim, &out, &code, &e) && code == 0, "ran");
    assert_str(sbuf_str(&b), "10%|half way|", "whole lines, however they were written");
    assert_str(out, "given", "its environment");
    w = (struct child_watch){.fn = cancel_soon, .ctx = &calls, .every_ms = 20};
    EXPECT(!run(a, "sleep", STR_NONE, &lim, &out, &code, &e) && e.code == ERR_CHILD, "killed");
    EXPECT(str_has(err_text(a, &e, LANG_EN), STR("cancel")), "and it is said");
    arena_free(a);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_go_both_ways),     cmocka_unit_test(a_child_may_not_listen),
        cmocka_unit_test(limits_end_it),          cmocka_unit_test(memory_is_limited),
        cmocka_unit_test(other_programs_run_too), cmocka_unit_test(a_child_may_be_watched),
    };

    if (argc > 1) {
        return act(argv[1]);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
