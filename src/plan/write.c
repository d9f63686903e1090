#include "plan/write.h"
#include "plan/cycle.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "base/thai.h"
#include "city/audit.h"
#include "plan/section.h"
#include "sql_plan.h"
#include "store/store.h"

enum { TIMES_MAX = 100000, MONTHS_MAX = 120 }; /* as the table checks them */

static const struct field line_home_fields[] = {
    COL(struct line_home, id),         COL(struct line_home, year),
    COL(struct line_home, package_id), COL(struct line_home, agency_id),
    COL(struct line_home, version),    COL(struct line_home, state),
    COL(struct line_home, division),   COL(struct line_home, made_by),
    COL(struct line_home, cycle),      COL(struct line_home, place),
    COL(struct line_home, section_id), COL(struct line_home, package_code),
    COL(struct line_home, text_key),   COL(struct line_home, asked),
};
static const struct row_type line_home_type = ROW_TYPE(struct line_home, line_home_fields);

bool number_take(struct act *by, int64_t year, int64_t ordinance, struct str prefix, int64_t count,
                 int64_t *ret_first, struct err *e)
{
    int64_t last;

    if (!db_int(by->tx->db, &Q_NUMBER_TAKE, ARGS(V(year), V(ordinance), V(prefix), V(count)), &last,
                e)) {
        return false;
    }
    *ret_first = last - count + 1;
    return true;
}

struct str agency_prefix(struct str code)
{
    return str_slice(code, 0, 4);
}

struct str line_code(struct arena *a, int64_t year, int64_t ordinance, struct str prefix,
                     int64_t number)
{
    return str_format(a, "%lld-%lld-%.*s-%05lld", (long long)year, (long long)ordinance,
                      STR_FMT(prefix), (long long)number);
}

struct str unit_code(struct arena *a, struct str prefix, int64_t number)
{
    return str_format(a, "%.*s-%05lld", STR_FMT(prefix), (long long)number);
}

struct str unit_prefix(struct arena *a, struct str prefix)
{
    return str_format(a, "unit:%.*s", STR_FMT(prefix));
}

bool check_requested(struct arena *a, struct money m, struct err *e)
{
    enum err_code code = m.satang < 0           ? ERR_AMOUNT_NEGATIVE
                         : m.satang > MONEY_MAX ? ERR_AMOUNT_RANGE
                         : m.satang % 100       ? ERR_WHOLE_BAHT
                                                : ERR_NONE;

    if (code == ERR_NONE) {
        return true;
    }
    FAIL(e, code);
    err_arg(e, "value", V(money_text(a, m, MONEY_WHOLE)));
    return false;
}

bool line_product(struct arena *a, const struct line_sum *s, struct money *ret, struct err *e)
{
    bool negative = s->quantity_milli < 0 || s->times < 0 || s->months < 0 || s->price.satang < 0;
    int64_t milli, satang;

    if (negative || s->times > TIMES_MAX || s->months > MONTHS_MAX ||
        !exact_mul_div(s->quantity_milli, s->times * s->months, 1, ROUND_HALF_UP, &milli) ||
        !exact_mul_div(s->price.satang, milli, 1000, ROUND_HALF_UP, &satang)) {
        FAIL(e, negative ? ERR_AMOUNT_NEGATIVE : ERR_AMOUNT_RANGE);
        err_arg(e, "value", V(money_text(a, s->price, MONEY_WHOLE)));
        return false;
    }
    *ret = MONEY(satang);
    return true;
}

bool line_requested(struct arena *a, const struct line_new *l, struct money *ret, struct err *e)
{
    struct money m = l->requested;
    struct line_sum sum = {.quantity_milli = l->quantity_milli,
                           .times = l->times ? l->times : 1,
                           .months = l->months ? l->months : 1,
                           .price = l->unit_price};

    if (m.satang == 0 && !line_product(a, &sum, &m, e)) {
        return false;
    }
    if (!check_requested(a, m, e)) {
        return false;
    }
    *ret = m;
    return true;
}

bool check_text(const char *field, struct str s, bool required, int64_t limit, struct err *e)
{
    if (required && str_trim(s).n == 0) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(str_from(field)));
        return false;
    }
    if (s.n > (size_t)limit && str_count_cp(s) > (size_t)limit) {
        FAIL(e, ERR_TOO_LONG);
        err_arg(e, "field", V(str_from(field)));
        err_arg(e, "limit", V(limit));
        return false;
    }
    return true;
}

bool line_find(struct act *by, struct str code, struct line_home *ret, struct err *e)
{
    bool found;

    if (!db_find(by->tx->db, by->a, &Q_LINE_FIND, ARGS(V(code)), &line_home_type, ret, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    return true;
}

bool line_place_check(struct act *by, const struct line_home *h, struct str code, struct err *e)
{
    struct package p = {.id = h->package_id,
                        .agency_id = h->agency_id,
                        .section_id = h->section_id,
                        .place = h->place,
                        .state = h->state,
                        .code = code};

    return package_place_check(by->tx->db, by->a, by->who, &p, e);
}

int64_t text_key(struct arena *a, struct str s)
{
    struct str fold = thai_fold(a, s);
    int64_t key = fold.n ? (int64_t)(str_hash(fold) >> 1) : 0;

    return fold.n && key == 0 ? 1 : key;
}

int64_t line_code_year(struct str code)
{
    struct err e;
    int32_t year;

    return code.n > 4 && code.p[4] == '-' && fy_parse(str_slice(code, 0, 4), &year, &e) ? year : 0;
}

/* Late requests are taken until the draft is tabled (DOMAIN.md 9.3); what was decided before they
 * came says so by its time. */
bool check_editable(struct str state, struct str cycle, struct err *e)
{
    enum stage open = cycle_open_stage(cycle);

    if (!str_eq(state, STR("DRAFT")) && !str_eq(state, STR("RETURNED"))) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(state));
        err_arg(e, "event", V(STR("edit")));
        return false;
    }
    if (open <= STAGE_GOVERNOR) {
        return true;
    }
    FAIL(e, ERR_STAGE);
    err_arg(e, "stage", V(cycle));
    return false;
}

bool note_package(struct act *by, int64_t year, struct str code, struct audit_note n, struct err *e)
{
    n.subject = str_format(by->a, "package:%lld:%.*s", (long long)year, STR_FMT(code));
    n.year = year;
    return audit_add(by, &n, e);
}
