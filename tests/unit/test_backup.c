/* Backups under writes, and where they may go. */
#include "with_store.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "store/backup.h"

struct busy {
    struct store *s;
    atomic_int stop;
    int64_t written;
};

/* Two rows together, always: a backup that shows one of them is no moment of the store. */
static void *keep_writing(void *p)
{
    struct busy *b = p;
    struct err e = {0};

    while (!atomic_load(&b->stop)) {
        char sql[256];

        snprintf(sql, sizeof sql,
                 "INSERT INTO setting VALUES ('a%lld', 'x', 'u', 1);"
                 "INSERT INTO setting VALUES ('b%lld', 'x', 'u', 1)",
                 (long long)b->written, (long long)b->written);
        if (!sql_write(b->s, sql, &e)) {
            return NULL;
        }
        b->written++;
    }
    return p;
}

static struct str copy_name(struct arena *a)
{
    const char *tmp = getenv("TMPDIR");
    char *dir = str_cstr(a, str_format(a, "%s/pbis-backup-XXXXXX", tmp ? tmp : "/tmp"));

    assert_non_null(mkdtemp(dir));
    return str_from(dir);
}

/* Restores FILE into a store of the same kind that is made for it. */
struct target {
    const char *file;
    bool postgres;
    enum err_code want;
    struct str lines; /* of `sql` afterwards */
    const char *sql;
    struct arena *a;
};
static struct target *target; /* with_each_url has no context */

static void restore_here(struct str url, struct arena *a)
{
    struct err e = {0};
    bool postgres = !str_starts(url, STR("sqlite:")), ok;

    if (postgres != target->postgres) {
        return;
    }
    ok = store_restore(a, target->file, url, &e);
    if (target->want != ERR_NONE) {
        assert_err(ok, &e, target->want);
        return;
    }
    assert_ok(ok, &e);
    {
        struct arena *own = arena_new();
        struct store_options o = {.url = url};
        struct store *s = NULL;

        assert_ok(store_open(own, &o, &s, &e), &e);
        target->lines = str_dup(target->a, sql_lines(s, own, target->sql));
        assert_ok(sql_write(s, "INSERT INTO setting VALUES ('after', 'x', 'u', 1)", &e), &e);
        assert_err(sql_write(s, "DELETE FROM audit", &e), &e, ERR_STORE);
        arena_free(own);
    }
    assert_err(store_restore(a, target->file, url, &e), &e, ERR_STORE_NOT_EMPTY);
}

static void restored(struct store *s, struct arena *a, const char *file, enum err_code want,
                     const char *sql, struct str *ret_lines)
{
    struct target t = {
        .file = file, .postgres = store_is_postgres(s), .want = want, .sql = sql, .a = a};

    target = &t;
    with_each_url(restore_here);
    if (ret_lines) {
        *ret_lines = t.lines;
    }
}

static void there_and_back(struct store *s, struct arena *a)
{
    struct str dir = copy_name(a), lines;
    const char *file = str_cstr(a, str_format(a, "%.*s/copy", STR_FMT(dir)));
    struct busy b = {.s = s};
    struct err e = {0};
    pthread_t thread;
    void *ok;

    assert_ok(
        sql_write(s,
                  store_is_postgres(s)
                      ? "INSERT INTO audit VALUES (1, 1, '', '', '', '', '', '', '', '', '')"
                      : "INSERT INTO audit VALUES (1, 1, '', '', '', '', '', '', '', x'', x'')",
                  &e),
        &e);
    atomic_init(&b.stop, 0);
    assert_int_equal(pthread_create(&thread, NULL, keep_writing, &b), 0);
    nanosleep(&(struct timespec){0, 50000000}, NULL);
    assert_ok(store_backup(s, a, file, &e), &e);
    assert_ok(store_backup(s, a, file, &e), &e); /* a second one takes its place */
    atomic_store(&b.stop, 1);
    pthread_join(thread, &ok);
    assert_non_null(ok);
    restored(s, a, file, ERR_NONE,
             "SELECT SUM(CASE WHEN key LIKE 'a%' THEN 1 ELSE -1 END), COUNT(*) > 10, "
             "(SELECT COUNT(*) FROM audit), (SELECT COUNT(*) FROM chain_head) FROM setting",
             &lines);
    assert_str(lines, store_is_postgres(s) ? "0\tt\t1\t2" : "0\t1\t1\t2", "one moment, whole");
    unlink(file);
    rmdir(str_cstr(a, dir));
}

static void what_is_refused(struct store *s, struct arena *a)
{
    struct str dir = copy_name(a), text;
    char *file = str_cstr(a, str_format(a, "%.*s/copy", STR_FMT(dir)));
    char *cut = str_cstr(a, str_format(a, "%.*s/cut", STR_FMT(dir)));
    struct err e = {0};

    restored(s, a, file, ERR_FILE_OPEN, "", NULL);
    restored(s, a, str_cstr(a, dir), ERR_FILE_OPEN, "", NULL);
    restored(s, a, "/dev/zero", ERR_FILE_OPEN, "", NULL);
    assert_err(store_backup(s, a, "/no/such/folder/copy", &e), &e, ERR_FILE_WRITE);
    assert_err(store_backup(s, a, str_cstr(a, dir), &e), &e, ERR_FILE_WRITE);
    assert_ok(
        file_write(file, STR("a letter that is no backup of anything at all, but is long"), &e),
        &e);
    restored(s, a, file, ERR_STORE_FOREIGN, "", NULL);

    assert_ok(store_backup(s, a, file, &e), &e);
    assert_ok(file_read(a, file, 1 << 26, &text, &e), &e);
    assert_ok(file_write(cut, str_slice(text, 0, text.n / 3), &e), &e);
    restored(s, a, cut, ERR_STORE_FOREIGN, "", NULL);
    unlink(cut);

    assert_ok(sql_write(s, "INSERT INTO schema_migration VALUES (9999, 'later', 'x', 1)", &e), &e);
    assert_ok(store_backup(s, a, file, &e), &e);
    restored(s, a, file, ERR_STORE_NEWER, "", NULL);
    unlink(file);
    rmdir(str_cstr(a, dir));
}

static void test_there_and_back(void **state)
{
    (void)state;
    with_each_store(there_and_back);
}

static void test_what_is_refused(void **state)
{
    (void)state;
    with_each_store(what_is_refused);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there_and_back),
        cmocka_unit_test(test_what_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
