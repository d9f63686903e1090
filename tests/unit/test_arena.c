/* Arenas: alignment, zeroing after a rewind, growth in place, the order of cleanups. */
#include "unit.h"

#include <stdalign.h>
#include <sys/wait.h>
#include <unistd.h>

static bool all_zero(const unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (p[i] != 0) {
            return false;
        }
    }
    return true;
}

static void sizes_are_aligned_and_zeroed(void **state)
{
    static const struct {
        size_t n;
        const char *why;
    } row[] = {
        {0, "an empty allocation is still a pointer"},
        {1, "one byte"},
        {15, "below the alignment"},
        {17, "above it"},
        {16 * 1024, "as large as the first block"},
        {100 * 1024, "larger than the next block"},
        {8 * 1024 * 1024, "a block of its own"},
        {3, "small again after a large one"},
    };
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        unsigned char *p = arena_alloc(a, row[i].n);

        EXPECT((uintptr_t)p % alignof(max_align_t) == 0, row[i].why);
        EXPECT(all_zero(p, row[i].n), row[i].why);
        memset(p, 0xA5, row[i].n);
    }
    arena_free(a);
    arena_free(NULL);
}

static void rewound_memory_is_zeroed_again(void **state)
{
    struct arena *a = arena_new();
    struct arena_mark m;

    (void)state;
    arena_alloc(a, 100);
    m = arena_mark(a);
    for (int round = 0; round < 3; round++) {
        unsigned char *small = arena_alloc(a, 1000), *large = arena_alloc(a, 300000);

        EXPECT(all_zero(small, 1000) && all_zero(large, 300000), "nothing of the last round shows");
        memset(small, 0xFF, 1000);
        memset(large, 0xFF, 300000);
        arena_rewind(a, m);
    }
    arena_free(a);
}

static void growth_keeps_the_bytes(void **state)
{
    struct arena *a = arena_new();
    char *p = arena_alloc(a, 10), *q, *r;

    (void)state;
    memcpy(p, "0123456789", 10);
    q = arena_grow(a, p, 10, 5000);
    EXPECT(q == p, "the newest allocation grows where it stands");
    EXPECT(memcmp(q, "0123456789", 10) == 0 && all_zero((unsigned char *)q + 10, 4990), "zeroed");
    arena_alloc(a, 1);
    r = arena_grow(a, q, 5000, 6000);
    EXPECT(r != q && memcmp(r, "0123456789", 10) == 0, "an older one is copied");
    q = arena_grow(a, r, 6000, 2000000);
    EXPECT(memcmp(q, "0123456789", 10) == 0, "into another block");
    EXPECT(arena_grow(a, NULL, 0, 10) != NULL, "from nothing");
    arena_free(a);
}

struct note {
    char *log;
    char c;
};

static void write_note(void *p)
{
    struct note *n = p;
    size_t len = strlen(n->log);

    n->log[len] = n->c;
}

static void cleanups_run_in_reverse(void **state)
{
    char log[8] = {0};
    struct note n[3] = {{log, 'a'}, {log, 'b'}, {log, 'c'}};
    struct arena *a = arena_new();
    struct arena_mark m;

    (void)state;
    arena_defer(a, write_note, &n[0]);
    m = arena_mark(a);
    arena_defer(a, write_note, &n[1]);
    arena_defer(a, write_note, &n[2]);
    arena_rewind(a, m);
    assert_string_equal(log, "cb");
    arena_free(a);
    assert_string_equal(log, "cba");
}

static void bytes_are_counted(void **state)
{
    struct arena *a = arena_new();
    size_t before = arena_bytes(a);

    (void)state;
    arena_alloc(a, 1000);
    EXPECT(arena_bytes(a) - before >= 1000 && arena_bytes(a) - before < 1100, "rounded up only");
    arena_free(a);
}

static void no_memory_ends_with_70(void **state)
{
    int status = 0;
    pid_t pid;

    (void)state;
    (void)fflush(stdout);
    pid = fork();
    if (pid == 0) {
        struct arena *a = arena_new();

        (void)!freopen("/dev/null", "w", stderr);
        arena_array(a, SIZE_MAX / 2, 4);
        _exit(0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 70, "a product past the address space");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_are_aligned_and_zeroed),
        cmocka_unit_test(rewound_memory_is_zeroed_again),
        cmocka_unit_test(growth_keeps_the_bytes),
        cmocka_unit_test(cleanups_run_in_reverse),
        cmocka_unit_test(bytes_are_counted),
        cmocka_unit_test(no_memory_ends_with_70),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
