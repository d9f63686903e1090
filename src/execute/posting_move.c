/* posting_move.c - what an act moves, and the refusal when it is not there. */
#include "base/arena.h"
#include "base/err.h"
#include "city/param.h"
#include "execute/posting_int.h"
#include "sql_execute.h"
#include "store/store.h"

/* ---- refusals ---- */

static bool overdrawn(const struct account *n, struct money need, struct money left, struct err *e)
{
    FAIL(e, ERR_OVERDRAWN);
    err_arg(e, "need", V(need));
    err_arg(e, "left", V(left));
    err_arg(e, "unallotted", V(n->at[BUCKET_UNALLOTTED]));
    err_arg(e, "allotted", V(n->at[BUCKET_ALLOTTED]));
    err_arg(e, "reserved", V(n->at[BUCKET_RESERVED]));
    err_arg(e, "obligated", V(n->at[BUCKET_OBLIGATED]));
    err_arg(e, "disbursed", V(n->at[BUCKET_DISBURSED]));
    return false;
}

static bool no_obligation(struct str ref, struct err *e)
{
    FAIL(e, ERR_NO_OBLIGATION);
    err_arg(e, "value", V(ref));
    return false;
}

/* What the ref has obligated and open must cover the amount. */
static bool check_obligated(const struct posting *p, const struct held *h, struct err *e)
{
    if (p->ref.n == 0 || h->at[HELD_OBLIGATED].satang == 0) {
        return no_obligation(p->ref, e);
    }
    if (p->amount.satang > h->at[HELD_OBLIGATED].satang) {
        FAIL(e, ERR_ABOVE_OBLIGATION);
        err_arg(e, "value", V(p->ref));
        err_arg(e, "need", V(p->amount));
        err_arg(e, "left", V(h->at[HELD_OBLIGATED]));
        return false;
    }
    return true;
}

/* ---- movements ---- */

static struct move *add(struct book *b, const struct posting *p, struct plan *r, enum bucket from, enum bucket to,
                        struct money m)
{
    struct move *v = &r->m[r->n];

    *v = (struct move){.key = r->n == 0 ? p->key
                                        : str_format(b->a, "%.*s/%zu", STR_FMT(p->key), r->n + 1),
                       .type = p->type,
                       .line_id = p->line_id,
                       .to_line_id = p->to_line_id,
                       .from = from,
                       .to = to,
                       .amount = m,
                       .on = p->on,
                       .ref = p->ref,
                       .held = p->ref};
    r->n++;
    return v;
}

/* One bucket to another, from what the line has free. */
static bool simple(struct book *b, const struct posting *p, const struct account *n, struct plan *r, enum bucket from,
                   enum bucket to, struct err *e)
{
    if (p->amount.satang > n->at[from].satang) {
        return overdrawn(n, p->amount, n->at[from], e);
    }
    (void)add(b, p, r, from, to, p->amount);
    return true;
}

/* From what the reference holds. */
static bool from_held(struct book *b, const struct posting *p, const struct account *n, struct plan *r, enum bucket from,
                      enum bucket to, struct err *e)
{
    struct held *h;

    if (!book_held(b, p->line_id, p->ref, &h, e)) {
        return false;
    }
    if (p->amount.satang > h->at[from - BUCKET_RESERVED].satang) {
        return overdrawn(n, p->amount, h->at[from - BUCKET_RESERVED], e);
    }
    (void)add(b, p, r, from, to, p->amount);
    return true;
}

/* In order from several buckets, as far as each goes. */
struct picks {
    enum bucket from[3], to;
    struct money has[3];
    size_t n;
};

static bool in_order(struct book *b, const struct posting *p, const struct account *n, struct plan *r,
                     const struct picks *k, struct err *e)
{
    struct money sum = MONEY(0), left = p->amount;

    for (size_t i = 0; i < k->n; i++) {
        sum = money_add(sum, k->has[i]);
    }
    if (p->amount.satang > sum.satang) {
        return overdrawn(n, p->amount, sum, e);
    }
    for (size_t i = 0; i < k->n; i++) {
        struct money m = k->has[i].satang < left.satang ? k->has[i] : left;

        if (m.satang > 0) {
            (void)add(b, p, r, k->from[i], k->to, m);
            left = money_sub(left, m);
        }
    }
    return true;
}

static bool obligate(struct book *b, const struct posting *p, const struct account *n, struct plan *r, struct err *e)
{
    struct picks k = {.from = {BUCKET_RESERVED, BUCKET_ALLOTTED}, .to = BUCKET_OBLIGATED, .n = 2};
    struct held *h;

    if (p->ref.n == 0) {
        return no_obligation(p->ref, e);
    }
    if (!book_held(b, p->line_id, p->ref, &h, e)) {
        return false;
    }
    k.has[0] = h->at[HELD_RESERVED];
    k.has[1] = n->at[BUCKET_ALLOTTED];
    return in_order(b, p, n, r, &k, e);
}

static bool lapse(struct book *b, const struct posting *p, const struct account *n, struct plan *r, struct err *e)
{
    struct picks k = {.from = {BUCKET_UNALLOTTED, BUCKET_ALLOTTED, BUCKET_RESERVED}, .to = BUCKET_LAPSED, .n = 3};
    struct held *h;

    if (p->ref.n > 0) {
        return from_held(b, p, n, r, BUCKET_RESERVED, BUCKET_LAPSED, e);
    }
    if (!book_held(b, p->line_id, p->ref, &h, e)) {
        return false;
    }
    k.has[0] = n->at[BUCKET_UNALLOTTED];
    k.has[1] = n->at[BUCKET_ALLOTTED];
    k.has[2] = h->at[HELD_RESERVED];
    return in_order(b, p, n, r, &k, e);
}

/* May the item be paid without an obligation? */
static bool is_direct(struct book *b, const struct account *n, bool *ret, struct err *e)
{
    if (!b->direct || b->direct_year != n->year) {
        b->direct = ARENA_NEW(b->a, struct param_rows);
        b->direct_year = n->year;
        if (!param_table(b->db, b->a, PARAM_EXECUTION_DIRECT_PAY, n->year, b->direct, e)) {
            return false;
        }
    }
    *ret = false;
    for (size_t i = 0; i < b->direct->rows; i++) {
        *ret = *ret || str_starts(n->item_code, param_cell(b->direct, i, "item"));
    }
    return true;
}

static bool disburse(struct book *b, const struct posting *p, const struct account *n, struct plan *r, struct err *e)
{
    struct held *h;
    bool direct;

    if (p->ref.n > 0) {
        if (!book_held(b, p->line_id, p->ref, &h, e) || !check_obligated(p, h, e)) {
            return false;
        }
        (void)add(b, p, r, BUCKET_OBLIGATED, BUCKET_DISBURSED, p->amount);
        return true;
    }
    if (!is_direct(b, n, &direct, e)) {
        return false;
    }
    return direct ? simple(b, p, n, r, BUCKET_ALLOTTED, BUCKET_DISBURSED, e) : no_obligation(p->ref, e);
}

static bool from_obligated(struct book *b, const struct posting *p, struct plan *r, enum bucket to, struct err *e)
{
    struct held *h;

    if (!book_held(b, p->line_id, p->ref, &h, e) || !check_obligated(p, h, e)) {
        return false;
    }
    (void)add(b, p, r, BUCKET_OBLIGATED, to, p->amount);
    return true;
}

static bool reorganise(struct book *b, const struct posting *p, const struct account *n, struct plan *r, struct err *e)
{
    enum bucket k = p->bucket == BUCKET_SOURCE ? BUCKET_UNALLOTTED : p->bucket;

    if (k >= BUCKET_RESERVED && k <= BUCKET_DISBURSED) {
        return from_held(b, p, n, r, k, k, e);
    }
    return simple(b, p, n, r, k, k, e);
}

bool posting_moves(struct book *b, const struct posting *p, const struct account *n, struct plan *r, struct err *e)
{
    struct str t = p->type;

    if (str_eq(t, STR("ALLOT"))) {
        return simple(b, p, n, r, BUCKET_UNALLOTTED, BUCKET_ALLOTTED, e);
    }
    if (str_eq(t, STR("TRANSFER")) || str_eq(t, STR("CENTRAL"))) {
        return simple(b, p, n, r, BUCKET_UNALLOTTED, BUCKET_UNALLOTTED, e);
    }
    if (str_eq(t, STR("RESERVE"))) {
        return simple(b, p, n, r, BUCKET_ALLOTTED, BUCKET_RESERVED, e);
    }
    if (str_eq(t, STR("RELEASE"))) {
        return from_held(b, p, n, r, BUCKET_RESERVED, BUCKET_ALLOTTED, e);
    }
    if (str_eq(t, STR("OBLIGATE"))) {
        return obligate(b, p, n, r, e);
    }
    if (str_eq(t, STR("DEOBLIGATE"))) {
        return from_obligated(b, p, r, BUCKET_ALLOTTED, e);
    }
    if (str_eq(t, STR("DISBURSE"))) {
        return disburse(b, p, n, r, e);
    }
    if (str_eq(t, STR("REFUND"))) {
        return from_held(b, p, n, r, BUCKET_DISBURSED, p->ref.n ? BUCKET_OBLIGATED : BUCKET_ALLOTTED, e);
    }
    if (str_eq(t, STR("CARRY_A"))) {
        r->carry = r->with_obligation = true;
        return from_obligated(b, p, r, BUCKET_CARRIED_A, e);
    }
    if (str_eq(t, STR("CARRY_B"))) {
        r->carry = true;
        return simple(b, p, n, r, BUCKET_ALLOTTED, BUCKET_CARRIED_B, e);
    }
    return str_eq(t, STR("LAPSE")) ? lapse(b, p, n, r, e) : reorganise(b, p, n, r, e);
}

/* ---- taking back ---- */

bool posting_original(struct book *b, struct str ref, struct known *ret, struct err *e)
{
    struct known *k = &b->known;
    int64_t seq = 0;
    bool found = false, ok = str_starts(ref, STR("entry:")) && ref.n > 6 && ref.n < 24;

    for (size_t i = 6; ok && i < ref.n; i++) {
        ok = ref.p[i] >= '0' && ref.p[i] <= '9';
        seq = seq * 10 + (ref.p[i] - '0');
    }
    if (ok && !book_entry(b, seq, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(ref));
        return false;
    }
    *ret = *k;
    return true;
}

static bool reversible(struct book *b, const struct known *k, struct str ref, struct err *e)
{
    int64_t before;
    bool no = k->from_bucket == BUCKET_SOURCE || str_eq(k->type, STR("REVERSE"));

    if (no) {
        FAIL(e, ERR_NOT_REVERSIBLE);
        err_arg(e, "value", V(ref));
        return false;
    }
    if (!db_int(b->db, &Q_POSTING_REVERSED, ARGS(V(k->seq)), &before, e)) {
        return false;
    }
    if (before) {
        FAIL(e, ERR_REVERSED);
        err_arg(e, "value", V(ref));
        return false;
    }
    return true;
}

/* The opposite of one entry, out of what its line and its reference have now. */
static bool opposite(struct book *b, const struct posting *p, const struct known *k, struct date on, struct plan *r,
                     struct err *e)
{
    enum bucket from = (enum bucket)k->to_bucket;
    int64_t line = k->to_line_id ? k->to_line_id : k->line_id;
    struct account *n;
    struct held *h;
    struct money left;
    struct move *v;

    if (!book_account(b, line, &n, e)) {
        return false;
    }
    left = n->at[from];
    if (from >= BUCKET_RESERVED && from <= BUCKET_DISBURSED) {
        if (!book_held(b, line, k->ref, &h, e)) {
            return false;
        }
        left = h->at[from - BUCKET_RESERVED];
    }
    if (k->amount.satang > left.satang) {
        return overdrawn(n, k->amount, left, e);
    }
    r->reverses[r->n] = k->seq;
    v = add(b, p, r, from, (enum bucket)k->from_bucket, k->amount);
    v->line_id = line;
    v->to_line_id = k->to_line_id ? k->line_id : 0;
    v->on = on;
    v->ref = r->n == 1 ? p->ref : str_format(b->a, "entry:%lld", (long long)k->seq);
    v->held = k->ref;
    return true;
}

bool posting_reverse(struct book *b, const struct posting *p, struct plan *r, struct err *e)
{
    const struct known *in;
    struct known k;

    if (!posting_original(b, p->ref, &k, e) || !reversible(b, &k, p->ref, e) || !opposite(b, p, &k, p->on, r, e)) {
        return false;
    }
    if (!str_eq(k.type, STR("CARRY_A")) && !str_eq(k.type, STR("CARRY_B"))) {
        return true;
    }
    if (!book_key(b, str_format(b->a, "%.*s/in", STR_FMT(k.key)), &in, e)) {
        return false;
    }
    if (in) {
        k = *in;
    }
    return !in || opposite(b, p, &k, k.on_date, r, e);
}
