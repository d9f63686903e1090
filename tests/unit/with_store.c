#define _XOPEN_SOURCE 700 /* nftw */
#include "with_store.h"

#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libpq-fe.h>

#include "base/crypto.h"
#include "base/file.h"

void unit_ok(bool ok, const struct err *e, const char *file, int line)
{
    if (!ok) {
        print_error("%s: %s (%s:%d)\n", err_word(e->code), e->detail, e->file, e->line);
        _fail(file, line);
    }
}

void unit_err(bool ok, const struct err *e, enum err_code want, const char *file, int line)
{
    if (ok || e->code != want) {
        print_error("wanted %s, got %s: %s\n", err_word(want), ok ? "success" : err_word(e->code),
                    ok ? "" : e->detail);
        _fail(file, line);
    }
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st;
    (void)flag;
    (void)ftw;
    return remove(path);
}

/* One of the two is NULL. */
struct body {
    with_url_fn *url;
    with_store_fn *store;
};

static void run_body(struct body body, struct str url, struct arena *a)
{
    struct arena *own;

    if (body.url) {
        body.url(url, a);
        return;
    }
    own = arena_new();
    body.store(store_for_test(own, url), own);
    arena_free(own); /* closes the store */
}

/* ---- a migrated store as the template of others ---- */

/* Migrating makes some 250 tables, for which PostgreSQL takes seconds; a copy takes a tenth of it. */
static struct str template_name(struct arena *a)
{
    uint8_t hash[SHA256_BYTES];
    struct sha256_state st;

    sha256_begin(&st);
    for (size_t i = 0; i < migrations_n; i++) {
        sha256_add(&st, migrations[i].sha256, strlen(migrations[i].sha256));
    }
    sha256_end(&st, hash);
    return str_format(a, "pbis_template_%.*s", STR_FMT(hex_text(a, hash, 8)));
}

static void make_store(struct str url)
{
    struct arena *own = arena_new();

    (void)store_for_test(own, url);
    arena_free(own); /* closes the store */
}

/* This program's own migrated file; removed when it ends. */
static char sqlite_template[256];

static void remove_template(void)
{
    char *slash = strrchr(sqlite_template, '/');

    if (slash) {
        *slash = '\0';
        nftw(sqlite_template, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    }
}

static void copy_template(struct arena *a, const char *dir)
{
    struct str file;
    struct err e = {0};

    if (!sqlite_template[0]) {
        assert_true(snprintf(sqlite_template, sizeof sqlite_template, "%s-template", dir) < (int)sizeof sqlite_template - 16);
        assert_int_equal(mkdir(sqlite_template, 0700), 0);
        strcat(sqlite_template, "/store.db");
        make_store(str_format(a, "sqlite:%s", sqlite_template));
        atexit(remove_template);
    }
    assert_ok(file_read(a, sqlite_template, (size_t)1 << 30, &file, &e), &e);
    assert_ok(file_write(str_cstr(a, str_format(a, "%s/store.db", dir)), file, &e), &e);
}

static void with_sqlite(struct body body, struct arena *a)
{
    const char *tmp = getenv("TMPDIR");
    char *dir = str_cstr(a, str_format(a, "%s/pbis-unit-XXXXXX", tmp ? tmp : "/tmp"));

    assert_non_null(mkdtemp(dir));
    if (body.store) {
        copy_template(a, dir);
    }
    run_body(body, str_format(a, "sqlite:%s/store.db", dir), a);
    nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void admin(const char *url, const char *sql)
{
    PGconn *c = PQconnectdb(url);
    PGresult *res = PQexec(c, sql);

    if (PQresultStatus(res) != PGRES_COMMAND_OK) {
        fail_msg("%s: %s", sql, PQerrorMessage(c));
    }
    PQclear(res);
    PQfinish(c);
}

static void make_database(const char *url, struct str name, struct str of, struct arena *a)
{
    admin(url, str_cstr(a, str_format(a, "CREATE DATABASE %.*s TEMPLATE %.*s", STR_FMT(name), STR_FMT(of))));
}

/* The admin's address with another database: postgresql://user@host:port/NAME. */
static struct str other_database(struct arena *a, const char *url, struct str name)
{
    size_t n = strlen(url);
    const char *query = strchr(url, '?');
    size_t end = query ? (size_t)(query - url) : n;
    size_t slash = end;

    while (slash > 0 && url[slash - 1] != '/') {
        slash--;
    }
    return str_format(a, "%.*s%.*s%s", (int)slash, url, STR_FMT(name), query ? query : "");
}

/* The server's migrated database, made by whoever comes first: a lock of the admin's database holds the others. */
static struct str postgres_template(const char *url, struct arena *a)
{
    struct str name = template_name(a);
    PGconn *c = PQconnectdb(url);
    PGresult *res = PQexec(c, "SELECT pg_advisory_lock(2566)");
    bool there;

    PQclear(res);
    res = PQexec(c, str_cstr(a, str_format(a, "SELECT 1 FROM pg_database WHERE datname = '%.*s'", STR_FMT(name))));
    there = PQntuples(res) == 1;
    PQclear(res);
    if (!there) {
        struct str half = str_format(a, "%.*s_half", STR_FMT(name));

        admin(url, str_cstr(a, str_format(a, "DROP DATABASE IF EXISTS %.*s WITH (FORCE)", STR_FMT(half))));
        make_database(url, half, STR("template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"), a);
        make_store(other_database(a, url, half));
        admin(url, str_cstr(a, str_format(a, "ALTER DATABASE %.*s RENAME TO %.*s", STR_FMT(half), STR_FMT(name))));
    }
    PQfinish(c);
    return name;
}

static void with_postgres(const char *url, struct body body, struct arena *a)
{
    uint8_t random[6];
    struct str name;

    crypto_random(random, sizeof random);
    name = str_format(a, "pbis_unit_%.*s", STR_FMT(hex_text(a, random, sizeof random)));
    make_database(url, name,
                  body.store ? postgres_template(url, a) : STR("template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"), a);
    run_body(body, other_database(a, url, name), a);
    admin(url, str_cstr(a, str_format(a, "DROP DATABASE %.*s WITH (FORCE)", STR_FMT(name))));
}

static void with_each(struct body body)
{
    const char *pg = getenv("PBIS_PG"), *only = getenv("PBIS_TEST_STORE");
    struct arena *a;

    crypto_init();
    if (!only || !pg || !*pg || strcmp(only, "postgres") != 0) {
        a = arena_new();
        with_sqlite(body, a);
        arena_free(a);
    }
    if (pg && *pg && (!only || strcmp(only, "sqlite") != 0)) {
        a = arena_new();
        with_postgres(pg, body, a);
        arena_free(a);
    }
}

void with_each_url(with_url_fn *fn)
{
    with_each((struct body){.url = fn});
}

void with_each_store(with_store_fn *fn)
{
    with_each((struct body){.store = fn});
}

struct store *store_for_test(struct arena *a, struct str url)
{
    struct store_options o = {
        .url = url, .mode = STORE_ANY_VERSION, .rehearse = getenv("PBIS_REHEARSE") != NULL};
    struct store *s = NULL;
    struct err e = {0};
    int applied = 0;

    assert_ok(store_open(a, &o, &s, &e), &e);
    assert_ok(store_migrate(s, 1, &applied, &e), &e);
    return s;
}

struct str sql_lines(struct store *s, struct arena *a, const char *sql)
{
    struct db *db;
    struct str *line = NULL;
    size_t n = 0;
    struct err e = {0};

    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(db_script(db, a, str_from(sql), &line, &n, &e), &e);
    return str_join(a, line, n, STR("\n"));
}

static bool run_script(struct tx *tx, void *ctx, struct err *e)
{
    return db_script(tx->db, tx->a, str_from(ctx), NULL, NULL, e);
}

bool sql_write(struct store *s, const char *sql, struct err *e)
{
    return store_write(s, run_script, (void *)(uintptr_t)sql, e);
}
