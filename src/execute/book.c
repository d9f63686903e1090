#include "execute/book.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "execute/ledger_int.h"
#include "sql_execute.h"
#include "store/store.h"

struct look_row {
    int64_t line_id, year, ordinance, agency_id, division, output_id, item_id, fund_id;
    struct str code, stage, item_code, origin;
    int64_t there;
    struct money source, unallotted, allotted, reserved, obligated, disbursed, carried_a, carried_b, lapsed;
    int64_t closed;
    int64_t held_there;
    struct money held_reserved, held_obligated, held_disbursed;
    int64_t key_seq;
    struct str key_type;
    int64_t key_line_id, key_to_line_id, key_from, key_to;
    struct money key_amount;
    struct date key_on;
    struct str key_ref, key_authority;
};
#define ACCOUNT_COLS                                                                                                    \
 COL(struct look_row, line_id), COL(struct look_row, year), COL(struct look_row, ordinance),                            \
     COL(struct look_row, agency_id), COL(struct look_row, division), COL(struct look_row, output_id),                  \
     COL(struct look_row, item_id), COL(struct look_row, fund_id), COL(struct look_row, code),                          \
     COL(struct look_row, stage), COL(struct look_row, item_code), COL(struct look_row, origin),                        \
     COL(struct look_row, there), COL(struct look_row, source), COL(struct look_row, unallotted),                       \
     COL(struct look_row, allotted), COL(struct look_row, reserved), COL(struct look_row, obligated),                   \
     COL(struct look_row, disbursed), COL(struct look_row, carried_a), COL(struct look_row, carried_b),                 \
     COL(struct look_row, lapsed)
static const struct field account_fields[] = {ACCOUNT_COLS};
static const struct row_type account_type = ROW_TYPE(struct look_row, account_fields);
static const struct field look_fields[] = {
    ACCOUNT_COLS,
    COL(struct look_row, closed),         COL(struct look_row, held_there),     COL(struct look_row, held_reserved),
    COL(struct look_row, held_obligated), COL(struct look_row, held_disbursed), COL(struct look_row, key_seq),
    COL(struct look_row, key_type),       COL(struct look_row, key_line_id),    COL(struct look_row, key_to_line_id),
    COL(struct look_row, key_from),       COL(struct look_row, key_to),         COL(struct look_row, key_amount),
    COL(struct look_row, key_on),         COL(struct look_row, key_ref),        COL(struct look_row, key_authority),
};
static const struct row_type look_type = ROW_TYPE(struct look_row, look_fields);

static const struct field known_fields[] = {
    COL(struct known, seq),         COL(struct known, key),       COL(struct known, type),
    COL(struct known, line_id),     COL(struct known, to_line_id), COL(struct known, from_bucket),
    COL(struct known, to_bucket),   COL(struct known, amount),    COL(struct known, on_date),
    COL(struct known, ref),         COL(struct known, authority),
};
static const struct row_type known_type = ROW_TYPE(struct known, known_fields);

struct held_row {
    struct money reserved, obligated, disbursed;
};
static const struct field held_fields[] = {
    COL(struct held_row, reserved),
    COL(struct held_row, obligated),
    COL(struct held_row, disbursed),
};
static const struct row_type held_type = ROW_TYPE(struct held_row, held_fields);

void book_init(struct book *b, struct db *db, struct arena *a, const struct actor *who)
{
    memset(b, 0, sizeof *b);
    b->db = db;
    b->a = a;
    b->who = who;
}

/* ---- finding in memory ---- */

typedef bool same_fn(const struct book *b, size_t i, int64_t id, struct str text);

static uint64_t mix(int64_t id, struct str text)
{
    return ((uint64_t)id * UINT64_C(0x9E3779B97F4A7C15)) ^ (text.n ? str_hash(text) : 0);
}

/* The slot where it is, or where it would go. */
static uint32_t *slot_of(const struct book *b, const struct slots *s, same_fn *same, int64_t id, struct str text)
{
    uint64_t h = mix(id, text);
    size_t i = (size_t)(h ^ (h >> 29)) & (s->cap - 1);

    while (s->slot[i] && !same(b, s->slot[i] - 1, id, text)) {
        i = (i + 1) & (s->cap - 1);
    }
    return &s->slot[i];
}

static bool same_line(const struct book *b, size_t i, int64_t id, struct str text)
{
    (void)text;
    return b->account[i]->line_id == id;
}

static bool same_ref(const struct book *b, size_t i, int64_t id, struct str text)
{
    return b->held[i]->line_id == id && str_eq(b->held[i]->ref, text);
}

static bool same_key(const struct book *b, size_t i, int64_t id, struct str text)
{
    (void)id;
    return str_eq(b->pending[i].n.key, text);
}

static void put_account(struct book *b, size_t i)
{
    *slot_of(b, &b->by_line, same_line, b->account[i]->line_id, STR_NONE) = (uint32_t)i + 1;
}

static void put_held(struct book *b, size_t i)
{
    *slot_of(b, &b->by_ref, same_ref, b->held[i]->line_id, b->held[i]->ref) = (uint32_t)i + 1;
}

static void put_key(struct book *b, size_t i)
{
    *slot_of(b, &b->by_key, same_key, 0, b->pending[i].n.key) = (uint32_t)i + 1;
}

/* Room for one more of `n`: the list doubles, and its slots are filled again by `put`. */
static void *more(struct book *b, void *list, size_t n, size_t *cap, size_t size)
{
    size_t to = *cap ? 2 * *cap : 8;

    if (n < *cap) {
        return list;
    }
    list = arena_grow(b->a, list, *cap * size, to * size);
    *cap = to;
    return list;
}

static void reslot(struct book *b, struct slots *s, size_t n, size_t cap, void (*put)(struct book *b, size_t i))
{
    if (s->cap >= 2 * cap) {
        return;
    }
    s->cap = 2 * cap;
    s->slot = ARENA_ARRAY(b->a, uint32_t, s->cap);
    for (size_t i = 0; i < n; i++) {
        put(b, i);
    }
}

/* ---- reading ---- */

static struct account *add_account(struct book *b, const struct look_row *r)
{
    const struct money at[BUCKET_COUNT] = {r->source,    r->unallotted, r->allotted,  r->reserved, r->obligated,
                                           r->disbursed, r->carried_a,  r->carried_b, r->lapsed};
    struct account *n = ARENA_NEW(b->a, struct account);

    n->line_id = r->line_id;
    n->year = r->year;
    n->ordinance = r->ordinance;
    n->agency_id = r->agency_id;
    n->division = r->division;
    n->output_id = r->output_id;
    n->item_id = r->item_id;
    n->fund_id = r->fund_id;
    n->code = r->code;
    n->stage = r->stage;
    n->item_code = r->item_code;
    n->origin = r->origin;
    n->there = r->there != 0;
    memcpy(n->at, at, sizeof at);
    memcpy(n->was, at, sizeof at);
    b->account = more(b, b->account, b->accounts, &b->account_cap, sizeof(struct account *));
    b->account[b->accounts] = n;
    reslot(b, &b->by_line, b->accounts, b->account_cap, put_account);
    put_account(b, b->accounts++);
    return n;
}

static struct held *add_held(struct book *b, int64_t line_id, struct str ref, bool there, const struct held_row *r)
{
    const struct money at[HELD_COUNT] = {r->reserved, r->obligated, r->disbursed};
    struct held *n = ARENA_NEW(b->a, struct held);

    n->line_id = line_id;
    n->ref = ref;
    n->there = there;
    memcpy(n->at, at, sizeof at);
    memcpy(n->was, at, sizeof at);
    b->held = more(b, b->held, b->helds, &b->held_cap, sizeof(struct held *));
    b->held[b->helds] = n;
    reslot(b, &b->by_ref, b->helds, b->held_cap, put_held);
    put_held(b, b->helds++);
    return n;
}

static void add_period(struct book *b, int64_t period, bool closed)
{
    for (size_t i = 0; i < b->periods; i++) {
        if (b->period[i].period == period) {
            return;
        }
    }
    b->period = more(b, b->period, b->periods, &b->period_cap, sizeof *b->period);
    b->period[b->periods].period = period;
    b->period[b->periods++].closed = closed;
}

static struct account *find_account(struct book *b, int64_t line_id)
{
    uint32_t *s = b->by_line.cap ? slot_of(b, &b->by_line, same_line, line_id, STR_NONE) : NULL;

    return s && *s ? b->account[*s - 1] : NULL;
}

static struct held *find_held(struct book *b, int64_t line_id, struct str ref)
{
    uint32_t *s = b->by_ref.cap ? slot_of(b, &b->by_ref, same_ref, line_id, ref) : NULL;

    return s && *s ? b->held[*s - 1] : NULL;
}

/* The one statement of a single posting. */
static bool look(struct book *b, const struct look *l, struct account **ret, const struct known **ret_key,
                 struct err *e)
{
    int64_t period = l->on.yyyymmdd / 100;
    struct look_row r;
    struct known *k = &b->known;
    bool found;

    if (!db_find(b->db, b->a, &Q_POSTING_LOOK, ARGS(V(l->line_id), V(period), V(l->ref), V(l->key)), &look_type, &r,
                 &found, e)) {
        return false;
    }
    *ret = NULL;
    *ret_key = NULL;
    if (!found) {
        return true;
    }
    *ret = add_account(b, &r);
    add_period(b, period, r.closed != 0);
    if (!find_held(b, l->line_id, l->ref)) {
        (void)add_held(b, l->line_id, l->ref, r.held_there != 0,
                       &(struct held_row){r.held_reserved, r.held_obligated, r.held_disbursed});
    }
    if (r.key_seq) {
        *k = (struct known){.seq = r.key_seq,
                            .key = l->key,
                            .type = r.key_type,
                            .line_id = r.key_line_id,
                            .to_line_id = r.key_to_line_id,
                            .from_bucket = r.key_from,
                            .to_bucket = r.key_to,
                            .amount = r.key_amount,
                            .on_date = r.key_on,
                            .ref = r.key_ref,
                            .authority = r.key_authority};
        *ret_key = k;
    }
    return true;
}

bool book_account(struct book *b, int64_t line_id, struct account **ret, struct err *e)
{
    struct look_row r;
    bool found;

    *ret = find_account(b, line_id);
    if (*ret) {
        return true;
    }
    if (!db_find(b->db, b->a, &Q_POSTING_ACCOUNT, ARGS(V(line_id)), &account_type, &r, &found, e)) {
        return false;
    }
    *ret = found ? add_account(b, &r) : NULL;
    return true;
}

bool book_held(struct book *b, int64_t line_id, struct str ref, struct held **ret, struct err *e)
{
    struct held_row r = {{0}, {0}, {0}};
    bool found;

    *ret = find_held(b, line_id, ref);
    if (*ret) {
        return true;
    }
    if (!db_find(b->db, b->a, &Q_POSTING_HELD, ARGS(V(line_id), V(ref)), &held_type, &r, &found, e)) {
        return false;
    }
    *ret = add_held(b, line_id, ref, found, &r);
    return true;
}

bool book_key(struct book *b, struct str key, const struct known **ret, struct err *e)
{
    uint32_t *s = b->by_key.cap ? slot_of(b, &b->by_key, same_key, 0, key) : NULL;
    struct known *k = &b->known;
    bool found;

    if (s && *s) {
        const struct pending *p = &b->pending[*s - 1];

        *k = (struct known){.seq = p->link.seq,
                            .key = key,
                            .type = p->n.type,
                            .line_id = p->n.line_id,
                            .to_line_id = p->n.to_line_id,
                            .from_bucket = (int64_t)p->n.from,
                            .to_bucket = (int64_t)p->n.to,
                            .amount = p->n.amount,
                            .on_date = p->n.on,
                            .ref = p->n.ref,
                            .authority = p->n.authority};
        *ret = k;
        return true;
    }
    if (b->free_at < b->frees && str_eq(b->free_key[b->free_at], key)) {
        b->free_at++;
        *ret = NULL;
        return true;
    }
    if (!db_find(b->db, b->a, &Q_POSTING_KEY, ARGS(V(key)), &known_type, k, &found, e)) {
        return false;
    }
    *ret = found ? k : NULL;
    return true;
}

struct key_row {
    struct str key;
};
static const struct field key_fields[] = {COL(struct key_row, key)};
static const struct row_type key_type = ROW_TYPE(struct key_row, key_fields);

bool book_keys(struct book *b, const struct posting *p, size_t n, struct err *e)
{
    struct value v[BOOK_KEYS];
    const struct key_row *taken;
    struct rows rows;

    b->frees = b->free_at = 0;
    if (n == 0) {
        return true;
    }
    for (size_t i = 0; i < BOOK_KEYS; i++) {
        v[i] = V(p[i < n ? i : n - 1].key);
    }
    if (!db_list(b->db, b->a, &Q_POSTING_KEYS, v, BOOK_KEYS, &key_type, &rows, e)) {
        return false;
    }
    taken = rows.p;
    for (size_t i = 0; i < BOOK_KEYS && i < n; i++) {
        bool is_taken = false;

        for (size_t k = 0; k < rows.n; k++) {
            is_taken = is_taken || str_eq(taken[k].key, p[i].key);
        }
        if (!is_taken) {
            b->free_key[b->frees++] = p[i].key;
        }
    }
    return true;
}

bool book_entry(struct book *b, int64_t seq, bool *ret_found, struct err *e)
{
    assert(b->pendings == 0);
    return db_find(b->db, b->a, &Q_POSTING_ENTRY, ARGS(V(seq)), &known_type, &b->known, ret_found, e);
}

bool book_period(struct book *b, struct date on, bool *ret_closed, struct err *e)
{
    int64_t period = on.yyyymmdd / 100, closed;

    for (size_t i = 0; i < b->periods; i++) {
        if (b->period[i].period == period) {
            *ret_closed = b->period[i].closed;
            return true;
        }
    }
    if (!db_int(b->db, &Q_PERIOD_CLOSED, ARGS(V(period)), &closed, e)) {
        return false;
    }
    add_period(b, period, closed != 0);
    *ret_closed = closed != 0;
    return true;
}

bool book_look(struct book *b, const struct look *l, struct account **ret, const struct known **ret_key,
               struct err *e)
{
    bool closed;
    struct held *h;

    *ret = find_account(b, l->line_id);
    if (!*ret && b->pendings == 0) {
        return look(b, l, ret, ret_key, e);
    }
    return (*ret || book_account(b, l->line_id, ret, e)) && book_held(b, l->line_id, l->ref, &h, e) &&
           book_period(b, l->on, &closed, e) && book_key(b, l->key, ret_key, e);
}

/* ---- moving ---- */

static void touch(struct account *n, enum bucket k, struct money m)
{
    n->at[k] = money_add(n->at[k], m);
    n->touched = true;
    assert(k == BUCKET_SOURCE || n->at[k].satang >= 0);
}

static bool touch_held(struct book *b, int64_t line_id, struct str ref, enum bucket k, struct money m, struct err *e)
{
    struct held *h;

    if (k < BUCKET_RESERVED || k > BUCKET_DISBURSED) {
        return true;
    }
    if (!book_held(b, line_id, ref, &h, e)) {
        return false;
    }
    h->at[k - BUCKET_RESERVED] = money_add(h->at[k - BUCKET_RESERVED], m);
    h->touched = true;
    assert(h->at[k - BUCKET_RESERVED].satang >= 0);
    return true;
}

bool book_post(struct book *b, const struct move *m, const struct posting *p, int64_t *ret_seq, struct err *e)
{
    int64_t to_line = m->to_line_id ? m->to_line_id : m->line_id;
    struct account *from, *to;
    struct pending *n;

    if (!book_account(b, m->line_id, &from, e) || !book_account(b, to_line, &to, e)) {
        return false;
    }
    touch(from, m->from, money_neg(m->amount));
    touch(to, m->to, m->amount);
    if (!touch_held(b, m->line_id, m->held, m->from, money_neg(m->amount), e) ||
        !touch_held(b, to_line, m->held, m->to, m->amount, e)) {
        return false;
    }
    b->pending = more(b, b->pending, b->pendings, &b->pending_cap, sizeof *b->pending);
    n = &b->pending[b->pendings];
    n->n = (struct entry_new){.key = m->key,
                              .type = m->type,
                              .line_id = m->line_id,
                              .to_line_id = m->to_line_id,
                              .from = m->from,
                              .to = m->to,
                              .amount = m->amount,
                              .on = m->on,
                              .ref = m->ref,
                              .authority = p->authority,
                              .note = p->note};
    entry_chain(b->by, &n->n, &n->link);
    reslot(b, &b->by_key, b->pendings, b->pending_cap, put_key);
    put_key(b, b->pendings++);
    *ret_seq = n->link.seq;
    return true;
}
