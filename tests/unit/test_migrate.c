/* Migrations: type words, directives, the gate, changed files, two processes at once. */
#include "with_store.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/file.h"
#include "store/migrate.h"

static void type_words(void **state)
{
    static const struct {
        const char *sql, *sqlite, *postgres, *why;
    } row[] = {
        {"a {int}", "a INTEGER\n;\n", "a BIGINT\n;\n", "a plain word"},
        {"on_day {date} NOT NULL",
         "on_day INTEGER CHECK (on_day BETWEEN 19500101 AND 21991231) NOT NULL\n;\n",
         "on_day INTEGER CHECK (on_day BETWEEN 19500101 AND 21991231) NOT NULL\n;\n",
         "the check names its own column"},
        {"x {text}, done   {flag} NOT NULL",
         "x TEXT, done   INTEGER CHECK (done IN (0, 1)) NOT NULL\n;\n",
         "x TEXT COLLATE \"C\", done   SMALLINT CHECK (done IN (0, 1)) NOT NULL\n;\n",
         "the second column"},
        {"){strict}", ") STRICT\n;\n", ")\n;\n", "the table's end"},
        {"a {money} DEFAULT '{int}' -- {nonsense}", "a INTEGER DEFAULT '{int}' \n;\n",
         "a BIGINT DEFAULT '{int}' \n;\n", "texts stay, comments go"},
    };
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct err e = {0};
        struct str got;

        assert_ok(migrate_expand(a, str_from(row[i].sql), false, &got, &e), &e);
        assert_str(got, row[i].sqlite, row[i].why);
        assert_ok(migrate_expand(a, str_from(row[i].sql), true, &got, &e), &e);
        assert_str(got, row[i].postgres, row[i].why);
    }
    {
        struct err e = {0};
        struct str got;

        assert_err(migrate_expand(a, STR("a {integer}"), false, &got, &e), &e, ERR_STORE);
        assert_non_null(strstr(e.detail, "{integer}"));
    }
    arena_free(a);
}

/* Migrations of the tests' own; the first two are the same in every set. */
#define CHAINS                                                                                     \
 "CREATE TABLE chain_head (name {text} NOT NULL PRIMARY KEY, seq {int} NOT NULL, "                 \
 "hash {bytes} NOT NULL){strict};\n"
#define BASE                                                                                       \
 CHAINS                                                                                            \
 "CREATE TABLE kind (id {id}, name {text} NOT NULL UNIQUE){strict};\n"                             \
 "CREATE TABLE note (id {id}, kind_id {int} NOT NULL REFERENCES kind (id), body {text} NOT "       \
 "NULL){strict};\n-- append-only: note\n"
#define SECOND "INSERT INTO kind (name) VALUES ('first');\n"
static const struct migration one[] = {{1, "base", BASE, "aa"}};
static const struct migration two[] = {{1, "base", BASE, "aa"}, {2, "second", SECOND, "bb"}};
static const struct migration changed[] = {{1, "base", BASE " ", "ax"},
                                           {2, "second", SECOND, "bb"}};
static const struct migration broken[] = {
    {1, "base", BASE, "aa"},
    {2, "second", SECOND "CREATE TABLE more (id {id}){strict}; INSERT INTO nowhere VALUES (1);",
     "bc"}};
/* Copies a table to change a constraint: dropping the old one would delete what refers to it. */
static const struct migration rebuilt[] = {
    {1, "base", BASE, "aa"},
    {2, "second", SECOND, "bb"},
    {3, "third",
     "-- rebuild: kind\n-- store: sqlite\n"
     "CREATE TABLE kind_new (id {id}, name {text} NOT NULL CHECK (length(name) < 9)){strict};\n"
     "INSERT INTO kind_new (id, name) SELECT id, name FROM kind;\n"
     "DROP TABLE kind;\nALTER TABLE kind_new RENAME TO kind;\n"
     "-- store: postgres\nALTER TABLE kind ADD CHECK (length(name) < 9);\n"
     "-- store: both\nCREATE TABLE keep (n {int}){strict};",
     "cc"}};
static const struct migration orphans[] = {
    {1, "base", BASE, "aa"},
    {2, "second", SECOND, "bb"},
    {3, "third", "-- rebuild: kind\nDELETE FROM kind WHERE id = 1;", "cd"}};

#define SET(m) (m), ARRAY_LEN(m)

static struct store *open_with(struct arena *a, struct str url, enum store_open_mode mode,
                               const struct migration *m, size_t n, struct err *e)
{
    struct store_options o = {.url = url, .mode = mode, .migrations = m, .migrations_n = n};
    struct store *s = NULL;

    return store_open(a, &o, &s, e) ? s : NULL;
}

static bool bring(struct str url, const struct migration *m, size_t n, int *ret_applied,
                  struct err *e)
{
    struct arena *a = arena_new();
    struct store *s = open_with(a, url, STORE_ANY_VERSION, m, n, e);
    bool ok = s && store_migrate(s, 1700000000000, ret_applied, e);

    arena_free(a);
    return ok;
}

static void assert_gate(struct str url, const struct migration *m, size_t n, enum err_code want)
{
    struct arena *a = arena_new();
    struct err e = {0};
    struct store *s = open_with(a, url, STORE_MUST_EXIST, m, n, &e);

    if (want == ERR_NONE) {
        assert_ok(s != NULL, &e);
    } else {
        assert_err(s != NULL, &e, want);
    }
    arena_free(a);
}

static void the_gate(struct str url, struct arena *a)
{
    struct err e = {0};
    int n = -1;

    (void)a;
    assert_gate(url, SET(two), ERR_STORE_MISSING);
    assert_ok(bring(url, SET(one), &n, &e), &e);
    assert_int_equal(n, 1);
    assert_gate(url, SET(one), ERR_NONE);
    assert_gate(url, SET(two), ERR_STORE_OLDER);
    assert_ok(bring(url, SET(two), &n, &e), &e);
    assert_int_equal(n, 1);
    assert_ok(bring(url, SET(two), &n, &e), &e);
    assert_int_equal(n, 0);
    assert_gate(url, SET(two), ERR_NONE);
    assert_gate(url, SET(one), ERR_STORE_NEWER);
    assert_gate(url, SET(changed), ERR_MIGRATION_CHANGED);
    assert_err(bring(url, SET(one), &n, &e), &e, ERR_STORE_NEWER);
    assert_err(bring(url, SET(changed), &n, &e), &e, ERR_MIGRATION_CHANGED);
}

static struct str tables(struct str url, struct arena *a, const struct migration *m, size_t n)
{
    struct arena *own = arena_new();
    struct err e = {0};
    struct store *s = open_with(own, url, STORE_ANY_VERSION, m, n, &e);
    struct str got;

    assert_non_null(s);
    got = str_dup(
        a, sql_lines(s, own,
                     store_is_postgres(s)
                         ? "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
                         : "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE "
                           "'sqlite%' ORDER BY 1"));
    arena_free(own);
    return got;
}

static void a_broken_migration_leaves_nothing(struct str url, struct arena *a)
{
    struct err e = {0};
    int n = -1;

    assert_err(bring(url, SET(broken), &n, &e), &e, ERR_STORE);
    assert_str(tables(url, a, SET(broken)), "chain_head\nkind\nnote\nschema_migration",
               "the first one stays");
    assert_gate(url, SET(broken), ERR_STORE_OLDER);
    assert_ok(bring(url, SET(two), &n, &e), &e);
    assert_gate(url, SET(two), ERR_NONE);
}

static void rebuilding(struct str url, struct arena *a)
{
    struct arena *own = arena_new();
    struct err e = {0};
    struct store *s;
    int n = -1;

    assert_ok(bring(url, SET(two), &n, &e), &e);
    s = open_with(own, url, STORE_MUST_EXIST, SET(two), &e);
    assert_non_null(s);
    assert_ok(sql_write(s, "INSERT INTO note (kind_id, body) VALUES (1, 'x')", &e), &e);
    arena_free(own);
    assert_err(bring(url, SET(orphans), &n, &e), &e, ERR_STORE);
    assert_ok(bring(url, SET(rebuilt), &n, &e), &e);
    own = arena_new();
    s = open_with(own, url, STORE_MUST_EXIST, SET(rebuilt), &e);
    assert_non_null(s);
    assert_str(sql_lines(s, a, "SELECT name FROM kind"), "first", "copied");
    assert_err(sql_write(s, "INSERT INTO kind (name) VALUES ('much too long')", &e), &e, ERR_STORE);
    assert_ok(sql_write(s, "INSERT INTO kind (name) VALUES ('second')", &e), &e);
    assert_str(sql_lines(s, a, "SELECT id FROM keep, kind"), "", "the part for both");
    assert_ok(sql_write(s, "INSERT INTO note (kind_id, body) SELECT MAX(id), 'z' FROM kind", &e),
              &e);
    assert_err(sql_write(s, "INSERT INTO note (kind_id, body) VALUES (9, 'x')", &e), &e, ERR_STORE);
    assert_err(sql_write(s, "UPDATE note SET body = 'y'", &e), &e, ERR_STORE);
    arena_free(own);
}

static void somebody_elses(struct str url, struct arena *a)
{
    struct err e = {0};
    int n;

    (void)a;
    if (str_starts(url, STR("sqlite:"))) {
        const char *path = str_cstr(a, str_slice(url, 7, url.n));

        assert_ok(file_write(path,
                             STR("This is a letter, not a database, and a long one at that: "
                                 "SQLite reads the first hundred bytes of a file."),
                             &e),
                  &e);
        assert_gate(url, SET(one), ERR_STORE_FOREIGN);
        assert_err(bring(url, SET(one), &n, &e), &e, ERR_STORE_FOREIGN);
        assert_ok(file_write(path, STR(""), &e), &e);
        assert_gate(url, SET(one), ERR_STORE_MISSING);
        unlink(path);
    }
    {
        static const struct migration theirs[] = {
            {1, "x", CHAINS "CREATE TABLE customer (id {int})", "x"}};
        struct arena *own = arena_new();
        struct store *s;

        assert_ok(bring(url, SET(theirs), &n, &e), &e);
        s = open_with(own, url, STORE_ANY_VERSION, SET(theirs), &e);
        assert_non_null(s);
        assert_ok(sql_write(s, "DROP TABLE schema_migration", &e), &e);
        arena_free(own);
    }
    assert_gate(url, SET(one), ERR_STORE_FOREIGN);
    assert_err(bring(url, SET(one), &n, &e), &e, ERR_STORE_FOREIGN);
}

/* Both processes want to make the same store; together they apply each migration once. */
static void two_at_once(struct str url, struct arena *a)
{
    pid_t pid[4];
    int applied = 0;

    for (size_t i = 0; i < ARRAY_LEN(pid); i++) {
        pid[i] = fork();
        assert_true(pid[i] >= 0);
        if (pid[i] == 0) {
            struct err e = {0};
            int n = 0;

            if (!bring(url, migrations, migrations_n, &n, &e)) {
                print_error("%s %s\n", err_word(e.code), e.detail);
                _exit(100);
            }
            _exit(n);
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(pid); i++) {
        int status = 0;

        assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) != 100);
        applied += WEXITSTATUS(status);
    }
    assert_int_equal(applied, migrations_n);
    {
        struct arena *own = arena_new();
        struct err e = {0};
        struct store *s = open_with(own, url, STORE_MUST_EXIST, NULL, 0, &e);

        assert_ok(s != NULL, &e);
        assert_str(sql_lines(s, a, "SELECT name, seq FROM chain_head ORDER BY name"),
                   "audit\t0\nentry\t0", "both chains begin");
        arena_free(own);
    }
}

#define ON_EACH(fn)                                                                                \
 static void test_##fn(void **state)                                                               \
 {                                                                                                 \
  (void)state;                                                                                     \
  with_each_url(fn);                                                                               \
 }
ON_EACH(the_gate)
ON_EACH(a_broken_migration_leaves_nothing)
ON_EACH(rebuilding)
ON_EACH(somebody_elses)
ON_EACH(two_at_once)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(type_words),
        cmocka_unit_test(test_the_gate),
        cmocka_unit_test(test_a_broken_migration_leaves_nothing),
        cmocka_unit_test(test_rebuilding),
        cmocka_unit_test(test_somebody_elses),
        cmocka_unit_test(test_two_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
