/* The solver's child that hangs, eats memory, spins, dies or talks nonsense: whatever ends it, the
 * best answer that it told by then is the result, and the result says that it was ended. The test
 * program is its own child; what it does is said by the gap. */
#include "unit.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "allocate/solve.h"
#include "allocate/solver.h"
#include "allocate/wire.h"
#include "random_instance.h"

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

enum { HANG = 1, EAT, DIE, DIE_EARLY, SPIN, HALF, NONSENSE, TALK, FAIL_CODE, BEHAVIOURS };

/* Two packages of 5 and 3 that both fit; the child tells of the first alone. */
static const char two[] =
    "{\"resources\":[{\"id\":\"t\",\"max\":100}],\"packages\":["
    "{\"id\":\"a/1\",\"value\":5,\"use\":{\"t\":10}},{\"id\":\"b/1\",\"value\":3,\"use\":{\"t\":10}}]}";

static void tell(const struct instance *in, bool whole)
{
    struct arena *a = arena_new();
    bool on[2] = {true, false};
    int64_t price[1] = {0};
    struct solver_answer ans = {.status = SOLVER_ANSWER,
                                .on = on,
                                .value = 5000000,
                                .bound = 8000000,
                                .price = price,
                                .price_places = 4};
    struct sbuf b, frame;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    solver_answer_write(a, in, &ans, &b);
    sbuf_init(&frame, a, SBUF_NO_LIMIT);
    wire_put_bytes(&frame, sbuf_str(&b));
    if (!wire_write(STDOUT_FILENO, whole ? sbuf_str(&frame) : str_slice(sbuf_str(&frame), 0, 20)))
        _exit(9);
    arena_free(a);
}

static int misbehave(int64_t how)
{
    struct arena *a = arena_new();
    struct instance in;
    struct str text;

    if (how == DIE_EARLY)
        abort();
    if (!wire_read_all(a, STDIN_FILENO, &text) || !wire_get_instance(a, &text, &in))
        return 8;
    tell(&in, true);
    switch (how) {
    case HANG:
        for (;;)
            (void)pause();
    case EAT:
        for (;;)
            memset(arena_alloc(a, (size_t)64 << 20), 1, (size_t)64 << 20);
    case SPIN:
        for (volatile unsigned i = 0;; i = i + 1) {
        }
    case HALF:
        tell(&in, false);
        abort();
    case NONSENSE:
        if (!wire_write(STDOUT_FILENO, (struct str){"\4\0\0\0\0\0\0\0oops", 12}))
            return 9;
        return 0;
    case TALK:
        if (!wire_write(STDERR_FILENO, STR("here\n")))
            return 9;
        for (;;)
            (void)pause();
    case FAIL_CODE:
        return 3;
    default:
        abort();
    }
}

static void read_two(struct arena *a, struct instance *in)
{
    struct err e = {0};

    assert_true(instance_read(a, (struct str){two, sizeof two - 1}, in, &e));
}

static void what_ends_it_leaves_the_best(void **state)
{
    static const struct {
        int64_t how, memory;
        const char *value, *why;
    } row[] = {
        {HANG, 0, "5", "it hangs: the wall clock ends it"},
        {SPIN, 0, "5", "it spins: the clock ends it"},
        {EAT, (int64_t)1 << 30, "5", "it eats memory: its limit ends it"},
        {DIE, 0, "5", "it dies after its answer"},
        {HALF, 0, "5", "it dies while it tells another"},
        {DIE_EARLY, 0, "8", "it dies before any: the ranking answers"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct arena *a;
        struct solve_options opt = {.gap = row[i].how,
                                    .time_limit_ms = 300,
                                    .memory = row[i].memory};
        struct solve_result r;
        struct instance in;
        struct err e = {0};
        struct sbuf value;

        if (row[i].memory && SANITIZED)
            continue; /* the sanitizer's own shadow is larger than any limit */
        a = arena_new();
        read_two(a, &in);
        if (!allocate_solve_child(a, &in, &opt, &r, &e))
            fail_msg("%s: %.*s", row[i].why, STR_FMT(err_text(a, &e, LANG_EN)));
        sbuf_init(&value, a, 40);
        sbuf_int(&value, r.value / 1000000);
        assert_str(sbuf_str(&value), row[i].value, row[i].why);
        EXPECT(r.time_limited, row[i].why);
        arena_free(a);
    }
}

static void nonsense_is_an_error(void **state)
{
    static const int64_t how[] = {NONSENSE, FAIL_CODE};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(how); i++) {
        struct arena *a = arena_new();
        struct solve_options opt = {.gap = how[i]};
        struct solve_result r;
        struct instance in;
        struct err e = {0};

        read_two(a, &in);
        assert_false(allocate_solve_child(a, &in, &opt, &r, &e));
        assert_int_equal(e.code, ERR_SOLVER);
        arena_free(a);
    }
}

/* A job is cancelled by killing its process: the solver below it goes at once, although it hangs. It
 * holds the pipe's other end, so the pipe ends when both are gone. */
static void killing_the_parent_kills_it(void **state)
{
    int ends[2];
    char buf[16];
    pid_t pid;

    (void)state;
    assert_int_equal(pipe(ends), 0);
    pid = fork();
    if (pid == 0) {
        struct arena *a = arena_new();
        struct solve_options opt = {.gap = TALK};
        struct solve_result r;
        struct instance in;
        struct err e = {0};

        if (dup2(ends[1], STDERR_FILENO) < 0)
            _exit(9);
        close(ends[0]);
        close(ends[1]);
        read_two(a, &in);
        _exit(allocate_solve_child(a, &in, &opt, &r, &e));
    }
    close(ends[1]);
    assert_true(pid > 0);
    assert_int_equal(read(ends[0], buf, sizeof buf), 5); /* it runs */
    kill(pid, SIGKILL);
    assert_int_equal(read(ends[0], buf, sizeof buf), 0); /* nobody holds the other end */
    close(ends[0]);
    (void)waitpid(pid, NULL, 0);
}

/* The solver itself, on something it cannot close in time: many packages under many ceilings. */
static void a_time_limit_gives_the_best_found(void **state)
{
    struct arena *a = arena_new();
    struct instance in = {.nresource = 30, .npackage = 250};
    struct solve_options opt = {.gap = 10, .time_limit_ms = 400};
    struct dice d = {5};
    struct solve_result r;
    struct err e = {0};

    (void)state;
    in.resource = ARENA_ARRAY(a, struct alloc_resource, in.nresource);
    in.package = ARENA_ARRAY(a, struct alloc_package, in.npackage);
    for (size_t k = 0; k < in.nresource; k++)
        in.resource[k] = (struct alloc_resource){
            .id = str_format(a, "r%zu", k), .has_max = true, .max = 250 * 500 / 2};
    for (size_t i = 0; i < in.npackage; i++) {
        struct alloc_use *use = ARENA_ARRAY(a, struct alloc_use, in.nresource);

        for (uint32_t k = 0; k < in.nresource; k++)
            use[k] = (struct alloc_use){k, (int64_t)roll(&d, 1001)};
        in.package[i] = (struct alloc_package){.id = str_format(a, "p%zu", i),
                                               .value = (500 + (int64_t)roll(&d, 500)) * 1000000,
                                               .use = use,
                                               .nuse = in.nresource};
    }
    assert_true(instance_finish(a, &in, &e));
    assert_true(allocate_solve_child(a, &in, &opt, &r, &e));
    assert_int_equal(r.status, SOLVE_FEASIBLE);
    assert_true(r.time_limited && r.value > 0 && r.bound > r.value);
    arena_free(a);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_ends_it_leaves_the_best),
        cmocka_unit_test(nonsense_is_an_error),
        cmocka_unit_test(killing_the_parent_kills_it),
        cmocka_unit_test(a_time_limit_gives_the_best_found),
    };

    if (argc > 3 && strcmp(argv[1], "_solve") == 0) {
        int64_t gap = strtoll(argv[2], NULL, 10), limit = strtoll(argv[3], NULL, 10);
        struct err e = {0};

        if (gap > 0 && gap < BEHAVIOURS)
            return misbehave(gap);
        return solve_child_main(arena_new(), gap, limit, &e) ? 0 : 1;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
