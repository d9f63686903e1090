#include "execute/ledger.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "execute/ledger_int.h"
#include "sql_execute.h"
#include "store/chain.h"
#include "store/store.h"

static const char *const bucket_words[BUCKET_COUNT] = {
/* NOLINTNEXTLINE(bugprone-macro-parentheses): the .def gives literals only */
#define BUCKET(id, word, th, en) [id] = word,
#include "execute/acts.def"
#undef BUCKET
};

const struct act_row act_table[] = {
#define ACT(type, from, to, other_line) {type, from, to, other_line},
#include "execute/acts.def"
#undef ACT
};
const size_t act_table_n = ARRAY_LEN(act_table);

const char *bucket_word(enum bucket b)
{
    assert(b < BUCKET_COUNT);
    return bucket_words[b];
}

struct entry_record {
    int64_t seq;
    struct str key, type;
    int64_t line_id, to_line_id, from_bucket, to_bucket;
    struct money amount;
    struct date on_date;
    int64_t period;
    struct str ref, authority, note, by_user;
    struct when at;
    struct bytes prev_hash, hash;
};
static const struct field entry_record_fields[] = {
    COL(struct entry_record, seq),        COL(struct entry_record, key),
    COL(struct entry_record, type),       COL(struct entry_record, line_id),
    COL(struct entry_record, to_line_id), COL(struct entry_record, from_bucket),
    COL(struct entry_record, to_bucket),  COL(struct entry_record, amount),
    COL(struct entry_record, on_date),    COL(struct entry_record, period),
    COL(struct entry_record, ref),        COL(struct entry_record, authority),
    COL(struct entry_record, note),       COL(struct entry_record, by_user),
    COL(struct entry_record, at),         COL(struct entry_record, prev_hash),
    COL(struct entry_record, hash),
};
static const struct row_type entry_record_type = ROW_TYPE(struct entry_record, entry_record_fields);

static const struct field balance_fields[] = {
    COL(struct balance, line_id),
    FIELD(struct balance, source, 0, "แหล่งเงิน", "Source"),
    FIELD(struct balance, unallotted, FIELD_TOTAL, "ยังไม่อนุมัติเงินประจำงวด", "Not allotted"),
    FIELD(struct balance, allotted, FIELD_TOTAL, "เงินประจำงวด", "Allotted"),
    FIELD(struct balance, reserved, FIELD_TOTAL, "กันเงินจอง", "Reserved"),
    FIELD(struct balance, obligated, FIELD_TOTAL, "ก่อหนี้ผูกพัน", "Obligated"),
    FIELD(struct balance, disbursed, FIELD_TOTAL, "เบิกจ่าย", "Disbursed"),
    FIELD(struct balance, carried_a, FIELD_TOTAL, "กันเหลื่อมปีมีหนี้", "Carried with obligation"),
    FIELD(struct balance, carried_b, FIELD_TOTAL, "กันเหลื่อมปีไม่มีหนี้", "Carried without obligation"),
    FIELD(struct balance, lapsed, FIELD_TOTAL, "พับตกไป", "Lapsed"),
};
const struct row_type balance_type = ROW_TYPE(struct balance, balance_fields);

/* ---- the record and its link ---- */

enum { ENTRY_FIELDS = 14 };

static void record_values(const struct entry_record *r, struct value v[ENTRY_FIELDS])
{
    v[0] = V(r->key);
    v[1] = V(r->type);
    v[2] = V(r->line_id);
    v[3] = V_ID(r->to_line_id);
    v[4] = V(r->from_bucket);
    v[5] = V(r->to_bucket);
    v[6] = V(r->amount);
    v[7] = V(r->on_date);
    v[8] = V(r->period);
    v[9] = V(r->ref);
    v[10] = V(r->authority);
    v[11] = V(r->note);
    v[12] = V(r->by_user);
    v[13] = value_int(r->at.ms);
}

void entry_chain(struct act *by, const struct entry_new *n, struct entry_link *ret)
{
    struct chain *c = &by->tx->chain[CHAIN_ENTRY];
    struct value v[ENTRY_VALUES];

    ret->seq = c->seq + 1;
    memcpy(ret->prev, c->hash, SHA256_BYTES);
    entry_values(by, n, ret, v);
    chain_link(c, &v[1], ENTRY_FIELDS);
    memcpy(ret->hash, c->hash, SHA256_BYTES);
}

void entry_values(const struct act *by, const struct entry_new *n, const struct entry_link *link,
                  struct value ret[ENTRY_VALUES])
{
    struct entry_record r = {.key = n->key,
                             .type = n->type,
                             .line_id = n->line_id,
                             .to_line_id = n->to_line_id,
                             .from_bucket = (int64_t)n->from,
                             .to_bucket = (int64_t)n->to,
                             .amount = n->amount,
                             .on_date = n->on,
                             .period = n->on.yyyymmdd / 100,
                             .ref = n->ref,
                             .authority = n->authority,
                             .note = n->note,
                             .by_user = by->who->name,
                             .at = {by->now_ms}};

    ret[0] = V(link->seq);
    record_values(&r, &ret[1]);
    ret[ENTRY_FIELDS + 1] = value_bytes((struct bytes){link->prev, SHA256_BYTES});
    ret[ENTRY_FIELDS + 2] = value_bytes((struct bytes){link->hash, SHA256_BYTES});
}

bool balance_get(struct db *db, struct arena *a, int64_t line_id, struct balance *ret,
                 struct err *e)
{
    struct balance b = {.line_id = line_id};
    bool found;

    if (!db_find(db, a, &Q_BALANCE_GET, ARGS(V(line_id)), &balance_type, &b, &found, e)) {
        return false;
    }
    *ret = b;
    return true;
}

/* ---- many openings ---- */

static bool open_balances(struct act *by, const struct opening *o, size_t n, struct err *e)
{
    struct db_bulk *b;

    if (!db_bulk_begin(by->tx, &Q_BALANCE_OPEN, &b, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!db_bulk_row(b, ARGS(V(o[i].line_id), V(money_neg(o[i].amount)), V(o[i].amount)), e)) {
            return false;
        }
    }
    return db_bulk_end(b, NULL, e);
}

bool ledger_open(struct act *by, const struct opening *o, size_t n, struct date on,
                 struct str authority, struct err *e)
{
    struct db_bulk *b;

    if (!open_balances(by, o, n, e) || !db_bulk_begin(by->tx, &Q_ENTRY_INSERT, &b, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        struct arena_mark m = arena_mark(by->a);
        struct entry_link link;
        struct value row[ENTRY_VALUES];
        struct entry_new one = {.key =
                                    str_format(by->a, "appropriate:%.*s", STR_FMT(o[i].line_code)),
                                .type = STR("APPROPRIATE"),
                                .line_id = o[i].line_id,
                                .from = BUCKET_SOURCE,
                                .to = BUCKET_UNALLOTTED,
                                .amount = o[i].amount,
                                .on = on,
                                .authority = authority};
        bool ok;

        assert(o[i].amount.satang > 0);
        entry_chain(by, &one, &link);
        entry_values(by, &one, &link, row);
        ok = db_bulk_row(b, row, ARRAY_LEN(row), e);
        arena_rewind(by->a, m);
        if (!ok) {
            return false;
        }
    }
    return db_bulk_end(b, NULL, e);
}

/* ---- verification ---- */

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

static bool walk(void *ctx, const void *row, struct err *e)
{
    struct chain *c = ctx;
    const struct entry_record *r = row;
    struct value v[ENTRY_FIELDS];

    if (r->seq != c->seq + 1) {
        return broken(c->seq + 1, "entry missing", e);
    }
    if (!same_hash(r->prev_hash, c->hash)) {
        return broken(r->seq, "previous hash of the entry differs", e);
    }
    record_values(r, v);
    chain_link(c, v, ENTRY_FIELDS);
    if (!same_hash(r->hash, c->hash)) {
        return broken(r->seq, "content of the entry differs from its hash", e);
    }
    return true;
}

bool ledger_verify(struct db *db, int64_t *ret_entries, struct err *e)
{
    struct chain c = {0}, head;
    struct arena *a = arena_new();
    bool ok = db_each(db, &Q_ENTRY_WALK, NO_ARGS, &entry_record_type, walk, &c, e) &&
              chain_head(db, a, CHAIN_ENTRY, &head, e);

    arena_free(a);
    if (!ok) {
        return false;
    }
    if (head.seq != c.seq || memcmp(head.hash, c.hash, SHA256_BYTES) != 0) {
        return broken(c.seq, "the newest entries are missing", e);
    }
    *ret_entries = c.seq;
    return true;
}
