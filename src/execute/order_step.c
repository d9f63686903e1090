/* order_step.c - deciding on orders: send, approve, return, refuse, withdraw, post. */
#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/notice.h"
#include "city/param.h"
#include "execute/order_int.h"
#include "execute/origin.h"
#include "plan/write.h"
#include "sql_execute.h"
#include "store/store.h"

enum { CHUNK = 1000, REASON_MOST = ORDER_TEXT_MOST, DOC_MOST = 100 };

/* ---- what is kept of it ---- */

bool order_note(struct act *by, const struct order_event_new *x, struct err *e)
{
    const struct order *o = x->o;
    struct str reason = reason_in_capacity(by, x->reason);
    struct order now;
    struct audit_note n = {.action = str_format(by->a, "order.%.*s", STR_FMT(x->event)),
                           .subject = str_format(by->a, "order:%.*s", STR_FMT(o->code)),
                           .old_value = o->state,
                           .reason = x->reason,
                           .year = o->year};

    if (!order_get(by->tx->db, by->a, o->code, &now, e))
        return false;
    n.new_value = str_format(by->a, "%.*s kind=%.*s rows=%lld total=%lld", STR_FMT(x->to), STR_FMT(o->kind),
                             (long long)now.row_count, (long long)now.total.satang);
    return db_exec(by->tx->db, &Q_ORDER_EVENT_INSERT,
                   ARGS(V(o->id), V(x->n), V(x->event), V(o->state), V(x->to), V(o->desk), V(by->who->name), V(by->now_ms),
                        V(reason)),
                   NULL, e) &&
           audit_add(by, &n, e);
}

struct person {
    struct str name;
};
static const struct field person_fields[] = {COL(struct person, name)};
static const struct row_type person_type = ROW_TYPE(struct person, person_fields);

bool order_tell(struct act *by, const struct order *o, struct str role, const char *text, struct err *e)
{
    const struct person *p;
    struct rows rows;
    struct notice_new n = {.kind = STR("order"),
                           .subject = str_format(by->a, "order:%.*s", STR_FMT(o->code)),
                           .path = str_format(by->a, "/orders/%.*s?year=%lld", STR_FMT(o->code), (long long)o->year),
                           .th = tr(LANG_TH, text),
                           .en = tr(LANG_EN, text),
                           .year = o->year};

    if (!db_list(by->tx->db, by->a, &Q_ORDER_PEOPLE, ARGS(V(role), V(o->agency_id)), &person_type, &rows, e))
        return false;
    p = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        n.to_user = p[i].name;
        if (!str_eq(p[i].name, by->who->name) && !notice_add(by, &n, e))
            return false;
    }
    return true;
}

static bool tell_maker(struct act *by, const struct order *o, const char *text, struct err *e)
{
    const struct notice_new n = {.kind = STR("order"),
                                 .to_user = o->made_by,
                                 .subject = str_format(by->a, "order:%.*s", STR_FMT(o->code)),
                                 .path = str_format(by->a, "/orders/%.*s?year=%lld", STR_FMT(o->code), (long long)o->year),
                                 .th = tr(LANG_TH, text),
                                 .en = tr(LANG_EN, text),
                                 .year = o->year};

    return str_eq(o->made_by, STR("system")) || str_eq(o->made_by, by->who->name) || notice_add(by, &n, e);
}

/* ---- may it be done? ---- */

static const struct order_step *find_step(const struct order *o, struct str event)
{
    for (size_t i = 0; i < order_table_n; i++) {
        if (str_eq(o->state, str_from(order_table[i].from)) && str_eq(event, str_from(order_table[i].event)))
            return &order_table[i];
    }
    return NULL;
}

/* Who prepared it, whoever changed it last, neither approves nor posts it; who approved it does not post it. */
static bool check_persons(struct act *by, const struct order_step *s, const struct order *o, struct err *e)
{
    bool posts = str_eq(str_from(s->event), STR("post"));
    int64_t n;

    if (by->who->user_id == 0 || (s->perm == PERM_SPEND) || (!posts && s->perm == PERM_POST))
        return true;
    if (!db_int(by->tx->db, &Q_ORDER_MAKER, ARGS(V(o->id), V(by->who->name)), &n, e))
        return false;
    if (n > 0 || (posts && str_eq(by->who->name, o->approved_by))) {
        FAIL(e, ERR_SAME_PERSON);
        return false;
    }
    return true;
}

static bool check_role(struct act *by, const struct order *o, struct err *e)
{
    enum authority_role need = order_level_of(o->role), has = order_level(by->who, o->agency_id, o->division);

    if (has >= need)
        return true;
    FAIL(e, ERR_ORDER_ROLE);
    err_arg(e, "needs", V(authority_label(need, LANG_TH)));
    err_arg(e, "has", V(authority_label(has, LANG_TH)));
    return false;
}

static bool check_step(struct act *by, const struct order_act *x, const struct order *o, const struct order_step *s,
                       struct err *e)
{
    if (!order_permit(by->who, s->perm, o, e))
        return false;
    if (x->version != o->version) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return check_text("reason", x->reason, s->reason, REASON_MOST, e) &&
           check_text("doc_no", x->doc_no, false, DOC_MOST, e) && check_persons(by, s, o, e) &&
           (s->perm != PERM_POST_APPROVE || check_role(by, o, e));
}

/* ---- the move ---- */

static bool move(struct act *by, const struct order_act *x, const struct order *o, const struct order *next, struct err *e)
{
    const struct order_event_new v = {o, o->version + 1, x->event, next->state, x->reason};
    int64_t rows;

    if (!db_exec(by->tx->db, &Q_ORDER_MOVE,
                 ARGS(V(o->id), V(o->version), V(next->state), V(next->desk), V(by->now_ms), V(next->sent),
                      V(next->approved_by), V(next->approved), V(next->authority), V(next->doc_no), V(next->on_date),
                      V(next->posted_by), V(next->posted)),
                 &rows, e))
        return false;
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return order_note(by, &v, e);
}

/* Back to who made it, or to its end: nobody has approved it any more. */
static void forget_approval(struct order *next)
{
    next->approved_by = next->authority = STR_NONE;
    next->approved = (struct when){0};
}

/* ---- sending ---- */

static bool do_send(struct act *by, const struct order_act *x, const struct order *o, int64_t *ret_row, struct err *e)
{
    enum authority_role need = order_level_of(o->role);
    struct order next = *o;

    forget_approval(&next);
    next.state = STR("SENT");
    next.desk = order_desk_of(need);
    next.sent = (struct when){by->now_ms};
    if (!order_enough(by->tx->db, by->a, o, ret_row, e) || !move(by, x, o, &next, e) ||
        (!order_reversing(o) && !order_split_find(by, o, e)))
        return false;
    return order_tell(by, o, next.desk, TR("มีคำสั่งบริหารงบประมาณรอท่านอนุมัติ"), e);
}

/* ---- approving ---- */

struct one_code {
    struct str code;
};
static const struct field code_fields[] = {COL(struct one_code, code)};
static const struct row_type code_type = ROW_TYPE(struct one_code, code_fields);

/* Where the parameter says so, an open flag of split transfers waits for the authority that the sum would have needed. */
static bool check_flags(struct act *by, const struct order *o, enum authority_role has, struct err *e)
{
    struct one_code c;
    struct str how;

    if (!param_text(by->tx->db, by->a, PARAM_SPLIT_STOPS, o->year, &how, e))
        return false;
    if (!str_eq(how, STR("stop")))
        return true;
    if (!db_one(by->tx->db, by->a, &Q_ORDER_FLAG_STOPS, ARGS(V(o->id), V((int64_t)has)), &code_type, &c, e))
        return false;
    if (c.code.n == 0)
        return true;
    FAIL(e, ERR_ORDER_FLAGGED);
    err_arg(e, "code", V(c.code));
    return false;
}

/* The needed role may have changed with the authority table since it was sent. */
static bool check_need(struct act *by, const struct order *o, enum authority_role has, struct err *e)
{
    enum authority_role need;

    if (!order_need(by->tx->db, by->a, o, &need, e))
        return false;
    if (has >= need)
        return true;
    FAIL(e, ERR_ORDER_ROLE);
    err_arg(e, "needs", V(authority_label(need, LANG_TH)));
    err_arg(e, "has", V(authority_label(has, LANG_TH)));
    return false;
}

static bool do_approve(struct act *by, const struct order_act *x, const struct order *o, int64_t *ret_row, struct err *e)
{
    enum authority_role has = order_level(by->who, o->agency_id, o->division);
    struct str doc = str_trim(x->doc_no).n ? str_trim(x->doc_no) : o->doc_no.n ? o->doc_no : o->code;
    struct order next = *o;

    if (!check_need(by, o, has, e) || !check_flags(by, o, has, e) || !order_enough(by->tx->db, by->a, o, ret_row, e))
        return false;
    next.state = STR("APPROVED");
    next.desk = STR("finance");
    next.doc_no = doc;
    next.approved_by = by->who->name;
    next.approved = (struct when){by->now_ms};
    next.authority = str_format(by->a, "%s:%.*s", authority_word(has), STR_FMT(doc));
    return move(by, x, o, &next, e) && order_tell(by, o, next.desk, TR("มีคำสั่งบริหารงบประมาณที่อนุมัติแล้วรอบันทึกบัญชี"), e);
}

/* ---- posting ---- */

struct source {
    struct str item_code;
    int64_t fund_id, ordinance;
};
static const struct field source_fields[] = {
    COL(struct source, item_code),
    COL(struct source, fund_id),
    COL(struct source, ordinance),
};
static const struct row_type source_type = ROW_TYPE(struct source, source_fields);

/* Lines of money of the central fund, of that item and day; fund and ordinance are those that it comes from. */
static bool open_lines(struct act *by, const struct order *o, struct order_row *r, size_t n, int64_t *ret_row, struct err *e)
{
    for (size_t i = 0; i < n; i++) {
        struct line_open_new x = {.year = o->year, .agency_id = r[i].to_agency_id, .output_id = r[i].to_output_id,
                                  .item_id = r[i].to_item_id, .name = r[i].to_name, .authority = o->authority,
                                  .reason = o->title,
                                  .origin = {.kind = STR("central"), .on_date = o->on_date}};
        struct source from;
        struct str code;

        if (r[i].to_line_id)
            continue;
        *ret_row = r[i].n;
        if (!db_one(by->tx->db, by->a, &Q_ORDER_SOURCE, ARGS(V(r[i].line_id)), &source_type, &from, e))
            return false;
        x.fund_id = from.fund_id;
        x.ordinance = from.ordinance;
        x.origin.central_item = from.item_code;
        if (!line_open(by, &x, &r[i].to_line_id, &code, e) ||
            !db_exec(by->tx->db, &Q_ORDER_ROW_OPEN, ARGS(V(o->id), V(r[i].n), V(r[i].to_line_id)), NULL, e))
            return false;
    }
    return true;
}

static bool post_chunk(struct act *by, const struct order *o, const struct order_row *r, size_t n, int64_t *ret_row,
                       struct err *e)
{
    struct posting *p = ARENA_ARRAY(by->a, struct posting, n);
    struct posting_result *result = ARENA_ARRAY(by->a, struct posting_result, n);
    struct db_bulk *b;

    for (size_t i = 0; i < n; i++) {
        p[i] = order_posting(by->a, o, &r[i]);
        p[i].approved_by = o->approved_by;
        result[i] = (struct posting_result){0};
    }
    if (!posting_batch(by, p, n, true, result, e)) {
        for (size_t i = 0; i < n; i++) {
            if (result[i].err.code == e->code) {
                *ret_row = r[i].n;
                break;
            }
        }
        return false;
    }
    if (!db_bulk_begin(by->tx, &Q_ORDER_ROW_ENTRY, &b, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!db_bulk_row(b, ARGS(V(o->id), V(r[i].n), V(result[i].seq)), e))
            return false;
    }
    return db_bulk_end(b, NULL, e);
}

static bool do_post(struct act *by, const struct order_act *x, const struct order *o, int64_t *ret_row, struct err *e)
{
    struct order next = *o;
    struct order_row *r;
    struct rows rows;

    if (x->on_date.yyyymmdd)
        next.on_date = x->on_date;
    if (!date_valid(next.on_date) || fy_of(next.on_date) != o->year) {
        FAIL(e, ERR_WRONG_YEAR);
        err_arg(e, "date", V(next.on_date));
        err_arg(e, "year", V(o->year));
        err_arg(e, "field", V(STR("on_date")));
        return false;
    }
    if (!order_enough(by->tx->db, by->a, o, ret_row, e) || !order_all_rows(by->tx->db, by->a, o, &rows, e))
        return false;
    r = (struct order_row *)(void *)(uintptr_t)rows.p;
    if (order_kind_of(o) == ORDER_CENTRAL && !order_reversing(o) && !open_lines(by, &next, r, rows.n, ret_row, e))
        return false;
    for (size_t i = 0; i < rows.n; i += CHUNK) {
        if (!post_chunk(by, &next, &r[i], rows.n - i < CHUNK ? rows.n - i : CHUNK, ret_row, e))
            return false;
    }
    *ret_row = 0;
    next.state = STR("POSTED");
    next.desk = STR_NONE;
    next.posted_by = by->who->name;
    next.posted = (struct when){by->now_ms};
    return move(by, x, o, &next, e) && tell_maker(by, o, TR("คำสั่งบริหารงบประมาณของท่านบันทึกบัญชีแล้ว"), e);
}

/* ---- back, or ended ---- */

static bool do_end(struct act *by, const struct order_act *x, const struct order *o, const struct order_step *s,
                   struct err *e)
{
    bool returned = str_eq(str_from(s->to), STR("RETURNED"));
    struct order next = *o;

    forget_approval(&next);
    next.state = str_from(s->to);
    next.desk = returned ? STR("maker") : STR_NONE;
    return move(by, x, o, &next, e) &&
           tell_maker(by, o, returned ? TR("คำสั่งบริหารงบประมาณของท่านถูกส่งคืนให้แก้") : TR("คำสั่งบริหารงบประมาณของท่านไม่ได้รับอนุมัติ"), e);
}

/* Sent twice by the same person: it is done. */
static bool done_already(const struct act *by, const struct order_act *x, const struct order *o)
{
    return str_eq(x->event, STR("post")) && str_eq(o->state, STR("POSTED")) && str_eq(o->posted_by, by->who->name);
}

bool order_do(struct act *by, const struct order_act *x, int64_t *ret_row, struct err *e)
{
    const struct order_step *s;
    struct order o;

    *ret_row = 0;
    if (!order_get(by->tx->db, by->a, x->code, &o, e))
        return false;
    s = find_step(&o, x->event);
    if (!s && done_already(by, x, &o))
        return true;
    if (!s) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(order_state_label(o.state, LANG_TH)));
        err_arg(e, "event", V(x->event));
        return false;
    }
    if (!check_step(by, x, &o, s, e))
        return false;
    if (str_eq(x->event, STR("send")))
        return do_send(by, x, &o, ret_row, e);
    if (str_eq(x->event, STR("approve")))
        return do_approve(by, x, &o, ret_row, e);
    if (str_eq(x->event, STR("post")))
        return do_post(by, x, &o, ret_row, e);
    return do_end(by, x, &o, s, e);
}
