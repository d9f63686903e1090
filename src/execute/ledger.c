#include "execute/ledger.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
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

/* What a replay is compared with. */
struct entry_known {
    struct str type;
    int64_t line_id, to_line_id, from_bucket, to_bucket;
    struct money amount;
    struct date on_date;
    struct str ref;
};
static const struct field entry_known_fields[] = {
    COL(struct entry_known, type),       COL(struct entry_known, line_id),
    COL(struct entry_known, to_line_id), COL(struct entry_known, from_bucket),
    COL(struct entry_known, to_bucket),  COL(struct entry_known, amount),
    COL(struct entry_known, on_date),    COL(struct entry_known, ref),
};
static const struct row_type entry_known_type = ROW_TYPE(struct entry_known, entry_known_fields);

struct ledger_line {
    int64_t line_id;
    struct str code;
    int64_t agency_id, division;
};
static const struct field ledger_line_fields[] = {
    COL(struct ledger_line, line_id),
    COL(struct ledger_line, code),
    COL(struct ledger_line, agency_id),
    COL(struct ledger_line, division),
};
static const struct row_type ledger_line_type = ROW_TYPE(struct ledger_line, ledger_line_fields);

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

/* Links the record and fills the row's 17 values; prev keeps the bytes of the link before. */
static void link_record(struct act *by, const struct entry_new *n, uint8_t prev[SHA256_BYTES],
                        struct value row[ENTRY_FIELDS + 3])
{
    struct chain *c = &by->tx->chain[CHAIN_ENTRY];
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

    record_values(&r, &row[1]);
    memcpy(prev, c->hash, SHA256_BYTES);
    chain_link(c, &row[1], ENTRY_FIELDS);
    row[0] = V(c->seq);
    row[ENTRY_FIELDS + 1] = value_bytes((struct bytes){prev, SHA256_BYTES});
    row[ENTRY_FIELDS + 2] = value_bytes((struct bytes){c->hash, SHA256_BYTES});
}

/* ---- one entry ---- */

static bool check_act(const struct entry_new *n, struct err *e)
{
    for (size_t i = 0; i < act_table_n; i++) {
        const struct act_row *a = &act_table[i];

        if (str_eq(n->type, str_from(a->type)) && n->from == a->from && n->to == a->to &&
            a->other_line == (n->to_line_id != 0) && n->to_line_id != n->line_id) {
            return true;
        }
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("type")));
    err_arg(e, "value", V(n->type));
    err_arg(e, "expected",
            V(STR("ALLOT TRANSFER CENTRAL RESERVE RELEASE OBLIGATE DEOBLIGATE "
                  "DISBURSE REFUND CARRY_A CARRY_B LAPSE")));
    return false;
}

static bool check_entry(struct act *by, const struct entry_new *n, struct err *e)
{
    struct ledger_line l;
    bool found;

    if (!check_act(n, e)) {
        return false;
    }
    if (n->amount.satang <= 0 || n->amount.satang > MONEY_MAX) {
        FAIL(e, n->amount.satang < 0    ? ERR_AMOUNT_NEGATIVE
                : n->amount.satang == 0 ? ERR_BAD_AMOUNT
                                        : ERR_AMOUNT_RANGE);
        err_arg(e, "value", V(money_text(by->a, n->amount, MONEY_WHOLE)));
        return false;
    }
    if (!date_valid(n->on)) {
        FAIL(e, ERR_BAD_DATE);
        err_arg(e, "value", V(STR("")));
        return false;
    }
    if (n->key.n == 0) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("key")));
        return false;
    }
    if (!db_find(by->tx->db, by->a, &Q_LEDGER_LINE, ARGS(V(n->line_id)), &ledger_line_type, &l,
                 &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(STR("line")));
        return false;
    }
    return actor_check(by->who, n->from == BUCKET_SOURCE ? PERM_ENACT : PERM_POST, l.agency_id,
                       l.division, e);
}

static bool find_replay(struct act *by, const struct entry_new *n, bool *ret_found, struct err *e)
{
    struct entry_known k;

    if (!db_find(by->tx->db, by->a, &Q_ENTRY_FIND, ARGS(V(n->key)), &entry_known_type, &k,
                 ret_found, e)) {
        return false;
    }
    if (*ret_found && (!str_eq(k.type, n->type) || k.line_id != n->line_id ||
                       k.to_line_id != n->to_line_id || k.from_bucket != (int64_t)n->from ||
                       k.to_bucket != (int64_t)n->to || k.amount.satang != n->amount.satang ||
                       k.on_date.yyyymmdd != n->on.yyyymmdd || !str_eq(k.ref, n->ref))) {
        FAIL(e, ERR_KEY_REUSED);
        err_arg(e, "value", V(n->key));
        return false;
    }
    return true;
}

static struct money bucket_of(const struct balance *b, enum bucket k)
{
    const struct money all[BUCKET_COUNT] = {b->source,    b->unallotted, b->allotted,
                                            b->reserved,  b->obligated,  b->disbursed,
                                            b->carried_a, b->carried_b,  b->lapsed};

    return all[k];
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

static bool move(struct act *by, const struct entry_new *n, struct err *e)
{
    struct db *db = by->tx->db;
    int64_t to_line = n->to_line_id ? n->to_line_id : n->line_id, rows;
    struct balance b;

    if (!db_exec(db, &Q_BALANCE_MAKE, ARGS(V(n->line_id)), NULL, e) ||
        !db_exec(db, &Q_BALANCE_MAKE, ARGS(V(to_line)), NULL, e) ||
        !db_exec(db, &Q_BALANCE_TAKE, ARGS(V(n->line_id), V(n->amount), V((int64_t)n->from)), &rows,
                 e)) {
        return false;
    }
    if (rows != 1) {
        if (!balance_get(db, by->a, n->line_id, &b, e)) {
            return false;
        }
        FAIL(e, ERR_OVERDRAWN);
        err_arg(e, "need", V(n->amount));
        err_arg(e, "left", V(bucket_of(&b, n->from)));
        return false;
    }
    return db_exec(db, &Q_BALANCE_GIVE, ARGS(V(to_line), V(n->amount), V((int64_t)n->to)), NULL, e);
}

/* A closed year takes no entries. */
static bool check_open(struct act *by, const struct entry_new *n, struct err *e)
{
    int64_t closed;

    if (!db_int(by->tx->db, &Q_ENTRY_YEAR_CLOSED, ARGS(V(n->line_id)), &closed, e)) {
        return false;
    }
    if (closed) {
        FAIL(e, ERR_YEAR_CLOSED);
        err_arg(e, "year", V(closed));
        return false;
    }
    return true;
}

bool ledger_post(struct act *by, const struct entry_new *n, enum post_result *ret, struct err *e)
{
    uint8_t prev[SHA256_BYTES];
    struct value row[ENTRY_FIELDS + 3];
    struct audit_note note = {0};
    bool replay;

    if (!check_entry(by, n, e) || !find_replay(by, n, &replay, e)) {
        return false;
    }
    if (replay) {
        *ret = POST_REPLAYED;
        return true;
    }
    if (!check_open(by, n, e) || !move(by, n, e)) {
        return false;
    }
    link_record(by, n, prev, row);
    note.action = str_format(by->a, "post.%.*s", STR_FMT(n->type));
    note.subject = str_format(by->a, "entry:%lld", (long long)row[0].u.i);
    note.new_value = money_text(by->a, n->amount, MONEY_PLAIN);
    note.reason = n->note;
    if (!db_exec(by->tx->db, &Q_ENTRY_INSERT, row, ARRAY_LEN(row), NULL, e) ||
        !audit_add(by, &note, e)) {
        return false;
    }
    *ret = POST_ACCEPTED;
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
        uint8_t prev[SHA256_BYTES];
        struct value row[ENTRY_FIELDS + 3];
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
        link_record(by, &one, prev, row);
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
