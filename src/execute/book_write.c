/* book_write.c - what a book has moved goes into the store: each balance and each holding once, entries sorted by key. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "execute/book.h"
#include "sql_execute.h"
#include "store/store.h"

static int by_entry_key(const void *x, const void *y)
{
    const struct pending *const *p = x, *const *q = y;

    return str_cmp((*p)->n.key, (*q)->n.key);
}

/* Sorted by key: their index grows in order. */
static bool flush_entries(struct book *b, struct err *e)
{
    struct value row[ENTRY_VALUES];
    const struct pending **at;
    struct db_bulk *k;

    if (b->pendings == 1) {
        entry_values(b->by, &b->pending[0].n, &b->pending[0].link, row);
        return db_exec(b->db, &Q_ENTRY_INSERT, row, ENTRY_VALUES, NULL, e);
    }
    at = ARENA_ARRAY(b->a, const struct pending *, b->pendings);
    for (size_t i = 0; i < b->pendings; i++) {
        at[i] = &b->pending[i];
    }
    qsort(at, b->pendings, sizeof(struct pending *), by_entry_key);
    if (!db_bulk_begin(b->by->tx, &Q_ENTRY_INSERT, &k, e)) {
        return false;
    }
    for (size_t i = 0; i < b->pendings; i++) {
        entry_values(b->by, &at[i]->n, &at[i]->link, row);
        if (!db_bulk_row(k, row, ENTRY_VALUES, e)) {
            return false;
        }
    }
    return db_bulk_end(k, NULL, e);
}

/* One row or many through the same statement; each must have changed one row. */
struct sink {
    struct book *b;
    const struct query *q;
    struct db_bulk *bulk;
    int64_t rows, want;
};

static bool sink_open(struct sink *s, struct book *b, const struct query *q, size_t n, struct err *e)
{
    *s = (struct sink){.b = b, .q = q};
    return n < 2 || db_bulk_begin(b->by->tx, q, &s->bulk, e);
}

static bool sink_row(struct sink *s, const struct value *v, size_t n, struct err *e)
{
    int64_t rows;

    s->want++;
    if (s->bulk) {
        return db_bulk_row(s->bulk, v, n, e);
    }
    if (!db_exec(s->b->db, s->q, v, n, &rows, e)) {
        return false;
    }
    s->rows += rows;
    return true;
}

static bool sink_close(struct sink *s, struct err *e)
{
    if (s->bulk && !db_bulk_end(s->bulk, &s->rows, e)) {
        return false;
    }
    if (s->rows != s->want) { /* somebody moved it behind the lock */
        FAIL(e, ERR_STALE);
        return false;
    }
    return true;
}

static bool flush_balances(struct book *b, bool there, struct err *e)
{
    struct sink s;
    size_t n = 0;

    for (size_t i = 0; i < b->accounts; i++) {
        n += b->account[i]->touched && b->account[i]->there == there;
    }
    if (n == 0) {
        return true;
    }
    if (!sink_open(&s, b, there ? &Q_BALANCE_MOVE : &Q_BALANCE_INSERT, n, e)) {
        return false;
    }
    for (size_t i = 0; i < b->accounts; i++) {
        struct account *x = b->account[i];
        struct value v[BUCKET_COUNT + 1] = {V(x->line_id)};

        if (!x->touched || x->there != there) {
            continue;
        }
        for (size_t k = 0; k < BUCKET_COUNT; k++) {
            v[k + 1] = value_int(x->at[k].satang - x->was[k].satang);
        }
        if (!sink_row(&s, v, BUCKET_COUNT + 1, e)) {
            return false;
        }
    }
    return sink_close(&s, e);
}

static bool flush_held(struct book *b, bool there, struct err *e)
{
    struct sink s;
    size_t n = 0;

    for (size_t i = 0; i < b->helds; i++) {
        n += b->held[i]->touched && b->held[i]->there == there;
    }
    if (n == 0) {
        return true;
    }
    if (!sink_open(&s, b, there ? &Q_HOLDING_MOVE : &Q_HOLDING_INSERT, n, e)) {
        return false;
    }
    for (size_t i = 0; i < b->helds; i++) {
        struct held *x = b->held[i];

        if (x->touched && x->there == there &&
            !sink_row(&s,
                      ARGS(V(x->line_id), V(x->ref), value_int(x->at[0].satang - x->was[0].satang),
                           value_int(x->at[1].satang - x->was[1].satang), value_int(x->at[2].satang - x->was[2].satang)),
                      e)) {
            return false;
        }
    }
    return sink_close(&s, e);
}

bool book_flush(struct book *b, struct err *e)
{
    if (b->pendings == 0) {
        return true;
    }
    if (!flush_balances(b, true, e) || !flush_balances(b, false, e) || !flush_held(b, true, e) ||
        !flush_held(b, false, e) || !flush_entries(b, e)) {
        return false;
    }
    for (size_t i = 0; i < b->accounts; i++) {
        memcpy(b->account[i]->was, b->account[i]->at, sizeof b->account[i]->at);
        b->account[i]->there = b->account[i]->there || b->account[i]->touched;
        b->account[i]->touched = false;
    }
    for (size_t i = 0; i < b->helds; i++) {
        memcpy(b->held[i]->was, b->held[i]->at, sizeof b->held[i]->at);
        b->held[i]->there = b->held[i]->there || b->held[i]->touched;
        b->held[i]->touched = false;
    }
    b->pendings = 0;
    b->by_key = (struct slots){NULL, 0};
    b->frees = b->free_at = 0;
    return true;
}
