/* chain.c - links of the hash chains. */
#include "chain.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
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

static void add_field(struct sha256_state *st, const void *p, uint64_t n)
{
    uint8_t length[8];

    for (int i = 0; i < 8; i++) {
        length[i] = (uint8_t)(n >> (56 - 8 * i));
    }
    sha256_add(st, length, sizeof length);
    if (n != UINT64_MAX) {
        sha256_add(st, p, (size_t)n);
    }
}

static void add_value(struct sha256_state *st, const struct value *v)
{
    char digits[24];

    switch (v->type) {
    case VT_NULL:
        add_field(st, NULL, UINT64_MAX);
        return;
    case VT_TEXT:
        add_field(st, v->u.s.n ? v->u.s.p : "", v->u.s.n);
        return;
    case VT_BYTES:
        add_field(st, v->u.b.n ? (const void *)v->u.b.p : "", v->u.b.n);
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
    add_field(st, digits, (uint64_t)snprintf(digits, sizeof digits, "%" PRId64, v->u.i));
}

void chain_link(struct chain *c, const struct value *fields, size_t n)
{
    struct sha256_state st;
    struct value seq = V(c->seq + 1);

    sha256_begin(&st);
    sha256_add(&st, c->hash, sizeof c->hash);
    add_value(&st, &seq);
    for (size_t i = 0; i < n; i++) {
        add_value(&st, &fields[i]);
    }
    sha256_end(&st, c->hash);
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
