/* A disk that fails: the k-th write or sync of a posting, a migration and a backup fails, for every k,
 * with an input/output error, a full disk, and half-written. Afterwards nothing is half done, what
 * was acknowledged is there, and the store goes on. Every round counts the faults that fired: a
 * sweep that fires none proves nothing (SQLite uses other methods for its log file than for the
 * database, so a shim that wraps one of them sees no write at all). */
#include "with_store.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/crypto.h"
#include "base/file.h"
#include "store/backup.h"
#include "store/chain.h"

/* ---- the disk ---- */

enum fault { FAULT_EIO, FAULT_FULL, FAULT_SHORT, FAULT_COUNT };
static const char *const fault_name[FAULT_COUNT] = {"input/output error", "full disk",
                                                    "half write"};

/* A posting has about 20 operations, the checkpoint after it the rest: a checkpoint that failed is
 * taken up by the next, which then has more to do. */
enum { METHODS_MAX = 8, SWEEP_MAX = 60 };

static struct {
    sqlite3_vfs vfs;
    sqlite3_vfs *under;
    const sqlite3_io_methods *real[METHODS_MAX];
    sqlite3_io_methods ours[METHODS_MAX];
    int n;
    pthread_mutex_t lock;
    atomic_int kind;
    atomic_long countdown; /* 1 = the next operation fails; 0 = off */
    atomic_long fired, seen;
} disk = {.lock = PTHREAD_MUTEX_INITIALIZER};

static const sqlite3_io_methods *real_of(sqlite3_file *f)
{
    return disk.real[f->pMethods - disk.ours];
}

/* Counts an operation; is it the one that fails? */
static bool fails(void)
{
    long left = atomic_load(&disk.countdown);

    atomic_fetch_add(&disk.seen, 1);
    while (left > 0 && !atomic_compare_exchange_weak(&disk.countdown, &left, left - 1)) {
    }
    if (left != 1) {
        return false;
    }
    atomic_fetch_add(&disk.fired, 1);
    return true;
}

static int on_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
    if (!fails()) {
        return real_of(f)->xWrite(f, p, n, at);
    }
    switch ((enum fault)atomic_load(&disk.kind)) {
    case FAULT_FULL:
        return SQLITE_FULL;
    case FAULT_SHORT:
        (void)real_of(f)->xWrite(f, p, n / 2, at);
        return SQLITE_IOERR_WRITE;
    case FAULT_EIO:
    case FAULT_COUNT:
        break;
    }
    return SQLITE_IOERR_WRITE;
}

static int on_sync(sqlite3_file *f, int flags)
{
    return fails() ? SQLITE_IOERR_FSYNC : real_of(f)->xSync(f, flags);
}

static int on_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    return fails() ? SQLITE_IOERR_TRUNCATE : real_of(f)->xTruncate(f, size);
}

static int on_open(sqlite3_vfs *v, const char *name, sqlite3_file *f, int flags, int *out)
{
    int rc = disk.under->xOpen(disk.under, name, f, flags, out), i = 0;

    (void)v;
    if (rc != SQLITE_OK || !f->pMethods) {
        return rc;
    }
    pthread_mutex_lock(&disk.lock);
    while (i < disk.n && disk.real[i] != f->pMethods) {
        i++;
    }
    if (i == disk.n) {
        if (disk.n == METHODS_MAX) {
            abort();
        }
        disk.real[i] = f->pMethods;
        disk.ours[i] = *f->pMethods;
        disk.ours[i].xWrite = on_write;
        disk.ours[i].xSync = on_sync;
        disk.ours[i].xTruncate = on_truncate;
        disk.n++;
    }
    f->pMethods = &disk.ours[i];
    pthread_mutex_unlock(&disk.lock);
    return rc;
}

static void install(void)
{
    if (disk.under) {
        return;
    }
    disk.under = sqlite3_vfs_find(NULL);
    disk.vfs = *disk.under;
    disk.vfs.zName = "faulty";
    disk.vfs.xOpen = on_open;
    assert_int_equal(sqlite3_vfs_register(&disk.vfs, 1), SQLITE_OK);
}

static void arm(enum fault kind, long k)
{
    atomic_store(&disk.kind, (int)kind);
    atomic_store(&disk.fired, 0);
    atomic_store(&disk.seen, 0);
    atomic_store(&disk.countdown, k);
}

/* Turns the faults off; did one fire? */
static bool disarm(void)
{
    atomic_store(&disk.countdown, 0);
    return atomic_load(&disk.fired) > 0;
}

/* ---- a posting: entry-like row, balance, audit link ---- */

static const struct query *const add_hit = &(const struct query){
    "hit", "INSERT INTO hit (key, amount_satang, note) VALUES ($1, 100, $2)", -1};
static const struct query *const add_total =
    &(const struct query){"total", "UPDATE total SET sum_satang = sum_satang + 100", -1};
static const struct query *const add_link = &(const struct query){
    "link",
    "INSERT INTO audit (seq, at_ms, user_name, session_ref, action, subject, old_value, new_value, "
    "reason, prev_hash, hash) VALUES ($1, $1, '', '', '', '', '', '', '', $2, $3)",
    -1};

static bool post(struct tx *tx, void *ctx, struct err *e)
{
    const int64_t *key = ctx;
    struct chain *c = &tx->chain[CHAIN_AUDIT];
    struct bytes prev = {arena_alloc(tx->a, SHA256_BYTES), SHA256_BYTES};
    char *note = arena_alloc(tx->a, 9000); /* a few pages */

    memset(note, 'x', 9000);
    memcpy((void *)(uintptr_t)prev.p, c->hash, SHA256_BYTES);
    chain_link(c, (const struct value[]){V(*key)}, 1);
    return db_exec(tx->db, add_hit, ARGS(V(*key), V(((struct str){note, 9000}))), NULL, e) &&
           db_exec(tx->db, add_total, NO_ARGS, NULL, e) &&
           db_exec(tx->db, add_link,
                   ARGS(V(c->seq), V(prev), V(((struct bytes){c->hash, SHA256_BYTES}))), NULL, e);
}

/* Hits, their total, audit rows and the chain's head agree: one number, as text. */
static struct str count_all(struct store *s, struct arena *a)
{
    return sql_lines(
        s, a,
        "SELECT COUNT(*), (SELECT sum_satang / 100 FROM total), "
        "(SELECT COUNT(*) FROM audit), (SELECT seq FROM chain_head WHERE name = 'audit'), "
        "(SELECT COUNT(*) FROM audit x WHERE prev_hash <> (SELECT hash FROM audit y "
        "WHERE y.seq = x.seq - 1)) FROM hit");
}

static void sweep(struct store *s, struct arena *a, enum fault kind, int64_t *key,
                  int64_t *ret_fired)
{
    int64_t done = *key;

    for (long k = 1;; k++) {
        struct err e = {0};
        struct arena_mark m = arena_mark(a);
        int64_t next = *key + 1;
        bool ok, fired;

        /* Every few postings the log is moved into the database, so that is swept too. */
        assert_ok(sql_write(s, "PRAGMA wal_autocheckpoint = 8", &e), &e);
        arm(kind, k);
        ok = store_write(s, post, &next, &e);
        fired = disarm();
        if (ok) {
            *key = ++done;
        } else {
            assert_true(fired);
            assert_int_equal(e.code, kind == FAULT_FULL && strstr(e.detail, "full") ? ERR_STORE_FULL
                                                                                    : ERR_STORE);
        }
        assert_str(count_all(s, a),
                   str_cstr(a, str_format(a, "%lld\t%lld\t%lld\t%lld\t0", (long long)done,
                                          (long long)done, (long long)done, (long long)done)),
                   fault_name[kind]);
        *ret_fired += fired;
        arena_rewind(a, m);
        if (k == SWEEP_MAX) {
            return;
        }
    }
}

static char *make_folder(struct arena *a)
{
    const char *tmp = getenv("TMPDIR");
    char *dir = str_cstr(a, str_format(a, "%s/pbis-faults-XXXXXX", tmp ? tmp : "/tmp"));

    assert_non_null(mkdtemp(dir));
    return dir;
}

static void remove_folder(const char *dir)
{
    char cmd[512];

    snprintf(cmd, sizeof cmd, "rm -rf '%s'", dir);
    assert_int_equal(system(cmd), 0);
}

static void postings_on_a_failing_disk(void **state)
{
    struct arena *a = arena_new(), *own = arena_new();
    char *dir = make_folder(a);
    struct str url = str_format(a, "sqlite:%s/store.db", dir);
    struct store *s;
    struct err e = {0};
    int64_t key = 0;

    (void)state;
    crypto_init();
    install();
    s = store_for_test(own, url);
    assert_ok(
        sql_write(s,
                  "CREATE TABLE hit (key BIGINT NOT NULL PRIMARY KEY, amount_satang BIGINT NOT "
                  "NULL, note TEXT NOT NULL);"
                  "CREATE TABLE total (sum_satang BIGINT NOT NULL);"
                  "INSERT INTO total VALUES (0)",
                  &e),
        &e);
    for (int kind = 0; kind < FAULT_COUNT; kind++) {
        int64_t fired = 0;

        for (int round = 0; round < 3; round++) {
            sweep(s, a, (enum fault)kind, &key, &fired);
        }
        print_message("%s: %lld faults fired\n", fault_name[kind], (long long)fired);
        assert_true(fired >= SWEEP_MAX);
    }
    arena_free(own); /* and all of it is there after the store was closed and opened again */
    own = arena_new();
    s = store_for_test(own, url);
    assert_str(count_all(s, a),
               str_cstr(a, str_format(a, "%lld\t%lld\t%lld\t%lld\t0", (long long)key,
                                      (long long)key, (long long)key, (long long)key)),
               "after opening again");
    assert_str(sql_lines(s, a, "PRAGMA integrity_check"), "ok", "the file");
    arena_free(own);
    remove_folder(dir);
    arena_free(a);
}

/* A migration that was cut off is done again from its beginning. */
static void migrations_on_a_failing_disk(void **state)
{
    struct arena *a = arena_new();
    bool long_run = getenv("PBIS_LONG") != NULL;
    int64_t fired = 0, refused = 0;
    long step = 1;

    (void)state;
    crypto_init();
    install();
    for (long k = 1;; k += step) {
        struct arena *own = arena_new();
        char *dir = make_folder(a);
        struct store_options o = {.url = str_format(own, "sqlite:%s/store.db", dir),
                                  .mode = STORE_ANY_VERSION};
        struct store *s;
        struct err e = {0};
        bool ok, hit;
        int n;

        arm((enum fault)(k % FAULT_COUNT), k);
        ok = store_open(own, &o, &s, &e) && store_migrate(s, 1, &n, &e);
        hit = disarm();
        assert_true(ok || hit);
        fired += hit;
        refused += !ok;
        arena_free(own);

        own = arena_new();
        s = store_for_test(own, str_format(own, "sqlite:%s/store.db", dir));
        assert_str(sql_lines(s, own, "PRAGMA integrity_check"), "ok", "the file");
        assert_str(sql_lines(s, own, "SELECT COUNT(*), MAX(version) FROM schema_migration"),
                   str_cstr(own, str_format(own, "%zu\t%zu", migrations_n, migrations_n)),
                   "all of it");
        remove_folder(dir);
        arena_free(own);
        if (!hit) {
            break;
        }
        step = k < 40 ? 1 : long_run ? 7 : 61;
    }
    print_message("migrations: %lld faults fired, %lld refused\n", (long long)fired,
                  (long long)refused);
    assert_true(fired > 40 && refused > 20);
    arena_free(a);
}

static void backups_on_a_failing_disk(void **state)
{
    struct arena *a = arena_new();
    char *dir = make_folder(a), *copy = str_cstr(a, str_format(a, "%s/copy", dir));
    struct store *s;
    int64_t fired = 0;

    (void)state;
    crypto_init();
    install();
    s = store_for_test(a, str_format(a, "sqlite:%s/store.db", dir));
    for (long k = 1;; k += k < 30 ? 1 : 17) {
        struct arena *own = arena_new();
        struct err e = {0};
        bool ok, hit;

        arm((enum fault)(k % FAULT_COUNT), k);
        ok = store_backup(s, own, copy, &e);
        hit = disarm();
        fired += hit;
        assert_true(ok || hit);
        assert_int_equal(access(copy, F_OK) == 0, ok); /* whole or not at all */
        arena_free(own);
        unlink(copy);
        if (!hit) {
            break;
        }
    }
    print_message("backup: %lld faults fired\n", (long long)fired);
    assert_true(fired > 30);
    remove_folder(dir);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(postings_on_a_failing_disk),
        cmocka_unit_test(migrations_on_a_failing_disk),
        cmocka_unit_test(backups_on_a_failing_disk),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
