/* postgres.c - the server store: PostgreSQL by libpq.
 *
 * Values travel in binary: integers as 8, 4 or 2 bytes as the parameter's type asks, texts and bytes
 * as they are. READ COMMITTED; a lost connection is the caller's to open again (query.c for
 * readers, writer.c for a group). Several hosts may stand in the address; only one that takes
 * writes is used. */
#include "driver.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <libpq-fe.h>

#include "store/dialect.h"

/* Object identifiers of built-in types; fixed for ever in PostgreSQL's catalog. */
enum {
    OID_BYTEA = 17, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23, OID_TEXT = 25,
    OID_VARCHAR = 1043,
};

enum { PARAMS_MAX = 64, BULK_CHUNK = 256 };

struct conn {
    PGconn *c;
    int64_t prepared; /* numbers the statements' names */
};

struct pg {
    struct stmt base;
    char name[24];
    Oid *param;
    Oid *result;
    PGresult *res;
    int row;
    bool stream, ended;
    int64_t changed;
    int64_t unread; /* of a bulk: rows sent, answers not read */
};

static PGconn *handle(const struct db *db)
{
    return ((struct conn *)db->conn)->c;
}

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
        {"53100", ERR_STORE_FULL},        {"53200", ERR_STORE_BUSY},
        {"53300", ERR_STORE_BUSY},        {"40001", ERR_STORE_BUSY},
        {"40P01", ERR_STORE_BUSY},        {"55P03", ERR_STORE_BUSY},
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
static bool refuse(struct db *db, const PGresult *res, const char *what, struct err *e)
{
    PGconn *c = handle(db);
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

static bool good(const PGresult *res)
{
    ExecStatusType st = PQresultStatus(res);

    return st == PGRES_COMMAND_OK || st == PGRES_TUPLES_OK || st == PGRES_SINGLE_TUPLE;
}

/* ---- connections ---- */

static void pg_shut(struct db *db)
{
    PQfinish(handle(db));
    db->conn = NULL;
}

static bool command(struct db *db, const char *sql, const char *what, const char *tag,
                    struct err *e)
{
    PGresult *res = PQexec(handle(db), sql);
    bool ok = res && good(res);

    if (!ok) {
        refuse(db, res, what, e);
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
    const char *const key[] = {"connect_timeout", "target_session_attrs", "keepalives_idle",
                               "application_name", "dbname", "client_encoding", NULL};
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
    if (!session(db, D_SESSION, e) || (db->role == DB_READER && !session(db, D_SESSION_READER, e)) ||
        (db->role == DB_SCHEMA && !session(db, D_SESSION_SCHEMA, e))) {
        pg_shut(db);
        return false;
    }
    return true;
}

/* ---- statements ---- */

static enum cell_kind kind_of(Oid type)
{
    switch (type) {
    case OID_INT8:
    case OID_INT4:
    case OID_INT2:
        return CELL_INT;
    case OID_TEXT:
    case OID_VARCHAR:
        return CELL_TEXT;
    case OID_BYTEA:
        return CELL_BYTES;
    default:
        return CELL_OTHER; /* NUMERIC of an uncast SUM, BOOLEAN, ...: refused by the row map */
    }
}

static bool describe(struct db *db, struct pg *p, const char *name, struct err *e)
{
    PGresult *res = PQdescribePrepared(handle(db), p->name);
    size_t n;

    if (!res || !good(res)) {
        refuse(db, res, name, e);
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
        p->base.kind[c] = kind_of(p->result[c]);
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
    ok = res && good(res);
    if (!ok) {
        refuse(db, res, q->name, e);
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

    if (db->broken || PQtransactionStatus(handle(db)) == PQTRANS_INERROR) {
        return; /* nothing can be run; the statement goes with the connection */
    }
    snprintf(sql, sizeof sql, "DEALLOCATE %s", ((struct pg *)st)->name);
    PQclear(PQexec(handle(db), sql));
}

/* ---- values ---- */

struct params {
    const char *at[PARAMS_MAX];
    int length[PARAMS_MAX];
    int format[PARAMS_MAX];
    uint8_t number[PARAMS_MAX][8];
};

static bool is_text(Oid t)
{
    return t == OID_TEXT || t == OID_VARCHAR;
}

/* The bytes of an integer, most significant first; false when it does not fit or is no number. */
static bool put_int(Oid type, int64_t v, uint8_t out[8], int *ret_n)
{
    int n = type == OID_INT8 ? 8 : type == OID_INT4 ? 4 : type == OID_INT2 ? 2 : 0;

    if (n == 0 || (n == 4 && (v < INT32_MIN || v > INT32_MAX)) ||
        (n == 2 && (v < INT16_MIN || v > INT16_MAX))) {
        return false;
    }
    for (int i = 0; i < n; i++) {
        out[i] = (uint8_t)((uint64_t)v >> (8 * (n - 1 - i)));
    }
    *ret_n = n;
    return true;
}

static bool put_value(const struct pg *p, size_t i, const struct value *v, struct params *ps)
{
    bool fits = true;
    size_t n = 0;

    ps->format[i] = 1;
    switch (v->type) {
    case VT_NULL:
        ps->at[i] = NULL;
        break;
    case VT_TEXT:
        fits = is_text(p->param[i]);
        n = v->u.s.n;
        ps->at[i] = n ? v->u.s.p : "";
        break;
    case VT_BYTES:
        fits = p->param[i] == OID_BYTEA;
        n = v->u.b.n;
        ps->at[i] = n ? (const char *)v->u.b.p : "";
        break;
    case VT_INT:
    case VT_MONEY:
    case VT_DATE:
    case VT_WHEN:
    case VT_FLAG:
    case VT_SHARE:
    case VT_SCORE:
        ps->at[i] = (const char *)ps->number[i];
        return put_int(p->param[i], v->u.i, ps->number[i], &ps->length[i]);
    }
    ps->length[i] = (int)n;
    return fits && n <= INT32_MAX;
}

static bool put_values(struct pg *p, const struct value *v, struct params *ps, struct err *e)
{
    for (size_t i = 0; i < p->base.nparams; i++) {
        if (!put_value(p, i, &v[i], ps)) {
            FAIL(e, ERR_STORE);
            err_detail(e, "%s: argument $%zu does not fit the type with number %u",
                       p->base.q->name, i + 1, p->param[i]);
            return false;
        }
    }
    return true;
}

/* ---- running ---- */

static int64_t changed_rows(const PGresult *res)
{
    /* "INSERT 0 5", "UPDATE 3", "DELETE 0"; a SELECT changes nothing. */
    const char *tag = PQcmdStatus((PGresult *)(uintptr_t)res);
    const char *n = PQcmdTuples((PGresult *)(uintptr_t)res);
    int64_t rows = 0;

    if (strncmp(tag, "SELECT", 6) == 0) {
        return 0;
    }
    for (; *n >= '0' && *n <= '9'; n++) {
        rows = rows * 10 + (*n - '0');
    }
    return rows;
}

static bool pg_start(struct db *db, struct stmt *st, const struct value *v, bool stream,
                     struct err *e)
{
    struct pg *p = (struct pg *)st;
    struct params ps;

    if (!put_values(p, v, &ps, e)) {
        return false;
    }
    p->row = -1;
    p->stream = stream;
    p->ended = false;
    p->changed = 0;
    if (stream) {
        if (!PQsendQueryPrepared(handle(db), p->name, (int)st->nparams, ps.at, ps.length,
                                 ps.format, 1) ||
            !PQsetSingleRowMode(handle(db))) {
            return refuse(db, NULL, st->q->name, e);
        }
        p->res = NULL;
        return true;
    }
    p->res = PQexecPrepared(handle(db), p->name, (int)st->nparams, ps.at, ps.length, ps.format, 1);
    if (p->res && good(p->res)) {
        p->changed = changed_rows(p->res);
        return true;
    }
    refuse(db, p->res, st->q->name, e);
    PQclear(p->res);
    p->res = NULL;
    return false;
}

static enum step next_streamed(struct db *db, struct pg *p, struct err *e)
{
    PQclear(p->res);
    p->res = PQgetResult(handle(db));
    if (!p->res) { /* ended without a last result: the connection is lost */
        p->ended = true;
        refuse(db, NULL, p->base.q->name, e);
        return STEP_FAIL;
    }
    if (PQresultStatus(p->res) == PGRES_SINGLE_TUPLE) {
        p->row = 0;
        return STEP_ROW;
    }
    if (good(p->res)) {
        p->ended = true;
        return STEP_DONE;
    }
    refuse(db, p->res, p->base.q->name, e);
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

static void pg_cell(struct stmt *st, size_t col, struct cell *ret)
{
    const struct pg *p = (const struct pg *)st;
    int c = (int)col;
    const uint8_t *at;
    size_t n;
    uint64_t u;

    if (PQgetisnull(p->res, p->row, c)) {
        ret->kind = CELL_NULL;
        return;
    }
    n = (size_t)PQgetlength(p->res, p->row, c);
    at = (const uint8_t *)PQgetvalue(p->res, p->row, c);
    ret->kind = st->kind[col];
    if (ret->kind == CELL_INT) {
        u = at[0] & 0x80 ? UINT64_MAX : 0; /* the sign goes on to the left */
        for (size_t i = 0; i < n; i++) {
            u = (u << 8) | at[i];
        }
        memcpy(&ret->i, &u, sizeof u);
    } else {
        ret->p = (const char *)at;
        ret->n = n;
    }
}

/* Reads what is left of the answer, cancelling a stream that was not read to its end. */
static void pg_finish(struct db *db, struct stmt *st)
{
    struct pg *p = (struct pg *)st;
    PGconn *c = handle(db);
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
    PGconn *c = handle(db);

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
    PGconn *c = handle(db);
    size_t cap = 0;
    bool ok = true;

    if (!*sql) {
        return true;
    }
    if (!PQsendQuery(c, sql)) {
        return refuse(db, NULL, "script", e);
    }
    for (PGresult *res = PQgetResult(c); res; res = PQgetResult(c)) {
        if (ok && !good(res) && PQresultStatus(res) != PGRES_EMPTY_QUERY) {
            ok = refuse(db, res, "script", e);
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
        return refuse(db, NULL, "script", e);
    }
    return ok;
}

/* ---- bulk: rows are sent without waiting for each answer (pipeline mode) ---- */

/* Asks for the answers to the rows sent, and reads them. */
static bool drain(struct db *db, struct pg *p, int64_t *rows, struct err *e)
{
    PGconn *c = handle(db);
    bool ok = true;

    if (!PQpipelineSync(c)) {
        return refuse(db, NULL, p->base.q->name, e);
    }
    for (;;) {
        PGresult *res = PQgetResult(c);
        ExecStatusType st = PQresultStatus(res);

        if (!res) { /* between two rows' answers */
            if (PQstatus(c) != CONNECTION_OK) {
                return refuse(db, NULL, p->base.q->name, e);
            }
            continue;
        }
        if (st == PGRES_PIPELINE_SYNC) {
            PQclear(res);
            break;
        }
        if (ok && !good(res)) { /* the rows after it are PGRES_PIPELINE_ABORTED */
            ok = refuse(db, res, p->base.q->name, e);
        } else if (ok) {
            *rows += changed_rows(res);
        }
        PQclear(res);
    }
    p->unread = 0;
    return ok;
}

static bool pg_bulk_begin(struct db *db, struct stmt *st, struct err *e)
{
    ((struct pg *)st)->unread = 0;
    return PQenterPipelineMode(handle(db)) || refuse(db, NULL, st->q->name, e);
}

static bool pg_bulk_row(struct db *db, struct stmt *st, const struct value *v, int64_t *rows,
                        struct err *e)
{
    struct pg *p = (struct pg *)st;
    struct params ps;

    if (!put_values(p, v, &ps, e)) {
        return false;
    }
    if (!PQsendQueryPrepared(handle(db), p->name, (int)st->nparams, ps.at, ps.length, ps.format,
                             1)) {
        return refuse(db, NULL, st->q->name, e);
    }
    return ++p->unread < BULK_CHUNK || drain(db, p, rows, e);
}

static bool pg_bulk_end(struct db *db, struct stmt *st, int64_t *rows, struct err *e)
{
    struct pg *p = (struct pg *)st;
    bool ok = p->unread == 0 || drain(db, p, rows, e);

    if (!PQexitPipelineMode(handle(db))) {
        db->broken = true;
        return ok && refuse(db, NULL, st->q->name, e);
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
