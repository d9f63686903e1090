#include "city/audit.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "city/year.h"
#include "sql_city.h"
#include "store/chain.h"
#include "store/store.h"

struct audit_record {
    int64_t seq;
    struct when at;
    struct str user_name, session_ref, action, subject, old_value, new_value, reason;
    struct bytes prev_hash, hash;
};
static const struct field audit_record_fields[] = {
    COL(struct audit_record, seq),       COL(struct audit_record, at),
    COL(struct audit_record, user_name), COL(struct audit_record, session_ref),
    COL(struct audit_record, action),    COL(struct audit_record, subject),
    COL(struct audit_record, old_value), COL(struct audit_record, new_value),
    COL(struct audit_record, reason),    COL(struct audit_record, prev_hash),
    COL(struct audit_record, hash),
};
static const struct row_type audit_record_type = ROW_TYPE(struct audit_record, audit_record_fields);

static const struct field audit_row_fields[] = {
    FIELD(struct audit_row, seq, FIELD_KEY, "ลำดับ", "No."),
    FIELD(struct audit_row, at, 0, "เวลา", "Time"),
    FIELD(struct audit_row, user_name, 0, "ผู้ทำรายการ", "By"),
    FIELD(struct audit_row, action, 0, "การกระทำ", "Action"),
    FIELD(struct audit_row, subject, 0, "เรื่อง", "Subject"),
    FIELD(struct audit_row, old_value, 0, "เดิม", "Before"),
    FIELD(struct audit_row, new_value, 0, "ใหม่", "After"),
    FIELD(struct audit_row, reason, 0, "เหตุผล", "Reason"),
};
const struct row_type audit_row_type = ROW_TYPE(struct audit_row, audit_row_fields);

enum { AUDIT_FIELDS = 8 };

/* The fields of a record in the table's order, seq and hashes left out. */
static void record_values(const struct audit_record *r, struct value v[AUDIT_FIELDS])
{
    v[0] = value_int(r->at.ms);
    v[1] = V(r->user_name);
    v[2] = V(r->session_ref);
    v[3] = V(r->action);
    v[4] = V(r->subject);
    v[5] = V(r->old_value);
    v[6] = V(r->new_value);
    v[7] = V(r->reason);
}

static struct bytes hash_bytes(const uint8_t *p)
{
    return (struct bytes){p, SHA256_BYTES};
}

struct str reason_in_capacity(const struct act *by, struct str reason)
{
    const struct on_behalf *b = by->who->used ? *by->who->used : NULL;

    if (!b || str_find(reason, b->capacity, 0) < reason.n) {
        return reason;
    }
    return reason.n ? str_format(by->a, "%.*s · %.*s", STR_FMT(reason), STR_FMT(b->capacity))
                    : b->capacity;
}

bool audit_add(struct act *by, const struct audit_note *n, struct err *e)
{
    struct audit_record r = {0};
    struct chain *c = &by->tx->chain[CHAIN_AUDIT];
    struct value v[AUDIT_FIELDS];
    uint8_t prev[SHA256_BYTES];

    if (n->year && !year_check_open(by, n->year, e)) {
        return false;
    }
    r.at.ms = by->now_ms;
    r.user_name = by->who->name;
    r.session_ref = by->who->session_ref;
    r.action = n->action;
    r.subject = n->subject;
    r.old_value = n->old_value;
    r.new_value = n->new_value;
    r.reason = reason_in_capacity(by, n->reason);
    record_values(&r, v);
    memcpy(prev, c->hash, sizeof prev);
    chain_link(c, v, AUDIT_FIELDS);
    return db_exec(by->tx->db, &Q_AUDIT_INSERT,
                   ARGS(V(c->seq), v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7],
                        V(hash_bytes(prev)), V(hash_bytes(c->hash))),
                   NULL, e);
}

/* ---- verification ---- */

struct walk {
    struct chain c;
    const struct audit_point *point;
    size_t points, passed;
};

static bool broken(int64_t seq, const char *why, struct err *e)
{
    FAIL(e, ERR_AUDIT_BROKEN);
    err_arg(e, "seq", V(seq));
    err_arg(e, "why", V(str_from(why)));
    return false;
}

static bool same_hash(struct bytes b, const uint8_t *hash)
{
    return b.n == SHA256_BYTES && memcmp(b.p, hash, SHA256_BYTES) == 0;
}

static bool is_head(const uint8_t *hash, struct str hex)
{
    static const char digit[] = "0123456789abcdef";

    if (hex.n != (size_t)2 * SHA256_BYTES) {
        return false;
    }
    for (size_t i = 0; i < SHA256_BYTES; i++) {
        if (hex.p[2 * i] != digit[hash[i] >> 4] || hex.p[2 * i + 1] != digit[hash[i] & 15]) {
            return false;
        }
    }
    return true;
}

/* The points that lie at the link just walked. */
static bool pass_points(struct walk *w, struct err *e)
{
    for (; w->passed < w->points && w->point[w->passed].seq == w->c.seq; w->passed++) {
        if (!is_head(w->c.hash, w->point[w->passed].hash)) {
            return broken(w->c.seq, "differs from the published head", e);
        }
    }
    return true;
}

static bool walk_row(void *ctx, const void *row, struct err *e)
{
    struct walk *w = ctx;
    const struct audit_record *r = row;
    struct value v[AUDIT_FIELDS];

    if (r->seq != w->c.seq + 1) {
        return broken(w->c.seq + 1, "missing", e);
    }
    if (!same_hash(r->prev_hash, w->c.hash)) {
        return broken(r->seq, "previous hash differs", e);
    }
    record_values(r, v);
    chain_link(&w->c, v, AUDIT_FIELDS);
    if (!same_hash(r->hash, w->c.hash)) {
        return broken(r->seq, "content differs from its hash", e);
    }
    return pass_points(w, e);
}

bool audit_verify(struct db *db, const struct audit_point *point, size_t points,
                  int64_t *ret_records, struct err *e)
{
    struct walk w = {.point = point, .points = points};
    struct chain head;
    struct arena *a;
    bool ok;

    if (!pass_points(&w, e) ||
        !db_each(db, &Q_AUDIT_WALK, NO_ARGS, &audit_record_type, walk_row, &w, e)) {
        return false;
    }
    if (w.passed < points) {
        return broken(point[w.passed].seq, "the published head is missing", e);
    }
    a = arena_new();
    ok = chain_head(db, a, CHAIN_AUDIT, &head, e);
    arena_free(a);
    if (!ok) {
        return false;
    }
    if (head.seq != w.c.seq || memcmp(head.hash, w.c.hash, SHA256_BYTES) != 0) {
        return broken(w.c.seq, "the newest records are missing", e);
    }
    *ret_records = w.c.seq;
    return true;
}

bool audit_list(struct db *db, struct arena *a, struct str subject, int64_t before_seq,
                int64_t limit, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_AUDIT_PAGE, ARGS(V(subject), V(before_seq), V(limit)), &audit_row_type,
                   ret, e);
}
