/* query.c - named queries over any driver: statement caches, rows into structs, bulk, scripts. */
#include "driver.h"

#include <assert.h>
#include <string.h>

/* ---- statements ---- */

void stmt_columns(struct db *db, struct stmt *st, size_t ncols)
{
    st->ncols = ncols;
    st->col = ARENA_ARRAY(db->a, const char *, ncols);
    st->kind = ARENA_ARRAY(db->a, enum cell_kind, ncols);
    st->field = ARENA_ARRAY(db->a, const struct field *, ncols);
}

/* The kept statement of `q`, prepared at first use. */
static bool statement(struct db *db, const struct query *q, struct stmt **ret, struct err *e)
{
    size_t id = (size_t)q->id;

    if (q->id < 0) { /* not of the program: a test's, a tool's */
        if (!db->drv->prepare(db, q, ret, e)) {
            return false;
        }
        (*ret)->q = q;
        return true;
    }
    if (id >= db->kept_n) {
        size_t n = id < all_queries_n ? all_queries_n : id + 1;

        /* NOLINTBEGIN(bugprone-sizeof-expression): an array of pointers */
        db->kept = arena_grow(db->a, db->kept, db->kept_n * sizeof *db->kept, n * sizeof *db->kept);
        memset(db->kept + db->kept_n, 0, (n - db->kept_n) * sizeof *db->kept);
        /* NOLINTEND(bugprone-sizeof-expression) */
        db->kept_n = n;
    }
    if (!db->kept[id]) {
        struct stmt *st;

        if (!db->drv->prepare(db, q, &st, e)) {
            return false;
        }
        st->q = q;
        st->kept = true;
        db->kept[id] = st;
    }
    assert(db->kept[id]->q == q);
    *ret = db->kept[id];
    return true;
}

static void done(struct db *db, struct stmt *st)
{
    db->drv->finish(db, st);
    db->streaming = false;
    if (!st->kept) {
        db->drv->discard(db, st);
    }
}

static bool run_once(struct db *db, const struct query *q, const struct value *v, size_t n,
                     bool stream, struct stmt **ret, struct err *e)
{
    struct stmt *st;

    if (!statement(db, q, &st, e)) {
        return false;
    }
    if (n != st->nparams) {
        FAIL(e, ERR_STORE);
        err_detail(e, "%s wants %zu arguments, got %zu", q->name, st->nparams, n);
    } else if (db->drv->start(db, st, v, stream, e)) {
        db->statements++;
        db->streaming = stream;
        *ret = st;
        return true;
    }
    if (!st->kept) {
        db->drv->discard(db, st);
    }
    return false;
}

/* A reader whose connection broke is opened again, once; its statement has had no effect. A
 * writer's group is run again by writer.c. */
static bool run(struct db *db, const struct query *q, const struct value *v, size_t n, bool stream,
                struct stmt **ret, struct err *e)
{
    bool may_retry = db->role == DB_READER && !db->in_tx;

    assert(!db->streaming);
    if (db->broken && may_retry && !db_reopen(db, e)) {
        return false;
    }
    if (run_once(db, q, v, n, stream, ret, e)) {
        return true;
    }
    if (!db->broken || !may_retry) {
        return false;
    }
    return db_reopen(db, e) && run_once(db, q, v, n, stream, ret, e);
}

bool db_control(struct db *db, enum control c, struct err *e)
{
    if (!db->drv->control(db, c, e)) {
        return false;
    }
    if (c == CTL_BEGIN_WRITE || c == CTL_BEGIN_READ) {
        db->in_tx = true;
    } else if (c == CTL_COMMIT || c == CTL_ROLLBACK) {
        db->in_tx = false;
    }
    return true;
}

/* ---- rows ---- */

static bool column_is(const struct field *f, const char *col)
{
    size_t n = strlen(f->name);
    const char *tail = f->type == VT_MONEY ? "_satang" : f->type == VT_WHEN ? "_ms" : "";

    return strncmp(f->name, col, n) == 0 && strcmp(col + n, tail) == 0;
}

static bool kind_fits(enum value_type t, enum cell_kind k)
{
    if (k == CELL_NULL) {
        return true; /* a NULL, or not known before it runs */
    }
    return k == (t == VT_TEXT ? CELL_TEXT : t == VT_BYTES ? CELL_BYTES : CELL_INT);
}

/* Finds each column's field by name, once a statement and row type. */
static bool map_columns(struct stmt *st, const struct row_type *t, struct err *e)
{
    const char *extra = NULL, *missing = NULL, *odd = NULL;

    if (st->type == t) {
        return true;
    }
    for (size_t c = 0; c < st->ncols; c++) {
        st->field[c] = NULL;
        for (size_t f = 0; f < t->n; f++) {
            if (column_is(&t->fields[f], st->col[c])) {
                st->field[c] = &t->fields[f];
            }
        }
        if (!st->field[c]) {
            extra = st->col[c];
        } else if (!kind_fits(st->field[c]->type, st->kind[c])) {
            odd = st->col[c];
        }
    }
    for (size_t f = 0; f < t->n; f++) {
        size_t seen = 0;

        for (size_t c = 0; c < st->ncols; c++) {
            seen += st->field[c] == &t->fields[f];
        }
        if (seen != 1) {
            missing = t->fields[f].name;
        }
    }
    if (extra || missing || odd) {
        FAIL(e, ERR_STORE);
        err_detail(e,
                   "%s and struct %s differ: column without field: %s, field without its one "
                   "column: %s, column of another type: %s",
                   st->q->name, t->name, extra ? extra : "-", missing ? missing : "-",
                   odd ? odd : "-");
        return false;
    }
    st->type = t;
    return true;
}

static const char *copied(struct arena *a, const char *p, size_t n)
{
    char *to;

    if (!a || n == 0) {
        return p;
    }
    to = arena_alloc(a, n);
    memcpy(to, p, n);
    return to;
}

/* Copies texts into `a`; NULL: they stay the driver's, for as long as the row. */
static void set_field(const struct field *f, void *row, const struct cell *x, struct arena *a)
{
    char *at = (char *)row + f->offset;
    struct str s;
    struct bytes b;
    int32_t day;
    bool flag;

    switch (f->type) {
    case VT_TEXT:
        s = (struct str){copied(a, x->p, x->n), x->n};
        memcpy(at, &s, sizeof s);
        break;
    case VT_BYTES:
        b = (struct bytes){(const uint8_t *)copied(a, x->p, x->n), x->n};
        memcpy(at, &b, sizeof b);
        break;
    case VT_DATE:
        day = (int32_t)x->i;
        memcpy(at, &day, sizeof day);
        break;
    case VT_FLAG:
        flag = x->i != 0;
        memcpy(at, &flag, sizeof flag);
        break;
    case VT_INT:
    case VT_MONEY:
    case VT_WHEN:
    case VT_SHARE:
    case VT_SCORE:
    case VT_NULL:
        memcpy(at, &x->i, sizeof x->i);
        break;
    }
}

/* The current row into the struct at `row`; NULL is 0 or the empty text, or a missing amount. */
static bool take_row(struct db *db, struct stmt *st, const struct row_type *t, void *row,
                     struct arena *a, struct err *e)
{
    for (size_t c = 0; c < st->ncols; c++) {
        struct cell x = {CELL_NULL, 0, "", 0};

        db->drv->cell(st, c, &x);
        if (!kind_fits(st->field[c]->type, x.kind)) {
            FAIL(e, ERR_STORE);
            err_detail(e, "%s: column %s is of another type than struct %s wants", st->q->name,
                       st->col[c], t->name);
            return false;
        }
        if (x.kind == CELL_NULL && (st->field[c]->flags & FIELD_OPTIONAL)) {
            x.i = MONEY_MISSING.satang;
        }
        set_field(st->field[c], row, &x, a);
    }
    return true;
}

bool db_exec(struct db *db, const struct query *q, const struct value *v, size_t n,
             int64_t *ret_rows, struct err *e)
{
    struct stmt *st;
    enum step s;
    int64_t rows = 0;

    if (!run(db, q, v, n, false, &st, e)) {
        return false;
    }
    do {
        s = db->drv->step(db, st, e);
    } while (s == STEP_ROW);
    if (s == STEP_DONE) {
        rows = db->drv->changes(db, st);
        db->changes += rows;
    }
    done(db, st);
    if (s == STEP_DONE && ret_rows) {
        *ret_rows = rows;
    }
    return s == STEP_DONE;
}

/* Ends a query that must give one row: steps past it, so that a changing statement is whole. */
static bool no_second_row(struct db *db, struct stmt *st, struct err *e)
{
    enum step s = db->drv->step(db, st, e);

    if (s == STEP_ROW) {
        FAIL(e, ERR_STORE);
        err_detail(e, "%s gave more than one row", st->q->name);
    } else if (s == STEP_DONE) {
        db->changes += db->drv->changes(db, st);
    }
    return s == STEP_DONE;
}

bool db_find(struct db *db, struct arena *a, const struct query *q, const struct value *v, size_t n,
             const struct row_type *t, void *ret, bool *ret_found, struct err *e)
{
    struct stmt *st;
    enum step s;
    void *row = arena_alloc(a, t->size);
    bool ok = false, found = false;

    if (!run(db, q, v, n, false, &st, e)) {
        return false;
    }
    if (map_columns(st, t, e)) {
        s = db->drv->step(db, st, e);
        found = s == STEP_ROW;
        ok = found ? take_row(db, st, t, row, a, e) && no_second_row(db, st, e) : s == STEP_DONE;
        if (s == STEP_DONE) {
            db->changes += db->drv->changes(db, st);
        }
    }
    done(db, st);
    if (ok && found) {
        memcpy(ret, row, t->size);
    }
    if (ok) {
        *ret_found = found;
    }
    return ok;
}

bool db_one(struct db *db, struct arena *a, const struct query *q, const struct value *v, size_t n,
            const struct row_type *t, void *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, q, v, n, t, ret, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(str_from(q->name)));
    }
    return found;
}

bool db_list(struct db *db, struct arena *a, const struct query *q, const struct value *v, size_t n,
             const struct row_type *t, struct rows *ret, struct err *e)
{
    struct stmt *st;
    enum step s = STEP_FAIL;
    char *p = NULL;
    size_t rows = 0, cap = 0;

    if (!run(db, q, v, n, false, &st, e)) {
        return false;
    }
    if (map_columns(st, t, e)) {
        for (s = db->drv->step(db, st, e); s == STEP_ROW; s = db->drv->step(db, st, e)) {
            if (rows == cap) {
                size_t more = cap ? cap * 2 : 8;

                p = arena_grow(a, p, cap * t->size, more * t->size);
                cap = more;
            }
            memset(p + rows * t->size, 0, t->size);
            if (!take_row(db, st, t, p + rows * t->size, a, e)) {
                s = STEP_FAIL;
                break;
            }
            rows++;
        }
    }
    if (s == STEP_DONE) {
        db->changes += db->drv->changes(db, st);
        *ret = (struct rows){p, rows};
    }
    done(db, st);
    return s == STEP_DONE;
}

bool db_each(struct db *db, const struct query *q, const struct value *v, size_t n,
             const struct row_type *t, db_row_fn *fn, void *ctx, struct err *e)
{
    struct stmt *st;
    enum step s = STEP_FAIL;
    struct arena *own;
    void *row;

    if (!run(db, q, v, n, true, &st, e)) {
        return false;
    }
    own = arena_new();
    row = arena_alloc(own, t->size);
    if (map_columns(st, t, e)) {
        for (s = db->drv->step(db, st, e); s == STEP_ROW; s = db->drv->step(db, st, e)) {
            memset(row, 0, t->size);
            if (!take_row(db, st, t, row, NULL, e) || !fn(ctx, row, e)) {
                s = STEP_FAIL;
                break;
            }
        }
    }
    done(db, st);
    arena_free(own);
    return s == STEP_DONE;
}

bool db_int(struct db *db, const struct query *q, const struct value *v, size_t n, int64_t *ret,
            struct err *e)
{
    struct stmt *st;
    enum step s;
    struct cell x = {CELL_NULL, 0, "", 0};
    bool ok = false;

    if (!run(db, q, v, n, false, &st, e)) {
        return false;
    }
    s = db->drv->step(db, st, e);
    if (s == STEP_ROW) {
        db->drv->cell(st, 0, &x);
        if (st->ncols != 1 || (x.kind != CELL_INT && x.kind != CELL_NULL)) {
            FAIL(e, ERR_STORE);
            err_detail(e, "%s does not give one integer", q->name);
        } else {
            ok = no_second_row(db, st, e);
        }
    } else if (s == STEP_DONE) {
        db->changes += db->drv->changes(db, st);
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(str_from(q->name)));
    }
    done(db, st);
    if (ok) {
        *ret = x.i;
    }
    return ok;
}

bool db_prepare(struct db *db, const struct query *q, const struct row_type *t, struct err *e)
{
    struct stmt *st;
    bool ok;

    if (!statement(db, q, &st, e)) {
        return false;
    }
    ok = !t || map_columns(st, t, e);
    if (!st->kept) {
        db->drv->discard(db, st);
    }
    return ok;
}

int64_t db_changes(const struct db *db)
{
    return db->changes;
}

int64_t db_statements(const struct db *db)
{
    return db->statements;
}

bool db_script(struct db *db, struct arena *a, struct str sql, struct str **ret_lines,
               size_t *ret_n, struct err *e)
{
    struct str *lines = NULL;
    size_t n = 0;

    if (db->broken && db->role == DB_READER && !db->in_tx && !db_reopen(db, e)) {
        return false;
    }
    db->statements++;
    db->changes++; /* it may have: a failing write that ran one is undone */
    if (!db->drv->script(db, a, str_cstr(a, sql), &lines, &n, e)) {
        return false;
    }
    if (ret_lines) {
        *ret_lines = lines;
    }
    if (ret_n) {
        *ret_n = n;
    }
    return true;
}

bool db_snapshot_begin(struct db *db, struct err *e)
{
    assert(db->role == DB_READER && !db->in_tx);
    if (db->broken && !db_reopen(db, e)) {
        return false;
    }
    return db_control(db, CTL_BEGIN_READ, e);
}

void db_snapshot_end(struct db *db)
{
    struct err ignored = {0};

    /* A read-only transaction has nothing to lose; a connection that cannot even roll back is
     * opened again. */
    if (!db_control(db, CTL_ROLLBACK, &ignored)) {
        db->in_tx = false;
        db->broken = true;
    }
}

/* ---- bulk ---- */

struct db_bulk {
    struct db *db;
    struct stmt *st;
    int64_t rows;
};

bool db_bulk_begin(struct tx *tx, const struct query *q, struct db_bulk **ret, struct err *e)
{
    struct db_bulk *b = ARENA_NEW(tx->a, struct db_bulk);

    assert(!tx->db->streaming);
    b->db = tx->db;
    if (!statement(tx->db, q, &b->st, e)) {
        return false;
    }
    if (!tx->db->drv->bulk_begin(tx->db, b->st, e)) {
        return false;
    }
    tx->db->streaming = true;
    tx->db->bulk = b;
    *ret = b;
    return true;
}

bool db_bulk_row(struct db_bulk *b, const struct value *v, size_t n, struct err *e)
{
    if (n != b->st->nparams) {
        FAIL(e, ERR_STORE);
        err_detail(e, "%s wants %zu arguments, got %zu", b->st->q->name, b->st->nparams, n);
        return false;
    }
    b->db->statements++;
    return b->db->drv->bulk_row(b->db, b->st, v, &b->rows, e);
}

bool db_bulk_end(struct db_bulk *b, int64_t *ret_rows, struct err *e)
{
    bool ok = b->db->drv->bulk_end(b->db, b->st, &b->rows, e);

    b->db->streaming = false;
    b->db->bulk = NULL;
    b->db->changes += b->rows;
    if (!b->st->kept) {
        b->db->drv->discard(b->db, b->st);
    }
    if (ok && ret_rows) {
        *ret_rows = b->rows;
    }
    return ok;
}
