/* store.h - one SQL interface over SQLite and PostgreSQL.
 *
 * Reads: each thread has a connection of its own (store_reader). Writes: one writer thread a
 * process runs the waiting writes, each in a savepoint of one transaction, and commits them
 * together (group commit, CONTRACTS.md 3); a write is answered after its commit is on disk.
 *
 * A group begins by locking the chain heads (audit, entry). So on both stores, and with several
 * processes on one store, identities and sequence numbers become visible in rising order, and the
 * hash chains have no gaps. The lock is taken once a group, never once a write.
 *
 * A write function has no effect outside its transaction and never begins or commits one. It may
 * run again when a group fails for a reason that is not its own: it sets what it returns through
 * `ctx` afresh each time (never adds to it), and what it returned last counts.
 *
 * SQL is written for both stores (STYLE.md 3.6): $1..$n, ON CONFLICT, CAST(... AS BIGINT) around
 * sums and nullable parameters, flags compared with = 1, a unique last sort key. */
#ifndef PBIS_STORE_STORE_H
#define PBIS_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/crypto.h"
#include "base/err.h"
#include "base/row.h"
#include "base/str.h"
#include "store/query.h"

struct arena;
struct store; /* a process's view of one store: connections, writer */
struct db;    /* one connection, used by one thread at a time */

/* ---- connections ---- */

enum store_open_mode {
    STORE_MUST_EXIST, /* and be of this program's version */
    STORE_ANY_VERSION /* for init, backup and tests of the gate: made when missing */
};

struct store_options {
    struct str url; /* sqlite:FILE, sqlite::memory:, postgresql://... */
    enum store_open_mode mode;
    size_t write_queue; /* most waiting writes; 0 = default */
    /* Runs every group once in vain before it counts: finds write functions with an effect outside
     * their transaction. For tests. */
    bool rehearse;
    const struct migration *migrations; /* NULL: the program's; others for tests of the gate */
    size_t migrations_n;
};

/* Opens and checks the version: ERR_STORE_URL, ERR_STORE_MISSING, ERR_STORE_FOREIGN,
 * ERR_STORE_NEWER, ERR_STORE_OLDER, ERR_STORE_UNREACHABLE. Closed when `a` goes. */
MUST_CHECK bool store_open(struct arena *a, const struct store_options *o, struct store **ret,
                           struct err *e);
bool store_is_postgres(const struct store *s);
/* The address without password, for people and the log. */
struct str store_name(const struct store *s);
/* The address as it was given, for a child of this process (PBIS_DB): may hold a password. */
struct str store_url(const struct store *s);
/* Brings the store to this program's version; *ret_applied counts migrations. Each runs in one
 * transaction. ERR_MIGRATION_CHANGED, ERR_STORE_NEWER. */
MUST_CHECK bool store_migrate(struct store *s, int64_t now_ms, int *ret_applied, struct err *e);

/* The calling thread's own connection for reads, opened at first use, closed with the store. */
MUST_CHECK bool store_reader(struct store *s, struct db **ret, struct err *e);
/* A consistent snapshot over several reads on this connection. */
MUST_CHECK bool db_snapshot_begin(struct db *db, struct err *e);
void db_snapshot_end(struct db *db);

/* The city's day for what holds on a day (parameters): set by main and at each request. Not set: the
 * last day there is, so everything approved holds. */
void store_day_set(struct store *s, struct date today);
struct date db_day(const struct db *db);

/* ---- queries ---- */

/* The values of $1..$n: ARGS(V(year), V(code)), or NO_ARGS. */
#define ARGS(...)                                                                                  \
 (const struct value[]){__VA_ARGS__},                                                              \
     sizeof((const struct value[]){__VA_ARGS__}) / sizeof(struct value)
#define NO_ARGS NULL, 0

/* Statements are prepared once a connection and kept. Errors of all: ERR_STORE, ERR_STORE_BUSY,
 * ERR_STORE_FULL, ERR_STORE_UNREACHABLE, with the driver's words in the detail. A unique or check
 * violation is ERR_STORE too: checks come first, ON CONFLICT where a race is possible. */

/* Runs a statement; *ret_rows = rows changed (may be NULL). */
MUST_CHECK bool db_exec(struct db *db, const struct query *q, const struct value *v, size_t n,
                        int64_t *ret_rows, struct err *e);
/* One row into the struct at `ret`; ERR_NOT_FOUND {what = query name} when there is none. Texts and
 * bytes are copied into `a`. Columns are matched to fields by name: every field needs its column
 * and every column its field (a test prepares all). */
MUST_CHECK bool db_one(struct db *db, struct arena *a, const struct query *q, const struct value *v,
                       size_t n, const struct row_type *t, void *ret, struct err *e);
/* The same; *ret_found instead of an error. */
MUST_CHECK bool db_find(struct db *db, struct arena *a, const struct query *q,
                        const struct value *v, size_t n, const struct row_type *t, void *ret,
                        bool *ret_found, struct err *e);
/* All rows, as an array in `a`. What a user can make long is limited in the SQL. */
MUST_CHECK bool db_list(struct db *db, struct arena *a, const struct query *q,
                        const struct value *v, size_t n, const struct row_type *t, struct rows *ret,
                        struct err *e);
/* Row by row in bounded memory (single-row mode on PostgreSQL); fn false stops with *e. The row and
 * its texts live until fn returns. No other query on this connection meanwhile. */
typedef bool db_row_fn(void *ctx, const void *row, struct err *e);
MUST_CHECK bool db_each(struct db *db, const struct query *q, const struct value *v, size_t n,
                        const struct row_type *t, db_row_fn *fn, void *ctx, struct err *e);
/* One integer: counts, sums, RETURNING id. ERR_NOT_FOUND when there is no row; NULL gives 0. */
MUST_CHECK bool db_int(struct db *db, const struct query *q, const struct value *v, size_t n,
                       int64_t *ret, struct err *e);
/* Prepares without running and checks the columns against `t` (NULL: any); for the test. */
MUST_CHECK bool db_prepare(struct db *db, const struct query *q, const struct row_type *t,
                           struct err *e);
/* Statements run on this connection since it was opened; the web's budget tests read it. */
int64_t db_statements(const struct db *db);
/* Rows changed on this connection since it was opened: whether a refused part of a write has left
 * something behind. */
int64_t db_changes(const struct db *db);
/* Runs SQL text that is not a named query: migrations, invariants of tests/invariants, backup. Each
 * result row becomes one text line of its columns. For `pbis check` and tests only. */
MUST_CHECK bool db_script(struct db *db, struct arena *a, struct str sql, struct str **ret_lines,
                          size_t *ret_n, struct err *e);

/* ---- writes ---- */

enum chain_id { CHAIN_AUDIT, CHAIN_ENTRY, CHAIN_COUNT };

/* The end of a hash chain inside the running group: the writer takes seq + 1, hashes its record
 * over `hash`, stores both and writes them back here. */
struct chain {
    int64_t seq;
    uint8_t hash[SHA256_BYTES];
};

struct tx {
    struct db *db;                   /* the writer's connection, inside the transaction */
    struct arena *a;                 /* scratch of this write; gone when it is done */
    struct chain chain[CHAIN_COUNT]; /* restored when the write fails */
};

/* True = keep what it did; false = undo it (savepoint) and report *e to its caller. */
typedef bool store_write_fn(struct tx *tx, void *ctx, struct err *e);

/* Runs fn and waits until it is committed. For commands, tests and jobs. */
MUST_CHECK bool store_write(struct store *s, store_write_fn *fn, void *ctx, struct err *e);

/* The same without waiting: `done` is called on the writer's thread after the group's commit (ok)
 * or failure. ERR_BUSY when the queue is full. The struct lives until done returns. */
struct store_write_job {
    store_write_fn *fn;
    void (*done)(struct store_write_job *w, bool ok);
    void *ctx;
    struct err err;               /* set when !ok */
    struct store_write_job *next; /* the writer's own: the queue, */
    int state;                    /* what became of it */
};
MUST_CHECK bool store_submit(struct store *s, struct store_write_job *w, struct err *e);

struct store_stats {
    int64_t groups, writes, largest;
};
struct store_stats store_stats(struct store *s);

/* ---- bulk ---- */

/* Inserts many rows by one query with the values of each row: the fast path of imports inside a
 * write function. Same as db_exec in a loop on SQLite; pipelined on PostgreSQL. Call end once. */
struct db_bulk;
MUST_CHECK bool db_bulk_begin(struct tx *tx, const struct query *q, struct db_bulk **ret,
                              struct err *e);
MUST_CHECK bool db_bulk_row(struct db_bulk *b, const struct value *v, size_t n, struct err *e);
MUST_CHECK bool db_bulk_end(struct db_bulk *b, int64_t *ret_rows, struct err *e);

#endif
