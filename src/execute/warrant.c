#include "execute/warrant.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/audit.h"
#include "execute/warrant_int.h"
#include "plan/write.h"
#include "sql_execute.h"
#include "store/store.h"

static bool is(struct str word, const char *w)
{
    return str_eq(word, str_from(w));
}

static bool stale(struct err *e)
{
    FAIL(e, ERR_STALE);
    return false;
}

static bool bad_state(struct str state, struct str event, struct err *e)
{
    FAIL(e, ERR_STATE);
    err_arg(e, "state", V(state));
    err_arg(e, "event", V(event));
    return false;
}

struct step {
    struct str event, from, to, reason;
};

static bool note(struct act *by, int64_t id, const struct step *s, struct err *e)
{
    return db_exec(by->tx->db, &Q_WARRANT_EVENT_ADD,
                   ARGS(V(id), V(s->event), V(s->from), V(s->to), V(by->who->name), V(by->now_ms),
                        V(reason_in_capacity(by, s->reason))),
                   NULL, e);
}

static bool record(struct act *by, struct str code, int64_t year, const struct step *s,
                   struct money m, struct err *e)
{
    struct audit_note n = {.action = str_format(by->a, "warrant.%.*s", STR_FMT(s->event)),
                           .subject = str_format(by->a, "warrant:%.*s", STR_FMT(code)),
                           .old_value = s->from,
                           .new_value = money_text(by->a, m, MONEY_PLAIN),
                           .reason = s->reason,
                           .year = year};

    return audit_add(by, &n, e);
}

/* ---- postings ---- */

struct posting warrant_posting(struct arena *a, const struct warrant_posting *w, int64_t line_id,
                               struct money amount)
{
    return (struct posting){
        .key = str_format(a, "warrant:%.*s:%lld", STR_FMT(w->code), (long long)line_id),
        .on = w->on,
        .type = is(w->kind, "refund") ? STR("REFUND") : STR("DISBURSE"),
        .line_id = line_id,
        .amount = amount,
        .ref = w->ref,
        .note = str_format(a, "%.*s %.*s", STR_FMT(w->code), STR_FMT(w->number)),
        .approved_by = w->approved_by};
}

bool warrant_post_check(struct act *by, const struct warrant_posting *w,
                        const struct warrant_part *part, size_t n, struct err *e)
{
    for (size_t i = 0; i < n; i++) {
        struct posting p = warrant_posting(by->a, w, part[i].line_id, part[i].amount);

        if (!posting_check(by->tx->db, by->a, by->who, &p, e))
            return false;
    }
    return true;
}

/* ---- saving ---- */

static bool put_rows(struct act *by, int64_t id, const struct warrant_draft *d, struct err *e)
{
    struct db *db = by->tx->db;

    if (!db_exec(db, &Q_WARRANT_PARTS_CLEAR, ARGS(V(id)), NULL, e) ||
        !db_exec(db, &Q_WARRANT_INSTALMENTS_CLEAR, ARGS(V(id)), NULL, e))
        return false;
    for (size_t i = 0; i < d->n.parts; i++) {
        if (!db_exec(db, &Q_WARRANT_PART_ADD,
                     ARGS(V(id), V(d->part[i].line_id), V(d->part[i].amount)), NULL, e))
            return false;
    }
    for (size_t i = 0; is(d->n.kind, "instalment") && i < d->n.instalments; i++) {
        if (!db_exec(db, &Q_WARRANT_INSTALMENT_ADD,
                     ARGS(V(id), V(d->contract_id), V(d->instalment[i].number),
                          V(d->instalment[i].amount)),
                     NULL, e))
            return false;
    }
    return true;
}

static bool check_number(struct act *by, const struct warrant_new *n, struct str number,
                         int64_t own_id, struct err *e)
{
    int64_t other;

    if (!db_int(by->tx->db, &Q_WARRANT_NUMBER, ARGS(V(n->agency_id), V(n->year), V(number)), &other,
                e))
        return false;
    if (other == 0 || other == own_id)
        return true;
    FAIL(e, ERR_DUPLICATE);
    err_arg(e, "field", V(STR("number")));
    err_arg(e, "value", V(number));
    return false;
}

static bool check_free(struct act *by, struct str code, const struct warrant_draft *d, struct err *e)
{
    struct warrant_posting w = {
        .code = code, .kind = d->n.kind, .ref = d->ref, .number = d->n.number, .on = d->n.on_date};

    return warrant_post_check(by, &w, d->part, d->n.parts, e);
}

static bool add_new(struct act *by, struct warrant_draft *d, struct str *ret_code, struct err *e)
{
    const struct warrant_new *n = &d->n;
    struct step s = {STR("make"), STR_NONE, STR("draft"), n->reason};
    int64_t number, id;
    struct str code;

    if (!number_take(by, n->year, 0, STR("F"), 1, &number, e))
        return false;
    code = str_format(by->a, "%lld-F-%06lld", (long long)n->year, (long long)number);
    if (n->number.n == 0)
        d->n.number = code;
    if (!check_number(by, n, n->number, 0, e) || !check_free(by, code, d, e) ||
        !db_int(by->tx->db, &Q_WARRANT_ADD,
                ARGS(V(code), V(n->year), V(n->agency_id), V(n->number), V(n->kind), V(n->on_date),
                     V(n->title), V(n->payee), V(n->tax_id), V_ID(d->contract_id),
                     V(d->change_number), V(d->ref), V(n->control_no), V(n->accepted_on),
                     V(n->gross), V(n->advance_less), V(n->retention_less), V(n->adjust),
                     V(n->k_value), V(d->charge), V(n->penalty), V(n->penalty_days), V(n->tax),
                     V(d->net), V(n->loan_no), V(n->loan), V_ID(d->refund_of_id), V(n->receipt_no),
                     V(n->receipt_on), V(n->reason), V(by->who->name), V(by->now_ms)),
                &id, e) ||
        !put_rows(by, id, d, e))
        return false;
    *ret_code = code;
    return note(by, id, &s, e) && record(by, code, n->year, &s, d->charge, e);
}

static bool set_again(struct act *by, const struct warrant *w, struct warrant_draft *d,
                      struct err *e)
{
    const struct warrant_new *n = &d->n;
    struct step s = {STR("save"), w->state, STR("draft"), n->reason};
    int64_t rows;

    if (n->number.n == 0)
        d->n.number = w->code;
    if (!check_number(by, n, n->number, w->id, e) || !check_free(by, w->code, d, e) ||
        !db_exec(by->tx->db, &Q_WARRANT_SET,
                 ARGS(V(w->id), V(w->version), V(n->number), V(n->on_date), V(n->title), V(n->payee),
                      V(n->tax_id), V(n->control_no), V(n->accepted_on), V(n->gross),
                      V(n->advance_less), V(n->retention_less), V(n->adjust), V(n->k_value),
                      V(d->charge), V(n->penalty), V(n->penalty_days), V(n->tax), V(d->net),
                      V(n->loan_no), V(n->loan), V(n->receipt_no), V(n->receipt_on), V(n->reason),
                      V(by->who->name)),
                 &rows, e))
        return false;
    return rows == 1 ? put_rows(by, w->id, d, e) && note(by, w->id, &s, e) &&
                           record(by, w->code, n->year, &s, d->charge, e)
                     : stale(e);
}

/* The draft that is written again keeps its kind, agency, contract and year. */
static bool find_draft(struct act *by, const struct warrant_new *n, struct str code,
                       int64_t version, struct warrant *ret, struct err *e)
{
    if (!warrant_get(by->tx->db, by->a, code, ret, e))
        return false;
    if (ret->version != version)
        return stale(e);
    if ((!is(ret->state, "draft") && !is(ret->state, "returned")) ||
        !str_eq(ret->kind, n->kind) || ret->agency_id != n->agency_id || ret->year != n->year ||
        !str_eq(ret->contract_code, is(n->kind, "refund") ? ret->contract_code : n->contract_code) ||
        !str_eq(ret->refund_of, n->refund_of))
        return bad_state(ret->state, STR("save"), e);
    return true;
}

bool warrant_save(struct act *by, const struct warrant_new *n, struct str code, int64_t version,
                  struct str *ret_code, struct err *e)
{
    struct warrant w = {0};
    struct warrant_draft *d;
    struct agency g;

    if (!agency_by_id(by->tx->db, by->a, n->agency_id, &g, e) ||
        !actor_check(by->who, PERM_SPEND, g.id, g.division, e) ||
        (code.n && !find_draft(by, n, code, version, &w, e)) ||
        !warrant_check(by, n, w.id, &d, e))
        return false;
    if (code.n == 0)
        return add_new(by, d, ret_code, e);
    *ret_code = code;
    return set_again(by, &w, d, e);
}

/* ---- the desks ---- */

static const struct {
    const char *event, *from, *to;
    enum perm perm;
    bool reason;
} steps[] = {
    {"send", "draft", "sent", PERM_SPEND, false},
    {"approve", "sent", "approved", PERM_POST_APPROVE, false},
    {"return", "sent", "returned", PERM_POST_APPROVE, true},
    {"refuse", "sent", "refused", PERM_POST_APPROVE, true},
    {"pay", "approved", "paid", PERM_POST, false},
    {"return", "approved", "returned", PERM_POST, true},
};

/* Maker, approver and payer are three persons. */
static bool check_person(struct act *by, const struct warrant *w, struct str event, struct err *e)
{
    bool pay = str_eq(w->state, STR("approved"));
    int64_t did;

    if (is(event, "send") || by->who->user_id == 0)
        return true;
    if (!db_int(by->tx->db, &Q_WARRANT_DID,
                ARGS(V(w->id), V(by->who->name), V((int64_t)(pay ? 1 : 0))), &did, e))
        return false;
    if (did == 0)
        return true;
    FAIL(e, ERR_THREE_PERSONS);
    return false;
}

static bool pay(struct act *by, struct warrant *w, struct date on, struct err *e)
{
    struct warrant_posting x = {.code = w->code,
                                .kind = w->kind,
                                .ref = w->ref,
                                .number = w->number,
                                .approved_by = by->who->user_id ? w->approved_by : STR_NONE,
                                .on = on.yyyymmdd ? on : w->on_date};
    const struct warrant_part *part;
    struct posting_result *r;
    struct posting *p;
    struct rows rows;

    if (date_cmp(x.on, w->on_date) < 0) {
        FAIL(e, ERR_DATE_ORDER);
        err_arg(e, "field", V(STR("paid_on")));
        err_arg(e, "from", V(w->on_date));
        err_arg(e, "to", V(x.on));
        return false;
    }
    if (!warrant_parts(by->tx->db, by->a, w, &rows, e))
        return false;
    part = rows.p;
    p = ARENA_ARRAY(by->a, struct posting, rows.n);
    r = ARENA_ARRAY(by->a, struct posting_result, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        p[i] = warrant_posting(by->a, &x, part[i].line_id, part[i].amount);
    w->paid_by = by->who->name;
    w->paid_on = x.on;
    return posting_batch(by, p, rows.n, true, r, e);
}

static bool send_check(struct act *by, const struct warrant *w, struct err *e)
{
    struct warrant_posting x = {
        .code = w->code, .kind = w->kind, .ref = w->ref, .number = w->number, .on = w->on_date};
    struct rows rows;

    return warrant_parts(by->tx->db, by->a, w, &rows, e) &&
           warrant_post_check(by, &x, rows.p, rows.n, e);
}

static bool find_step(const struct warrant *w, struct str event, size_t *ret, struct err *e)
{
    if (!contract_word("event", event, STR("send approve return refuse pay"), e))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        if (is(event, steps[i].event) && is(w->state, steps[i].from)) {
            *ret = i;
            return true;
        }
    }
    return bad_state(w->state, event, e);
}

bool warrant_act(struct act *by, struct str code, const struct warrant_step *x, struct err *e)
{
    struct step s = {.event = x->event, .reason = x->reason};
    struct warrant w;
    int64_t rows;
    size_t k = 0;

    if (!warrant_get(by->tx->db, by->a, code, &w, e))
        return false;
    if (w.version != x->version)
        return stale(e);
    if (!find_step(&w, x->event, &k, e) ||
        !actor_check(by->who, steps[k].perm, w.agency_id, w.division, e) ||
        !check_text("reason", x->reason, steps[k].reason, 1000, e) ||
        !check_person(by, &w, x->event, e))
        return false;
    s.from = w.state;
    s.to = str_from(steps[k].to);
    if (is(x->event, "send") && !send_check(by, &w, e))
        return false;
    if (is(x->event, "pay") && !pay(by, &w, x->on, e))
        return false;
    if (is(x->event, "approve"))
        w.approved_by = by->who->name;
    else if (is(s.to, "returned") || is(s.to, "sent"))
        w.approved_by = STR_NONE;
    if (!db_exec(by->tx->db, &Q_WARRANT_STATE,
                 ARGS(V(w.id), V(w.version), V(s.to), V(w.approved_by), V(w.paid_by), V(w.paid_on),
                      V(by->now_ms)),
                 &rows, e))
        return false;
    if (rows != 1)
        return stale(e);
    return note(by, w.id, &s, e) && record(by, code, w.year, &s, w.charge, e) &&
           (!is(s.to, "paid") || w.contract_id == 0 || contract_settle(by, w.contract_code, e));
}
