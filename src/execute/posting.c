#include "execute/posting.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/user.h"
#include "execute/authority_int.h"
#include "execute/origin.h"
#include "execute/posting_int.h"
#include "plan/write.h"
#include "sql_execute.h"
#include "store/store.h"

enum { KEY_LIMIT = 200, REF_LIMIT = 200, NOTE_LIMIT = 2000 };

/* ---- as it was asked ---- */

static const struct act_row *find_act(struct str type)
{
    for (size_t i = 0; i < act_table_n; i++) {
        if (str_eq(type, str_from(act_table[i].type))) {
            return &act_table[i];
        }
    }
    return NULL;
}

static bool check_type(const struct posting *p, struct err *e)
{
    const struct act_row *act = find_act(p->type);
    bool inner = str_eq(p->type, STR("APPROPRIATE")) || str_eq(p->type, STR("CARRY_IN"));

    if (act && !inner) {
        return true;
    }
    FAIL(e, ERR_BAD_ACT);
    err_arg(e, "value", V(p->type));
    err_arg(e, "expected",
            V(STR("ALLOT TRANSFER CENTRAL RESERVE RELEASE OBLIGATE DEOBLIGATE DISBURSE REFUND CARRY_A CARRY_B LAPSE")));
    return false;
}

static bool check_amount(struct arena *a, struct money m, struct err *e)
{
    if (m.satang > 0 && m.satang <= MONEY_MAX) {
        return true;
    }
    FAIL(e, m.satang < 0 ? ERR_AMOUNT_NEGATIVE : m.satang == 0 ? ERR_BAD_AMOUNT : ERR_AMOUNT_RANGE);
    err_arg(e, "value", V(money_text(a, m, MONEY_WHOLE)));
    return false;
}

static bool unknown_line(int64_t line_id, struct err *e)
{
    FAIL(e, ERR_UNKNOWN_LINE);
    err_arg(e, "value", V(line_id));
    return false;
}

static bool check_date(struct date on, struct err *e)
{
    if (!date_valid(on)) {
        FAIL(e, ERR_BAD_DATE);
        err_arg(e, "value", V(STR("")));
        return false;
    }
    return true;
}

static bool check_form(struct arena *a, const struct posting *p, struct err *e)
{
    const struct act_row *act = find_act(p->type);

    if (!check_type(p, e) || !check_amount(a, p->amount, e) || !check_date(p->on, e)) {
        return false;
    }
    if (act->other_line != (p->to_line_id != 0) || p->to_line_id == p->line_id) {
        FAIL(e, ERR_UNKNOWN_LINE);
        err_arg(e, "value", V(act->other_line ? STR("to_line: another line than the first")
                                              : STR("to_line: none for this act")));
        return false;
    }
    return check_text("key", p->key, true, KEY_LIMIT, e) && check_text("ref", p->ref, false, REF_LIMIT, e) &&
           check_text("authority", p->authority, false, REF_LIMIT, e) &&
           check_text("note", p->note, false, NOTE_LIMIT, e);
}

/* ---- was it posted before? ---- */

/* The number of the entry within its posting that a key's ending says: KEY/2 -> 2; 0 = none. */
static size_t part_of(struct str key, struct str *ret_first)
{
    static const char *const endings[] = {"/2", "/3", "/4", "/in"};

    for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
        if (str_ends(key, str_from(endings[i]))) {
            *ret_first = str_slice(key, 0, key.n - str_from(endings[i]).n);
            return i + 2;
        }
    }
    return 0;
}

static bool same_but_amount(const struct known *k, const struct posting *p)
{
    return str_eq(k->type, p->type) && k->line_id == p->line_id && k->to_line_id == p->to_line_id &&
           k->on_date.yyyymmdd == p->on.yyyymmdd && str_eq(k->ref, p->ref) && str_eq(k->authority, p->authority);
}

static bool reused(struct str key, struct err *e)
{
    FAIL(e, ERR_KEY_REUSED);
    err_arg(e, "value", V(key));
    return false;
}

/* The entry under the key must be the first of this very posting. */
/* Entries of one posting stand together and take from different buckets; what somebody posted under a key that only
 * looks like a part does not. */
static bool follows(const struct known *part, const struct known *first)
{
    return part->seq > first->seq && part->seq < first->seq + PLAN_MOVES && part->from_bucket != first->from_bucket;
}

static bool check_same(struct book *b, const struct posting *p, const struct known *first, struct err *e)
{
    struct known k = *first;
    struct money sum = k.amount;
    const struct known *next;
    struct str whole;

    if (str_eq(p->type, STR("REVERSE"))) {
        return (str_eq(k.type, p->type) && str_eq(k.ref, p->ref) && k.on_date.yyyymmdd == p->on.yyyymmdd) ||
               reused(p->key, e);
    }
    if (!same_but_amount(&k, p)) {
        return reused(p->key, e);
    }
    if (part_of(p->key, &whole)) { /* of another posting? */
        if (!book_key(b, whole, &next, e)) {
            return false;
        }
        if (next && same_but_amount(next, p) && follows(&k, next)) {
            return reused(p->key, e);
        }
    }
    for (size_t part = 2; part <= PLAN_MOVES && sum.satang < p->amount.satang; part++) {
        if (!book_key(b, str_format(b->a, "%.*s/%zu", STR_FMT(p->key), part), &next, e)) {
            return false;
        }
        if (!next || !same_but_amount(next, p) || !follows(next, &k)) {
            break;
        }
        sum = money_add(sum, next->amount);
    }
    return sum.satang == p->amount.satang || reused(p->key, e);
}

/* Entries after the first take keys of their own: nobody may hold them. */
static bool check_part_keys(struct book *b, struct plan *r, struct err *e)
{
    const struct known *k;

    for (size_t i = 1; i < r->n; i++) {
        if (!book_key(b, r->m[i].key, &k, e)) {
            return false;
        }
        if (k) {
            return reused(r->m[i].key, e);
        }
    }
    return true;
}

/* ---- may it be? ---- */

/* A draft is looked at by who prepares it. */
static bool check_permission(struct book *b, const struct account *n, bool draft, struct err *e)
{
    struct err first;

    return (draft && actor_check(b->who, PERM_SPEND, n->agency_id, n->division, &first)) ||
           actor_check(b->who, PERM_POST, n->agency_id, n->division, &first) ||
           actor_check(b->who, PERM_POST_APPROVE, n->agency_id, n->division, e);
}

static bool check_period(struct book *b, struct date on, struct err *e)
{
    bool closed;

    if (!book_period(b, on, &closed, e)) {
        return false;
    }
    if (closed) {
        FAIL(e, ERR_PERIOD_CLOSED);
        err_arg(e, "period", V((int64_t)(on.yyyymmdd / 100)));
        return false;
    }
    return true;
}

static bool check_day(struct book *b, const struct account *n, struct date on, struct err *e)
{
    if (str_eq(n->stage, STR("CLOSED"))) {
        FAIL(e, ERR_YEAR_CLOSED);
        err_arg(e, "year", V(n->year));
        return false;
    }
    if (fy_of(on) != n->year) {
        FAIL(e, ERR_WRONG_YEAR);
        err_arg(e, "date", V(on));
        err_arg(e, "year", V(n->year));
        return false;
    }
    return check_period(b, on, e);
}

static bool find_approver(struct book *b, struct str name, const struct actor **ret, struct err *e)
{
    struct approver *more;

    for (size_t i = 0; i < b->approvers; i++) {
        if (str_eq(b->approver[i].name, name)) {
            *ret = &b->approver[i].who;
            return true;
        }
    }
    more = ARENA_ARRAY(b->a, struct approver, b->approvers + 1);
    for (size_t i = 0; i < b->approvers; i++) {
        more[i] = b->approver[i];
    }
    more[b->approvers].name = name;
    if (!actor_load(b->db, b->a, name, &more[b->approvers].who, e)) {
        return false;
    }
    b->approver = more;
    *ret = &more[b->approvers++].who;
    return true;
}

/* Another person than who posts it, with PERM_POST_APPROVE there. */
static bool check_approver(struct book *b, const struct account *n, struct str name, bool draft, struct err *e)
{
    const struct actor *who;
    struct err why;

    if (name.n == 0) {
        if (draft || b->who->user_id == 0) {
            return true;
        }
        FAIL(e, ERR_NO_APPROVER);
        return false;
    }
    if (str_eq(name, b->who->name)) {
        FAIL(e, ERR_SAME_PERSON);
        return false;
    }
    if (find_approver(b, name, &who, &why) &&
        actor_check(who, PERM_POST_APPROVE, n->agency_id, n->division, &why)) {
        return true;
    }
    if (err_http(why.code) >= 500) {
        *e = why;
        return false;
    }
    FAIL(e, ERR_APPROVER);
    err_arg(e, "who", V(name));
    return false;
}

static bool check_authority(struct book *b, const struct posting *p, const struct account *from,
                            const struct account *to, bool draft, struct err *e)
{
    struct authority_need need;

    if (!authority_find(b, p, from, to, &need, e)) {
        return false;
    }
    if (draft && need.allowed && p->authority.n == 0) {
        return true;
    }
    return authority_check(&need, p->authority, e);
}

/* ---- two lines ---- */

static bool differs(const char *field, struct value from, struct value to, struct err *e)
{
    FAIL(e, ERR_ORIGIN_DIFFERS);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "from", from);
    err_arg(e, "to", to);
    return false;
}

static bool is_ordained(struct str origin)
{
    return str_eq(origin, STR("annual")) || str_eq(origin, STR("supplementary"));
}

/* Money of the central fund arrives on a line that says of which item it is. */
static bool check_central(struct book *b, const struct account *from, const struct account *to, struct err *e)
{
    struct line_origin o;

    if (!line_origin_get(b->db, b->a, to->line_id, &o, e)) {
        return false;
    }
    if (str_eq(o.kind, STR("central")) && str_eq(o.central_item, from->item_code)) {
        return true;
    }
    return differs(TR("รายการงบกลาง"), V(from->item_code), V(o.central_item), e);
}

static bool check_origin(struct book *b, const struct account *from, const struct account *to, struct err *e)
{
    struct line_origin x, y;

    if (!str_eq(from->origin, to->origin)) {
        return differs(TR("ที่มาของเงิน"), V(from->origin), V(to->origin), e);
    }
    if (is_ordained(from->origin)) {
        return true;
    }
    if (!line_origin_get(b->db, b->a, from->line_id, &x, e) || !line_origin_get(b->db, b->a, to->line_id, &y, e)) {
        return false;
    }
    if (!str_eq(x.central_item, y.central_item)) {
        return differs(TR("รายการงบกลาง"), V(x.central_item), V(y.central_item), e);
    }
    if (x.on_date.yyyymmdd != y.on_date.yyyymmdd) {
        return differs(TR("วันที่จัดสรร"), V(x.on_date), V(y.on_date), e);
    }
    return str_eq(x.subsidy, y.subsidy) || differs(TR("เงินอุดหนุน"), V(x.subsidy), V(y.subsidy), e);
}

static bool check_pair(struct book *b, const struct posting *p, const struct account *from, const struct account *to,
                       struct err *e)
{
    if (from->year != to->year) {
        FAIL(e, ERR_WRONG_YEAR);
        err_arg(e, "date", V(p->on));
        err_arg(e, "year", V(to->year));
        return false;
    }
    if (from->fund_id != to->fund_id) {
        return differs(TR("แหล่งเงิน"), V(from->code), V(to->code), e);
    }
    if (from->ordinance != to->ordinance) {
        return differs(TR("ข้อบัญญัติฉบับที่"), V(from->ordinance), V(to->ordinance), e);
    }
    return str_eq(p->type, STR("CENTRAL")) ? check_central(b, from, to, e) : check_origin(b, from, to, e);
}

/* ---- the plan ---- */

static bool plan_reverse(struct book *b, const struct posting *p, bool draft, struct plan *r, struct err *e)
{
    const struct known *k;
    struct account *n;
    struct known was;

    if (!check_date(p->on, e) || !check_text("key", p->key, true, KEY_LIMIT, e) ||
        !check_text("note", p->note, false, NOTE_LIMIT, e) || !posting_original(b, p->ref, &was, e) || !book_account(b, was.line_id, &n, e) || !check_permission(b, n, draft, e) ||
        !book_key(b, p->key, &k, e)) {
        return false;
    }
    if (k) {
        r->replayed = k->seq;
        return check_same(b, p, k, e);
    }
    if ((p->line_id && p->line_id != was.line_id) || (p->amount.satang && p->amount.satang != was.amount.satang)) {
        return check_amount(b->a, MONEY(p->line_id && p->line_id != was.line_id ? 1 : 0), e) && unknown_line(p->line_id, e);
    }
    return check_day(b, n, p->on, e) && check_approver(b, n, p->approved_by, draft, e) && posting_reverse(b, p, r, e) &&
           check_part_keys(b, r, e);
}

static bool plan_act(struct book *b, const struct posting *p, bool draft, struct plan *r, struct err *e)
{
    struct look l = {p->line_id, p->on, p->key, p->ref};
    struct account *from, *to;
    const struct known *k;

    if (!check_form(b->a, p, e) || !book_look(b, &l, &from, &k, e)) {
        return false;
    }
    if (!from) {
        return unknown_line(p->line_id, e);
    }
    to = from;
    if (!check_permission(b, from, draft, e)) {
        return false;
    }
    if (k) {
        r->replayed = k->seq;
        return check_same(b, p, k, e);
    }
    if (p->to_line_id) {
        if (!book_account(b, p->to_line_id, &to, e)) {
            return false;
        }
        if (!to) {
            return unknown_line(p->to_line_id, e);
        }
        if (!str_eq(p->type, STR("REORGANISE")) && !check_pair(b, p, from, to, e)) {
            return false;
        }
    }
    return check_day(b, from, p->on, e) &&
           (p->from_record || record_check_known(b->db, b->a, &b->record, from->year, p->type, e)) &&
           check_approver(b, from, p->approved_by, draft, e) &&
           check_authority(b, p, from, to, draft, e) && posting_moves(b, p, from, r, e) && check_part_keys(b, r, e) &&
           (!r->carry || check_period(b, fy_start((int32_t)from->year + 1), e)); /* before its line is opened */
}

bool posting_plan(struct book *b, const struct posting *p, bool draft, struct plan *ret, struct err *e)
{
    *ret = (struct plan){0};
    return str_eq(p->type, STR("REVERSE")) ? plan_reverse(b, p, draft, ret, e) : plan_act(b, p, draft, ret, e);
}

bool posting_check(struct db *db, struct arena *a, const struct actor *who, const struct posting *p, struct err *e)
{
    size_t at;

    return posting_check_all(db, a, who, p, 1, &at, e);
}

bool posting_check_all(struct db *db, struct arena *a, const struct actor *who, const struct posting *p, size_t n,
                       size_t *ret_at, struct err *e)
{
    struct book b;
    struct plan r;

    book_init(&b, db, a, who);
    for (size_t i = 0; i < n; i++) {
        *ret_at = i;
        if ((n > 1 && i % BOOK_KEYS == 0 && !book_keys(&b, &p[i], n - i, e)) || !posting_plan(&b, &p[i], true, &r, e)) {
            return false;
        }
    }
    return true;
}

/* ---- writing ---- */

/* The other side of a carry: next year's account, on its first day. Opened and checked before anything moves. */
static bool carry_in(struct book *b, const struct posting *p, const struct plan *r, struct move *ret, struct err *e)
{
    struct move m = {.key = str_format(b->a, "%.*s/in", STR_FMT(p->key)),
                     .type = STR("CARRY_IN"),
                     .from = BUCKET_SOURCE,
                     .to = r->with_obligation ? BUCKET_OBLIGATED : BUCKET_ALLOTTED,
                     .amount = p->amount,
                     .ref = p->ref,
                     .held = p->ref};
    const struct known *k;
    struct account *n;

    if (!book_key(b, m.key, &k, e)) {
        return false;
    }
    if (k) {
        return reused(m.key, e);
    }
    if (!line_carry_open(b->by, p->line_id, r->with_obligation, &m.line_id, e) ||
        !book_account(b, m.line_id, &n, e)) {
        return false;
    }
    m.on = fy_start((int32_t)n->year);
    *ret = m;
    return check_day(b, n, m.on, e);
}

bool posting_one(struct book *b, const struct posting *p, struct posted *ret, struct err *e)
{
    struct plan r;
    struct move in;
    int64_t seq;

    if ((str_eq(p->type, STR("REVERSE")) && !book_flush(b, e)) || !posting_plan(b, p, false, &r, e)) {
        return false;
    }
    ret->result = r.replayed ? POST_REPLAYED : POST_ACCEPTED;
    ret->seq = r.replayed;
    if (r.carry && !carry_in(b, p, &r, &in, e)) {
        return false;
    }
    for (size_t i = 0; i < r.n; i++) {
        if (!book_post(b, &r.m[i], p, &seq, e)) {
            return false;
        }
        ret->seq = i == 0 ? seq : ret->seq;
    }
    if (r.reverses[0]) { /* its entries are in, so that the row can point at them */
        if (!book_flush(b, e)) {
            return false;
        }
        for (size_t i = 0; i < r.n; i++) {
            if (!db_exec(b->db, &Q_POSTING_REVERSAL, ARGS(V(r.reverses[i]), V(ret->seq + (int64_t)i)), NULL, e)) {
                return false;
            }
        }
    }
    return !r.carry || book_post(b, &in, p, &seq, e);
}

bool posting_do(struct act *by, const struct posting *p, struct posted *ret, struct err *e)
{
    struct audit_note note = {0};
    struct book b;
    struct posted r;

    book_init(&b, by->tx->db, by->a, by->who);
    b.by = by;
    if (!posting_one(&b, p, &r, e) || !book_flush(&b, e)) {
        return false;
    }
    *ret = r;
    if (r.result == POST_REPLAYED) {
        return true;
    }
    note.action = str_format(by->a, "post.%.*s", STR_FMT(p->type)); /* the year was seen to be open (check_day) */
    note.subject = str_format(by->a, "entry:%lld", (long long)r.seq);
    note.old_value = p->approved_by.n ? str_format(by->a, "approved_by=%.*s", STR_FMT(p->approved_by)) : STR("");
    note.new_value = money_text(by->a, p->amount, MONEY_PLAIN);
    note.reason = p->note;
    return audit_add(by, &note, e);
}
