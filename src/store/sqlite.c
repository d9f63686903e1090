/* sqlite.c - the embedded store: SQLite by its C interface.
 *
 * WAL with synchronous=FULL: an acknowledged commit survives a power cut (the measured alternative,
 * NORMAL, loses acknowledged writes). A connection is used by one thread at a time, so SQLite's own
 * mutexes are off. Readers cannot write, and no connection can attach a file or load code. */
#include "driver.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <sqlite3.h>

#include "store/dialect.h"

enum { BUSY_MS = 10000, PBIS_APPLICATION_ID = 1346521427 /* "PBIS" */ };

struct conn {
    sqlite3 *c;
    sqlite3_stmt *ctl[CTL_COUNT];
    int64_t waited_ms; /* for a lock, in this statement */
    bool patient;      /* migrations wait for ever */
};

struct lite {
    struct stmt base;
    sqlite3_stmt *st;
    int *param; /* SQLite's index of $1..$n */
    bool stepped_done;
};

static sqlite3 *handle(const struct db *db)
{
    return ((struct conn *)db->conn)->c;
}

/* Turns SQLite's result into our error; after an input/output error or a corrupt page the
 * connection is not trusted any more (an fsync that failed once must not be tried again). */
static bool refuse(struct db *db, int rc, const char *what, struct err *e)
{
    struct conn *cn = db->conn;
    int extended = cn && cn->c ? sqlite3_extended_errcode(cn->c) : rc;
    const char *words = cn && cn->c ? sqlite3_errmsg(cn->c) : sqlite3_errstr(rc);

    db->failed = true;
    switch (rc & 0xff) {
    case SQLITE_NOMEM:
        PANIC("out of memory in SQLite");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        FAIL(e, ERR_STORE_BUSY);
        break;
    case SQLITE_FULL:
        FAIL(e, ERR_STORE_FULL);
        break;
    case SQLITE_NOTADB:
        store_fail(db->store, ERR_STORE_FOREIGN, e);
        break;
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_CANTOPEN:
        db->broken = true;
        FAIL(e, ERR_STORE);
        break;
    default:
        FAIL(e, ERR_STORE);
        break;
    }
    err_detail(e, "%s: %s (sqlite %d)", what, words, extended);
    return false;
}

/* Short, even waits: SQLite's own steps grow to 100 ms, and the process that waited longest would
 * be the least likely to get the lock. */
static int on_busy(void *p, int tries)
{
    struct conn *cn = p;
    struct timespec nap = {0, 0};
    int64_t ms = tries < 20 ? 1 : 5;

    if (tries == 0) {
        cn->waited_ms = 0;
    }
    if (!cn->patient && cn->waited_ms >= BUSY_MS) {
        return 0;
    }
    nap.tv_nsec = (long)(ms * 1000000);
    nanosleep(&nap, NULL);
    cn->waited_ms += ms;
    return 1;
}

static int authorize(void *p, int action, const char *x, const char *y, const char *z,
                     const char *w)
{
    (void)p;
    (void)x;
    (void)z;
    (void)w;
    if (action == SQLITE_ATTACH || action == SQLITE_DETACH) {
        return SQLITE_DENY;
    }
    if (action == SQLITE_FUNCTION && y && strcmp(y, "load_extension") == 0) {
        return SQLITE_DENY;
    }
    return SQLITE_OK;
}

static void lite_shut(struct db *db)
{
    struct conn *cn = db->conn;

    if (!cn) {
        return;
    }
    /* Statements that are still open, kept ones and those of an interrupted write. */
    for (sqlite3_stmt *st = sqlite3_next_stmt(cn->c, NULL); st;
         st = sqlite3_next_stmt(cn->c, NULL)) {
        sqlite3_finalize(st);
    }
    sqlite3_close(cn->c);
    db->conn = NULL;
}

static bool pragma_int(struct db *db, const char *sql, int64_t *ret, struct err *e)
{
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v2(handle(db), sql, -1, &st, NULL);

    if (rc == SQLITE_OK) {
        rc = sqlite3_step(st);
    }
    if (rc == SQLITE_ROW) {
        *ret = sqlite3_column_int64(st, 0);
        rc = SQLITE_OK;
    }
    sqlite3_finalize(st);
    return rc == SQLITE_OK || refuse(db, rc, sql, e);
}

/* Refuses a file of another application before anything is written to it. */
static bool is_ours(struct db *db, struct err *e)
{
    int64_t app = 0, version = 0;

    /* In this order: another process may be making the store between the two. */
    if (!pragma_int(db, "PRAGMA schema_version", &version, e) ||
        !pragma_int(db, "PRAGMA application_id", &app, e)) {
        return false;
    }
    if (app == PBIS_APPLICATION_ID || (app == 0 && version == 0)) {
        return true;
    }
    store_fail(db->store, ERR_STORE_FOREIGN, e);
    err_detail(e, "application_id %lld, schema_version %lld", (long long)app, (long long)version);
    return false;
}

/* SQLite refuses at once, without asking on_busy, where waiting could be a deadlock (two connections
 * that turn a new file to WAL both hold a shared lock): every text run here may be run again. */
static bool run_text(struct db *db, enum dialect d, struct err *e)
{
    struct conn *cn = db->conn;
    int rc;

    cn->waited_ms = 0;
    for (int tries = 0;; tries++) {
        rc = sqlite3_exec(cn->c, dialect_text(false, d), NULL, NULL, NULL);
        if ((rc & 0xff) != SQLITE_BUSY || !on_busy(cn, tries)) {
            return rc == SQLITE_OK || refuse(db, rc, "opening", e);
        }
    }
}

static bool prepare_controls(struct db *db, struct err *e)
{
    static const enum dialect text[CTL_COUNT] = {
        [CTL_BEGIN_WRITE] = D_BEGIN_WRITE, [CTL_COMMIT] = D_COMMIT,   [CTL_ROLLBACK] = D_ROLLBACK,
        [CTL_SAVEPOINT] = D_SAVEPOINT,     [CTL_RELEASE] = D_RELEASE, [CTL_UNDO] = D_UNDO,
        [CTL_BEGIN_READ] = D_BEGIN_READ,
    };
    struct conn *cn = db->conn;

    for (size_t i = 0; i < CTL_COUNT; i++) {
        int rc = sqlite3_prepare_v3(cn->c, dialect_text(false, text[i]), -1,
                                    SQLITE_PREPARE_PERSISTENT, &cn->ctl[i], NULL);

        if (rc != SQLITE_OK) {
            return refuse(db, rc, "opening", e);
        }
    }
    return true;
}

/* A folder or a device is no store, and a device must not be written to. */
static bool is_file(struct db *db, struct err *e)
{
    struct stat st;

    if (db->store->memory || stat(db->store->path, &st) != 0 || S_ISREG(st.st_mode)) {
        return true;
    }
    store_fail(db->store, ERR_STORE_UNREACHABLE, e);
    err_detail(e, "not a regular file");
    return false;
}

static bool lite_open(struct db *db, struct err *e)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    struct conn *cn = ARENA_NEW(db->a, struct conn);
    int rc;

    if (!is_file(db, e)) {
        return false;
    }
    flags |= db->store->memory ? SQLITE_OPEN_URI | SQLITE_OPEN_CREATE : 0;
    flags |= db->store->opt.mode == STORE_ANY_VERSION ? SQLITE_OPEN_CREATE : 0;
    rc = sqlite3_open_v2(db->store->path, &cn->c, flags, NULL);
    db->conn = cn;
    if (rc != SQLITE_OK) {
        bool missing = (rc & 0xff) == SQLITE_CANTOPEN && sqlite3_system_errno(cn->c) == ENOENT;

        refuse(db, rc, "opening", e);
        if (missing && db->store->opt.mode == STORE_MUST_EXIST) {
            store_fail(db->store, ERR_STORE_MISSING, e);
        } else if ((rc & 0xff) == SQLITE_CANTOPEN) {
            store_fail(db->store, ERR_STORE_UNREACHABLE, e);
            err_detail(e, "%s", sqlite3_errstr(rc));
        }
        lite_shut(db);
        return false;
    }
    cn->patient = db->role == DB_SCHEMA;
    sqlite3_busy_handler(cn->c, on_busy, cn);
    sqlite3_db_config(cn->c, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(cn->c, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(cn->c, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_set_authorizer(cn->c, authorize, NULL);
    if (!is_ours(db, e) || !run_text(db, D_SESSION, e) ||
        (db->role == DB_READER && !run_text(db, D_SESSION_READER, e)) || !prepare_controls(db, e)) {
        lite_shut(db);
        return false;
    }
    return true;
}

static bool lite_prepare(struct db *db, const struct query *q, struct stmt **ret, struct err *e)
{
    struct lite *l = ARENA_NEW(db->a, struct lite);
    const char *tail = NULL;
    int rc = sqlite3_prepare_v3(handle(db), q->sql, -1, SQLITE_PREPARE_PERSISTENT, &l->st, &tail);
    int max;

    if (rc != SQLITE_OK) {
        return refuse(db, rc, q->name, e);
    }
    if (!l->st || (tail && tail[strspn(tail, " ;\n\t")])) {
        sqlite3_finalize(l->st);
        FAIL(e, ERR_STORE);
        err_detail(e, "%s is not one statement", q->name);
        return false;
    }
    max = sqlite3_bind_parameter_count(l->st);
    l->param = ARENA_ARRAY(db->a, int, (size_t)max + 1);
    for (int i = 0; i < max; i++) {
        char name[16];

        snprintf(name, sizeof name, "$%d", i + 1);
        l->param[i] = sqlite3_bind_parameter_index(l->st, name);
        if (l->param[i] == 0) {
            sqlite3_finalize(l->st);
            FAIL(e, ERR_STORE);
            err_detail(e, "%s: %d arguments, but no %s", q->name, max, name);
            return false;
        }
    }
    l->base.nparams = (size_t)max;
    stmt_columns(db, &l->base, (size_t)sqlite3_column_count(l->st));
    for (size_t c = 0; c < l->base.ncols; c++) {
        l->base.col[c] = str_cstr(db->a, str_from(sqlite3_column_name(l->st, (int)c)));
    }
    *ret = &l->base;
    return true;
}

static void lite_discard(struct db *db, struct stmt *st)
{
    (void)db;
    sqlite3_finalize(((struct lite *)st)->st);
}

static int bind(sqlite3_stmt *st, int at, const struct value *v)
{
    switch (v->type) {
    case VT_NULL:
        return sqlite3_bind_null(st, at);
    case VT_TEXT:
        return sqlite3_bind_text64(st, at, v->u.s.n ? v->u.s.p : "", v->u.s.n, SQLITE_STATIC,
                                   SQLITE_UTF8);
    case VT_BYTES:
        return sqlite3_bind_blob64(st, at, v->u.b.n ? (const void *)v->u.b.p : "", v->u.b.n,
                                   SQLITE_STATIC);
    case VT_INT:
    case VT_MONEY:
    case VT_DATE:
    case VT_WHEN:
    case VT_FLAG:
    case VT_SHARE:
    case VT_SCORE:
        break;
    }
    return sqlite3_bind_int64(st, at, v->u.i);
}

static bool lite_start(struct db *db, struct stmt *st, const struct value *v, bool stream,
                       struct err *e)
{
    struct lite *l = (struct lite *)st;

    (void)stream;
    l->stepped_done = false;
    for (size_t i = 0; i < st->nparams; i++) {
        int rc = bind(l->st, l->param[i], &v[i]);

        if (rc != SQLITE_OK) {
            sqlite3_reset(l->st);
            return refuse(db, rc, st->q->name, e);
        }
    }
    return true;
}

static enum step lite_step(struct db *db, struct stmt *st, struct err *e)
{
    struct lite *l = (struct lite *)st;
    int rc;

    if (l->stepped_done) {
        return STEP_DONE; /* stepping on would run it again */
    }
    rc = sqlite3_step(l->st);
    if (rc == SQLITE_ROW) {
        return STEP_ROW;
    }
    if (rc == SQLITE_DONE) {
        l->stepped_done = true;
        return STEP_DONE;
    }
    refuse(db, rc, st->q->name, e);
    return STEP_FAIL;
}

static void lite_cell(struct stmt *st, size_t col, struct cell *ret)
{
    sqlite3_stmt *s = ((struct lite *)st)->st;
    int c = (int)col;

    switch (sqlite3_column_type(s, c)) {
    case SQLITE_INTEGER:
        ret->kind = CELL_INT;
        ret->i = sqlite3_column_int64(s, c);
        break;
    case SQLITE_TEXT:
        ret->kind = CELL_TEXT;
        ret->p = (const char *)sqlite3_column_text(s, c);
        ret->n = (size_t)sqlite3_column_bytes(s, c);
        break;
    case SQLITE_BLOB:
        ret->kind = CELL_BYTES;
        ret->n = (size_t)sqlite3_column_bytes(s, c);
        ret->p = ret->n ? sqlite3_column_blob(s, c) : "";
        break;
    case SQLITE_NULL:
        ret->kind = CELL_NULL;
        break;
    default:
        ret->kind = CELL_OTHER; /* a floating point number: never ours */
        break;
    }
}

static void lite_finish(struct db *db, struct stmt *st)
{
    (void)db;
    sqlite3_reset(((struct lite *)st)->st);
}

static int64_t lite_changes(struct db *db, struct stmt *st)
{
    return sqlite3_stmt_readonly(((struct lite *)st)->st) ? 0 : sqlite3_changes64(handle(db));
}

static bool lite_control(struct db *db, enum control c, struct err *e)
{
    struct conn *cn = db->conn;
    int rc;

    if (c == CTL_ROLLBACK && sqlite3_get_autocommit(cn->c)) {
        return true; /* rolled back by SQLite itself */
    }
    if (c == CTL_UNDO) {
        rc = sqlite3_exec(cn->c, dialect_text(false, D_UNDO), NULL, NULL, NULL);
        return rc == SQLITE_OK || refuse(db, rc, "undo", e);
    }
    rc = sqlite3_step(cn->ctl[c]);
    if (rc == SQLITE_DONE) {
        sqlite3_reset(cn->ctl[c]);
        return true;
    }
    refuse(db, rc, sqlite3_sql(cn->ctl[c]), e);
    sqlite3_reset(cn->ctl[c]);
    return false;
}

static enum tx_state lite_tx_state(struct db *db)
{
    return db->broken || sqlite3_get_autocommit(handle(db)) ? TX_DEAD : TX_OPEN;
}

static struct str row_line(struct arena *a, sqlite3_stmt *st)
{
    struct sbuf b;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    for (int c = 0; c < sqlite3_column_count(st); c++) {
        const char *text = (const char *)sqlite3_column_text(st, c);

        if (c > 0) {
            sbuf_byte(&b, '\t');
        }
        sbuf_add(&b, (struct str){text, (size_t)sqlite3_column_bytes(st, c)});
    }
    return sbuf_str(&b);
}

static bool lite_script(struct db *db, struct arena *a, const char *sql, struct str **ret_lines,
                        size_t *ret_n, struct err *e)
{
    size_t cap = 0;

    while (*sql) {
        sqlite3_stmt *st = NULL;
        int rc = sqlite3_prepare_v2(handle(db), sql, -1, &st, &sql);

        if (rc != SQLITE_OK) {
            return refuse(db, rc, "script", e);
        }
        if (!st) {
            continue; /* white space or a comment */
        }
        for (rc = sqlite3_step(st); rc == SQLITE_ROW; rc = sqlite3_step(st)) {
            if (*ret_n == cap) {
                *ret_lines = arena_grow(a, *ret_lines, cap * sizeof **ret_lines,
                                        (cap * 2 + 16) * sizeof **ret_lines);
                cap = cap * 2 + 16;
            }
            (*ret_lines)[(*ret_n)++] = row_line(a, st);
        }
        if (rc != SQLITE_DONE) {
            refuse(db, rc, "script", e);
            sqlite3_finalize(st);
            return false;
        }
        sqlite3_finalize(st);
    }
    return true;
}

static bool lite_bulk_begin(struct db *db, struct stmt *st, struct err *e)
{
    (void)db;
    (void)st;
    (void)e;
    return true;
}

static bool lite_bulk_row(struct db *db, struct stmt *st, const struct value *v, int64_t *rows,
                          struct err *e)
{
    enum step s;

    if (!lite_start(db, st, v, false, e)) {
        return false;
    }
    do {
        s = lite_step(db, st, e);
    } while (s == STEP_ROW);
    if (s == STEP_DONE) {
        *rows += lite_changes(db, st);
    }
    lite_finish(db, st);
    return s == STEP_DONE;
}

static bool lite_bulk_end(struct db *db, struct stmt *st, int64_t *rows, struct err *e)
{
    (void)rows;
    return lite_bulk_begin(db, st, e);
}

const struct driver sqlite_driver = {
    .name = "sqlite",
    .open = lite_open,
    .shut = lite_shut,
    .prepare = lite_prepare,
    .discard = lite_discard,
    .start = lite_start,
    .step = lite_step,
    .cell = lite_cell,
    .finish = lite_finish,
    .changes = lite_changes,
    .control = lite_control,
    .tx_state = lite_tx_state,
    .script = lite_script,
    .bulk_begin = lite_bulk_begin,
    .bulk_row = lite_bulk_row,
    .bulk_end = lite_bulk_end,
};
