/* contract_check.c - what a change of a contract may say. */
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "execute/contract_int.h"
#include "plan/write.h"
#include "sql_execute.h"
#include "store/store.h"

static const struct field line_fields[] = {
    COL(struct contract_line_row, line_id),
    COL(struct contract_line_row, line_year),
    COL(struct contract_line_row, agency_id),
    COL(struct contract_line_row, line_name),
};
const struct row_type contract_line_type = ROW_TYPE(struct contract_line_row, line_fields);

bool contract_word(const char *field, struct str word, struct str allowed, struct err *e)
{
    struct str rest = allowed, piece;

    while (str_split(&rest, ' ', &piece)) {
        if (str_eq(piece, word))
            return true;
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(word));
    err_arg(e, "expected", V(allowed));
    return false;
}

bool contract_tax_id(struct str s, struct err *e)
{
    bool good = s.n == 0 || s.n == 13;

    for (size_t i = 0; i < s.n; i++)
        good = good && s.p[i] >= '0' && s.p[i] <= '9';
    if (good)
        return true;
    FAIL(e, ERR_TAX_ID);
    err_arg(e, "value", V(s));
    return false;
}

bool contract_amount(struct arena *a, struct money m, bool zero, struct err *e)
{
    if (m.satang > 0 && m.satang <= MONEY_MAX)
        return true;
    if (m.satang == 0 && zero)
        return true;
    FAIL(e, m.satang < 0 ? ERR_AMOUNT_NEGATIVE : m.satang == 0 ? ERR_BAD_AMOUNT : ERR_AMOUNT_RANGE);
    err_arg(e, "value", V(money_text(a, m, MONEY_WHOLE)));
    return false;
}

bool contract_uneven(enum err_code code, struct money sum, struct money total, struct err *e)
{
    FAIL(e, code);
    err_arg(e, "sum", V(sum));
    err_arg(e, "total", V(total));
    err_arg(e, "difference", V(money_sub(total, sum)));
    return false;
}

bool contract_above(enum err_code code, struct money need, struct money left, struct err *e)
{
    FAIL(e, code);
    err_arg(e, "need", V(need));
    err_arg(e, "left", V(left));
    return false;
}

bool contract_line(struct act *by, struct str code, int64_t agency_id, int64_t year,
                   struct contract_line_row *ret, struct err *e)
{
    bool found;

    if (!db_find(by->tx->db, by->a, &Q_CONTRACT_LINE, ARGS(V(code)), &contract_line_type, ret,
                 &found, e))
        return false;
    if (found && ret->agency_id == agency_id)
        return true;
    FAIL(e, ERR_UNKNOWN_CODE);
    err_arg(e, "field", V(STR("line")));
    err_arg(e, "value", V(code));
    err_arg(e, "year", V(year));
    return false;
}

/* ---- words and dates ---- */

static bool share(const char *field, int64_t bp, struct err *e)
{
    if (bp >= 0 && bp <= 10000)
        return true;
    FAIL(e, ERR_BAD_NUMBER);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(bp));
    return false;
}

static bool check_words(const struct contract_text *t, struct err *e)
{
    return contract_word("change_kind", t->change_kind,
                         STR("new amendment extension price tranche termination"), e) &&
           contract_word("kind", t->kind,
                         STR("contract purchase_order hire_order rent agreement other"), e) &&
           check_text("title", t->title, true, 300, e) &&
           check_text("vendor", t->vendor, true, 200, e) && contract_tax_id(t->tax_id, e) &&
           check_text("egp_no", t->egp_no, false, 40, e) &&
           check_text("doc_no", t->doc_no, false, 100, e) &&
           check_text("k_formula", t->k_formula, false, 100, e) &&
           check_text("reason", t->reason, !str_eq(t->change_kind, STR("new")), 1000, e) &&
           share("advance_bp", t->advance_bp, e) && share("retention_bp", t->retention_bp, e);
}

static bool out_of_order(const char *field, struct date from, struct date to, struct err *e)
{
    FAIL(e, ERR_DATE_ORDER);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "from", V(from));
    err_arg(e, "to", V(to));
    return false;
}

/* Signed within its year: before 1 October it is prepared, not signed. */
static bool check_dates(const struct contract_home *h, const struct contract_text *t, struct err *e)
{
    struct date first = fy_start((int32_t)h->year), last = fy_end((int32_t)h->year);

    if (t->starts_on.yyyymmdd && t->ends_on.yyyymmdd && date_cmp(t->ends_on, t->starts_on) < 0)
        return out_of_order("ends_on", t->starts_on, t->ends_on, e);
    if (t->signed_on.yyyymmdd && t->ends_on.yyyymmdd && date_cmp(t->ends_on, t->signed_on) < 0)
        return out_of_order("ends_on", t->signed_on, t->ends_on, e);
    if (h->old && t->on_date.yyyymmdd && t->signed_on.yyyymmdd &&
        date_cmp(t->on_date, t->signed_on) < 0)
        return out_of_order("on_date", t->signed_on, t->on_date, e);
    if (!t->signed_on.yyyymmdd ||
        (date_cmp(t->signed_on, first) >= 0 && date_cmp(t->signed_on, last) <= 0))
        return true;
    FAIL(e, ERR_SIGN_DATE);
    err_arg(e, "date", V(t->signed_on));
    err_arg(e, "from", V(first));
    err_arg(e, "to", V(last));
    err_arg(e, "year", V(h->year));
    return false;
}

/* ---- lines ---- */

static bool too_many(const char *what, size_t limit, struct err *e)
{
    FAIL(e, ERR_TABLE_ROWS);
    err_arg(e, "what", V(str_from(what)));
    err_arg(e, "limit", V((int64_t)limit));
    return false;
}

/* The lines said, then those of the contract in force that were not. */
static bool fill_parts(struct act *by, const struct contract_home *h, struct contract_draft *d,
                       struct err *e)
{
    const struct contract_text *t = &d->t;
    const struct contract_part *now;
    struct rows rows = {NULL, 0};
    size_t n = 0;

    for (size_t i = 0; i < t->parts; i++) {
        struct contract_line_row l;

        if (n == CONTRACT_PARTS_MAX)
            return too_many("line", CONTRACT_PARTS_MAX, e);
        if (!contract_amount(by->a, t->part[i].amount, h->old != NULL, e) ||
            !contract_line(by, t->part[i].line_code, h->agency_id, h->year, &l, e))
            return false;
        for (size_t k = 0; k < n; k++) {
            if (d->part[k].line_id == l.line_id) {
                FAIL(e, ERR_DUPLICATE);
                err_arg(e, "field", V(STR("line")));
                err_arg(e, "value", V(t->part[i].line_code));
                return false;
            }
        }
        d->part[n].line_code = t->part[i].line_code;
        d->part[n].line_id = l.line_id;
        d->part[n].line_year = l.line_year;
        d->part[n++].amount = t->part[i].amount;
    }
    if (h->old && !contract_parts(by->tx->db, by->a, h->old->current_id, h->ref, &rows, e))
        return false;
    now = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        size_t k = 0;

        while (k < n && d->part[k].line_id != now[i].line_id)
            k++;
        if (k == n && n == CONTRACT_PARTS_MAX)
            return too_many("line", CONTRACT_PARTS_MAX, e);
        if (k == n) {
            d->part[n] = now[i];
            d->part[n++].amount = money_add(now[i].obligated, now[i].paid);
        } else if (money_cmp(d->part[k].amount, now[i].paid) < 0) {
            FAIL(e, ERR_BELOW_PAID);
            err_arg(e, "value", V(now[i].line_code));
            err_arg(e, "paid", V(now[i].paid));
            return false;
        }
    }
    if (n == 0) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("line")));
        return false;
    }
    d->t.part = d->part;
    d->t.parts = n;
    return true;
}

/* ---- years ---- */

static bool fill_years(struct act *by, const struct contract_home *h, struct contract_draft *d,
                       struct err *e)
{
    const struct contract_text *t = &d->t;
    struct money sum = MONEY_ZERO;
    size_t n = t->years;

    if (n > CONTRACT_YEARS_MAX)
        return too_many("year", CONTRACT_YEARS_MAX, e);
    if (n == 0) {
        d->year[n++] = (struct contract_year){h->year, t->total};
    }
    for (size_t i = 0; i < n; i++) {
        struct contract_year y = t->years ? t->year[i] : d->year[i];
        size_t k = i;

        if (!fy_valid(y.year) || y.year < h->year) {
            FAIL(e, ERR_BAD_YEAR);
            err_arg(e, "value", V(str_format(by->a, "%lld", (long long)y.year)));
            return false;
        }
        if (!contract_amount(by->a, y.amount, true, e))
            return false;
        for (; k > 0 && d->year[k - 1].year > y.year; k--)
            d->year[k] = d->year[k - 1];
        if (k > 0 && d->year[k - 1].year == y.year) {
            FAIL(e, ERR_DUPLICATE);
            err_arg(e, "field", V(STR("year")));
            err_arg(e, "value", V(y.year));
            return false;
        }
        d->year[k] = y;
        sum = money_add(sum, y.amount);
    }
    d->t.year = d->year;
    d->t.years = n;
    return money_cmp(sum, t->total) == 0 || contract_uneven(ERR_TRANCHES, sum, t->total, e);
}

/* The lines carry the first year's money at least, at most that of the years up to the newest line's. */
static bool check_carried(const struct contract_draft *d, struct err *e)
{
    struct money sum = MONEY_ZERO, most = MONEY_ZERO;
    int64_t newest = d->year[0].year;

    for (size_t i = 0; i < d->t.parts; i++) {
        sum = money_add(sum, d->part[i].amount);
        newest = d->part[i].line_year > newest ? d->part[i].line_year : newest;
    }
    for (size_t i = 0; i < d->t.years && d->year[i].year <= newest; i++)
        most = money_add(most, d->year[i].amount);
    if (str_eq(d->t.change_kind, STR("termination")) ||
        (money_cmp(sum, d->year[0].amount) >= 0 && money_cmp(sum, most) <= 0))
        return true;
    FAIL(e, ERR_CONTRACT_LINES);
    err_arg(e, "sum", V(sum));
    err_arg(e, "least", V(d->year[0].amount));
    err_arg(e, "most", V(most));
    return false;
}

/* ---- instalments ---- */

/* What was claimed of an instalment stays in it. */
static bool keep_claimed(struct act *by, const struct contract_home *h,
                         const struct contract_draft *d, struct err *e)
{
    const struct contract_instalment *now;
    struct rows rows;

    if (!contract_instalments(by->tx->db, by->a, h->old->id, h->old->current_id, by->today, &rows, e))
        return false;
    now = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        struct money said = MONEY_ZERO;

        for (size_t k = 0; k < d->t.instalments; k++) {
            if (d->instalment[k].number == now[i].number)
                said = d->instalment[k].amount;
        }
        if (money_cmp(said, now[i].claimed) < 0) {
            FAIL(e, ERR_BELOW_PAID);
            err_arg(e, "value", V(str_format(by->a, "#%lld", (long long)now[i].number)));
            err_arg(e, "paid", V(now[i].claimed));
            return false;
        }
    }
    return true;
}

static bool fill_instalments(struct act *by, const struct contract_home *h,
                             struct contract_draft *d, struct err *e)
{
    const struct contract_text *t = &d->t;
    struct money sum = MONEY_ZERO;
    size_t n = t->instalments;

    if (n > CONTRACT_INSTALMENTS_MAX)
        return too_many("instalment", CONTRACT_INSTALMENTS_MAX, e);
    if (n == 0) {
        d->instalment[n++] = (struct contract_instalment){
            .number = 1, .due_on = t->ends_on, .amount = t->total, .delivers = t->title};
    }
    for (size_t i = 0; i < n; i++) {
        struct contract_instalment *x = &d->instalment[i];

        if (t->instalments)
            *x = t->instalment[i];
        x->number = (int64_t)i + 1;
        if (!contract_amount(by->a, x->amount, false, e) ||
            !check_text("delivers", x->delivers, false, 300, e))
            return false;
        if (x->due_on.yyyymmdd && t->signed_on.yyyymmdd && date_cmp(x->due_on, t->signed_on) < 0)
            return out_of_order("due_on", t->signed_on, x->due_on, e);
        sum = money_add(sum, x->amount);
    }
    d->t.instalment = d->instalment;
    d->t.instalments = n;
    if (money_cmp(sum, t->total) != 0)
        return contract_uneven(ERR_INSTALMENTS, sum, t->total, e);
    return !h->old || keep_claimed(by, h, d, e);
}

static bool check_advance(const struct contract_text *t, struct arena *a, struct err *e)
{
    if (money_cmp(t->advance, t->total) > 0)
        return contract_above(ERR_ADVANCE_LEFT, t->advance, t->total, e);
    return contract_amount(a, t->total, false, e) && contract_amount(a, t->advance, true, e) &&
           contract_amount(a, t->penalty_day, true, e);
}

bool contract_check(struct act *by, const struct contract_home *h, const struct contract_text *t,
                    struct contract_draft **ret, struct err *e)
{
    struct contract_draft *d = ARENA_NEW(by->a, struct contract_draft);

    d->t = *t;
    if (!check_words(t, e) || !check_dates(h, t, e) || !check_advance(t, by->a, e) ||
        !fill_parts(by, h, d, e) || !fill_years(by, h, d, e) || !check_carried(d, e) ||
        !fill_instalments(by, h, d, e))
        return false;
    *ret = d;
    return true;
}
