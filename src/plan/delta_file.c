/* delta_file.c - cuts and amendments of a file (pbis council): one row, one delta. */
#include "base/arena.h"
#include "base/err.h"
#include "plan/bill.h"
#include "plan/delta_int.h"
#include "plan/write.h"
#include "store/store.h"

struct filing {
    struct act *by, approver, committee;
    bool confirms, accepts;
    const struct delta_file *f;
    int64_t year, ordinance;
    struct delta_pick *pick;
    size_t picks;
};

/* 2566-0-1100-00042: the bill that a line's code names. */
static bool bill_of(struct str code, int64_t *ret_year, int64_t *ret_ordinance)
{
    struct str rest = code, year, number;
    int64_t n = 0;

    if (!str_split(&rest, '-', &year) || !str_split(&rest, '-', &number) || number.n == 0 ||
        number.n > 2) {
        return false;
    }
    for (size_t i = 0; i < number.n; i++) {
        if (number.p[i] < '0' || number.p[i] > '9') {
            return false;
        }
        n = 10 * n + (number.p[i] - '0');
    }
    *ret_year = line_code_year(code);
    *ret_ordinance = n;
    return *ret_year != 0;
}

static bool check_row(struct filing *x, const struct delta_row *r, struct err *e)
{
    int64_t year, ordinance;

    if (!bill_of(r->line_code, &year, &ordinance)) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(r->line_code));
        return false;
    }
    if (x->year == 0) {
        x->year = year;
        x->ordinance = ordinance;
    }
    if (year != x->year) {
        FAIL(e, ERR_YEAR_MISMATCH);
        err_arg(e, "value", V(year));
        err_arg(e, "expected", V(x->year));
        return false;
    }
    if (ordinance != x->ordinance) {
        FAIL(e, ERR_OTHER_BILL);
        err_arg(e, "line", V(r->line_code));
        err_arg(e, "bill", V(bill_code(x->by->a, x->year, x->ordinance)));
        return false;
    }
    if (!str_eq(r->kind, STR("cut")) && !str_eq(r->kind, STR("amend"))) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("kind")));
        err_arg(e, "value", V(r->kind));
        err_arg(e, "expected", V(STR("cut amend")));
        return false;
    }
    return true;
}

static bool take_row(struct filing *x, const struct delta_row *r, struct delta_result *ret,
                     struct err *e)
{
    bool cut = str_eq(r->kind, STR("cut"));
    const struct delta_new n = {.year = x->year,
                                .ordinance = x->ordinance,
                                .kind = cut ? STR("cut") : STR("executive"),
                                .line_code = r->line_code,
                                .amount = r->amount,
                                .reason = r->reason};
    struct str code;
    struct delta d;

    if (!delta_propose(x->by, &n, &code, e) ||
        (!cut && x->confirms && !delta_confirm(&x->approver, code, 1, e)) ||
        !delta_get(x->by->tx->db, x->by->a, code, &d, e)) {
        return false;
    }
    x->pick[x->picks++] = (struct delta_pick){d.id, d.version, d.amount};
    if (cut) {
        ret->cuts++;
        ret->cut = money_add(ret->cut, r->amount);
    } else {
        ret->amends++;
        ret->amended = money_add(ret->amended, r->amount);
    }
    return true;
}

static bool accept_all(struct filing *x, size_t *ret_row, struct delta_result *ret, struct err *e)
{
    const struct delta_decision d = {
        .year = x->year, .ordinance = x->ordinance, .report_ref = x->f->report_ref};

    for (size_t i = 0; i < x->picks; i += DELTA_MOST) {
        size_t n = x->picks - i < DELTA_MOST ? x->picks - i : DELTA_MOST;
        size_t row;

        if (!delta_accept(&x->committee, &d, &x->pick[i], n, &row, e)) {
            *ret_row = row < n ? i + row : x->picks;
            return false;
        }
        ret->accepted += (int64_t)n;
    }
    return true;
}

bool delta_apply(struct act *by, const struct delta_file *f, const struct delta_row *r, size_t n,
                 size_t *ret_row, struct delta_result *ret, struct err *e)
{
    struct filing x = {.by = by, .approver = *by, .committee = *by, .f = f};
    struct delta_result sum = {0};
    bool system = by->who->user_id == 0;

    *ret_row = n;
    if (n == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(STR("council")));
        return false;
    }
    if (f->approver) {
        x.approver.who = f->approver;
    }
    if (f->committee) {
        x.committee.who = f->committee;
    }
    x.confirms = f->approver || system;
    x.accepts = f->report_ref.n > 0;
    x.pick = ARENA_ARRAY(by->a, struct delta_pick, n);
    for (size_t i = 0; i < n; i++) {
        *ret_row = i;
        if (!check_row(&x, &r[i], e) || !take_row(&x, &r[i], &sum, e)) {
            return false;
        }
    }
    *ret_row = n;
    if (x.accepts && !accept_all(&x, ret_row, &sum, e)) {
        return false;
    }
    *ret = sum;
    return true;
}
