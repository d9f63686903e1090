/* driver.h - private to the room: what a store's driver gives, and what both share.
 *
 * sqlite.c and postgres.c each fill one `struct driver`; query.c runs named queries over it,
 * writer.c the groups, migrate.c the migrations. Nothing outside src/store includes this. */
#ifndef PBIS_STORE_DRIVER_H
#define PBIS_STORE_DRIVER_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/arena.h"
#include "base/err.h"
#include "store/store.h"

enum db_role {
    DB_READER, /* cannot write */
    DB_WRITER,
    DB_SCHEMA /* migrations, backup: no limits on waiting for locks */
};

enum step { STEP_FAIL, STEP_ROW, STEP_DONE };

enum cell_kind { CELL_NULL, CELL_INT, CELL_TEXT, CELL_BYTES, CELL_OTHER };

/* One value of a result; text and bytes live until the next step. */
struct cell {
    enum cell_kind kind;
    int64_t i;
    const char *p;
    size_t n;
};

/* A prepared query on one connection. Drivers put it first in a struct of their own. */
struct stmt {
    const struct query *q;
    bool kept; /* in db->kept; else freed after use */
    size_t nparams, ncols;
    const char **col;            /* column names */
    enum cell_kind *kind;        /* of the columns; CELL_NULL when only known at run time */
    const struct row_type *type; /* what `field` was made for */
    const struct field **field;  /* one a column */
};

enum control {
    CTL_BEGIN_WRITE,
    CTL_COMMIT,
    CTL_ROLLBACK,
    CTL_SAVEPOINT,
    CTL_RELEASE,
    CTL_UNDO, /* back to the savepoint; drops it */
    CTL_BEGIN_READ,
    CTL_COUNT
};

enum tx_state {
    TX_OPEN,
    TX_ABORTED, /* only going back to the savepoint, or to the start, helps */
    TX_DEAD     /* rolled back by the store, or the connection is lost */
};

struct db {
    const struct driver *drv;
    struct store *store;
    enum db_role role;
    void *conn;         /* the driver's own; NULL while closed */
    struct arena *a;    /* statements; goes with the connection */
    struct stmt **kept; /* by query id */
    size_t kept_n;
    int64_t statements;   /* run since it was opened */
    int64_t changes;      /* rows changed by them */
    bool broken;          /* close and open again before the next use */
    bool failed;          /* a statement did, since the writer last looked */
    bool in_tx;           /* between a begin and its end */
    bool streaming;       /* db_each or a bulk is running */
    struct db_bulk *bulk; /* not ended yet */
    struct db *next;      /* the store's list */
};

struct driver {
    const char *name;
    /* Makes db->conn; db->a is fresh. ERR_STORE_UNREACHABLE, ERR_STORE_MISSING, ERR_STORE_FOREIGN. */
    bool (*open)(struct db *db, struct err *e);
    void (*shut)(struct db *db);
    bool (*prepare)(struct db *db, const struct query *q, struct stmt **ret, struct err *e);
    void (*discard)(struct db *db, struct stmt *st);
    /* Binds and runs; `stream` = row by row in bounded memory. */
    bool (*start)(struct db *db, struct stmt *st, const struct value *v, bool stream,
                  struct err *e);
    enum step (*step)(struct db *db, struct stmt *st, struct err *e);
    void (*cell)(struct stmt *st, size_t col, struct cell *ret);
    void (*finish)(struct db *db, struct stmt *st);
    int64_t (*changes)(struct db *db, struct stmt *st); /* after STEP_DONE, before finish */
    bool (*control)(struct db *db, enum control c, struct err *e);
    enum tx_state (*tx_state)(struct db *db); /* of the transaction that was begun */
    bool (*script)(struct db *db, struct arena *a, const char *sql, struct str **ret_lines,
                   size_t *ret_n, struct err *e);
    bool (*bulk_begin)(struct db *db, struct stmt *st, struct err *e);
    bool (*bulk_row)(struct db *db, struct stmt *st, const struct value *v, int64_t *rows,
                     struct err *e);
    bool (*bulk_end)(struct db *db, struct stmt *st, int64_t *rows, struct err *e);
};

extern const struct driver sqlite_driver, postgres_driver;

struct writer;

struct store {
    struct store_options opt; /* url and migrations filled in */
    const struct driver *drv;
    bool postgres;
    struct str url, name;
    const char *path;     /* SQLite: what to open */
    bool memory;          /* SQLite: sqlite::memory: */
    struct db *anchor;    /* keeps a store in memory alive */
    pthread_key_t key;    /* each thread's reader */
    pthread_mutex_t lock; /* of readers, writer */
    struct db *readers;
    struct writer *writer;
    atomic_int day; /* yyyymmdd; 0 = not said */
};

/* ---- store.c ---- */
MUST_CHECK bool db_open(struct store *s, enum db_role role, struct db **ret, struct err *e);
MUST_CHECK bool db_reopen(struct db *db, struct err *e);
void db_close(struct db *db);
/* ERR_STORE_UNREACHABLE {url}, ERR_STORE_MISSING {url} ...: a code with the store's name. */
void store_fail(const struct store *s, enum err_code code, struct err *e);

/* ---- postgres_address.c ---- */
/* postgresql://user@host:port,host:port/database, whatever else the address says; false when it
 * cannot be read. */
MUST_CHECK bool postgres_name(struct arena *a, struct str url, struct str *ret);
/* The address as key='value' words without the password, for a program's arguments, which everyone
 * on the machine can read. */
MUST_CHECK bool postgres_words(struct arena *a, struct str url, struct str *ret_words,
                               struct str *ret_password);

/* ---- query.c ---- */
/* A fresh statement with room for its columns; the driver fills names and kinds. */
void stmt_columns(struct db *db, struct stmt *st, size_t ncols);
MUST_CHECK bool db_control(struct db *db, enum control c, struct err *e);

/* ---- chain.c ---- */
/* `q` gives seq and hash of the chain named $1; the writer's locks it. */
MUST_CHECK bool chain_read(struct db *db, struct arena *a, const struct query *q, enum chain_id id,
                           struct chain *ret, struct err *e);

/* ---- writer.c ---- */
void writer_stop(struct writer *w); /* runs what waits, then ends; NULL is allowed */

#endif
