/* chain.c - links of the hash chains. */
#include "chain.h"

#include <assert.h>
#include <string.h>

#include "base/err.h"
#include "driver.h"
#include "sql_store.h"

struct chain_row {
    int64_t seq;
    struct bytes hash;
};
static const struct field chain_row_fields[] = {
    COL(struct chain_row, seq),
    COL(struct chain_row, hash),
};
static const struct row_type chain_row_type = ROW_TYPE(struct chain_row, chain_row_fields);

/* A record's bytes are gathered, so that the hash gets them at once: most are a few bytes long. */
struct gather {
    struct sha256_state st;
    size_t n;
    uint8_t bytes[1024];
};

static void put(struct gather *g, const void *p, size_t n)
{
    if (n > sizeof g->bytes - g->n) {
        sha256_add(&g->st, g->bytes, g->n);
        g->n = 0;
    }
    if (n > sizeof g->bytes) {
        sha256_add(&g->st, p, n);
        return;
    }
    memcpy(g->bytes + g->n, p, n);
    g->n += n;
}

static void put_field(struct gather *g, const void *p, uint64_t n)
{
    uint8_t length[8];

    for (int i = 0; i < 8; i++) {
        length[i] = (uint8_t)(n >> (56 - 8 * i));
    }
    put(g, length, sizeof length);
    if (n != UINT64_MAX) {
        put(g, p, (size_t)n);
    }
}

/* Its decimal text. */
static void put_int(struct gather *g, int64_t v)
{
    char digits[24];
    size_t at = sizeof digits;
    uint64_t left = v < 0 ? UINT64_C(0) - (uint64_t)v : (uint64_t)v;

    do {
        digits[--at] = (char)('0' + left % 10);
        left /= 10;
    } while (left > 0);
    if (v < 0) {
        digits[--at] = '-';
    }
    put_field(g, digits + at, sizeof digits - at);
}

static void put_value(struct gather *g, const struct value *v)
{
    switch (v->type) {
    case VT_NULL:
        put_field(g, NULL, UINT64_MAX);
        return;
    case VT_TEXT:
        put_field(g, v->u.s.n ? v->u.s.p : "", v->u.s.n);
        return;
    case VT_BYTES:
        put_field(g, v->u.b.n ? (const void *)v->u.b.p : "", v->u.b.n);
        return;
    case VT_INT:
    case VT_MONEY:
    case VT_DATE:
    case VT_WHEN:
    case VT_FLAG:
    case VT_SHARE:
    case VT_SCORE:
        break;
    }
    put_int(g, v->u.i);
}

void chain_link(struct chain *c, const struct value *fields, size_t n)
{
    struct gather g;

    g.n = 0;
    sha256_begin(&g.st);
    put(&g, c->hash, sizeof c->hash);
    put_int(&g, c->seq + 1);
    for (size_t i = 0; i < n; i++) {
        put_value(&g, &fields[i]);
    }
    sha256_add(&g.st, g.bytes, g.n);
    sha256_end(&g.st, c->hash);
    c->seq++;
}

const char *chain_name(enum chain_id id)
{
    static const char *const name[CHAIN_COUNT] = {[CHAIN_AUDIT] = "audit", [CHAIN_ENTRY] = "entry"};

    return name[id];
}

bool chain_read(struct db *db, struct arena *a, const struct query *q, enum chain_id id,
                struct chain *ret, struct err *e)
{
    struct chain_row r = {0};

    if (!db_one(db, a, q, ARGS(V(str_from(chain_name(id)))), &chain_row_type, &r, e)) {
        return false;
    }
    if (r.hash.n != SHA256_BYTES) {
        FAIL(e, ERR_STORE);
        err_detail(e, "the head of chain %s has %zu bytes", chain_name(id), r.hash.n);
        return false;
    }
    ret->seq = r.seq;
    memcpy(ret->hash, r.hash.p, SHA256_BYTES);
    return true;
}

bool chain_head(struct db *db, struct arena *a, enum chain_id id, struct chain *ret, struct err *e)
{
    return chain_read(db, a, &Q_CHAIN_GET, id, ret, e);
}
