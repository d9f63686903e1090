/* postgres.c - the server store: PostgreSQL by libpq.
 *
 * Values travel in binary: integers as 8, 4 or 2 bytes as the parameter's type asks, texts and bytes
 * as they are. READ COMMITTED; a lost connection is the caller's to open again (query.c for
 * readers, writer.c for a group). Several hosts may stand in the address; only one that takes
 * writes is used. */
#include "postgres.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "store/dialect.h"

/* ---- errors ---- */

static enum err_code code_of(const char *state)
{
    static const struct {
        const char *prefix;
        enum err_code code;
    } row[] = {
        {"08", ERR_STORE_UNREACHABLE},    /* connection */
        {"57P", ERR_STORE_UNREACHABLE},   /* shut down, starting up */
        {"25006", ERR_STORE_UNREACHABLE}, /* read-only: it is a standby now */
        {"53100", ERR_STORE_FULL},        {"53200", ERR_STORE_BUSY}, {"53300", ERR_STORE_BUSY},
        {"40001", ERR_STORE_BUSY},        {"40P01", ERR_STORE_BUSY}, {"55P03", ERR_STORE_BUSY},
        {"57014", ERR_STORE_BUSY},
    };

    for (size_t i = 0; state && i < ARRAY_LEN(row); i++) {
        if (strncmp(state, row[i].prefix, strlen(row[i].prefix)) == 0) {
            return row[i].code;
        }
    }
    return ERR_STORE;
}

/* `res` may be NULL: the connection itself failed. Always false. */
bool pg_refuse(struct db *db, const PGresult *res, const char *what, struct err *e)
{
    PGconn *c = pg_handle(db);
    const char *state = res ? PQresultErrorField(res, PG_DIAG_SQLSTATE) : NULL;
    const char *words = res ? PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    enum err_code code = code_of(state);

    db->failed = true;
    if (PQstatus(c) != CONNECTION_OK) {
        code = ERR_STORE_UNREACHABLE;
    }
    if (code == ERR_STORE_UNREACHABLE) {
        db->broken = true;
        store_fail(db->store, code, e);
    } else {
        FAIL(e, code);
    }
    err_detail(e, "%s: %s (%s)", what, words ? words : PQerrorMessage(c), state ? state : "-");
    return false;
}

bool pg_good(const PGresult *res)
{
    ExecStatusType st = PQresultStatus(res);

    return st == PGRES_COMMAND_OK || st == PGRES_TUPLES_OK || st == PGRES_SINGLE_TUPLE;
}

/* ---- connections ---- */

static void pg_shut(struct db *db)
{
    PQfinish(pg_handle(db));
    db->conn = NULL;
}

static bool command(struct db *db, const char *sql, const char *what, const char *tag,
                    struct err *e)
{
    PGresult *res = PQexec(pg_handle(db), sql);
    bool ok = res && pg_good(res);

    if (!ok) {
        pg_refuse(db, res, what, e);
    } else if (tag && strcmp(PQcmdStatus(res), tag) != 0) {
        ok = false; /* COMMIT of a failed transaction answers ROLLBACK */
        FAIL(e, ERR_STORE);
        err_detail(e, "%s answered %s", what, PQcmdStatus(res));
    }
    PQclear(res);
    return ok;
}

static void quiet(void *arg, const PGresult *res)
{
    (void)arg;
    (void)res;
}

static bool session(struct db *db, enum dialect d, struct err *e)
{
    return command(db, dialect_text(true, d), "opening", NULL, e);
}

static bool pg_open(struct db *db, struct err *e)
{
    struct conn *cn = ARENA_NEW(db->a, struct conn);
    char *url = str_cstr(db->a, db->store->url);
    /* What stands before dbname may be changed by the address, what stands after it may not. */
    const char *const key[] = {"connect_timeout",
                               "target_session_attrs",
                               "keepalives_idle",
                               "application_name",
                               "dbname",
                               "client_encoding",
                               NULL};
    const char *const value[] = {"5", "read-write", "30", "pbis", url, "UTF8", NULL};
    const char *encoding;

    cn->c = PQconnectdbParams(key, value, 1);
    db->conn = cn;
    if (!cn->c) {
        PANIC("out of memory in libpq");
    }
    if (PQstatus(cn->c) != CONNECTION_OK) {
        store_fail(db->store, ERR_STORE_UNREACHABLE, e);
        err_detail(e, "%s", PQerrorMessage(cn->c));
        pg_shut(db);
        return false;
    }
    PQsetNoticeReceiver(cn->c, quiet, NULL);
    encoding = PQparameterStatus(cn->c, "server_encoding");
    if (!encoding || strcmp(encoding, "UTF8") != 0) {
        store_fail(db->store, ERR_STORE_FOREIGN, e);
        err_detail(e, "the database's encoding is %s, not UTF8", encoding ? encoding : "unknown");
        pg_shut(db);
        return false;
    }
    if (!session(db, D_SESSION, e) ||
        (db->role == DB_READER && !session(db, D_SESSION_READER, e)) ||
        (db->role == DB_SCHEMA && !session(db, D_SESSION_SCHEMA, e))) {
        pg_shut(db);
        return false;
    }
    return true;
}

/* ---- statements ---- */

static bool describe(struct db *db, struct pg *p, const char *name, struct err *e)
{
    PGresult *res = PQdescribePrepared(pg_handle(db), p->name);
    size_t n;

    if (!res || !pg_good(res)) {
        pg_refuse(db, res, name, e);
        PQclear(res);
        return false;
    }
    n = (size_t)PQnparams(res);
    if (n > PARAMS_MAX) {
        PANIC("a query has too many arguments");
    }
    p->base.nparams = n;
    p->param = ARENA_ARRAY(db->a, Oid, n);
    for (size_t i = 0; i < n; i++) {
        p->param[i] = PQparamtype(res, (int)i);
    }
    stmt_columns(db, &p->base, (size_t)PQnfields(res));
    p->result = ARENA_ARRAY(db->a, Oid, p->base.ncols);
    for (size_t c = 0; c < p->base.ncols; c++) {
        p->base.col[c] = str_cstr(db->a, str_from(PQfname(res, (int)c)));
        p->result[c] = PQftype(res, (int)c);
        p->base.kind[c] = pg_kind_of(p->result[c]);
    }
    PQclear(res);
    return true;
}

static bool pg_prepare(struct db *db, const struct query *q, struct stmt **ret, struct err *e)
{
    struct conn *cn = db->conn;
    struct pg *p = ARENA_NEW(db->a, struct pg);
    PGresult *res;
    bool ok;

    snprintf(p->name, sizeof p->name, "q%" PRId64, cn->prepared++);
    res = PQprepare(cn->c, p->name, q->sql, 0, NULL);
    ok = res && pg_good(res);
    if (!ok) {
        pg_refuse(db, res, q->name, e);
    }
    PQclear(res);
    if (!ok || !describe(db, p, q->name, e)) {
        return false;
    }
    *ret = &p->base;
    return true;
}

static void pg_discard(struct db *db, struct stmt *st)
{
    char sql[48];

    if (db->broken || PQtransactionStatus(pg_handle(db)) == PQTRANS_INERROR) {
        return; /* nothing can be run; the statement goes with the connection */
    }
    snprintf(sql, sizeof sql, "DEALLOCATE %s", ((struct pg *)st)->name);
    PQclear(PQexec(pg_handle(db), sql));
}

/* ---- running ---- */

static bool pg_start(struct db *db, struct stmt *st, const struct value *v, bool stream,
                     struct err *e)
{
    struct pg *p = (struct pg *)st;
    struct params ps;

    if (!pg_put_values(p, v, &ps, e)) {
        return false;
    }
    p->row = -1;
    p->stream = stream;
    p->ended = false;
    p->changed = 0;
    if (stream) {
        if (!PQsendQueryPrepared(pg_handle(db), p->name, (int)st->nparams, ps.at, ps.length,
                                 ps.format, 1) ||
            !PQsetSingleRowMode(pg_handle(db))) {
            return pg_refuse(db, NULL, st->q->name, e);
        }
        p->res = NULL;
        return true;
    }
    p->res =
        PQexecPrepared(pg_handle(db), p->name, (int)st->nparams, ps.at, ps.length, ps.format, 1);
    if (p->res && pg_good(p->res)) {
        p->changed = pg_changed_rows(p->res);
        return true;
    }
    pg_refuse(db, p->res, st->q->name, e);
    PQclear(p->res);
    p->res = NULL;
    return false;
}

static enum step next_streamed(struct db *db, struct pg *p, struct err *e)
{
    PQclear(p->res);
    p->res = PQgetResult(pg_handle(db));
    if (!p->res) { /* ended without a last result: the connection is lost */
        p->ended = true;
        pg_refuse(db, NULL, p->base.q->name, e);
        return STEP_FAIL;
    }
    if (PQresultStatus(p->res) == PGRES_SINGLE_TUPLE) {
        p->row = 0;
        return STEP_ROW;
    }
    if (pg_good(p->res)) {
        p->ended = true;
        return STEP_DONE;
    }
    pg_refuse(db, p->res, p->base.q->name, e);
    return STEP_FAIL;
}

static enum step pg_step(struct db *db, struct stmt *st, struct err *e)
{
    struct pg *p = (struct pg *)st;

    if (p->ended) {
        return STEP_DONE;
    }
    if (p->stream) {
        return next_streamed(db, p, e);
    }
    if (p->row + 1 < PQntuples(p->res)) {
        p->row++;
        return STEP_ROW;
    }
    p->ended = true;
    return STEP_DONE;
}

/* Reads what is left of the answer, cancelling a stream that was not read to its end. */
static void pg_finish(struct db *db, struct stmt *st)
{
    struct pg *p = (struct pg *)st;
    PGconn *c = pg_handle(db);
    PGresult *res;

    if (p->stream && !p->ended) {
        PGcancel *cancel = PQgetCancel(c);
        char words[128];

        if (cancel && !PQcancel(cancel, words, sizeof words)) {
            db->broken = true;
        }
        PQfreeCancel(cancel);
    }
    PQclear(p->res);
    p->res = NULL;
    if (p->stream) {
        for (res = PQgetResult(c); res; res = PQgetResult(c)) {
            PQclear(res);
        }
        db->broken = db->broken || PQstatus(c) != CONNECTION_OK;
    }
}

static int64_t pg_changes(struct db *db, struct stmt *st)
{
    (void)db;
    return ((struct pg *)st)->changed;
}

/* ---- transactions ---- */

static bool pg_control(struct db *db, enum control c, struct err *e)
{
    static const struct {
        enum dialect text;
        const char *what, *tag;
    } row[CTL_COUNT] = {
        [CTL_BEGIN_WRITE] = {D_BEGIN_WRITE, "begin", "BEGIN"},
        [CTL_COMMIT] = {D_COMMIT, "commit", "COMMIT"},
        [CTL_ROLLBACK] = {D_ROLLBACK, "rollback", "ROLLBACK"},
        [CTL_SAVEPOINT] = {D_SAVEPOINT, "savepoint", "SAVEPOINT"},
        [CTL_RELEASE] = {D_RELEASE, "release", "RELEASE"},
        [CTL_UNDO] = {D_UNDO, "undo", "RELEASE"},
        [CTL_BEGIN_READ] = {D_BEGIN_READ, "begin", "BEGIN"},
    };

    return command(db, dialect_text(true, row[c].text), row[c].what, row[c].tag, e);
}

static enum tx_state pg_tx_state(struct db *db)
{
    PGconn *c = pg_handle(db);

    if (db->broken || PQstatus(c) != CONNECTION_OK) {
        return TX_DEAD;
    }
    switch (PQtransactionStatus(c)) {
    case PQTRANS_INTRANS:
        return TX_OPEN;
    case PQTRANS_INERROR:
        return TX_ABORTED;
    case PQTRANS_IDLE:
    case PQTRANS_ACTIVE:
    case PQTRANS_UNKNOWN:
        break;
    }
    return TX_DEAD;
}

/* ---- scripts ---- */

static struct str row_line(struct arena *a, const PGresult *res, int row)
{
    struct sbuf b;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    for (int c = 0; c < PQnfields(res); c++) {
        if (c > 0) {
            sbuf_byte(&b, '\t');
        }
        sbuf_add(&b, (struct str){PQgetvalue(res, row, c), (size_t)PQgetlength(res, row, c)});
    }
    return sbuf_str(&b);
}

static bool pg_script(struct db *db, struct arena *a, const char *sql, struct str **ret_lines,
                      size_t *ret_n, struct err *e)
{
    PGconn *c = pg_handle(db);
    size_t cap = 0;
    bool ok = true;

    if (!*sql) {
        return true;
    }
    if (!PQsendQuery(c, sql)) {
        return pg_refuse(db, NULL, "script", e);
    }
    for (PGresult *res = PQgetResult(c); res; res = PQgetResult(c)) {
        if (ok && !pg_good(res) && PQresultStatus(res) != PGRES_EMPTY_QUERY) {
            ok = pg_refuse(db, res, "script", e);
        }
        for (int i = 0; ok && i < PQntuples(res); i++) {
            if (*ret_n == cap) {
                *ret_lines = arena_grow(a, *ret_lines, cap * sizeof **ret_lines,
                                        (cap * 2 + 16) * sizeof **ret_lines);
                cap = cap * 2 + 16;
            }
            (*ret_lines)[(*ret_n)++] = row_line(a, res, i);
        }
        PQclear(res);
    }
    if (ok && PQstatus(c) != CONNECTION_OK) {
        return pg_refuse(db, NULL, "script", e);
    }
    return ok;
}

const struct driver postgres_driver = {
    .name = "postgresql",
    .open = pg_open,
    .shut = pg_shut,
    .prepare = pg_prepare,
    .discard = pg_discard,
    .start = pg_start,
    .step = pg_step,
    .cell = pg_cell,
    .finish = pg_finish,
    .changes = pg_changes,
    .control = pg_control,
    .tx_state = pg_tx_state,
    .script = pg_script,
    .bulk_begin = pg_bulk_begin,
    .bulk_row = pg_bulk_row,
    .bulk_end = pg_bulk_end,
};
