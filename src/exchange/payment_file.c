/* payment_file.c - pbis import payments: payment warrants and refunds from a file (docs/formats/contracts.md), one record each.
 *
 * Each goes through warrant_save. By a named person they are sent to who approves; the system (a move from another
 * register) approves and pays them too. A record with the day of acceptance accepts its instalments first. */
#include "base/arena.h"
#include "exchange/contract_file.h"
#include "exchange/import_frame.h"
#include "execute/contract.h"
#include "execute/warrant.h"
#include "sql_exchange.h"
#include "store/store.h"

enum { MAX_BYTES = 32 * 1024 * 1024, PAIRS = 50, MICRO = 10000 };

enum {
    P_AGENCY,
    P_NUMBER,
    P_KIND,
    P_DATE,
    P_PAYEE,
    P_TITLE,
    P_REF,
    P_AMOUNT,
    P_INSTALMENTS,
    P_LINES,
    P_ACCEPTED,
    P_ADVANCE,
    P_RETENTION,
    P_ADJUST,
    P_K,
    P_PENALTY,
    P_DAYS,
    P_TAX,
    P_TAX_ID,
    P_CONTROL,
    P_LOAN_NO,
    P_LOAN,
    P_REFUND_OF,
    P_RECEIPT,
    P_RECEIPT_ON,
    P_REASON,
    P_COUNT
};
static const struct csv_column columns[] = {
    [P_AGENCY] = {"agency", false},
    [P_NUMBER] = {"number", false},
    [P_KIND] = {"kind", false},
    [P_DATE] = {"date", false},
    [P_PAYEE] = {"payee", true},
    [P_TITLE] = {"title", true},
    [P_REF] = {"ref", true},
    [P_AMOUNT] = {"amount", true},
    [P_INSTALMENTS] = {"instalments", true},
    [P_LINES] = {"lines", true},
    [P_ACCEPTED] = {"accepted", true},
    [P_ADVANCE] = {"advance_less", true},
    [P_RETENTION] = {"retention_less", true},
    [P_ADJUST] = {"adjust", true},
    [P_K] = {"k_value", true},
    [P_PENALTY] = {"penalty", true},
    [P_DAYS] = {"penalty_days", true},
    [P_TAX] = {"tax", true},
    [P_TAX_ID] = {"tax_id", true},
    [P_CONTROL] = {"control_no", true},
    [P_LOAN_NO] = {"loan_no", true},
    [P_LOAN] = {"loan", true},
    [P_REFUND_OF] = {"refund_of", true},
    [P_RECEIPT] = {"receipt_no", true},
    [P_RECEIPT_ON] = {"receipt_on", true},
    [P_REASON] = {"reason", true},
};

struct code_row {
    struct str code;
};
static const struct field code_fields[] = {COL(struct code_row, code)};
static const struct row_type code_type = ROW_TYPE(struct code_row, code_fields);

struct payment {
    struct warrant_new n;
    struct warrant_part part[PAIRS];
    struct warrant_instalment inst[PAIRS];
    struct file_pair pair[PAIRS];
};

/* ---- cells ---- */

static void read_arrays(struct import *im, struct payment *p)
{
    struct err why;

    p->n.parts = file_pairs(im, P_LINES, p->pair, PAIRS);
    for (size_t i = 0; i < p->n.parts; i++)
        p->part[i] = (struct warrant_part){.line_code = p->pair[i].key, .amount = p->pair[i].amount};
    p->n.part = p->part;
    p->n.instalments = file_pairs(im, P_INSTALMENTS, p->pair, PAIRS);
    for (size_t i = 0; i < p->n.instalments; i++) {
        struct money number = MONEY_ZERO;

        if (!money_parse(p->pair[i].key, &number, &why) || number.satang % 100) {
            FAIL(&why, ERR_BAD_NUMBER);
            err_arg(&why, "field", V(STR("instalments")));
            err_arg(&why, "value", V(p->pair[i].key));
            import_refuse(im, P_INSTALMENTS, &why);
        }
        p->inst[i] = (struct warrant_instalment){number.satang / 100, p->pair[i].amount};
    }
    p->n.instalment = p->inst;
}

static void read_record(struct import *im, struct payment *p)
{
    struct warrant_new *n = &p->n;

    n->year = im->year;
    n->agency_id = file_agency(im, P_AGENCY);
    n->number = import_cell(im, P_NUMBER);
    n->kind = import_cell(im, P_KIND);
    n->on_date = file_day(im, P_DATE);
    n->payee = import_cell(im, P_PAYEE);
    n->title = import_cell(im, P_TITLE);
    n->gross = file_money(im, P_AMOUNT);
    n->accepted_on = file_day(im, P_ACCEPTED);
    n->advance_less = file_money(im, P_ADVANCE);
    n->retention_less = file_money(im, P_RETENTION);
    n->adjust = file_money(im, P_ADJUST);
    n->k_value.millionths = file_money(im, P_K).satang * MICRO;
    n->penalty = file_money(im, P_PENALTY);
    n->penalty_days = file_money(im, P_DAYS).satang / 100;
    n->tax = file_money(im, P_TAX);
    n->tax_id = import_cell(im, P_TAX_ID);
    n->control_no = import_cell(im, P_CONTROL);
    n->loan_no = import_cell(im, P_LOAN_NO);
    n->loan = file_money(im, P_LOAN);
    n->receipt_no = import_cell(im, P_RECEIPT);
    n->receipt_on = file_day(im, P_RECEIPT_ON);
    n->reason = import_cell(im, P_REASON);
    if (n->number.n == 0)
        import_refuse_required(im, P_NUMBER);
    read_arrays(im, p);
}

/* ---- what it names ---- */

static bool find_code(struct import *im, const struct payment *p, struct str number, struct str *ret,
                      bool *found, struct err *e)
{
    struct code_row c = {STR_NONE};

    if (!db_find(im->by->tx->db, im->row_a, &Q_PAYMENT_BY_NUMBER,
                 ARGS(V(p->n.agency_id), V(p->n.year), V(number)), &code_type, &c, found, e))
        return false;
    *ret = c.code;
    return true;
}

static bool find_named(struct import *im, struct payment *p, struct err *e)
{
    struct str ref = import_cell(im, P_REF), of = import_cell(im, P_REFUND_OF);
    struct contract c;
    bool found;

    if (ref.n) {
        if (!contract_by_ref(im->by->tx->db, im->row_a, p->n.agency_id, ref, &c, &found, e))
            return false;
        if (!found)
            import_refuse_code(im, P_REF, ref);
        p->n.contract_code = found ? c.code : STR_NONE;
    }
    if (of.n) {
        if (!find_code(im, p, of, &p->n.refund_of, &found, e))
            return false;
        if (!found)
            import_refuse_code(im, P_REFUND_OF, of);
    }
    return true;
}

/* ---- writing ---- */

static bool accept(struct import *im, const struct payment *p, struct err *why)
{
    struct contract c;
    struct rows rows;
    const struct contract_instalment *x;

    if (p->n.contract_code.n == 0 || !p->n.accepted_on.yyyymmdd)
        return true;
    if (!contract_get(im->by->tx->db, im->row_a, p->n.contract_code, im->by->today, &c, why) ||
        !contract_instalments(im->by->tx->db, im->row_a, c.id, c.current_id, im->by->today, &rows, why))
        return false;
    x = rows.p;
    for (size_t i = 0; i < p->n.instalments; i++) {
        struct contract_acceptance y = {
            .number = p->inst[i].number, .on = p->n.accepted_on, .doc_no = p->n.number};

        for (size_t k = 0; k < rows.n; k++) {
            if (x[k].number == y.number && !x[k].accepted_on.yyyymmdd &&
                !contract_accept(im->by, c.code, &y, why))
                return false;
        }
    }
    return true;
}

static bool step(struct import *im, struct str code, const char *event, struct date on, struct err *why)
{
    struct warrant_step s = {.event = str_from(event), .on = on};
    struct warrant w;

    if (!warrant_get(im->by->tx->db, im->row_a, code, &w, why))
        return false;
    s.version = w.version;
    return warrant_act(im->by, code, &s, why);
}

static bool write_one(struct import *im, const struct payment *p, struct err *why)
{
    struct str code;

    if (!accept(im, p, why) || !warrant_save(im->by, &p->n, STR_NONE, 0, &code, why) ||
        !step(im, code, "send", DATE_NONE, why))
        return false;
    return im->by->who->user_id != 0 || (step(im, code, "approve", DATE_NONE, why) &&
                                         step(im, code, "pay", p->n.on_date, why));
}

static bool add_total(struct import *im, struct str code, struct err *e)
{
    struct warrant w;

    return warrant_get(im->by->tx->db, im->row_a, code, &w, e) &&
           import_add_total(im, str_eq(w.kind, STR("refund")) ? money_neg(w.charge) : w.charge, e);
}

static bool same(struct import *im, struct str code, const struct payment *p, bool *ret, struct err *e)
{
    struct warrant w;

    if (!warrant_get(im->by->tx->db, im->row_a, code, &w, e))
        return false;
    *ret = str_eq(w.kind, p->n.kind) && date_cmp(w.on_date, p->n.on_date) == 0 &&
           (p->n.payee.n == 0 || str_eq(w.payee, p->n.payee)) &&
           (p->n.gross.satang == 0 || money_cmp(w.gross, p->n.gross) == 0) &&
           str_eq(w.contract_code, str_eq(w.kind, STR("refund")) ? w.contract_code : p->n.contract_code) &&
           money_cmp(w.penalty, p->n.penalty) == 0 && money_cmp(w.tax, p->n.tax) == 0 &&
           money_cmp(w.retention_less, p->n.retention_less) == 0 &&
           money_cmp(w.advance_less, p->n.advance_less) == 0 && money_cmp(w.adjust, p->n.adjust) == 0;
    for (size_t i = 0; *ret && w.gross.satang && i < 1 && p->n.instalments; i++) {
        struct money sum = MONEY_ZERO;

        for (size_t k = 0; k < p->n.instalments; k++)
            sum = money_add(sum, p->inst[k].amount);
        *ret = money_cmp(sum, w.gross) == 0;
    }
    return true;
}

static bool row(struct import *im, struct err *e)
{
    struct payment *p = ARENA_NEW(im->row_a, struct payment);
    struct str code;
    struct err why;
    bool found, alike;

    read_record(im, p);
    if (import_is_bad(im))
        return true;
    if (!find_named(im, p, e))
        return false;
    if (import_is_bad(im))
        return true;
    if (!find_code(im, p, p->n.number, &code, &found, e))
        return false;
    if (found) {
        if (!same(im, code, p, &alike, e))
            return false;
        if (alike) {
            import_unchanged(im);
            return add_total(im, code, e);
        }
    }
    if (!write_one(im, p, &why))
        return file_refused(im, P_NUMBER, &why, e);
    return find_code(im, p, p->n.number, &code, &found, e) && add_total(im, code, e);
}

const struct import_kind payments_kind = {
    .word = "payments",
    .columns = columns,
    .ncolumns = P_COUNT,
    .max_bytes = MAX_BYTES,
    .needs_year = true,
    .sheets = true,
    .row = row,
};
