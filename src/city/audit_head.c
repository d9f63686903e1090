#include "city/audit_head.h"

#include "base/arena.h"
#include "base/crypto.h"
#include "base/date.h"
#include "base/err.h"
#include "base/sign.h"
#include "sql_city.h"
#include "store/chain.h"
#include "store/store.h"

static const struct field audit_head_fields[] = {
    FIELD(struct audit_head, day, FIELD_KEY, "วันที่", "Day"),
    FIELD(struct audit_head, seq, 0, "ถึงบันทึกที่", "Up to record"),
    FIELD(struct audit_head, hash, 0, "ค่าแฮชของสาย", "Hash of the chain"),
    FIELD(struct audit_head, previous, 0, "ลายเซ็นก่อนหน้า", "Signature before it"),
    FIELD(struct audit_head, public_key, 0, "กุญแจสาธารณะ", "Public key"),
    FIELD(struct audit_head, signature, 0, "ลายเซ็น (Ed25519)", "Signature (Ed25519)"),
    FIELD(struct audit_head, at, 0, "เวลา", "Time"),
};
const struct row_type audit_head_type = ROW_TYPE(struct audit_head, audit_head_fields);

static struct str day_text(struct arena *a, struct date d)
{
    struct sbuf b;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    date_put_iso(&b, d);
    return sbuf_str(&b);
}

/* What is signed. */
static struct str head_text(struct arena *a, const struct audit_head *h)
{
    return str_format(a, "pbis audit head 1\n%.*s\n%lld\n%.*s\n%.*s\n",
                      STR_FMT(day_text(a, h->day)), (long long)h->seq, STR_FMT(h->hash),
                      STR_FMT(h->previous));
}

bool audit_head_list(struct db *db, struct arena *a, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_AUDIT_HEAD_LIST, NO_ARGS, &audit_head_type, ret, e);
}

static bool last_head(struct db *db, struct arena *a, struct audit_head *ret, struct err *e)
{
    bool found;

    *ret = (struct audit_head){.seq = 0};
    return db_find(db, a, &Q_AUDIT_HEAD_LAST, NO_ARGS, &audit_head_type, ret, &found, e);
}

bool audit_head_done(struct db *db, struct date day, bool *ret, struct err *e)
{
    struct arena *a = arena_new();
    struct audit_head last;
    bool ok = last_head(db, a, &last, e);

    if (ok) {
        *ret = last.day.yyyymmdd >= day.yyyymmdd;
    }
    arena_free(a);
    return ok;
}

bool audit_head_publish(struct act *by, const struct sign_key *key, struct audit_head *ret,
                        struct err *e)
{
    const struct chain *c = &by->tx->chain[CHAIN_AUDIT];
    uint8_t signature[SIGN_BYTES];
    struct audit_head h = {.day = by->today, .seq = c->seq, .at = {by->now_ms}};
    struct audit_head last;
    struct str day = day_text(by->a, by->today);

    if (!actor_check_city(by->who, PERM_AUDIT_READ, e) ||
        !last_head(by->tx->db, by->a, &last, e)) {
        return false;
    }
    if (last.day.yyyymmdd >= by->today.yyyymmdd) {
        *ret = last;
        return true;
    }
    h.hash = hex_text(by->a, c->hash, SHA256_BYTES);
    h.previous = last.signature;
    h.public_key = hex_text(by->a, key->public, SIGN_PUBLIC_BYTES);
    sign_text(key, head_text(by->a, &h), signature);
    h.signature = hex_text(by->a, signature, SIGN_BYTES);
    *ret = h;
    return db_exec(by->tx->db, &Q_AUDIT_HEAD_ADD,
                   ARGS(V(h.day), V(h.seq), V(h.hash), V(h.previous), V(h.public_key),
                        V(h.signature), V(h.at)),
                   NULL, e) &&
           audit_add(by,
                     &(struct audit_note){.action = STR("audit.head"),
                                          .subject = str_format(by->a, "audit:%.*s", STR_FMT(day)),
                                          .new_value = h.signature},
                     e);
}

static bool not_signed(struct date day, struct err *e)
{
    FAIL(e, ERR_HEAD_SIGNATURE);
    err_arg(e, "day", V(day));
    return false;
}

bool audit_head_good(struct arena *a, const struct audit_head *h, struct str public_key,
                     struct err *e)
{
    uint8_t key[SIGN_PUBLIC_BYTES], signature[SIGN_BYTES];

    if ((public_key.n && !str_eq(public_key, h->public_key)) ||
        !hex_read(h->public_key, key, sizeof key) ||
        !hex_read(h->signature, signature, sizeof signature) ||
        !sign_good(key, head_text(a, h), signature)) {
        return not_signed(h->day, e);
    }
    return true;
}

/* The points of the heads with `held` at its place among them. */
static struct audit_point *points_of(struct arena *a, const struct rows *heads,
                                     struct audit_point held, size_t *ret_n)
{
    const struct audit_head *h = heads->p;
    struct audit_point *p = ARENA_ARRAY(a, struct audit_point, heads->n + 1);
    bool waiting = held.hash.n > 0;
    size_t n = 0;

    for (size_t i = 0; i < heads->n; i++) {
        if (waiting && held.seq <= h[i].seq) {
            p[n++] = held;
            waiting = false;
        }
        p[n++] = (struct audit_point){h[i].seq, h[i].hash};
    }
    if (waiting) {
        p[n++] = held;
    }
    *ret_n = n;
    return p;
}

bool audit_verify_all(struct db *db, struct arena *a, struct str public_key,
                      struct audit_point held, int64_t *ret_records, int64_t *ret_heads,
                      struct err *e)
{
    const struct audit_head *h;
    struct audit_point *point;
    struct rows rows;
    size_t n;

    if (!audit_head_list(db, a, &rows, e)) {
        return false;
    }
    h = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        struct str before = i ? h[i - 1].signature : STR_NONE;

        if (!str_eq(h[i].previous, before) || (i && h[i].seq < h[i - 1].seq)) {
            return not_signed(h[i].day, e);
        }
        if (!audit_head_good(a, &h[i], public_key, e)) {
            return false;
        }
    }
    point = points_of(a, &rows, held, &n);
    if (!audit_verify(db, point, n, ret_records, e)) {
        return false;
    }
    *ret_heads = (int64_t)rows.n;
    return true;
}
