/* warrant_check.c - what a warrant may say: of which instalments, how much, from which lines. */
#include "base/arena.h"
#include "base/err.h"
#include "execute/holding.h"
#include "execute/warrant_int.h"
#include "plan/write.h"
#include "sql_execute.h"
#include "store/store.h"

static bool is(struct str word, const char *w)
{
    return str_eq(word, str_from(w));
}

static bool required(const char *field, struct err *e)
{
    FAIL(e, ERR_REQUIRED);
    err_arg(e, "field", V(str_from(field)));
    return false;
}

static bool check_words(const struct warrant_new *n, struct err *e)
{
    bool refund = is(n->kind, "refund");

    if (!contract_word("kind", n->kind, STR("instalment advance retention direct refund"), e) ||
        !check_text("number", n->number, false, 60, e) ||
        !check_text("title", n->title, true, 300, e) ||
        !check_text("payee", n->payee, true, 200, e) || !contract_tax_id(n->tax_id, e) ||
        !check_text("control_no", n->control_no, false, 60, e) ||
        !check_text("loan_no", n->loan_no, n->loan.satang != 0, 60, e) ||
        !check_text("receipt_no", n->receipt_no, refund, 60, e) ||
        !check_text("reason", n->reason, refund, 1000, e))
        return false;
    if (refund && !n->receipt_on.yyyymmdd)
        return required("receipt_on", e);
    if (!date_valid(n->on_date)) {
        FAIL(e, ERR_BAD_DATE);
        err_arg(e, "value", V(STR("")));
        return false;
    }
    return true;
}

/* ---- the sums ---- */

static bool check_sums(struct act *by, struct warrant_draft *d, struct err *e)
{
    const struct warrant_new *n = &d->n;
    bool plain = !is(n->kind, "instalment");
    struct money less;

    if (!contract_amount(by->a, n->gross, false, e) ||
        !contract_amount(by->a, n->advance_less, true, e) ||
        !contract_amount(by->a, n->retention_less, true, e) ||
        !contract_amount(by->a, n->penalty, true, e) || !contract_amount(by->a, n->tax, true, e) ||
        !contract_amount(by->a, n->loan, true, e))
        return false;
    if (n->adjust.satang > MONEY_MAX || n->adjust.satang < -MONEY_MAX) {
        FAIL(e, ERR_AMOUNT_RANGE);
        err_arg(e, "value", V(money_text(by->a, n->adjust, MONEY_WHOLE)));
        return false;
    }
    if (plain && (n->advance_less.satang || n->retention_less.satang || n->adjust.satang ||
                  (is(n->kind, "refund") && (n->penalty.satang || n->tax.satang)))) {
        FAIL(e, ERR_WARRANT_SUM);
        err_arg(e, "charge", V(n->gross));
        err_arg(e, "less", V(money_add(money_add(n->advance_less, n->retention_less), n->penalty)));
        return false;
    }
    d->charge = money_add(
        money_sub(money_sub(n->gross, n->advance_less), n->retention_less), n->adjust);
    less = money_add(n->penalty, n->tax);
    d->net = money_sub(d->charge, less);
    if (d->charge.satang > 0 && d->net.satang >= 0)
        return true;
    FAIL(e, ERR_WARRANT_SUM);
    err_arg(e, "charge", V(d->charge.satang > 0 ? d->charge : n->gross));
    err_arg(e, "less", V(d->charge.satang > 0 ? less : money_add(n->advance_less, n->retention_less)));
    return false;
}

/* ---- of a contract ---- */

static bool numbered(enum err_code code, struct act *by, int64_t number, struct err *e)
{
    FAIL(e, code);
    err_arg(e, "value", V(str_format(by->a, "%lld", (long long)number)));
    return false;
}

/* One instalment: accepted, and enough of it left. */
static bool check_instalment(struct act *by, const struct contract *c, const struct rows *rows,
                             const struct warrant_instalment *x, int64_t own_id, struct date *accepted,
                             struct err *e)
{
    const struct contract_instalment *i = rows->p;
    struct money left;
    int64_t claimed;
    size_t k = 0;

    while (k < rows->n && i[k].number != x->number)
        k++;
    if (k == rows->n) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(str_format(by->a, "#%lld", (long long)x->number)));
        return false;
    }
    if (!i[k].accepted_on.yyyymmdd)
        return numbered(ERR_NOT_ACCEPTED, by, x->number, e);
    if (!contract_amount(by->a, x->amount, false, e) ||
        !db_int(by->tx->db, &Q_WARRANT_CLAIMED, ARGS(V(c->id), V(x->number), V(own_id)), &claimed, e))
        return false;
    left = money_sub(i[k].amount, MONEY(claimed));
    if (money_cmp(x->amount, left) > 0) {
        (void)numbered(ERR_INSTALMENT_LEFT, by, x->number, e);
        err_arg(e, "need", V(x->amount));
        err_arg(e, "left", V(left));
        return false;
    }
    if (date_cmp(i[k].accepted_on, *accepted) > 0)
        *accepted = i[k].accepted_on;
    return true;
}

static bool of_instalments(struct act *by, const struct contract *c, struct warrant_draft *d,
                           int64_t own_id, struct err *e)
{
    struct date accepted = DATE_NONE;
    struct money sum = MONEY_ZERO;
    struct rows rows;

    if (d->n.instalments == 0)
        return required("instalment", e);
    if (!contract_instalments(by->tx->db, by->a, c->id, c->current_id, by->today, &rows, e))
        return false;
    for (size_t i = 0; i < d->n.instalments && i < CONTRACT_INSTALMENTS_MAX; i++) {
        d->instalment[i] = d->n.instalment[i];
        for (size_t k = 0; k < i; k++) {
            if (d->instalment[k].number == d->instalment[i].number)
                return numbered(ERR_DUPLICATE, by, d->instalment[i].number, e);
        }
        if (!check_instalment(by, c, &rows, &d->instalment[i], own_id, &accepted, e))
            return false;
        sum = money_add(sum, d->instalment[i].amount);
    }
    d->n.instalment = d->instalment;
    d->n.gross = sum;
    if (!d->n.accepted_on.yyyymmdd)
        d->n.accepted_on = accepted;
    return true;
}

/* Room for advance and retention, given what other warrants took and gave. */
static bool check_room(struct act *by, const struct contract *c, const struct warrant_draft *d,
                       int64_t own_id, struct err *e)
{
    const struct warrant_new *n = &d->n;
    struct contract_change x;
    struct warrant_sums s;
    struct money left;

    if (!warrant_sums_of(by->tx->db, by->a, c->id, own_id, &s, e) ||
        !contract_change_get(by->tx->db, by->a, c->current_id, &x, e))
        return false;
    left = money_sub(x.advance, s.advance_paid);
    if (is(n->kind, "advance") && money_cmp(n->gross, left) > 0)
        return contract_above(ERR_ADVANCE_LEFT, n->gross, left, e);
    left = money_sub(s.advance_paid, s.advance_back);
    if (money_cmp(n->advance_less, left) > 0)
        return contract_above(ERR_ADVANCE_LEFT, n->advance_less, left, e);
    left = money_sub(s.retained, s.released);
    if (is(n->kind, "retention") && money_cmp(n->gross, left) > 0)
        return contract_above(ERR_RETENTION_LEFT, n->gross, left, e);
    return true;
}

static bool of_contract(struct act *by, struct warrant_draft *d, int64_t own_id, struct err *e)
{
    struct contract_change x;
    struct contract c;

    if (d->n.contract_code.n == 0)
        return required("contract", e);
    if (!contract_get(by->tx->db, by->a, d->n.contract_code, by->today, &c, e))
        return false;
    if (c.agency_id != d->n.agency_id) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(d->n.contract_code));
        return false;
    }
    if (!is(c.state, "active")) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(c.state));
        err_arg(e, "event", V(STR("warrant")));
        return false;
    }
    if (!contract_change_get(by->tx->db, by->a, c.current_id, &x, e))
        return false;
    d->contract_id = c.id;
    d->change_number = x.number;
    d->ref = c.ref;
    if (d->n.payee.n == 0)
        d->n.payee = c.vendor;
    if (d->n.tax_id.n == 0)
        d->n.tax_id = c.tax_id;
    if (d->n.title.n == 0)
        d->n.title = c.title;
    return (!is(d->n.kind, "instalment") || of_instalments(by, &c, d, own_id, e)) &&
           check_room(by, &c, d, own_id, e);
}

/* ---- of a paid warrant ---- */

static bool of_paid(struct act *by, struct warrant_draft *d, struct err *e)
{
    struct warrant o;

    if (d->n.refund_of.n == 0)
        return required("refund_of", e);
    if (!warrant_get(by->tx->db, by->a, d->n.refund_of, &o, e))
        return false;
    if (o.agency_id != d->n.agency_id || o.year != d->n.year) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(d->n.refund_of));
        return false;
    }
    if (!is(o.state, "paid") || is(o.kind, "refund")) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(o.state));
        err_arg(e, "event", V(STR("refund")));
        return false;
    }
    d->refund_of_id = o.id;
    d->contract_id = o.contract_id;
    d->change_number = o.change_number;
    d->ref = o.ref;
    if (d->n.payee.n == 0)
        d->n.payee = o.payee;
    if (d->n.title.n == 0)
        d->n.title = o.title;
    return true;
}

/* No line gives back more than the warrant took of it. */
static bool check_refund(struct act *by, const struct warrant_draft *d, int64_t own_id,
                         struct err *e)
{
    const struct warrant_part *p;
    struct warrant o = {.id = d->refund_of_id, .ref = d->ref};
    struct rows rows;

    if (!warrant_parts(by->tx->db, by->a, &o, &rows, e))
        return false;
    p = rows.p;
    for (size_t i = 0; i < d->n.parts; i++) {
        struct money left = MONEY_ZERO;
        int64_t back;

        if (!db_int(by->tx->db, &Q_WARRANT_REFUNDED,
                    ARGS(V(o.id), V(d->part[i].line_id), V(own_id)), &back, e))
            return false;
        for (size_t k = 0; k < rows.n; k++) {
            if (p[k].line_id == d->part[i].line_id)
                left = money_sub(p[k].amount, MONEY(back));
        }
        if (money_cmp(d->part[i].amount, left) > 0)
            return contract_above(ERR_REFUND_LEFT, d->part[i].amount, left, e);
    }
    return true;
}

/* ---- lines ---- */

/* The charge over the lines of the warrant's year by what is open on each (a refund: by what was paid). */
static bool spread(struct act *by, struct warrant_draft *d, struct err *e)
{
    struct rows rows = {NULL, 0};
    int64_t weight[WARRANT_PARTS_MAX], sum = 0;
    struct money share[WARRANT_PARTS_MAX];
    size_t n = 0;

    if (d->refund_of_id) {
        struct warrant o = {.id = d->refund_of_id, .ref = d->ref};
        const struct warrant_part *p;

        if (!warrant_parts(by->tx->db, by->a, &o, &rows, e))
            return false;
        p = rows.p;
        for (; n < rows.n && n < WARRANT_PARTS_MAX; n++) {
            d->part[n] = p[n];
            weight[n] = p[n].amount.satang;
            sum += weight[n];
        }
    } else if (d->contract_id) {
        const struct contract_part *p;
        struct contract c;

        if (!contract_get(by->tx->db, by->a, d->n.contract_code, by->today, &c, e) ||
            !contract_parts(by->tx->db, by->a, c.current_id, c.ref, &rows, e))
            return false;
        p = rows.p;
        for (size_t i = 0; i < rows.n && n < WARRANT_PARTS_MAX; i++) {
            if (p[i].line_year != d->n.year || p[i].obligated.satang == 0)
                continue;
            d->part[n] = (struct warrant_part){.line_code = p[i].line_code, .line_id = p[i].line_id};
            weight[n] = p[i].obligated.satang;
            sum += weight[n++];
        }
        if (n == 0) {
            FAIL(e, ERR_NO_OBLIGATION);
            err_arg(e, "value", V(d->ref));
            return false;
        }
    }
    if (n == 0 || sum == 0)
        return required("line", e);
    money_split(d->charge, weight, n, share);
    for (size_t i = 0; i < n; i++)
        d->part[i].amount = share[i];
    d->n.parts = 0;
    for (size_t i = 0; i < n; i++) { /* a line whose share is nothing pays nothing */
        if (share[i].satang)
            d->part[d->n.parts++] = d->part[i];
    }
    d->n.part = d->part;
    return true;
}

static bool said_lines(struct act *by, struct warrant_draft *d, struct err *e)
{
    struct money sum = MONEY_ZERO;

    for (size_t i = 0; i < d->n.parts; i++) {
        const struct warrant_part *p = &d->n.part[i];
        struct contract_line_row l;

        if (i == WARRANT_PARTS_MAX) {
            FAIL(e, ERR_TABLE_ROWS);
            err_arg(e, "what", V(STR("line")));
            err_arg(e, "limit", V((int64_t)WARRANT_PARTS_MAX));
            return false;
        }
        if (!contract_amount(by->a, p->amount, false, e) ||
            !contract_line(by, p->line_code, d->n.agency_id, d->n.year, &l, e))
            return false;
        for (size_t k = 0; k < i; k++) {
            if (d->part[k].line_id == l.line_id) {
                FAIL(e, ERR_DUPLICATE);
                err_arg(e, "field", V(STR("line")));
                err_arg(e, "value", V(p->line_code));
                return false;
            }
        }
        d->part[i] = (struct warrant_part){
            .line_code = p->line_code, .line_id = l.line_id, .amount = p->amount};
        sum = money_add(sum, p->amount);
    }
    d->n.part = d->part;
    return money_cmp(sum, d->charge) == 0 ||
           contract_uneven(ERR_WARRANT_LINES, sum, d->charge, e);
}

/* Of direct warrants and refunds the lines' sum is the amount. */
static void gross_of_lines(struct warrant_draft *d)
{
    for (size_t i = 0; d->n.gross.satang == 0 && i < d->n.parts; i++) {
        struct money sum = MONEY_ZERO;

        for (size_t k = 0; k < d->n.parts; k++)
            sum = money_add(sum, d->n.part[k].amount);
        d->n.gross = sum;
    }
}

bool warrant_check(struct act *by, const struct warrant_new *n, int64_t own_id,
                   struct warrant_draft **ret, struct err *e)
{
    struct warrant_draft *d = ARENA_NEW(by->a, struct warrant_draft);
    bool direct = is(n->kind, "direct"), refund = is(n->kind, "refund");

    d->n = *n;
    if (!(refund ? of_paid(by, d, e) : direct || of_contract(by, d, own_id, e)) ||
        !check_words(&d->n, e))
        return false;
    if (direct || refund)
        gross_of_lines(d);
    if (!check_sums(by, d, e) || !(n->parts ? said_lines(by, d, e) : spread(by, d, e)) ||
        (refund && !check_refund(by, d, own_id, e)))
        return false;
    *ret = d;
    return true;
}
