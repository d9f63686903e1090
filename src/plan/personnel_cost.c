#include "plan/personnel_cost.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/param.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

static const struct field item_fields[] = {COL(struct item_sum, code), COL(struct item_sum, now)};
static const struct row_type item_type = ROW_TYPE(struct item_sum, item_fields);

static const struct field known_fields[] = {
    FIELD(struct personnel_known, for_year, FIELD_KEY, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct personnel_known, growth, 0, "อัตราเพิ่ม", "Growth"),
    FIELD(struct personnel_known, retiring, 0, "เกษียณ (คน)", "Retiring (persons)"),
    FIELD(struct personnel_known, saving, 0, "เงินที่คืน", "What they free"),
    FIELD(struct personnel_known, source, 0, "ที่มา", "Source"),
    FIELD(struct personnel_known, made_by, 0, "ผู้บันทึก", "Recorded by"),
    FIELD(struct personnel_known, made_at, 0, "เมื่อ", "At"),
};
const struct row_type personnel_known_type = ROW_TYPE(struct personnel_known, known_fields);

static const struct field row_fields[] = {
    FIELD(struct personnel_row, year, FIELD_KEY, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct personnel_row, type, 0, "งบบุคลากร", "Personnel type"),
    FIELD(struct personnel_row, central, 0, "งบกลางที่เป็นค่าใช้จ่ายบุคลากร",
          "Personnel items of the central fund"),
    FIELD(struct personnel_row, hired, 0, "จ้างเหมาบุคคล", "Hired labour"),
    FIELD(struct personnel_row, total, 0, "รวม", "Total"),
    FIELD(struct personnel_row, growth, 0, "อัตราเพิ่ม", "Growth"),
    FIELD(struct personnel_row, retiring, 0, "เกษียณ (คน)", "Retiring (persons)"),
    FIELD(struct personnel_row, saving, 0, "เงินที่คืน", "What they free"),
    FIELD(struct personnel_row, frame, 0, "รายจ่ายทั้งหมด", "All expenditure"),
    FIELD(struct personnel_row, share, 0, "ร้อยละ", "Per cent"),
    FIELD(struct personnel_row, limit, 0, "เพดาน", "Limit"),
    FIELD(struct personnel_row, over, 0, "เกินเพดาน", "Above the limit"),
};
const struct row_type personnel_row_type = ROW_TYPE(struct personnel_row, row_fields);

bool personnel_items(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_PERSONNEL_ITEMS, ARGS(V(year)), &item_type, ret, e);
}

/* The row of the parameter with the longest prefix of the code; t->rows when there is none. */
static size_t longest(const struct param_rows *t, struct str code)
{
    size_t best = t->rows, length = 0;

    for (size_t i = 0; i < t->rows; i++) {
        struct str prefix = param_cell(t, i, "item");

        if (prefix.n > length && str_starts(code, prefix)) {
            best = i;
            length = prefix.n;
        }
    }
    return best;
}

bool personnel_base(struct db *db, struct arena *a, int64_t year, const struct item_sum *item,
                    size_t n, struct personnel_base *ret, struct err *e)
{
    struct param_rows t;

    if (!param_table(db, a, PARAM_PERSONNEL_ITEMS, year, &t, e))
        return false;
    *ret = (struct personnel_base){0};
    for (size_t i = 0; i < n; i++) {
        size_t row = longest(&t, item[i].code);
        struct str part = row < t.rows ? param_cell(&t, row, "part") : STR_NONE;
        struct money *to = str_eq(part, STR("type"))      ? &ret->type
                           : str_eq(part, STR("central")) ? &ret->central
                           : str_eq(part, STR("hired"))   ? &ret->hired
                                                          : NULL;

        if (to)
            *to = money_add(*to, item[i].now);
    }
    return true;
}

static bool grown(struct money m, int64_t bp, struct money *ret, struct err *e)
{
    if (money_ratio(m, 10000 + bp, 10000, ROUND_HALF_UP, ret))
        return true;
    FAIL(e, ERR_AMOUNT_RANGE);
    err_arg(e, "value", V(m));
    return false;
}

static void measure(struct personnel_row *x, const struct personnel_rates *rates)
{
    x->total = money_add(money_add(x->type, x->central), x->hired);
    x->share.bp = money_share_bp(x->total, x->frame);
    x->limit = rates->limit;
    x->over = x->share.bp > rates->limit.bp;
}

bool personnel_ahead(int64_t year, const struct personnel_base *base, struct money frame,
                     const struct personnel_rates *rates, struct personnel_row ret[PERSONNEL_YEARS],
                     struct err *e)
{
    ret[0] = (struct personnel_row){.year = year,
                                    .type = base->type,
                                    .central = base->central,
                                    .hired = base->hired,
                                    .frame = frame};
    measure(&ret[0], rates);
    for (size_t i = 1; i < PERSONNEL_YEARS; i++) {
        struct personnel_row *x = &ret[i];
        const struct personnel_row *was = &ret[i - 1];

        *x = (struct personnel_row){.year = year + (int64_t)i, .growth = rates->growth};
        for (size_t k = 0; k < rates->known_n; k++) {
            if (rates->known[k].for_year == x->year) {
                x->growth = rates->known[k].growth;
                x->retiring = rates->known[k].retiring;
                x->saving = rates->known[k].saving;
            }
        }
        if (!grown(was->type, x->growth.bp, &x->type, e) ||
            !grown(was->central, x->growth.bp, &x->central, e) ||
            !grown(was->hired, x->growth.bp, &x->hired, e) ||
            !grown(was->frame, rates->frame_growth.bp, &x->frame, e))
            return false;
        if (money_cmp(x->saving, x->type) > 0) /* no more than there is */
            x->saving = x->type;
        x->type = money_sub(x->type, x->saving);
        measure(x, rates);
    }
    return true;
}

bool personnel_known(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_PERSONNEL_KNOWN, ARGS(V(year)), &personnel_known_type, ret, e);
}

bool personnel_rates(struct db *db, struct arena *a, int64_t year, struct personnel_rates *ret,
                     struct err *e)
{
    struct rows known;

    if (!param_int(db, PARAM_PERSONNEL_GROWTH, year, &ret->growth.bp, e) ||
        !param_int(db, PARAM_PERSONNEL_LIMIT, year, &ret->limit.bp, e) ||
        !param_int(db, PARAM_REVENUE_GROWTH, year, &ret->frame_growth.bp, e) ||
        !personnel_known(db, a, year, &known, e))
        return false;
    ret->known = known.p;
    ret->known_n = known.n;
    return true;
}

bool personnel_state(struct act *by, int64_t year, const struct personnel_known *k, struct err *e)
{
    struct audit_note n = {.action = STR("personnel.state"), .reason = k->source};

    if (!actor_check_city(by->who, PERM_FISCAL, e) ||
        !check_text("source", k->source, true, 300, e))
        return false;
    if (k->for_year <= year || k->for_year >= year + PERSONNEL_YEARS) {
        FAIL(e, ERR_BAD_YEAR);
        err_arg(e, "value", V(str_format(by->a, "%lld", (long long)k->for_year)));
        return false;
    }
    if (k->growth.bp < -10000 || k->growth.bp > 10000 || k->retiring < 0) {
        FAIL(e, ERR_BAD_NUMBER);
        err_arg(e, "field", V(k->retiring < 0 ? STR("retiring") : STR("growth")));
        err_arg(e, "value", V(k->retiring < 0 ? k->retiring : k->growth.bp));
        return false;
    }
    if (k->saving.satang < 0 || k->saving.satang > MONEY_MAX) {
        FAIL(e, ERR_AMOUNT_NEGATIVE);
        err_arg(e, "value", V(k->saving));
        return false;
    }
    if (!db_exec(by->tx->db, &Q_PERSONNEL_STATE,
                 ARGS(V(year), V(k->for_year), V(k->growth.bp), V(k->retiring), V(k->saving),
                      V(k->source), V(by->who->name), V(by->now_ms)),
                 NULL, e))
        return false;
    n.subject = str_format(by->a, "personnel:%lld:%lld", (long long)year, (long long)k->for_year);
    n.year = year;
    n.new_value = str_format(by->a, "growth=%lld retiring=%lld", (long long)k->growth.bp,
                             (long long)k->retiring);
    return audit_add(by, &n, e);
}
