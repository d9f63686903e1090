/* store.c - opening a store: its address, its connections, each thread's reader. */
#include "store.h"

#include <string.h>

#include "dialect.h"
#include "driver.h"
#include "migrate.h"

/* ---- the address ---- */

void store_fail(const struct store *s, enum err_code code, struct err *e)
{
    FAIL(e, code);
    err_arg(e, "url", V(s->name));
}

/* An address that cannot be read may still hold a password: nothing between :// and @ is told. */
static bool bad_url(struct arena *a, struct str url, struct err *e)
{
    size_t from = str_find(url, STR("://"), 0), at = url.n;

    for (size_t i = 0; i < url.n; i++) {
        at = url.p[i] == '@' ? i : at;
    }
    if (from < url.n && at < url.n) {
        url = str_format(a, "%.*s...%.*s", (int)(from + 3), url.p, (int)(url.n - at), url.p + at);
    }
    FAIL(e, ERR_STORE_URL);
    err_arg(e, "url", V(url));
    return false;
}

static bool parse_url(struct arena *a, struct store *s, struct err *e)
{
    struct str url = str_dup(a, s->opt.url), lite = STR("sqlite:");

    s->url = url;
    s->postgres = str_starts(url, STR("postgresql://")) || str_starts(url, STR("postgres://"));
    if (memchr(url.n ? url.p : "", 0, url.n)) {
        return bad_url(a, STR("\\0"), e);
    }
    if (s->postgres) {
        s->drv = &postgres_driver;
        return postgres_name(a, url, &s->name) || bad_url(a, url, e);
    }
    if (!str_starts(url, lite) || url.n == lite.n) {
        return bad_url(a, url, e);
    }
    s->drv = &sqlite_driver;
    s->name = url;
    s->path = str_cstr(a, str_slice(url, lite.n, url.n));
    s->memory = strcmp(s->path, ":memory:") == 0;
    if (s->memory) { /* shared by the connections of this store alone */
        struct str token = crypto_token(a, 12);

        s->path = str_cstr(a, str_format(a, "file:/pbis-%.*s?vfs=memdb", STR_FMT(token)));
    }
    return true;
}

/* ---- connections ---- */

bool db_open(struct store *s, enum db_role role, struct db **ret, struct err *e)
{
    struct db *db = mem_alloc(sizeof *db);

    memset(db, 0, sizeof *db);
    db->drv = s->drv;
    db->store = s;
    db->role = role;
    db->a = arena_new();
    if (!db->drv->open(db, e)) {
        arena_free(db->a);
        mem_free(db);
        return false;
    }
    *ret = db;
    return true;
}

bool db_reopen(struct db *db, struct err *e)
{
    if (db->conn) {
        db->drv->shut(db);
    }
    arena_free(db->a);
    db->a = arena_new();
    db->kept = NULL;
    db->kept_n = 0;
    db->in_tx = db->streaming = false;
    db->bulk = NULL;
    db->broken = true; /* until it is open */
    if (!db->drv->open(db, e)) {
        return false;
    }
    db->broken = false;
    return true;
}

void db_close(struct db *db)
{
    if (!db) {
        return;
    }
    if (db->conn) {
        db->drv->shut(db);
    }
    arena_free(db->a);
    mem_free(db);
}

/* A thread ended: its reader goes. */
static void reader_gone(void *p)
{
    struct db *db = p;
    struct store *s = db->store;

    pthread_mutex_lock(&s->lock);
    for (struct db **at = &s->readers; *at; at = &(*at)->next) {
        if (*at == db) {
            *at = db->next;
            break;
        }
    }
    pthread_mutex_unlock(&s->lock);
    db_close(db);
}

bool store_reader(struct store *s, struct db **ret, struct err *e)
{
    struct db *db = pthread_getspecific(s->key);

    if (!db) {
        if (!db_open(s, DB_READER, &db, e)) {
            return false;
        }
        pthread_mutex_lock(&s->lock);
        db->next = s->readers;
        s->readers = db;
        pthread_mutex_unlock(&s->lock);
        if (pthread_setspecific(s->key, db) != 0) {
            PANIC("out of memory for a thread's reader");
        }
    }
    *ret = db;
    return true;
}

static void close_store(void *p)
{
    struct store *s = p;

    writer_stop(s->writer);
    pthread_key_delete(s->key);
    while (s->readers) {
        struct db *db = s->readers;

        s->readers = db->next;
        db_close(db);
    }
    db_close(s->anchor);
    pthread_mutex_destroy(&s->lock);
}

bool store_open(struct arena *a, const struct store_options *o, struct store **ret, struct err *e)
{
    struct store *s = ARENA_NEW(a, struct store);

    s->opt = *o;
    if (!s->opt.migrations) {
        s->opt.migrations = migrations;
        s->opt.migrations_n = migrations_n;
    }
    if (!parse_url(a, s, e)) {
        return false;
    }
    if (pthread_key_create(&s->key, reader_gone) != 0) {
        PANIC("no thread key left for a store");
    }
    pthread_mutex_init(&s->lock, NULL);
    arena_defer(a, close_store, s);
    if (s->memory && !db_open(s, DB_SCHEMA, &s->anchor, e)) {
        return false;
    }
    if (!migrate_gate(s, e)) {
        return false;
    }
    *ret = s;
    return true;
}

bool store_is_postgres(const struct store *s)
{
    return s->postgres;
}

void store_day_set(struct store *s, struct date today)
{
    atomic_store(&s->day, today.yyyymmdd);
}

struct date db_day(const struct db *db)
{
    int day = atomic_load(&db->store->day);

    return DATE(day ? day : 21991231);
}

struct str store_name(const struct store *s)
{
    return s->name;
}

struct str store_url(const struct store *s)
{
    return s->url;
}
