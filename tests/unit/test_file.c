/* Files: whole reads, atomic writes, what is refused. */
#include "unit.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/file.h"

static char folder[] = "/tmp/pbis-test-XXXXXX";

static const char *in_folder(struct arena *a, const char *name)
{
    return str_cstr(a, str_format(a, "%s/%s", folder, name));
}

static size_t entries(void)
{
    DIR *d = opendir(folder);
    size_t n = 0;

    assert_non_null(d);
    while (readdir(d)) {
        n++;
    }
    (void)closedir(d);
    return n - 2;
}

static void what_is_written_is_read(void **state)
{
    struct arena *a = arena_new();
    const char *path = in_folder(a, "a.txt");
    struct str got = STR_NONE;
    struct err e;

    (void)state;
    EXPECT(file_write(path, STR("one\0two"), &e) && file_read(a, path, 100, &got, &e),
           "round trip");
    EXPECT(str_eq(got, STR("one\0two")), "with a NUL");
    EXPECT(file_write(path, STR_NONE, &e) && file_read(a, path, 0, &got, &e) && got.n == 0,
           "empty");
    EXPECT(file_write(path, STR("12345"), &e), "replaced");
    EXPECT(!file_read(a, path, 4, &got, &e) && e.code == ERR_FILE_TOO_LARGE, "one byte too many");
    EXPECT(file_read(a, path, 5, &got, &e), "exactly the limit");
    EXPECT(entries() == 1, "no temporary file is left");
    arena_free(a);
}

static void only_regular_files_are_taken(void **state)
{
    static const struct {
        const char *path;
        enum err_code read, write;
        const char *why;
    } row[] = {
        {"/dev/null", ERR_FILE_OPEN, ERR_FILE_WRITE, "a device"},
        {"/tmp", ERR_FILE_OPEN, ERR_FILE_WRITE, "a folder"},
        {"/tmp/pbis-no-such-folder/x", ERR_FILE_OPEN, ERR_FILE_WRITE, "in no folder"},
        {"", ERR_FILE_OPEN, ERR_FILE_WRITE, "no name"},
    };
    struct arena *a = arena_new();
    struct str got = STR_NONE;
    struct err e;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        EXPECT(!file_read(a, row[i].path, 100, &got, &e) && e.code == row[i].read, row[i].why);
        EXPECT(!file_write(row[i].path, STR("x"), &e) && e.code == row[i].write, row[i].why);
    }
    EXPECT(mkfifo(in_folder(a, "pipe"), 0600) == 0, "a pipe");
    EXPECT(!file_read(a, in_folder(a, "pipe"), 100, &got, &e), "does not hang");
    unlink(in_folder(a, "pipe"));
    arena_free(a);
}

static void a_staged_file_goes_with_its_arena(void **state)
{
    struct arena *a = arena_new(), *b = arena_new();
    const char *path = in_folder(b, "staged");
    struct str got = STR_NONE;
    struct err e;
    char *tmp;

    (void)state;
    EXPECT(file_stage(a, path, &tmp, &e) && file_write(tmp, STR("x"), &e), "staged");
    arena_free(a);
    EXPECT(entries() == 1, "removed");
    a = arena_new();
    EXPECT(file_stage(a, path, &tmp, &e) && file_write(tmp, STR("x"), &e), "staged again");
    EXPECT(file_commit(tmp, path, &e), "committed");
    arena_free(a);
    EXPECT(file_read(b, path, 10, &got, &e) && got.n == 1, "stays");
    EXPECT(!file_commit(tmp, path, &e) && e.code == ERR_FILE_WRITE, "not twice");
    arena_free(b);
}

static void a_temporary_file_has_no_name(void **state)
{
    struct arena *a = arena_new();
    struct err e;
    struct stat st;
    int fd = -1;

    (void)state;
    EXPECT(file_temp(a, &fd, &e) && write(fd, "x", 1) == 1, "written");
    EXPECT(fstat(fd, &st) == 0 && st.st_nlink == 0, "no link");
    arena_free(a);
    EXPECT(fstat(fd, &st) != 0, "closed with the arena");
}

static int make_folder(void **state)
{
    (void)state;
    crypto_init();
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    struct arena *a = arena_new();

    (void)state;
    unlink(in_folder(a, "a.txt"));
    unlink(in_folder(a, "staged"));
    arena_free(a);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(only_regular_files_are_taken),
        cmocka_unit_test(a_staged_file_goes_with_its_arena),
        cmocka_unit_test(a_temporary_file_has_no_name),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
